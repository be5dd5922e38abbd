"""The lists of what is held of the documents, and the page made from them."""

from pathlib import Path

import pytest
from builders import observation_row, refusal, refusals, section_row, sheet, target_row, update_row, workbook
from real import ROOT

from ccpi_nb.review.coverage import coverage_page, coverage_problems, section_of
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.papers import sections_from

FILE = "data/coverage/2014-12-11.csv"


def listed(*names: str) -> str:
    return sheet(*(section_row(section=name) for name in names))


# The lists


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"document": ""}, "column 'document': the cell is blank; fill it"),
        ({"section": ""}, "column 'section': the cell is blank; fill it"),
        (
            {"elsewhere": "outputs/x.html"},
            "column 'elsewhere': 'outputs/x.html' is no file of data or params; write it as params/2014-12-11.yaml",
        ),
        (
            {"elsewhere": "data/x y.csv"},
            "column 'elsewhere': 'data/x y.csv' is no file of data or params; write it as params/2014-12-11.yaml",
        ),
        ({"held": ""}, "neither 'held' nor 'left_out' says anything; say what is held, or why nothing is"),
    ],
)
def test_a_section_that_says_too_little_is_refused(cells: dict[str, str], problem: str) -> None:
    place = f"{FILE}, row 2, " if problem.startswith("column") else f"{FILE}, row 2: "
    assert refusal(sections_from, sheet(section_row(**cells)), FILE) == place + problem


def test_a_section_of_which_nothing_is_held_says_why_and_is_held_nowhere() -> None:
    (section,) = sections_from(sheet(section_row(held="", left_out="A chart without numbers.")), FILE)
    assert (section.held, section.left_out) == ("", "A chart without numbers.")
    row = section_row(held="", elsewhere="params/2014-12-11.yaml", left_out="A chart.")
    assert refusal(sections_from, sheet(row), FILE).endswith(
        "column 'held': it is blank, but params/2014-12-11.yaml is to hold something; say what"
    )


def test_a_section_is_listed_once_however_it_is_written() -> None:
    assert refusals(sections_from, listed("Item 4", "Item 5", "item 4"), FILE) == (
        f"{FILE}, row 4, column 'section': this section is already in row 2; remove one",
    )


def test_the_file_is_named_after_the_meeting() -> None:
    assert refusal(sections_from, listed("Item 4"), "data/coverage/december.csv") == (
        "data/coverage/december.csv: the file's name is no day; name it after the meeting: 2014-12-11.csv, "
        "or 2014-12-11-special.csv where that day has two"
    )


def test_a_file_named_in_a_list_must_be_there(tmp_path: Path) -> None:
    root = workbook(
        tmp_path, {FILE: sheet(section_row(), section_row(section="Agenda", elsewhere="params/2014-12-12.yaml"))}
    )
    assert (
        refusal(lambda: Workbook(root).coverage)
        == f"{FILE}, row 3, column 'elsewhere': there is no file params/2014-12-12.yaml; correct it"
    )


def test_a_workbook_needs_no_lists(tmp_path: Path) -> None:
    assert Workbook(workbook(tmp_path)).coverage == ()


# Sources and sections


@pytest.mark.parametrize(
    ("source", "section"),
    [
        ("the pack, item 4", "Item 4"),
        ("the pack, Item 4, Appendix A", "Item 4, Appendix A"),
        ("the pack, item 4, appendix a, table", "Item 4, Appendix A"),
        ("the pack, item 4, Appendix B", "Item 4"),
        ("the pack, item 4; item 5", "Item 4"),
    ],
)
def test_a_source_is_in_the_narrowest_section_that_it_begins_with(source: str, section: str) -> None:
    found = section_of(source, sections_from(listed("Item 4", "Item 4, Appendix A"), FILE))
    assert found is not None
    assert found.section == section


@pytest.mark.parametrize(
    "source",
    ["the pack", "the pack, item 41", "the pack, item 4 and more", "the papers, item 4", "see the pack, item 4"],
)
def test_a_source_that_begins_otherwise_is_in_no_section(source: str) -> None:
    assert section_of(source, sections_from(listed("Item 4"), FILE)) is None


def found_in(root: Path) -> tuple[str, ...]:
    return coverage_problems(Workbook(root).coverage, Workbook(root).sourced_rows)


def files(*sections: dict[str, str], source: str) -> dict[str, str]:
    """A workbook's files whose every row has one source."""
    return {
        FILE: sheet(*sections),
        "data/observations/calls/2014-15-Q2.csv": sheet(observation_row(source=source)),
        "data/targets.csv": sheet(target_row(source=source)),
        "data/registers/calls/2014-12-11.csv": sheet(update_row(source=source), update_row(source=source)),
        "data/registers/plan/2014-12-11.csv": sheet(update_row(source=source)),
    }


def test_lists_and_rows_that_agree_have_no_problem(tmp_path: Path) -> None:
    nothing = section_row(section="Item 5", held="", left_out="Names.")
    elsewhere = section_row(section="Item 6", elsewhere="params/2014-12-11.yaml")
    assert found_in(workbook(tmp_path, files(section_row(), nothing, elsewhere, source="the pack, item 4"))) == ()


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("the pack, itm 4", "correct the source, or list the section there"),
        ("the papers, item 4", "list the document's sections there"),
    ],
)
def test_rows_of_no_listed_section_are_named(tmp_path: Path, source: str, remedy: str) -> None:
    problems = found_in(workbook(tmp_path, files(section_row(elsewhere="params/2014-12-11.yaml"), source=source)))
    assert len(problems) == 5
    assert problems[0] == (
        f"data/observations/calls/2014-15-Q2.csv, row 2, column 'source': data/coverage lists no section of "
        f"'{source}'; {remedy}"
    )


def test_a_section_that_holds_nothing_of_what_it_says_is_named(tmp_path: Path) -> None:
    both = section_row(section="Item 4", held="", left_out="Names."), section_row(section="Item 5")
    assert found_in(workbook(tmp_path, files(*both, source="the pack, item 4"))) == (
        (
            f"{FILE}, row 2: nothing is said to be held, but data/observations/calls/2014-15-Q2.csv, row 2 has it as "
            f"source; say what is held"
        ),
        (
            f"{FILE}, row 3: something is said to be held, but no row of data has 'the pack, Item 5' as source; "
            f"say where "
            f"it is, or why not"
        ),
    )


# The page


def test_the_page_counts_rows_and_says_what_was_left_out(tmp_path: Path) -> None:
    agenda = section_row(
        section="Agenda", held="All items", elsewhere="params/2014-12-11.yaml", left_out="Page numbers | names."
    )
    nothing = section_row(section="Item 5", held="", left_out="A chart.")
    root = workbook(tmp_path, files(agenda, section_row(), nothing, source="the pack, item 4"))
    page = coverage_page(Workbook(root).coverage, Workbook(root).sourced_rows).splitlines()
    assert "| the pack | 3 | 1 observation, 1 target, 3 register rows |" in page
    assert page[page.index("## the pack") + 4 :] == [
        "| Agenda | All items | [params/2014-12-11.yaml](../params/2014-12-11.yaml) | Page numbers \\| names. |",
        "| Item 4 | Calls answered | 1 observation, 1 target, 3 register rows |  |",
        "| Item 5 | Nothing |  | A chart. |",
    ]


# The project's own


def test_every_row_is_of_a_listed_section_and_every_section_holds_what_it_says() -> None:
    assert coverage_problems(Workbook(ROOT).coverage, Workbook(ROOT).sourced_rows) == ()


def test_the_page_is_what_the_data_give() -> None:
    made = coverage_page(Workbook(ROOT).coverage, Workbook(ROOT).sourced_rows)
    assert (ROOT / "docs/coverage.md").read_text(encoding="utf-8") == made, (
        "docs/coverage.md is out of date: run `ccpi coverage`"
    )
