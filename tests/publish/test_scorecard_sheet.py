"""The page before all papers of a pack: each indicator that they show, at the period that they show it for."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import known, kpi, p, seen, target, words

from ccpi_nb.content.scorecards import Comments
from ccpi_nb.content.shown_results import Paper
from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import Bullets, Document, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Text, plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import RESTRICTION, Meeting, Part
from ccpi_nb.publish import scorecard_sheet
from ccpi_nb.publish.pack import AT_A_GLANCE, Pack, Sheet
from ccpi_nb.publish.scorecard_sheet import Scorecard, scorecard_of
from ccpi_nb.workbook.collections import Comment
from ccpi_nb.workbook.inputs import Workbook

Q1, Q2, Q3 = "2014-15-Q1", "2014-15-Q2", "2014-15-Q3"
FACTS = (
    kpi("answered"),
    replace(kpi("late", polarity="lower"), service="Claims"),
    replace(kpi("letters", unit="number", polarity="none"), service="Claims"),
    target("90", of="answered"),
    *(seen(value, period, of="answered") for value, period in (("80", Q1), ("95", Q2), ("70", Q3))),
    *(seen(value, period, of="late") for value, period in (("2", Q1), ("5", Q2))),
    seen("243", Q2, of="letters"),
)
EVIDENCE = known(*FACTS)


def paper(*keys: str, evidence: Evidence = EVIDENCE, periods: str = f"{Q1}, {Q2}", said: str = "") -> Paper:
    table = performance_table(evidence, keys, [p(period) for period in periods.split(", ")], "Calls")
    blocks = (table, Paragraph.of(said))
    return Paper("4", Text("Item 4", href="04-calls.html"), Document(Masthead("", ""), blocks))


def scorecard(*papers: Paper, evidence: Evidence = EVIDENCE, part: Part = Part.PUBLIC) -> Scorecard | None:
    meeting = Meeting(date(2014, 12, 11), "The committee", "The council", "11 am", "Preston", ())
    return scorecard_of(Workbook(Path("no-registers")), meeting, part, papers, evidence)


def made(*papers: Paper, evidence: Evidence = EVIDENCE) -> Document:
    card = scorecard(*papers, evidence=evidence)
    assert card
    return card.page


def rows(document: Document) -> list[list[str]]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [[words(cell.runs) for cell in row] for table in tables for row in table.rows]


def test_each_indicator_stands_by_service_at_the_period_that_the_papers_show() -> None:
    document = made(paper("answered", "late"))
    captions = [plain(block.caption) for block in document.blocks if isinstance(block, Table)]
    assert captions == ["Claims", "Contact Centre"]
    shown = " ".join(cell for row in rows(document) for cell in row)
    assert "95%" in shown and "70%" not in shown  # the third quarter is known, but no paper shows it


def test_every_figure_is_one_that_the_papers_give_or_count() -> None:
    one = paper("answered", "late", "letters")
    own = {entry.shown.rows for entry in entries(one.document, "")}
    values = [
        entry.shown
        for entry in entries(made(one), "")
        if isinstance(entry.shown, Figure) and not entry.shown.computation
    ]
    assert values and {value.rows for value in values} <= own


def test_what_has_neither_target_nor_earlier_figure_is_a_line_with_the_way_to_it() -> None:
    told = [item for block in made(paper("letters")).blocks if isinstance(block, Bullets) for item in block.items]
    assert "letters" in plain(told[0]).lower() and "243" in plain(told[0])
    assert any(isinstance(run, Text) and run.href.startswith("04-calls.html") for run in told[0])


def test_its_spreadsheet_is_one_table_with_the_values_and_their_periods_apart() -> None:
    card = scorecard(paper("answered", "late", "letters"))
    assert card
    (table,) = (block for block in card.table.blocks if isinstance(block, Table))
    assert [column.header for column in table.columns][1:4] == ["Service", "Latest", "Period"]
    assert [row[2] for row in rows(card.table)] == ["[5%]", "[243]", "[95%]"]


def test_papers_without_an_indicator_have_no_scorecard() -> None:
    assert scorecard() is None
    assert scorecard(Paper("4", Text("Item 4"), Document(Masthead("", ""), (Paragraph.of("Nothing yet."),)))) is None


def test_that_for_members_says_on_each_page_that_it_is_not_for_publication() -> None:
    card = scorecard(paper("answered"), part=Part.EXEMPT)
    assert card and card.page.masthead.restriction == card.table.masthead.restriction == RESTRICTION
    assert not made(paper("answered")).masthead.restriction


def test_a_line_of_numbers_of_people_has_only_what_the_papers_show() -> None:
    facts = [
        kpi("staff", unit="number", people=True),
        *(seen(value, period, of="staff") for value, period in (("40", Q1), ("50", Q2), ("60", Q3))),
    ]
    evidence = known(*facts)
    every = made(paper("staff", evidence=evidence, periods=f"{Q1}, {Q2}, {Q3}"), evidence=evidence)
    last = made(paper("staff", evidence=evidence, periods=f"{Q2}, {Q3}"), evidence=evidence)
    pictures = [
        cell.picture
        for document in (every, last)
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.picture
    ]
    assert len(set(pictures)) == 2


@pytest.mark.parametrize(("said", "is_told"), [("Two advisers left.", True), ("Nobody left.", False)])
def test_a_comment_stands_there_where_a_paper_says_it(said: str, is_told: bool) -> None:
    comment = Comment("answered", p(Q2), "", "Two advisers left.", "", None, "Report", DataRow("c.csv", 2))
    told: Comments = scorecard_sheet._said([comment], EVIDENCE, [paper("answered", said=said)])
    assert ("answered" in told) is is_told


def test_the_same_papers_give_the_same_page() -> None:
    assert made(paper("answered", "late")) == made(paper("answered", "late"))


def test_it_stands_before_all_papers_and_is_no_item_of_the_agenda() -> None:
    document = made(paper("answered"))
    meeting = Meeting(date(2014, 12, 11), "The committee", "The council", "11 am", "Preston", ())
    pack = Pack(meeting, Part.PUBLIC, (Sheet(AT_A_GLANCE, "scorecard", document, Part.PUBLIC),))
    assert not pack.lines
    assert pack.sheets[0].place == AT_A_GLANCE
    assert pack.sheets[0].is_wide
