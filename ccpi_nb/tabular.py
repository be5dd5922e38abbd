"""Strict reading of CSV text: every cell through its column's parser, and all problems of a file at once."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ccpi_nb.errors import InputError, did_you_mean

Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Record:
    """A parsed row; `number` counts as a spreadsheet does, the header being row 1."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


def parse_csv(text: str, columns: Mapping[str, Parser], file: str) -> tuple[Record, ...]:
    """The rows of `text`, whose header must name exactly `columns`, in any order.

    A parser takes the cell's text and raises ValueError with what is wrong and the remedy. InputError lists every bad cell and shifted row.
    """
    rows = _rows(text, file)
    if not rows:
        raise InputError(f"{file}: the file is empty; its first line must name the columns {', '.join(columns)}")
    header = [name.strip() for name in rows[0]]
    _check_header(header, columns, file)
    if len(rows) == 1:
        raise InputError(f"{file}: there is a header but no rows; delete the file or fill it")

    problems: list[str] = []
    records = []
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue  # a blank line: an editor's last, or one left where an exempt row was, so that the others keep their numbers
        if len(row) != len(header):
            problems.append(f"{file}, row {number}: {len(row)} fields, expected {len(header)}; quote a field that contains a comma")
            continue
        values = {}
        for column, cell in zip(header, row, strict=True):
            try:
                values[column] = columns[column](cell.strip())
            except ValueError as problem:
                problems.append(f"{file}, row {number}, column '{column}': {problem}")
        records.append(Record(number, values))
    if problems:
        raise InputError(*problems)
    return tuple(records)


def _rows(text: str, file: str) -> list[list[str]]:
    if not text.strip():
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as problem:
        raise InputError(
            f"{file}, line {reader.line_num}: {problem}; a field in quotes ends with one quote, and a quote inside it is written twice"
        ) from None


def _check_header(header: list[str], columns: Mapping[str, Parser], file: str) -> None:
    problems = [f"{file}, row 1: column '{name}' is missing; add it to the header and to every row" for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    problems += [f"{file}, row 1: there is no column '{name}'; {did_you_mean(name, columns)}" for name in unknown]
    problems += [f"{file}, row 1: column '{name}' stands twice; remove one" for name in sorted({n for n in header if header.count(n) > 1})]
    if problems:
        raise InputError(*problems)
