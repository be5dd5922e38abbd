"""What is asked for and not held is said to a notebook's author."""

import pytest
from builders import known, kpi, p, seen

from ccpi_nb.content.gaps import gap_sentences, missing, with_gaps
from ccpi_nb.document.model import Absent, Paragraph

MONTHLY = [seen("70", month, of=key) for key in ("calls", "letters") for month in ("2014-09", "2014-10")]
EVIDENCE = known(*MONTHLY, seen("71", "2014-15-Q2", of="visits"), seen("5", "2014-10", of="calls", breakdown="Preston"))
EVERY = ("calls", "letters", "visits")
SHOWN = Paragraph.of("Calls.")


def said(keys, *periods, by_member=False, evidence=EVIDENCE):
    blocks = with_gaps([SHOWN], evidence, keys, [*map(p, periods)], by_member=by_member)
    assert blocks[0] is SHOWN
    return [block.reason for block in blocks[1:]]


@pytest.mark.parametrize(
    ("periods", "sentences"),
    [
        (["2014-10"], []),
        (["2014-11"], ["November 2014: no value of 2 indicators (calls, letters)."]),
        (["2014-11", "2014-10"], ["November 2014: no value of 2 indicators (calls, letters)."]),
        (["2014-11", "2014-12", "2014-11"], ["2014-11..2014-12: no value of 2 indicators (calls, letters)."]),
        (["2014-15-Q3"], ["October to December 2014: no value of visits."]),
        (["2013-14"], []),  # nothing has ever been held by year, so nothing is missing
        (["2014-08-31"], []),
    ],
)
def test_a_period_at_which_nothing_is_held_is_said_where_like_ones_are_held(periods, sentences):
    assert said(EVERY, *periods) == sentences


def test_a_period_that_any_of_the_indicators_has_is_no_gap():
    partly = known(*MONTHLY, seen("72", "2014-11", of="calls"))
    assert said(EVERY, "2014-11", evidence=partly) == []
    assert said(["letters"], "2014-11", evidence=partly) == ["November 2014: no value of letters."]


def test_values_by_member_are_missed_by_themselves():
    assert said(["calls"], "2014-09", by_member=True) == ["September 2014: no value of calls."]
    assert said(["calls"], "2014-10", by_member=True) == []
    assert said(["letters"], "2014-09", by_member=True) == []


def test_of_many_indicators_ten_are_named():
    assert gap_sentences((p("2014-11"), f"x{number:02}") for number in range(12)) == (
        "November 2014: no value of 12 indicators (x00, x01, x02, x03, x04, x05, x06, x07, x08, x09 and 2 more).",
    )
    assert missing(known(), EVERY, [p("2014-11")]) == []


@pytest.mark.parametrize(
    ("keys", "by_member", "instead"),
    [
        (["calls"], False, "Held: 'calls' for 2014-09..2014-10."),
        (["calls"], True, "Held: 'calls' for 2014-10."),
        (["visits", "texts"], False, "Held: 'visits' for 2014-15-Q2; not held for any period: 'texts'."),
        (["letters"], True, "Not held by member for any period: 'letters'."),
    ],
)
def test_where_nothing_is_shown_the_reason_says_what_is_held_instead(keys, by_member, instead):
    evidence = known(*EVIDENCE.observations, kpi("texts"))
    blocks = with_gaps([Absent("No data is held for: X.")], evidence, keys, [p("2014-11")], by_member=by_member)
    assert blocks == (Absent(f"No data is held for: X. {instead}"),)
