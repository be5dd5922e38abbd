"""Asks each owner by a spreadsheet for what a meeting awaits, and reads it back."""
