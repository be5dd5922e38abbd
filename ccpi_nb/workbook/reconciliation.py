"""What the project's files say for the reconciliation: how indicators hang together, and what documents claim in words."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from ccpi_nb.domain.indicators import DataRow, Indicator, Unit
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.cells import choice, day, filled, known
from ccpi_nb.files.strict_csv import Parser, parse_csv


class RelationKind(StrEnum):
    TOTAL = "total"
    RATE = "rate"
    DIFFERENCE = "difference"
    PER_MONTH = "per month"
    SAME_AS = "same as"
    NOT_THE_SAME = "not the same"
    NOT_ADDED = "not added"


# How many indicators stand under 'of', and whether they are in the unit of the indicator.
_OF = {RelationKind.RATE: 2, RelationKind.NOT_ADDED: 0}
_IN_ONE_UNIT = {RelationKind.TOTAL, RelationKind.DIFFERENCE, RelationKind.SAME_AS}


@dataclass(frozen=True)
class Relation:
    """How an indicator hangs together with others, as docs/data.md says for each kind."""

    kind: RelationKind
    indicator: str
    of: tuple[str, ...]
    note: str
    row: DataRow

    @property
    def indicators(self) -> tuple[str, ...]:
        return (self.indicator, *self.of)


class ClaimKind(StrEnum):
    ALL_TARGETS_MET = "all targets met"
    CONTRACTUAL_TARGETS_MET = "contractual targets met"
    HAPPENED = "happened"


@dataclass(frozen=True)
class Claim:
    """What a document says in words and data can bear out: that a service met its targets in a period, or when something happened.

    It is exempt if its `dataset` is.
    """

    kind: ClaimKind
    subject: str
    period: Period
    dataset: str
    as_at: date
    source: str
    row: DataRow


def relations_from(text: str, file: str, indicators: Mapping[str, Indicator]) -> tuple[Relation, ...]:
    columns: dict[str, Parser] = {
        "kind": partial(choice, RelationKind, "kind"),
        "indicator": partial(known, "indicator", indicators),
        "of": lambda cell: tuple(known("indicator", indicators, key.strip()) for key in cell.split("/")) if cell else (),
        "note": str,
    }
    relations = tuple(Relation(**record.values, row=DataRow(file, record.number)) for record in parse_csv(text, columns, file))
    if problems := [problem for each in relations for problem in _problems(each, indicators)]:
        raise InputError(*problems)
    return relations


def claims_from(text: str, file: str, indicators: Mapping[str, Indicator], datasets: Iterable[str]) -> tuple[Claim, ...]:
    columns: dict[str, Parser] = {
        "claim": partial(choice, ClaimKind, "claim"),
        "subject": filled,
        "period": Period.parse,
        "dataset": partial(known, "dataset", datasets),
        "as_at": day,
        "source": filled,
    }
    claims = tuple(
        Claim(kind=record["claim"], **{name: record[name] for name in columns if name != "claim"}, row=DataRow(file, record.number))
        for record in parse_csv(text, columns, file)
    )
    if problems := list(_claim_problems(claims, {each.service for each in indicators.values()})):
        raise InputError(*problems)
    return claims


def _claim_problems(claims: Iterable[Claim], services: Collection[str]) -> Iterator[str]:
    first: dict[tuple[str, str, Period, str], Claim] = {}
    for each in claims:
        if each.kind is not ClaimKind.HAPPENED and each.subject not in services:
            yield f"{each.row}, column 'subject': no indicator is of a service '{each.subject}'; {did_you_mean(each.subject, services)}"
        same = first.setdefault((each.kind, each.subject, each.period, each.source), each)
        if same is not each:
            yield f"{each.row}: the same stands in row {same.row.number}; remove one, or say in 'source' where the other stands"


def _problems(relation: Relation, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    place, expected = f"{relation.row}, column 'of'", _OF.get(relation.kind, 1)
    if len(relation.of) != expected:
        yield f"{place}: '{relation.kind}' needs {_WANTED[expected]}"
    elif relation.indicator in relation.of:
        yield f"{place}: '{relation.indicator}' stands on both sides; name another"
    elif relation.kind in _IN_ONE_UNIT and (other := relation.of[0]) and indicators[other].unit is not indicators[relation.indicator].unit:
        yield (
            f"{place}: '{other}' is in {indicators[other].unit} and '{relation.indicator}' in {indicators[relation.indicator].unit}; "
            f"a '{relation.kind}' is of one unit"
        )
    elif relation.kind is RelationKind.RATE and indicators[relation.indicator].unit is not Unit.PERCENT:
        yield f"{relation.row}, column 'indicator': '{relation.indicator}' is not in %; a rate is a percentage"


_WANTED = {0: "no other indicator; leave the cell blank", 1: "one other indicator", 2: "two, as in 'calls_answered / calls_offered'"}
