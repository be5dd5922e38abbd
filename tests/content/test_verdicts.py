"""Results in sentences, and counts of ratings."""

import pytest
from builders import known, kpi, p, seen, target, words

from ccpi_nb.content.verdicts import describe, rating_counts

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"


@pytest.mark.parametrize(
    ("facts", "ending"),
    [
        # A share of a month is told beside those of quarters, which don't overlap.
        ([seen("1", Q1), seen("3", Q2), seen("5", "2014-10")], "up from [3%] in July to September 2014 and [1%] in"),
        ([seen("6", Q1), seen("3", Q2), seen("5", "2014-10")], "up from [3%] in July to September 2014, after [6%] in"),
        # Both are less than now, but the way there went down first.
        ([seen("4", Q1), seen("3", Q2), seen("5", "2014-10")], "up from [3%] in July to September 2014, after [4%] in"),
        ([seen("6", Q1), seen("3", Q2), seen("3", "2014-10")], ", the same as in July to September 2014, after [6%]"),
        (
            [seen("3", Q1), seen("3", Q2), seen("3", "2014-10")],
            "same as in July to September 2014 and in April to June",
        ),
        ([seen("1", "2014-04/2014-10"), seen("5", "2014-10")], "Calls answered stood at [5%] in October 2014."),
        ([seen("1", Q2), seen("2", "2014-09"), seen("5", "2014-10")], "up from [2%] in September 2014."),
        (
            [seen("[x]", "2014-09"), seen("2", Q1), seen("5", "2014-10")],
            "Calls answered stood at [5%] in October 2014.",
        ),
        ([seen("1", "2014-09-30"), seen("5", "2014-10")], "Calls answered stood at [5%] in October 2014."),
        ([seen("1", "2014-04/2014-09"), seen("5", "2014-10")], "up from [1%] in April to September 2014."),
        ([seen("1", "2014-09", qualifier="about"), seen("1", "2014-10")], "compared with [about 1%] in September"),
    ],
)
def test_a_value_is_told_beside_earlier_ones_that_may_be_compared(facts, ending):
    evidence = known(kpi(polarity="none"), *facts)
    assert ending in words(describe(evidence.result("calls_answered", p("2014-10"))))


def test_sums_over_other_lengths_of_time_are_not_told_beside_each_other():
    evidence = known(kpi(unit="number"), seen("18", Q1), seen("30", Q2), seen("11", "2014-10"))
    assert (
        words(describe(evidence.result("calls_answered", p("2014-10"))))
        == "Calls answered came to [11] in October 2014."
    )


def test_two_figures_are_called_two_and_three_are_told_alike():
    counts = [seen("31", "2014-08"), seen("243", "2014-09"), seen("250", "2014-10")]
    evidence = known(kpi(unit="number", polarity="lower"), *counts)
    two, three = (words(describe(evidence.result("calls_answered", p(at)))) for at in ("2014-09", "2014-10"))
    assert two == (
        "Calls answered got worse: [243] in September 2014, up from [31] in August 2014, the one earlier figure. The "
        "papers give no target."
    )
    assert three == (
        "Calls answered got worse again: [250] in October 2014, up from [243] in September 2014 and [31] in August "
        "2014. The papers give no target."
    )


@pytest.mark.parametrize(
    ("values", "aim", "opening"),
    [
        (("71", "74"), target("80"), "Calls answered improved but missed the target of [at least 80%]. The figure was"),
        (("71", "74", "77"), target("80"), "Calls answered improved again but missed the target"),
        (("76", "74", "77"), target("80"), "Calls answered improved but missed the target"),
        (("85", "82"), target("80"), "Calls answered got worse but met the target"),
        (("85", "79"), target("80"), "Calls answered got worse and missed the target"),
        (("79", "85"), target("80"), "Calls answered improved and met the target"),
        (("79", "79"), target("80"), "Calls answered missed the target"),
        (
            ("70", "79"),
            target("80", tolerance="2"),
            "Calls answered improved but missed the target of [at least 80%], within a tolerance of [2 percentage "
            "points].",
        ),
    ],
)
def test_a_result_with_a_target_opens_with_its_way_and_its_verdict(values, aim, opening):
    months = ("2014-08", "2014-09", "2014-10")[-len(values) :]
    evidence = known(kpi(), aim, *map(seen, values, months))
    assert words(describe(evidence.result("calls_answered", p("2014-10")))).startswith(opening)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ([seen("65.5")], "Calls answered stood at [65.5%] in July to September 2014."),
        ([seen("6", breakdown="Preston")], "Calls answered (Preston) stood at [6%] in July to September 2014."),
        (
            [seen("65.5"), target("70")],
            "Calls answered missed the target of [at least 70%]. The figure was [65.5%] in July to September 2014.",
        ),
        (
            [seen("[x]"), target("70")],
            "Calls answered: [not available] in July to September 2014. The target is [at least 70%].",
        ),
        (
            [seen("62", Q1), seen("65", Q2)],
            (
                "Calls answered improved: [65%] in July to September 2014, up from [62%] in April to June 2014, the "
                "one earlier figure. The papers give no target."
            ),
        ),
        (
            [kpi(polarity="none"), seen("62", Q1), seen("61", Q2)],
            ("Calls answered stood at [61%] in July to September 2014, down from [62%] in April to June 2014."),
        ),
        (
            [seen("62", Q1), seen("62", Q2)],
            "Calls answered stood at [62%] in July to September 2014, the same as in April to June 2014.",
        ),
        ([seen("[x]", Q1), seen("62", Q2)], "Calls answered stood at [62%] in July to September 2014."),
    ],
)
def test_a_result_is_described_as_far_as_data_goes(facts, sentence):
    evidence = known(*facts)
    breakdown = next((each.breakdown for each in evidence.observations), "")
    assert words(describe(evidence.result("calls_answered", p(Q2), breakdown))) == sentence


# How many are on target


def results(*values: str):
    keys = ["calls_answered", "letters_sent", "forms_checked", "offers_made"]
    facts = [
        fact
        for key, value in zip(keys, values, strict=False)
        for fact in (seen(value, of=key), target("90", of=key, tolerance="2"))
    ]
    evidence = known(*facts, seen("1", of="without_target"))
    return [evidence.result(key, p(Q2)) for key in (*keys[: len(values)], "without_target")]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["90"], "The [one] indicator with a target is on target."),
        (["90", "95"], "[Both] indicators with a target are on target."),
        (["90", "90", "90"], "All [three] indicators with a target are on target."),
        (["1", "1"], "[Both] indicators with a target are off target: Calls answered ([1%]) and Letters sent ([1%])."),
        (
            ["90", "1"],
            "[One] of the [two] indicators with a target is on target; Letters sent ([1%]) misses its target.",
        ),
        (
            ["90", "1", "1", "90"],
            (
                "[Two] of the [four] indicators with a target are on target; Letters sent ([1%]) and Forms "
                "checked ([1%]) "
                "miss theirs."
            ),
        ),
        (["[x]", "90"], "[One] of the [two] indicators with a target is on target; Calls answered has no data."),
        (
            ["90", "1", "2", "89"],
            (
                "[Two] of the [four] indicators with a target are off target: Letters sent ([1%]) and Forms checked "
                "([2%]); Offers made ([89%]) is within tolerance; Calls answered ([90%]) is on target."
            ),
        ),
        (["[x]"], "The [one] indicator with a target has no data: Calls answered."),
        ([], ""),
    ],
)
def test_indicators_with_a_target_are_counted_by_rating_and_named_unless_on_target(values, sentence):
    assert words(rating_counts(results(*values))) == sentence


def test_a_count_comes_from_the_rows_counted():
    on_target, total, off_target = (run for run in rating_counts(results("90", "1")) if run.kind == "figure")
    assert [(count.text, count.value) for count in (on_target, total)] == [("One", "1"), ("two", "2")]
    assert [row.indicator for row in total.rows] == ["calls_answered", "letters_sent"]
    assert [row.indicator for row in on_target.rows] == ["calls_answered"]
    assert [row.indicator for row in off_target.rows] == ["letters_sent"]
