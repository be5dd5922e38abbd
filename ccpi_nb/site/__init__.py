"""The public website over all meetings: a page for each indicator and service, scorecards, what changed."""
