"""Tables and cards of results: caption, headers, figures with their origin, ratings in words, notes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ccpi_nb.computing.totals import Total, total_of
from ccpi_nb.content.verdicts import describe, to_date_words
from ccpi_nb.document.figures import change_figure, observed, rate_figure, target_runs, total_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.model import Absent, Cell, Column, Headline, Headlines, Paragraph, Table, Tone
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import PERIOD_SUPPOSED, break_words, capitalised, change_words, listed, say
from ccpi_nb.document.table_texts import meaning_of
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Direction, Indicator, Observation, Shorthand, Unit, way_between
from ccpi_nb.domain.periods import Period, short_name, told_apart
from ccpi_nb.domain.targets import Rag
from ccpi_nb.errors import InputError
from ccpi_nb.trends.variation_words import chart_verdict

RAG_TONES: dict[Rag, Tone] = {
    Rag.ON_TARGET: "on",
    Rag.WITHIN_TOLERANCE: "within",
    Rag.OFF_TARGET: "off",
    Rag.UNCERTAIN: "none",
    Rag.NO_DATA: "none",
}
DIRECTION_TONES: dict[Direction, Tone] = {
    Direction.IMPROVING: "better",
    Direction.WORSENING: "worse",
    Direction.NO_CHANGE: "same",
    Direction.UNCERTAIN: "none",
}


class _Notes:
    """The notes of a table in order of appearance, each once, numbered; then what shorthands and protections mean."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._texts: list[str] = []
        self._meanings: set[str] = set()

    def cell(self, indicator: Indicator, observation: Observation | None) -> Cell:
        """Return the cell of an observation, with the mark of its note."""
        if observation and observation.protection:
            self._meanings.add(observation.protection)
        elif observation is None or observation.value is None:
            shorthand = (observation and observation.shorthand) or Shorthand.NOT_AVAILABLE
            self._meanings.add(meaning_of(shorthand))
        if observation is None:
            return Cell.of(Shorthand.NOT_AVAILABLE, "none")
        return Cell((observed(indicator, observation), *self._mark(observation.note)))

    def total(self, indicator: Indicator, total: Total) -> Cell:
        """Return the cell of a total, with the mark of a note on what it lacks or why there is none."""
        figure = total_figure(indicator, total)
        if total.shorthand and not any(part.protection for part in total.parts):
            self._meanings.add(meaning_of(total.shorthand))
        return Cell((figure, *self._mark(total.why)))

    def _mark(self, note: str) -> Runs:
        if note and note not in self._texts:
            self._texts.append(note)
        return (Text(f"\N{NO-BREAK SPACE}[note\N{NO-BREAK SPACE}{self._texts.index(note) + 1}]"),) if note else ()

    def runs(self, *more: str) -> tuple[Runs, ...]:
        """Return all notes: those of observations, then the meanings of shorthands and protections, then `more`."""
        numbered = [
            (Text(f"[note {number}] "), *say(text, self._evidence)) for number, text in enumerate(self._texts, start=1)
        ]
        return (*numbered, *((Text(text),) for text in [*sorted(self._meanings), *more] if text))


def performance_table(
    evidence: Evidence, keys: Sequence[str], periods: Sequence[Period], caption: str
) -> Table | Paragraph | Absent:
    """Return a table, an indicator a row, a period a column, then target, rating and direction where any row has one.

    Where of several indicators or periods a single value is held, without a target, it is a sentence instead.

    Rating and direction are of the last period shown that has a value, so that no direction is older than the rating
    beside it. Notes say where the year so far is rated otherwise, and what a control chart says where one can be drawn.
    Indicators and periods without any value are left out; Absent where none has one.
    """
    indicators = [evidence.indicator(key) for key in keys]
    shown = [period for period in periods if any(evidence.find(indicator.key, period) for indicator in indicators)]
    rows = [
        (
            indicator,
            [evidence.find_result(indicator.key, period, since=_like_before(period, shown)) for period in shown],
        )
        for indicator in indicators
        if any(evidence.find(indicator.key, period) for period in shown)
    ]
    if not rows:
        return Absent(f"No data is held for: {caption}.")
    rated = [
        _last(result for result in results if result and result.value is not None) or _last(results)
        for _, results in rows
    ]
    moved = [result if result and result.direction else None for result in rated]
    with_targets = any(result and result.target for result in rated)
    with_directions = any(moved)
    if len(rows) == len(shown) == 1 < max(len(keys), len(periods)) and not with_targets and rated[0]:
        return _one_value(rated[0], evidence)

    notes = _Notes(evidence)
    body = []
    for (indicator, results), latest, mover in zip(rows, rated, moved, strict=True):
        cells = [Cell.of(indicator.name)]
        cells += [notes.cell(indicator, result.observation if result else None) for result in results]
        if with_targets:
            cells += _target_cells(latest)
        if with_directions:
            cells.append(direction_cell(mover))
        body.append(tuple(cells))

    columns = [Column("Measure", width=2.4), *_period_columns(shown)]
    if with_targets:
        columns += [Column("Target", numeric=True), Column("Rating", width=1.1)]
    if with_directions:
        columns.append(Column("Direction", width=1.1))
    more = []
    if with_targets and len(shown) > 1:
        more.append(_rating_note([result for result in rated if result and result.target]))
    if with_directions:
        more.append(_comparison_note([result for result in moved if result]))
    hidden = [
        (Text(f"{result.name}: "), *to_date_words(result), Text(".")) for result in rated if result and result.to_date
    ]
    charted = [
        (Text(f"{result.name}: "), *verdict, Text("."))
        for result in rated
        if result and (verdict := chart_verdict(evidence, result))
    ]
    return Table((Text(caption),), tuple(columns), tuple(body), (*notes.runs(*more), *hidden, *charted))


def _period_columns(periods: Sequence[Period]) -> list[Column]:
    return [Column(name, numeric=True) for name in told_apart(map(short_name, periods), periods)]


def _one_value(result: Result, evidence: Evidence) -> Paragraph:
    note = result.observation.note
    return Paragraph((*describe(result), *((Text(" "), *say(note, evidence)) if note else ())))


def headlines(evidence: Evidence, keys: Sequence[str], periods: Sequence[Period]) -> Headlines | Absent:
    """Return a card for each indicator with a value: the last period's, its target and rating, and how it changed."""
    found = [result for key in keys if (result := evidence.latest_result(key, periods))]
    return Headlines(tuple(map(_headline, found))) if found else Absent("None of the key figures is held.")


def _headline(result: Result) -> Headline:
    supposed = f" ({PERIOD_SUPPOSED})" if result.observation.supposed else ""
    detail: Runs = (Text(f"{result.observation.period.label}{supposed}"),)
    if result.target:
        detail += (Text(". Target "), *target_runs(result.indicator, result.target))
    if result.earlier and result.has_both_values:
        link = "since" if way_between(result.earlier, result.observation) == 0 else "on"
        before = Text(f" {link} {result.earlier.period.in_sentence}")
        detail += (Text(". "), *capitalised(change_words(result)), before)
    if result.to_date:
        detail += (Text("; "), *to_date_words(result))
    figure = observed(result.indicator, result.observation)
    rating = result.rating
    return Headline(
        result.indicator.name, figure, detail, str(rating or ""), RAG_TONES[rating] if rating else "", rating_of(result)
    )


def breakdown_table(
    evidence: Evidence, keys: Sequence[str], period: Period, caption: str, *, header: str, totals: bool = False
) -> Table | Absent:
    """Return a table, a member of the breakdown a row, an indicator a column; `totals` adds a row of totals.

    A note says what a total lacks, or why there is none.

    Indicators without a breakdown at the period are left out; Absent where none has one.
    """
    indicators = [evidence.indicator(key) for key in keys if evidence.members(key, period)]
    if not indicators:
        return Absent(f"No data is held for: {caption}.")
    members = tuple(
        dict.fromkeys(member for indicator in indicators for member in evidence.members(indicator.key, period))
    )
    notes = _Notes(evidence)
    body = [
        (
            Cell.of(member),
            *(notes.cell(indicator, evidence.find(indicator.key, period, member)) for indicator in indicators),
        )
        for member in members
    ]
    if totals:
        sums = [(indicator, total_of(evidence, indicator.key, period, members)) for indicator in indicators]
        body.append((Cell.of("Total", strong=True), *(notes.total(indicator, total) for indicator, total in sums)))
    columns = (Column(header, width=1.4), *(Column(indicator.name, numeric=True) for indicator in indicators))
    return Table((Text(caption),), columns, tuple(body), notes.runs())


def latest_breakdown_table(
    evidence: Evidence,
    keys: Sequence[str],
    periods: Sequence[Period],
    caption: str,
    *,
    header: str,
    totals: bool = False,
) -> Table | Absent:
    """Return `breakdown_table` at the last of the periods that has any breakdown.

    Where there is a choice, the caption says which period that is.
    """
    held = [period for period in periods if any(evidence.members(key, period) for key in keys)]
    if not held:
        return Absent(f"No data is held for: {caption}.")
    dated = f"{caption}, {held[-1].in_sentence}" if len(periods) > 1 else caption
    return breakdown_table(evidence, keys, held[-1], dated, header=header, totals=totals)


def members_table(
    evidence: Evidence, key: str, periods: Sequence[Period], caption: str, *, header: str
) -> Table | Absent:
    """Return a table, a member of one indicator's breakdown a row, a period with a breakdown a column."""
    indicator = evidence.indicator(key)
    shown = [period for period in periods if evidence.members(key, period)]
    if not shown:
        return Absent(f"No data is held for: {caption}.")
    members = tuple(dict.fromkeys(member for period in shown for member in evidence.members(key, period)))
    notes = _Notes(evidence)
    body = tuple(
        (Cell.of(member), *(notes.cell(indicator, evidence.find(key, period, member)) for period in shown))
        for member in members
    )
    columns = (Column(header, width=2), *_period_columns(shown))
    return Table((Text(caption),), columns, body, notes.runs())


def rate_table(
    evidence: Evidence, numerator: str, denominator: str, rate: str, periods: Sequence[Period], caption: str
) -> Table | Absent:
    """Return a table, a period a row: two counts, the rate as published, and the rate calculated from the counts.

    InputError where the two are not in one unit, or the rate is no percentage.
    """
    published = evidence.indicator(rate)
    shown = [period for period in periods if evidence.find(rate, period)]
    if not shown:
        return Absent(f"No data is held for: {caption}.")
    _refuse_no_rate(evidence.indicator(numerator), evidence.indicator(denominator), published)
    notes = _Notes(evidence)
    body = []
    differ = False
    for period in shown:
        part, whole = evidence.find(numerator, period), evidence.find(denominator, period)
        observation = evidence.observation(rate, period)
        again = None
        if part and whole and part.is_exact and whole.is_exact and whole.value and not observation.is_suppressed:
            again = rate_figure(part, whole, published.decimals)
        differ |= again is not None and str(observation.value) != again.value
        counts = [
            notes.cell(evidence.indicator(key), count) for key, count in ((numerator, part), (denominator, whole))
        ]
        cells = [Cell.of(period.label), *counts, notes.cell(published, observation), Cell((again or Text("–"),))]
        body.append((*cells, *_target_cells(evidence.result(rate, period))))
    columns = (
        Column("Period", width=1.4),
        Column(evidence.indicator(numerator).name, numeric=True),
        Column(evidence.indicator(denominator).name, numeric=True),
        Column("Rate as published", numeric=True),
        Column("Rate worked out again", numeric=True),
        Column("Target", numeric=True),
        Column("Rating", width=1.1),
    )
    more = "The published rate is the one that is rated." if differ else ""
    return Table((Text(caption),), columns, tuple(body), notes.runs(more))


def _refuse_no_rate(part: Indicator, whole: Indicator, published: Indicator) -> None:
    if part.unit is not whole.unit or part.unit in (Unit.PERCENT, Unit.POINTS) or published.unit is not Unit.PERCENT:
        raise InputError(
            f"'{part.key}' ({part.unit}) over '{whole.key}' ({whole.unit}) gives no rate such as '{published.key}' "
            f"({published.unit}); name two numbers in one unit and a rate in %, or work it out with report.computed"
        )


def history_table(evidence: Evidence, key: str, reference: Period | None, caption: str) -> Table | Absent:
    """Return a table, an observation a row, earliest first, each with its difference from the one at `reference`.

    Without a reference it has the target and the rating in place of the difference, and covers all the breaks of the
    series.
    """
    lineage = (evidence.indicator(key).key,) if reference else evidence.lineage(key)
    every = [
        (evidence.indicator(continued), observation)
        for continued in lineage
        for observation in evidence.series(continued)
    ]
    if not every:
        return Absent(f"No data is held for: {caption}.")
    base = evidence.observation(key, reference) if reference else None
    rated = not base and any(evidence.target(observation.indicator, observation.period) for _, observation in every)
    notes = _Notes(evidence)
    body = []
    for indicator, observation in sorted(every, key=lambda pair: pair[1].period):
        cells = [
            Cell.of(observation.period.label),
            *([Cell.of(indicator.name)] if len(lineage) > 1 else []),
            notes.cell(indicator, observation),
        ]
        if base:
            without_change = observation is base or not (base.is_exact and observation.is_exact)
            cells.append(Cell((Text("–") if without_change else _signed_change(indicator, base, observation),)))
        body.append(
            (*cells, *(_target_cells(evidence.result(observation.indicator, observation.period)) if rated else []))
        )
    columns = [Column("Period or day", width=1.4)]
    columns += (
        [Column("Measure", width=2), Column("Value", numeric=True)]
        if len(lineage) > 1
        else [Column(every[0][0].name, numeric=True)]
    )
    if reference:
        columns.append(Column(f"Difference from {reference.label}", numeric=True))
    if rated:
        columns += [Column("Target", numeric=True), Column("Rating", width=1.1)]
    breaks = () if reference else evidence.breaks(key)
    return Table(
        (Text(caption),),
        tuple(columns),
        tuple(body),
        (*notes.runs(), *(break_words(change, evidence) for change in breaks)),
    )


def direction_cell(result: Result | None) -> Cell:
    """Return the cell for the direction of a result; 'Not compared' where it has none."""
    if result is None or result.direction is None or not (words := direction_of(result)):
        return Cell.of("Not compared")
    return Cell((words,), DIRECTION_TONES[result.direction])


def rating_cell(result: Result | None) -> Cell:
    """Return the cell for the rating of a result; 'Not rated' where it has no target."""
    if result is None or result.rating is None or not (words := rating_of(result)):
        return Cell.of("Not rated")
    return Cell((words,), RAG_TONES[result.rating])


def _target_cells(result: Result | None) -> list[Cell]:
    if result is None or result.target is None:
        return [Cell.of("None given"), rating_cell(None)]
    return [Cell(target_runs(result.indicator, result.target)), rating_cell(result)]


def _signed_change(indicator: Indicator, earlier: Observation, later: Observation) -> Figure:
    change = change_figure(indicator, earlier, later)
    amount = Decimal(change.value)
    return replace(change, sign="+" if amount > 0 else "−" if amount < 0 else "")


def _rating_note(rated: Sequence[Result]) -> str:
    """Return which period the ratings are for: 'Ratings are for October 2014; that of Calls is for August 2014.'"""
    (period, _), *others = _by_period(rated, lambda result: result.observation.period.in_sentence)
    exceptions = (f"; {_that_of(names)} for {other}" for other, names in others)
    return f"Ratings are for {period}{''.join(exceptions)}."


def _that_of(names: Sequence[str]) -> str:
    return f"that of {names[0]} is" if len(names) == 1 else f"those of {listed(names)} are"


def _comparison_note(moved: Sequence[Result]) -> str:
    """Return which two figures a direction compares, and that they are two."""
    (pair, _), *others = _by_period(moved, _two_periods)
    exceptions = (f"; for {listed(names)} those of {other}" for other, names in others)
    return f"A direction compares two figures, those of {pair}{''.join(exceptions)}."


def _two_periods(result: Result) -> str:
    assert result.earlier is not None  # there is no direction without it
    return f"{result.observation.period.in_sentence} and {result.earlier.period.in_sentence}"


def _by_period(results: Sequence[Result], period: Callable[[Result], str]) -> list[tuple[str, list[str]]]:
    """Return the periods that results are for with their names, the most frequent first."""
    named: dict[str, list[str]] = {}
    for result in results:
        named.setdefault(period(result), []).append(result.indicator.name)
    return sorted(named.items(), key=lambda item: -len(item[1]))


def _like_before(period: Period, shown: Sequence[Period]) -> Period | None:
    """Return the last period shown before this one that its value can be compared with; None where there is none.

    A direction is then always between two values of the table.
    """
    before = [earlier for earlier in shown[: shown.index(period)] if earlier.is_like(period) and earlier < period]
    return before[-1] if before else None


def _last(results: Iterable[Result | None]) -> Result | None:
    found = [result for result in results if result]
    return found[-1] if found else None
