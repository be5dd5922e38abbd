"""What a run prints while it runs: lines and a bar on a terminal, lines in a log, JSON for machines, or nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ccpi_nb.run.meeting_run import Step, StepState

if TYPE_CHECKING:  # which a run that prints nothing needs not
    from rich.console import Console

Say = Callable[[Step], None]

_LOOKS = {
    StepState.RUNNING: "cyan",
    StepState.MADE: "green",
    StepState.UNCHANGED: "dim",
    StepState.TO_FOLLOW: "yellow",
    StepState.NOT_HELD: "yellow",
    StepState.FAILED: "red",
}


@contextmanager
def progress_of(console: "Console", day: str, *, quiet: bool, as_json: bool) -> Iterator[Say]:
    """Yield a function to call with each step, which prints it as suits a terminal or a log."""
    if as_json:
        yield lambda step: console.print(json_line(day, step), soft_wrap=True, markup=False, highlight=False)
    elif quiet:
        yield lambda step: None
    elif console.is_terminal:
        with _bar(console, day) as say:
            yield say
    else:
        yield lambda step: console.print(line(step))


def line(step: Step) -> str:
    """Return a step as a line: 'made 5A Blue Badge recovery plan (2.4 s)'."""
    from rich.markup import escape

    took = f"  [dim]({step.seconds:.1f} s)[/]" if step.seconds else ""
    item = step.item or "pack"
    return f"[{_LOOKS[step.state]}]{step.state:<9}[/]  {item:>4}  {escape(step.title)}{took}"


def json_line(day: str, step: Step) -> str:
    """Return a step as one JSON object; why a report failed is among the command's errors."""
    fields = {
        "meeting": day,
        "item": step.item,
        "title": step.title,
        "part": step.part,
        "state": step.state,
        "seconds": round(step.seconds, 3),
        "of": step.of,
    }
    why = {} if step.state is StepState.FAILED else {"why": step.why}
    return json.dumps(fields | why, ensure_ascii=False)


@contextmanager
def _bar(console: "Console", day: str) -> Iterator[Say]:
    """Yield a function that prints a line for each report as it ends, above a bar over all.

    The bar also has what is done now, and the time that it has taken so far.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
        TextColumn("so far"),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        overall = bars.add_task(f"Meeting of {day}: a look at its files", total=None, count="")
        running: dict[tuple[str, str], str] = {}
        ended = 0

        def say(step: Step) -> None:
            nonlocal ended
            key = (step.part, step.item)
            if step.state is StepState.RUNNING:
                running[key] = step.item
            else:
                running.pop(key, None)
                bars.console.print(line(step))
                ended += step.state is not StepState.NOT_HELD
            items = ", ".join(running.values())
            now = f"item {items}" if items else "packs"
            description, count = f"Meeting of {day}: {now}", f"{ended} of {step.of}"
            bars.update(overall, total=step.of, completed=ended, description=description, count=count)

        yield say
