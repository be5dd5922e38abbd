"""Received files read once more: whether they are here, as they came, and still give what was taken in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.lineage import LineageRow, ReceivedFile, Taken, TakenValue
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.intake.planned import Fate
from ccpi_nb.intake.readers import take
from ccpi_nb.intake.received import kept
from ccpi_nb.intake.values import planned_values
from ccpi_nb.intake.word_lineage import WordsRow
from ccpi_nb.intake.words import planned_words
from ccpi_nb.workbook.inputs import Workbook

# By dataset, indicator, period and breakdown.
_Values = Mapping[tuple[object, ...], TakenValue]


@dataclass(frozen=True)
class ReadAgain:
    """How many values and rows of words of how many files were read again, and what does not come out the same.

    No sentence has a value. `edited` are rows of registers that have other words than the file: somebody has put them
    otherwise since, which is no mistake.
    """

    files: int
    values: int
    words: int
    other_values: tuple[str, ...]
    lost_words: tuple[str, ...]
    edited: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What a file does not give as it was taken in."""
        return (*self.other_values, *self.lost_words)

    @property
    def summary(self) -> str:
        """The counts as a sentence: 'Of 2 received files, read again, 31 of 31 values come out the same.'"""
        files = "1 received file" if self.files == 1 else f"{self.files} received files"
        counts = {
            "values": (self.values, len(self.other_values)),
            "rows of words": (self.words, len(self.lost_words) + len(self.edited)),
        }
        told = [f"{every - other} of {every} {what}" for what, (every, other) in counts.items() if every]
        return f"Of {files}, read again, {' and '.join(told) or 'nothing'} come out the same."


@dataclass
class _File:
    """What was taken in from one file: rows of data/intake, each with its dataset, and of data/intake_words."""

    values: list[tuple[str, LineageRow]] = field(default_factory=list)
    words: list[WordsRow] = field(default_factory=list)


def read_again(workbook: Workbook, rows: Iterable[tuple[str, LineageRow]], words: Iterable[WordsRow] = ()) -> ReadAgain:
    """Read the files again that rows of data/intake, each with its dataset, and of data/intake_words name."""
    files: dict[tuple[str, str], _File] = defaultdict(_File)
    for dataset, row in rows:
        files[row.origin.sha256, row.origin.file].values.append((dataset, row))
    for words_row in words:
        files[words_row.sha256, words_row.file].words.append(words_row)
    others, lost, edited = [], [], []
    for (sha256, name), came in files.items():
        try:
            taken = _read_kept(workbook, sha256, name, came.values)
        except InputError as problem:
            why = " ".join(problem.problems)
            others += [_sentence(row.row, why) for _, row in came.values]
            lost += [_sentence(row.row, why) for row in came.words]
            continue
        others += _other_values(workbook, taken, came.values)
        for words_row in came.words:
            match _fate_of_words(workbook, taken, words_row):
                case None:
                    lost.append(_sentence(words_row.row, f"{words_row.origin.words} gives no such words any more"))
                case Fate.NEW | Fate.REFUSED:
                    where = f"{words_row.register_file} has other words since than {words_row.origin.words}"
                    edited.append(_sentence(words_row.row, where))
    values = sum(len(came.values) for came in files.values())
    rows_of_words = sum(len(came.words) for came in files.values())
    return ReadAgain(len(files), values, rows_of_words, tuple(others), tuple(lost), tuple(edited))


def _read_kept(workbook: Workbook, sha256: str, name: str, rows: Sequence[tuple[str, LineageRow]]) -> Taken:
    file, *beside = [_kept(workbook, *one) for one in dict.fromkeys([(sha256, name), *_beside(workbook, rows)])]
    # A file may cover other periods, which nobody took in: whether they can be counted is no matter here.
    counted = {(dataset, row.indicator, row.period) for dataset, row in rows}
    return _read(file, workbook, (file, *beside), counted)


def _other_values(workbook: Workbook, taken: Taken, rows: Iterable[tuple[str, LineageRow]]) -> Iterator[str]:
    """Yield a sentence for each row that a file does not give again."""
    values = _values_of(taken)
    for dataset, row in rows:
        if why := _difference(workbook, dataset, row, values):
            yield _sentence(row.row, f"{', '.join(row.told)} {why}")


def _fate_of_words(workbook: Workbook, taken: Taken, row: WordsRow) -> Fate | None:
    """Return what would become of the words of a row if they came now; None where the file has none there."""
    given = [words for words in taken.words if words.origin.words == row.origin.words]
    return next((planned.fate for planned in planned_words(workbook, given)), None)


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


def _values_of(taken: Taken) -> _Values:
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


def _sentence(at: DataRow, why: str) -> str:
    return f"{at}: {why}"


def _key(observation: Observation) -> tuple[object, ...]:
    return observation.indicator, observation.period, observation.breakdown, observation.as_at, observation.source


def _numbers(observation: Observation) -> tuple[object, ...]:
    return observation.value, observation.shorthand, observation.numerator, observation.denominator
