import pytest
from builders import known, kpi, p, seen, target, total
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.content.verdicts import describe
from ccpi_nb.differences.differences import Change, between_meetings, diff_summary, differences
from ccpi_nb.document.figures import change_figure, count_figure, observed, target_figure, total_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.document.runs import Row, Text
from ccpi_nb.domain.indicators import DataRow

CALLS, MONEY = kpi(), kpi("money_owed", unit="£", decimals=0)
INDICATORS = {each.key: each for each in (CALLS, MONEY)}


def ledger(*runs, report="04-calls"):
    return lines(entries(Document(Masthead("Calls", "2014-12-11"), tuple(Paragraph((run,)) for run in runs)), report))


def calls(value="65.5", period="2014-15-Q2", **more):
    return observed(CALLS, seen(value, period, **more))


def told(before, after):
    return [each.sentence(INDICATORS) for each in differences(before, after)]


def rated(value, *, aim="70", period="2014-15-Q2"):
    return rating_of(known(CALLS, target(aim), seen(value, period)).result("calls_answered", p(period)))


def turned(earlier, later):
    evidence = known(CALLS, seen(earlier, "2014-15-Q1"), seen(later))
    return direction_of(evidence.result("calls_answered", p("2014-15-Q2")))


def test_a_changed_figure_is_told_once_with_all_its_places():
    before = (*ledger(calls(), calls()), *ledger(calls(), report="05-other"))
    after = (*ledger(calls("66.25"), calls("66.25")), *ledger(calls("66.25"), report="05-other"))
    assert told(before, after) == [
        (
            "Calls answered, July to September 2014: 65.5% became 66.25% (up 0.75 percentage points), in 2 places of "
            "04-calls "
            "and 05-other"
        )
    ]


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (calls("65.5"), calls("64.5"), "65.5% became 64.5% (down 1.0 percentage points)"),
        (calls("65"), calls("66"), "65% became 66% (up 1 percentage point)"),
        (calls("65.5"), calls("65.5", qualifier="about"), "65.5% became about 65.5%"),
        (calls("65.5"), calls("[x]"), "65.5% became [x]"),
        (
            observed(MONEY, seen("1200", of="money_owed")),
            observed(MONEY, seen("900", of="money_owed")),
            "£1,200 became £900 (down £300, by 25.0%)",
        ),
        (
            observed(MONEY, seen("0", of="money_owed")),
            observed(MONEY, seen("900", of="money_owed")),
            "£0 became £900 (up £900)",
        ),
        (
            observed(MONEY, seen("10000", of="money_owed")),
            observed(MONEY, seen("10001", of="money_owed")),
            "£10,000 became £10,001 (up £1, by less than 0.1%)",
        ),
    ],
)
def test_what_a_figure_became_is_told_in_its_unit(was, now, words):
    (sentence,) = told(ledger(was), ledger(now))
    assert f": {words}, in 04-calls" in sentence


def test_a_moved_figure_is_no_difference():
    assert told(ledger(calls(), calls("60", "2014-15-Q1")), ledger(calls("60", "2014-15-Q1"), calls())) == []


def test_a_figure_shown_more_often_is_no_difference():
    assert told(ledger(calls()), ledger(calls(), calls())) == []


def test_a_changed_figure_that_is_shown_more_often_is_one_difference():
    (found,) = differences(ledger(calls()), ledger(calls("66"), calls("66")))
    assert (found.kind, len(found.places)) == (Change.CHANGED, 2)


def test_of_two_values_for_the_same_thing_only_the_one_that_changed_is_told():
    (sentence,) = told(ledger(calls("60"), calls("61")), ledger(calls("60"), calls("62")))
    assert "61% became 62%" in sentence


def test_two_values_that_came_to_agree_are_told():
    (sentence,) = told(ledger(calls("60"), calls("61")), ledger(calls("60"), calls("60")))
    assert "61% became 60%" in sentence


def test_a_figure_that_came_or_went_is_told_with_its_report():
    both, one = ledger(calls(), calls("60", "2014-15-Q1")), ledger(calls())
    assert told(one, both) == ["Calls answered, April to June 2014: 60% is new, in 04-calls"]
    assert told(both, one) == ["Calls answered, April to June 2014: 60% is gone, from 04-calls"]


def test_a_rating_that_turned_is_a_new_or_a_resolved_exception():
    on, off = ledger(rated("70")), ledger(rated("69.9"))
    (worse,) = [each for each in differences(on, off) if each.computation == "rating"]
    (better,) = [each for each in differences(off, on) if each.computation == "rating"]
    assert (
        worse.sentence(INDICATORS)
        == "Rating of Calls answered, July to September 2014 turned from on target to off target, in 04-calls"
    )
    assert (worse.is_new_exception, worse.is_resolved_exception) == (True, False)
    assert (better.is_new_exception, better.is_resolved_exception) == (False, True)


def test_a_verdict_that_a_sentence_words_otherwise_is_the_same_verdict():
    def described(*values):
        facts = (CALLS, target("70"), *map(seen, values, ("2014-15-Q1", "2014-15-Q2")))
        return ledger(*describe(known(*facts).result("calls_answered", p("2014-15-Q2"))))

    result = known(CALLS, target("70"), seen("68", "2014-15-Q1"), seen("65")).result("calls_answered", p("2014-15-Q2"))
    found = differences(ledger(rating_of(result), direction_of(result)), described("68", "65"))
    assert [each for each in found if each.computation in ("rating", "direction")] == []
    turned_now = "Rating of Calls answered, July to September 2014 turned from off target to on target, in 04-calls"
    assert turned_now in told(described("68", "65"), described("68", "75"))


def test_an_exception_that_is_not_shown_any_longer_is_not_resolved():
    found = differences(ledger(rated("69.9")), ())
    assert [each.is_resolved_exception for each in found] == [False, False]


def test_an_exception_of_which_nothing_can_be_said_any_longer_is_not_resolved():
    for value in ("about 70", "[x]"):
        qualifier, _, number = value.rpartition(" ")
        evidence = known(CALLS, target("70"), seen(number, qualifier=qualifier))
        unsaid = rating_of(evidence.result("calls_answered", p("2014-15-Q2")))
        (found,) = [each for each in differences(ledger(rated("69.9")), ledger(unsaid)) if each.computation == "rating"]
        assert (found.is_new_exception, found.is_resolved_exception) == (False, False)


def test_between_values_that_are_not_exact_no_amount_is_told():
    assert told(ledger(calls("65", qualifier="over")), ledger(calls("70", qualifier="about"))) == [
        "Calls answered, July to September 2014: over 65% became about 70%, in 04-calls"
    ]


def test_a_direction_that_turned_is_told_with_both_periods():
    assert told(ledger(turned("60", "61")), ledger(turned("62", "61"))) == [
        (
            "Direction of Calls answered, July to September 2014 since April to June 2014 turned from improving to "
            "worsening, "
            "in 04-calls"
        )
    ]


def test_a_change_is_told_with_its_way():
    def change(later):
        return ledger(change_figure(CALLS, seen("60", "2014-15-Q1"), seen(later)))

    (sentence,) = told(change("61"), change("59.5"))
    assert ": up 1 percentage point became down 0.5 percentage points (down 1.5 percentage points)" in sentence


def test_a_restatement_names_days_and_documents():
    (found,) = differences(ledger(calls()), ledger(calls("66", as_at="2015-01-28", source="the next pack")))
    assert found.kind is Change.RESTATED
    assert found.sentence(INDICATORS) == (
        "Calls answered, July to September 2014: 65.5% became 66% (up 0.5 percentage points), restated: known by 28 "
        "January 2015 instead of "
        "11 December 2014, from 'the next pack' instead of 'the pack', in 04-calls"
    )


def test_a_figure_confirmed_by_another_document_is_restated_and_still_the_same():
    (sentence,) = told(ledger(calls()), ledger(calls(source="the minutes")))
    assert ": still 65.5%, restated: from 'the minutes' instead of 'the pack'" in sentence


def test_a_target_that_changed_is_told():
    assert told(ledger(target_figure(CALLS, target("90"))), ledger(target_figure(CALLS, target("95")))) == [
        "Target of Calls answered: at least 90% became at least 95% (up 5 percentage points), in 04-calls"
    ]


def test_a_count_that_other_rows_go_into_is_matched_by_its_place():
    def counted(*parts):
        rows = [
            Row(DataRow("data/x.csv", part), "calls_answered", "2014-15-Q2", str(part), "the pack") for part in parts
        ]
        return ledger(count_figure("count on target", len(parts), rows))

    (sentence,) = told(counted(2, 3), counted(3, 4, 5))
    assert sentence == "Count on target, July to September 2014: 2 became 3 (up 1, by 50.0%), in 04-calls"
    assert told(counted(2, 3), counted(3, 4)) == []


def test_a_total_over_more_parts_is_matched_by_its_place():
    parts = [seen("1", breakdown="Preston"), seen("2", breakdown="Chorley"), seen("3", breakdown="Leyland")]
    count = kpi(unit="number", breakdown="place")
    before, after = total(count, *parts[:2]), total(count, *parts)
    (found,) = differences(ledger(total_figure(count, before)), ledger(total_figure(count, after)))
    assert (found.kind, found.before.text, found.after.text) == (Change.CHANGED, "3", "6")


def test_registers_that_number_alike_are_told_apart():
    def status(register, word):
        row = Row(
            DataRow(f"data/registers/{register}/2014-12-11.csv", 2), "", "", "1.1", "the plan", "2014-12-11", word
        )
        return count_figure("status", int(word), (row,))

    before = ledger(status("first_plan", "1"), status("second_plan", "2"))
    assert told(before, ledger(status("second_plan", "2"), status("first_plan", "3")))[0].startswith(
        "Status of First plan, 1.1 turned from 1 to 3"
    )


def test_sources_are_the_rows_behind_it():
    (found,) = differences((), ledger(calls()))
    assert found.sources == ("data/observations/calls/2014-15-Q2.csv, row 2",)


def test_a_summary_counts_kinds_and_exceptions():
    assert (
        diff_summary(differences(ledger(calls(), rated("70")), ledger(calls("66"), rated("69"))))
        == "1 changed, 1 turned, 1 new; 1 newly off target"
    )
    assert diff_summary(()) == "No figure, rating or direction differs"


# Two meetings


def between(before, after):
    return [each.sentence(INDICATORS) for each in between_meetings(before, after)]


def test_meetings_are_compared_by_the_latest_period_of_each_kind():
    earlier = ledger(calls("60", "2014-15-Q1"), calls("65.5"), calls("50", "2014-10"))
    later = ledger(calls("70", "2014-15-Q4"), report="07-calls")
    assert between(earlier, later) == [
        (
            "Calls answered: 65.5% (July to September 2014) became 70% (January to March 2015) (up 4.5 "
            "percentage points), in "
            "07-calls"
        ),
        "Calls answered, October 2014: 50% is gone, from 04-calls",
    ]


def test_years_to_date_are_compared_however_long_and_amounts_over_other_lengths_are_not_subtracted():
    def money(value, period):
        return observed(MONEY, seen(value, period, of="money_owed"))

    earlier = ledger(calls("60", "2014-04/2014-09"), money("500", "2014-04/2014-09"))
    later = ledger(calls("65", "2017-04/2018-02"), money("900", "2017-04/2018-02"))
    assert between(earlier, later) == [
        (
            "Calls answered: 60% (April to September 2014) became 65% (April 2017 to February 2018) (up 5 percentage "
            "points), in 04-calls"
        ),
        "Money owed: £500 (April to September 2014) became £900 (April 2017 to February 2018), in 04-calls",
    ]


def test_the_same_value_in_a_later_period_is_no_difference():
    assert between(ledger(calls()), ledger(calls("65.5", "2014-15-Q3", source="another"))) == []


def test_a_rating_of_a_later_period_that_reads_otherwise_turned():
    assert between(ledger(rated("70")), ledger(rated("69", period="2014-15-Q3")))[-1] == (
        "Rating of Calls answered turned from on target (July to September 2014) to off target (October to "
        "December 2014), in "
        "04-calls"
    )


# Laws

FIGURES = st.builds(
    lambda value, period, place, source: calls(value, period, breakdown=place, source=source),
    st.sampled_from(["1", "2", "3", "[x]"]),
    st.sampled_from(["2014-15-Q1", "2014-15-Q2"]),
    st.sampled_from(["", "Preston"]),
    st.sampled_from(["the pack", "the minutes"]),
)
JUDGEMENTS = st.sampled_from(
    [
        rated("70"),
        rated("60"),
        turned("60", "61"),
        turned("61", "60"),
        change_figure(CALLS, seen("1", "2014-15-Q1"), seen("2")),
    ]
)
LEDGERS = st.lists(st.one_of(FIGURES, JUDGEMENTS, st.just(Text("words"))), max_size=8).map(lambda runs: ledger(*runs))


@given(LEDGERS)
def test_nothing_differs_from_itself(held):
    assert differences(held, held) == between_meetings(held, held) == ()


@given(LEDGERS, LEDGERS)
def test_differences_the_other_way_round_are_their_mirror(one, other):
    mirror = {Change.NEW: Change.GONE, Change.GONE: Change.NEW}
    for compare in (differences, between_meetings):
        there = {(each.kind, each.before, each.after) for each in compare(one, other)}
        back = {(mirror.get(each.kind, each.kind), each.after, each.before) for each in compare(other, one)}
        assert {(kind, amounts(was), amounts(now)) for kind, was, now in there} == {
            (kind, amounts(was), amounts(now)) for kind, was, now in back
        }


def amounts(line):
    return line and (line.text, line.period, line.breakdown, line.computation, line.source)
