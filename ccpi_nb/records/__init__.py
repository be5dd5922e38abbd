"""Indicators counted from records: measures that an analyst can read, run where the records are."""
