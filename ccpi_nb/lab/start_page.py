"""The page on which JupyterLab opens, as Markdown: the meetings with their states, the notebooks with a line each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.meetings import Part

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
        "- *Report page*, above the notebook, or *File, Committee report (PDF)* gives the finished paper.",
        "- In a terminal (*File, New, Terminal*): `ccpi preview DATE` shows a meeting's pages and renews them at each "
        "save, `ccpi check` looks for mistakes, `ccpi run DATE` makes the papers, and `ccpi --help` lists the rest.",
    ]
    if help_page:
        lines.append(f"- [How to write a report](../{help_page})")
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(words.split()))
