"""The reconciliation of the project's data, by Part: what is exempt is compared with nothing but itself."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches

from ccpi_nb.disclosure.protection import Protection, without
from ccpi_nb.document.model import Document
from ccpi_nb.document.sentences import words_in_slots
from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.findings import Kind
from ccpi_nb.reconcile.part_findings import PartFindings, keyed
from ccpi_nb.reconcile.sheet import reconciliation_document
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.papers import PART_II, Ruling


def reconciliation_of(workbook: Workbook, meeting: Meeting, part: Part) -> Document | None:
    """Return the reconciliation that goes with a meeting's agenda.

    None where the Part has no report, or nothing that could be compared.
    """
    if not meeting.reports_in(part):
        return None
    restriction = next((report.restriction for report in meeting.reports_in(part) if report.exemption), "")
    return reconciliation_document(_protected(workbook, meeting, part), meeting, restriction)


def findings_of(workbook: Workbook, day: str = "") -> tuple[PartFindings, ...]:
    """Return the findings of each Part: for a meeting's day those with its agenda, else all there are."""
    if day:
        meeting = workbook.meeting(day)
        return tuple(_protected(workbook, meeting, part) for part in Part if meeting.reports_in(part))
    return tuple(_in_all(workbook, part) for part in Part)


def findings_ruled_on(workbook: Workbook, rulings: Iterable[Ruling], part: Part) -> frozenset[str]:
    """Return the keys of the findings that rulings name and that a Part's reconciliation has, at any meeting or now."""
    ruled = frozenset(ruling.finding for ruling in rulings)
    # All data are compared once for each meeting: a few indicators, not all of them.
    return ruled & _keys(workbook, part, _named(workbook, ruled)) if ruled else ruled


def stray_rulings(workbook: Workbook) -> tuple[str, ...]:
    """Return a sentence for each row of data/reconciliation.csv whose finding does not exist, or no longer."""
    about = _named(workbook, {ruling.finding for ruling in workbook.rulings})
    known = {key for part in Part for key in _keys(workbook, part, about)}
    if all(ruling.finding in known for ruling in workbook.rulings):
        return ()
    # What was meant is looked for among the findings of today: once, and not again for each meeting.
    known |= {key for part in Part for key in _in_all(workbook, part).keys}
    return unmatched(workbook.rulings, known, _subjects(workbook))


def _keys(workbook: Workbook, part: Part, about: Collection[str]) -> frozenset[str]:
    """Return the keys of the findings on some indicators of a Part's reconciliation, at any meeting or now."""
    meetings = (_at_meeting(workbook, meeting, part, about=about) for meeting in workbook.meetings)
    return frozenset().union(*(found.keys for found in (_in_all(workbook, part, about), *meetings)))


def _named(workbook: Workbook, findings: Iterable[str]) -> frozenset[str]:
    """Return the indicators that findings may rest on: those they name, a service's, and all that relate to one."""
    words = {word for finding in findings for word in re.findall(r"\w+", finding)}
    text = "\n".join(findings)
    named = {key for key, known in workbook.indicators.items() if key in words or known.service in text}
    related = [{relation.indicator, *relation.of} for relation in workbook.relations]
    while more := {key for keys in related if keys & named for key in keys - named}:
        named |= more
    return frozenset(named)


def _subjects(workbook: Workbook) -> frozenset[str]:
    """Return all subjects that a finding may have, as they are written in its key."""
    observed = {
        f"{row.indicator}{f' / {row.breakdown}' if row.breakdown else ''} @ {row.period}"
        for row in workbook.observations
    }
    claimed = {
        subject
        for claim in workbook.claims
        for subject in (claim.subject, f"{claim.subject} / {claim.kind} @ {claim.period}")
    }
    return frozenset(observed | claimed)


def _protected(workbook: Workbook, meeting: Meeting, part: Part) -> PartFindings:
    """Return what a Part's readers may know of `_at_meeting`: without the small numbers that its reports hide."""
    return _at_meeting(workbook, meeting, part, protections_of(workbook, meeting, part))


def _at_meeting(
    workbook: Workbook,
    meeting: Meeting,
    part: Part,
    protections: Collection[Protection] = (),
    about: Collection[str] | None = None,
) -> PartFindings:
    """Return what rests on anything that the meeting was the first to receive, as known by its day."""
    days = map(day_of, workbook.meeting_keys_until(meeting.key))
    before = max((day for day in days if day < meeting.date), default=None)
    return _findings(workbook, part, meeting.exempt_datasets, meeting.date, protections, before, about)


def _in_all(workbook: Workbook, part: Part, about: Collection[str] | None = None) -> PartFindings:
    """Return the findings in all data of a Part, whenever it became known."""
    return _findings(workbook, part, workbook.exempt_names, date.max, about=about)


def _findings(
    workbook: Workbook,
    part: Part,
    exempt: frozenset[str],
    day: date,
    protections: Collection[Protection] = (),
    since: date | None = None,
    about: Collection[str] | None = None,
) -> PartFindings:
    """Return the findings in a Part's data as known on a day, of all indicators or of those named.

    Part I's data are the open datasets, Part II's those that are `exempt`.
    """
    by = day.isoformat()
    names = tuple(sorted(filter(workbook.has_dataset, exempt)))
    # Read also where nothing is found: a ruling that comes later must make outputs stale.
    rulings = workbook.rulings_by(by)
    is_public = part is Part.PUBLIC
    claims = workbook.claims_by(by) if is_public else workbook.exempt_claims_by(by, *names)
    beside = () if is_public else names
    if since and about is None:
        # Of large data a meeting receives little, and the rest need not be compared for it.
        about = workbook.reached_since(since, day, part, names)
    if about is not None:
        # Nor need it be seen, but for what words speak of.
        words = [*(claim.words for claim in claims), *(ruling.reason for ruling in rulings.values())]
        seen = frozenset(about).union(*map(words_in_slots, words))
        readable = without(workbook.evidence_about_beside_open(day, beside, seen), protections)
    else:
        readable = without(workbook.evidence_beside_open(day, beside), protections)
    # Members may read what is public, too, and so a statement or a reason that is given to them may refer to it.
    compared = readable if is_public else without(workbook.evidence(names, day, part), protections)
    relations = workbook.relations_by(by, part)
    if about is not None:
        compared = compared.of_indicators(about)
    found = reconcile(compared, relations, claims, readable).since(since)
    ruled = {finding.key: rulings[key] for finding in found.findings if (key := keyed(finding.key, part)) in rulings}
    return PartFindings(part, readable, found, ruled)


def unmatched(rulings: Iterable[Ruling], findings: Collection[str], subjects: Collection[str]) -> tuple[str, ...]:
    """Return a sentence for each ruling whose finding does not exist, or no longer.

    `subjects` is all that a finding may be about.
    """
    return tuple(_sentence(ruling, findings, subjects) for ruling in rulings if ruling.finding not in findings)


def _sentence(ruling: Ruling, findings: Collection[str], subjects: Collection[str]) -> str:
    place = f"{ruling.row}, column 'finding'"
    kind = ruling.finding.partition(": ")[0]
    in_other_part = ruling.finding.removesuffix(PART_II) if ruling.is_exempt else ruling.finding + PART_II
    if kind in list(Kind) and ruling.subject in subjects and in_other_part not in findings:
        return f"{place}: '{ruling.finding}' has gone: nothing disagrees there now; take the row out"
    near = get_close_matches(ruling.finding, findings, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "`ccpi reconcile` lists those there are"
    return f"{place}: there is no finding '{ruling.finding}'; {hint}"
