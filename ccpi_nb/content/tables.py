"""Tables and cards of results over periods: caption, headers, figures with their origin, ratings in words, notes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ccpi_nb.content.result_cells import RAG_TONES, Notes, direction_cell, period_columns, target_cells
from ccpi_nb.content.verdicts import describe, to_date_words
from ccpi_nb.document.figures import change_figure, observed, rate_figure, target_runs
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.model import Absent, Cell, Column, Headline, Headlines, Paragraph, Table
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import PERIOD_SUPPOSED, break_words, capitalised, change_words, listed, say
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Indicator, Observation, Unit, way_between
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.trends.variation_words import chart_verdict


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

    notes = Notes(evidence)
    body = []
    for (indicator, results), latest, mover in zip(rows, rated, moved, strict=True):
        cells = [Cell.of(indicator.name)]
        cells += [notes.cell(indicator, result.observation if result else None) for result in results]
        if with_targets:
            cells += target_cells(latest)
        if with_directions:
            cells.append(direction_cell(mover))
        body.append(tuple(cells))

    columns = [Column("Measure", width=2.4), *period_columns(shown)]
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
    notes = Notes(evidence)
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
        body.append((*cells, *target_cells(evidence.result(rate, period))))
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
    notes = Notes(evidence)
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
            (*cells, *(target_cells(evidence.result(observation.indicator, observation.period)) if rated else []))
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
