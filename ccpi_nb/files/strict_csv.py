"""Strict reading of CSV text: every cell through its column's parser, and all problems of a file at once."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Annotated, Any, TypeVar, get_origin, get_type_hints

from ccpi_nb.errors import InputError, did_you_mean, nearest, refuse
from ccpi_nb.files.cells import described, unseen_in
from ccpi_nb.files.spreadsheet_artefacts import Refused, made_for_reading, refusal_sentences

Parser = Callable[[str], Any]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column:
    """A column that has another name than the field it fills, and the parser of its cells.

    A file may do without one that `may_lack`: its cells then count as blank.
    """

    name: str
    parse: Parser = str
    may_lack: bool = False


# Also in the wide letters of East Asia. A number has its sign, and a stroke alone says that there is nothing.
_FORMULA = re.compile(
    r"[=@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]"
    r"|[-+](?!(?:\d+(?:\.\d+)?)?$)"
)
_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "strokes"}


@dataclass(frozen=True)
class CsvColumns:
    """A parsed file by columns: of a long file that is read many times quicker than row by row.

    `numbers` has the number of each row, as `CsvRow` has it.
    """

    numbers: Sequence[int]
    values: Mapping[str, Sequence[Any]]

    def __getitem__(self, column: str) -> Sequence[Any]:
        return self.values[column]

    @property
    def rows(self) -> Iterator["CsvRow"]:
        """The same by rows."""
        names = tuple(self.values)
        for number, *cells in zip(self.numbers, *self.values.values(), strict=True):
            yield CsvRow(number, dict(zip(names, cells, strict=True)))


@dataclass(frozen=True)
class CsvRow:
    """A parsed row; `number` counts as a spreadsheet does, the header being row 1."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


def rows_from(kind: Callable[..., Row], text: str, file: str, /, **parsers: Parser | Column) -> tuple[Row, ...]:
    """Return the rows of a file as a dataclass, whose fields are the columns and whose annotations carry their parsers.

        outcome: Annotated[int, whole(1, 99)]
        day: Annotated[date | None, Column("date", optional(day))]
        note: str

    `parsers`, by field, replace what is annotated: for what is known only then, or in a class that knows of no parsers.
    A field `row` is no column; its type is given the file and the row's number. InputError as from `parse_csv`.
    """
    columns = _columns(kind) | {field: _column(field, parser) for field, parser in parsers.items()}
    place = get_type_hints(kind).get("row")

    def value(row: CsvRow) -> Row:
        values = {field: row[column.name] for field, column in columns.items()}
        return kind(**values, row=place(file, row.number)) if place else kind(**values)

    parsers_by_name = {column.name: column.parse for column in columns.values()}
    lacking = [column.name for column in columns.values() if column.may_lack]
    return tuple(map(value, parse_csv(text, parsers_by_name, file, may_lack=lacking)))


def column_names(kind: Callable[..., object]) -> tuple[str, ...]:
    """Return the header of a file whose rows `rows_from` gives as `kind`."""
    return tuple(column.name for column in _columns(kind).values())


def _columns(kind: Callable[..., object]) -> dict[str, Column]:
    hints = get_type_hints(kind, include_extras=True)
    return {field: _column(field, hint) for field, hint in hints.items() if field != "row"}


def _column(field: str, declared: Any) -> Column:
    # A type without a parser is its own: `str` takes any text, a blank cell's too.
    parser = declared.__metadata__[0] if get_origin(declared) is Annotated else declared
    return parser if isinstance(parser, Column) else Column(field, parser)


def parse_csv(
    text: str, columns: Mapping[str, Parser], file: str, *, may_lack: Collection[str] = ()
) -> tuple[CsvRow, ...]:
    """Return the rows of `text`; errors as from `parse_columns`."""
    return tuple(parse_columns(text, columns, file, may_lack=may_lack).rows)


def parse_columns(text: str, columns: Mapping[str, Parser], file: str, *, may_lack: Collection[str] = ()) -> CsvColumns:
    """Return the columns of `text`, whose header must name exactly `columns`, in any order.

    It may do without those of `may_lack`, whose cells then count as blank.

    A header alone is a file without rows yet. A parser takes the cell's text and raises ValueError with what is wrong
    and the remedy. InputError lists every bad cell and every row with too few or too many fields; one sentence stands
    for a column that a spreadsheet has turned.
    """
    if not text.strip():
        raise InputError(f"{file}: the file is empty; its first line must name the columns {', '.join(columns)}")
    _check_first_line(text.splitlines()[0], columns, file)
    rows = _rows(text, file)
    if why := made_for_reading(rows, columns, file):
        raise InputError(why)
    header = [name.strip() for name in rows[0]]
    lacking = [name for name in may_lack if name not in header]
    _check_header([*header, *lacking], columns, file)
    # A blank line: an editor's last, or one left where an exempt row was, so that others keep their numbers.
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=2) if row]
    whole = [(number, row) for number, row in numbered if len(row) == len(header)]
    cells = [_Cells(columns[column]) for column in header]
    try:
        if len(whole) < len(numbered):
            raise ValueError
        given = list(zip(*(row for _, row in whole), strict=True)) or [()] * len(header)
        values = {
            column: tuple(map(known.__getitem__, texts))
            for column, known, texts in zip(header, cells, given, strict=True)
        }
    except ValueError:
        refuse(refusal_sentences([*_refused(numbered, header, cells, file)], file))
        raise  # never, since whatever is refused as a column is as a cell
    blank = {name: (columns[name](""),) * len(whole) for name in lacking}
    return CsvColumns(tuple(number for number, _ in whole), blank | values)


class _Cells(dict[str, Any]):
    """The values of a column's cells by their texts, each parsed once: in a long column many are the same."""

    def __init__(self, parser: Parser) -> None:
        super().__init__()
        self._parser = parser

    def __missing__(self, cell: str) -> Any:
        value = self[cell] = _parsed(cell.strip(), self._parser)
        return value


def _refused(
    rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str], cells: Sequence[_Cells], file: str
) -> Iterator[Refused]:
    """Yield each cell and each row that can't be taken, in their order."""
    for number, row in rows:
        if len(row) != len(header):
            fields = f"{len(row)} {'field' if len(row) == 1 else 'fields'}, expected {len(header)}"
            remedy = "quote a text that contains a comma, and write a number with a point: 79.99"
            yield Refused(number, f"{file}, row {number}: {fields}; {remedy}")
            continue
        for column, known, cell in zip(header, cells, row, strict=True):
            try:
                known[cell]
            except ValueError as problem:
                sentence = f"{file}, row {number}, column '{column}': {problem}"
                yield Refused(number, sentence, column, cell.strip())


def _parsed(cell: str, parser: Parser) -> Any:
    if (at := unseen_in(cell)) is not None:
        raise ValueError(
            f"{described(cell[at])} stands in the cell, which nobody sees; delete it, or type the cell again"
        )
    value = parser(cell)
    if type(value) is str and _FORMULA.match(value):
        raise ValueError(
            f"'{value}' begins like a formula, which a spreadsheet would run; "
            "write what it comes to, or begin with a word"
        )
    return value


def _check_first_line(line: str, columns: Mapping[str, Parser], file: str) -> None:
    if (at := unseen_in(line)) is not None:
        raise InputError(
            f"{file}, row 1: {described(line[at])} stands in the header, which nobody sees; "
            "delete it, or type the header again"
        )
    for mark, name in _OTHER_MARKS.items():
        if len({field.strip(' "') for field in line.split(mark)} & set(columns)) > 1:
            raise InputError(
                f"{file}, row 1: {name} stand between the columns; "
                "save the file with commas, as 'CSV UTF-8' does in English settings"
            )


def _rows(text: str, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as problem:
        raise InputError(
            f"{file}, line {reader.line_num}: {problem}; "
            "a field in quotes ends with one quote, and a quote inside it is written twice"
        ) from None


def _check_header(header: list[str], columns: Mapping[str, Parser], file: str) -> None:
    missing = [name for name in columns if name not in header]
    unknown = {name: nearest(name, missing) for name in header if name not in columns}
    # A column that is there under another name is not missing as well.
    problems = [
        f"{file}, row 1: column '{name}' is missing; add it to the header and to every row"
        for name in missing
        if name not in unknown.values()
    ]
    problems += [
        f"{file}, row 1: there is no column '{name}'; {did_you_mean(name, [meant] if meant else columns)}"
        for name, meant in unknown.items()
    ]
    problems += [
        f"{file}, row 1: column '{name}' stands twice; remove one"
        for name in sorted({n for n in header if header.count(n) > 1})
    ]
    refuse(problems)


# Also in the wide letters of East Asia, which a spreadsheet there takes for the same.
RISKY = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
_PLAIN_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?(?:E[+-]?\d+)?", re.ASCII)
_GUARDED = re.compile(f"'+[{re.escape(''.join(RISKY))}]")


def guarded_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV of which no spreadsheet runs a cell as a formula.

    An apostrophe goes before a cell that begins with = + - @, a tab or a line's end, also where it has apostrophes
    before that; a plain negative number stays.
    """
    buffer = StringIO(newline="")
    # Python 3.11 would otherwise leave a carriage return bare.
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def csv_rows(text: str, delimiter: str = ",") -> Iterator[list[str]]:
    """Yield the rows of a text that a program has written, however long their cells are."""
    # Python's own limit is 131,072 characters, and a ledger's cell has as many rows as go into a figure.
    usual = csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    finally:
        csv.field_size_limit(usual)


def unguarded(cell: str) -> str:
    """Return a cell as it was before `guarded_csv` guarded it."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _inert(words: str) -> str:
    return f"'{words}" if words.lstrip("'").startswith(RISKY) and not _PLAIN_NEGATIVE.fullmatch(words) else words
