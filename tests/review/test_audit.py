"""Strays are planted in real pages, PDFs and charts; each is found, and nothing else."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import known, kpi, p, refusal, seen, target
from real import ROOT, edit

from ccpi_nb.charts.bar_charts import breakdown_bars
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.dot_charts import indicator_dots
from ccpi_nb.charts.drawing import sheet, svg_of
from ccpi_nb.charts.history_charts import history_blocks
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.figures import change_figure, observed
from ccpi_nb.document.ledger import entries, ledger_csv, lines
from ccpi_nb.document.model import Block, Bullets, Chart, Document, Heading, Masthead, Paragraph
from ccpi_nb.document.provenance import ABOUT, PROVENANCE, about_the_figures
from ccpi_nb.document.runs import Text
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.review.audit import Completeness, Unexplained, _Vouched, completeness, pdf_numbers
from ccpi_nb.review.scanned_pdfs import ScannedPdf
from ccpi_nb.trends.recovery import recovery_from
from ccpi_nb.trends.recovery_words import recovery_method, recovery_sentences, recovery_table

MEETINGS = sorted(path.stem for path in (ROOT / "params").glob("*.yaml"))
CALLS = kpi("calls_answered_30_days")
BEFORE, NOW = seen("60", "2014-15-Q1", of=CALLS.key), seen("65.5", of=CALLS.key)
EVIDENCE = known(CALLS, target("70", of=CALLS.key), BEFORE, NOW)
MASTHEAD = Masthead(
    "Calls in July to September 2014", "2014-12-11", (("Meeting", "11 December 2014"), ("Agenda item", "4"))
)
PERIODS = [p("2014-15-Q1"), p("2014-15-Q2")]


def words(*runs: object) -> Paragraph:
    return Paragraph(tuple(Text(run) if isinstance(run, str) else run for run in runs))  # type: ignore[misc]


def blocks() -> tuple[Block, ...]:
    chart = period_bars(EVIDENCE, CALLS.key, PERIODS, "Calls by quarter")
    table = performance_table(EVIDENCE, [CALLS.key], PERIODS, "Calls answered")
    text = words(
        "On 11 December 2014, ",
        observed(CALLS, NOW),
        ", up ",
        change_figure(CALLS, BEFORE, NOW),
        ", see paragraph 3 and Windows 7.",
    )
    return (Heading(2, (Text("Advice"),)), text, table, chart)


def made(folder: Path, *, shown: tuple[Block, ...] = blocks(), printed: tuple[Block, ...] = ()) -> Path:
    """A document's page, PDF and ledger; `printed` is in the PDF alone."""
    document = Document(MASTHEAD, shown)
    about = Document(Masthead(PROVENANCE, "2014-12-11"), about_the_figures([("Item 4: Calls", document)]))
    names = Glossary({CALLS.key: CALLS}, ("Windows 7",))
    for stem, page in (("04-calls", document), (ABOUT, about)):
        (folder / f"{stem}.html").write_text(render_document(page, glossary=names), encoding="utf-8")
    (folder / "04-calls.pdf").write_bytes(render_pdf(Document(MASTHEAD, (*shown, *printed)), day=date(2014, 12, 11)))
    found = (*entries(document, "04-calls"), *entries(about, ABOUT))
    (folder / "ledger.csv").write_text(ledger_csv(lines(found)), encoding="utf-8-sig")
    return folder


def strays(folder: Path) -> list[tuple[str, str, str]]:
    return [(each.file.partition("/")[2], each.place, each.number) for each in completeness(folder).unexplained]


def test_all_of_a_finished_document_is_explained(tmp_path: Path) -> None:
    found = completeness(made(tmp_path))
    assert found.unexplained == ()
    assert found.numbers > 100
    assert found.summary == f"{found.numbers} of {found.numbers} numbers explained"


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("On <time", "Only 54 came on <time", "54"),
        ('<time datetime="2014-12-11">11 December 2014</time>,', "11 December 2014,", "11"),
        ('<span data-number="reference">paragraph 3</span>', "paragraph 3", "3"),
        ('<span data-number="reference">paragraph 3</span>', '<span data-number="whatever">paragraph 3</span>', "3"),
        (">5.5 percentage points</data>", ">5.6 percentage points</data>", "5.6"),
        ('data-computation="change">5.5', 'data-computation="total">5.5', "5.5"),
        (
            'data/observations/calls/2014-15-Q2.csv, row 2">65.5%',
            'data/observations/calls/2014-15-Q2.csv, row 3">65.5%',
            "65.5",
        ),
        ('<span data-number="row">row 2</span>', '<span data-number="row">row 7</span>', "7"),
        ('<cite data-number="source">the pack</cite>', '<cite data-number="source">the pack 9</cite>', "9"),
        ("<title>Calls in", "<title>54 calls in", "54"),
        ('alt="Calls', 'alt="54 people. Calls', "54"),
    ],
)
def test_a_stray_number_in_a_page_is_found(tmp_path: Path, old: str, new: str, number: str) -> None:
    made(tmp_path)
    edit(tmp_path / "04-calls.html", old, new)
    assert number in {stray for file, _, stray in strays(tmp_path) if file == "04-calls.html"}


def test_a_stray_number_is_named_by_its_place_and_with_the_words_around_it(tmp_path: Path) -> None:
    made(tmp_path)
    edit(tmp_path / "04-calls.html", "</main>", "<h2>Calls</h2><p>Only 54 came.</p></main>")
    (stray,) = completeness(tmp_path).unexplained
    assert stray == Unexplained(f"{tmp_path.name}/04-calls.html", "Calls", "54", "Only 54 came.")
    assert str(stray) == f"{tmp_path.name}/04-calls.html, Calls: nothing explains '54' in 'Only 54 came.'"


def test_a_place_in_a_document_may_have_what_stands_between_the_rows_of_a_line(tmp_path: Path) -> None:
    before = seen("60", "2014-15-Q1", of=CALLS.key, source="CCPI pack 2 October 2014, item 5, Summary; Advice")
    assert strays(made(tmp_path, shown=(words(change_figure(CALLS, before, NOW)),))) == []


def test_a_stray_number_in_a_pdf_is_found(tmp_path: Path) -> None:
    made(tmp_path, printed=(words("Only 54 came."),))
    assert strays(tmp_path) == [("04-calls.pdf", "page 1", "54")]


def test_a_number_that_a_pdf_has_more_often_than_its_page_is_found_where_the_page_has_it_not(tmp_path: Path) -> None:
    made(tmp_path, printed=(words("And then 65.5% once more."),))
    (stray,) = completeness(tmp_path).unexplained
    assert (stray.number, "And then 65.5% once more." in stray.context) == ("65.5", True)


def test_a_stray_number_in_a_chart_is_found(tmp_path: Path) -> None:
    with sheet(2) as (drawing, axes):
        axes.annotate("54 calls", (0.5, 0.5))
        axes.annotate("65.5%", (0.1, 0.1))
        axes.set(xticks=[], yticks=[])
        svg = svg_of(drawing)
    chart = Chart(svg, (Text("Calls drawn"),), "A drawing that shows 65.5%.", (observed(CALLS, NOW),))
    made(tmp_path, shown=(*blocks(), chart))
    assert strays(tmp_path) == [("04-calls.html", "chart 'Calls drawn'", "54")]


def test_a_source_of_two_sections_is_explained(tmp_path: Path) -> None:
    both = observed(CALLS, replace(NOW, source="Pack 11 December 2014, item 5, Summary; Advice, table 2"))
    assert strays(made(tmp_path, shown=(words("It was ", both, "."),))) == []


def test_a_figure_without_a_line_in_the_ledger_is_found(tmp_path: Path) -> None:
    made(tmp_path)
    kept = [
        line
        for line in (tmp_path / "ledger.csv").read_text(encoding="utf-8").splitlines()
        if '"5.5 percentage points"' not in line
    ]
    (tmp_path / "ledger.csv").write_text("\n".join(kept), encoding="utf-8")
    assert {number for _, _, number in strays(tmp_path)} == {"5.5"}


def test_a_pdf_without_a_page_is_all_unexplained(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "05-calls.pdf").write_bytes((tmp_path / "04-calls.pdf").read_bytes())
    assert {file for file, _, _ in strays(tmp_path)} == {"05-calls.pdf"}


def test_a_folder_that_no_run_has_made_is_refused(tmp_path: Path) -> None:
    assert refusal(completeness, tmp_path) == f"{tmp_path} has no ledger.csv; run the meeting, which makes it"


def test_the_summary_counts_what_is_explained() -> None:
    assert Completeness(1234, (Unexplained("a", "b", "1", "c"),)).summary == "1,233 of 1,234 numbers explained"


def monthly(*values: int) -> list[object]:
    return [
        seen(str(value), f"{2013 + month // 12}-{month % 12 + 1:02d}", of=CALLS.key)
        for month, value in enumerate(values)
    ]


DAYS = [
    seen(value, day, of=CALLS.key)
    for value, day in (("50", "2014-06-30"), ("55", "2014-07-31"), ("58", "2014-09-09"), ("60", "2014-09-30"))
]
YEAR, SPAN = seen("65", "2013-14", of=CALLS.key), seen("64", "2014-04/2014-09", of=CALLS.key)
AIM = target("70", of=CALLS.key)


@pytest.mark.parametrize(
    "shown",
    [
        lambda: [period_lines(EVIDENCE, [CALLS.key], PERIODS, "Calls")],
        lambda: [indicator_dots(EVIDENCE, [CALLS.key], PERIODS, "Calls")],
        lambda: [
            breakdown_bars(
                known(CALLS, seen("5", of=CALLS.key, breakdown="Preston")), CALLS.key, [p("2014-15-Q2")], "Calls"
            )
        ],
        lambda: control_blocks(
            known(CALLS, AIM, *monthly(60, 62, 61, 65, 64, 63, 61, 60, 59, 58, 70, 71, 72, 99)), CALLS.key, [], "Calls"
        ),
        lambda: control_blocks(known(CALLS, *monthly(60, 62, 61)), CALLS.key, [], "Calls"),
        lambda: history_blocks(known(CALLS, AIM, *DAYS, YEAR, SPAN, BEFORE, NOW), CALLS.key, "Calls"),
        lambda: recovered(known(CALLS, *DAYS, YEAR)),
    ],
    ids=["lines", "dots", "bars", "control chart", "no control chart", "history", "recovery"],
)
def test_whatever_is_drawn_is_explained(tmp_path: Path, shown: Callable[[], list[Block]]) -> None:
    assert strays(made(tmp_path, shown=tuple(shown()))) == []


def recovered(evidence: Evidence) -> list[Block]:
    recovery = recovery_from(evidence, CALLS.key, p("2013-14"), p("2014-06-30"))
    return [
        recovery_chart(evidence, CALLS.key, "Calls", reference=p("2013-14"), recovery=recovery),
        Bullets(recovery_sentences(recovery, evidence)),
        Paragraph(recovery_method(recovery)),
        *([table] if (table := recovery_table(recovery)) else []),
    ]


@pytest.mark.parametrize("day", MEETINGS)
def test_every_number_of_a_meeting_s_outputs_is_explained(outputs_of: Callable[[str], Path], day: str) -> None:
    folders = sorted(path.parent for path in outputs_of(day).glob("*/ledger.csv"))
    found = completeness(*folders)
    assert [str(each) for each in found.unexplained] == []
    assert found.numbers > 500


def test_a_stray_number_in_a_pack_is_found_on_its_page(outputs_of: Callable[[str], Path], tmp_path: Path) -> None:
    folder = tmp_path / "public"
    shutil.copytree(outputs_of("2014-12-11") / "public", folder)
    page = folder / "06-health-assessment-recovery.html"
    page.write_text(page.read_text(encoding="utf-8").replace(">68.6%<", "><"), encoding="utf-8")
    found = [stray for stray in completeness(folder).unexplained if stray.file == "public/agenda-pack.pdf"]
    assert {stray.number for stray in found} == {"68.6"}
    assert all(stray.place.startswith("page ") and "68.6%" in stray.context for stray in found)


@pytest.mark.parametrize("broken", ["Pages 28 to 100", "Pages 28 to \r\n100", "Pages\r\n28 to 100", "Pages 28\nto 100"])
def test_the_pages_of_a_document_are_explained_however_narrow_the_column_is(broken: str) -> None:
    front = f"Reconciliation {broken}"
    pack = ScannedPdf((front, *[""] * 99), (front, *[""] * 99), (("Reconciliation", 27),))
    nothing = _Vouched(Counter(), "")
    assert all(number.is_explained for number in pdf_numbers(pack, nothing, {"Reconciliation": [nothing]}))


@pytest.mark.parametrize("titles", [{}, {"Calls": [_Vouched(Counter(), "")]}])
@pytest.mark.parametrize(("link", "is_explained"), [("the payments, page 2", True), ("", False)])
def test_the_page_that_a_link_in_a_report_names_is_explained(
    titles: dict[str, list[_Vouched]], link: str, is_explained: bool
) -> None:
    pdf = ScannedPdf(("See the payments, page 2.", ""), (link, ""), (("Calls", 0),))
    (number,) = pdf_numbers(pdf, _Vouched(Counter(), ""), titles)
    assert number.is_explained is is_explained
