from dataclasses import replace

import pytest
from builders import kpi, seen, target

from ccpi_nb.domain.indicators import Polarity
from ccpi_nb.domain.plausibility import impossible, is_difference, target_problems

SHARE = replace(kpi("x"), definition="Share of calls that were answered.")
RATIO = replace(kpi("x"), definition="Calls answered, over calls offered.")
COUNT = replace(kpi("x", unit="number", decimals=0), definition="Number of calls.")
PLAIN = replace(kpi("x", unit="number", decimals=0), definition="Calls offered in the period.")
CHANGE = replace(kpi("x"), definition="Change in calls from the year before.")
WAIT = replace(kpi("x", unit="mm:ss", decimals=0, polarity="lower"), definition="Average time that calls waited.")


def x(value, period="2014-15-Q2", **more):
    return seen(value, period, of="x", as_at=more.pop("as_at", "2014-12-11"), **more)


@pytest.mark.parametrize(
    ("value", "of", "words"),
    [
        ("-77.59", SHARE, "-77.59% cannot be a share"),
        ("100.01", SHARE, "100.01% cannot be a share"),
        ("7759", SHARE, "7759% cannot be a share"),
        ("30.5", COUNT, "30.5 cannot be a number of things"),
        ("-30", COUNT, "-30 cannot be a number of things"),
        ("30.5", replace(PLAIN, people=True), "30.5 cannot be a number of things"),
    ],
)
def test_what_no_document_means_is_refused(value, of, words):
    (doubt,) = impossible(x(value), of)
    assert str(doubt) == (
        f"data/observations/calls/2014-15-Q2.csv, row 2, column 'value': {words}, "
        "as the definition of 'x' has it; correct it"
    )


@pytest.mark.parametrize(
    ("value", "of"),
    [
        ("0", SHARE),
        ("100", SHARE),
        ("100.00", SHARE),
        ("110", RATIO),
        ("-46.1", CHANGE),
        ("250", CHANGE),
        ("30.0", COUNT),
        ("30.5", replace(COUNT, decimals=1)),
        ("30.5", replace(PLAIN, people=True, definition="Average number of calls a month.")),
        ("-30", replace(COUNT, name="Change in calls")),
        ("[c]", SHARE),
    ],
)
def test_what_a_document_may_say_is_not_refused(value, of):
    assert not [*impossible(x(value), of)]


@pytest.mark.parametrize("column", ["numerator", "denominator"])
def test_a_part_of_a_value_is_not_negative(column):
    parts = ("-5", "10") if column == "numerator" else ("5", "-10")
    (doubt,) = impossible(x("50", of_whole=parts), RATIO)
    assert doubt.column == column
    assert not [*impossible(x("-50", of_whole=("-5", "10")), CHANGE)]


@pytest.mark.parametrize(
    ("as_at", "qualifier", "is_refused"),
    [
        ("1914-12-11", "", True),
        ("2013-06-29", "", True),
        ("2013-07-01", "", False),
        ("2014-10-01", "", False),
        ("2104-12-11", "", True),
        ("2010-12-11", "forecast", False),
    ],
)
def test_a_day_that_is_years_before_its_period_or_a_century_off_is_refused(as_at, qualifier, is_refused):
    found = [doubt.column for doubt in impossible(x("5", as_at=as_at, qualifier=qualifier), RATIO)]
    assert found == (["as_at"] if is_refused else [])


@pytest.mark.parametrize(
    "name", ["Change in starters", "Rise in recycling", "Forecast fall in overpayments", "Year on year growth"]
)
def test_a_change_is_known_by_its_name(name):
    assert is_difference(replace(kpi(), name=name))
    for other in ("Calls answered", "Change letters issued", "Changes to pay made on time", "Falls of old people"):
        assert not is_difference(replace(kpi(), name=other))


@pytest.mark.parametrize(
    ("facts", "of", "columns"),
    [
        ({"value": "190"}, SHARE, ["value"]),
        ({"value": "7700"}, SHARE, ["value"]),
        ({"value": "-75"}, SHARE, ["value"]),
        ({"value": "100"}, SHARE, []),
        ({"value": "75", "tolerance": "-4"}, SHARE, ["tolerance"]),
        ({"value": "75", "comparator": "<="}, SHARE, ["comparator"]),
        ({"value": "75", "comparator": "<"}, SHARE, ["comparator"]),
        ({"value": "75", "comparator": "<="}, replace(SHARE, polarity=Polarity.NONE), []),
        ({"value": "75", "comparator": ">="}, WAIT, ["comparator"]),
        ({"value": "75", "comparator": "<="}, WAIT, []),
        ({"value": "-5", "comparator": ">="}, COUNT, ["value"]),
        ({"value": "-75"}, CHANGE, []),
        ({"value": "75", "valid_from": "2104-04-01"}, SHARE, ["valid_from"]),
        ({"value": "75", "valid_from": "1914-04-01"}, SHARE, ["valid_from"]),
        ({"value": "75", "valid_to": "9999-12-31"}, SHARE, ["valid_to"]),
        ({"value": "75", "valid_from": "1974-04-01", "valid_to": "2099-03-31"}, SHARE, []),
    ],
)
def test_a_target_is_refused_where_it_makes_no_sense(facts, of, columns):
    assert [doubt.column for doubt in target_problems(target(**facts), of, [])] == columns


def test_a_band_has_an_end_on_either_side_whatever_is_better():
    lower, upper = target("60", ">="), target("70", "<=")
    assert not [*target_problems(upper, SHARE, [lower])]
