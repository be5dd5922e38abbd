"""Asks of data that are not certainly wrong what an analyst would ask: each rule by its name, each row by its place."""
