"""Received files read once more: whether they are here, as they came, and still give what was taken in."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.lineage import LineageRow, ReceivedFile, Taken, TakenValue
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.intake.readers import take
from ccpi_nb.intake.received import kept
from ccpi_nb.intake.values import planned_values
from ccpi_nb.workbook.inputs import Workbook

# By dataset, indicator, period and breakdown.
_Values = Mapping[tuple[object, ...], TakenValue]


@dataclass(frozen=True)
class ReadAgain:
    """How many values of how many files came out the same, and what did not, in sentences without any value."""

    files: int
    values: int
    problems: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The counts as a sentence: 'Of 2 received files, read again, 31 of 31 values come out the same.'"""
        same = self.values - len(self.problems)
        files = "1 received file" if self.files == 1 else f"{self.files} received files"
        return f"Of {files}, read again, {same} of {self.values} values come out the same."


def read_again(workbook: Workbook, rows: Iterable[tuple[str, LineageRow]]) -> ReadAgain:
    """Read the files again that rows of data/intake name, each given with its dataset."""
    by_file: dict[tuple[str, str], list[tuple[str, LineageRow]]] = {}
    for dataset, row in rows:
        by_file.setdefault((row.origin.sha256, row.origin.file), []).append((dataset, row))
    problems = [problem for file, some in by_file.items() for problem in _of_file(workbook, *file, some)]
    return ReadAgain(len(by_file), sum(map(len, by_file.values())), tuple(problems))


def _of_file(workbook: Workbook, sha256: str, name: str, rows: list[tuple[str, LineageRow]]) -> Iterator[str]:
    """Yield a sentence for each row that a file does not give again."""
    try:
        file, *beside = [_kept(workbook, *one) for one in dict.fromkeys([(sha256, name), *_beside(workbook, rows)])]
        # A file may cover other periods, which nobody took in: whether they can be counted is no matter here.
        counted = {(dataset, row.indicator, row.period) for dataset, row in rows}
        taken = _taken(_read(file, workbook, (file, *beside), counted))
    except InputError as problem:
        why = " ".join(problem.problems)
        yield from (_sentence(row, why) for _, row in rows)
        return
    for dataset, row in rows:
        if why := _difference(workbook, dataset, row, taken):
            yield _sentence(row, f"{', '.join(row.told)} {why}")


def _read(
    file: ReceivedFile,
    workbook: Workbook,
    beside: tuple[ReceivedFile, ...],
    only: Collection[tuple[str, str, Period]],
) -> Taken:
    try:
        return take(file, workbook, beside=beside, only=only)
    except InputError:  # which quotes cells: of an exempt file too, and a log may be public
        raise InputError(f"{file.name} can't be read any more as it was; see why with ccpi collect read") from None


def _kept(workbook: Workbook, sha256: str, name: str) -> ReceivedFile:
    if not sha256:
        raise InputError(f"{name} is a table of a database, of which no copy is kept; count its records again")
    if (file := kept(workbook.root, sha256, name)) is None:
        raise InputError(f"{name} is not in the folder received; put back the file whose SHA-256 this row has")
    return file


def _beside(workbook: Workbook, rows: Iterable[tuple[str, LineageRow]]) -> Iterator[tuple[str, str]]:
    """Yield the files whose records were counted together, as the working papers have them."""
    for dataset, key in dict.fromkeys((dataset, row.origin.working) for dataset, row in rows if row.origin.working):
        yield from ((origin.sha256, origin.file) for origin in workbook.intake.working(dataset, key).files)


def _taken(taken: Taken) -> _Values:
    return {(each.dataset, each.indicator, each.period, each.breakdown): each for each in taken.values}


def _difference(
    workbook: Workbook, dataset: str, row: LineageRow, taken: Mapping[tuple[object, ...], TakenValue]
) -> str:
    """Return how what a file gives now differs from what was taken in; '' where it is the same."""
    value = taken.get((dataset, row.indicator, row.period, row.breakdown))
    if value is None:
        return "gives no such value any more; see whether its recipe, measure or form has changed"
    if row.origin.reader_sha256 != value.origin.reader_sha256:
        changed = f", and {value.origin.reader} has changed since"
    else:
        changed = ""
    (planned,) = planned_values(workbook, [value], row.as_at)
    held = next((each for each in workbook.dataset(dataset) if _key(each) == row.key), None)
    if held is None or _numbers(held) != _numbers(planned.row):
        return f"gives another value than its row of observations has{changed}"
    if (row.origin.place, row.origin.held_as) != (planned.taken.origin.place, planned.taken.origin.held_as):
        return f"is not where the value is read now{changed}"
    return ""


def _sentence(row: LineageRow, why: str) -> str:
    return f"{row.row}: {why}"


def _key(observation: Observation) -> tuple[object, ...]:
    return observation.indicator, observation.period, observation.breakdown, observation.as_at, observation.source


def _numbers(observation: Observation) -> tuple[object, ...]:
    return observation.value, observation.shorthand, observation.numerator, observation.denominator
