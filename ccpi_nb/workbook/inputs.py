"""The workbook on disk: its params and data, validated on entry, and what of them a document may use."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation, Indicator, Observation, Target
from ccpi_nb.domain.meeting_keys import day_of, key_named
from ccpi_nb.domain.meetings import Awaited, Meeting, Part, with_reports_to_follow
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.plausibility import look_alikes
from ccpi_nb.errors import InputError, did_you_mean, refuse
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS, collect, folders_in, read_text, text_if_any
from ccpi_nb.files.views import view
from ccpi_nb.questions.answers import Answer
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.collections import CollectionRule, collection_from, comments_of
from ccpi_nb.workbook.coverage import Section, Sourced, sections_from
from ccpi_nb.workbook.follow_ups import REGISTER, FollowUp
from ccpi_nb.workbook.indicators import KnownIndicators, indicators_from
from ccpi_nb.workbook.lineage import FOLDER, Intake, lineage_problems, with_origins
from ccpi_nb.workbook.observations import names_from, observations_from
from ccpi_nb.workbook.reconciliation import (
    Claim,
    Relation,
    RelationKind,
    Ruling,
    claims_from,
    latest_rulings,
    reached_since,
    relations_from,
    rulings_from,
)
from ccpi_nb.workbook.registers import Registers
from ccpi_nb.workbook.sign_offs import Release, SignOff, answers_from, releases_from, sign_offs_from
from ccpi_nb.workbook.targets import continuations_from, targets_from

Value = TypeVar("Value")
PICTURES = "data/pictures"

# What is wrong with a name that a Part II report reads, and the remedy.
UNDECLARED = (
    "no item declares: name it in the item's 'exempt_datasets', "
    "or in its 'open_datasets' if anybody may know what it holds"
)


@dataclass(frozen=True)
class Workbook:
    """The workbook in a folder. A file is read when something of it is first asked for, and then not again.

    So it is made where its work begins, after `watch.begin`, and made anew for what has been written since.

    All that it gives of its files it gives as views (files/views.py), by which a record knows what a document saw. The
    narrower ones, such as `evidence` and `rulings_by`, are for documents: nothing that came after a meeting is in them.
    """

    root: Path
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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

    @property
    @view
    def meeting_keys(self) -> tuple[str, ...]:
        """The keys of all meetings, earliest first."""
        return self._once(self._read_keys)

    @view
    def meeting_keys_until(self, key: str) -> tuple[str, ...]:
        """Return the keys of the meetings up to that of a key, earliest first."""
        return tuple(known for known in self.meeting_keys if known <= key)

    @property
    def meeting_days(self) -> tuple[date, ...]:
        """The days of all meetings, earliest first."""
        return tuple(map(day_of, self.meeting_keys))

    def known_meeting(self, key: str) -> str:
        """Return the key, where there is a meeting of it; else InputError."""
        if key not in self.meeting_keys:
            hint = _turned(key, self.meeting_keys) or did_you_mean(key, self.meeting_keys)
            raise InputError(f"there is no meeting '{key}' (no file params/{key}.yaml); {hint}")
        return key

    @view
    def agenda(self, key: str) -> Meeting:
        """Return a meeting as its file has it, whether or not the data for its reports have come."""
        return self._once(self._read_agenda, key)

    @view
    def meeting(self, key: str) -> Meeting:
        """Return a meeting as it can be held: a report that awaits data or words is to follow."""
        return self._once(self._read_meeting, key)

    @property
    def agendas(self) -> tuple[Meeting, ...]:
        """All meetings as their files have them, earliest first; InputError lists the problems of all files."""
        return collect(self.agenda, self.meeting_keys)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """All meetings as they can be held, earliest first."""
        return tuple(map(self.meeting, self.meeting_keys))

    @property
    @view
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators of data/indicators.csv, by name; none where there is no file."""
        return self._once(self._read_indicators)

    @view
    def find_indicator(self, key: str) -> Indicator | None:
        """Return the indicator of a key; None where there is none."""
        return self.indicators.get(key)

    @property
    @view
    def names_with_digits(self) -> tuple[str, ...]:
        """The names of indicators that have digits, which may stand in prose as those of data/names.csv may."""
        return tuple(known.name for known in self.indicators.values() if re.search(r"\d", known.name))

    @property
    @view
    def targets(self) -> tuple[Target, ...]:
        """The rows of data/targets.csv; none where there is no file."""
        return self._parsed_if_any(
            "data/targets.csv", lambda text, file: targets_from(text, file, self.indicators, self.dataset_names)
        )

    @property
    @view
    def continuations(self) -> tuple[Continuation, ...]:
        """The breaks in definition."""
        return self._parsed_if_any(
            "data/continues.csv", lambda text, file: continuations_from(text, file, self.indicators)
        )

    @property
    @view
    def names(self) -> tuple[str, ...]:
        """The names of data/names.csv, which may stand in prose with their digits; none where there is no file."""
        return self._parsed_if_any("data/names.csv", names_from)

    @property
    @view
    def dataset_names(self) -> tuple[str, ...]:
        """The names of all datasets, which are the folders in data/observations."""
        return self._once(self._read_dataset_names)

    @view
    def has_dataset(self, name: str) -> bool:
        """Return whether there is a dataset of a name."""
        return name in self.dataset_names

    @view
    def has_period(self, dataset: str, period: str) -> bool:
        """Return whether a dataset has a file of a period, which is written as in data."""
        return any(Period.from_file_stem(stem) == Period.parse(period) for stem in self.periods_of(dataset))

    @view
    def periods_of(self, dataset: str) -> tuple[str, ...]:
        """Return the names of a dataset's files, which are of periods, without their ending."""
        return tuple(sorted(path.stem for path in (self.root / "data" / "observations" / dataset).glob("*.csv")))

    @view
    def dataset(self, name: str) -> tuple[Observation, ...]:
        """Return all observations of a dataset, its periods in order.

        InputError lists the problems of all its files.
        """
        return self._once(self._read_dataset, name)

    @view
    def observations_of(self, dataset: str, period: str) -> tuple[Observation, ...]:
        """Return a dataset's observations of a period, by the name of the file that has them: '2014-15-Q2'."""
        return self._once(self._read_observations, dataset, period)

    @cached_property
    def intake(self) -> Intake:
        """Where observations come from that were taken in."""
        return Intake(self.root, self.indicators)

    def refuse_stray_lineage(self, name: str) -> None:
        """Raise InputError where what data/intake says of a dataset is not of its observations."""
        observations = self.dataset(name) if name in self.dataset_names else ()
        workings = self.intake.workings(name)
        refuse(lineage_problems(self.intake.rows(name), observations, workings, f"{FOLDER}/{name}"))

    @property
    @view
    def observations(self) -> tuple[Observation, ...]:
        """The observations of all datasets, exempt ones too; InputError lists the problems of all files."""
        return tuple(observation for rows in collect(self.dataset, self.dataset_names) for observation in rows)

    @property
    @view
    def relations(self) -> tuple[Relation, ...]:
        """The rows of data/relations.csv; none where there is no file."""
        return self._parsed_if_any("data/relations.csv", lambda text, file: relations_from(text, file, self.indicators))

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

    @property
    @view
    def claims(self) -> tuple[Claim, ...]:
        """The rows of data/claims.csv; none where there is no file."""
        return self._parsed_if_any(
            "data/claims.csv", lambda text, file: claims_from(text, file, self.indicators, self.dataset_names)
        )

    @view
    def claims_by(self, day: str) -> tuple[Claim, ...]:
        """Return the claims in open datasets that were known by a day."""
        return self.exempt_claims_by(day, *self.open_datasets)

    @view
    def exempt_claims_by(self, day: str, *datasets: str) -> tuple[Claim, ...]:
        """Return the claims in some datasets that were known by a day."""
        by = date.fromisoformat(day)
        return tuple(claim for claim in self.claims if claim.dataset in datasets and claim.as_at <= by)

    @property
    @view
    def rulings(self) -> tuple[Ruling, ...]:
        """The rows of data/reconciliation.csv; none where there is no file."""
        return self._parsed_if_any("data/reconciliation.csv", rulings_from)

    @view
    def rulings_by(self, day: str) -> Mapping[str, Ruling]:
        """Return the latest ruling on each finding that was known by a day, by the finding's key."""
        return latest_rulings(self.rulings, date.fromisoformat(day))

    @property
    @view
    def exempt_datasets(self) -> Mapping[str, str]:
        """The datasets and registers that a Part II item of any meeting declares exempt.

        Each with the key of the last meeting that does. What is said of an exempt dataset's figures is exempt as well.
        """
        return self._once(self._read_exempt)

    @view
    def is_exempt(self, name: str) -> bool:
        """Return whether a Part II item of any meeting declares a dataset or register exempt."""
        return name in self.exempt_datasets

    @property
    @view
    def exempt_names(self) -> frozenset[str]:
        """The names in `exempt_datasets`."""
        return frozenset(self.exempt_datasets)

    @view
    def is_declared(self, name: str) -> bool:
        """Return whether a Part II item of any meeting declares a dataset or register exempt or open."""
        return name in self.exempt_datasets or name in self.declared_open

    @property
    @view
    def declared_open(self) -> frozenset[str]:
        """The datasets and registers that Part II items of any meeting declare open."""
        declared = {name for agenda in self.agendas for item in agenda.items for name in item.open_datasets}
        return frozenset(declared | {comments_of(name) for name in declared} - {*self.exempt_datasets})

    @property
    @view
    def open_datasets(self) -> tuple[str, ...]:
        """The datasets that no meeting declares exempt."""
        return tuple(name for name in self.dataset_names if name not in self.exempt_datasets)

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
            known,
            indicators=KnownIndicators(seen, self.find_indicator),
            targets=tuple(target for target in known.targets if target.indicator in wanted),
            observations=tuple(row for row in known.observations if row.indicator in wanted),
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
        by = date.fromisoformat(day)
        return frozenset(row.indicator for name in datasets for row in self.dataset(name) if row.as_at <= by)

    @view
    def _evidence(self, day: str, *datasets: str) -> Evidence:
        return self._once(self._read_evidence, day, *datasets)

    def _read_evidence(self, day: str, *datasets: str) -> Evidence:
        by = date.fromisoformat(day)
        rows = [row for name in datasets for row in self.dataset(name)]
        observations = tuple(row for row in rows if row.as_at <= by)
        observed = {observation.indicator for observation in observations}
        ever = {row.indicator for row in rows}
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

    def refuse_exempt(self, name: str, part: Part, reader: str) -> None:
        """Raise InputError where a document of Part I asks for a dataset or register that is exempt.

        `reader` is the document in words.
        """
        if part is Part.PUBLIC and self.is_exempt(name):
            raise InputError(
                f"{reader} is in Part I and may not read '{name}', "
                f"which the meeting of {self.exempt_datasets[name]} declares exempt; "
                f"{did_you_mean(name, self.open_datasets)}"
            )

    def refuse_undeclared(self, name: str, part: Part, reader: str) -> None:
        """Raise InputError where a Part II report asks for a dataset or register that no item declares exempt or open.

        Else one wrong letter in 'exempt_datasets' would open exempt data to Part I without a word.
        """
        if part is Part.EXEMPT and not self.is_declared(name):
            raise InputError(f"{reader} is in Part II and reads '{name}', which {UNDECLARED}")

    def picture(self, file: str, part: Part, reader: str = "this document") -> bytes:
        """Return the content of a picture that a document of a Part shows, by its path in data/pictures.

        Its folder has the name of a dataset or register, and whoever may read that may show it. InputError where there
        is no such picture, or the document may not show it.
        """
        folder, _, name = file.partition("/")
        known = (*self.dataset_names, *self.registers.names)
        if folder not in known or not re.fullmatch(r"\w[\w .-]*", name):
            raise InputError(
                f"{reader} shows the picture '{file}', whose folder in {PICTURES} must have the name of a dataset or "
                f"register; {did_you_mean(folder, known)}"
            )
        self.refuse_exempt(folder, part, reader)
        self.refuse_undeclared(folder, part, reader)
        there = self.root / PICTURES / folder
        try:
            return (there / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            names = [path.name for path in there.iterdir()] if there.is_dir() else []
            raise InputError(f"{reader}: there is no picture {PICTURES}/{file}; {did_you_mean(name, names)}") from None

    @cached_property
    def registers(self) -> Registers:
        return Registers(self.root)

    @property
    @view
    def register_names(self) -> tuple[str, ...]:
        """The registers that a report may name: those with a folder, and the comments on each dataset."""
        return tuple(dict.fromkeys((*self.registers.names, *map(comments_of, self.dataset_names))))

    @view
    def has_register(self, name: str) -> bool:
        """Return whether a report may name a register."""
        return name in self.register_names

    @property
    @view
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """All promises to any meeting; those in Part II only where its registers are in reach."""
        return self._once(self._read_follow_ups)

    @property
    @view
    def collections(self) -> Mapping[str, CollectionRule]:
        """Who is asked for which dataset, by the dataset; InputError lists the problems of all files."""
        return self._once(self._read_collections)

    @view
    def follow_ups_by(self, meeting: str) -> tuple[FollowUp, ...]:
        """Return what was promised before a meeting, as known at it: what came later has not come."""
        before = (promise for promise in self.follow_ups if promise.made < meeting)
        return tuple(
            promise if promise.came_by(meeting) else replace(promise, came=None, came_as="") for promise in before
        )

    @view
    def sign_offs(self, meeting: str) -> tuple[SignOff, ...]:
        """Return the sign-offs of the outputs of a meeting, the latest last; none without a file of it."""
        return self._parsed_if_any(f"data/sign_offs/{meeting}.csv", sign_offs_from)

    @property
    @view
    def releases(self) -> tuple[Release, ...]:
        """What posts let pass the gate; none where there is no data/releases.csv."""
        return self._parsed_if_any("data/releases.csv", releases_from)

    @property
    @view
    def answers(self) -> tuple[Answer, ...]:
        """What posts answered to questions about the data; none where there is no data/answers.csv."""
        return self._parsed_if_any(
            "data/answers.csv",
            lambda text, file: answers_from(text, file, self.indicators, {*self.dataset_names, *self.registers.names}),
        )

    @view
    def releases_of(self, meeting: str) -> tuple[Release, ...]:
        """Return what posts let pass the gate for a meeting."""
        return tuple(release for release in self.releases if release.meeting == meeting)

    @property
    @view
    def coverage(self) -> tuple[Section, ...]:
        """What the lists say of every section of the documents, earliest meeting first."""
        return self._once(self._read_coverages)

    def _read_coverages(self) -> tuple[Section, ...]:
        files = sorted(f"data/coverage/{path.name}" for path in (self.root / "data" / "coverage").glob("*.csv"))
        return tuple(section for rows in collect(self._read_coverage, files) for section in rows)

    @property
    def sourced_rows(self) -> tuple[Sourced, ...]:
        """Every row of data that names a source, whichever file it is in."""
        observations = self.observations
        registers = (row for rows in self.registers.files for row in rows)
        return (*observations, *self.targets, *self.continuations, *registers)

    def _once(self, read: Callable[..., Value], *words: str) -> Value:
        """Return what `read` gives for some words, calling it the first time only."""
        key = read.__name__, *words
        if key not in self._kept:
            self._kept[key] = read(*words)
        value: Value = self._kept[key]
        return value

    def _parsed(self, file: str, parse: Callable[[str, str], Value]) -> Value:
        return parse(read_text(self.root, file), file)

    def _parsed_if_any(self, file: str, parse: Callable[[str, str], tuple[Value, ...]]) -> tuple[Value, ...]:
        """Return the rows of a file, parsed the first time only; none where there is no file."""
        if file not in self._kept:
            text = text_if_any(self.root, file)
            self._kept[file] = () if text is None else parse(text, file)
        rows: tuple[Value, ...] = self._kept[file]
        return rows

    def _read_keys(self) -> tuple[str, ...]:
        keys = sorted(path.stem for path in (self.root / "params").glob("*.yaml") if not path.name.startswith("."))
        return collect(key_named, (f"params/{key}.yaml" for key in keys))

    def _read_indicators(self) -> Mapping[str, Indicator]:
        text = text_if_any(self.root, "data/indicators.csv")
        return {} if text is None else indicators_from(text, "data/indicators.csv")

    def _read_dataset_names(self) -> tuple[str, ...]:
        return folders_in(self.root / "data" / "observations")

    def _read_exempt(self) -> Mapping[str, str]:
        declared = {name: agenda.key for agenda in self.agendas for name in sorted(agenda.exempt_datasets)}
        return declared | {comments_of(name): key for name, key in declared.items()}

    def _read_collections(self) -> Mapping[str, CollectionRule]:
        files = sorted(f"data/collections/{path.name}" for path in (self.root / "data/collections").glob("*.yaml"))
        return {rule.dataset: rule for rule in collect(self._read_collection, files)}

    def _read_follow_ups(self) -> tuple[FollowUp, ...]:
        names = [name for name in self.registers.names if name == REGISTER or name.startswith(f"{REGISTER}_")]
        undeclared = [name for name in names if name != REGISTER and name not in self.exempt_datasets]
        refuse(
            f"data/registers/{name}: a register of follow-ups beside '{REGISTER}' is for Part II; "
            f"name it in the 'exempt_datasets' of an item, or move its files to data/registers/{REGISTER}"
            for name in undeclared
        )
        return self.registers.follow_ups(*names)

    def _read_agenda(self, key: str) -> Meeting:
        meeting = self._parsed(
            f"params/{self.known_meeting(key)}.yaml", lambda text, file: meeting_from(load_yaml(text, file), file)
        )
        if meeting.key != key:
            raise InputError(
                f"params/{key}.yaml: its date is {meeting.date}; the file's name and its date must be the same"
            )
        return meeting

    def _read_collection(self, file: str) -> CollectionRule:
        dataset = Path(file).stem
        if dataset not in self.dataset_names:
            raise InputError(
                f"{file}: there is no dataset '{dataset}' in data/observations; "
                f"{did_you_mean(dataset, self.dataset_names)}"
            )
        return self._parsed(
            file, lambda text, file: collection_from(load_yaml(text, file), file, dataset, self.indicators)
        )

    def _read_meeting(self, key: str) -> Meeting:
        agenda = self.agenda(key)
        return with_reports_to_follow(agenda, lambda awaited: self._is_known(awaited, agenda.date))

    def _is_known(self, awaited: Awaited, day: date) -> bool:
        text = text_if_any(self.root, awaited.file)
        if text is None or awaited.is_register:
            return text is not None
        rows = observations_from(text, awaited.file, awaited.dataset, awaited.period, self.indicators)
        return any(row.as_at <= day for row in rows)

    def _read_dataset(self, name: str) -> tuple[Observation, ...]:
        if name not in self.dataset_names:
            raise InputError(
                f"there is no dataset '{name}' in data/observations; {did_you_mean(name, self.dataset_names)}"
            )
        rows_of = collect(lambda stem: self.observations_of(name, stem), self.periods_of(name))
        observations = tuple(observation for rows in rows_of for observation in rows)
        refuse(map(str, look_alikes(observations, self.indicators)))
        return observations

    def _read_observations(self, dataset: str, stem: str) -> tuple[Observation, ...]:
        file = f"data/observations/{dataset}/{stem}.csv"
        try:
            period = Period.from_file_stem(stem)
        except ValueError as problem:
            raise InputError(f"{file}: the file's name is no period: {problem}") from None
        observations = observations_from(read_text(self.root, file), file, dataset, period, self.indicators)
        taken_in = self.intake.of(dataset, period)
        return tuple(with_origins(observations, taken_in)) if taken_in else observations

    def _read_coverage(self, file: str) -> tuple[Section, ...]:
        sections = self._parsed(file, sections_from)
        gone = [section for section in sections if section.elsewhere and not (self.root / section.elsewhere).is_file()]
        refuse(
            f"{section.row}, column 'elsewhere': there is no file {section.elsewhere}; correct it" for section in gone
        )
        return sections


def _turned(key: str, keys: Iterable[str]) -> str:
    """Return the end of a sentence on a date in another order: 11-12-2014, 2014/12/11; '' for other text."""
    if re.search(r"\d{4}-\d\d-\d\d", key, re.ASCII):
        return ""
    numbers = sorted(re.findall(r"\d+", key, re.ASCII))
    meant = next((known for known in keys if sorted(re.findall(r"\d+", known)) == numbers), "")
    return f"did you mean '{meant}'? A date is year-month-day" if meant else ""
