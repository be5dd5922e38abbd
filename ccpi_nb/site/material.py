"""What the website may show: the meetings whose papers are public, and the evidence as the readers of all of them may.

All pages are one reader's: they have one evidence, so that no two of them give back what either hides.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from html import unescape
from pathlib import Path

from ccpi_nb.disclosure.protection import Protection, without
from ccpi_nb.document.ledger import LEDGER, LedgerLine, ledger_from
from ccpi_nb.document.sentences import say, words_in_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.lineage import is_made_up
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.targets import Target
from ccpi_nb.errors import refusals_of
from ccpi_nb.open_data.terms import Terms, terms_of
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.part_findings import PartFindings
from ccpi_nb.site.kept_back import in_one_version, protections_over
from ccpi_nb.site.seen import SeenByDay
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.papers import Relation

# What goes with the papers and is none of them.
_NO_PAPERS = frozenset(("index", "agenda-pack", "about-the-figures", "scorecard"))
_NOT_THE_COUNCILS = "Made-up data: figures here are not the council's."
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Published:
    """A meeting whose papers are public; `folder` has them, as a run has made them."""

    meeting: Meeting
    folder: Path

    @cached_property
    def ledger(self) -> tuple[LedgerLine, ...]:
        """All figures of its public papers."""
        return ledger_from((self.folder / LEDGER).read_text(encoding="utf-8-sig"))

    @cached_property
    def papers(self) -> Mapping[str, tuple[str, ...]]:
        """The papers that show an indicator, by its key: the stems of their files, in the order of the agenda."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for line in self.ledger:
            if line.report not in _NO_PAPERS:
                for key in line.indicators:
                    found[key][line.report] = None
        return {key: tuple(stems) for key, stems in found.items()}

    @cached_property
    def rows(self) -> frozenset[DataRow]:
        """The rows of data behind the figures of its papers."""
        return frozenset(row.at for line in self.ledger for row in line.rows)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of its papers, by the stems of their files."""
        titles = {report.stem: report.title for report in self.meeting.reports_in(Part.PUBLIC)}
        return {"follow-ups": "Follow-ups", "reconciliation": "Where the papers disagree", **titles}

    def says(self, words: str) -> bool:
        """Return whether a page of its papers has some words."""
        return not words or " ".join(words.split()) in self._text

    @cached_property
    def _text(self) -> str:
        pages = (path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.html")))
        return "\n".join(" ".join(unescape(_TAG.sub("", page)).split()) for page in pages)

    def has(self, name: str) -> bool:
        """Return whether its public folder has a file of a name."""
        return (self.folder / name).is_file()


@dataclass(frozen=True)
class Material:
    """The workbook as Part I may see it, and the meetings whose papers are public, earliest first; one at least."""

    workbook: Workbook
    published: tuple[Published, ...]

    @property
    def last(self) -> Published:
        """The latest meeting."""
        return self.published[-1]

    @property
    def before(self) -> Published | None:
        """The latest meeting of an earlier day than the last; None where there is none."""
        earlier = [each for each in self.published if each.meeting.date < self.last.meeting.date]
        return earlier[-1] if earlier else None

    @cached_property
    def coming(self) -> tuple[Meeting, ...]:
        """The meetings after the last whose papers are public."""
        return tuple(known for known in self.workbook.agendas if known.key > self.last.meeting.key)

    @cached_property
    def terms(self) -> Terms:
        """What the council says of its open data."""
        return terms_of(self.workbook.root)

    @cached_property
    def evidence(self) -> Evidence:
        """What all pages together may show, as known by the last meeting.

        That are the indicators that a paper shows, without what any paper hides. Of numbers of people it has the rows
        that a paper shows: nobody has looked at others with the eyes of a reader who could put them together.
        """
        known = in_one_version(without(self._by_now, self._protections), self._relations)
        keys = frozenset().union(*(each.papers for each in self.published))
        rows = frozenset().union(*(each.rows for each in self.published))
        shown = tuple(
            row
            for row in known.observations
            if row.indicator in keys and (row.row in rows or not known.indicators[row.indicator].people)
        )
        kept = replace(known, observations=shown)
        # A note may speak of what no paper shows.
        said = (row if _can_say(row.note, kept) else replace(row, note="") for row in shown)
        return replace(kept, observations=tuple(said))

    @cached_property
    def _by_now(self) -> Evidence:
        return self.workbook.evidence_of(self.last.meeting.date, Part.PUBLIC)

    @cached_property
    def _protections(self) -> tuple[Protection, ...]:
        meetings = [one.meeting for one in self.published]
        return protections_over(self.workbook, meetings, self._by_now, self._relations)

    @cached_property
    def _relations(self) -> tuple[Relation, ...]:
        return self.workbook.relations_by(self.last.meeting.date.isoformat(), Part.PUBLIC)

    def known_at(self, meeting: Meeting) -> Evidence:
        """Return the part of the evidence that was known at a meeting."""
        if meeting.key not in self._known:
            # One at a time, since pages come by their meetings: what was looked up in a hundred fills the memory.
            self._known.clear()
            self._known[meeting.key] = as_known(self.evidence, meeting)
        return self._known[meeting.key]

    @cached_property
    def _known(self) -> dict[str, Evidence]:
        return {}

    @cached_property
    def rows(self) -> Mapping[str, tuple[Observation, ...]]:
        """The observations by indicator."""
        found: dict[str, list[Observation]] = defaultdict(list)
        for row in self.evidence.observations:
            found[row.indicator].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def seen_of(self, key: str, by: date) -> str:
        """Return the digest of what there was to see of an indicator by a day."""
        return self._seen[key].by(by)

    @cached_property
    def _seen(self) -> Mapping[str, SeenByDay]:
        known = self.evidence.indicators
        return {key: SeenByDay.of(known[key], (*rows, *self._targets[key])) for key, rows in self.rows.items()}

    @cached_property
    def _targets(self) -> Mapping[str, list[Target]]:
        found: dict[str, list[Target]] = defaultdict(list)
        for target in self.evidence.targets:
            found[target.indicator].append(target)
        return found

    def is_known(self, key: str, by: date, *, whole: bool = False) -> bool:
        """Return whether anything of an indicator was known by a day, or a value of the whole."""
        return any(row.as_at <= by and not (whole and row.breakdown) for row in self.rows[key])

    @cached_property
    def about(self) -> Mapping[str, Evidence]:
        """The evidence about each indicator, those that its series goes on from or in, and those its notes name."""
        of_breaks = {word for each in self.evidence.continuations for word in words_in_slots(each.reason)}
        found: dict[str, Evidence] = {}
        for key, rows in self.rows.items():
            lineage = self.evidence.lineage(key)
            named = frozenset().union(*(words_in_slots(row.note) for row in rows))
            found[key] = self._about({*lineage, *named, *(of_breaks if len(lineage) > 1 else ())})
        return {key: found[key] for key in self.evidence.observed}

    def _about(self, keys: set[str]) -> Evidence:
        evidence = self.evidence
        return replace(
            evidence,
            indicators={key: evidence.indicators[key] for key in evidence.observed if key in keys},
            targets=tuple(target for key in sorted(keys) for target in self._targets.get(key, ())),
            observations=tuple(row for key in sorted(keys) for row in self.rows.get(key, ())),
            not_added=evidence.not_added & keys,
            continuations=tuple(each for each in evidence.continuations if {each.indicator, each.continues} <= keys),
        )

    @cached_property
    def services(self) -> Mapping[str, tuple[str, ...]]:
        """The indicators by service, in the order of their names."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in self.evidence.observed:
            found[self.evidence.indicator(key).service].append(key)
        return {service: tuple(found[service]) for service in sorted(found)}

    @cached_property
    def findings(self) -> PartFindings:
        """Where the papers disagree, over all that the pages show."""
        # Without claims in words, which are about papers and not about an indicator.
        found = reconcile(self.evidence, self._relations)
        ruled = self.workbook.rulings_by(self.last.meeting.date.isoformat())
        rulings = {
            finding.key: ruled[finding.key]
            for finding in found.findings
            if finding.key in ruled and _can_say(ruled[finding.key].reason, self.evidence)
        }
        return PartFindings(Part.PUBLIC, self.evidence, found, rulings)

    def at(self, key: str) -> Published:
        """Return the meeting of a key."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> Mapping[str, Published]:
        return {one.meeting.key: one for one in self.published}

    def first_with(self, row: Observation) -> Meeting:
        """Return the first meeting that could know a value."""
        return self.published[bisect_left(self.published, row.as_at, key=lambda one: one.meeting.date)].meeting

    def meetings_showing(self, key: str) -> Iterator[Published]:
        """Yield the meetings whose papers show an indicator."""
        return (each for each in self.published if key in each.papers)

    def made_up(self, *keys: str) -> str:
        """Return that figures are made up, in a sentence: of some indicators, or without any of all; '' for neither."""
        meetings = (one for one in self.published if one.meeting.made_up)
        shown = (one.meeting for one in meetings if not keys or not one.papers.keys().isdisjoint(keys))
        if found := " ".join(map(self.made_up_at, shown)):
            return found
        return _NOT_THE_COUNCILS if self._by_source and (not keys or not self._by_source.isdisjoint(keys)) else ""

    @cached_property
    def _by_source(self) -> frozenset[str]:
        """The indicators of which a source says that it is made up."""
        return frozenset(key for key, rows in self.rows.items() if any(is_made_up(row.source) for row in rows))

    @cached_property
    def datasets(self) -> Mapping[str, frozenset[str]]:
        """The datasets that have an indicator, by its key."""
        return {key: frozenset(row.dataset for row in rows) for key, rows in self.rows.items()}

    def made_up_in(self, meeting: Meeting, keys: Collection[str]) -> str:
        """Return that figures of a meeting's papers are made up, the meeting's own or those of some indicators."""
        return self.made_up_at(meeting) or ("" if self._by_source.isdisjoint(keys) else _NOT_THE_COUNCILS)

    def made_up_at(self, meeting: Meeting) -> str:
        """Return that a meeting's figures are made up, in a sentence; '' where they are not."""
        if not meeting.made_up:
            return ""
        return f"Made-up data: figures of {meeting.day} are not the council's. {meeting.made_up}"


def as_known(evidence: Evidence, meeting: Meeting) -> Evidence:
    """Return the part of some evidence that was known at a meeting."""
    return replace(
        evidence,
        targets=tuple(target for target in evidence.targets if target.known_by(meeting.date)),
        observations=tuple(row for row in evidence.observations if row.as_at <= meeting.date),
        day=meeting.date,
    )


def _can_say(words: str, evidence: Evidence) -> bool:
    return "{" not in words or not refusals_of(partial(say, words, evidence))
