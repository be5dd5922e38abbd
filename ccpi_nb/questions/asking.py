"""All questions about a dataset, and those about rows that are about to be written beside it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
    copies.pasted,
    wholes.new_names,
    wholes.totals_as_parts,
    wholes.subtotals,
    wholes.beside_wholes,
    wholes.within_longer,
    wholes.related,
    single.years_as_months,
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

    It is what `questions` asks of all of them once the new rows stand, without what it asks already. A row that is
    written is asked about where a new one is the cause, which is then named; that it is now unlike more of the others
    is none.
    """
    fresh: dict[str, list[Observation]] = defaultdict(list)
    for row in new:
        fresh[row.dataset].append(row)
    held: dict[str, list[Observation]] = defaultdict(list)
    for row in before:
        if row.dataset in fresh:
            held[row.dataset].append(row)
    return tuple(question for dataset, rows in fresh.items() for question in _asked_newly(rows, held[dataset], context))


def _asked_newly(new: Sequence[Observation], held: Sequence[Observation], context: Context) -> Iterator[Question]:
    old = {_key(question) for question in questions(held, context)}
    places = {row.row for row in new}
    for question in questions((*held, *new), context):
        if _key(question) in old:
            continue
        if question.row in places:
            yield question
        elif causes := _causes(question, new, held, context):
            yield question if _names(question.words, causes[0]) else _because_of(causes, question)


def _because_of(causes: Sequence[Observation], question: Question) -> Question:
    first, *others = causes
    rise = f"{first.row} and {len(others)} more of the new rows give" if others else f"{first.row} gives"
    return replace(question, words=f"{question.words}; {rise} rise to it")


def _causes(
    question: Question, new: Sequence[Observation], held: Sequence[Observation], context: Context
) -> Sequence[Observation]:
    """Return the fewest new rows that give rise to a question about an old one; none where it takes others.

    They are those that it names, those of its own time, or all where it is about what comes after its row.
    """
    about = question.about
    overlap = [row for row in new if row.period.start <= about.period.end and about.period.start <= row.period.end]
    for some in (
        [row for row in new if _names(question.words, row)],
        [row for row in overlap if row.indicator == about.indicator],
        overlap,
        new if question.since > about.as_at else [],
    ):
        if some and any(_key(question) == _key(other) for other in questions((*held, *some), context)):
            return some
    return ()


def _names(words: str, row: Observation) -> bool:
    return re.search(rf"{re.escape(str(row.row))}(?!\d)", words) is not None


def _key(question: Question) -> tuple[object, ...]:
    return question.rule, question.about, question.column, question.state
