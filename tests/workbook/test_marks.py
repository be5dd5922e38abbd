import pytest
from builders import (
    kpi,
    observation_row,
    p,
    refusal,
    sheet,
)

from ccpi_nb.workbook.observations import observations_from

INDICATORS = {"calls_answered": kpi("calls_answered", breakdown="place"), "call_wait": kpi("call_wait", unit="seconds")}
FILE = "data/observations/calls/2014-15-Q2.csv"


def observations(text: str):
    return observations_from(text, FILE, "calls", p("2014-15-Q2"), INDICATORS)


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        (
            "[p]",
            "'[p]' (provisional) stands with a number, not in its place: write the number, and 'provisional' under",
        ),
        ("[e]", "'[e]' (estimated) stands with a number, not in its place: write the number, and 'estimated' under"),
        ("[r]", "'[r]' (revised) stands with a number, not in its place: write the number in a row of its own"),
        ("[b]", "'[b]' (break in the series) stands with a number"),
        ("[u]", "'[u]' (low reliability) stands with a number"),
        ("[w]", "'[w]' (none recorded in the survey) is not held as such: write 0 where none were counted, else [x]"),
        ("[low]", "'[low]' stands for a number that rounds to zero and is none: write the least that is shown"),
        ("[C]", "'[C]' is not written so; did you mean '[c]'?"),
        ("[ x ]", "'[ x ]' is not written so; did you mean '[x]'?"),
        ("[Z]", "'[Z]' is not written so; did you mean '[z]'?"),
        ("c", "'c' is not a number; write [c] where the value is confidential"),
        ("..", "'..' is not a number; write [x] where the value is not available"),
        ("n/a", "'n/a' may mean two things: write [x] where it is not available, [z] where it does not apply"),
        ("-", "'-' may mean three things: write 0 where none were counted, [x] where it is not available, [z]"),
        ("\N{EN DASH}", "'\N{EN DASH}' may mean three things: write 0"),
        ("*", "'*' often hides a small number: write [c] then"),
        ("317 [r]", "'317 [r]' has a mark beside its number: write 317 alone in a row of its own with the day of the"),
        ("317 [p]", "'317 [p]' has a mark beside its number: write 317 alone, and 'provisional' under 'qualifier'"),
        ("317[q]", "'317[q]' has a mark beside its number: write 317 alone, and what the mark means under 'note'"),
    ],
)
def test_a_mark_in_place_of_a_value_gets_the_advice_that_is_right_for_it(cell, advice):
    sentence = refusal(observations, sheet(observation_row(value=cell)))
    assert sentence.startswith(f"{FILE}, row 2, column 'value': {advice}")
    assert ("did you mean '[z]'" in sentence) == (cell == "[Z]")


@pytest.mark.parametrize("cell", ["-0", "-0.0", "-00.00"])
def test_zero_has_no_sign(cell):
    sentence = f"'{cell}' is zero with a sign, which no document means; write {cell[1:]}"
    for column in ("value", "numerator"):
        assert refusal(observations, sheet(observation_row(**{column: cell}))).startswith(
            f"{FILE}, row 2, column '{column}': {sentence}"
        )
