"""What came back of a form: its hidden sheet, and whether all that may not change stands where it stood."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from ccpi_nb.errors import InputError
from ccpi_nb.forms.grid import Grid, GridCell
from ccpi_nb.forms.layout import AT, COLUMNS, GUIDE, KEY_SHEET, KEY_WIDTH, MARK, VERSION, Form, FormRow

_AGAIN = "fill in the form as it was sent, by putting back what was changed, or ask for it again (ccpi collect ask)"
_HEAD = 5
_Cells = Mapping[tuple[int, int], GridCell]


def form_in(grid: Grid, file: str) -> Form | None:
    """Return the form that a spreadsheet is; None where it is none.

    InputError where it was one and its hidden sheet is gone or changed, or where it is of a version that is not known.
    """
    if KEY_SHEET not in grid.names:
        first = grid.cells(GUIDE).get((0, 0)) if GUIDE in grid.names else None
        if first and first.text.startswith("Figures for the "):
            raise InputError(
                f"{file}: it looks like a form, and the hidden sheet by which it is read is gone; {_AGAIN}"
            )
        return None
    cells = grid.cells(KEY_SHEET)
    if _text(cells, 0, 0) != MARK:
        return None
    version = _text(cells, 0, 1)
    if version != VERSION:
        raise InputError(
            f"{file}: it is a form of version {version}, and this workbook reads version {VERSION}; "
            "read it with the version of ccpi that made it, or ask for the form again (ccpi collect ask)"
        )
    with suppress(ValueError):
        form = Form(_text(cells, 1, 1), _text(cells, 2, 1), int(_text(cells, 3, 1)), tuple(_rows(cells)), version)
        if form.digest == _text(cells, _HEAD - 1, 1):
            return form
    raise InputError(f"{file}: the form's hidden sheet, by which it is read, was changed; {_AGAIN}")


def _rows(cells: _Cells) -> Iterator[FormRow]:
    for line in range(_HEAD, 1 + max(line for line, _ in cells)):
        yield FormRow.from_cells([_text(cells, line, place) for place in range(KEY_WIDTH)])


def _text(cells: _Cells, line: int, place: int) -> str:
    """Return a cell of the hidden sheet as it was written; some programs make a number of a row's."""
    return cells[line, place].text if (line, place) in cells else ""


def changes_of(form: Form, grid: Grid, file: str) -> Iterator[str]:
    """Yield what stands in a form where it did not, or where nothing may be filled in."""
    sheets = dict.fromkeys(row.sheet for row in form.rows)
    for name in grid.names:
        if name not in (*sheets, GUIDE, KEY_SHEET) and grid.cells(name):
            yield f"{file}, sheet {name}: this sheet is not the form's, and nothing in it is read; take it out"
    for name in sheets:
        if name not in grid.names:
            yield f"{file}: the sheet '{name}' is missing; give it this name again if it has another now, or {_AGAIN}"
        else:
            yield from _changes_in(grid.cells(name), [row for row in form.rows if row.sheet == name], file)
    if GUIDE in grid.names:
        beside = (cell for (line, place), cell in grid.cells(GUIDE).items() if place or line >= form.guide_rows)
        yield from (_outside(cell, file) for cell in beside)


def _changes_in(cells: _Cells, rows: list[FormRow], file: str) -> Iterator[str]:
    first, last = rows[0].row - 1, rows[-1].row - 1
    if any(_shown(cells, first - 1, column.key) != column.header for column in COLUMNS):
        yield (
            f"{file}, sheet {rows[0].sheet}, row {first}: the columns' headers were changed, or columns were moved; "
            f"{_AGAIN}"
        )
        return
    for row in rows:
        now = (
            _shown(cells, row.row - 1, "measure"),
            _shown(cells, row.row - 1, "of"),
            _shown(cells, row.row - 1, "period"),
        )
        if now != tuple(row.texts[key] for key in ("measure", "of", "period")):
            yield (
                f"{file}, sheet {row.sheet}, row {row.row}: the form has '{row.texts['measure']}' "
                f"({row.texts['period']}) here, and it stands elsewhere or was changed: rows were moved, sorted or "
                f"deleted; {_AGAIN}"
            )
            return  # all that follow have moved as well
    for row in rows:
        for key, text in row.texts.items():
            if key not in row.opened and _shown(cells, row.row - 1, key) != text:
                where = f"{file}, sheet {row.sheet}, cell {chr(ord('A') + AT[key])}{row.row}"
                yield f"{where}: this cell is not to be filled in, and it was changed; {_AGAIN}"
    for (line, place), cell in cells.items():
        is_header = line == first - 1 and place < len(COLUMNS)
        is_above = line < first - 1 and not place
        is_table = first <= line <= last and place < len(COLUMNS)
        if not (is_header or is_above or is_table):
            yield _outside(cell, file)


def _shown(cells: _Cells, line: int, key: str) -> str:
    cell = cells.get((line, AT[key]))
    return " ".join(cell.text.split()) if cell else ""


def _outside(cell: GridCell, file: str) -> str:
    return (
        f"{file}, sheet {cell.sheet}, cell {cell.name}: this is outside the cells to fill in, and nothing here is "
        "read; move it into its cell, or take it out"
    )
