import re
from datetime import date

import pytest

from ccpi_nb.domain.indicators import Polarity
from ccpi_nb.files.cells import choice, day, decimal, described, filled, known, optional, unseen_in, whole


def test_a_cell_that_is_right_is_taken_as_it_is():
    assert (
        filled("x"),
        day("2014-12-11"),
        choice(Polarity, "polarity")("lower"),
        known("place", ["Preston"])("Preston"),
    ) == (
        "x",
        date(2014, 12, 11),
        Polarity.LOWER,
        "Preston",
    )


@pytest.mark.parametrize(("cell", "number"), [("1", 1), ("7", 7), ("10", 10), ("99", 99)])
def test_a_whole_number_is_taken_from_the_first_to_the_last(cell, number):
    assert whole(1, 99)(cell) == number


def test_a_number_keeps_its_decimals():
    assert [str(decimal(cell)) for cell in ("0", "5.10", "-0.3")] == ["0", "5.10", "-0.3"]


def test_a_blank_cell_that_is_optional_is_none():
    assert (optional(day)(""), optional(day)("2014-12-11")) == (None, date(2014, 12, 11))


@pytest.mark.parametrize(
    ("parse", "problem"),
    [
        (lambda: filled(""), "the cell is blank; fill it"),
        (lambda: day("11/12/2014"), "'11/12/2014' is not a day; write year, month, day: 2014-12-11"),
        (lambda: day("2014-02-30"), "'2014-02-30' is not a day of the calendar"),
        *(
            (lambda cell=cell: whole(1, 99)(cell), f"'{cell}' is not a whole number from 1 to 99")
            for cell in ("", "0", "100", "07", "-1", "1.0", "٣", "9" * 5000)
        ),
        (lambda: whole(0, 6, "round it")("7"), "'7' is not a whole number from 0 to 6; round it"),
        (lambda: optional(day)("soon"), "'soon' is not a day; write year, month, day: 2014-12-11"),
        (lambda: choice(Polarity, "polarity")("lowr"), "there is no polarity 'lowr'; did you mean 'lower'?"),
        (lambda: known("place", ["Preston"])("Prestn"), "there is no place 'Prestn'; did you mean 'Preston'?"),
    ],
)
def test_a_cell_that_is_wrong_is_refused_with_the_remedy(parse, problem):
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        parse()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "St Helen's – £5m",
        "one\ttwo\r\nthree",
        "no\N{NO-BREAK SPACE}break",
        "Łódź, 日本, ✓",
        "e\N{COMBINING ACUTE ACCENT}",
    ],
)
def test_what_can_be_seen_is_in_order(text: str) -> None:
    assert unseen_in(text) is None


@pytest.mark.parametrize(
    ("character", "words"),
    [
        ("\0", "U+0000 (a control character)"),
        ("\x1b", "U+001B (a control character)"),
        ("\x85", "U+0085 (a control character)"),
        ("\N{SOFT HYPHEN}", "U+00AD (soft hyphen)"),
        ("\N{ZERO WIDTH SPACE}", "U+200B (zero width space)"),
        ("\N{LINE SEPARATOR}", "U+2028 (line separator)"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "U+202E (right-to-left override)"),
        ("\ue000", "U+E000 (not a character of any alphabet)"),
        ("\ufeff", "U+FEFF (zero width no-break space)"),
        ("\uffff", "U+FFFF (not a character of any alphabet)"),
        ("\N{VARIATION SELECTOR-16}", "U+FE0F (variation selector-16)"),
        ("\N{BRAILLE PATTERN BLANK}", "U+2800 (braille pattern blank)"),
        ("\N{HANGUL FILLER}", "U+3164 (hangul filler)"),
        ("\N{COMBINING GRAPHEME JOINER}", "U+034F (combining grapheme joiner)"),
        ("\N{TAG SPACE}", "U+E0020 (tag space)"),
    ],
)
def test_what_nobody_sees_is_found_and_named(character: str, words: str) -> None:
    assert unseen_in(f"Pre{character}ston") == 3
    assert described(character) == words
