import re

import numpy as np
import pytest
from builders import continued, known, kpi, p, refusal, seen, target, words
from drawn import BLUE, TURQUOISE, dashes, elements, marks, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from ccpi_nb.charts.history_charts import history_blocks, history_chart
from ccpi_nb.disclosure.protection import protected
from ccpi_nb.document.model import Absent, Chart, Paragraph
from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.evidence import Evidence

HEALTH = {"2012-13": "85.1", "2014-06-30": "52.5", "2014-09-30": "65.5", "2014-11-09": "68.6"}
LATER = {"2015-16": "86", "2016-06-30": "51.2", "2016-12-31": "47"}
BREAK = continued(
    "contacts_answered",
    start="2015-04-01",
    reason="calls by text count as well, {contacts_answered @ 2016-06-30} of them",
)


def drawn(*facts: object, key: str = "calls_answered", by: str = "2018-04-18") -> Chart:
    return shown(history_chart(known(*facts, by=by), key, "Calls over time"))


def values(held: dict[str, str], of: str = "calls_answered") -> list[object]:
    return [seen(value, period, of=of) for period, value in held.items()]


def both() -> list[object]:
    return [*values(HEALTH), *values(LATER, "contacts_answered")]


def lines(svg: str, colour: str, width: str) -> list[np.ndarray]:
    """The corners of each line of a colour and a width."""
    look = re.compile(rf"stroke: {colour}; stroke-width: {width}\b")
    found = [path.get("d", "") for path in elements(svg, "path") if look.search(path.get("style", ""))]
    return [np.array(re.findall(r"[ML] (\S+) (\S+)", path), float) for path in found]


# Periods of all kinds


def test_a_day_is_a_marker_and_a_year_a_bar_as_long_as_it_lasts():
    svg = drawn(*values(HEALTH)).svg
    assert len(marks(svg, BLUE)) == 3
    (bar,) = lines(svg, BLUE, "5")
    (line,) = lines(svg, BLUE, "2")
    assert len(line) == 3
    assert bar[0][1] == bar[1][1]
    # 365 days of the bar to the 132 days from the first marker to the last, but for the gap that keeps it from the next
    # bar.
    assert (bar[1][0] - bar[0][0]) / (line[-1][0] - line[0][0]) == pytest.approx(365 / 132, rel=0.03)


def test_a_quarter_is_a_marker_at_its_end_after_a_thin_line_as_long_as_it_lasts():
    svg = drawn(*values({"2014-15-Q1": "50", "2014-15-Q2": "60"})).svg
    ends = [x for x, _ in marks(svg, BLUE)]
    for thin, end in zip(lines(svg, BLUE, "1.2"), ends, strict=True):
        assert thin[1][0] == pytest.approx(end)
        assert thin[0][0] < end


def test_a_line_joins_only_periods_of_one_kind():
    svg = drawn(*values({"2014-15-Q1": "50", "2014-08-01": "70", "2014-15-Q2": "60", "2014-11-09": "75"})).svg
    assert [len(line) for line in lines(svg, BLUE, "2")] == [2, 2]


def test_bars_of_equal_height_do_not_touch():
    first, second = lines(drawn(*values({"2014-15": "50", "2015-16": "50"})).svg, BLUE, "5")
    assert second[0][0] - first[1][0] > 1


def test_the_alternative_text_says_that_periods_overlap():
    alt = drawn(*values({"2014-15-Q1": "50", "2014-04/2014-09": "55", "2014-15-Q2": "60"})).alt
    assert alt.startswith(
        "Calls answered: 50% in April to June 2014, 55% from April to September 2014 and 60% in July to September "
        "2014. Chart over time. "
    )
    assert "The values can't be compared, because their periods overlap." in alt


@pytest.mark.parametrize("held", [{}, {"2014-15": "50"}, {"2014-15": "50", "2015-16": "[x]"}])
def test_less_than_two_values_are_no_history(held):
    what = "Only one value" if held else "No data"
    assert history_chart(known(kpi(), *values(held), by="2018-04-18"), "calls_answered", "Calls") == Absent(
        f"{what} is held for: Calls."
    )


def test_a_value_that_is_not_there_is_said_and_not_drawn():
    chart = drawn(*values({"2014-07-01": "50", "2014-08-01": "[x]", "2014-09-01": "60"}))
    assert "[x] not available on 1 August 2014" in chart.alt
    assert len(marks(chart.svg, BLUE)) == len(chart.figures) == 2


def test_what_disclosure_control_hides_is_no_part_of_the_picture():
    evidence = known(
        kpi(people=True, unit="number"),
        *values({"2014-07-01": "50", "2014-08-01": "3", "2014-09-01": "60"}),
        by="2018-04-18",
    )
    chart = shown(history_chart(protected(evidence, Disclosure(8, Scheme.MASK)), "calls_answered", "Calls"))
    assert len(marks(chart.svg, BLUE)) == len(chart.figures) == 2
    assert "[c]" in chart.alt


def test_a_meeting_sees_no_value_that_came_later():
    evidence = known(*values(HEALTH), seen("99", "2014-12-31", as_at="2015-01-15"), by="2014-12-11")
    assert "99%" not in shown(history_chart(evidence, "calls_answered", "Calls")).alt


# Targets


def test_targets_are_steps_where_they_change():
    steps = (target("60", valid_to="2014-08-31"), target("70", valid_from="2014-09-01"))
    chart = drawn(*steps, *values(HEALTH))
    assert dashes(chart.svg) == 1
    assert "(target at least 60%, then at least 70%)" in chart.alt
    assert len(chart.figures) == 6
    (path,) = [
        np.array(re.findall(r"[ML] (\S+) (\S+)", each.get("d", "")), float)
        for each in elements(chart.svg, "path")
        if is_dashed(each)
    ]
    (left, first), (step, also_first), (also_step, second), (right, also_second) = path
    assert left < step == also_step < right
    assert first == also_first > second == also_second


def test_a_time_without_a_target_is_a_gap():
    steps = (target("60", valid_to="2014-07-31"), target("70", valid_from="2014-09-01"))
    (path,) = [each.get("d", "") for each in elements(drawn(*steps, *values(HEALTH)).svg, "path") if is_dashed(each)]
    assert path.count("M") == 2


def test_a_target_that_rates_no_value_is_not_drawn():
    assert dashes(drawn(target("60", valid_from="2015-01-01"), *values(HEALTH)).svg) == 0


def is_dashed(path) -> bool:
    return "stroke-dasharray" in path.get("style", "")


# Breaks in definition


@pytest.mark.parametrize("key", ["calls_answered", "contacts_answered"])
def test_a_break_shows_both_indicators_a_line_and_the_reason(key):
    evidence = known(BREAK, *both(), by="2018-04-18")
    chart, reason = history_blocks(evidence, key, "Calls over time")
    assert isinstance(chart, Chart)
    assert isinstance(reason, Paragraph)
    assert (len(marks(chart.svg, BLUE)), len(marks(chart.svg, TURQUOISE))) == (4, 3)  # one of each in the key
    assert len(lines(chart.svg, "#6f777b", "1.2")) == 1
    assert "The definition changes on 1 April 2015." in chart.alt
    assert {figure.text for figure in chart.figures} == {f"{value}%" for value in [*HEALTH.values(), *LATER.values()]}
    assert words(reason.runs) == (
        "On 1 April 2015 the measure changed from 'Calls answered' to 'Contacts answered', because calls by text "
        "count as well, [51.2%] of them. Figures before and after cannot be compared."
    )


def test_each_definition_has_its_own_target_and_only_on_its_side_of_the_break():
    chart = drawn(BREAK, target("60"), target("80", of="contacts_answered"), *both())
    first, second = [
        np.array(re.findall(r"[ML] (\S+) (\S+)", each.get("d", "")), float)
        for each in elements(chart.svg, "path")
        if is_dashed(each)
    ]
    ((day, _), _) = lines(chart.svg, "#6f777b", "1.2")[0]
    assert first[0][0] < first[1][0] == day == second[0][0] < second[1][0]


def test_a_break_with_what_may_not_be_seen_is_not_there():
    evidence = known(BREAK, *values(HEALTH), by="2018-04-18")
    (chart,) = history_blocks(evidence, "calls_answered", "Calls")
    assert isinstance(chart, Chart)
    assert "definition" not in chart.alt
    assert lines(chart.svg, "#6f777b", "1.2") == []


def test_an_unknown_indicator_has_no_history():
    assert "did you mean 'calls_answered'?" in refusal(history_chart, known(*values(HEALTH)), "call_answered", "Calls")


# Whatever is held


def test_the_same_history_twice_is_the_same_bytes():
    assert drawn(BREAK, target(), *both()).svg == drawn(BREAK, target(), *both()).svg


periods = st.sampled_from(
    [f"{year}-{year % 100 + 1:02}{part}" for year in range(2013, 2017) for part in ("", "-Q1", "-Q3")]
    + ["2014-11-09", "2015-02"]
)


@settings(max_examples=10, deadline=None)
@given(
    st.dictionaries(periods, st.decimals(0, 100, places=1).map(str), min_size=2, max_size=12),
    st.decimals(0, 100, places=1).map(str),
)
def test_any_history_can_be_drawn_with_all_its_figures(held, aim):
    chart = drawn(target(aim), *values(held))
    assert {figure.value for figure in chart.figures} >= set(held.values())
    assert len(chart.svg) < 60_000


def months(count: int) -> list[object]:
    return [seen(str(60 + place % 7), str(p("2014-04").shifted(place)), as_at="2014-12-11") for place in range(count)]


def labels(evidence: Evidence) -> int:
    """How many letters and digits are drawn."""
    return len(elements(shown(history_chart(evidence, "calls_answered", "Calls")).svg, "use"))


def test_of_many_values_not_every_one_is_labelled():
    few, many = known(*months(16), by="2018-04-18"), known(*months(17), by="2018-04-18")
    assert labels(few) > labels(many)
    assert drawn(target("65"), *months(17)).alt.startswith(
        "Calls answered rose overall, from 60% in April 2014 to 62% in August 2015, but missed the target of at least "
        "65% in August 2015. Chart over time, highest 66% in May 2015."
    )
