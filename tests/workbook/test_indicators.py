import pytest
from builders import (
    indicator_row,
    refusal,
    refusals,
    sheet,
)

from ccpi_nb.domain.indicators import Indicator, Polarity, Unit
from ccpi_nb.workbook.indicators import indicators_from


def indicators(*rows: dict[str, str]):
    return indicators_from(sheet(*rows), "data/indicators.csv")


def test_an_indicator_holds_what_its_row_says():
    found = indicators(indicator_row(unit="mm:ss", polarity="lower", decimals="0", contractual="yes"))
    assert found == {
        "calls_answered": Indicator(
            key="calls_answered",
            name="Calls answered",
            service="Contact Centre",
            unit=Unit.MINUTES_SECONDS,
            polarity=Polarity.LOWER,
            decimals=0,
            contractual=True,
            breakdown="place",
            people=False,
            definition="Calls answered, over calls offered.",
        )
    }


@pytest.mark.parametrize(("cell", "expected"), [("yes", True), ("no", False), ("", None)])
def test_contractual_is_yes_no_or_blank(cell, expected):
    assert indicators(indicator_row(contractual=cell))["calls_answered"].contractual is expected


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("indicator", "Calls answered", "'Calls answered' is not a key; use lower-case letters, digits and '_'"),
        ("indicator", "30_days", "'30_days' is not a key; use lower-case letters, digits and '_'"),
        ("name", "", "the cell is blank; fill it"),
        (
            "unit",
            "percent",
            (
                "there is no unit 'percent'; known: %, days, hours, mm:ss, months, number, percentage points, "
                "seconds, weeks, years, £, £k, £m"
            ),
        ),
        ("unit", "week", "there is no unit 'week'; did you mean 'weeks'?"),
        ("polarity", "up", "there is no polarity 'up'; known: higher, lower, none"),
        *(
            ("decimals", cell, f"'{cell}' is not a whole number from 0 to 6")
            for cell in ("-1", "", "7", "999999999", "٣")
        ),
        ("contractual", "Yes", "there is no answer 'Yes'; did you mean 'yes'?"),
    ],
)
def test_a_bad_cell_of_an_indicator_is_named_with_its_remedy(column, cell, problem):
    assert (
        refusal(indicators, indicator_row(**{column: cell}))
        == f"data/indicators.csv, row 2, column '{column}': {problem}"
    )


def test_each_indicator_that_is_defined_twice_is_named():
    rows = [indicator_row(indicator=key) for key in ("call_wait", "calls", "calls", "call_wait")]
    assert refusals(indicators, *rows) == (
        "data/indicators.csv, row 4: indicator 'calls' stands twice; an indicator is defined once",
        "data/indicators.csv, row 5: indicator 'call_wait' stands twice; an indicator is defined once",
    )


def test_an_indicator_is_defined_once():
    assert refusal(indicators, indicator_row(), indicator_row(name="Calls taken")) == (
        "data/indicators.csv, row 3: indicator 'calls_answered' stands twice; an indicator is defined once"
    )


def test_an_indicator_may_say_what_a_change_in_per_cent_is_of():
    known = indicators(indicator_row(change="count"), indicator_row(indicator="spend", change=""))
    assert [known[key].change for key in ("calls_answered", "spend")] == ["count", None]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"change": "cuont"},
            "data/indicators.csv, row 2, column 'change': there is no change 'cuont'; did you mean 'count'?",
        ),
        (
            {"change": "count", "unit": "number"},
            "data/indicators.csv, row 2: 'change' is for changes in per cent; leave it blank or make the unit %",
        ),
    ],
)
def test_a_change_is_of_something_known_and_in_per_cent(cells, problem):
    assert refusal(indicators, indicator_row(**cells)) == problem
