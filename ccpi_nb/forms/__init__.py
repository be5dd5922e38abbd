"""Forms: what owners are asked for before a meeting, how they answer, and what is still missing."""
