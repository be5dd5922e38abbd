"""Where words of registers come from: a row of data/intake_words for each row of a register that was taken in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.lineage import Origin
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import Filled, day
from ccpi_nb.files.strict_csv import column_names, rows_from
from ccpi_nb.files.text_files import collect, folders_in, text_if_any
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.lineage import guarded, sha256, verbatim
from ccpi_nb.workbook.sign_offs import a_post

WORDS = "data/intake_words"
_REGISTERS = "data/registers"


@dataclass(frozen=True)
class WordsRow:
    """A row of `data/intake_words`: the origin of the row of the register with its `source`, which a post took in."""

    source: Filled
    file: Filled
    sha256: Annotated[str, sha256]
    sheet: Annotated[str, verbatim]
    cell: Annotated[str, verbatim]
    reader: Annotated[str, verbatim]
    post: Annotated[str, a_post]
    received_on: Annotated[date, day]
    row: DataRow

    @property
    def origin(self) -> Origin:
        """Where in which file the words stood."""
        return Origin(self.file, self.sha256, self.sheet, self.cell, reader=self.reader)

    @property
    def register_file(self) -> str:
        """The file of the register that its words are in."""
        return self.row.file.replace(WORDS, _REGISTERS, 1)

    @property
    def register(self) -> str:
        """The register's name."""
        return PurePosixPath(self.row.file).parent.name


HEADER = column_names(WordsRow)


def lineage_file(register_file: str) -> str:
    """Return the file of data/intake_words that tells of a register's file."""
    return register_file.replace(_REGISTERS, WORDS, 1)


def words_cells(origin: Origin, source: str, post: str, today: date) -> dict[str, str]:
    """Return the cells of a row by column, which `words_rows` reads as the same."""
    texts = {name: guarded(getattr(origin, name)) for name in ("sheet", "cell", "reader")}
    of_file = {"file": origin.file, "sha256": origin.sha256}
    return {"source": source, **of_file, **texts, "post": post, "received_on": str(today)}


def words_rows(root: Path, register_file: str) -> tuple[WordsRow, ...]:
    """Return where the words of a register's file come from; none where none of them were taken in.

    InputError lists all that is wrong with the rows.
    """
    file = lineage_file(register_file)
    text = text_if_any(root, file)
    rows = () if text is None else rows_from(WordsRow, text, file)
    first: dict[str, WordsRow] = {}
    refuse(
        f"{row.row}: it is of the same words as row {first[row.source].row.number}; remove one"
        for row in rows
        if first.setdefault(row.source, row) is not row
    )
    return rows


def all_words_rows(root: Path, register: str = "") -> tuple[WordsRow, ...]:
    """Return where the words of all registers, or of one, come from; InputError lists the problems of all files."""
    names = [register] if register else folders_in(root / WORDS)
    files = [
        f"{_REGISTERS}/{name}/{path.name}" for name in names for path in sorted((root / WORDS / name).glob("*.csv"))
    ]
    return tuple(row for rows in collect(lambda file: words_rows(root, file), files) for row in rows)


def stray_words(workbook: Workbook, register: str = "") -> Iterator[str]:
    """Yield each row of data/intake_words that no row of the registers, or of one, has the source of."""
    held = {(row.row.file, row.source) for rows in workbook.registers.files for row in rows}
    for row in all_words_rows(workbook.root, register):
        if (row.register_file, row.source) not in held:
            yield (
                f"{row.row}: no row of {row.register_file} has this source; put back what was changed there, or remove "
                "this row with it"
            )


def origin_of_words(workbook: Workbook, at: DataRow) -> WordsRow | None:
    """Return where a row of a register was taken in from; None where it was not."""
    path = PurePosixPath(at.file)
    rows = workbook.registers.rows(path.parent.name, path.stem)
    source = next((row.source for row in rows if row.row == at), None)
    return next((row for row in words_rows(workbook.root, at.file) if row.source == source), None)
