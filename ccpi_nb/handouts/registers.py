"""The words of an edited Word file as rows of registers, and in sentences what none of them can take."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from ccpi_nb.document.model import Document
from ccpi_nb.document.runs import Figure, figures_of, plain
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.files.strict_csv import csv_rows
from ccpi_nb.files.text_files import read_text, text_if_any
from ccpi_nb.handouts.changes import WordsCell, compared, with_slots
from ccpi_nb.handouts.reading import EditedFile
from ccpi_nb.handouts.texts import MarkedText, digest_in, digest_of, items_of, readable, texts_of, tidy
from ccpi_nb.intake.writing import rewrite
from ccpi_nb.meeting.report_data import source_of
from ccpi_nb.notebook.data_read import registers_read
from ccpi_nb.publish.word_checks import evidence_by_day, words_at
from ccpi_nb.workbook.inputs import Workbook

# What sorts a register's rows, or says what they rest on: no words that a report shows.
_NO_WORDS = frozenset(
    ("topic", "period", "paragraph", "reference", "theme", "status", "source", "note", "outcome", "outcome_title")
)
# A shorter cell, 'Ongoing', stands in sentences that are none of it.
_FEWEST_WORDS = 4


@dataclass(frozen=True)
class NewWords:
    """A register's cell and the words that it is to have, with their slots; `part` is the report's."""

    cell: WordsCell
    template: str
    part: Part


@dataclass(frozen=True)
class WordsBack:
    """What an edited file brings: new words of registers, what is refused of it, and what else there is to know."""

    new: tuple[NewWords, ...]
    refused: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is to know, and each new text with its place; one of Part II is not quoted."""
        changes = (
            f"{each.cell.place} has new words" + (f": {each.template}" if each.part is Part.PUBLIC else "")
            for each in self.new
        )
        return (*self.remarks, *changes)

    def contents(self, workbook: Workbook) -> Mapping[str, bytes]:
        """Return the registers' files that change, as they then are; InputError where a row is not as it was read."""
        files = dict.fromkeys(each.cell.row.file for each in self.new)
        return {file: self._rewritten(read_text(workbook.root, file), file) for file in files}

    def _rewritten(self, text: str, file: str) -> bytes:
        header, *rows = csv_rows(text)
        for each in self.new:
            if each.cell.row.file == file:
                row, column = each.cell.row.number - 2, header.index(each.cell.column)
                if not row < len(rows) or tidy(rows[row][column]) != tidy(each.cell.template):
                    raise InputError(f"{each.cell.place}: it has changed since; read the edited file again")
                rows[row][column] = each.template
        written = StringIO()
        csv.writer(written, lineterminator="\n").writerows([header, *rows])
        return written.getvalue().encode()


def words_back(
    workbook: Workbook, meeting: Meeting, name: str, edited: EditedFile, documents: Mapping[str, Document]
) -> WordsBack:
    """Return what an edited file brings for a meeting whose reports show `documents`, which are by item."""
    new: list[NewWords] = []
    refused: list[str] = []
    remarks = list(_remarks(name, edited))
    items = items_of(edited.texts, documents)
    if not items:
        raise InputError(
            f"{name} is of no report of the meeting of {meeting.day}; name the meeting that it was made for"
        )
    for item in items:
        reading = _Reading(workbook, meeting, meeting.report(item), f"{name}, item {item}", edited, documents[item])
        for kind, found in reading.found():
            if isinstance(found, NewWords):
                new.append(found)
            else:
                (refused if kind == "refused" else remarks).append(found)
    return WordsBack(tuple(dict.fromkeys(new)), tuple(dict.fromkeys(refused)), tuple(dict.fromkeys(remarks)))


def write_words(workbook: Workbook, back: WordsBack, now: datetime) -> None:
    """Write new words into the registers: all of them, or none whatever happens meanwhile.

    InputError where a file would then not be as it must, where somebody has changed a row since it was read, or where
    another process writes.
    """
    rewrite(workbook.root, lambda: back.contents(workbook), now)


def _remarks(name: str, edited: EditedFile) -> Iterator[str]:
    if edited.is_tracked:
        yield f"{name} tracks its changes; they are read as if all were accepted"
    for words in edited.added:
        # Nothing of it is quoted: the file may be of Part II, and a log may show this.
        yield f"{name} has a paragraph of {len(words.split())} words that is in no row; add a row to a register for it"
    if edited.comments:
        yield f"{name} has {edited.comments} {'comment' if edited.comments == 1 else 'comments'}, which are not read"


_Found = Iterator[tuple[str, NewWords | str]]


@dataclass(frozen=True)
class _Reading:
    """An edited file read against one report."""

    workbook: Workbook
    meeting: Meeting
    report: Report
    place: str
    edited: EditedFile
    document: Document

    def found(self) -> _Found:
        """Yield new words, and sentences on what is refused or to be known."""
        texts = {text.mark: text for text in texts_of(readable(self.document), self.report.item) if text.words.strip()}
        evidence = evidence_by_day(self.workbook)(self.meeting.date, self.report.part)
        cells = tuple(self._cells(evidence))
        for mark, words in self.edited.texts.items():
            digest = digest_in(mark, self.report.item)
            if not digest or digest == digest_of(words):
                continue
            if text := texts.get(mark):
                yield from self._change(text, words, cells, evidence)
            else:
                why = "was changed, and the report has changed since the file was made"
                remedy = f"make the file again and change it there: ccpi words {self.meeting.key}"
                yield "refused", f"{self.place}: {self._quoted(words)} {why}; {remedy}"
        for text in texts.values():
            if text.mark not in self.edited.texts:
                where = ", ".join(cell.place for cell in _cells_of(text, cells))
                remedy = f"delete {where}" if where else "change the notebook or the meeting's file"
                yield (
                    "remark",
                    f"{self.place}: {self._quoted(text.words)} is not in the file; to leave it out, {remedy}",
                )

    def _change(self, text: MarkedText, words: str, cells: tuple[WordsCell, ...], evidence: Evidence) -> _Found:
        quoted = self._quoted(text.words)
        if text.mark in self.edited.merged or "\n" in words:
            how = (
                "shares its paragraph with another" if text.mark in self.edited.merged else "has become two paragraphs"
            )
            yield "refused", f"{self.place}: {quoted} {how}; keep each paragraph by itself, and edit its words only"
            return
        own = _cells_of(text, cells)
        if twice := _twice(own):
            yield "refused", f"{self.place}: {quoted} stands in {twice}; change it there"
            return
        found = compared(tidy(text.words), words, own)
        lost = [each for each in figures_of(text.runs) if found.outside and each.signed not in words]
        yield from (("refused", self._lost(self.place, each.signed, text, evidence)) for each in lost)
        if found.outside and not lost:
            yield "refused", f"{self.place}: words of {quoted} changed that no register has; change {self._home(text)}"
        for cell in found.across:
            yield "refused", f"{cell.place}: a change in {quoted} runs over its end; change one row's words at a time"
        for each in found.reworded:
            yield from self._new_words(each.cell, each.words, text, evidence)

    def _new_words(self, cell: WordsCell, words: str, text: MarkedText, evidence: Evidence) -> _Found:
        template, missing = with_slots(words, cell.template, lambda slot: plain(say(slot, evidence)))
        yield from (("refused", self._lost(cell.place, figure, text, evidence)) for figure in missing)
        problems = list(words_at(cell.place, template, evidence, self.workbook.names, self.report.part))
        if not missing:
            yield from (("refused", problem) for problem in problems)
        if not (missing or problems):
            yield "new", NewWords(cell, template, self.report.part)

    def _lost(self, place: str, figure: str, text: MarkedText, evidence: Evidence) -> str:
        of = next((_name(each, evidence) for each in figures_of(text.runs) if each.signed in figure), "")
        shown = f"the figure '{figure}'{of}" if self.report.part is Part.PUBLIC else "a figure"
        remedy = "figures come from the data: put it back, or change the data"
        return f"{place}: {shown} was changed or taken out; {remedy}"

    def _quoted(self, words: str) -> str:
        if self.report.part is Part.EXEMPT:
            return "a text"  # which may be printed where a log can see it
        return f"'{words if len(words) <= 60 else f'{words[:57]}...'}'"

    def _home(self, text: MarkedText) -> str:
        sections = self.report.sections
        own = (*sections.recommendation, sections.consultations, sections.risk)
        is_section = any(tidy(each) and tidy(each) in tidy(text.words) for each in own)
        return f"params/{self.meeting.key}.yaml" if is_section else f"notebooks/{self.report.notebook}.ipynb"

    def _cells(self, evidence: Evidence) -> Iterator[WordsCell]:
        source = source_of(self.workbook, self.report)
        for register in registers_read(*source) if source else ():
            file = f"data/registers/{register}/{self.meeting.key}.csv"
            header, *rows = [*csv_rows(text_if_any(self.workbook.root, file) or "")] or [[]]
            for number, row in enumerate(rows, start=2):
                for column, template in zip(header, row, strict=True):
                    if template and column not in _NO_WORDS and (words := _filled(template, evidence)):
                        yield WordsCell(DataRow(file, number), column, template, words)


def _filled(template: str, evidence: Evidence) -> str:
    try:
        return tidy(plain(say(template, evidence)))
    except InputError:  # which `ccpi check` says
        return ""


def _cells_of(text: MarkedText, cells: Iterable[WordsCell]) -> tuple[WordsCell, ...]:
    """Return the cells that a text is made of, in the order of their rows."""
    words = tidy(text.words)
    if whole := tuple(cell for cell in cells if cell.words == words):
        return whole
    return tuple(cell for cell in cells if cell.words in words and cell.words.count(" ") >= _FEWEST_WORDS - 1)


def _twice(cells: Iterable[WordsCell]) -> str:
    """Return the places of cells that say the same, for none of which a change can be known to be; '' where none do."""
    by_words: dict[str, list[WordsCell]] = {}
    for cell in cells:
        by_words.setdefault(cell.words, []).append(cell)
    same = next((found for found in by_words.values() if len(found) > 1), [])
    return " and in ".join(cell.place for cell in same)


def _name(figure: Figure, evidence: Evidence) -> str:
    """Return of what a figure is, where one row of data says so: ' (Calls answered)'."""
    keys = {row.indicator for row in figure.rows if row.indicator}
    return f" ({evidence.indicator(keys.pop()).name})" if len(keys) == 1 else ""
