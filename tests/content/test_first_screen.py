"""What a meeting's front page says before its agenda."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from builders import known, kpi, p, promise_row, seen, sheet, target

from ccpi_nb.content.first_screen import Paper, findings_in, first_screen
from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.model import (
    Block,
    Bullets,
    Document,
    Heading,
    Headlines,
    Masthead,
    Paragraph,
    Table,
    Text,
    figures_of,
    plain,
)
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Target
from ccpi_nb.domain.meetings import AgendaItem as Item
from ccpi_nb.domain.meetings import Exemption, ItemKind, Meeting, Part, Report, Sections
from ccpi_nb.workbook.follow_ups import FollowUp, follow_ups_from

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"
FACTS: tuple[Indicator | Target | Observation, ...] = (
    kpi("answered"),
    kpi("late", polarity="lower"),
    kpi("letters", unit="number", polarity="lower"),
    target("90", of="answered"),
    target("0", "<=", of="late"),
    *(
        seen(value, Q1, of=key, as_at="2014-10-01")
        for key, value in (("answered", "80"), ("late", "2"), ("letters", "31"))
    ),
    *(seen(value, Q2, of=key) for key, value in (("answered", "95"), ("late", "5"), ("letters", "243"))),
)
EVIDENCE = known(*FACTS)


def report(item: str, *asked: str, part: Part = Part.PUBLIC) -> Report:
    exemption = Exemption("3", "Business.") if part is Part.EXEMPT else None
    return Report(item, int(item), f"Paper {item}", "calls", part, {}, Sections(asked), exemption)


def item(number: int, kind: ItemKind, report: Report | None = None, minutes_of: str = "") -> Item:
    part = report.part if report else Part.PUBLIC
    return Item(number, f"Title {number}", kind, part, "", report, (), None, (), minutes_of=minutes_of)


def meeting(*items: Item) -> Meeting:
    return Meeting(date(2014, 12, 11), "The committee", "The council", "11 am", "Preston", items)


def paper(evidence: Evidence, number: str, *keys: str, periods: str = f"{Q1}, {Q2}") -> Paper:
    shown = [p(period) for period in periods.split(", ")]
    table = performance_table(evidence, keys, shown, "Calls")
    return Paper(number, Text(f"Item {number}", href=f"{number}.html"), Document(Masthead("", ""), (table,)))


def screen(
    papers: Sequence[Paper] = (),
    *items: Item,
    since: date | None = None,
    promised: Sequence[FollowUp] = (),
    overdue: Sequence[FollowUp] = (),
    parts: Sequence[Part] = (Part.PUBLIC,),
) -> dict[str, list[Block]]:
    """Return the sections of a front page by their headings."""
    sections: dict[str, list[Block]] = {}
    blocks = first_screen(
        meeting(*items), papers, EVIDENCE, parts=parts, since=since, promised=promised, overdue=overdue
    )
    for block in blocks:
        if isinstance(block, Heading):
            sections[plain(block.runs)] = []
        else:
            sections[[*sections][-1]].append(block)
    return sections


def test_a_meeting_is_counted_by_rating_what_is_off_target_first() -> None:
    (cards, points) = screen([paper(EVIDENCE, "4", "answered", "late", "letters")])["How we are doing"]
    assert isinstance(cards, Headlines)
    assert [(card.label, card.figure.text, plain(card.detail)) for card in cards.items] == [
        ("Off target", "1", "of 2 with a target"),
        ("On target", "1", "of 2 with a target"),
    ]
    assert isinstance(points, Bullets)
    assert [plain(point).split()[0] for point in points.items] == ["Late", "Letters", "Answered"]
    assert all(figures_of(point) for point in points.items)


def test_an_indicator_that_two_papers_show_is_told_once_by_the_later_period() -> None:
    papers = [paper(EVIDENCE, "4", "answered", periods=Q1), paper(EVIDENCE, "5", "answered")]
    (finding,) = findings_in(EVIDENCE, papers)
    assert (finding.result.observation.period, finding.paper.item) == (p(Q2), "5")


def test_a_later_value_that_a_paper_shows_without_a_verdict_is_the_one_told() -> None:
    judged, later = paper(EVIDENCE, "5", "answered", periods=Q1), paper(EVIDENCE, "6", "answered")
    told = Document(Masthead("", ""), (Paragraph(say("{answered @ 2014-15-Q2} were answered.", EVIDENCE)),))
    (finding,) = findings_in(EVIDENCE, [judged, replace(later, document=told)])
    assert (finding.result.observation.period, finding.paper.item) == (p(Q2), "6")


def test_what_no_paper_rates_or_compares_is_not_told() -> None:
    assert findings_in(EVIDENCE, [paper(EVIDENCE, "4", "letters", periods=Q1)]) == ()
    assert "How we are doing" not in screen([paper(EVIDENCE, "4", "letters", periods=Q1)])


def test_new_figures_stand_beside_those_before_with_the_way_to_their_paper() -> None:
    (table,) = screen([paper(EVIDENCE, "4", "answered", "late", "letters")], since=date(2014, 10, 1))[
        "What changed since the meeting of 1 October 2014"
    ]
    assert isinstance(table, Table)
    rows = [[plain(cell.runs) for cell in row] for row in table.rows]
    assert [row[0] for row in rows] == ["Late", "Letters", "Answered"]
    before, now, aim, rating, direction, where = rows[0][1:]
    assert (before.split(",")[0], now.split(",")[0], aim) == ("2%", "5%", "0%")
    assert (rating, direction, where) == ("Off target", "Worsening", "Item 4")
    assert table.rows[0][-1].runs == (Text("Item 4", href="4.html"),)
    assert plain(table.finding) == "Worse: Late and Letters"


def test_a_figure_that_the_meeting_before_knew_has_not_changed_since() -> None:
    assert not [
        title
        for title in screen([paper(EVIDENCE, "4", "answered")], since=date(2014, 12, 11))
        if title.startswith("What changed")
    ]


def test_what_is_asked_is_in_the_agenda_s_order_with_its_verbs_in_bold() -> None:
    items = (
        item(3, ItemKind.MINUTES, minutes_of="2014-10-01"),
        item(4, ItemKind.REPORT, report("4", "Note this report.", "Advise on the plan.")),
        item(7, ItemKind.TO_FOLLOW),
        item(11, ItemKind.EXCLUSION),
        item(12, ItemKind.REPORT, report("12", "Note it.", part=Part.EXEMPT)),
    )
    asked, coming = screen([paper(EVIDENCE, "4", "letters")], *items)["What the committee is asked to decide"]
    assert isinstance(asked, Bullets)
    assert [plain(words) for words in asked.items] == [
        "Confirm the minutes of 1 October 2014 (item 3).",
        "Item 4, Paper 4: Note this report. Advise on the plan.",
        "Decide whether to exclude the press and public for item 12 (item 11).",
    ]
    strong = [run.text for words in asked.items for run in words if isinstance(run, Text) and run.strong]
    assert strong == ["Confirm", "Note", "Advise", "Decide"]
    assert isinstance(coming, Paragraph)
    assert plain(coming.runs) == "Item 7, Title 7, is to follow."


def test_members_are_also_asked_what_part_ii_asks() -> None:
    private = item(12, ItemKind.REPORT, report("12", "Note it.", part=Part.EXEMPT))
    papers = [paper(EVIDENCE, "12", "letters")]
    (asked,) = screen(papers, private, parts=tuple(Part))["What the committee is asked to decide"]
    assert isinstance(asked, Bullets)
    assert [plain(words) for words in asked.items] == ["Item 12, Paper 12: Note it."]
    assert "What the committee is asked to decide" not in screen([], private)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (0, "Nothing is overdue."),
        (1, "1 promise to earlier meetings is past its date, and no paper here answers it. It is from 1 October 2014."),
        (
            2,
            "2 promises to earlier meetings are past their date, and no paper here answers them. The oldest is from "
            "1 October 2014.",
        ),
    ],
)
def test_what_was_promised_and_is_overdue_is_said_in_a_line(rows: int, words: str) -> None:
    file = "data/registers/follow_ups/2014-10-01.csv"
    promises = follow_ups_from(sheet(*(promise_row(promise=f"Report {number}") for number in range(2))), file)
    (line,) = screen(promised=promises, overdue=promises[:rows])["What was promised"]
    assert isinstance(line, Paragraph)
    assert plain(line.runs) == f"{words} The follow-ups list what was promised."
    assert [row.at for figure in figures_of(line.runs) for row in figure.rows] == [each.row for each in promises[:rows]]


def test_a_meeting_with_nothing_to_say_has_no_first_screen() -> None:
    assert first_screen(meeting(), [], EVIDENCE, parts=(Part.PUBLIC,)) == ()


def test_every_paper_with_something_to_tell_has_a_sentence() -> None:
    facts = [
        fact
        for number in range(6)
        for fact in (
            kpi(f"late_{number}", polarity="lower"),
            seen("2", Q1, of=f"late_{number}"),
            seen("5", Q2, of=f"late_{number}"),
        )
    ]
    evidence = known(*facts, kpi("answered"), seen("80", Q1, of="answered"), seen("90", Q2, of="answered"))
    papers = [paper(evidence, "4", *(f"late_{number}" for number in range(6))), paper(evidence, "6", "answered")]
    blocks = first_screen(meeting(), papers, evidence, parts=(Part.PUBLIC,))
    (points,) = [block for block in blocks if isinstance(block, Bullets)]
    assert [plain(point).rpartition("(")[2] for point in points.items] == ["Item 4)"] * 5 + ["Item 6)"]
