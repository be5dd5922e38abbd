"""What the start page says: read from the workbook, and written among the outputs."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Heading
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.lab.start_page import MeetingState, NotebookLine, start_page
from ccpi_nb.notebook.notebook_file import read_notebook
from ccpi_nb.run.standing import Standing, workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook

# Among the outputs, which git leaves alone.
START_PAGE = "outputs/start.md"
_UNREADABLE = "can't be read; ccpi check says why"


def write_start_page(root: Path, now: datetime) -> None:
    """Write the start page of a workbook as it is now."""
    workbook = Workbook(root)
    Store(root / "outputs", "").keep_from_git()
    guide = root / "docs" / "notebooks.md"  # which a checkout has, and other workbooks don't
    help_page = guide.relative_to(root).as_posix() if guide.is_file() else ""
    page = start_page([*meeting_states(workbook)], [*notebook_lines(workbook)], now, help_page)
    write_file(root / START_PAGE, page.encode())


def meeting_states(workbook: Workbook) -> Iterator[MeetingState]:
    """Yield the meetings, latest first; of one that can't be read the state says so."""
    with workbook_now(workbook.root) as now:
        for key in reversed(workbook.meeting_keys):
            store = Store(workbook.root / "outputs", key)
            parts = tuple(part for part in Part if (store.final / part.folder / "index.html").is_file())
            yield MeetingState(key, _state(workbook, store, now), parts)


def _state(workbook: Workbook, store: Store, now: Standing) -> str:
    try:
        reports = workbook.meeting(store.day).reports
        if not store.final.is_dir():
            return "not made yet"
        if not store.stale_outputs(now):
            return "up to date"
    except InputError:
        return _UNREADABLE
    stale = [report.item for report in reports if store.stale(report, now)]
    return f"out of date: item {', '.join(stale)}" if stale else "out of date: the pack"


def notebook_lines(workbook: Workbook) -> Iterator[NotebookLine]:
    """Yield the notebooks in the order of their names."""
    for path in sorted((workbook.root / "notebooks").glob("*.ipynb")):
        yield NotebookLine(path.stem, _title(path), tuple(_uses(workbook, path.stem)))


def _title(path: Path) -> str:
    try:
        cells = [cell.source for cell in read_notebook(path).cells if cell.cell_type == "markdown"]
        blocks = (block for source in cells for block in blocks_from_markdown(source, path.name))
        return next((plain(block.runs) for block in blocks if isinstance(block, Heading)), "")
    except InputError:
        return _UNREADABLE


def _uses(workbook: Workbook, notebook: str) -> Iterator[str]:
    for key in reversed(workbook.meeting_keys):
        try:
            reports = workbook.agenda(key).reports
        except InputError:
            continue
        yield from (f"{meeting_name(key)}, item {report.item}" for report in reports if report.notebook == notebook)
