"""The application that all commands belong to."""

import gc
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# What a command makes it mostly keeps to its end: looking for garbage as often as usual would take a third of its time.
gc.set_threshold(100_000, 20, 50)

# As in `run.preload`: jsonschema, which notebooks are checked with, would build a grammar for a second, for what no
# notebook holds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


class _AsGiven:
    """Takes a value that is already what its parameter asks for, and any other as Typer does.

    Typer asks pydantic even for texts, which takes longer to load than most commands to do.
    """

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if type(value) is param.type_descriptor.annotation or value == param.default:
            return value
        param._runtime_param = None  # Typer's own, from here on
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


class Commands(TyperGroup):
    """Commands whose values are turned into what they ask for only where they are not that already."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command:
            _take_as_given(command.get_params(ctx))
        return command

    def get_params(self, ctx: Any) -> list[Any]:
        return _take_as_given(super().get_params(ctx))


def _take_as_given(params: list[Any]) -> list[Any]:
    for param in params:
        param._runtime_param = _AsGiven()
    return params


app = typer.Typer(
    cls=Commands,
    help="Performance reports for the Cabinet Committee on Performance Improvement.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
