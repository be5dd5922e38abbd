import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from builders import known, kpi, p, refusal, seen, target
from drawn import BLUE, TURQUOISE, dashes, elements, marks, shown
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure as Drawing
from real import ROOT
from scipy.optimize import isotonic_regression

from ccpi_nb.charts.bar_charts import breakdown_bars
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.dot_charts import indicator_dots
from ccpi_nb.charts.drawing import scaled, scaled_by_date, sheet, svg_of
from ccpi_nb.charts.labels import _in_order, beside_axes, beside_points
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.own_charts import drawn
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.document.model import Absent, Chart
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Unit
from ccpi_nb.trends.recovery import recovery_from

QUARTERS = (p("2014-15-Q1"), p("2014-15-Q2"), p("2014-10"))
HEALTH = {"2014-06-30": "52.5", "2014-09-18": "61.1", "2014-09-30": "65.5", "2014-10-01": "63.7", "2014-11-09": "68.6"}


def quarterly(*values: str, of: str = "calls_answered") -> tuple[object, ...]:
    return tuple(seen(value, str(period), of=of) for value, period in zip(values, QUARTERS, strict=False))


def bars(*facts: object) -> Chart:
    return shown(period_bars(known(*facts), "calls_answered", QUARTERS, "Calls answered"))


def lines(*facts: object) -> Chart:
    evidence = known(*facts)
    return shown(period_lines(evidence, list(evidence.indicators), QUARTERS, "Calls"))


def dots(*facts: object) -> Chart:
    evidence = known(*facts)
    return shown(indicator_dots(evidence, list(evidence.indicators), QUARTERS, "Calls"))


def places(*facts: object, periods: tuple[str, ...] = ("2014-15-Q1", "2014-15-Q2")) -> Chart:
    return shown(breakdown_bars(known(*facts), "calls_answered", [p(period) for period in periods], "Calls by place"))


def health(by: str = "2014-12-11", *more: object) -> Evidence:
    return known(*more, seen("85.1", "2012-13"), *(seen(value, day) for day, value in HEALTH.items() if day <= by))


def story(evidence: Evidence, *, reference: str = "2012-13", since: str = "") -> Chart:
    at = p(reference) if reference else None
    recovery = recovery_from(evidence, "calls_answered", p(reference), p(since)) if since else None
    return shown(
        recovery_chart(evidence, "calls_answered", "Calls answered over time", reference=at, recovery=recovery)
    )


EVERY_KIND: dict[str, Callable[[], Chart]] = {
    "bars": lambda: bars(target(), *quarterly("74.16", "77.59", "79.99")),
    "lines": lambda: lines(target(), *quarterly("74.16", "77.59"), *quarterly("41.17", "[z]", "50", of="calls_ended")),
    "dots": lambda: dots(target("99"), *quarterly("100", "100", "100"), *quarterly("97", "[x]", of="calls_ended")),
    "places": lambda: places(seen("8", "2014-15-Q1", breakdown="North"), seen("6", "2014-15-Q2", breakdown="South")),
    "history": lambda: story(health(), since="2014-06-30"),
    "own": lambda: drawn(own_figure(), "A caption", "It rises."),
}


def own_figure() -> Drawing:
    drawing = Drawing()
    axes = drawing.add_subplot()
    axes.plot([1, 2], [3, 4])
    axes.set_title("Rising")
    return drawing


def heights(svg: str, colour: str, axis: int = 1) -> list[float]:
    """How far each bar of a colour reaches along an axis: 0 across, 1 up."""
    paths = [
        path
        for path in elements(svg, "path")
        if path.get("style", "").startswith(f"fill: {colour}") and path.get("clip-path")
    ]
    corners = [np.array(re.findall(r"[ML] (\S+) (\S+)", path.get("d", "")), float)[:, axis] for path in paths]
    return [float(each.max() - each.min()) for each in corners]


# Whatever the chart


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_same_chart_twice_is_the_same_bytes(kind):
    assert EVERY_KIND[kind]().svg == EVERY_KIND[kind]().svg


@pytest.mark.slow
def test_another_process_draws_the_same_bytes():
    script = (
        "import sys, test_charts; sys.stdout.write(''.join(draw().svg for draw in test_charts.EVERY_KIND.values()))"
    )
    command = [sys.executable, "-c", script]
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "charts")))
    other = subprocess.run(
        command,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout == "".join(draw().svg for draw in EVERY_KIND.values())


def test_charts_drawn_at_once_are_those_drawn_in_turn():
    draws = [draw for kind, draw in EVERY_KIND.items() if kind != "own"]
    in_turn = [draw().svg for draw in draws]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda draw: draw().svg, draws * 2)) == in_turn * 2


def test_settings_of_the_author_neither_change_a_chart_nor_are_changed():
    plain_svg = EVERY_KIND["bars"]().svg
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.transparent": True}):
        before = dict(matplotlib.rcParams)
        assert EVERY_KIND["bars"]().svg == plain_svg
        assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == []


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_svg_is_lean_and_whole(kind):
    svg = EVERY_KIND[kind]().svg
    assert svg.startswith("<svg")
    assert not re.search(r"<\?xml|<!|<metadata|<text|[\n]", svg)
    names = set(re.findall(r' id="([^"]+)"', svg))
    assert set(re.findall(r'(?:href="|url\()#([^")]+)', svg)) == names
    assert len(svg) < 45_000


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind != "own"])
def test_a_chart_is_as_wide_as_a_printed_page(kind):
    assert ElementTree.fromstring(EVERY_KIND[kind]().svg).get("width") == "468pt"


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind != "own"])
def test_the_alternative_text_is_short_and_says_where_the_values_are_that_it_leaves_out(kind):
    chart = EVERY_KIND[kind]()
    assert chart.figures
    assert all(figure.rows for figure in chart.figures)
    assert chart.alt != plain(chart.caption)
    left_out = [figure for figure in chart.figures if figure.text not in chart.alt]
    assert chart.alt.endswith("Every value is in this report's spreadsheet.") or not left_out
    assert len(chart.alt.split()) <= 70
    assert 1 < len(re.findall(r"\.(?:\s|$)", chart.alt)) <= 5


@pytest.mark.parametrize("values", [(), ("[x]", "[z]")])
def test_nothing_held_is_no_chart(values):
    evidence = known(kpi(breakdown="place"), *quarterly(*values))
    absent = Absent("No data is held for: Calls.")
    assert period_bars(evidence, "calls_answered", QUARTERS, "Calls") == absent
    assert period_lines(evidence, ["calls_answered"], QUARTERS, "Calls") == absent
    assert indicator_dots(evidence, ["calls_answered"], QUARTERS, "Calls") == absent
    assert breakdown_bars(evidence, "calls_answered", QUARTERS, "Calls") == absent
    assert recovery_chart(evidence, "calls_answered", "Calls", reference=None, recovery=None) == absent


def test_one_period_alone_is_drawn_where_indicators_can_be_compared_and_else_needs_no_chart():
    evidence = known(*quarterly("50"), *quarterly("60", of="calls_ended"))
    absent = Absent("Only one period is held for: Calls.")
    assert period_bars(evidence, "calls_answered", QUARTERS, "Calls") == absent
    assert period_lines(evidence, ["calls_answered", "calls_ended"], QUARTERS, "Calls") == absent
    assert (
        "Calls answered: 50% in April to June 2014; Calls ended: 60% in April to June 2014. Dot chart."
        in shown(indicator_dots(evidence, ["calls_answered", "calls_ended"], QUARTERS, "Calls")).alt
    )


def test_an_indicator_nobody_knows_is_refused():
    evidence = known(*quarterly("50"))
    assert "did you mean 'calls_answered'?" in refusal(period_bars, evidence, "call_answered", QUARTERS, "Calls")


@pytest.mark.parametrize("draw", [period_lines, indicator_dots])
def test_indicators_in_two_units_are_refused_one_scale(draw):
    evidence = known(kpi("waits", unit="seconds"), *quarterly("50"), *quarterly("41", of="waits"))
    assert "draw a chart for each unit" in refusal(draw, evidence, ["calls_answered", "waits"], QUARTERS, "Calls")


@pytest.mark.parametrize("draw", [period_lines, indicator_dots])
def test_indicators_without_a_value_are_left_out(draw):
    evidence = known(kpi("calls_ended"), *quarterly("50", "60"))
    chart = shown(draw(evidence, ["calls_answered", "calls_ended"], QUARTERS, "Calls"))
    assert "Calls ended" not in chart.alt


def test_dollars_in_a_name_are_letters():
    indicator = kpi("cost")
    named = type(indicator)(**{**vars(indicator), "name": "Cost in $ or_ US$"})
    assert shown(indicator_dots(known(named, *quarterly("50", of="cost")), ["cost"], QUARTERS, "Cost")).svg


@settings(max_examples=8)
@given(
    values=st.lists(
        st.decimals(0, 5000, places=2).map(str) | st.sampled_from(["[x]", "[c]", "0", "100"]), min_size=2, max_size=3
    ),
    unit=st.sampled_from(["%", "£", "mm:ss", "weeks"]),
    aim=st.decimals(0, 120, places=1).map(str),
)
def test_any_values_can_be_drawn(values, unit, aim):
    evidence = known(kpi(unit=unit), target(aim), *quarterly(*values))
    for chart in (
        period_bars(evidence, "calls_answered", QUARTERS, "Calls"),
        period_lines(evidence, ["calls_answered"], QUARTERS, "Calls"),
        indicator_dots(evidence, ["calls_answered"], QUARTERS, "Calls"),
        recovery_chart(evidence, "calls_answered", "Calls", reference=None, recovery=None),
    ):
        if all(value.startswith("[") for value in values):
            assert isinstance(chart, Absent)
        else:
            numbers = {Decimal(figure.value) for figure in shown(chart).figures if figure.value}
            assert numbers >= {Decimal(value) for value in values if not value.startswith("[")}


# Bars


def test_bars_are_as_high_as_their_values_from_zero():
    first, second, third = heights(bars(*quarterly("20", "40", "99")).svg, BLUE)
    assert second == pytest.approx(2 * first, rel=1e-3)
    assert third == pytest.approx(4.95 * first, rel=1e-3)


@pytest.mark.parametrize("kind", [bars, lines, dots])
def test_a_target_is_a_dashed_line_and_there_is_none_without(kind):
    assert dashes(kind(*quarterly("74.16", "77.59")).svg) == 0
    assert dashes(kind(target("100"), *quarterly("74.16", "77.59")).svg) > 0


def test_a_target_that_was_changed_is_two_lines():
    changed = (target("90", valid_to="2014-06-30"), target("95", valid_from="2014-07-01"))
    chart = bars(*changed, *quarterly("92", "92", "96"))
    assert dashes(chart.svg) == 2
    assert "(target at least 90%, then at least 95%)" in chart.alt
    assert chart.alt.startswith(
        "Calls answered rose overall, from 92% in April to June 2014 to 96% in October 2014, and met the target in "
        "October 2014. Column chart"
    )


@pytest.mark.parametrize("kind", [bars, lines, dots])
def test_a_band_is_a_dashed_line_at_each_of_its_ends(kind):
    chart = kind(target("60", ">="), target("70", "<="), *quarterly("65", "73"))
    one = kind(target("60", ">="), *quarterly("65", "73"))
    assert dashes(chart.svg) > dashes(one.svg)
    assert chart.alt.startswith(
        "Calls answered rose from 65% in April to June 2014 to 73% in July to September 2014, but missed the target of "
        "at least 60% and no more than 70% in July to September 2014. "
    )


def test_the_alternative_text_says_nothing_that_the_words_before_the_numbers_leave_open():
    chart = bars(target("80"), seen("80", "2014-15-Q1", qualifier="about"), seen("78", "2014-15-Q2", qualifier="over"))
    assert "about 80% in April to June 2014 and over 78% in July to September 2014" in chart.alt
    assert "The values can't be compared, because not all of them are exact." in chart.alt
    assert "the target." not in chart.alt
    chart = bars(seen("80", "2014-15-Q1", qualifier="over"), seen("80", "2014-15-Q2", qualifier="almost"))
    assert chart.alt.startswith("Calls answered fell from over 80% in April to June 2014 to almost 80% in July to Sep")


def test_members_whose_values_are_not_exact_are_not_said_to_have_risen():
    facts = [
        *place("North", "1", "5"),
        seen("20", "2014-15-Q1", breakdown="South", qualifier="about"),
        seen("22", "2014-15-Q2", breakdown="South", qualifier="over"),
        seen("20", "2014-15-Q1", breakdown="East", qualifier="estimated"),
        seen("25", "2014-15-Q2", breakdown="East"),
    ]
    assert "rise" not in places(*facts).alt


def test_a_shorthand_stands_in_place_of_its_bar():
    chart = bars(*quarterly("[z]", "45.92"))
    assert [figure.text for figure in chart.figures] == ["[z]", "45.92%"]
    assert "[z] not applicable in April to June 2014" in chart.alt
    assert sum(height > 0 for height in heights(chart.svg, BLUE)) == 1


FIRST, SECOND, THIRD = "in April to June 2014", "in July to September 2014", "in October 2014"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("50", "51"), f"rose from 50% {FIRST} to 51% {SECOND}, which is better. Column chart."),
        (("50", "49"), f"fell from 50% {FIRST} to 49% {SECOND}, which is worse. Column chart."),
        (("50", "50"), "stayed at 50% since April to June 2014. Column chart."),
        (
            ("50", "51", "52"),
            f"rose each time, from 50% {FIRST} to 52% {THIRD}, which is better. Column chart, with 51%",
        ),
        (("50", "50", "52"), f"rose overall, from 50% {FIRST} to 52% {THIRD}, which is better. Column chart, with 50%"),
        (
            ("52", "51", "50"),
            f"fell each time, from 52% {FIRST} to 50% {THIRD}, which is worse. Column chart, with 51%",
        ),
        (("50", "52", "51"), f"rose overall, from 50% {FIRST} to 51% {THIRD}, which is better. Column chart, with 52%"),
        (("50", "52", "50"), f"ended where it began, at 50% {THIRD}. Column chart, with 52% {SECOND}."),
        (
            ("50", "[x]", "51"),
            f"rose from 50% {FIRST} to 51% {THIRD}, which is better. Column chart, with [x] not avail",
        ),
    ],
)
def test_the_alternative_text_says_first_how_values_moved(values, told):
    assert bars(*quarterly(*values)).alt.startswith(f"Calls answered {told}")


@pytest.mark.parametrize(("aim", "is_met"), [("40", True), ("90", False)])
@pytest.mark.parametrize(
    ("values", "link"), [(("50", "51"), {True: "and", False: "but"}), (("51", "50"), {True: "but", False: "and"})]
)
def test_the_first_sentence_says_how_values_stand_to_the_target(values, link, aim, is_met):
    verdict = (
        f", {link[is_met]} {'met' if is_met else 'missed'} the target of at least {aim}% both times. Column chart."
    )
    assert verdict in bars(target(aim), *quarterly(*values)).alt


def test_where_neither_way_is_better_no_way_is_called_better():
    assert "better" not in bars(kpi(polarity="none"), *quarterly("50", "51")).alt
    assert "stayed" not in bars(*quarterly("50", "[c]")).alt


def test_of_many_values_the_range_follows_the_point():
    months = [str(p("2014-04").shifted(month)) for month in range(6)]
    values = [seen(value, month) for value, month in zip(("50", "40", "55", "70", "60", "58"), months, strict=True)]
    chart = period_lines(known(*values), ["calls_answered"], map(p, months), "Calls")
    assert shown(chart).alt == (
        "Calls answered rose overall, from 50% in April 2014 to 58% in September 2014, which is better. Line chart, "
        "lowest 40% in May 2014, highest 70% in July 2014. Every value is in this report's spreadsheet."
    )
    words = [seen("40", months[1], qualifier="almost"), *values[:1], *values[2:]]
    assert "lowest" not in shown(period_lines(known(*words), ["calls_answered"], map(p, months), "Calls")).alt


def test_of_many_indicators_it_is_counted_who_did_what():
    names = [f"calls_{letter}" for letter in "abcdefgh"]
    moved = [quarterly("50", "60" if place < 4 else "40", of=name) for place, name in enumerate(names)]
    aims = [target("55", of=name) for name in names[:7]]
    facts = [*aims, *(fact for pair in moved for fact in pair)]
    chart = shown(indicator_dots(known(*map(kpi, names), *facts), names, QUARTERS, "Calls"))
    assert chart.alt.startswith(
        "Four of the eight improved and four got worse; four met the target and three missed the target. Dot chart. "
    )


def test_of_a_value_alone_the_alternative_text_says_no_movement():
    alt = bars(*quarterly("50", "[x]")).alt
    assert (
        alt
        == "Calls answered: 50% in April to June 2014 and [x] not available in July to September 2014. Column chart."
    )


def test_counts_of_periods_of_unequal_length_are_not_compared():
    assert "because their periods differ in length" in bars(kpi(unit="number"), *quarterly("50", "51", "17")).alt
    assert "rose from" in bars(kpi(unit="number"), *quarterly("50", "51")).alt


def test_a_period_is_not_compared_with_one_that_it_is_part_of():
    evidence = known(*quarterly("50", "51"), seen("50.5", "2014-04/2014-09"))
    chart = shown(period_bars(evidence, "calls_answered", [*QUARTERS[:2], p("2014-04/2014-09")], "Calls"))
    assert "because their periods overlap" in chart.alt


# Lines and dots


def test_lines_run_in_the_order_of_time():
    evidence = known(*quarterly("50", "51", "52"))
    there, back = (
        shown(period_lines(evidence, ["calls_answered"], order, "Calls")) for order in (QUARTERS, QUARTERS[::-1])
    )
    assert there.svg == back.svg
    assert there.alt == back.alt


def test_one_target_for_all_lines_is_drawn_once():
    both = (*quarterly("74", "77"), *quarterly("41", "50", of="calls_ended"))
    assert dashes(lines(target("90"), target("90", of="calls_ended"), *both).svg) == 1
    assert dashes(lines(target("90"), target("95", of="calls_ended"), *both).svg) == 2


def test_equal_dots_stand_apart():
    svg = dots(*quarterly("100", "100", "100")).svg
    places = [place for colour in (BLUE, TURQUOISE, "#801650") for place in marks(svg, colour)[:1]]
    assert len({x for x, _ in places}) == 1
    assert len({y for _, y in places}) == 3


def test_what_all_share_is_said_of_all():
    same = (target(), target(of="calls_ended"), *quarterly("99", "100"), *quarterly("95", "97", of="calls_ended"))
    assert "Both improved since April to June 2014 and met the target both times." in dots(*same).alt
    mixed = (target(), target(of="calls_ended"), *quarterly("99", "100"), *quarterly("80", "70", of="calls_ended"))
    assert (
        "Calls answered improved since April to June 2014; Calls ended got worse since April to June 2014."
        in dots(*mixed).alt
    )


# Breakdowns


def place(name: str, first: str, second: str) -> tuple[object, ...]:
    return (seen(first, "2014-15-Q1", breakdown=name), seen(second, "2014-15-Q2", breakdown=name))


def test_members_are_sorted_by_the_later_period_then_the_earlier_then_as_in_the_file():
    chart = places(
        *place("North", "1", "5"), *place("South", "2", "5"), *place("East", "9", "1"), *place("West", "9", "1")
    )
    assert [figure.text for figure in chart.figures] == ["2%", "1%", "9%", "9%", "5%", "5%", "1%", "1%"]
    assert "sorted from South 2% and 5% to West 9% and 1%." in chart.alt


def test_two_periods_differ_in_colour_and_pattern():
    svg = places(*place("North", "1", "5")).svg
    assert heights(svg, BLUE, axis=0)
    assert len(elements(svg, "pattern")) == 1
    assert not elements(places(*place("North", "1", "5"), periods=("2014-15-Q2",)).svg, "pattern")


def test_the_alternative_text_says_which_member_rose_most():
    indicator = kpi(unit="number", decimals=0, breakdown="place")
    chart = places(indicator, *place("North", "1", "5"), *place("South", "2", "2"), *place("East", "9", "1"))
    assert chart.alt == (
        "Calls answered by place: the largest rise was in North, from 1 in April to June 2014 to 5 in July to "
        "September 2014. Bar chart, in April to June 2014 and in July to September 2014, sorted from North 1 and 5 "
        "to East 9 and 1. Every value is in this report's spreadsheet."
    )


def test_a_member_that_is_not_held_at_one_period_is_no_end_of_a_row():
    chart = places(seen("8", "2014-15-Q1", breakdown="North"), seen("6", "2014-15-Q2", breakdown="South"))
    assert chart.alt == (
        "Calls answered by place, in April to June 2014 and in July to September 2014. Bar chart. "
        "Every value is in this report's spreadsheet."
    )
    assert len(chart.figures) == 2


def test_a_third_period_is_refused():
    evidence = known(*(seen("1", str(period), breakdown="North") for period in QUARTERS))
    assert "one period of 'calls_answered' or two, not 3" in refusal(
        breakdown_bars, evidence, "calls_answered", QUARTERS, "Calls"
    )


# History


def test_a_reference_is_a_line_across_and_no_point():
    chart = story(health())
    assert dashes(chart.svg) == 1
    assert "A dashed line across shows the 85.1% in 2012/13." in chart.alt
    assert len(marks(chart.svg, BLUE)) == 5


def test_a_year_is_drawn_over_its_length_and_is_no_point():
    chart = story(health(), reference="")
    assert dashes(chart.svg) == 0
    assert "Bars as long as their periods show 85.1% in 2012/13." in chart.alt
    assert len(marks(chart.svg, BLUE)) == 5


def test_years_alone_are_a_history_too():
    chart = story(known(target("0.4", "<"), seen("0.3", "2014-15"), seen("0.1", "2015-16")), reference="")
    assert chart.alt == (
        "Calls answered fell from 0.3% in 2014/15 to 0.1% in 2015/16, but met the target of below 0.4% both times. "
        "Line chart by date."
    )
    assert dashes(chart.svg) == 1


def test_a_recovery_says_when_and_between_when():
    alt = story(health(), since="2014-06-30").alt
    assert "meets it about 20 March 2015 (interval from 2 February 2015 to 17 June 2015)." in alt


def test_an_interval_without_an_end_says_so_and_ends_in_an_arrow():
    early = known(
        seen("85.1", "2012-13"),
        *(seen(value, day) for day, value in HEALTH.items() if day in ("2014-06-30", "2014-09-18", "2014-10-01")),
    )
    assert "about 8 April 2015 (interval from 2 December 2014, without end)." in story(early, since="2014-06-30").alt


@pytest.mark.parametrize("values", [("50",), ("50", "52"), ("54", "52", "50"), ("10", "80", "12"), ("50", "90", "88")])
def test_a_recovery_that_gives_no_day_or_no_interval_can_be_drawn(values):
    days = [seen(value, f"2014-07-{day:02}") for day, value in enumerate(values, start=1)]
    chart = story(known(seen("85.1", "2012-13"), *days), since="2014-07-01")
    days = [figure for figure in chart.figures if figure.computation]
    assert [figure.text for figure in chart.figures] == [
        *(f"{value}%" for value in values),
        "85.1%",
        *(day.text for day in days),
    ]
    assert all(day.text in chart.alt for day in days)


def test_the_days_that_a_recovery_draws_are_figures_of_its_chart():
    chart = story(health(), since="2014-06-30")
    days = [figure.text for figure in chart.figures if figure.computation]
    assert days == ["20 March 2015", "2 February 2015", "17 June 2015"]


def test_a_reference_without_a_value_is_refused():
    evidence = known(seen("[x]", "2012-13"), seen("50", "2014-07-01"))
    assert "no value at 2012-13" in refusal(
        lambda: recovery_chart(evidence, "calls_answered", "Calls", reference=p("2012-13"), recovery=None)
    )


# An author's own figure


@pytest.mark.parametrize("alt", ["", "  ", "A caption", " a CAPTION "])
def test_a_figure_of_ones_own_needs_words_of_its_own(alt):
    assert "say in a sentence or two what the chart shows" in refusal(drawn, own_figure(), "A caption", alt)


@pytest.mark.parametrize("figure", [None, "calls.png", np.array([]), Decimal(3)])
def test_what_is_no_figure_is_refused(figure):
    problem = refusal(drawn, figure, "A caption", "It rises.")
    assert problem == (
        f"the chart 'A caption' is no figure of matplotlib's but of the type {type(figure).__name__}; give the figure, "
        "its axes, or a grid of seaborn's"
    )


def test_a_figure_that_was_taken_is_closed():
    import matplotlib.pyplot as plt

    kept, taken = plt.figure(), plt.figure()
    drawn(taken, "A caption", "It is empty.")
    assert plt.get_fignums() == [kept.number]
    plt.close(kept)


def test_a_picture_in_a_figure_of_ones_own_stays_whole():
    drawing = Drawing()
    drawing.add_subplot().imshow(np.arange(400).reshape(20, 20))
    svg = drawn(drawing, "A picture", "It gets brighter.").svg
    assert re.search(r'"data:image/png;base64,[A-Za-z0-9+/=]+"', svg)


# Labels and scales


def test_labels_beside_the_axes_keep_their_order_and_do_not_overlap():
    with sheet(3) as (drawing, axes):
        axes.set_ylim(0, 10)
        beside_axes(axes, [(5, "second\nin two lines"), (4.9, "first"), (5.1, "third"), (9.9, "last"), (0, "lowest")])
        boxes = {note.get_text(): note.get_window_extent() for note in axes.texts}
    bottoms_up = [boxes[name] for name in ("lowest", "first", "second\nin two lines", "third", "last")]
    for lower, upper in pairwise(bottoms_up):
        assert lower.y1 <= upper.y0
    assert svg_of(drawing)


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=12))
def test_labels_beside_the_axes_are_as_near_to_their_values_as_their_order_lets_them(wanted):
    assert _in_order(np.array(wanted)) == pytest.approx(isotonic_regression(wanted).x, abs=1e-9)


def test_labels_beside_crowded_points_do_not_overlap():
    with sheet(3.5) as (_, axes):
        spots = [
            (735401.0, 61.1, "61.1%\n18 Sep"),
            (735413.0, 65.5, "65.5%\n30 Sep"),
            (735414.0, 63.7, "63.7%\n1 Oct"),
            (735420.0, 64, "64%\n7 Oct"),
        ]
        axes.set(xlim=(735000, 735600), ylim=(50, 90))
        axes.plot([x for x, _, _ in spots], [y for _, y, _ in spots])
        beside_points(axes, spots)
        boxes = [note.get_window_extent() for note in axes.texts if note.get_text()]
        points = axes.transData.transform([(x, y) for x, y, _ in spots])
    assert len(boxes) == 4
    assert not any(box.count_contains(points) for box in boxes)
    for place, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:place])


@pytest.mark.parametrize(
    ("numbers", "ticks", "from_zero"),
    [
        ((5.0, 74.0, 100.0), ["0%", "25%", "50%", "75%", "100%"], True),
        ((97.0, 98.0, 100.0), ["97%", "98%", "99%", "100%"], False),
        ((0.0, 0.4), ["0%", "0.1%", "0.2%", "0.3%", "0.4%"], True),
    ],
)
def test_a_scale_says_when_it_does_not_start_at_zero_and_ends_at_100_per_cent(numbers, ticks, from_zero):
    with sheet(3) as (_, axes):
        scaled(axes, "y", numbers, Unit.PERCENT)
        labels = [label.get_text() for label in axes.get_yticklabels()]
        assert labels == ticks
        assert (axes.get_xlabel() == "") is from_zero
        assert bool(axes.get_ylim()[0] == 0) is from_zero


@pytest.mark.parametrize(
    ("numbers", "marks_zero", "says_so"),
    [((-46.1, 61.3), True, False), ((-46.1, -30.0), False, True), ((0.0, 5.0), False, False)],
)
def test_a_scale_marks_a_zero_that_lies_between_its_ends(numbers, marks_zero, says_so):
    with sheet(3) as (_, axes):
        scaled(axes, "x", numbers, Unit.PERCENT)
        assert bool(axes.lines) is marks_zero
        assert (axes.get_xlabel() != "") is says_so


def test_a_label_stands_away_from_zero(monkeypatch):
    drawings: list[Drawing] = []
    monkeypatch.setattr("ccpi_nb.charts.dot_charts.svg_of", lambda drawing: drawings.append(drawing) or "<svg/>")
    dots(seen("-46.1"), seen("61.3", of="calls_ended"))
    sides = {each.get_text(): each.get_ha() for each in drawings[0].axes[0].texts}
    assert (sides["−46.1%"], sides["61.3%"]) == ("right", "left")


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2014-06-30", "2014-11-09", ["Jul\n2014", "Aug", "Sep", "Oct", "Nov"]),
        ("2014-06-30", "2015-06-17", ["Jul\n2014", "Sep", "Nov", "Jan\n2015", "Mar", "May"]),
        ("2012-04-01", "2018-02-28", ["Jan\n2013", "Jan\n2014", "Jan\n2015", "Jan\n2016", "Jan\n2017", "Jan\n2018"]),
        ("2014-07-02", "2014-07-09", []),
    ],
)
def test_months_are_ticked_as_closely_as_there_is_room(first, last, labels):
    with sheet(3) as (_, axes):
        scaled_by_date(axes, p(first).start, p(last).end)
        assert [label.get_text() for label in axes.get_xticklabels()] == labels


# What it says of its letters, which are shapes


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("bars", "77.59%"),
        ("lines", "77.59%"),
        ("dots", "97%"),
        ("places", "8%"),
        ("history", "68.6%"),
        ("own", "Rising"),
    ],
)
def test_a_chart_s_labels_can_be_read_by_a_program(kind, label):
    assert f'data-text="{label}"' in EVERY_KIND[kind]().svg


@pytest.mark.parametrize(("kind", "scales"), [("bars", 0), ("lines", 1), ("dots", 1), ("places", 0), ("history", 2)])
def test_the_numbers_of_a_scale_are_marked_and_say_nothing(kind, scales):
    svg = EVERY_KIND[kind]().svg
    marked = [group for group in elements(svg, "g") if group.get("data-number") == "scale"]
    assert (len(marked) > 1) == (scales > 0)
    assert not [each for group in marked for each in group.iter() if each.get("data-text")]
