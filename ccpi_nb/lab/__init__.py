"""JupyterLab as an author of reports opens it: `ccpi lab`."""
