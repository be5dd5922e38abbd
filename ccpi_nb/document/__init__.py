"""A report as blocks of runs: figures with the rows behind them, the words around them, and the ledger of both."""
