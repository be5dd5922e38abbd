import pytest
from builders import action_row, known, refusal, seen, sheet, words

from ccpi_nb.content.plans import action_counts, action_tables
from ccpi_nb.document.model import Absent
from ccpi_nb.workbook.observations import actions_from


def actions(*rows: dict[str, str]):
    return actions_from(sheet(*rows), "plan.csv")


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        (["green", "amber", "green", "red"], "Of [4] actions, [2] are green, [1] is amber and [1] is red."),
        (["amber", "amber"], "Of [2] actions, [2] are amber."),
        (["red"], "Of [1] action, [1] is red."),
    ],
)
def test_actions_are_counted_by_status(statuses, sentence):
    assert words(action_counts(actions(*(action_row(status=status) for status in statuses))).runs) == sentence


def test_a_count_comes_from_the_rows_counted():
    counts = action_counts(actions(action_row(reference="1.1"), action_row(reference="1.2", status="red")))
    total, green, red = (run for run in counts.runs if run.kind == "figure")
    assert [(row.place, row.breakdown) for row in total.rows] == [("plan.csv, row 2", "1.1"), ("plan.csv, row 3", "1.2")]
    assert [row.breakdown for row in green.rows] == ["1.1"]
    assert [row.breakdown for row in red.rows] == ["1.2"]


def test_a_theme_is_a_table_in_the_order_of_the_file():
    plan = actions(action_row(theme="People"), action_row(theme="Money", reference="2.1"), action_row(theme="People", reference="1.2", status="red"))
    people, money = action_tables(plan, known(seen("65")))
    assert [words(table.caption) for table in (people, money)] == ["People", "Money"]
    assert [[words(cell.runs) for cell in row] for row in people.rows] == [
        ["[1.1] Train everyone.", "March 2015", "Training has begun.", "Green"],
        ["[1.2] Train everyone.", "March 2015", "Training has begun.", "Red"],
    ]
    assert [row[-1].tone for row in people.rows] == ["on", "off"]


def test_words_of_an_action_have_their_slots_filled():
    plan = actions(action_row(action="Keep {calls_answered @ 2014-15-Q2}.", progress="It was {calls_answered @ 2014-15-Q1}.", timescale=""))
    (table,) = action_tables(plan, known(seen("62", "2014-15-Q1"), seen("65.5")))
    assert [words(cell.runs) for cell in table.rows[0]] == ["[1.1] Keep [65.5%].", "Not given", "It was [62%].", "Green"]


def test_a_slot_that_cannot_be_filled_is_refused():
    plan = actions(action_row(progress="{calls_answer @ 2014-15-Q2} answered."))
    assert refusal(action_tables, plan, known(seen("65"))) == "there is no indicator 'calls_answer'; did you mean 'calls_answered'?"


def test_a_plan_without_actions_is_absent():
    nothing = Absent("No action is held for this meeting.")
    assert action_counts(()) == nothing
    assert action_tables((), known()) == (nothing,)
