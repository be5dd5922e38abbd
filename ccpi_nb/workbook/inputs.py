"""The workbook on disk: its params and data, validated on entry, and what of them a document may use."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.observed import Observed
from ccpi_nb.errors import InputError
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
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
        for folder in (start, *start.parents):
            lacking = [name for name in WORKBOOK_FOLDERS if not (folder / name).is_dir()]
            if not lacking:
                return cls(folder)
            # git keeps no empty folder.
            if len(lacking) == 1:
                raise InputError(f"{folder} has no folder '{lacking[0]}', as a workbook has; make it, empty or not")
        raise InputError(
            f"{start} is not inside a workbook; go to the folder that holds params, data and notebooks, "
            "or begin one: ccpi new workbook FOLDER"
        )

    @view
    def relations_by(self, day: str, part: str) -> tuple[Relation, ...]:
        """Return the relations of what the readers of a Part may see by a day.

        With them go those of whatever is related to that, however far.
        """
        reached = set(self.evidence_of(date.fromisoformat(day), Part(part)).observed)
        related = [{*relation.indicators} for relation in self.relations]
        while more := {key for keys in related if keys & reached for key in keys - reached}:
            reached |= more
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
        evidence = self._evidence_of(by, part) if is_public else self._evidence(by, *exempt)
        claims = self.claims_by(by) if is_public else self.exempt_claims_by(by, *exempt)
        return reached_since(date.fromisoformat(since), evidence, self.relations_by(by, part), claims)

    @view
    def _evidence_about(self, by: str, part: str, *keys: str) -> Evidence:
        return self._narrowed(self._evidence_of(by, part), keys)

    @view
    def _evidence_about_beside_open(self, by: str, exempt: str, *keys: str) -> Evidence:
        return self._narrowed(self._evidence_beside_open(by, *filter(None, exempt.split(","))), keys)

    def _narrowed(self, known: Evidence, keys: Iterable[str]) -> Evidence:
        wanted = set(keys)
        together = [{each.indicator, each.continues} for each in known.continuations]
        while more := {key for pair in together if pair & wanted for key in pair - wanted}:
            wanted |= more
        seen = {key: known.indicators[key] for key in known.observed if key in wanted}
        return replace(
            known.of_indicators(wanted),
            indicators=KnownIndicators(seen, self.find_indicator),
            targets=tuple(target for target in known.targets if target.indicator in wanted),
            not_added=known.not_added & wanted,
        )

    @view
    def _evidence_of(self, by: str, part: str) -> Evidence:
        return self._evidence(by, *(self.dataset_names if part == Part.EXEMPT else self.open_datasets))

    @view
    def _evidence_beside_open(self, by: str, *exempt: str) -> Evidence:
        return self._evidence(by, *sorted({*self.open_datasets, *exempt}))

    @view
    def indicators_by(self, day: str, *datasets: str) -> frozenset[str]:
        """Return the indicators of which datasets have observations by a day."""
        return frozenset(key for name in datasets for key in self._known(day, name).by_indicator)

    @view
    def _evidence(self, day: str, *datasets: str) -> Evidence:
        return self._once(self._read_evidence, day, *datasets)

    def _read_evidence(self, day: str, *datasets: str) -> Evidence:
        by = date.fromisoformat(day)
        observations = Observed.joined(self._known(day, name) for name in datasets)
        observed = observations.by_indicator.keys()
        ever = {key for name in datasets for key in self.dataset(name).by_indicator}
        seen = {key: indicator for key, indicator in self.indicators.items() if key in observed}
        targets = tuple(
            target for target in self.targets if target.indicator in observed and target.dataset in ("", *datasets)
        )
        breaks = tuple(
            continuation
            for continuation in self.continuations
            if {continuation.indicator, continuation.continues} <= ever
        )
        levels = {relation.indicator for relation in self.relations if relation.kind is RelationKind.NOT_ADDED}
        indicators = KnownIndicators(seen, self.find_indicator)
        return Evidence.known_by(by, indicators, targets, observations, breaks, frozenset(levels & observed))

    def _known(self, day: str, dataset: str) -> Observed:
        return self._once(self._read_known, day, dataset)

    def _read_known(self, day: str, dataset: str) -> Observed:
        return self.dataset(dataset).known_by(date.fromisoformat(day))
