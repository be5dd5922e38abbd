"""What analysts have said of the reconciliation's findings: open, explained, corrected at source or accepted, and why."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import partial

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.errors import InputError
from ccpi_nb.files.cells import choice, day, filled
from ccpi_nb.files.strict_csv import Parser, parse_csv
from ccpi_nb.reconcile.findings import Kind

# A finding in exempt data is another one than the same finding in public data.
PART_II = " (Part II)"


class Status(StrEnum):
    OPEN = "open"
    EXPLAINED = "explained"
    CORRECTED = "corrected at source"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Ruling:
    """The status of a finding from a day on; `finding` is its key, with '(Part II)' after it for one in exempt data."""

    finding: str
    status: Status
    reason: str
    as_at: date
    source: str
    row: DataRow

    @property
    def is_exempt(self) -> bool:
        return self.finding.endswith(PART_II)

    @property
    def subject(self) -> str:
        """What the finding is about: its key without its kind."""
        return self.finding.removesuffix(PART_II).partition(": ")[2]


def rulings_from(text: str, file: str) -> tuple[Ruling, ...]:
    columns: dict[str, Parser] = {"finding": filled, "status": partial(choice, Status, "status"), "reason": str, "as_at": day, "source": str}
    rulings = tuple(Ruling(**record.values, row=DataRow(file, record.number)) for record in parse_csv(text, columns, file))
    if problems := list(_problems(rulings)):
        raise InputError(*problems)
    return rulings


def ruling_on(finding: str, rulings: Iterable[Ruling], by: date) -> Ruling | None:
    """The latest that was known by a day."""
    known = [each for each in rulings if each.finding == finding and each.as_at <= by]
    return max(known, key=lambda each: each.as_at, default=None)


def unmatched(rulings: Iterable[Ruling], findings: Collection[str], subjects: Collection[str]) -> tuple[str, ...]:
    """A sentence for each row whose finding there is none of, or no longer; `subjects` is all that a finding may be about."""
    return tuple(_sentence(each, findings, subjects) for each in rulings if each.finding not in findings)


def _sentence(ruling: Ruling, findings: Collection[str], subjects: Collection[str]) -> str:
    place = f"{ruling.row}, column 'finding'"
    kind = ruling.finding.partition(": ")[0]
    in_other_part = ruling.finding.removesuffix(PART_II) if ruling.is_exempt else ruling.finding + PART_II
    if kind in list(Kind) and ruling.subject in subjects and in_other_part not in findings:
        return f"{place}: '{ruling.finding}' has gone: nothing disagrees there now; take the row out"
    near = get_close_matches(ruling.finding, findings, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "`ccpi reconcile` lists those there are"
    return f"{place}: there is no finding '{ruling.finding}'; {hint}"


def _problems(rulings: Iterable[Ruling]) -> Iterator[str]:
    first: dict[tuple[str, date], Ruling] = {}
    for each in rulings:
        if each.status is not Status.OPEN:
            for name, cell in (("reason", each.reason), ("source", each.source)):
                if not cell:
                    yield f"{each.row}, column '{name}': a finding that is {each.status} needs one; fill it"
        same = first.setdefault((each.finding, each.as_at), each)
        if same is not each:
            yield f"{each.row}: this finding already has a status of that day in row {same.row.number}; remove one, or date the later one later"
