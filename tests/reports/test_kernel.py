"""Parameters are checked in the cell that opens the report, as its kernel has them."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from builders import kpi, refusals, seen
from IPython.core.formatters import DisplayFormatter
from real import ROOT

from ccpi_nb.document.figures import observed
from ccpi_nb.document.model import Paragraph
from ccpi_nb.document.sources import Glossary
from ccpi_nb.render.json_form import BLOCKS_MIME
from ccpi_nb.render.notebook_output import Shown, Working
from ccpi_nb.reports import OpenReport, open_report, opening
from ccpi_nb.reports.kernel import name_indicators

CELL = """\
meeting: str = "2014-12-11"
item: str = "4"
quarters: str = "2014-15-Q1, 2014-15-Q2"
month: str = "2014-10"
months: int = 3
"""


@pytest.fixture(autouse=True)
def in_the_notebooks_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "notebooks")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that opens the report in a kernel which has run some cells."""

    def open_after(*cells: str) -> OpenReport:
        names: dict[str, Any] = {"In": ["", *cells]}
        for cell in cells:
            exec(cell, names)  # as a kernel does
        monkeypatch.setattr(opening, "shell", lambda: SimpleNamespace(user_ns=names))
        return open_report("2014-12-11", "4", "procurement")

    return open_after


def test_a_report_opens_with_the_parameters_of_its_notebook(opened: Any) -> None:
    assert opened(CELL).remarks == ()
    assert opened().remarks == ()
    assert opened("import math").remarks == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('month: str = "2014-13"', "'month' is '2014-13': '2014-13' is not a period; write a month as 2014-10, "),
        (
            'month: str = "October 2014"',
            "'month' is 'October 2014': 'October 2014' is not a period; did you mean '2014-10'?",
        ),
        ('month: str = "last 13 moths"', "'month' is 'last 13 moths': 'last 13 moths' selects no periods; "),
        ("month: str = 2014-10", "'month' counts with numbers; put 2014-10 in quotes: \"2014-10\""),
        ("month: str = 2014", "'month' is 2014; it takes text in quotes"),
        ('quarters: str = "2014-15-Q1, 2014-15-Q5"', "'quarters' is '2014-15-Q1, 2014-15-Q5': there is no quarter 5; "),
        (
            'latest: str = "Q2 2014/15"',
            "'latest' is 'Q2 2014/15': 'Q2 2014/15' is not a period; did you mean '2014-15-Q2'?",
        ),
        ('own: str = "2014-15-Q9"', "'own' is '2014-15-Q9': there is no quarter 9; "),
        ('months: int = "3"', "'months' is '3'; it takes a whole number"),
    ],
)
def test_a_wrong_parameter_is_refused_where_the_report_is_opened(opened: Any, line: str, problem: str) -> None:
    (sentence,) = refusals(opened, CELL + line)
    assert sentence.startswith(f"the parameter {problem}")


def test_all_wrong_parameters_are_told_at_once(opened: Any) -> None:
    assert len(refusals(opened, CELL + 'month: str = "2014-13"\nmonths: int = "3"\n')) == 2


@pytest.mark.parametrize(
    "line",
    [
        'month: str = "last quarter"',
        'month: str = ""',
        'year: str = "2014"',
        'period_shown: str = "the quarter"',
        'dataset: str = "procurement"',
        'title: str = "Strategy 2014 to 2016"',
        'reference_number: str = "1234-567"',
        "share: float = 3",
    ],
)
def test_what_may_be_right_is_not_refused(opened: Any, line: str) -> None:
    assert opened(CELL + line).remarks == ()


def test_values_that_papermill_gives_are_the_ones_that_count(opened: Any) -> None:
    given = '# Parameters\nmeeting = "2014-12-11"\nmonth = "2014-13"\n'
    assert refusals(opened, CELL, given)[0].startswith("the parameter 'month' is '2014-13': ")
    assert opened(CELL.replace('"2014-10"', '"2014-13"'), '# Parameters\nmonth = "2014-10"\n').remarks == ()


def test_a_period_without_a_file_is_said_in_the_cell_that_opens_the_report(opened: Any) -> None:
    report = opened(CELL.replace("2014-10", "2014-12"))
    remark = "data/observations/procurement/2014-12.csv is not there, and parameter 'month' asks for it."
    assert report.remarks == (remark,)
    shown = report._repr_mimebundle_()
    assert shown["text/plain"].endswith(remark)
    assert "2014-12.csv is not there" in shown["text/html"]
    assert "2014-12.csv" not in str(shown["application/vnd.ccpi.masthead+json"])


MISTYPED = CELL.replace("quarters:", "quaters:")


def test_a_mistyped_parameter_is_noticed_where_its_old_value_is_still_there(opened: Any) -> None:
    (remark,) = opened(CELL, "len(quarters)", MISTYPED).remarks
    assert remark.startswith(
        "The cell of parameters has 'quaters' and no longer 'quarters', which keeps the value "
        "'2014-15-Q1, 2014-15-Q2' in this kernel; if it is the same one, correct its name, else restart the kernel."
    )


@pytest.mark.parametrize(
    "cells",
    [(CELL, "len(quarters)", MISTYPED, CELL), (CELL, "", MISTYPED), (CELL, "len(month)", CELL + "late: int = 3")],
)
def test_a_parameter_that_is_put_right_or_that_nothing_used_is_not_remarked_on(
    opened: Any, cells: tuple[str, ...]
) -> None:
    assert opened(*cells).remarks == ()


def test_a_report_that_is_opened_outside_of_any_kernel_has_no_parameters_to_check() -> None:
    assert open_report("2014-12-11", "4", "procurement").remarks == ()


def test_the_sources_below_a_cell_name_indicators_as_readers_know_them() -> None:
    shown = Shown(Paragraph((observed(kpi("calls_lost"), seen("5", of="calls_lost")),)))
    kernel = SimpleNamespace(display_formatter=DisplayFormatter())
    before, _ = kernel.display_formatter.format(shown)
    assert "Calls lost, July to September 2014" in before["text/html"]
    name_indicators(kernel, Glossary({"calls_lost": replace(kpi("calls_lost"), name="Calls that nobody answered")}))
    data, _ = kernel.display_formatter.format(shown)
    assert "Calls that nobody answered, July to September 2014" in data["text/html"]
    assert data.keys() == before.keys()
    assert data[BLOCKS_MIME] == before[BLOCKS_MIME]
    working, _ = kernel.display_formatter.format(Working(*shown.blocks))
    assert working[BLOCKS_MIME] == []
    assert "Calls that nobody answered" in working["text/html"]


@pytest.mark.parametrize("shell", [None, SimpleNamespace(user_ns={})])
def test_outside_of_a_kernel_nothing_is_asked_of_it(shell: Any) -> None:
    name_indicators(shell, Glossary())
