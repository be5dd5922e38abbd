"""The page on which JupyterLab opens: the meetings with their states, and the notebooks with a line each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Heading, plain
from ccpi_nb.domain.meetings import Part, meeting_name
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.notebooks import read_notebook

# Among the outputs, which git leaves alone.
START_PAGE = "outputs/start.md"
# What Markdown would take for its own, in the words of an agenda.
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True)
class MeetingState:
    """A meeting's key, its state in words, and the Parts whose outputs there are."""

    key: str
    state: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class NotebookLine:
    """A notebook's name, its first heading, and what it is a report to: '11 December 2014, item 5A'."""

    name: str
    title: str
    used: tuple[str, ...] = ()


def write_start_page(root: Path, now: datetime) -> None:
    """Write the start page of a workbook as it is now."""
    workbook = Workbook(root)
    Store(root / "outputs", "").keep_from_git()
    help_page = "docs/notebooks.md" if (root / "docs/notebooks.md").is_file() else ""
    page = start_page([*meeting_states(workbook)], [*notebook_lines(workbook)], now, help_page)
    write_file(root / START_PAGE, page.encode())


def start_page(
    meetings: Iterable[MeetingState], notebooks: Iterable[NotebookLine], now: datetime, help_page: str
) -> str:
    """Return the start page as Markdown, with links from the outputs' folder; `help_page` is '' where there is none."""
    lines = [
        "# Reports and meetings",
        "",
        f"As it was at {now:%H:%M} on {now.day} {now:%B %Y}, when `ccpi lab` wrote this page. "
        "`ccpi status DATE` says how a meeting is now.",
        "",
        "## Notebooks",
        "",
        "| Notebook | Report | Shown to |",
        "|---|---|---|",
        *(
            f"| [{_plain(each.name)}](../notebooks/{each.name}.ipynb) | {_plain(each.title)} "
            f"| {_plain('; '.join(each.used))} |"
            for each in notebooks
        ),
        "",
        "## Meetings",
        "",
        "| Meeting | State | Read |",
        "|---|---|---|",
        *(
            f"| [{_plain(meeting_name(each.key))}](../params/{each.key}.yaml) | {_plain(each.state)} "
            f"| {' '.join(f'[{part.folder}]({each.key}/{part.folder}/index.html)' for part in each.parts)} |"
            for each in meetings
        ),
        "",
        "## What to do here",
        "",
        "- Open a notebook, run all cells (*Run, Run All Cells*), change it, save it.",
        "- *File, Save and Export Notebook As, Committee_report_HTML* shows the finished page of the notebook.",
        "- In a terminal (*File, New, Terminal*): `ccpi check` looks for mistakes, `ccpi run DATE` makes a meeting's "
        "papers, and `ccpi --help` lists the rest.",
    ]
    if help_page:
        lines.append(f"- [How to write a report](../{help_page})")
    return "\n".join(lines) + "\n"


def meeting_states(workbook: Workbook) -> Iterator[MeetingState]:
    """Yield the meetings, latest first; of one that can't be read the state says so."""
    prints = Prints(workbook.root)
    for key in reversed(workbook.meeting_keys):
        store = Store(workbook.root / "outputs", key)
        parts = tuple(part for part in Part if (store.final / part.folder / "index.html").is_file())
        yield MeetingState(key, _state(workbook, store, prints), parts)


def _state(workbook: Workbook, store: Store, prints: Prints) -> str:
    try:
        reports = workbook.meeting(store.day).reports
        if not store.final.is_dir():
            return "not made yet"
        if not store.stale_outputs(prints):
            return "up to date"
    except InputError:
        return "can't be read; ccpi check says why"
    stale = [report.item for report in reports if store.stale(report, prints)]
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
        return "can't be read; ccpi check says why"


def _uses(workbook: Workbook, notebook: str) -> Iterator[str]:
    for key in reversed(workbook.meeting_keys):
        try:
            reports = workbook.agenda(key).reports
        except InputError:
            continue
        yield from (f"{meeting_name(key)}, item {report.item}" for report in reports if report.notebook == notebook)


def _plain(words: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(words.split()))
