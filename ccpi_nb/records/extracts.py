"""Received files with records: checked against their contract's columns, and laid before an engine as texts.

And where in a file a record can't be read: the line and the column, and never what stands there.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from ccpi_nb.domain.lineage import ReceivedFile
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.records.contract import Problem
from ccpi_nb.records.engines import Engine
from ccpi_nb.records.measures import Column, Format, Holds, Measures
from ccpi_nb.records.translation import Table

_ENDINGS = {".parquet": Format.PARQUET, ".pq": Format.PARQUET} | dict.fromkeys(
    (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"), Format.EXCEL
)
_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_UTF_8 = "utf-8"
# What the records are called in SQL.
RECEIVED = "received"


def format_of(file: ReceivedFile, measures: Measures) -> Format:
    """Return the format of a file: what the measures say, else what its name ends in; CSV for any other ending."""
    return measures.source.format or _ENDINGS.get(Path(file.name).suffix.lower(), Format.CSV)


def received(files: Sequence[ReceivedFile], measures: Measures, engine: Engine) -> Table:
    """Return the records of files as they are; InputError where a column is missing, or is not in the contract."""
    kinds = {format_of(file, measures) for file in files}
    if len(kinds) > 1:
        raise InputError(f"{', '.join(file.name for file in files)}: they are of several formats; read each by itself")
    if kinds == {Format.PARQUET}:
        return _parquet(files, measures, engine)
    names = [table for table, _ in tables_of([file.name for file in files], Format.CSV)]
    first, *others = [
        _csv(text_of(file, engine, measures), file, measures, engine, name)
        for file, name in zip(files, names, strict=True)
    ]
    return first.union(*others) if others else first


def tables_of(names: Sequence[str], format: Format) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what the records of files are called in SQL, each with the names of its files."""
    if format is Format.PARQUET:
        yield RECEIVED, names
    else:
        yield from ((f"{RECEIVED}_{at}" if at > 1 else RECEIVED, [name]) for at, name in enumerate(names, start=1))


def check_headings(headings: Sequence[str], measures: Measures, place: str) -> None:
    """Raise InputError where columns are missing, stand twice, or are not in the contract.

    A heading that is not expected is told by its place: where the first line is no header, it is a record.
    """
    missing = [heading for heading in measures.headings if heading not in headings]
    twice = [at for at, heading in enumerate(headings, start=1) if Counter(headings)[heading] > 1]
    unknown = [at for at, heading in enumerate(headings, start=1) if heading not in measures.headings]
    problems = []
    if missing:
        named = ", ".join(f"'{heading}'" for heading in sorted(missing))
        problems.append(f"there is no column {named}; look at the header, and at 'columns' in {measures.file}")
    if unknown:
        problems.append(
            f"{_counted(unknown)} not in {measures.file}; add it under 'columns' there, "
            "with 'not read' if nothing needs it"
        )
    if twice and not unknown:
        problems.append(f"{_counted(twice)} named alike; give each a name of its own")
    if problems:
        raise InputError(*(f"{place}: {problem}" for problem in problems))


def _counted(places: Sequence[int]) -> str:
    return f"column {places[0]} is" if len(places) == 1 else f"columns {', '.join(map(str, places))} are"


def _parquet(files: Sequence[ReceivedFile], measures: Measures, engine: Engine) -> Table:
    import pyarrow as pa
    from pyarrow import parquet

    for file in files:
        try:
            names = parquet.read_schema(file.path).names
        except (pa.ArrowException, ValueError):
            names = None
        if names is None:
            raise InputError(f"{file.name}: it is no Parquet file, or a damaged one; ask for it again")
        check_headings(names, measures, file.name)
    paths = [str(file.path) for file in files]
    return engine.asked(lambda: engine.backend.read_parquet(paths, table_name=RECEIVED, union_by_name=True))


def _csv(text: Path, file: ReceivedFile, measures: Measures, engine: Engine, name: str) -> Table:
    with records_of(text, measures, file.name) as (delimiter, rows):
        headings = next(rows, (0, []))[1]
    check_headings(headings, measures, f"{file.name}, line 1")
    options: dict[str, Any] = {"delim": delimiter, "quote": '"', "escape": '"', "header": True}
    columns = dict.fromkeys(headings, "VARCHAR")
    return engine.asked(
        lambda: engine.backend.read_csv(str(text), table_name=name, columns=columns, **options).select(
            [column.heading for column in measures.columns]
        )
    )


@contextmanager
def records_of(text: Path, measures: Measures, name: str) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
    """Yield what stands between the columns of a text, and its lines, each with its number; the header first."""
    with text.open(encoding="utf-8-sig", newline="") as lines:
        try:
            first = lines.readline()
        except UnicodeDecodeError:
            first = None
        if first is None:
            raise InputError(no_utf_8(text, name))
        if not first.strip():
            raise InputError(
                f"{name}, line 1: there is no header that can be read; its first line must name the columns"
            )
        delimiter = measures.source.delimiter or max(_DELIMITERS, key=first.count)
        lines.seek(0)
        reader = csv.reader(lines, delimiter=delimiter)
        yield delimiter, ((reader.line_num, [cell.strip(" ") for cell in row]) for row in reader)


def no_utf_8(text: Path, name: str) -> str:
    """Return a sentence for the first line of a text that is no UTF-8; '' where all are."""
    with text.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return (
                    f"{name}, line {number}: it is not UTF-8; write 'encoding: cp1252' under 'source' in the measures"
                )
    return ""


def text_of(file: ReceivedFile, engine: Engine, measures: Measures) -> Path:
    """Return a file as UTF-8 text: itself, or a copy in the engine's folder."""
    assert engine.folder
    copy = engine.folder / f"{file.sha256[:16]}.csv"
    if format_of(file, measures) is Format.EXCEL:
        _write_rows(_sheet_rows(file, measures), copy)
        return copy
    encoding = codecs.lookup(measures.source.encoding).name
    if encoding == _UTF_8:
        return file.path
    # DuckDB needs an extension for others, and none is loaded.
    _transcode(file, encoding, copy)
    return copy


def _transcode(file: ReceivedFile, encoding: str, copy: Path) -> None:
    lines = 1
    try:
        with (
            file.path.open(encoding=encoding, newline="") as source,
            copy.open("w", encoding=_UTF_8, newline="") as target,
        ):
            while chunk := source.read(_CHUNK):
                target.write(chunk)
                lines += chunk.count("\n")
        return
    except UnicodeDecodeError:
        pass
    raise InputError(f"{file.name}, line {lines} or after: it is not {encoding}; correct 'encoding' in the measures")


def _sheet_rows(file: ReceivedFile, measures: Measures) -> Iterable[Sequence[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(file.path))
    except (CalamineError, OSError, ValueError):
        book = None
    if book is None:
        raise InputError(f"{file.name}: it can't be read as a spreadsheet; ask for it again, or save it as .xlsx")
    name = measures.source.sheet or book.sheet_names[0]
    if name not in book.sheet_names:
        raise InputError(f"{file.name}: there is no sheet '{name}'; {did_you_mean(name, book.sheet_names)}")
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _write_rows(rows: Iterable[Sequence[Any]], copy: Path) -> None:
    with copy.open("w", encoding=_UTF_8, newline="") as target:
        csv.writer(target, lineterminator="\n").writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: Any) -> str:
    """Return a spreadsheet's cell as text: a day as 2014-12-11, a number with the digits that a spreadsheet keeps."""
    match cell:
        case bool():
            return str(cell).lower()
        case float():
            return format(cell, ".15g") if cell != int(cell) else str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    # A line of the copy is a row of the sheet.
    return " ".join(str(cell).splitlines())


def check_types(table: Table, measures: Measures, place: str) -> None:
    """Raise InputError where a table's column is of a type that can't be what the measures say of it."""
    kinds = table.schema()
    for column in measures.columns:
        kind = kinds[column.heading]
        if column.holds is Holds.DATE and not (kind.is_string() or kind.is_date() or kind.is_timestamp()):
            raise InputError(f"{place}, column '{column.heading}': its type is {kind}, and a date or a text is needed")
        if column.holds in (Holds.MONEY, Holds.NUMBER) and not (kind.is_string() or kind.is_numeric()):
            raise InputError(f"{place}, column '{column.heading}': its type is {kind}, and a number is needed")


# So many lines are named; of more it is said how many there are.
_NAMED = 5
_YEARS = range(1900, 2200)


def damaged(text: Path, name: str, measures: Measures) -> str:
    """Return a sentence for the first line of a text that is no record: another number of cells, or no UTF-8.

    '' where there is none.
    """
    number = 1
    try:
        with records_of(text, measures, name) as (_, rows):
            number, header = next(rows)
            for number, row in rows:
                if row and len(row) != len(header):
                    cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
                    return f"{name}, line {number}: it has {cells}, and the header {len(header)}; correct the line"
    except UnicodeDecodeError:
        return no_utf_8(text, name)
    except csv.Error:
        return f"{name}, line {number} or after: a quote opens and is not closed; correct the line"
    except InputError as problem:
        return str(problem)
    return ""


def lines_with(problem: Problem, text: Path, name: str, measures: Measures, format: Format) -> str:
    """Return the lines of a text in which a cell is wrong, in words: 'lines 3, 17 and others'; '' for none."""
    check = checker(problem.column, format)
    with records_of(text, measures, name) as (_, rows):
        at = next(rows)[1].index(problem.column.heading)
        found = list(islice((number for number, row in rows if len(row) > at and not check(row[at])), _NAMED + 1))
    word = "row" if format is Format.EXCEL else "line"
    if not found:
        return ""
    if len(found) == 1:
        return f"{word} {found[0]}"
    more = " and others" if len(found) > _NAMED else ""
    return f"{word}s {', '.join(map(str, found[:_NAMED]))}{more}"


def checker(column: Column, format: Format) -> Callable[[str], bool]:
    """Return what says whether a cell of a column can be read."""
    match column.holds:
        case Holds.DATE:
            formats = (*column.formats, "%Y-%m-%d") if format is Format.EXCEL else column.formats
            return lambda cell: any(_is_day(cell, one) for one in formats) or (not cell and column.blank)
        case Holds.WORDS:
            return lambda cell: cell.lower() in column.values or (not cell and column.blank)
        case Holds.MONEY | Holds.NUMBER:
            pattern = amount(column.holds)
            return lambda cell: bool(re.search(pattern, cell)) or (not cell and column.blank)
    return lambda cell: bool(cell) or column.blank


def amount(holds: Holds) -> str:
    """Return the pattern of an amount of money, or of a number."""
    pound = "£?" if holds is Holds.MONEY else ""
    return rf"^-?{pound}([0-9]{{1,13}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,4}})(\.[0-9]{{1,{holds.decimals}}})?$"


def _is_day(cell: str, format: str) -> bool:
    try:
        return datetime.strptime(cell, format).year in _YEARS
    except ValueError:
        return False
