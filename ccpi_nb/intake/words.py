"""What becomes of each row of words that was read, beside what the register holds."""

from collections.abc import Iterable, Iterator, Mapping

from ccpi_nb.domain.lineage import TakenWords
from ccpi_nb.errors import did_you_mean
from ccpi_nb.intake.planned import Fate, PlannedWords
from ccpi_nb.intake.tables import Table
from ccpi_nb.workbook.collections import comments_of
from ccpi_nb.workbook.inputs import Workbook


def planned_words(workbook: Workbook, words: Iterable[TakenWords]) -> tuple[PlannedWords, ...]:
    """Return what becomes of rows of words, in their order."""
    planned: list[PlannedWords] = []
    for row in words:
        one = _planned(workbook, row)
        if one.fate is Fate.NEW and any((each.file, each.cells) == (one.file, one.cells) for each in planned):
            one = PlannedWords(one.file, one.cells, one.origin, Fate.SAME)
        planned.append(one)
    return tuple(planned)


def _planned(workbook: Workbook, words: TakenWords) -> PlannedWords:
    file = f"data/registers/{words.register}/{words.meeting}.csv"
    table = Table.read(workbook.root, file)
    header = table.header or _header(workbook, words)
    given = {"source": words.origin.words, **words.cells}
    cells = {column: " ".join(given.get(column, "").split()) for column in header}
    if why := next(_problems(workbook, words, header), ""):
        return PlannedWords(file, given, words.origin, Fate.REFUSED, f"{words.origin.words}: {why}")
    if any(_said(row) == _said(cells) for row in table.rows):
        return PlannedWords(file, cells, words.origin, Fate.SAME)
    other = next((row for row in table.rows if row.get("source") == cells.get("source")), None)
    if other is not None:
        why = (
            f"{words.origin.words}: {file} has other words from this place, and no row is written over; "
            "put that row right by hand, or delete it and read again"
        )
        return PlannedWords(file, cells, words.origin, Fate.REFUSED, why)
    return PlannedWords(file, cells, words.origin, Fate.NEW)


def _said(cells: Mapping[str, str]) -> dict[str, str]:
    """Return what a row says, wherever it is from."""
    return {column: cell for column, cell in cells.items() if cell and column != "source"}


def _header(workbook: Workbook, words: TakenWords) -> tuple[str, ...]:
    """Return the columns of a new file of a register: as its latest file has them, else as the words name them."""
    meetings = workbook.registers.meetings(words.register)
    earlier = f"data/registers/{words.register}/{meetings[-1]}.csv" if meetings else ""
    return Table.read(workbook.root, earlier).header if earlier else tuple(dict.fromkeys((*words.cells, "source")))


def _problems(workbook: Workbook, words: TakenWords, header: tuple[str, ...]) -> Iterator[str]:
    registers, meetings = known_registers(workbook), workbook.meeting_keys
    if words.register not in registers:
        yield (
            f"there is no register '{words.register}'; {did_you_mean(words.register, registers)}"
            f" For a new one make the folder data/registers/{words.register}"
        )
    if words.meeting not in meetings:
        yield f"there is no meeting '{words.meeting}'; {did_you_mean(words.meeting, meetings)}"
    for column in words.cells:
        if column not in header:
            yield f"the register '{words.register}' has no column '{column}'; {did_you_mean(column, header)}"


def known_registers(workbook: Workbook) -> frozenset[str]:
    """Return the registers that there are, or that a meeting awaits, and those of the comments on each dataset."""
    comments = map(comments_of, workbook.dataset_names)
    awaited = (each for agenda in workbook.agendas for report in agenda.reports for each in report.awaits)
    return frozenset({*workbook.registers.names, *comments, *(each.dataset for each in awaited if each.is_register)})
