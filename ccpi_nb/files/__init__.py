"""Files read strictly and written whole: CSV, YAML, text, git, font files. Knows nothing of councils."""
