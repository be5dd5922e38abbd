"""What is made up can't be shown as if it were the council's."""

from pathlib import Path

import pytest
from builders import observation_row, sheet, update_row
from small import CALLS, DAY, TERMS, Small, small_workbook

from ccpi_nb.domain.lineage import is_made_up
from ccpi_nb.errors import InputError
from ccpi_nb.publish.made_up import unsaid_problems
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.inputs import Workbook

_FILE = "MADE-UP dashboard.xlsx, sheet Dashboard, cell E8"


@pytest.mark.parametrize(
    ("words", "made_up"),
    [
        (_FILE, True),
        ("Made up invoices.csv, 4,000 records", True),
        ("made_up.csv", True),
        ("the pack of the day", False),
        ("Handmade uplift.xlsx", False),
    ],
)
def test_a_source_says_of_itself_that_it_is_made_up(words: str, made_up: bool) -> None:
    assert is_made_up(words) is made_up


def _made_up(root: Path, *, said: bool = False, as_at: str = DAY) -> tuple[str, ...]:
    small_workbook(root, CALLS, TERMS)
    rows = sheet(observation_row(), observation_row(source=_FILE, value="77", as_at=as_at))
    (root / "data/observations/calls/2014-15-Q2.csv").write_text(rows, encoding="utf-8")
    if said:
        params = root / f"params/{DAY}.yaml"
        params.write_text(f"made_up: It was made to try things.\n{params.read_text('utf-8')}", encoding="utf-8")
    workbook = Workbook(root)
    return unsaid_problems(workbook, workbook.meeting(DAY))


def test_a_report_on_made_up_figures_is_refused_where_its_meeting_does_not_say_so(tmp_path: Path) -> None:
    assert _made_up(tmp_path) == (
        "params/2014-12-11.yaml, item 4: its report reads data/observations/calls/2014-15-Q2.csv, row 3, whose source "
        "says that it is made up; say so on every page, by a line made_up: 'They were made to try the workbook.' above "
        "the items, or take the row out",
    )


def test_where_the_meeting_says_so_it_is_not(tmp_path: Path) -> None:
    assert _made_up(tmp_path, said=True) == ()


def test_made_up_figures_of_a_later_day_are_no_matter_to_a_meeting(tmp_path: Path) -> None:
    assert _made_up(tmp_path, as_at="2015-01-28") == ()


def test_a_report_on_made_up_words_is_refused_as_well(tmp_path: Path) -> None:
    small_workbook(tmp_path, Small("calls", ("open", 'report.prose("calls", "Background")')), TERMS)
    register = tmp_path / f"data/registers/calls/{DAY}.csv"
    register.parent.mkdir(parents=True, exist_ok=True)
    register.write_text(sheet(update_row(source=_FILE)), encoding="utf-8")
    workbook = Workbook(tmp_path)
    (problem,) = unsaid_problems(workbook, workbook.meeting(DAY))
    assert f"reads data/registers/calls/{DAY}.csv, row 2, whose source" in problem


@pytest.mark.parametrize("reason", ["", "True", "It is for 2015.", "no full stop"])
def test_why_figures_are_made_up_is_a_sentence_without_digits(reason: str) -> None:
    data = {"date": DAY, "committee": "C", "council": "C", "time": "1", "place": "p", "made_up": reason}
    with pytest.raises(InputError, match="made_up"):
        meeting_from({**data, "items": [{"number": 1, "title": "Apologies"}]}, f"params/{DAY}.yaml")
