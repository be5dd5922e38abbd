"""How many labels, ticks and rows a chart takes: whatever it shows, no text covers another or leaves the sheet."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import browser
import pytest
from builders import continued, known, kpi, p, seen, target
from drawn import shown, texts_in_the_way
from matplotlib.figure import Figure as Drawing

from ccpi_nb.charts.bar_charts import breakdown_bars, breakdown_charts
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.dot_charts import dot_charts, indicator_dots
from ccpi_nb.charts.drawing import scaled, sheet, svg_of
from ccpi_nb.charts.history_charts import history_chart
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.charts.recovery_charts import recovery_chart
from ccpi_nb.charts.timeline import by_weight
from ccpi_nb.document.model import Chart
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period
from ccpi_nb.trends.recovery import recovery_from

SHORT = "calls_answered"
LONG = "disclosure_and_barring_service_forms_returned_to_managers_within_forty_eight_hours_of_receipt"
VALUES: dict[str, Callable[[random.Random], str]] = {
    "per cent": lambda some: f"{some.uniform(60, 100):.1f}",
    "pounds": lambda some: str(some.randrange(10**7, 10**9)),
    "below zero": lambda some: f"{some.uniform(-50, 50):.1f}",
    "equal": lambda some: "77.6",
    "none": lambda some: some.choice(["[x]", "3", "5"]),
}
UNITS = {"pounds": "£"}
KINDS = ["bar", "column", "control", "dot", "history", "line", "recovery"]
FEW, MANY = (2, 24), (1, 3, 5, 6, 7, 8, 9, 12, 13, 16, 17, 36, 60)


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[Drawing]:
    """Every drawing that the test makes."""
    made: list[Drawing] = []
    for kind in KINDS:
        monkeypatch.setattr(f"ccpi_nb.charts.{kind}_charts.svg_of", lambda drawing: made.append(drawing) or "<svg/>")
    return made


def in_turn(first: str, count: int) -> list[Period]:
    return [p(first).moved(step) for step in range(count)]


def values(kind: str, count: int, seed: int = 0) -> list[str]:
    some = random.Random(seed)
    return ["77.6", *(VALUES[kind](some) for _ in range(count - 1))]


def over(periods: Sequence[Period], kind: str, *keys: str) -> Evidence:
    """Indicators with a value for each period, and a target that was changed on the way."""
    change = periods[len(periods) // 3].end
    facts: list[object] = []
    for seed, key in enumerate(keys):
        facts += [kpi(key, unit=UNITS.get(kind, "%"))]
        facts += [target("90", of=key, valid_from="1990-01-01", valid_to=str(change))]
        facts += [target("85", of=key, valid_from=str(change + timedelta(days=1)))]
        facts += [
            seen(value, str(at), of=key) for at, value in zip(periods, values(kind, len(periods), seed), strict=True)
        ]
    return known(*facts, by="2090-01-01")


def draw_over_periods(periods: Sequence[Period], kind: str, key: str) -> None:
    evidence = over(periods, kind, key)
    period_bars(evidence, key, periods, "Calls")
    period_lines(evidence, [key], periods, "Calls")
    indicator_dots(evidence, [key], periods, "Calls")
    recovery_chart(evidence, key, "Calls", reference=None, recovery=None)
    history_chart(evidence, key, "Calls")
    if len(periods) > 12:
        control_blocks(evidence, key, (), "Calls")


def assert_clear(drawings: Sequence[Drawing]) -> None:
    assert drawings
    assert [trouble for drawing in drawings for trouble in texts_in_the_way(drawing)] == []


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("count", [*FEW, *(pytest.param(count, marks=pytest.mark.slow) for count in MANY)])
def test_no_text_covers_another_however_many_periods_are_drawn(drawings, count, kind):
    draw_over_periods(in_turn("2010-01", count), kind, LONG if count % 2 else SHORT)
    assert_clear(drawings)


@pytest.mark.parametrize(
    "first", ["2014-15-Q1", "2012-13", "2014-W31", "2014-12-29", "2010-09/2011-08", "2014-04/2014-09"]
)
@pytest.mark.parametrize(
    "count", [3, pytest.param(8, marks=pytest.mark.slow), pytest.param(20, marks=pytest.mark.slow)]
)
def test_no_text_covers_another_whatever_the_kind_of_period(drawings, first, count):
    draw_over_periods(in_turn(first, count), "per cent", SHORT)
    assert_clear(drawings)


@pytest.mark.parametrize("kind", ["per cent", "pounds", "equal"])
@pytest.mark.parametrize(
    ("indicators", "periods"),
    [(2, 6), (5, 3), pytest.param(5, 24, marks=pytest.mark.slow), pytest.param(12, 7, marks=pytest.mark.slow)],
)
def test_no_text_covers_another_however_many_indicators_are_drawn(drawings, indicators, periods, kind):
    keys = [f"{LONG if number % 2 else SHORT}_{number}" for number in range(indicators)]
    months = in_turn("2014-04", periods)
    evidence = over(months, kind, *keys)
    period_lines(evidence, keys, months, "Calls")
    dot_charts(evidence, keys, months, "Calls")
    assert_clear(drawings)


@pytest.mark.parametrize("name", ["Place", "Department of adult social care, public health and community safety, area"])
@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("periods", [1, 2])
@pytest.mark.parametrize(
    "members", [1, 2, 5, pytest.param(12, marks=pytest.mark.slow), pytest.param(40, marks=pytest.mark.slow)]
)
def test_no_text_covers_another_however_many_members_are_drawn(drawings, members, periods, kind, name):
    months = in_turn("2014-04", periods)
    facts = [
        seen(value, str(at), breakdown=f"{name} {number}")
        for seed, at in enumerate(months)
        for number, value in enumerate(values(kind, members, seed))
    ]
    evidence = known(kpi(unit=UNITS.get(kind, "%"), breakdown="place"), *facts)
    breakdown_charts(evidence, SHORT, months, "Calls")
    breakdown_bars(evidence, SHORT, months, "Calls")
    assert_clear(drawings)


@pytest.mark.parametrize("name", ["Place", "Ångström {place} (old)", "x " * 80])
@pytest.mark.parametrize(
    ("first", "unit", "qualifier", "value"),
    [
        ("2014-15-Q1", "days", "", "60975250680"),
        ("2010-09/2011-08", "£k", "", "731604"),
        ("2014-04", "days", "provisional", "64.7"),
        ("2014-12-29", "days", "estimated", "-48.1"),
        ("2014-04", "%", "", "[c]"),
    ],
)
def test_no_text_covers_another_beside_bars_of_long_labels(drawings, first, unit, qualifier, value, name):
    at = in_turn(first, 2)
    facts = [
        seen(value if place else other, str(period), breakdown=f"{name} {place}", qualifier=qualifier)
        for period, other in zip(at, (value, "[x]" if value == "[c]" else "12.5"), strict=True)
        for place in range(3)
    ]
    evidence = known(kpi(unit=unit, breakdown="place"), *facts, by="2090-01-01")
    breakdown_charts(evidence, SHORT, at, "Calls")
    assert_clear(drawings)


def test_a_key_names_the_periods_where_labels_leave_no_room_for_them():
    names = {short: ["Place 0"] if short else ["x " * 80] for short in (True, False)}
    at = in_turn("2010-09/2011-08", 2)
    for short, (member,) in names.items():
        facts = [seen("60975250680", str(period), breakdown=member) for period in at]
        chart = shown(breakdown_bars(known(kpi(unit="days"), *facts), SHORT, at, "Calls"))
        assert [f'data-text="{period.label}"' in chart.svg for period in at] == [not short] * 2


@pytest.mark.parametrize("kind", ["per cent", "equal", "rising"])
@pytest.mark.parametrize(
    "count", [2, 3, 5, 12, pytest.param(24, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.slow)]
)
def test_no_text_covers_another_in_a_recovery(drawings, count, kind):
    days = [p("2014-06-01").moved(9 * step) for step in range(count)]
    rising = [f"{50 + 30 * step / count:.1f}" for step in range(count)]
    given = rising if kind == "rising" else values(kind, count)
    evidence = known(
        seen("85.1", "2012-13"),
        *(seen(value, str(day)) for day, value in zip(days, given, strict=True)),
        by="2090-01-01",
    )
    recovery = recovery_from(evidence, SHORT, p("2012-13"), p("2014-06-01"))
    recovery_chart(evidence, SHORT, "Calls", reference=p("2012-13"), recovery=recovery)
    assert_clear(drawings)


@pytest.mark.parametrize(
    "count", [2, 5, 9, pytest.param(24, marks=pytest.mark.slow), pytest.param(60, marks=pytest.mark.slow)]
)
def test_no_text_covers_another_where_the_definition_changes(drawings, count):
    months = in_turn("2012-04", count)
    change = months[count // 2].start
    facts = [
        seen(value, str(at), of=SHORT if at.start < change else LONG)
        for at, value in zip(months, values("per cent", count), strict=True)
    ]
    evidence = known(kpi(SHORT), kpi(LONG), continued(LONG, start=str(change)), *facts, by="2090-01-01")
    history_chart(evidence, LONG, "Calls")
    assert_clear(drawings)


def test_a_measure_of_overlap_finds_one():
    with sheet(2) as (drawing, axes):
        for place in (0.5, 0.51):
            axes.text(place, 0.5, "Calls answered")
        axes.text(1.2, 0.5, "A text that is longer than the room beside the axes", in_layout=False)
        assert len(texts_in_the_way(drawing)) == 2


def test_the_latest_value_comes_before_the_first_the_highest_and_the_lowest():
    spots = [
        (0.0, 5.0, "first"),
        (1.0, 9.0, "highest"),
        (2.0, 1.0, "lowest"),
        (3.0, 6.0, "other"),
        (4.0, 5.0, "latest"),
    ]
    assert [text for _, _, text in by_weight(spots)] == ["latest", "first", "highest", "lowest", "other"]
    assert [text for _, _, text in by_weight(spots[:2], spots[2:4])] == ["highest", "other", "first", "lowest"]


@pytest.mark.parametrize("count", [2, 7, 24, 60])
def test_what_has_no_room_on_a_chart_is_among_its_figures_and_its_words_say_where_to_find_it(count):
    months = in_turn("2010-01", count)
    evidence = over(months, "per cent", SHORT)
    for chart in (
        period_bars(evidence, SHORT, months, "Calls"),
        period_lines(evidence, [SHORT], months, "Calls"),
        history_chart(evidence, SHORT, "Calls"),
    ):
        said = shown(chart)
        assert {row.period for figure in said.figures for row in figure.rows if row.period} == set(map(str, months))
        left_out = [figure for figure in said.figures if figure.text not in said.alt]
        assert not left_out or said.alt.endswith("Every value is in this report's spreadsheet.")
        assert f'data-text="{said.figures[count - 1].text}"' in said.svg


@pytest.mark.parametrize(("members", "pages"), [(1, 1), (18, 1), (19, 2), (40, 3)])
def test_a_chart_of_more_rows_than_a_page_takes_is_several_and_none_is_lost(members, pages):
    months = in_turn("2014-04", 2)
    facts = [
        seen(value, str(at), breakdown=f"Place {number}")
        for at in months
        for number, value in enumerate(values("per cent", members))
    ]
    parts = [shown(part) for part in breakdown_charts(known(*facts), SHORT, months, "Calls")]
    numbered = [f"Calls ({number} of {pages})" for number in range(1, pages + 1)]
    assert [plain(part.caption) for part in parts] == (numbered if pages > 1 else ["Calls"])
    assert sum(len(part.figures) for part in parts) == 2 * members
    assert all(height_of(part) <= 9 for part in parts)


def height_of(chart: Chart) -> float:
    """In inches."""
    return float(chart.svg.partition('height="')[2].partition("pt")[0]) / 72


def test_pounds_on_a_scale_are_millions_from_a_million_on():
    with sheet(3) as (_, axes):
        scaled(axes, "y", [0, 2_000_000], kpi(unit="£").unit)
        assert [label.get_text() for label in axes.get_yticklabels()] == ["£0m", "£0.5m", "£1m", "£1.5m", "£2m"]
        scaled(axes, "y", [0, 1600], kpi(unit="£k").unit)
        assert [label.get_text() for label in axes.get_yticklabels()][-1] == "£1.5m"
        scaled(axes, "y", [0, 2e10], kpi(unit="number").unit)
        assert [label.get_text() for label in axes.get_yticklabels()][-1] == "20,000,000,000"


@pytest.mark.slow
def test_a_browser_finds_no_text_of_a_chart_that_covers_another():
    with browser.opened() as opened:
        page = opened.new_page()
        for chart in made_up():
            assert browser.texts_in_the_way(page, chart.svg) == []


def made_up() -> Iterator[Chart]:
    for count in (3, 8, 24, 60):
        months = in_turn("2010-01", count)
        for kind in ("per cent", "pounds"):
            evidence = over(months, kind, LONG)
            yield shown(period_bars(evidence, LONG, months, "Calls"))
            yield shown(period_lines(evidence, [LONG], months, "Calls"))
            yield shown(indicator_dots(evidence, [LONG], months, "Calls"))
            yield shown(recovery_chart(evidence, LONG, "Calls", reference=None, recovery=None))
            yield shown(history_chart(evidence, LONG, "Calls"))


@pytest.mark.slow
def test_a_browser_finds_a_text_that_covers_another():
    with sheet(2) as (drawing, axes):
        for place in (0.5, 0.51):
            axes.text(place, 0.5, "Calls answered")
        with browser.opened() as opened:
            assert browser.texts_in_the_way(opened.new_page(), svg_of(drawing)) == ["Calls answered | Calls answered"]
