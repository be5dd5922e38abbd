"""What a control chart says: a series' variation, whether its target is in reach, which rules find what."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import computed, count_figure, observed, row_of, target_runs
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import joined
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Polarity
from ccpi_nb.trends.process_limits import FACTOR, LEAST, Assurance, Nature, Rule, Signal, Way
from ccpi_nb.trends.variation import Controlled, chosen, stretch, unbroken


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


BY_CHANCE = {
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
    nature = Text(f"{BY_CHANCE[controlled.natures[-1]]}, going by ")
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
            place_in(controlled, signal)
            for signal in signals
            if signal.rule is not Rule.NEAR_LIMIT or signal.way not in outside
        ),
        Text(end),
    )


def place_in(controlled: Controlled, signal: Signal) -> Runs:
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
    for row in (row for places in found for row in unbroken(places)):
        values = [controlled.observations[place] for place in row]
        if len(row) > 2:
            listing.append((Text(stretch(controlled.at(row))),))
        else:
            listing += [
                (Text(f"{observation.period.in_sentence} ("), observed(controlled.indicator, observation), Text(")"))
                for observation in values
            ]
    return (Text(f"{heading}: "), *joined(listing), Text("."))


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
