"""Where a chart's alternative text says that its values are, and what it leaves to the words around it."""

import pytest
from builders import known, kpi, p, seen, target

from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.content.findings import as_heading, headed
from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.model import Block, Chart, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.meeting_keys import chart_file, is_file_of
from ccpi_nb.render.chart_texts import alternatives_in_place, with_values
from ccpi_nb.render.html import Link, render_document
from ccpi_nb.render.tidy_csv import chart_csvs

PERIODS = tuple(map(p, ("2014-15-Q1", "2014-15-Q2", "2014-10")))
KEYS = ("answered", "lost", "held")
EVIDENCE = known(
    *map(kpi, KEYS),
    target("90", of="answered"),
    *(seen(str(50 + place), str(period), of=key) for key in KEYS for place, period in enumerate(PERIODS)),
)
CHART = period_lines(EVIDENCE, KEYS, PERIODS, "Calls")
SPREADSHEET = "Every value is in this report's spreadsheet."


def table(*keys: str) -> Table:
    shown = performance_table(EVIDENCE, keys, PERIODS, "Calls")
    assert isinstance(shown, Table)
    return shown


WHOLE, SOME, REST = table(*KEYS), table("answered"), table("lost", "held")
CALLS, WORDS = Heading.of(3, "Calls"), Paragraph.of("Words.")


def alt(*blocks: Block) -> str:
    (chart,) = [block for block in alternatives_in_place(blocks) if isinstance(block, Chart)]
    return chart.alt


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ((CHART,), SPREADSHEET),
        ((WHOLE, CHART), "Every value is in the table above."),
        ((WHOLE, WORDS, CHART), "Every value is in the table above."),
        ((CHART, WORDS, WHOLE), "Every value is in the table below."),
        ((WHOLE, CHART, WHOLE), "Every value is in the table above."),
        ((SOME, CHART), SPREADSHEET),
        ((SOME, CHART, WHOLE), "Every value is in the table below."),
        ((SOME, REST, CHART), "Every value is in the tables above."),
        ((CHART, SOME, REST), "Every value is in the tables below."),
        ((SOME, CHART, REST), "Every value is in the tables above and below."),
        ((WHOLE, CALLS, CHART), SPREADSHEET),
        ((CHART, CALLS, WHOLE), SPREADSHEET),
    ],
)
def test_values_that_are_left_out_are_said_to_be_where_a_reader_comes_to_them(
    blocks: tuple[Block, ...], place: str
) -> None:
    assert alt(*blocks).endswith(f" {place}")


def test_a_table_with_other_values_of_the_same_look_is_not_taken_for_theirs() -> None:
    others = known(*map(kpi, KEYS), *(seen("50", str(period), of=key) for key in KEYS for period in PERIODS))
    assert alt(performance_table(others, KEYS, PERIODS, "Calls"), CHART).endswith(SPREADSHEET)


def test_a_text_that_has_every_value_is_sent_nowhere() -> None:
    alone = period_lines(EVIDENCE, ["lost"], PERIODS, "Calls")
    assert isinstance(alone, Chart)
    assert alt(WHOLE, alone) == alone.alt


def test_the_point_is_said_first_also_below_a_heading_that_says_it() -> None:
    assert isinstance(CHART, Chart)
    finding = "All three improved each time; Answered missed the target each time"
    assert alt(headed(CHART, as_heading(finding))).startswith(f"{finding}. Line chart. ")


GLOSSARY = Glossary({key: kpi(key) for key in KEYS})


@pytest.mark.parametrize(
    ("blocks", "added"),
    [((CHART,), 1), ((SOME, CHART), 1), ((WHOLE, CHART), 0), ((CHART, WORDS, WHOLE), 0), ((CHART, CALLS, WHOLE), 1)],
)
def test_values_are_added_where_no_table_near_has_them(blocks: tuple[Block, ...], added: int) -> None:
    document = Document(Masthead("Calls", "2014-12-11"), blocks)
    assert len(with_values(document, GLOSSARY).blocks) == len(blocks) + added
    page = render_document(document, [Link("Figures (CSV)", "calls.csv")], glossary=GLOSSARY)
    assert page.count('<details class="values">') == added
    assert page.count("All figures of this page (CSV)") == added
    assert page.count("Every value is in the table below the chart.") == added


def test_each_chart_has_its_data_as_csv_also_where_a_table_has_them() -> None:
    document = Document(Masthead("Calls", "2014-12-11"), (WHOLE, CHART, CALLS, CHART))
    files = chart_csvs(document, GLOSSARY)
    assert list(files) == ["chart", "chart-2"]
    lines = files["chart"].splitlines()
    assert len(lines) == 1 + len(KEYS) * len(PERIODS)
    assert '"Calls: the values","April to June 2014","Answered","50","50%","answered","2014-15-Q1"' in lines[1]
    links = {place: Link("The data of this chart (CSV)", chart_file("calls", place)) for place in files}
    page = render_document(document, glossary=GLOSSARY, chart_files=links)
    assert page.index('<a href="calls_chart.csv">') < page.index('<a href="calls_chart-2.csv">')
    assert "_chart" not in render_document(document, glossary=GLOSSARY)


@pytest.mark.parametrize(
    ("name", "is_its_own"),
    [
        ("04-calls.csv", True),
        ("04-calls_chart.csv", True),
        ("04-calls_chart-12.csv", True),
        ("04-calls-chart.csv", False),
        ("04-calls-lost_chart.csv", False),
        ("04-calls.old.csv", False),
    ],
)
def test_the_data_of_a_chart_are_a_file_of_its_report(name: str, is_its_own: bool) -> None:
    assert is_file_of(name, "04-calls") is is_its_own
