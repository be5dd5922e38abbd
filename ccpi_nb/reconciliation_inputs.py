"""The reconciliation of the project's data, by Part: what is exempt is compared with nothing but itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ccpi_nb.document import Bullets, Document, Masthead, Text
from ccpi_nb.evidence import Evidence
from ccpi_nb.findings import Reconciliation
from ccpi_nb.inputs import (
    dataset_names,
    meeting_dates,
    read_claims,
    read_dataset,
    read_exempt_datasets,
    read_indicators,
    read_meeting,
    read_relations,
    read_rulings,
    read_targets,
)
from ccpi_nb.meetings import Meeting, Part
from ccpi_nb.protection import protected
from ccpi_nb.reconcile import reconcile
from ccpi_nb.reconciliation import Rulings, reconciliation_document
from ccpi_nb.rulings import PART_II, Ruling, ruling_on


@dataclass(frozen=True)
class PartFindings:
    """What was found in a Part's data, and what has been said of it."""

    part: Part
    evidence: Evidence
    found: Reconciliation
    rulings: Rulings

    def key(self, finding: str) -> str:
        """A finding's key as data/reconciliation.csv has it."""
        return keyed(finding, self.part)


def keyed(finding: str, part: Part) -> str:
    return finding + PART_II if part is Part.EXEMPT else finding


def reconciliation_of(root: Path, meeting: Meeting, part: Part) -> Document | None:
    """The reconciliation that goes with a meeting's agenda; None where nothing of the Part could be compared."""
    exempt = [item for item in meeting.items_in(Part.EXEMPT) if item.exempt_datasets]
    if part is Part.EXEMPT and not exempt:
        return None
    restriction = ""
    if part is Part.EXEMPT and exempt[0].exemption:
        restriction = f"Not for publication: exempt information as defined in {exempt[0].exemption.provision}."
    own = findings_for(root, meeting, part)
    return reconciliation_document(own.found, own.rulings, meeting, part, own.evidence, restriction)


def findings_for(root: Path, meeting: Meeting, part: Part) -> PartFindings:
    """What rests on anything that the meeting was told first, as known by its day, and with small numbers as well kept as in its reports."""
    datasets = meeting.exempt_datasets if part is Part.EXEMPT else _public_datasets(root)
    evidence = _evidence(root, datasets, meeting.date)
    for report in meeting.reports_in(part):
        evidence = protected(evidence, report.disclosure) if report.disclosure else evidence
    before = max((day for day in map(date.fromisoformat, meeting_dates(root)) if day < meeting.date), default=None)
    return _findings(root, part, datasets, evidence, meeting.date, since=before)


def all_findings(root: Path, part: Part) -> PartFindings:
    """All that is held of a Part, whenever it became known."""
    datasets = read_exempt_datasets(root) if part is Part.EXEMPT else _public_datasets(root)
    return _findings(root, part, datasets, _evidence(root, datasets, date.max), date.max)


def finding_keys(root: Path, part: Part) -> frozenset[str]:
    """The keys of all that a Part's reconciliation has found, at any meeting or now, as data/reconciliation.csv has them."""
    meetings = [read_meeting(root, day) for day in meeting_dates(root)]
    every = [all_findings(root, part), *(findings_for(root, meeting, part) for meeting in meetings)]
    return frozenset(each.key(finding.key) for each in every for finding in each.found.findings)


def exempt_reasons(root: Path) -> Document:
    """The reasons given for findings in exempt data, for the gate to look for in public files."""
    public = finding_keys(root, Part.PUBLIC)
    reasons = [each.reason for each in read_rulings(root) if each.reason and each.finding not in public]
    return Document(Masthead("", ""), (Bullets(tuple((Text(reason),) for reason in reasons)),))


def _findings(root: Path, part: Part, datasets: Iterable[str], evidence: Evidence, day: date, since: date | None = None) -> PartFindings:
    indicators = read_indicators(root)
    claims = [each for each in read_claims(root, indicators) if each.dataset in datasets and each.as_at <= day]
    found = reconcile(evidence, read_relations(root, indicators), claims).since(since)
    return PartFindings(part, evidence, found, _rulings(found, read_rulings(root), part, day))


def _rulings(found: Reconciliation, rulings: Iterable[Ruling], part: Part, day: date) -> Mapping[str, Ruling]:
    known = tuple(rulings)
    ruled = {each.key: ruling_on(keyed(each.key, part), known, day) for each in found.findings}
    return {key: ruling for key, ruling in ruled.items() if ruling}


def _evidence(root: Path, datasets: Iterable[str], day: date) -> Evidence:
    """What was known on a day of some datasets, with the targets of what they hold."""
    indicators = read_indicators(root)
    held = dataset_names(root)
    observations = tuple(each for name in sorted(datasets) if name in held for each in read_dataset(root, name, indicators))
    own = {each.indicator for each in observations}
    return Evidence.known_by(day, indicators, tuple(each for each in read_targets(root, indicators) if each.indicator in own), observations)


def _public_datasets(root: Path) -> tuple[str, ...]:
    exempt = read_exempt_datasets(root)
    return tuple(name for name in dataset_names(root) if name not in exempt)
