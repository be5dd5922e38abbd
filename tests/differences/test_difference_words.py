import pytest
from builders import known, kpi, seen, target, total

from ccpi_nb.differences.difference_words import amount_changed, reading_of, restatement, subject_of
from ccpi_nb.document.figures import change_figure, count_figure, observed, target_figure, total_figure
from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.document.runs import Row
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.indicators import DataRow

CALLS, WAIT = kpi(breakdown="place"), kpi("wait", unit="mm:ss")
COUNT = kpi(unit="number", breakdown="place")
INDICATORS = {each.key: each for each in (CALLS, WAIT)}
PARTS = [seen("1", breakdown=name) for name in ("Preston", "Chorley", "Leyland")]
ACTION = Row(
    DataRow("data/registers/recovery_plan/2014-12-11.csv", 2), "", "", "1.1", "the plan", "2014-12-11", "green"
)


def line_of(shown):
    (line,) = lines(entries(Document(Masthead("Calls", "2014-12-11"), (Paragraph((shown,)),)), "04-calls"))
    return line


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (observed(CALLS, seen("1", breakdown="Preston")), "Calls answered, Preston, July to September 2014"),
        (observed(CALLS, seen("1", of="not_held", period="2014-10")), "Not held, October 2014"),
        (target_figure(CALLS, target()), "Target of Calls answered"),
        (
            change_figure(CALLS, seen("1", "2014-15-Q1"), seen("2")),
            "Change in Calls answered, July to September 2014 since April to June 2014",
        ),
        (
            total_figure(COUNT, total(COUNT, *PARTS[:2])),
            "Total of Calls answered, Preston and Chorley, July to September 2014",
        ),
        (total_figure(COUNT, total(COUNT, *PARTS)), "Total of Calls answered, 3 parts, July to September 2014"),
        (count_figure("count of green", 1, (ACTION,)), "Count of green, Recovery plan"),
        (count_figure("count", 0, ()), "Count"),
    ],
)
def test_a_difference_is_of_something_that_has_a_name(figure, words):
    assert subject_of(line_of(figure), INDICATORS) == words


def test_the_period_can_be_left_to_the_values():
    assert subject_of(line_of(observed(CALLS, seen("1"))), INDICATORS, period=False) == "Calls answered"


@pytest.mark.parametrize(
    ("later", "words"), [("61", "up 1 percentage point"), ("58.5", "down 1.5 percentage points"), ("60", "unchanged")]
)
def test_a_change_reads_with_its_way(later, words):
    assert reading_of(line_of(change_figure(CALLS, seen("60", "2014-15-Q1"), seen(later)))) == words


def test_an_amount_is_in_the_indicators_unit_and_per_cent():
    was, now = (line_of(observed(WAIT, seen(value, of="wait"))) for value in ("60", "75"))
    assert amount_changed(was, now, INDICATORS) == "up 15 s, by 25.0%"
    assert amount_changed(now, was, INDICATORS) == "down 15 s, by 20.0%"


@pytest.mark.parametrize(("was", "now"), [("1", "1"), ("1", "[x]"), ("[x]", "1")])
def test_without_two_values_that_differ_there_is_no_amount(was, now):
    assert amount_changed(line_of(observed(CALLS, seen(was))), line_of(observed(CALLS, seen(now))), INDICATORS) == ""


def test_a_restatement_says_only_what_differs():
    was, now = line_of(observed(CALLS, seen("1"))), line_of(observed(CALLS, seen("1", as_at="2015-01-28")))
    assert restatement(was, now) == "known by 28 January 2015 instead of 11 December 2014"


@pytest.mark.parametrize(
    "slot",
    [
        "{ratio of calls_answered to wait @ 2014-15-Q2}",
        "{index of calls_answered @ 2014-15-Q2 since 2014-15-Q1}",
        "{rate per thousand of calls_answered to wait @ 2014-15-Q2}",
    ],
)
def test_a_figure_in_a_unit_of_its_own_differs_by_a_plain_number(slot):
    def line_with(value):
        facts = [seen(value), seen("60", "2014-15-Q1"), seen("5", of="wait")]
        evidence = known(kpi("calls_answered", unit="number"), kpi("wait", unit="number"), *facts)
        return line_of(say(slot, evidence)[0])

    words = amount_changed(line_with("66"), line_with("72"), INDICATORS)
    assert words.startswith("up ") and words.endswith(", by 9.1%")
    assert "point" not in words
