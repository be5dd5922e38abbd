"""A small workbook whose meetings have papers that show some of its rows, as the website may show it."""

from collections.abc import Sequence
from pathlib import Path

from builders import indicator_row, observation_row, sheet, target_row, workbook
from small import CALLS

from ccpi_nb.document.figures import row_of
from ccpi_nb.document.ledger import LEDGER, entries, ledger_csv, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.document.runs import Figure
from ccpi_nb.domain.meetings import Part
from ccpi_nb.site.material import Material, Published
from ccpi_nb.workbook.inputs import Workbook

FIRST, SECOND, DRAFT = "2014-12-11", "2015-01-28", "2015-03-04"
Q1, Q2 = "data/observations/calls/2014-15-Q1.csv", "data/observations/calls/2014-15-Q2.csv"
QUARTERS = ("2014-15-Q1", "2014-15-Q2")
_MEETING = """\
date: {day}
committee: Cabinet Committee
council: County Council
time: 11.00 am
place: County Hall
{made_up}items:
  - number: 4
    title: Calls
    kind: report
    report:
      notebook: calls
      {disclosure}
"""


def meeting(day: str, disclosure: str = "", made_up: str = "") -> str:
    return _MEETING.format(day=day, disclosure=disclosure and f"disclosure: {disclosure}", made_up=made_up)


def material_of(root: Path, files: dict[str, str], papers: dict[str, Sequence[str]]) -> Material:
    """What may be shown where each of the meetings has a paper that shows some rows of the calls: 'row 2'."""
    people = {"people": "yes", "unit": "number", "decimals": "0", "contractual": ""}
    notebook = CALLS.notebook(4).replace("calls_answered", "callers")
    sound: dict[str, str | bytes] = {
        "data/indicators.csv": sheet(indicator_row(), indicator_row(indicator="callers", name="Callers", **people)),
        "data/targets.csv": sheet(target_row()),
        f"params/{FIRST}.yaml": meeting(FIRST),
        f"params/{SECOND}.yaml": meeting(SECOND),
        f"params/{DRAFT}.yaml": meeting(DRAFT),
        "notebooks/calls.ipynb": notebook,
    }
    held = Workbook(workbook(root, {**sound, **files}))
    published = []
    for key, rows in papers.items():
        every = held.evidence_of(held.agenda(DRAFT).date, Part.PUBLIC).observations
        shown = tuple(Figure("7", "7", (row_of(row),)) for row in every if str(row.row) in rows)
        found = lines(entries(Document(Masthead("Calls", key), (Paragraph(shown),)), "04-calls"))
        (root / key).mkdir()
        (root / key / LEDGER).write_text(ledger_csv(found), encoding="utf-8-sig")
        published.append(Published(held.meeting(key), root / key))
    return Material(held, tuple(published))


def callers(period: str, value: str, breakdown: str = "", as_at: str = FIRST) -> dict[str, str]:
    return observation_row(indicator="callers", period=period, value=value, breakdown=breakdown, as_at=as_at)
