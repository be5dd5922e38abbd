from decimal import Decimal

import pytest
from builders import known, p, seen, target, words
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.content.verdicts import describe, rating_counts
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.sentences import change_words
from ccpi_nb.domain.evidence import Result
from ccpi_nb.domain.indicators import Direction, Polarity, direction_between, way_between
from ccpi_nb.domain.readings import EXACT, Qualifier, Verdict, half_of_last_digit, reading_of
from ccpi_nb.domain.targets import Band, Comparator, Rag, rate

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"
numbers = st.decimals(-1000, 1000, places=2)
qualifiers = st.sampled_from(["", *map(str, Qualifier)])
comparators = st.sampled_from(Comparator)


def possible(value: Decimal, qualifier: str) -> list[Decimal]:
    """Some true values that the document's word allows, near the number and as far from it as the word goes."""
    little, half, much = Decimal("0.0001"), half_of_last_digit(value), Decimal(10) ** 6
    return {
        "": [value],
        "provisional": [value],
        "about": [value - half, value - little, value, value + half],
        "almost": [value - half, value - little],
        "over": [value + little, value + much],
        "under": [value - little, value - much],
        "estimated": [value - much, value, value + much],
        "forecast": [value - much, value, value + much],
    }[qualifier]


def holds(comparator: Comparator, value: Decimal, bound: Decimal) -> bool:
    return {">=": value >= bound, ">": value > bound, "<=": value <= bound, "<": value < bound}[comparator]


@given(numbers, qualifiers, comparators, numbers)
def test_a_verdict_is_that_of_all_values_that_the_word_allows(value, qualifier, comparator, bound):
    verdict = comparator.verdict(reading_of(value, qualifier), bound)
    answers = {holds(comparator, true, bound) for true in possible(value, qualifier)}
    if verdict is not Verdict.UNCERTAIN:
        assert answers == {verdict is Verdict.MET}
    if len(answers) > 1:
        assert verdict is Verdict.UNCERTAIN


@given(numbers, qualifiers, comparators, numbers, st.decimals(0, 50, places=1))
def test_nothing_uncertain_is_rated_as_met_or_missed(value, qualifier, comparator, bound, tolerance):
    rag = rate(target(str(bound), str(comparator), tolerance=str(tolerance)), value, qualifier)
    answers = {holds(comparator, true, bound) for true in possible(value, qualifier)}
    if len(answers) > 1:
        assert rag is Rag.UNCERTAIN
    if rag is Rag.ON_TARGET:
        assert answers == {True}
    if rag in (Rag.OFF_TARGET, Rag.WITHIN_TOLERANCE):
        assert answers == {False}


@given(numbers, qualifiers, numbers, qualifiers)
def test_which_of_two_values_is_more_is_said_only_where_all_that_their_words_allow_agree(one, its, other, others):
    before, after = seen(str(one), Q1, qualifier=its), seen(str(other), Q2, qualifier=others)
    way = way_between(before, after)
    ways = {(b > a) - (b < a) for a in possible(one, its) for b in possible(other, others)}
    if way is not None:
        assert ways == {way}
        assert way_between(after, before) == -way
    if len(ways) > 1:
        assert way is None


@pytest.mark.parametrize(
    ("words_before", "value", "comparator", "bound", "tolerance", "rating"),
    [
        ("almost", "80", ">=", "80", "0", Rag.OFF_TARGET),
        ("almost", "80", ">=", "80", "2", Rag.WITHIN_TOLERANCE),
        ("almost", "80", ">=", "80", "0.1", Rag.WITHIN_TOLERANCE),
        ("almost", "80", ">=", "82", "1", Rag.OFF_TARGET),
        ("almost", "80", ">=", "82", "2", Rag.OFF_TARGET),
        ("almost", "80", "<=", "80", "0", Rag.ON_TARGET),
        ("almost", "80", "<", "80", "0", Rag.ON_TARGET),
        ("almost", "80", ">=", "79", "0", Rag.UNCERTAIN),
        ("almost", "80", ">=", "70", "0", Rag.ON_TARGET),
        ("almost", "3", "<=", "2", "1", Rag.WITHIN_TOLERANCE),
        ("under", "3", "<", "3", "0", Rag.ON_TARGET),
        ("under", "3", "<=", "3", "0", Rag.ON_TARGET),
        ("under", "3", "<=", "2", "0", Rag.UNCERTAIN),
        ("under", "80", ">=", "80", "0", Rag.OFF_TARGET),
        ("under", "80", ">=", "80", "2", Rag.UNCERTAIN),
        ("over", "7", "<=", "7", "0", Rag.OFF_TARGET),
        ("over", "7", "<=", "7", "1", Rag.UNCERTAIN),
        ("over", "7", "<=", "6", "1", Rag.OFF_TARGET),
        ("over", "5", "<=", "7", "0", Rag.UNCERTAIN),
        ("over", "78", ">=", "80", "0", Rag.UNCERTAIN),
        ("over", "80", ">=", "80", "0", Rag.ON_TARGET),
        ("over", "80", ">", "80", "0", Rag.ON_TARGET),
        ("about", "80", ">=", "80", "0", Rag.UNCERTAIN),
        ("about", "80", "<=", "80", "0", Rag.UNCERTAIN),
        ("about", "0", "<=", "0", "0", Rag.UNCERTAIN),
        ("about", "80", ">=", "90", "0", Rag.OFF_TARGET),
        ("about", "80", ">=", "60", "0", Rag.ON_TARGET),
        ("estimated", "95", ">=", "80", "0", Rag.UNCERTAIN),
        ("forecast", "10", ">=", "80", "0", Rag.UNCERTAIN),
        ("provisional", "80", ">=", "80", "0", Rag.ON_TARGET),
    ],
)
def test_a_rating_heeds_the_word_before_the_number(words_before, value, comparator, bound, tolerance, rating):
    assert rate(target(bound, comparator, tolerance=tolerance), Decimal(value), words_before) is rating


def result(value, qualifier="", *, before="", before_qualifier="", of=None):
    facts = [seen(value, Q2, qualifier=qualifier)]
    facts += [seen(before, Q1, qualifier=before_qualifier)] if before else []
    return known(*facts, *(of or ())).result("calls_answered", p(Q2))


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (
            result("80", "about", of=[target("80")]),
            "[about 80%] in July to September 2014 against a target of [at least 80%]; "
            "the word 'about' leaves open whether that is met.",
        ),
        (
            result("80", "almost", of=[target("80")]),
            "[almost 80%] in July to September 2014 against a target of [at least 80%], which it misses; "
            "the papers give no tolerance.",
        ),
        (
            result("80", "under", of=[target("80", tolerance="2")]),
            "[under 80%] in July to September 2014 against a target of [at least 80%], which it misses; "
            "the word 'under' leaves open whether that is within the tolerance of [2 percentage points].",
        ),
        (
            result("85", "forecast", of=[target("80")]),
            "[forecast 85%] in July to September 2014 against a target of [at least 80%]; "
            "a number that is forecast cannot say whether that is met.",
        ),
    ],
)
def test_the_reason_of_a_rating_gives_no_distance_that_is_not_known(found, why):
    assert words(rating_of(found).why).endswith(why)


def test_what_cannot_be_said_is_counted_as_that():
    results = [result("80", "about", of=[target("80")]), result("90", of=[target("80")])]
    assert words(rating_counts(results)) == (
        "[One] of the [two] indicators with a target is on target; Calls answered ([about 80%]) is not clearly "
        "on or off "
        "target."
    )
    assert words(describe(results[0])) == (
        "Calls answered did not clearly meet or miss the target of [at least 80%]. The figure was [about 80%] in July "
        "to September 2014."
    )


@pytest.mark.parametrize(
    ("before", "after", "change", "way"),
    [
        (("80", "over"), ("80", "almost"), "down", Direction.WORSENING),
        (("80", "over"), ("85", "over"), "no clear change", Direction.UNCERTAIN),
        (("80", "about"), ("80", "about"), "no clear change", Direction.UNCERTAIN),
        (("78", ""), ("80", "over"), "up", Direction.IMPROVING),
        (("80", ""), ("80", "under"), "down", Direction.WORSENING),
        (("80", ""), ("85", "provisional"), "up [5 percentage points]", Direction.IMPROVING),
        (("80", ""), ("85", "estimated"), "no clear change", None),
        (("80", "forecast"), ("85", ""), "no clear change", None),
    ],
)
def test_a_change_is_said_as_far_as_the_words_allow(before, after, change, way):
    found = result(*after, before=before[0], before_qualifier=before[1])
    assert words(change_words(found)) == change
    assert found.direction is way
    assert (direction_of(found) is None) == (way is None)


@given(numbers, qualifiers, numbers, qualifiers)
def test_nothing_is_better_or_worse_where_neither_way_is(one, its, other, others):
    before, after = seen(str(one), Q1, qualifier=its), seen(str(other), Q2, qualifier=others)
    assert direction_between(Polarity.NONE, before, after) is None


@pytest.mark.parametrize(
    ("value", "qualifier", "rating"),
    [
        ("59.9", "", Rag.OFF_TARGET),
        ("60", "", Rag.ON_TARGET),
        ("65", "", Rag.ON_TARGET),
        ("70", "", Rag.ON_TARGET),
        ("70.1", "", Rag.OFF_TARGET),
        ("70", "over", Rag.OFF_TARGET),
        ("60", "almost", Rag.OFF_TARGET),
        ("65", "over", Rag.UNCERTAIN),
        ("70", "about", Rag.UNCERTAIN),
    ],
)
def test_a_band_is_met_between_its_ends_and_at_them(value, qualifier, rating):
    facts = target("60", ">="), target("70", "<=")
    for order in (facts, facts[::-1]):
        found = known(seen(value, Q2, qualifier=qualifier), *order).result("calls_answered", p(Q2))
        assert isinstance(found.target, Band)
        assert found.rating is rating


def test_a_value_beyond_a_band_says_by_how_much_it_is_over_or_short():
    band = target("60", ">="), target("70", "<=", tolerance="5")

    def why(value: str) -> str:
        return words(rating_of(known(seen(value, Q2), *band).result("calls_answered", p(Q2))).why)

    against = "in July to September 2014 against a target of [at least 60%] and [no more than 70%]"
    assert why("73") == (
        f"Calls answered: within tolerance. [73%] {against}, [3 percentage points] over, "
        "within the tolerance of [5 percentage points]."
    )
    assert why("58") == (
        f"Calls answered: off target. [58%] {against}, [2 percentage points] short; the papers give no tolerance."
    )
    assert why("70") == f"Calls answered: on target. [70%] {against}, which it meets."


@given(st.sampled_from(sorted(EXACT)), numbers)
def test_a_number_without_such_a_word_is_itself(qualifier, value):
    reading = reading_of(value, qualifier)
    assert (reading.low, reading.high) == (value, value)


def test_a_distance_from_a_target_is_known_only_of_an_exact_value():
    found: Result = result("73", "about", of=[target("80")])
    assert (found.rating, found.gap) == (Rag.OFF_TARGET, None)
