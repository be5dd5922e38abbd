"""A form as an accessible, protected spreadsheet: instructions, a table for each dataset, and a hidden sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from itertools import groupby
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ccpi_nb.document.figures import observed, target_runs
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.files.archives import with_language
from ccpi_nb.forms.asked import Asked
from ccpi_nb.forms.layout import (
    AT,
    COLUMNS,
    GUIDE,
    KEY_SHEET,
    NOT_NEEDED,
    WHOLE,
    Form,
    FormRow,
    how_written,
)
from ccpi_nb.forms.request import Request, guide_lines, sheet_names
from ccpi_nb.forms.validation import Rule, rule_for

_GUIDE_WIDTH = 70
# The header's row on a sheet of figures, counted from 1: below its title, for whom it is, and how to fill it in.
_HEADER = 5
_NOT_KNOWN = "none yet"


def form_of(request: Request) -> Form:
    """Return what a form's hidden sheet says of it: its rows, each with its place and the texts of its cells."""
    sheets = sheet_names(one.dataset for one in request.asked)
    rows = [
        _row(one, sheets[dataset], _HEADER + number)
        for dataset in sheets
        for number, one in enumerate((one for one in request.asked if one.dataset == dataset), start=1)
    ]
    guide_rows = len(list(guide_lines(request, sheets)))
    return Form(request.meeting.key, request.owner, guide_rows, tuple(rows))


def render_form(request: Request) -> bytes:
    """Return the form as an .xlsx file. The same request gives the same bytes; its date is the meeting's."""
    form, file = form_of(request), BytesIO()
    sheets = sheet_names(one.dataset for one in request.asked)
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **as_text})
    created = datetime.combine(request.meeting.date, time(), UTC)
    book.set_properties({"title": f"{request.title}: {request.owner}", "subject": "Form", "created": created})
    styles = _Styles(book)
    _write_guide(book.add_worksheet(GUIDE), request, sheets, styles)
    by_place = {(row.dataset, row.indicator, row.breakdown, row.period): row for row in form.rows}
    for dataset, name in sheets.items():
        asked = [one for one in request.asked if one.dataset == dataset]
        rows = [by_place[dataset, one.indicator.key, one.breakdown, str(one.period)] for one in asked]
        _write_figures(book.add_worksheet(name), request, [*zip(asked, rows, strict=True)], styles)
    _write_key(book.add_worksheet(KEY_SHEET), form)
    book.define_name("ccpi_form", f"='{KEY_SHEET}'!$A$1:$B$1")
    book.close()
    return with_language(file.getvalue(), rows_grow=True)


class _Styles:
    """The formats of a form. What is to be filled in has a border and a fill, and says so in its header."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain_text = {"font_name": "Arial", "font_size": 12, "valign": "top", "num_format": "@"}
        self.line: Format = book.add_format(plain_text)
        self.text: Format = book.add_format({**plain_text, "text_wrap": True})
        self.title: Format = book.add_format({**plain_text, "bold": True, "font_size": 16, "text_wrap": True})
        self.heading: Format = book.add_format({**plain_text, "bold": True, "font_size": 16})
        self.bold: Format = book.add_format({**plain_text, "bold": True})
        self.link: Format = book.add_format({**plain_text, "font_color": "#0B4F9E", "underline": 1})
        self.header: Format = book.add_format({**plain_text, "bold": True, "text_wrap": True, "bottom": 2})
        # As text, so that what is typed stays as it is typed: no date out of 1/2, no time of day out of 01:52.
        self.input: Format = book.add_format(
            {
                **plain_text,
                "text_wrap": True,
                "locked": False,
                "bg_color": "#FFF6D6",
                "border": 1,
                "border_color": "#595959",
            }
        )


def _row(one: Asked, sheet: str, number: int) -> FormRow:
    opened = tuple(_opened(one))
    texts = {key: text for key, text in _texts(one).items() if key not in opened}
    key, period, breakdown = one.on
    return FormRow(sheet, number, one.dataset, key, breakdown, str(period), opened, texts)


def _opened(one: Asked) -> Iterator[str]:
    """Yield the columns that are to be filled in: of a value that has come already only the words about it."""
    if one.known is None:
        yield "value"
        yield from ("numerator", "denominator") if one.asks_numerator else ()
        yield "none"
    yield from (key for key in ("why", "action") if key in one.rule.asks)
    if "action" in one.rule.asks:
        yield "by"


def _texts(one: Asked) -> Mapping[str, str]:
    """Return what the cells of a row say that are not to be filled in."""
    last, before = (*(_value(one, row) for row in one.earlier), _NOT_KNOWN, _NOT_KNOWN)[:2]
    by = one.indicator.breakdown or "part"
    given = {
        "measure": one.indicator.name,
        "of": f"{by.capitalize()}: {one.breakdown}" if one.breakdown else WHOLE,
        "period": one.period.label,
        "definition": one.indicator.definition,
        "unit": how_written(one.indicator),
        "before": before,
        "last": last,
        "target": plain(target_runs(one.indicator, one.target)) if one.target else "none",
    }
    asked = {column.key: NOT_NEEDED for column in COLUMNS if column.is_input}
    if one.known is not None:
        asked["value"] = f"{observed(one.indicator, one.known).text} (has come)"
    return {key: " ".join(text.split()) for key, text in (given | asked).items()}


def _value(one: Asked, row: Observation) -> str:
    return f"{observed(one.indicator, row).text} ({row.period.label})"


def _write_guide(sheet: Worksheet, request: Request, sheets: Mapping[str, str], styles: _Styles) -> None:
    for at, (words, style, link) in enumerate(guide_lines(request, sheets)):
        if link:
            sheet.write_url(at, 0, f"internal:'{link}'!A1", styles.link, words)
        else:
            sheet.write_string(at, 0, words, getattr(styles, style))
        _make_room(sheet, at, [(words, _GUIDE_WIDTH)], 1.35 if style == "title" else 1)
    sheet.set_column(0, 0, _GUIDE_WIDTH)
    _protect(sheet)
    _print(sheet, request, wide=1)
    sheet.set_portrait()
    sheet.activate()


def _write_figures(sheet: Worksheet, request: Request, rows: Sequence[tuple[Asked, FormRow]], styles: _Styles) -> None:
    """Write a table with a row for each figure, below the sheet's title and how to fill it in."""
    name, last = rows[0][1].sheet, rows[-1][1].row
    head = (
        (f"{name}: {request.title}", styles.heading),
        (request.restriction or f"For: {request.owner}", styles.bold),
        (
            f"One table, from row {_HEADER} to row {last}. Fill in the cells with a border, in columns I to O.",
            styles.line,
        ),
        ("What to write is said where you type, and on the first sheet.", styles.line),
    )
    for at, (words, style) in enumerate(head):
        sheet.write_string(at, 0, words, style)
    first = _HEADER - 1
    headers = [{"header": column.header, "header_format": styles.header} for column in COLUMNS]
    table = {
        "columns": headers,
        "autofilter": False,
        "style": None,
        "name": f"Figures_{_identifier(rows[0][0].dataset)}",
    }
    sheet.add_table(first, 0, last - 1, len(COLUMNS) - 1, table)
    for _, row in rows:
        for column in COLUMNS:
            line, place = row.row - 1, AT[column.key]
            if column.key in row.opened:
                sheet.write_blank(line, place, None, styles.input)
            else:
                sheet.write_string(line, place, row.texts.get(column.key, ""), styles.text)
        _make_room(sheet, row.row - 1, ((row.texts.get(column.key, ""), column.width) for column in COLUMNS))
    _make_room(sheet, first, ((column.header, column.width) for column in COLUMNS))
    _write_checks(sheet, rows)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width)
    sheet.freeze_panes(_HEADER, AT["definition"])
    # On paper it is two pages wide, and each measure and period is named again beside what is to be filled in.
    sheet.repeat_rows(first)
    sheet.repeat_columns(0, AT["period"])
    inputs = f"{xl_rowcol_to_cell(_HEADER, AT['value'])}:{xl_rowcol_to_cell(last - 1, len(COLUMNS) - 1)}"
    sheet.ignore_errors({"number_stored_as_text": inputs})
    sheet.set_selection(_HEADER, AT["value"], _HEADER, AT["value"])
    _protect(sheet)
    _print(sheet, request, wide=2)
    sheet.set_landscape()


def _write_checks(sheet: Worksheet, rows: Sequence[tuple[Asked, FormRow]]) -> None:
    """Write the check of each cell to fill in; one for cells below each other that expect the same."""
    for column in COLUMNS:

        def expected(pair: tuple[Asked, FormRow], key: str = column.key) -> Rule:
            one, row = pair
            return rule_for(key, one.indicator, "") if key in row.opened else {}

        for rule, group in groupby(rows, key=expected):
            (one, first), *others = group
            if rule:
                line, place = first.row - 1, AT[column.key]
                own = rule_for(column.key, one.indicator, xl_rowcol_to_cell(line, place))
                sheet.data_validation(line, place, line + len(others), place, dict(own))


def _write_key(sheet: Worksheet, form: Form) -> None:
    for at, cells in enumerate((*form.head, *(row.cells for row in form.rows))):
        for column, text in enumerate(cells):
            sheet.write_string(at, column, text)
    sheet.protect()
    sheet.very_hidden()


def _protect(sheet: Worksheet) -> None:
    # Without a password: it guards against slips, and columns may be made wider.
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _make_room(sheet: Worksheet, at: int, cells: Iterable[tuple[str, float]], size: float = 1) -> None:
    """Set the height that a row's texts need in columns of some widths, which not every program does by itself."""
    # Letters of 12 points are wider than those in which a column's width is counted.
    lines = max(ceil(len(words) * size * 1.15 / width) for words, width in cells)
    sheet.set_row(at, max(lines, 1) * 15.5 * size)


def _print(sheet: Worksheet, request: Request, *, wide: int) -> None:
    """Set a sheet up for A4, so many pages wide."""
    sheet.set_paper(9)
    sheet.fit_to_pages(wide, 0)
    # Beside the restriction, which is as long as a page is wide, there is no room.
    below = "\n" if request.restriction else ""
    sheet.set_footer(f"&L{(request.restriction or request.owner).replace('&', '&&')}&R{below}Page &P of &N")


def _identifier(dataset: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in dataset)
