"""Run a meeting: make what has changed of its reports, then its packs, and exchange the outputs as one."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import put_folder
from ccpi_nb.files.text_files import names_in
from ccpi_nb.files.views import Seen
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.run.desk import JOBS, SURVEY, Desk
from ccpi_nb.run.lock import only_writer
from ccpi_nb.run.messages import Survey, Workbench
from ccpi_nb.run.packs import TITLES, Packs, staging
from ccpi_nb.run.standing import Standing, workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Crew, Done, LocalCrew, Task

# For a report, unless the orders say otherwise; whatever else is made has no less.
DEADLINE = 300.0
# The workbook as Part I sees it, in the folder of a run.
_PART_I = "part-i"
# Beyond its own deadline a report has this to say which cell was too slow.
_GRACE = 20.0


class StepState(StrEnum):
    """How far a report or a pack has come in a run."""

    RUNNING = "running"
    MADE = "made"
    UNCHANGED = "unchanged"
    TO_FOLLOW = "to follow"
    NOT_HELD = "not held"
    FAILED = "failed"


@dataclass(frozen=True)
class Step:
    """The state of a report, or of a pack, in a run; `why` is what made it stale, or why it failed.

    `of` is how many reports and packs the run has.
    A report that asks for what is not held has, before all others, a step that says so and changes nothing.
    """

    item: str
    title: str
    part: Part
    state: StepState
    why: str = ""
    seconds: float = 0
    of: int = 0


@dataclass(frozen=True)
class Orders:
    """How a meeting is to be run.

    `crew` does the reports where that is not this machine. With `items` only their reports are laid out, each in a
    folder of its own: the outputs stay as they were.
    """

    jobs: int
    deadline: float = DEADLINE
    force: bool = False
    crew: Crew | None = None
    items: tuple[str, ...] = ()


def run_meeting(
    root: Path, day: str, orders: Orders, progress: Callable[[Step], None], now: datetime
) -> tuple[Step, ...]:
    """Bring a meeting's outputs under outputs/DAY up to date; no step where nothing has changed.

    Where anything fails, they stay as they were.

    InputError before any kernel starts where params or parameters are wrong, or where another run holds the meeting.
    """
    store = Store(root / "outputs", day)
    store.keep_from_git()
    with only_writer(store.own, day, now):
        store.clear_up()
        prints = Prints(root).take_all()
        if not (orders.force or orders.items) and store.untouched(prints):
            store.keep_failed({})
            return ()
        with LocalCrew(orders.jobs) as crew, workbook_now(root, prints, crew.scratch / _PART_I) as held:
            desk = Desk(root, store, prints, crew, orders.jobs, max(DEADLINE, orders.deadline), orders.force)
            return _Run(desk, held, orders, progress).steps()


def run_or_refuse(
    root: Path,
    day: str,
    orders: Orders,
    now: datetime,
    progress: Callable[[Step], None] = lambda step: None,
    *,
    outcome: str = "",
) -> tuple[Step, ...]:
    """Run a meeting as `run_meeting` does; InputError also where a report failed.

    `outcome`, if any, is the last sentence of that error.
    """
    steps = run_meeting(root, day, orders, progress, now)
    if failures := [step.why for step in steps if step.state is StepState.FAILED]:
        raise InputError(*failures, *filter(None, (outcome,)))
    return steps


@dataclass(frozen=True)
class _Run:
    desk: Desk
    now: Standing
    orders: Orders
    progress: Callable[[Step], None]
    total: int = 0

    def steps(self) -> tuple[Step, ...]:
        day, copy = self.store.day, self.desk.crew.scratch / _PART_I
        look = Task("the look at the meeting", SURVEY, (self.desk.root, day, copy), self.desk.patience, light=True)
        survey: Survey = self.desk.asked([look])[0]
        meeting = survey.meeting
        if not (self.orders.force or self.orders.items or self.store.stale_outputs(self.now)):
            self._read_again_if_need_be(survey)
            self.store.keep_failed({})
            return ()
        benches = [Workbench(copy, day, Part.PUBLIC, closed=self.desk.root)]
        if Part.EXEMPT in survey.parts:
            benches.append(Workbench(self.desk.root, day, Part.EXEMPT))
        chosen = [meeting.report(item) for item in dict.fromkeys(self.orders.items)]
        reports = _with_what_the_gate_needs(meeting, chosen)
        total = len(meeting.to_follow) + len(reports) + (0 if chosen else len(benches))
        return replace(self, total=total)._make(survey, benches, reports, chosen)

    def _make(
        self, survey: Survey, benches: Sequence[Workbench], reports: Sequence[Report], chosen: Sequence[Report]
    ) -> tuple[Step, ...]:
        meeting = survey.meeting
        for waiting in meeting.to_follow:
            self._say(Step(waiting.item, waiting.title, waiting.part, StepState.TO_FOLLOW, f"awaits {waiting.files}"))
        for item, sentence in survey.notes:
            self._say(Step(item, sentence, meeting.report(item).part, StepState.NOT_HELD))
        if chosen:
            steps = self._make_reports(benches, reports)
            if not _have_failed(steps):
                self._lay_items(meeting, benches, chosen)
            return tuple(steps)
        with staging(self.store.final) as folder:
            packed: list[Step] = []
            packs = Packs(
                self.desk, meeting, benches, folder, lambda part, seconds: packed.append(self._packed(part, seconds))
            )
            steps = self._make_reports(benches, reports, packs)
            if not _have_failed(steps):
                if not packs.are_begun:
                    list(self.desk.crew.done(packs.rest(), then=packs.take))
                packs.publish(survey.seen)
            return (*steps, *packed)

    def _packed(self, part: Part, seconds: float) -> Step:
        return self._say(Step("", TITLES[part].capitalize(), part, StepState.MADE, seconds=seconds))

    def _read_again_if_need_be(self, survey: Survey) -> None:
        """Have the gate read outputs that stand again, where something else is exempt than when it read them."""
        final = self.store.final
        gate: Seen = self.desk.asked([self.desk.collecting(final)])[0]
        if self.store.exempt_content() not in dict(gate.views).values():
            read = self.desk.asked(self.desk.gates(final, names_in(final / Part.PUBLIC.folder)))
            self.desk.refuse_leaks(read)
            self.store.keep_readings(part.reading for part in read)
        self.store.renew(self.desk.prints, gate.union(Seen(behind=survey.seen.read)))

    def _make_reports(
        self, benches: Sequence[Workbench], reports: Sequence[Report], packs: Packs | None = None
    ) -> list[Step]:
        """Make the reports that are stale; `packs` are begun where nothing else could be done meanwhile."""
        steps: list[Step] = []
        failed: dict[str, bytes] = {}
        tasks: dict[Task, tuple[Report, str]] = {}
        for bench in benches:
            for report in (report for report in reports if report.part is bench.part):
                reasons = ("it is made again by --force",) if self.orders.force else self.store.stale(report, self.now)
                if reasons:
                    tasks[self._reporting(bench, report)] = (report, reasons[0])
                else:
                    steps.append(self._say(Step(report.item, report.title, report.part, StepState.UNCHANGED)))

        def begun(task: Task) -> None:
            if task in tasks:
                report, why = tasks[task]
                self._say(Step(report.item, report.title, report.part, StepState.RUNNING, why))

        left = {*tasks}

        def keep(done: Done) -> Sequence[Task]:
            """Keep a report, or a part of the packs, and return what may be done then."""
            if packs and done.task not in tasks:
                return packs.take(done)
            steps.append(self._kept(done, *tasks[done.task], failed))
            left.remove(done.task)
            if not packs or left or failed or self.orders.crew:
                return ()
            self.store.keep_failed({})
            return packs.rest()

        # One Part after the other: while an author's code runs for Part I, no process is alive that it could ask for
        # what is exempt. A kernel sends what it shows to whoever listens.
        for bench in benches:
            own = [task for task in tasks if tasks[task][0].part is bench.part]
            if self.orders.crew:
                for done in self.orders.crew.done(own, begun):
                    keep(done)
                continue
            # Part I's pack runs no author's code, and may be made beside the reports of Part II.
            waits = packs and own and bench.part is Part.EXEMPT and not failed
            beside = [packs.begin(benches[0])] if packs and waits else []
            for _ in self.desk.crew.done([*own, *beside], begun, keep):
                pass
        self.store.keep_failed(failed)
        return steps

    def _reporting(self, bench: Workbench, report: Report) -> Task:
        deadline = self.orders.deadline
        name = f"params/{self.store.day}.yaml, item {report.item}: the report"
        return Task(name, f"{JOBS}:make_report", (bench, report.item, deadline), deadline + _GRACE)

    def _kept(self, done: Done, report: Report, why: str, failed: dict[str, bytes]) -> Step:
        """Store a finished report; of one that failed, note what is left of it among the `failed`."""
        result = done.value or self.desk.failed_result(done, report.part, report.stem)
        if result.failure:
            failed |= {f"{report.part.folder}/{name}": content for name, content in result.left.items()}
        else:
            record = self.desk.prints.record({report.part: result.seen}, result.files)
            self.store.keep(report, result.files, record)
        state = StepState.FAILED if result.failure else StepState.MADE
        return self._say(Step(report.item, report.title, report.part, state, result.failure or why, done.seconds))

    def _lay_items(self, meeting: Meeting, benches: Sequence[Workbench], chosen: Sequence[Report]) -> None:
        """Lay each chosen report with its page into a folder of its own, once the gate has read the public ones."""
        known = [report.item for report in meeting.reports if not self.store.stale(report, self.now)]
        self.desk.asked([self.desk.collecting_from(known)])
        bench_of = {bench.part: bench for bench in benches}
        with ExitStack() as stack:
            folders = [(report, stack.enter_context(staging(self.store.place_of(report)))) for report in chosen]
            for report, folder in folders:
                self.desk.lay_files(folder, report)
                bench = bench_of[report.part]
                page = self.desk.task(
                    f"item {report.item}'s page", "make_item_page", bench, self.store, folder, report.item
                )
                self.desk.refuse(list(self.desk.crew.done([page])), report.part)
            public = [folder for report, folder in folders if report.part is Part.PUBLIC]
            gates = [
                gate for folder in public for gate in self.desk.gates(folder, names_in(folder / Part.PUBLIC.folder))
            ]
            self.desk.refuse_leaks(self.desk.asked(gates))
            for report, folder in folders:
                put_folder(folder, self.store.place_of(report))

    @property
    def store(self) -> Store:
        return self.desk.store

    def _say(self, step: Step) -> Step:
        self.progress(replace(step, of=self.total))
        return step


def _have_failed(steps: Sequence[Step]) -> bool:
    return any(step.state is StepState.FAILED for step in steps)


def _with_what_the_gate_needs(meeting: Meeting, chosen: Sequence[Report]) -> tuple[Report, ...]:
    """Return the reports to be made for those that are chosen; all where none is.

    With one of Part I go all of Part II: the gate reads it with what they show.
    """
    is_public = any(report.part is Part.PUBLIC for report in chosen)
    return tuple(
        report
        for report in meeting.reports
        if not chosen or report in chosen or (is_public and report.part is Part.EXEMPT)
    )
