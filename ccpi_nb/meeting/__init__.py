"""Looks over all of a meeting's reports: what stops them, what they wait for, which small numbers they hide."""
