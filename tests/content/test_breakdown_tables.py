import pytest
from builders import known, kpi, p, seen, words
from shown_tables import grid, notes, tones

from ccpi_nb.content.breakdown_tables import breakdown_table, latest_breakdown_table, members_table
from ccpi_nb.document.model import Absent

Q1, Q2, Q3 = p("2014-15-Q1"), p("2014-15-Q2"), p("2014-15-Q3")
CONTRACTS = (
    kpi("contracts", unit="number", breakdown="place"),
    kpi("value", unit="£m", breakdown="place"),
    seen("6", of="contracts", breakdown="Preston"),
    seen("35", of="contracts", breakdown="Out of county"),
    seen("1.25", of="value", breakdown="Preston"),
    seen("0.5", of="value", breakdown="Out of county"),
)


def test_members_are_rows_and_indicators_columns_with_a_total():
    table = breakdown_table(known(*CONTRACTS), ["contracts", "value"], Q2, "Contracts", header="Place", totals=True)
    assert grid(table) == [
        ["Place", "Contracts", "Value"],
        ["Preston", "[6]", "[£1.25m]"],
        ["Out of county", "[35]", "[£0.5m]"],
        ["Total", "[41]", "[£1.75m]"],
    ]


def test_a_member_without_a_value_is_not_available():
    table = breakdown_table(
        known(*CONTRACTS, seen("2", of="contracts", breakdown="Chorley")),
        ["contracts", "value"],
        Q2,
        "Contracts",
        header="Place",
    )
    assert grid(table)[-1] == ["Chorley", "[2]", "[x]"]
    assert tones(table)[-1] == ["", "", "none"]
    assert notes(table) == ["[x] means not available."]


def test_an_indicator_that_is_not_broken_down_then_is_no_column():
    evidence = known(*CONTRACTS, seen("7", "2014-15-Q1", of="contracts", breakdown="Chorley"))
    assert grid(breakdown_table(evidence, ["contracts", "value"], Q1, "Contracts", header="Place")) == [
        ["Place", "Contracts"],
        ["Chorley", "[7]"],
    ]


@pytest.mark.parametrize(
    ("periods", "caption"),
    [
        ([Q2], "Contracts"),
        ([Q1, Q2], "Contracts, July to September 2014"),
        ([Q1, Q2, Q3], "Contracts, July to September 2014"),
    ],
)
def test_of_several_periods_the_last_that_is_broken_down_is_shown_and_named(periods, caption):
    facts = (
        *CONTRACTS,
        seen("7", "2014-15-Q1", of="contracts", breakdown="Chorley"),
        seen("9", "2014-15-Q3", of="contracts"),
    )
    table = latest_breakdown_table(
        known(*facts), ["contracts", "value"], periods, "Contracts", header="Place", totals=True
    )
    assert words(table.caption) == caption
    assert grid(table)[1:] == [
        ["Preston", "[6]", "[£1.25m]"],
        ["Out of county", "[35]", "[£0.5m]"],
        ["Total", "[41]", "[£1.75m]"],
    ]


def test_members_of_all_periods_are_rows_and_periods_columns():
    facts = [
        seen("3", "2014-15-Q1", breakdown="Delay"),
        seen("4", "2014-15-Q2", breakdown="Cost"),
        seen("5", "2014-15-Q2", breakdown="Delay"),
    ]
    assert grid(members_table(known(*facts), "calls_answered", [Q1, Q2], "Reasons", header="Reason")) == [
        ["Reason", "Apr to Jun 2014", "Jul to Sep 2014"],
        ["Delay", "[3%]", "[5%]"],
        ["Cost", "[x]", "[4%]"],
    ]


def test_a_period_without_members_is_no_column():
    facts = [
        seen("3", "2014-15-Q1", breakdown="Delay"),
        seen("65", "2014-15-Q2"),
        seen("[x]", "2014-15-Q3", breakdown="Delay"),
    ]
    assert grid(members_table(known(*facts), "calls_answered", [Q1, Q2, Q3], "Reasons", header="Reason")) == [
        ["Reason", "Apr to Jun 2014", "Oct to Dec 2014"],
        ["Delay", "[3%]", "[[x]]"],
    ]


def test_breakdowns_without_members_are_absent():
    nothing = Absent("No data is held for: Contracts.")
    assert breakdown_table(known(seen("65")), ["calls_answered"], Q2, "Contracts", header="Place") == nothing
    assert (
        latest_breakdown_table(known(seen("65")), ["calls_answered"], [Q1, Q2], "Contracts", header="Place") == nothing
    )
    assert members_table(known(seen("65")), "calls_answered", [Q1, Q2], "Contracts", header="Place") == nothing
