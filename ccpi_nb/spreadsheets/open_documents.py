"""OpenDocument spreadsheets (.ods): their cells as they are held and as a person sees them, and what is hidden."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, fromstring

from ccpi_nb.errors import InputError
from ccpi_nb.spreadsheets.excel import NOT_CALCULATED
from ccpi_nb.spreadsheets.number_formats import NumberFormat
from ccpi_nb.spreadsheets.sheets import Area, Book, Cell, Duration, Failure, Held, Place, Sheet, number

_MOST_CELLS = 1_000_000
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NOTE = f"{_OFFICE}annotation"
_TIME = re.compile(r"PT(\d+)H(\d+)M([\d.]+)S")


def open_document_book(content: bytes, name: str) -> Book:
    """Return the sheets of an OpenDocument spreadsheet; InputError where it is damaged, protected or far too large."""
    with zipfile.ZipFile(BytesIO(content)) as pack:
        if b"encryption-data" in (
            pack.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in pack.namelist() else b""
        ):
            raise InputError(
                f"{name}: it is protected by a password; open it, take the password off, and save it again"
            )
        xml = pack.read("content.xml")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise InputError(f"{name}: it is no document that a spreadsheet program wrote; ask for it again")
    try:
        document = fromstring(xml)
    except ParseError as problem:
        raise InputError(
            f"{name}: the document is damaged ({problem}); open it, repair it, and save it again"
        ) from None
    tables = document.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    hidden = {
        style.get(f"{_STYLE}name")
        for style in document.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }
    return Book(tuple(_Table(name).sheet(table, table.get(f"{_TABLE}style-name") in hidden) for table in tables))


@dataclass
class _Table:
    """One sheet as it is read: its cells so far."""

    file: str
    cells: dict[Place, Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    filtered: bool = False

    def sheet(self, table: Element, hidden: bool) -> Sheet:
        """Return the sheet that a table element holds."""
        columns = {
            number
            for number, column in _numbered(table.iter(f"{_TABLE}table-column"), "number-columns-repeated", most=20_000)
            if column.get(f"{_TABLE}visibility") in ("collapse", "filter")
        }
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
        hides = frozenset(self.hidden_rows), frozenset(columns)
        return Sheet(name, self.cells, tuple(self.merged), hidden, *hides, filtered=self.filtered)

    def _filled(self, row: Element) -> list[tuple[int, int, Element]]:
        """Return the cells of a row that are not blank, each with its column and how often it is repeated."""
        column, found = 1, []
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            spans = f"{_TABLE}number-columns-spanned" in cell.attrib
            if cell.tag == f"{_TABLE}table-cell" and (cell.get(f"{_OFFICE}value-type") or _shown(cell) or spans):
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
                if (cell := _cell(row, column, element)) is not None:
                    self.cells[row, column] = cell
            if len(self.cells) > _MOST_CELLS or across * down > _MOST_CELLS or times > _MOST_CELLS:
                raise InputError(
                    f"{self.file}: a sheet of it has more than {_MOST_CELLS:,} cells; records are counted by a measure"
                )


def _numbered(elements: Iterator[Element], repeated: str, most: int) -> Iterator[tuple[int, Element]]:
    at = 0
    for element in elements:
        for _ in range(min(int(element.get(f"{_TABLE}{repeated}", "1")), most)):
            at += 1
            yield at, element


def _cell(row: int, column: int, element: Element) -> Cell | None:
    kind, shown = element.get(f"{_OFFICE}value-type", ""), _shown(element)
    formula = element.get(f"{_TABLE}formula", "")
    links = "file:" in formula or "http" in formula
    if formula and re.match(r"#\w|Err:", shown):  # held as a text that is blank
        return Cell(
            row, column, Failure(shown, f"holds the error {shown}; correct its formula, and save it"), shown=shown
        )
    held = _held(kind, shown, element.attrib)
    if held is None:
        return Cell(row, column, Failure("", NOT_CALCULATED)) if formula and not kind else None
    return Cell(row, column, held, _format(kind, shown, held), shown, links)


def _held(kind: str, shown: str, said: Mapping[str, str]) -> Held | None:
    match kind:
        case "float" | "percentage" | "currency":
            return number(float(said[f"{_OFFICE}value"]))
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
    match = re.search(r"\d(?:\.(\d+))?(?=\D*$)", shown)
    decimals = len(match[1] or "") if match and not re.search(r"\d[eE][+-]?\d|/|,\d{1,2}$", shown) else None
    general = NumberFormat("", decimals, percent=kind == "percentage", pounds="£" in shown)
    # By what it shows it must be the number that it holds: else it is one of thousands, or has a text behind it.
    plainly = re.sub(r"[^\d.]", "", shown)
    agrees = general.quantum is not None and re.sub(r"[^\d.]", "", general.shown(held)) == plainly
    return general if agrees else NumberFormat("", percent=kind == "percentage", pounds="£" in shown)


def _shown(cell: Element) -> str:
    paragraphs = [child for child in cell if child.tag == f"{_TEXT}p"]
    return "\n".join("".join(_words(paragraph)) for paragraph in paragraphs)


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag != _NOTE:
            yield from _words(child)
        yield child.tail or ""
