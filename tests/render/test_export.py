"""Executed notebooks through the exporters."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from builders import notebook, refusal
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from real import ROOT

from ccpi_nb.document.model import (
    BLOCKS_MIME,
    MASTHEAD_MIME,
    Absent,
    Block,
    Bullets,
    Heading,
    Masthead,
    Paragraph,
    Text,
)
from ccpi_nb.render.export import document_from, published
from ccpi_nb.render.notebook_output import Shown, masthead_bundle

STORED = ROOT / "notebooks" / "health_assessment_recovery.ipynb"


def executed(*outputs: dict[str, object]) -> NotebookNode:
    """A notebook that has run: its masthead, a heading, then a cell for each output's data."""
    made = nbformat.reads(
        notebook(("code", "report"), ("markdown", "## Calls"), *[("code", "show()")] * len(outputs)), as_version=4
    )
    masthead = masthead_bundle(Masthead("Calls", "2014-12-11"))
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    for cell, data in zip(code, [masthead, *outputs], strict=True):
        cell.execution_count = 1
        cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    return made


def test_a_document_is_the_text_and_what_the_cells_show() -> None:
    shown = Shown(Paragraph((Text("Calls were answered."),)))._repr_mimebundle_()
    document = document_from(executed(shown), "calls")
    assert document.masthead.title == "Calls"
    assert document.blocks == (Heading(2, (Text("Calls"),)), Paragraph((Text("Calls were answered."),)))


def test_a_section_that_shows_nothing_is_left_out_with_its_heading() -> None:
    assert document_from(executed(Shown(Absent("No calls."))._repr_mimebundle_()), "calls").blocks == ()


@pytest.mark.parametrize("after", [[], [Absent("No actions.")], [Heading(3, (Text("Next"),)), Paragraph((Text("x"),))]])
def test_words_that_lead_to_nothing_are_refused(after: list[Block]) -> None:
    lead = Shown(Paragraph((Text("The service will: "),)), *after)._repr_mimebundle_()
    assert refusal(document_from, executed(lead), "calls") == (
        "calls: 'The service will: ' leads to something, and nothing follows; "
        "add what it leads to, such as rows of the register that is shown there, or take the words out"
    )


def test_words_that_lead_to_a_list_are_published() -> None:
    shown = Shown(Paragraph((Text("The service will:"),)), Bullets(((Text("answer calls"),),)))._repr_mimebundle_()
    assert len(document_from(executed(shown), "calls").blocks) == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"image/png": "iVBORw0=", "text/plain": "<Figure>"},
            (
                "calls, cell 3: the chart has no caption and no alt text; show it with report.drawing(figure, "
                "caption, alt)"
            ),
        ),
        (
            {"text/html": "<table></table>", "text/plain": "x"},
            (
                "calls, cell 3: its value is not part of a report; show tables and charts with the report's own "
                "calls, or "
                "end the line with a semicolon"
            ),
        ),
    ],
)
def test_what_has_no_caption_or_alt_text_stops_the_export_with_its_cell_named(
    data: dict[str, object], sentence: str
) -> None:
    assert refusal(document_from, executed(data), "calls") == sentence


def test_a_cell_that_has_not_run_stops_the_export() -> None:
    unrun = nbformat.reads(notebook(("code", "report")), as_version=4)
    assert refusal(document_from, unrun, "calls") == "calls, cell 1: the cell has not run; run all cells, then export"


def test_a_cell_that_failed_stops_the_export() -> None:
    made = executed({"text/plain": "x"})
    made.cells[2].outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="no calls", traceback=[])]
    assert refusal(document_from, made, "calls") == "calls, cell 3: the cell stopped with ValueError: no calls"


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0"/></svg>'


def stored(**change: object) -> dict[str, object]:
    """A chart as a cell stores it, with some of its parts otherwise."""
    block = {
        "kind": "chart",
        "svg": SVG,
        "caption": [{"kind": "text", "text": "Calls"}],
        "alt": "Calls fell.",
        "figures": [],
    }
    return {BLOCKS_MIME: [block | change], "text/plain": "x"}


@pytest.mark.parametrize(
    ("svg", "what"),
    [
        (SVG.replace("<path", "<script>alert(1)</script><path"), "holds <script>"),
        (SVG.replace("<path", "<path onload='alert(1)'"), "has the attribute 'onload' on <path>"),
        ("<b>no drawing</b>", "holds <b>"),
    ],
)
def test_a_chart_that_is_more_than_a_drawing_stops_the_export(svg: str, what: str) -> None:
    problem = f"calls, cell 3: the chart 'Calls' {what}; draw it with report.drawing, without links"
    assert refusal(document_from, executed(stored(svg=svg)), "calls") == problem
    assert document_from(executed(stored()), "calls").blocks[-1].kind == "chart"


@pytest.mark.parametrize(
    "data",
    [
        stored(kind="marquee"),
        stored(svg=None),
        stored(svg="\ud800"),
        {BLOCKS_MIME: "<script>"},
        {BLOCKS_MIME: [{"kind": "html", "html": "<script>"}]},
        {BLOCKS_MIME: [{"kind": "table", "caption": [], "columns": [{"header": "A", "width": 0}], "rows": []}]},
        {MASTHEAD_MIME: {"title": "Calls"}},
        {MASTHEAD_MIME: {"title": "Calls", "day": "yesterday"}},
    ],
)
def test_a_stored_output_that_no_call_makes_is_refused_with_its_cell(data: dict[str, object]) -> None:
    problem = "calls, cell 3: what is stored below the cell is not what the report's calls show; run all cells again"
    assert refusal(document_from, executed(data), "calls") == problem


def test_a_published_notebook_shows_what_the_blocks_say_and_nothing_else() -> None:
    shown = Shown(Paragraph((Text("Calls <b>"),)))._repr_mimebundle_()
    hostile = {
        "text/html": "<script>alert(1)</script>",
        "application/javascript": "alert(1)",
        "image/svg+xml": "<svg/>",
    }
    made = executed(shown | hostile)
    assert published(made).cells[-1].outputs == executed(shown).cells[-1].outputs
    assert "<script>" in made.cells[-1].outputs[0].data["text/html"]


def test_what_a_run_shows_is_published_as_it_is() -> None:
    notebook = nbformat.read(STORED, as_version=4)
    assert published(notebook) == notebook


def test_printed_lines_stay_behind() -> None:
    made = executed({"text/plain": "x"})
    made.cells[2].outputs = [nbformat.v4.new_output("stream", name="stdout", text="debugging")]
    assert document_from(made, "calls").blocks == ()


def test_a_notebook_that_opens_no_report_is_told_how() -> None:
    made = nbformat.reads(notebook(("markdown", "# Calls")), as_version=4)
    assert (
        refusal(document_from, made, "calls")
        == "calls: no cell shows the report; open it with report = open_report(...) and end that cell with report"
    )


@pytest.mark.parametrize(
    ("name", "menu"), [("ccpi-html", "Committee report (HTML)"), ("ccpi-pdf", "Committee report (PDF)")]
)
def test_jupyterlab_offers_the_exporters_in_its_menu(name: str, menu: str) -> None:
    assert get_exporter(name)().export_from_notebook == menu


@pytest.mark.slow
def test_nbconvert_makes_the_page_that_a_run_makes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "ccpi-html", "--output-dir", str(tmp_path), str(STORED)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    page = BeautifulSoup((tmp_path / "health_assessment_recovery.html").read_text(encoding="utf-8"), "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text() == "Health Assessment Recovery Plan - Children Looked After"
    assert page.find("data", string="68.6%")
    assert not page.find("script")


def test_code_is_not_in_the_page() -> None:
    body, _ = get_exporter("ccpi-html")().from_filename(str(STORED))
    assert "open_report" not in body
