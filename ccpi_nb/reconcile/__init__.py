"""The papers compared with themselves and each other: what was compared, what does not agree, what was ruled on it."""
