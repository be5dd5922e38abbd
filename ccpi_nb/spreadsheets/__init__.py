"""Spreadsheets and text tables of every kind as one small model: cells with what they hold and what they show."""
