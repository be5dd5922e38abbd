from datetime import date

import pytest
from builders import deliverable_row, lesson_row, outcome_row, refusal, refusals, sheet, update_row

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.workbook.report_registers import (
    DeliverableStatus,
    deliverables_from,
    lessons_from,
    paragraphs,
    updates_from,
)

FILE = "data/registers/move/2014-12-11.csv"


def deliverables(*rows: dict[str, str]):
    return deliverables_from(sheet(*rows), FILE)


def deliverable(**cells: str):
    (each,) = deliverables(deliverable_row(**cells))
    return each


# Deliverables


def test_a_deliverable_holds_what_its_row_says():
    each = deliverable(outcome="12", note="In part.")
    assert (each.outcome, each.outcome_title, each.name, each.approved_by) == (
        12,
        "The line is ours",
        "Contract ended",
        "Director",
    )
    assert (each.status, each.day) == (DeliverableStatus.SIGNED_OFF, date(2014, 11, 30))
    assert (each.source, each.note, each.row) == ("the closure report", "In part.", DataRow(FILE, 2))
    assert each.text == "The line is ours Contract ended Director In part."


@pytest.mark.parametrize(
    ("row", "answers"),
    [
        (deliverable_row(), (True, False, False)),
        (deliverable_row(status="post transition", approved_by="", date=""), (False, True, False)),
        (outcome_row(), (False, False, True)),
    ],
)
def test_a_row_is_signed_off_or_left_or_the_outcome_itself(row, answers):
    (each,) = deliverables(row)
    assert (each.is_signed_off, each.is_post_transition, each.is_outcome) == answers


@pytest.mark.parametrize(
    ("day", "after"),
    [("2014-11-29", True), ("2014-11-30", False), ("2014-12-01", False)],
)
def test_a_date_is_after_a_day_only_if_later(day, after):
    assert deliverable().is_after(date.fromisoformat(day)) is after


def test_without_a_date_nothing_is_after_a_day():
    assert not deliverable(date="").is_after(date.min)


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        *(
            ("outcome", cell, f"'{cell}' is not a whole number from 1 to 99")
            for cell in ("", "0", "100", "1.", "01", "٣")
        ),
        ("outcome_title", "", "the cell is blank; fill it"),
        ("status", "signed-off", "there is no status 'signed-off'; did you mean 'signed off'?"),
        ("status", "Complete", "there is no status 'Complete'; did you mean 'complete'?"),
        ("status", "", "there is no status ''; known: complete, post transition, signed off"),
        ("date", "30/11/2014", "'30/11/2014' is not a day; write year, month, day: 2014-12-11"),
        ("date", "2014-11-31", "'2014-11-31' is not a day of the calendar"),
        ("source", "", "the cell is blank; fill it"),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(column, cell, problem):
    assert refusal(deliverables, deliverable_row(**{column: cell})) == f"{FILE}, row 2, column '{column}': {problem}"


def test_a_whole_outcome_is_complete_and_a_deliverable_is_not():
    assert refusals(deliverables, outcome_row(status="post transition"), deliverable_row(status="complete")) == (
        f"{FILE}, row 2, column 'deliverable': the cell is blank; name what is 'post transition'",
        (
            f"{FILE}, row 3, column 'status': 'complete' is said of a whole outcome; write 'signed off' or 'post "
            f"transition', or leave 'deliverable' blank"
        ),
    )


def test_an_outcome_has_one_title():
    assert refusal(deliverables, outcome_row(), deliverable_row(outcome_title="The line is yours")) == (
        f"{FILE}, row 3, column 'outcome_title': outcome 1 is 'The line is ours' in row 2; give the outcome one "
        f"title, or the row its own outcome"
    )


def test_an_outcome_itself_stands_once():
    assert refusal(deliverables, outcome_row(), deliverable_row(), outcome_row()) == (
        f"{FILE}, row 4: outcome 1 itself is already in row 2; remove one, or name the deliverable"
    )


def test_a_deliverable_may_stand_twice_as_documents_have_it():
    assert len(deliverables(deliverable_row(), deliverable_row(approved_by="Head of Legal"))) == 2


# Lessons


def test_a_lesson_holds_what_its_row_says():
    (each,) = lessons_from(sheet(lesson_row()), FILE)
    assert (each.lesson, each.recommendation, each.responsible) == ("Meeting helped.", "Meet more.", "The council")
    assert (each.source, each.row) == ("the closure report", DataRow(FILE, 2))
    assert each.text == "Meeting helped. Meet more. The council"


@pytest.mark.parametrize("column", ["lesson", "recommendation", "responsible", "source"])
def test_a_lesson_is_whole(column):
    assert (
        refusal(lessons_from, sheet(lesson_row(**{column: ""})), FILE)
        == f"{FILE}, row 2, column '{column}': the cell is blank; fill it"
    )


# Updates


@pytest.mark.parametrize(
    ("given", "together"),
    [
        (["1", "1", "2"], [[2, 3], [4]]),
        (["Libraries", "Libraries", "Pensions"], [[2, 3], [4]]),
        (["1", "", "", "2"], [[2], [3], [4], [5]]),
        (["", "1", "1", ""], [[2], [3, 4], [5]]),
    ],
)
def test_rows_with_the_same_paragraph_are_read_together_and_others_by_themselves(given, together):
    rows = updates_from(sheet(*(update_row(paragraph=paragraph) for paragraph in given)), FILE)
    assert [[row.row.number for row in paragraph] for paragraph in paragraphs(rows)] == together


def test_without_the_column_each_row_stands_by_itself():
    rows = updates_from(sheet(update_row(), update_row()), FILE)
    assert [len(paragraph) for paragraph in paragraphs(rows)] == [1, 1]


def test_a_number_leads_into_nothing_and_words_do():
    number, words, none = updates_from(
        sheet(*(update_row(paragraph=paragraph) for paragraph in ("1", "Libraries", ""))), FILE
    )
    assert (number.lead, words.lead, none.lead) == ("", "Libraries", "")


@pytest.mark.parametrize("between", ["2", ""])
def test_a_paragraph_that_has_ended_is_not_taken_up_again(between):
    text = sheet(*(update_row(paragraph=paragraph) for paragraph in ("1", between, "1")))
    assert refusal(updates_from, text, FILE) == (
        f"{FILE}, row 4, column 'paragraph': '1' ended with row 2; "
        "move the row up to it, or give it a paragraph of its own"
    )


def test_another_period_of_a_topic_may_have_paragraphs_with_the_same_words():
    given = [("2014-15-Q1", "Schools"), ("2014-15-Q1", "Moves"), ("2014-15-Q2", "Schools"), ("2014-15-Q2", "Moves")]
    rows = updates_from(sheet(*(update_row(period=period, paragraph=lead) for period, lead in given)), FILE)
    assert [row.lead for row in rows] == ["Schools", "Moves", "Schools", "Moves"]


def test_another_topic_has_paragraphs_of_its_own():
    rows = updates_from(
        sheet(update_row(paragraph="1"), update_row(paragraph="1", topic="Another"), update_row(paragraph="1")), FILE
    )
    assert len(rows) == 3
