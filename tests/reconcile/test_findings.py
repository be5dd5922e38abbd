from decimal import Decimal

import pytest
from builders import seen

from ccpi_nb.document.runs import Figure
from ccpi_nb.reconcile.findings import Check, Comparison, Finding, Kind, Reconciliation, Severity, Size


def size(share: str, *, is_rounding: bool = False) -> Size:
    return Size(Figure("3", "3", ()), Decimal(share), is_rounding)


def finding(
    kind: Kind = Kind.GIVEN_TWICE, indicator: str = "calls_answered", *, share: str | None = "0.05", breakdown: str = ""
) -> Finding:
    return Finding(kind, indicator, "2014-15-Q2", breakdown, "Calls answered", (), size(share) if share else None)


def check(found: Finding | None = None, comparison: Comparison = Comparison.VALUES, as_at: str = "2014-12-11") -> Check:
    return Check(comparison, (seen("1", as_at="2014-10-01"), seen("2", as_at=as_at)), found)


@pytest.mark.parametrize(
    ("share", "severity"),
    [("0.1", "Large"), ("0.0999", "Moderate"), ("0.01", "Moderate"), ("0.0099", "Slight"), ("0", "Slight")],
)
def test_severity_is_by_the_share_of_the_larger_value(share, severity):
    assert size(share).severity == severity
    assert size(share, is_rounding=True).severity is Severity.SLIGHT


def test_what_has_no_size_is_neither_large_nor_slight():
    assert finding(share=None).severity is Severity.IN_WORDS


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (finding(), "given twice: calls_answered @ 2014-15-Q2"),
        (finding(Kind.TOTAL, breakdown="Preston"), "total: calls_answered / Preston @ 2014-15-Q2"),
        (Finding(Kind.DATE, "Portal introduced", "", "", "Portal introduced", ()), "date: Portal introduced"),
    ],
)
def test_a_key_says_kind_indicator_breakdown_and_period(found, key):
    assert found.key == key


def test_findings_come_the_largest_first_and_those_without_a_size_last():
    found = [
        finding(Kind.RATE, share="0.02"),
        finding(share="0.02"),
        finding(Kind.DATE, share=None, indicator="b"),
        finding(Kind.RATE, "calls_lost", share="0.03"),
        finding(share="0.5", indicator="a"),
    ]
    ordered = Reconciliation(tuple(map(check, found)))
    assert [(each.kind, each.severity) for each in ordered.findings] == [
        (Kind.GIVEN_TWICE, "Large"),
        (Kind.RATE, "Moderate"),
        (Kind.GIVEN_TWICE, "Moderate"),
        (Kind.RATE, "Moderate"),
        (Kind.DATE, "In words or dates"),
    ]
    assert [(severity, len(checks)) for severity, checks in ordered.by_severity] == [
        ("Large", 1),
        ("Moderate", 3),
        ("In words or dates", 1),
    ]


def test_comparisons_are_counted_by_how_they_came_out():
    spans = check(finding(Kind.SPANS), Comparison.SPANS)
    found = Reconciliation(
        (
            check(),
            check(),
            check(finding(Kind.ROUNDED)),
            check(finding()),
            check(finding(Kind.RATE), Comparison.RATES),
            spans,
        )
    )
    counts = {
        name: (len(each.agree), len(each.rounded), len(each.differ), len(each.made))
        for name, each in found.tallies.items()
    }
    assert counts == {Comparison.VALUES: (2, 1, 1, 4), Comparison.RATES: (0, 0, 1, 1)}
    assert (len(found.tally.made), len(found.contradictions), len(found.findings)) == (5, 2, 4)


def test_a_meeting_is_told_what_rests_on_anything_new():
    old, new = check(as_at="2014-10-01"), check(finding())
    found = Reconciliation((old, new))
    assert found.since(None) == found
    assert found.since(old.as_at).checks == (new,)
    assert found.since(new.as_at).checks == ()
