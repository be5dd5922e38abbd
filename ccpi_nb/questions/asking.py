"""All questions about a dataset, and those about rows that are about to be written beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.questions import copies, history, over_time, single, wholes
from ccpi_nb.questions.asked import Question
from ccpi_nb.questions.material import Context, Material

_RULES = (
    single.of_rows,
    single.of_days,
    history.of_series,
    copies.copied,
    copies.neighbours,
    copies.targets_as_values,
    copies.swapped,
    wholes.new_names,
    wholes.totals_as_parts,
    wholes.beside_wholes,
    wholes.within_longer,
    wholes.related,
    over_time.years_as_months,
    over_time.longer_periods,
    over_time.cumulative,
    over_time.restated,
    over_time.provisional,
    over_time.left_out,
    over_time.not_given,
    over_time.without_target,
    over_time.gaps,
)


def questions(rows: Sequence[Observation], context: Context) -> tuple[Question, ...]:
    """Return what somebody should look at again in the data of one dataset: see docs/data.md.

    Where several rows give one value, it is the first of them that is asked about.
    """
    material = Material(rows, context)
    found: dict[tuple[object, ...], Question] = {}
    for question in chain.from_iterable(rule(material) for rule in _RULES):
        about = question.about
        found.setdefault(
            (question.rule, question.column, about.indicator, about.period, about.breakdown, about.value), question
        )
    return tuple(found.values())


def questions_about(
    new: Sequence[Observation], before: Iterable[Observation], context: Context
) -> tuple[Question, ...]:
    """Return what is asked about rows that are not written yet, beside those that are; of several datasets as well.

    It is what `questions` asks of all of them once the new rows stand, without what it asks already.
    """
    fresh: dict[str, list[Observation]] = defaultdict(list)
    for row in new:
        fresh[row.dataset].append(row)
    held: dict[str, list[Observation]] = defaultdict(list)
    for row in before:
        if row.dataset in fresh:
            held[row.dataset].append(row)
    return tuple(
        question
        for dataset, rows in fresh.items()
        for old in [{_key(question) for question in questions(held[dataset], context)}]
        for question in questions((*held[dataset], *rows), context)
        if _key(question) not in old
    )


def _key(question: Question) -> tuple[object, ...]:
    return question.rule, question.about, question.column, question.state
