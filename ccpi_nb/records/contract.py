"""Records as the contract of their columns has them: typed, looked up, and each with what is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain
from operator import or_

import ibis
import pyarrow as pa

from ccpi_nb.records.expressions import Kind
from ccpi_nb.records.measures import Column, Format, Holds, Keep, Lookup, Measures
from ccpi_nb.records.translation import Column as Ibis
from ccpi_nb.records.translation import Table

# The column of a record's first problem: its number from 1 on, in the order of `problems_of`; 0 for none.
PROBLEM = "problem"
# A number that DuckDB makes of a record's key, the same for the same key; null where a part of the key is blank.
KEYED = "keyed"
_YEARS = (1900, 2199)


@dataclass(frozen=True)
class Problem:
    """What may be wrong with a record: a cell of a column that holds what it may not."""

    what: str
    column: Column

    @property
    def words(self) -> str:
        """The problem as a sentence ends."""
        return f"column '{self.column.heading}': {self.what}"

    @property
    def is_unreadable_date(self) -> bool:
        """Whether it is a date that can't be read, of which a few may be let pass."""
        return self.what == _UNREADABLE[Holds.DATE]


_BLANK = "blank, and 'blank: allowed' is not said"
_UNREADABLE = {
    Holds.DATE: "no date of the forms under 'dates'",
    Holds.MONEY: "no amount of money with two decimals at most",
    Holds.NUMBER: "no number with four decimals at most",
    Holds.WORDS: "none of the cells under 'values'",
}


def problems_of(measures: Measures) -> tuple[Problem, ...]:
    """Return what may be wrong with a record, in the order in which it is looked for; unreadable dates last."""
    found = [*chain.from_iterable(map(_problems, measures.columns))]
    unlisted = [
        Problem(f"not listed in {lookup.file}, and nothing is said under 'otherwise'", measures.column(lookup.of))
        for lookup in measures.lookups
        if not lookup.otherwise
    ]
    return tuple(sorted([*found, *unlisted], key=lambda problem: problem.is_unreadable_date))


def _problems(column: Column) -> Iterator[Problem]:
    if not column.blank and "" not in column.values:
        yield Problem(_BLANK, column)
    if column.holds is not Holds.TEXT:
        yield Problem(_UNREADABLE[column.holds], column)


def read_cells(raw: Table, measures: Measures, engine: str, format: Format | None) -> Table:
    """Return the records with what their cells hold, the cells themselves, and on DuckDB the number of the key."""
    texts = raw.select(**{_cell(column.name): raw[column.heading] for column in measures.columns})
    if engine == "duckdb":
        return _read_by_duckdb(texts, measures, format)
    cleaned = texts.select(**{name: _cleaned(texts[name]) for name in texts.columns})
    return cleaned.mutate(**{one.name: _value(cleaned[_cell(one.name)], one, format) for one in measures.columns})


def _read_by_duckdb(texts: Table, measures: Measures, format: Format | None) -> Table:
    columns = {column.name: (texts[_cell(column.name)], column) for column in measures.columns}
    cells = texts.mutate(**{name: _value_by_duckdb(cell, one, format) for name, (cell, one) in columns.items()})
    dates = [name for name, (cell, one) in columns.items() if one.holds is Holds.DATE and cell.type().is_string()]
    if dates:
        cells = cells.mutate(**{name: _within_years(cells[name]) for name in dates})
    if measures.looks_for_repeats:
        return cells.mutate(**{KEYED: _keyed([cells[name] for name in measures.source.key])})
    return cells


def typed(cells: Table, measures: Measures) -> Table:
    """Return the records with the columns that expressions name, and the number of each one's first problem."""
    listed = reduce(_looked_up, measures.lookups, cells)
    names = [column.name for column in measures.columns] + [lookup.name for lookup in measures.lookups]
    numbered = [(_is_so(problem, listed, measures), at) for at, problem in enumerate(problems_of(measures), start=1)]
    problem = ibis.cases(*numbered, else_=0) if numbered else ibis.literal(0)
    return listed.select(*names, *({KEYED} & {*cells.columns}), **{PROBLEM: problem.cast("int16")})


def counted_columns(measures: Measures) -> frozenset[str]:
    """Return the columns of typed records that counting asks for; others only tell whether a record is as it should be.

    To know which of several records with one key counts, all are needed.
    """
    duplicates = measures.quality.duplicates
    if duplicates and duplicates.keep is not Keep.ALL:
        return frozenset((*measures.fields, PROBLEM, KEYED))
    conditions = (exclusion.where for exclusion in measures.exclusions)
    expressions = (*conditions, *(one for measure in measures.measures for one in measure.expressions))
    named = {name for expression in expressions for name in expression.names}
    return frozenset({*named, *measures.dates, *measures.groups, measures.source.covers, PROBLEM, KEYED})


def _keyed(key: Sequence[Ibis]) -> Ibis:
    texts = [part.cast("string") for part in key]
    return ibis.and_(*(part.notnull() for part in key)).ifelse(
        hash(texts[0] if len(texts) == 1 else ibis.array(texts).cast("string")), ibis.null("uint64")
    )


@ibis.udf.scalar.builtin(signature=(("string",), "uint64"))  # type: ignore[untyped-decorator]
def hash(text: str) -> None:
    """Return a number that is the same for the same text; Ibis' own goes a long way round to one with a sign."""


def _cell(name: str) -> str:
    return f"cell_of_{name}"


def _is_so(problem: Problem, table: Table, measures: Measures) -> Ibis:
    name = problem.column.name
    # Only of a cell without a value it is asked why that is so.
    if problem.what == _BLANK:
        return table[name].isnull() & _cleaned(table[_cell(name)]).isnull()
    if problem.what == _UNREADABLE.get(problem.column.holds):
        return table[name].isnull() & _cleaned(table[_cell(name)]).notnull()
    unlisted = [
        table[lookup.name].isnull() for lookup in measures.lookups if lookup.of == name and not lookup.otherwise
    ]
    return reduce(or_, unlisted)


def holds_texts(raw: Table, measures: Measures) -> bool:
    """Return whether records have dates or numbers as texts, so that it is better to read them once."""
    return any(
        column.holds not in (Holds.TEXT, Holds.WORDS) and raw[column.heading].type().is_string()
        for column in measures.columns
    )


def _cleaned(cell: Ibis) -> Ibis:
    """Return a cell without the spaces around it; a blank one as null."""
    return trim(cell).nullif("") if cell.type().is_string() else cell


@ibis.udf.scalar.builtin(signature=(("string",), "string"))  # type: ignore[untyped-decorator]
def trim(text: str) -> None:
    """Return a text without the spaces around it; to look for other white space as well takes twenty times as long."""


def _value_by_duckdb(cell: Ibis, column: Column, format: Format | None) -> Ibis:
    """Return what a cell holds as `_value` does, in half the time: what it would do with nearly all cells, at once.

    For the others it is done; DuckDB works that out for them alone.
    """
    careful = _value(_cleaned(cell), column, format, "duckdb")
    if not cell.type().is_string():
        return careful
    match column.holds:
        case Holds.TEXT:
            has_nulls = format in (Format.CSV, Format.EXCEL)  # a blank cell of a text is one
            is_other = cell.contains(" ") if has_nulls else cell.contains(" ") | (cell == "")
            return is_other.ifelse(careful, cell)
        case Holds.WORDS:
            known = [(cell == key, value) for key, value in _meanings(column) if key]
            return ibis.cases(*known, else_=careful)
        case Holds.MONEY | Holds.NUMBER:
            plain = full_match(cell, rf"-?[0-9]{{1,13}}(\.[0-9]{{1,{column.holds.decimals}}})?")
            return plain.ifelse(cell.try_cast(f"decimal(18, {column.holds.decimals})"), careful)
    # What begins with a digit is no 'epoch', and no blank.
    return ((cell >= "0") & (cell < ":")).ifelse(_date_by_duckdb(cell, _forms(column, format)), careful)


@ibis.udf.scalar.builtin(name="regexp_full_match", signature=(("string", "string"), "boolean"))  # type: ignore[untyped-decorator]
def full_match(text: str, pattern: str) -> None:
    """Return whether all of a text fits a pattern; DuckDB's own."""


def _value(cell: Ibis, column: Column, format: Format | None, engine: str = "") -> Ibis:
    """Return what a cell holds; null where it is blank, or can't be read."""
    match column.holds:
        case Holds.TEXT:
            return cell.cast("string")
        case Holds.WORDS:
            return _word(cell.cast("string"), column)
        case Holds.MONEY | Holds.NUMBER:
            return _number(cell, column.holds)
    if not cell.type().is_string():
        return cell.cast("date")
    if engine == "duckdb":
        # It takes 'epoch' for a day of 1970; what comes before ':' begins with no letter.
        return (cell < ":").ifelse(_date_by_duckdb(cell, _forms(column, format)), ibis.null("date"))
    return ibis.coalesce(*(_date(cell, one) for one in _forms(column, format)))


def _forms(column: Column, format: Format | None) -> tuple[str, ...]:
    """Return how dates of a column are written; a spreadsheet's own dates have no form of their own."""
    return (*column.formats, "%Y-%m-%d") if format is Format.EXCEL else column.formats


def _meanings(column: Column) -> Iterator[tuple[str, bool | str]]:
    """Yield what each cell of a column of words stands for, a blank one included."""
    for key, word in column.values.items():
        yield key, word == "yes" if column.kind is Kind.TRUTH else word


def _word(cell: Ibis, column: Column) -> Ibis:
    written = cell.lower()
    known = [(written == key if key else written.isnull(), value) for key, value in _meanings(column)]
    return ibis.cases(*known, else_=ibis.null("boolean" if column.kind is Kind.TRUTH else "string"))


def _number(cell: Ibis, holds: Holds) -> Ibis:
    decimals = holds.decimals
    if not cell.type().is_string():
        return cell.cast(f"decimal(18, {decimals})")
    pound = "£?" if holds is Holds.MONEY else ""
    form = rf"^-?{pound}([0-9]{{1,13}}|[0-9]{{1,3}}(,[0-9]{{3}}){{1,4}})(\.[0-9]{{1,{decimals}}})?$"
    plain = cell.replace(",", "").replace("£", "") if holds is Holds.MONEY else cell.replace(",", "")
    return cell.re_search(form).ifelse(plain, ibis.null("string")).cast(f"decimal(18, {decimals})")


@ibis.udf.scalar.builtin(  # type: ignore[untyped-decorator]
    signature=(("string", "array<string>"), "timestamp")
)
def try_strptime(text: str, formats: list[str]) -> None:
    """Return the moment that a text has in one of these forms; DuckDB's own."""


def _date_by_duckdb(cell: Ibis, formats: tuple[str, ...]) -> Ibis:
    by_sign: dict[str, list[str]] = {}
    for format in formats:
        by_sign.setdefault(format[2], []).append(format)  # what stands between day, month and year
    read = {sign: try_strptime(cell, ibis.literal(some, type="array<string>")) for sign, some in by_sign.items()}
    # A form that does not fit takes ten times as long as one that does.
    return ibis.cases(*((cell.contains(sign), moment) for sign, moment in read.items())).cast("date")


def _within_years(day: Ibis) -> Ibis:
    """Return a day of the years that a date may be in: DuckDB takes '1/2/14' for the year 14."""
    first, last = (ibis.literal(end) for end in (date(_YEARS[0], 1, 1), date(_YEARS[1], 12, 31)))
    return day.between(first, last).ifelse(day, ibis.null("date"))


def _date(cell: Ibis, format: str) -> Ibis:
    """Return a date by what every engine has: a pattern that only days of the calendar fit, and its three numbers."""
    number = {part: at for at, part in enumerate(re.findall("%([dmY])", format), start=1)}
    plain = _pattern(format, dict.fromkeys("dm", "[0-9]{1,2}") | {"Y": "[0-9]{4}"})
    parts = [cell.re_extract(f"^{plain}$", number[part]) for part in "Ymd"]
    day = parts[0] + "-" + parts[1] + "-" + parts[2]
    fits = cell.re_search("^(" + "|".join(_pattern(format, days) for days in _CALENDAR) + ")$")
    return fits.ifelse(day, ibis.null("string")).cast("date")


# From 1900 to 2199: months of 31 days, of 30, February, and its 29th in the years that have one.
_YEAR, _DAY = "(19|20|21)[0-9]{2}", "0?[1-9]|[12][0-9]"
_LEAP = "((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)"
_CALENDAR = (
    {"Y": _YEAR, "m": "0?[13578]|1[02]", "d": f"{_DAY}|3[01]"},
    {"Y": _YEAR, "m": "0?[469]|11", "d": f"{_DAY}|30"},
    {"Y": _YEAR, "m": "0?2", "d": "0?[1-9]|1[0-9]|2[0-8]"},
    {"Y": _LEAP, "m": "0?2", "d": "29"},
)


def _pattern(format: str, parts: Mapping[str, str]) -> str:
    """Return a form of dates as a pattern, each of its parts in brackets; of a moment's clock any numbers."""
    pattern = re.sub(r"([-/.])", r"\\\1", format)
    for part, digits in parts.items():
        pattern = pattern.replace(f"%{part}", f"({digits})")
    return re.sub("%[HMS]", "[0-9]{1,2}", pattern)


def _looked_up(table: Table, lookup: Lookup) -> Table:
    """Return the records with the name that a list gives to each."""
    key = f"{lookup.name}_of"
    schema = {key: "string", lookup.name: "string"}
    arrays = {key: list(lookup.pairs), lookup.name: list(lookup.pairs.values())}
    rows = ibis.memtable(pa.table(arrays, schema=ibis.schema(schema).to_pyarrow()))
    # By a name of its own, so that the same measures give the same SQL.
    listed = rows.op().copy(name=f"lookup_{lookup.name}").to_expr()
    joined = table.left_join(listed, table[lookup.of].lower() == listed[key]).drop(key)
    return (
        joined.mutate(**{lookup.name: joined[lookup.name].fill_null(lookup.otherwise)}) if lookup.otherwise else joined
    )
