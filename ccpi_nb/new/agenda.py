"""The next meeting's agenda: an earlier one with dates and periods moved on, written in the layout that people keep."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

from ccpi_nb.domain.meeting_keys import ItemNumber, day_of, meeting_name, number_order
from ccpi_nb.domain.named_periods import with_periods, written_in
from ccpi_nb.domain.periods import Period, PeriodKind, day_name, day_named_in
from ccpi_nb.files.strict_yaml import load_yaml, scalar
from ccpi_nb.workbook.agenda import REGISTERS
from ccpi_nb.workbook.follow_ups import FollowUp

_WIDTH = 145
# Lists of names and periods stand in one line; parameters are quoted, so that nobody takes one for a date or a number.
_IN_ONE_LINE = ("exempt_datasets", "open_datasets", "awaits")
_QUOTED = "parameters"
# A period's figures are taken to be ready so long after its end.
READY = timedelta(days=14)
# What others are compared with stays where it is.
KEPT = ("reference", "since")
_REGULAR = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
_Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class NotebookUse:
    """The inputs of a notebook at the earlier meeting: its parameters, and the periods in each dataset it reads.

    The periods are those that each dataset had by then.
    `awaited` are the periods that it waited for, arrived or not; `words` the registers of whose words of the meeting's
    day it had, or awaited, a file.
    """

    parameters: _Parameters
    held: Mapping[str, frozenset[Period]]
    awaited: Mapping[str, frozenset[Period]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def has(self, dataset: str, period: Period) -> bool:
        """Return whether a dataset is one that holds, or should have held, a period."""
        return period in self.held[dataset] or period in self.awaited.get(dataset, ())


@dataclass(frozen=True)
class Move:
    """The move from one meeting to a later one, by their keys."""

    earlier: str
    later: str

    @property
    def days(self) -> tuple[date, date]:
        """The days of both."""
        return day_of(self.earlier), day_of(self.later)

    def steps(self, kind: PeriodKind) -> int:
        """Return how many months, quarters or financial years have since become complete and ready."""
        earlier, later = (Period.last_complete(kind, day - READY) for day in self.days)
        return earlier.steps_to(later)


@dataclass(frozen=True)
class Rolled:
    """The later meeting's agenda as its file stores it.

    `notes` are comments by item, `numbers` leads from an item's old number to its new one.
    """

    agenda: dict[str, Any]
    notes: dict[int, list[str]] = field(default_factory=dict)
    numbers: dict[ItemNumber, int] = field(default_factory=dict)


def rolled_forward(
    agenda: Mapping[str, Any], move: Move, readings: Mapping[str, NotebookUse], due: Sequence[FollowUp]
) -> Rolled:
    """Return the agenda for a later meeting, with what is `due` as items to follow; `readings` are by notebook."""
    moved = [_item(item, move, readings, agenda["committee"]) for item in agenda["items"]]
    promised = [
        _promised(follow_up)
        for follow_up in due
        if follow_up.promise.casefold() not in {item["title"].casefold() for item, _ in moved}
    ]
    place = _after_reports([item for item, _ in moved])
    # What is made here is an agenda, which says when and where.
    unknown = dict.fromkeys(("time", "place"), "To be confirmed")
    known = {key: value for key, value in {**unknown, **agenda}.items() if key not in ("agenda_held", "made_up")}
    numbered = list(enumerate([*moved[:place], *promised, *moved[place:]], start=_first_number(agenda["items"])))
    return Rolled(
        agenda={**known, "date": move.days[1], "items": [{**item, "number": number} for number, (item, _) in numbered]},
        notes={number: notes for number, (_, notes) in numbered if notes},
        numbers={item["number"]: number for number, (item, _) in numbered if item["number"]},
    )


def _first_number(items: Sequence[Mapping[str, Any]]) -> int:
    """Return 1, or the number after the earlier meeting's last where numbers run on from meeting to meeting."""
    numbers = [number_order(item["number"])[0] for item in items]
    return 1 if min(numbers) == 1 else max(numbers) + 1


def falling_due(follow_ups: Iterable[FollowUp], move: Move, meetings: Sequence[str]) -> tuple[FollowUp, ...]:
    """Return what was promised by the earlier meeting, is due by the later one, and has not arrived.

    Due means after the earlier meeting's day, or on it where the later one is held on it too, and by the end of the
    later one's.
    """
    earlier, later = move.days
    first = min(earlier + timedelta(days=1), later)

    def is_due(follow_up: FollowUp) -> bool:
        period = follow_up.due_by((*meetings, move.later))
        return follow_up.is_open(move.earlier) and period is not None and first <= period.end and period.start <= later

    return tuple(follow_up for follow_up in follow_ups if is_due(follow_up))


def moved_parameters(parameters: _Parameters, move: Move) -> dict[str, Any]:
    """Return a report's parameters; whatever is a period, or several with commas, has moved on."""
    periods = [period for name, value in parameters.items() if name not in KEPT for period in _periods(value)]
    moved = _mover(periods, move)

    def value_of(name: str, value: Any) -> Any:
        if name in KEPT or not _periods(value):
            return value
        return with_periods(str(value), moved)

    return {name: value_of(name, value) for name, value in parameters.items()}


def _mover(periods: Sequence[Period], move: Move) -> Callable[[Period], Period]:
    """Return the function that moves each period of a report on.

    Months, quarters and financial years move by as many as have become complete. A span or a day that ends where a
    month of the same report does goes with the months, else one at a quarter's end with the quarters, else with the
    months. A year to date begins in the financial year it then ends in, and takes the report's financial years along.
    A day within a month goes with the meeting.
    """
    month_ends = {period.end for period in periods if period.kind is PeriodKind.MONTH}

    def end_of(period: Period) -> Period:
        """Return the month in which a span or day ends, moved on."""
        month = Period.month(period.end.year, period.end.month)
        quarterly = month.end not in month_ends and month.end.month % 3 == 0
        return month.shifted(3 * move.steps(PeriodKind.QUARTER) if quarterly else move.steps(PeriodKind.MONTH))

    to_date = [period for period in periods if period.is_year_to_date]
    years = (
        end_of(to_date[-1]).financial_year_to_date().start.year - to_date[-1].start.year
        if to_date
        else move.steps(PeriodKind.YEAR)
    )

    def moved(period: Period) -> Period:
        if period.kind in _REGULAR:
            return period.moved(years if period.kind is PeriodKind.YEAR else move.steps(period.kind))
        end = end_of(period)
        if period.kind is PeriodKind.SPAN:
            return (
                end.financial_year_to_date()
                if period.is_year_to_date
                else Period.span(end.shifted(1 - period.months), end)
            )
        is_months_last = period.end == Period.month(period.end.year, period.end.month).end
        return Period.day(end.end) if is_months_last else period.moved((move.days[1] - move.days[0]).days)

    return moved


def _item(
    item: Mapping[str, Any], move: Move, readings: Mapping[str, NotebookUse], committee: str
) -> tuple[dict[str, Any], list[str]]:
    """Return an item of the later agenda, still with its old number, and the text of its comment."""
    moved, notes = dict(item), []
    named = day_named_in(item.get("text", ""))
    if item.get("kind") == "minutes":
        moved |= {
            "title": title_of(item["title"], str(item.get("of", "")), move.earlier),
            "of": move.days[0] if move.earlier == str(move.days[0]) else move.earlier,
        }
        moved = {key: moved[key] for key in ("number", "title", "kind", "of", *moved)}
    elif item.get("kind") == "to follow":
        notes.append(f"Still to follow, as on {meeting_name(move.earlier)}.")
    elif item.get("kind") == "notice":
        notes.append(
            f"Review: the words are those of {meeting_name(move.earlier)}; say whether anyone has made representations."
        )
    if named == move.days[1]:
        del moved["text"]
        notes.append("Review: say when the committee meets next.")
    elif named:
        notes.append(f"Review: the text names {day_name(named)}.")
    notes += [
        f"Review: the text of appendix {appendix['letter']} is that of {meeting_name(move.earlier)}."
        for appendix in item.get("appendices", [])
        if appendix.get("text")
    ]
    for holder, place in _holders(moved):
        rolled, changes = _report(holder, move, readings[holder["report"]["notebook"]], committee)
        moved = _with_report(moved, place, rolled)
        notes += changes
    return moved, notes


def title_of(title: str, old: str, new: str) -> str:
    """Return the title of minutes with another meeting in place of the one that it names."""
    named = day_named_in(title)
    names = ([meeting_name(old)] if old else []) + ([day_name(named)] if named else [])
    return next((title.replace(name, meeting_name(new)) for name in names if name in title), title)


def _holders(item: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Yield what has a report: the item itself, as -1, and its appendices by their place."""
    for place, holder in enumerate((item, *item.get("appendices", [])), start=-1):
        if holder.get("report"):
            yield holder, place


def _with_report(item: dict[str, Any], place: int, holder: Mapping[str, Any]) -> dict[str, Any]:
    if place < 0:
        return {**item, **holder}
    appendices = list(item["appendices"])
    return {**item, "appendices": [*appendices[:place], {**appendices[place], **holder}, *appendices[place + 1 :]]}


def _report(
    holder: Mapping[str, Any], move: Move, reading: NotebookUse, committee: str
) -> tuple[dict[str, Any], list[str]]:
    """Return the title and report of an item or appendix, moved on, and what there is to review."""
    report, title = holder["report"], holder["title"]
    moved = moved_parameters(reading.parameters, move)
    changed = [name for name, value in moved.items() if value != reading.parameters[name]]
    parameters = {name: moved[name] for name in (*report.get("parameters", {}), *changed)}
    pairs = {
        old: new
        for name in changed
        for old, new in zip(_periods(reading.parameters[name]), _periods(moved[name]), strict=True)
        if old != new
    }
    awaits: dict[str, list[Any]] = {
        dataset: [
            _written(new)
            for new in sorted({new for old, new in pairs.items() if reading.has(dataset, old) and new not in stored})
        ]
        for dataset, stored in reading.held.items()
    } | {REGISTERS: [*reading.words]}
    papers = report.get("background_papers", [])
    earlier_report = {"title": f"Report to the {committee} - '{title}'", "date": move.days[0]}
    moved_report = {
        "notebook": report["notebook"],
        "parameters": parameters,
        "awaits": {dataset: periods for dataset, periods in awaits.items() if periods},
        **{key: value for key, value in report.items() if key not in ("notebook", "parameters", "awaits")},
        "background_papers": [earlier_report, *papers] if papers else [],
    }
    return (
        {
            "title": _renamed(title, pairs),
            "report": {key: value for key, value in moved_report.items() if value or key == "notebook"},
        },
        [*_reviews(holder, move, moved, changed, awaits)],
    )


def _reviews(
    holder: Mapping[str, Any], move: Move, moved: _Parameters, changed: Sequence[str], awaits: Mapping[str, list[Any]]
) -> Iterator[str]:
    name = f"appendix {holder['letter']}" if "letter" in holder else "the report"
    yield f"Review: the words of {name} are those of {meeting_name(move.earlier)}."
    kept = [parameter for parameter in KEPT if parameter in moved and _periods(moved[parameter])]
    if kept:
        yield f"{' and '.join(kept)} of {name} stayed, as what others are compared with."
    for parameter in changed:
        if any(
            period.kind is PeriodKind.DAY and (period.end + timedelta(days=1)).day != 1
            for period in _periods(moved[parameter])
        ):
            yield f"Review: {parameter} of {name} is a guess, as far from the meeting as before."
    if not changed:
        what = "no figures" if awaits[REGISTERS] else "nothing"
        yield f"Review: {name} has no period that moves on, so it awaits {what}."


def _renamed(title: str, pairs: Mapping[Period, Period]) -> str:
    """Return a title with the later period where it names a period."""
    labels = {old.label: new.label for old, new in pairs.items()}
    labels |= {old.quarter_label: new.quarter_label for old, new in pairs.items()}
    if not labels:
        return title
    pattern = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda match: labels[match[0]], title)


def _promised(follow_up: FollowUp) -> tuple[dict[str, Any], list[str]]:
    notes = [
        f"Promised: {follow_up.row}; {follow_up.source}.",
        "Review: take it out where another item answers it, else say what comes.",
    ]
    return {"number": None, "title": follow_up.promise, "kind": "to follow"}, notes


def _after_reports(items: Sequence[Mapping[str, Any]]) -> int:
    """Return the place behind the last report of Part I, arrived or to follow; the end of Part I where it has none."""
    public = [place for place, item in enumerate(items) if item.get("part") != "exempt"]
    reports = [place for place in public if items[place].get("kind") in ("report", "to follow")]
    return (reports or public or [-1])[-1] + 1


def _periods(value: Any) -> list[Period]:
    """Return the periods that a parameter consists of; none where any of it is something else."""
    texts = str(value).split(",") if isinstance(value, str | date) else []
    try:
        # Two that differ may move on to the same one: each stays, beside the one that it was.
        return [period for text in texts for period in written_in(text)]
    except ValueError:
        return []


def _written(period: Period) -> Any:
    return period.start if period.kind is PeriodKind.DAY else str(period)


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
