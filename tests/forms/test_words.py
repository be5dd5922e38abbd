"""Comments as people type them."""

import pytest
from builders import seen

from ccpi_nb.domain.indicators import Unit
from ccpi_nb.forms.words import one_paragraph, problems_of_words, with_slots

SLOT = "{calls_answered @ 2014-15-Q2}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It snowed.", "It snowed."),
        ("it snowed", "It snowed."),
        ("- two left\n- one is ill;\n\n* and it snowed!", "Two left. One is ill; And it snowed!"),
        ("\N{BULLET} two\N{NO-BREAK SPACE}left", "Two left."),
        ("zero\N{ZERO WIDTH SPACE}width", "Zerowidth."),
        ("=SUM is no way to begin", "SUM is no way to begin."),
        (" \n ", ""),
    ],
)
def test_what_is_typed_becomes_one_paragraph(text: str, words: str) -> None:
    assert one_paragraph(text) == words


@pytest.mark.parametrize(
    ("text", "unit", "value", "words"),
    [
        ("Only 71.5% came.", "%", "71.5", f"Only {SLOT} came."),
        ("Only 71.5 % or 71.5 per cent came.", "%", "71.5", f"Only {SLOT} or {SLOT} came."),
        ("Only 71.5% came.", "%", "71.50", f"Only {SLOT} came."),
        ("1,240 and 1240 calls", "number", "1240", f"{SLOT} and {SLOT} calls"),
        ("It cost £1.2m.", "£m", "1.2", f"It cost {SLOT}."),
        ("1m 52s, 01:52 or 1 min 52 s", "mm:ss", "112", f"{SLOT}, {SLOT} or {SLOT}"),
    ],
)
def test_the_figures_own_value_becomes_a_slot(text: str, unit: str, value: str, words: str) -> None:
    assert with_slots(text, Unit(unit), [seen(value)]) == words


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("15 of the staff left", "number", "15"),  # not the fifteen complaints
        ("171.5% and 71.55%", "%", "71.5"),
        ("£71.5", "%", "71.5"),
        ("12,400", "number", "1240"),
        ("£1.2k", "£m", "1.2"),
        ("about 71.5%", "%", "72.5"),
        ("in 2014", "number", "20"),
    ],
)
def test_a_number_that_may_be_another_is_none(text: str, unit: str, value: str) -> None:
    assert with_slots(text, Unit(unit), [seen(value)]) == text


def test_a_value_that_is_not_exact_is_no_slot() -> None:
    assert with_slots("71.5%", Unit.PERCENT, [seen("71.5", qualifier="about")]) == "71.5%"


def test_the_slot_names_the_breakdown() -> None:
    words = with_slots("Only 71.5%.", Unit.PERCENT, [seen("71.5", breakdown="Preston")])
    assert words == "Only {calls_answered / Preston @ 2014-15-Q2}."


@pytest.mark.parametrize("text", ["Since 9 November 2014 Windows 7 is gone.", "Item 5 says so.", "Two of them left."])
def test_dates_names_and_letters_may_stand(text: str) -> None:
    assert not [*problems_of_words(text, text, ("Windows 7",))]


def test_a_number_of_part_ii_is_not_quoted() -> None:
    (problem,) = problems_of_words("15 left.", "15 left.", (), quoted=False)
    assert problem.startswith("a number is typed into the words")
