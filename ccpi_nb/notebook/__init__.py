"""Tells what a notebook's source says, without running it: its data, its calls, its parameters, its commands."""
