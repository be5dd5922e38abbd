"""Says what a series does over time: between which limits it varies, and where a straight line through it leads."""
