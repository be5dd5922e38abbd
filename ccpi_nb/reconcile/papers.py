"""What the comparisons work with: values as printed, the relations of their indicators, and the sides of a finding."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.figures import difference, observed, row_of, written
from ccpi_nb.document.ledger import packed
from ccpi_nb.document.runs import Figure, Row, Runs
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.reconcile.findings import Check, Comparison, Finding, Kind, Side, Size
from ccpi_nb.reconcile.printed_values import Printed, printed
from ccpi_nb.workbook.papers import Claim, Relation, RelationKind

_ADDED = (Unit.NUMBER, Unit.POUNDS, Unit.POUNDS_MILLION, Unit.POUNDS_THOUSAND)
_AVERAGED = (Unit.PERCENT, Unit.SECONDS, Unit.MINUTES_SECONDS)


@dataclass(frozen=True)
class Papers:
    """All that is compared: what is known, how its indicators are related, and what is claimed in words.

    Statements may refer to what is `readable`, which for Part II is more than what is compared there.
    """

    evidence: Evidence
    relations: tuple[Relation, ...]
    claims: tuple[Claim, ...]
    readable: Evidence

    @classmethod
    def in_order(
        cls, evidence: Evidence, relations: Iterable[Relation], claims: Iterable[Claim], readable: Evidence
    ) -> "Papers":
        """Return papers with observations in the order of their files, so that the order of arrival has no effect."""
        rows = tuple(sorted(evidence.observations, key=_place))
        # As they mostly are in order, what has been worked out of them is not worked out again.
        ordered = evidence if rows == evidence.observations else replace(evidence, observations=rows)
        return cls(ordered, tuple(relations), tuple(claims), readable)

    @cached_property
    def printed(self) -> tuple[Printed, ...]:
        """The values as printed, without those that disclosure control has touched."""
        return printed(self.evidence.observations)

    @cached_property
    def shown(self) -> Mapping[tuple[str, Period, str], Printed]:
        """The one value that reports show, by indicator, period and breakdown."""
        # By which object it is: to compare all that a row holds would take longer than all else here.
        printed_as = {id(value.observation): value for value in self.printed}
        shown = filter(None, (printed_as.get(id(observation)) for observation in self.evidence.published))
        return {
            (value.observation.indicator, value.observation.period, value.observation.breakdown): value
            for value in shown
        }

    @cached_property
    def series(self) -> Mapping[tuple[str, str], tuple[Printed, ...]]:
        """The values that reports show, by indicator and breakdown, in the order of their periods."""
        series: dict[tuple[str, str], list[Printed]] = defaultdict(list)
        for value in sorted(self.shown.values(), key=lambda value: value.observation.period):
            series[value.observation.indicator, value.observation.breakdown].append(value)
        return {of: tuple(values) for of, values in series.items()}

    @cached_property
    def suppressed(self) -> Mapping[tuple[str, str], tuple[Period, ...]]:
        """The periods whose value is suppressed, by indicator and breakdown."""
        periods: dict[tuple[str, str], list[Period]] = defaultdict(list)
        for observation in self.evidence.published:
            if observation.is_suppressed:
                periods[observation.indicator, observation.breakdown].append(observation.period)
        return {of: tuple(hidden) for of, hidden in periods.items()}

    def indicator_of(self, value: Printed) -> Indicator:
        """Return the indicator of a value."""
        return self.evidence.indicator(value.observation.indicator)

    def related(self, kind: RelationKind) -> tuple[Relation, ...]:
        """Return the relations of a kind."""
        return tuple(relation for relation in self.relations if relation.kind is kind)

    def related_of(self, kind: RelationKind, indicator: str) -> tuple[Relation, ...]:
        """Return the relations of a kind that say what an indicator is."""
        return self._related.get((kind, indicator), ())

    @cached_property
    def _related(self) -> Mapping[tuple[RelationKind, str], tuple[Relation, ...]]:
        found: dict[tuple[RelationKind, str], tuple[Relation, ...]] = defaultdict(tuple)
        for relation in self.relations:
            found[relation.kind, relation.indicator] += (relation,)
        return found

    def shown_of(self, indicator: str) -> tuple[Printed, ...]:
        """Return the values of an indicator that reports show, in the order of `shown`."""
        return self._shown_of.get(indicator, ())

    @cached_property
    def _shown_of(self) -> Mapping[str, tuple[Printed, ...]]:
        found: dict[str, list[Printed]] = defaultdict(list)
        for value in self.shown.values():
            found[value.observation.indicator].append(value)
        return {indicator: tuple(values) for indicator, values in found.items()}

    def is_added(self, indicator: str) -> bool:
        """Return whether an indicator's values for parts add up to that for the whole."""
        return self.evidence.indicator(indicator).unit in _ADDED and not self._is_not_added(indicator)

    def is_averaged(self, indicator: str) -> bool:
        """Return whether an indicator's value for a long period is an average of those for shorter ones."""
        return self.evidence.indicator(indicator).unit in _AVERAGED and not self._is_not_added(indicator)

    def _is_not_added(self, indicator: str) -> bool:
        return any(self.related_of(kind, indicator) for kind in (RelationKind.NOT_ADDED, RelationKind.PER_MONTH))

    def side(self, value: Printed, what: str = "") -> Side:
        """Return a value as printed as a side; without `what`, it is named by whether it is from a table or a text."""
        return Side(what or value.observation.given_in.capitalize(), (self.figure(value),), value.observation.source)

    def figure(self, value: Printed) -> Figure:
        """Return a value as a figure."""
        return observed(self.indicator_of(value), value.observation)

    def finding(
        self, kind: Kind, first: Side, others: Iterable[Side], about: Printed, size: Size, words: Runs
    ) -> Finding:
        """Return what contradicts the `first` side, as a finding about a value's indicator, period and breakdown."""
        indicator, observation = self.indicator_of(about), about.observation
        name = f"{indicator.name}, {observation.breakdown}" if observation.breakdown else indicator.name
        return Finding(
            kind, indicator.key, str(observation.period), observation.breakdown, name, (first, *others), size, words
        )

    def worked_out(
        self, kind: Kind, value: Printed, again: Figure, what: str, words: Runs, *, is_rounding: bool = False
    ) -> Finding:
        """Return the finding of a printed value and one calculated from others.

        `what` names the calculation ('Sum').
        """
        rows = (row_of(value.observation), *again.rows)
        size = size_of(self.indicator_of(value), value.value, Decimal(again.value), rows, is_rounding=is_rounding)
        sources = packed(row.source for row in again.rows)
        return self.finding(kind, self.side(value), [Side(what, (again,), sources)], value, size, words)


def calculated(indicator: Indicator, computation: Computation, value: Decimal, inputs: Iterable[Observation]) -> Figure:
    """Return a calculated value as a figure in the indicator's unit, with the rows of its inputs."""
    return Figure(
        written(value, indicator.unit, indicator.seconds),
        str(value),
        tuple(row_of(observation) for observation in inputs),
        computation,
    )


def size_of(
    indicator: Indicator, one: Decimal, other: Decimal, rows: Iterable[Row], *, is_rounding: bool = False
) -> Size:
    """Return the difference of two values; percentages differ by percentage points, of which there are a hundred."""
    # Half a point is no large difference, though it may be half of a small percentage.
    whole = Decimal(100) if indicator.unit is Unit.PERCENT else max(abs(one), abs(other))
    figure = Figure(
        difference(indicator, one - other), str(abs(one - other)), tuple(dict.fromkeys(rows)), Computation.DIFFERENCE
    )
    return Size(figure, abs(one - other) / whole if whole else Decimal(0), is_rounding)


def check_of(comparison: Comparison, values: Iterable[Printed], finding: Finding | None = None) -> Check:
    """Return a check of values as printed."""
    return Check(comparison, tuple(value.observation for value in values), finding)


def claim_row(claim: Claim) -> Row:
    """Return the row of data of a claim, which is of no indicator."""
    period = str(claim.period or "")
    return Row(claim.row, "", period, claim.subject, claim.source, str(claim.as_at), claim.kind)


def paper(source: str) -> str:
    """Return the document of a source.

    'CCPI pack 11 December 2014' of 'CCPI pack 11 December 2014, item 4'
    """
    return source.partition(",")[0]


def _place(observation: Observation) -> tuple[str, int]:
    return observation.row.file, observation.row.number
