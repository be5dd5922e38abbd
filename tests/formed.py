"""A workbook that awaits figures in each unit, and its forms: written, filled in and read."""

import hashlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from builders import MEETING, indicator_row, observation_row, sheet, target_row, update_row, workbook
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ccpi_nb.domain.lineage import ReceivedFile, Taken
from ccpi_nb.forms.asked import asked_of
from ccpi_nb.forms.layout import AT
from ccpi_nb.forms.reading import take_form
from ccpi_nb.forms.request import Request
from ccpi_nb.forms.writing import render_form
from ccpi_nb.workbook.inputs import Workbook

DAY = "2015-01-28"
# One of each unit, by keys of letters alone.
UNITS = {
    "calls_answered": "%",
    "gap_to_best": "percentage points",
    "spend": "£",
    "spend_in_thousands": "£k",
    "spend_in_millions": "£m",
    "calls_offered": "number",
    "wait": "mm:ss",
    "ring": "seconds",
    "shift": "hours",
    "turnround": "days",
    "vacancy": "weeks",
    "contract": "months",
    "age": "years",
}
NEXT_MEETING = (
    MEETING.replace("2014-12-11", DAY).replace("2014-15-Q2", "2014-15-Q3") + "      awaits: {calls: [2014-15-Q3]}\n"
)


def asking_workbook(root: Path, **files: str) -> Workbook:
    """A workbook whose meeting of 28 January 2015 awaits a quarter of 'calls', in each unit and for two places."""
    indicators = [
        indicator_row(indicator=key, name=_name(key), unit=unit, decimals="0" if unit == "number" else "1")
        for key, unit in UNITS.items()
    ]
    indicators[0]["definition"] = "Share of the calls offered that were answered."
    rows = [observation_row(indicator=key, value="65.5" if key == "calls_answered" else "12") for key in UNITS]
    rows += [
        observation_row(breakdown=place, value="60.5", numerator="121", denominator="200")
        for place in ("Preston", "Burnley")
    ]
    given = {
        "data/indicators.csv": sheet(*indicators),
        "data/targets.csv": sheet(target_row()),
        "data/observations/calls/2014-15-Q2.csv": sheet(*rows),
        "data/registers/calls/2015-01-28.csv": sheet(update_row()),
        f"params/{DAY}.yaml": NEXT_MEETING,
    }
    return Workbook(workbook(root, given | files))


def _name(key: str) -> str:
    return key.replace("_", " ").capitalize()


def form(book: Workbook, owner: str = "Head of Calls") -> bytes:
    """The form of all that the meeting of 28 January 2015 awaits."""
    return render_form(Request(book.agenda(DAY), owner, asked_of(book, DAY)))


def row_of(book: Workbook, name: str, of: str = "Whole") -> int:
    """The row of a measure on the form's sheet, counted from 1."""
    page = load_workbook(BytesIO(form(book)))["Calls"]
    return next(
        row for row in range(1, page.max_row + 1) if (page.cell(row, 1).value, page.cell(row, 2).value) == (name, of)
    )


def cell(row: int, key: str) -> str:
    """A cell by its column's key: 'I6'."""
    return f"{chr(ord('A') + AT[key])}{row}"


def filled(
    book: Workbook, path: Path, cells: Mapping[str, Any], also: Callable[[Any], None] = lambda opened: None
) -> Path:
    """The form as a file with some cells of its sheet filled in, and whatever else `also` does to it."""
    opened = load_workbook(BytesIO(form(book)))
    page: Worksheet = opened["Calls"]
    for place, value in cells.items():
        page[place] = value
    also(opened)
    opened.save(path)
    return path


def taken(book: Workbook, path: Path) -> Taken | None:
    """What a file says as a form."""
    return take_form(ReceivedFile(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest()), book)


def read_back(book: Workbook, path: Path, cells: Mapping[str, Any]) -> Taken:
    """What the form says with some cells filled in."""
    said = taken(book, filled(book, path, cells))
    assert said
    return said
