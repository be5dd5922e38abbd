"""A recipe is read strictly: every mistake in it is a sentence with its place and the remedy."""

import pytest
from sheets_made import DASHBOARD, INDICATORS

from ccpi_nb.errors import refusals_of
from ccpi_nb.recipes.recipe_files import recipe_from

FILE = "data/recipes/dashboard.yaml"


def refused(old: str, new: str) -> tuple[str, ...]:
    assert old in DASHBOARD
    text = DASHBOARD.replace(old, new)
    found = refusals_of(lambda: recipe_from(text, FILE, INDICATORS, ["procurement", "calls"]))
    return tuple(problem.removeprefix(FILE) for problem in found)


def test_a_recipe_as_it_should_be_is_taken() -> None:
    assert refused("dataset", "dataset") == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "dataset: procurement\n",
            "dataset: procurement\nfile: x\n",
            ": there is no 'file' here; did you mean 'files'?",
        ),
        (
            "dataset: procurement",
            "dataset: procurment",
            ", dataset: there is no dataset 'procurment'; did you mean 'procurement'? "
            "Else make the folder data/observations/procurment",
        ),
        (
            "dataset: procurement",
            'dataset: "?"',
            ", 'dataset': '?' is still to be decided; write what it is, or move the label to 'leave_out'",
        ),
        (
            "offered: calls_offered",
            'offered: "?"',
            ", tables 1, rows, indicators, 'Calls offered': '?' is still to be decided; "
            "write what it is, or move the label to 'leave_out'",
        ),
        (
            "offered: calls_offered",
            "offered: {indicator: calls_offered, held_as: '?'}",
            ", tables 1, rows, indicators, Calls offered, 'held_as': '?' is still to be decided; "
            "write what it is, or move the label to 'leave_out'",
        ),
        (
            "offered: calls_offered",
            "offered: call_offered",
            ", table 1, rows, 'Calls offered': there is no indicator 'call_offered'; did you mean 'calls_offered'?",
        ),
        (
            "offered: calls_offered",
            "offered: {indicator: calls_offered, held_as: thousand}",
            ", table 1, rows, 'Calls offered': nothing is held as 'thousand'; did you mean 'thousands'?",
        ),
        (
            "offered: calls_offered",
            "offered: {indicator: calls_offered, held_as: £m}",
            ", table 1, rows, 'Calls offered': 'calls_offered' is in number, and what is held as '£m' is none of that",
        ),
        (
            "offered: calls_offered",
            "offered: {part: value}",
            ", table 1, rows, 'Calls offered': it says no indicator; add 'indicator'",
        ),
        ("heading", "headings", ", table 1, rows: there is no 'headings' here; did you mean 'heading'?"),
        (
            '": quarter',
            '": quarters',
            ", table 1, columns, periods, 'Q{quarter}': 'quarters' is not taken; write 'day', 'month', 'quarter', "
            "'year', 'year to date', 'calendar year', 'span' or 'part of a period'",
        ),
        (
            '"Q{quarter}": quarter',
            '"Q{quater}": quarter',
            ", table 1, columns: 'Q{quater}' has a field '{quater}' that is unknown; did you mean 'quarter'?",
        ),
        (
            "leave_out: [Target]",
            "leave_out: [Target, TARGET]",
            ", table 1, columns: the label 'target' stands twice; say once what it is",
        ),
        (
            "leave_out: [Target]",
            "leave_out: [Target]\n    may_lack: [YTD]",
            ", table 1, columns, may_lack: 'YTD' is none of the labels; known: Q{quarter}",
        ),
        ('"-": "[x]"', '"#REF!": "[x]"', ", none: the error '#REF!' means nothing; known: #N/A, #DIV/0!"),
        ('"-": "[x]"', '"-": "[y]"', ", none, '-': '[y]' is not taken; write '[x]', '[z]', '[c]', 'leave out' or 0"),
        (
            "none: {",
            "marks: {p: preliminary}\nnone: {",
            ", marks, p: 'preliminary' is not taken; write '', 'about', 'almost', 'over', 'under', 'provisional', "
            "'estimated' or 'forecast'",
        ),
        (
            "none: {",
            "delimiter: tab\nnone: {",
            ", delimiter: 'tab' is not one sign; write ';', ',', '|' or '\\t' for a tab",
        ),
        ("dataset: procurement\n", "", ": 'dataset' is missing; add it"),
        ("files:", "comma: point\nfiles:", ", comma: 'point' is not taken; write '', 'decimal' or 'thousands'"),
    ],
)
def test_a_mistake_in_a_recipe_is_told_with_its_place(old: str, new: str, sentence: str) -> None:
    assert refused(old, new) == (sentence,)


@pytest.mark.parametrize("mark", ["-", "\N{MINUS SIGN}", "%", "£", "k", "M", "Thousand", ".", "€"])
def test_what_changes_a_number_is_no_mark_beside_it(mark: str) -> None:
    assert refused("none: {", f'marks: {{"{mark}": ""}}\nnone: {{') == (
        f", marks: '{mark}' may be a part of the number, and changes it; read it as it is, or leave the cell out",
    )


def test_a_file_that_is_no_mapping_is_refused() -> None:
    assert refusals_of(lambda: recipe_from("- a", FILE, INDICATORS, [])) == (
        f"{FILE}: a recipe is a mapping of dataset, files and tables; see ccpi help recipes",
    )
