"""What a meeting's front page says before its agenda."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from builders import known, kpi, p, promise_row, seen, sheet, target

from ccpi_nb.computing.computations import counting
from ccpi_nb.content.first_screen import first_screen
from ccpi_nb.content.main_points import main_points
from ccpi_nb.content.shown_results import Paper, findings_in
from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.model import Block, Bullets, Document, Heading, Headlines, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Row, Text, figures_of, plain
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Indicator, Observation
from ccpi_nb.domain.meetings import AgendaItem as Item
from ccpi_nb.domain.meetings import Appendix, Exemption, ItemKind, Meeting, Part, Report, Sections
from ccpi_nb.domain.targets import Target
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
    due: Sequence[FollowUp] = (),
    overdue: Sequence[FollowUp] = (),
    scorecard: Text | None = None,
    parts: Sequence[Part] = (Part.PUBLIC,),
    evidence: Evidence = EVIDENCE,
) -> dict[str, list[Block]]:
    """Return the sections of a front page by their headings."""
    sections: dict[str, list[Block]] = {}
    blocks = first_screen(
        meeting(*items),
        papers,
        evidence,
        parts=parts,
        since=since,
        promised=promised,
        due=due,
        overdue=overdue,
        scorecard=scorecard,
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


def test_whatever_the_cards_count_is_named_with_the_way_to_it() -> None:
    keys = [f"line_{number}" for number in range(9)]
    values = ["80"] * 6 + ["95", "[x]", "96"]
    facts = [seen(value, Q2, of=key) for key, value in zip(keys, values, strict=True)]
    evidence = known(*map(kpi, keys), *(target("90", of=key) for key in keys), *facts)
    cards, points, *rest = screen([paper(evidence, "4", *keys)], evidence=evidence)["How we are doing"]
    assert isinstance(cards, Headlines)
    assert isinstance(points, Bullets)
    assert [(card.label, card.figure.text) for card in cards.items] == [
        ("Off target", "6"),
        ("No data", "1"),
        ("On target", "2"),
    ]
    assert len(points.items) == 5
    assert [plain(line.runs) for line in rest if isinstance(line, Paragraph)] == [
        "Also off target: Line 5 at 80% (Item 4).",
        "No data: Line 7 (Item 4).",
        "On target: Line 6 at 95% and Line 8 at 96% (Item 4).",
    ]


def test_links_of_the_same_words_are_told_apart_by_what_they_lead_to() -> None:
    told = screen([paper(EVIDENCE, "4", "answered", "late", "letters")])["How we are doing"][-1]
    assert isinstance(told, Bullets)
    links = [run for point in told.items for run in point if isinstance(run, Text) and run.href]
    assert [(link.text, link.about) for link in links] == [
        ("Item 4", "Late"),
        ("Item 4", "Letters"),
        ("Item 4", "Answered"),
    ]


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
        "What changed since the papers of 1 October 2014"
    ]
    assert isinstance(table, Table)
    rows = [[plain(cell.runs) for cell in row] for row in table.rows]
    assert [row[0] for row in rows] == ["Late", "Letters", "Answered"]
    before, now, aim, rating, direction, where = rows[0][1:]
    assert (before.split(",")[0], now.split(",")[0], aim) == ("2%", "5%", "0%")
    assert (rating, direction, where) == ("Off target", "Worsening", "Item 4")
    assert table.rows[0][-1].runs == (Text("Item 4", href="4.html", about="Late"),)
    assert plain(table.finding) == "Worse: Late and Letters"


def changed(*keys: str, evidence: Evidence = EVIDENCE) -> Table:
    title = "What changed since the papers of 1 October 2014"
    (table,) = screen([paper(evidence, "4", *keys)], evidence=evidence, since=date(2014, 10, 1))[title]
    assert isinstance(table, Table)
    return table


def test_where_nothing_got_worse_it_is_said_of_how_many_that_is_known() -> None:
    assert plain(changed("answered").finding) == "The one measure with an earlier figure is not worse"
    assert plain(changed("answered", "late").finding) == "Worse: Late"


def test_a_table_that_leaves_changes_out_says_of_how_many_it_shows_the_most_pressing() -> None:
    keys = [f"calls_{number}" for number in range(10)]
    facts = [seen(value, period, of=key) for key in keys for period, value in ((Q1, "80"), (Q2, "95"))]
    table = changed(*keys, evidence=known(*map(kpi, keys), *facts))
    assert len(table.rows) == 8
    assert plain(table.caption) == "The eight most pressing of 10 new figures that have an earlier one beside them"
    assert [plain(note) for note in table.notes] == ["Not in this table: Calls 8 and Calls 9 (Item 4)."]
    assert [run for run in table.notes[0] if isinstance(run, Text) and run.href] == [
        Text("Item 4", href="4.html", about="Calls 8 and Calls 9")
    ]
    late = changed("late")
    assert plain(late.caption) == "New figures, the most pressing first"
    assert late.notes == ()


def untold(*facts: Indicator | Observation, since: date | None = date(2014, 10, 1), periods: str = Q2) -> str:
    """Return what stands in place of a table of changes; '' for nothing."""
    evidence = known(*facts)
    keys = [fact.key for fact in facts if isinstance(fact, Indicator)]
    found = screen([paper(evidence, "4", *keys, periods=periods)], evidence=evidence, since=since)
    blocks = [block for title, own in found.items() if title.startswith("What changed") for block in own]
    return " ".join(plain(block.runs) for block in blocks if isinstance(block, Paragraph))


NOTHING_EARLIER = "No new figure here has an earlier one that would show whether things got better or worse."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([kpi(), seen("5", Q2)], NOTHING_EARLIER),
        ([kpi(), seen("[x]", Q1), seen("5", Q2)], NOTHING_EARLIER),
        ([kpi(polarity="none"), seen("4", Q1), seen("5", Q2)], NOTHING_EARLIER),
        ([kpi(), seen("4", Q1, as_at="2014-10-01"), seen("5", Q2, as_at="2014-10-01")], NOTHING_EARLIER),
        ([kpi(), seen("4", Q1, as_at="2014-10-01"), seen("5", Q2)], ""),
    ],
)
def test_where_nobody_can_tell_what_got_worse_that_is_said(facts: list[Indicator | Observation], said: str) -> None:
    assert untold(*facts) == said


def test_papers_that_do_not_compare_what_could_be_compared_are_said_not_to() -> None:
    evidence = known(kpi(), seen("4", Q1, as_at="2014-10-01"), seen("5", Q2))
    told = Document(Masthead("", ""), (Paragraph(say("{calls_answered @ 2014-15-Q2} were answered.", evidence)),))
    shown = replace(paper(evidence, "4", "calls_answered"), document=told)
    (line,) = screen([shown], evidence=evidence, since=date(2014, 10, 1))[
        "What changed since the papers of 1 October 2014"
    ]
    assert isinstance(line, Paragraph)
    assert plain(line.runs) == "These papers do not say of any new figure whether it is better or worse than before."


def test_papers_without_a_figure_have_nothing_that_changed() -> None:
    assert not [title for title in screen([own(Paragraph.of("Words."))]) if title.startswith("What changed")]


def test_a_figure_that_the_meeting_before_knew_has_not_changed_since() -> None:
    found = screen([paper(EVIDENCE, "4", "answered")], since=date(2014, 12, 11))
    (line,) = found["What changed since the papers of 11 December 2014"]
    assert isinstance(line, Paragraph)
    assert plain(line.runs) == NOTHING_EARLIER


def test_the_way_to_a_finding_leads_to_the_section_with_its_table() -> None:
    shown = paper(EVIDENCE, "4", "late")
    (table,) = shown.document.blocks
    blocks = (
        Heading.of(2, "Main points"),
        main_points(EVIDENCE, [EVIDENCE.result("late", p(Q2))]),
        Heading.of(2, "Payment"),
        Heading.of(3, "Payment"),
        table,
    )
    (finding,) = findings_in(EVIDENCE, [replace(shown, document=Document(Masthead("", ""), blocks))])
    assert finding.place == Text("Item 4, Payment", href="4.html#payment-2")


def test_two_values_before_stand_in_the_order_of_time_and_a_supposed_period_is_called_so() -> None:
    supposed = replace(seen("5", "2014-10", of="late"), supposed="period")
    evidence = known(kpi("late", polarity="lower"), seen("2", Q1, of="late"), seen("3", Q2, of="late"), supposed)
    shown = paper(evidence, "4", "late", periods="2014-10")
    told = Document(Masthead("", ""), (main_points(evidence, [evidence.result("late", p("2014-10"))]),))
    blocks = first_screen(meeting(), [replace(shown, document=told)], evidence, parts=(Part.PUBLIC,))
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [plain(cell.runs) for cell in table.rows[0][1:3]] == [
        "2%, Apr to Jun 2014\n3%, Jul to Sep 2014",
        "5%, Oct 2014 (period supposed)",
    ]


def own(*blocks: Block) -> Paper:
    """Return a paper that says something under 'Main points', and the same elsewhere."""
    sections = (Heading.of(2, "Main points"), *blocks, Heading.of(2, "Background"), *blocks)
    return Paper("5", Text("Item 5", href="5.html"), Document(Masthead("", ""), sections))


ROW = Row(DataRow("data/registers/plan.csv", 2), "", "", "1.1", "the pack")
GREEN = (Figure("16", "16", (ROW,), counting("of green")), Text(" actions are green."))


def test_where_little_is_rated_the_papers_say_their_own_main_points() -> None:
    points = Bullets.of(["The data centre is ageing.", "This is a key risk.", "At this rate it will fail."])
    paragraphs = (Paragraph.of("No figure."), Paragraph(GREEN))
    (lines,) = screen([own(points, *paragraphs)])["How we are doing"]
    assert isinstance(lines, Bullets)
    assert [plain(line) for line in lines.items] == [
        "The data centre is ageing. (Item 5, Main points)",
        "16 actions are green. (Item 5, Main points)",
    ]
    assert [line[-2] for line in lines.items] == [
        Text("Item 5, Main points", href="5.html#main-points", about=about) for about in ("point one", "point four")
    ]
    assert figures_of(lines.items[1]) == figures_of(GREEN)


def test_a_paper_s_own_points_come_after_what_is_amiss_and_before_what_is_better_up_to_five_in_all() -> None:
    points = Bullets.of([f"Point {number}." for number in "abcdef"])
    papers = [paper(EVIDENCE, "4", "answered", "late"), own(points)]
    lines = screen(papers)["How we are doing"][-1]
    assert isinstance(lines, Bullets)
    assert [plain(line)[:7] for line in lines.items] == ["Late go", "Point a", "Point b", "Point c", "Answere"]


def test_a_paper_s_own_point_of_what_is_told_already_is_not_told_again() -> None:
    told = Bullets((say("{late @ 2014-15-Q2} were late.", EVIDENCE),))
    lines = screen([paper(EVIDENCE, "4", "late"), own(told)])["How we are doing"][-1]
    assert isinstance(lines, Bullets)
    assert len(lines.items) == 1


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


def test_an_item_whose_papers_recommend_nothing_is_said_to_and_what_its_agenda_says() -> None:
    silent = replace(item(4, ItemKind.REPORT, report("4")), text="The report is not available here.")
    (line,) = screen([paper(EVIDENCE, "4", "letters")], silent)["What the committee is asked to decide"]
    assert isinstance(line, Paragraph)
    assert plain(line.runs) == (
        "Item 4, Title 4: no recommendation is among the papers here. The report is not available here."
    )
    assert line.runs[0] == Text("Item 4, Title 4", href="4.html")


def test_an_appendix_of_a_report_that_recommends_something_needs_no_recommendation_of_its_own() -> None:
    own_report = replace(report("4"), item="4A")
    both = replace(
        item(4, ItemKind.REPORT, report("4", "Note it.")), appendices=(Appendix("A", "An annex", own_report),)
    )
    papers = [paper(EVIDENCE, "4", "letters"), replace(paper(EVIDENCE, "4", "letters"), item="4A")]
    (asked,) = screen(papers, both)["What the committee is asked to decide"]
    assert isinstance(asked, Bullets)


def test_what_is_only_to_follow_has_its_heading_too() -> None:
    found = screen([], item(7, ItemKind.TO_FOLLOW))
    assert list(found) == ["What the committee is asked to decide"]


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


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((7,), "Nothing is overdue, but this meeting's paper for item 7 is still to come."),
        ((7, 8), "Nothing is overdue, but this meeting's papers for item 7 and item 8 are still to come."),
    ],
)
def test_nothing_is_overdue_is_not_said_alone_beside_a_paper_to_follow(numbers: tuple[int, ...], words: str) -> None:
    promises = follow_ups_from(sheet(promise_row()), "data/registers/follow_ups/2014-10-01.csv")
    items = [item(number, ItemKind.TO_FOLLOW) for number in numbers]
    (line,) = screen([], *items, promised=promises)["What was promised"]
    assert isinstance(line, Paragraph)
    assert plain(line.runs).startswith(words)


def test_what_is_due_at_the_meeting_is_named_with_who_owes_it() -> None:
    promises = follow_ups_from(
        sheet(promise_row(promise="Report on calls")), "data/registers/follow_ups/2014-10-01.csv"
    )
    _, lead, due = screen(promised=promises, due=promises)["What was promised"]
    assert isinstance(lead, Paragraph)
    assert isinstance(due, Bullets)
    owed = f" (owed by {promises[0].owed_by})" if promises[0].owed_by else ""
    assert plain(due.items[0]) == f"Report on calls{owed}"


def test_the_way_to_the_scorecard_ends_how_we_are_doing() -> None:
    link = Text("the pack's scorecard", href="scorecard.html")
    *_, last = screen([paper(EVIDENCE, "4", "answered")], scorecard=link)["How we are doing"]
    assert isinstance(last, Paragraph)
    assert last.runs[1] == link


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
