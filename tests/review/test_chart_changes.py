from dataclasses import replace

import pytest

from ccpi_nb.review.chart_changes import chart_changes
from ccpi_nb.review.chart_marks import Mark


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
        ((replace(LINE[0], places=((10, 20), (50, 35), (90, 40))), LINE[1]), "line 1, place 2 of 3: 35.0% up the axis; it was 30.0%"),
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
