"""Documents as page, PDF, spreadsheet and CSV, and what a notebook's cell shows."""
