"""The application that all commands belong to."""

import sys

import typer

# As in `run.preload`: jsonschema, which notebooks are checked with, would build a grammar for a second, for what no
# notebook holds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

app = typer.Typer(
    help="Performance reports for the Cabinet Committee on Performance Improvement.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
