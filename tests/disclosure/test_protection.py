import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from builders import indicator_row, known, kpi, p, refusal, related, seen, sheet, target, words
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from real import copy_of_workbook, edit
from scipy.optimize import Bounds, LinearConstraint, milp

from ccpi_nb.charts.bar_charts import breakdown_bars
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.content.breakdown_tables import breakdown_table, members_table
from ccpi_nb.content.tables import history_table, performance_table, rate_table
from ccpi_nb.content.verdicts import describe, rating_counts
from ccpi_nb.disclosure.protection import Protection, protected
from ccpi_nb.document.model import (
    Absent,
    Block,
    Chart,
    Table,
)
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.domain.periods import Period
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.render.json_form import blocks_to_json
from ccpi_nb.render.notebook_output import Shown, as_text
from ccpi_nb.reports import OpenReport
from ccpi_nb.trends.recovery import recovery_from
from ccpi_nb.trends.recovery_words import recovery_sentences
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.indicators import indicators_from

Q1, Q2, H1 = "2014-15-Q1", "2014-15-Q2", "2014-04/2014-09"
MASK, SECONDARY, ROUND = (Disclosure(5, scheme) for scheme in Scheme)
COUNT, SHARE = (
    kpi("complaints", unit="number", polarity="lower", breakdown="reason", people=True),
    kpi("complaint_rate", decimals=2, people=True),
)
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


@pytest.mark.parametrize(
    ("value", "shown"), [("0", "0"), ("1", "[c]"), ("4", "[c]"), ("5", "5"), ("[x]", "[x]"), ("[z]", "[z]")]
)
def test_a_count_from_one_up_to_the_threshold_is_masked_and_zero_is_not(value, shown):
    assert texts(after(MASK, count(value))) == [shown]


def test_nothing_is_left_of_what_is_masked():
    whole = replace(
        count("3", qualifier="about", note="One fewer than before."), numerator=Decimal(3), denominator=Decimal(9)
    )
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
    assert [each.value for each in evidence.observations] == [None, None]


@pytest.mark.parametrize("scheme", Scheme)
def test_a_second_time_changes_nothing(scheme):
    facts = [count("3", Q1), count("9", Q2), count("12", H1), share("25.00", "3", "12", Q1), share("40", "10", "25")]
    once = after(Disclosure(5, scheme), *facts)
    assert protected(once, Disclosure(5, scheme)) == once


# Shares


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        ("3", "120", "[c]"),
        ("3", "", "[c]"),
        ("0", "4", "[c]"),
        ("117", "120", "[c]"),
        ("60", "120", "50"),
        ("0", "120", "50"),
        ("120", "120", "50"),
    ],
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
    assert (
        texts(protected(known(COUNT, SHARE, other, count("2"), seen("3", of="applications"), share("66.67")), MASK))
        == ["[c]"] * 3
    )


def test_a_share_of_counts_that_are_shown_stays():
    assert texts(after(SECONDARY, count("30"), seen("700", of="calls"), share("4.29"))) == ["30", "700", "4.29"]


def test_the_numbers_behind_shares_are_no_way_back_either():
    evidence = after(
        SECONDARY, share("3.00", "3", "100", Q1), share("20.00", "20", "100", Q2), share("11.50", "23", "200", H1)
    )
    assert texts(evidence) == ["[c]", "[c]", "11.50"]


# Secondary suppression


def hidden(*rows: tuple[str, str, str], threshold: int = 5) -> list[tuple[str, str, str]]:
    """Of period, member and value, those that are hidden."""
    cells = secondary({(p(period), member): Decimal(value) for period, member, value in rows}, threshold)
    return [row for row in rows if (p(row[0]), row[1]) in cells]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (("3", "9", "12"), ["[c]", "[c]", "12"]),
        (("9", "3", "12"), ["[c]", "[c]", "12"]),
        (("1", "5", "6"), ["[c]", "[c]", "[c]"]),  # with 6 shown, it would be 1 to 5
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
    table = [
        (period, member, value)
        for member, values in quarters.items()
        for period, value in zip((Q1, Q2, H1), values, strict=True)
    ]
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


# What came suppressed, and what depends on each other otherwise


def by_place(*values: str, of: str = "complaints", period: str = Q2):
    """Observations of the whole, if it is given, and of members A, B, C and so on."""
    return [
        seen(value, period, of=of, breakdown=member)
        for member, value in zip(("", *"ABCD"), values, strict=False)
        if value
    ]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (("50", "14", "[c]", "33"), ["50", "[c]", "[c]", "33"]),
        (("50", "0", "[c]", "33"), ["50", "0", "[c]", "[c]"]),
        (("[c]", "14", "13", "33"), ["[c]", "14", "[c]", "33"]),
        (("50", "14", "[c]", "[c]"), ["50", "14", "[c]", "[c]"]),
        (("17", "14", "[c]", "[c]"), ["17", "[c]", "[c]", "[c]"]),  # the two are 3 together
        (("", "14", "[c]", "33"), ["14", "[c]", "33"]),  # nothing to subtract from
        (("50", "14", "[x]", "[c]"), ["50", "14", "[x]", "[c]"]),
        (("47", "14", "[z]", "[c]", "30"), ["47", "[c]", "[z]", "[c]", "30"]),
    ],
)
def test_another_part_goes_with_one_that_came_suppressed(values, shown):
    assert texts(after(SECONDARY, *by_place(*values))) == shown


def test_a_quarter_that_came_suppressed_is_not_what_a_year_has_left():
    quarters = [count(value, f"2014-15-Q{at}") for at, value in enumerate(("35", "28", "24", "[c]"), start=1)]
    assert texts(after(SECONDARY, count("90", "2014-15"), *quarters)) == ["90", "35", "28", "[c]", "[c]"]


def test_a_month_that_came_suppressed_is_hidden_from_quarter_and_year_to_date():
    facts = [
        count("10", "2014-07"),
        count("20", "2014-08"),
        count("[c]", "2014-09"),
        count("33", Q2),
        count("60", Q1),
        count("93", H1),
    ]
    assert texts(after(SECONDARY, *facts)) == ["[c]", "20", "[c]", "33", "60", "93"]


def test_masking_takes_what_came_suppressed_for_what_it_is_and_hides_no_more():
    evidence = after(MASK, *by_place("50", "14", "[c]", "33"))
    assert texts(evidence) == ["50", "14", "[c]", "33"]
    assert evidence.observations[2].protection == NOTE


def test_an_earlier_number_of_what_came_suppressed_later_goes_too():
    assert texts(after(MASK, count("17", as_at="2014-10-01"), count("[c]"))) == ["[c]", "[c]"]


def test_what_came_suppressed_of_something_else_than_people_is_nobody_s_secret():
    facts = by_place("50", "14", "[c]", "33", of="calls")
    assert texts(after(SECONDARY, *facts)) == ["50", "14", "[c]", "33"]
    assert after(SECONDARY, *facts).observations[2].protection == ""


@pytest.mark.parametrize(("scheme", "values"), [*product(Scheme, [("50", "14", "[c]", "33"), ("", "14", "[c]", "33")])])
def test_a_total_over_a_part_that_came_suppressed_is_suppressed(scheme, values):
    for evidence in (known(COUNT, *by_place(*values)), after(Disclosure(5, scheme), *by_place(*values))):
        (total,) = say("{total of complaints}", evidence, p(Q2))
        assert (total.text, total.value) == ("[c]", "")


def test_a_member_that_a_period_does_not_list_is_taken_to_have_none():
    rows = [*by_place("12", "4", "8", period=Q1), *by_place("60", "20", "20", "20")]
    evidence = after(SECONDARY, *rows)
    assert texts(evidence)[:3] == ["12", "[c]", "[c]"]


@pytest.mark.parametrize(
    ("shares", "hides"),
    [
        ((("12", "12", Q1), ("1", "1", Q2), ("13", "13", H1)), 2),
        ((("3", "100", Q1), ("20", "100", Q2), ("23", "200", H1)), 2),
        ((("40", "100", Q1), ("20", "100", Q2), ("60", "200", H1)), 0),
    ],
)
def test_no_part_is_more_than_its_whole_and_so_tells_of_it(shares, hides):
    evidence = after(SECONDARY, *(share("50", *one) for one in shares))
    assert texts(evidence).count("[c]") >= hides
    assert hides or "[c]" not in texts(evidence)


def test_numerators_and_denominators_are_told_apart_from_what_is_beside_them():
    evidence = after(
        SECONDARY, share("50.0", "2", "4", Q1), share("45.5", "10", "22", Q2), share("46.2", "12", "26", H1)
    )
    assert texts(evidence).count("[c]") >= 2


OTHERS = (kpi("enquiries", unit="number", people=True), kpi("contacts", unit="number", people=True))


def linked_with(*relations: object, facts: list) -> list[str]:
    return texts(protected(known(COUNT, SHARE, *OTHERS, *facts), SECONDARY, relations))


def test_a_sum_over_indicators_gives_none_of_them_back():
    facts = [count("3"), seen("20", of="enquiries"), seen("23", of="contacts")]
    of = (related("total", "contacts", "complaints"), related("total", "contacts", "enquiries"))
    assert linked_with(facts=facts) == ["[c]", "20", "23"]
    assert linked_with(*of, facts=facts) == ["[c]", "[c]", "23"]
    assert linked_with(*of, facts=[count("[c]"), *facts[1:]]) == ["[c]", "[c]", "23"]


def test_a_sum_with_more_in_it_than_its_parts_gives_no_part_back():
    facts = [count("3"), seen("20", of="enquiries"), seen("90", of="contacts")]
    of = (related("total", "contacts", "complaints"), related("total", "contacts", "enquiries"))
    assert linked_with(*of, facts=facts) == ["[c]", "20", "90"]


def test_another_name_for_the_same_gives_nothing_back():
    assert linked_with(
        related("same as", "enquiries", "complaints"), facts=[count("3"), seen("3", of="enquiries")]
    ) == [
        "[c]",
        "[c]",
    ]
    facts = [count("3", Q1), count("40", Q2), seen("43", H1, of="enquiries")]
    assert linked_with(related("same as", "enquiries", "complaints"), facts=facts) == ["[c]", "[c]", "43"]


def test_a_change_gives_no_quarter_back():
    facts = [count("3", Q1), count("40", Q2), seen("37", of="enquiries")]
    hidden_now = linked_with(related("difference", "enquiries", "complaints"), facts=facts)
    assert hidden_now[0] == "[c]"
    assert hidden_now.count("[c]") == 2


def test_a_monthly_average_gives_no_whole_back():
    average = kpi("a_month", unit="number", decimals=2, people=True)
    facts = [count("3", Q1), count("40", Q2), count("43", H1), seen("13.33", of="a_month")]
    evidence = protected(known(COUNT, average, *facts), SECONDARY, [related("per month", "a_month", "complaints")])
    assert texts(evidence) == ["[c]", "[c]", "43", "[c]"]


def test_a_rate_over_other_indicators_gives_no_number_back():
    facts = [count("3", Q1), count("40", Q2), count("43", H1), seen("100", of="enquiries"), share("40.00")]
    hidden_now = linked_with(related("rate", "complaint_rate", "complaints", "enquiries"), facts=facts)
    assert hidden_now[:3] == ["[c]", "[c]", "43"]
    assert hidden_now[4] == "[c]"


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (["60.0", "37.0", "[c]"], ["60.0", "[c]", "[c]"]),
        (["60.0", "40.0", "0.0"], ["60.0", "40.0", "0.0"]),
        (["60.0", "70.0", "[c]"], ["60.0", "70.0", "[c]"]),  # shares of different things
        (["60.0", "[c]", "[c]"], ["60.0", "[c]", "[c]"]),
    ],
)
def test_no_share_is_what_the_others_leave_of_a_hundred(answers, shown):
    rows = [
        replace(share(answer), breakdown=str(at))
        if answer[0] != "["
        else seen(answer, of="complaint_rate", breakdown=str(at))
        for at, answer in enumerate(answers)
    ]
    assert texts(after(SECONDARY, *rows)) == shown


def test_numbers_that_divide_one_whole_among_them_leave_none_to_be_told():
    rows = [replace(share(f"{part}.0", str(part), "100"), breakdown=str(part)) for part in (60, 37, 3)]
    assert texts(after(SECONDARY, *rows)) == ["60.0", "[c]", "[c]"]


def test_what_is_shown_does_not_depend_on_the_order_of_rows():
    rows = [*by_place("50", "14", "[c]", "33"), count("3", Q1), count("60", Q1, "A")]
    shown = {(each.period, each.breakdown): each.value for each in after(SECONDARY, *rows).observations}
    again = {(each.period, each.breakdown): each.value for each in after(SECONDARY, *rows[::-1]).observations}
    assert shown == again


# Against whoever adds and subtracts

CountCell = tuple[Period, str]
QUARTERS = [p(f"2014-15-Q{number}") for number in range(1, 5)]
SPANS = {
    QUARTERS[first] if first == last else Period.span(QUARTERS[first], QUARTERS[last]): range(first, last + 1)
    for first in range(4)
    for last in range(first, 4)
}


@st.composite
def tables(draw, members: str = "AB", slip: int = 0) -> dict[CountCell, Decimal]:
    """Some of the sums of members' counts in four quarters, over time and over members, each off by a slip."""
    parts = {(member, quarter): draw(st.integers(0, 9)) for member in members for quarter in range(4)}
    cells = draw(
        st.lists(st.tuples(st.sampled_from([*SPANS]), st.sampled_from(["", *members])), min_size=5, unique=True)
    )
    counts = {cell: sum(parts[part] for part in parts_of(cell, members)) for cell in cells}
    return {cell: Decimal(max(0, count + draw(st.integers(-slip, slip)))) for cell, count in counts.items()}


def parts_of(cell: CountCell, members: str) -> list[tuple[str, int]]:
    return [(member, quarter) for member in members for quarter in SPANS[cell[0]] if cell[1] in {"", member}]


def sums(counts: dict[CountCell, Decimal], members: str = "AB") -> np.ndarray:
    return np.array(
        [[float(part in parts_of(cell, members)) for part in product(members, range(4))] for cell in counts]
    )


def secondary(counts: dict[CountCell, Decimal], threshold: int = 5) -> frozenset[CountCell]:
    evidence = known(COUNT, *(count(str(value), str(period), member) for (period, member), value in counts.items()))
    cells = Protection.over(evidence, Disclosure(threshold, Scheme.SECONDARY)).hidden
    return frozenset((period, member) for _, period, member in cells)


@settings(max_examples=150)
@given(tables(), st.integers(2, 6))
@pytest.mark.slow
def test_whoever_knows_all_that_is_shown_must_think_values_a_threshold_apart_possible(counts, threshold):
    assume(len({member for _, member in counts} - {""}) == 2)  # else nobody knows what the whole is made of
    cells = secondary(counts, threshold)
    shown, values, rows = (
        np.array([cell not in cells for cell in counts]),
        np.array([float(count) for count in counts.values()]),
        sums(counts),
    )
    known_to_all = LinearConstraint(rows, np.where(shown, values, 1), np.where(shown, values, 1000))
    for cell, row in zip(counts, rows, strict=True):
        least, most = (
            milp(sign * row, integrality=np.ones(8), bounds=Bounds(0, 1000), constraints=known_to_all).fun
            for sign in (1, -1)
        )
        apart = -most - least
        if 0 < counts[cell] < threshold:
            assert apart > threshold - 0.001
        elif cell in cells:
            assert apart > 0.999


@settings(max_examples=150)
@given(tables(slip=2))
def test_no_adding_and_subtracting_leads_to_a_masked_count_also_where_counts_have_slips(counts):
    cells = secondary(counts)
    assert {cell for cell, count in counts.items() if 0 < count < 5} <= cells
    assert all(counts[cell] for cell in cells)
    if all(counts.values()):
        rows = dict(zip(counts, sums(counts), strict=True))
        shown = np.array([rows[cell] for cell in counts if cell not in cells]).reshape(-1, 8)
        for cell in cells:
            assert np.linalg.matrix_rank(np.vstack([shown, rows[cell]])) > np.linalg.matrix_rank(shown)


@settings(max_examples=30)
@given(tables("A"))
def test_a_check_of_the_check_with_every_possible_year_written_out(counts):
    cells = secondary(counts, 3)
    made = dict(zip(counts, sums(counts, "A") @ np.indices((13, 13, 13, 13)).reshape(4, -1), strict=True))
    possible = np.all(
        [made[cell] > 0 if cell in cells else made[cell] == int(count) for cell, count in counts.items()], axis=0
    )
    assert all(np.ptp(made[cell][possible]) >= (3 if counts[cell] < 3 else 1) for cell in cells)


# Rounding


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0"), ("2", "0"), ("3", "5"), ("7", "5"), ("12.5", "15"), ("1234", "1235"), ("[x]", "[x]")],
)
def test_counts_are_rounded_to_the_nearest_five_a_half_up(value, shown):
    assert texts(after(ROUND, count(value))) == [shown]


def test_totals_are_rounded_on_their_own_and_restated_values_too():
    facts = [
        count("7", Q1),
        count("6", Q2),
        count("13", H1),
        count("12", H1, as_at="2014-10-01"),
        seen("7", of="calls"),
    ]
    assert texts(after(ROUND, *facts)) == ["5", "5", "15", "10", "7"]


def test_a_share_is_worked_out_from_the_rounded_numbers():
    (rounded,) = after(ROUND, share("0.39", "29", "7304", note="It is off.")).observations
    assert (str(rounded.value), rounded.numerator, rounded.denominator, rounded.note) == ("0.41", 30, 7305, "")
    assert rounded.protection == "Percentages are worked out from the rounded numbers."


def test_a_share_of_rounded_numbers_that_it_does_not_say_goes_if_it_gives_one_back():
    assert texts(after(ROUND, count("29"), seen("7304", of="calls"), share("0.39"))) == ["30", "7304", "[c]"]
    assert texts(after(ROUND, share("50.0", "1", "2"))) == ["[c]"]
    assert texts(after(ROUND, count("29"), share("52.5"))) == ["30", "52.5"]


def test_rounded_parts_and_a_rounded_total_leave_no_part_exact():
    assert texts(after(ROUND, *by_place("8", "2", "2", "2", "2"))) == ["[c]", "0", "0", "0", "0"]
    assert texts(after(ROUND, *by_place("21", "7", "7", "7"))) == ["20", "5", "5", "5"]


# What is made of it


def read(block: Table | Absent) -> tuple[list[list[str]], list[str]]:
    """A table's cells and notes as read."""
    assert isinstance(block, Table)
    return [[words(cell.runs) for cell in row] for row in block.rows], [words(note) for note in block.notes]


QUARTERLY = (count("3", Q1), count("30", Q2), target("10", "<=", of="complaints"))
MEMBERS = (count("3", breakdown="Delay"), count("0", breakdown="Cost"), count("40", breakdown="Other"))


def test_a_table_says_what_has_been_suppressed_and_why():
    rows, notes = read(performance_table(after(MASK, *QUARTERLY), ["complaints"], [p(Q1), p(Q2)], "Complaints"))
    assert rows == [["Complaints", "[[c]]", "[30]", "[no more than 10]", "Off target"]]
    assert notes == [NOTE, "Ratings are for July to September 2014."]


def test_a_table_of_rounded_figures_says_so():
    _, notes = read(members_table(after(ROUND, *MEMBERS), "complaints", [p(Q2)], "Reasons", header="Reason"))
    assert notes == [ROUNDED]


def test_a_table_of_other_figures_says_nothing_of_it():
    for disclosure in (MASK, ROUND):
        assert read(performance_table(after(disclosure, seen("3", of="calls")), ["calls"], [p(Q2)], "Calls"))[1] == []


def test_a_shorthand_of_the_data_is_told_from_one_of_the_report():
    _, notes = read(
        performance_table(after(MASK, count("3"), seen("[c]", of="calls")), ["complaints", "calls"], [p(Q2)], "Both")
    )
    assert notes == ["[c] means confidential.", NOTE]


def test_a_total_over_a_suppressed_part_is_suppressed():
    evidence = after(MASK, *MEMBERS)
    rows, _ = read(breakdown_table(evidence, ["complaints"], p(Q2), "Reasons", header="Reason", totals=True))
    assert rows == [["Delay", "[[c]]"], ["Cost", "[0]"], ["Other", "[40]"], ["Total", "[[c]]"]]
    (total,) = say("{total of complaints}", evidence, p(Q2))
    assert total.kind == "figure"
    assert (total.text, total.value, len(total.rows)) == ("[c]", "", 3)


def test_a_rate_is_not_worked_out_again_from_what_is_suppressed():
    evidence = after(MASK, count("3"), seen("700", of="calls"), share("0.43"))
    assert read(rate_table(evidence, "complaints", "calls", "complaint_rate", [p(Q2)], "Rates"))[0][0][1:5] == [
        "[[c]]",
        "[700]",
        "[[c]]",
        "–",
    ]
    shown_counts = after(
        MASK,
        kpi("letters", unit="number"),
        seen("30", of="calls"),
        seen("700", of="letters"),
        share("4.29", "30", "31"),
    )
    assert read(rate_table(shown_counts, "calls", "letters", "complaint_rate", [p(Q2)], "Rates"))[0][0][1:5] == [
        "[30]",
        "[700]",
        "[[c]]",
        "–",
    ]


def test_a_history_has_no_distance_to_what_is_suppressed():
    rows, _ = read(history_table(after(MASK, *QUARTERLY), "complaints", p(Q1), "History"))
    assert [row[1:] for row in rows] == [["[[c]]", "–"], ["[30]", "–"]]


@pytest.mark.parametrize(("first", "second"), [("3", "30"), ("30", "3"), ("3", "3")])
def test_sentences_have_no_change_from_or_to_what_is_suppressed(first, second):
    evidence = after(MASK, count(first, Q1), count(second, Q2), target("10", "<=", of="complaints"))
    assert words(say("It was {earlier of complaints}; change: {change of complaints}.", evidence, p(Q2))).endswith(
        "; change: [[c]]."
    )
    assert words(say("{direction of complaints}", evidence, p(Q2))) == "no direction"
    assert "from" not in words(describe(evidence.result("complaints", p(Q2))))


def test_what_is_suppressed_is_not_rated():
    evidence = after(MASK, *QUARTERLY)
    suppressed = evidence.result("complaints", p(Q1))
    assert words(describe(suppressed)) == (
        "Complaints: [confidential] in April to June 2014. The target is [no more than 10]."
    )
    assert words(rating_counts([suppressed])) == "The [one] indicator with a target has no data: Complaints."
    assert (suppressed.gap, suppressed.direction) == (None, None)


def drawn(chart: Chart | Absent) -> Chart:
    assert isinstance(chart, Chart)
    return chart


@pytest.mark.parametrize("draw", [period_bars, lambda evidence, key, *more: period_lines(evidence, [key], *more)])
def test_a_chart_shows_and_says_that_a_value_is_suppressed(draw):
    chart = drawn(draw(after(MASK, *QUARTERLY), "complaints", [p(Q1), p(Q2)], "Complaints"))
    assert "[c] confidential in April to June 2014 and 30 in July to September 2014" in chart.alt
    assert chart.alt.endswith(f" {NOTE}")
    assert [figure.value for figure in chart.figures if figure.text != "[c]"] == ["30", "10"]


def test_no_bar_is_called_the_shortest_that_is_suppressed():
    chart = drawn(breakdown_bars(after(MASK, *MEMBERS), "complaints", [p(Q2)], "Reasons"))
    assert "Delay" not in chart.alt
    assert f"sorted from Other 40 to Cost 0. Bar chart. {NOTE}" in chart.alt
    alone = drawn(breakdown_bars(after(MASK, MEMBERS[0]), "complaints", [p(Q2)], "Reasons"))
    assert alone.alt.startswith(f"Complaints by reason, in July to September 2014. Bar chart. {NOTE}")


def test_a_recovery_to_what_is_suppressed_is_not_spoken_of():
    days = [share(str(60 + 5 * number), period=f"2014-0{6 + number}-30") for number in range(3)]
    evidence = after(MASK, share("85.00", "3", "4", "2012-13"), *days)
    recovery = recovery_from(evidence, "complaint_rate", p("2012-13"), p("2014-06-30"))
    (sentence,) = recovery_sentences(recovery, evidence)
    assert words(sentence) == "The figure was [[c]] in 2012/13, so nothing can be said about getting back to it."
    assert (
        "meets"
        not in drawn(
            recovery_chart(evidence, "complaint_rate", "History", reference=p("2012-13"), recovery=recovery)
        ).alt
    )


# Params and data


REPORT = """\
date: 2014-12-11
committee: Cabinet Committee
council: County Council
time: 11.00 am
place: County Hall
items:
  - number: 4
    title: Calls
    kind: report
    report:
      notebook: calls
"""


def disclosure_of(*lines: str) -> Disclosure | None:
    text = REPORT + "".join(f"      {line}\n" for line in lines)
    (report,) = meeting_from(load_yaml(text, "params/2014-12-11.yaml"), "params/2014-12-11.yaml").reports
    assert report.parameters == {}
    return report.disclosure


def test_a_report_shows_all_unless_its_meeting_says_otherwise():
    assert disclosure_of() is None
    assert disclosure_of("disclosure: {threshold: 10, scheme: secondary}") == Disclosure(10, Scheme.SECONDARY)
    assert disclosure_of("disclosure:", "  scheme: round") == Disclosure(5, Scheme.ROUND)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{threshold: 5}", "item 4, report, disclosure: 'scheme' is missing; add it"),
        (
            "{scheme: hide}",
            "item 4, report, disclosure: there is no scheme 'hide'; write 'mask', 'secondary' or 'round'",
        ),
        ("{scheme: mask, base: 5}", "item 4, report, disclosure: there is no 'base' here; known: scheme, threshold"),
        (
            "{scheme: mask, threshold: 1}",
            "item 4, report, disclosure, threshold: '1' should be greater than or equal to 2; see ccpi help meetings",
        ),
        (
            "{scheme: mask, threshold: few}",
            "item 4, report, disclosure, threshold: 'few' is not a whole number; see ccpi help meetings",
        ),
        (
            "secondary",
            (
                "item 4, report, disclosure: 'secondary' is not a mapping, whose keys stand on lines of their own; see "
                "ccpi help meetings"
            ),
        ),
        (
            "{scheme: round, threshold: 10}",
            "item 4: 'scheme: round' rounds to the nearest 5, whatever the threshold; leave 'threshold' out",
        ),
    ],
)
def test_a_disclosure_that_cannot_be_meant_is_refused(written, problem):
    assert refusal(disclosure_of, f"disclosure: {written}") == f"params/2014-12-11.yaml, {problem}"


@pytest.mark.parametrize(("cell", "people"), [("yes", True), ("", False)])
def test_an_indicator_says_whether_it_counts_people(cell, people):
    (indicator,) = indicators_from(sheet(indicator_row(people=cell)), "indicators.csv").values()
    assert indicator.people is people


def test_an_indicator_counts_people_or_says_nothing_of_it():
    problem = "indicators.csv, row 2, column 'people': there is no answer 'no'; known: yes"
    assert refusal(indicators_from, sheet(indicator_row(people="no")), "indicators.csv") == problem


# The real thing


def shown_by(root: Path) -> tuple[Evidence, list[Block], dict[str, str]]:
    """All that the Blue Badge notebook shows."""
    space: dict[str, object] = {}
    shown = []
    for cell in nbformat.read(root / "notebooks" / "blue_badge_recovery.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            *before, last = ast.parse(cell.source).body
            exec(compile(ast.Module(before, []), "cell", "exec"), space)
            value = (
                eval(compile(ast.Expression(last.value), "cell", "eval"), space)
                if isinstance(last, ast.Expr)
                else exec(ast.unparse(last), space)
            )
            shown += [value] if isinstance(value, Shown) else []
    report = space["report"]
    assert isinstance(report, OpenReport)
    return report.evidence, [block for each in shown for block in each.blocks], dict(report.masthead.context)


def figures_in(data: object) -> Iterator[dict[str, Any]]:
    """Every figure, wherever in the blocks' JSON."""
    if isinstance(data, dict) and data.get("kind") == "figure":
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from figures_in(each)


def test_the_blue_badge_report_shows_nothing_that_depends_on_what_is_suppressed(tmp_path, monkeypatch):
    root = copy_of_workbook(tmp_path)
    monkeypatch.chdir(root)
    notebook = "notebook: blue_badge_recovery\n"
    edit(
        root / "params" / "2014-12-11.yaml",
        notebook,
        notebook + "          disclosure: {threshold: 5, scheme: secondary}\n",
    )
    evidence, blocks, head = shown_by(root)
    assert head["Small numbers"].startswith("Numbers of people below 5 are suppressed, with others")
    suppressed = {
        (each.indicator, str(each.period), each.breakdown) for each in evidence.observations if each.is_suppressed
    }
    assert len(suppressed) == 22
    assert {period for _, period, _ in suppressed} == {Q1, Q2, H1}

    figures = list(figures_in(blocks_to_json(blocks)))
    behind = [
        (figure, {(row["indicator"], row["period"], row["breakdown"]) for row in figure["rows"]}) for figure in figures
    ]
    assert {rows.issubset(suppressed) for figure, rows in behind if figure["text"] == "[c]"} == {True}
    assert {(figure["text"], figure["value"]) for figure, rows in behind if rows & suppressed} == {("[c]", "")}
    tables = [
        block
        for block in blocks
        if isinstance(block, Table) and any("[c]" in words(cell.runs) for row in block.rows for cell in row)
    ]
    assert [words(block.notes[0]) for block in tables] == [NOTE]
    assert [block.alt.count(NOTE) for block in blocks if isinstance(block, Chart)] == [1]
    assert not [block.alt for block in blocks if isinstance(block, Chart) and "[c]" in block.alt.replace(NOTE, "")]

    # With other numbers in the suppressed cells, every byte is the same: tables, charts as drawn, words and where each
    # figure comes from.
    folder = root / "data" / "observations" / "blue_badge"
    for reason, (old, new) in {
        "Online technical": (("4", "2", "6"), ("3", "3", "6")),
        "No reminder": (("1", "7", "8"), ("3", "5", "8")),
        "No internet": (("2", "1", "3"), ("1", "3", "4")),
        "Misinformed by customer service centre": (("3", "3", "6"), ("4", "1", "5")),
        "Eligibility": (("0", "4", "4"), ("0", "1", "1")),
        "Other": (("4", "8", "12"), ("2", "10", "12")),
    }.items():
        for period, before, now in zip((Q1, Q2, H1), old, new, strict=True):
            file = folder / f"{p(period).file_stem}.csv"
            edit(file, f"{period},{reason},{before},", f"{period},{reason},{now},")
    again = shown_by(root)[1]
    assert json.dumps(blocks_to_json(again)) == json.dumps(blocks_to_json(blocks))
    assert as_text(again) == as_text(blocks)


@pytest.mark.parametrize("scheme", Scheme)
def test_the_number_in_its_words_is_known_as_no_figure(scheme):
    disclosure = Disclosure(7, scheme)
    assert disclosure.limit in disclosure.summary
    assert typed_figures(disclosure.summary + disclosure.note, (disclosure.limit,)) == ()
