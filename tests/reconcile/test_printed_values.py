from dataclasses import replace
from decimal import Decimal

import pytest
from builders import seen
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.decimals import rounded
from ccpi_nb.reconcile.printed_values import Agreement, Reading, agreement, decimals_of, is_cut_off, printed

SAME, ROUNDED, DIFFERENT = Agreement
values = st.decimals(Decimal(-10000), Decimal(10000), places=4)


def text(value: str, qualifier: str = ""):
    (own,) = printed([seen(value, given_in="text", qualifier=qualifier)])
    return own


def test_what_has_no_value_or_was_protected_is_not_printed():
    assert printed([seen("[x]"), replace(seen("5"), protection="rounded")]) == ()


def test_a_table_s_values_have_the_decimals_of_its_finest():
    q1, q2, elsewhere, other = printed(
        [seen("1.3", "2014-15-Q1"), seen("1"), seen("1", source="another page"), seen("1", of="calls_offered")],
    )
    assert [each.decimals for each in (q1, q2, elsewhere, other)] == [1, 1, 0, 0]


def test_a_text_s_value_has_its_own_decimals():
    table, words = printed([seen("1.3"), seen("1", given_in="text")])
    assert (table.decimals, words.decimals) == (1, 0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("57", "57", SAME),
        ("57", "57.0", SAME),
        ("57", "54", DIFFERENT),
        ("74.16", "74", ROUNDED),
        ("77.59", "78", ROUNDED),
        ("77.59", "77", DIFFERENT),
        ("0.5", "1", ROUNDED),
        ("0.49", "1", DIFFERENT),
        ("-0.5", "-1", ROUNDED),
        ("56.95", "56.9", DIFFERENT),
    ],
)
def test_two_values_agree_where_one_is_the_other_rounded(one, other, expected):
    assert agreement(text(one), text(other)) is expected
    assert agreement(text(other), text(one)) is expected


@pytest.mark.parametrize(
    ("value", "qualifier", "other", "expected"),
    [
        ("8500", "over", "8500", SAME),
        ("8500", "over", "8766", ROUNDED),
        ("8500", "over", "8499", DIFFERENT),
        ("400", "almost", "395", ROUNDED),
        ("400", "under", "401", DIFFERENT),
        ("13000", "about", "13500", ROUNDED),
        ("13000", "about", "13501", DIFFERENT),
        ("0", "about", "1", DIFFERENT),
    ],
)
def test_over_under_and_about_leave_room(value, qualifier, other, expected):
    assert agreement(text(value, qualifier), text(other)) is expected


def test_one_in_a_row_of_decimals_is_not_a_half_rounded_up():
    _, table = printed([seen("1.3", "2014-15-Q1"), seen("1")])
    assert agreement(table, text("0.5")) is DIFFERENT


@given(values, st.integers(0, 3))
def test_a_value_and_its_rounding_never_disagree(value, decimals):
    assert agreement(text(f"{value:f}"), text(f"{rounded(value, decimals):f}")) is not DIFFERENT


@given(values, values)
def test_it_does_not_matter_which_value_comes_first(one, other):
    assert agreement(text(f"{one:f}"), text(f"{other:f}")) is agreement(text(f"{other:f}"), text(f"{one:f}"))


@pytest.mark.parametrize(
    ("fine", "coarse", "decimals", "expected"),
    [
        ("77.59", "77", 0, True),
        ("77.59", "78", 0, False),
        ("77.4", "77", 0, False),
        ("0.397", "0.39", 2, True),
        ("77", "77", 0, False),
    ],
)
def test_cutting_off_is_not_rounding(fine, coarse, decimals, expected):
    assert is_cut_off(Decimal(fine), Decimal(coarse), decimals) is expected


@pytest.mark.parametrize(("value", "decimals"), [("1", 0), ("1.0", 1), ("0.397", 3), ("1E+3", 0)])
def test_decimals_are_those_written(value, decimals):
    assert decimals_of(Decimal(value)) == decimals


def test_a_rounded_value_may_stand_for_what_rounds_to_it_and_a_counted_one_for_itself():
    assert text("46.4").reading() == Reading(Decimal("46.35"), Decimal("46.45"))
    assert text("46.4").reading(exact=True) == Reading(Decimal("46.4"), Decimal("46.4"))


@given(values, values)
def test_readings_that_are_added_hold_the_sum(one, other):
    total = text(f"{one:f}").reading() + text(f"{other:f}").reading()
    assert total.meets(Reading(one + other, one + other))
