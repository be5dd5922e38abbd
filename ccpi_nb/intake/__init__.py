"""Takes in what services send: keeps each file by its hash, says what is new, writes all of it or nothing."""
