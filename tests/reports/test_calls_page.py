"""Every call of a report is described with an example that does what it says, and the reference is made from that."""

import doctest
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib import rc_context
from real import ROOT

from ccpi_nb.reports import OpenReport, open_report
from ccpi_nb.reports.calls_page import calls_of, calls_page

CALLS = dict(calls_of(OpenReport)) | {"open_report": open_report}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What an example may use: the report of item 4 of 11 December 2014, and the call that opens another."""
    monkeypatch.chdir(ROOT / "notebooks")
    with rc_context():  # report.style() holds for all that is drawn after it
        yield {"report": open_report("2014-12-11", "4", "procurement"), "open_report": open_report}


def test_everything_that_a_report_offers_is_in_the_reference(names: dict[str, Any]) -> None:
    assert sorted({*CALLS} - {"open_report"}) == dir(names["report"])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_has_a_sentence_and_an_example_that_shows_what_it_says(name: str, names: dict[str, Any]) -> None:
    described = inspect.getdoc(CALLS[name]) or ""
    assert described.partition("\n")[0].endswith(".")
    (example,) = doctest.DocTestFinder(recurse=False).find(CALLS[name], name, globs=names)
    assert example.examples
    report = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS, verbose=False)
    said: list[str] = []
    assert report.run(example, out=said.append).failed == 0, "".join(said)


def test_the_reference_is_what_the_calls_say_of_themselves() -> None:
    page = (ROOT / "docs" / "calls.md").read_text(encoding="utf-8")
    assert page == calls_page(), "make it again: make calls"
