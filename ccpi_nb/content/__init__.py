"""The content of documents: tables, charts, and the committee's own papers, from evidence and registers."""
