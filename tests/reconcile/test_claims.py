"""What documents claim in words held against data."""

from dataclasses import replace

import pytest
from builders import claim, known, kpi, refusal, seen, target, words

from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Comparison, Kind

LETTERS = replace(kpi("letters"), contractual=True)
TARGETS = (target("90"), target("99", of="letters"))


def checks(claims, *facts, of: Comparison = Comparison.TARGETS):
    return [each for each in reconcile(known(LETTERS, *TARGETS, *facts), claims=claims).checks if each.comparison is of]


def finding(claims, *facts, of: Comparison = Comparison.TARGETS):
    (check,) = checks(claims, *facts, of=of)
    return check.finding


def said(text, subject="Opening of the line", **cells):
    return replace(claim("says", subject, **cells), period=None, words=text)


def test_statements_of_one_matter_are_set_side_by_side_with_their_slots_filled():
    claims = [
        said("Open from {calls_answered @ 2014-15-Q2} on.", source="the text"),
        said("Closed", source="the table"),
    ]
    found = finding(claims, seen("90"), of=Comparison.WORDS)
    assert (found.kind, found.key, found.severity) == (Kind.WORDS, "words: Opening of the line", "In words or dates")
    assert [(words(side.said), side.source) for side in found.sides] == [
        ("Open from [90%] on", "the text"),
        ("Closed", "the table"),
    ]


def test_a_statement_whose_others_are_not_known_is_no_finding():
    assert checks([said("Open"), said("Closed", "Another matter")], of=Comparison.WORDS) == []


def test_statements_become_known_with_the_last_of_them():
    (check,) = checks([said("Open", as_at="2014-10-01"), said("Closed")], of=Comparison.WORDS)
    assert str(check.as_at) == "2014-12-11"


def test_a_claim_that_the_ratings_bear_out_holds():
    assert finding([claim("all targets met")], seen("90"), seen("99", of="letters")) is None


def test_a_claim_that_the_ratings_do_not_bear_out_is_found():
    found = finding(
        [claim("all targets met", source="the text")],
        seen("81"),
        seen("98", of="letters"),
        seen("50", of="without_a_target"),
    )
    assert (found.kind, found.key) == (Kind.TARGETS, "targets: Contact Centre / all targets met @ 2014-15-Q2")
    assert [(side.what, words(side.said), side.source) for side in found.sides] == [
        ("Words", "All targets met", "the text"),
        ("Calls answered", "[81%], target [at least 90%]", "the pack"),
        ("Letters", "[98%], target [at least 99%]", "the pack"),
    ]
    assert (found.size.apart.text, found.severity) == ("9 percentage points", "Moderate")


def test_a_claim_of_contractual_targets_is_held_against_those():
    assert finding([claim("contractual targets met")], seen("81"), seen("99", of="letters")) is None
    assert finding([claim("contractual targets met")], seen("90"), seen("98", of="letters")).name == "Contact Centre"


def test_a_value_on_a_strict_target_misses_it_by_nothing():
    facts = (kpi("errors"), target("0.4", "<", of="errors"), seen("0.4", "2014-15-Q1", of="errors"))
    found = finding([claim("all targets met", period="2014-15-Q1")], *facts)
    assert (found.size.apart.text, found.severity) == ("0.0 percentage points", "Slight")


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [seen("81", "2014-15-Q1")],
        [seen("[x]")],
        [seen("5", of="without_a_target")],
        [replace(seen("81"), protection="rounded")],
    ],
)
def test_a_claim_that_nothing_is_held_of_is_not_compared(facts):
    assert checks([claim("all targets met")], *facts) == []


def test_a_claim_of_two_documents_is_one_comparison():
    claims = [claim("all targets met", source="the minutes"), claim("all targets met", source="the pack")]
    assert len(checks(claims, seen("81"))) == 1


def portal(period: str, source: str = "the pack"):
    return claim("happened", "Portal introduced", period, source=source)


def test_two_months_for_one_event_are_found():
    found = finding([portal("2014-07", "the table"), portal("2014-06", "the text")], of=Comparison.DATES)
    assert (found.kind, found.key, found.size) == (Kind.DATE, "date: Portal introduced", None)
    assert [(words(side.said), side.source) for side in found.sides] == [
        ("[June 2014]", "the text"),
        ("[July 2014]", "the table"),
    ]


@pytest.mark.parametrize(
    ("other", "holds"), [("2014-06-30", True), ("2014-15-Q1", True), ("2014-06", True), ("2014-07-01", False)]
)
def test_a_day_in_a_month_agrees_with_it(other, holds):
    assert (finding([portal("2014-06"), portal(other, "the minutes")], of=Comparison.DATES) is None) is holds


def test_an_event_told_once_is_compared_with_nothing():
    assert checks([portal("2014-06")], of=Comparison.DATES) == []


def test_a_statement_may_refer_to_all_that_its_readers_may_read():
    claims = [said("Open for {letters @ 2014-15-Q2}", source="the text"), said("Closed", source="the table")]
    found = reconcile(known(seen("90")), claims=claims, readable=known(seen("90"), seen("7", of="letters")))
    assert words(found.contradictions[0].sides[0].said) == "Open for [7%]"


def test_a_statement_s_slot_that_cannot_be_filled_is_refused_with_its_row():
    claims = [said("Open for {letters @ 2014-15-Q2}", source="the text"), said("Closed", source="the table")]
    assert refusal(lambda: reconcile(known(seen("90")), claims=claims)) == (
        "data/claims.csv, row 2, column 'words': there is no indicator 'letters'; known: calls_answered"
    )
