"""Reads spreadsheets that are what they are, by the labels of their rows and columns."""
