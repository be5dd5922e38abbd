"""The next meeting's agenda: an earlier one with dates and periods moved on."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ccpi_nb.domain.meeting_keys import ItemNumber, meeting_name, number_order
from ccpi_nb.domain.periods import Period, PeriodKind, day_name, day_named_in
from ccpi_nb.new.moves import KEPT, Move, Parameters, moved_parameters, periods_among
from ccpi_nb.workbook.agenda import REGISTERS
from ccpi_nb.workbook.follow_ups import FollowUp


@dataclass(frozen=True)
class NotebookUse:
    """The inputs of a notebook at the earlier meeting: its parameters, and the periods in each dataset it reads.

    The periods are those that each dataset had by then.
    `awaited` are the periods that it waited for, arrived or not; `words` the registers of whose words of the meeting's
    day it had, or awaited, a file.
    """

    parameters: Parameters
    held: Mapping[str, frozenset[Period]]
    awaited: Mapping[str, frozenset[Period]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def has(self, dataset: str, period: Period) -> bool:
        """Return whether a dataset is one that holds, or should have held, a period."""
        return period in self.held[dataset] or period in self.awaited.get(dataset, ())


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
        for old, new in zip(periods_among(reading.parameters[name]), periods_among(moved[name]), strict=True)
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
    holder: Mapping[str, Any], move: Move, moved: Parameters, changed: Sequence[str], awaits: Mapping[str, list[Any]]
) -> Iterator[str]:
    name = f"appendix {holder['letter']}" if "letter" in holder else "the report"
    yield f"Review: the words of {name} are those of {meeting_name(move.earlier)}."
    kept = [parameter for parameter in KEPT if parameter in moved and periods_among(moved[parameter])]
    if kept:
        yield f"{' and '.join(kept)} of {name} stayed, as what others are compared with."
    for parameter in changed:
        if any(
            period.kind is PeriodKind.DAY and (period.end + timedelta(days=1)).day != 1
            for period in periods_among(moved[parameter])
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


def _written(period: Period) -> Any:
    return period.start if period.kind is PeriodKind.DAY else str(period)
