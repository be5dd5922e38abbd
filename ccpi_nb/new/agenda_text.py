"""An agenda as its file is written, in the layout that people keep."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from ccpi_nb.files.strict_yaml import load_yaml, scalar

_WIDTH = 145
# Lists of names and periods stand in one line; parameters are quoted, so that nobody takes one for a date or a number.
_IN_ONE_LINE = ("exempt_datasets", "open_datasets", "awaits")
_QUOTED = "parameters"


def agenda_text(agenda: Mapping[str, Any], head: Sequence[str], notes: Mapping[int, Sequence[str]]) -> str:
    """Return the file of an agenda; `head` and, before the items with these numbers, `notes` are comments."""
    lines = [f"# {note}" for note in head]
    lines += _entries({key: value for key, value in agenda.items() if key != "items"}, 0)
    lines.append("items:")
    for place, item in enumerate(agenda["items"]):
        if place:
            lines.append("")
        lines += [f"  # {note}" for note in notes.get(item["number"], ())]
        lines += _listed(_entries(item, 4), 4)
    return "\n".join(lines) + "\n"


def _entries(mapping: Mapping[str, Any], indent: int, within: str = "") -> Iterator[str]:
    for key, value in mapping.items():
        yield from _entry(key, value, indent, within)


def _entry(key: str, value: Any, indent: int, within: str) -> Iterator[str]:
    start = f"{' ' * indent}{key}:"
    if isinstance(value, Mapping):
        yield start
        yield from _entries(value, indent + 2, key)
    elif isinstance(value, list) and (key in _IN_ONE_LINE or within in _IN_ONE_LINE):
        yield f"{start} [{', '.join(scalar(element, in_brackets=True) for element in value)}]"
    elif isinstance(value, list):
        yield start
        for element in value:
            yield from (
                _listed(_entries(element, indent + 4), indent + 4)
                if isinstance(element, Mapping)
                else _text(" " * indent + "  -", element, indent + 4)
            )
    else:
        yield from _text(start, value, indent + 2, quoted=within == _QUOTED)


def _listed(lines: Iterator[str], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping as an element of a list."""
    for place, line in enumerate(lines):
        yield line if place else f"{line[: indent - 2]}- {line[indent:]}"


def _text(start: str, value: Any, indent: int, *, quoted: bool = False) -> Iterator[str]:
    """Yield a value in one line or, where it is long, folded into several that are read as one."""
    line = f"{start} {scalar(value, quoted=quoted)}"
    folded = (
        wrap(value, _WIDTH - indent, break_long_words=False, break_on_hyphens=False) if isinstance(value, str) else []
    )
    block = [f"{start} >-", *(f"{' ' * indent}{part}" for part in folded)]
    if len(line) > _WIDTH and load_yaml("\n".join(["key: >-", *(f"  {part}" for part in folded)]), "") == {
        "key": value
    }:
        yield from block
    else:
        yield line
