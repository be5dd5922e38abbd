"""The papers held against themselves and each other: what was compared, what does not agree, what was said of it."""
