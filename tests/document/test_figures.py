import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import kpi, seen, target, total
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.document.figures import (
    change_figure,
    count_figure,
    number_words,
    observed,
    percentage_points,
    rate_figure,
    rounded_figure,
    row_of,
    spoken,
    target_figure,
    total_figure,
    written,
)
from ccpi_nb.document.runs import Row
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import ChangeOf, DataRow, Unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("0.25", "%", "0.25%"),
        ("5.1", "%", "5.1%"),
        ("5.10", "%", "5.10%"),
        ("100", "%", "100%"),
        ("-0.3", "%", "\N{MINUS SIGN}0.3%"),
        ("902071", "£", "£902,071"),
        ("-1234.50", "£", "\N{MINUS SIGN}£1,234.50"),
        ("35.586", "£m", "£35.586m"),
        ("-1200", "£m", "\N{MINUS SIGN}£1,200m"),
        ("12.5", "£k", "£12.5k"),
        ("-12.5", "£k", "\N{MINUS SIGN}£12.5k"),
        ("4561", "number", "4,561"),
        ("-4561", "number", "\N{MINUS SIGN}4,561"),
        ("999", "number", "999"),
        ("1", "seconds", "1 second"),
        ("90", "seconds", "90 seconds"),
        ("84", "mm:ss", "1 min 24 s"),
        ("59", "mm:ss", "59 s"),
        ("60", "mm:ss", "1 min 0 s"),
        ("3725", "mm:ss", "62 min 5 s"),
        ("-5", "mm:ss", "\N{MINUS SIGN}5 s"),
        ("1", "weeks", "1 week"),
        ("3", "weeks", "3 weeks"),
        ("0", "weeks", "0 weeks"),
        ("1.0", "weeks", "1.0 weeks"),
        ("1.5", "hours", "1.5 hours"),
        ("1", "days", "1 day"),
        ("1500", "days", "1,500 days"),
        ("1", "months", "1 month"),
        ("7", "months", "7 months"),
        ("1", "years", "1 year"),
        ("3", "years", "3 years"),
        ("734112.5", "£", "£734,112.50"),
        ("734112.55", "£", "£734,112.55"),
        ("0.5", "£", "£0.50"),
        ("12.345", "£", "£12.345"),
        ("2476", "£k", "£2,476k"),
        ("1.6", "£m", "£1.6m"),
        ("1234.5", "%", "1,234.5%"),
        ("12345678901234", "number", "12,345,678,901,234"),
        ("1E+10", "£", "£10,000,000,000"),
        ("0.0000001", "%", "0.0000001%"),
        ("44.4", "mm:ss", "44 s"),
        ("44.5", "mm:ss", "45 s"),
        ("44.6", "mm:ss", "45 s"),
        ("59.5", "mm:ss", "1 min 0 s"),
        ("119.7", "mm:ss", "2 min 0 s"),
        ("3599.9", "mm:ss", "60 min 0 s"),
        ("-59.5", "mm:ss", "\N{MINUS SIGN}1 min 0 s"),
        ("-0.4", "mm:ss", "0 s"),
        ("-1", "weeks", "\N{MINUS SIGN}1 week"),
        ("-0", "number", "0"),
        ("-0.0", "%", "0.0%"),
        ("-0.00", "£", "£0.00"),
        ("-0", "days", "0 days"),
    ],
)
def test_a_published_decimal_is_written_with_its_unit_and_every_digit(value, unit, text):
    assert written(Decimal(value), Unit(unit)) == text


def test_an_observed_figure_is_as_published_and_has_its_one_row():
    figure = observed(kpi(), seen("5.10", "2014-15-Q2", breakdown="Preston"))
    assert (figure.text, figure.value, figure.computation) == ("5.10%", "5.10", "")
    assert figure.rows == (
        Row(
            DataRow("data/observations/calls/2014-15-Q2.csv", 2),
            "calls_answered",
            "2014-15-Q2",
            "Preston",
            "the pack",
            "2014-12-11",
            "5.10",
        ),
    )


def test_an_observed_figure_keeps_its_qualifier():
    figure = observed(kpi(unit="number"), seen("954", qualifier="about"))
    assert (figure.text, figure.value) == ("about 954", "954")


def test_a_shorthand_is_shown_as_it_is_and_stands_for_no_value():
    figure = observed(kpi(), seen("[c]", qualifier="about"))
    assert (figure.text, figure.value) == ("[c]", "")


@pytest.mark.parametrize(
    ("unit", "earlier", "later", "text", "value"),
    [
        ("%", "62.07", "65.5", "3.43 percentage points", "3.43"),
        ("%", "65.5", "62.07", "3.43 percentage points", "-3.43"),
        ("%", "64", "65", "1 percentage point", "1"),
        ("%", "64.5", "65.5", "1.0 percentage points", "1.0"),
        ("%", "0.3", "0.1", "0.2 percentage points", "-0.2"),
        ("£m", "35.586", "30", "£5.586m", "-5.586"),
        ("mm:ss", "84", "90", "6 s", "6"),
        ("£", "576258.4", "734112.5", "£157,854.10", "157854.1"),
        ("£k", "400", "1600", "£1.2m", "1200"),
        ("£k", "690", "1600", "£910k", "910"),
        ("weeks", "3", "2", "1 week", "-1"),
        ("number", "4561", "5861", "1,300", "1300"),
    ],
)
def test_a_change_is_exact_without_sign_and_of_percentages_in_points(unit, earlier, later, text, value):
    figure = change_figure(kpi(unit=unit), seen(earlier, "2014-15-Q1"), seen(later, "2014-15-Q2"))
    assert (figure.text, figure.value, figure.computation) == (text, value, "change")
    assert [row.period for row in figure.rows] == ["2014-15-Q1", "2014-15-Q2"]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("3.43", "3.43 percentage points"),
        ("-3.43", "3.43 percentage points"),
        ("1", "1 percentage point"),
        ("-1", "1 percentage point"),
        ("1.0", "1.0 percentage points"),
        ("0", "0 percentage points"),
    ],
)
def test_only_a_whole_percentage_point_is_one(amount, text):
    assert percentage_points(Decimal(amount)) == text


def test_there_is_no_change_from_a_missing_value():
    with pytest.raises(ValueError, match=r"^calls_answered: there is no change from or to a missing value$"):
        change_figure(kpi(), seen("[x]", "2014-15-Q1"), seen("65", "2014-15-Q2"))


def _added(unit, *parts):
    return total_figure(kpi(unit=unit), total(kpi(unit=unit), *parts))


def test_a_total_names_every_row_that_went_in():
    figure = _added("number", seen("1200", breakdown="Preston"), seen("34", breakdown="Lancaster"))
    assert (figure.text, figure.value, figure.computation) == ("1,234", "1234", "total")
    assert [row.breakdown for row in figure.rows] == ["Preston", "Lancaster"]


def test_a_total_adds_decimals_exactly():
    assert _added("£m", seen("0.1", breakdown="A"), seen("0.2", breakdown="B")).text == "£0.3m"


def test_what_does_not_apply_is_no_part_of_a_total():
    figure = _added("number", seen("[z]", breakdown="Preston"), seen("34", breakdown="Lancaster"))
    assert figure.text == "34"
    assert [row.breakdown for row in figure.rows] == ["Lancaster"]


def test_a_total_of_nothing_known_is_not_zero():
    figure = _added("number", seen("[x]", breakdown="Preston"))
    assert (figure.text, figure.value) == ("[x]", "")


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "text"),
    [
        ("23", "4561", 2, "0.50%"),
        ("1", "8", 0, "13%"),
        ("1", "8", 1, "12.5%"),
        ("5", "1000", 0, "1%"),
        ("0", "7", 1, "0.0%"),
    ],
)
def test_a_rate_is_worked_out_and_rounded_half_up(numerator, denominator, decimals, text):
    figure = rate_figure(seen(numerator, of="complaints"), seen(denominator, of="applications"), decimals)
    assert (figure.text, figure.computation) == (text, "percentage")
    assert [row.indicator for row in figure.rows] == ["complaints", "applications"]


@pytest.mark.parametrize(("numerator", "denominator"), [("[x]", "7"), ("7", "[x]"), ("7", "0")])
def test_there_is_no_rate_of_nothing(numerator, denominator):
    with pytest.raises(ValueError, match=r"^complaints cannot be a percentage of applications: no value or zero$"):
        rate_figure(seen(numerator, of="complaints"), seen(denominator, of="applications"), 1)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("0.125", 2, "0.13"), ("0.135", 2, "0.14"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("7", 1, "7.0")],
)
def test_halves_are_rounded_up_as_the_council_does(value, decimals, expected):
    assert str(rounded(Decimal(value), decimals)) == expected


@pytest.mark.parametrize(
    ("unit", "comparator", "value", "text"),
    [
        ("%", ">=", "99", "at least 99%"),
        ("%", "<", "0.4", "below 0.4%"),
        ("%", ">=", "100", "100%"),
        ("%", "<=", "0", "0%"),
        ("%", "<=", "100", "no more than 100%"),
        ("number", "<=", "0", "no more than 0"),
        ("weeks", ">", "1", "above 1 week"),
        ("£k", ">=", "1600", "at least £1.6m"),
        ("£k", ">=", "1000", "at least £1m"),
        ("£k", ">=", "12000", "at least £12m"),
        ("£k", ">=", "999.5", "at least £999.5k"),
        ("£k", ">=", "1250.50", "at least £1.2505m"),
        ("£k", "<=", "-1600", "no more than \N{MINUS SIGN}£1.6m"),
        ("£m", ">=", "1.60", "at least £1.60m"),
        ("£", ">=", "1600000", "at least £1,600,000"),
        ("£", "<=", "0.5", "no more than £0.50"),
        ("mm:ss", "<=", "119.5", "no more than 1 min 59.5 s"),
        ("mm:ss", "<=", "119", "no more than 1 min 59 s"),
        ("years", "<=", "1", "no more than 1 year"),
    ],
)
def test_a_target_is_read_out_and_all_or_nothing_needs_no_comparator(unit, comparator, value, text):
    assert target_figure(kpi(unit=unit), target(value, comparator)).text == text


@pytest.mark.parametrize(
    ("value", "of", "qualifier", "text"),
    [
        ("-46.1", "count", "", "46.1% fewer"),
        ("61.3", "count", "", "61.3% more"),
        ("-46.1", "amount", "", "46.1% less"),
        ("5", "amount", "", "5% more"),
        ("100", "count", "", "doubled"),
        ("-50.0", "amount", "", "halved"),
        ("0", "count", "", "no change"),
        ("-46", "count", "about", "about 46% fewer"),
        ("100", "count", "over", "over 100% more"),
        ("-46.1", None, "", "\N{MINUS SIGN}46.1%"),
    ],
)
def test_a_change_in_per_cent_is_told_in_words_where_its_row_says_what_it_is_of(value, of, qualifier, text):
    indicator = replace(kpi(polarity="none"), change=of and ChangeOf(of))
    figure = observed(indicator, seen(value, qualifier=qualifier))
    assert (figure.text, figure.value) == (text, value)
    assert rounded_figure(indicator, seen(value, qualifier=qualifier), None).text == text or of is None


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "none"), (1, "one"), (12, "twelve"), (13, "thirteen"), (18, "eighteen"), (20, "twenty"), (99, "ninety-nine")],
)
def test_a_number_is_spelled_out(number, words):
    assert number_words(number) == words


def test_a_target_comes_from_its_row_of_the_targets():
    figure = target_figure(kpi(), target("99"))
    assert (figure.value, figure.computation) == ("99", "target")
    assert figure.rows == (Row(DataRow("data/targets.csv", 2), "calls_answered", "", "", "the contract", value="99"),)


@pytest.mark.parametrize(("as_at", "known"), [(date(2014, 12, 11), "2014-12-11"), (None, "")])
def test_a_target_s_row_says_when_it_became_known_where_that_is_known(as_at, known):
    assert row_of(replace(target(), as_at=as_at)).as_at == known


def test_a_count_comes_from_the_rows_counted():
    rows = [row_of(seen("1", "2014-10")), row_of(seen("2", "2014-11"))]
    figure = count_figure("count on target", 1200, rows)
    assert (figure.text, figure.value, figure.computation, figure.rows) == (
        "1,200",
        "1200",
        "count on target",
        tuple(rows),
    )


@pytest.mark.parametrize(("given_in", "text"), [("table", "£1,700k"), ("text", "£1.7m")])
def test_thousands_of_pounds_stay_as_a_table_gave_them_and_are_said_as_sentences_say_them(given_in, text):
    assert observed(kpi(unit="£k"), seen("1700", given_in=given_in)).text == text


numbers = st.decimals(-(10**9), 10**9, places=3).map(lambda value: value.normalize() + 0)
_PARTS = re.compile(r"(−?)£?([\d,]+(?:\.\d+)?)(%|m|k| percentage points?| \w+)?")


def read_back(text, unit):
    """The number that a reader takes from a printed amount, in its unit, and half of its last digit."""
    if match := re.fullmatch(r"(−?)(?:([\d,]+) min )?(\d{1,2}(?:\.\d+)?) s", text):
        amount, last = 60 * int((match[2] or "0").replace(",", "")) + Decimal(match[3]), Decimal(match[3])
    else:
        match = _PARTS.fullmatch(text)
        amount = last = Decimal(match[2].replace(",", ""))
    scale = 1000 if unit is Unit.POUNDS_THOUSAND and text.endswith("m") else 1
    half = Decimal(5).scaleb(int(last.as_tuple().exponent) - 1) * scale
    return amount * scale * (-1 if match[1] else 1), half


@given(numbers, st.sampled_from(list(Unit)), st.sampled_from([written, spoken]), st.integers(0, 3))
def test_a_printed_value_is_read_back_within_half_of_its_last_digit(value, unit, form, seconds):
    again, half = read_back(form(value, unit, seconds), unit)
    assert abs(again - value) <= half
    assert again == value or unit is Unit.MINUTES_SECONDS


@given(numbers, st.sampled_from(list(Unit)), st.sampled_from([written, spoken]))
def test_zero_is_printed_without_a_sign_and_nothing_with_an_exponent(value, unit, form):
    text = form(value, unit)
    assert "E" not in text
    assert text.startswith("\N{MINUS SIGN}") == (read_back(text, unit)[0] < 0)
    assert not form(value * 0, unit).startswith("\N{MINUS SIGN}")
