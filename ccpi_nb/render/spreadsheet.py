"""Tables of a document as an accessible spreadsheet, by the Analysis Function's gptables."""

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from math import ceil

import pandas as pd
from xlsxwriter.utility import cell_autofit_width

from ccpi_nb.document.figures import PERCENTAGE_POINTS
from ccpi_nb.document.model import Cell, Column, Document, Masthead, Table
from ccpi_nb.document.runs import plain
from ccpi_nb.document.table_texts import MARK, figures_in, meaning_of, own_notes, tables_in, unmarked
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.errors import InputError
from ccpi_nb.files.strict_csv import RISKY
from ccpi_nb.files.xlsx import with_language

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ResourceWarning)  # gptables 2.0 doesn't close the file of its theme
    from gptables import Cover, GPTable, GPWorkbook, Theme, gptheme
    from gptables.core.gptable import FormatList
    from gptables.core.wrappers import GPWorksheet

# What may stand after an amount, by the unit that a header gives: those of the data, and that of their differences.
_UNITS = {"".join(unit.symbols).strip(): unit.symbols[1] for unit in Unit} | {
    PERCENTAGE_POINTS: f" {PERCENTAGE_POINTS}"
}
_AFTER = "|".join(f"{re.escape(after)}{'?' if after.startswith(' ') else ''}" for after in set(_UNITS.values()))
_AMOUNT = re.compile(rf"([+−-]?)(£?)(\d[\d,]*)((?:\.\d+)?)({_AFTER})")
# What a table shows where there is no value: a symbol or an empty cell isn't read aloud.
_ABSENT = {
    "": Shorthand.NOT_AVAILABLE,
    "-": Shorthand.NOT_APPLICABLE,
    "–": Shorthand.NOT_APPLICABLE,
    **{str(shorthand): shorthand for shorthand in Shorthand},
}
_LONGEST = 32_767  # characters that a cell holds


def render_spreadsheet(document: Document, *, day: date) -> bytes | None:
    """Return a document's tables as an .xlsx file; None where it has no table.

    The file has a cover, contents, notes and a worksheet for each table. The same document and day give the same bytes:
    `day` is the file's date of creation. InputError where a text is too long for a cell.
    """
    tables = tables_in(document)
    if not tables:
        return None
    masthead, notes = document.masthead, _Notes()
    sheets = {
        f"Table_{number}": _table_sheet(number, table, notes, masthead.notice)
        for number, table in enumerate(tables, start=1)
    }
    shorthands = {shorthand for sheet in sheets.values() for shorthand in sheet.shorthands}
    if notes.places:
        sheets = {"Notes": _notes_sheet(notes, masthead.notice), **sheets}

    file = BytesIO()
    # Text stays text: what begins with '=' is no formula, an address no link.
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = GPWorkbook(file, {"in_memory": True, **as_text})
    book.set_properties(
        {
            "title": _line(f"Made-up data: {masthead.title}" if masthead.made_up else masthead.title),
            "created": datetime.combine(day, time(), UTC),
        }
    )
    book.set_theme(_theme())
    _write_cover(book.add_worksheet("Cover"), masthead, shorthands, with_notes=bool(notes.places))
    contents = book.make_table_of_contents(
        {name: sheet.table for name, sheet in sheets.items()}, subtitles=_bold(masthead.notice)
    )
    listed = [("Sheet name", "Table description"), *((name, sheet.title) for name, sheet in sheets.items())]
    for name, sheet in {"Contents": _Sheet("Table of contents", contents, listed), **sheets}.items():
        _write(book.add_worksheet(name), sheet)
    book.close()
    return with_language(file.getvalue())


@dataclass(frozen=True)
class _Amount:
    """A cell's only figure as a number and its unit; `layout` is Excel's format of the number, without the unit."""

    unit: str
    number: Decimal
    layout: str

    def in_cell(self, unit_in_header: bool) -> tuple[Decimal, str] | None:
        """Return the number to store and its format; None where the cell must be text.

        Excel then calculates with what is seen: '65.5%' is Excel's own percentage, stored as 0.655; below a header with
        '(%)' it is stored as 65.5.
        """
        if unit_in_header or not self.unit:
            return self.number, self.layout
        match self.unit:
            case "%":
                return self.number / 100, f"{self.layout}%"
            case "£":
                return self.number, f'"£"{self.layout}'
        return None


def _amount(cell: Cell) -> _Amount | None:
    """Return the amount that a cell shows; None where the cell is text, such as a figure with words beside it."""
    figures, shown = figures_in(cell), unmarked(cell.runs)
    if [figure.signed for figure in figures] != [shown]:
        return None
    if not (match := _AMOUNT.fullmatch(shown)):
        return None
    sign, pound, whole, decimals, unit = match.groups()
    number = Decimal(whole.replace(",", "") + decimals).copy_sign(-1 if sign in {"−", "-"} else 1)
    named = next((name for name in _UNITS if name in (pound + unit.strip(), f"{unit.strip()}s")), "")
    value = Decimal(figures[0].value or "NaN")
    if named == "£m" and number != value == 1000 * number:  # said in millions, and held in thousands as its column is
        named, number, decimals = "£k", value, re.sub(r"^\d+", "", f"{abs(value):f}")
    # A change may be shown without its sign, and is then not the number behind it.
    if number != value:
        return None
    layout = "#,##0" + re.sub(r"\d", "0", decimals)
    return _Amount(named, number, f"+{layout};-{layout}" if sign == "+" else layout)


def _shared_unit(cells: Iterable[Cell]) -> str:
    """Return the unit of all of a column's cells that have a value; '' where they have none or differ."""
    amounts = [_amount(cell) for cell in cells if unmarked(cell.runs).strip() not in _ABSENT]
    units = {amount.unit if amount else "" for amount in amounts}
    return units.pop() if len(units) == 1 else ""


@dataclass(frozen=True)
class _Sheet:
    """A worksheet: its table as gptables takes it, and its text as it is seen."""

    title: str
    table: GPTable
    shown: Sequence[Sequence[str]]  # the table's cells, headers first, as they are seen
    shorthands: frozenset[Shorthand] = frozenset()


class _Notes:
    """The workbook's notes, each once and in order of appearance, with the places that refer to them."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, None]] = {}

    def marked(self, words: str, said: Iterable[tuple[str, str]], own: Mapping[str, str]) -> str:
        """Return `words` with the workbook's marks at the end for the notes that `said` refers to.

        `said` are texts by their places; `own` is what the marks mean in the table.
        """
        marks = []
        for place, text in said:
            for note in (own[mark] for mark in MARK.findall(text)):
                self.places.setdefault(note, {})[place] = None
                marks.append(f"[note {list(self.places).index(note) + 1}]")
        return " ".join([MARK.sub("", words), *dict.fromkeys(marks)])


def _table_sheet(number: int, table: Table, notes: _Notes, notice: str) -> _Sheet:
    """Return the worksheet of a table, `number` counted from 1, and add its notes to the workbook's."""
    place, notes_by_mark = f"Table {number}", own_notes(table)
    caption = _line(plain(table.name))
    title = f"{place}: {notes.marked(caption, [(place, caption)], notes_by_mark)}"
    names = [MARK.sub("", _line(column.header)) for column in table.columns]
    headers = _headers(
        notes.marked(name, [(f"{place}: {name}", column.header)], notes_by_mark)
        for name, column in zip(names, table.columns, strict=True)
    )
    units = {at: unit for at, cells in enumerate(zip(*table.rows, strict=True)) if at and (unit := _shared_unit(cells))}

    shown = [[f"{header}\n({units[at]})" if at in units else header for at, header in enumerate(headers)]]
    body = []
    # Text keeps its distance from the numbers on its left.
    styles = [_style(column) for column in table.columns[1:]]
    formats = [_format("column", [at], **style) for at, style in enumerate(styles, start=1)]
    for at_row, row in enumerate(table.rows, start=1):
        label, *texts = map(_in_words, row)
        places = [f"{place}: {label}", *(f"{place}: {label}, {name}" for name in names[1:])]
        # A mark in a cell moves to its row's label: beside a number it would make text of it.
        texts = [
            notes.marked(label, zip(places, (plain(cell.runs) for cell in row), strict=True), notes_by_mark),
            *texts,
        ]
        shown.append(texts)
        body.append([_text(text) for text in texts])
        for at, cell in enumerate(row[1:], start=1):
            if (amount := _amount(cell)) and (stored := amount.in_cell(at in units)):
                body[-1][at] = float(stored[0])
                formats.append(_format("cell", (at_row, at), num_format=stored[1]))
    for note in notes_by_mark.values():
        notes.places.setdefault(note, {place: None})

    shorthands = frozenset(Shorthand(text) for texts in shown for text in texts if text in set(Shorthand))
    legend = [note for note in map(plain, table.notes) if not MARK.match(note)]
    legend += [meaning for shorthand in sorted(shorthands) if (meaning := meaning_of(shorthand)) not in legend]
    instructions = "This worksheet contains one table." + (
        " Some of it refers to notes, which are on the notes worksheet." if notes_by_mark else ""
    )
    gptable = GPTable(
        pd.DataFrame(body, columns=headers, dtype=object),
        f"table_{number}",
        _rich(title),
        subtitles=_bold(notice),
        instructions=instructions,
        legend=[_rich(line) for line in legend],
        units=units or None,
        index_columns={2: 0},
        additional_formatting=formats,
    )
    return _Sheet(title, gptable, shown, shorthands)


def _style(column: Column) -> dict[str, object]:
    if column.centred:
        return {"align": "center"}
    return {"align": "right"} if column.numeric else {"indent": 1}


def _notes_sheet(notes: _Notes, notice: str) -> _Sheet:
    """Return the worksheet of the notes, laid out as gptables lays out its own."""
    header = ["Note number", "Note text", "Applies to"]
    rows = [(number, note, "\n".join(places)) for number, (note, places) in enumerate(notes.places.items(), start=1)]
    # gptables would make this worksheet from its own references, which can't say what in a table a note is about.
    gptable = GPTable(
        pd.DataFrame(
            [(number, _text(note), _text(places)) for number, note, places in rows], columns=header, dtype=object
        ),
        "notes_table",
        "Notes",
        subtitles=_bold(notice),
        instructions="This worksheet contains one table.",
        index_columns={},
    )
    return _Sheet("Notes", gptable, [header, *((str(number), note, places) for number, note, places in rows)])


def _write_cover(
    worksheet: GPWorksheet, masthead: Masthead, shorthands: Iterable[Shorthand], *, with_notes: bool
) -> None:
    title, context = _line(masthead.title), [f"{label}: {words}" for label, words in masthead.facts]
    about = [
        "This workbook holds the tables of the report, each on a worksheet of its own. "
        "The contents worksheet links to them.",
        "The report's text and charts are not in it.",
        "Plain numbers, percentages and pounds are numbers, with the decimals that were published. "
        "Where all of a column has the same unit, the header says it and the cells don't.",
        "Other figures are text as published: times such as '01:24', "
        "those with a word beside them such as 'at least 90%', "
        "and amounts such as '£35.6m' in columns with more than one unit.",
        *(meaning_of(shorthand) for shorthand in sorted(shorthands)),
        *(
            [
                "A mark such as [note 1] refers to the notes worksheet, "
                "which says what in the table each note applies to."
            ]
            if with_notes
            else []
        ),
    ]
    intro = [*_bold(masthead.notice), *map(_rich, context)]
    cover = Cover(_text(title), intro=intro or None, about=[_rich(words) for words in about], width=75)
    worksheet.write_cover(cover)
    rows = [
        (title, 16),
        ("", 14),
        *((words, 12) for words in (masthead.notice, *context) if words),
        ("", 14),
        *((words, 12) for words in about),
    ]
    for at, (words, size) in enumerate(rows if intro else [rows[0], *rows[2:]]):
        _make_room(worksheet, at, [words], [530], size)
    _print_on_a4(worksheet)


def _write(worksheet: GPWorksheet, sheet: _Sheet) -> None:
    """Write a worksheet, sized for its text and for A4."""
    with warnings.catch_warnings():
        # gptables 2.0 calls pandas 3.1 in ways that pandas 4 won't have.
        warnings.simplefilter("ignore", DeprecationWarning)
        worksheet.write_gptable(sheet.table, auto_width=False)
    widths = [_width(column) for column in zip(*sheet.shown, strict=True)]
    for at, width in enumerate(widths):
        worksheet.set_column_pixels(at, at, width)
    top = sheet.table.data_range[0]
    _make_room(worksheet, 0, [""], [1], size=16)
    for at, row in enumerate(sheet.shown, start=top):
        _make_room(worksheet, at, row, widths)
    worksheet.set_landscape()
    # On paper, every page repeats what is above the table: title, notice and column headers.
    worksheet.repeat_rows(0, top)
    _print_on_a4(worksheet)


def _width(column: Iterable[str]) -> int:
    """Return a column's width in pixels, from the texts of its cells."""
    lines = [[_pixels(line) for line in cell.split("\n")] for cell in column]
    # The longest line's width, up to where wrapped text is easy to read or the longest cell fits the highest row.
    # Excel's limit is 1790.
    return min(max(map(max, lines)), max(480, max(map(sum, lines)) // 20), 1790)


def _make_room(worksheet: GPWorksheet, at: int, row: Iterable[str], widths: Iterable[int], size: int = 12) -> None:
    """Set the height that a row's text needs, which not every reader does by itself."""
    lines = max(
        sum(ceil(_pixels(line) * size / (12 * width)) for line in cell.split("\n"))
        for cell, width in zip(row, widths, strict=True)
    )
    # Excel allows no more than 545 pixels.
    if lines * size > 12:
        worksheet.set_row_pixels(at, min(ceil(lines * size * 5 / 3), 545))


def _pixels(line: str) -> int:
    # XlsxWriter measures Calibri at 11 points; gptables writes Arial at 12, in headers bold.
    return 1 + int(cell_autofit_width(line) * 1.25)


def _print_on_a4(worksheet: GPWorksheet) -> None:
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)


def _theme() -> Theme:
    theme = deepcopy(gptheme)
    theme.apply_config({part: {"valign": "top"} for part in ("cover_text", "index_2", "data")})
    return theme


def _headers(given: Iterable[str]) -> list[str]:
    """Return headers as Excel demands them: one for every column, and no two alike but for case."""
    headers: list[str] = []
    for number, words in enumerate(given, start=1):
        header = words = _apart(words) or f"Column {number}"
        count = 1
        while header.lower() in {earlier.lower() for earlier in headers}:
            count += 1
            header = f"{words} ({count})"
        headers.append(header)
    return headers


def _in_words(cell: Cell) -> str:
    words = unmarked(cell.runs)
    return str(_ABSENT.get(words.strip(), words))


def _format(kind: str, where: object, **properties: object) -> dict[str, object]:
    return {kind: {f"{kind}s": where, "format": properties, "include_names": True}}


def _line(words: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in words).split())


def _bold(words: str) -> list[list[object]]:
    return [[{"bold": True}, _apart(words)]] if words else []


def _rich(words: str) -> list[object]:
    """Return words as gptables' rich text, in which it looks for no links."""
    # Excel takes what begins like a formula for one when somebody edits the cell, unless the cell is quoted.
    return [{"quote_prefix": True} if words.startswith(RISKY) else {}, _apart(words)]


def _apart(words: str) -> str:
    """Return words with double dollars separated, between which gptables expects a reference to a note.

    InputError for more than a cell holds, of which gptables would drop the rest.
    """
    apart = re.sub(r"\$(?=\$)", "$\N{WORD JOINER}", words)
    if len(apart) > _LONGEST:
        raise InputError(
            f"the text '{words[:40]}...' has {len(apart):,} characters, "
            f"and a spreadsheet's cell holds {_LONGEST:,}; shorten it"
        )
    return apart


def _text(words: str) -> FormatList:
    return FormatList(_rich(words))
