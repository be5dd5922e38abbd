"""Analyses of an author's own: values that know the rows behind them, in pandas and out of it."""
