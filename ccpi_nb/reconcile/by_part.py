"""The reconciliation of the project's data, by Part: what is exempt is compared with nothing but itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import reduce
from pathlib import Path

from ccpi_nb.document.model import Document
from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Target
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.protection import protected
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Kind
from ccpi_nb.reconcile.sheet import PartFindings, keyed, reconciliation_document
from ccpi_nb.workbook.inputs import (
    dataset_names,
    meeting_dates,
    read_claims,
    read_dataset,
    read_indicators,
    read_meeting,
    read_relations,
    read_rulings,
    read_targets,
)
from ccpi_nb.workbook.reconciliation import PART_II, Claim, Relation, Ruling, ruling_on


def reconciliation_of(root: Path, meeting: Meeting, part: Part) -> Document | None:
    """The reconciliation that goes with a meeting's agenda; None where the Part has no report, or nothing that could be compared."""
    if not meeting.reports_in(part):
        return None
    provisions = [report.exemption.provision for report in meeting.reports_in(part) if report.exemption]
    restriction = f"Not for publication: exempt information as defined in {provisions[0]}." if provisions else ""
    return reconciliation_document(_held(root).at_meeting(meeting, part), meeting, restriction)


def findings_of(root: Path, day: str = "") -> tuple[PartFindings, ...]:
    """What was found in each Part: for a meeting's day what goes with its agenda, else all that is held."""
    held = _held(root)
    if day:
        meeting = read_meeting(root, day)
        return tuple(held.at_meeting(meeting, part) for part in Part if meeting.reports_in(part))
    return tuple(held.in_all(part) for part in Part)


def finding_keys(root: Path, part: Part) -> frozenset[str]:
    """The keys of all that a Part's reconciliation has found, at any meeting or now."""
    return frozenset(_held(root).keys(part))


def stray_rulings(root: Path) -> tuple[str, ...]:
    """A sentence for each row of data/reconciliation.csv whose finding there is none of, or no longer."""
    held = _held(root)
    return unmatched(held.rulings, {key for part in Part for key in held.keys(part)}, held.subjects)


@dataclass(frozen=True)
class _Held:
    """All that the project holds and the reconciliation needs."""

    indicators: Mapping[str, Indicator]
    observations: tuple[Observation, ...]
    targets: tuple[Target, ...]
    relations: tuple[Relation, ...]
    claims: tuple[Claim, ...]
    rulings: tuple[Ruling, ...]
    exempt: Collection[str]
    meetings: tuple[Meeting, ...]

    @property
    def subjects(self) -> frozenset[str]:
        """All that a finding may be about, as its key has it."""
        observed = {
            f"{each.indicator}{f' / {each.breakdown}' if each.breakdown else ''} @ {each.period}"
            for each in self.observations
        }
        claimed = {
            words for each in self.claims for words in (each.subject, f"{each.subject} / {each.kind} @ {each.period}")
        }
        return frozenset(observed | claimed)

    def at_meeting(self, meeting: Meeting, part: Part) -> PartFindings:
        """What rests on anything that the meeting was the first to be told, as known by its day, with small numbers kept as in its reports."""
        datasets = meeting.exempt_datasets if part is Part.EXEMPT else self._datasets(part)
        disclosures = [report.disclosure for report in meeting.reports_in(part) if report.disclosure]
        before = max((each.date for each in self.meetings if each.date < meeting.date), default=None)
        return self._findings(part, datasets, meeting.date, disclosures, before)

    def in_all(self, part: Part) -> PartFindings:
        """All that is held of a Part, whenever it became known."""
        return self._findings(part, self._datasets(part), date.max)

    def keys(self, part: Part) -> Iterator[str]:
        for each in (self.in_all(part), *(self.at_meeting(meeting, part) for meeting in self.meetings)):
            yield from map(each.key, each.found.findings)

    def _datasets(self, part: Part) -> frozenset[str]:
        return frozenset(
            each.dataset for each in self.observations if (each.dataset in self.exempt) is (part is Part.EXEMPT)
        )

    def _findings(
        self,
        part: Part,
        datasets: Collection[str],
        day: date,
        disclosures: Sequence[Disclosure] = (),
        since: date | None = None,
    ) -> PartFindings:
        claims = [each for each in self.claims if each.dataset in datasets and each.as_at <= day]
        found = reconcile(self._evidence(datasets, day, disclosures), self.relations, claims).since(since)
        # A member may read of what is public, too, and so may a reason that is given to members.
        told = self._evidence({*datasets, *self._datasets(Part.PUBLIC)}, day, disclosures)
        ruled = {each.key: ruling_on(keyed(each.key, part), self.rulings, day) for each in found.findings}
        return PartFindings(part, told, found, {key: ruling for key, ruling in ruled.items() if ruling})

    def _evidence(self, datasets: Collection[str], day: date, disclosures: Sequence[Disclosure]) -> Evidence:
        """What was known on a day of some datasets, with the targets of what they hold, and without the small numbers that may not be shown."""
        observations = tuple(each for each in self.observations if each.dataset in datasets)
        own = {each.indicator for each in observations}
        targets = tuple(each for each in self.targets if each.indicator in own)
        return reduce(protected, disclosures, Evidence.known_by(day, self.indicators, targets, observations))


def _held(root: Path) -> _Held:
    indicators = read_indicators(root)
    meetings = tuple(read_meeting(root, day) for day in meeting_dates(root))
    return _Held(
        indicators,
        tuple(each for name in dataset_names(root) for each in read_dataset(root, name, indicators)),
        read_targets(root, indicators),
        read_relations(root, indicators),
        read_claims(root, indicators),
        read_rulings(root),
        frozenset(name for meeting in meetings for name in meeting.exempt_datasets),
        meetings,
    )


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
