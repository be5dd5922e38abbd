"""One counting from its records to its values: prepared, checked, counted, rounded, small numbers kept back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.domain.lineage import Origin, ReceivedFile, Taken, TakenValue, Working
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.records.checks import blanks, changes, check_records, empty_months
from ccpi_nb.records.contract import KEYED, Problem, counted_columns, holds_texts, read_cells, typed
from ccpi_nb.records.counting import Counts, Repeats, count, repeats
from ccpi_nb.records.coverage import (
    Span,
    extents,
    is_covered,
    joined,
    kind_of,
    named_span,
    span_of_records,
    whole_periods,
)
from ccpi_nb.records.engines import Engine, Progress, connected, connection, duckdb_engine
from ccpi_nb.records.extracts import check_headings, check_types, damaged, format_of, lines_with, received, text_of
from ccpi_nb.records.measures import FROM_NAME, Counted, Format, Measure, Measures
from ccpi_nb.records.results import Result, as_shown, origin_of, results_of, source_statements, working
from ccpi_nb.workbook.inputs import Workbook

# What typed records, and the numbers of their keys alone, are called in SQL.
RECORDS, KEYS = "records", "keys"


@dataclass(frozen=True)
class Prepared:
    """Records that can be counted: the typed table, where they are from, and the SQL that made them so.

    `sources` are the tables that keys and dates can be asked of, the quickest first.
    """

    table: Any
    sources: tuple[Any, ...]
    engine: Engine
    origins: tuple[Origin, ...]
    statements: tuple[str, ...]
    lines_of: Callable[[Problem], str]
    spans: tuple[Span, ...] | None

    def having(self, names: Sequence[str]) -> Any:
        """Return the quickest table that has some columns; None where none has."""
        return next((table for table in self.sources if {*names} <= {*table.columns}), None)


def of_files(
    files: Sequence[ReceivedFile],
    measures: Measures,
    workbook: Workbook,
    meeting: str,
    progress: Progress | None,
    only: Collection[Counted] | None = None,
) -> Taken:
    """Return what measures count in received files, by DuckDB in this process; of some figures, or of all."""
    names = ", ".join(file.name for file in files)
    by_name = measures.source.covers == FROM_NAME
    spans = joined(named_span(measures.source, file.name) for file in files) if by_name else None
    with duckdb_engine(names, progress=progress) as engine:
        prepared = _prepared(files, measures, engine, spans)
        prepared = replace(prepared, statements=(*source_statements(files, measures), *prepared.statements))
        return _Run(measures, workbook, meeting, prepared, names, only).taken(files[0])


def of_table(measures: Measures, workbook: Workbook, name: str, meeting: str, progress: Progress | None) -> Taken:
    """Return what measures count in a table of a database or a cluster."""
    place = f"table {measures.source.table}"
    if measures.source.covers == FROM_NAME:
        raise InputError(f"{measures.file}: a table's name says no period; write a date under 'covers'")
    with connected(connection(name, workbook.root), place) as engine:
        *schema, table = measures.source.table.split(".")
        raw = engine.asked(lambda: engine.backend.table(table, database=schema[0] if schema else None))
        check_headings(raw.columns, measures, place)
        check_types(raw, measures, place)
        records = typed(read_cells(raw, measures, engine.name, None), measures)
        origin = Origin(place, "", reader=measures.reader, reader_sha256=measures.sha256)
        statements: tuple[str, ...] = ()
        if holds_texts(raw, measures):
            # Else a text is read anew wherever a date of it is asked for.
            statements = (_made(RECORDS, records, engine),)
            records = engine.asked(lambda: engine.kept(records, RECORDS))
        prepared = Prepared(records, (records,), engine, (origin,), statements, lambda problem: "", None)
        return _Run(measures, workbook, meeting, prepared, place).taken(ReceivedFile(Path(), place, ""))


def _made(name: str, table: Any, engine: Engine) -> str:
    return f"CREATE TEMPORARY TABLE {name} AS\n{engine.statement(table)}"


def _prepared(
    files: Sequence[ReceivedFile], measures: Measures, engine: Engine, spans: tuple[Span, ...] | None
) -> Prepared:
    format = format_of(files[0], measures)
    raw = received(files, measures, engine)
    check_types(raw, measures, files[0].name)
    cells = read_cells(raw, measures, engine.name, format)
    records = typed(cells, measures)
    origins = tuple(
        Origin(file.name, file.sha256, reader=measures.reader, reader_sha256=measures.sha256) for file in files
    )
    if format is Format.PARQUET:  # which is read again as quickly as a table would be, but for the numbers of keys
        keys = [cells.select(KEYED)] if measures.looks_for_repeats else []
        made = tuple(_made(KEYS, one, engine) for one in keys)
        tables = [engine.asked(partial(engine.kept, one, KEYS)) for one in keys]
        return Prepared(records, (*tables, cells), engine, origins, made, lambda problem: "", spans)
    kept = records.select(*(name for name in records.columns if name in counted_columns(measures)))
    statement = _made(RECORDS, kept, engine)
    try:
        table = engine.asked(lambda: engine.kept(kept, RECORDS))
    except InputError:
        refuse(filter(None, (damaged(text_of(file, engine, measures), file.name, measures) for file in files)))
        raise

    def lines_of(problem: Problem) -> str:
        found = {
            file.name: lines_with(problem, text_of(file, engine, measures), file.name, measures, format)
            for file in files
        }
        several = len(files) > 1
        return "; ".join(f"{name}, {lines}" if several else lines for name, lines in found.items() if lines)

    return Prepared(table, (table, cells), engine, origins, (statement,), lines_of, spans)


@dataclass(frozen=True)
class _Run:
    measures: Measures
    workbook: Workbook
    meeting: str
    prepared: Prepared
    place: str
    only: Collection[Counted] | None = None

    def taken(self, file: ReceivedFile) -> Taken:
        """Return what the records come to; InputError where they are beyond a limit, or cover nothing."""
        measures, engine, table = self.measures, self.prepared.engine, self.prepared.table
        spans = self._spans()
        asked = [tuple(self._periods_of(measure, spans[at])) for at, measure in enumerate(measures.measures)]
        chosen = [self._counted(measure, asked[at], spans[at]) for at, measure in enumerate(measures.measures)]
        periods = tuple(sorted({period for some in chosen for period in some}))
        not_covered = tuple(self._not_covered(spans))
        if not any(asked):
            # What is wrong with the records may be why they seem to cover nothing.
            self._check(count(table, measures, (), Repeats(0, 0), engine), Repeats(0, 0))
            raise InputError(
                *(not_covered or (f"{self.place}: the records cover no whole period; ask for all of them",))
            )
        found, repeats_sql = repeats(self.prepared.having, measures, engine)
        counts = count(table, measures, periods, found, engine)
        self._check(counts, found)
        results = [
            result
            for at, measure in enumerate(measures.measures)
            for result in results_of(counts, at, chosen[at], self.workbook.indicators[measure.indicator])
        ]
        self._check_results(counts, chosen, results)
        statements = tuple(filter(None, (*self.prepared.statements, repeats_sql)))
        wanted = {(at, period) for at, some in enumerate(asked) for period in some}
        return self._of(file, results, counts, statements, not_covered, wanted)

    def _spans(self) -> list[tuple[Span, ...]]:
        """Return the days that the records cover, for each measure."""
        source = self.measures.source
        dates = [
            source.covers if source.covers and source.covers != FROM_NAME else one.date
            for one in self.measures.measures
        ]
        if self.prepared.spans is not None:
            return [self.prepared.spans] * len(dates)
        if any(not name for name in dates):
            raise InputError(
                f"{self.measures.file}: nothing says for which days the records are complete, and a count as at a "
                "period's end needs it; write 'covers' under 'source': a date of theirs, or 'file name'"
            )
        ends = extents(self.prepared.having(dates), dict.fromkeys(dates), self.prepared.engine)
        return [span_of_records(*ends[name], source.quiet) for name in dates]

    def _awaited(self) -> tuple[Period, ...]:
        return tuple(
            sorted(
                {
                    one.period
                    for report in self.workbook.agenda(self.meeting).reports
                    for one in report.awaits
                    if one.dataset == self.measures.dataset and not one.is_register
                }
            )
        )

    def _periods_of(self, measure: Measure, spans: Sequence[Span]) -> Iterable[Period]:
        if self.only is not None:
            dataset, key = self.measures.dataset, measure.indicator
            asked = tuple(sorted({period for *of, period in self.only if of == [dataset, key]}))
        elif not (asked := self._asked(measure, spans)):
            return whole_periods(spans, measure.periods)
        return (period for period in asked if is_covered(period, measure, spans))

    def _asked(self, measure: Measure, spans: Sequence[Span]) -> tuple[Period, ...]:
        """Return the periods of a measure that the meeting awaits; none where the records are all of other times.

        They are of an earlier quarter, and it is theirs that is meant.
        """
        awaited = self._awaited() if self.meeting else ()
        asked = tuple(period for period in awaited if kind_of(period) in measure.periods)
        return asked if any(span.first <= one.end and one.start <= span.last for one in asked for span in spans) else ()

    def _counted(self, measure: Measure, asked: tuple[Period, ...], spans: Sequence[Span]) -> tuple[Period, ...]:
        """Return the periods that are counted for those that are asked: of people all that there are.

        So the same numbers are kept back, whichever meeting asks.
        """
        if self.measures.disclosure is None or not self.workbook.indicators[measure.indicator].people:
            return asked
        return tuple(sorted({*asked, *whole_periods(spans, measure.periods)}))

    def _not_covered(self, spans: Sequence[Sequence[Span]]) -> Iterator[str]:
        if not self.meeting:
            return
        for period in self._awaited():
            lacking = [
                measure.indicator
                for measure, some in zip(self.measures.measures, spans, strict=True)
                if period in self._asked(measure, some) and not is_covered(period, measure, some)
            ]
            if lacking:
                yield (
                    f"{self.place}: the records do not cover all of {period}, so that it is not counted for "
                    f"{', '.join(lacking)}; ask for all records of it, or read its files together"
                )

    def _check(self, counts: Counts, found: Repeats) -> None:
        check_records(counts, found, self.place, self.prepared.lines_of)

    def _check_results(self, counts: Counts, chosen: Sequence[Sequence[Period]], results: Sequence[Result]) -> None:
        held = (
            self.workbook.dataset(self.measures.dataset) if self.measures.dataset in self.workbook.dataset_names else ()
        )
        empty = (
            sentence
            for measure, periods in zip(self.measures.measures, chosen, strict=True)
            for sentence in empty_months(counts, measure, periods, self.place)
        )
        refuse(dict.fromkeys((*empty, *changes(results, self.measures, held, self.place))))

    def _of(
        self,
        file: ReceivedFile,
        results: Sequence[Result],
        counts: Counts,
        statements: tuple[str, ...],
        not_used: tuple[str, ...],
        wanted: Collection[tuple[int, Period]],
    ) -> Taken:
        """Return the results that are wanted, without what small numbers of people among all of them forbid."""
        indicators = self.workbook.indicators
        papers = {
            (result.at, result.period): working(
                result,
                counts,
                self.prepared.origins,
                statements,
                self.prepared.engine.words,
                indicators[result.measure.indicator],
            )
            for result in results
            if not result.group and (result.at, result.period) in wanted
        }
        shown = as_shown(results, self.measures, indicators, self.workbook.relations)
        values = tuple(
            self._value(result, observation, papers[result.at, result.period])
            for result, observation in zip(results, shown, strict=True)
            if (result.at, result.period) in papers
        )
        told = [result for result in results if (result.at, result.period) in papers]
        left_out = blanks(told, self.measures, indicators, self.place)
        return Taken(file, values, workings=tuple(papers.values()), not_used=(*not_used, *left_out))

    def _value(self, result: Result, shown: Observation, paper: Working) -> TakenValue:
        origin = origin_of(result, self.prepared.origins, self.workbook.indicators[result.measure.indicator], paper)
        return TakenValue(
            shown.dataset,
            shown.indicator,
            shown.period,
            shown.breakdown,
            shown.value,
            shown.shorthand,
            origin,
            shown.numerator,
            shown.denominator,
            note=shown.note,
        )
