"""Documents of the committee's business: minutes, decision records, and the notice of private business."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from ccpi_nb.computing.computations import clear_days_by
from ccpi_nb.document.model import Block, Bullets, Cell, Column, Document, Heading, Inset, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import listed, say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meeting_keys import meeting_name, number_order
from ccpi_nb.domain.meetings import AgendaItem, Exemption, ItemKind, Meeting, Part
from ccpi_nb.domain.notice_days import FIRST_NOTICE, FURTHER_NOTICE, NoticeRule, latest_day_for
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import refuse
from ccpi_nb.workbook.committee_registers import Decision, DecisionEntry, Minute, Notice

_REGULATIONS = (
    "Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012"
)
_MADE_AVAILABLE = (
    "A notice is made available at the council's offices, so its latest day is one on which they are open."
)
_WITHOUT_WEEKENDS = (
    " of the further notice are counted without weekends and England's bank holidays. "
    "The courts read the same words in the Local Government Act 1972 in that way "
    "(R v Swansea City Council, ex parte Elitestone Ltd, 1993)."
)
_WITH_WEEKENDS = " of the first notice are counted with them, as councils commonly do. "
_RULES = (FIRST_NOTICE, FURTHER_NOTICE)
# What regulation 12 asks a record of an executive decision for, beside the decision itself.
_STANDING = {
    DecisionEntry.REASON: ("Reasons", "reasons"),
    DecisionEntry.ALTERNATIVE: ("Alternatives rejected", "rejected alternatives"),
    DecisionEntry.INTEREST: ("Conflicts of interest", "declared conflicts of interest"),
}


def minutes_document(minutes: Sequence[Minute], held: str, meeting: Meeting, evidence: Evidence) -> Document:
    """Return the minutes of the meeting with the key `held`, as a later `meeting` receives them.

    `evidence` is what was known on its day.
    """
    facts = tuple((row.item, row.said) for row in minutes if row.number is None)
    context = (*meeting.bodies, *facts, ("To be agreed on", meeting.day))
    masthead = Masthead(f"Minutes of the meeting held on {meeting_name(held)}", str(meeting.date), context)
    blocks: list[Block] = []
    for (number, item), rows in groupby(
        (row for row in minutes if row.number is not None), key=lambda row: (row.number, row.item)
    ):
        of_item = list(rows)
        blocks.append(Heading.of(2, f"{number}. {item}"))
        blocks += [Paragraph(say(row.said, evidence)) for row in of_item if row.said]
        blocks += _resolved([row.resolution for row in of_item if row.resolution], evidence)
    return Document(masthead, tuple(blocks))


def decision_record(decision: Decision, meeting: Meeting, evidence: Evidence) -> Document:
    """Return the record of a decision of a `meeting`; `evidence` is what was known by its day."""
    context = (
        *meeting.bodies,
        ("Date of decision", meeting.day),
        ("Status", decision.status),
        ("Key decision", "Yes" if decision.is_key else "No"),
        *([("Follow-up due", decision.follow_up.label)] if decision.follow_up else []),
    )
    blocks: list[Block] = [Heading.of(2, "Decision"), *_resolved(decision.texts(DecisionEntry.RESOLUTION), evidence)]
    if decision.topics:
        blocks.append(Heading.of(2, "What the committee heard"))
    for topic in decision.topics:
        blocks += [Heading.of(3, topic), _bullets(decision.points(topic), evidence)]
    blocks += _standing_entries(decision, evidence)
    if notes := decision.texts(DecisionEntry.NOTE):
        blocks += [Heading.of(2, "Notes on this record"), _bullets(notes, evidence)]
    # The report that was decided on has the same title.
    return Document(Masthead(f"Decision: {decision.title}", str(meeting.date), context), tuple(blocks))


def notice_document(notices: Sequence[Notice], meeting: Meeting, published: date | None = None) -> Document:
    """Return the notice that a `meeting` is likely to be held in private, with a warning where `published` is too late.

    InputError where notices and agenda disagree on which items are exempt, or why.
    """
    refuse(_disagreements(notices, meeting))
    number = next((str(item.number) for item in meeting.items if item.kind is ItemKind.NOTICE), "")
    when = f"{meeting.date:%A} {meeting.day}"
    context = (*meeting.bodies, ("Meeting", when), *([("Agenda item", number)] if number else []))
    blocks: list[Block] = [
        *_warning(meeting.date, published),
        Paragraph.of(
            f"This notice is given under regulation 5 of the {_REGULATIONS}. "
            "The committee is likely to take the business below in private. "
            "Whether it does so will be decided at the meeting."
        ),
        *(block for notice in notices for block in _private_item(notice)),
        Heading.of(2, "When notice must be given"),
        _deadlines(meeting.date, published),
    ]
    return Document(
        Masthead("Notice of intention to conduct business in private", str(meeting.date), context), tuple(blocks)
    )


def late_notices(meeting: Meeting, today: date) -> tuple[str, ...]:
    """Return a sentence for each notice of a meeting's private business that can no longer be given in time.

    Empty where the meeting has no private business, or was held.
    """
    if not meeting.items_in(Part.EXEMPT) or today >= meeting.date:
        return ()
    return tuple(
        f"{rule.name.lower()} of private business was due by {day_name(rule.latest_day(meeting.date))} "
        f"({rule.provision}): take the items in public, or at a later meeting, unless it was given in time"
        for rule in _RULES
        if rule.is_late(today, meeting.date)
    )


def _resolved(resolutions: Sequence[str], evidence: Evidence) -> Iterator[Block]:
    if len(resolutions) == 1:
        yield Paragraph((Text("Resolved:", strong=True), Text(" "), *say(resolutions[0], evidence)))
    elif resolutions:
        yield Paragraph.of("Resolved:", strong=True)
        yield _bullets(resolutions, evidence, ordered=True)


def _standing_entries(decision: Decision, evidence: Evidence) -> Iterator[Block]:
    yield Heading.of(2, "Reasons, alternatives and interests")
    for entry, (title, _) in _STANDING.items():
        if given := decision.texts(entry):
            yield Heading.of(3, title)
            yield _bullets(given, evidence)
    if missing := [words for entry, (_, words) in _STANDING.items() if not decision.texts(entry)]:
        yield Paragraph.of(
            f"The record gives {listed(f'no {words}' for words in missing)}. "
            f"Regulation 12 of the {_REGULATIONS} asks for them where an executive decision is made."
        )


def _private_item(notice: Notice) -> Iterator[Block]:
    yield Heading.of(2, f"Item {notice.item}: {notice.decision}")
    yield Paragraph.of(notice.details)
    yield _labelled(
        "Why in private",
        "Exempt information would be likely to be disclosed: it comes under "
        f"{Exemption(notice.paragraph, notice.reason).provision}. {notice.reason}",
    )
    yield _labelled(
        "Representations that it should be taken in public", notice.representations or "None have been received."
    )
    if notice.response:
        yield _labelled("The committee's response", notice.response)
    yield _labelled("To find out more or to make representations", f"contact the {notice.contact}.")


def _deadlines(meeting_day: date, published: date | None) -> Table:
    columns = [Column("Notice", width=1.5), Column("Before the meeting", width=1.2), Column("Latest day", width=1.6)]
    if published:
        columns.append(Column(f"If given on {day_name(published)}", width=1.2))
    stricter = latest_day_for(meeting_day, FIRST_NOTICE.clear_days, working=True)
    notes: tuple[Runs, ...] = (
        (Text("Neither the day of the notice nor the day of the meeting counts. "), Text(_MADE_AVAILABLE)),
        (
            Text("The regulations do not say whether clear days are working days. The "),
            _days(FURTHER_NOTICE),
            Text(_WITHOUT_WEEKENDS),
        ),
        (
            Text("The "),
            _days(FIRST_NOTICE),
            Text(_WITH_WEEKENDS),
            Text(f"Counted without them, its latest day would be {_weekday(stricter)}."),
        ),
    )
    return Table(
        caption=(Text("The two notices of a private meeting"),),
        columns=tuple(columns),
        rows=tuple(_deadline(rule, meeting_day, published) for rule in _RULES),
        notes=notes,
    )


def _deadline(rule: NoticeRule, meeting_day: date, published: date | None) -> tuple[Cell, ...]:
    cells = (
        Cell.of(f"{rule.name}, {rule.provision}"),
        Cell((_days(rule), Text(f" clear {'working' if rule.working else 'calendar'} days"))),
        Cell.of(_weekday(rule.latest_day(meeting_day))),
    )
    if not published:
        return cells
    return (
        *cells,
        Cell.of("Too late", "off") if rule.is_late(published, meeting_day) else Cell.of("In time", "on"),
    )


def _days(rule: NoticeRule) -> Figure:
    return Figure(str(rule.clear_days), str(rule.clear_days), (), clear_days_by(rule.provision))


def _warning(meeting_day: date, published: date | None) -> Iterator[Inset]:
    if published is None:
        return
    late = [rule for rule in _RULES if rule.is_late(published, meeting_day)]
    if late:
        names = listed(f"the {rule.name.lower()}" for rule in late)
        due = listed(f"the {rule.name.lower()} by {_weekday(rule.latest_day(meeting_day))}" for rule in late)
        words = (
            f" The day of this one is {_weekday(published)}; the regulations ask for {due}. "
            "Unless notice was given in time, the business may be taken in private only if it is urgent "
            "and cannot reasonably be put off. "
            "The chairman of the relevant overview and scrutiny committee, "
            "or whoever regulation 5(6) puts in their place, must agree that it is."
        )
        yield Inset((Text(f"Too late for {names}.", strong=True), Text(words)))


def _disagreements(notices: Sequence[Notice], meeting: Meeting) -> Iterator[str]:
    agenda = f"params/{meeting.key}.yaml"
    exempt = {item.number: item for item in meeting.items_in(Part.EXEMPT)}
    for notice in notices:
        item: AgendaItem | None = exempt.get(notice.item)
        if item is None:
            yield (
                f"{notice.row}, column 'item': item {notice.item} is not exempt in {agenda}; "
                "correct the number, or the item's 'part'"
            )
        elif item.exemption and item.exemption.paragraph != notice.paragraph:
            agreed = item.exemption.paragraph or "not given"
            yield (
                f"{notice.row}, column 'paragraph': it is {notice.paragraph} here and {agreed} in {agenda}, "
                f"item {notice.item}; correct one of them"
            )
    for number in sorted(exempt.keys() - {notice.item for notice in notices}, key=number_order):
        yield (
            f"{agenda}, item {number}: it is exempt, and no notice of it is held; "
            f"add a row to data/registers/notices/{meeting.key}.csv"
        )


def _labelled(label: str, words: str) -> Paragraph:
    return Paragraph((Text(f"{label}:", strong=True), Text(f" {words}")))


def _bullets(sentences: Iterable[str], evidence: Evidence, *, ordered: bool = False) -> Bullets:
    return Bullets(tuple(say(sentence, evidence) for sentence in sentences), ordered)


def _weekday(day: date) -> str:
    """Return a day with its weekday: 'Thursday 11 December 2014'."""
    return f"{day:%A} {day_name(day)}"
