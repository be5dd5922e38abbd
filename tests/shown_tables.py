"""Tables as they are read: their cells, notes and tones."""

from builders import words

from ccpi_nb.document.model import Table


def grid(table: Table) -> list[list[str]]:
    """Headers, then rows, as read; each row as long as the header, and figures only in columns that align them."""
    rows = [[words(cell.runs) for cell in row] for row in table.rows]
    headers = [column.header for column in table.columns]
    assert {len(row) for row in rows} == {len(headers)}
    for column, cells in zip(table.columns, zip(*table.rows, strict=True), strict=True):
        assert column.numeric or not any(run.kind == "figure" for cell in cells for run in cell.runs)
    assert not table.columns[0].numeric
    return [headers, *rows]


def notes(table: Table) -> list[str]:
    return [words(note) for note in table.notes]


def tones(table: Table) -> list[list[str]]:
    return [[cell.tone for cell in row] for row in table.rows]
