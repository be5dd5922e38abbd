"""What becomes of each value that was read, beside what the workbook holds of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ccpi_nb.domain.indicators import DataRow, Indicator, Observation
from ccpi_nb.domain.lineage import Origin, TakenValue
from ccpi_nb.domain.plausibility import impossible
from ccpi_nb.errors import did_you_mean
from ccpi_nb.intake.planned import Fate, PlannedValue
from ccpi_nb.intake.tables import Numbers
from ccpi_nb.workbook.inputs import Workbook


def planned_values(workbook: Workbook, values: Iterable[TakenValue], as_at: date) -> tuple[PlannedValue, ...]:
    """Return what becomes of values, in their order, if they are known from a day on."""
    numbers = Numbers(workbook.root)
    first: dict[object, PlannedValue] = {}
    planned: list[PlannedValue] = []
    for value in values:
        alone = _beside_held(workbook, _planned(workbook, value, as_at))
        key = _thing(alone.row)
        both = _beside_read(first[key], alone) if key in first else alone
        if both.fate.is_written:
            first[key] = both
            place = DataRow(both.row.row.file, numbers.next_of(both.row.row.file))
            both = replace(both, row=replace(both.row, row=place))
        planned.append(both)
    return tuple(planned)


def held(workbook: Workbook, dataset: str) -> tuple[Observation, ...]:
    """Return the observations of a dataset; none where it has no folder yet."""
    return workbook.dataset(dataset) if dataset in workbook.dataset_names else ()


def _planned(workbook: Workbook, value: TakenValue, as_at: date) -> PlannedValue:
    indicator = workbook.indicators.get(value.indicator)
    value = replace(value, origin=_tellable(value.origin, indicator))
    row = _row(value, as_at)
    wrong = [*_unknown(workbook, value), *(doubt.words for doubt in (impossible(row, indicator) if indicator else ()))]
    if wrong:
        return PlannedValue(value, row, None, Fate.REFUSED, f"{row.source}: {'; '.join(wrong)}")
    return PlannedValue(value, row, None, Fate.NEW)


def _beside_held(workbook: Workbook, planned: PlannedValue) -> PlannedValue:
    """Return a value beside what was held of it by its day."""
    row = planned.row
    if planned.fate is Fate.REFUSED:
        return planned
    known = [each for each in held(workbook, row.dataset) if _thing(each) == _thing(row) and each.as_at <= row.as_at]
    if not known:
        return planned
    latest = max(each.as_at for each in known)
    versions = sorted((each for each in known if each.as_at == latest), key=lambda each: each.given_in != "table")
    was = next((each for each in versions if _number(each) == _number(row)), versions[0])
    if _number(was) == _number(row):
        return replace(planned, was=was, fate=Fate.SAME)
    if latest == row.as_at:
        return replace(planned, was=was, fate=Fate.REFUSED, why=_conflict(row, was))
    return replace(planned, was=was, fate=Fate.RESTATEMENT)


def _beside_read(first: PlannedValue, planned: PlannedValue) -> PlannedValue:
    """Return a value beside another of the same thing that was read before it: they must be one value."""
    if not planned.fate.is_written:
        return planned
    if _number(first.row) == _number(planned.row):
        return replace(planned, was=first.row, fate=Fate.SAME)
    why = (
        f"{planned.row.source}: it is another value of the same than {first.row.source} has; take in the right one only"
    )
    return replace(planned, was=first.row, fate=Fate.REFUSED, why=why)


def _conflict(row: Observation, was: Observation) -> str:
    return (
        f"{row.source}: {was.row} has another value of {named(row)}, which is known from {row.as_at} on too, and no "
        "row is written over; if it was corrected since, read the file --for the meeting that hears of it, "
        "else put that row right by hand"
    )


def named(row: Observation) -> str:
    """Return what a value is of: 'calls_answered @ 2014-15-Q2 / Preston'."""
    return f"{row.indicator} @ {row.period}{f' / {row.breakdown}' if row.breakdown else ''}"


def _unknown(workbook: Workbook, value: TakenValue) -> Iterator[str]:
    """Yield what of a value the workbook does not know: a slip in an exempt dataset's name would open it to all."""
    if value.dataset not in (known := known_datasets(workbook)):
        yield (
            f"there is no dataset '{value.dataset}'; {did_you_mean(value.dataset, known)}"
            f" For a new one make the folder data/observations/{value.dataset}"
        )
    if value.indicator not in workbook.indicators:
        yield f"there is no indicator '{value.indicator}'; {did_you_mean(value.indicator, workbook.indicators)}"


def known_datasets(workbook: Workbook) -> frozenset[str]:
    """Return the datasets that there are, or that a meeting awaits."""
    awaited = (each for agenda in workbook.agendas for report in agenda.reports for each in report.awaits)
    return frozenset({*workbook.dataset_names, *(each.dataset for each in awaited if not each.is_register)})


def _tellable(origin: Origin, indicator: Indicator | None) -> Origin:
    """Return an origin as a source may name it: how many records of people were counted may be what is protected."""
    if origin.working and indicator and indicator.people:
        return replace(origin, cell="counted from its records", shown_as="", held_as="")
    return origin


def _row(value: TakenValue, as_at: date) -> Observation:
    return Observation(
        indicator=value.indicator,
        period=value.period,
        breakdown=value.breakdown,
        value=_plain(value.value),
        shorthand=value.shorthand,
        numerator=_plain(value.numerator),
        denominator=_plain(value.denominator),
        qualifier=value.qualifier,
        given_in="table",
        as_at=as_at,
        source=value.origin.words,
        note=value.note,
        dataset=value.dataset,
        row=DataRow(f"data/observations/{value.dataset}/{value.period.file_stem}.csv", 0),
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """Return a number without the sign that a zero may have."""
    return abs(value) if value == 0 and value is not None else value


def _thing(row: Observation) -> tuple[object, ...]:
    return row.dataset, row.indicator, row.period, row.breakdown


def _number(row: Observation) -> tuple[object, ...]:
    return row.value, row.shorthand, row.numerator, row.denominator, row.qualifier
