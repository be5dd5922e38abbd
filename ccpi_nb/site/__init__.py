"""The pages of the website over all meetings: each indicator and service, scorecards, what changed."""
