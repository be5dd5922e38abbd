"""Questions about targets: what of an agreed value somebody should look at again."""

from collections.abc import Iterator

from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.domain.plausibility import HUNDRED, is_difference, is_share
from ccpi_nb.domain.targets import Target
from ccpi_nb.questions.asked import AnyQuestion, Rule, Stated
from ccpi_nb.questions.material import MONEY


def target_questions(target: Target, indicator: Indicator) -> Iterator[AnyQuestion]:
    """Yield what of a target somebody should look at again, beside what is certainly wrong."""
    for rule, words in _doubts(target, indicator):
        column = "tolerance" if rule is Rule.TOLERANCE else "value"
        known = target.as_at or target.valid_from
        about = Stated(target.dataset, known, target.source, target.row, target.indicator)
        state = f"{target.comparator} {target.value}, tolerance {target.tolerance}"
        yield AnyQuestion(target.row, column, words, rule, about, state, known)


def _doubts(target: Target, indicator: Indicator) -> Iterator[tuple[Rule, str]]:
    if target.comparator.is_lower_bound and 0 < target.value <= target.tolerance:
        yield Rule.TOLERANCE, "it is as large as the target, so that hardly anything is off target"
    if target.comparator.is_lower_bound and indicator.unit is Unit.PERCENT and 0 < target.value <= 1:
        yield Rule.TARGET_VALUE, "a target of 1% or less; is it a fraction, and a percentage is meant?"
    if is_share(indicator) or is_difference(indicator):
        return
    if indicator.unit is Unit.PERCENT and not 0 <= target.value <= HUNDRED:
        yield Rule.TARGET_VALUE, "a target outside 0% to 100%; is it so in the document?"
    elif indicator.unit not in MONEY and target.value < 0:
        yield Rule.TARGET_VALUE, "a target below zero; is it so in the document?"
