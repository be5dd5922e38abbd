"""The calls that say what a report has to show: its indicators, registers and periods, to look at and to search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccpi_nb.document.figures import observed, target_runs
from ccpi_nb.document.model import Cell, Column, Paragraph, Table
from ccpi_nb.document.runs import Text, plain
from ccpi_nb.domain.named_periods import as_text
from ccpi_nb.errors import one_of
from ccpi_nb.render.html import render_blocks
from ccpi_nb.reports.opened import Opened
from ccpi_nb.workbook.registers import RegisterRow
from ccpi_nb.workbook.report_registers import Action, CoreSystem, Deliverable, Lesson, Update

# Beyond this a cell of a listing in a terminal is cut; a notebook shows all of it.
_WIDEST = 36


@dataclass(frozen=True, repr=False)
class Listing(Sequence[Mapping[str, str]]):
    """What there is, a mapping a row: a table in a notebook and in a terminal, and no part of a published report.

    `pandas.DataFrame(listing)` makes a data frame of it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: Any) -> Any:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows][place]

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        return iter(self[:])

    def __repr__(self) -> str:
        filled = [
            list(map(_shortened, column)) for column in zip(self.columns, *self.rows, strict=True) if any(column[1:])
        ]
        padded = [[cell.ljust(max(map(len, column))) for cell in column] for column in filled]
        return "\n".join([self.title, *("  ".join(row).rstrip() for row in zip(*padded, strict=True))])

    def _repr_html_(self) -> str:
        if not self.rows:
            return render_blocks([Paragraph.of(self.title)])
        columns = tuple(Column(name.capitalize()) for name in self.columns)
        rows = tuple(tuple(map(Cell.of, row)) for row in self.rows)
        return render_blocks([Table((Text(self.title),), columns, rows)])


class Finding(Opened):
    """Calls that say what there is."""

    def indicators(self, search: str = "") -> Listing:
        """List the indicators that the report has values of, or those in which all words of `search` occur.

        They are looked for in key, name, unit, service, breakdown, definition and dataset. `periods held` is written as
        calls take it. The listing is no part of a published report; `pandas.DataFrame(report.indicators())` makes a
        data frame of it.

        >>> report.indicators("call wait")
        1 of 23 indicators with 'call wait'
        key           name               unit   periods held              last value  at
        ap_call_wait  Average call wait  mm:ss  2014-04/2014-10, 2014-10  41 s        2014-10
        """
        words = search.casefold().split()
        datasets = dict.fromkeys((row.indicator, row.dataset) for row in self.evidence.observations)
        searched = {key: self._words_of(key) for key in self.evidence.observed}
        for key, dataset in datasets:
            searched[key] += f" {dataset.casefold()}"
        found = [key for key in searched if all(word in searched[key] for word in words)]
        counted = f"{len(found)} of {len(self.evidence.observed)} indicators"
        title = f"{counted} with '{search}'" if words else _counted(len(found), "indicator")
        if words and not found:
            title += f"; {one_of(search, self.evidence.observed)}"
        columns = ("key", "name", "unit", "by", "periods held", "target", "last value", "at")
        return Listing(title, columns, tuple(map(self._indicator_row, found)))

    def registers(self) -> Listing:
        """List the registers that the report may read, with their topics and their number of rows for this meeting.

        Those without any rows for it come last.

        >>> report.registers()
        17 registers, with their rows for the meeting of 2014-12-11
        name                          rows  topics                                shown by
        blue_badge_recovery           31    How the scheme works; Why the ind...  prose, updates, updates_by_period
        ...
        """
        rows = tuple(sorted(map(self._register_row, self.readable_registers), key=lambda row: row[1] == "0"))
        columns = ("name", "rows", "topics", "shown by")
        return Listing(
            f"{_counted(len(rows), 'register')}, with their rows for the meeting of {self.meeting.key}", columns, rows
        )

    def periods(self) -> Listing:
        """List the periods for which the report has values, latest first, with the number of indicators that do.

        >>> report.periods()
        6 periods
        period           label                    kind     indicators
        2014-11          November 2014            month    2
        2014-10          October 2014             month    10
        2014-04/2014-10  April to October 2014    span     11
        2014-15-Q2       July to September 2014   quarter  12
        2014-04/2014-09  April to September 2014  span     3
        2014-15-Q1       April to June 2014       quarter  12
        """
        keys: dict[Any, set[str]] = {}
        for row in self.evidence.observations:
            keys.setdefault(row.period, set()).add(row.indicator)
        rows = tuple(
            (str(period), period.label, str(period.counts_as), str(len(keys[period])))
            for period in sorted(keys, reverse=True)
        )
        return Listing(_counted(len(rows), "period"), ("period", "label", "kind", "indicators"), rows)

    def _words_of(self, key: str) -> str:
        indicator = self.evidence.indicators[key]
        words = (key, indicator.name, indicator.unit, indicator.service, indicator.breakdown, indicator.definition)
        return " ".join(words).casefold()

    def _indicator_row(self, key: str) -> tuple[str, ...]:
        indicator = self.evidence.indicator(key)
        held = {*self.evidence.periods(key), *self.evidence.periods(key, by_member=True)}
        series = self.evidence.series(key)
        target = self.evidence.target(key, max(held))
        last = series[-1] if series else None
        return (
            key,
            indicator.name,
            str(indicator.unit),
            indicator.breakdown,
            as_text(tuple(held)),
            plain(target_runs(indicator, target)) if target else "",
            observed(indicator, last).text if last else "",
            str(last.period) if last else "",
        )

    def _register_row(self, name: str) -> tuple[str, ...]:
        rows = self.workbook.registers.rows(name, self.meeting.key)
        return name, str(len(rows)), "; ".join(topics_of(rows)), _shown_by(rows)


def topics_of(rows: Sequence[RegisterRow]) -> tuple[str, ...]:
    """Return the topics of an updates register's rows, each once and in order; none of another register's."""
    return tuple(dict.fromkeys(row.topic for row in rows if isinstance(row, Update)))


_CALLS: Mapping[type, str] = {
    Update: "prose, updates, updates_by_period",
    Action: "action_counts, action_tables",
    Deliverable: "deliverable_summary, deliverable_counts, deliverable_tables",
    Lesson: "lessons_table",
    CoreSystem: "systems",
}


def _shown_by(rows: Sequence[RegisterRow]) -> str:
    return _CALLS.get(type(rows[0]), "the meeting's own papers") if rows else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _shortened(cell: str) -> str:
    return cell if len(cell) <= _WIDEST else f"{cell[: _WIDEST - 3]}..."
