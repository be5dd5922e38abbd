"""Ways in which something exempt comes into a public file by mistake, or nearly so: each is found by its kind."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.document.model import Cell, Column, Document, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.exempt.content import exempt_content
from ccpi_nb.exempt.file_texts import pieces
from ccpi_nb.exempt.matching import ExemptContent

ROW = Row(DataRow("data/observations/terms/2014-15-Q2.csv", 4), "terms_kept", "2014-15-Q2", "", "the pack")


def exempt(text: str, value: str) -> Figure:
    return Figure(text, value, (ROW,))


def _content() -> ExemptContent:
    """Exempt are, by label: 243 overpayments, 90.8% paid on time, £35.586m, 02:08 minutes, 31 claims, 24 hours."""
    shown = {
        "Overpayments made": exempt("243", "243"),
        "Payroll paid on time": exempt("90.8%", "90.8"),
        "Money still owed": exempt("£35.586m", "35.586"),
        "Average time taken": exempt("02:08", "128"),
        "Claims dropped": exempt("31", "31"),
        "Repairs begun within": exempt("24 hours", "24"),
    }
    rows = tuple((Cell((Text(label),)), Cell((figure,))) for label, figure in shown.items())
    words = Paragraph((Text("The contractor asked for more money in May."),))
    table = Table((Text(""),), (Column(""), Column("")), rows)
    return exempt_content([Document(Masthead("", ""), (table, words))], [], {"terms"})


CONTENT = _content()

NUMBERS = {
    "as it is": ["243", "90.8%", "£35.586m", "02:08", "24 hours", "(243)", "243.", "'243'", "=243", "243;", "#243"],
    "zeros before and after": ["243.0", "243.00", "0243", "000243", "243.000000", "90.80%", "90.800 %", "090.8%"],
    "signs": ["+243", "-243", "\u2212243", "- 243", "-90.8%", "\u00b190.8%", "~243", "c.243", "\u2248243", ">243"],
    "exponents": [
        "2.43e2",
        "2.43E2",
        "2.43e+02",
        "24.3e1",
        "2430e-1",
        "2.43x10^2",
        "2.43 x 10^2",
        "2.43\u00d710\u00b2",
    ],
    "scales": [
        "0.908",
        ".908",
        "908\u2030",
        "0.243 thousand",
        "2.43 hundred",
        "0.243k",
        "\u00a335,586k",
        "\u00a335586000",
    ],
    "written out": [
        "\u00a335,586,000",
        "35.586 million",
        "35,586 thousand",
        "\u00a335.586 million",
        "35.586mn",
        "0.035586bn",
    ],
    "scales glued on": [
        "\u00a335.586mil",
        "\u00a335.586MM",
        "\u00a335.586mln",
        "35.586 mill",
        "GBP35.586m",
        "GBP 35.586m",
    ],
    "thousands of other lands": ["35.586.000", "35'586'000", "\u00a335.586.000"],
    "parts of a whole": ["243/300", "243/243", "90.8/100", "908 per thousand", "908 per 1,000"],
    "after dots": ["...243", "\u2026243", "in all...90.8%"],
    "thousands": ["35 586 000", "35\u202f586\u202f000", "35\u00a0586\u00a0000", "35586000", "35,586,000.00"],
    "decimal commas": ["0,908", "0,9080", "0,243k", "90,8%", "90,80 %", "90\u00b78%", "90,8 per cent"],
    "units": [
        "90.8pc",
        "90.8p.c.",
        "90.8 per centum",
        "24 working hours",
        "24\u2011hour",
        "90.8 per cent",
        "90.8 percent",
        "90.8 pct",
        "90.8 percentage",
        "24-hour",
        "24 hrs",
        "24h",
        "24 hour",
    ],
    "times with a fraction": ["2:08.0", "00:02:08.000000", "02:08.00"],
    "times in words": ["two minutes and eight seconds", "two minutes, eight seconds", "2 minutes and eight seconds"],
    "times": ["2:08", "128 seconds", "128 secs", "128s", "2m 8s", "2 min 8 sec", "2 minutes and 8 seconds", "0:02:08"],
    "suffixes": ["243ish", "243rd", "243x", "243 people", "243-strong", "243/-", "243%"],
    "other digits": [
        "\u0662\u0664\u0663",
        "\u0968\u096a\u0969",
        "\uff12\uff14\uff13",
        "\u09e8\u09ea\u09e9",
        "\U0001d7d0\U0001d7d2\U0001d7d1",
        "\U0001d7ee\U0001d7f0\U0001d7ef",
        "\u0e52\u0e54\u0e53",
        "\u06f2\u06f4\u06f3",
    ],
    "other marks": [
        "\u0669\u0660\u066b\u0668\u066a",
        "\u0669\u0660\u066b\u0668",
        "\u0663\u0665\u066c\u0665\u0668\u0666\u066c\u0660\u0660\u0660",
    ],
    "invisible of other kinds": ["2\u280043", "2\U000e002043", "2\u316443", "2\u180b43", "2\U000e010043", "2\u115f43"],
    "invisible between": ["2\u200b43", "2\u00ad43", "24\u20603", "2\u200d4\u200d3", "\ufeff243", "90\u200b.8%"],
    "entities": ["&#50;43", "&#x32;&#x34;&#x33;", "90&period;8%", "90.8&percnt;", "&pound;35.586m"],
    "words": [
        "two hundred and forty-three",
        "Two Hundred And Forty Three",
        "two hundred forty-three",
        "two-hundred-and-forty-three",
        "two hundred and forty-third",
        "two four three",
        "2 hundred and 43",
        "two hundred and 43",
        "TWO HUNDRED AND\nFORTY-THREE",
        "two hundred & forty-three",
        "two hundred &amp; forty-three",
        "two\u2011hundred\u2011and\u2011forty\u2011three",
        "two hundred and fourty-three",
        "thirty-five point five eight six million pounds",
        "thirty-five million, five hundred and eighty-six thousand",
        "nought point nought three five five eight six billion",
        "ninety point eight per cent",
        "ninety point eight percent",
        "ninety point eight",
        "thirty-five million five hundred and eighty-six thousand",
        "twenty-four hours",
        "twenty four hours",
        "one hundred and twenty-eight seconds",
        "a hundred and twenty-eight seconds",
    ],
}
LABELLED = {
    "cut off": ["Payroll paid on time: over 90%", "Payroll paid on time: 90 per cent", "Money still owed: \u00a335m"],
    "raised": ["Overpayments made: almost 250", "Payroll paid on time: all but 10%"],
    "tens": ["Claims dropped: about 30", "some thirty claims dropped"],
    "minutes": [
        "Average time taken: about two minutes",
        "Average time taken: 2.1 minutes",
        "Average time taken: 2 min",
    ],
    "rounded": ["Payroll paid on time: 91%", "Payroll paid on time was about 91", "payroll paid on time 91 per cent"],
    "rounded in words": ["Payroll paid on time: ninety-one per cent", "Overpayments made: about two hundred and forty"],
    "rounded to two digits": ["Overpayments made: about 240", "overpayments made 240", "Money still owed: \u00a336m"],
    "less precise money": [
        "Money still owed: \u00a335.6m",
        "Money still owed: \u00a335.59m",
        "Money still owed 35,600,000",
    ],
    "the rest of 100%": [
        "Payroll paid on time: all but 9.2%",
        "payroll paid on time, 9% late",
        "9.2% short; payroll paid on time",
    ],
    "short figures": ["Claims dropped: 31", "31 claims dropped", "Claims dropped\t31.0", "CLAIMS   DROPPED thirty-one"],
    "over lines and marks": [
        "Claims\ndropped\n31",
        "Claims_dropped = 31",
        '{"Claims dropped": 31}',
        "claims-dropped,31",
    ],
    "percent as a share": ["Payroll paid on time: 0.908", "Payroll paid on time 0.91"],
    "seconds": ["Average time taken: 128", "Average time taken: 2:08", "Average time taken 130"],
}
SENTENCES = [
    "The contractor asked for more money in May.",
    "the contractor asked for more money in may",
    "THE CONTRACTOR ASKED FOR MORE MONEY IN MAY",
    "The  contractor\nasked for\tmore money in May",
    "The contrac\u00adtor asked for more money in May",
    "The contractor\u2019asked for more; money in May!",
    "The\u00a0contractor\u00a0asked for more money in\u00a0May",
    "The con-\ntractor asked for more mo-\nney in May",
    "\uff34he contractor asked for more money in May",
    "&#84;he contractor asked for more money in May",
]
# In a file of a kind, as an author or a tool writes it there.
IN_FILES = {
    "a.html": [
        "<p>243.0</p>",
        "<p>2<b>4</b>3</p>",
        "<img alt='243.00'>",
        "<td>0243</td>",
        "<!-- 2.43e2 -->",
        "<data value='90.80'>x</data>",
        "<p title='two hundred and forty-three'>x</p>",
        "<ol start='243'><li>x</li></ol>",
        "<table><tr><th>Claims dropped</th><td>31.0</td></tr></table>",
        "<meta name='description' content='90,8%'>",
        "<svg><title>243.0</title></svg>",
        "<svg><text>90.80%</text></svg>",
        "<script type='application/json'>{\"x\": 243.0}</script>",
    ],
    "a.csv": ["x,243.0", "x,0243", 'x,"90,8%"', "x,2.43E+02", "Claims dropped,31.00", "x;243,0;y;z\n"],
    "a.json": [
        '{"x": 243.0}',
        '{"x": 2.43e2}',
        '{"x": "90.80%"}',
        '["Claims dropped", 31.0]',
        '{"Claims dropped": "31"}',
    ],
    "a.ipynb": [
        json.dumps({"cells": [{"cell_type": "markdown", "source": ["We found\n", "243.0 cases"]}]}),
        json.dumps({"cells": [{"cell_type": "code", "source": "x = 2.43e2"}]}),
        json.dumps({"cells": [{"cell_type": "code", "source": "x = 243  # overpaid"}]}),
        json.dumps({"cells": [{"outputs": [{"text": ["count    243.000000\n"]}]}]}),
        json.dumps({"metadata": {"note": "two hundred and forty-three"}}),
        json.dumps({"metadata": {"note": 243.0}}),
    ],
    "a.txt": ["count 243.000000", "mean 90.80", "243.0 0243"],
    "a.md": ["| Claims dropped | 31.0 |", "243\\. things", "*243.0*"],
}


def disguised(kinds: dict[str, list[str]]) -> list[str]:
    return [text for texts in kinds.values() for text in texts]


@pytest.mark.parametrize("text", disguised(NUMBERS))
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert CONTENT.found_in(f"In the quarter {text} was found.")


@pytest.mark.parametrize("text", disguised(LABELLED))
def test_beside_its_label_a_number_is_found_rounded_turned_round_and_short(text: str) -> None:
    assert CONTENT.found_in(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_found_however_it_is_set(text: str) -> None:
    assert CONTENT.found_in(text)


@pytest.mark.parametrize(("file", "text"), [(file, text) for file, texts in IN_FILES.items() for text in texts])
def test_what_is_disguised_is_found_in_every_kind_of_file(file: str, text: str) -> None:
    read = list(pieces(file, text.encode(), ""))
    assert any(CONTENT.found_in(piece.text, prose=piece.prose) for piece in read)


def test_there_are_enough_of_them_to_say_so() -> None:
    several = (NUMBERS, LABELLED, IN_FILES)
    assert sum(len(texts) for kind in several for texts in kind.values()) + len(SENTENCES) >= 150


@pytest.mark.parametrize(
    "text",
    [
        "244",
        "1,243",
        "243,100",
        "2430",
        "24.3",
        "0.243",
        "v243",
        "2014-243",
        "243/15",
        "12:243",
        "243 KB",
        "row 243",
        "rows 17, 243 and 274",
        "page 243",
        "pages 240\u2013243",
        "data/observations/calls/2014-15-Q2.csv, row 243",
        "91%",
        "9.2%",
        "90.81%",
        "190.8%",
        "31",
        "24",
        "24 days",
        "two hundred and forty-four",
        "two hundred",
        "second",
        "a hundred",
        "31 claims made",
        "128 pages",
        "11 December 2014",
        "02:09",
        "3b243f0a",
        "243/2014",
        "243/15/2",
        "twenty, thirty or forty",
        "one, two and three",
        "two hundred, forty-three",
        "908 per million",
        "0,907",
        "2:08.5",
        "35.586.001",
        "#2432f4",
    ],
)
def test_another_number_is_no_leak(text: str) -> None:
    assert CONTENT.found_in(f"In the quarter {text} was found.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Payroll paid on time: 89%",
        "Payroll paid on time: 92%",
        "Payroll paid on time in 2014",
        "Overpayments made: 200",
        "Overpayments made: 260",
        "Claims dropped: 29",
        "Claims dropped: 40",
        "Average time taken: three minutes",
        "Money still owed: \u00a334m",
    ],
)
def test_another_number_beside_the_label_is_no_leak(text: str) -> None:
    assert CONTENT.found_in(text) == ()


@given(
    st.decimals(min_value=100, max_value=999_999, places=1, allow_nan=False).filter(lambda value: value % 1),
    st.integers(0, 4),
    st.integers(0, 3),
)
def test_zeros_at_either_end_hide_no_number(value: Decimal, before: int, after: int) -> None:
    shown = exempt(f"{value}%", str(value))
    content = exempt_content([Document(Masthead("", ""), (Paragraph((shown,)),))], [], {"terms"})
    assert content.found_in(f"x {'0' * before}{value}{'0' * after} y")


@given(st.integers(101, 999_999).filter(lambda number: len(str(number).rstrip("0")) > 2 and not 1900 <= number < 2100))
def test_a_number_in_words_is_found(number: int) -> None:
    content = exempt_content(
        [Document(Masthead("", ""), (Paragraph((exempt(f"{number:,}", str(number)),)),))], [], {"terms"}
    )
    assert content.found_in(f"There were {in_words(number)} of them.")


def in_words(number: int) -> str:
    """A whole number below a million as it is said."""
    ones = (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
        *("sixteen", "seventeen", "eighteen", "nineteen"),
    )
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    if number < 20:
        return ones[number]
    if number < 100:
        return tens[number // 10 - 2] + (f"-{ones[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {in_words(number % 100)}" if number % 100 else ""
        return f"{ones[number // 100]} hundred{rest}"
    rest = number % 1000
    words = f" {'and ' if rest < 100 else ''}{in_words(rest)}" if rest else ""
    return f"{in_words(number // 1000)} thousand{words}"
