from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from builders import kpi, seen, target

from ccpi_nb.questions.asked import few_alike
from ccpi_nb.questions.asking import questions
from ccpi_nb.questions.material import Context
from ccpi_nb.questions.targets import target_questions

SHARE = replace(kpi("x"), definition="Share of calls that were answered.")
RATIO = replace(kpi("x"), definition="Calls answered, over calls offered.")
COUNT = replace(kpi("x", unit="number", decimals=0), definition="Number of calls.")
PLAIN = replace(kpi("x", unit="number", decimals=0), definition="Calls offered in the period.")
CHANGE = replace(kpi("x"), definition="Change in calls from the year before.")
WAIT = replace(kpi("x", unit="mm:ss", decimals=0, polarity="lower"), definition="Average time that calls waited.")
LAST = date(2015, 1, 28)
QUARTERS = ("2013-14-Q2", "2013-14-Q3", "2013-14-Q4", "2014-15-Q1", "2014-15-Q2")


def x(value, period="2014-15-Q2", **more):
    return seen(value, period, of="x", as_at=more.pop("as_at", "2014-12-11"), **more)


def asked(*observations, of=RATIO):
    context = Context({"x": of} if not isinstance(of, dict) else of, (LAST,))
    return [question.words for question in few_alike(questions(observations, context))]


def history(*values, **more):
    return [x(value, period, **more) for value, period in zip(values, QUARTERS, strict=False)]


@pytest.mark.parametrize(
    ("observation", "of", "words"),
    [
        (x("952"), RATIO, "a percentage outside 0 to 100; is it so in the document?"),
        (x("-0.1"), RATIO, "a percentage outside 0 to 100; is it so in the document?"),
        (x("30.5"), PLAIN, "a number with decimals, and the indicator has none; is it so in the document?"),
        (x("-30"), PLAIN, "a value below zero; is it so in the document?"),
        (x("-30"), WAIT, "a value below zero; is it so in the document?"),
        (x("77.59", of_whole=("500", "1000")), RATIO, "its numerator and denominator do not give it; is it so"),
        (x("110", of_whole=("220", "200")), CHANGE, None),
        (x("50.0", of_whole=("5", "10")), RATIO, None),
        (x("66", of_whole=("131", "200")), RATIO, None),
        (x("-46.1"), CHANGE, None),
        (x("5", as_at="2015-02-01"), RATIO, "no meeting of params/ is on this day or after it"),
        (x("5", "2008-09-Q2"), RATIO, "the day is more than five years after the period; is the year right?"),
        (x("5", as_at="2014-09-29"), RATIO, "this row became known before the period was over"),
        (x("5", as_at="2014-09-30"), RATIO, None),
        (x("5", as_at="2014-09-29", qualifier="estimated"), RATIO, None),
        (x("5", as_at="2014-06-29", qualifier="forecast"), RATIO, None),
        (x("[x]", as_at="2014-09-29"), RATIO, None),
    ],
)
def test_what_may_be_wrong_is_asked_about(observation, of, words):
    found = asked(observation, of=of)
    assert len(found) == (words is not None)
    assert words is None or found[0].startswith(words)


def test_a_numerator_asks_for_its_denominator_and_for_being_no_more_than_it():
    alone = replace(x("65.5"), numerator=x("200").value)
    assert asked(alone) == ["it has no denominator beside it; does the document give one?"]
    assert "it is more than its denominator; is it so in the document?" in asked(x("77.59", of_whole=("500", "10")))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("82.1", "79.3", "81.0", "80.2", "0.8213"), "about a hundredth of other periods' values; is it a fraction"),
        (("82.1", "79.3", "81.0", "80.2", "8.2"), "ten times other periods' values, or a tenth of them"),
        (("8.21", "7.93", "8.1", "8.02", "82.1"), "ten times other periods' values, or a tenth of them"),
        (("82.1", "79.3", "81.0", "80.26", "80.26"), "the same value as in"),
        (("82.1", "79.3", "81.0", "80.2", "75.9"), None),
        (("80.26", "80.26", "81.0", "80.2", "75.9"), "the same value as in"),
        (("100", "100", "100", "100", "100"), None),
        (("0", "0", "1", "0", "2"), None),
        (("5", "5", "5", "5", "5"), None),
        (("1", "2", "1", "3", "12"), None),
    ],
)
def test_a_value_is_held_against_those_of_like_periods(values, words):
    found = asked(*history(*values))
    assert len(found) == (words is not None)
    assert words is None or found[0].startswith(words)


def test_a_value_is_the_last_one_again_whichever_of_two_that_was():
    rows = [*history("82.1", "79.3", "81.0", "80.26"), x("80", QUARTERS[3], given_in="text"), x("80.26")]
    (words,) = asked(*rows)
    assert words.startswith("the same value as in")


def test_pounds_in_an_indicator_of_millions_are_asked_about():
    money = kpi("x", unit="£m", decimals=3)
    assert len(asked(*history("35.586", "30.1", "28", "19.75", "19750000"), of=money)) == 1


@pytest.mark.parametrize(
    "periods", [("2014-W30", "2014-W31", "2014-W32"), ("2010-04/2011-03", "2011-04/2012-03", "2012-13")]
)
def test_weeks_are_held_against_weeks_and_years_against_years_however_they_are_written(periods):
    rows = [x(value, period) for value, period in zip(("82.1", "80.2", "8.2"), periods, strict=True)]
    assert any(words.startswith("ten times other periods' values") for words in asked(*rows))


def test_values_of_unlike_periods_are_not_compared():
    assert asked(x("8", "2014-10"), x("80", "2013-14"), of=WAIT) == []


def members(period, **values):
    return [x(value, period, breakdown=name.replace("_", " ")) for name, value in values.items()]


def test_a_name_that_is_new_where_another_is_gone_is_asked_about():
    before, now = members(QUARTERS[3], Lancashire="31", Elsewhere="7"), members(QUARTERS[4], Lancashire="31", Other="8")
    found = asked(*before, *now, of=PLAIN)
    assert found[0] == ("a name that 2014-15-Q1 does not have, and one of its names is not here; is it the same thing?")
    assert asked(*before, *members(QUARTERS[4], Lancashire="32", Elsewhere="8", Other="8"), of=PLAIN) == []


@pytest.mark.parametrize("name", ["Total", "TOTAL", "Grand total", "All", "total of all places"])
def test_a_total_taken_along_as_a_place_is_asked_about(name):
    rows = [*members(QUARTERS[4], Lancashire="31", North_West="12"), x("40", breakdown=name)]
    assert asked(*rows, of=PLAIN) == ["this seems to be the total of the others; leave the cell blank for the whole"]


def test_a_member_that_is_the_sum_of_the_others_is_asked_about():
    rows = members(QUARTERS[4], Lancashire="31", North_West="12", Somewhere="43")
    assert len(asked(*rows, of=PLAIN)) == 1
    assert asked(*members(QUARTERS[4], Lancashire="31", North_West="31"), of=PLAIN) == []
    # Of what is not known nobody can say what it adds up to.
    assert (
        asked(*members(QUARTERS[4], Lancashire="31", North_West="12", Elsewhere="[x]", Somewhere="43"), of=PLAIN) == []
    )


def test_what_is_not_there_any_more_is_asked_about_once_for_a_period():
    before = members(QUARTERS[3], A="31", B="12", C="9", D="14", E="17")
    assert asked(*before, *members(QUARTERS[4], A="30", B="13", C="8"), of=PLAIN) == [
        "2014-15-Q2 has no such value, and 1 more of 2014-15-Q1 is not there; does the document leave it out?"
    ]
    assert asked(*before, *members(QUARTERS[4], A="30"), of=PLAIN) == []


def test_a_share_within_ten_days_is_no_more_than_within_thirty():
    ten, thirty = (replace(kpi(f"in_{days}"), name=f"Invoices paid within {days} days") for days in (10, 30))
    rows = seen("80.1", of="in_10"), seen("70.2", of="in_30")
    indicators = {"in_10": ten, "in_30": thirty}
    assert asked(*rows, of=indicators)[0].startswith("more than within a longer time")
    assert asked(seen("60.1", of="in_10"), rows[1], of=indicators) == []


@pytest.mark.parametrize(
    ("periods", "is_asked"),
    [
        (("2010-11", "2011-12", "2012-13"), True),
        (("2004-05", "2005-06"), True),
        (("2011-12", "2011-12-Q4"), True),
        (("2010-10", "2010-11", "2010-12"), False),
        (("2010-11",), False),
        (("2011-11", "2011-12", "2012-01"), False),
        (("2010-04/2011-03", "2011-04/2012-03", "2012-13"), False),
        (("1998-99", "1999-00"), False),
    ],
)
def test_a_year_that_is_read_as_a_month_is_asked_about(periods, is_asked):
    rows = [x(f"8{at}.5", period, as_at="2013-05-01") for at, period in enumerate(periods)]
    found = [words for words in asked(*rows) if "is read as" in words]
    assert bool(found) == is_asked
    if "2010-11" in periods and is_asked:
        assert found[0] == (
            "'2010-11' is read as November 2010; if it is the financial year, write 2010-04/2011-03, "
            "and name the file so"
        )


def test_questions_name_no_value_and_no_name():
    rows = [*history("82.1", "79.3", "81.0", "80.2", "0.8213"), *members(QUARTERS[4], Nowhere="7", Total="9")]
    for words in asked(*rows):
        assert not any(text in words for text in ("82", "79", "Nowhere", "Total"))


def test_what_holds_of_many_rows_is_asked_about_a_few_times():
    rows = [x("110", f"20{year}-{year + 1}", as_at="2015-01-01") for year in range(12, 14)]
    many = [x("110", f"{year}-{month:02d}", as_at="2014-12-11") for year in (2012, 2013) for month in range(1, 13)]
    assert len([words for words in asked(*rows) if words.startswith("a percentage")]) == 2
    found = [words for words in asked(*many) if words.startswith("a percentage")]
    assert len(found) == 5
    assert found[-1].endswith("is it so in the document?; the same goes for 19 more of the dataset")


def test_as_many_members_as_a_file_may_have_are_looked_at_in_no_time():
    rows = [x("65.5", breakdown=f"Area {number}") for number in range(20_000)]
    begun = process_time()
    assert asked(*rows) == []
    assert process_time() - begun < 20


@pytest.mark.parametrize(
    ("value", "of", "is_asked"),
    [
        ("190", RATIO, True),
        ("-75", RATIO, True),
        ("100", RATIO, False),
        ("0", RATIO, False),
        ("190", CHANGE, False),
        ("-1", WAIT, True),
        ("-1", kpi("x", unit="£m"), False),
        ("190", PLAIN, False),
    ],
)
def test_a_target_that_a_document_may_give_is_asked_about(value, of, is_asked):
    assert bool([*target_questions(target(value), of)]) == is_asked


@pytest.mark.parametrize(
    ("facts", "of", "columns"),
    [
        ({"value": "90", "tolerance": "90"}, SHARE, ["tolerance"]),
        ({"value": "90", "tolerance": "89"}, SHARE, []),
        ({"value": "0.9"}, SHARE, ["value"]),
        ({"value": "0.9"}, RATIO, ["value"]),
        ({"value": "1"}, RATIO, ["value"]),
        ({"value": "1.1"}, RATIO, []),
        ({"value": "0.25", "comparator": "<="}, SHARE, []),
        ({"value": "0", "tolerance": "0"}, COUNT, []),
        ({"value": "2", "tolerance": "5", "comparator": "<="}, WAIT, []),
    ],
)
def test_a_target_that_nothing_could_miss_or_meet_is_asked_about(facts, of, columns):
    assert [doubt.column for doubt in target_questions(target(**facts), of)] == columns
