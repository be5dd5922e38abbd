import pytest
from builders import known, refusal, seen, sheet, system_row, words

from ccpi_nb.content.systems import systems_table
from ccpi_nb.document.model import Absent
from ccpi_nb.workbook.observations import systems_from


def table(*rows: dict[str, str]):
    return systems_table(systems_from(sheet(*rows), "systems.csv"), known(seen("65")))


def cells(*rows: dict[str, str]) -> list[list[str]]:
    return [[words(cell.runs) for cell in row] for row in table(*rows).rows]


def test_a_system_is_a_row_with_its_name_as_header():
    assert [column.header for column in table(system_row()).columns] == ["System", "Stage", "Due", "Position", "Main risk or issue"]
    assert cells(system_row(), system_row(system="Autonomy", due="Summer 2015")) == [
        ["Library Management", "Being implemented", "May 2015", "The new system is being tested.", "The old one is out of support."],
        ["Autonomy", "Being implemented", "Summer 2015", "The new system is being tested.", "The old one is out of support."],
    ]


def test_what_the_document_does_not_give_is_a_dash_that_one_note_explains():
    row = system_row(due="", risk="")
    assert cells(row)[0][2::2] == ["–", "–"]
    assert [words(note) for note in table(row, row).notes] == ["– means that the document gives none."]
    assert table(system_row()).notes == ()


def test_slots_of_a_system_are_filled():
    slot = "{calls_answered @ 2014-15-Q2}"
    row = system_row(stage=f"Done for {slot}", due=f"{slot} in May 2015", position=f"Used by {slot}.", risk=f"Not used by {slot}.")
    assert cells(row) == [["Library Management", "Done for [65%]", "[65%] in May 2015", "Used by [65%].", "Not used by [65%]."]]


@pytest.mark.parametrize("column", ["stage", "due", "position", "risk"])
def test_a_slot_that_cannot_be_filled_is_refused(column):
    said = refusal(lambda: table(system_row(**{column: "{calls_answer @ 2014-15-Q2}"})))
    assert said == "there is no indicator 'calls_answer'; did you mean 'calls_answered'?"


def test_no_systems_are_absent():
    assert systems_table((), known()) == Absent("No core system is held for this meeting.")
