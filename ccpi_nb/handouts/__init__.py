"""What is handed on beside the packs: a brief, Word files, and the words that officers edit in them."""
