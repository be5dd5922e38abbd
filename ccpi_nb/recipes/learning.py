"""`ccpi collect learn`: a draft of a recipe from a file and the indicators' names, with '?' where a person decides."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath

from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.lineage import ReceivedFile
from ccpi_nb.errors import InputError, at_most_ten, shortened
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.strict_yaml import scalar
from ccpi_nb.recipes.amounts import LeftOut, Reader
from ccpi_nb.recipes.drafted_tables import Drafted, mark_of, near_names, tables_in
from ccpi_nb.recipes.labels import escaped
from ccpi_nb.recipes.line_labels import PeriodLabel, period_label
from ccpi_nb.recipes.recipe import Meaning, Writing
from ccpi_nb.recipes.recipe_files import FOLDER, UNDECIDED
from ccpi_nb.recipes.units import choices_of
from ccpi_nb.spreadsheets.opening import open_book
from ccpi_nb.spreadsheets.sheets import Cell, plain
from ccpi_nb.spreadsheets.text_tables import Dialect
from ccpi_nb.workbook.inputs import Workbook

_PARTS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "value": "value",
    "actual": "value",
    "out of": "denominator",
}
_NO_VALUES = re.compile(
    r"(?:grand |sub-?)?totals?|all|note|source|target|trend|rag|status|comments?|direction|ref(?:erence)?|owner"
)
_VERSION = re.compile(r"[ _-]+(?:final|draft|copy|v ?\d[\d.]*|\(\d+\)|amended|corrected|updated)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """A drafted recipe: its name and text, what it is sure of, and what a person has to decide, in sentences."""

    name: str
    text: str
    sure: tuple[str, ...]
    undecided: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where the recipe is written."""
        return f"{FOLDER}/{self.name}.yaml"


def draft_of(file: ReceivedFile, workbook: Workbook, dataset: str = "", name: str = "") -> Draft:
    """Return a draft of a recipe for a file.

    InputError where no table is found in it, or its rows look like records.
    """
    book = open_book(file, Dialect())
    tables = [table for sheet in book.sheets if not sheet.hidden for table in tables_in(sheet, file.name)]
    if not tables:
        raise InputError(
            f"{file.name}: no table is found in it, with labels beside and above its numbers; "
            "write the recipe yourself, as ccpi help recipes shows"
        )
    draft = _Drafting(file, workbook, dataset, tables).draft()
    return replace(draft, name=name) if name else draft


_Side = list[tuple[str, dict[str, str]]]


@dataclass
class _Drafting:
    file: ReceivedFile
    workbook: Workbook
    dataset: str
    tables: list[Drafted]
    sure: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    marks: dict[str, list[str]] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    def draft(self) -> Draft:
        """Return the draft of all tables."""
        pattern = file_pattern(self.file.name)
        tables = [line for table in self.tables for line in self._table(table)]
        if not self.dataset:
            self.undecided.append("which dataset it is for")
        lines = [
            "# Drafted from a file by ccpi collect learn: look at each line, and decide what has a question mark.",
            "# Labels are kept here for good: none may name a person.",
            f"dataset: {scalar(self.dataset) if self.dataset else _UNDECIDED}",
            f"files: {_quoted(pattern)}",
            "tables:",
            *tables,
            *(["marks:"] if self.beside else []),
            *(
                f'  {_quoted(mark)}: {_UNDECIDED}  # provisional, estimated, about, or "" for nothing'
                for mark in self.beside
            ),
            *(["none:"] if self.marks else []),
            *(
                f"  {_quoted(mark)}: {_UNDECIDED}  # [x] not available, [z] not applicable, leave out"
                for mark in self.marks
            ),
        ]
        self.undecided += [f"what '{mark}' beside a number means ({place})" for mark, place in self.beside.items()]
        self.undecided += [
            f"what {words} means where a number should be ({at_most_ten(places)})"
            for mark, places in self.marks.items()
            for words in [f"'{mark}'" if mark else "a blank cell"]
        ]
        stem = re.sub(r"(?:\b[Qq])?\{\w+\}|\*", " ", pattern.rpartition(".")[0]).casefold()
        name = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")
        return Draft(name or "recipe", "\n".join(lines) + "\n", tuple(self.sure), tuple(self.undecided))

    def _table(self, table: Drafted) -> Iterator[str]:
        sheet = table.sheet.name
        yield f"- sheet: {_quoted(file_pattern(sheet))}" if sheet else "- sheet: '*'"
        if table.ends_before == UNDECIDED:
            self.undecided.append(
                f"where the table of '{' '.join(table.headings)}' on sheet '{sheet}' ends: write a label that stands "
                "once, between it and the next, as 'ends_before' and 'after', or ask for a title there"
            )
        if table.after is not None:
            yield f"  after: {_quoted(_escaped(table.after))}"
        rows = self._side(table.rows, table, is_rows=True)
        columns = self._side(table.columns, table, is_rows=False)
        self._look_at_marks(table)
        if not any(key == "periods" for key, _ in (*rows, *columns)):
            yield f"  period: {_UNDECIDED}  # quarter, month, year or year to date: as the file's name or a title says"
            self.undecided.append("of which period the values are")
        yield "  rows:"
        if table.headings:
            yield f"    heading: [{', '.join(map(_quoted, table.headings))}]"
        if table.ends_before is not None:
            yield f"    ends_before: {_quoted(_escaped(table.ends_before))}"
        yield from self._lines(rows)
        yield "  columns:"
        if table.levels > 1:
            yield f"    levels: {table.levels}"
        if table.blank_repeats:
            yield "    blank_repeats: true"
        yield from self._lines(columns)

    @staticmethod
    def _lines(side: _Side) -> Iterator[str]:
        for key, labels in side:
            yield f"    {key}:"
            yield from (
                f"    - {label}" if key == "leave_out" else f"      {label}: {what}" for label, what in labels.items()
            )

    def _side(self, cells: Iterable[Cell], table: Drafted, *, is_rows: bool) -> _Side:
        """Return what the labels along a side seem to be, by the keys of a recipe."""
        found: dict[str, dict[str, str]] = {}
        for cell in cells:
            key, label, what = self._label(cell, table, is_rows=is_rows)
            found.setdefault(key, {})[_quoted(label)] = what
        kinds = found.get("periods", {})
        several = table.levels > 1 if not is_rows else len(table.headings) > 1
        if several and len({*kinds.values()}) > 1:  # a year above quarters says of which year they are
            found["periods"] = {label: "part of a period" if kind == "year" else kind for label, kind in kinds.items()}
        order = ("indicators", "breakdowns", "periods", "parts", "leave_out")
        return [(key, found[key]) for key in order if key in found]

    def _label(self, cell: Cell, table: Drafted, *, is_rows: bool) -> tuple[str, str, str]:
        text = " ".join(cell.text.split())
        if period := period_label(cell):
            return "periods", period.pattern, self._period(text, period)
        if (part := _PARTS.get(plain(text))) and not is_rows:
            self._know(f"'{text}' is the {part}")
            return "parts", escaped(text), part
        if _NO_VALUES.match(plain(text)):
            self._know(f"'{text}' is left out")
            self.left_out.add(plain(text))
            return "leave_out", escaped(text), ""
        if plain(text) in self._breakdowns:
            name = self._breakdowns[plain(text)]
            self._know(f"'{text}' is '{name}'")
            return "breakdowns", escaped(text), scalar(name, in_brackets=True)
        return "indicators", escaped(text), self._indicator(text, table, cell, is_rows=is_rows)

    def _period(self, text: str, period: PeriodLabel) -> str:
        if not period.kind:
            self.undecided.append(
                f'which year \'{text}\' is: write "{{yyyy}}": calendar year, or of a financial year "{{starts}}": year '
                'or "{ends}": year'
            )
            return _UNDECIDED
        qualifier = _UNDECIDED if period.qualifier is None else period.qualifier
        if period.qualifier is None:
            self.undecided.append(
                f"what the mark in '{text}' says of the values below it: provisional, estimated or forecast; or take "
                "'qualifier' out if it says nothing"
            )
        else:
            self._know(f"'{text}' is a {period.kind}{f', and its values are {qualifier}' if qualifier else ''}")
        return f"{{period: {period.kind}, qualifier: {qualifier}}}" if qualifier else period.kind

    def _look_at_marks(self, table: Drafted) -> None:
        """Note what stands where numbers should, blank cells too, in rows and columns that are not left out."""
        for row, column in table.places():
            labels = {plain(cell.text) for cell in (*table.down[row], *table.across[column])}
            # Of a row of nothing but blank cells it is asked what it is: it may be a heading.
            if not labels & self.left_out and not (labels & self.unknown and table.is_blank(row)):
                mark = mark_of(table.sheet.cells.get((row, column)))
                if mark and mark.beside:
                    self.beside.setdefault(mark.text, table.sheet.place((row, column)))
                elif mark:
                    self.marks.setdefault(mark.text, []).append(table.sheet.place((row, column)))

    def _indicator(self, text: str, table: Drafted, cell: Cell, *, is_rows: bool) -> str:
        near, is_sure = near_names(text, self._observed)
        if not is_sure:
            near, is_sure = near_names(text, self.workbook.indicators)
        if not is_sure:
            self.unknown.add(plain(text))
            meant = f"did you mean {' or '.join(near)}?" if near else "is it left out?"
            self.undecided.append(f"what '{shortened(text)}' is; {meant}")
            return f"{_UNDECIDED}  # {meant}"
        indicator = self.workbook.indicators[near[0]]
        self._know(f"'{text}' is '{indicator.key}'")
        values = table.in_line(cell, is_row=is_rows)
        if self._needs_unit(values, indicator, table):
            self.undecided.append(
                f"in what the numbers of '{shortened(text)}' are held, for {indicator.unit}; write "
                f"{choices_of(indicator.unit)}"
            )
            return f"{{indicator: {indicator.key}, held_as: {_UNDECIDED}}}"
        return indicator.key

    def _needs_unit(self, values: Iterable[Cell], indicator: Indicator, table: Drafted) -> bool:
        reader = Reader(Writing({}, {}), indicator, Meaning(indicator.key))
        needs = False
        for cell in values:
            try:
                reader.amount(cell, table.sheet)
            except LeftOut:
                continue
            except ValueError as problem:
                needs |= "held" in str(problem)
        return needs

    def _know(self, words: str) -> None:
        if words not in self.sure:
            self.sure.append(words)

    @cached_property
    def _observed(self) -> Mapping[str, Indicator]:
        """The indicators that the dataset has values of."""
        observed = {row.indicator for row in self._rows}
        return {key: known for key, known in self.workbook.indicators.items() if key in observed}

    @cached_property
    def _breakdowns(self) -> Mapping[str, str]:
        return {plain(row.breakdown): row.breakdown for row in self._rows if row.breakdown}

    @cached_property
    def _rows(self) -> tuple[Observation, ...]:
        return self.workbook.dataset(self.dataset) if self.dataset in self.workbook.dataset_names else ()


_UNDECIDED = f'"{UNDECIDED}"'


def _quoted(text: str) -> str:
    return scalar(text, quoted=True)


def _escaped(label: str) -> str:
    return label if label == UNDECIDED else escaped(label)


def write_draft(workbook: Workbook, draft: Draft) -> None:
    """Write a draft as a recipe; InputError, and nothing written, where there is a recipe of its name."""
    if (workbook.root / draft.file).exists():
        raise InputError(
            f"{draft.file}: there is a recipe of this name, and nothing is written over it; correct that one, "
            "or give the draft another name with --name"
        )
    write_file(workbook.root / draft.file, draft.text.encode())


def file_pattern(name: str) -> str:
    """Return the pattern of a name, with fields for its period, and '*' for what tells versions apart.

    'Dashboard Q{quarter} {year}*.xlsx' for 'Dashboard Q3 2014-15 FINAL v3.xlsx'.
    """
    stem, ending = (PurePath(name).stem, PurePath(name).suffix) if "." in name else (name, "")
    pattern = _VERSION.sub("*", escaped(stem))
    pattern = re.sub(r"(?<!\d)(\d{4})[-_/](\d{4}|\d{2})(?!\d)", "{year}", pattern)
    pattern = re.sub(r"\b([Qq]|[Qq]uarter ?)[1-4]\b", lambda match: f"{match[1]}{{quarter}}", pattern)
    month = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    pattern = re.sub(rf"\b{month}([ _-]?)(?:20)\d\d\b", r"{Mon}\1{yyyy}", pattern, flags=re.IGNORECASE)
    return re.sub(r"\*+", "*", pattern) + ending
