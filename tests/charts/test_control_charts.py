import csv
import re
from datetime import date
from io import BytesIO

import pytest
from builders import known, kpi, p, seen, target
from drawn import BLUE, ORANGE, STEADY, dashes, held, marks, monthly
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from real import PRICES

from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.drawing import sheet, svg_of
from ccpi_nb.document.model import Absent, Bullets, Chart, Document, Heading, Masthead, Paragraph
from ccpi_nb.document.runs import Text
from ccpi_nb.render.pdf import render_pdf

GREY, PINK = "#3d3d3d", "#801650"
PUBLISHED = [seen(row["twelve_months"], row["month"]) for row in csv.DictReader(PRICES.read_text().splitlines())]


def drawn(*facts: object, periods: tuple[str, ...] = ()) -> Chart:
    chart, bullets = control_blocks(
        held(*facts), "calls_answered", [p(period) for period in periods], "Calls over time"
    )
    assert isinstance(chart, Chart)
    assert isinstance(bullets, Bullets)
    assert bullets.items
    return chart


def spots(svg: str) -> dict[str, int]:
    """How many values have each mark, without those of the key."""
    found = {
        "common": len(marks(svg, GREY)),
        "improving": len(marks(svg, BLUE)),
        "concerning": len(marks(svg, ORANGE)),
        "neither": len(marks(svg, PINK)),
    }
    has_key = {name for name, count in found.items() if count} != {"common"}
    return {name: count - has_key for name, count in found.items() if count}


def shapes(svg: str) -> set[str]:
    """The outlines of the marks."""
    used = set(re.findall(r'<use xlink:href="#(\w+)"[^>]*style="fill: #(?:3d3d3d|12436d|f46a25|801650)', svg))
    return {re.search(rf'<path id="{name}" d="([^"]+)"', svg)[1] for name in used}  # type: ignore[index]


def test_prices_of_2011_are_marked_as_they_are_found_by_hand():
    chart = drawn(kpi(polarity="lower"), target("2", "<=", valid_from="2003-12-10"), *PUBLISHED)
    assert spots(chart.svg) == {"common": 8, "improving": 3, "concerning": 2}
    assert chart.alt == (
        "The latest value of Calls answered, 3.5% in March 2012, is better by more than chance: it is one of at least "
        "two of the last three that lie near the lower process limit or beyond it. "
        "The target is consistently missed. "
        "Control chart, 13 values from March 2011 to March 2012 (target no more than 2%), lowest 3.4% in February "
        "2012, highest 5.2% in September 2011. "
        "The mean is 4.29%, the process limits are 3.47% and 5.11%. "
        "Special cause, improving: January 2012 to March 2012. "
        "Special cause, concerning: September 2011 to October 2011. "
        "Every value is in this report's spreadsheet."
    )
    assert [figure.text for figure in chart.figures][-4:] == ["no more than 2%", "4.29%", "3.47%", "5.11%"]


def test_special_causes_differ_in_shape_as_well_as_in_colour():
    assert len(shapes(drawn(kpi(polarity="lower"), *PUBLISHED).svg)) == 3
    assert spots(drawn(kpi(polarity="none"), *PUBLISHED).svg) == {"common": 8, "neither": 5}


def test_common_cause_alone_needs_no_key():
    assert spots(drawn(*monthly(*STEADY)).svg) == {"common": 13}


def test_limits_are_dotted_the_mean_is_whole_and_a_target_dashed_in_steps():
    assert dashes(drawn(*monthly(*STEADY)).svg) == 2
    assert dashes(drawn(target("51"), *monthly(*STEADY)).svg) == 3
    changed = (target("51", valid_to="2014-09-30"), target("52", valid_from="2014-10-01"))
    chart = drawn(*changed, *monthly(*STEADY))
    assert dashes(chart.svg) == 3
    assert "(target at least 51%, then at least 52%)" in chart.alt


def test_a_limit_that_no_value_can_reach_is_not_drawn():
    chart = drawn(*monthly(100, 99, 100, 98, 100, 99, 100, 97, 100, 99, 100, 98, 100))
    assert dashes(chart.svg) == 1
    assert len([figure for figure in chart.figures if figure.computation == "upper process limit"]) == 0


def test_a_series_that_never_varied_has_a_mean_and_no_limits():
    assert dashes(drawn(*monthly(*[100] * 13)).svg) == 0


@pytest.mark.parametrize(
    ("values", "point"),
    [
        (STEADY, "Calls answered varied by no more than chance up to the latest value, "),
        (
            (*STEADY, 90),
            "The latest value of Calls answered, 90% in May 2015, is better by more than chance: it lies above",
        ),
        (
            (*STEADY, 10),
            "The latest value of Calls answered, 10% in May 2015, is worse by more than chance: it lies below",
        ),
        ((90, *STEADY), "The latest value of Calls answered, "),
    ],
)
def test_whether_the_latest_value_is_more_than_chance_is_said_first(values, point):
    assert drawn(*monthly(*values)).alt.startswith(point)


@pytest.mark.parametrize(("count", "blocks"), [(0, Absent), (12, Paragraph)])
def test_too_few_values_are_words_and_no_chart(count, blocks):
    (only,) = control_blocks(held(kpi(), *monthly(*STEADY[:count])), "calls_answered", (), "Calls")
    assert isinstance(only, blocks)


def test_periods_that_are_named_are_those_that_are_drawn():
    named = tuple(str(p("2014-05").shifted(month)) for month in range(13))
    assert "13 values from May 2014 to May 2015" in drawn(*monthly(*STEADY, 64, 64), periods=named).alt


def test_a_meeting_sees_no_value_that_came_later():
    evidence = known(*monthly(*STEADY), seen("99", "2015-05", as_at="2018-04-19"), by="2018-04-18")
    chart = control_blocks(evidence, "calls_answered", (), "Calls")[0]
    assert isinstance(chart, Chart)
    assert "99%" not in chart.alt


def test_the_same_chart_twice_is_the_same_bytes_and_lean():
    facts = (target("95"), *monthly(*STEADY, *STEADY, *STEADY))
    assert drawn(*facts).svg == drawn(*facts).svg
    assert len(drawn(*facts).svg) < 45_000


@settings(max_examples=10, deadline=None)
@given(
    values=st.lists(st.integers(0, 120), min_size=13, max_size=26),
    unit=st.sampled_from(["%", "number", "mm:ss", "£m", "weeks"]),
    polarity=st.sampled_from(["higher", "lower", "none"]),
    aim=st.decimals(0, 130, places=1).map(str),
)
def test_any_series_can_be_drawn_and_its_lines_are_all_in_the_words(values, unit, polarity, aim):
    chart = drawn(kpi(unit=unit, polarity=polarity), target(aim), *monthly(*values))
    assert all(figure.text in chart.alt for figure in chart.figures if figure.computation)
    assert chart.alt.endswith("Every value is in this report's spreadsheet.")
    assert all(figure.rows for figure in chart.figures)
    assert sum(spots(chart.svg).values()) == len(values)


def test_two_control_charts_with_their_words_share_a_printed_page():
    values = monthly(*STEADY)
    charted = control_blocks(held(target("45"), *values), "calls_answered", (), "Calls answered")
    sections = [block for number in range(8) for block in (Heading(2, (Text(f"Section {number}"),)), *charted)]
    masthead = Masthead("Calls", "2018-04-18", (("Committee", "Committee"),), "")
    pages = PdfReader(BytesIO(render_pdf(Document(masthead, tuple(sections)), day=date(2018, 4, 18)))).pages
    # One that begins on a page may leave its last words to the next.
    assert len(pages) <= len(sections) / 3 / 2 + 1
    assert max(page.extract_text().count("Section ") for page in pages) == 2


def test_a_chart_higher_than_a_page_is_made_to_fit_it():
    with sheet(20) as (drawing, _):
        tall = Chart(svg_of(drawing), (Text("Calls"),), "It is tall.", ())
    masthead = Masthead("Calls", "2018-04-18", (("Committee", "Committee"),), "")
    made = render_pdf(Document(masthead, (tall,)), day=date(2018, 4, 18))
    assert len(PdfReader(BytesIO(made)).pages) == 1
