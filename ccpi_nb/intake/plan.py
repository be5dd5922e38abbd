"""What taking in some files would do, before anything is written: what each value was, and what is new."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.lineage import Taken, Working
from ccpi_nb.errors import InputError
from ccpi_nb.files.personal_details import personal_details_in
from ccpi_nb.files.text_files import INTAKE
from ccpi_nb.intake.answers import context_of
from ccpi_nb.intake.other_questions import IN_WORDS
from ccpi_nb.intake.planned import Fate, PlannedValue, PlannedWords
from ccpi_nb.intake.staged import copy_of_data, problems_of
from ccpi_nb.intake.tables import OBSERVATIONS, observation_cells, with_rows
from ccpi_nb.intake.values import held, named, planned_values
from ccpi_nb.intake.word_lineage import HEADER, lineage_file
from ccpi_nb.intake.words import planned_words
from ccpi_nb.questions.asked import few_alike
from ccpi_nb.questions.asking import questions_about
from ccpi_nb.questions.words import is_as_it_is
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.lineage import LINEAGE, lineage_cells, working_yaml
from ccpi_nb.workbook.sign_offs import may_name_a_person

# Before it is known who takes it in.
_ANY_POST = "Performance Officer"
_ROW = re.compile(r"(data/\S+\.csv), row (\d+)")


@dataclass(frozen=True)
class Plan:
    """What becomes of all that was taken from some files, as known from the day of a meeting on."""

    as_at: date
    taken: tuple[Taken, ...]
    values: tuple[PlannedValue, ...]
    words: tuple[PlannedWords, ...]

    @property
    def all(self) -> tuple[PlannedValue | PlannedWords, ...]:
        """All that was read, values first."""
        return (*self.values, *self.words)

    @property
    def refused(self) -> tuple[str, ...]:
        """A sentence for each thing that can't be taken in, with its place in the file."""
        return tuple(planned.why for planned in self.all if planned.fate is Fate.REFUSED)

    @property
    def written(self) -> tuple[PlannedValue | PlannedWords, ...]:
        """What would become rows."""
        return tuple(planned for planned in self.all if planned.fate.is_written)

    @property
    def rows(self) -> tuple[Observation, ...]:
        """The rows of observations that would be added."""
        return tuple(planned.row for planned in self.values if planned.fate.is_written)

    @property
    def workings(self) -> Mapping[str, Working]:
        """The working papers of the values that would be added, by the file of each."""
        papers = {paper.key: paper for taken in self.taken for paper in taken.workings}
        counted = (each.taken for each in self.values if each.fate.is_written and each.taken.origin.working in papers)
        return {
            f"{INTAKE}/{value.dataset}/workings/{value.origin.working}.yaml": papers[value.origin.working]
            for value in counted
        }

    def contents(self, root: Path, post: str, today: date) -> Mapping[str, bytes]:
        """Return the content of each file of the workbook that would change, with the new rows at its end."""
        rows: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        headers: dict[str, Sequence[str]] = {}
        for planned in self.written:
            if isinstance(planned, PlannedWords):
                of_words = lineage_file(planned.file)
                headers |= {planned.file: tuple(planned.cells), of_words: HEADER}
                rows[planned.file].append(planned.cells)
                rows[of_words].append(planned.lineage(post, today))
            else:
                lineage = planned.lineage(post, today)
                headers |= {planned.row.row.file: OBSERVATIONS, lineage.row.file: LINEAGE}
                rows[planned.row.row.file].append(observation_cells(planned.row))
                rows[lineage.row.file].append(lineage_cells(lineage))
        papers = {file: working_yaml(working).encode() for file, working in self.workings.items()}
        return {file: with_rows(root, file, headers[file], added) for file, added in rows.items()} | papers

    def invalid(self, workbook: Workbook, today: date) -> tuple[str, ...]:
        """Return what the workbook's own readers refuse of the new rows, each with its place in the received file."""
        if not self.written:
            return ()
        if personal := tuple(self._personal()):
            return personal
        with TemporaryDirectory(prefix="ccpi-collect-") as place:
            copy = copy_of_data(workbook.root, Path(place))
            contents = self.contents(workbook.root, _ANY_POST, today)
            return tuple(map(self._in_its_file, problems_of(copy, contents)))

    def questions(self, workbook: Workbook) -> tuple[str, ...]:
        """Return what somebody should look at again in the rows that would be added."""
        before = (row for dataset in {row.dataset for row in self.rows} for row in held(workbook, dataset))
        asked = few_alike(questions_about(self.rows, before, context_of(workbook, self.as_at)))
        of_values = (self._in_its_file(f"{question.row}: {question.words}") for question in asked)
        return (*of_values, *(f"{words.origin.words}: {IN_WORDS}" for words in self.words if _may_name(words)))

    def _personal(self) -> Iterator[str]:
        """Yield what of the new rows has personal details, which are not said again."""
        texts = [(row.source, f"{row.note} {row.breakdown}") for row in self.rows]
        texts += [(words.origin.words, " ".join(words.cells.values())) for words in self.words if words.fate.is_written]
        for place, text in texts:
            if details := personal_details_in(text):
                yield f"{place}: its words have {' and '.join(details)}; name the post instead"

    def _in_its_file(self, sentence: str) -> str:
        """Return a sentence in which rows that are not there yet have their places in the received files.

        Of counted records there is but one place: so indicator and period are named as well.
        """
        sources = {str(row.row): f"{row.source} ({named(row)})" for row in self.rows}
        return _ROW.sub(lambda place: sources.get(place[0], place[0]), sentence)


def _may_name(words: PlannedWords) -> bool:
    """Return whether new words seem to name a person; those of minutes and the like may."""
    texts = (text for column, text in words.cells.items() if column != "source")
    return words.fate.is_written and not is_as_it_is(words.file) and may_name_a_person("\n".join(texts))


def plan_of(workbook: Workbook, taken: Sequence[Taken], as_at: date) -> Plan:
    """Return what becomes of all that was taken from some files, if it is known from a day on."""
    values = planned_values(workbook, (value for each in taken for value in each.values), as_at)
    words = planned_words(workbook, (words for each in taken for words in each.words))
    return Plan(as_at, tuple(taken), values, words)


def meeting_of(workbook: Workbook, taken: Iterable[Taken], given: str) -> str:
    """Return the key of the meeting that files are for: the one given, or the one that they themselves name."""
    named = {each.meeting: each.file.name for each in taken if each.meeting}
    if given:
        if others := [f"{file} is for the meeting of {key}" for key, file in named.items() if key != given]:
            raise InputError(f"{others[0]}, and not of {given}; leave --for out, or read the file by itself")
        return workbook.known_meeting(given)
    if len(named) != 1:
        files = " and ".join(f"{file} ({key})" for key, file in named.items())
        raise InputError(
            f"{files} are for different meetings; read them one after the other"
            if named
            else "which meeting hears of it? Name its date: --for 2015-01-28"
        )
    return workbook.known_meeting(next(iter(named)))
