import pytest
from builders import (
    action_row,
    known,
    refusal,
    seen,
    sheet,
    system_row,
    words,
)

from ccpi_nb.content.register_tables import action_counts, action_tables, systems_table
from ccpi_nb.document.model import Absent
from ccpi_nb.workbook.report_registers import actions_from, systems_from


def actions(*rows: dict[str, str]):
    return actions_from(sheet(*rows), "plan.csv")


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        (["green", "amber", "green", "red"], "[Two] of the [four] actions are green. Red: [1.1]. Amber: [1.1]."),
        (["amber", "amber"], "[Both] actions are amber."),
        (["green"] * 3, "All [three] actions are green."),
        (["amber", "red"], "[Neither] of the [two] actions is green. Red: [1.1]. Amber: [1.1]."),
        (["amber"] * 7 + ["green"], "[One] of the [eight] actions is green. [Seven] are amber."),
        (["red"], "The [one] action is red."),
    ],
)
def test_actions_are_counted_by_status(statuses, sentence):
    assert words(action_counts(actions(*(action_row(status=status) for status in statuses))).runs) == sentence


def test_a_count_comes_from_the_rows_counted():
    counts = action_counts(actions(action_row(reference="1.1"), action_row(reference="1.2", status="red")))
    green, total, red = (run for run in counts.runs if run.kind == "figure")
    assert [(str(row.at), row.breakdown) for row in total.rows] == [
        ("plan.csv, row 2", "1.1"),
        ("plan.csv, row 3", "1.2"),
    ]
    assert [row.breakdown for row in green.rows] == ["1.1"]
    assert [row.breakdown for row in red.rows] == ["1.2"]


def test_a_theme_is_a_table_in_the_order_of_the_file():
    plan = actions(
        action_row(theme="People"),
        action_row(theme="Money", reference="2.1"),
        action_row(theme="People", reference="1.2", status="red"),
    )
    people, money = action_tables(plan, known(seen("65")))
    assert [words(table.caption) for table in (people, money)] == ["People", "Money"]
    assert [[words(cell.runs) for cell in row] for row in people.rows] == [
        ["[1.1] Train everyone.", "Green", "March 2015", "Training has begun."],
        ["[1.2] Train everyone.", "Red", "March 2015", "Training has begun."],
    ]
    assert [row[1].tone for row in people.rows] == ["on", "off"]


def test_words_of_an_action_have_their_slots_filled():
    plan = actions(
        action_row(
            action="Keep {calls_answered @ 2014-15-Q2}.", progress="It was {calls_answered @ 2014-15-Q1}.", timescale=""
        )
    )
    (table,) = action_tables(plan, known(seen("62", "2014-15-Q1"), seen("65.5")))
    assert [words(cell.runs) for cell in table.rows[0]] == [
        "[1.1] Keep [65.5%].",
        "Green",
        "Not given",
        "It was [62%].",
    ]


def test_an_actions_slot_that_cannot_be_filled_is_refused():
    plan = actions(action_row(progress="{calls_answer @ 2014-15-Q2} answered."))
    assert (
        refusal(action_tables, plan, known(seen("65")))
        == "there is no indicator 'calls_answer'; did you mean 'calls_answered'?"
    )


def test_a_plan_without_actions_is_absent():
    nothing = Absent("No action is held for this meeting.")
    assert action_counts(()) == nothing
    assert action_tables((), known()) == (nothing,)


def table(*rows: dict[str, str]):
    return systems_table(systems_from(sheet(*rows), "systems.csv"), known(seen("65")))


def cells(*rows: dict[str, str]) -> list[list[str]]:
    return [[words(cell.runs) for cell in row] for row in table(*rows).rows]


def test_a_system_is_a_row_with_its_name_as_header():
    assert [column.header for column in table(system_row()).columns] == [
        "System",
        "Stage",
        "Due",
        "Position",
        "Main risk or issue",
    ]
    assert cells(system_row(), system_row(system="Autonomy", due="Summer 2015")) == [
        [
            "Library Management",
            "Being implemented",
            "May 2015",
            "The new system is being tested.",
            "The old one is out of support.",
        ],
        [
            "Autonomy",
            "Being implemented",
            "Summer 2015",
            "The new system is being tested.",
            "The old one is out of support.",
        ],
    ]


def test_what_the_document_does_not_give_is_a_dash_that_one_note_explains():
    row = system_row(due="", risk="")
    assert cells(row)[0][2::2] == ["–", "–"]
    assert [words(note) for note in table(row, row).notes] == ["– means that the document gives none."]
    assert table(system_row()).notes == ()


def test_slots_of_a_system_are_filled():
    slot = "{calls_answered @ 2014-15-Q2}"
    row = system_row(
        stage=f"Done for {slot}", due=f"{slot} in May 2015", position=f"Used by {slot}.", risk=f"Not used by {slot}."
    )
    assert cells(row) == [
        ["Library Management", "Done for [65%]", "[65%] in May 2015", "Used by [65%].", "Not used by [65%]."]
    ]


@pytest.mark.parametrize("column", ["stage", "due", "position", "risk"])
def test_a_systems_slot_that_cannot_be_filled_is_refused(column):
    said = refusal(lambda: table(system_row(**{column: "{calls_answer @ 2014-15-Q2}"})))
    assert said == "there is no indicator 'calls_answer'; did you mean 'calls_answered'?"


def test_no_systems_are_absent():
    assert systems_table((), known()) == Absent("No core system is held for this meeting.")
