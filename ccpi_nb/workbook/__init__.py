"""The user's own files, data/, params/ and notebooks/: contents, strict reading, and new files."""
