"""All public observations, indicators and targets as one set of files to download, described for programs."""
