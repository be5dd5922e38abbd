"""How an indicator stands, in the cells of a scorecard: words first, drawings beside them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import known, kpi, seen, target, words

from ccpi_nb.content.scorecards import Grid, Standing, scorecard, standing
from ccpi_nb.document.model import Absent, Block, Cell, Paragraph, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.svg_check import foreign_in
from ccpi_nb.trends.icons import assurance_icon, sparkline, variation_icon
from ccpi_nb.trends.process_limits import Assurance, Nature, Way
from ccpi_nb.workbook.collections import Comment

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


def test_a_direction_from_another_kind_of_period_names_the_value_before() -> None:
    evidence = known(kpi(), seen("60", "2014-15-Q1"), seen("70", "2014-07"))
    result = evidence.result("calls_answered", Period.parse("2014-07"))
    compared = replace(result, earlier=evidence.observation("calls_answered", Period.parse("2014-15-Q1")))
    assert text(Standing(evidence, compared).trend) == "Before: [60%], Apr to Jun 2014"


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
        return [column.header for column, _ in Grid.over(found).columns]

    assert headers(standing_of("60")) == ["Indicator", "Latest", "Target", "Rating"]
    many = standing_of(*(str(60 + place % 3) for place in range(14)))
    assert headers(many)[4:] == ["Direction", "Variation", "Assurance", "Trend"]
    spoken = Grid.over([many], comments={"calls_answered": (Text("Two advisers left."),)})
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


def on(period: str) -> Comment:
    said = "Two advisers left."
    return Comment("calls_answered", Period.parse(period), "", said, "", None, "the form", DataRow("data/x.csv", 2))


def card_of(*rows: Observation, comments: Sequence[Comment] = ()) -> tuple[Sequence[Block], Table]:
    evidence = known(kpi(), replace(kpi("calls_lost"), service="Help desk"), target("90"), *rows)
    *before, table = scorecard(evidence, ["calls_answered", "calls_lost"], "Scorecard", comments=comments)
    assert isinstance(table, Table)
    return before, table


def test_a_scorecard_counts_ratings_in_words_and_says_what_its_words_mean() -> None:
    (counts,), table = card_of(seen("60", "2014-15-Q1"), seen("70", "2014-15-Q2"))
    assert isinstance(counts, Paragraph)
    assert words(counts.runs) == "The [one] indicator with a target is off target: Calls answered ([70%])."
    assert [words(note) for note in table.notes] == [
        "Off target: the target is missed, and by more than any tolerance.",
        "Improving and worsening compare the latest figure with the one before it.",
    ]


def test_a_value_and_its_period_stand_apart_so_that_a_spreadsheet_can_count() -> None:
    _, table = card_of(seen("70", "2014-15-Q2"))
    assert [column.header for column in table.columns[:3]] == ["Indicator", "Latest", "Period"]
    assert [text(cell) for cell in table.rows[0][:3]] == ["Calls answered", "[70%]", "Jul to Sep 2014"]


def test_indicators_of_several_services_stand_by_service_and_those_given_by_parts_are_named() -> None:
    _, table = card_of(seen("70"), seen("3", of="calls_lost"))
    assert [(text(row[0]), text(row[1])) for row in table.rows][1] == ("Calls lost", "Help desk")
    _, table = card_of(seen("70"), seen("3", of="calls_lost", breakdown="Preston"))
    assert words(table.notes[-1]) == "Given by parts only, and so without a row: Calls lost."


def test_a_suppressed_value_stays_suppressed_and_is_no_point_of_the_line() -> None:
    months = ["2014-08", "2014-09", "2014-10"]
    hidden = standing_of("60", "[c]", "62", months=months)
    without = standing_of("60", "62", months=["2014-08", "2014-10"])
    assert hidden.trend.picture == without.trend.picture
    assert text(standing_of("[c]", months=months).amount) == "[[c]]"


def test_a_comment_stands_beside_the_figure_that_it_is_on_and_beside_no_other() -> None:
    rows = seen("60", "2014-15-Q1"), seen("70", "2014-15-Q2")
    on_the_last = on("2014-15-Q2")
    _, table = card_of(*rows, comments=[on_the_last])
    assert text(table.rows[0][-1]) == "Two advisers left."
    _, table = card_of(*rows, comments=[on("2014-15-Q1")])
    assert "Comment" not in [column.header for column in table.columns]


def test_a_scorecard_of_nothing_says_so() -> None:
    (only,) = scorecard(known(kpi()), ["calls_answered"], "Scorecard")
    assert only == Absent("No data is held for: Scorecard.")
