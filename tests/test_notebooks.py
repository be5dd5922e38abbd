"""The notebooks as they are stored: the reference that a changed figure is found against."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from builders import sheet
from pypdf import PdfReader
from real import ROOT, contents, copy_of_workbook, edit

from ccpi_nb.document.figures import observed
from ccpi_nb.document.model import Heading
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.forms.status import unshown_comments
from ccpi_nb.render.executed import document_from
from ccpi_nb.render.json_form import BLOCKS_MIME
from ccpi_nb.review.references import Accepted, accept_notebooks
from ccpi_nb.run.notebook_run import run_notebook
from ccpi_nb.workbook.collections import comments_of
from ccpi_nb.workbook.inputs import Workbook

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def nbval(notebook: Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "nbval.plugin",
        "-p",
        "ccpi_nb.review.nbval_plugin",
        "--nbval",
        "--nbval-current-env",
    ]
    # What else there is for pytest says nothing here, and takes as long to load as a notebook to run.
    around = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, str(notebook)],
        capture_output=True,
        text=True,
        cwd=folder or notebook.parent,
        env=around,
        check=False,
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_stored_output_holds_anything_exempt(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    exempt = Workbook(ROOT).exempt_datasets
    assert exempt
    assert not [name for name in exempt if f"observations/{name}/" in text or f"registers/{name}/" in text]


@pytest.mark.parametrize("dataset", ["procurement", "blue_badge", "corporate_performance", "health_assessments"])
def test_what_a_service_says_of_its_figures_is_shown(tmp_path: Path, dataset: str) -> None:
    root = copy_of_workbook(tmp_path)
    register = root / "data/registers" / comments_of(dataset)
    register.mkdir()
    indicator = next(row.indicator for row in Workbook(root).dataset(dataset))
    said = {
        "indicator": indicator,
        "period": "2014-15-Q2",
        "breakdown": "",
        "why": "It snowed.",
        "action": "",
        "by": "",
    }
    (register / "2014-12-11.csv").write_text(sheet(said | {"source": "the form"}), encoding="utf-8")
    assert not [*unshown_comments(Workbook(root), "2014-12-11")]


def test_a_digit_changed_in_the_data_is_found_and_accepted_by_command(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    notebook = root / "notebooks" / "blue_badge_recovery.ipynb"
    edit(root / "data/observations/blue_badge/2014-15-Q2.csv", ",7304,", ",7340,")
    found = nbval(notebook)
    assert found.returncode == 1
    assert re.search(r"^Blue Badge applications.*: 7,304 became 7,340", found.stdout, re.MULTILINE)
    assert "ccpi accept blue_badge_recovery shows and stores it" in found.stdout
    assert "<" not in found.stdout
    assert next(accept_notebooks(root, [notebook.stem])).changed
    assert nbval(notebook).returncode == 0


def test_a_target_inserted_above_others_moves_rows_and_fails_no_notebook(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    header, *rows = (root / "data/targets.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(row for row in rows if row.startswith("sickness_days_lost,"))
    (root / "data/targets.csv").write_text(
        "".join([header, first, *(row for row in rows if row != first)]), encoding="utf-8"
    )
    ran = nbval(root / "notebooks/procurement_dashboard.ipynb")
    assert ran.returncode == 0, ran.stdout
    (done,) = accept_notebooks(root, ["procurement_dashboard"], dry_run=True)
    assert done == Accepted("procurement_dashboard", True, ("only row numbers moved",))


def test_a_word_changed_is_told_as_words(tmp_path: Path) -> None:
    notebook = copy_of_workbook(tmp_path) / "notebooks/blue_badge_recovery.ipynb"
    stored = nbformat.read(notebook, as_version=4)
    for cell in stored.cells:
        for output in cell.get("outputs", []):
            if BLOCKS_MIME in output.get("data", {}):
                output["data"] = {
                    BLOCKS_MIME: json.loads(
                        json.dumps(output["data"][BLOCKS_MIME]).replace("Blue Badge", "Green Badge")
                    )
                }
    nbformat.write(stored, notebook)
    found = nbval(notebook).stdout
    assert re.search("^'.*Green Badge.*' became '.*Blue Badge.*'$", found, re.MULTILINE)


def test_of_a_notebook_outside_any_workbook_nbval_says_in_its_own_words_what_differs(tmp_path: Path) -> None:
    plain, was = {"text/plain": "now"}, {"text/plain": "was"}
    # What has our name, and is nothing that a report of this version shows, is no reason to say less.
    strange = {BLOCKS_MIME: [{"kind": "strange"}]}
    pairs = [(plain, plain), (plain, was), (plain | strange, was), (plain, was | strange)]
    cells = [
        nbformat.v4.new_code_cell(
            f"from IPython.display import display\ndisplay({shown!r}, raw=True)",
            execution_count=1,
            outputs=[nbformat.v4.new_output("display_data", data=stored)],
        )
        for shown, stored in pairs
    ]
    notebook = tmp_path / "elsewhere" / "mine.ipynb"
    notebook.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    ran = nbval(notebook, tmp_path)
    assert ran.returncode == 1
    assert ran.stdout.split()[0] == ".FFF"
    # In continuous integration pytest says each message a second time, in its summary.
    told, _, _ = ran.stdout.partition("short test summary")
    assert told.count("Cell outputs differ") == 3
    assert "exception" not in ran.stdout + ran.stderr


def test_accepting_what_has_not_changed_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    before = (root / "notebooks/corporate_performance.ipynb").read_bytes()
    assert [*accept_notebooks(root, ["corporate_performance"])] == [Accepted("corporate_performance", False, ())]
    assert (root / "notebooks/corporate_performance.ipynb").read_bytes() == before


def test_every_observation_says_its_document() -> None:
    observations = Workbook(ROOT).observations
    assert {each.source.partition(",")[0] for each in observations} <= {
        "CCPI pack 11 December 2014",
        "CCPI minutes 1 October 2014",
        "CCPI report 12 April 2016",
        "CCPI report 18 April 2018",
        "CCPI decision record 18 April 2018",
        "CCPI minutes 2 March 2021",
        "CCPI pack 20 April 2021",
    }


@pytest.mark.parametrize(
    ("day", "datasets"),
    [
        ("2014-12-11", ("blue_badge", "btls_governance", "corporate_performance", "health_assessments", "procurement")),
        ("2016-04-12", ("btls",)),
        ("2018-04-18", ("btls",)),
        ("2021-03-02", ("corporate_strategy", "customer_access")),
    ],
)
def test_every_published_observation_of_a_meeting_stands_in_its_reports(
    outputs_of: Callable[[str], Path], day: str, datasets: tuple[str, ...]
) -> None:
    pages = [
        BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(outputs_of(day).rglob("*.html"))
    ]
    # The sources below list rows that are not shown themselves.
    figures = [
        figure
        for page in pages
        for figure in page.select("[data-rows]:not([data-computation])")
        if not figure.find_parent("details")
    ]
    shown = {(figure["data-rows"], figure.name, figure.get("value")) for figure in figures}
    indicators = Workbook(ROOT).indicators
    observations = tuple(each for name in datasets for each in Workbook(ROOT).dataset(name))
    # What another meeting was told of is in its own reports.
    published = [
        each
        for each in Evidence.known_by(date.fromisoformat(day), indicators, (), observations).published
        if str(each.as_at) == day
    ]
    assert published
    # A shorthand stands for no value, and so is no <data> of HTML's.
    asked = {
        (str(each.row), "span", None) if each.value is None else (str(each.row), "data", str(each.value))
        for each in published
    }
    assert asked - shown == set()


def test_the_corporate_strategy_leaves_out_tables_and_charts_of_periods_that_have_no_data() -> None:
    path = ROOT / "notebooks/corporate_strategy.ipynb"
    later = {
        "quarters": "2020-21-Q4",
        "months": "2021-03",
        "children": "2021-03-31",
        "customer_access": "2020-21",
    }
    document = document_from(run_notebook(path, later), path.name)
    captions = [plain(block.caption) for block in document.blocks if block.kind in ("table", "chart")]
    assert captions == ["Loans and grants to businesses"]
    assert "Volunteers" not in [plain(block.runs) for block in document.blocks if isinstance(block, Heading)]


# The meeting of 1 October 2014, known by its minutes alone


@pytest.fixture
def october(outputs_of: Callable[[str], Path]) -> Path:
    return outputs_of("2014-10-01") / "public"


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words_of(path: Path) -> str:
    return " ".join(page(path).get_text(" ").split()).replace(" :", ":").replace(" .", ".")


def sections_of(path: Path) -> dict[str, str]:
    """What stands under each heading of a report before the next one, or else that one where it is a part of the
    section.
    """
    headings = page(path).find_all(["h2", "h3"])
    under = {}
    for heading, after in zip(headings, [*headings[1:], None], strict=True):
        texts = [
            str(each).strip()
            for each in heading.next_elements
            if isinstance(each, str) and each.find_parent("main") and each.find_previous(["h2", "h3"]) is heading
        ]
        part = after.get_text() if after and after.name > heading.name else ""
        under[heading.get_text()] = "".join(texts[1:]) or part
    return under


def test_every_figure_that_the_minutes_give_of_the_workforce_is_shown_with_its_row(october: Path) -> None:
    elements = [
        each
        for each in page(october / "06-hr-health-check.html").find_all(["data", "span"])
        if not each.find_parent("details")
    ]
    shown = {(element.get_text(), element.get("data-rows")) for element in elements}
    indicators = Workbook(ROOT).indicators
    held = Workbook(ROOT).dataset("hr_health_check")
    assert [
        str(each.row)
        for each in held
        if (each.shorthand.words if each.shorthand else observed(indicators[each.indicator], each).text, str(each.row))
        not in shown
    ] == []
    assert {"no more than 1.84 days", "at least 1,100"} <= {text for text, _ in shown}


def test_days_lost_to_sickness_are_rated_against_their_target(october: Path) -> None:
    sections = sections_of(october / "06-hr-health-check.html")
    text = words_of(october / "06-hr-health-check.html")
    assert "Each employee lost 1.96 days to sickness on average. The target is no more than 1.84 days." in text
    assert "Days lost to sickness per employee missed the target of no more than 1.84 days." in text
    assert "off target" in sections["Main points"].lower()


def test_a_quarter_of_which_little_is_known_has_no_empty_section(october: Path) -> None:
    sections = sections_of(october / "05-corporate-performance.html")
    assert list(sections) == [
        "Contents",
        "Main points",
        "Background and advice",
        "The figures at a glance",
        "Areas for the committee's attention",
        "Health assessments of children looked after",
        "Reports to come",
        "Consultations",
        "Implications",
        "Risk management",
        "Background papers",
    ]
    assert all(sections.values())


def test_a_quarter_of_which_little_is_known_is_told_without_what_is_missing(october: Path) -> None:
    report = page(october / "05-corporate-performance.html")
    text = words_of(october / "05-corporate-performance.html")
    assert (
        "81% of the directorates' key indicators were on track, on target or improving. This report is made from "
        "the minutes"
    ) in text
    assert not [
        word
        for word in (
            "areas of work to the committee's attention",
            "the quarter before",
            "[x]",
            "Blue Badge",
            "90 seconds",
        )
        if word in text
    ]
    assert report.find_all("figure") == report.find_all("svg") == []
    captions = [table.caption for table in report.find_all("table") if table.caption]
    assert [(caption.select_one(".subject") or caption).get_text(strip=True) for caption in captions] == [
        "Scorecard",
        "Health assessments over time",
    ]


def test_a_part_ii_item_of_which_nothing_is_held_is_on_the_agenda_and_in_no_pack(october: Path) -> None:
    title = "Quarterly Report on the Service Delivery and Performance of the County Council's Waste Disposal Company"
    assert (
        f"{title} - October 2014 Exempt: Part 1 of Schedule 12A to the Local Government Act 1972 (which paragraph"
        in words_of(october / "index.html")
    )
    pages = [" ".join(each.extract_text().split()) for each in PdfReader(october / "agenda-pack.pdf").pages]
    (place,) = [number for number, text in enumerate(pages) if "Waste Disposal Company" in text]
    assert "Number Item Pages" in pages[place]
    assert not [name for name in contents(october.parent) if "restricted" in name or name.startswith("public/11")]


def test_the_agenda_says_which_papers_are_not_available(october: Path) -> None:
    agenda = words_of(october / "index.html")
    assert "Minutes of the Meeting held on 30 July 2014 The minutes of 30 July 2014 are not available here." in agenda
    assert "Notice of Intention to Conduct Business in Private The notice is not available here." in agenda
