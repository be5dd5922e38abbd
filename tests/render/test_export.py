"""Executed notebooks through the exporters."""

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from html import escape
from pathlib import Path
from socket import socket
from urllib.request import urlopen

import nbformat
import pytest
from bs4 import BeautifulSoup
from builders import notebook, refusal
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from real import ROOT
from small import until

from ccpi_nb.document.model import (
    Absent,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Heading,
    Masthead,
    Paragraph,
    Rule,
    Table,
)
from ccpi_nb.document.runs import Text, plain
from ccpi_nb.document.sources import Glossary
from ccpi_nb.render.executed import document_from, published
from ccpi_nb.render.html import render_document
from ccpi_nb.render.json_form import (
    BLOCKS_MIME,
    MASTHEAD_MIME,
)
from ccpi_nb.render.notebook_output import Shown, masthead_bundle
from ccpi_nb.workbook.inputs import Workbook

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
                "calls, cell 3: the chart has no caption and no alt text; show it with report.own_chart(drawing, "
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
    problem = f"calls, cell 3: the chart 'Calls' {what}; draw it with report.own_chart, without links"
    assert refusal(document_from, executed(stored(svg=svg)), "calls") == problem
    assert document_from(executed(stored()), "calls").blocks[-1].kind == "chart"


def test_a_drawing_in_a_cell_that_is_more_than_a_drawing_stops_the_export() -> None:
    def shown(picture: str) -> dict[str, object]:
        cell = {"runs": [{"kind": "text", "text": "Improved"}], "tone": "", "picture": picture}
        return stored(kind="table", columns=[{"header": "Trend"}], rows=[[cell]])

    problem = "calls, cell 3: a drawing in the table 'Calls' holds <b>; run all cells again"
    assert refusal(document_from, executed(shown("<b>no drawing</b>")), "calls") == problem
    assert document_from(executed(shown(SVG)), "calls").blocks[-1].rows[0][0].picture == SVG  # type: ignore[union-attr]


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
    assert published(notebook, Glossary(Workbook(ROOT).indicators)) == notebook


def test_printed_lines_stay_behind() -> None:
    made = executed({"text/plain": "x"})
    made.cells[2].outputs = [nbformat.v4.new_output("stream", name="stdout", text="debugging")]
    assert document_from(made, "calls").blocks == ()


def with_markdown(*sources: str) -> NotebookNode:
    """A notebook that has run, and then has these cells."""
    made = executed()
    made.cells += [nbformat.v4.new_markdown_cell(source) for source in sources]
    return made


@pytest.mark.parametrize(
    ("sources", "headings"),
    [
        (("# Calls\n\nWords.", "## First\n\nWords."), [(2, "Calls"), (2, "First")]),
        (("## First\n\nWords.", "# Calls", "## Second\n\nWords."), [(2, "First"), (2, "Second")]),
        (
            ("# Calls", "## First\n\nWords.", "# Annex A\n\nWords.", "## Its first\n\nWords."),
            [(2, "First"), (2, "Annex A"), (3, "Its first")],
        ),
        (("# Calls", "Annex A\n===\n\nWords.", "###### Deep\n\nWords."), [(2, "Annex A"), (6, "Deep")]),
    ],
)
def test_only_the_first_title_gives_way_to_the_agenda_s(sources: tuple[str, ...], headings: list[object]) -> None:
    found = [block for block in document_from(with_markdown(*sources), "calls").blocks if isinstance(block, Heading)]
    assert [(block.level, plain(block.runs)) for block in found] == headings


@pytest.mark.parametrize("href", ["#Annex-A", "#annex-a", "#Annex%20A"])
def test_a_link_to_a_heading_leads_there_on_the_page(href: str) -> None:
    document = document_from(with_markdown(f"See [the annex]({href}).", "# Calls", "# Annex A\n\nWords."), "calls")
    page = BeautifulSoup(render_document(document), "html.parser")
    assert page.select(f"main a[href='#{page.select('main h2')[-1]['id']}']")


def test_a_link_to_a_heading_that_is_not_there_is_refused_with_its_cell() -> None:
    made = with_markdown("See [the annex](#Annexe-A).", "# Calls", "# Annex A\n\nWords.")
    assert refusal(document_from, made, "calls") == (
        "calls, cell 3: the link to '#annexe-a' leads to no heading of the report; did you mean '#annex-a'?"
    )


def test_a_rule_fills_no_section() -> None:
    assert document_from(with_markdown("## Reason", "---"), "calls").blocks == (Rule(),)


def test_a_hidden_cell_stops_the_export() -> None:
    made = with_markdown("Words")
    made.cells[-1].metadata["tags"] = ["remove-cell"]
    assert refusal(document_from, made, "calls") == (
        "calls, cell 3: the tag 'remove-cell' hides the cell, and it would be published unseen; take that off, or "
        "delete the cell"
    )
    made.cells[-1] = nbformat.v4.new_raw_cell("Words")
    assert refusal(document_from, made, "calls") == (
        "calls, cell 3: this is a raw cell, which no report shows; make it Markdown, or delete it"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("It is <object object at 0x7f3a2c>.", "'<object object at 0x7f3a2c>' differs on each run"),
        ("See /tmp/tmpab12/calls.csv", "'/tmp/tmpab12/calls.csv' differs on each run"),
        ("See /var/folders/x1/T/calls.csv", "'/var/folders/x1/T/calls.csv' differs on each run"),
        ("See C:\\Users\\x\\Temp\\y.csv", "'C:\\Users\\x\\Temp\\y.csv' differs on each run"),
    ],
)
def test_what_differs_on_each_run_stops_the_export(words: str, why: str) -> None:
    problem = f"calls, cell 3: {why}; show what it stands for, or take it out"
    chart = Chart(SVG.replace("<path", f'<g data-text="{escape(words)}"/><path'), (Text("Calls"),), "Calls fell.", ())
    for block in (
        Paragraph((Text(words),)),
        Bullets(((),), below=((Paragraph((Text(words),)),),)),
        Table((), (Column(words),), ((Cell(()),),)),
        chart,
    ):
        assert refusal(document_from, executed(Shown(block)._repr_mimebundle_()), "calls") == problem


@pytest.mark.parametrize(
    "words", ["The time at 0x is noon.", "See https://example.org/tmp/x", "and/or /tmpl", "a < b at 5"]
)
def test_what_only_looks_as_if_it_would_differ_is_shown(words: str) -> None:
    assert document_from(executed(Shown(Paragraph((Text(words),)))._repr_mimebundle_()), "calls").blocks


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((Text("Done \N{PARTY POPPER}"),)),
        Table((), (Column("Done \N{PARTY POPPER}"),), ((Cell(()),),)),
        Chart(SVG, (Text("Calls"),), "Done \N{PARTY POPPER}", ()),
    ],
)
def test_a_character_that_no_typeface_has_stops_the_export_with_its_cell(block: Block) -> None:
    assert refusal(document_from, executed(Shown(block)._repr_mimebundle_()), "calls") == (
        "calls, cell 3: in 'Done \N{PARTY POPPER}' U+1F389 (party popper) stands here, which the PDF's typefaces lack; "
        "say it in words"
    )


def test_a_published_notebook_has_nothing_that_its_report_does_not_show() -> None:
    made = with_markdown("![a](attachment:a.png)")
    made.metadata |= {"authors": [{"name": "x"}], "widgets": {"state": {}}, "toc": {}}
    made.cells[0].source = "# a remark\nreport"
    made.cells[0].metadata |= {"tags": ["mine"], "note": "a remark", "jupyter": {"outputs_hidden": False}}
    made.cells[0].outputs.append(nbformat.v4.new_output("stream", name="stderr", text="a warning"))
    made.cells[-1]["attachments"] = {"a.png": {"image/png": "iVBORw0="}}
    left = published(made)
    assert "remark" not in nbformat.writes(left)
    assert "warning" not in nbformat.writes(left)
    assert "attachments" not in left.cells[-1]
    assert set(left.metadata) <= {"kernelspec", "language_info"}
    assert left.cells[0].metadata == {"tags": ["mine"]}
    assert made.cells[0].source == "# a remark\nreport"


def test_a_cell_that_is_only_a_remark_is_left_out_of_a_published_notebook() -> None:
    made = executed()
    made.cells.append(nbformat.v4.new_code_cell("# a remark"))
    assert [cell.source for cell in published(made).cells] == ["report", "## Calls"]


def test_a_notebook_that_opens_no_report_is_told_how() -> None:
    made = nbformat.reads(notebook(("markdown", "# Calls")), as_version=4)
    assert (
        refusal(document_from, made, "calls")
        == "calls: no cell shows the report; open it with report = open_report(...) and end that cell with report"
    )


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


@pytest.mark.slow
def test_each_exporter_that_jupyter_s_menu_offers_answers(tmp_path: Path) -> None:
    """JupyterLab's File menu asks the server for the names, and then for a page under one of them."""
    shutil.copy(STORED, tmp_path)
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--port={port}"]
    options = [f"--ServerApp.root_dir={tmp_path}", "--IdentityProvider.token=t", "--ServerApp.port_retries=0"]
    server = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"

    def answer(path: str) -> bytes:
        with urlopen(f"{address}/{path}{'&' if '?' in path else '?'}token=t", timeout=60) as reply:
            content: bytes = reply.read()
        return content

    def answers() -> bool:
        with suppress(OSError):
            return bool(answer("api/status"))
        return False

    try:
        assert until(answers)
        names = [name for name in json.loads(answer("api/nbconvert")) if "ommittee" in name or "ccpi" in name]
        pages = {name: answer(f"nbconvert/{name}/{STORED.name}?download=true") for name in names}
    finally:
        server.terminate()
        server.wait()
    assert sorted(pages) == ["Committee_report_HTML", "Committee_report_PDF"]
    assert b"Health Assessment Recovery Plan" in pages["Committee_report_HTML"]
    assert pages["Committee_report_PDF"].startswith(b"%PDF")
