"""What is known of the papers: relations of figures, claims in words, rulings on findings, what is held of sections."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from ccpi_nb.domain.indicators import DataRow, Indicator, Unit
from ccpi_nb.domain.meeting_keys import key_named
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.relations import RelationKind as RelationKind
from ccpi_nb.domain.relations import with_linked
from ccpi_nb.errors import did_you_mean, refuse
from ccpi_nb.files.cells import Filled, Name, choice, day, known, optional
from ccpi_nb.files.strict_csv import Column, rows_from
from ccpi_nb.workbook.indicators import key_of

_OTHER = {"words": "period", "period": "words"}
_NEEDED = {"words": "words", "period": "a period"}
_WANTED = {
    0: "no other indicator; leave the cell blank",
    1: "one other indicator",
    2: "two, as in 'calls_answered / calls_offered'",
}


# How many indicators stand under 'of', and whether they are in the unit of the indicator.
_OF = {RelationKind.RATE: 2, RelationKind.NOT_ADDED: 0}
_IN_ONE_UNIT = {RelationKind.TOTAL, RelationKind.DIFFERENCE, RelationKind.SAME_AS}


@dataclass(frozen=True)
class Relation:
    """A relation of an indicator to others, as docs/data.md says for each kind."""

    kind: Annotated[RelationKind, choice(RelationKind, "kind")]
    indicator: str
    of: tuple[str, ...]
    note: str
    row: DataRow

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators of the relation, the first its own."""
        return (self.indicator, *self.of)


class ClaimKind(StrEnum):
    """The kind of a claim that a document makes in words."""

    ALL_TARGETS_MET = "all targets met"
    CONTRACTUAL_TARGETS_MET = "contractual targets met"
    HAPPENED = "happened"
    SAYS = "says"


@dataclass(frozen=True)
class Claim:
    """A statement of a document in words.

    That a service met its targets in a period, or when something happened, which data can bear out; or, with `words` in
    place of a period, what a document says of a matter of which another says something else. It is exempt if its
    `dataset` is.
    """

    kind: Annotated[ClaimKind, Column("claim", choice(ClaimKind, "claim"))]
    subject: Name
    period: Annotated[Period | None, optional(Period.parse)]
    dataset: str
    as_at: Annotated[date, day]
    source: Filled
    row: DataRow
    words: Annotated[str, Column("words", may_lack=True)] = ""


def relations_from(text: str, file: str, indicators: Mapping[str, Indicator]) -> tuple[Relation, ...]:
    """Return the relations in a file's text; InputError lists everything that is wrong with it."""
    indicator = key_of(indicators)

    def several(cell: str) -> tuple[str, ...]:
        return tuple(indicator(key.strip()) for key in cell.split("/")) if cell else ()

    relations = rows_from(Relation, text, file, indicator=indicator, of=several)
    refuse(problem for relation in relations for problem in _relation_problems(relation, indicators))
    return relations


def claims_from(
    text: str, file: str, indicators: Mapping[str, Indicator], datasets: Collection[str]
) -> tuple[Claim, ...]:
    """Return the claims in a file's text; InputError lists everything that is wrong with it."""
    claims = rows_from(Claim, text, file, dataset=known("dataset", datasets))
    refuse(_claim_problems(claims, {indicator.service for indicator in indicators.values()}))
    return claims


def _claim_problems(claims: Collection[Claim], services: Collection[str]) -> Iterator[str]:
    first: dict[tuple[str, str, Period | None, str, str], Claim] = {}
    sides = Counter(claim.subject for claim in claims if claim.kind is ClaimKind.SAYS)
    for claim in claims:
        yield from _misplaced_words(claim)
        if claim.kind is ClaimKind.SAYS and sides[claim.subject] == 1:
            yield (
                f"{claim.row}, column 'subject': nothing else is said of '{claim.subject}'; "
                "add a row with what another place says, under the same subject"
            )
        if claim.kind not in (ClaimKind.HAPPENED, ClaimKind.SAYS) and claim.subject not in services:
            yield (
                f"{claim.row}, column 'subject': no indicator is of a service '{claim.subject}'; "
                f"{did_you_mean(claim.subject, services)}"
            )
        same = first.setdefault((claim.kind, claim.subject, claim.period, claim.source, claim.words), claim)
        if same is not claim:
            yield (
                f"{claim.row}: the same stands in row {same.row.number}; remove one, "
                "or say in 'source' where the other stands"
            )


def _misplaced_words(claim: Claim) -> Iterator[str]:
    """Yield what is wrong with a claim's period and words, of which it has the one that its kind asks for."""
    has = {"period": claim.period is not None, "words": bool(claim.words)}
    asked = "words" if claim.kind is ClaimKind.SAYS else "period"
    for column, is_filled in has.items():
        if is_filled is not (column == asked):
            remedy = "fill it" if column == asked else "leave it blank"
            why = f"a claim '{claim.kind}' has {_NEEDED[asked]} and not {_NEEDED[_OTHER[asked]]}"
            yield f"{claim.row}, column '{column}': {why}; {remedy}"


def _relation_problems(relation: Relation, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    place, expected = f"{relation.row}, column 'of'", _OF.get(relation.kind, 1)
    if len(relation.of) != expected:
        yield f"{place}: '{relation.kind}' needs {_WANTED[expected]}"
    elif relation.indicator in relation.of:
        yield f"{place}: '{relation.indicator}' stands on both sides; name another"
    elif (
        relation.kind in _IN_ONE_UNIT
        and (other := relation.of[0])
        and indicators[other].unit is not indicators[relation.indicator].unit
    ):
        yield (
            f"{place}: '{other}' is in {indicators[other].unit} "
            f"and '{relation.indicator}' in {indicators[relation.indicator].unit}; "
            f"a '{relation.kind}' is of one unit"
        )
    elif relation.kind is RelationKind.RATE and indicators[relation.indicator].unit is not Unit.PERCENT:
        yield f"{relation.row}, column 'indicator': '{relation.indicator}' is not in %; a rate is a percentage"


# A finding in exempt data is another one than the same finding in public data.
PART_II = " (Part II)"


class RulingStatus(StrEnum):
    """The status that a ruling gives a finding."""

    OPEN = "open"
    EXPLAINED = "explained"
    CORRECTED = "corrected at source"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Ruling:
    """The status of a finding from a day on; `finding` is its key, with '(Part II)' after it for one in exempt data."""

    finding: Filled
    status: Annotated[RulingStatus, choice(RulingStatus, "status")]
    reason: str
    as_at: Annotated[date, day]
    source: str
    row: DataRow

    @property
    def is_exempt(self) -> bool:
        """Whether the finding is in exempt data."""
        return self.finding.endswith(PART_II)

    @property
    def subject(self) -> str:
        """The subject of the finding: its key without its kind."""
        return self.finding.removesuffix(PART_II).partition(": ")[2]


def rulings_from(text: str, file: str) -> tuple[Ruling, ...]:
    """Return the rulings in a file's text; InputError lists everything that is wrong with it."""
    rulings = rows_from(Ruling, text, file)
    refuse(_ruling_problems(rulings))
    return rulings


def latest_rulings(rulings: Iterable[Ruling], by: date) -> dict[str, Ruling]:
    """Return the latest ruling on each finding that was known by a day, by the finding's key."""
    known = (ruling for ruling in rulings if ruling.as_at <= by)
    return {ruling.finding: ruling for ruling in sorted(known, key=lambda ruling: ruling.as_at)}


def reached_since(
    since: date,
    recent: Iterable[str],
    known: Iterable[Indicator],
    linked: Iterable[Collection[str]],
    claims: Iterable[Claim],
) -> frozenset[str]:
    """Return the indicators that a comparison can rest on together with anything that became known after a day.

    Those are the `recent` ones, those of services of which something was claimed since, and all that are `linked` with
    one. Of large data a meeting receives little, and the rest need not be compared for it.
    """
    reached = set(recent)
    served: dict[str, set[str]] = defaultdict(set)
    for indicator in known:
        served[indicator.service].add(indicator.key)
    together = [*linked]
    for claim in claims:
        together.append(served[claim.subject])
        reached |= served[claim.subject] if claim.as_at > since else set()
    return with_linked(reached, together)


def _ruling_problems(rulings: Iterable[Ruling]) -> Iterator[str]:
    first: dict[tuple[str, date], Ruling] = {}
    for ruling in rulings:
        if ruling.status is not RulingStatus.OPEN:
            for name, cell in (("reason", ruling.reason), ("source", ruling.source)):
                if not cell:
                    yield f"{ruling.row}, column '{name}': a finding that is {ruling.status} needs one; fill it"
        same = first.setdefault((ruling.finding, ruling.as_at), ruling)
        if same is not ruling:
            yield (
                f"{ruling.row}: this finding already has a status of that day in row {same.row.number}; remove one, "
                "or date the later one later"
            )


class Sourced(Protocol):
    """A row of data that names its source in the documents."""

    @property
    def source(self) -> str:
        """The place in the documents that the row is from."""
        ...

    @property
    def row(self) -> DataRow:
        """The row's place in its data file."""
        ...


def _file_of_the_workbook(cell: str) -> str:
    if cell and not re.fullmatch(r"(data|params)/[\w./-]+", cell, re.ASCII):
        raise ValueError(f"'{cell}' is no file of data or params; write it as params/2014-12-11.yaml")
    return cell


@dataclass(frozen=True)
class Section:
    """A section of a document: what is stored of it, and what was left out.

    `elsewhere` says in which file, where no row of data names the section.
    """

    document: Filled
    section: Filled
    held: str
    elsewhere: Annotated[str, _file_of_the_workbook]
    left_out: str
    row: DataRow

    @property
    def name(self) -> str:
        """The words with which a source in this section begins."""
        return f"{self.document}, {self.section}"

    def holds(self, source: str) -> bool:
        """Return whether a source is this section or a place in it; capitals make no difference."""
        return bool(re.match(rf"{re.escape(self.name)}(?![^,;])", source, re.IGNORECASE))


def sections_from(text: str, file: str) -> tuple[Section, ...]:
    """Return the sections of the documents of one meeting, whose day is in the file's name."""
    key_named(file)
    sections = rows_from(Section, text, file)
    refuse(_slips(sections))
    return sections


def _slips(sections: Sequence[Section]) -> Iterator[str]:
    first: dict[str, DataRow] = {}
    for section in sections:
        if not (section.held or section.left_out):
            yield f"{section.row}: neither 'held' nor 'left_out' says anything; say what is held, or why nothing is"
        if section.elsewhere and not section.held:
            yield f"{section.row}, column 'held': it is blank, but {section.elsewhere} is to hold something; say what"
        if section.name.casefold() in first:
            yield (
                f"{section.row}, column 'section': "
                f"this section is already in row {first[section.name.casefold()].number}; remove one"
            )
        first.setdefault(section.name.casefold(), section.row)
