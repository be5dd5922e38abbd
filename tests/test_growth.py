"""What is worked out of the data grows with them, and not with their square: steps are counted, no time is taken."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from builders import (
    indicator_row,
    known,
    kpi,
    observation_row,
    p,
    related,
    ruling_row,
    seen,
    sheet,
    target,
    target_row,
    workbook,
)

from ccpi_nb.content.tables import performance_table
from ccpi_nb.disclosure.protection import protected
from ccpi_nb.document.ledger import LedgerLine
from ccpi_nb.document.model import Document, Masthead
from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.indicators import DataRow, Indicator, Observation
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import Period
from ccpi_nb.exempt.content import exempt_content
from ccpi_nb.questions.asking import questions
from ccpi_nb.questions.material import Context
from ccpi_nb.reconcile import by_part
from ccpi_nb.reconcile.by_part import findings_ruled_on, stray_rulings
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.review.trace import trace
from ccpi_nb.site.seen import SeenByDay
from ccpi_nb.trends.variation import chosen
from ccpi_nb.workbook.indicators import targets_from
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.papers import Relation, latest_rulings, rulings_from

SMALL = 40
# Four times the data may take four times the steps, and a little for putting them in order; the square were sixteen.
MOST = 5.0


def steps(work: Callable[[], object]) -> int:
    """How many instructions of the interpreter some work takes."""
    count = 0

    def counted(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def months(number: int) -> list[Period]:
    return [p("2000-10").shifted(month) for month in range(number)]


def rate(place: int, period: Period, of: str = "calls_answered", breakdown: str = "") -> Observation:
    given = seen("50.0", str(period), of=of, breakdown=breakdown, of_whole=("5", "10"))
    return replace(given, row=DataRow(given.row.file, place + 2))


def areas(number: int) -> list[Observation]:
    return [rate(place, p("2014-10"), breakdown=f"Area {place}") for place in range(number)]


def periods(number: int) -> list[Observation]:
    return [rate(0, period) for period in months(number)]


def indicators(number: int) -> list[Observation]:
    return [rate(place, p("2014-10"), f"rate_{place}") for place in range(number)]


def counted_by_area(number: int) -> list[Observation]:
    """Numbers by area of a whole that they add up to."""
    parts = [replace(row, value=Decimal(1), numerator=None, denominator=None) for row in areas(number)]
    return [
        replace(row, indicator="calls") for row in (*parts, replace(rate(number, p("2014-10")), value=Decimal(number)))
    ]


SHAPES = [areas, periods, indicators, counted_by_area]


def named(rows: list[Observation]) -> dict[str, Indicator]:
    return {
        row.indicator: kpi(row.indicator, unit="number" if row.indicator == "calls" else "%", breakdown="place")
        for row in rows
    }


def grows(work: Callable[[int], Callable[[], object]]) -> float:
    """How many times the steps four times the data take."""
    work(4 * SMALL)()  # what the package keeps of names and periods, it then has kept for both
    return steps(work(4 * SMALL)) / steps(work(SMALL))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_comparisons_grow_with_the_observations(shape: Callable[[int], list[Observation]]) -> None:
    def work(number: int) -> Callable[[], object]:
        rows = shape(number)
        evidence = known(*named(rows).values(), *rows)
        return lambda: reconcile(evidence).findings

    assert grows(work) < MOST


@pytest.mark.parametrize("kind", ["rate", "difference", "per month", "same as", "total", "not added"])
def test_the_comparisons_grow_with_the_relations(kind: str) -> None:
    def work(number: int) -> Callable[[], object]:
        rows = [replace(row, numerator=None, denominator=None) for row in indicators(number)]
        more = [replace(row, indicator=f"{row.indicator}_{end}") for row in rows for end in ("a", "b")]
        relations: list[Relation] = [
            related(kind, row.indicator, f"{row.indicator}_a", *([f"{row.indicator}_b"] if kind == "rate" else []))
            for row in rows
        ]
        evidence = known(*rows, *more)
        return lambda: reconcile(evidence, relations).findings

    assert grows(work) < MOST


@pytest.mark.parametrize("shape", SHAPES)
def test_the_questions_of_the_check_grow_with_the_observations(shape: Callable[[int], list[Observation]]) -> None:
    def work(number: int) -> Callable[[], object]:
        rows = shape(number)
        return lambda: questions(rows, Context(named(rows), (date(2014, 12, 11),)))

    assert grows(work) < MOST


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("shape", [areas, periods, indicators])
def test_what_small_numbers_are_hidden_with_grows_with_the_observations(
    shape: Callable[[int], list[Observation]], scheme: Scheme
) -> None:
    def work(number: int) -> Callable[[], object]:
        rows = shape(number)
        people = (kpi(key, breakdown="place", people=True) for key in named(rows))
        return lambda: protected(known(*people, *rows), Disclosure(5, scheme))

    assert grows(work) < MOST


def test_the_reading_of_targets_grows_with_them() -> None:
    def work(number: int) -> Callable[[], object]:
        keys = [f"rate_{place}" for place in range(number)]
        text = sheet(*(target_row(indicator=key) for key in keys))
        return lambda: targets_from(text, "targets.csv", {key: kpi(key) for key in keys})

    assert grows(work) < MOST


def test_the_results_of_a_table_grow_with_its_indicators() -> None:
    def work(number: int) -> Callable[[], object]:
        rows = indicators(number)
        evidence = known(*rows, *(target(of=row.indicator) for row in rows))
        return lambda: [(evidence.result(row.indicator, row.period), evidence.breaks(row.indicator)) for row in rows]

    assert grows(work) < MOST


def test_the_results_of_a_series_and_its_control_chart_grow_with_its_periods() -> None:
    def charted(number: int) -> Callable[[], object]:
        evidence = known(kpi(), *(rate(place, period) for place, period in enumerate(months(number))))
        evidence.series("calls_answered")
        return lambda: chosen(evidence, "calls_answered", ())

    assert grows(charted) < MOST


def test_what_a_hundred_scorecards_saw_of_an_indicator_grows_with_its_periods() -> None:
    def seen_at_each(number: int) -> Callable[[], object]:
        rows = [replace(rate(place, period), as_at=period.end) for place, period in enumerate(months(number))]

        def seen() -> list[str]:
            known = SeenByDay.of(kpi(), rows)
            return [known.by(row.as_at) for row in rows]

        return seen

    assert grows(seen_at_each) < MOST


def test_what_words_ask_of_one_indicator_does_not_grow_with_the_others() -> None:
    def work(number: int) -> Callable[[], object]:
        evidence = known(*indicators(number))
        _ = evidence.result("rate_0", p("2014-10"))
        return lambda: evidence.result("rate_1", p("2014-10"))

    assert grows(work) == 1


def test_the_rulings_on_findings_grow_with_them() -> None:
    def work(number: int) -> Callable[[], object]:
        rows = [ruling_row(finding=f"rate: rate_{place} @ 2014-10") for place in range(number)]
        rulings = rulings_from(sheet(*rows), "reconciliation.csv")
        return lambda: [latest_rulings(rulings, date.max)]

    assert grows(work) < MOST


def test_a_trace_grows_with_the_figures_that_it_finds() -> None:
    def work(number: int) -> Callable[[], object]:
        lines = tuple(
            LedgerLine(
                "4-calls", f"row {place}", f"{place}%", str(place), "calls_answered", "2014-10", "", "data/a.csv",
                str(place + 2), "2014-12-11", "the pack", "", "",
            )
            for place in range(number)
        )  # fmt: skip
        return lambda: trace("calls_answered", {"public": lines}, {"calls_answered": kpi()})

    assert grows(work) < MOST


def test_what_is_exempt_grows_with_the_cells_of_a_table() -> None:
    def work(number: int) -> Callable[[], object]:
        rows = indicators(number)
        evidence = known(*rows)
        table = performance_table(evidence, [row.indicator for row in rows], [p("2014-10")], "Rates")
        document = Document(Masthead("Rates", "2014-12-11"), (table,))
        return lambda: exempt_content([], [document], ["terms"])

    assert grows(work) < MOST


# How often all data are compared


DAYS = ("2014-11-11", "2014-12-11", "2015-01-11")


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Callable[[str], Workbook], list[int]]:
    """A workbook of three meetings with a ruling, and how many observations each reconciliation of it compares."""
    made: list[int] = []

    def counted(evidence: Any, *others: Any) -> object:
        made.append(len(evidence.observations))
        return reconcile(evidence, *others)

    monkeypatch.setattr(by_part, "reconcile", counted)

    def ruled(finding: str) -> Workbook:
        keys = [f"rate_{place}" for place in range(10)]
        cells = {"numerator": "1", "denominator": "10", "as_at": DAYS[0]}
        root = workbook(
            tmp_path / "workbook",
            {
                "data/indicators.csv": sheet(
                    indicator_row(), *(indicator_row(indicator=key, name=key) for key in keys)
                ),
                "data/observations/calls/2014-10.csv": sheet(
                    *(observation_row(indicator=key, period="2014-10", **cells) for key in keys)
                ),
                "data/reconciliation.csv": sheet(ruling_row(finding=finding, as_at=DAYS[0])),
            },
        )
        agenda = (root / f"params/{DAYS[1]}.yaml").read_text(encoding="utf-8")
        for day in DAYS:
            (root / f"params/{day}.yaml").write_text(agenda.replace(DAYS[1], day), encoding="utf-8")
        return Workbook(root)

    return ruled, made


def test_of_a_ruling_only_what_it_names_is_compared_again_for_each_meeting(
    compared: tuple[Callable[[str], Workbook], list[int]],
) -> None:
    ruled, made = compared
    workbook = ruled("rate: rate_3 @ 2014-10")
    assert findings_ruled_on(workbook, workbook.rulings, Part.PUBLIC) == {"rate: rate_3 @ 2014-10"}
    assert made == [1, 1, 1, 1]
    made.clear()
    assert stray_rulings(workbook) == ()
    assert sum(made) == 4


def test_a_mistyped_ruling_has_all_data_compared_once_for_each_part(
    compared: tuple[Callable[[str], Workbook], list[int]],
) -> None:
    ruled, made = compared
    (problem,) = stray_rulings(ruled("rate: rate_33 @ 2014-10"))
    assert problem.endswith("did you mean 'rate: rate_3 @ 2014-10'?")
    assert [number for number in made if number > 1] == [11]
