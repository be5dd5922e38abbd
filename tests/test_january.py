"""The meeting of 28 January 2015, made by commands alone from what services might send: nobody types a row of CSV."""

import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from real import copy_of_workbook
from small import said

pytest.importorskip("ibis", reason="the extra 'records' is not installed")

DAY, POST = "2015-01-28", "Performance Officer"


class January:
    """A copy of the workbook, and what its commands say."""

    def __init__(self, root: Path) -> None:
        self.root = copy_of_workbook(root)

    def ccpi(self, *arguments: str, ends: int = 0) -> str:
        with chdir(self.root):
            code, out, err = said(*arguments)
        assert code == ends, (arguments, out, err)
        return out + err

    def inbox(self, *patterns: str) -> list[str]:
        return [str(path) for pattern in patterns for path in sorted((self.root / "inbox").glob(pattern))]


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Iterator[January]:
    """The meeting as far as it has been read, answered and run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "400")
        yield _made(January(tmp_path_factory.mktemp("january")))


def _made(made: January) -> January:
    made.ccpi("new", "meeting", DAY)
    made.ccpi("collect", "example", "inbox")
    made.ccpi("collect", "ask", DAY)
    taken = made.ccpi(
        "collect", "read", *made.inbox("*.xlsx", "*Q3.csv", "*calls*.csv"), "--for", DAY, "--post", POST, "--write"
    )
    assert "162 new" in taken
    assert "3 restatement" in made.ccpi(
        "collect", "read", *made.inbox("*Q2.csv"), "--for", DAY, "--post", POST, "--write"
    )
    made.ccpi("check")
    made.ccpi("run", DAY, "--quiet")
    return made


@pytest.mark.slow
def test_every_number_of_the_meeting_is_explained(january: January) -> None:
    assert "numbers explained" in january.ccpi("audit", DAY)


@pytest.mark.slow
def test_a_figure_leads_to_its_cell(january: January) -> None:
    said = january.ccpi("trace", DAY, "£45.314m")
    assert "MADE-UP Procurement dashboard Q3 FINAL v3.xlsx" in said
    assert "sheet Dashboard Q3, cell D10" in said


@pytest.mark.slow
def test_the_published_figure_leads_to_records_that_come_to_it(january: January) -> None:
    said = january.ccpi("trace", DAY, "77.59%")
    assert "MADE-UP AP invoices 2014-15 Q2.csv" in said
    assert re.search(r"30,000", said)


@pytest.mark.slow
def test_what_was_received_still_gives_what_was_taken_in(january: January) -> None:
    january.ccpi("verify", DAY, "--inputs")


@pytest.mark.slow
def test_nothing_is_missing_and_reading_again_changes_nothing(january: January) -> None:
    data = {path: path.read_bytes() for path in (january.root / "data").rglob("*") if path.is_file()}
    again = january.ccpi(
        "collect", "read", *january.inbox("*dashboard*", "*form*"), "--for", DAY, "--post", POST, "--write"
    )
    assert " new" not in again.splitlines()[-1]
    assert data == {path: path.read_bytes() for path in data}


@pytest.mark.slow
def test_every_page_says_that_its_figures_are_made_up(january: January) -> None:
    pages = sorted((january.root / "outputs" / DAY).rglob("*.html"))
    assert pages
    assert [
        page.name for page in pages if "Made-up data: figures here are not the council" not in page.read_text()
    ] == []


@pytest.mark.slow
def test_an_open_question_is_answered_by_a_post_with_a_reason(january: January) -> None:
    listed = january.ccpi("collect", "answer")
    key = next(line.split()[0] for line in listed.splitlines() if "what it is the total of" in line)
    january.ccpi(
        "collect", "answer", key, "--because", "the value of a contract is not its annual value", "--post", POST
    )
    assert key not in january.ccpi("collect", "answer")
