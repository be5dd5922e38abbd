"""What stands above tables and charts: true of the values shown, or not said."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from builders import known, kpi, p, refusal, seen, target, words
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.content.findings import (
    breakdown_at,
    breakdown_finding,
    finding_of,
    headed,
    heading,
    own_finding,
    results_at,
)
from ccpi_nb.document.model import Absent, Cell, Column, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.trends.movement import movement_of

MONTHS = ("2014-08", "2014-09", "2014-10", "2014-11")


def series(
    *values: str, key: str = "calls_answered", polarity: str = "higher", unit: str = "%", aim: str = ""
) -> Evidence:
    """Return evidence with a value a month; '-' leaves one out, 'about 80' has the qualifier."""
    facts = [
        seen(value.split()[-1], month, of=key, qualifier=" ".join(value.split()[:-1]))
        for month, value in zip(MONTHS, values, strict=False)
        if value != "-"
    ]
    targets = [target(aim, of=key)] if aim else []
    return known(kpi(key, polarity=polarity, unit=unit), *facts, *targets)


def shown(evidence: Evidence) -> list[tuple[Result, ...]]:
    return results_at(evidence, evidence.indicators, map(p, MONTHS))


@pytest.mark.parametrize(
    ("values", "given_", "finding"),
    [
        (("70", "80"), {}, "Calls answered improved since August 2014"),
        (("80", "70"), {}, "Calls answered got worse since August 2014"),
        (("70", "80"), {"polarity": "lower"}, "Calls answered got worse since August 2014"),
        (("70", "80"), {"polarity": "none"}, "Calls answered rose since August 2014"),
        (("80", "70"), {"polarity": "none"}, "Calls answered fell since August 2014"),
        (("70", "70"), {}, "Calls answered stayed the same since August 2014"),
        (("70", "80", "90"), {}, "Calls answered improved each time"),
        (("70", "80", "80"), {}, "Calls answered improved overall"),
        (("70", "90", "80"), {}, "Calls answered improved overall"),
        (("70", "90", "70"), {}, "Calls answered ended where it began"),
        (("70", "70", "70"), {}, "Calls answered stayed the same"),
        (("70", "[c]", "80", "90"), {}, "Calls answered improved overall"),
        (("70",), {}, ""),
        (("70", "[c]"), {}, ""),
        (("about 70", "70"), {}, ""),
        (("70",), {"aim": "90"}, "Calls answered missed the target"),
        (("95",), {"aim": "90"}, "Calls answered met the target"),
        (("about 90",), {"aim": "90"}, ""),
        (("almost 90",), {"aim": "90"}, "Calls answered missed the target"),
        (("70", "80"), {"aim": "90"}, "Calls answered improved since August 2014 but missed the target both times"),
        (("98", "95"), {"aim": "90"}, "Calls answered got worse since August 2014 but met the target both times"),
        (
            ("95", "80"),
            {"aim": "90"},
            "Calls answered got worse since August 2014 and missed the target in September 2014",
        ),
        (("70", "80", "95"), {"aim": "90"}, "Calls answered improved each time and met the target in October 2014"),
        (("91", "92", "95"), {"aim": "90"}, "Calls answered improved each time and met the target each time"),
    ],
)
def test_one_indicator_is_told_by_how_it_moved_and_how_it_stands(
    values: Sequence[str], given_: dict[str, str], finding: str
) -> None:
    assert finding_of(shown(series(*values, **given_))) == finding


def several(*values: tuple[str, ...], polarity: str = "higher", aim: str = "") -> Evidence:
    keys = [f"line_{place}" for place in "abcdefgh"[: len(values)]]
    facts = [
        seen(value, month, of=key)
        for key, row in zip(keys, values, strict=True)
        for month, value in zip(MONTHS, row, strict=False)
    ]
    return known(*(kpi(key, polarity=polarity) for key in keys), *facts, *(target(aim, of=key) for key in keys if aim))


@pytest.mark.parametrize(
    ("evidence", "finding"),
    [
        (several(("1", "2"), ("3", "4")), "Both improved since August 2014"),
        (several(("1", "2"), ("3", "4"), ("5", "6")), "All three improved since August 2014"),
        (several(*[("1", "2")] * 7), "All improved since August 2014"),
        (
            several(("1", "2"), ("3", "4"), ("6", "5")),
            "Two of the three improved since August 2014; only Line c got worse since August 2014",
        ),
        (
            several(("1", "2"), ("3", "4"), ("5", "6"), ("6", "5"), ("7", "7")),
            "Three of the five improved since August 2014; Line d got worse since August 2014; Line e stayed the same "
            "since August 2014",
        ),
        (
            several(("1", "2"), ("6", "5")),
            "Line a improved since August 2014; Line b got worse since August 2014",
        ),
        (
            several(("91", "92", "93"), ("85", "86", "87"), aim="90"),
            "Both improved each time; only Line b missed the target each time",
        ),
        (
            several(("81", "82"), ("86", "85"), aim="90"),
            "Line a improved since August 2014; Line b got worse since August 2014, but both missed the target both "
            "times",
        ),
        (
            several(("91", "92", "93"), ("95", "96", "97"), ("85", "86", "87"), aim="90"),
            "All three improved each time; only Line c missed the target each time",
        ),
        (several(("1", "2"), ("3",)), ""),
        (several(*[("1", "2")] * 4, *[("2", "1")] * 4), ""),
        (several(("95",), ("96",), aim="90"), "Both met the target"),
        (several(("95",), ("80",), aim="90"), "Line a met the target; Line b missed the target"),
    ],
)
def test_several_indicators_that_did_the_same_are_told_together(evidence: Evidence, finding: str) -> None:
    assert finding_of(shown(evidence)) == finding


def test_counts_of_periods_of_different_length_are_not_compared() -> None:
    evidence = known(
        kpi("calls", unit="number"), seen("30", "2014-15-Q1", of="calls"), seen("12", "2014-07", of="calls")
    )
    assert finding_of(results_at(evidence, ["calls"], [p("2014-15-Q1"), p("2014-07")])) == ""


def test_periods_that_overlap_are_not_compared() -> None:
    evidence = known(kpi(), seen("30", "2014-15-Q1"), seen("12", "2014-04/2014-09"))
    assert finding_of(results_at(evidence, ["calls_answered"], [p("2014-15-Q1"), p("2014-04/2014-09")])) == ""


@given(st.lists(st.integers(0, 100), min_size=2, max_size=4), st.sampled_from(["higher", "lower", "none"]))
def test_a_movement_is_that_of_the_values(numbers: list[int], polarity: str) -> None:
    (results,) = shown(series(*map(str, numbers), polarity=polarity))
    movement = movement_of(results)
    assert movement is not None
    assert movement.way == (numbers[-1] > numbers[0]) - (numbers[-1] < numbers[0])
    steps = {(after > before) - (after < before) for before, after in pairwise(numbers)}
    assert movement.steady is (len(steps) == 1)
    assert ("improved" in movement.words) is (
        polarity != "none" and movement.way == (1 if polarity == "higher" else -1)
    )


# Breakdowns


def places(*values: dict[str, str], unit: str = "number") -> str:
    facts = [
        seen(value, month, breakdown=place)
        for month, row in zip(MONTHS, values, strict=False)
        for place, value in row.items()
    ]
    evidence = known(kpi(unit=unit, breakdown="place"), *facts)
    return breakdown_finding(
        evidence.indicator("calls_answered"), breakdown_at(evidence, "calls_answered", map(p, MONTHS))
    )


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        (({"Preston": "5", "Burnley": "3"},), "Preston had the most"),
        (({"Preston": "5", "Burnley": "5", "Chorley": "1"},), "Preston and Burnley had the most"),
        (({"Preston": "5", "Burnley": "5"},), ""),
        (({"Preston": "5"},), ""),
        (({"Preston": "5", "Burnley": "[c]"},), ""),
        (({"Preston": "1", "Burnley": "3"}, {"Preston": "5", "Burnley": "4"}), "The largest rise was in Preston"),
        (({"Preston": "5", "Burnley": "3"}, {"Preston": "4", "Burnley": "3"}), ""),
        (({"Preston": "5", "Burnley": "3"}, {"Preston": "9", "Burnley": "[c]"}), ""),
        (({"Preston": "5"}, {"Preston": "9", "Burnley": "3"}), ""),
    ],
)
def test_of_a_breakdown_it_is_told_who_stands_out_if_all_values_are_there(
    values: Sequence[dict[str, str]], finding: str
) -> None:
    assert places(*values) == finding


def test_of_rates_the_highest_is_no_most() -> None:
    assert places({"Preston": "5", "Burnley": "3"}, unit="%") == "Preston had the highest value"


# The author's own words


def test_an_author_s_words_go_before_those_that_are_computed() -> None:
    evidence = series("70", "80", "95", aim="90")
    own = heading(evidence, shown(evidence), "Calls are answered better: {calls_answered @ 2014-10}")
    assert words(own) == "Calls are answered better: [95%]"
    assert words(heading(evidence, shown(evidence))).startswith("Calls answered improved each time")


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Calls fell", "fell"),
        ("Answering got worse", "worse"),
        ("Calls are off target", "off target"),
        ("Answering missed its target", "missed its target"),
    ],
)
def test_an_author_s_words_are_refused_where_they_are_true_of_nothing_shown(said: str, word: str) -> None:
    evidence = series("91", "92", "95", aim="90")
    assert refusal(own_finding, said, evidence, shown(evidence)) == (
        f"the finding '{said}' says '{word}', which is true of nothing shown; "
        "say what the values show, or leave the finding out"
    )


def test_what_has_no_data_has_no_heading() -> None:
    absent = Absent("No data is held for: Calls.")
    assert headed(absent, (Text("Calls rose"),)) is absent
    table = Table((Text("Calls"),), (Column("Measure"),), ((Cell.of("Calls"),),))
    assert headed(table, (Text("Calls rose"),)).finding == (Text("Calls rose"),)
