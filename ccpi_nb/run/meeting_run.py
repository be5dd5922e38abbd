"""Run a meeting: make what has changed of its reports, then its packs, and exchange the outputs as one."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.exempt.leaks import Leak, in_short
from ccpi_nb.files.atomic import lay_file, put_folder
from ccpi_nb.files.text_files import names_in
from ccpi_nb.files.views import Seen
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.publish.manifest_file import Read, write_manifest
from ccpi_nb.run.lock import only_writer
from ccpi_nb.run.messages import Made, Survey, Workbench, failed_folder
from ccpi_nb.run.standing import Standing, workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Crew, Done, LocalCrew, Task

# The module of the tasks, by name: who only asks for them need not import what they need.
JOBS = "ccpi_nb.run.jobs"
# For a report, unless the orders say otherwise; whatever else is made has no less.
DEADLINE = 300.0
# The workbook as Part I sees it, in the folder of a run.
_PART_I = "part-i"
# Beyond its own deadline a report has this to say which cell was too slow.
_GRACE = 20.0
_PACKS = {Part.PUBLIC: "agenda pack for press and public", Part.EXEMPT: "agenda pack for members"}


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
            return _Run(root, store, held, orders, crew, progress).steps()


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
    root: Path
    store: Store
    now: Standing
    orders: Orders
    crew: LocalCrew
    progress: Callable[[Step], None]
    total: int = 0

    def steps(self) -> tuple[Step, ...]:
        day, copy = self.store.day, self.crew.scratch / _PART_I
        look = list(self.crew.done([self._task("the look at the meeting", "survey", self.root, day, copy)]))
        self._refuse(look, Part.EXEMPT)
        survey: Survey = look[0].value
        meeting = survey.meeting
        if not (self.orders.force or self.orders.items or self.store.stale_outputs(self.now)):
            self._read_again_if_need_be(survey)
            self.store.keep_failed({})
            return ()
        benches = [Workbench(copy, day, Part.PUBLIC, closed=self.root)]
        if Part.EXEMPT in survey.parts:
            benches.append(Workbench(self.root, day, Part.EXEMPT))
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
        for note in survey.notes:
            self._say(Step(note.item, note.sentence, meeting.report(note.item).part, StepState.NOT_HELD))
        steps = self._make_reports(meeting, benches, reports)
        if any(step.state is StepState.FAILED for step in steps):
            return steps
        if chosen:
            self._lay_items(meeting, benches, chosen)
            return steps
        return (*steps, *self._make_packs(meeting, benches, survey.seen))

    def _read_again_if_need_be(self, survey: Survey) -> None:
        """Have the gate read outputs that stand again, where something else is exempt than when it read them."""
        gate = self._collected(self.store.final)
        if self.store.exempt_content() not in dict(gate.views).values():
            public = names_in(self.store.final / Part.PUBLIC.folder)
            gates = list(self.crew.done(self._gates(self.store.final, public)))
            self._refuse(gates, Part.EXEMPT)
            self._refuse_leaks(leak for done in gates for leak in done.value)
        self.store.renew(self.prints, gate.union(Seen(behind=survey.seen.read)))

    def _collected(self, folder: Path) -> Seen:
        """Collect what is exempt for the gate, from the reports in `folder`, and return what was seen for that."""
        done = list(self.crew.done([self._collecting(folder)]))
        self._refuse(done, Part.EXEMPT)
        seen: Seen = done[0].value
        return seen

    def _collecting(self, folder: Path) -> Task:
        return self._task(
            "the collection of what is exempt", "write_exempt", self.root, self.store, folder, self._exempt
        )

    def _make_reports(
        self, meeting: Meeting, benches: Sequence[Workbench], reports: Sequence[Report]
    ) -> tuple[Step, ...]:
        steps: list[Step] = []
        failed: dict[str, bytes] = {}
        tasks: dict[Task, tuple[Report, str]] = {}
        for bench in benches:
            for report in (report for report in reports if report.part is bench.part):
                reasons = ("it is made again by --force",) if self.orders.force else self.store.stale(report, self.now)
                if reasons:
                    deadline = self.orders.deadline
                    name = f"params/{self.store.day}.yaml, item {report.item}: the report"
                    task = Task(name, f"{JOBS}:make_report", (bench, report.item, deadline), deadline + _GRACE)
                    tasks[task] = (report, reasons[0])
                else:
                    steps.append(self._say(Step(report.item, report.title, report.part, StepState.UNCHANGED)))

        def begun(task: Task) -> None:
            report, why = tasks[task]
            self._say(Step(report.item, report.title, report.part, StepState.RUNNING, why))

        crew = self.orders.crew or self.crew
        # One Part after the other: while an author's code runs for Part I, no process is alive that it could ask for
        # what is exempt. A kernel sends what it shows to whoever listens.
        of_part = ([task for task in tasks if tasks[task][0].part is bench.part] for bench in benches)
        for done in chain.from_iterable(crew.done(each, begun) for each in of_part):
            report, why = tasks[done.task]
            result = done.value or self._failed_result(done, report.part, report.stem)
            if result.failure:
                failed |= {f"{report.part.folder}/{name}": content for name, content in result.left.items()}
            else:
                record = self.prints.record({report.part: result.seen}, result.files)
                self.store.keep(report, result.files, record)
            state = StepState.FAILED if result.failure else StepState.MADE
            steps.append(
                self._say(Step(report.item, report.title, report.part, state, result.failure or why, done.seconds))
            )
        self.store.keep_failed(failed)
        return tuple(steps)

    def _lay_items(self, meeting: Meeting, benches: Sequence[Workbench], chosen: Sequence[Report]) -> None:
        """Lay each chosen report with its page into a folder of its own, once the gate has read the public ones."""
        known = [report.item for report in meeting.reports if not self.store.stale(report, self.now)]
        collecting = self._task(
            "the collection of what is exempt", "write_exempt_for_items", self.root, self.store, known, self._exempt
        )
        self._refuse(list(self.crew.done([collecting])), Part.EXEMPT)
        bench_of = {bench.part: bench for bench in benches}
        with ExitStack() as stack:
            folders = [(report, stack.enter_context(_staging(self.store.place_of(report)))) for report in chosen]
            for report, folder in folders:
                self._lay_files(folder, report)
                bench = bench_of[report.part]
                page = self._task(
                    f"item {report.item}'s page", "make_item_page", bench, self.store, folder, report.item
                )
                self._refuse(list(self.crew.done([page])), report.part)
            public = [folder for report, folder in folders if report.part is Part.PUBLIC]
            gates = [gate for folder in public for gate in self._gates(folder, names_in(folder / Part.PUBLIC.folder))]
            read = list(self.crew.done(gates))
            self._refuse(read, Part.EXEMPT)
            self._refuse_leaks(leak for done in read for leak in done.value)
            for report, folder in folders:
                put_folder(folder, self.store.place_of(report))

    def _make_packs(self, meeting: Meeting, benches: Sequence[Workbench], survey: Seen) -> tuple[Step, ...]:
        steps: list[Step] = []
        values: dict[Task, Any] = {}
        with _staging(self.store.final) as folder:
            for bench in benches:  # a Part's pack is written where its folder is, also where all reports are to follow
                (folder / bench.part.folder).mkdir()
            self._lay_reports(folder, meeting)
            reports = names_in(folder / Part.PUBLIC.folder)
            collecting = self._collecting(folder)
            packing = {
                self._task(f"the {_PACKS[bench.part]}", "make_pack", bench, self.store, folder): bench.part
                for bench in benches
            }

            def then(done: Done) -> Sequence[Task]:
                # What is known to be public is read while the packs are made, and the packs afterwards.
                is_known = done.task == collecting and done.value is not None
                return self._gates(folder, reports, is_packed=False) if is_known else ()

            for done in self.crew.done([collecting, *packing], then=then):
                self._refuse([done], packing.get(done.task, Part.EXEMPT))
                values[done.task] = done.value
                if part := packing.get(done.task):
                    title = _PACKS[part].capitalize()
                    steps.append(self._say(Step("", title, part, StepState.MADE, seconds=done.seconds)))
            packs: dict[Part, Seen] = {part: values.pop(task) for task, part in packing.items()}
            gate = Seen(behind=survey.read).union(values.pop(collecting))
            for bench in benches:
                self._take_stock(folder, meeting, bench, packs[bench.part].read)
            others = tuple(name for name in names_in(folder / Part.PUBLIC.folder) if name not in reports)
            gates = list(self.crew.done(self._gates(folder, others)))
            self._refuse(gates, Part.EXEMPT)
            self._refuse_leaks(leak for found in (*values.values(), *(done.value for done in gates)) for leak in found)
            self.store.publish(folder, self.prints, packs, gate, meeting.reports)
        return tuple(steps)

    def _lay_reports(self, folder: Path, meeting: Meeting) -> None:
        for report in meeting.reports:
            self._lay_files(folder, report)

    def _lay_files(self, folder: Path, report: Report) -> None:
        for path in self.store.files_of(report):
            lay_file(folder / report.part.folder / path.name, path.read_bytes())

    @property
    def _exempt(self) -> Path:
        """The file that tells the gate what is exempt."""
        # Written only once no notebook of Part I runs any more, and into the run's own folder, which only this user can
        # open and which goes with the run; Part I's pack, which is made meanwhile, is kept from it.
        return self.crew.scratch / "exempt.json"

    def _gates(self, folder: Path, names: Sequence[str], is_packed: bool = True) -> list[Task]:
        """Return the tasks that read public files again, in a share for each job, large files dealt out first."""
        large = sorted(names, key=lambda name: -(folder / Part.PUBLIC.folder / name).lstat().st_size)
        shares = [tuple(sorted(large[number :: self.orders.jobs])) for number in range(self.orders.jobs)]
        name = "the reading of what is to be public"
        return [self._task(name, "read_again", folder, share, self._exempt, is_packed) for share in shares if share]

    def _task(self, name: str, job: str, *arguments: Any) -> Task:
        return Task(name, f"{JOBS}:{job}", arguments, self._patience)

    def _refuse_leaks(self, found: Iterable[Leak]) -> None:
        """Raise InputError where anything exempt would be public; what it is stays where no log shows it."""
        leaks = sorted({*found}, key=str)
        name = f"{Part.EXEMPT.folder}/gate.txt"
        if leaks:
            self.store.keep_failed({name: "".join(f"{leak}\n" for leak in leaks).encode()})
        refuse(in_short(leaks, f"{failed_folder(self.store.day)}/{name}"))

    def _take_stock(self, folder: Path, meeting: Meeting, bench: Workbench, pack: frozenset[str]) -> None:
        """Write a Part's manifest; the pack of Part II shows Part I too."""
        reports = meeting.reports_in(Part.PUBLIC) if bench.closed else meeting.reports
        read = Read({report.item: self.store.inputs_of(report) for report in reports}, pack)
        part_prints = Prints(bench.root) if bench.closed else self.prints
        write_manifest(folder / bench.part.folder, meeting, bench.part, read, self.prints, part_prints)

    def _refuse(self, done: Iterable[Done], part: Part) -> None:
        """Raise InputError where any of the tasks has no value, and say why."""
        problems: list[str] = []
        for outcome in done:
            if outcome.failure:
                result = self._failed_result(outcome, part, "run")
                self.store.keep_failed({f"{part.folder}/{name}": content for name, content in result.left.items()})
                raise InputError(result.failure)
            problems += outcome.problem.splitlines()
        refuse(sorted(set(problems)))

    def _failed_result(self, done: Done, part: Part, stem: str) -> Made:
        """Return what stands for the value of a task that has none.

        Its traceback may hold exempt words, which are not for a log.
        """
        if not done.failure:
            return Made({}, Seen(), done.problem)
        file = f"{stem}.txt"
        where = f"{failed_folder(self.store.day)}/{part.folder}/{file}"
        words = (
            f"{done.task.name} stopped for a reason that is not its author's fault; {where} says which: "
            f"show it to whoever keeps ccpi_nb"
        )
        return Made({}, Seen(), words, {file: done.failure.encode()})

    @property
    def prints(self) -> Prints:
        """The prints of the workbook's files as they were when the run began."""
        return self.now.prints

    @property
    def _patience(self) -> float:
        return max(DEADLINE, self.orders.deadline)

    def _say(self, step: Step) -> Step:
        self.progress(replace(step, of=self.total))
        return step


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


@contextmanager
def _staging(final: Path) -> Iterator[Path]:
    """Yield a folder beside the final one, which is removed afterwards, whatever happened."""
    folder = Path(mkdtemp(prefix=f".{final.name}.", dir=final.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
