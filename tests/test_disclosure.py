import ast
import json
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import nbformat
import numpy as np
import pytest
from builders import known, kpi, p, refusal, seen, target, words
from hypothesis import given, settings
from hypothesis import strategies as st
from real import copy_of_workbook, edit
from scipy.optimize import Bounds, LinearConstraint, milp

from ccpi_nb import charts
from ccpi_nb.data import indicators_from
from ccpi_nb.disclosure import Disclosure, Scheme, protected
from ccpi_nb.display import Shown, as_text
from ccpi_nb.document import Absent, Chart, Table, blocks_to_json
from ccpi_nb.evidence import Evidence
from ccpi_nb.indicators import Shorthand
from ccpi_nb.narrative import describe, rating_counts, say
from ccpi_nb.params import load_yaml, meeting_from
from ccpi_nb.periods import Period
from ccpi_nb.recovery import recovery_from, sentences
from ccpi_nb.suppression import Cell, with_secondary
from ccpi_nb.tables import breakdown_table, history_table, members_table, performance_table, rate_table

Q1, Q2, H1 = "2014-15-Q1", "2014-15-Q2", "2014-04/2014-09"
MASK, SECONDARY, ROUND = (Disclosure(5, scheme) for scheme in Scheme)
COUNT, SHARE = kpi("complaints", unit="number", polarity="lower", breakdown="reason", people=True), kpi("complaint_rate", decimals=2, people=True)
NOTE = "[c] means confidential: suppressed because the number is below 5, or because it would give back one that is."
ROUNDED = "Figures are rounded to the nearest 5, so totals may differ from the sum of their parts."


def count(value: str, period: str = Q2, breakdown: str = "", **more: str):
    return seen(value, period, of="complaints", breakdown=breakdown, **more)


def share(value: str, part: str = "", whole: str = "", period: str = Q2, **more: str):
    numerator, denominator = (Decimal(text) if text else None for text in (part, whole))
    return replace(seen(value, period, of="complaint_rate", **more), numerator=numerator, denominator=denominator)


def after(disclosure: Disclosure, *facts: object) -> Evidence:
    return protected(known(COUNT, SHARE, kpi("calls", unit="number"), *facts), disclosure)


def texts(evidence: Evidence) -> list[str]:
    return [str(each.shorthand or each.value) for each in evidence.observations]


# What is masked


@pytest.mark.parametrize(("value", "shown"), [("0", "0"), ("1", "[c]"), ("4", "[c]"), ("5", "5"), ("[x]", "[x]"), ("[z]", "[z]")])
def test_a_count_from_one_up_to_the_threshold_is_masked_and_zero_is_not(value, shown):
    assert texts(after(MASK, count(value))) == [shown]


def test_nothing_is_left_of_what_is_masked():
    whole = replace(count("3", qualifier="about", note="One fewer than before."), numerator=Decimal(3), denominator=Decimal(9))
    (masked,) = after(MASK, whole).observations
    nothing = {"value": None, "numerator": None, "denominator": None, "qualifier": "", "note": ""}
    assert masked == replace(whole, **nothing, shorthand=Shorthand.CONFIDENTIAL, protection=NOTE)
    assert masked.is_suppressed


@pytest.mark.parametrize("scheme", Scheme)
def test_what_is_no_number_of_people_stays(scheme):
    facts = (seen("3", of="calls"), seen("2.5", of="complaint_rate"))
    assert after(Disclosure(5, scheme), *facts).observations == facts


def test_a_value_since_restated_goes_with_the_one_that_is_shown():
    earlier, later = count("3", as_at="2014-10-01"), count("7")
    evidence = after(MASK, earlier, later)
    assert texts(evidence) == ["[c]", "[c]"]
    assert evidence.also_given(evidence.observation("complaints", p(Q2))) == ()


@pytest.mark.parametrize("scheme", Scheme)
def test_a_second_time_changes_nothing(scheme):
    facts = [count("3", Q1), count("9", Q2), count("12", H1), share("25.00", "3", "12", Q1), share("40", "10", "25")]
    once = after(Disclosure(5, scheme), *facts)
    assert protected(once, Disclosure(5, scheme)) == once


# Shares


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [("3", "120", "[c]"), ("3", "", "[c]"), ("0", "4", "[c]"), ("117", "120", "[c]"), ("60", "120", "50"), ("0", "120", "50"), ("120", "120", "50")],
)
def test_a_share_goes_with_the_people_who_are_in_it_all_of_them_or_those_left(part, whole, shown):
    assert texts(after(MASK, share("50", part, whole))) == [shown]


@pytest.mark.parametrize(
    ("rate", "beside", "shown"),
    [
        ("0.43", seen("700", of="calls"), "[c]"),  # 3 of 700
        ("0.4", seen("700", of="calls"), "[c]"),  # coarsely rounded
        ("0.52", seen("700", of="calls"), "[c]"),  # published a little off
        ("9", seen("700", of="calls"), "9"),
        ("0.43", seen("700", Q1, of="calls"), "0.43"),
        ("0.43", replace(seen("700", of="calls"), dataset="other"), "0.43"),
        ("66.7", seen("2", of="calls"), "[c]"),  # 2 of 3
    ],
)
def test_a_share_goes_that_gives_a_masked_count_back(rate, beside, shown):
    assert texts(after(MASK, count("3"), share(rate), beside)) == ["[c]", shown, str(beside.value)]


def test_a_share_of_two_masked_counts_goes():
    other = kpi("applications", unit="number", people=True)
    assert texts(protected(known(COUNT, SHARE, other, count("2"), seen("3", of="applications"), share("66.67")), MASK)) == ["[c]"] * 3


def test_a_share_of_counts_that_are_shown_stays():
    assert texts(after(SECONDARY, count("30"), seen("700", of="calls"), share("4.29"))) == ["30", "700", "4.29"]


def test_the_numbers_behind_shares_are_no_way_back_either():
    evidence = after(SECONDARY, share("3.00", "3", "100", Q1), share("20.00", "20", "100", Q2), share("11.50", "23", "200", H1))
    assert texts(evidence) == ["[c]", "[c]", "11.50"]


# Secondary suppression


def hidden(*rows: tuple[str, str, str], threshold: int = 5) -> list[tuple[str, str, str]]:
    """Of period, member and value, those that are hidden."""
    counts = {(p(period), member): Decimal(value) for period, member, value in rows}
    cells = with_secondary(counts, {cell for cell, value in counts.items() if 0 < value < threshold}, threshold)
    return [row for row in rows if (p(row[0]), row[1]) in cells]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (("3", "9", "12"), ["[c]", "[c]", "12"]),
        (("9", "3", "12"), ["[c]", "[c]", "12"]),
        (("1", "5", "6"), ["[c]", "5", "[c]"]),  # with 6 shown and 5 not, it would be 1 to 5
        (("2", "2", "4"), ["[c]", "[c]", "[c]"]),
        (("0", "3", "3"), ["0", "[c]", "[c]"]),
        (("9", "9", "18"), ["9", "9", "18"]),
        (("3", "9", "[x]"), ["[c]", "9", "[x]"]),
        (("3", "[x]", "30"), ["[c]", "[x]", "30"]),
        (("1", "[x]", "2"), ["[c]", "[x]", "[c]"]),
        (("1", "[x]", "5"), ["[c]", "[x]", "[c]"]),  # with 5 shown, it would be 1 to 5
    ],
)
def test_a_half_year_gives_no_quarter_back(values, shown):
    evidence = after(SECONDARY, *(count(value, period) for value, period in zip(values, (Q1, Q2, H1), strict=True)))
    assert texts(evidence) == shown


def test_where_there_is_nothing_to_subtract_from_only_small_counts_go():
    assert hidden((Q1, "", "3"), ("2014-15-Q3", "", "9"), (Q1, "Delay", "9")) == [(Q1, "", "3")]


def test_the_smallest_other_count_goes_and_of_equals_the_first():
    table = [(Q2, "A", "3"), (Q2, "B", "20"), (Q2, "C", "9"), (Q2, "D", "9"), (Q2, "", "41")]
    assert hidden(*table) == [table[0], table[2]]


def test_members_that_are_not_the_whole_say_nothing_of_it():
    several_reasons_each = [(Q2, "A", "3"), (Q2, "B", "20"), (Q2, "C", "30"), (Q2, "", "41")]
    assert hidden(*several_reasons_each) == several_reasons_each[:1]


def test_members_that_nearly_add_up_are_taken_to():
    table = [(Q2, "A", "3"), (Q2, "B", "20"), (Q2, "", "25")]
    assert hidden(*table) == table[:2]


def test_a_small_count_cannot_be_more_than_what_a_longer_period_has_left():
    table = [(Q1, "", "1"), (Q2, "", "20"), ("2014-04/2014-12", "", "21")]
    assert hidden(*table) == table[:2]


def test_rows_and_columns_are_protected_together():
    quarters = {"A": ("3", "8", "11"), "B": ("9", "10", "19"), "C": ("30", "31", "61"), "": ("42", "49", "91")}
    table = [(period, member, value) for member, values in quarters.items() for period, value in zip((Q1, Q2, H1), values, strict=True)]
    assert [row[:2] for row in hidden(*table)] == [(Q1, "A"), (Q2, "A"), (Q1, "B"), (Q2, "B")]


def test_a_detour_over_periods_that_overlap_is_seen():
    april_may, may_june, april, june = "2014-04/2014-05", "2014-05/2014-06", "2014-04", "2014-06"
    table = [(april_may, "", "20"), (may_june, "", "30"), (april, "", "3"), (june, "", "13")]  # 20 - 3 = 30 - 13
    assert len(hidden(*table)) == 2


def test_the_same_months_under_two_names_are_hidden_together():
    table = [(Q1, "", "3"), (Q2, "", "9"), (H1, "", "12"), ("2014-07/2014-09", "", "9")]
    assert hidden(*table) == [table[0], table[2]]


def test_counts_that_contradict_each_other_stop_nothing():
    assert hidden((Q1, "", "3"), (Q2, "", "0"), (H1, "", "0")) == [(Q1, "", "3")]
    assert (Q1, "", "3") in hidden((Q1, "", "3"), (Q2, "", "50"), (H1, "", "9"))


QUARTERS = [p(f"2014-15-Q{number}") for number in range(1, 5)]
SPANS = [(first, last) for first in range(4) for last in range(first, 4)]
Parts = dict[tuple[str, int], int]


@st.composite
def tables(draw, slip: int = 0) -> dict[Cell, Decimal]:
    """Any of the sums of up to three members' counts in four quarters, over time and over members, each off by a slip."""
    members = "ABC"[: draw(st.integers(1, 3))]
    parts: Parts = {(member, quarter): draw(st.integers(0, 9)) for member in members for quarter in range(4)}
    counts = {}
    for member, (first, last) in draw(st.lists(st.tuples(st.sampled_from(["", *members]), st.sampled_from(SPANS)), max_size=14, unique=True)):
        amount = sum(value for part, value in parts.items() if is_part(part, member, first, last))
        counts[span(first, last), member] = Decimal(max(0, amount + draw(st.integers(-slip, slip))))
    return counts


def span(first: int, last: int) -> Period:
    return QUARTERS[first] if first == last else Period.span(QUARTERS[first], QUARTERS[last])


def is_part(part: tuple[str, int], member: str, first: int, last: int) -> bool:
    return member in {"", part[0]} and first <= part[1] <= last


def sums(counts: dict[Cell, Decimal]) -> np.ndarray:
    """What a reader knows: each count as the sum of its quarters and members. Members never named are none."""
    named = sorted({member for _, member in counts} - {""}) or ["A"]
    spans = {span(*each): each for each in SPANS}
    return np.array([[float(is_part((name, quarter), member, *spans[period])) for name in named for quarter in range(4)] for period, member in counts])


def complete(counts: dict[Cell, Decimal]) -> dict[Cell, Decimal]:
    """Without a whole where some member is never named: then nobody can tell what is left of it."""
    return counts if len({member for _, member in counts} - {""}) == 3 else {cell: value for cell, value in counts.items() if cell[1]}


def secondary(counts: dict[Cell, Decimal], threshold: int = 5) -> set[Cell]:
    return set(with_secondary(counts, {cell for cell, value in counts.items() if 0 < value < threshold}, threshold))


@settings(max_examples=60)
@given(tables(), st.integers(2, 6))
def test_whoever_knows_all_that_is_shown_must_think_values_possible_that_are_a_threshold_apart(counts, threshold):
    counts = complete(counts)
    cells = secondary(counts, threshold)
    shown = np.array([cell not in cells for cell in counts], dtype=bool)
    values, rows = np.array([float(value) for value in counts.values()]), sums(counts) if counts else np.zeros((0, 0))
    known_to_all = LinearConstraint(rows, np.where(shown, values, 1), np.where(shown, values, 1000)) if counts else None
    for row in rows[~shown]:
        ends = [milp(sign * row, integrality=np.ones(len(row)), bounds=Bounds(0, 1000), constraints=known_to_all) for sign in (1, -1)]
        assert -ends[1].fun - ends[0].fun >= threshold - 1e-6


@settings(max_examples=100)
@given(tables(slip=2))
def test_no_adding_and_subtracting_leads_to_a_masked_count_also_where_counts_have_slips(counts):
    counts = complete(counts)
    cells = secondary(counts)
    assert {cell for cell, value in counts.items() if 0 < value < 5} <= cells
    assert all(counts[cell] for cell in cells)
    is_hidden = np.array([cell in cells for cell in counts], dtype=bool)
    if is_hidden.any() and all(value for value in counts.values()):
        shown = sums(counts)[~is_hidden]
        for row in sums(counts)[is_hidden]:
            assert np.linalg.matrix_rank(np.vstack([shown, row])) > (np.linalg.matrix_rank(shown) if len(shown) else 0)


@settings(max_examples=40)
@given(tables())
def test_of_two_small_tables_that_cannot_be_told_apart_by_eye_either_may_be_the_true_one(counts):
    """Every way in which three quarters may make up a half-year or more, written out: a check of the check."""
    counts = {cell: value for cell, value in counts.items() if cell[1] == "A"}
    cells = secondary(counts, 3)
    spans = {span(*each): each for each in SPANS}
    possible: dict[Cell, set[int]] = {cell: set() for cell in cells}
    for quarters in np.ndindex(13, 13, 13, 13) if cells else ():
        made = {cell: sum(quarters[spans[cell[0]][0] : spans[cell[0]][1] + 1]) for cell in counts}
        if all(made[cell] == value if cell not in cells else made[cell] > 0 for cell, value in counts.items()):
            for cell in cells:
                possible[cell].add(made[cell])
    assert all(max(values) - min(values) >= 3 for values in possible.values())
