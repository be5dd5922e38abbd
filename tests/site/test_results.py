"""How an indicator stands, in the cells of a scorecard: words first, drawings beside them."""

from decimal import Decimal

import pytest
from builders import known, kpi, seen, target, words

from ccpi_nb.document.model import Cell
from ccpi_nb.document.runs import Text
from ccpi_nb.render.svg_check import foreign_in
from ccpi_nb.site.icons import assurance_icon, sparkline, variation_icon
from ccpi_nb.site.pages import Pictured
from ccpi_nb.site.results import Standing, standing
from ccpi_nb.site.scorecards import Grid
from ccpi_nb.trends.process_limits import Assurance, Nature, Way

MONTHS = [f"{2013 + place // 12}-{place % 12 + 1:02}" for place in range(14)]


def standing_of(*values: str, months: list[str] = MONTHS) -> Standing:
    rows = [seen(value, month) for value, month in zip(values, months, strict=False)]
    found = standing(known(kpi(), target("90", valid_from="2012-04-01"), *rows), "calls_answered")
    assert found
    return found


def text(cell: Cell) -> str:
    return words(cell.runs)


def test_enough_figures_have_variation_and_assurance_in_words_with_a_drawing_beside() -> None:
    found = standing_of(*(str(60 + place % 3) for place in range(13)), "80")
    assert text(found.variation) == "Special cause, improving (high)"
    assert text(found.assurance) == "Target consistently missed"
    assert found.variation.picture and found.assurance.picture


@pytest.mark.parametrize(("values", "said"), [(("60",), "One figure"), (("60", "61", "62"), "Improved each time")])
def test_too_few_figures_have_no_variation(values: tuple[str, ...], said: str) -> None:
    found = standing_of(*values)
    assert (text(found.variation), found.variation.picture) == ("Too few figures", "")
    assert text(found.trend) == said


def test_of_values_that_end_on_one_day_the_rated_one_of_the_shortest_period_counts() -> None:
    rows = [seen("60", "2014-04/2014-09"), seen("70", "2014-15-Q2"), seen("80", "2014-15-Q1")]
    found = standing(known(kpi(), target("90"), *rows), "calls_answered")
    assert found and found.result.value == Decimal(70)


def test_a_value_that_is_missing_does_not_hide_the_one_before() -> None:
    assert standing_of("60", "[x]").result.value == Decimal(60)
    assert standing_of("[x]").result.value is None


def test_an_indicator_that_is_given_by_parts_only_has_no_standing() -> None:
    assert standing(known(kpi(), seen("60", breakdown="Preston")), "calls_answered") is None


def test_columns_that_would_say_nothing_are_left_out() -> None:
    def headers(*found: Standing) -> list[str]:
        return [column.header for column, _ in Grid.over(found, "scorecard").columns]

    assert headers(standing_of("60")) == ["Indicator", "Latest", "Target", "Rating"]
    many = standing_of(*(str(60 + place % 3) for place in range(14)))
    assert headers(many)[4:] == ["Direction", "Variation", "Assurance", "Trend"]
    spoken = Grid.over([many], "scorecard", {"calls_answered": (Text("Two advisers left."),)})
    assert spoken.columns[-1][0].header == "Comment"


def test_drawings_differ_by_shape_and_are_nothing_but_drawings() -> None:
    drawn = [
        *(variation_icon(nature, way) for nature in list(Nature)[1:] for way in Way),
        variation_icon(Nature.COMMON, None),
        *map(assurance_icon, Assurance),
        sparkline([Decimal(1), Decimal(3), Decimal(2)]),
    ]
    assert [foreign_in(svg) for svg in drawn] == [""] * len(drawn)
    assert len(set(drawn)) == len(drawn)


def test_a_line_of_equal_values_is_level_and_one_value_is_no_line() -> None:
    assert sparkline([Decimal(5)]) == ""
    assert "14.0 L" in sparkline([Decimal(5), Decimal(5)])
    assert Pictured((Text("One figure"),)).picture == ""
