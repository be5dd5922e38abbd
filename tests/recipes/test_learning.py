"""A draft of a recipe: sure where words agree, a question mark elsewhere, and never over a recipe."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import indicator_row, sheet
from builders import workbook as workbook_of
from openpyxl.worksheet.worksheet import Worksheet
from sheets_made import received, workbook

from ccpi_nb.errors import InputError, refusals_of
from ccpi_nb.recipes.drafted_tables import mark_of, near_names
from ccpi_nb.recipes.learning import draft_of, file_pattern, write_draft
from ccpi_nb.recipes.reading import take_by_recipe
from ccpi_nb.recipes.recipe_files import recipes_of
from ccpi_nb.spreadsheets.sheets import Cell
from ccpi_nb.workbook.inputs import Workbook

# A sheet's rows, texts of its draft, what is asked, how it is decided, and the values that are then read.
Sent = tuple[list[list[Any]], list[str], list[str], dict[str, str], list[str]]
NAME = "Calls dashboard Q3 2014-15 FINAL v3.xlsx"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    rows = [
        indicator_row(indicator="calls_answered", name="Calls answered"),
        indicator_row(indicator="paid_30_days", name="Invoices paid within 30 days"),
        indicator_row(indicator="paid_90_days", name="Invoices paid within 90 days"),
        indicator_row(indicator="spend", name="Spending on telephones", unit="£m"),
    ]
    return workbook_of(tmp_path / "workbook", {"data/indicators.csv": sheet(*rows)})


def filled(sheet: Worksheet) -> None:
    for row in (
        ["Calls dashboard"],
        ["Measure", "Q2", "Q3", "Target"],
        ["% of calls answered", 0.77, 0.82, 0.9],
        ["Invoices paid in 30 days", 0.7, "n/a", 0.9],
        ["Spending on telephones (£)", 1200000, 1300000, None],
        ["Wobble", 1, 2, 3],
        ["TOTAL", 1, 2, 3],
    ):
        sheet.append(row)
    for cell in (*sheet[3][1:], *sheet[4][1:]):
        cell.number_format = "0.00%"


def test_a_draft_says_what_it_is_sure_of_and_leaves_the_rest_open(root: Path, tmp_path: Path) -> None:
    draft = draft_of(received(tmp_path, workbook(filled), NAME), Workbook(root), "calls")
    assert (draft.file, draft.text) == (
        "data/recipes/calls_dashboard.yaml",
        """\
# Drafted from a file by ccpi collect learn: look at each line, and decide what has a question mark.
# Labels are kept here for good: none may name a person.
dataset: calls
files: "Calls dashboard Q{quarter} {year}*.xlsx"
tables:
- sheet: "Dashboard"
  rows:
    heading: ["Measure"]
    indicators:
      "% of calls answered": calls_answered
      "Invoices paid in 30 days": paid_30_days
      "Spending on telephones (£)": {indicator: spend, held_as: "?"}
      "Wobble": "?"  # is it left out?
    leave_out:
    - "TOTAL"
  columns:
    periods:
      "Q{quarter}": quarter
    leave_out:
    - "Target"
none:
  "n/a": "?"  # [x] not available, [z] not applicable, leave out
""",
    )
    assert draft.undecided == (
        "in what the numbers of 'Spending on telephones (£)' are held, for £m; write held_as: pence, £, £k or £m",
        "what 'Wobble' is; is it left out?",
        "what 'n/a' means where a number should be (C4)",
    )


def test_a_draft_stops_the_reading_until_all_is_decided_and_then_reads_the_file(root: Path, tmp_path: Path) -> None:
    file = received(tmp_path, workbook(filled), NAME)
    draft = draft_of(file, Workbook(root), "calls")
    write_draft(Workbook(root), draft)
    stopped = refusals_of(lambda: take_by_recipe(file, Workbook(root)))
    assert len(stopped) == 3
    assert all("'?' is still to be decided" in problem for problem in stopped)
    decided = (
        draft.text.replace('held_as: "?"', "held_as: £")
        .replace('      "Wobble": "?"  # is it left out?\n', "")
        .replace('    - "TOTAL"', '    - "TOTAL"\n    - "Wobble"')
        .replace('"n/a": "?"', '"n/a": "[x]"')
    )
    (root / draft.file).write_text(decided, encoding="utf-8")
    taken = take_by_recipe(file, Workbook(root))
    assert taken is not None
    assert [str(value.value or value.shorthand) for value in taken.values] == [
        "77.0",
        "82.0",
        "70.0",
        "[x]",
        "1.2",
        "1.3",
    ]


A, B, C = "Calls answered", "Invoices paid in 30 days", "Spending on telephones (£)"
# As councils send them.
SENT = {
    "marks of provisional values in headings": (
        [["Measure", "Nov", "Dec (p)", "Q3*"], [A, "82%", "81%", "81.5%"]],
        [
            '"{Mon} (p)": {period: month, qualifier: provisional}',
            '"Q{quarter}\\\\*": {period: quarter, qualifier: "?"}',
        ],
        ["what the mark in 'Q3*' says of the values below it"],
        {', qualifier: "?"': ""},
        ["2014-11 82", "2014-12 provisional 81", "2014-15-Q3 81.5"],
    ),
    "a mark beside a number, and none at all": (
        [["Measure", "Q2", "Q3"], [A, "82% (p)", None], [B, "..", "#N/A"]],
        ['marks:\n  "(p)": "?"', 'none:\n  "": "?"'],
        ["what '(p)' beside a number means (B2)", "what a blank cell means where a number should be (C2)", "what '..'"],
        {'"(p)": "?"': '"(p)": provisional', '"": "?"': '"": leave out', '": "?"  # [x]': '": "[x]"  # [x]'},
        ["2014-15-Q2 provisional 82", "2014-15-Q2 [x]", "2014-15-Q3 [x]"],
    ),
    "two tables, the second with a title": (
        [["Measure", "Q3"], [A, "82%"], ["TOTAL", 82], ["Money"], ["Measure", "Q3"], [C, 1200000]],
        ['    ends_before: "Money"', '  after: "Money"'],
        ["in what the numbers of 'Spending on telephones (£)' are held, for £m; write held_as: pence, £, £k or £m"],
        {'held_as: "?"': "held_as: £"},
        ["2014-15-Q3 82", "2014-15-Q3 1.2"],
    ),
    "two tables with headings of their own": (
        [["Measure", "Q3"], [A, "82%"], [], ["Cost", "Q3"], [C, "£1.2m"]],
        ['    ends_before: ""', 'heading: ["Cost"]'],
        [],
        {},
        ["2014-15-Q3 82", "2014-15-Q3 1.2"],
    ),
    "two rows of headings that are not merged": (
        [[None, "2013/14", None, "2014/15"], ["Measure", "Q3", "Q4", "Q1", "Target"], [A, "80%", "81%", "82%", "90%"]],
        ["levels: 2", "blank_repeats: true", '"{year}": part of a period', '"Q{quarter}": quarter'],
        [],
        {},
        ["2013-14-Q3 80", "2013-14-Q4 81", "2014-15-Q1 82"],
    ),
    "a title in the middle is no row of headings": (
        [[None, "Our calls", None], ["Measure", "Q2", "Q3"], [A, "80%", "81%"]],
        ['heading: ["Measure"]\n    indicators:\n      "Calls answered": calls_answered\n  columns:\n    periods:'],
        [],
        {},
        ["2014-15-Q2 80", "2014-15-Q3 81"],
    ),
    "headings of services between the rows, and plain percentages": (
        [["Measure", "Q3"], ["Customer services"], [A, 82.1]],
        ['held_as: "?"', '"Customer services": "?"  # is it left out?'],
        ["what 'Customer services' is; is it left out?", 'write held_as: "%" (with the quotes) where 82.13 is 82.13%'],
        {'held_as: "?"': 'held_as: "%"', '"Customer services": "?"': '"Customer services": calls_answered'},
        [],
    ),
    "years as numbers": (
        [["Measure", 2013, 2014], [A, "80%", "82%"]],
        ['    periods:\n      "{yyyy}": "?"'],
        ["which year '2013' is: write \"{yyyy}\": calendar year, or of a financial year"],
        {'"{yyyy}": "?"': '"{ends}": year'},
        ["2012-13 80", "2013-14 82"],
    ),
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_what_a_draft_cannot_know_it_asks_and_decided_it_reads_the_file(root: Path, tmp_path: Path, sent: Sent) -> None:
    rows, drafted, asked, decided, read = sent

    def fill(page: Worksheet) -> None:
        for row in rows:
            page.append(row)

    name = NAME.replace(" Q3", "") if any("2014/15" in row or 2014 in row for row in rows) else NAME
    file = received(tmp_path, workbook(fill), name)
    draft = draft_of(file, Workbook(root), "calls")
    assert [text for text in drafted if text not in draft.text] == []
    assert [words for words in asked if not any(words in line for line in draft.undecided)] == []
    text = draft.text
    for old, new in decided.items():
        text = text.replace(old, new)
    write_draft(Workbook(root), replace(draft, text=text))
    if read:
        taken = take_by_recipe(file, Workbook(root))
        assert taken
        values = [(each.period, each.qualifier, each.value or each.shorthand) for each in taken.values]
        assert [" ".join(str(part) for part in parts if part) for parts in values] == read


@pytest.mark.parametrize("text", ["7,5", "12-", "(12)", "82,13%", "-£7,5"])
def test_a_number_that_is_written_otherwise_is_no_mark(text: str) -> None:
    assert mark_of(Cell(1, 1, text)) is None


def test_tables_that_nothing_tells_apart_are_to_be_decided(root: Path, tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        for row in (["Measure", "Q3"], [A, "82%"], [], ["Measure", "Q3"], [C, "£1.2m"]):
            page.append(row)

    draft = draft_of(received(tmp_path, workbook(fill), NAME), Workbook(root), "calls")
    assert ('    ends_before: "?"' in draft.text, '  after: "?"' in draft.text) == (True, True)
    assert draft.undecided == (
        "where the table of 'Measure' on sheet 'Dashboard' ends: write a label that stands once, between it and the "
        "next, as 'ends_before' and 'after', or ask for a title there",
    )


def test_a_draft_is_never_written_over_a_recipe(root: Path, tmp_path: Path) -> None:
    draft = draft_of(received(tmp_path, workbook(filled), NAME), Workbook(root), "calls")
    write_draft(Workbook(root), draft)
    (root / draft.file).write_text("mine", encoding="utf-8")
    with pytest.raises(
        InputError, match="nothing is written over it; correct that one, or give the draft another name"
    ):
        write_draft(Workbook(root), draft)
    assert (root / draft.file).read_text(encoding="utf-8") == "mine"


def records(sheet: Worksheet) -> None:
    sheet.append(["Name", "Amount"])
    for number in range(300):
        sheet.append([f"Person {number}", number])


@pytest.mark.parametrize(
    ("fill", "sentence"),
    [
        (
            records,
            f"{NAME}: 300 rows of numbers look like records; they are counted by a measure, "
            "and no label of theirs is written down",
        ),
        (
            lambda sheet: sheet.append(["Dear all"]),
            f"{NAME}: no table is found in it, with labels beside and above its numbers; "
            "write the recipe yourself, as ccpi help recipes shows",
        ),
    ],
)
def test_no_recipe_is_drafted_of_records_or_of_no_table(
    root: Path, tmp_path: Path, fill: Callable[[Worksheet], object], sentence: str
) -> None:
    file = received(tmp_path, workbook(fill), NAME)
    assert refusals_of(lambda: draft_of(file, Workbook(root))) == (sentence,)


def test_a_draft_for_other_files_stops_no_reading(root: Path, tmp_path: Path) -> None:
    draft = draft_of(received(tmp_path, workbook(filled), NAME), Workbook(root), "calls")
    write_draft(Workbook(root), draft)
    other = received(tmp_path, workbook(filled), "Return of another service.xlsx")
    assert take_by_recipe(other, Workbook(root)) is None
    assert refusals_of(lambda: recipes_of(Workbook(root)))
    (root / draft.file).write_text("files: [", encoding="utf-8")  # nobody can tell what it is for
    assert refusals_of(lambda: take_by_recipe(other, Workbook(root)))


def test_no_recipe_and_two_recipes_for_a_file(root: Path, tmp_path: Path) -> None:
    file = received(tmp_path, workbook(filled), NAME)
    assert take_by_recipe(file, Workbook(root)) is None
    text = (
        'dataset: calls\nfiles: "Calls*"\ntables:\n- rows: {indicators: {A: spend}}\n  columns: {parts: {B: value}}\n'
    )
    for name in ("one", "two"):
        path = root / f"data/recipes/{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert refusals_of(lambda: take_by_recipe(file, Workbook(root))) == (
        f"{NAME}: 2 recipes are for files of this name, data/recipes/one.yaml and data/recipes/two.yaml; "
        "make their 'files' narrower",
    )


@pytest.mark.parametrize(
    ("label", "key", "sure"),
    [
        ("Invoices paid in 30 days", "paid_30_days", True),
        ("% invoices paid within 90 days", "paid_90_days", True),
        ("Invoices paid within 10 days", "", False),
        ("Invoices paid", "", False),
        ("Calls", "calls_answered", False),
        ("", "", False),
    ],
)
def test_a_label_is_known_by_its_words_and_its_numbers(root: Path, label: str, key: str, sure: bool) -> None:
    near, is_sure = near_names(label, Workbook(root).indicators)
    assert ((near or ("",))[0], is_sure) == (key, sure)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("Dashboard Q3 2014-15 FINAL v3.xlsx", "Dashboard Q{quarter} {year}*.xlsx"),
        ("Return October 2014 (2).csv", "Return {Mon} {yyyy}*.csv"),
        ("Blue Badge.xls", "Blue Badge.xls"),
    ],
)
def test_a_files_name_becomes_a_pattern(name: str, pattern: str) -> None:
    assert file_pattern(name) == pattern
