"""A Part's folder: pages, agenda pack, front page, and the manifest of what all of it was made from."""
