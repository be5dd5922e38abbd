"""Which results matter most, and in which order they are told."""

import pytest
from builders import known, kpi, p, seen, target

from ccpi_nb.content.main_points import MOST_POINTS, Concern, concern_of, main_points, ranked
from ccpi_nb.document.model import Absent, Bullets
from ccpi_nb.document.runs import plain
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"


def concern(before: str, now: str, *, polarity: str = "higher", aim: str = "90", tolerance: str = "0") -> Concern:
    targets = [target(aim, tolerance=tolerance)] if aim else []
    evidence = known(kpi("calls_answered", polarity=polarity), seen(before, Q1), seen(now, Q2), *targets)
    return concern_of(evidence, evidence.result("calls_answered", p(Q2)))


@pytest.mark.parametrize(
    ("before", "now", "given", "expected"),
    [
        ("95", "80", {}, Concern.NEWLY_OFF_TARGET),
        ("88", "80", {}, Concern.OFF_TARGET_AND_WORSE),
        ("80", "88", {}, Concern.OFF_TARGET),
        ("80", "80", {}, Concern.OFF_TARGET),
        ("98", "95", {}, Concern.WORSE),
        ("80", "95", {}, Concern.RECOVERED),
        ("95", "98", {}, Concern.ON_TARGET),
        ("95", "95", {}, Concern.ON_TARGET),
        ("80", "86", {"tolerance": "5"}, Concern.WITHIN_TOLERANCE),
        ("86", "80", {"tolerance": "5"}, Concern.NEWLY_OFF_TARGET),
        ("95", "80", {"aim": ""}, Concern.WORSE),
        ("80", "95", {"aim": ""}, Concern.BETTER),
        ("80", "80", {"aim": ""}, Concern.NEITHER),
        ("80", "95", {"aim": "", "polarity": "none"}, Concern.NEITHER),
    ],
)
def test_a_result_asks_for_attention_by_its_rating_the_one_before_and_its_direction(
    before: str, now: str, given: dict[str, str], expected: Concern
) -> None:
    assert concern(before, now, **given) is expected


def test_a_rating_before_is_by_the_target_of_its_own_day() -> None:
    evidence = known(
        kpi("calls_answered"),
        seen("80", Q1),
        seen("80", Q2),
        target("75", valid_from="2014-04-01", valid_to="2014-06-30"),
        target("90", valid_from="2014-07-01"),
    )
    assert concern_of(evidence, evidence.result("calls_answered", p(Q2))) is Concern.NEWLY_OFF_TARGET


def several() -> Evidence:
    """Return seven indicators: two are off target, the second by more; five have no target and are worse."""
    facts = [kpi("calls"), kpi("letters"), target("90", of="calls"), target("90", of="letters")]
    facts += [seen("88", Q2, of="calls"), seen("60", Q2, of="letters")]
    for number in range(5):
        facts += [kpi(f"other_{number}"), seen("80", Q1, of=f"other_{number}"), seen("70", Q2, of=f"other_{number}")]
    return known(*facts)


def test_of_the_same_concern_the_furthest_from_its_target_comes_first() -> None:
    evidence = several()
    results = [evidence.result(key, p(Q2)) for key in ("other_1", "calls", "other_0", "letters")]
    assert [result.indicator.key for result in ranked(evidence, results)] == ["letters", "calls", "other_1", "other_0"]


def test_there_are_no_more_points_than_a_reader_takes_in() -> None:
    evidence = several()
    points = main_points(evidence, [evidence.result(key, p(Q2)) for key in evidence.indicators])
    assert isinstance(points, Bullets)
    assert len(points.items) == MOST_POINTS < len(evidence.indicators)


def test_what_the_author_tells_comes_first_and_is_not_told_again() -> None:
    evidence = several()
    told = say("Calls were lost: {calls @ 2014-15-Q2} were answered.", evidence)
    points = main_points(evidence, [evidence.result(key, p(Q2)) for key in ("calls", "letters")], [told])
    assert isinstance(points, Bullets)
    first, second = map(plain, points.items)
    assert first.startswith("Calls were lost:")
    assert second.startswith("Letters missed the target of at least 90%. The figure was 60% in July to September 2014.")


def test_without_anything_to_tell_there_are_no_points() -> None:
    evidence = known(kpi("calls_answered"), seen("80", Q2))
    assert isinstance(main_points(evidence, [evidence.result("calls_answered", p(Q2))]), Absent)


def test_a_month_s_share_is_told_beside_the_quarter_before_it_where_no_month_is_held() -> None:
    evidence = known(kpi("late", polarity="lower"), seen("3.69", Q2, of="late"), seen("5.1", "2014-10", of="late"))
    (result,) = ranked(evidence, [evidence.result("late", p("2014-10"))])
    assert result.earlier == evidence.observation("late", p(Q2))
    assert concern_of(evidence, result) is Concern.WORSE


def test_what_has_no_value_is_no_point() -> None:
    evidence = known(kpi(), seen("[x]", Q2), target("90"))
    assert concern_of(evidence, evidence.result("calls_answered", p(Q2))) is Concern.NEITHER
