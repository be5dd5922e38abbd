"""Keys, periods, registers and topics are completed inside the strings of a report's calls."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from real import ROOT
from traitlets.config import Config

from ccpi_nb.reports import OpenReport, open_report
from ccpi_nb.reports.completion import offer

IN_PLACES = 'report.table(["contracts_let", "inv'
OPENED = (
    "from ccpi_nb.reports import open_report\n"
    'report = open_report("2014-12-11", "4", datasets="procurement")\nplan = "procurement"'
)


@pytest.fixture(autouse=True)
def in_the_notebooks_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "notebooks")


@pytest.fixture
def report() -> OpenReport:
    return open_report("2014-12-11", "4", "procurement")


def offered(report: OpenReport, before: str) -> tuple[str, ...]:
    found = offer(before, {"report": report, "plan": "procurement", "other": object()})
    return found.matching if found else ()


INVOICES = (
    "invoices_paid_10_days",
    "invoices_paid_30_days",
    "invoices_paid_after_90_days",
)


@pytest.mark.parametrize(
    "before",
    [
        'report.table(["inv',
        "report.table(['inv",
        'report.table("inv',
        'report.table(["contracts_let", "INV',
        'report.table("contracts_let, inv',
        'report.table(\n    ["contracts_let",\n     "inv',
        'report.table(keys=["inv',
        'report.table( keys = ("inv',
        'x = 1  # "not a string\nreport.headlines(["inv',
        "report.risk()\nreport.period_bars('inv",
        'report.main_points("2014-10", keys=["inv',
        'report.rate_table("contracts_let", "contracts_let", "inv',
        'report.say("Of invoices {inv',
        'report.say("All {rating of contracts_let @ 2014-15-Q2}.", "Of invoices {change of inv',
        'report.table(["contracts_let"], "2014-15-Q2", "Contracts", finding="It was {inv',
        'say = f"""{x}"""; report.table(["inv',
    ],
)
def test_a_key_is_completed_wherever_a_call_takes_one(report: OpenReport, before: str) -> None:
    assert offered(report, before) == INVOICES


@pytest.mark.parametrize(
    "before",
    [
        'report.table(["inv"], "2014-10", "inv',  # a caption
        'other.table(["inv',
        'print("inv',
        '"inv',
        'report.table(["inv"], f"{inv',
        'report.frame["inv',
        'report.prose("procurement", f("inv',
        'report.say("Of inv',
        "report.table(inv",
        'report.table(["inv"]',
        'report.nothing("inv',
        'report.table("zzz',
        "# report.table('inv",
        "",
    ],
)
def test_elsewhere_nothing_is_offered(report: OpenReport, before: str) -> None:
    assert offered(report, before) == ()


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ('report.table(["contracts_let"], "2014-15-', ("2014-15-Q2", "2014-15-Q1")),
        ('report.table(["contracts_let"], "2014-15-Q1, 2014-11', ("2014-11",)),
        ('report.table(["contracts_let"], "2014-15-Q1..2014-15-Q', ("2014-15-Q2", "2014-15-Q1")),
        ('report.table(["contracts_let"], "last 3 months to 2014-11', ("2014-11",)),
        ('report.table(["contracts_let"], ["2014-15-Q1", "like', ("like quarters of last year",)),
        ('report.say("{contracts_let}", at="2014-11', ("2014-11",)),
        ('report.say("{contracts_let @ 2014-04', ("2014-04/2014-09", "2014-04/2014-10")),
        ('report.say("{contracts_annual_value / Lan', ("Lancashire",)),
        ('report.recovery("contracts_let", reference="2014-15-Q1', ("2014-15-Q1",)),
        ('report.prose("proc', ("procurement", "procurement_improvement_plan")),
        ('report.prose(register="procurement_', ("procurement_improvement_plan",)),
        ('report.prose("procurement", "Back', ("Background",)),
        ('report.prose(plan, "Back', ("Background",)),
        ('report.prose(topic="Back', ()),
        ('report.prose(register="procurement", topic="back', ("Background",)),
        ('report.prose("btls_governance", "', ()),
        ("report.action_", ("action_counts", "action_tables")),
        ("shown = [report.period_l", ("period_lines",)),
    ],
)  # fmt: skip
def test_what_a_call_takes_is_offered_where_it_takes_it(
    report: OpenReport, before: str, texts: tuple[str, ...]
) -> None:
    assert offered(report, before) == texts


def test_what_only_holds_the_letters_is_offered_where_nothing_begins_with_them(report: OpenReport) -> None:
    assert offered(report, 'report.table(["30_days') == ("invoices_paid_30_days",)


def test_nothing_exempt_is_offered(report: OpenReport) -> None:
    exempt = set(report.workbook.exempt_datasets)
    assert exempt.isdisjoint(offered(report, 'report.prose("'))
    other = open_report("2014-12-11", "12", "btls_governance")
    assert set(offered(other, 'report.table("')).isdisjoint(offered(report, 'report.table("'))
    assert set(offered(other, 'report.prose("')) & exempt


def test_only_what_is_for_analysts_is_listed(report: OpenReport) -> None:
    listed = dir(report)
    assert {"table", "say", "indicators", "frame", "frame_all", "prose", "risk"} <= set(listed)
    assert not [name for name in listed if name.startswith("_")]
    assert {"evidence", "workbook", "meeting", "report", "masthead", "calendar", "remarks"}.isdisjoint(listed)
    assert all(hasattr(type(report), name) for name in listed)


# In IPython


@pytest.fixture
def ipython() -> Iterator[InteractiveShell]:
    config = Config()
    config.HistoryManager.enabled = False
    shell: Any = InteractiveShell.instance(config=config)
    yield shell
    shell.history_manager = None
    InteractiveShell.clear_instance()


def completed(shell: Any, code: str) -> list[str]:
    """What IPython makes of the code with each of its completions, in its order."""
    with pytest.warns(match="provisional"):
        return [code[: found.start] + found.text for found in shell.Completer.completions(code, len(code))]


def test_a_live_ipython_completes_them_once_a_report_is_open(ipython: Any) -> None:
    ipython.run_cell(OPENED).raise_error()
    begun = 'report.table(["'
    assert completed(ipython, begun + "inv") == [begun + key for key in INVOICES]
    assert completed(ipython, 'report.risk()\nreport.prose(plan, "Backg') == [
        'report.risk()\nreport.prose(plan, "Background'
    ]
    assert "report.evidence" not in completed(ipython, "report.")
    assert completed(ipython, "report.action_") == ["report.action_counts", "report.action_tables"]
    assert "isinstance" in completed(ipython, "isinst")


def test_opening_again_offers_nothing_twice(ipython: Any) -> None:
    for _ in range(2):
        ipython.run_cell(OPENED).raise_error()
    assert len(ipython.Completer.custom_matchers) == 1


def test_a_report_that_is_replaced_is_completed_by_the_new_one(ipython: Any) -> None:
    ipython.run_cell(OPENED).raise_error()
    ipython.run_cell('report = open_report("2014-12-11", "6", datasets="health_assessments")').raise_error()
    assert completed(ipython, 'report.headlines("hea') == ['report.headlines("health_assessments_up_to_date']


def test_nothing_is_loaded_for_it_before_somebody_asks(ipython: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ccpi_nb.reports.completion", raising=False)
    ipython.run_cell(OPENED).raise_error()
    assert "ccpi_nb.reports.completion" not in sys.modules
    completed(ipython, 'report.table("inv')
    assert "ccpi_nb.reports.completion" in sys.modules
