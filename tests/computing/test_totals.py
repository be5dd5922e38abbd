from dataclasses import replace
from decimal import Decimal

import pytest
from builders import known, kpi, p, refusal, seen, total, words
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.computing.totals import total_of
from ccpi_nb.content.breakdown_tables import breakdown_table
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.indicators import Shorthand

Q2 = p("2014-15-Q2")
COUNT, SHARE = kpi("x", unit="number", breakdown="area"), kpi("x", breakdown="area")


def part(value, breakdown, **more):
    return seen(value, of="x", breakdown=breakdown, **more)


def row(*facts, keys=("x",)):
    """The row of totals as read, and the table's notes."""
    table = breakdown_table(known(*facts), list(keys), Q2, "By area", header="Area", totals=True)
    assert words(table.rows[-1][0].runs) == "Total"
    return [words(cell.runs).replace("\xa0", " ") for cell in table.rows[-1][1:]], [words(note) for note in table.notes]


def test_shares_are_worked_out_again_from_what_they_are_shares_of():
    parts = (
        part("50.0", "A", of_whole=("5", "10")),
        part("70.0", "B", of_whole=("70", "100")),
        part("40.0", "C", of_whole=("40", "100")),
    )
    assert row(SHARE, *parts) == (["[54.8%]"], [])
    assert words(say("{total of x @ 2014-15-Q2}", known(SHARE, *parts))) == "[54.8%]"


@pytest.mark.parametrize("unit", ["%", "days", "mm:ss", "weeks", "hours", "seconds", "months", "years"])
def test_there_is_no_sum_of_shares_and_averages(unit):
    average = kpi("x", unit=unit, breakdown="area")
    kind = "percentages" if unit == "%" else "averages"
    why = f"There is no total of X, because {kind} cannot be added up, and not every part has its two numbers"
    facts = average, part("50", "A", of_whole=("5", "10")), part("70", "B")
    assert row(*facts) == (["[[z]] [note 1]"], [f"[note 1] {why}.", "[z] means not applicable."])
    slot = "{total of x @ 2014-15-Q2}"
    assert refusal(say, slot, known(*facts)) == f"'{slot}': {why}; leave the slot out"


def test_an_average_is_worked_out_again_from_its_two_numbers():
    average = kpi("x", unit="days", breakdown="area")
    facts = average, part("2", "A", of_whole=("20", "10")), part("5", "B", of_whole=("50", "10"))
    assert row(*facts) == (["[3.5 days]"], [])


def test_numbers_that_do_not_give_the_value_are_not_what_it_is_worked_out_from():
    found = total(SHARE, part("50.0", "A", of_whole=("5", "10")), part("70.0", "B", of_whole=("30", "100")))
    assert (found.value, found.shorthand) == (None, Shorthand.NOT_APPLICABLE)


@pytest.mark.parametrize(
    "definition",
    [
        "Average number of calls a day.",
        "Median of the waits.",
        "Crimes per 1,000 people.",
        "Crimes per thousand people.",
        "Spending per head.",
        "Cost per placement.",
        "Number of children per social worker.",
        "Unit cost of a placement.",
        "Ratio of staff to children.",
        "Rate of sickness.",
        "Index of prices.",
        "Score out of ten.",
    ],
)
def test_a_number_may_be_an_average_or_a_rate_too(definition):
    assert total(replace(COUNT, definition=definition), part("2", "A"), part("3", "B")).value is None


@pytest.mark.parametrize(
    "definition",
    ["Number of calls per day.", "Calls per working day.", "Rates paid.", "Scores recorded.", "Number of rates."],
)
def test_numbers_of_a_time_and_of_things_are_added_up(definition):
    assert total(replace(COUNT, definition=definition), part("2", "A"), part("3", "B")).value == 5


def test_days_that_are_counted_are_added_up():
    lost = replace(kpi("x", unit="days", breakdown="area"), definition="Number of working days lost to sickness.")
    assert total(lost, part("2", "A"), part("3", "B")).value == 5


def test_what_relations_call_not_added_has_no_total():
    evidence = replace(known(COUNT, part("2", "A"), part("3", "B")), not_added=frozenset({"x"}))
    found = total_of(evidence, "x", Q2)
    assert found.value is None
    assert found.why == "There is no total of X, because its parts do not add up to a whole."


def test_a_published_whole_goes_before_a_sum_and_a_sum_that_differs_is_said():
    whole, parts = seen("50", of="x"), (part("14", "A"), part("33", "B"))
    assert row(COUNT, whole, *parts) == (
        ["[50] [note 1]"],
        [
            "[note 1] The total of X is as published; its parts come to something else, so they may overlap.",
        ],
    )
    assert row(COUNT, seen("47", of="x"), *parts) == (["[47]"], [])


def test_a_whole_that_differs_by_rounding_is_no_other():
    money = kpi("x", unit="£m", breakdown="area")
    assert row(money, seen("82", of="x"), part("56.9", "A"), part("24.9", "B")) == (["[£82m]"], [])


@pytest.mark.parametrize(("one", "other"), [("about", "over"), ("about", "about"), ("", "under"), ("almost", "")])
def test_parts_that_are_not_exact_make_no_exact_total(one, other):
    found = total(COUNT, part("20", "A", qualifier=one), part("30", "B", qualifier=other))
    assert found.value is None
    assert "parts of it are given with" in found.why


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("estimated", "", "estimated "),
        ("provisional", "", "provisional "),
        ("forecast", "provisional", "forecast "),
        ("", "", ""),
    ],
)
def test_a_sum_is_no_more_certain_than_its_parts(one, other, word):
    assert row(COUNT, part("20", "A", qualifier=one), part("30", "B", qualifier=other))[0] == [f"[{word}50]"]


@pytest.mark.parametrize("whole", [[], [seen("50", of="x")], [seen("[c]", of="x")]])
def test_a_hidden_part_hides_the_total(whole):
    facts = COUNT, *whole, part("14", "A"), part("[c]", "B"), part("33", "C")
    assert row(*facts) == (["[[c]]"], ["[c] means confidential."])
    assert words(say("{total of x @ 2014-15-Q2}", known(*facts))) == "[[c]]"


def test_a_hidden_whole_is_not_worked_out_from_its_parts():
    assert row(COUNT, seen("[c]", of="x"), part("14", "A"), part("33", "B"))[0] == ["[[c]]"]


def test_a_part_that_is_not_available_leaves_the_total_incomplete_and_that_is_said():
    facts = COUNT, part("14", "A"), part("[x]", "B"), part("33", "C")
    assert row(*facts) == (
        ["[47] [note 1]"],
        ["[note 1] The total of X is incomplete: it is without B.", "[x] means not available."],
    )
    assert words(say("{total of x @ 2014-15-Q2}", known(*facts))) == "[47] (without B)"
    assert row(*facts, seen("50", of="x"))[0] == ["[50]"]


def test_a_share_of_what_is_not_all_available_has_no_total():
    assert row(SHARE, part("50", "A", of_whole=("5", "10")), part("[x]", "B"))[0] == ["[[x]] [note 1]"]


def test_a_part_that_does_not_apply_is_left_out():
    assert row(COUNT, part("14", "A"), part("[z]", "B"), part("33", "C"))[0] == ["[47]"]
    assert row(COUNT, part("[z]", "B"))[0] == ["[[z]]"]


def test_an_indicator_with_fewer_members_is_incomplete_and_the_table_is_made():
    y = kpi("y", unit="number", breakdown="area")
    facts = COUNT, y, part("1", "North"), part("2", "East"), seen("5", of="y", breakdown="East")
    cells, notes = row(*facts, keys=("x", "y"))
    assert cells == ["[3]", "[5] [note 1]"]
    assert "[note 1] The total of Y is incomplete: it is without North." in notes


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["7", "0", "12", "[x]", "[z]", "[c]"]),
            st.sampled_from(["", "about", "over", "estimated", "provisional"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_bare_total_is_the_sum_of_all_that_there_is(parts):
    found = total(COUNT, *(part(value, f"Area {at}", qualifier=word) for at, (value, word) in enumerate(parts)))
    values = [value for value, _ in parts]
    if "[c]" in values:
        assert found.shorthand is Shorthand.CONFIDENTIAL
    elif found.value is not None:
        assert found.value == sum(Decimal(value) for value in values if value.isdecimal())
        assert bool(found.missing) == ("[x]" in values)
        assert not {word for value, word in parts if value.isdecimal()} & {"about", "over"}
