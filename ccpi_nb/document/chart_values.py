"""The values of a chart as a table, for whoever reads or counts instead of looking, and the file that has them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ccpi_nb.document.model import Cell, Chart, Column, Table
from ccpi_nb.document.runs import Figure, Row, Runs, Text
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.periods import Period

# Where a chart has no point: nobody can tell here whether that is hidden, not held or not asked for.
_NOT_DRAWN = Cell.of("not drawn", "none")


def chart_table(chart: Chart, glossary: Glossary) -> Table | None:
    """Return the values that a chart draws; None where it draws none as published.

    A period is a row and an indicator or member a column, or the other way round where these are more; what was worked
    out and the targets are notes.
    """
    drawn = _Drawn(tuple(figure for figure in chart.figures if _is_value(figure)), glossary)
    if not drawn.figures:
        return None
    caption = (*chart.caption, Text(": the values"))
    return Table(caption, *drawn.grid(), tuple(_notes(chart, glossary)))


def _is_value(figure: Figure) -> bool:
    return not figure.computation and len(figure.rows) == 1 and bool(figure.rows[0].period)


@dataclass(frozen=True)
class _Drawn:
    """The figures of a chart as published, a row of data behind each."""

    figures: tuple[Figure, ...]
    glossary: Glossary

    def grid(self) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
        """Return the columns and the rows."""
        held = {(self._subject(figure.rows[0]), figure.rows[0].period): figure for figure in self.figures}
        subjects = tuple(dict.fromkeys(subject for subject, _ in held))
        labels = {text: Period.parse(text).label for text in sorted({text for _, text in held}, key=Period.parse)}
        by_period = len(labels) >= len(subjects)
        across = subjects if by_period else tuple(labels.values())
        columns = (
            Column("Period" if by_period else self._what, width=2),
            *(Column(header, numeric=True) for header in across),
        )
        cells = {key: Cell((figure,)) for key, figure in held.items()}
        rows = (
            (
                (Cell.of(label), *(cells.get((subject, period), _NOT_DRAWN) for subject in subjects))
                for period, label in labels.items()
            )
            if by_period
            else (
                (Cell.of(subject), *(cells.get((subject, period), _NOT_DRAWN) for period in labels))
                for subject in subjects
            )
        )
        return columns, tuple(rows)

    @property
    def _what(self) -> str:
        """What the subjects are: indicators, or what the one indicator is broken down by."""
        if not self._are_members:
            return "Indicator"
        known = self.glossary.indicators.get(self.figures[0].rows[0].indicator)
        return (known.breakdown if known else "").capitalize() or "Part"

    @property
    def _are_members(self) -> bool:
        rows = [figure.rows[0] for figure in self.figures]
        return len({row.indicator for row in rows}) == 1 and all(row.breakdown for row in rows)

    def _subject(self, row: Row) -> str:
        return row.breakdown if self._are_members else self.glossary.subject(row)


def _notes(chart: Chart, glossary: Glossary) -> Iterator[Runs]:
    """Yield what else a chart draws: 'Target: at least 90%', with the indicator where there are several."""
    others = [figure for figure in dict.fromkeys(chart.figures) if figure.computation]
    several = len({row.indicator for figure in others for row in figure.rows}) > 1
    for figure in others:
        name = str(figure.computation)
        of = f" of {glossary.subject(figure.rows[0])}" if several and figure.rows else ""
        yield (Text(f"{name[0].upper()}{name[1:]}{of}: "), figure)
