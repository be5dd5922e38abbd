"""The follow-ups that accompany a meeting's agenda, as a document and as lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from ccpi_nb.computing.computations import counting
from ccpi_nb.document.figures import count_figure
from ccpi_nb.document.model import Block, Cell, Column, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.document.sentences import joined, listed, run_on
from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.meetings import RESTRICTION, AgendaItem, ItemKind, Meeting, Part
from ccpi_nb.workbook.follow_ups import FollowUp, FollowUpState, by_due

_TITLES = {Part.PUBLIC: "Follow-ups", Part.EXEMPT: "Follow-ups of Part II"}
_DUE, _OWED_BY, _ANSWER = Column("Due", width=1.1), Column("Owed by", width=1.4), Column("Answer", width=1.6)
_COLUMNS = (Column("Promise", width=2.4), Column("Promised on", width=1.2), _DUE, _OWED_BY)
_ORDER = (FollowUpState.OVERDUE, FollowUpState.DUE, FollowUpState.OPEN, FollowUpState.CAME)


def follow_ups_document(
    follow_ups: Iterable[FollowUp], meeting: Meeting, meetings: Sequence[str], part: Part
) -> Document | None:
    """Return what earlier meetings were promised in a Part, as known at this one; None where nothing was.

    `meetings` are the keys of all known meetings, which decide what is due at the next.
    """
    key = meeting.key
    known = by_due(
        (promise for promise in follow_ups if promise.made < key and promise.is_exempt is (part is Part.EXEMPT)),
        meetings,
    )
    if not known:
        return None
    states = {promise: promise.state(key, meetings) for promise in known}
    now = [promise for promise in known if promise.came == key or states[promise] is FollowUpState.DUE]
    overdue, still_open, before = (
        [promise for promise in known if states[promise] is state and promise not in now]
        for state in (FollowUpState.OVERDUE, FollowUpState.OPEN, FollowUpState.CAME)
    )
    later, undated = _parted(still_open, lambda promise: bool(promise.due))
    coming = [item for item in meeting.items_in(part) if item.kind is ItemKind.TO_FOLLOW]
    blocks: list[Block] = [
        Paragraph.of(f"What earlier meetings asked for, and whether it came. As at {meeting.day}."),
        Paragraph(_counts(overdue, now, later, undated, before, coming)),
    ]
    note = "We hold no paper that shows these were delivered. We may not hold the papers of every meeting."
    owed, unowed = _parted(_newest_first(overdue), lambda promise: bool(promise.owed_by))
    blocks += _section("Overdue, with no answer found", owed, meetings, note=note)
    blocks += _section(
        "Overdue, and no paper says who owes it", unowed, meetings, note="" if owed else note, without=_OWED_BY
    )
    blocks += _section("Due or answered at this meeting", now, meetings, answered_by=key)
    blocks += _section("Not due yet", later, meetings)
    blocks += _section("Without a date", undated, meetings, without=_DUE)
    blocks += _section("Answered at an earlier meeting", before, meetings, answered_by=key)
    context = (*meeting.bodies, ("Meeting", meeting.day))
    return Document(
        Masthead(_TITLES[part], str(meeting.date), context, RESTRICTION if part is Part.EXEMPT else ""), tuple(blocks)
    )


def follow_up_lines(follow_ups: Iterable[FollowUp], by: str, meetings: Sequence[str]) -> tuple[str, ...]:
    """Return a line for each promise made by a meeting, or by any other day.

    It says the promise's state then, when it is due, what it is, who owes it, and where it was made.
    """
    known = by_due((promise for promise in follow_ups if promise.made <= by), meetings)
    by_state = {state: [promise for promise in known if promise.state(by, meetings) is state] for state in _ORDER}
    by_state[FollowUpState.OVERDUE] = _newest_first(by_state[FollowUpState.OVERDUE])
    return tuple(_line(state, promise, meetings) for state, promises in by_state.items() for promise in promises)


def overdue_words(overdue: Sequence[FollowUp]) -> Runs:
    """Return how many promises are overdue, as a sentence that says no more than is known, and since when.

    '2 promises to earlier meetings are past their date, and no paper here answers them. The oldest is from 1 October
    2014.'
    """
    words = (
        "promise to earlier meetings is past its date, and no paper here answers it. It"
        if len(overdue) == 1
        else "promises to earlier meetings are past their date, and no paper here answers them. The oldest"
    )
    oldest = meeting_name(min(promise.made for promise in overdue))
    return (_count("overdue", overdue), Text(f" {words} is from {oldest}."))


def nothing_overdue(coming: Sequence[AgendaItem]) -> str:
    """Return that no promise is past its date, and which papers of this very meeting are to follow."""
    if not coming:
        return "Nothing is overdue."
    papers = listed(f"item {item.number}" for item in coming)
    paper, verb = ("paper", "is") if len(coming) == 1 else ("papers", "are")
    return f"Nothing is overdue, but this meeting's {paper} for {papers} {verb} still to come."


def _parted(promises: Iterable[FollowUp], is_so: Callable[[FollowUp], bool]) -> tuple[list[FollowUp], list[FollowUp]]:
    """Return those of which something is so, and the others."""
    known = list(promises)
    return [promise for promise in known if is_so(promise)], [promise for promise in known if not is_so(promise)]


def _counts(
    overdue: Sequence[FollowUp],
    now: Sequence[FollowUp],
    later: Sequence[FollowUp],
    undated: Sequence[FollowUp],
    before: Sequence[FollowUp],
    coming: Sequence[AgendaItem],
) -> Runs:
    """Return how many promises are overdue, and how many stand otherwise, each only where there are any."""
    others = (
        (now, "is", "are", "due or answered at this meeting"),
        (later, "is", "are", "not due yet"),
        (undated, "has", "have", "no date"),
        (before, "was", "were", "answered at an earlier meeting"),
    )
    parts = [
        (_count(words, promises), Text(f" {one if len(promises) == 1 else several} {words}"))
        for promises, one, several, words in others
        if promises
    ]
    late = overdue_words(overdue) if overdue else (Text(nothing_overdue(coming)),)
    return run_on((late, (*joined(parts), Text(".")))) if parts else late


def _count(words: str, promises: Sequence[FollowUp]) -> Figure:
    """Return how many promises stand as the words say, with their rows."""
    # What stands between the texts of several rows is no part of a promise's.
    rows = [
        Row(promise.row, "", "", promise.promise.replace(";", ","), promise.source, promise.made, words)
        for promise in promises
    ]
    return count_figure(counting(words), len(rows), rows)


def _newest_first(promises: Sequence[FollowUp]) -> list[FollowUp]:
    """Return promises with those of the latest meeting first, each meeting's as they were."""
    return sorted(promises, key=lambda promise: promise.made, reverse=True)


def _line(state: FollowUpState, follow_up: FollowUp, meetings: Sequence[str]) -> str:
    came = (
        f"; came on {meeting_name(follow_up.came)}: {follow_up.came_as}"
        if state is FollowUpState.CAME and follow_up.came
        else ""
    )
    owed = f"; owed by {follow_up.owed_by}" if follow_up.owed_by else ""
    exempt = " (Part II, exempt)" if follow_up.is_exempt else ""
    return (
        f"{state:<7}  {follow_up.due_words(meetings):<22}  {follow_up.promise}{owed}; "
        f"promised on {_promised(follow_up)}{came}{exempt}"
    )


def _section(
    title: str,
    rows: Sequence[FollowUp],
    meetings: Sequence[str],
    *,
    answered_by: str = "",
    note: str = "",
    without: Column | None = None,
) -> Iterator[Block]:
    """Yield a heading and a table; nothing without rows.

    The table has a column of answers where `answered_by` is the meeting by which they count, and none that would be the
    same in each row.
    """
    if not rows:
        return
    yield Heading.of(2, title)
    if note:
        yield Paragraph.of(note)
    columns = [column for column in (*_COLUMNS, *((_ANSWER,) if answered_by else ())) if column != without]
    cells = tuple(tuple(Cell.of(_words(row, column, meetings, answered_by)) for column in columns) for row in rows)
    yield Table((Text(f"Promises {title[0].lower()}{title[1:]}"),), tuple(columns), cells)


def _words(follow_up: FollowUp, column: Column, meetings: Sequence[str], answered_by: str) -> str:
    match column.header:
        case "Promise":
            return follow_up.promise
        case "Promised on":
            return _promised(follow_up)
        case "Due":
            return follow_up.due_words(meetings)
        case "Owed by":
            return follow_up.owed_by or "Not said"
    return _answer(follow_up, answered_by)


def _answer(follow_up: FollowUp, meeting: str) -> str:
    if follow_up.came is None or not follow_up.came_by(meeting):
        return "Still to come"
    return follow_up.came_as if follow_up.came == meeting else f"{meeting_name(follow_up.came)}: {follow_up.came_as}"


def _promised(follow_up: FollowUp) -> str:
    meeting = meeting_name(follow_up.made)
    return f"{meeting}, item {follow_up.item}" if follow_up.item else meeting
