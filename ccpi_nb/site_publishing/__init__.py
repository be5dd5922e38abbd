"""Publishing the website: which pages are made again, what the gate reads, the folder exchanged as a whole."""
