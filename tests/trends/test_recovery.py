import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from builders import known, kpi, p, refusal, seen, target, words
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.runs import Figure
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.trends.fitted_line import FittedLine
from ccpi_nb.trends.recovery import Recovery, recovery_from
from ccpi_nb.trends.recovery_words import recovery_method, recovery_sentences, recovery_table

KEY = "calls_answered"
HEALTH = {"2014-06-30": "52.5", "2014-09-18": "61.1", "2014-09-30": "65.5", "2014-10-01": "63.7", "2014-11-09": "68.6"}


def evidence_of(aim: str, values: dict[str, str], *, polarity: str = "higher", unit: str = "%") -> Evidence:
    """Values by the day, and the average of 2012/13 to get back to."""
    return known(
        kpi(polarity=polarity, unit=unit), seen(aim, "2012-13"), *(seen(value, day) for day, value in values.items())
    )


def recovering(aim: str, values: dict[str, str], *, since: str = "2014-04", polarity: str = "higher") -> Recovery:
    return recovery_from(evidence_of(aim, values, polarity=polarity), KEY, p("2012-13"), p(since))


def by_day(*values: object, step: int = 10) -> dict[str, str]:
    """Values every so many days from 1 July 2014."""
    return {
        (date(2014, 7, 1) + timedelta(days=step * place)).isoformat(): str(value) for place, value in enumerate(values)
    }


def told(aim: str, values: dict[str, str], *, polarity: str = "higher", unit: str = "%") -> str:
    evidence = evidence_of(aim, values, polarity=polarity, unit=unit)
    return " ".join(
        words(runs) for runs in recovery_sentences(recovery_from(evidence, KEY, p("2012-13"), p("2014-04")), evidence)
    )


def line_through(days: Sequence[int], values: Sequence[float]) -> FittedLine:
    start = date(2014, 7, 1)
    points = [
        seen(f"{value:.6f}", (start + timedelta(days=day)).isoformat())
        for day, value in sorted(zip(days, values, strict=True))
    ]
    line = Recovery(kpi(), seen("85.1", "2012-13"), tuple(points)).line
    assert line is not None
    return line


# The line


@given(st.dictionaries(st.integers(0, 400), st.integers(0, 100), min_size=3, max_size=12))
def test_a_line_and_its_margins_are_those_of_linear_regression(values: dict[int, int]) -> None:
    assume(len({*values.values()}) > 1)  # else scipy has no error
    line, fit = line_through([*values], [*values.values()]), stats.linregress([*values], [*values.values()])
    assert line.margins
    assert line.slope == pytest.approx(fit.slope, abs=1e-9)
    assert line.margins[1] == pytest.approx(stats.t.ppf(0.975, len(values) - 2) * fit.stderr, rel=1e-6, abs=1e-6)


def test_the_health_assessments_of_2014_would_be_back_in_march_2015():
    recovery = recovering("85.1", HEALTH, since="2014-06-30")
    assert recovery.rate_per_week == Decimal("0.87")
    assert recovery.rate_interval == (Decimal("0.59"), Decimal("1.15"))
    assert recovery.regained_on == date(2015, 3, 20)
    assert recovery.regained_between == (date(2015, 2, 2), date(2015, 6, 17))


@given(
    days=st.lists(st.integers(0, 300), min_size=3, max_size=8, unique=True),
    further=st.integers(1, 400),
    start=st.integers(0, 5000),
    slope=st.integers(1, 300),
)
def test_an_exact_line_gives_the_exact_day(days, further, start, slope):
    first, aim_day = date(2014, 7, 1), max(days) + further
    value = [Decimal(start + slope * day) / 100 for day in range(aim_day + 1)]
    values = {(first + timedelta(days=day)).isoformat(): str(value[day]) for day in days}
    recovery = recovering(str(value[aim_day]), values)
    expected = first + timedelta(days=aim_day)
    assert recovery.regained_on == expected
    assert recovery.regained_between == (expected, expected)


@given(
    values=st.lists(st.integers(400, 700), min_size=3, max_size=7, unique=True),
    shift=st.integers(-1000, 1000),
    aim=st.integers(701, 990),
)
def test_moving_all_days_moves_the_answer_by_as_much(values, shift, aim):
    days = [7 * place for place in range(len(values))]
    plain = line_through(days, [value / 10 for value in values])
    moved = line_through([day + shift for day in days], [value / 10 for value in values])
    assume(plain.slope > 0.01)
    assert moved.meets(aim / 10) == pytest.approx(plain.meets(aim / 10) + shift, abs=1e-4)
    before, after = plain.meets_between(aim / 10), moved.meets_between(aim / 10)
    assert before is not None
    assert after is not None
    for earlier, later in zip(before, after, strict=True):
        assert (earlier is None) == (later is None)
        assert earlier is None or later == pytest.approx(earlier + shift, rel=1e-6)


@given(
    days=st.lists(st.integers(0, 60), min_size=3, max_size=7, unique=True),
    values=st.lists(st.integers(400, 700), min_size=7, max_size=7),
    aim=st.integers(500, 990),
)
def test_the_interval_holds_the_days_at_which_a_t_test_does_not_refuse_the_level(days, values, aim):
    """Fieller's interval, found again without his formula: by testing the line's height day after day."""
    heights, level = [value / 10 for value in values[: len(days)]], aim / 10
    line = line_through(days, heights)
    assume(line.slope * (level - line.height) > 0.1)
    between = line.meets_between(level)
    assert between is not None
    design = np.column_stack([np.ones(len(days)), np.array(days) - np.mean(days)])
    coefficients, residual, *_ = np.linalg.lstsq(design, np.array(heights), rcond=None)
    assume(residual.size == 1 and residual[0] > 1e-6)
    covariance = np.linalg.inv(design.T @ design) * residual[0] / (len(days) - 2)
    grid = np.linspace(-3000, 3000, 24001)
    rows = np.column_stack([np.ones(len(grid)), grid])
    error = np.sqrt(np.einsum("ij,jk,ik->i", rows, covariance, rows))
    accepted = np.abs(rows @ coefficients - level) <= stats.t.ppf(0.975, len(days) - 2) * error
    earliest, latest = (None if end is None else end - line.middle for end in between)
    inside = np.full(len(grid), True)
    if earliest is not None:
        inside &= grid >= earliest
    if latest is not None:
        inside &= grid <= latest
    ahead = (
        grid > 0 if latest is None and earliest is not None else np.full(len(grid), True)
    )  # the other branch lies behind
    step = grid[1] - grid[0]
    borders = [end for end in (earliest, latest) if end is not None]
    clear = np.all([np.abs(grid - border) > step for border in borders], axis=0) if borders else True
    assert (accepted == inside)[ahead & clear & (grid > -2999)].all()


@pytest.mark.parametrize("scatter", [0.5, 3.0])
def test_the_interval_holds_the_true_day_19_times_out_of_20(scatter):
    chance = np.random.default_rng(20141211)
    days, slope, level = [0, 40, 80, 92, 132], 0.12, 85.1
    true = line_through(days, [52.5 + slope * day for day in days]).meets(level)
    held = 0
    for _ in range(1000):
        between = line_through(
            days, [52.5 + slope * day + float(chance.normal(0, scatter)) for day in days]
        ).meets_between(level)
        assert between is not None
        earliest, latest = between
        held += (earliest is None or earliest <= true) and (latest is None or true <= latest)
    assert 930 <= held <= 970


# What it is drawn through


def test_only_single_days_are_points_of_the_line():
    values = by_day(50, 52, 54) | {"2014-08": "99", "2014-15-Q1": "99", "2013-14": "99", "2014-04/2014-09": "99"}
    assert [str(each.value) for each in recovering("60", values).points] == ["50", "52", "54"]


@pytest.mark.parametrize(
    ("since", "count"), [("2014-06-30", 5), ("2014-07-01", 4), ("2014-09-18", 4), ("2014-11-09", 1), ("2014-12", 0)]
)
def test_points_begin_with_the_first_day_asked_for(since, count):
    assert len(recovering("85.1", HEALTH, since=since).points) == count


def test_a_missing_value_is_no_point():
    assert len(recovering("60", by_day(50, "[x]", 54)).points) == 2


def test_an_earlier_day_can_be_what_is_to_be_regained():
    evidence = evidence_of("85.1", HEALTH)
    recovery = recovery_from(evidence, KEY, p("2014-06-30"), p("2014-06-30"))
    assert len(recovery.points) == 4
    assert recovery.is_regained


def test_an_indicator_that_has_no_better_way_cannot_recover():
    evidence = evidence_of("60", by_day(50), polarity="none")
    assert "neither way is better" in refusal(recovery_from, evidence, KEY, p("2012-13"), p("2014-04"))


def test_a_period_without_a_value_is_nothing_to_get_back_to():
    assert "[x]" in refusal(recovery_from, evidence_of("[x]", by_day(50)), KEY, p("2012-13"), p("2014-04"))
    assert "no observation" in refusal(recovery_from, evidence_of("60", by_day(50)), KEY, p("2011-12"), p("2014-04"))


# Where there is no answer, or half of one


def test_two_points_give_a_day_but_no_interval():
    recovery = recovering("60", by_day(50, 52))
    assert recovery.regained_on == date(2014, 7, 1) + timedelta(days=50)
    assert recovery.rate_per_week == Decimal("1.40")
    assert recovery.rate_interval is None
    assert recovery.regained_between is None
    assert not recovery.is_moving


def test_one_point_gives_no_rate():
    recovery = recovering("60", by_day(50))
    assert (recovery.rate_per_week, recovery.regained_on, recovery_method(recovery)) == (None, None, ())
    assert "[50%]" in told("60", by_day(50))


def test_no_point_is_said_in_a_sentence():
    assert told("60", {}) == "There is no figure for a single day, so nothing can be said about a recovery."


def test_the_interval_has_no_end_where_the_rate_may_be_nought():
    recovery = recovering(
        "85.1", {day: value for day, value in HEALTH.items() if day != "2014-11-09" and day != "2014-09-30"}
    )
    assert recovery.rate_interval == (Decimal("-0.16"), Decimal("1.78"))
    assert not recovery.is_moving
    assert recovery.regained_between == (date(2014, 12, 2), None)


def test_the_interval_has_no_beginning_either_where_values_are_scattered_about_the_aim():
    assert recovering("36", by_day(10, 80, 12)).regained_between == (None, None)


def test_a_line_that_leads_away_gives_no_day():
    recovery = recovering("60", by_day(54, 52, 50))
    assert recovery.rate_per_week == Decimal("-1.40")
    assert (recovery.regained_on, recovery.regained_between) == (None, None)


def test_a_flat_line_gives_no_day():
    assert recovering("60", by_day(50, 50, 50)).regained_on is None


@pytest.mark.parametrize(("latest", "regained"), [("59.9", False), ("60", True), ("60.0", True), ("60.1", True)])
def test_a_value_is_regained_as_soon_as_it_is_reached(latest, regained):
    recovery = recovering("60", by_day(40, 50, latest))
    assert recovery.is_regained is regained
    assert (recovery.regained_on is None) is regained


@pytest.mark.parametrize(("latest", "regained"), [("5.1", False), ("5.0", True), ("4.9", True)])
def test_where_lower_is_better_the_value_has_to_fall(latest, regained):
    recovery = recovering("5", by_day(9, 7, latest), polarity="lower")
    assert recovery.is_regained is regained
    assert (recovery.regained_on is None) is regained


def test_a_line_that_is_there_before_the_latest_value_gives_no_day():
    assert recovering("85", by_day(50, 90, 80)).regained_on is None


def test_a_day_beyond_the_calendar_is_no_day():
    assert recovering("85", by_day("50", "50.00001", step=1)).regained_on is None


# In words


def method(aim: str, values: dict[str, str], *, polarity: str = "higher") -> str:
    return words(recovery_method(recovering(aim, values, polarity=polarity)))


def test_the_sentences_say_distance_rate_month_and_doubt():
    assert told("85.1", HEALTH) == (
        "At [68.6%] on 9 November 2014, the figure was [16.5 percentage points] below the [85.1%] in 2012/13. "
        "The papers give no target, so this report compares with [85.1%] in 2012/13. "
        "From 30 June 2014 to 9 November 2014 it rose by [0.87 percentage points] a week on average. "
        "At this rate the figure would return to [85.1%] around [March 2015]; it could be as early as [February "
        "2015] or as late as [June 2015]. "
        "This is a rough guide: it rests on [five] figures and assumes that the present pace goes on, so the real date "
        "may fall outside these months."
    )


def test_the_method_stands_apart_and_leaves_the_days_and_their_intervals_to_the_table():
    assert method("85.1", HEALTH) == (
        "The rate is that of the straight line nearest to the [five] figures (least squares). The intervals are [95%] "
        "confidence intervals, that of the day by Fieller's method. Each figure also follows from the one before, "
        "which no interval here allows for."
    )


@pytest.mark.parametrize(
    ("aim", "values", "said"),
    [
        ("60", by_day(40, 50, 61), "no longer below the [60%] in 2012/13."),
        ("60", by_day(50, 52), "it rose by [1.40 percentage points] a week on average, by two figures only."),
        ("60", by_day(50, 52), "around [August 2014]. This is a rough guide: it rests on [two] figures"),
        ("60", by_day(50, 52), "so the real date may be another."),
        ("60", by_day(54, 52, 50), "it fell by [1.40 percentage points] a week"),
        ("60", by_day(54, 52, 50), "At this rate the figure would not return to [60%]."),
        ("85", by_day(50, 90, 80), "The straight line through the figures is at [85%] already, although the latest"),
        ("85", by_day("50", "50.00001", step=1), "would take far too long to return to [85%] for a day to be named."),
        ("36", by_day(10, 80, 12), "but the figures are too scattered to say when, or whether it would."),
        ("90", by_day(40, 58, 41, 60), "or never."),
        ("90", by_day(40, 58, 41, 60), "a week on average, which may be no more than chance."),
    ],
)
def test_what_cannot_be_known_is_said(aim, values, said):
    assert said in told(aim, values)


@pytest.mark.parametrize(
    ("aim", "values", "said"),
    [
        ("60", by_day(50, 52), "the straight line through the [two] figures; two figures are too few to say how sure"),
        (
            "60",
            by_day(52, 50),
            "the [two] figures, [\N{MINUS SIGN}1.40 percentage points] a week; two figures are too few",
        ),
        ("90", by_day(40, 58, 41, 60), "; that of the change does not rule out that there is none at all."),
        ("90", by_day(60, 41, 58, 40), ", which does not rule out that there is no change at all."),
        ("60", by_day(54, 52, 50), "a week, with a [95%] confidence interval of [\N{MINUS SIGN}1.40] to"),
    ],
)
def test_the_method_says_what_two_figures_or_scattered_ones_leave_open(aim, values, said):
    assert said in method(aim, values)


def cells_of(recovery: Recovery):
    table = recovery_table(recovery)
    return [cell.runs for row in table.rows for cell in row] if table else []


def test_a_day_is_a_figure_with_its_rows_wherever_it_is_told():
    recovery = recovering("85.1", HEALTH)
    told_days = [
        run
        for runs in (*recovery_sentences(recovery, evidence_of("85.1", HEALTH)), *cells_of(recovery))
        for run in runs
        if isinstance(run, Figure) and run.computation in (Computation.DAY_REACHED, Computation.END_OF_DAYS)
    ]
    assert [(day.text, day.computation) for day in told_days] == [
        ("March 2015", "day reached"),
        ("February 2015", "earliest or latest day"),
        ("June 2015", "earliest or latest day"),
        ("20 March 2015", "day reached"),
        ("2 February 2015", "earliest or latest day"),
        ("17 June 2015", "earliest or latest day"),
    ]
    # The days that the line goes through, and the value to come back to.
    assert {tuple(row.period for row in day.rows) for day in told_days} == {(*HEALTH, "2012-13")}


@pytest.mark.parametrize(
    ("aim", "values", "shown"),
    [
        (
            "85.1",
            HEALTH,
            [
                ["Change a week", "[0.87 percentage points]", "[0.59 percentage points]", "[1.15 percentage points]"],
                ["Day on which the line reaches [85.1%]", "[20 March 2015]", "[2 February 2015]", "[17 June 2015]"],
            ],
        ),
        (
            "60",
            by_day(50, 52),
            [
                ["Change a week", "[1.40 percentage points]"],
                ["Day on which the line reaches [60%]", "[20 August 2014]"],
            ],
        ),
        ("90", by_day(40, 58, 41, 60), "No end"),
        ("36", by_day(10, 80, 12), "No beginning"),
        ("60", by_day(54, 52, 50), None),
        ("60", by_day(40, 50, 61), None),
        ("85", by_day(50, 90, 80), None),
        ("60", by_day(50), None),
        ("60", {}, None),
    ],
)
def test_the_days_of_a_forecast_stand_in_a_table_that_a_spreadsheet_takes(aim, values, shown):
    table = recovery_table(recovering(aim, values))
    rows = table and [[words(cell.runs) for cell in row] for row in table.rows]
    assert rows == shown or (isinstance(shown, str) and shown in [cell for row in rows for cell in row])


def test_what_is_regained_needs_no_method():
    assert method("60", by_day(40, 50, 61)) == ""


def test_where_lower_is_better_the_rate_of_a_fall_has_a_minus():
    values = by_day("15.0", "13.1", "11.0", "9.3", "7.4")
    assert "it fell by [1.33 percentage points] a week on average." in told("5", values, polarity="lower")
    assert [words(runs) for runs in cells_of(recovering("5", values, polarity="lower"))][:4] == [
        "Change a week",
        "[\N{MINUS SIGN}1.33 percentage points]",
        "[\N{MINUS SIGN}1.40 percentage points]",
        "[\N{MINUS SIGN}1.26 percentage points]",
    ]


@pytest.mark.parametrize(
    ("unit", "rate"),
    [("%", "1.40 percentage points"), ("seconds", "1.40 seconds"), ("mm:ss", "1.40 seconds"), ("£", "£1.40")],
)
def test_a_rate_has_the_indicators_unit(unit, rate):
    assert f"it rose by [{rate}] a week" in told("60", by_day(50, 52, 54), unit=unit)


def test_an_agreed_target_is_not_denied():
    evidence = known(
        kpi(), target("90"), seen("60", "2012-13"), *(seen(value, day) for day, value in by_day(50, 52, 54).items())
    )
    said = [
        words(runs) for runs in recovery_sentences(recovery_from(evidence, KEY, p("2012-13"), p("2014-04")), evidence)
    ]
    assert not any("no target" in sentence for sentence in said)


@pytest.mark.parametrize("values", [HEALTH, by_day(40, 58, 41, 60), by_day(54, 52, 50), by_day(50, 52), by_day(50)])
def test_every_number_but_a_date_is_a_figure_with_its_rows(values):
    evidence = evidence_of("85.1", values)
    recovery = recovery_from(evidence, KEY, p("2012-13"), p("2014-04"))
    for runs in (*recovery_sentences(recovery, evidence), recovery_method(recovery)):
        for run in runs:
            if isinstance(run, Figure):
                assert run.rows
            else:
                assert not re.search(r"\d", re.sub(r"(\d{1,2} )?[A-Z][a-z]+ \d{4}|2012/13", "", run.text))
