"""The page docs/calls.md, made of what the calls of a report say of themselves: `make calls` writes it."""

import inspect
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import Any

from ccpi_nb.reports.opened import Opened
from ccpi_nb.reports.opening import OpenReport, open_report

_HEAD = """\
# The calls of a report

This page is made from what the calls say of themselves, and their examples are run as tests. Do not edit it: change a
call's docstring and run `make calls`. In a notebook shift-tab on a call shows the same, and a tab inside a string
completes keys, periods, registers and topics.

Unless an example opens another report, `report` is item 4 of 11 December 2014:
`report = open_report("2014-12-11", "4", datasets="procurement")`. Below a call stands what a terminal shows, with `...`
for what is left out here; a notebook shows tables and charts.

Most calls take the same things:

- `keys` are indicators as `report.indicators()` lists them, in a list or one as text; `key` is one. An unknown key is
  refused with up to ten near ones of this report.
- `periods` and `at` are written as in [the data](data.md#periods), in a list or as text with commas; ranges such as
  `2013-01..2014-12` and [selections](data.md#selections-of-periods) such as `last 13 months` are several.
- `caption` is the subject in words: the measure, its unit, the periods. `finding` replaces the one that is worked out.
- `register` and `topic` are those that `report.registers()` lists.

A call that has nothing to show shows a grey line that says why, and which periods are held. So does one that asks for a
period at which none of its indicators has a value. Published reports have no grey lines. Whatever an author can put
right is refused in a sentence (`InputError`).
"""


def calls_of(kind: type[Opened]) -> Iterator[tuple[str, Any]]:
    """Yield the public calls of a report, and what it has without one, each by its name as its modules order them."""
    for own in reversed(kind.__mro__):
        if issubclass(own, Opened) and own is not Opened and own is not kind:
            yield from (
                (name, member.func if isinstance(member, cached_property) else member)
                for name, member in vars(own).items()
                if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, cached_property))
            )


def calls_page() -> str:
    """Return the page as Markdown."""
    groups: dict[str, list[str]] = {}
    for name, call in calls_of(OpenReport):
        groups.setdefault(call.__module__.rpartition(".")[2], []).append(_section(name, call))
    opening = _described("open_report(meeting, item, datasets)", open_report)
    parts = [_HEAD, "## Open a report\n", opening]
    for module, sections in groups.items():
        parts += [f"## {module.capitalize()}\n", *sections]
    return "\n".join(parts)


def _section(name: str, call: Any) -> str:
    is_call = "return" in call.__annotations__ and not isinstance(vars(_owner(call)).get(name), cached_property)
    return _described(f"report.{name}{_signature(call)}" if is_call else f"report.{name}", call)


def _owner(call: Any) -> type:
    owner: type = getattr(inspect.getmodule(call), call.__qualname__.partition(".")[0])
    return owner


def _signature(call: Any) -> str:
    """Return what a call takes, without types: '(keys, periods, caption, *, finding="")'."""
    signature = inspect.signature(call)
    _, *takes = (parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values())
    bare = str(signature.replace(parameters=takes, return_annotation=inspect.Signature.empty))
    return bare.replace("''", '""')


def _described(heading: str, call: Any) -> str:
    """Return a call's section: its docstring, the examples set as code."""
    text = dedent(inspect.getdoc(call) or "")
    words, _, example = text.partition(">>> ")
    lines = [f"### `{heading}`\n", *(" ".join(block.split("\n")) + "\n" for block in words.strip().split("\n\n"))]
    if example:
        lines += [f"```python\n>>> {example.strip()}\n```\n"]
    return "\n".join(lines)


if __name__ == "__main__":
    (Path(__file__).parents[2] / "docs" / "calls.md").write_text(calls_page(), encoding="utf-8", newline="\n")
