from dataclasses import replace

import pytest
from builders import continued, known, kpi, p, refusal, seen, target, words
from hypothesis import given
from hypothesis import strategies as st
from shown_tables import grid, notes, tones

from ccpi_nb.content.tables import headlines, history_table, performance_table, rate_table
from ccpi_nb.content.verdicts import describe, rating_counts
from ccpi_nb.document.model import Absent, Paragraph

Q1, Q2, Q3 = p("2014-15-Q1"), p("2014-15-Q2"), p("2014-15-Q3")


# Performance


def performance(*facts, keys=("calls_answered",), periods=(Q1, Q2)):
    return performance_table(known(*facts), keys, periods, "Calls")


def test_an_indicator_is_a_row_with_target_rating_and_direction():
    table = performance(seen("62", "2014-15-Q1"), seen("89", "2014-15-Q2"), target("90", tolerance="2"))
    assert words(table.caption) == "Calls"
    assert grid(table) == [
        ["Measure", "Apr to Jun 2014", "Jul to Sep 2014", "Target", "Rating", "Direction"],
        ["Calls answered", "[62%]", "[89%]", "[at least 90%]", "Within tolerance", "Improving"],
    ]
    assert tones(table) == [["", "", "", "", "within", "better"]]
    assert notes(table) == [
        "Ratings are for July to September 2014.",
        "A direction compares two figures, those of July to September 2014 and April to June 2014.",
    ]


def test_columns_that_no_row_needs_are_left_out():
    assert grid(performance(seen("62", "2014-15-Q1"), periods=(Q1,))) == [
        ["Measure", "Apr to Jun 2014"],
        ["Calls answered", "[62%]"],
    ]


def test_rows_without_a_value_are_left_out():
    held = (seen("60", "2014-15-Q1"), seen("62", "2014-15-Q2"))
    table = performance(kpi("letters_sent"), *held, keys=("letters_sent", "calls_answered"))
    assert [row[0] for row in grid(table)[1:]] == ["Calls answered"]


@pytest.mark.parametrize(
    "asked", [{"periods": (Q1, Q3)}, {"keys": ("letters_sent", "calls_answered")}, {"periods": (Q1, Q2, Q3)}]
)
def test_a_single_value_of_all_that_was_asked_for_is_a_sentence_with_its_note(asked):
    held = (kpi("letters_sent"), seen("62", "2014-15-Q1", note="Counted by hand."))
    said = performance(*held, **asked)
    assert isinstance(said, Paragraph)
    assert words(said.runs) == "Calls answered stood at [62%] in April to June 2014. Counted by hand."


def test_a_single_value_with_a_target_is_a_table_since_there_is_something_beside_it():
    assert grid(performance(seen("62", "2014-15-Q1"), target("90"), periods=(Q1, Q3)))[1][-1] == "Off target"


def test_one_row_without_what_others_have_says_so():
    facts = [
        seen("62", "2014-15-Q1"),
        seen("89", "2014-15-Q2"),
        target("90"),
        seen("7", "2014-15-Q2", of="letters_sent"),
    ]
    table = performance(*facts, keys=("calls_answered", "letters_sent"))
    assert grid(table)[2] == ["Letters sent", "[x]", "[7%]", "None given", "Not rated", "Not compared"]
    assert "[x] means not available." in notes(table)


def test_a_row_is_rated_by_its_last_period_with_a_value():
    table = performance(seen("62", "2014-15-Q1"), seen("[x]", "2014-15-Q2"), target("90"))
    assert grid(table)[1] == ["Calls answered", "[62%]", "[[x]]", "[at least 90%]", "Off target"]
    assert notes(table) == ["[x] means not available.", "Ratings are for April to June 2014."]


def test_a_row_with_a_target_and_no_value_is_no_data_and_never_red():
    table = performance(seen("[c]", "2014-15-Q2"), target("90"), periods=(Q2,))
    assert grid(table)[1] == ["Calls answered", "[[c]]", "[at least 90%]", "No data"]
    assert tones(table) == [["", "", "", "none"]]
    assert notes(table) == ["[c] means confidential."]


def test_a_direction_is_between_two_values_of_the_table():
    facts = [seen("9", "2014-15-Q1"), seen("7", "2014-15-Q2"), seen("7", "2014-10"), seen("8", "2014-15-Q3")]
    with_gap, with_all = performance(*facts, periods=(Q1, p("2014-10"), Q3)), performance(*facts, periods=(Q1, Q2, Q3))
    assert grid(with_gap)[1][-1] == "Worsening"
    assert notes(with_gap) == [
        "A direction compares two figures, those of October to December 2014 and April to June 2014."
    ]
    assert grid(with_all)[1][-1] == "Improving"
    assert notes(with_all) == [
        "A direction compares two figures, those of October to December 2014 and July to September 2014."
    ]


def test_rows_whose_directions_compare_other_periods_are_named():
    facts = [
        seen("1", "2014-15-Q1"),
        seen("2", "2014-15-Q2"),
        seen("2", "2014-15-Q1", of="letters_sent"),
        seen("2", "2013-14-Q4", of="letters_sent"),
    ]
    table = performance(*facts, keys=("calls_answered", "letters_sent"))
    assert [row[-1] for row in grid(table)[1:]] == ["Improving", "No change"]
    assert tones(table)[1][-1] == "same"
    assert notes(table)[-1] == (
        "A direction compares two figures, those of July to September 2014 and April to June 2014; for Letters sent "
        "those of April to June 2014 and January to March 2014."
    )


def test_a_note_is_numbered_once_and_its_slots_are_filled():
    note = "The text says {calls_answered @ 2014-15-Q1}."
    table = performance(seen("62", "2014-15-Q1", note=note), seen("89", "2014-15-Q2", note=note))
    assert grid(table)[1][1:3] == [
        "[62%]\u00a0[note\u00a01]",
        "[89%]\u00a0[note\u00a01]",
    ]  # a number and its note stay on one line
    assert notes(table)[0] == "[note 1] The text says [62%]."


def test_every_shorthand_shown_is_explained_once():
    facts = [seen("[z]", "2014-15-Q1"), seen("[c]", "2014-15-Q2"), seen("[c]", "2014-15-Q3")]
    assert notes(performance(*facts, periods=(Q1, Q2, Q3))) == ["[c] means confidential.", "[z] means not applicable."]


def test_a_table_without_data_is_absent():
    assert performance(kpi()) == Absent("No data is held for: Calls.")


def test_an_unknown_indicator_is_refused():
    assert (
        refusal(lambda: performance(kpi(), keys=("calls_answer",)))
        == "there is no indicator 'calls_answer'; did you mean 'calls_answered'?"
    )


# Rates


def rates(complaints: str, applications: str, rate: str, *more):
    facts = (seen(complaints, of="complaints"), seen(applications, of="applications"), seen(rate, of="complaint_rate"))
    evidence = known(
        kpi("complaints", unit="number"),
        kpi("applications", unit="number"),
        kpi("complaint_rate", decimals=2),
        *facts,
        *more,
    )
    return rate_table(evidence, "complaints", "applications", "complaint_rate", [Q1, Q2], "Complaints")


def test_a_published_rate_stands_beside_the_one_worked_out_again():
    table = rates("57", "12285", "0.46", target("0.25", "<=", of="complaint_rate"))
    assert grid(table) == [
        ["Period", "Complaints", "Applications", "Rate as published", "Rate worked out again", "Target", "Rating"],
        ["July to September 2014", "[57]", "[12,285]", "[0.46%]", "[0.46%]", "[no more than 0.25%]", "Off target"],
    ]
    assert notes(table) == []


def test_where_rates_differ_the_published_one_is_rated():
    table = rates("57", "12285", "0.25", target("0.25", "<=", of="complaint_rate"))
    assert grid(table)[1][3:] == ["[0.25%]", "[0.46%]", "[no more than 0.25%]", "On target"]
    assert notes(table) == ["The published rate is the one that is rated."]


@pytest.mark.parametrize(("complaints", "applications"), [("[x]", "12285"), ("57", "[x]"), ("57", "0")])
def test_a_rate_that_cannot_be_worked_out_again_is_left_open(complaints, applications):
    assert grid(rates(complaints, applications, "0.46"))[1][4] == "–"


def test_a_rate_whose_number_is_not_held_is_shown_without_it():
    evidence = known(
        kpi("complaints", unit="number"),
        kpi("applications", unit="number"),
        seen("57", of="complaints"),
        seen("0.46", of="complaint_rate"),
    )
    table = rate_table(evidence, "complaints", "applications", "complaint_rate", [Q2], "Complaints")
    assert grid(table)[1][1:5] == ["[57]", "[x]", "[0.46%]", "–"]


@pytest.mark.parametrize("qualifier", ["about", "over", "estimated"])
def test_a_rate_is_not_worked_out_again_from_numbers_that_are_not_exact(qualifier):
    facts = (
        seen("57", of="complaints", qualifier=qualifier),
        seen("12285", of="applications"),
        seen("0.46", of="complaint_rate"),
    )
    numbers = kpi("complaints", unit="number"), kpi("applications", unit="number")
    table = rate_table(known(*numbers, *facts), "complaints", "applications", "complaint_rate", [Q2], "Complaints")
    assert grid(table)[1][1:5] == [f"[{qualifier} 57]", "[12,285]", "[0.46%]", "–"]


def test_a_rating_that_cannot_be_said_is_a_word_without_a_colour_of_its_own():
    facts = seen("78", "2014-15-Q1", qualifier="over"), seen("80", qualifier="about"), target("80")
    table = performance(*facts)
    assert grid(table)[1] == [
        "Calls answered",
        "[over 78%]",
        "[about 80%]",
        "[at least 80%]",
        "Cannot be said",
        "Cannot be said",
    ]
    assert tones(table)[0][-2:] == ["none", "none"]


def test_a_band_is_shown_by_both_of_its_ends():
    table = performance(seen("73"), target("60", ">="), target("70", "<="), periods=(Q2,))
    assert grid(table)[1] == ["Calls answered", "[73%]", "[at least 60%] and [no more than 70%]", "Off target"]


def test_an_indicator_of_which_neither_way_is_better_has_no_direction():
    lets = kpi("contracts_let", unit="number", polarity="none")
    table = performance(
        lets, seen("18", "2014-15-Q1", of="contracts_let"), seen("30", of="contracts_let"), keys=("contracts_let",)
    )
    assert grid(table)[0] == ["Measure", "Apr to Jun 2014", "Jul to Sep 2014"]


def test_nothing_improves_towards_an_estimate():
    table = performance(seen("62", "2014-15-Q1"), seen("89", qualifier="estimated"))
    assert grid(table) == [
        ["Measure", "Apr to Jun 2014", "Jul to Sep 2014"],
        ["Calls answered", "[62%]", "[estimated 89%]"],
    ]


def test_rates_without_a_published_one_are_absent():
    evidence = known(seen("57", of="complaints"), seen("9", of="applications"), kpi("complaint_rate"))
    assert rate_table(evidence, "complaints", "applications", "complaint_rate", [Q2], "Rates") == Absent(
        "No data is held for: Rates."
    )


# History


def history(*values: str, reference: str = "2014-06-30"):
    days = ["2014-06-30", "2014-09-18", "2014-09-30", "2014-11-09"]
    return history_table(
        known(*(seen(*each) for each in zip(values, days, strict=False))), "calls_answered", p(reference), "History"
    )


def test_a_history_tells_the_distance_of_each_value_to_one_of_them():
    assert grid(history("62.5", "65", "61", "62.5")) == [
        ["Period or day", "Calls answered", "Difference from 30 June 2014"],
        ["30 June 2014", "[62.5%]", "–"],
        ["18 September 2014", "[65%]", "+[2.5 percentage points]"],
        ["30 September 2014", "[61%]", "−[1.5 percentage points]"],
        ["9 November 2014", "[62.5%]", "[0.0 percentage points]"],
    ]


@pytest.mark.parametrize("values", [("62.5", "[x]"), ("[x]", "62.5")])
def test_there_is_no_distance_to_or_from_a_missing_value(values):
    assert [row[2] for row in grid(history(*values))[1:]] == ["–", "–"]


def test_a_history_needs_the_value_it_is_measured_from():
    problem = (
        "there is no observation of 'calls_answered' at 2014-06-29 "
        "(its place: data/observations/calls/2014-06-29.csv); did you mean '2014-06-30'?"
    )
    assert refusal(lambda: history("62.5", reference="2014-06-29")) == problem


def test_a_history_of_nothing_is_absent():
    assert history_table(known(kpi()), "calls_answered", Q2, "History") == Absent("No data is held for: History.")


def test_a_history_without_a_reference_is_told_with_targets_and_ratings():
    facts = (seen("50", "2014-15-Q2"), seen("92", "2014-10-31"), seen("[x]", "2014-11-30"))
    plain_table = history_table(known(*facts), "calls_answered", None, "History")
    assert grid(plain_table) == [
        ["Period or day", "Calls answered"],
        ["July to September 2014", "[50%]"],
        ["31 October 2014", "[92%]"],
        ["30 November 2014", "[[x]]"],
    ]
    rated = history_table(known(*facts, target("90", valid_from="2014-10-01")), "calls_answered", None, "History")
    assert grid(rated) == [
        ["Period or day", "Calls answered", "Target", "Rating"],
        ["July to September 2014", "[50%]", "None given", "Not rated"],
        ["31 October 2014", "[92%]", "[at least 90%]", "On target"],
        ["30 November 2014", "[[x]]", "[at least 90%]", "No data"],
    ]
    assert notes(rated) == ["[x] means not available."]


@pytest.mark.parametrize("key", ["calls_answered", "contacts_answered"])
def test_a_history_goes_through_a_break_in_definition_and_says_why(key):
    facts = (
        continued("contacts_answered"),
        seen("50", "2014-06-30"),
        seen("60", "2014-09-30", of="contacts_answered", note="By text as well."),
    )
    table = history_table(known(*facts), key, None, "History")
    assert grid(table) == [
        ["Period or day", "Measure", "Value"],
        ["30 June 2014", "Calls answered", "[50%]"],
        ["30 September 2014", "Contacts answered", "[60%]\N{NO-BREAK SPACE}[note\N{NO-BREAK SPACE}1]"],
    ]
    assert notes(table) == [
        "[note 1] By text as well.",
        (
            "On 1 July 2014 the measure changed from 'Calls answered' to 'Contacts answered', because calls by text "
            "count as well. Figures before and after cannot be compared."
        ),
    ]


def test_a_distance_to_a_reference_is_not_measured_across_a_break():
    facts = (continued("contacts_answered"), seen("50", "2014-06-30"), seen("60", "2014-09-30", of="contacts_answered"))
    assert len(history_table(known(*facts), "calls_answered", p("2014-06-30"), "History").rows) == 1


OCTOBER, TO_OCTOBER = p("2014-10"), p("2014-04/2014-10")
HIDDEN = (seen("84.4", "2014-04/2014-10"), seen("92.6", "2014-10"), target("90"))
SAID = "the year so far, April to October 2014, is off target at [84.4%]"


def test_a_rating_that_the_last_period_hides_is_told_below_the_table():
    table = performance(*HIDDEN, periods=(OCTOBER,))
    assert grid(table)[1][-1] == "On target"
    assert notes(table)[-1] == f"Calls answered: {SAID}."


def test_a_rating_that_the_last_period_hides_is_told_on_its_card_and_in_its_sentence():
    evidence = known(*HIDDEN)
    (card,) = headlines(evidence, ["calls_answered"], [OCTOBER]).items
    assert (card.rating, words(card.detail)) == ("On target", f"October 2014. Target [at least 90%]; {SAID}")
    result = evidence.result("calls_answered", OCTOBER)
    assert words(describe(result)) == (
        "Calls answered met the target of [at least 90%]. The figure was [92.6%] in October 2014. "
        f"{SAID.capitalize()[0]}{SAID[1:]}."
    )
    assert words(rating_counts([result])).endswith(f" on target. Calls answered: {SAID}.")


def test_a_year_so_far_that_is_the_last_shown_hides_nothing():
    assert not [note for note in notes(performance(*HIDDEN, periods=(OCTOBER, TO_OCTOBER))) if "so far" in note]


@pytest.mark.parametrize(
    "periods", [("2015-16", "2016-17", "2017-04/2018-02"), ("2014-15-Q1", "2014-15-Q2", "2014-10")]
)
def test_no_direction_is_older_than_the_rating_beside_it(periods):
    facts = [
        seen(value, period, as_at="2014-10-31") for value, period in zip(("100", "98", "100"), periods, strict=True)
    ]
    table = performance(*facts, target("75"), periods=tuple(map(p, periods)))
    assert [column.header for column in table.columns][-1] == "Rating"


@given(
    st.lists(
        st.sampled_from(["2014-15-Q1", "2014-15-Q2", "2014-10", "2014-11", "2014-04/2014-10"]), min_size=1, unique=True
    )
)
def test_a_direction_is_always_that_of_the_value_that_is_rated(periods):
    order = tuple(sorted(map(p, periods)))
    facts = [seen(str(50 + place), str(period)) for place, period in enumerate(order)]
    table = performance(*facts, target("75"), periods=order)
    if "Direction" in [column.header for column in table.columns]:
        (direction,) = table.rows[0][-1].runs
        (rating,) = table.rows[0][-2].runs
        assert direction.rows[0] == rating.rows[0]


def test_a_supposed_period_is_said_to_be_so_on_a_card_and_in_a_sentence():
    value = replace(seen("90", note="The paper names no period."), supposed="period")
    (card,) = headlines(known(value), ["calls_answered"], [Q2]).items
    assert words(card.detail) == "July to September 2014 (period supposed: the paper gives none)"
    assert "(period supposed: the paper gives none)" in words(describe(known(value).result("calls_answered", Q2)))


@pytest.mark.parametrize(
    ("part", "whole", "rate", "units"),
    [
        ("number", "£m", "%", "'part' (number) over 'whole' (£m) gives no rate such as 'rate' (%)"),
        ("number", "number", "number", "'part' (number) over 'whole' (number) gives no rate such as 'rate' (number)"),
        ("%", "%", "%", "'part' (%) over 'whole' (%) gives no rate such as 'rate' (%)"),
        ("days", "number", "%", "'part' (days) over 'whole' (number) gives no rate such as 'rate' (%)"),
    ],
)
def test_a_rate_of_what_makes_none_is_refused(part, whole, rate, units):
    evidence = known(
        kpi("part", unit=part),
        kpi("whole", unit=whole),
        kpi("rate", unit=rate),
        seen("5", of="part"),
        seen("3", of="whole"),
        seen("7", of="rate"),
    )
    assert refusal(lambda: rate_table(evidence, "part", "whole", "rate", [Q2], "Rates")) == (
        f"{units}; name two numbers in one unit and a rate in %, or work it out with report.computed"
    )
