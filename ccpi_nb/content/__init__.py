"""The content of documents: tables, sentences, and the committee's own papers, from evidence and registers."""
