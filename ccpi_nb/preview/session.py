"""A preview of a meeting: the pages that somebody sees are made again when what they were made from changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from ccpi_nb.document.model import Document
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.preview.board import Board
from ccpi_nb.preview.files import Watch
from ccpi_nb.preview.jobs import INDEX, Failure, Made, Shown, reworded, shown_by
from ccpi_nb.preview.pages import empty_page, list_page, path_of, path_of_list, previewed, waiting_page
from ccpi_nb.preview.public_copy import PublicCopy
from ccpi_nb.preview.server import Address, served
from ccpi_nb.run.meeting_run import DEADLINE
from ccpi_nb.run.messages import Remark, RemarkKind, Workbench
from ccpi_nb.run.standing import workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Done, LocalCrew, Task
from ccpi_nb.workbook.inputs import Workbook

_JOBS = "ccpi_nb.preview.jobs"
# How often the files are looked at, in seconds: some hundred of them take about a millisecond.
_PULSE = 0.03
# Beyond its own deadline a report has this to say which cell was too slow.
_GRACE = 20.0

# What is to be said of a report's page: its document, and its HTML.
Review = Callable[[Report, Document, str], Iterable[Remark]]


def preview_meeting(
    root: Path, day: str, item: str, review: Review, opened: Callable[[Address], None], now: Callable[[], datetime]
) -> None:
    """Serve a meeting's pages as the workbook's files would make them, and renew them, until it is interrupted.

    `item` is whose page comes first, '' for the list. `opened` is called with the address. Nothing is written into the
    workbook.
    """
    board = Board()
    with LocalCrew(1) as crew:
        watch = Watch(root, (f"tests/reference/{day}", f"outputs/.made/{day}"))
        session = _Session(root, day, crew, board, review, now, watch, PublicCopy(root, crew.scratch))
        session.step()
        first = session.first(item)
        with served(board, first) as address:
            opened(address)
            while True:
                if not session.step():
                    board.wait(_PULSE)


@dataclass
class _Made:
    """A report as it was last made well, what was read for it and has changed since, and what stopped it since."""

    read: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    is_old: bool = True
    shown: Shown | None = None
    state: str = "This page is being made."
    failure: Failure | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass
class _Session:
    root: Path
    day: str
    crew: LocalCrew
    board: Board
    review: Review
    now: Callable[[], datetime]
    watch: Watch
    copy: PublicCopy
    meeting: Meeting | None = None
    parts: tuple[Part, ...] = (Part.PUBLIC,)
    exempt: frozenset[str] = frozenset()
    # Of the meeting as it is now: why no report of it can be made, and what would only stop a run.
    stopped: str = ""
    problems: tuple[str, ...] = ()
    made: dict[str, _Made] = field(default_factory=dict)
    # Why what outputs have of a report is out of date, by item.
    out_of_date: dict[str, str] = field(default_factory=dict)
    outputs_are_old: bool = True
    copy_is_old: bool = True
    problems_are_old: bool = False
    params_are_old: bool = True

    def first(self, item: str) -> str:
        """Return the path of the page that comes first; InputError where the meeting has no such item."""
        if not item:
            return path_of_list(Part.PUBLIC)
        if self.meeting is None:
            raise InputError(*self.stopped.splitlines())
        return path_of(self.meeting.report(item))

    def step(self) -> bool:
        """Do the next thing that there is to do, and return whether there was one.

        Pages come before the look at words that only a run would refuse; but they are made from a copy that holds.
        """
        if news := self.watch.news():
            self._note(news)
            self.outputs_are_old = True
        if self.copy_is_old:
            self.look()
        elif report := self._next():
            self._make(report)
        elif self.problems_are_old:
            self._find_problems()
        elif self.outputs_are_old:
            self._compare_with_outputs()
        else:
            return bool(news)
        return True

    def look(self) -> None:
        """Look the meeting over, and renew Part I's copy of the workbook."""
        before = self.meeting, self.stopped
        folder = self.copy.next_folder()
        done = self._do("the look at the meeting", "look", self.root, self.day, folder)
        self.copy_is_old = False
        self.stopped = done.problem or done.failure
        if self.params_are_old:
            self._forget_what_is_exempt_now()
        if looked := done.value:
            self.copy.take(folder)
            self.meeting, self.parts, self.problems_are_old = looked.meeting, looked.parts, True
            self.made = {report.item: self.made.get(report.item, _Made()) for report in looked.meeting.reports}
        else:
            self.copy.leave(folder)
        if before != (self.meeting, self.stopped):
            self._post_all()

    def _forget_what_is_exempt_now(self) -> None:
        """Forget all pages where the meetings' files say otherwise than before what is exempt.

        Else a page from before could go on showing in Part I what is exempt now.
        """
        try:
            exempt = frozenset(Workbook(self.root).exempt_datasets)
        except InputError:  # nothing is known to be exempt that was not
            return
        if exempt != self.exempt:
            self.exempt, self.made = exempt, {report.item: _Made() for report in self._reports}
        self.params_are_old = False

    def _find_problems(self) -> None:
        """Find what would stop a run, though pages can be made."""
        done = self._do("the look at the words", "find_problems", self.root, self.day)
        self.problems_are_old = False
        self.problems = done.value if done.value is not None else tuple((done.problem or done.failure).splitlines())
        self._post_all()

    def _compare_with_outputs(self) -> None:
        """Find which reports of the meeting's outputs are out of date; pages do not wait for it."""
        before, store = self.out_of_date, Store(self.root / "outputs", self.day)
        with workbook_now(self.root, copy=self.copy.folder) as now:
            reasons = {report.item: store.stale(report, now) for report in self._reports}
        self.out_of_date = {item: found[0] for item, found in reasons.items() if found}
        self.outputs_are_old = False
        for report in self._reports:
            if before.get(report.item) != self.out_of_date.get(report.item):
                self._post(report)

    def _note(self, news: frozenset[str]) -> None:
        """Note what the news make old."""
        inputs = {name for name in news if name.startswith(tuple(f"{folder}/" for folder in WORKBOOK_FOLDERS))}
        notebooks = {name for name in inputs if name.startswith("notebooks/") and name in self.watch.seen}
        if not inputs:  # a reference was accepted, or the meeting was run
            for report in self._reports:
                self._review(report)
            self._post_all()
        elif inputs == notebooks and not self.stopped and self.copy.has_taken(notebooks):
            self.problems_are_old = True
        else:
            self.copy_is_old = True
        self.params_are_old |= any(name.startswith("params/") for name in inputs)
        for made in self.made.values():
            made.changed |= made.read & inputs
            made.is_old |= bool(made.changed)

    def _next(self) -> Report | None:
        """Return the report to be made next: of those that somebody sees, and of the rest while the list is seen."""
        watched = self.board.watched if not self.stopped else ()
        old = {path_of(report): report for report in self._reports if self.made[report.item].is_old}
        listed = [
            path
            for path in old
            if any(path.startswith(f"{Path(seen).parent}/") for seen in watched if seen.endswith(INDEX))
        ]
        return next((old[path] for path in (*watched, *listed) if path in old), None)

    def _make(self, report: Report) -> None:
        """Make a report's page, show it with the remarks that are known, and then have it looked over for others."""
        start = monotonic()
        made = self.made[report.item]
        shown = self._reworded(report, made) or self._run(report, made)
        made.is_old, made.changed = False, frozenset()
        if shown:
            seconds = monotonic() - start
            made.shown, made.state = shown, f"As saved at {self.now():%H:%M:%S}; made in {seconds:.1f} seconds."
            made.remarks = tuple(replace(remark, at=None) for remark in made.remarks)
            self._post(report)
            self._review(report)
        self._post(report)
        self._post_list(report.part)

    def _reworded(self, report: Report, made: _Made) -> Shown | None:
        """Return what a report shows where only the words around its cells have changed; else a cell has to run."""
        own = f"notebooks/{report.notebook}.ipynb"
        if not made.shown or made.failure or made.changed != {own}:
            return None
        try:
            return reworded(made.shown, report, self.root / own)
        except (InputError, OSError):  # the run says why
            return None

    def _run(self, report: Report, made: _Made) -> Shown | None:
        """Run a report, and return what it shows; None where it failed, which is noted."""
        assert self.copy.folder
        public = Workbench(self.copy.folder, self.day, Part.PUBLIC, closed=self.root)
        bench = public if report.part is Part.PUBLIC else Workbench(self.root, self.day, Part.EXEMPT)
        done = self._do(f"item {report.item}", "make_document", bench, report.item, DEADLINE)
        ran: Made = done.value or Made(made.read, failure=Failure(done.problem or done.failure))
        made.read, made.failure = ran.read, ran.failure
        if ran.notebook is None or ran.document is None:
            return None
        return shown_by(report, ran.notebook, ran.document, ran.glossary, ran.missing)

    def _review(self, report: Report) -> None:
        """Have a page looked over, for the remarks on it."""
        made = self.made[report.item]
        if made.shown:
            try:
                made.remarks = tuple(self.review(report, made.shown.document, made.shown.html))
            except InputError as problem:
                made.remarks = tuple(Remark(RemarkKind.PROBLEM, sentence) for sentence in problem.problems)

    def _post_all(self) -> None:
        for report in self._reports:
            self._post(report)
        for part in self.parts:
            self._post_list(part)

    def _post(self, report: Report) -> None:
        assert self.meeting
        made = self.made[report.item]
        files = {f"notebooks/{report.notebook}.ipynb", *(name for name in made.read if not name.endswith("/"))}
        problems = (
            Remark(RemarkKind.PROBLEM, problem) for problem in self.problems if problem.startswith(tuple(files))
        )
        html = made.shown.html if made.shown else waiting_page(self.meeting, report)
        remarks = [*(made.shown.remarks if made.shown else ()), *made.remarks, *problems]
        failure = Failure(self.stopped) if self.stopped else made.failure
        self.board.post(path_of(report), previewed(html, self._state(report), report.part, remarks, failure))

    def _state(self, report: Report) -> str:
        state, why = self.made[report.item].state, self.out_of_date.get(report.item)
        return f"{state} Out of date in outputs/{self.day}: {why}." if why else state

    def _post_list(self, part: Part) -> None:
        if self.meeting is None:
            html = empty_page(self.day)
        else:
            other = next((f"../{path_of_list(each)}" for each in self.parts if each is not part), "")
            states = [(report, self._in_short(report)) for report in self.meeting.reports_in(part)]
            html = list_page(self.meeting, part, states, other)
        failure = Failure(self.stopped) if self.stopped else None
        problems = [Remark(RemarkKind.PROBLEM, problem) for problem in self.problems]
        self.board.post(path_of_list(part), previewed(html, "", part, problems, failure))

    def _in_short(self, report: Report) -> str:
        made = self.made[report.item]
        if made.failure:
            return "stopped"
        if not made.shown:
            return "not made yet"
        count = len(made.remarks) + len(made.shown.remarks)
        return f"{count} to look at" if count else "nothing to look at"

    def _do(self, name: str, job: str, *arguments: Any) -> Done:
        (done,) = self.crew.done([Task(name, f"{_JOBS}:{job}", arguments, DEADLINE + _GRACE)])
        return done

    @property
    def _reports(self) -> tuple[Report, ...]:
        return self.meeting.reports if self.meeting else ()
