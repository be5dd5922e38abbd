"""What a report has is found in its notebook: indicators, registers, periods, and what a mistyped call meant."""

import pandas as pd
import pytest
from builders import refusal
from real import ROOT

from ccpi_nb.document.model import Absent, Table
from ccpi_nb.reports import OpenReport, open_report
from ccpi_nb.reports.finding import Listing


@pytest.fixture(autouse=True)
def in_the_notebooks_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "notebooks")


@pytest.fixture
def report() -> OpenReport:
    return open_report("2014-12-11", "4", "procurement")


@pytest.fixture
def exempt() -> OpenReport:
    return open_report("2014-12-11", "12", "btls_governance")


def column(listing: Listing, name: str) -> list[str]:
    return [row[name] for row in listing]


# Indicators


def test_indicators_are_listed_with_name_unit_periods_target_and_last_value(report: OpenReport) -> None:
    listing = report.indicators()
    assert len(listing) == len(report.evidence.observed) == 23
    assert column(listing, "key") == list(report.evidence.observed)
    (row,) = [row for row in listing if row["key"] == "invoices_paid_30_days"]
    assert row == {
        "key": "invoices_paid_30_days",
        "name": "Invoices paid within 30 days",
        "unit": "%",
        "by": "",
        "periods held": "2014-15-Q1..2014-15-Q2, 2014-10",
        "target": "100%",
        "last value": "79.99%",
        "at": "2014-10",
    }


@pytest.mark.parametrize(
    ("search", "keys"),
    [
        ("invoices 30", ["invoices_paid_30_days"]),
        ("PAID invoices", ["invoices_paid_10_days", "invoices_paid_30_days", "invoices_paid_after_90_days"]),
        ("place", ["contracts_awarded", "contractors_engaged", "contracts_annual_value"]),
        ("mm:ss", ["ap_call_wait", "ap_call_handling"]),
        ("btls", []),
    ],
)
def test_indicators_are_searched_by_all_words_in_any_order(report: OpenReport, search: str, keys: list[str]) -> None:
    found = column(report.indicators(search), "key")
    assert [key for key in keys if key not in found] == []
    assert len(found) < 23
    assert bool(found) is bool(keys)


def test_a_search_that_finds_nothing_names_near_keys(report: OpenReport) -> None:
    assert repr(report.indicators("invoces_paid_30")) == (
        "0 of 23 indicators with 'invoces_paid_30'; did you mean 'invoices_paid_30_days' or 'invoices_paid_10_days'?"
    )


def test_a_listing_reads_well_in_a_terminal_and_in_a_notebook(report: OpenReport) -> None:
    assert repr(report.indicators("as share")).splitlines() == [
        "1 of 23 indicators with 'as share'",
        "key                     name                                  unit  periods held              "
        "target        last value  at",
        "ap_calls_answered_rate  Calls answered as a share of call...  %     2014-04/2014-10, 2014-10  "
        "at least 90%  92.6%       2014-10",
    ]
    listing = report.indicators("as share")
    html = listing._repr_html_()
    assert "Calls answered as a share of calls offered" in html
    assert "<table" not in report.indicators("zzz")._repr_html_()
    assert '<th scope="col"' in html
    assert list(pd.DataFrame(listing).columns) == list(listing.columns)
    assert listing[0]["key"] == "ap_calls_answered_rate"


# Registers and periods


def test_registers_are_listed_with_topics_and_rows(report: OpenReport) -> None:
    rows = {row["name"]: row for row in report.registers()}
    assert rows["procurement"]["topics"].startswith("Background; Procurement strategy; Procurement Board; ")
    assert rows["procurement"]["rows"] == "44"
    assert rows["procurement"]["shown by"] == "prose, updates, updates_by_period"
    assert rows["procurement_improvement_plan"]["shown by"] == "action_counts, action_tables"
    assert rows["btls"]["rows"] == "0"


def test_a_part_i_report_is_told_of_nothing_exempt(report: OpenReport, exempt: OpenReport) -> None:
    hidden = set(exempt.workbook.exempt_datasets)
    assert hidden & {*column(exempt.registers(), "name")}
    told = "".join(map(repr, (report.indicators(), report.registers(), report.periods())))
    assert not [name for name in hidden if name in told]
    assert set(column(report.indicators(), "key")).isdisjoint(column(exempt.indicators(), "key"))
    assert "procurement" not in column(exempt.registers(), "name")


def test_periods_are_listed_latest_first_with_their_kind_and_indicators(report: OpenReport) -> None:
    assert report.periods()[1] == {
        "period": "2014-10",
        "label": "October 2014",
        "kind": "month",
        "indicators": "10",
    }
    assert column(report.periods(), "period")[:3] == ["2014-11", "2014-10", "2014-04/2014-10"]


# What a mistyped call meant


def test_an_unknown_key_names_at_most_ten_of_this_report(report: OpenReport) -> None:
    sentence = refusal(report.table, ["bad_indicator"], "2014-10", "X")
    own, _, more = sentence.partition("known: ")[2].partition(" and ")
    assert more == "13 more"
    assert len(own.split(", ")) == 10
    assert set(own.split(", ")) <= set(report.evidence.observed)
    assert refusal(report.headlines, "invoices_paid_30_dys", "2014-10") == (
        "there is no indicator 'invoices_paid_30_dys'; did you mean 'invoices_paid_30_days'?"
    )


KEYS = ["invoices_paid_30_days"]


@pytest.mark.parametrize(
    "call",
    [
        lambda report, keys: report.table(keys, "2014-15-Q1, 2014-15-Q2", "X"),
        lambda report, keys: report.headlines(keys, "2014-10"),
        lambda report, keys: report.results(keys, "2014-10"),
        lambda report, keys: report.main_points("2014-10", keys=keys),
        lambda report, keys: report.period_lines(keys, "2014-15-Q1, 2014-15-Q2", "X"),
        lambda report, keys: report.indicator_dots(keys, "2014-15-Q1, 2014-15-Q2", "X"),
    ],
)
def test_a_plain_string_is_a_list_of_one(report: OpenReport, call) -> None:  # type: ignore[no-untyped-def]
    assert call(report, KEYS[0]).blocks == call(report, KEYS).blocks


def test_a_plain_string_of_a_breakdown_is_a_list_of_one_and_one_with_commas_of_several(report: OpenReport) -> None:
    def table(keys: object) -> object:
        return report.breakdown_table(keys, "2014-04/2014-10", "X", header="Place").blocks  # type: ignore[arg-type]

    assert table("contractors_engaged") == table(["contractors_engaged"])
    assert table("contractors_engaged, contracts_awarded") == table(["contractors_engaged", "contracts_awarded"])


def test_where_nothing_is_held_the_call_says_of_what_and_what_is(report: OpenReport) -> None:
    assert report.table("invoices_paid_30_days", "2014-11", "Invoices").blocks == (
        Absent("No data is held for: Invoices. Held: 'invoices_paid_30_days' for 2014-15-Q1..2014-15-Q2, 2014-10."),
    )
    assert report.history_table("btls_saving_total", "", "Savings").blocks == (
        Absent("No data is held for: Savings. Not held for any period: 'btls_saving_total'."),
    )


# Selections


def test_a_selection_counts_back_from_the_latest_period_of_the_report(report: OpenReport) -> None:
    shown = report.table(KEYS, "last 2 quarters, last 2 months to 2014-10", "Invoices").blocks
    assert isinstance(shown[0], Table)
    assert [column.header for column in shown[0].columns[1:4]] == [
        "Apr to Jun 2014",
        "Jul to Sep 2014",
        "Oct 2014 (one month)",
    ]
    assert shown[1:] == (Absent("September 2014: no value of invoices_paid_30_days."),)
    assert report.say("{invoices_paid_30_days}.", at="last quarter").blocks == (
        report.say("{invoices_paid_30_days}.", at="2014-15-Q2").blocks
    )


def test_a_selection_may_stand_anywhere_in_a_list(report: OpenReport) -> None:
    listed = report.table(KEYS, ["2014-15-Q2", "like quarters of last year"], "X").blocks
    assert listed == report.table(KEYS, "2013-14-Q2, 2014-15-Q2", "X").blocks
