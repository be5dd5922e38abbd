"""Works figures out of others: by which formulas, with which words for how, and what may be added up."""
