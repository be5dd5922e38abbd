"""A changed text beside the one it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.handouts.changes import Comparison, Reworded, WordsCell, compared, with_slots

FIRST, SECOND = "The line opened in spring.", "More calls came than before."


def cell(words: str, number: int = 2, template: str = "") -> WordsCell:
    return WordsCell(DataRow("data/registers/calls/2014-12-11.csv", number), "text", template or words, words)


CELLS = (cell(FIRST), cell(SECOND, 3))
BEFORE = f"Calls. {FIRST} {SECOND}"


def reworded(after: str) -> list[tuple[int, str]]:
    found = compared(BEFORE, after, CELLS)
    assert not found.outside
    assert not found.across
    return [(each.cell.row.number, each.words) for each in found.reworded]


@pytest.mark.parametrize(
    ("after", "rows"),
    [
        (BEFORE, []),
        (BEFORE.replace("spring", "May"), [(2, "The line opened in May.")]),
        (BEFORE.replace("More", "Far more"), [(3, "Far more calls came than before.")]),
        (
            BEFORE.replace("The", "This").replace("came", "rang"),
            [(2, FIRST.replace("The", "This")), (3, SECOND.replace("came", "rang"))],
        ),
        (f"{BEFORE} All were answered.", [(3, f"{SECOND} All were answered.")]),
        (BEFORE.replace(FIRST, f"{FIRST} It stays."), [(2, f"{FIRST} It stays.")]),
        (BEFORE.replace(" than before.", "."), [(3, "More calls came.")]),
    ],
)
def test_a_change_belongs_to_the_row_whose_words_it_changes(after: str, rows: list[tuple[int, str]]) -> None:
    assert reworded(after) == rows


def test_words_of_no_row_are_told_apart() -> None:
    assert compared(BEFORE, BEFORE.replace("Calls.", "Phones."), CELLS) == Comparison((), True, ())
    assert compared("Calls.", "Phones.", ()).outside


def test_a_change_over_the_border_of_two_rows_belongs_to_neither() -> None:
    found = compared(BEFORE, "Calls. The line was busy.", CELLS)
    assert found.across
    assert not found.reworded


@given(st.lists(st.sampled_from(["calls", "came", "late", "early", "often"]), min_size=1, max_size=8))
def test_any_words_in_place_of_a_row_s_are_that_row_s(words: list[str]) -> None:
    after = " ".join(words)
    found = compared(FIRST, after, (cell(FIRST),))
    assert found == Comparison((Reworded(cell(FIRST), after),), False, ())


FILLED = {"{a @ 2014}": "65.5%", "{b @ 2014}": "5", "{change of a @ 2014}": "up 3.4 percentage points", "{c}": "£1.2m"}


def filled(slot: str) -> str:
    return FILLED[slot]


@pytest.mark.parametrize(
    ("words", "template", "expected"),
    [
        ("We answered 65.5% of all.", "We got {a @ 2014} of them.", "We answered {a @ 2014} of all."),
        ("Of 65.5%, 5 were late.", "5 of 65.5: {b @ 2014} and {a @ 2014}", "Of {a @ 2014}, {b @ 2014} were late."),
        ("Up 3.4 percentage points: 65.5%.", "{a @ 2014}, {change of a @ 2014}", "{change of a @ 2014}: {a @ 2014}."),
        ("It cost £1.2m.", "It took {c}", "It cost {c}."),
    ],
)
def test_figures_become_slots_again_wherever_they_stand(words: str, template: str, expected: str) -> None:
    assert with_slots(words, template, filled) == (expected, ())


@pytest.mark.parametrize(
    "words", ["We answered 65%.", "165.5% came", "65.5%5", "x65.5%", "We answered most.", "65.55%"]
)
def test_a_figure_that_is_not_as_it_was_is_missing(words: str) -> None:
    assert with_slots(words, "We answered {a @ 2014}.", filled) == (words, ("65.5%",))


def test_each_slot_has_a_figure_of_its_own() -> None:
    assert with_slots("5 came", "{b @ 2014} and {b @ 2014}", filled) == ("{b @ 2014} came", ("5",))
