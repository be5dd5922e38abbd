"""A preview of a meeting: the pages that somebody sees are made again when what they were made from changes."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any

from ccpi_nb.document.model import Document
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.preview.board import Board
from ccpi_nb.preview.files import Stamps, changed, stamps
from ccpi_nb.preview.jobs import INDEX, Failure, Page
from ccpi_nb.preview.pages import empty_page, list_page, previewed, waiting_page
from ccpi_nb.preview.server import Address, served
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.run.meeting_run import DEADLINE
from ccpi_nb.run.messages import Remark, RemarkKind, Workbench
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Done, LocalCrew, Task

_JOBS = "ccpi_nb.preview.jobs"
# How often the files are looked at, in seconds: some hundred of them take about a millisecond.
_PULSE = 0.03
# For so long nothing must change before a change is taken for a whole one.
_SETTLED = 0.03
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
        session = _Session(root, day, crew, board, review, now)
        session.step()
        first = session.first(item)
        with served(board, first) as address:
            opened(address)
            while True:
                if not session.step():
                    board.wait(_PULSE)


@dataclass
class _Made:
    """A report's last good page, what was read for it and how it was made; and what has stopped it since."""

    read: frozenset[str] = frozenset()
    page: Page | None = None
    state: str = "This page is being made."
    failure: Failure | None = None
    remarks: tuple[Remark, ...] = ()
    is_old: bool = True


@dataclass
class _Session:
    root: Path
    day: str
    crew: LocalCrew
    board: Board
    review: Review
    now: Callable[[], datetime]
    seen: Stamps = field(default_factory=dict)
    meeting: Meeting | None = None
    parts: tuple[Part, ...] = (Part.PUBLIC,)
    # Of the meeting as it is now: why no report of it can be made, and what would only stop a run.
    stopped: str = ""
    problems: tuple[str, ...] = ()
    made: dict[str, _Made] = field(default_factory=dict)
    copy: Path | None = None
    copies: int = 0
    copy_is_old: bool = True
    problems_are_old: bool = False

    def first(self, item: str) -> str:
        """Return the path of the page that comes first; InputError where the meeting has no such item."""
        if not item:
            return _list_of(Part.PUBLIC)
        if self.meeting is None:
            raise InputError(*self.stopped.splitlines())
        return _path(self.meeting.report(item))

    def step(self) -> bool:
        """Do the next thing that there is to do, and return whether there was one.

        Pages come before the look at words that only a run would refuse; but they are made from a copy that holds.
        """
        if news := self._news():
            self._note(news)
        if self.copy_is_old:
            self.look()
        elif report := self._next():
            self._make(report)
        elif self.problems_are_old:
            self.look()
        else:
            return bool(news)
        return True

    def look(self) -> None:
        """Look the meeting over, and renew Part I's copy of the workbook."""
        self.copies += 1
        copy = self.crew.scratch / f"part-i-{self.copies}"
        done = self._do("the look at the meeting", "look", self.root, self.day, copy)
        self.copy_is_old = self.problems_are_old = False
        self.stopped = done.problem or done.failure
        if looked := done.value:
            self._take_copy(copy)
            self.meeting, self.parts, self.problems = looked.meeting, looked.parts, looked.problems
            self.made = {report.item: self.made.get(report.item, _Made()) for report in looked.meeting.reports}
        else:
            shutil.rmtree(copy, ignore_errors=True)
        self._post_all()

    def _take_copy(self, copy: Path) -> None:
        if self.copy:
            shutil.rmtree(self.copy, ignore_errors=True)
        self.copy = copy

    def _news(self) -> frozenset[str]:
        """Return what has changed since it was last asked, once nothing changes any more: a save may take two steps."""
        now = self._stamps()
        if now == self.seen:
            return frozenset()
        while (later := self._stamps_after(_SETTLED)) != now:
            now = later
        news, self.seen = changed(self.seen, now), now
        return news

    def _stamps(self) -> Stamps:
        return stamps(self.root, f"tests/reference/{self.day}", f"outputs/.made/{self.day}")

    def _stamps_after(self, seconds: float) -> Stamps:
        sleep(seconds)
        return self._stamps()

    def _note(self, news: frozenset[str]) -> None:
        """Note what the news make old."""
        inputs = {name for name in news if name.startswith(tuple(f"{folder}/" for folder in WORKBOOK_FOLDERS))}
        notebooks = {name for name in inputs if name.startswith("notebooks/") and name in self.seen}
        if not inputs:  # a reference was accepted, or the meeting was run
            for report in self._reports:
                self._review(report)
            self._post_all()
        elif inputs == notebooks and self.copy and not self.stopped:
            for name in notebooks:
                lay_file(self.copy / name, (self.root / name).read_bytes())
            self.problems_are_old = True
        else:
            self.copy_is_old = True
        for made in self.made.values():
            made.is_old |= bool(made.read & inputs)

    def _next(self) -> Report | None:
        """Return the report to be made next: of those that somebody sees, and of the rest while the list is seen."""
        watched = self.board.watched if not self.stopped else ()
        old = {_path(report): report for report in self._reports if self.made[report.item].is_old}
        listed = [
            path
            for path in old
            if any(path.startswith(f"{Path(seen).parent}/") for seen in watched if seen.endswith(INDEX))
        ]
        return next((old[path] for path in (*watched, *listed) if path in old), None)

    def _make(self, report: Report) -> None:
        assert self.copy
        public = Workbench(self.copy, self.day, Part.PUBLIC, closed=self.root)
        bench = public if report.part is Part.PUBLIC else Workbench(self.root, self.day, Part.EXEMPT)
        done = self._do(f"item {report.item}", "make_page", bench, report.item, DEADLINE)
        page = done.value or Page(frozenset(), failure=Failure(done.problem or done.failure))
        made = self.made[report.item]
        made.is_old, made.failure, made.read = False, page.failure, page.read or made.read
        if page.document:
            made.page, made.state = page, f"As saved at {self.now():%H:%M:%S}; made in {done.seconds:.1f} seconds."
            self._review(report)
        self._post(report, Prints(self.root))
        self._post_list(report.part)

    def _review(self, report: Report) -> None:
        """Have a page looked over, for the remarks on it."""
        made = self.made[report.item]
        if made.page and made.page.document:
            try:
                made.remarks = tuple(self.review(report, made.page.document, made.page.html))
            except InputError as problem:
                made.remarks = tuple(Remark(RemarkKind.PROBLEM, sentence) for sentence in problem.problems)

    def _post_all(self) -> None:
        prints = Prints(self.root)
        for report in self._reports:
            self._post(report, prints)
        for part in self.parts:
            self._post_list(part)

    def _post(self, report: Report, prints: Prints) -> None:
        assert self.meeting
        made = self.made[report.item]
        files = {f"notebooks/{report.notebook}.ipynb", *(name for name in made.read if not name.endswith("/"))}
        problems = (
            Remark(RemarkKind.PROBLEM, problem) for problem in self.problems if problem.startswith(tuple(files))
        )
        html = made.page.html if made.page else waiting_page(self.meeting, report)
        remarks = [*(made.page.remarks if made.page else ()), *made.remarks, *problems]
        failure = Failure(self.stopped) if self.stopped else made.failure
        self.board.post(_path(report), previewed(html, self._state(report, prints), report.part, remarks, failure))

    def _state(self, report: Report, prints: Prints) -> str:
        made = self.made[report.item]
        stale = Store(self.root / "outputs", self.day).stale(report, prints)
        return f"{made.state} In outputs/{self.day} it is out of date: {stale[0]}." if stale else made.state

    def _post_list(self, part: Part) -> None:
        if self.meeting is None:
            html = empty_page(self.day)
        else:
            other = next((f"../{_list_of(each)}" for each in self.parts if each is not part), "")
            states = [(report, self._in_short(report)) for report in self.meeting.reports_in(part)]
            html = list_page(self.meeting, part, states, other)
        failure = Failure(self.stopped) if self.stopped else None
        problems = [Remark(RemarkKind.PROBLEM, problem) for problem in self.problems]
        self.board.post(_list_of(part), previewed(html, "", part, problems, failure))

    def _in_short(self, report: Report) -> str:
        made = self.made[report.item]
        if made.failure:
            return "stopped"
        if not made.page:
            return "not made yet"
        count = len(made.remarks) + len(made.page.remarks)
        return f"{count} to look at" if count else "nothing to look at"

    def _do(self, name: str, job: str, *arguments: Any) -> Done:
        (done,) = self.crew.done([Task(name, f"{_JOBS}:{job}", arguments, DEADLINE + _GRACE)])
        return done

    @property
    def _reports(self) -> tuple[Report, ...]:
        return self.meeting.reports if self.meeting else ()


def _path(report: Report) -> str:
    return f"{report.part.folder}/{report.stem}.html"


def _list_of(part: Part) -> str:
    return f"{part.folder}/{INDEX}"
