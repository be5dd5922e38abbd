"""What documents are made of: tables, charts, and the committee's own papers, from evidence and registers."""
