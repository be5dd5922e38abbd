"""Completion inside the strings of a report's calls: keys, periods, registers, topics, and what slots take."""

import inspect
import re
from ast import literal_eval
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ccpi_nb.notebook.signatures import KEYS, PERIODS
from ccpi_nb.reports.finding import topics_of
from ccpi_nb.reports.opened import Opened

_SELECTIONS = (
    "last 13 months",
    "last 4 quarters",
    "last 1 year",
    "months of this year",
    "quarters of this year",
    "quarters of last year",
    "like quarters of last year",
    "year to date",
)
_QUESTIONS = ("change of ", "earlier of ", "rating of ", "direction of ", "rounded of ", "target of ", "total of ")


@dataclass(frozen=True)
class Offer:
    """What may stand at the cursor: `fragment` is what is written of it already, `kind` what the `texts` are."""

    fragment: str
    kind: str
    texts: tuple[str, ...]

    @property
    def matching(self) -> tuple[str, ...]:
        """The texts that begin as the fragment does, else those that have it anywhere."""
        begun = self.fragment.casefold()
        starting = tuple(text for text in self.texts if text.casefold().startswith(begun))
        return starting or tuple(text for text in self.texts if begun in text.casefold())


def offer(before: str, names: Mapping[str, Any]) -> Offer | None:
    """Return what may stand at the end of a cell's text, where that is within a report; None anywhere else.

    `names` are those of the kernel. After 'report.' it is the calls, in a string of a call what its argument takes.
    """
    if member := re.search(r"(?<![\w.])(\w+)\.(\w*)\Z", before):
        report = names.get(member[1])
        if isinstance(report, Opened) and not _open_string(before):
            return Offer(member[2], "function", tuple(dir(report)))
    at = _open_string(before)
    if not at or not isinstance(report := names.get(at.call.owner), Opened):
        return None
    taken = at.call.parameter(report)
    if taken in ("sentences", "finding"):
        return _in_slot(report, at.content)
    if at.is_formatted and at.content.count("{") > at.content.count("}"):
        return None
    if taken in KEYS:
        return Offer(_last(at.content, r","), "indicator", report.evidence.observed)
    if taken in PERIODS:
        return Offer(_last(at.content, r",|\.\.|\bto "), "period", (*_periods(report), *_SELECTIONS))
    if taken == "register":
        return Offer(at.content, "register", report.readable_registers)
    if taken == "topic":
        return Offer(at.content, "topic", _topics(report, at.call.argument("register", 0, names)))
    return None


def _in_slot(report: Opened, content: str) -> Offer | None:
    """Return what may stand in the slot that a sentence has open: a key, after '/' a member, after '@' a period."""
    if content.count("{") <= content.count("}"):
        return None
    slot = content.rpartition("{")[2]
    key = re.match(r"\s*(?:\w+ of )?\s*(\w+)\s*[/@]", slot)
    own = [row for row in report.evidence.published if key and row.indicator == key[1]]
    if "@" in slot:
        return Offer(
            _last(slot, "@|since "), "period", _texts(row.period for row in sorted(own, key=lambda row: row.period))
        )
    if "/" in slot:
        return Offer(_last(slot, "/"), "member", _texts(row.breakdown for row in own if row.breakdown))
    return Offer(
        _last(slot, "of "), "indicator", (*report.evidence.observed, *(_QUESTIONS if " of " not in slot else ()))
    )


def _periods(report: Opened) -> tuple[str, ...]:
    return _texts(sorted((row.period for row in report.evidence.observations), reverse=True))


def _topics(report: Opened, register: str) -> tuple[str, ...]:
    if register not in report.readable_registers:
        return ()
    return topics_of(report.workbook.registers.rows(register, report.meeting.key))


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, values)))


def _last(content: str, separator: str) -> str:
    """Return what stands after the last separator, without the spaces before it."""
    return re.split(separator, content)[-1].lstrip()


# The string that the cursor is in


@dataclass
class _Open:
    """A bracket that is open, and whose: 'report.table(["a", "b"], ' has two arguments so far, the second empty.

    `name` is '' where it is no call's.
    """

    owner: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=lambda: [""])

    def parameter(self, report: Opened) -> str:
        """Return the name of what the last argument is to the call; '' where it takes no such thing."""
        if keyword := re.match(r"\s*(\w+)\s*=(?!=)", self.arguments[-1]):
            return keyword[1]
        call = getattr(type(report), self.name, None)
        takes = [*inspect.signature(call).parameters.values()][1:] if inspect.isfunction(call) else []
        placed = [taken.name for taken in takes if taken.kind is taken.POSITIONAL_OR_KEYWORD]
        several = [taken.name for taken in takes if taken.kind is taken.VAR_POSITIONAL]
        return next(iter([*placed, *several * len(self.arguments)][len(self.arguments) - 1 :]), "")

    def argument(self, name: str, place: int, names: Mapping[str, Any]) -> str:
        """Return the text that an argument is, by its name or place; '' where it is none."""
        named = [match[1] for given in self.arguments if (match := re.match(rf"\s*{name}\s*=(.*)", given, re.DOTALL))]
        source = next(iter([*named, *self.arguments[place : place + 1]]), "").strip()
        value = names.get(source, source)
        with suppress(ValueError, SyntaxError):
            value = literal_eval(source)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class _OpenString:
    """The string that a text ends in, so far, and the call that it is given to."""

    content: str
    is_formatted: bool
    call: _Open


_TOKEN = re.compile(
    r"""(?P<prefix>\b[a-zA-Z]{1,2})?
        (?:'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"|'(?:\\.|[^\\'\n])*'|"(?:\\.|[^\\"\n])*"
        |(?:'''|\"\"\")(?P<long>.*)|['"](?P<content>[^\n]*)\Z)
      | \#[^\n]* | .""",
    re.VERBOSE | re.DOTALL,
)
_CALLEE = re.compile(r"(?:\b(\w+)\.)?(\w+)\s*\Z")


def _open_string(before: str) -> _OpenString | None:
    """Return the string that a text of Python ends in; None where it ends outside of any, or of any call."""
    stack: list[_Open] = []
    for token in _TOKEN.finditer(before):
        content = token["content"] if token["long"] is None else token["long"]
        if content is not None:
            call = next((opened for opened in reversed(stack) if opened.name), None)
            return _OpenString(content, "f" in (token["prefix"] or "").lower(), call) if call else None
        if token[0] in ")]}" and stack:
            stack.pop()
        is_next = token[0] == "," and stack and stack[-1].name
        for opened in stack[:-1] if is_next else stack:
            opened.arguments[-1] += token[0]
        if is_next:
            stack[-1].arguments.append("")
        elif token[0] in "([{":
            callee = _CALLEE.search(before[: token.start()]) if token[0] == "(" else None
            stack.append(_Open(callee[1] or "", callee[2]) if callee else _Open())
    return None
