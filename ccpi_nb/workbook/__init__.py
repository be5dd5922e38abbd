"""The user's own files, data/, params/ and notebooks/: what each may hold, and strict reading."""
