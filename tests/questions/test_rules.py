"""Each rule: the mistake, its honest sibling that must not be asked about, and the boundary."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import kpi, related, seen, target
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.questions.asked import Question, Rule
from ccpi_nb.questions.asking import questions, questions_about
from ccpi_nb.questions.material import Context

MEETINGS = date(2014, 10, 1), date(2014, 12, 11), date(2016, 4, 12)
QUARTERS = ("2013-14-Q1", "2013-14-Q2", "2013-14-Q3", "2013-14-Q4", "2014-15-Q1", "2014-15-Q2")
MONTHS = tuple(f"2013-{month:02d}" for month in range(4, 13)) + tuple(f"2014-{month:02d}" for month in range(1, 10))

SHARE = replace(kpi("x"), definition="Calls answered, over calls offered.")
COUNT = replace(kpi("x", unit="number", decimals=0), definition="Calls offered in the period.")
POUNDS = replace(kpi("x", unit="£", decimals=0), definition="Spending in the period.")
WAIT = replace(kpi("x", unit="mm:ss", decimals=0), definition="Average time that calls waited.")
CHANGE = replace(kpi("x"), definition="Change in calls from the year before.")
BY_PLACE = replace(COUNT, breakdown="place")
SHARES = replace(SHARE, breakdown="place")


def rows_of(*observations: Observation) -> list[Observation]:
    """The rows, each with a number of its own in the file of its period."""
    return [replace(row, row=DataRow(row.row.file, 2 + at)) for at, row in enumerate(observations)]


def asked(indicator, *observations, of=(), **context) -> list[Question]:
    indicators = {each.key: each for each in (indicator, *of)}
    return list(questions(rows_of(*observations), Context(indicators, MEETINGS, **context)))


def rules(indicator, *observations, **context) -> list[str]:
    return [str(question.rule) for question in asked(indicator, *observations, **context)]


def x(value, period="2014-15-Q2", **more) -> Observation:
    return seen(value, period, of=more.pop("of", "x"), **more)


def history(*values, periods=QUARTERS, **more) -> list[Observation]:
    """Values for the last of some periods, the last value for the last of them."""
    return [x(value, period, **more) for value, period in zip(values, periods[-len(values) :], strict=True)]


@pytest.mark.parametrize(
    ("of", "values", "rule"),
    [
        # a fraction for a percentage
        (SHARE, ("82.1", "79.3", "0.8213"), "fraction"),
        (SHARE, ("0.31", "0.28", "0.3"), None),
        # what is left to 100
        (SHARE, ("92.1", "94.3", "93.6", "6.4"), "complement"),
        (SHARE, ("52.1", "54.3", "53.6", "46.4"), None),
        # the decimal point, the unit, a jump
        (SHARE, ("82.1", "79.3", "8.21"), "decimal-point"),
        (SHARE, ("5.1", "5.3", "51"), "decimal-point"),
        (COUNT, ("412", "398", "4050"), "decimal-point"),
        (POUNDS, ("734112", "641355", "734"), "unit"),
        (POUNDS, ("734112", "641355", "2202339"), "jump"),
        (POUNDS, ("734112", "641355", "2202337"), None),
        (COUNT, ("31", "243"), "jump"),
        (COUNT, ("1", "7"), None),
        (COUNT, ("2", "12"), None),
        (SHARE, ("82.1", "79.3", "28.1"), "jump"),
        (SHARE, ("82.1", "79.3", "62.3"), None),
        (SHARE, ("0.1", "0.3"), None),
        # what has gone up for good is no slip
        (COUNT, ("100", "104", "98", "410", "402", "415"), None),
        # nothing at all
        (COUNT, ("412", "398", "0"), "zero"),
        (COUNT, ("3", "2", "0"), None),
        (SHARE, ("25", "30", "0"), "zero"),
        (SHARE, ("2", "1", "0"), None),
        # a sign
        (POUNDS, ("734", "641", "-702"), "sign"),
        (POUNDS, ("734", "-641", "-702"), None),
        (CHANGE, ("4.1", "5.2", "3.9", "4.8", "-4.5"), "sign"),
        (CHANGE, ("4.1", "5.2", "3.9", "-1", "-4.5"), None),
        (CHANGE, ("4.1", "5.2", "-4.5"), None),
        # minutes and seconds
        (WAIT, ("84", "88", "82", "79", "124"), "minutes"),
        (WAIT, ("84", "88", "1.24"), "minutes"),
        (WAIT, ("84", "88", "92"), None),
        (WAIT, ("84", "128", "61", "40", "124"), None),
        # written finer or rounder than the others
        (SHARE, ("82.1", "79.3", "81.5", "80.4", "81.2345"), "decimals"),
        (SHARE, ("82.1", "79.3", "81.5", "80.4", "81.23"), None),
        (replace(SHARE, decimals=2), ("82.11", "79.32", "81.55", "80.43", "81"), "rounded"),
        (SHARE, ("82.1", "79.3", "81.5", "80.4", "81"), None),
        (COUNT, ("8214", "7931", "8153", "8046", "8000"), "rounded"),
        (COUNT, ("8210", "7930", "8150", "8040", "8000"), None),
        # another period's
        (SHARE, ("82.1", "79.3", "79.3"), "same-again"),
        (SHARE, ("82.1", "79", "79"), None),
        (SHARE, ("99", "100", "100"), None),
        (SHARE, ("82.11", "79.3", "75.4", "78.2", "82.11"), "last-year"),
        (SHARE, ("82.11", "79.3", "82.11", "78.2", "80.1"), None),
        # the year to date
        (COUNT, ("100", "104", "98", "101", "99", "204"), "cumulative"),
        (COUNT, ("100", "104", "98", "101", "99", "164"), None),
    ],
)
def test_a_value_is_asked_about_beside_those_of_like_periods(of, values, rule):
    periods = QUARTERS if len(values) <= len(QUARTERS) else MONTHS
    assert rules(of, *history(*values, periods=periods)) == ([rule] if rule else [])


def test_one_strange_value_among_many_hides_no_other():
    values = ("400", "410", "4000", "395", "405", "398", "412", "4100")
    assert rules(COUNT, *history(*values, periods=MONTHS)) == ["decimal-point", "decimal-point"]


def test_an_estimate_is_held_against_what_was_counted_and_nothing_against_it():
    counted = history("412", "398", periods=QUARTERS[:5])
    assert rules(COUNT, *counted, x("4050", qualifier="estimated")) == ["decimal-point"]
    assert rules(COUNT, *counted, x("398", qualifier="forecast")) == []
    assert rules(COUNT, *counted[:1], x("4050", QUARTERS[4], qualifier="estimated"), x("405")) == ["decimal-point"]


def test_the_earlier_of_two_values_alone_is_not_asked_about():
    (question,) = asked(COUNT, *history("31", "243"))
    assert question.about.period == history("1")[0].period


def test_a_long_series_has_a_range_of_its_own():
    steady = [str(81 + at % 3) for at in range(17)]
    assert rules(SHARE, *history(*steady, "95.5", periods=MONTHS)) == ["unusual"]
    assert rules(SHARE, *history(*steady, "85.5", periods=MONTHS)) == []


def test_values_that_often_stay_are_no_copies_and_parts_tell_whether_they_are():
    level = ["82.1"] * 9 + ["83.4"] * 9
    assert rules(SHARE, *history(*level, periods=MONTHS)) == []
    one, other = x("80.0", QUARTERS[4], of_whole=("80", "100")), x("80.0", of_whole=("84", "105"))
    assert rules(SHARE, replace(one, value=Decimal("80.1")), replace(other, value=Decimal("80.1"))) == []


@pytest.mark.parametrize(("same", "is_asked"), [(5, True), (4, False)])
def test_a_period_that_is_the_last_one_again_is_asked_about_once(same, is_asked):
    keys = [kpi(f"k{at}", unit="number", decimals=0) for at in range(7)]
    before = [seen(str(112 + 31 * at), QUARTERS[4], of=key.key) for at, key in enumerate(keys)]
    now = [seen(str(112 + 31 * at + 5 * (at >= same)), of=key.key) for at, key in enumerate(keys)]
    found = rules(keys[0], *before, *now, of=keys)
    assert ("copied-period" in found) is is_asked
    assert found.count("same-again") == (0 if is_asked else same)


def test_the_value_of_the_row_above_is_asked_about_once_the_two_had_other_values():
    one, other = (replace(COUNT, key=key) for key in ("one", "other"))
    now = x("412", of="one"), x("412", of="other")
    assert rules(one, *now, of=[other]) == ["neighbour"]
    before = x("398", QUARTERS[4], of="one"), x("398", QUARTERS[4], of="other")
    assert rules(one, *before, *now, of=[other]) == []
    assert rules(one, x("41", of="one"), x("41", of="other"), of=[other]) == []
    assert rules(one, x("412", of="one"), x("412", of="other", as_at="2014-10-01"), of=[other]) == []


@pytest.mark.parametrize(
    ("values", "aim", "is_asked"),
    [
        (("77.59", "76.1", "95"), "95", True),
        (("95", "94", "95"), "95", False),
        (("94.2", "95.7", "95.0"), "95", False),
        (("77.59", "76.1", "94"), "95", False),
        (("99", "100"), "100", False),
    ],
)
def test_a_value_that_is_its_target_is_asked_about_where_it_is_unlike_the_others(values, aim, is_asked):
    aims = [target(aim, of="x")]
    assert ("target" in rules(SHARE, *history(*values), targets=aims)) is is_asked


def test_a_share_far_below_its_target_may_be_a_fraction_without_any_history():
    assert rules(SHARE, x("0.82"), targets=[target("95", of="x")]) == ["fraction"]
    assert rules(SHARE, x("0.82"), targets=[target("1", "<=", of="x")]) == []
    assert rules(SHARE, x("0.82"), targets=[replace(target("95", of="x"), dataset="elsewhere")]) == []


def test_an_indicator_whose_last_target_has_run_out_is_asked_about():
    ended = [target("80", of="x", valid_from="2013-04-01", valid_to="2014-06-30")]
    assert rules(SHARE, *history("82.1", "81.4"), targets=ended) == ["target"]
    assert rules(SHARE, *history("82.1", "81.4"), targets=[*ended, target("85", of="x", valid_from="2014-07-01")]) == []


def test_two_rows_that_were_exchanged_are_asked_about():
    one, other = (replace(COUNT, key=key) for key in ("one", "other"))
    before = [x(value, period, of=key) for period in QUARTERS[:5] for key, value in (("one", "412"), ("other", "171"))]
    before = [replace(row, value=row.value + at) for at, row in enumerate(before)]
    assert "swapped" in rules(one, *before, x("174", of="one"), x("415", of="other"), of=[other])
    assert "swapped" not in rules(one, *before, x("415", of="one"), x("174", of="other"), of=[other])
    # Both may fall: then each is unlike itself, and unlike the other.
    assert "swapped" not in rules(one, *before, x("174", of="one"), x("71", of="other"), of=[other])


def places(period="2014-15-Q2", **values) -> list[Observation]:
    return [x(value, period, breakdown=name.replace("_", " ")) for name, value in values.items()]


@pytest.mark.parametrize(
    ("of", "whole", "values", "rule"),
    [
        (BY_PLACE, "66", {"North": "31", "East": "11", "South": "24"}, None),
        (BY_PLACE, "67", {"North": "31", "East": "11", "South": "24"}, "parts-sum"),
        (BY_PLACE, "30", {"North": "31", "East": "11", "South": "24"}, "part-over-whole"),
        (BY_PLACE, "66", {"North": "31", "East": "11", "South": "[x]"}, None),
        (replace(BY_PLACE, unit=POUNDS.unit), "66.5", {"North": "31.2", "East": "11.1", "South": "24.1"}, None),
        (replace(BY_PLACE, unit=POUNDS.unit), "66.7", {"North": "31.2", "East": "11.1", "South": "24.1"}, "parts-sum"),
        (SHARES, "82.4", {"North": "81.2", "East": "83.1"}, None),
        (SHARES, "85.4", {"North": "81.2", "East": "83.1"}, "outside-parts"),
        (SHARES, "83.2", {"North": "81.2", "East": "83.1"}, None),
    ],
)
def test_parts_are_held_against_the_whole(of, whole, values, rule):
    assert rules(of, x(whole), *places(**values)) == ([rule] if rule else [])


def test_a_part_that_is_the_whole_leaves_nothing_for_the_others():
    assert "total-as-part" in rules(BY_PLACE, x("31"), *places(North="31", East="11"))
    assert rules(BY_PLACE, x("31"), *places(North="31", East="0")) == []


def test_a_subtotal_among_the_members_of_a_new_breakdown_is_asked_about():
    assert rules(BY_PLACE, *rows_of(*places(North="31", East="12", South="24", Both="43"))) == ["total-as-part"]
    assert rules(BY_PLACE, *rows_of(*places(North="31", East="12", South="24", West="45"))) == []
    assert rules(BY_PLACE, *rows_of(*places(North="3", East="2", South="4", West="5"))) == []
    before = places(QUARTERS[4], North="30", East="12", South="21", West="40")
    assert rules(BY_PLACE, *before, *places(North="31", East="12", South="24", West="43")) == []


def test_parts_that_overlap_are_not_added_up():
    rows = x("60"), *places(North="31", East="11", South="24")
    assert rules(BY_PLACE, *rows, relations=[related("not added", "x")]) == []


@pytest.mark.parametrize(("last", "is_asked"), [("24.2", False), ("26.2", True), ("44.2", False)])
def test_shares_of_one_breakdown_that_nearly_come_to_100_are_asked_about(last, is_asked):
    assert ("parts-sum" in rules(SHARES, *places(North="64.7", East="11.1", South=last))) is is_asked


def test_a_new_name_is_asked_about_where_the_names_had_been_the_same_twice():
    twice = [*places(QUARTERS[3], North="31", East="12"), *places(QUARTERS[4], North="33", East="13")]
    assert rules(BY_PLACE, *twice, *places(North="30", East="12", Esat="9")) == ["new-name"]
    assert rules(BY_PLACE, *twice[2:], *places(North="30", East="12", West="9")) == []
    assert rules(BY_PLACE, *twice, *places(North="30", East="12")) == []


def test_what_was_done_sooner_and_what_was_done_later_are_no_more_than_all():
    within, after = (
        replace(kpi(key), name=f"Invoices paid {words} days") for key, words in (("x", "within 30"), ("y", "after 90"))
    )
    assert rules(within, x("77.6"), x("32.4", of="y"), of=[after]) == ["within-longer"]
    assert rules(within, x("77.6"), x("22.4", of="y"), of=[after]) == []


def test_relations_are_looked_at_before_the_reconciliation_is():
    part, whole, rate = replace(COUNT, key="part"), replace(COUNT, key="whole"), replace(SHARE, key="rate")
    of = [whole, rate]
    rates = [related("rate", "rate", "part", "whole")]
    assert rules(part, x("90", of="part"), x("80", of="whole"), of=of, relations=rates) == ["related"]
    good = x("60", of="part"), x("80", of="whole")
    assert rules(part, *good, x("75.0", of="rate"), of=of, relations=rates) == []
    assert rules(part, *good, x("74.0", of="rate"), of=of, relations=rates) == ["related"]
    months = [related("per month", "rate", "whole")]
    average = replace(COUNT, key="rate", definition="Average number of calls a month.")
    assert rules(part, x("27", of="rate"), x("80", of="whole"), of=[whole, average], relations=months) == []
    assert rules(part, x("25", of="rate"), x("80", of="whole"), of=[whole, average], relations=months) == ["related"]
    totals = [related("total", "whole", "part")]
    rows = [x("50", of="part", breakdown="North"), x("29", of="part", breakdown="South")]
    by_place = replace(part, breakdown="place")
    assert rules(by_place, *rows, x("79", of="whole"), of=of, relations=totals) == []
    assert rules(by_place, *rows, x("80", of="whole"), of=of, relations=totals) == ["related"]


@pytest.mark.parametrize(
    ("of", "values", "rule"),
    [
        (COUNT, {"2014-04": "10", "2014-05": "12", "2014-06": "14", "2014-15-Q1": "36"}, None),
        (COUNT, {"2014-04": "10", "2014-05": "12", "2014-06": "14", "2014-15-Q1": "63"}, "periods-sum"),
        (COUNT, {"2014-04": "10", "2014-05": "12", "2014-06": "14", "2014-15-Q1": "14"}, "cumulative"),
        (COUNT, {"2014-15-Q1": "36", "2014-15-Q2": "31", "2014-04/2014-09": "67"}, None),
        (COUNT, {"2014-15-Q1": "36", "2014-15-Q2": "31", "2014-04/2014-09": "31"}, "cumulative"),
        (COUNT, {"2014-15-Q2": "36", "2014-04/2014-09": "31"}, "year-to-date"),
        (COUNT, {"2014-04/2014-09": "67", "2014-04/2014-10": "61"}, "year-to-date"),
        # the first of two years, of other lengths
        (COUNT, {"2013-04/2013-06": "60", "2014-04/2014-05": "125"}, "year-to-date"),
        (COUNT, {"2013-04/2013-06": "60", "2014-04/2014-05": "120"}, None),
        (COUNT, {"2013-04/2013-06": "180", "2014-04/2014-05": "39"}, "year-to-date"),
        (COUNT, {"2013-04/2013-06": "6", "2014-04/2014-05": "0"}, "year-to-date"),
        (COUNT, {"2013-04/2013-06": "2", "2014-04/2014-05": "4"}, None),
        (COUNT, {"2012-04/2012-06": "60", "2014-04/2014-05": "125"}, None),
        (SHARE, {"2013-04/2013-06": "20", "2014-04/2014-05": "71"}, None),
        (COUNT, {"2014-04/2014-09": "67", "2014-04/2014-10": "67"}, None),
        (COUNT, {"2013-04/2013-09": "67", "2014-04/2014-10": "61"}, None),
        (SHARE, {"2014-04": "81", "2014-05": "79", "2014-06": "84", "2014-15-Q1": "82.5"}, None),
        (SHARE, {"2014-04": "81", "2014-05": "79", "2014-06": "84", "2014-15-Q1": "86"}, "outside-periods"),
        (SHARE, {"2014-15-Q2": "81.4", "2014-04/2014-09": "81.4"}, "cumulative"),
        (SHARE, {"2014-15-Q2": "81", "2014-04/2014-09": "81"}, None),
    ],
)
def test_longer_periods_are_held_against_those_within_them(of, values, rule):
    assert rules(of, *(x(value, period) for period, value in values.items())) == ([rule] if rule else [])


def test_a_question_names_the_other_row_and_not_the_one_it_is_about():
    values = {"2014-15-Q1": "36", "2014-15-Q2": "31", "2014-04/2014-09": "31"}
    (question,) = asked(COUNT, *(x(value, period) for period, value in values.items()))
    assert question.about.period == Period.parse("2014-15-Q2")
    assert question.words.startswith("the same value as data/observations/calls/2014-04--2014-09.csv, row 4,")


def test_a_level_is_the_same_over_a_quarter_as_over_its_months():
    levels = {
        "2014-04": "400",
        "2014-05": "410",
        "2014-06": "420",
        "2014-07": "422",
        "2014-08": "425",
        "2014-09": "430",
    }
    quarters = {"2014-15-Q1": "411", "2014-15-Q2": "426"}
    assert rules(COUNT, *(x(value, period) for period, value in {**levels, **quarters}.items())) == []


def test_a_value_restated_beyond_recognition_is_asked_about():
    first = x("412", as_at="2014-10-01")
    assert rules(COUNT, first, x("42", as_at="2014-12-11")) == ["restated"]
    assert rules(COUNT, first, x("421", as_at="2014-12-11")) == []


def test_what_is_provisional_after_two_later_periods_is_asked_about():
    rows = history("82.1", "79.3", "81.5")
    provisional = replace(rows[0], qualifier="provisional")
    assert rules(SHARE, provisional, *rows[1:]) == ["provisional"]
    assert rules(SHARE, provisional, rows[1]) == []
    confirmed = replace(rows[0], as_at=date(2016, 4, 12))
    assert rules(SHARE, provisional, confirmed, *rows[1:]) == []


def test_a_shorthand_where_the_last_period_has_a_value_is_asked_about():
    assert rules(SHARE, *history("82.1", "[x]")) == ["not-given"]
    assert rules(SHARE, *history("[x]", "82.1")) == []
    assert rules(SHARE, *history("82.1", "[c]")) == []


def test_a_period_missing_after_three_in_a_row_is_asked_about():
    periods = [*QUARTERS[:4], QUARTERS[5]]
    assert rules(SHARE, *(x(f"8{at}.4", period) for at, period in enumerate(periods))) == ["gap"]
    assert rules(SHARE, *(x(f"8{at}.4", period) for at, period in enumerate(periods[::2]))) == []


def test_a_day_without_a_meeting_is_asked_about_where_the_others_have_one():
    rows = [x(f"8{at}.4", period) for at, period in enumerate(QUARTERS)]
    turned = replace(rows[-1], as_at=date(2014, 11, 12))
    assert rules(SHARE, *rows[:-1], turned) == ["as-at"]
    assert rules(SHARE, *rows[:-1], replace(turned, source="Cabinet report 12 November 2014, page 3")) == []
    assert rules(SHARE, rows[0], turned) == []
    assert rules(SHARE, *rows[:-1], replace(turned, as_at=date(2014, 9, 30))) == []


def test_a_supposed_period_says_nothing_about_when_its_value_was_known():
    early = x("82.1", "2014-12", note="The paper says 'now'.")
    assert rules(SHARE, early) == ["as-at"]
    assert rules(SHARE, replace(early, supposed="period")) == []


def test_parts_that_give_a_fraction_or_the_other_share_say_so():
    assert rules(SHARE, x("0.8", of_whole=("80", "100"))) == ["fraction"]
    assert rules(SHARE, x("20.0", of_whole=("80", "100"))) == ["complement"]
    assert rules(SHARE, replace(x("80.0"), denominator=Decimal(100))) == ["parts"]


def test_a_unit_has_a_most():
    millions = replace(POUNDS, unit=kpi("x", unit="£m").unit)
    assert rules(millions, x("19750000")) == ["unit"]
    assert rules(millions, x("1975")) == []


def test_every_rule_says_no_value_and_no_name():
    every = [
        *asked(SHARE, *history("82.17", "79.37", "0.8217")),
        *asked(COUNT, *history("4127", "3987", "4127", "3987", "41270")),
        *asked(BY_PLACE, x("67"), *places(Nowhere="31", Total="11", South="24")),
        *asked(WAIT, *history("184", "188", "182", "179", "304")),
    ]
    assert len(every) >= 5
    for question in every:
        assert not any(text in question.words for text in ("82", "41", "79", "304", "Nowhere", "South"))


PERIODS = st.sampled_from((*QUARTERS, *MONTHS[:6], "2013-04/2013-09", "2013-04/2013-12", "2013-14", "2014-09-30"))
VALUES = st.one_of(
    st.decimals("-100000", "100000", places=2), st.integers(-3, 300).map(Decimal), st.sampled_from(["[x]", "[c]"])
)


@given(
    st.lists(st.tuples(PERIODS, VALUES, st.sampled_from(["", "North", "East", "Total"])), max_size=25),
    st.sampled_from([BY_PLACE, SHARES, replace(POUNDS, breakdown="place"), replace(WAIT, breakdown="place"), CHANGE]),
    st.sampled_from(["", "provisional", "estimated", "over"]),
)
def test_whatever_the_data_are_the_questions_are_asked_once_each(cells, of, qualifier):
    rows = [x(str(value), period, breakdown=name, qualifier=qualifier) for period, value, name in cells]
    found = asked(of, *rows, targets=[target("90", of="x")])
    assert len({(question.rule, question.row, question.column) for question in found}) == len(found)
    assert all(question.about in rows_of(*rows) for question in found)


# Rows that are not written yet


def test_only_what_new_rows_give_rise_to_is_asked_about_them():
    held = rows_of(*history("412", "398", "4050"))[:3]
    context = Context({"x": COUNT}, MEETINGS)
    new = [replace(x("41", "2014-15-Q3", as_at="2016-04-12"), row=DataRow("new.csv", 2))]
    assert [question.rule for question in questions_about(new, held, context)] == [Rule.DECIMAL_POINT]
    assert questions_about([replace(new[0], value=Decimal(405))], held, context) == ()
    assert questions_about([], held, context) == ()


def placed(*rows: Observation) -> list[Observation]:
    return [
        replace(row, as_at=date(2016, 4, 12), row=DataRow("new.csv", 2 + at), source="Return.xlsx")
        for at, row in enumerate(rows)
    ]


def test_an_old_row_is_asked_about_where_a_new_one_is_the_cause_which_is_named():
    held = rows_of(x("100", of="x"), x("60", breakdown="North"))
    context = Context({"x": BY_PLACE}, MEETINGS)
    (whole,) = questions_about(placed(x("30", breakdown="South")), held, context)
    assert (whole.rule, whole.row, whole.words) == (
        Rule.PARTS_SUM,
        held[0].row,
        "its parts come to something else; is one of them wrong, or missing?; new.csv, row 2 gives rise to it",
    )


def test_an_old_row_that_a_new_whole_makes_too_large_is_asked_about_with_the_whole():
    held = rows_of(x("60", breakdown="North"), x("20", breakdown="South"))
    (part,) = questions_about(placed(x("50")), held, Context({"x": BY_PLACE}, MEETINGS))
    assert (part.rule, part.row) == (Rule.PART_OVER_WHOLE, held[0].row)
    assert part.words == "a part that is more than its whole, in new.csv, row 2"


def test_what_a_new_period_leaves_out_is_asked_with_the_rows_that_came():
    keys = [f"k{at}" for at in range(7)]
    held = rows_of(*(x(f"8{at}.{at}", "2014-15-Q1", of=key) for at, key in enumerate(keys)))
    new = placed(*(x(f"7{at}.{at}", "2014-15-Q2", of=key) for at, key in enumerate(keys[1:])))
    (one,) = questions_about(new, held, Context({key: kpi(key) for key in keys}, MEETINGS))
    assert (one.rule, one.row) == (Rule.LEFT_OUT, held[0].row)
    assert one.words.endswith("; new.csv, row 2 and 5 more of the new rows give rise to it")


@pytest.mark.parametrize(
    ("values", "value"), [(("100", "391"), "400"), (("100", "391"), "1500"), (("405", "100"), "70")]
)
def test_an_old_row_is_not_asked_about_because_later_ones_make_it_unlike_the_others(values, value):
    held = rows_of(*history(*values))
    context = Context({"x": COUNT}, MEETINGS)
    new = placed(x(value, "2014-15-Q3"))
    old = {question.row for question in questions(held, context)}
    assert held[0].row in {question.row for question in questions((*held, *new), context)} - old
    assert {question.row for question in questions_about(new, held, context)} <= {new[0].row}


def test_new_rows_of_one_dataset_are_not_held_against_another():
    held = [replace(row, dataset="elsewhere") for row in rows_of(*history("412", "398"))]
    new = [x("41", "2014-15-Q3", as_at="2016-04-12")]
    assert questions_about(new, held, Context({"x": COUNT}, MEETINGS)) == ()


OTHERS = replace(COUNT, key="y", service="Highways")


def elsewhere(*rows: Observation):
    """What other datasets have."""
    return lambda dataset, indicator: [row for row in rows if row.indicator == indicator and row.dataset != dataset]


def of_roads(row: Observation) -> Observation:
    return replace(row, dataset="roads")


def test_a_row_that_another_dataset_has_by_the_same_paper_is_asked_about() -> None:
    there = of_roads(x("412"))
    assert rules(COUNT, x("412"), elsewhere=elsewhere(there)) == ["pasted"]
    others = replace(there, source="Another paper"), of_roads(x("412", "2014-15-Q1")), of_roads(x("415"))
    for other in (*others, of_roads(x("412", of="y"))):
        assert rules(COUNT, x("412"), of=[OTHERS], elsewhere=elsewhere(other)) == []


def test_it_is_asked_where_fewer_of_the_indicator_stand() -> None:
    there = [of_roads(row) for row in history("412", "398", "405")]
    assert rules(COUNT, *history("398", "405"), elsewhere=elsewhere(*there)) == ["pasted", "pasted"]
    assert rules(COUNT, *history("404", "412", "398", "405"), elsewhere=elsewhere(*there)) == []


def test_an_indicator_of_another_dataset_alone_of_its_service_is_asked_about() -> None:
    there = [of_roads(row) for row in history("31", "28", of="y")]
    rows = [*history("412", "398"), x("33", of="y")]
    assert rules(COUNT, *rows, of=[OTHERS], elsewhere=elsewhere(*there)) == ["pasted"]
    assert rules(COUNT, *rows, of=[OTHERS]) == []
    assert rules(COUNT, *rows, of=[replace(OTHERS, service=COUNT.service)], elsewhere=elsewhere(*there)) == []


def test_a_paper_of_an_earlier_meeting_is_asked_about() -> None:
    def of(paper: str, **more: str) -> list[str]:
        return rules(SHARE, replace(x("82.1", as_at="2014-12-11"), source=paper, **more))

    assert of("CCPI pack 1 October 2014, item 4") == ["as-at"]
    assert of("CCPI pack 11 December 2014, item 4") == []
    assert of("Note of 3 October 2014") == []  # no meeting's
    assert of("Return 1 October 2014.xlsx, sheet A", origin=("Return 1 October 2014.xlsx", "sheet A")) == []
