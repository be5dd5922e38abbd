"""The application that all commands belong to."""

import gc
import sys

import typer

# What a command makes it mostly keeps to its end: looking for garbage as often as usual would take a third of its time.
gc.set_threshold(100_000, 20, 50)

# As in `run.preload`: jsonschema, which notebooks are checked with, would build a grammar for a second, for what no
# notebook holds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

app = typer.Typer(
    help="Performance reports for the Cabinet Committee on Performance Improvement.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
