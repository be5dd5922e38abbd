"""What the stages of a run share: how a task is asked for, what is refused, and what the gate is to read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccpi_nb.domain.meetings import Part, Report
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.exempt.leaks import in_short
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.files.views import Seen
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.run.messages import Made, ReadAgain, failed_folder
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Done, LocalCrew, Task

# The module of the tasks, by name: who only asks for them need not import what they need.
JOBS = "ccpi_nb.run.jobs"
SURVEY = "ccpi_nb.run.survey:survey"


@dataclass(frozen=True)
class Desk:
    """A meeting's store and this machine's crew, which has `patience` seconds for what is no report.

    `prints` are those of the workbook's files as they were when the run began. With `force` the gate also reads what it
    has read already.
    """

    root: Path
    store: Store
    prints: Prints
    crew: LocalCrew
    jobs: int
    patience: float
    force: bool

    def task(self, name: str, job: str, *arguments: Any) -> Task:
        """Return the call of a job, which `name` begins a sentence about."""
        return Task(name, f"{JOBS}:{job}", arguments, self.patience)

    def collecting(self, folder: Path) -> Task:
        """Return the task that collects what is exempt for the gate, from the reports in `folder`."""
        return self.task(
            "the collection of what is exempt", "write_exempt", self.root, self.store, folder, self._exempt
        )

    def collecting_from(self, items: Collection[str]) -> Task:
        """Return the task that collects what is exempt for the gate, from the finished reports of some items."""
        name = "the collection of what is exempt"
        return self.task(name, "write_exempt_for_items", self.root, self.store, items, self._exempt)

    def gates(self, folder: Path, names: Iterable[str], is_packed: bool = True) -> list[Task]:
        """Return the tasks that read public files again, in a share for each job, large files dealt out first."""
        large = sorted(sorted(names), key=lambda name: -(folder / Part.PUBLIC.folder / name).lstat().st_size)
        shares = [tuple(sorted(large[number :: self.jobs])) for number in range(self.jobs)]
        name = "the reading of what is to be public"
        before = None if self.force else self.store.readings
        given = (self._exempt, is_packed, before, self.prints.of_tools)
        return [self.task(name, "read_again", folder, share, *given) for share in shares if share]

    def asked(self, tasks: Sequence[Task]) -> list[Any]:
        """Return the values of tasks of which none may fail."""
        done = list(self.crew.done(tasks))
        self.refuse(done, Part.EXEMPT)
        return [outcome.value for outcome in done]

    def refuse_leaks(self, read: Sequence[ReadAgain]) -> None:
        """Raise InputError where anything exempt would be public; what it is stays where no log shows it."""
        leaks = sorted({leak for part in read for leak in part.leaks}, key=str)
        name = f"{Part.EXEMPT.folder}/gate.txt"
        if leaks:
            self.store.keep_failed({name: "".join(f"{leak}\n" for leak in leaks).encode()})
        refuse(in_short(leaks, f"{failed_folder(self.store.day)}/{name}"))

    @property
    def _exempt(self) -> Path:
        """The file that tells the gate what is exempt."""
        # Written only once no notebook of Part I runs any more, and into the run's own folder, which only this user can
        # open and which goes with the run; Part I's pack, which is made meanwhile, is kept from it.
        return self.crew.scratch / "exempt.json"

    def lay_files(self, folder: Path, report: Report) -> None:
        """Lay a finished report's files into the folder of its Part in `folder`."""
        for path in self.store.files_of(report):
            lay_file(folder / report.part.folder / path.name, path.read_bytes())

    def refuse(self, done: Iterable[Done], part: Part) -> None:
        """Raise InputError where any of the tasks has no value, and say why."""
        problems: list[str] = []
        for outcome in done:
            if outcome.failure:
                result = self.failed_result(outcome, part, "run")
                self.store.keep_failed({f"{part.folder}/{name}": content for name, content in result.left.items()})
                raise InputError(result.failure)
            problems += outcome.problem.splitlines()
        refuse(sorted(set(problems)))

    def failed_result(self, done: Done, part: Part, stem: str) -> Made:
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
