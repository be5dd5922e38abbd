"""Questions about periods within periods, and about what is missing: sums of months, years to date, gaps."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from statistics import median

from ccpi_nb.domain.indicators import Observation, Shorthand, Unit
from ccpi_nb.domain.periods import Period, PeriodKind
from ccpi_nb.domain.plausibility import HUNDRED
from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.questions.asked import Question, Rule, ask
from ccpi_nb.questions.material import Like, Material, Series, digits, last_like, like, room, sum_room

_LONG = (PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.SPAN)
_AVERAGED = (Unit.PERCENT, Unit.SECONDS, Unit.MINUTES_SECONDS, Unit.HOURS, Unit.DAYS)


def longer_periods(material: Material) -> Iterator[Question]:
    """Yield what the values of longer periods do not have in common with those of the shorter ones in them."""
    context = material.context
    for (key, _), own in material.cells.items():
        if not any(period.counts_as in _LONG for period in own) or key in context.differences or len(own) < 2:
            continue
        exact = {period: row for period, row in own.items() if row.is_exact and row.value is not None}
        if key in context.added:
            yield from _sums(exact)
            yield from _to_date(exact)
            yield from _first_to_date(exact)
        elif context.indicators[key].unit in _AVERAGED:
            yield from _averages(exact)


def _sums(own: Mapping[Period, Observation]) -> Iterator[Question]:
    starts = sorted(own, key=lambda period: (period.start, period.end))
    for whole, row in own.items():
        if whole.counts_as not in _LONG:
            continue
        inside = _inside(whole, starts)
        tiles = _tiles(whole, inside)
        value = row.value or Decimal(0)
        if tiles:
            values = [own[tile].value or Decimal(0) for tile in tiles]
            if abs(sum(values) - value) > sum_room([value, *values]):
                yield from _not_the_sum(row, value, values, whole, tiles, own)
        else:
            for period in inside:
                part = own[period].value or Decimal(0)
                if part > value >= 0:
                    words = f"less than {own[period].row}, a period within it; is it the value of the period alone?"
                    yield ask(Rule.YEAR_TO_DATE, row, "value", words)
                    break


def _not_the_sum(
    row: Observation,
    value: Decimal,
    values: Sequence[Decimal],
    whole: Period,
    tiles: Sequence[Period],
    own: Mapping[Period, Observation],
) -> Iterator[Question]:
    last = own[tiles[-1]]
    if value == values[-1] and any(values[:-1]):
        words = f"the same value as {row.row}, of whose period it is a part; is one of them for the other period?"
        yield ask(Rule.CUMULATIVE, last, "value", words)
    elif not (min(values) <= value <= max(values) and len(set(values)) > 1 and _is_level(own, whole)):
        words = f"{', '.join(map(str, tiles))} come to something else; is it so in the document?"
        yield ask(Rule.PERIODS_SUM, row, "value", words)


def _is_level(own: Mapping[Period, Observation], but: Period) -> bool:
    """Return whether other longer periods lie between their parts too, as those of a level do: it is not added up."""
    starts = sorted(own, key=lambda period: (period.start, period.end))
    others = [period for period in own if period.counts_as in _LONG and period != but]
    for whole in others[:4]:
        tiles = [own[tile].value or Decimal(0) for tile in _tiles(whole, _inside(whole, starts))]
        if tiles and not min(tiles) <= (own[whole].value or Decimal(0)) <= max(tiles):
            return False
    return bool(others)


def _to_date(own: Mapping[Period, Observation]) -> Iterator[Question]:
    """Yield years to date that are less than one that ended earlier in the same year."""
    years: dict[int, list[Period]] = defaultdict(list)
    for period in own:
        if period.is_year_to_date:
            years[period.start.year].append(period)
    for periods in years.values():
        most = Decimal(0)
        for period in sorted(periods):
            row = own[period]
            if row.value is not None and 0 <= row.value < most:
                yield ask(
                    Rule.YEAR_TO_DATE, row, "value", "the year to date is less than it was; is it of the period alone?"
                )
            most = max(most, row.value or most)


_TIMES, _MUCH = 3, 5  # as one value is beside another, of which the larger is no small number


def _first_to_date(own: Mapping[Period, Observation]) -> Iterator[Question]:
    """Yield a year's first year to date that is for a month far from what the first of the year before was.

    Where both have one length they are like, and held against each other as such.
    """
    first: dict[int, Period] = {}
    for period in sorted(own):
        if period.is_year_to_date:
            first.setdefault(period.start.year, period)
    for year, period in first.items():
        before = first.get(year - 1)
        now, was = own[period].value, own[before].value if before else None
        if before is None or now is None or was is None or before.months == period.months or min(now, was) < 0:
            continue
        low, high = sorted((now / period.months, was / before.months))
        if high > _TIMES * low and max(now, was) >= _MUCH:
            words = (
                f"a month, more than three times {own[before].row}, the first year to date of the year before, or less "
                "than a third of it; is it of this period?"
            )
            yield ask(Rule.YEAR_TO_DATE, own[period], "value", words)


def _averages(own: Mapping[Period, Observation]) -> Iterator[Question]:
    starts = sorted(own, key=lambda period: (period.start, period.end))
    for whole, row in own.items():
        inside = _inside(whole, starts) if whole.counts_as in _LONG else []
        if same := next((own[period] for period in inside if _is_same(own[period], row)), None):
            words = f"the same value as {same.row}, a part of its period; is one of them for the other period?"
            yield ask(Rule.CUMULATIVE, row, "value", words)
        tiles = _tiles(whole, inside)
        values = [value for tile in tiles if (value := own[tile].value) is not None]
        if len(values) > 1 and row.value is not None:
            unit = 2 * Decimal(str(max(map(room, (row.value, *values)))))
            if not min(values) - unit <= row.value <= max(values) + unit:
                words = "an average of shorter periods of which all are more, or all less; is it right?"
                yield ask(Rule.OUTSIDE_PERIODS, row, "value", words)


def _is_same(row: Observation, other: Observation) -> bool:
    """Return whether an average for a longer period is that for a part of it, to three digits or more."""
    is_long = row.value is not None and row.value != HUNDRED and digits(row.value) >= 3
    return is_long and (row.value, row.numerator, row.denominator) == (other.value, other.numerator, other.denominator)


def _inside(whole: Period, starts: Sequence[Period]) -> list[Period]:
    """Return the periods within another, by their start."""
    first = bisect_left(starts, whole.start, key=lambda period: period.start)
    last = bisect_right(starts, whole.end, key=lambda period: period.start)
    return [
        period
        for period in starts[first:last]
        if period.end <= whole.end and period != whole and period.kind is not PeriodKind.DAY
    ]


def _tiles(whole: Period, inside: Sequence[Period]) -> list[Period]:
    """Return consecutive periods that fill the whole, the longest first of a choice; empty where none do."""
    longest = {period.start: period for period in inside}  # of one start the last is the longest
    tiles: list[Period] = []
    day = whole.start
    while day <= whole.end:
        if day not in longest:
            return []
        tiles.append(longest[day])
        day = longest[day].end + timedelta(days=1)
    return tiles


def cumulative(material: Material) -> Iterator[Question]:
    """Yield values that are as many times what is usual as periods of the year have passed."""
    for series in material.series:
        is_short = series.rows and series.rows[0].period.counts_as in (PeriodKind.MONTH, PeriodKind.QUARTER)
        if is_short and series.indicator.key in material.context.added and len(series.rows) >= 4:
            for at, row in enumerate(series.rows):
                if _is_running_total(row, series, at):
                    words = "about as many times the usual value as the year has had periods; is it the year to date?"
                    yield ask(Rule.CUMULATIVE, row, "value", words)


def _is_running_total(row: Observation, series: Series, at: int) -> bool:
    months = row.period.months
    passed = ((row.period.end.month - 4) % 12 + 1) / months
    others = series.others(at)
    if passed < 2 or not others or series.values[at] <= max(others):
        return False
    usual, value = median(others), series.values[at]
    settled = usual > 0 and max(others) - min(others) < 0.5 * usual
    return settled and abs(value / usual / passed - 1) <= 0.12


def left_out(material: Material) -> Iterator[Question]:
    """Yield, once for a period, the first row of the last like period that has no row now, where most of them have."""
    for period, now in material.by_period.items():
        before = material.last_like.get(period)
        was = material.by_period[before] if before else {}
        gone = [row for key, row in was.items() if key not in now]
        if gone and 2 * len(gone) < len(was):
            more = f", and {len(gone) - 1} more of {before} {'is' if len(gone) == 2 else 'are'} not there"
            words = f"{period} has no such value{more if len(gone) > 1 else ''}; does the document leave it out?"
            since = min(row.as_at for row in now.values())
            yield ask(Rule.LEFT_OUT, min(gone, key=_place), "", words, f"{len(gone)} not there", since)


def _place(row: Observation) -> tuple[str, int]:
    return row.row.file, row.row.number


_BEFORE = 3  # periods one after another, after which one is missed


def not_given(material: Material) -> Iterator[Question]:
    """Yield shorthands for no value where the last like period, and the one before it, had a value."""
    for own in material.cells.values():
        if any(row.shorthand for row in own.values()):
            before = last_like(own)
            for period, row in own.items():
                last = before.get(period)
                if row.shorthand in _NO_VALUE and last and own[last].value is not None:
                    words = f"no value, and {own[last].row} has one; is it so in the document?"
                    yield ask(Rule.NOT_GIVEN, row, "value", words)


_NO_VALUE = (Shorthand.NOT_AVAILABLE, Shorthand.NOT_APPLICABLE)


def without_target(material: Material) -> Iterator[Question]:
    """Yield the first value of an indicator, after rated ones, for which its targets have run out."""
    context = material.context
    for key in context.targets_of:
        rated: dict[Like, bool] = {}
        for period, row in sorted(material.cells.get((key, ""), {}).items()):
            has_any = any(True for _ in context.aims(row))
            if rated.get(like(period)) and not has_any and row.value is not None:
                yield ask(Rule.TARGET, row, "period", "its last target had run out by then; is there a new one?")
            rated[like(period)] = has_any


def gaps(material: Material) -> Iterator[Question]:
    """Yield the first row after a gap in a row of like periods that had none before it."""
    runs: dict[Period, int] = {}
    for period in sorted(material.by_period):
        before = material.last_like.get(period)
        if before is None or period.counts_as is PeriodKind.DAY:
            continue
        try:
            steps = before.steps_to(period)
        except ValueError:
            continue
        runs[period] = runs.get(before, 1) + 1 if steps == 1 else 1
        if steps in (2, 3) and runs.get(before, 1) >= _BEFORE:
            row = min(material.by_period[period].values(), key=_place)
            yield ask(Rule.GAP, row, "period", f"nothing is held between it and {before}; is a file missing?")


def provisional(material: Material) -> Iterator[Question]:
    """Yield provisional values that nothing has confirmed, though two later periods have come."""
    for series in material.series:
        for at, row in enumerate(series.rows[:-2]):
            if row.qualifier == Qualifier.PROVISIONAL:
                words = "provisional still, after two later periods; has it been confirmed?"
                yield ask(Rule.PROVISIONAL, row, "qualifier", words, since=series.rows[at + 2].as_at)


def restated(material: Material) -> Iterator[Question]:
    """Yield values that were restated to less than half of what they were, or to more than twice."""
    for series in material.series:
        for rows in series.all_rows:
            for row in rows[1:]:
                now, was = float(rows[0].value or 0), float(row.value or 0)
                if row.as_at < rows[0].as_at and not was / 2 <= now <= 2 * was and now + was >= 10:
                    words = f"restated to less than half, or more than twice, of {row.row}; is it so in the document?"
                    yield ask(Rule.RESTATED, rows[0], "value", words)
                    break
