"""The workbook on disk: its params and data, validated on entry, and what of them a document may use."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.observed import Observed
from ccpi_nb.domain.relations import with_linked
from ccpi_nb.domain.targets import Target
from ccpi_nb.files.text_files import workbook_around
from ccpi_nb.files.views import view
from ccpi_nb.workbook.indicators import KnownIndicators
from ccpi_nb.workbook.meeting_files import MeetingFiles
from ccpi_nb.workbook.papers import (
    Claim,
    Relation,
    RelationKind,
    reached_since,
)


@dataclass(frozen=True)
class Workbook(MeetingFiles):
    """The workbook in a folder. A file is read when something of it is first asked for, and then not again.

    So it is made where its work begins, after `watch.begin`, and made anew for what has been written since.

    All that it gives of its files it gives as views (files/views.py), by which a record knows what a document saw. The
    narrower ones, such as `evidence` and `rulings_by`, are for documents: nothing that came after a meeting is in them.
    """

    @classmethod
    def around(cls, start: Path) -> "Workbook":
        """Return the workbook that a folder is, or is in; InputError where there is none around it."""
        return cls(workbook_around(start))

    @view
    def relations_by(self, day: str, part: str) -> tuple[Relation, ...]:
        """Return the relations of what the readers of a Part may see by a day.

        With them go those of whatever is related to that, however far.
        """
        known = self.indicators_by(day, *self._datasets_of(part))
        reached = with_linked(known, (relation.indicators for relation in self.relations))
        return tuple(relation for relation in self.relations if reached & {*relation.indicators})

    @view
    def claims_by(self, day: str) -> tuple[Claim, ...]:
        """Return the claims in open datasets that were known by a day."""
        return self.exempt_claims_by(day, *self.open_datasets)

    @view
    def exempt_claims_by(self, day: str, *datasets: str) -> tuple[Claim, ...]:
        """Return the claims in some datasets that were known by a day."""
        by = date.fromisoformat(day)
        return tuple(claim for claim in self.claims if claim.dataset in datasets and claim.as_at <= by)

    def evidence(self, datasets: Iterable[str], by: date, part: Part, reader: str = "this document") -> Evidence:
        """Return what a document of a Part may use of the datasets that it reads, as known by a day.

        Nothing else decides that.

        - A Part I document may not read a dataset that an item of Part II declares exempt, at whichever meeting,
          before or after its own: an exemption does not lapse. InputError says which. A Part II document may read every
          dataset, open ones too.
        - Of the observations in its datasets it has those that were known by the day: `as_at` is that day or earlier.
        - Of the targets it has those of indicators that its datasets observe by the day, if they were known by then and
          are not of another dataset alone; of the breaks in definition those between two such indicators. Others are
          about something that is not the document's, and some are themselves exempt.
        - The names and definitions of all indicators are open: what may be measured is no secret.

        The small numbers that a report may not show are kept back afterwards, by `protected`.
        """
        read = tuple(datasets)
        for name in read:
            self.refuse_exempt(name, part, reader)
        return self._evidence(by.isoformat(), *read)

    def evidence_of(self, by: date, part: Part) -> Evidence:
        """Return what the readers of a Part may see by a day, in whichever dataset."""
        return self._evidence_of(by.isoformat(), part)

    def evidence_beside_open(self, by: date, exempt: Iterable[str] = ()) -> Evidence:
        """Return what anybody may see by a day, with what some exempt datasets have."""
        return self._evidence_beside_open(by.isoformat(), *exempt)

    def evidence_about(self, by: date, part: Part, keys: Iterable[str]) -> Evidence:
        """Return what the readers of a Part may see by a day of some indicators, and of those that they continue.

        Words that are no keys stand for nothing.
        """
        return self._evidence_about(by.isoformat(), part, *sorted(set(keys)))

    def evidence_about_beside_open(self, by: date, exempt: Iterable[str], keys: Iterable[str]) -> Evidence:
        """Return what `evidence_beside_open` does, of some indicators as `evidence_about` does."""
        return self._evidence_about_beside_open(by.isoformat(), ",".join(exempt), *sorted(set(keys)))

    def reached_since(self, since: date, by: date, part: Part, exempt: Iterable[str]) -> frozenset[str]:
        """Return what comparisons of a Part's data by a day can rest on together with anything that came since another.

        Part I's data are the open datasets, Part II's those that are `exempt`.
        """
        return self._reached_since(since.isoformat(), by.isoformat(), part, *exempt)

    @view
    def _reached_since(self, since: str, by: str, part: str, *exempt: str) -> frozenset[str]:
        is_public = part == Part.PUBLIC
        datasets = self.open_datasets if is_public else exempt
        claims = self.claims_by(by) if is_public else self.exempt_claims_by(by, *exempt)
        days = date.fromisoformat(since), date.fromisoformat(by)
        recent = frozenset().union(*(self.held(name).known_since(*days) for name in datasets))
        known = self.indicators_by(by, *datasets)
        linked = [relation.indicators for relation in self.relations_by(by, part)]
        linked += [(each.indicator, each.continues) for each in self._breaks_in(datasets)]
        return reached_since(days[0], recent, (self.indicators[key] for key in known), linked, claims)

    @view
    def _evidence_about(self, by: str, part: str, *keys: str) -> Evidence:
        return self._narrowed(by, self._datasets_of(part), keys)

    @view
    def _evidence_about_beside_open(self, by: str, exempt: str, *keys: str) -> Evidence:
        return self._narrowed(by, self._beside_open(filter(None, exempt.split(","))), keys)

    def _narrowed(self, by: str, datasets: Collection[str], keys: Iterable[str]) -> Evidence:
        """Return the evidence of some indicators, and of those that they continue.

        Datasets without any of them are not taken apart: of large data a document shows little.
        """
        breaks = self._breaks_in(datasets)
        wanted = with_linked(keys, ((each.indicator, each.continues) for each in breaks))
        having = (name for name in datasets if wanted & self.held(name).known_by(date.fromisoformat(by)))
        rows = Observed.joined(self._known(by, name).of(wanted) for name in having)
        return self._put_together(by, rows, breaks, datasets)

    @view
    def _evidence_of(self, by: str, part: str) -> Evidence:
        return self._evidence(by, *self._datasets_of(part))

    @view
    def _evidence_beside_open(self, by: str, *exempt: str) -> Evidence:
        return self._evidence(by, *self._beside_open(exempt))

    def _datasets_of(self, part: str) -> tuple[str, ...]:
        return self.dataset_names if part == Part.EXEMPT else self.open_datasets

    def _beside_open(self, exempt: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({*self.open_datasets, *exempt}))

    @view
    def indicators_by(self, day: str, *datasets: str) -> frozenset[str]:
        """Return the indicators of which datasets have observations by a day."""
        return frozenset().union(*(self.held(name).known_by(date.fromisoformat(day)) for name in datasets))

    @view
    def _evidence(self, day: str, *datasets: str) -> Evidence:
        return self._once(self._read_evidence, day, *datasets)

    def _read_evidence(self, day: str, *datasets: str) -> Evidence:
        rows = Observed.joined(self._known(day, name) for name in datasets)
        ever = frozenset(key for name in datasets for key in self.dataset(name).by_indicator)
        return self._put_together(day, rows, self._breaks_between(ever), datasets)

    def _put_together(
        self, day: str, rows: Observed, breaks: tuple[Continuation, ...], datasets: Collection[str]
    ) -> Evidence:
        observed = rows.by_indicator.keys()
        seen = {key: indicator for key, indicator in self.indicators.items() if key in observed}
        levels = {relation.indicator for relation in self.relations if relation.kind is RelationKind.NOT_ADDED}
        return Evidence.known_by(
            date.fromisoformat(day),
            KnownIndicators(seen, self.find_indicator),
            self._targets_on(observed, datasets),
            rows,
            breaks,
            frozenset(levels & observed),
        )

    @view
    def targets_in(self, *datasets: str) -> tuple[Target, ...]:
        """Return the targets that a document has which reads these datasets, whenever they became known."""
        return self._targets_on(self.indicators_by(date.max.isoformat(), *datasets), datasets)

    @view
    def breaks_in(self, *datasets: str) -> tuple[Continuation, ...]:
        """Return the breaks in definition between two indicators of these datasets."""
        return self._breaks_in(datasets)

    def _targets_on(self, observed: Collection[str], datasets: Collection[str]) -> tuple[Target, ...]:
        own = {"", *datasets}
        return tuple(target for target in self.targets if target.indicator in observed and target.dataset in own)

    def _breaks_in(self, datasets: Iterable[str]) -> tuple[Continuation, ...]:
        return self._breaks_between(frozenset(key for name in datasets for key in self.held(name).days))

    def _breaks_between(self, ever: Collection[str]) -> tuple[Continuation, ...]:
        return tuple(each for each in self.continuations if each.indicator in ever and each.continues in ever)

    def _known(self, day: str, dataset: str) -> Observed:
        return self._once(self._read_known, day, dataset)

    def _read_known(self, day: str, dataset: str) -> Observed:
        return self.dataset(dataset).known_by(date.fromisoformat(day))
