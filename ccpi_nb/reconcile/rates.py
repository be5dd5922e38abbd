"""Percentages, monthly averages and changes, calculated again from the values that they derive from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import row_of, written
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.indicators import Observation, Unit
from ccpi_nb.reconcile.findings import Check, Comparison, Kind
from ccpi_nb.reconcile.papers import Papers, calculated, check_of
from ccpi_nb.reconcile.printed_values import Printed, Reading, is_cut_off
from ccpi_nb.workbook.papers import Relation, RelationKind


def rates(papers: Papers) -> Iterator[Check]:
    """Yield a check of each percentage with the numbers that it is a rate of.

    They are the numbers printed with it, or where there are none the values of the indicators that it is a rate of.
    """
    for rate in papers.printed:
        observation = rate.observation
        part, whole = observation.numerator, observation.denominator
        if papers.indicator_of(rate).unit is not Unit.PERCENT:
            continue
        if part is not None and whole:
            # A row with its two numbers is an input twice, with a value each.
            yield _rate(papers, rate, part / whole, (observation,), partial(_printed_with, observation))
        elif found := _numbers(papers, observation):
            inputs = [value.observation for value in found]
            yield _rate(papers, rate, found[0].value / found[1].value, inputs, partial(map, papers.figure, found))


def monthly_averages(papers: Papers) -> Iterator[Check]:
    """Yield a check of each monthly average with the value for its whole period.

    A value with a qualifier, such as 'about', never contradicts.
    """
    for relation in papers.related(RelationKind.PER_MONTH):
        for monthly, whole in _beside(papers, relation):
            average = whole.value / monthly.observation.period.months
            if (
                rounded(average, monthly.decimals) == monthly.value
                or monthly.observation.qualifier
                or whole.observation.qualifier
            ):
                yield check_of(Comparison.RATES, (monthly, whole))
            else:
                again = calculated(
                    papers.indicator_of(monthly),
                    Computation.AVERAGE,
                    rounded(average, monthly.decimals + 1),
                    (whole.observation,),
                )
                words = (papers.figure(whole), Text(" in the whole period is another number a month."))
                yield check_of(
                    Comparison.RATES,
                    (monthly, whole),
                    papers.worked_out(Kind.RATE, monthly, again, "Worked out", words),
                )


def changes(papers: Papers) -> Iterator[Check]:
    """Yield a check of each change that an indicator gives with the two values that it lies between."""
    for relation in papers.related(RelationKind.DIFFERENCE):
        for given, later in _beside(papers, relation):
            if earlier := _before(papers, later):
                change = later.value - earlier.value
                slack = later.reading().high - later.value + earlier.reading().high - earlier.value
                if Reading(change - slack, change + slack).meets(given.reading()):
                    yield check_of(Comparison.CHANGES, (given, later, earlier))
                else:
                    again = calculated(
                        papers.indicator_of(given), Computation.CHANGE, change, (earlier.observation, later.observation)
                    )
                    words = (
                        Text("The value went from "),
                        papers.figure(earlier),
                        Text(" to "),
                        papers.figure(later),
                        Text("."),
                    )
                    yield check_of(
                        Comparison.CHANGES,
                        (given, later, earlier),
                        papers.worked_out(Kind.CHANGE, given, again, "Worked out", words),
                    )


def _rate(
    papers: Papers,
    rate: Printed,
    ratio: Decimal,
    inputs: Sequence[Observation],
    numbers_of: Callable[[], Iterable[Figure]],
) -> Check:
    """Return a check of a percentage; its numbers become figures only where it differs."""
    exactly, nearest = 100 * ratio, rounded(100 * ratio, rate.decimals)
    if nearest == rate.value or (rate.observation.qualifier and Reading(exactly, exactly).meets(rate.reading())):
        return Check(Comparison.RATES, (rate.observation, *inputs))
    indicator, again = papers.indicator_of(rate), rounded(exactly, rate.decimals + 1)
    part, whole = numbers_of()
    share = replace(calculated(indicator, Computation.PERCENTAGE, again, ()), rows=(*part.rows, *whole.rows))
    words: Runs = (part, Text(" of "), whole, Text(" is "), share)
    if again != nearest:
        words += (Text(", which rounds to "), replace(share, text=written(nearest, Unit.PERCENT), value=str(nearest)))
    cut_off = is_cut_off(exactly, rate.value, rate.decimals)
    words += (Text("; what is printed has its decimals cut off." if cut_off else "."),)
    return Check(
        Comparison.RATES,
        (rate.observation, *inputs),
        papers.worked_out(Kind.RATE, rate, share, "Worked out", words, is_rounding=cut_off),
    )


def _printed_with(observation: Observation) -> Iterator[Figure]:
    """Yield the numbers that are printed with a rate, the one above and the one below the line."""
    for number in (observation.numerator, observation.denominator):
        yield Figure(f"{number:,}", str(number), (replace(row_of(observation), value=str(number)),))


def _numbers(papers: Papers, observation: Observation) -> tuple[Printed, Printed] | None:
    """Return the two values that a percentage is the rate of; None where one is missing or qualified, as by 'about'."""
    for relation in papers.related_of(RelationKind.RATE, observation.indicator):
        part, whole = (papers.shown.get((key, observation.period, observation.breakdown)) for key in relation.of)
        if part and whole and whole.value and not (part.observation.qualifier or whole.observation.qualifier):
            return part, whole
    return None


def _beside(papers: Papers, relation: Relation) -> Iterator[tuple[Printed, Printed]]:
    """Yield the values of a relation's indicator, each with that of the other indicator at the same time."""
    for value in papers.shown_of(relation.indicator):
        given = value.observation
        if other := papers.shown.get((relation.of[0], given.period, given.breakdown)):
            yield value, other


def _before(papers: Papers, later: Printed) -> Printed | None:
    """Return the last value before one over the same kind of period; None where there is none."""
    observation = later.observation
    before = [
        value
        for value in papers.series[observation.indicator, observation.breakdown]
        if value.observation.period < observation.period
    ]
    like = [value for value in before if value.observation.period.is_like(observation.period)]
    return like[-1] if like else None
