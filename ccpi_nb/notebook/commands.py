"""The Python of a cell, and Jupyter's own commands in it: which a report's notebook may not have, and why."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from ccpi_nb.errors import shortened


@lru_cache(maxsize=2048)  # a look at a meeting asks for each of its cells a dozen times
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """Return all nodes of a code cell's Python, also of what stands under Jupyter's own commands (`%%time`).

    Such a command is the call that Jupyter makes of it. Nothing is run. Whoever asks again gets the same nodes, so they
    are left as they are. SyntaxError where it is no Python.
    """
    nodes = tuple(ast.walk(parsed(source)))
    inside = [command.python for node in nodes if (command := _command(node)) and command.python.strip()]
    return (*nodes, *chain.from_iterable(map(nodes_of, inside)))


def parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse(_without_commands(source))


def commands_in(source: str) -> Iterator["Command"]:
    """Yield Jupyter's own commands in a code cell, in the order in which they stand there."""
    return (command for node in nodes_of(source) if (command := _command(node)))


@dataclass(frozen=True)
class Command:
    """A command of Jupyter's own in a cell.

    `name` is its magic's ('time'), '!' for a program that is started, '?' for help; `shown` is how it is written.
    `python` is the code that it runs.
    """

    name: str
    shown: str
    python: str = ""


_TIMING = re.compile("time|timeit|prun|lprun|memit|mprun")

_HELP = re.compile("pinfo2?|psearch|psource|pdoc|pdef|pfile")

_STARTING = re.compile(
    "sx|system|bash|sh|cmd|script|perl|ruby|python[23]?|pypy|pip|conda|mamba|micromamba|uv|run|writefile"
)

_SETTING = re.compile(
    "matplotlib|config|(?:re|un)?load_ext|autoreload|aimport|autoawait|automagic|colors|precision|xmode"
)


def refused_command(command: Command) -> str:
    """Return why a report's notebook may not have a command, with the remedy; '' for one that only sets something."""
    if _SETTING.fullmatch(command.name):
        return ""
    if _TIMING.fullmatch(command.name):
        return f"'{command.shown}' shows times, which differ on each run; take it out"
    if command.name == "?":
        return f"'{command.shown}' opens help, which is no part of a report; take it out"
    if command.name == "!" or _STARTING.fullmatch(command.name):
        return f"'{command.shown}' starts another program, which a report must do without; take it out"
    return f"'{command.shown}' is a command to Jupyter, not to a report; take it out, or write it in Python"


def is_command(node: ast.AST) -> bool:
    """Return whether a node is the call that Jupyter makes of a command of its own."""
    return _command(node) is not None


def _command(node: ast.AST) -> Command | None:
    """Return the command whose call a node is; None for any other node."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"), args=[]), attr=attribute), args=args
        ):
            words = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        case _:
            return None
    match attribute, words:
        case (("system" | "getoutput" | "system_raw" | "system_piped"), _):
            return Command("!", shortened(f"!{' '.join(words)}"))
        case "run_line_magic", [name, *rest] if _HELP.fullmatch(name):
            return Command("?", shortened(f"{' '.join(rest)}?"))
        case "run_line_magic", [name, *rest]:
            return Command(name, f"%{name}", _after_options(" ".join(rest)) if _runs_python(name) else "")
        case "run_cell_magic", [name, _, body]:
            return Command(name, f"%%{name}", body if _runs_python(name) else "")
    return Command(attribute, f"get_ipython().{attribute}")


def _after_options(line: str) -> str:
    """Return the Python after a magic's options ('-n 5 report.risk()'), which a cell's other rules hold for too."""
    words = line.split(" ")
    rests = (" ".join(words[start:]) for start in range(len(words)))
    return next((rest for rest in rests if not rest.startswith("-") and _is_python(rest)), "")


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _runs_python(magic: str) -> bool:
    return magic == "capture" or _TIMING.fullmatch(magic) is not None


def _without_commands(source: str) -> str:
    """Return a cell's source with Jupyter's own commands as the calls that it makes of them."""
    from IPython.core.inputtransformer2 import TransformerManager  # only for cells that have any

    return TransformerManager().transform_cell(source)
