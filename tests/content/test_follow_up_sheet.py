"""What goes with an agenda of what was promised, and the lines of the command."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from builders import promise_row, sheet, words
from pypdf import PdfReader
from real import ROOT

from ccpi_nb.content.follow_up_sheet import follow_up_lines, follow_ups_document
from ccpi_nb.content.meeting_papers import follow_ups_of
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import Document, Heading, Paragraph, Table
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.meetings import AgendaItem, ItemKind, Meeting, Part
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.workbook.follow_ups import FollowUp, follow_ups_from
from ccpi_nb.workbook.inputs import Workbook

OCTOBER, DECEMBER, JANUARY = "2014-10-01", "2014-12-11", "2015-01-28"
MEETINGS = (OCTOBER, DECEMBER, JANUARY)
DUE, OVERDUE, UNOWED, LATER, UNDATED, BEFORE = (
    "Due or answered at this meeting",
    "Overdue, with no answer found",
    "Overdue, and no paper says who owes it",
    "Not due yet",
    "Without a date",
    "Answered at an earlier meeting",
)


def promised(made: str, *promises: Mapping[str, str], register: str = "follow_ups") -> tuple[FollowUp, ...]:
    return follow_ups_from(
        sheet(*(promise_row(**cells) for cells in promises)), f"data/registers/{register}/{made}.csv"
    )


def meeting(day: str) -> Meeting:
    return replace(Workbook(ROOT).meeting("2014-12-11"), date=date.fromisoformat(day), items=())


def document(day: str, *follow_ups: FollowUp, part: Part = Part.PUBLIC) -> Document:
    made = follow_ups_document(follow_ups, meeting(day), MEETINGS, part)
    assert made
    return made


def sections(made: Document) -> dict[str, list[list[str]]]:
    """The rows of the table under each heading."""
    titles = [plain(block.runs) for block in made.blocks if isinstance(block, Heading)]
    tables = [block for block in made.blocks if isinstance(block, Table)]
    return {
        title: [[plain(cell.runs) for cell in row] for row in table.rows]
        for title, table in zip(titles, tables, strict=True)
    }


PROMISES = (
    *promised(
        OCTOBER,
        {"promise": "came late", "due": "next meeting", "came": JANUARY, "came_as": "Item 6"},
        {"promise": "came before", "due": "next meeting", "came": DECEMBER, "came_as": "Item 7"},
        {"promise": "overdue", "due": "2014-11"},
    ),
    *promised(
        DECEMBER,
        {"promise": "due now", "due": "next meeting"},
        {"promise": "no date", "owed_by": "", "item": ""},
        {"promise": "later", "due": "6 months"},
    ),
)


def test_promises_stand_by_how_they_stand_on_the_day_of_the_meeting() -> None:
    found = sections(document(JANUARY, *PROMISES))
    assert {title: [row[0] for row in rows] for title, rows in found.items()} == {
        DUE: ["came late", "due now"],
        OVERDUE: ["overdue"],
        LATER: ["later"],
        UNDATED: ["no date"],
        BEFORE: ["came before"],
    }


def test_what_is_overdue_comes_first_and_of_that_what_the_latest_meeting_was_promised() -> None:
    older = promised(
        OCTOBER, {"promise": "older, due later", "due": "2015-01-10"}, {"promise": "older", "due": "2014-11"}
    )
    newer = promised(DECEMBER, {"promise": "newer", "due": "2014-12"}, {"promise": "no date"})
    found = sections(document(JANUARY, *older, *newer))
    assert list(found) == [OVERDUE, UNDATED]
    assert [row[0] for row in found[OVERDUE]] == ["newer", "older", "older, due later"]
    lines = follow_up_lines((*older, *newer), JANUARY, MEETINGS)
    assert ["newer" in lines[0], "older;" in lines[1], "older, due later" in lines[2]] == [True] * 3


def test_what_is_overdue_without_an_owner_stands_apart_without_a_column_that_says_so_in_each_row() -> None:
    cells = [{"promise": "owed", "due": "2014-11"}, {"promise": "unowed", "due": "2014-11", "owed_by": ""}]
    made = document(JANUARY, *promised(OCTOBER, *cells))
    assert sections(made) == {
        OVERDUE: [["owed", "1 October 2014, item 5", "November 2014", "Contact Centre"]],
        UNOWED: [["unowed", "1 October 2014, item 5", "November 2014"]],
    }
    alone = document(JANUARY, *promised(OCTOBER, cells[1]))
    for shown in (made, alone):
        paragraphs = [plain(block.runs) for block in shown.blocks if isinstance(block, Paragraph)]
        assert sum(words.startswith("We hold no paper") for words in paragraphs) == 1


def test_a_paper_that_is_to_follow_is_told_beside_nothing_being_overdue() -> None:
    coming = AgendaItem(7, "Ofsted", ItemKind.TO_FOLLOW, Part.PUBLIC, "", None, (), None, ())
    day = replace(meeting(JANUARY), items=(coming, replace(coming, number=8, part=Part.EXEMPT)))
    made = follow_ups_document(promised(OCTOBER, {"promise": "a"}), day, MEETINGS, Part.PUBLIC)
    assert made
    assert "Nothing is overdue, but this meeting's paper for item 7 is still to come. 1 has no date." in str(
        [plain(block.runs) for block in made.blocks if isinstance(block, Paragraph)]
    )


def opening(*follow_ups: FollowUp) -> list[str]:
    first, second, *_ = document(JANUARY, *follow_ups).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    return [words(first.runs), words(second.runs)]


def test_the_opening_says_what_it_is_when_it_is_of_and_how_many_stand_how() -> None:
    assert opening(*PROMISES) == [
        "What earlier meetings asked for, and whether it came. As at 28 January 2015.",
        "[1] promise to earlier meetings is past its date, and no paper here answers it. It is from 1 October 2014. "
        "[2] are due or answered at this meeting, [1] is not due yet, [1] has no date and [1] was answered at an "
        "earlier meeting.",
    ]


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([{"promise": "a"}], "Nothing is overdue. [1] has no date."),
        ([{"promise": "a"}, {"promise": "b"}], "Nothing is overdue. [2] have no date."),
        ([{"promise": "a", "due": "2015-12"}], "Nothing is overdue. [1] is not due yet."),
        (
            [{"promise": "a", "due": "2014-11"}, {"promise": "b", "due": "2014-11"}],
            "[2] promises to earlier meetings are past their date, and no paper here answers them. The oldest is from "
            "1 October 2014.",
        ),
        (
            [{"promise": "a", "due": str(JANUARY)}],
            "Nothing is overdue. [1] is due or answered at this meeting.",
        ),
    ],
)
def test_only_what_there_is_is_counted(rows: list[dict[str, str]], counts: str) -> None:
    assert opening(*promised(OCTOBER, *rows))[1] == counts


def test_a_count_comes_from_the_rows_of_the_promises_counted() -> None:
    found = entries(document(JANUARY, *PROMISES), "follow-ups")
    assert [(entry.text, [row.at for row in entry.shown.rows]) for entry in found] == [
        ("1", [PROMISES[2].row]),
        ("2", [PROMISES[0].row, PROMISES[3].row]),
        ("1", [PROMISES[5].row]),
        ("1", [PROMISES[4].row]),
        ("1", [PROMISES[1].row]),
    ]


@pytest.mark.parametrize("word", ["held", "told", "workbook", "Past their date"])
def test_no_word_of_the_workbook_s_own_stands_in_it(word: str) -> None:
    assert word not in str(document(JANUARY, *PROMISES))


def test_a_row_says_what_was_promised_where_by_when_by_whom_and_what_came_of_it() -> None:
    found = sections(document(JANUARY, *PROMISES))
    assert found[DUE] == [
        ["came late", "1 October 2014, item 5", "11 December 2014", "Contact Centre", "Item 6"],
        ["due now", "11 December 2014, item 5", "28 January 2015", "Contact Centre", "Still to come"],
    ]
    assert found[UNDATED] == [["no date", "11 December 2014", "Not said"]]
    assert found[BEFORE][0][-1] == "11 December 2014: Item 7"


def test_an_earlier_meeting_knows_only_what_was_known_by_its_day() -> None:
    found = sections(document(DECEMBER, *PROMISES))
    assert {title: [(row[0], row[-1]) for row in rows] for title, rows in found.items()} == {
        DUE: [("came late", "Still to come"), ("came before", "Item 7")],
        OVERDUE: [("overdue", "Contact Centre")],
    }


@pytest.mark.parametrize("day", [OCTOBER, "2014-09-01"])
def test_a_meeting_before_which_nothing_was_promised_has_no_sheet(day: date) -> None:
    assert follow_ups_document(PROMISES, meeting(day), MEETINGS, Part.PUBLIC) is None


def test_what_was_promised_in_part_ii_has_a_sheet_of_its_own_that_is_not_for_publication() -> None:
    exempt = promised(OCTOBER, {"promise": "costs"}, register="follow_ups_costs")
    both = (*PROMISES, *exempt)
    assert "costs" not in str(document(JANUARY, *both))
    made = document(JANUARY, *both, part=Part.EXEMPT)
    assert sections(made) == {UNDATED: [["costs", "1 October 2014, item 5", "Contact Centre"]]}
    assert made.masthead.restriction.startswith("Not for publication")
    assert follow_ups_document(exempt, meeting(JANUARY), MEETINGS, Part.PUBLIC) is None


def test_lines_say_how_everything_promised_by_a_day_stands() -> None:
    exempt = promised(DECEMBER, {"promise": "costs", "owed_by": ""}, register="follow_ups_costs")
    assert [" ".join(line.split()) for line in follow_up_lines((*PROMISES, *exempt), JANUARY, MEETINGS)] == [
        "overdue November 2014 overdue; owed by Contact Centre; promised on 1 October 2014, item 5",
        "due 28 January 2015 due now; owed by Contact Centre; promised on 11 December 2014, item 5",
        "open June 2015 later; owed by Contact Centre; promised on 11 December 2014, item 5",
        "open No date given no date; promised on 11 December 2014",
        "open No date given costs; promised on 11 December 2014, item 5 (Part II, exempt)",
        (
            "came 11 December 2014 came late; owed by Contact Centre; promised on 1 October 2014, item 5; came on 28 "
            "January 2015: Item 6"
        ),
        (
            "came 11 December 2014 came before; owed by Contact Centre; promised on 1 October 2014, item 5; came on 11 "
            "December 2014: Item 7"
        ),
    ]
    assert len(follow_up_lines(PROMISES, OCTOBER, MEETINGS)) == 3
    assert follow_up_lines(PROMISES, "2014-09-30", MEETINGS) == ()


def test_the_registers_become_a_sheet() -> None:
    april = follow_ups_of(Workbook(ROOT), Workbook(ROOT).meeting("2018-04-18"), Part.PUBLIC)
    assert april
    assert len(sections(april)[DUE]) == 3
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(render_pdf(april, day=date(2018, 4, 18)))).pages)
    assert "We hold no paper that shows these were delivered." in text


def test_a_time_that_is_read_into_the_paper_s_words_is_said_to_be_supposed() -> None:
    given = {"promise": "Summer survey", "due": "2015-06/2015-08"}
    ((row,), (read,)) = (
        sections(document(JANUARY, *promised(DECEMBER, cells)))[LATER] for cells in (given, given | {"supposed": "due"})
    )
    assert row[2] == "June to August 2015"
    assert read[2] == "June to August 2015 (supposed)"
