"""Spreadsheets that are what they are, read by recipes: where values stand by their labels, and what they are."""
