import csv
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import BytesIO, StringIO
from multiprocessing import get_context
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccpi_nb.document.figures import spoken, written
from ccpi_nb.document.model import Block, Cell, Column, Document, Heading, Masthead, Table
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.domain.indicators import DataRow, Unit
from ccpi_nb.errors import InputError
from ccpi_nb.files.strict_csv import guarded_csv, unguarded
from ccpi_nb.render.spreadsheet import render_spreadsheet
from ccpi_nb.render.tidy_csv import tidy_csv

DAY = date(2014, 12, 11)
TITLE = "Contact centre performance"
CONTEXT = (("Committee", "Cabinet Committee on Performance Improvement"), ("Meeting", "11 December 2014"))
RESTRICTION = "Not for publication: exempt information, paragraph 3."
HOSTILE = [
    *(
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "{=1+1}",
        "=cmd|' /C calc'!A1",
        '=HYPERLINK("https://example.com")',
    ),
    *(
        "https://example.com",
        "mailto:post@example.com",
        "file://host/share",
        "internal:Cover!A1",
        "external:other.xlsx",
    ),
    *(
        "[click](https://example.com)",
        "[one](https://example.com) and [two](https://example.com)",
        "$$note$$",
        "$$$a$$$",
        "***",
        "日本",
    ),
    *("\N{FULLWIDTH EQUALS SIGN}1+1", "=1+1;=2", '=DDE("cmd";"/C calc";"x")', "'=1", "_x000D_=1", "_X0041_"),
    *("007", "1e5", "TRUE", "<b>&\"'", "_x0041_", " spaces ", "a\nb", "\x01", "long " * 400),
]


def text(words: str) -> Runs:
    return (Text(words),)


def row(number: int = 2, period: str = "2014-10", breakdown: str = "") -> Row:
    return Row(DataRow("data/calls.csv", number), "calls", period, breakdown, "CCPI pack")


def figure(words: str, value: str = "", computation: str = "", rows: tuple[Row, ...] = (row(),)) -> Figure:
    """Its value is `words` without units, unless given."""
    return Figure(words, value or re.sub(r"[^\d.-]", "", words), rows, computation)


def cell(content: str | Figure | Runs) -> Cell:
    if isinstance(content, Figure):
        return Cell((content,))
    return Cell(text(content) if isinstance(content, str) else content)


def marked(words: str, *notes: int) -> Runs:
    return (figure(words), *(Text(f"\N{NO-BREAK SPACE}[note\N{NO-BREAK SPACE}{note}]") for note in notes))


def table(
    *rows: Sequence[str | Figure | Runs],
    caption: str = "Calls by month",
    headers: Sequence[str] = (),
    notes: Sequence[str] = (),
    numeric: bool = True,
) -> Table:
    headers = headers or ["Measure", *(f"Month {number}" for number in range(1, len(rows[0])))]
    columns = tuple(Column(header, numeric and at > 0) for at, header in enumerate(headers))
    return Table(text(caption), columns, tuple(tuple(map(cell, cells)) for cells in rows), tuple(map(text, notes)))


def document(*blocks: Block, title: str = TITLE, restriction: str = "") -> Document:
    return Document(Masthead(title, str(DAY), CONTEXT, restriction), blocks)


NAMESPACES = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "dc": "http://purl.org/dc/elements/1.1/"}


@dataclass(frozen=True)
class Seen:
    """A cell as the file has it: a number, or text; `format` is Excel's number format."""

    content: str | float
    format: str = ""
    bold: bool = False
    wrapped: bool = False
    quoted: bool = False


class Workbook:
    """An .xlsx read from its XML, so that nothing is what a library makes of it."""

    def __init__(self, file: bytes) -> None:
        with ZipFile(BytesIO(file)) as opened:
            self.parts = {name: opened.read(name) for name in opened.namelist()}

    def xml(self, name: str) -> Element:
        return ElementTree.fromstring(self.parts[name])

    @cached_property
    def names(self) -> list[str]:
        return [sheet.attrib["name"] for sheet in self.xml("xl/workbook.xml").iterfind("sheets/sheet", NAMESPACES)]

    def sheet(self, name: str) -> Element:
        return self.xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    @cached_property
    def _strings(self) -> list[str]:
        """Excel writes a character that XML hasn't as its number."""
        strings = ["".join(item.itertext()) for item in self.xml("xl/sharedStrings.xml")]
        return [re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), string) for string in strings]

    @cached_property
    def _styles(self) -> list[tuple[str, bool, bool, bool]]:
        styles = self.xml("xl/styles.xml")
        formats = {
            each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iterfind("numFmts/numFmt", NAMESPACES)
        }
        bold = [font.find("b", NAMESPACES) is not None for font in styles.iterfind("fonts/font", NAMESPACES)]
        found = []
        for each in styles.iterfind("cellXfs/xf", NAMESPACES):
            alignment = each.find("alignment", NAMESPACES)
            wrapped = alignment is not None and alignment.get("wrapText") == "1"
            found.append(
                (
                    formats.get(each.attrib["numFmtId"], ""),
                    bold[int(each.attrib["fontId"])],
                    wrapped,
                    each.get("quotePrefix") == "1",
                )
            )
        return found

    def cells(self, name: str) -> list[list[Seen]]:
        return [[self._seen(each) for each in line] for line in self.sheet(name).iterfind("sheetData/row", NAMESPACES)]

    def _seen(self, element: Element) -> Seen:
        value = element.findtext("v", "", NAMESPACES)
        content = self._strings[int(value)] if element.get("t") == "s" else float(value) if value else ""
        return Seen(content, *self._styles[int(element.get("s", "0"))])

    def lines(self, name: str) -> list[str]:
        """The first column's text."""
        return [str(cells[0].content) for cells in self.cells(name)]

    def table(self, name: str) -> list[list[Seen]]:
        """The cells of what the file says is the sheet's table, headers first."""
        relations = self.xml(f"xl/worksheets/_rels/sheet{self.names.index(name) + 1}.xml.rels")
        (target,) = [each.attrib["Target"] for each in relations if each.attrib["Type"].endswith("/table")]
        match = re.fullmatch(r"A(\d+):([A-Z])(\d+)", self.xml(target.replace("..", "xl")).attrib["ref"])
        assert match
        return [cells[: ord(match[2]) - 64] for cells in self.cells(name)[int(match[1]) - 1 : int(match[3])]]

    def contents(self, name: str) -> list[list[str | float]]:
        return [[each.content for each in cells] for cells in self.table(name)]


def workbook(*blocks: Block, title: str = TITLE, restriction: str = "") -> Workbook:
    file = render_spreadsheet(document(*blocks, title=title, restriction=restriction), day=DAY)
    assert file is not None
    return Workbook(file)


def body_cell(content: str | Figure | Runs, beside: str | Figure = "words") -> Seen:
    """How a cell comes out in a column that it shares with `beside`."""
    return workbook(table(("First", content), ("Second", beside))).table("Table_1")[1][1]


def header_and_cells(*column: str | Figure | Runs) -> tuple[str, list[Seen]]:
    (_, header), *rows = workbook(table(*((f"Row {at}", content) for at, content in enumerate(column)))).table(
        "Table_1"
    )
    return str(header.content), [second for _, second in rows]


def every_kind(_: int = 0) -> bytes | None:
    first = table(
        ("Calls", marked("4,561", 1), "–"),
        ("Answered", figure("65.5%"), "[x]"),
        notes=["[note 1] Counted twice.", "[x] means not available."],
    )
    return render_spreadsheet(document(first, table(("Cost", figure("£35.586m"))), restriction=RESTRICTION), day=DAY)


# The file


@pytest.mark.parametrize("blocks", [(), (Heading(2, text("Summary")),), (Table(text("None"), (Column("One"),), ()),)])
def test_a_document_without_a_table_has_no_spreadsheet(blocks: tuple[Block, ...]) -> None:
    assert render_spreadsheet(document(*blocks), day=DAY) is None


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_in_two_processes() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        first, second = pool.map(every_kind, range(2))
    assert first is not None
    assert first == second


def test_the_file_says_its_title_language_and_the_day_but_nobodys_name() -> None:
    made = workbook(table(("Calls", "1")))
    properties = {element.tag.rpartition("}")[2]: element.text for element in made.xml("docProps/core.xml")}
    midnight = "2014-12-11T00:00:00Z"
    assert properties == {
        "title": TITLE,
        "creator": None,
        "lastModifiedBy": None,
        "created": midnight,
        "modified": midnight,
        "language": "en-GB",
    }
    assert b"<Company></Company>" in made.parts["docProps/app.xml"]
    assert not [name for name in made.parts if "custom" in name or "comment" in name or "vba" in name]


# Cover and contents


def test_cover_contents_and_notes_come_before_a_worksheet_for_each_table() -> None:
    made = workbook(
        table(("Calls", marked("1", 1)), notes=["[note 1] Counted twice."]),
        Heading(2, text("More")),
        table(("Calls", "2")),
    )
    assert made.names == ["Cover", "Contents", "Notes", "Table_1", "Table_2"]


def test_the_cover_says_title_context_and_how_to_read_the_tables() -> None:
    lines = workbook(table(("Calls", "[x]"), ("Cost", "–"))).lines("Cover")
    assert lines[0] == TITLE
    assert "Meeting: 11 December 2014" in lines
    assert {"[x] means not available.", "[z] means not applicable."} <= set(lines)
    assert not any("[c]" in line or "[note" in line for line in lines)


def test_an_exempt_report_says_so_in_bold_on_every_worksheet_and_printed_page() -> None:
    file = every_kind()
    assert file is not None
    made = Workbook(file)
    names = made.xml("xl/workbook.xml").iterfind("definedNames/definedName", NAMESPACES)
    repeated = {str(name.text).partition("!")[0]: int(str(name.text).rpartition("$")[2]) for name in names}
    for sheet in made.names:
        (at,) = [number for number, cells in enumerate(made.cells(sheet), start=1) if cells[0].content == RESTRICTION]
        assert made.cells(sheet)[at - 1][0].bold
        assert sheet == "Cover" or at <= repeated[sheet]


def test_a_public_report_has_no_restriction() -> None:
    assert b"Not for publication" not in workbook(table(("Calls", "1"))).parts["xl/sharedStrings.xml"]


def test_the_contents_link_to_every_other_worksheet_and_nothing_else_is_a_link() -> None:
    file = every_kind()
    assert file is not None
    made = Workbook(file)
    assert made.contents("Contents")[1:] == [
        ["Notes", "Notes"],
        ["Table_1", "Table 1: Calls by month"],
        ["Table_2", "Table 2: Calls by month"],
    ]
    links = {
        name: [link.attrib["location"] for link in made.sheet(name).iterfind("hyperlinks/hyperlink", NAMESPACES)]
        for name in made.names
    }
    assert {name: found for name, found in links.items() if found} == {
        "Contents": ["'Notes'!A1", "'Table_1'!A1", "'Table_2'!A1"]
    }


# Tables


def test_a_caption_is_its_worksheets_title() -> None:
    assert workbook(table(("Calls", "1"))).lines("Table_1")[0] == "Table 1: Calls by month"


@pytest.mark.parametrize(
    ("shown", "number", "layout"),
    [
        (figure("4,561"), 4561, "#,##0"),
        (figure("0"), 0, "#,##0"),
        (figure("-12"), -12, "#,##0"),
        (figure("65.5%"), 0.655, "#,##0.0%"),
        (figure("65.50%"), 0.655, "#,##0.00%"),
        (figure("100%"), 1, "#,##0%"),
        (figure("£641,355"), 641355, '"£"#,##0'),
        (figure("-£5.10"), -5.1, '"£"#,##0.00'),
        (replace(figure("32", "-32"), sign="−"), -32, "#,##0"),
        (replace(figure("32", "32"), sign="+"), 32, "+#,##0;-#,##0"),
        (replace(figure("3.5%", "3.5"), sign="+"), 0.035, "+#,##0.0%;-#,##0.0%"),
        (replace(figure("£32", "32"), sign="+"), 32, '+"£"#,##0;-"£"#,##0'),
    ],
)
def test_a_plain_figure_is_a_number_that_shows_the_published_decimals(
    shown: Figure | Runs, number: float, layout: str
) -> None:
    seen = body_cell(shown)
    assert (seen.content, seen.format) == (number, layout)


@given(
    st.decimals(-(10**9), 10**9, places=2) | st.integers(-(10**9), 10**9).map(Decimal),
    st.sampled_from([Unit.NUMBER, Unit.PERCENT, Unit.POUNDS]),
)
def test_what_excel_shows_is_what_was_published(value: Decimal, unit: Unit) -> None:
    shown = written(value, unit)
    seen = body_cell(figure(shown, str(value)))
    decimals = len(seen.format.strip('"%').partition(".")[2])
    again = Decimal(repr(seen.content)) * (100 if seen.format.endswith("%") else 1)
    assert f"{abs(again):.{decimals}f}" == re.sub(r"[^\d.]", "", shown)
    assert (again < 0) == (value < 0)
    assert seen.format.startswith('"£"') == shown.lstrip("−").startswith("£")
    assert seen.format.endswith("%") == shown.endswith("%")


@pytest.mark.parametrize(
    ("unit", "first", "second", "numbers"),
    [
        ("%", figure("65.5%"), figure("100%"), [65.5, 100]),
        ("£", figure("£5"), figure("£641,355"), [5, 641355]),
        ("£m", figure("£10.85m"), figure("£35.586m"), [10.85, 35.586]),
        ("£k", figure("£10k"), figure("£35k"), [10, 35]),
        ("£k", figure("£690k"), figure("£1.6m", "1600"), [690, 1600]),
        ("£k", replace(figure("£1.25m", "-1250"), sign="−"), figure("£0k"), [-1250, 0]),
        ("weeks", figure("1 week"), figure("3 weeks"), [1, 3]),
        ("months", figure("3.5 months"), figure("1 month"), [3.5, 1]),
        ("years", figure("1 year"), figure("-2 years"), [1, -2]),
        (
            "percentage points",
            replace(figure("1 percentage point", "-1"), sign="−"),
            replace(figure("3.2 percentage points"), sign="+"),
            [-1, 3.2],
        ),
    ],
)
def test_a_unit_that_all_of_a_column_shares_is_in_its_header(
    unit: str, first: Figure | Runs, second: Figure | Runs, numbers: list[float]
) -> None:
    header, seen = header_and_cells(first, "[x]", second, "–")
    assert header == f"Month 1\n({unit})"
    assert [each.content for each in seen] == [numbers[0], "[x]", numbers[1], "[z]"]
    assert not re.search("[%£]", seen[0].format + seen[2].format)


@pytest.mark.parametrize("unit", sorted(set(Unit) - {Unit.NUMBER, Unit.MINUTES_SECONDS}))
@pytest.mark.parametrize("value", ["0", "1", "-1", "2.5", "1600", "12345.678"])
def test_every_unit_of_the_data_is_one_that_the_spreadsheet_knows(unit: Unit, value: str) -> None:
    for form in (written, spoken):
        header, seen = header_and_cells(
            figure(form(Decimal(value), unit), value), figure(written(Decimal(3), unit), "3")
        )
        assert header == f"Month 1\n({unit})"
        assert [each.content for each in seen] == [float(value), 3]


def test_counts_need_no_unit() -> None:
    assert header_and_cells(figure("1"), figure("4,561"))[0] == "Month 1"


def test_where_units_differ_the_header_says_none() -> None:
    header, seen = header_and_cells(figure("65.5%"), figure("4,561"), figure("£10.85m"))
    assert header == "Month 1"
    assert [each.content for each in seen] == [0.655, 4561, "£10.85m"]


def test_times_in_minutes_and_seconds_are_text_with_their_units() -> None:
    header, seen = header_and_cells(figure("1 min 24 s", "84"), figure("41 s", "41"), figure("2 min 0.0 s", "120"))
    assert header == "Month 1"
    assert [each.content for each in seen] == ["1 min 24 s", "41 s", "2 min 0.0 s"]


@pytest.mark.parametrize(
    "shown",
    [
        *(
            figure("over £46m", "46"),
            figure("about 954", "954"),
            figure("at least 90%", "90"),
            figure("£35.586m"),
            figure("£9k"),
            figure("3 weeks"),
        ),
        *(
            figure("1 min 24 s", "84"),
            figure("[x]", " "),
            figure("32.6 percentage points", "-32.6"),
            (figure("7"), Text(" finished")),
            (Text("954"),),
        ),
    ],
)
def test_what_is_no_plain_figure_stays_text_as_shown(shown: Figure | Runs) -> None:
    runs = (shown,) if isinstance(shown, Figure) else shown
    assert body_cell(shown).content == "".join(run.text for run in runs)


@pytest.mark.parametrize(
    ("shown", "shorthand"), [("[c]", "[c]"), ("[x]", "[x]"), ("–", "[z]"), ("-", "[z]"), ("", "[x]"), (" ", "[x]")]
)
def test_where_there_is_no_value_a_shorthand_says_why(shown: str, shorthand: str) -> None:
    assert body_cell(shown).content == shorthand


def test_the_shorthands_of_a_table_are_explained_above_it_once() -> None:
    lines = workbook(
        table(("Calls", "[x]", "–"), notes=["[x] means not available.", "The rating is of October."])
    ).lines("Table_1")
    assert lines[2:5] == ["[x] means not available.", "The rating is of October.", "[z] means not applicable."]


def test_no_cell_of_a_table_is_empty_or_merged_and_nothing_is_frozen() -> None:
    made = workbook(table(("Calls", "", "–"), ("", " ", figure("1"))))
    assert all(seen.content != "" for cells in made.table("Table_1") for seen in cells)
    assert [len(cells) for cells in made.table("Table_1")] == [3, 3, 3]
    for name in made.names:
        assert made.sheet(name).find("mergeCells", NAMESPACES) is None
        assert made.sheet(name).find("sheetViews/sheetView/pane", NAMESPACES) is None


def test_every_column_has_a_header_of_its_own() -> None:
    made = workbook(table(("Calls", "1", "2", "3", "4"), headers=["Measure", "October", "OCTOBER", "", "$$October$$"]))
    assert [str(header).replace("\N{WORD JOINER}", "") for header in made.contents("Table_1")[0]] == [
        *("Measure", "October", "OCTOBER (2)", "Column 4", "$$October$$"),
    ]


def test_headers_that_differ_by_marks_of_the_same_note_stay_apart() -> None:
    made = workbook(
        table(
            ("Calls", "1", "2"),
            headers=["Measure", "May [note 1]", "May [note 2]"],
            notes=["[note 1] A.", "[note 2] A."],
        )
    )
    assert made.contents("Table_1")[0] == ["Measure", "May [note 1]", "May [note 1] (2)"]


def test_a_label_stays_text_also_where_it_is_a_figure() -> None:
    assert workbook(table((figure("7%"), "1"))).contents("Table_1") == [["Measure", "Month 1"], ["7%", "1"]]


def test_a_table_of_one_column_is_a_table() -> None:
    assert workbook(table(("Calls",))).contents("Table_1") == [["Measure"], ["Calls"]]


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(InputError, match="the table 'Calls by month' has a row of 1 cells for 2 columns"):
        workbook(table(("October", "1"), ("November",)))


def test_long_text_is_wrapped_in_a_row_that_is_high_enough() -> None:
    made = workbook(table(("Short", "word"), ("Long", "Officers reviewed the rota. " * 40), numeric=False))
    *_, short, long = made.sheet("Table_1").iterfind("sheetData/row", NAMESPACES)
    assert made.table("Table_1")[2][1].wrapped
    assert short.get("ht") is None
    assert 250 < float(long.attrib["ht"]) <= 409


@pytest.mark.parametrize("length", [3_000, 30_000])
def test_a_very_long_text_widens_its_column_as_far_as_excel_can(length: int) -> None:
    made = workbook(table(("Long", "word " * (length // 5))))
    assert (
        70
        < max(float(column.attrib["width"]) for column in made.sheet("Table_1").iterfind("cols/col", NAMESPACES))
        < 256
    )


def test_a_short_line_fits_its_column() -> None:
    made = workbook(table(("Children looked after with an up-to-date health assessment", figure("1"))))
    widths = [float(column.attrib["width"]) for column in made.sheet("Table_1").iterfind("cols/col", NAMESPACES)]
    assert widths[0] > len("Children looked after with an up-to-date health assessment")
    assert len(widths) == 2


# Notes


def test_notes_are_numbered_over_the_workbook_and_say_what_they_apply_to() -> None:
    first = table(
        ("Calls", marked("4,561", 2), marked("12", 1)), notes=["[note 1] Twice.", "[note 2] Late."], caption="One"
    )
    second = table(("Cost", marked("£5", 1)), notes=["[note 1] Twice.", "The rating is of October."], caption="Two")
    made = workbook(first, second)
    assert made.contents("Notes") == [
        ["Note number", "Note text", "Applies to"],
        [1, "Late.", "Table 1: Calls, Month 1"],
        [2, "Twice.", "Table 1: Calls, Month 2\nTable 2: Cost, Month 1"],
    ]
    assert made.contents("Table_1")[1] == ["Calls [note 1] [note 2]", 4561, 12]
    assert made.contents("Table_2")[1][0] == "Cost [note 2]"
    assert "refers to notes" in made.lines("Table_2")[1]


def test_marks_in_caption_headers_and_labels_are_renumbered_where_they_are() -> None:
    first = table(("Calls", marked("1", 1)), notes=["[note 1] First."])
    second = table(
        ("Cost [note 3]", "1"),
        caption="Two [note 1]",
        headers=["Measure", "October [note 2]"],
        notes=["[note 1] A.", "[note 2] B.", "[note 3] C."],
    )
    made = workbook(first, second)
    assert made.lines("Table_2")[0] == "Table 2: Two [note 2]"
    assert made.contents("Table_2")[0][1] == "October [note 3]"
    assert made.contents("Table_2")[1][0] == "Cost [note 4]"
    assert [places for _, _, places in made.contents("Notes")[2:]] == ["Table 2", "Table 2: October", "Table 2: Cost"]


def test_a_note_that_nothing_refers_to_is_kept() -> None:
    assert workbook(table(("Calls", "1"), notes=["[note 1] Counted twice."])).contents("Notes")[1] == [
        1,
        "Counted twice.",
        "Table 1",
    ]


def test_a_mark_without_its_note_is_refused() -> None:
    with pytest.raises(InputError, match="the table 'Calls by month' refers to note 2, which it doesn't have"):
        workbook(table(("Calls", marked("1", 2)), notes=["[note 1] Counted twice."]))


# Text that looks like something else


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_comes_out_as_text(words: str) -> None:
    hostile = table(
        (words, words, figure(words, "1")),
        caption=words,
        headers=["Measure", words, "October"],
        notes=[f"[note 1] {words}", words],
    )
    made = workbook(hostile, table((words, words), headers=[words, "October"]), title=words, restriction=words)
    for name in made.names:
        assert not list(made.sheet(name).iterfind(".//f", NAMESPACES))
        assert name == "Contents" or made.sheet(name).find("hyperlinks", NAMESPACES) is None
    assert not [part for part, content in made.parts.items() if b"External" in content]
    assert all(made.xml(part) is not None for part in made.parts)

    shown = [[str(each).replace("\N{WORD JOINER}", "") for each in cells] for cells in made.contents("Table_1")]
    assert shown[1] == [words] * 3
    line = " ".join(words.replace("\x01", " ").split())
    assert shown[0][1] == (line or "Column 2")
    assert [str(each.content).replace("\N{WORD JOINER}", "") for each in made.cells("Table_1")[0]] == [
        f"Table 1: {line}"
    ]


# What stands for no value, marks of notes and word joiners have a meaning of their own.
cell_texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\N{WORD JOINER}"), min_size=1, max_size=20
).filter(lambda words: words.strip() not in ("", "-", "–", "[x]", "[z]", "[c]") and "[note" not in words)
risky_texts = st.builds(
    str.__add__,
    st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", "{=", "$$", "_x0041_", "http://"]),
    cell_texts,
)


@settings(max_examples=30)
@given(st.lists(st.tuples(cell_texts | risky_texts, cell_texts | risky_texts), min_size=1, max_size=8))
def test_any_text_is_read_back_as_itself_and_none_is_run(rows: list[tuple[str, str]]) -> None:
    made = workbook(table(*rows, headers=["Measure", "Words"]))
    shown = [[str(each).replace("\N{WORD JOINER}", "") for each in cells] for cells in made.contents("Table_1")]
    assert shown[1:] == [list(row) for row in rows]
    assert not list(made.sheet("Table_1").iterfind(".//f", NAMESPACES))
    assert made.sheet("Table_1").find("hyperlinks", NAMESPACES) is None


@pytest.mark.parametrize("where", ["cell", "caption", "note"])
def test_a_text_that_no_cell_holds_is_refused_and_not_cut_off(where: str) -> None:
    words = "x" * 32_768
    one = (
        table(("Calls", words))
        if where == "cell"
        else table(("Calls", "1"), **{"caption": words} if where == "caption" else {"notes": [words]})
    )
    with pytest.raises(
        InputError,
        match=r"^the text '.+\.\.\.' has 32,7\d\d characters, and a spreadsheet's cell holds 32,767; shorten it$",
    ):
        workbook(one)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@A1", "\t=1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_text_that_begins_like_a_formula_stays_text_when_its_cell_is_edited(words: str) -> None:
    assert body_cell(words).quoted
    assert not body_cell("words").quoted


# Tidy CSV


def tidy(*blocks: Block) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(tidy_csv(document(*blocks)), newline="")))


def read_back(words: str) -> str:
    return re.sub(r"^'(?='*[-=+@\t\r\n])", "", words)


def test_tidy_csv_has_a_row_for_each_figure_with_its_data() -> None:
    both = (row(2, "2014-09", "North"), row(3, "2014-10", "North"))
    made = tidy(
        table(("Calls [note 1]", marked("4,561", 1), "–"), notes=["[note 1] Counted twice."]),
        Heading(2, text("More")),
        table(
            (
                "Change",
                replace(figure("32", "-32", "change", both), sign="−"),
                (Text("Of "), figure("7"), Text(" and "), figure("9"), Text(".")),
            ),
            caption="Two",
        ),
    )
    assert made[0] == {
        "table": "Calls by month",
        "row": "Calls",
        "column": "Month 1",
        "value": "4561",
        "text": "4,561",
        "indicator": "calls",
        "period": "2014-10",
        "breakdown": "",
        "computation": "",
        "data_rows": "data/calls.csv, row 2",
    }
    assert list(made[1].values()) == [
        *("Two", "Change", "Month 1", "-32", "−32", "calls", "2014-09; 2014-10", "North", "change"),
        "data/calls.csv, row 2; data/calls.csv, row 3",
    ]
    assert [(each["column"], each["text"]) for each in made[2:]] == [("Month 2", "7"), ("Month 2", "9")]


def test_tidy_csv_of_a_document_without_tables_is_its_header() -> None:
    assert tidy_csv(document()).splitlines() == [
        '"table","row","column","value","text","indicator","period","breakdown","computation","data_rows"'
    ]


def test_lines_of_tidy_csv_end_without_a_carriage_return() -> None:
    made = tidy_csv(document(table(("Calls", figure("1")))))
    assert made.count("\n") == 2
    assert "\r" not in made


@pytest.mark.parametrize(
    ("words", "inert"),
    [("=1", "'=1"), ("@A1", "'@A1"), ("-1+1", "'-1+1"), ("'=1", "''=1"), ("-32.6", "-32.6"), ("'tis", "'tis")],
)
def test_a_cell_that_begins_like_a_formula_is_inert(words: str, inert: str) -> None:
    assert tidy(table((words, figure("1"))))[0]["row"] == inert


DANGEROUS = re.compile(r"[=+@\t\r\n\uff1d\uff0b\uff0d\uff20]|-(?!\d+(\.\d+)?(E[+-]?\d+)?$)")


@given(
    st.lists(
        st.text(st.characters(codec="utf-8"))
        | st.text(st.sampled_from("=+-@\t\r\n'1.a,;\"\uff1d\uff0b\uff0d\uff20"), max_size=6),
        min_size=1,
        max_size=5,
    )
)
def test_no_cell_of_any_csv_begins_dangerously_and_all_are_read_back(cells: list[str]) -> None:
    (made,) = csv.reader(StringIO(guarded_csv([cells]), newline=""))
    assert [unguarded(cell) for cell in made] == cells
    assert [cell for cell in made if DANGEROUS.match(cell)] == []


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_stays_a_number(number: Decimal) -> None:
    (made,) = tidy(table(("Calls", figure("1", str(number)))))
    assert made["value"] == str(number)


@given(st.text(st.sampled_from("=+-@\t\r\n'1.a,\""), max_size=6))
def test_tidy_csv_can_be_read_back(words: str) -> None:
    (made,) = tidy(table(("Calls", figure(words, "1"))))
    assert read_back(made["text"]) == words
    assert not re.match(r"[=+@\t\r\n]|-(?!\d+(\.\d+)?$)", made["text"])
