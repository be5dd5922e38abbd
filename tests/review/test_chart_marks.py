import re
from dataclasses import replace

import pytest
from builders import known, p, seen, target
from matplotlib.figure import Figure

from ccpi_nb.content import charts, drawing
from ccpi_nb.content.drawing import svg_of
from ccpi_nb.document.model import Chart
from ccpi_nb.review.chart_marks import marks_csv, marks_from, marks_of

QUARTERS = (p("2014-15-Q1"), p("2014-15-Q2"))


def bars(*facts: object) -> Chart:
    drawn = charts.period_bars(known(*facts), "calls_answered", QUARTERS, "Calls answered")
    assert isinstance(drawn, Chart)
    return drawn


def lines(*values: str) -> Chart:
    evidence = known(*(seen(value, str(period)) for value, period in zip(values, QUARTERS, strict=True)))
    drawn = charts.period_lines(evidence, ["calls_answered"], QUARTERS, "Calls answered")
    assert isinstance(drawn, Chart)
    return drawn


def marks(chart: Chart, kind: str):
    return [mark for mark in marks_of(chart.svg, "04-calls", "Calls") if mark.kind == kind]


def test_a_bar_is_as_high_as_its_value_beside_the_others() -> None:
    first, second = marks(bars(seen("40", "2014-15-Q1"), seen("80")), "bar")
    (_, low), (_, top) = second.places
    assert low == 0
    assert first.places[1][1] == pytest.approx(top / 2, abs=0.1)


def test_a_target_is_a_dashed_line_across_and_grid_and_background_are_no_marks() -> None:
    chart = bars(seen("40", "2014-15-Q1"), seen("80"), target("60"))
    (line,) = marks(chart, "dashed line")
    assert [across for across, _ in line.places] == [0, 100]
    assert {mark.kind for mark in marks_of(chart.svg, "04-calls", "Calls")} == {"bar", "dashed line", "text"}


def test_texts_are_whole_however_their_lines_are_broken() -> None:
    assert "Quarter 1 2014/15" in [mark.text for mark in marks(lines("40", "80"), "text")]


def test_a_series_is_a_line_and_its_points_in_one_colour() -> None:
    (line,), (points,) = (marks(lines("40", "80"), kind) for kind in ("line", "points"))
    assert line.places == points.places
    assert line.look == points.look == "colour 1"


def test_another_font_and_other_colours_leave_the_marks_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = lines("40", "80").svg
    before = marks_of(drawn, "04-calls", "Calls")
    monkeypatch.setattr(drawing, "SANS", ("DejaVu Sans",))
    monkeypatch.setitem(drawing._STYLE, "font.family", ["DejaVu Sans"])
    redrawn = lines("40", "80").svg
    assert len(redrawn) != len(drawn)
    after = marks_of(redrawn.replace("#12436d", "#4c2c92"), "04-calls", "Calls")
    assert [replace(mark, places=()) for mark in after] == [replace(mark, places=()) for mark in before]
    near = [pytest.approx(place, abs=0.2) for mark in before for place in mark.places]
    assert [place for mark in after for place in mark.places] == near


def test_ids_and_shades_are_no_part_of_a_mark() -> None:
    svg = lines("40", "80").svg
    assert marks_of(re.sub(r"\bi(\d+)\b", r"m\1", svg), "04-calls", "Calls") == marks_of(svg, "04-calls", "Calls")


def test_a_drawing_of_your_own_without_axes_is_placed_on_its_sheet() -> None:
    figure = Figure()
    figure.text(0.5, 0.5, "No axes")
    assert [mark.text for mark in marks_of(svg_of(figure), "04-calls", "Calls")] == ["No axes"]


def test_what_is_written_is_read_again() -> None:
    found = marks_of(bars(seen("-40", "2014-15-Q1"), seen("80"), target("60")).svg, "04-calls", "Calls, 'answered'")
    assert marks_from(marks_csv(found)) == found
    assert marks_from(marks_csv(())) == marks_from("") == ()
