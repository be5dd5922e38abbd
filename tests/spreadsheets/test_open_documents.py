"""OpenDocument spreadsheets: what a person sees of a cell is what is taken, or it is refused in a sentence."""

from pathlib import Path

import pytest
from sheets_made import NAME, all_shown, open_document, problems, take

FILE = NAME.replace("xlsx", "ods")
_STYLES = """\
<style:style style:name="withdrawn"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="old" style:parent-style-name="withdrawn"><style:text-properties/></style:style>
<style:style style:name="gone"><style:text-properties style:text-line-through-type="single"/></style:style>
<style:style style:name="back" style:parent-style-name="old">
  <style:text-properties style:text-line-through-style="none"/></style:style>
<style:style style:name="mark"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="higher"><style:text-properties style:text-position="33% 58%"/></style:style>
<style:style style:name="level"><style:text-properties style:text-position="0% 100%"/></style:style>
"""


def sheet(cell: str, column: str = "", label: str = "<text:p>Calls offered</text:p>") -> bytes:
    """A spreadsheet whose cell B3, the calls offered in quarter 3, is an element of its own."""
    rows = (
        ("<table:table-cell><text:p>Measure</text:p></table:table-cell>", _text("Q3")),
        (_text("Invoices paid in 30 days"), _number("0.8213", "82.13%", "percentage")),
        (f"<table:table-cell>{label}</table:table-cell>", cell),
    )
    table = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    columns = f"<table:table-column/><table:table-column {column}/>"
    return open_document(f'<table:table table:name="Dashboard">{columns}{table}</table:table>', _STYLES)


def _text(words: str) -> str:
    return f'<table:table-cell office:value-type="string">{words and f"<text:p>{words}</text:p>"}</table:table-cell>'


def _number(value: str, shown: str | None, kind: str = "float", style: str = "") -> str:
    words = "" if shown is None else f"<text:p>{shown}</text:p>"
    named = f'table:style-name="{style}"' if style else ""
    return f'<table:table-cell {named} office:value-type="{kind}" office:value="{value}">{words}</table:table-cell>'


_STRUCK = "the cell is struck through; delete it where it is withdrawn, or take the line off, and save it"
_HIDES = "the cell holds a number that its number format hides; give it another format, or delete it, and save it"
_LARGE = "the cell holds a number with more digits than a spreadsheet keeps; correct it"
_SCALED = "nothing says what the number is held in; write in the recipe held_as: number, thousands or millions"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (_number("7412", "7,412"), "7412"),
        (_number("7412", None), "7412"),
        (_number("7412", "7k"), "7412"),
        (_number("7412000", "7.4m"), "7412000"),
        (_number("-12", "(12)"), "-12"),
        (_number("-12", "-12"), "-12"),
        (_number("0", "-"), "0"),
        (_number("0", "n/a"), "[z]"),
        (_number("7412", "n/a"), "[z]"),
        (_number("7412", "7412", style="back"), "7412"),
        (_text('74<text:span text:style-name="level">12</text:span>'), "7412"),
    ],
)
def test_a_cell_is_what_is_seen_of_it(tmp_path: Path, cell: str, value: str) -> None:
    assert f"calls_offered 2014-15-Q3 {value}" in all_shown(take(tmp_path, sheet(cell), name=FILE))


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (_number("7.4", "7.4k"), _SCALED),
        (_number("7.4", "7.4 million"), _SCALED),
        (_number("7412", "€7,412", "currency"), "the cell is in €, and no indicator is; correct its number format"),
        *((_number(value, "1"), _LARGE) for value in ("1e400", "NaN", "1e15")),
        (_number("7412", ""), _HIDES),
        (_number("0", ""), _HIDES),
        *((_number("7412", "7412", style=style), _STRUCK) for style in ("withdrawn", "old", "gone")),
        (_text('74<text:span text:style-name="gone">12</text:span>'), _STRUCK),
        *(
            (
                _text(f'741<text:span text:style-name="{style}">2</text:span>'),
                "'741\N{SUPERSCRIPT TWO}' is more than a number; say under the recipe's 'marks' what stands beside it, "
                "or under 'none' what it means as a whole",
            )
            for style in ("mark", "higher")
        ),
    ],
)
def test_a_cell_whose_value_is_not_what_is_seen_is_refused(tmp_path: Path, cell: str, sentence: str) -> None:
    assert problems(tmp_path, sheet(cell), name=FILE) == (f"{FILE}, sheet Dashboard, B3: {sentence}",)


def test_a_column_that_is_struck_through_is_refused(tmp_path: Path) -> None:
    content = sheet(_number("7412", "7412"), 'table:default-cell-style-name="gone"')
    assert problems(tmp_path, content, name=FILE)[0].startswith(f"{FILE}, sheet Dashboard, B2, B3: its label 'Q3' is")


def test_a_line_break_in_a_label_is_a_space(tmp_path: Path) -> None:
    content = sheet(_number("7412", "7412"), label="<text:p>Calls<text:line-break/>offered</text:p>")
    assert take(tmp_path, content, name=FILE).values


def test_a_note_is_said_to_be_unread(tmp_path: Path) -> None:
    cell = _number("7412", "7412").replace(
        "<text:p>", "<office:annotation><text:p>No</text:p></office:annotation><text:p>"
    )
    said = f"{FILE}, sheet Dashboard: notes were not read, and may say more of a value, B3"
    assert said in take(tmp_path, sheet(cell), name=FILE).not_used


@pytest.mark.parametrize(
    "cell",
    [
        _number("x", "7412"),
        _number("7412", "7412").replace("office:value=", "office:v="),
    ],
)
def test_a_value_that_no_program_writes_is_refused(tmp_path: Path, cell: str) -> None:
    assert problems(tmp_path, sheet(cell), name=FILE)[0].startswith(f"{FILE}: the document is damaged (")
