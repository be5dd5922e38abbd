"""Laws of the whole reconciliation, whatever the data."""

from dataclasses import replace
from decimal import Decimal

from builders import known, kpi, related, seen
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Comparison

INDICATORS = (kpi("share"), kpi("value", unit="£m", breakdown="place"), kpi("all_value", unit="£m"))
RELATIONS = (related("total", "all_value", "value"),)
PERIODS = ("2014-15-Q1", "2014-15-Q2", "2014-04/2014-09", "2014-04/2014-10", "2014-09-28", "2014-09-30")

rows = st.lists(
    st.builds(
        seen,
        st.decimals(Decimal(0), Decimal(200), places=2).map(lambda value: f"{value.normalize():f}"),
        st.sampled_from(PERIODS),
        of=st.sampled_from(["share", "value", "all_value"]),
        breakdown=st.just(""),
        given_in=st.sampled_from(["table", "text"]),
        as_at=st.sampled_from(["2014-10-01", "2014-12-11"]),
        source=st.sampled_from(["pack, page 1", "pack, page 2", "minutes, page 1"]),
    ),
    max_size=12,
).map(lambda made: [_in_place(number, row) for number, row in enumerate(made)])


def _in_place(number, row):
    """Every row where no other is, some of them of a place."""
    place = ("", "Preston", "York")[number % 3] if row.indicator == "value" else ""
    return replace(row, breakdown=place, row=DataRow("data/observations/calls/made.csv", number + 2))


def found(observations):
    return reconcile(known(*INDICATORS, *observations), RELATIONS)


@given(rows, st.randoms())
def test_the_order_of_the_rows_does_not_matter(observations, random):
    shuffled = list(observations)
    random.shuffle(shuffled)
    assert found(shuffled) == found(observations)


@given(rows, st.integers(1, 3))
def test_scaling_every_value_changes_no_finding(observations, places):
    scaled = [replace(each, value=each.value.scaleb(-places)) for each in observations]
    before, after = found(observations), found(scaled)
    percentages = {each.key for each in INDICATORS if each.unit == "%"}
    # A percentage's difference is a share of a hundred points, and any other's of the larger value.
    assert sorted((each.key, each.size.is_rounding, each.size.share) for each in after.findings) == sorted(
        (
            each.key,
            each.size.is_rounding,
            each.size.share.scaleb(-places) if each.indicator in percentages else each.size.share,
        )
        for each in before.findings
    )


@given(rows, st.integers(0, 1))
def test_a_rounding_beside_each_value_contradicts_nothing(observations, decimals):
    alone = {(each.indicator, each.period, each.breakdown): each for each in observations}
    beside = [
        replace(
            each,
            value=rounded(each.value, decimals),
            given_in="text",
            source=f"{each.source}, text",
            row=DataRow("text.csv", number),
        )
        for number, each in enumerate(alone.values())
    ]
    checks = [each for each in found([*alone.values(), *beside]).checks if each.comparison is Comparison.VALUES]
    assert len([each for each in checks if each.finding and each.finding.kind.is_contradiction]) == 0
    assert len(checks) >= len(beside)


@given(rows)
def test_no_two_findings_of_a_comparison_share_a_key_and_each_is_of_rows_compared(observations):
    reconciliation = found(observations)
    known_places = {str(each.row) for each in observations}
    for check in reconciliation.checks:
        assert check.compared
        if check.finding:
            places = {
                str(row.at)
                for side in check.finding.sides
                for run in side.said
                if run.kind == "figure"
                for row in run.rows
            }
            assert places <= {str(each.row) for each in check.compared} <= known_places
    keys = [(each.key, each.kind) for each in reconciliation.contradictions]
    assert len(keys) == len(set(keys))


@given(rows)
def test_what_became_known_later_changes_nothing_that_an_earlier_meeting_was_told(observations):
    first = [each for each in observations if str(each.as_at) == "2014-10-01"]
    assert reconcile(known(*INDICATORS, *observations, by="2014-10-01"), RELATIONS) == found(first)
