"""What was made, looked at again: what differs, whether every number is explained, who stands by it."""
