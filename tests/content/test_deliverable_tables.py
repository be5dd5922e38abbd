from datetime import date

import pytest
from builders import (
    deliverable_row,
    known,
    lesson_row,
    outcome_row,
    refusal,
    seen,
    sheet,
    words,
)

from ccpi_nb.content.deliverable_tables import (
    deliverable_counts,
    deliverable_summary,
    deliverable_tables,
    deliverables_left,
    lessons_table,
)
from ccpi_nb.document.model import Absent
from ccpi_nb.document.runs import figures_of
from ccpi_nb.workbook.report_registers import deliverables_from, lessons_from

MEETING = date(2014, 12, 11)
NOTHING = Absent("No deliverable is held for this meeting.")


def deliverables(*rows: dict[str, str]):
    return deliverables_from(sheet(*rows), "move.csv")


def lessons(*rows: dict[str, str]):
    return lessons_from(sheet(*rows), "lessons.csv")


def left(**cells: str) -> dict[str, str]:
    """A deliverable that is left until after the transition."""
    return deliverable_row(approved_by="", status="post transition", date="") | cells


def second(row: dict[str, str]) -> dict[str, str]:
    return row | {"outcome": "2", "outcome_title": "Callers are served"}


def tables_of(*rows: dict[str, str]):
    return deliverable_tables(deliverables(*rows), MEETING, known(seen("65.5")))


# How many


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [outcome_row(), deliverable_row(), left(), second(outcome_row()), second(left())],
            (
                "[Both] outcomes of the transition are reported as complete. [One] of the [three] deliverables behind "
                "them is signed off; the other [two] are left until after the transition."
            ),
        ),
        (
            [deliverable_row(), second(outcome_row()), second(left())],
            (
                "[One] of the [two] outcomes of the transition is reported as complete. [One] of the [two] "
                "deliverables "
                "behind them is signed off; the other [one] is left until after the transition."
            ),
        ),
        (
            [outcome_row(), deliverable_row()],
            (
                "The [one] outcome of the transition is reported as complete. The [one] deliverable behind it is "
                "signed "
                "off."
            ),
        ),
        (
            [left()],
            (
                "The [one] outcome of the transition is not reported as complete. The [one] deliverable behind "
                "it is not "
                "signed off; [one] is left until after the transition."
            ),
        ),
    ],
)
def test_outcomes_and_deliverables_are_counted_in_words(rows, sentence):
    assert words(deliverable_summary(deliverables(*rows)).runs) == sentence


def test_what_is_left_is_named_by_outcome():
    rows = deliverables(
        outcome_row(), deliverable_row(), left(deliverable="Plan made"), left(), second(outcome_row()), second(left())
    )
    paragraph = deliverables_left(rows, known())
    assert words(paragraph.runs) == (
        "Left until after the transition, [three] in all. Outcome 1: Plan made; Contract ended. "
        "Outcome 2: Contract ended."
    )
    (count,) = figures_of(paragraph.runs)
    assert len(count.rows) == 3


def test_where_nothing_is_left_nothing_is_named():
    assert deliverables_left(deliverables(outcome_row(), deliverable_row()), known()) is None


def test_deliverables_are_counted_by_outcome_and_in_all():
    table = deliverable_counts(
        deliverables(outcome_row(), deliverable_row(), deliverable_row(), left(), second(left()))
    )
    assert [[words(cell.runs) for cell in row] for row in table.rows] == [
        ["Outcome 1: The line is ours", "Complete", "[2]", "[1]"],
        ["Outcome 2: Callers are served", "Not given", "[0]", "[1]"],
        ["Total", "–", "[2]", "[2]"],
    ]


def test_a_count_comes_from_the_rows_counted_and_none_from_those_looked_at():
    first, other, total = deliverable_counts(
        deliverables(outcome_row(), deliverable_row(), left(), second(left()))
    ).rows
    signed, none, all_left = (row[column].runs[0] for row, column in ((first, 2), (other, 2), (total, 3)))
    assert [(str(row.at), row.breakdown, row.source) for row in signed.rows] == [
        ("move.csv, row 3", "outcome 1", "the closure report")
    ]
    assert (none.value, [str(row.at) for row in none.rows]) == ("0", ["move.csv, row 5"])
    assert [str(row.at) for row in all_left.rows] == ["move.csv, row 4", "move.csv, row 5"]


# What


def test_an_outcome_is_a_table_of_its_deliverables():
    first, other = tables_of(
        outcome_row(), deliverable_row(), second(outcome_row()), second(left(deliverable="Line open"))
    )
    assert [words(table.caption) for table in (first, other)] == [
        "Outcome 1: The line is ours",
        "Outcome 2: Callers are served",
    ]
    assert [[words(cell.runs) for cell in row] for row in first.rows] == [
        ["Contract ended", "Signed off", "Director", "30 November 2014"]
    ]
    assert [[words(cell.runs) for cell in row] for row in other.rows] == [
        ["Line open", "Post transition", "Not given", "Not given"]
    ]
    assert [table.rows[0][1].tone for table in (first, other)] == ["on", "none"]


def test_an_outcome_without_deliverables_has_no_table():
    (table,) = tables_of(outcome_row(), second(deliverable_row()))
    assert words(table.caption) == "Outcome 2: Callers are served"


@pytest.mark.parametrize("day", ["2014-12-10", "2014-12-11"])
def test_a_date_up_to_the_meeting_needs_no_caution(day):
    (table,) = tables_of(deliverable_row(date=day))
    assert table.notes == ()


def test_a_date_after_the_meeting_is_kept_and_cautioned_about():
    caution, table = tables_of(deliverable_row(date="2014-12-12"), deliverable_row(deliverable="Staff moved"))
    assert words(caution.runs) == (
        "[1] deliverable whose delivery or planned date is after this meeting is given as signed off: Contract ended "
        "(12 December 2014). The document does not say which of the two the date is, and it is shown as it stands "
        "there."
    )
    assert [column.header for column in table.columns][3] == "Delivery or planned date"
    assert [words(row[3].runs) for row in table.rows] == [
        "12 December 2014 [note\N{NO-BREAK SPACE}1]",
        "30 November 2014",
    ]
    assert [words(note) for note in table.notes] == [
        "[note 1] The date is after this meeting, though the status is signed off."
    ]


def test_a_caution_comes_from_the_rows_that_it_names():
    caution, _ = tables_of(
        deliverable_row(),
        deliverable_row(deliverable="Staff moved", date="2015-01-02"),
        deliverable_row(date="2015-01-03"),
    )
    assert "[2] deliverables whose delivery or planned date is after this meeting are given" in words(caution.runs)
    assert "Staff moved (2 January 2015) and Contract ended (3 January 2015)." in words(caution.runs)
    assert [str(row.at) for row in caution.runs[0].rows] == ["move.csv, row 3", "move.csv, row 4"]


def test_what_is_left_may_be_planned_for_a_date_after_the_meeting():
    (table,) = tables_of(left(date="2015-03-31"))
    assert words(table.rows[0][3].runs) == "31 March 2015"


def test_notes_are_numbered_once_each_in_their_table():
    (table,) = tables_of(
        deliverable_row(note="In part."), deliverable_row(), deliverable_row(note="In part.", date="2014-12-12")
    )[1:]
    assert [words(row[0].runs) for row in table.rows] == [
        f"Contract ended{mark}" for mark in (" [note\N{NO-BREAK SPACE}1]", "", " [note\N{NO-BREAK SPACE}1]")
    ]
    assert words(table.rows[2][3].runs).endswith("[note\N{NO-BREAK SPACE}2]")
    assert [words(note)[:8] for note in table.notes] == ["[note 1]", "[note 2]"]


def test_words_have_their_slots_filled():
    (table,) = tables_of(
        deliverable_row(deliverable="Answer {calls_answered @ 2014-15-Q2}", note="Was {calls_answered @ 2014-15-Q2}.")
    )
    assert words(table.rows[0][0].runs).startswith("Answer [65.5%]")
    assert words(table.notes[0]) == "[note 1] Was [65.5%]."


def test_a_deliverables_slot_that_cannot_be_filled_is_refused():
    assert (
        refusal(tables_of, deliverable_row(note="{calls @ 2014-15-Q2}"))
        == "there is no indicator 'calls'; did you mean 'calls_answered'?"
    )


@pytest.mark.parametrize("rows", [(), deliverables(outcome_row())])
def test_without_deliverables_all_is_absent(rows):
    assert deliverable_summary(rows) == deliverable_counts(rows) == NOTHING
    assert deliverable_tables(rows, MEETING, known()) == (NOTHING,)


# Lessons


def test_a_lesson_is_a_row():
    table = lessons_table(
        lessons(lesson_row(lesson="Only {calls_answered @ 2014-15-Q2}."), lesson_row()), "Lessons", known(seen("65.5"))
    )
    assert words(table.caption) == "Lessons"
    assert [words(cell.runs) for cell in table.rows[0]] == ["Only [65.5%].", "Meet more.", "The council"]
    assert len(table.rows) == 2


def test_without_lessons_there_is_no_table():
    assert lessons_table((), "Lessons", known()) == Absent("No lesson is held for: Lessons.")
