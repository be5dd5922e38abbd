import re
from dataclasses import replace

import pytest
from builders import known, p, seen, target
from matplotlib.figure import Figure

from ccpi_nb.charts import drawing
from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.charts.drawing import svg_of
from ccpi_nb.charts.line_charts import period_lines
from ccpi_nb.differences.chart_marks import Mark, chart_changes, marks_csv, marks_from, marks_of
from ccpi_nb.document.model import Chart

QUARTERS = (p("2014-15-Q1"), p("2014-15-Q2"))


def bars(*facts: object) -> Chart:
    drawn = period_bars(known(*facts), "calls_answered", QUARTERS, "Calls answered")
    assert isinstance(drawn, Chart)
    return drawn


def lines(*values: str) -> Chart:
    evidence = known(*(seen(value, str(period)) for value, period in zip(values, QUARTERS, strict=True)))
    drawn = period_lines(evidence, ["calls_answered"], QUARTERS, "Calls answered")
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
    assert "April to June 2014" in [mark.text for mark in marks(lines("40", "80"), "text")]


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


def mark(kind="bar", *places, text="", look="colour 1", chart="Calls"):
    return Mark("04-calls", chart, kind, "" if kind == "text" else look, text, places)


LABELS = (mark("text", text="Quarter 1"), mark("text", text="Quarter 2"))
BARS = (*LABELS, mark("bar", (15, 0), (35, 40.0)), mark("bar", (65, 0), (85, 77.6)))
LINE = (mark("line", (10, 20), (50, 30), (90, 40)), mark("points", (10, 20), (50, 30), (90, 40)))


@pytest.mark.parametrize("moved", [0, 0.1, 0.3])
def test_what_no_eye_sees_is_no_change(moved: float) -> None:
    assert chart_changes(BARS, (*BARS[:3], mark("bar", (65, 0), (85, 77.6 + moved)))) == ()


def test_a_bar_that_moved_is_named_by_its_label() -> None:
    after = (*BARS[:3], mark("bar", (65, 0), (85, 78.0)))
    assert chart_changes(BARS, after) == ("chart 'Calls': the bar 'Quarter 2' reaches 78.0% up the axis; it was 77.6%",)


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (
            (replace(LINE[0], places=((10, 20), (50, 35), (90, 40))), LINE[1]),
            "line 1, place 2 of 3: 35.0% up the axis; it was 30.0%",
        ),
        (
            (LINE[0], replace(LINE[1], places=((10, 20), (51, 30), (90, 40)))),
            "the points of series 1, place 2 of 3: 51.0% along the axis; it was 50.0%",
        ),
        ((replace(LINE[0], look="colour 2"), LINE[1]), "line 1 is now colour 2; it was colour 1"),
        ((replace(LINE[0], places=LINE[0].places[:2]), LINE[1]), "line 1: 2 places on the axes; it had 3 places"),
        (LINE[1:], "it has no lines; it had 1 line"),
        ((*LINE, LABELS[0]), "it says 'Quarter 1', which is new"),
    ],
)
def test_a_line_that_changed_is_told_by_where(after: tuple[Mark, ...], sentence: str) -> None:
    (said,) = chart_changes(LINE, after)
    assert sentence in said


def test_a_text_that_changed_is_told_with_what_it_was() -> None:
    after = (LABELS[0], mark("text", text="October"), *BARS[2:])
    assert chart_changes(BARS, after) == ("chart 'Calls': it says 'October' where it said 'Quarter 2'",)
    assert chart_changes(BARS, (BARS[0], *BARS[2:])) == ("chart 'Calls': it no longer says 'Quarter 2'",)


def test_a_chart_that_comes_or_goes_is_named_once() -> None:
    other = mark("bar", (0, 0), (50, 50), chart="Letters")
    assert chart_changes(BARS, (*BARS, other)) == ("the chart 'Letters' is new",)
    assert chart_changes((*BARS, other), BARS) == ("the chart 'Letters' is gone",)
