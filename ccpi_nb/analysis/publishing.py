"""Data frames of an analyst's own as tables of a report: each number with the rows of data behind it."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ccpi_nb.analysis.array import TracedArray
from ccpi_nb.analysis.columns import columns_of, is_blank, is_number, telling, the_same
from ccpi_nb.analysis.traced import Traced
from ccpi_nb.analysis.value import decimals_shown
from ccpi_nb.computing.computations import Computation, worked_out_by
from ccpi_nb.document.figures import row_of
from ccpi_nb.document.model import Cell, Column, Table
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.runs import Row, Runs, Text
from ccpi_nb.document.sentences import say
from ccpi_nb.document.table_texts import meaning_of
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Observation, Shorthand
from ccpi_nb.domain.periods import Period, day_name, short_name
from ccpi_nb.errors import InputError, shortened

Decimals = int | Mapping[str, int] | None
_MOST_DECIMALS = 6
_TEXT_WIDTH = 1.6  # of a column of figures


@dataclass(frozen=True)
class Publisher:
    """What an own table is held against: the evidence that the report may show, and names whose digits are no figures.

    `what` is what it is called in sentences: "the table 'Calls'". `closed` are the datasets that are exempt, and not to
    be read by the report.
    """

    evidence: Evidence
    names: tuple[str, ...]
    what: str
    closed: frozenset[str] = frozenset()

    def table(self, frame: "pd.DataFrame | pd.Series[Any]", caption: str, decimals: Decimals = None) -> Table:
        """Return a frame as a table: texts name the rows, traced values are figures.

        Keys of indicators stand with their names, periods with their labels. `decimals` is with how many values are
        shown, for all columns or by their names. Notes say what a value lacks. InputError for plain numbers, for
        figures in texts, for a row of data that the report may not show, and where no column names the rows.
        """
        every = columns_of(frame)
        if not caption.strip():
            raise InputError("a table of your own has no caption; give it one, by which readers can name it")
        for number in decimals.values() if isinstance(decimals, Mapping) else [decimals]:
            if not (number is None or (isinstance(number, int) and 0 <= number <= _MOST_DECIMALS)):
                raise InputError(
                    f"{self.what}: decimals={number!r} is no number of decimals; write one from 0 to {_MOST_DECIMALS}, "
                    "or such by column"
                )
        if not len(frame):
            raise InputError(f"{self.what} has no row; show one that has, or take the call out")
        is_traced = [self._is_traced(column) for column in every]
        traced = [column for column, is_so in zip(every, is_traced, strict=True) if is_so]
        texts = [column for column, is_so in zip(every, is_traced, strict=True) if not is_so]
        if not texts:
            raise InputError(f"{self.what} has no column that names its rows; set one as the index, such as 'name'")
        if not traced:
            raise InputError(f"{self.what} has no figure; show words with report.say, or give it a column of values")
        notes = _Notes(self)
        cells = [*map(self._words, texts), *(self._figures(column, decimals, notes) for column in traced)]
        headers = [
            *(Column(self._header(column.name), width=_TEXT_WIDTH) for column in texts),
            *(Column(self._header(column.name), numeric=True) for column in traced),
        ]
        return Table((Text(caption),), tuple(headers), tuple(zip(*cells, strict=True)), notes.runs())

    def chart_table(self, frame: "pd.DataFrame | pd.Series[Any]", caption: str) -> Table:
        """Return the values that a chart is drawn from, as `table` does, of a frame of the report without the rest.

        What is the same for all of them stands in the caption: 'Contractors by place: Contractors, October 2014'.
        """
        told = telling(frame)
        same = the_same(told)
        if not same:
            return self.table(told, caption)
        words = [text for column in same for text in self._texts([column.iloc[0]], str(column.name))]
        rest = told.drop(columns=[column.name for column in same])
        return self.table(rest, f"{caption}, {', '.join(words)}")

    # Columns

    def _is_traced(self, column: "pd.Series[Any]") -> bool:
        """Return whether a column has values with their origin; InputError for one of plain numbers."""
        if isinstance(column.array, TracedArray):
            return True
        values = list(column)
        kinds = {isinstance(value, Traced) for value in values if not is_blank(value)}
        if True in kinds:
            plain = next((value for value in values if not is_blank(value) and not isinstance(value, Traced)), None)
            if isinstance(plain, str):
                raise InputError(
                    f"{self.what}: the column '{column.name}' has both words and values; give a frame with a column "
                    "for each, such as frame.iloc[[0]] for a single row"
                )
            if plain is not None:
                raise InputError(self._without_origin(column.name, plain))
            return True
        number = next((value for value in values if is_number(value)), None)
        if number is not None or (pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)):
            raise InputError(self._without_origin(column.name, number))
        return False

    def _without_origin(self, name: Hashable, number: object) -> str:
        example = "" if number is None else f" such as {shortened(str(number))}"
        return (
            f"{self.what}: the column '{name}' has plain numbers{example}, a frame without origin; work them out from "
            "the values of report.frame by + - * /, sum, mean, diff and the like (in place of rolling "
            "series.traced.rolling_mean), or leave the column out"
        )

    def _words(self, column: "pd.Series[Any]") -> list[Cell]:
        values = [None if is_blank(value) else value for value in column]
        return [Cell.of(text) for text in self._texts(values, str(column.name))]

    def _texts(self, values: list[Any], name: str) -> Iterator[str]:
        members = {known.breakdown for known in self.evidence.observations}
        given = [value for value in values if value is not None]
        are_periods = bool(given) and all(isinstance(value, str) and _period(value) for value in given)
        for value in values:
            if value is None or value == "":
                yield "Whole" if name == "breakdown" else "–"
            elif are_periods:
                yield Period.parse(value).label
            elif isinstance(value, bool | np.bool_):
                yield "Yes" if value else "No"
            elif isinstance(value, date):
                yield day_name(value)
            else:
                text = str(value)
                known = self.evidence.indicators.get(text)
                if not known and text not in members and (typed := typed_figures(text, self._all_names)):
                    raise InputError(
                        f"{self.what}: the column '{name}' has the figure '{typed[0]}' as text, which has no origin; "
                        "give it as a value of report.frame, or take it out"
                    )
                yield known.name if known else text

    def _figures(self, column: "pd.Series[Any]", decimals: Decimals, notes: "_Notes") -> list[Cell]:
        values = [value if isinstance(value, Traced) else None for value in column]
        given = decimals if isinstance(decimals, int) or decimals is None else decimals.get(str(column.name))
        for value in values:
            if value is not None:
                self._refuse(value, column.name)
        if given is not None:
            return [notes.cell(value, given) for value in values]
        # What is worked out has as many decimals all the way down.
        own = [value for value in values if value is not None and value.computation and not value.is_missing]
        most = {value.unit: max(decimals_shown(other) for other in own if other.unit == value.unit) for value in own}
        return [
            notes.cell(value, None if value is None or not value.computation else most.get(value.unit))
            for value in values
        ]

    def _header(self, name: Hashable) -> str:
        parts = [str(part) for part in (name if isinstance(name, tuple) else (name,)) if str(part)]
        return ", ".join(map(self._header_part, parts)) or "Name"

    def _header_part(self, text: str) -> str:
        if found := _period(text):
            return short_name(found)
        if text in self.evidence.indicators:
            return self.evidence.indicator(text).name
        if typed := typed_figures(text, self._all_names):
            raise InputError(f"{self.what}: a column is called '{text}', with the figure '{typed[0]}'; rename it")
        return text if " " in text or not text.islower() else text.replace("_", " ").capitalize()

    @property
    def _all_names(self) -> tuple[str, ...]:
        return (*self.names, *(indicator.name for indicator in self.evidence.indicators.values()))

    # What may be shown

    def _refuse(self, value: Traced, name: Hashable) -> None:
        if not value.has_origin:
            if not value.is_missing:
                raise InputError(self._without_origin(name, value))
            return
        for row in value.rows:
            observation = self.observation(row)
            if observation is None and not self._is_target(row):
                raise InputError(f"{self.what}: the column '{name}' needs {row.at}, which {self._why_not(row)}")
            if observation and observation.is_suppressed and not value.is_missing:
                raise InputError(
                    f"{self.what}: the column '{name}' needs {row.at}, which this report hides; take the values from "
                    "this report's own frame"
                )

    def _why_not(self, row: Row) -> str:
        if row.at.file.removeprefix("data/observations/").partition("/")[0] in self.closed:
            return "is exempt, and no row of a Part I report; take it out of the frame"
        if self.evidence.day and row.as_at > str(self.evidence.day):
            day = day_name(date.fromisoformat(row.as_at))
            return f"became known on {day}, after the meeting; take it out of the frame"
        return "is of a dataset that this report does not open; name it in open_report, or take it out of the frame"

    def observation(self, row: Row) -> Observation | None:
        """Return the observation that a row is of; None where the report has none such."""
        return self._observations.get(_place(row))

    @cached_property
    def _observations(self) -> Mapping[tuple[DataRow, str, str, str], Observation]:
        return {_place(row_of(known)): known for known in self.evidence.observations if not known.computation}

    def _is_target(self, row: Row) -> bool:
        return not row.period and any(target.row == row.at for target in self.evidence.targets)


class _Notes:
    """The notes of an own table: of its values, each once, numbered; then what shorthands and protections mean."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._texts: list[str] = []
        self._meanings: set[str] = set()

    def cell(self, value: Traced | None, decimals: int | None) -> Cell:
        if value is None or not value.has_origin:
            shorthand = (None if value is None else value.shorthand) or Shorthand.NOT_AVAILABLE
            self._meanings.add(meaning_of(shorthand))
            return Cell.of(shorthand, "none")
        figure = value.figure(None if not value.computation and decimals is None else decimals)
        if value.formula and figure.computation == Computation.WORKED_OUT:
            figure = replace(figure, computation=worked_out_by(value.formula))
        found = [known for row in value.rows if (known := self._publisher.observation(row))]
        protections = {known.protection for known in found if known.protection}
        self._meanings |= protections
        if value.is_missing and not protections:
            self._meanings.add(meaning_of(value.shorthand or Shorthand.NOT_AVAILABLE))
        note = value.note or next((known.note for known in found if not value.computation), "")
        return Cell((figure, *self._mark(note)))

    def _mark(self, note: str) -> Runs:
        if note and note not in self._texts:
            self._texts.append(note)
        return (Text(f"\N{NO-BREAK SPACE}[note\N{NO-BREAK SPACE}{self._texts.index(note) + 1}]"),) if note else ()

    def runs(self) -> tuple[Runs, ...]:
        evidence = self._publisher.evidence
        numbered = [
            (Text(f"[note {number}] "), *say(text, evidence)) for number, text in enumerate(self._texts, start=1)
        ]
        return (*numbered, *((Text(text),) for text in sorted(self._meanings)))


def _period(text: object) -> Period | None:
    with suppress(ValueError):
        return Period.parse(str(text))
    return None


def _place(row: Row) -> tuple[DataRow, str, str, str]:
    return row.at, row.indicator, row.period, row.breakdown
