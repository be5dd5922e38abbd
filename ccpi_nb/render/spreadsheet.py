"""Tables of a document as an accessible spreadsheet, by the Analysis Function's gptables."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from math import ceil

import pandas as pd
from xlsxwriter.utility import cell_autofit_width

from ccpi_nb.document.model import Column, Document, Masthead, Table
from ccpi_nb.document.runs import plain
from ccpi_nb.document.table_texts import MARK, meaning_of, own_notes, tables_in
from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.files.archives import with_language
from ccpi_nb.render.open_document import open_document
from ccpi_nb.render.spreadsheet_cells import (
    amount_of,
    bold_text,
    headers_from,
    in_one_line,
    in_words,
    rich_text,
    shared_unit,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore", ResourceWarning)  # gptables 2.0 doesn't close the file of its theme
    from gptables import Cover, GPTable, GPWorkbook, Theme, gptheme
    from gptables.core.gptable import FormatList
    from gptables.core.wrappers import GPWorksheet


def render_spreadsheet(document: Document, *, day: date) -> bytes | None:
    """Return a document's tables as an .xlsx file; None where it has no table. See `render_spreadsheets`."""
    return render_spreadsheets(document, day=day).get(".xlsx")


def render_spreadsheets(document: Document, *, day: date) -> Mapping[str, bytes]:
    """Return a document's tables as an .xlsx and an .ods file by these endings; neither where it has no table.

    Both have the same cover, contents, notes and a worksheet for each table. The same document and day give the same
    bytes: `day` is the files' date of creation. InputError where a text is too long for a cell.
    """
    tables = tables_in(document)
    if not tables:
        return {}
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
    title = in_one_line(f"Made-up data: {masthead.title}" if masthead.made_up else masthead.title)
    book.set_properties({"title": title, "created": datetime.combine(day, time(), UTC)})
    book.set_theme(_theme())
    _write_cover(book.add_worksheet("Cover"), masthead, shorthands, with_notes=bool(notes.places))
    contents = book.make_table_of_contents(
        {name: sheet.table for name, sheet in sheets.items()}, subtitles=bold_text(masthead.notice)
    )
    listed = [("Sheet name", "Table description"), *((name, sheet.title) for name, sheet in sheets.items())]
    for name, sheet in {"Contents": _Sheet("Table of contents", contents, listed), **sheets}.items():
        _write(book.add_worksheet(name), sheet)
    book.close()
    return {".xlsx": with_language(file.getvalue()), ".ods": open_document(book, title, day)}


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
    caption = in_one_line(plain(table.name))
    title = f"{place}: {notes.marked(caption, [(place, caption)], notes_by_mark)}"
    names = [MARK.sub("", in_one_line(column.header)) for column in table.columns]
    headers = headers_from(
        notes.marked(name, [(f"{place}: {name}", column.header)], notes_by_mark)
        for name, column in zip(names, table.columns, strict=True)
    )
    units = {at: unit for at, cells in enumerate(zip(*table.rows, strict=True)) if at and (unit := shared_unit(cells))}

    shown = [[f"{header}\n({units[at]})" if at in units else header for at, header in enumerate(headers)]]
    body = []
    # Text keeps its distance from the numbers on its left.
    styles = [_style(column) for column in table.columns[1:]]
    formats = [_format("column", [at], **style) for at, style in enumerate(styles, start=1)]
    for at_row, row in enumerate(table.rows, start=1):
        label, *texts = map(in_words, row)
        places = [f"{place}: {label}", *(f"{place}: {label}, {name}" for name in names[1:])]
        # A mark in a cell moves to its row's label: beside a number it would make text of it.
        texts = [
            notes.marked(label, zip(places, (plain(cell.runs) for cell in row), strict=True), notes_by_mark),
            *texts,
        ]
        shown.append(texts)
        body.append([_text(text) for text in texts])
        for at, cell in enumerate(row[1:], start=1):
            if (amount := amount_of(cell)) and (stored := amount.in_cell(at in units)):
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
        rich_text(title),
        subtitles=bold_text(notice),
        instructions=instructions,
        legend=[rich_text(line) for line in legend],
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
        subtitles=bold_text(notice),
        instructions="This worksheet contains one table.",
        index_columns={},
    )
    return _Sheet("Notes", gptable, [header, *((str(number), note, places) for number, note, places in rows)])


def _write_cover(
    worksheet: GPWorksheet, masthead: Masthead, shorthands: Iterable[Shorthand], *, with_notes: bool
) -> None:
    title, context = in_one_line(masthead.title), [f"{label}: {words}" for label, words in masthead.facts]
    about = [
        "This workbook holds the tables of the report, each on a worksheet of its own. "
        "The contents worksheet links to them.",
        "The report's text is not in it; of its charts it has the values.",
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
    intro = [*bold_text(masthead.notice), *map(rich_text, context)]
    cover = Cover(_text(title), intro=intro or None, about=[rich_text(words) for words in about], width=75)
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


def _format(kind: str, where: object, **properties: object) -> dict[str, object]:
    return {kind: {f"{kind}s": where, "format": properties, "include_names": True}}


def _text(words: str) -> FormatList:
    return FormatList(rich_text(words))
