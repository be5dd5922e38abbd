"""Counts records by measures, and writes down how: an indicator, and its working paper."""
