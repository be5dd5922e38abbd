"""A run's packs: each made once the reports of its Part are, read by the gate, and put in place as one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.files.text_files import names_in
from ccpi_nb.files.views import Seen
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.publish.manifest_file import Read, write_manifest
from ccpi_nb.run.desk import Desk
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.workers import Done, Task

TITLES = {Part.PUBLIC: "agenda pack for press and public", Part.EXEMPT: "agenda pack for members"}


@dataclass(frozen=True)
class Packs:
    """The packs of a meeting, which are made in `folder`, one for each of the benches, Part I's first.

    `made` is called with each pack's Part and seconds, when all reports are made too.
    """

    desk: Desk
    meeting: Meeting
    benches: Sequence[Workbench]
    folder: Path
    made: Callable[[Part, float], None]
    _bench_of: dict[Task, Workbench] = field(default_factory=dict)
    _done: dict[Task, Done] = field(default_factory=dict)

    def begin(self, bench: Workbench) -> Task:
        """Lay the finished reports of a Part into its folder, and return the task that makes its pack."""
        place = self.folder / bench.part.folder
        place.mkdir()  # where a pack is written, also where all reports are to follow
        for report in self.meeting.reports_in(bench.part):
            self.desk.lay_files(self.folder, report)
        task = self.desk.task(f"the {TITLES[bench.part]}", "make_pack", bench, self.desk.store, self.folder)
        self._bench_of[task] = bench
        return task

    @property
    def are_begun(self) -> bool:
        """Whether `rest` has been asked for."""
        return len(self._bench_of) == len(self.benches)

    def rest(self) -> list[Task]:
        """Return what may begin once all reports are made: the packs that are not begun, and what the gate needs.

        InputError where a pack has failed, here and in `take`.
        """
        for done in self._done.values():
            self._conclude(done)
        begun = {bench.part for bench in self._bench_of.values()}
        return [self._collecting, *(self.begin(bench) for bench in self.benches if bench.part not in begun)]

    def take(self, done: Done) -> Sequence[Task]:
        """Take the outcome of one of these tasks, and return the tasks that it makes possible."""
        self._done[done.task] = done
        if not self.are_begun:
            return ()
        self._conclude(done)
        return self._now_to_be_read(done.task)

    def publish(self, survey: Seen) -> None:
        """Put all that was made in place, once nothing exempt was found in what is to be public.

        `survey` is what was seen by it. InputError where anything was found; the outputs are then as they were.
        """
        packs: dict[Part, Seen] = {bench.part: self._done.pop(task).value for task, bench in self._bench_of.items()}
        gate = Seen(behind=survey.read).union(self._done.pop(self._collecting).value)
        read = [done.value for done in self._done.values()]
        self.desk.refuse_leaks(read)
        self.desk.store.keep_readings(part.reading for part in read)
        for bench in self.benches[1:]:
            self._take_stock(bench, packs[bench.part].read)
        self.desk.store.publish(self.folder, self.desk.prints, packs, gate, self.meeting.reports)

    @property
    def _collecting(self) -> Task:
        return self.desk.collecting(self.folder)

    def _conclude(self, done: Done) -> None:
        bench = self._bench_of.get(done.task)
        self.desk.refuse([done], bench.part if bench else Part.EXEMPT)
        if bench:
            self.made(bench.part, done.seconds)

    def _now_to_be_read(self, done: Task) -> Sequence[Task]:
        """Return the tasks of the gate that an outcome makes possible.

        The files of public reports are read once it is known what is exempt, the others once the public pack is made
        too; its manifest, which is read like them, is written then.
        """
        collecting = self._collecting
        reports = {
            path.name for report in self.meeting.reports_in(Part.PUBLIC) for path in self.desk.store.files_of(report)
        }
        public, bench = next((task, bench) for task, bench in self._bench_of.items() if bench.part is Part.PUBLIC)
        tasks = self.desk.gates(self.folder, reports, is_packed=False) if done == collecting else []
        if done in (collecting, public) and self._done.keys() >= {collecting, public}:
            self._take_stock(bench, self._done[public].value.read)
            others = [name for name in names_in(self.folder / Part.PUBLIC.folder) if name not in reports]
            tasks += self.desk.gates(self.folder, others)
        return tasks

    def _take_stock(self, bench: Workbench, pack: frozenset[str]) -> None:
        """Write a Part's manifest; the pack of Part II shows Part I too."""
        reports = self.meeting.reports_in(Part.PUBLIC) if bench.closed else self.meeting.reports
        read = Read({report.item: self.desk.store.inputs_of(report) for report in reports}, pack)
        part_prints = Prints(bench.root) if bench.closed else self.desk.prints
        write_manifest(self.folder / bench.part.folder, self.meeting, bench.part, read, self.desk.prints, part_prints)


@contextmanager
def staging(final: Path) -> Iterator[Path]:
    """Yield a folder beside the final one, which is removed afterwards, whatever happened."""
    folder = Path(mkdtemp(prefix=f".{final.name}.", dir=final.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
