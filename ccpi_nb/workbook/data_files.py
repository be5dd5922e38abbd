"""The files of data/, each validated on entry, and read when something of it is first asked for."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from ccpi_nb.domain.indicators import Continuation, Indicator, Observation
from ccpi_nb.domain.observed import Held, Observed
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.plausibility import look_alikes
from ccpi_nb.domain.targets import Target
from ccpi_nb.errors import InputError, did_you_mean, refuse
from ccpi_nb.files.kept import keep, kept, print_of
from ccpi_nb.files.text_files import INTAKE, collect, folders_in, read_text, text_if_any
from ccpi_nb.files.views import view
from ccpi_nb.questions.answers import Answer
from ccpi_nb.workbook.collections import CollectionRule, collections_in, comments_of
from ccpi_nb.workbook.indicators import continuations_from, indicators_from, targets_from
from ccpi_nb.workbook.lineage import Intake, lineage_problems, with_origins
from ccpi_nb.workbook.observations import given_in_two_files, names_from, observations_from, uncollected
from ccpi_nb.workbook.papers import (
    Claim,
    Relation,
    Ruling,
    claims_from,
    latest_rulings,
    relations_from,
    rulings_from,
)
from ccpi_nb.workbook.registers import Registers
from ccpi_nb.workbook.sign_offs import Release, SignOff, answers_from, releases_from, sign_offs_from

Value = TypeVar("Value")


@dataclass(frozen=True)
class DataFiles:
    """What lies in data/, whole, as views (files/views.py), each file read once; who may see it is not decided here."""

    root: Path
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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
    def dataset(self, name: str) -> Observed:
        """Return all observations of a dataset, its periods in order.

        InputError lists the problems of all its files.
        """
        return self._once(self._read_dataset, name)

    @view
    def held(self, dataset: str) -> Held:
        """Return what a dataset holds, in short: as an earlier run has kept it where no byte has changed since.

        InputError as from `dataset`.
        """
        return self._once(self._read_held, dataset)

    def dataset_print(self, name: str) -> str:
        """Return the print of all that decides what a dataset holds, and whether it is refused."""
        data = self.root / "data"
        rows, intake = (data / "observations" / name).glob("*.csv"), (data / "intake" / name).rglob("*.*")
        return print_of(self.root, [data / "indicators.csv", *rows, *intake])

    def assume_held(self, dataset: str, held: Held) -> None:
        """Take what a dataset holds from the workbook that its files are copied from."""
        self._kept[self._read_held.__name__, dataset] = held

    def keep_held(self, dataset: str, held: Held, print_: str) -> None:
        """Keep for later what a dataset holds, if it still has the print that was taken before it was read.

        Only a process to which nothing is closed does so: no other may tell a later one what there is.
        """
        if self.dataset_print(dataset) == print_ and kept(self.root, dataset, print_) != held.as_texts:
            keep(self.root, dataset, print_, held.as_texts)

    @view
    def observations_of(self, dataset: str, period: str) -> tuple[Observation, ...]:
        """Return a dataset's observations of a period, by the name of the file that has them: '2014-15-Q2'."""
        return self._once(self._read_observations, dataset, period)

    @property
    @view
    def observations(self) -> Observed:
        """The observations of all datasets, exempt ones too; InputError lists the problems of all files."""
        return self._once(self._read_all_observations)

    @cached_property
    def intake(self) -> Intake:
        """Where observations come from that were taken in."""
        return Intake(self.root, self.indicators)

    def refuse_stray_lineage(self, name: str) -> None:
        """Raise InputError where what data/intake says of a dataset is not of its observations."""
        observations = self.dataset(name) if name in self.dataset_names else ()
        workings = self.intake.workings(name)
        refuse(lineage_problems(self.intake.rows(name), observations, workings, f"{INTAKE}/{name}"))

    @property
    @view
    def relations(self) -> tuple[Relation, ...]:
        """The rows of data/relations.csv; none where there is no file."""
        return self._parsed_if_any("data/relations.csv", lambda text, file: relations_from(text, file, self.indicators))

    @property
    @view
    def claims(self) -> tuple[Claim, ...]:
        """The rows of data/claims.csv; none where there is no file."""
        return self._parsed_if_any(
            "data/claims.csv", lambda text, file: claims_from(text, file, self.indicators, self.dataset_names)
        )

    @property
    @view
    def rulings(self) -> tuple[Ruling, ...]:
        """The rows of data/reconciliation.csv; none where there is no file."""
        return self._parsed_if_any("data/reconciliation.csv", rulings_from)

    @view
    def rulings_by(self, day: str) -> Mapping[str, Ruling]:
        """Return the latest ruling on each finding that was known by a day, by the finding's key."""
        return latest_rulings(self.rulings, date.fromisoformat(day))

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
    def collections(self) -> Mapping[str, CollectionRule]:
        """Who is asked for which dataset, by the dataset; InputError lists the problems of all files."""
        return self._once(self._read_collections)

    @view
    def sign_offs(self, meeting: str) -> tuple[SignOff, ...]:
        """Return the sign-offs of the outputs of a meeting, the latest last; none without a file of it."""
        return self._parsed_if_any(f"data/sign_offs/{meeting}.csv", sign_offs_from)

    @property
    @view
    def releases(self) -> tuple[Release, ...]:
        """What posts let pass the gate; none where there is no data/releases.csv."""
        return self._parsed_if_any("data/releases.csv", releases_from)

    @view
    def releases_of(self, meeting: str) -> tuple[Release, ...]:
        """Return what posts let pass the gate for a meeting."""
        return tuple(release for release in self.releases if release.meeting == meeting)

    @property
    @view
    def answers(self) -> tuple[Answer, ...]:
        """What posts answered to questions about the data; none where there is no data/answers.csv."""
        return self._parsed_if_any(
            "data/answers.csv",
            lambda text, file: answers_from(text, file, self.indicators, {*self.dataset_names, *self.registers.names}),
        )

    def _read_indicators(self) -> Mapping[str, Indicator]:
        text = text_if_any(self.root, "data/indicators.csv")
        return {} if text is None else indicators_from(text, "data/indicators.csv")

    def _read_dataset_names(self) -> tuple[str, ...]:
        return folders_in(self.root / "data" / "observations")

    @uncollected()
    def _read_dataset(self, name: str) -> Observed:
        if name not in self.dataset_names:
            raise InputError(
                f"there is no dataset '{name}' in data/observations; {did_you_mean(name, self.dataset_names)}"
            )
        rows_of = collect(lambda stem: self.observations_of(name, stem), self.periods_of(name))
        refuse(given_in_two_files(rows_of))
        observations = Observed(chain.from_iterable(rows_of))
        refuse(map(str, look_alikes(observations, self.indicators)))
        return observations

    def _read_held(self, dataset: str) -> Held:
        if (self._read_dataset.__name__, dataset) not in self._kept:
            known = kept(self.root, dataset, self.dataset_print(dataset))
            if known is not None:
                return Held.from_texts(known)
        return Held.of(self.dataset(dataset))

    def _read_all_observations(self) -> Observed:
        return Observed.joined(collect(self.dataset, self.dataset_names))

    def _read_observations(self, dataset: str, stem: str) -> tuple[Observation, ...]:
        file = f"data/observations/{dataset}/{stem}.csv"
        try:
            period = Period.from_file_stem(stem)
        except ValueError as problem:
            raise InputError(f"{file}: the file's name is no period: {problem}") from None
        observations = observations_from(read_text(self.root, file), file, dataset, period, self.indicators)
        taken_in = self.intake.of(dataset, period)
        return tuple(with_origins(observations, taken_in)) if taken_in else observations

    def _read_collections(self) -> Mapping[str, CollectionRule]:
        rules = collections_in(self.root, self.dataset_names, self.indicators)
        return {rule.dataset: rule for rule in rules}

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
