"""What a control chart shows and says: a series' variation, whether its target is in reach, which rules find what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import computed, count_figure, observed, row_of, target_runs, written
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import joined, listed
from ccpi_nb.domain.decimals import rounded
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.process_limits import FACTOR, LEAST, Assurance, Nature, Rule, Signal, Way, Xmr
from ccpi_nb.errors import InputError


@dataclass(frozen=True)
class Controlled:
    """At least 13 values of one indicator over periods of one kind that don't overlap, earliest first."""

    indicator: Indicator
    results: tuple[Result, ...]

    @cached_property
    def xmr(self) -> Xmr:
        """The values' mean, process limits and signals."""
        return Xmr(tuple(result.value for result in self.results if result.value is not None))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations of the results."""
        return tuple(result.observation for result in self.results)

    @property
    def latest(self) -> Result:
        """The latest result."""
        return self.results[-1]

    @property
    def natures(self) -> tuple[Nature, ...]:
        """The nature of each value: common cause, or which special cause."""
        return tuple(self.xmr.nature(place, self.indicator.polarity) for place in range(len(self.results)))

    @property
    def mean(self) -> Figure:
        """The mean as a figure."""
        return self._line(Computation.MEAN, self.xmr.mean)

    @property
    def count(self) -> Figure:
        """The number of values as a figure."""
        return count_figure(Computation.COUNT, len(self.results), map(row_of, self.observations))

    @property
    def limits(self) -> tuple[Figure, Figure]:
        """The lower and the upper process limit as figures."""
        lower = self._line(Computation.LOWER_PROCESS_LIMIT, self.xmr.lower)
        return lower, self._line(Computation.UPPER_PROCESS_LIMIT, self.xmr.upper)

    @property
    def in_reach(self) -> tuple[bool, bool]:
        """Whether a value could ever lie on the lower limit, and on the upper.

        There may be none below zero or above 100%.
        """
        over = self.indicator.unit is Unit.PERCENT and self.xmr.upper > 100 and max(self.xmr.values) <= 100
        return not (self.xmr.lower < 0 <= min(self.xmr.values)), not over

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods between two of the values that have none.

        Empty for days, since nobody knows which there should be.
        """
        found: list[Period] = []
        for before, after in pairwise(observation.period for observation in self.observations):
            between = before
            while after.kind is not PeriodKind.DAY and (between := between.moved(1)).end < after.start:
                found.append(between)
        return tuple(found)

    def where(self, nature: Nature) -> str:
        """Return the periods of the values of a nature: 'May 2014 to October 2014 and December 2014'; '' for none."""
        places = [place for place, other in enumerate(self.natures) if other is nature]
        return listed(stretch(self.at(row)) for row in _rows(places))

    def at(self, places: Iterable[int]) -> tuple[Period, ...]:
        """Return the periods at these places."""
        return tuple(self.observations[place].period for place in places)

    def _line(self, name: Computation, value: Fraction) -> Figure:
        """Return the figure of a line, to one decimal more than the values have, or to pence."""
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        shown = rounded(exact, self.indicator.finer)
        text = written(shown, self.indicator.unit, self.indicator.seconds)
        return computed(name, shown, text, self.observations)


def chosen(evidence: Evidence, key: str, periods: Sequence[Period]) -> tuple[Result, ...]:
    """Return the exact values at these periods; without any named, those of the kind of period with most values.

    InputError where the periods differ in kind or overlap.
    """
    every = [
        observation
        for observation in evidence.series(key)
        if observation.is_exact and (not periods or observation.period in periods)
    ]
    kinds = [[observation for observation in every if observation.period.is_like(one.period)] for one in every]
    like = max(kinds, key=len, default=[])
    if periods and len(like) < len(every):
        other = next(observation.period for observation in every if observation not in like)
        raise InputError(
            f"a control chart of '{key}' takes periods of one kind, "
            f"and {other} is unlike {like[0].period}; leave out one kind"
        )
    for before, after in pairwise(like):
        if after.period.start <= before.period.end:
            raise InputError(
                f"a control chart of '{key}' takes periods that don't overlap, "
                f"as {before.period} and {after.period} do; name others"
            )
    return tuple(evidence.result(key, observation.period) for observation in like)


def too_few(results: Sequence[Result]) -> Runs:
    """Return why there is no chart; empty where there are enough values for one, or none at all."""
    if not 0 < len(results) < LEAST:
        return ()
    found = count_figure(Computation.COUNT, len(results), (row_of(result.observation) for result in results))
    return (
        Text("There are too few figures ("),
        found,
        Text(" of the "),
        _constant(LEAST, results),
        Text(" needed) to tell real change from chance."),
    )


_BY_CHANCE = {
    Nature.COMMON: "no more than chance",
    Nature.IMPROVING: "better by more than chance",
    Nature.CONCERNING: "worse by more than chance",
    Nature.NEITHER: "a change by more than chance",
}


def chart_verdict(evidence: Evidence, result: Result) -> Runs:
    """Return what a control chart up to a result says of it, to stand beside its rating; empty where none can be drawn.

    'worse by more than chance, going by 24 figures; the target is hit or miss'
    """
    observation, indicator = result.observation, result.indicator
    like = [
        earlier.period
        for earlier in evidence.series(indicator.key)
        if earlier.is_exact and earlier.period.is_like(observation.period) and earlier.period <= observation.period
    ]
    overlap = any(after.start <= before.end for before, after in pairwise(like))
    if observation.breakdown or len(like) < LEAST or overlap or like[-1] != observation.period:
        return ()
    controlled = Controlled(indicator, chosen(evidence, indicator.key, like))
    nature = Text(f"{_BY_CHANCE[controlled.natures[-1]]}, going by ")
    target = f"; the target is {controlled.xmr.assurance(result.target)}" if result.target else ""
    return (nature, controlled.count, Text(f" figures{target}"))


def control_sentences(controlled: Controlled) -> tuple[Runs, ...]:
    """Return variation, assurance, what each rule finds, how the limits were calculated, and what is missing."""
    kinds = dict.fromkeys((signal.rule, signal.way) for signal in controlled.xmr.signals)
    found = [_found(controlled, rule, way) for rule, way in kinds]
    none: Runs = (Text("No value and no pattern of values points to a special cause."),)
    return (_variation(controlled), _assurance(controlled), *(found or [none]), _method(controlled), *_gaps(controlled))


def _variation(controlled: Controlled) -> Runs:
    xmr, polarity, place = controlled.xmr, controlled.indicator.polarity, len(controlled.results) - 1
    nature, way = controlled.natures[place], xmr.way(place, polarity)
    signals = xmr.signals_at(place)
    outside = {
        signal.way for signal in signals if signal.rule is Rule.OUTSIDE
    }  # what is outside a limit is near it as well
    opening: Runs = (
        Text("Variation: ", strong=True),
        Text(f"{nature}{f' ({way})' if way else ''}. The latest value, "),
        observed(controlled.indicator, controlled.latest.observation),
        Text(f" {controlled.latest.observation.period.phrase}, "),
    )
    if not signals:
        return (*opening, Text("lies within the process limits and in no pattern that chance is unlikely to make."))
    torn = len({signal.way for signal in signals}) > 1 and polarity is not Polarity.NONE
    end = ". The signs point both ways, and the better way is the one named." if torn else "."
    return (
        *opening,
        *joined(
            _place_in(controlled, signal)
            for signal in signals
            if signal.rule is not Rule.NEAR_LIMIT or signal.way not in outside
        ),
        Text(end),
    )


def _place_in(controlled: Controlled, signal: Signal) -> Runs:
    """Return what a rule says of the latest value."""
    high = signal.way is Way.HIGH
    side, limit = ("above", "upper") if high else ("below", "lower")
    row = count_figure(
        Computation.COUNT, len(signal.places), (row_of(controlled.observations[place]) for place in signal.places)
    )
    match signal.rule:
        case Rule.OUTSIDE:
            return (Text(f"lies {side} the {limit} process limit"),)
        case Rule.NEAR_LIMIT:
            return (
                Text(f"is one of at least two of the last three that lie near the {limit} process limit or beyond it"),
            )
        case Rule.TREND:
            return (
                Text("is the last of "),
                row,
                Text(f" in a row that each {'rose' if high else 'fell'} from the one before"),
            )
        case Rule.SHIFT:
            return (Text("is the last of "), row, Text(f" in a row {side} the mean"))


def _assurance(controlled: Controlled) -> Runs:
    heading, target = Text("Assurance: ", strong=True), controlled.latest.target
    if target is None:
        return (heading, Text("no target is in force, so the chart says nothing of meeting one."))
    lower, upper = controlled.limits
    verdict = controlled.xmr.assurance(target)
    opening: Runs = (heading, Text(f"{verdict}. The target, "), *target_runs(controlled.indicator, target))
    if controlled.xmr.reach == 0:
        return (
            *opening,
            Text(f", is {'met' if verdict is Assurance.PASSES else 'missed'} by every value, for all are the same."),
        )
    if verdict is Assurance.HIT_OR_MISS:
        between = Text(", lies between the process limits, "), lower, Text(" and "), upper, Text(": ")
        return (*opening, *between, Text("as things are it will be met at some times and missed at others."))
    # Of a band the end that is missed; where both are met, both limits lie inside.
    end = next((end for end in target.ends if controlled.xmr.assurance_of(end) is verdict), target.ends[0])
    if verdict is Assurance.PASSES and len(target.ends) > 1:
        between = Text(", takes in both process limits, "), lower, Text(" and "), upper, Text(": ")
        return (*opening, *between, Text("as things are it will be met nearly always."))
    is_above = end.value > controlled.xmr.upper
    beyond = (
        Text(f", lies {'above the upper' if is_above else 'below the lower'} process limit, "),
        upper if is_above else lower,
    )
    outlook = "will be met nearly always" if verdict is Assurance.PASSES else "will hardly ever be met"
    return (*opening, *beyond, Text(f": as things are it {outlook}."))


def _found(controlled: Controlled, rule: Rule, way: Way) -> Runs:
    """Return the values that one rule finds on one side; rows of three and more by the first and the last."""
    side, limit, change = ("above", "upper", "higher") if way is Way.HIGH else ("below", "lower", "lower")
    heading = {
        Rule.OUTSIDE: f"{side.capitalize()} the {limit} process limit",
        Rule.TREND: f"Seven values or more in a row, each {change} than the one before",
        Rule.NEAR_LIMIT: f"Two of three values in a row near the {limit} process limit or beyond it",
        Rule.SHIFT: f"Seven values or more in a row {side} the mean",
    }[rule]
    found = [signal.places for signal in controlled.xmr.signals if (signal.rule, signal.way) == (rule, way)]
    if rule is Rule.OUTSIDE:  # each of them is found by itself
        found = [tuple(place for places in found for place in places)]
    listing: list[Runs] = []
    for row in (row for places in found for row in _rows(places)):
        values = [controlled.observations[place] for place in row]
        if len(row) > 2:
            listing.append((Text(stretch(controlled.at(row))),))
        else:
            listing += [
                (Text(f"{observation.period.in_sentence} ("), observed(controlled.indicator, observation), Text(")"))
                for observation in values
            ]
    return (Text(f"{heading}: "), *joined(listing), Text("."))


def _rows(places: Sequence[int]) -> list[list[int]]:
    """Return the places as unbroken rows."""
    return [[place for _, place in row] for _, row in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])]


def _method(controlled: Controlled) -> Runs:
    (lower, upper), (low, high) = controlled.limits, controlled.in_reach
    beyond = {
        (False, True): "The lower limit is",
        (True, False): "The upper limit is",
        (False, False): "Both limits are",
    }.get((low, high), "")
    return (
        Text("The mean of the "),
        controlled.count,
        Text(" values is "),
        controlled.mean,
        Text(" and the process limits are "),
        lower,
        Text(" and "),
        upper,
        Text(": the mean less and plus "),
        _constant(FACTOR, controlled.results),
        Text(
            " times the average difference between one value and the next. They come from all values shown, "
            "by the rules of NHS England's 'Making Data Count', and are not based anew on a part of them."
            f"{f' {beyond} beyond what can be reached.' if beyond else ''}"
        ),
    )


def _constant(number: Decimal | int, results: Iterable[Result]) -> Figure:
    """Return a number of the method as a figure, with the rows of the values that it is applied to."""
    return computed(
        Computation.CONSTANT_OF_CONTROL_CHARTS, Decimal(number), str(number), (result.observation for result in results)
    )


def _gaps(controlled: Controlled) -> tuple[Runs, ...]:
    if not controlled.missing:
        return ()
    names: list[Runs] = [(Text(period.in_sentence),) for period in controlled.missing]
    has = "has" if len(names) == 1 else "have"
    return ((*joined(names), Text(f" {has} no value here: the values on either side are taken as neighbours.")),)


def stretch(periods: Sequence[Period]) -> str:
    """Return consecutive periods by the first and the last: 'May 2014 to November 2014'."""
    return periods[0].in_sentence if len(periods) == 1 else f"{periods[0].in_sentence} to {periods[-1].in_sentence}"
