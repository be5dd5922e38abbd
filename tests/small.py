"""A small workbook, whose meeting runs in a second or two; runs of it, and what they leave behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil
from builders import indicator_row, notebook, observation_row, promise_row, sheet, update_row, workbook
from typer.testing import CliRunner

from ccpi_nb.cli import app
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS

DAY = "2014-12-11"
OPEN, TABLE = "open", "table"
# What a run promises: this long after its end nothing of it is alive.
PROMISED = 10.0
# A shell that runs the tests in the background has their processes deaf to Ctrl-C.
_AT_A_TERMINAL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
# Far longer than anything here takes.
LONG = 120.0

_HEAD = f"""\
date: {DAY}
committee: Cabinet Committee
council: County Council
time: 11.00 am
place: County Hall
items:
"""
_EXEMPT = """\
    part: exempt
    exemption: {paragraph: 3, reason: It is about money.}
    exempt_datasets: [terms]
"""
_MARK = "CCPI_TEST_RUN"


@dataclass(frozen=True)
class Small:
    """A report: its notebook's code cells, of which the first is its cell 3."""

    name: str
    cells: tuple[str, ...] = (OPEN, TABLE)
    exempt: bool = False

    def item(self, number: int) -> str:
        title = self.name.replace("_", " ").capitalize()
        head = f"  - number: {number}\n    title: {title}\n    kind: report\n"
        return head + (_EXEMPT if self.exempt else "") + f"    report: {{notebook: {self.name}}}\n"

    def notebook(self, number: int) -> str:
        dataset, indicator = ("terms", "terms_kept") if self.exempt else ("calls", "calls_answered")
        known = {
            OPEN: f"from ccpi_nb.reports import open_report\nreport = open_report(meeting, item, '{dataset}')\nreport",
            TABLE: f"report.table(['{indicator}'], '2014-15-Q2', 'The quarter')",
        }
        return notebook(
            ("markdown", f"# {self.name}"),
            ("parameters", f'meeting: str = "{DAY}"\nitem: str = "{number}"'),
            *(("code", known.get(cell, cell)) for cell in self.cells),
            *(("markdown", f"## {section}") for section in STANDING_SECTIONS),
        )


CALLS, TERMS = Small("calls"), Small("terms", exempt=True)


def small_workbook(root: Path, *reports: Small) -> Path:
    """A workbook whose one meeting has these reports as items 4, 5 and so on; else one of each Part."""
    numbered = list(enumerate(reports or (CALLS, TERMS), start=4))
    return workbook(
        root,
        {
            "data/indicators.csv": sheet(indicator_row(), indicator_row(indicator="terms_kept", name="Terms kept")),
            "data/observations/terms/2014-15-Q2.csv": sheet(observation_row(indicator="terms_kept", value="91.7")),
            "data/observations/unread/2014-15-Q2.csv": sheet(observation_row(value="12.5")),
            f"params/{DAY}.yaml": _HEAD + "".join(report.item(number) for number, report in numbered),
            **{f"notebooks/{report.name}.ipynb": report.notebook(number) for number, report in numbered},
            "requirements.lock": "ccpi==1\n",
        },
    )


SPECIAL, NEXT = f"{DAY}-special", "2015-01-28"
_CALLS_WITH_WORDS = Small("calls", (OPEN, TABLE, 'report.prose("calls", "Background")'))
_MINUTES = "number,item,text,resolution,source\n4,Calls,{words},,the pack\n"
_LATER_HEAD = """\
date: {day}
committee: Cabinet Committee
council: County Council
time: {time}
place: County Hall
items:
  - number: 1
    title: Minutes of the {which}Meeting held on 11 December 2014
    kind: minutes
    of: {of}
"""


def two_meetings(root: Path) -> Path:
    """A workbook with an ordinary meeting, which has a Part II, a special one on the same day, and a later one."""
    small_workbook(root, _CALLS_WITH_WORDS, TERMS)
    special = _LATER_HEAD.format(day=DAY, time="2.00 pm", which="", of=DAY) + _CALLS_WITH_WORDS.item(4)
    files = {
        f"params/{SPECIAL}.yaml": special,
        f"params/{NEXT}.yaml": _LATER_HEAD.format(day=NEXT, time="11.00 am", which="Special ", of=SPECIAL),
        f"data/registers/calls/{DAY}.csv": sheet(update_row(text="The line opened in spring.")),
        f"data/registers/calls/{SPECIAL}.csv": sheet(update_row(text="The line broke down.")),
        f"data/registers/minutes/{DAY}.csv": _MINUTES.format(words="The morning was noted."),
        f"data/registers/minutes/{SPECIAL}.csv": _MINUTES.format(words="The afternoon was noted."),
        f"data/registers/follow_ups/{DAY}.csv": sheet(
            promise_row(item="4", due="next meeting", came=SPECIAL, came_as="Item 4"),
        ),
        f"data/registers/follow_ups/{SPECIAL}.csv": sheet(promise_row(promise="Report on repairs", item="4")),
    }
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root


def change(root: Path, report: Small, number: int) -> None:
    """Put a report's notebook in place of the one of its name."""
    (root / f"notebooks/{report.name}.ipynb").write_text(report.notebook(number), encoding="utf-8")


def said(*arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `ccpi`, run in this process in the current folder."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


# Runs in processes of their own


@dataclass(frozen=True)
class Started:
    """A command that was started in a process group, a temp folder and an environment of its own."""

    process: "subprocess.Popen[str]"
    since: float
    mark: str
    temp: Path
    root: Path

    @property
    def alive(self) -> list[psutil.Process]:
        """Itself and whatever it has started, however independent: all have its environment, and none is older."""
        return [process for process in psutil.process_iter() if _marked(process, self.mark, self.since)]

    @property
    def forkservers(self) -> list[psutil.Process]:
        """The process that has done a report's imports, and the light one."""
        own = [each for each in self.alive if each.ppid() == self.process.pid]
        return [each for each in own if "forkserver" in " ".join(each.cmdline())]

    @property
    def forks(self) -> list[psutil.Process]:
        """The keeper first, then the workers."""
        servers = {server.pid for server in self.forkservers}
        return sorted(
            (each for each in self.alive if each.ppid() in servers),
            key=lambda each: (each.create_time(), each.pid),
        )

    @property
    def kernels(self) -> list[psutil.Process]:
        workers = {each.pid for each in self.forks[1:]}
        return [each for each in self.alive if each.ppid() in workers]

    def end(self) -> tuple[int, str, str]:
        """Exit code, output and errors, when it has ended by itself."""
        out, err = self.process.communicate(timeout=LONG)
        return self.process.returncode, out, err

    def leaves_nothing(self) -> bool:
        """Whether soon after its end no process of it is alive, nor its folder with the keys to its kernels left."""
        return until(lambda: not self.alive and not any(self.temp.glob("ccpi-*")), PROMISED)


@contextmanager
def started(root: Path, temp: Path, *arguments: str, before: str = "", command: str = "run") -> Iterator[Started]:
    """`ccpi run` or another command with these arguments, and code before it; whatever is left of it is ended."""
    temp.mkdir(exist_ok=True)
    mark = f"{temp}-{monotonic()}"
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{_AT_A_TERMINAL}\n{before}\nfrom ccpi_nb.cli import app\napp()",
            command,
            DAY,
            *arguments,
        ],
        cwd=root,
        env={**os.environ, _MARK: mark, "TMPDIR": str(temp)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    run = Started(process, psutil.Process(process.pid).create_time(), mark, temp, root)
    try:
        yield run
    finally:
        for each in run.alive:
            with suppress(psutil.Error):
                each.send_signal(signal.SIGKILL)
        process.communicate()


def until(happened: Callable[[], object], seconds: float = LONG) -> bool:
    """Wait until something is so; False where it is not in time."""
    end = monotonic() + seconds
    while not happened():
        if monotonic() > end:
            return False
        sleep(0.02)
    return True


def _marked(process: psutil.Process, mark: str, since: float) -> bool:
    try:
        return (
            process.create_time() >= since  # which psutil keeps: it need not ask each of all processes anything else
            and process.environ().get(_MARK) == mark
            and process.status() != psutil.STATUS_ZOMBIE
        )
    except psutil.Error:
        return False
