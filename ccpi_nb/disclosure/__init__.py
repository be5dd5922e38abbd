"""Keeps small numbers of people from being shown or given back: what is too small, what gives it away, what to hide."""
