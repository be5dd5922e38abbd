"""Beyond the data: from a row of observations to the cell of a received file, or to the records that were counted."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice, pairwise
from pathlib import PurePosixPath

from ccpi_nb.document.ledger import Input
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.lineage import LineageRow, Origin, Working
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, shortened
from ccpi_nb.intake.word_lineage import origin_of_words
from ccpi_nb.workbook.inputs import Workbook

_SHORT = 12  # digits of a hash, by which a file is found in the folder 'received'


def origin_lines(workbook: Workbook, row: Input, *, public: bool = False, sql: bool = False) -> Iterator[str]:
    """Yield where a row of data was taken in from; nothing where it was not, or the data have changed.

    With `sql` of what was counted from records the SQL as well, which can be hundreds of lines.
    File, sheet and cell alone where it is for the `public`, or where the figure is protected: what the file holds would
    give it back.
    """
    with suppress(InputError, ValueError):
        if row.at.file.startswith("data/registers/"):
            yield from words_lines(workbook, row.at, public=public)
            return
        for observation, lineage in _taken_in(workbook, row.at):
            value = str(observation.shorthand if observation.value is None else observation.value)
            if public or row.value != value:
                yield ", ".join(lineage.told)
            else:
                yield from _lines(workbook, observation.dataset, lineage, sql)


def words_lines(workbook: Workbook, at: DataRow, *, public: bool = False) -> Iterator[str]:
    """Yield where a row of a register was taken in from; nothing where it was not."""
    if (lineage := origin_of_words(workbook, at)) is None:
        return
    origin = lineage.origin
    if public:
        yield origin.words
    else:
        yield f"{_file(origin)}, {origin.place}{_by(origin)}, taken in by the {lineage.post} on {lineage.received_on}"


def words_found(workbook: Workbook, files: Iterable[str], text: str, *, public: bool = False) -> Iterator[str]:
    """Yield each row of registers, of those among `files`, whose words have a text, with where it was taken in from."""
    sought = " ".join(text.split()).casefold()
    for file in sorted(name for name in files if name.startswith("data/registers/")):
        path = PurePosixPath(file)
        for row in workbook.registers.rows(path.parent.name, path.stem):
            cells = (str(value) for name, value in vars(row).items() if name not in ("row", "source"))
            if found := next((cell for cell in cells if sought in " ".join(cell.split()).casefold()), ""):
                yield shortened(found)
                yield from (f"  {line}" for line in (str(row.row), row.source))
                yield from (f"    {line}" for line in words_lines(workbook, row.row, public=public))


def _taken_in(workbook: Workbook, at: DataRow) -> Iterator[tuple[Observation, LineageRow]]:
    """Yield the observation in a row of data and where it was taken in from; nothing where it was not."""
    path = PurePosixPath(at.file)
    _, kind, dataset, *_ = path.parts
    # Of a file of which nothing was taken in no row need be read.
    told = workbook.intake.of(dataset, Period.from_file_stem(path.stem)) if kind == "observations" else ()
    for row in workbook.observations_of(dataset, path.stem) if told else ():
        if row.row == at:
            key = row.indicator, row.period, row.breakdown, row.as_at, row.source
            yield from ((row, lineage) for lineage in islice((each for each in told if each.key == key), 1))


def _lines(workbook: Workbook, dataset: str, lineage: LineageRow, sql: bool) -> Iterator[str]:
    origin = lineage.origin
    held = f"{_file(origin)}, {_held(origin)}"
    yield f"{held}{_by(origin)}, taken in by the {lineage.post} on {lineage.received_on}"
    yield from (f"  {name}: {_held(part)}" for name, part in lineage.parts)
    if origin.working:
        yield from (f"  {line}" for line in _working_lines(workbook.intake.working(dataset, origin.working), sql))


def _by(origin: Origin) -> str:
    return f", read by {origin.reader}" if origin.reader else ""


def _file(origin: Origin) -> str:
    return f"{origin.file} (sha256 {origin.sha256[:_SHORT]}...)" if origin.sha256 else origin.file


def _held(origin: Origin) -> str:
    held = f" = {origin.held_as}" if origin.held_as else ""
    shown = f" shown as {origin.shown_as}" if origin.shown_as not in ("", origin.held_as) else ""
    return f"{origin.place}{held}{shown}"


def _working_lines(working: Working, sql: bool) -> Iterator[str]:
    """Yield a working paper: what was read, how many records each step took out, and how to see the SQL, or itself."""
    files = " and ".join(map(_file, working.files))
    yield f"counted by the measure '{working.measure}' on {working.engine}, from {files}"
    yield from (f"  {step.words}: {step.left:,} records" for step in working.steps[:1])
    for before, step in pairwise(working.steps):
        yield f"  {step.words}: {step.left:,} left, {before.left - step.left:,} taken out"
    lines = working.statement.splitlines()
    yield from (f"  {line}" for line in (lines if sql else [f"SQL as it was run: {len(lines):,} lines; add --sql"]))
