"""Reports as Word files, in which officers edit the words, and the words that come back."""
