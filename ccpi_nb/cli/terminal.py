"""What the commands share: how they print, and how they say what an author can put right."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ccpi_nb.errors import InputError, disk_problem
from ccpi_nb.kernels.limits import low_limits, refuse_no_memory

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class _Terminal:
    """Where a command prints. What that takes is loaded with the first line: `ccpi --help` does without."""

    stderr: bool = False

    @cached_property
    def console(self) -> "Console":
        from rich.console import Console

        return Console(highlight=False, soft_wrap=True, stderr=self.stderr)

    @property
    def is_terminal(self) -> bool:
        return self.console.is_terminal

    def print(self, *lines: Any, **options: Any) -> None:
        self.console.print(*lines, **options)


out, err = _Terminal(), _Terminal(stderr=True)


def escape(text: str) -> str:
    """Return a text of which nothing is taken for markup."""
    from rich.markup import escape

    return escape(text)


MEETING = "The meeting's date: 2014-12-11. Where a day has two meetings: 2014-12-11-special."
Date = Annotated[str, typer.Argument(metavar="DATE", help=MEETING)]


def print_indented(line: str) -> None:
    """Print a line: on a terminal its rest is indented as its beginning is, to a file or a pipe it goes whole."""
    if not out.is_terminal:
        out.print(escape(line))
        return
    from rich.padding import Padding
    from rich.text import Text

    words = line.lstrip(" ")
    out.print(Padding(Text(words), (0, 0, 0, len(line) - len(words)), expand=False), soft_wrap=False)


@contextmanager
def bar(what: str) -> Iterator[Callable[[float], None] | None]:
    """Yield a function that shows how far something is, in per cent: by a bar on a terminal; elsewhere yield None.

    The bar is there from the first call on, so that what takes a moment has none, and goes at the end.
    """
    if not out.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("so far"))
    with Progress(*columns, console=out.console, transient=True) as bars:
        task = bars.add_task(what, total=100, visible=False)
        yield lambda share: bars.update(task, completed=share, visible=True)


def parse_meeting(text: str) -> str:
    """Return the day, or the meeting of a day, that an argument names; InputError for other text."""
    from ccpi_nb.domain.meeting_keys import meeting_key

    try:
        return meeting_key(text)
    except ValueError as problem:
        raise InputError(str(problem)) from None


def stop(number: int, frame: object) -> None:
    """Handle a signal to end as Ctrl-C is handled."""
    raise KeyboardInterrupt


def _end_with(problems: Iterable[str]) -> NoReturn:
    for problem in problems:
        err.print(f"[red]ccpi:[/] {escape(problem)}")
    sys.exit(1)


@contextmanager
def sentences() -> Iterator[None]:
    """Print what the author can put right as sentences, without a traceback, and end the command with status 1.

    An interrupt ends it with status 130.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        from ccpi_nb.kernels.processes import fill_streams

        fill_streams()
    try:
        refuse_no_memory()
        yield
    except InputError as problem:
        _end_with(problem.problems)
    except OSError as problem:
        if not (sentence := disk_problem(problem)):
            raise
        _end_with([sentence])
    except (ImportError, MemoryError, RuntimeError):  # a library that finds no room says any of these
        if not (limits := tuple(low_limits())):
            raise
        _end_with(limits)
    except KeyboardInterrupt:
        err.print("[red]ccpi:[/] stopped; reports that were finished are kept, and the next run goes on from there")
        sys.exit(130)
