"""What is measured, agreed and known by a day, and a meeting's agenda: plain values that read no file."""
