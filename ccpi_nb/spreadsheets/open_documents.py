"""OpenDocument spreadsheets (.ods): their cells as they are held and as a person sees them, and what is hidden."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, fromstring

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.excel import NOT_CALCULATED
from ccpi_nb.spreadsheets.number_formats import NOUGHTS, NumberFormat
from ccpi_nb.spreadsheets.sheets import (
    HIDDEN,
    Area,
    Book,
    Cell,
    Duration,
    Failure,
    Held,
    Place,
    Sheet,
    number_or_failure,
    raised,
    struck,
)

_MOST_CELLS = 1_000_000
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NOTE = f"{_OFFICE}annotation"
_PARTS = ("content.xml", "styles.xml")
_TIME = re.compile(r"PT(\d+)H(\d+)M([\d.]+)S")
_LINES = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t"}


def open_document_book(content: bytes, name: str) -> Book:
    """Return the sheets of an OpenDocument spreadsheet; InputError where it is damaged, protected or far too large."""
    with zipfile.ZipFile(BytesIO(content)) as pack:
        if b"encryption-data" in (
            pack.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in pack.namelist() else b""
        ):
            raise InputError(
                f"{name}: it is protected by a password; open it, take the password off, and save it again"
            )
        xml, styles = (pack.read(part) if part in pack.namelist() else b"<styles/>" for part in _PARTS)
    if any(mark in part for mark in (b"<!DOCTYPE", b"<!ENTITY") for part in (xml, styles)):
        raise InputError(f"{name}: it is no document that a spreadsheet program wrote; ask for it again")
    try:
        document, shared = fromstring(xml), fromstring(styles)
    except ParseError as problem:
        raise InputError(
            f"{name}: the document is damaged ({problem}); open it, repair it, and save it again"
        ) from None
    tables = document.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    known = _Styles([*shared.iter(f"{_STYLE}style"), *document.iter(f"{_STYLE}style")])
    try:
        return Book(tuple(_Table(name, known).sheet(table) for table in tables))
    except (KeyError, ValueError) as problem:
        raise InputError(f"{name}: the document is damaged ({problem}); open it, and save it again") from None


class _Styles:
    """What the names of styles mean: sheets that are hidden, texts that are struck through or raised."""

    def __init__(self, styles: Iterable[Element]) -> None:
        every = list(styles)
        through = ("text-line-through-style", "text-line-through-type")
        self.hidden = _named(every, [f"{_TABLE}display"], "false")
        self.struck = _named(every, [f"{_STYLE}{name}" for name in through], "(?!none).+")
        self.raised = _named(every, [f"{_STYLE}text-position"], r"super.*|[1-9]\d*%.*")


def _named(styles: Iterable[Element], attributes: Iterable[str], pattern: str) -> frozenset[str | None]:
    """Return the names of the styles that have a property, with those that are only made from such a one."""
    found: set[str | None] = set()
    for style in styles:
        said = [value for name in attributes for part in style if (value := part.get(name)) is not None]
        parent = style.get(f"{_STYLE}parent-style-name")
        if any(re.fullmatch(pattern, value) for value in said) or (not said and parent in found):
            found.add(style.get(f"{_STYLE}name"))
    return frozenset(found)


@dataclass
class _Table:
    """One sheet as it is read: its cells so far."""

    file: str
    styles: _Styles
    cells: dict[Place, Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    notes: list[Place] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    struck_columns: set[int] = field(default_factory=set)
    filtered: bool = False

    def sheet(self, table: Element) -> Sheet:
        """Return the sheet that a table element holds."""
        columns = set()
        for place, column in _numbered(table.iter(f"{_TABLE}table-column"), "number-columns-repeated", most=20_000):
            columns |= {place} if column.get(f"{_TABLE}visibility") in ("collapse", "filter") else set()
            is_struck = column.get(f"{_TABLE}default-cell-style-name") in self.styles.struck
            self.struck_columns |= {place} if is_struck else set()
        row = 0
        for element in table.iter(f"{_TABLE}table-row"):
            times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            filled = self._filled(element)
            visibility = element.get(f"{_TABLE}visibility")
            for repeat in range(times if filled else 0):
                self._add(row + 1 + repeat, filled)
            if visibility in ("collapse", "filter") and filled:
                self.hidden_rows.update(range(row + 1, row + 1 + times))
                self.filtered |= visibility == "filter"
            row += times
        name = table.get(f"{_TABLE}name", "")
        hides = table.get(f"{_TABLE}style-name") in self.styles.hidden, frozenset(self.hidden_rows), frozenset(columns)
        return Sheet(name, self.cells, tuple(self.merged), *hides, filtered=self.filtered, notes=tuple(self.notes))

    def _filled(self, row: Element) -> list[tuple[int, int, Element]]:
        """Return the cells of a row that are not blank, each with its column and how often it is repeated."""
        column, found = 1, []
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            spans = f"{_TABLE}number-columns-spanned" in cell.attrib
            if cell.tag == f"{_TABLE}table-cell" and (
                cell.get(f"{_OFFICE}value-type") or self._shown(cell) or spans or cell.find(_NOTE) is not None
            ):
                found.append((column, times, cell))
            column += times
        return found

    def _add(self, row: int, filled: list[tuple[int, int, Element]]) -> None:
        for first, times, element in filled:
            across = int(element.get(f"{_TABLE}number-columns-spanned", "1"))
            down = int(element.get(f"{_TABLE}number-rows-spanned", "1"))
            if across > 1 or down > 1:
                self.merged.append(Area(row, first, row + down - 1, first + across - 1))
            for column in range(first, first + times):
                if element.find(_NOTE) is not None:
                    self.notes.append((row, column))
                if (cell := self._cell(row, column, element)) is not None:
                    self.cells[row, column] = cell
            if len(self.cells) > _MOST_CELLS or across * down > _MOST_CELLS or times > _MOST_CELLS:
                raise InputError(
                    f"{self.file}: a sheet of it has more than {_MOST_CELLS:,} cells; records are counted by a measure"
                )

    def _cell(self, row: int, column: int, element: Element) -> Cell | None:
        shown = self._shown(element)
        cell = _cell(row, column, element, shown)
        runs = [element, *element.iter(f"{_TEXT}span")]
        # A cell without a style of its own has its column's.
        by_column = column in self.struck_columns and not _style(element)
        if cell and (by_column or any(_style(run) in self.styles.struck for run in runs)):
            return replace(cell, held=struck(shown))
        return cell

    def _shown(self, cell: Element) -> str:
        paragraphs = [child for child in cell if child.tag == f"{_TEXT}p"]
        return "\n".join("".join(self._words(paragraph)) for paragraph in paragraphs)

    def _words(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == f"{_TEXT}s":
                yield " " * int(child.get(f"{_TEXT}c", "1"))
            elif child.tag != _NOTE:
                words = "".join(self._words(child)) or _LINES.get(child.tag, "")
                yield raised(words) if _style(child) in self.styles.raised else words
            yield child.tail or ""


def _style(element: Element) -> str | None:
    return element.get(f"{_TABLE}style-name") or element.get(f"{_TEXT}style-name")


def _numbered(elements: Iterator[Element], repeated: str, most: int) -> Iterator[tuple[int, Element]]:
    at = 0
    for element in elements:
        for _ in range(min(int(element.get(f"{_TABLE}{repeated}", "1")), most)):
            at += 1
            yield at, element


def _cell(row: int, column: int, element: Element, shown: str) -> Cell | None:
    kind = element.get(f"{_OFFICE}value-type", "")
    formula = element.get(f"{_TABLE}formula", "")
    links = "file:" in formula or "http" in formula
    if formula and re.match(r"#\w|Err:", shown):  # held as a text that is blank
        return Cell(
            row, column, Failure(shown, f"holds the error {shown}; correct its formula, and save it"), shown=shown
        )
    held = _held(kind, shown, element.attrib)
    if held is None:
        return Cell(row, column, Failure("", NOT_CALCULATED)) if formula and not kind else None
    is_shown = element.find(f"{_TEXT}p") is None or re.search(r"\d", shown)
    # Its format shows words or nothing for the number; a dash for 0 is a way to write it.
    if isinstance(held, Decimal) and not is_shown and (held or shown.strip().casefold() not in NOUGHTS):
        held = shown.strip() or Failure("", HIDDEN, looks_blank=True)
    return Cell(row, column, held, _format(kind, shown, held), shown, links)


def _held(kind: str, shown: str, said: Mapping[str, str]) -> Held | None:
    match kind:
        case "float" | "percentage" | "currency":
            return number_or_failure(float(said[f"{_OFFICE}value"]), shown)
        case "boolean":
            return said[f"{_OFFICE}boolean-value"] == "true"
        case "date":
            day = datetime.fromisoformat(said[f"{_OFFICE}date-value"])
            return day.date() if day.time() == time() else day
        case "time":
            match = _TIME.fullmatch(said[f"{_OFFICE}time-value"].replace(",", "."))
            if not match:
                return Failure(shown, "holds a time that can't be read; type it again")
            hours, minutes, seconds = map(Decimal, match.groups())
            return Duration((hours * 3600 + minutes * 60 + seconds).normalize() + 0)
        case _:
            return said.get(f"{_OFFICE}string-value", shown) or None


def _format(kind: str, shown: str, held: Held) -> NumberFormat | None:
    """Return what the cell's kind and what it shows say of its number format."""
    if isinstance(held, Duration):
        return NumberFormat("", is_length=True, has_seconds=shown.count(":") > 1)
    if not isinstance(held, Decimal):
        return None
    match = re.fullmatch(r"(\D*?)([\d,]*\d(?:\.(\d+))?)(\D*)", shown.strip().replace("\n", " "))
    form = NumberFormat("", percent=kind == "percentage", pounds="£" in shown)
    if not match or re.search(r",\d{1,2}$", match[2]):
        return form
    before, after = re.sub(r"[-\u2212(]", "", match[1]), match[4].replace(")", "")
    form = replace(form, before=before, after=after, written_percent="%" in after and not form.percent)
    # By what it shows it must be the number that it holds, or a thousandth of it: else a text stands beside it.
    for thousands in range(3):
        told = replace(form, decimals=len(match[3] or ""), thousands=thousands)
        if re.sub(r"[^\d.]", "", replace(told, before="", after="").shown(held)) == match[2].replace(",", ""):
            return told
    return form
