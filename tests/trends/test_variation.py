from dataclasses import replace

import pytest
from builders import kpi, p, refusal, seen, target, words
from drawn import STEADY, held, monthly

from ccpi_nb.document.runs import plain
from ccpi_nb.domain.periods import Period
from ccpi_nb.trends.process_limits import Nature
from ccpi_nb.trends.variation import Controlled, chosen
from ccpi_nb.trends.variation_words import chart_verdict, control_sentences, too_few

KEY = "calls_answered"


def controlled(*facts: object, periods: tuple[Period, ...] = ()) -> Controlled:
    evidence = held(*facts)
    return Controlled(evidence.indicator(KEY), chosen(evidence, KEY, periods))


def said(*facts: object) -> list[str]:
    return [words(runs) for runs in control_sentences(controlled(*facts))]


# Which values


def test_without_periods_those_of_the_kind_that_has_most_are_taken():
    facts = [
        *monthly(*STEADY),
        *(seen("50", f"2014-15-Q{quarter}") for quarter in (1, 2)),
        seen("50", "2014-15"),
        seen("50", "2014-11-09"),
    ]
    assert controlled(*facts).at(range(13)) == tuple(p("2014-04").shifted(month) for month in range(13))


def test_named_periods_are_taken_in_the_order_of_time_and_those_without_a_value_left_out():
    facts = [*monthly(*STEADY), seen("[x]", "2015-05"), seen("51", "2015-06")]
    named = tuple(p(period) for period in ("2015-06", "2015-05", "2014-04", "2015-07"))
    results = chosen(held(*facts), KEY, named)
    assert [str(each.observation.period) for each in results] == ["2014-04", "2015-06"]


def test_periods_of_two_kinds_are_refused():
    evidence = held(*monthly(50, 51), seen("50", "2014-15-Q1"))
    named = [p("2014-04"), p("2014-05"), p("2014-15-Q1")]
    problem = (
        "a control chart of 'calls_answered' takes periods of one kind, and 2014-15-Q1 is unlike 2014-04; leave "
        "out one kind"
    )
    assert refusal(chosen, evidence, KEY, named) == problem


def test_periods_that_overlap_are_refused():
    evidence = held(seen("50", "2013-04/2014-03"), seen("51", "2013-07/2014-06"))
    problem = (
        "a control chart of 'calls_answered' takes periods that don't overlap, as 2013-04/2014-03 and "
        "2013-07/2014-06 do; name others"
    )
    assert refusal(chosen, evidence, KEY, ()) == problem


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, ""),
        (1, "There are too few figures ([1] of the [13] needed) to tell real change from chance."),
        (7, "There are too few figures ([7] of the [13] needed) to tell real change from chance."),
        (12, "There are too few figures ([12] of the [13] needed) to tell real change from chance."),
        (13, ""),
    ],
)
def test_too_few_values_are_counted(count, sentence):
    results = chosen(held(kpi(), *monthly(*STEADY[:count])), KEY, ())
    assert words(too_few(results)) == sentence


# Beside a rating


def verdict(*facts: object, at: str = "2015-04", breakdown: str = "") -> str:
    evidence = held(*facts)
    return words(chart_verdict(evidence, evidence.result(KEY, p(at), breakdown)))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([kpi(), *monthly(*STEADY)], "no more than chance, going by [13] figures"),
        ([kpi(), *monthly(*STEADY[:-1], 20)], "worse by more than chance, going by [13] figures"),
        ([kpi(), *monthly(*STEADY[:-1], 80)], "better by more than chance, going by [13] figures"),
        ([kpi(polarity="none"), *monthly(*STEADY[:-1], 80)], "a change by more than chance, going by [13] figures"),
        (
            [kpi(), target("51"), *monthly(*STEADY)],
            "no more than chance, going by [13] figures; the target is hit or miss",
        ),
        ([kpi(), *monthly(*STEADY[1:])], ""),  # 12 figures
        ([kpi(), *monthly(*STEADY), seen("50", "2015-05")], "no more than chance, going by [13] figures"),
    ],
)
def test_a_control_chart_s_verdict_can_stand_beside_a_rating(facts, said):
    assert verdict(*facts, at="2015-04" if len(facts) != 13 else "2015-03") == said


def test_rolling_years_and_figures_that_are_not_exact_have_no_verdict():
    rolling = [seen("50", str(p("2014-04/2015-03").shifted(month))) for month in range(13)]
    assert verdict(*rolling, at=str(rolling[-1].period)) == ""
    assert verdict(*monthly(*STEADY[:-1]), seen("50", "2015-04", qualifier="about")) == ""


# What is said


def test_common_cause_and_no_target():
    assert said(*monthly(*STEADY)) == [
        (
            "Variation: common cause. The latest value, [50%] in April 2015, lies within the process limits and in no "
            "pattern that chance is unlikely to make."
        ),
        "Assurance: no target is in force, so the chart says nothing of meeting one.",
        "No value and no pattern of values points to a special cause.",
        "The mean of the [13] values is [50.15%] and the process limits are [44.83%] and [55.47%]: the mean less and "
        "plus [2.66] times the average "
        "difference between one value and the next. They come from all values shown, by the rules of NHS England's "
        "'Making Data Count', and are "
        "not based anew on a part of them.",
    ]


@pytest.mark.parametrize(
    ("polarity", "verdict"),
    [
        ("higher", "special cause, improving (high)"),
        ("lower", "special cause, concerning (high)"),
        ("none", "special cause, neither better nor worse (high)"),
    ],
)
def test_special_cause_is_better_or_worse_by_polarity(polarity, verdict):
    facts = said(kpi(polarity=polarity), *monthly(*STEADY, 64))
    assert facts[0] == f"Variation: {verdict}. The latest value, [64%] in May 2015, lies above the upper process limit."
    assert facts[2] == "Above the upper process limit: May 2015 ([64%])."


def test_a_special_value_that_is_not_the_latest_leaves_the_verdict_alone_and_is_named():
    verdict, _, finding, *_ = said(*monthly(*STEADY, 64, 50))
    assert verdict.startswith("Variation: common cause.")
    assert finding == "Above the upper process limit: May 2015 ([64%])."


def test_a_rule_names_its_values_and_three_in_a_row_by_their_ends():
    facts = said(*monthly(50, 52, 49, 51, 50, 52, 48, 51, 49, 50, 47, 47, 56, 50, 51, 58, 60, 61))
    assert (
        "Two of three values in a row near the upper process limit or beyond it: July 2015 to September 2015." in facts
    )
    facts = said(*monthly(50, 52, 49, 51, 50, 52, 48, 51, 49, 50, 47, 47, 50, 51, 58, 60))
    assert (
        "Two of three values in a row near the upper process limit or beyond it: June 2015 ([58%]) and July 2015 "
        "([60%])."
    ) in facts


def test_a_shift_and_a_trend_say_of_the_latest_value_how_many_came_before():
    falling = said(*monthly(70, 50, 72, 48, 70, 50, 66, 64, 63, 62, 61, 60, 59))
    assert falling[0].endswith("[59%] in April 2015, is the last of [7] in a row that each fell from the one before.")
    assert "Seven values or more in a row, each lower than the one before: October 2014 to April 2015." in falling
    below = said(*monthly(70, 50, 72, 48, 70, 58, 57, 58, 57, 58, 57, 58, 57))
    assert below[0].endswith("[57%] in April 2015, is the last of [8] in a row below the mean.")
    assert "Seven values or more in a row below the mean: September 2014 to April 2015." in below


def test_signs_that_point_both_ways_are_said_to():
    rising = (30, 10, 30, 10, 30, 10, 30, 10, 30, 0, 1, 2, 3, 4, 5, 6)
    verdict = said(*monthly(*rising))[0]
    assert verdict.startswith("Variation: special cause, improving (high).")
    assert verdict.endswith(
        "and is the last of [7] in a row below the mean. The signs point both ways, and the better way is the "
        "one named."
    )
    assert "both ways" not in said(kpi(polarity="none"), *monthly(*rising))[0]


@pytest.mark.parametrize(
    ("aim", "comparator", "verdict", "lies", "outlook"),
    [
        ("60", ">=", "consistently missed", "above the upper process limit, [55.47%]", "will hardly ever be met"),
        ("40", ">=", "consistently met", "below the lower process limit, [44.83%]", "will be met nearly always"),
        ("60", "<=", "consistently met", "above the upper process limit, [55.47%]", "will be met nearly always"),
        ("40", "<", "consistently missed", "below the lower process limit, [44.83%]", "will hardly ever be met"),
        (
            "51",
            ">=",
            "hit or miss",
            "between the process limits, [44.83%] and [55.47%]",
            "will be met at some times and missed at others",
        ),
    ],
)
def test_assurance_says_where_the_target_lies(aim, comparator, verdict, lies, outlook):
    words_of = {">=": "at least", "<=": "no more than", "<": "below"}[comparator]
    sentence = f"Assurance: {verdict}. The target, [{words_of} {aim}%], lies {lies}: as things are it {outlook}."
    assert said(target(aim, comparator), *monthly(*STEADY))[1] == sentence


@pytest.mark.parametrize(
    ("lower", "upper", "sentence"),
    [
        (
            "40",
            "60",
            "consistently met. The target, {}, takes in both process limits, [44.83%] and [55.47%]: as things",
        ),
        ("56", "60", "consistently missed. The target, {}, lies above the upper process limit, [55.47%]: as things"),
        ("30", "40", "consistently missed. The target, {}, lies below the lower process limit, [44.83%]: as things"),
        ("50", "60", "hit or miss. The target, {}, lies between the process limits, [44.83%] and [55.47%]: as things"),
    ],
)
def test_a_band_is_met_where_both_of_its_ends_are(lower, upper, sentence):
    band = f"[at least {lower}%] and [no more than {upper}%]"
    found = said(target(lower, ">="), target(upper, "<="), *monthly(*STEADY))[1]
    assert found.startswith(f"Assurance: {sentence.format(band)}")


def test_values_that_are_not_exact_are_no_part_of_a_control_chart():
    rows = monthly(*STEADY)
    inexact = [replace(rows[0], qualifier="about"), *rows[1:]]
    assert len(controlled(*rows).results) == len(controlled(*inexact).results) + 1


def test_the_target_is_that_of_the_latest_value():
    changed = (target("40", valid_to="2015-03-31"), target("60", valid_from="2015-04-01"))
    assert said(*changed, *monthly(*STEADY))[1].startswith("Assurance: consistently missed. The target, [at least 60%]")
    assert "no target is in force" in said(target("40", valid_to="2015-03-31"), *monthly(*STEADY))[1]


@pytest.mark.parametrize(("aim", "verdict"), [("100", "consistently met"), ("100.5", "consistently missed")])
def test_values_that_never_varied_are_said_to_be_all_the_same(aim, verdict):
    sentence = said(target(aim), *monthly(*[100] * 13))[1]
    assert sentence.startswith(f"Assurance: {verdict}. The target, ")
    assert sentence.endswith(f"is {verdict.removeprefix('consistently ')} by every value, for all are the same.")


@pytest.mark.parametrize(
    ("values", "unit", "sentence"),
    [
        (
            (100, 99, 100, 98, 100, 99, 100, 97, 100, 99, 100, 98, 100),
            "%",
            "The upper limit is beyond what can be reached.",
        ),
        ((1, 0, 3, 0, 2, 0, 1, 4, 0, 2, 0, 1, 0), "number", "The lower limit is beyond what can be reached."),
        ((0, 100) * 7, "%", "Both limits are beyond what can be reached."),
        ((101, 99, 100, 98, 100, 99, 100, 97, 100, 99, 100, 98, 100), "%", ""),
        ((-1, 0, 3, 0, 2, 0, 1, 4, 0, 2, 0, 1, 0), "number", ""),
    ],
)
def test_a_limit_that_no_value_can_reach_is_said_to_be_none(values, unit, sentence):
    method = said(kpi(unit=unit), *monthly(*values))[-1]
    assert method.endswith(sentence or "not based anew on a part of them.")


def test_periods_without_a_value_are_named():
    gaps = said(*monthly(*STEADY[:5], None, *STEADY[5:9], None, *STEADY[9:]))
    assert (
        gaps[-1]
        == "September 2014 and February 2015 have no value here: the values on either side are taken as neighbours."
    )
    assert said(*monthly(*STEADY[:5], None, *STEADY[5:]))[-1].startswith("September 2014 has no value here")
    by_day = [seen(str(value), f"2014-05-{2 * place + 1:02}") for place, value in enumerate(STEADY)]
    assert controlled(*by_day).missing == ()


def test_lines_have_a_decimal_more_than_the_values_and_times_are_whole_seconds():
    assert controlled(kpi(unit="number", decimals=0), *monthly(*STEADY)).mean.text == "50.2"
    assert (
        controlled(kpi(unit="mm:ss", decimals=0), *monthly(*(value + 40 for value in STEADY))).mean.text == "1 min 30 s"
    )
    assert controlled(kpi(unit="number", decimals=0), *monthly(*STEADY)).mean.rows[12].period == "2015-04"


def test_where_a_nature_is_found_is_told_in_rows():
    series = controlled(*monthly(*STEADY, 64, 50, 64))
    assert series.where(Nature.COMMON) == "April 2014 to September 2014 and June 2015"
    assert series.where(Nature.CONCERNING) == "October 2014 to April 2015"
    assert series.where(Nature.IMPROVING) == "May 2015 and July 2015"
    assert series.where(Nature.NEITHER) == ""


def test_every_figure_has_the_rows_behind_it():
    for runs in control_sentences(controlled(target("51"), *monthly(*STEADY, 64))):
        assert plain(runs)
        assert all(run.rows for run in runs if run.kind == "figure")
