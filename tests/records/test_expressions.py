"""The language of measures: what it says, and what it refuses in which words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.records.expressions import Field, Kind, parse

FIELDS = {
    field.name: field
    for field in (
        Field("invoiced", Kind.DATE),
        Field("paid", Kind.DATE, blank=True),
        Field("amount", Kind.NUMBER),
        Field("disputed", Kind.TRUTH),
        Field("place", Kind.TEXT, words=frozenset({"North", "East"})),
        Field("note", Kind.TEXT, blank=True),
    )
}


def refused(text: str, *, of_period: bool = False) -> str:
    with pytest.raises(ValueError, match=r"\w") as raised:
        parse(text, FIELDS, of_period=of_period)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("not disputed", Kind.TRUTH),
        ("disputed = yes or disputed = no", Kind.TRUTH),
        ("paid - invoiced <= 30 days", Kind.TRUTH),
        ("paid > invoiced + 1 day", Kind.TRUTH),
        ("paid - invoiced - 2 days", Kind.DAYS),
        ("paid is blank or paid is not blank", Kind.TRUTH),
        ("invoiced >= 2014-04-01 and invoiced < 2015-04-01", Kind.TRUTH),
        ("2014-04-01 <= invoiced <= 2014-06-30", Kind.TRUTH),
        ("amount * 2 - 0.5", Kind.NUMBER),
        ("amount > -10", Kind.TRUTH),
        ("place in ('North', 'East') and not (place = 'East')", Kind.TRUTH),
        ("note not in ('yes = 2 days', 'is blank')", Kind.TRUTH),
        ("note <> 'x'", Kind.TRUTH),
    ],
)
def test_what_may_be_said(text: str, kind: Kind) -> None:
    assert parse(text, FIELDS).kind is kind


def test_the_ends_of_the_period_are_for_stocks() -> None:
    text = "invoiced <= period end and (paid is blank or paid > period end)"
    assert parse(text, FIELDS, of_period=True).asks_for_period
    assert refused(text) == ("'period end' is for measures with 'as_at: period end'; give it that, or compare a date")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("not disptued", "there is no column or lookup 'disptued'; did you mean 'disputed'?"),
        ("place = 'Nrth'", "'place' is never 'Nrth'; did you mean 'North'?"),
        ("place in ('North', 'Est')", "'place' is never 'Est'; did you mean 'East'?"),
        ("paid - invoiced <= 30", "'paid - invoiced' and '30' are days and a number; write '30 days' for 30"),
        ("paid + 30 > invoiced", "'paid + 30' counts a date and a number together; write '30 days' for 30"),
        ("amount / 2 > 1", "'amount / 2' divides, which is not exact; multiply the other side instead"),
        ("invoiced is blank", "'invoiced' may not be blank; add 'blank: allowed' to its column, or leave this out"),
        ("amount", ""),
        ("amount and disputed", "'amount' is a number and not yes or no; compare it with something"),
        ("place > 'East'", "'place' is a text, which is neither more nor less; compare it by = or !="),
        ("amount = 'ten'", "'amount' is a number and 'ten' a text; compare like with like"),
        ("lower(note) = 'x'", "there is no 'lower(...)' here; only comparisons, 'and', 'or', 'not' and days"),
        (
            "__import__('os').system('x')",
            "'__import__('os').system('x')' is not taken; only comparisons, 'and', 'or', 'not', + and - are",
        ),
        (
            "[one for one in note]",
            "'[one for one in note]' is not taken; only comparisons, 'and', 'or', 'not', + and - are",
        ),
        ("invoiced > 2014-02-30", "'2014-02-30' is not a day of the calendar"),
        (
            "disputed disputed",
            "it can't be read at 'disputed'; write it as 'not disputed and paid - invoiced <= 30 days'",
        ),
        ("note in 'abc'", "'in abc' is not taken; list what it may be: in ('a', 'b')"),
    ],
)
def test_what_may_not_be_said_is_refused_with_its_word(text: str, problem: str) -> None:
    if problem:
        assert refused(text) == problem
    else:
        assert parse(text, FIELDS).kind is Kind.NUMBER


def test_what_nobody_can_read_is_refused() -> None:
    assert refused("disputed or " * 60 + "disputed") == (
        "it has 728 characters, and 600 are the most; name parts of it under 'leave out'"
    )
    assert "it can't be read at" in refused("(" * 300 + "disputed")


@given(st.text(alphabet="abpid ()=<>'\"-+*/.,0123456789 \n", max_size=80))
def test_any_text_is_read_or_refused_as_a_wrong_value(text: str) -> None:
    with suppress(ValueError):  # whatever it is, nothing else comes of it
        parse(text, FIELDS)
