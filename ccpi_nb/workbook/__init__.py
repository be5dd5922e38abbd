"""The user's own files, data/, params/ and notebooks/: what each may hold, read and refused in sentences, and begun anew."""
