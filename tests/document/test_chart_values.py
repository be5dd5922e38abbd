"""The values of a chart as a table: what is drawn and no more, laid out by what there is more of."""

import pytest
from builders import known, kpi, p, seen, target, words

from ccpi_nb.charts.bar_charts import breakdown_bars
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.document.chart_values import chart_table
from ccpi_nb.document.model import Chart, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.document.sources import Glossary

MONTHS = [p(text) for text in ("2014-08", "2014-09", "2014-10")]
GLOSSARY = Glossary({key: kpi(key, breakdown="place") for key in ("calls_answered", "calls_lost")})


def values(chart: object) -> Table:
    assert isinstance(chart, Chart)
    table = chart_table(chart, GLOSSARY)
    assert table
    return table


def grid(table: Table) -> list[list[str]]:
    headers = [column.header for column in table.columns]
    return [headers, *([words(cell.runs) for cell in row] for row in table.rows)]


def test_a_period_is_a_row_and_the_target_a_note() -> None:
    evidence = known(target("90"), *(seen(str(60 + at), str(month)) for at, month in enumerate(MONTHS)))
    table = values(period_bars(evidence, "calls_answered", MONTHS, "Calls"))
    assert grid(table) == [
        ["Period", "Calls answered"],
        ["August 2014", "[60%]"],
        ["September 2014", "[61%]"],
        ["October 2014", "[62%]"],
    ]
    assert [words(note) for note in table.notes] == ["Target: [at least 90%]"]
    assert words(table.caption) == "Calls: the values"


def test_members_are_rows_where_they_are_more_than_the_periods() -> None:
    places = [seen(str(9 - at), "2014-10", breakdown=name) for at, name in enumerate(("North", "East"))]
    table = values(breakdown_bars(known(*places), "calls_answered", MONTHS, "Calls"))
    assert grid(table) == [["Place", "October 2014"], ["North", "[9%]"], ["East", "[8%]"]]


@pytest.mark.parametrize("hidden", ["[c]", "[x]"])
def test_a_hidden_value_is_in_no_table_of_the_chart_that_does_not_draw_it(hidden: str) -> None:
    rows = [*(seen(str(60 + at), str(month)) for at, month in enumerate(MONTHS))]
    lost = [seen(text, str(month), of="calls_lost") for text, month in zip(("5", hidden, "7"), MONTHS, strict=True)]
    table = values(period_lines(known(*rows, *lost), ["calls_answered", "calls_lost"], MONTHS, "Calls"))
    assert [words(row[2].runs) for row in table.rows] == ["[5%]", "not drawn", "[7%]"]


def test_a_picture_has_no_values() -> None:
    assert chart_table(Chart("<svg/>", (Text("Depots"),), "A map.", ()), GLOSSARY) is None
