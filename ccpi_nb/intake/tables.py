"""The workbook's CSV files as rows are added to them: nothing that stands there is touched."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.files.text_files import text_if_any

OBSERVATIONS = (
    *("indicator", "period", "breakdown", "value", "numerator", "denominator"),
    *("qualifier", "given_in", "as_at", "source", "note"),
)


@dataclass(frozen=True)
class Table:
    """A file as it is: its header, its rows by column, and how many lines a spreadsheet counts; none of no file."""

    header: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    length: int = 0

    @classmethod
    def read(cls, root: Path, file: str) -> "Table":
        """Read a file of the workbook at `root`; its own reader says what is wrong with it."""
        lines = list(csv.reader(io.StringIO(text_if_any(root, file) or "", newline="")))
        header = tuple(name.strip() for name in lines[0]) if lines else ()
        cells = ([cell.strip() for cell in line] for line in lines[1:] if line)
        return cls(header, tuple(dict(zip(header, line, strict=False)) for line in cells), len(lines))


@dataclass
class Numbers:
    """The numbers of the rows that are added to files, each the next of its file."""

    root: Path
    _last: dict[str, int] = field(default_factory=dict)

    def next_of(self, file: str) -> int:
        """Return the number of the next row that is added to a file."""
        before = self._last[file] if file in self._last else max(1, Table.read(self.root, file).length)
        self._last[file] = before + 1
        return self._last[file]


def with_rows(root: Path, file: str, header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the content of a file with rows added, in the order of its own columns.

    `header` is for a file that is not there.
    """
    text = text_if_any(root, file) or ""
    if not text.strip():
        text = ",".join(header)
    end = "\r\n" if "\r\n" in text else "\n"
    columns = [name.strip() for name in next(csv.reader([text.splitlines()[0]]))]
    added = io.StringIO(newline="")
    csv.writer(added, lineterminator=end).writerows([row.get(column, "") for column in columns] for row in rows)
    whole = f"{text if text.endswith(end) else text + end}{added.getvalue()}"
    path = root / file
    mark = BOM_UTF8 if path.is_file() and path.read_bytes().startswith(BOM_UTF8) else b""
    return mark + whole.encode()


def observation_cells(row: Observation) -> dict[str, str]:
    """Return the cells of an observation by column, as its file has them."""

    def number(value: object) -> str:
        return "" if value is None else f"{value:f}"

    return {
        "indicator": row.indicator,
        "period": str(row.period),
        "breakdown": row.breakdown,
        "value": str(row.shorthand) if row.value is None else number(row.value),
        "numerator": number(row.numerator),
        "denominator": number(row.denominator),
        "qualifier": row.qualifier,
        "given_in": row.given_in,
        "as_at": str(row.as_at),
        "source": row.source,
        "note": row.note,
    }
