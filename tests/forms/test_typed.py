"""Values as people type them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.document.figures import written
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.domain.lineage import Amount
from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.forms.typed import typed, typed_day


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("71%", "%", "71"),
        ("71", "%", "71"),
        (" 71.50 % ", "%", "71.50"),
        ("71 per cent", "%", "71"),
        ("0.71%", "%", "0.71"),
        (".5%", "%", "0.5"),
        ("0", "%", "0"),
        ("3.4 percentage points", "percentage points", "3.4"),
        ("0.4", "percentage points", "0.4"),
        ("1,240", "number", "1240"),
        ("1 240", "number", "1240"),
        ("1\N{NO-BREAK SPACE}240", "number", "1240"),
        ("1.2m", "number", "1200000"),
        ("2 million", "number", "2000000"),
        ("nil", "number", "0"),
        ("\N{MINUS SIGN}5", "number", "-5"),
        ("-0", "number", "0"),
        ("+5", "number", "5"),
        ("£-5", "£", "-5"),
        ("-£5", "£", "-5"),
        ("£1,250.00", "£", "1250.00"),
        ("1250", "£", "1250"),
        ("£1.2m", "£", "1200000"),
        ("£1.2m", "£m", "1.2"),
        ("£1.2 million", "£k", "1200"),
        ("£950k", "£m", "0.950"),
        ("35.586", "£m", "35.586"),
        ("1m 52s", "mm:ss", "112"),
        ("1 min 52 sec", "mm:ss", "112"),
        ("1 minute and 52 seconds", "mm:ss", "112"),
        ("01:52", "mm:ss", "112"),
        ("1:01:52", "mm:ss", "3712"),
        ("112s", "mm:ss", "112"),
        ("2 mins", "mm:ss", "120"),
        ("84", "seconds", "84"),
        ("1m 24s", "seconds", "84"),
        ("3 weeks", "weeks", "3"),
        ("12 hrs", "hours", "12"),
        ("1 day", "days", "1"),
    ],
)
def test_a_value_is_read_as_it_is_typed(text: str, unit: str, value: str) -> None:
    said = typed(text, Unit(unit))
    # As text too: a data file takes no exponent.
    assert (said.value, str(said.value)) == (Decimal(value), value)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("about 3", "about"),
        ("About 3", "about"),
        ("c. 1,240", "about"),
        ("c 12", "about"),
        ("~12", "about"),
        ("approx. 12", "about"),
        ("12 approx", "about"),
        ("over 5", "over"),
        (">5", "over"),
        ("more than 5", "over"),
        ("<5", "under"),
        ("fewer than 5", "under"),
        ("almost 80", "almost"),
        ("just under 80", "almost"),
        ("provisional 12", "provisional"),
        ("12 [p]", "provisional"),
        ("12 (provisional)", "provisional"),
        ("est. 12", "estimated"),
        ("12 [e]", "estimated"),
        ("forecast 12", "forecast"),
    ],
)
def test_a_word_beside_a_number_is_its_qualifier(text: str, qualifier: str) -> None:
    assert typed(text, Unit.NUMBER).qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "shorthand"),
    [
        ("n/a", "[z]"),
        ("N/A", "[z]"),
        ("does not apply", "[z]"),
        ("-", "[x]"),
        ("\N{EN DASH}", "[x]"),
        ("not available", "[x]"),
        ("N / A", "[z]"),
        ("[c]", "[c]"),
    ],
)
def test_words_for_no_value_are_a_shorthand(text: str, shorthand: str) -> None:
    assert typed(text, Unit.PERCENT) == Amount(None, Shorthand(shorthand))


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("0.71", "%", "'0.71' may be 0.71% or 71%; write the one that is meant, with its %"),
        ("1", "%", "'1' may be 1% or 100%; write the one that is meant, with its %"),
        ("£71", "%", "'£71' is no percentage; write it as 71.5%"),
        (
            "1.2 or so",
            "number",
            "'1.2 or so' has 'or so' after the number, and this is a number; write digits alone",
        ),
        ("12%", "number", "'12%' has the sign of another unit, and this is a number; write digits alone"),
        ("2 weeks", "days", "'2 weeks' has 'weeks' after the number, and this is in days; write digits alone"),
        ("3m", "months", "'3m' can't be read as in months; write digits alone"),
        ("£35,586,000", "£m", "'£35,586,000' looks like pounds, and this is in £m; write £35.586m"),
        ("112", "mm:ss", "'112' may be minutes or seconds; write both, as 1m 52s or 01:52"),
        ("1.52", "mm:ss", "'1.52' may be minutes or seconds; write both, as 1m 52s or 01:52"),
        (
            "1:72",
            "mm:ss",
            "'1:72' has 72 seconds after its minutes, and a minute has sixty; write the time again",
        ),
        ("about 5 [p]", "number", "'about' and 'provisional' stand with one number; leave one of the words"),
        (
            "1234567890123456",
            "number",
            "'1234567890123456' has more than 15 digits; round it to what you publish",
        ),
    ],
)
def test_what_may_be_two_things_or_is_another_unit_is_refused(text: str, unit: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared
        typed(text, Unit(unit))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "about",
        "about over 5",
        "none",
        "(12)",
        "1,24",
        "1.240,5",
        "12,34,567",
        ">=5",
        "at least 5",
        "5+",
        "1e5",
        "#DIV/0!",
        "=A1/B1",
        "12/13",
    ],
)
def test_what_is_no_number_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write digits alone"):
        typed(text, Unit.NUMBER)


@pytest.mark.parametrize("text", ["tbc", "to follow", "awaiting data", "as before"])
def test_a_value_that_is_yet_to_come_is_no_shorthand(text: str) -> None:
    with pytest.raises(ValueError, match="or leave the cell blank until there is a value"):
        typed(text, Unit.NUMBER)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("31/3/2015", "2015-03-31"),
        ("31.03.15", "2015-03-31"),
        ("1/2/2015", "2015-02-01"),
        ("31 March 2015", "2015-03-31"),
        ("31st Mar 2015", "2015-03-31"),
        ("2015-03-31", "2015-03-31"),
        ("March 2015", "2015-03"),
        ("end of March 2015", "2015-03"),
    ],
)
def test_a_day_or_a_month_is_read_with_the_day_first(text: str, period: str) -> None:
    assert str(typed_day(text)) == period


@pytest.mark.parametrize("text", ["3/31/2015", "soon", "31 Marchember 2015", "31/2/2015", "March"])
def test_another_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write (it as )?31 March 2015"):
        typed_day(text)


# What a unit's values are like: with few decimals, and none that only a program would write.
decimals = st.decimals(-999_999, 999_999, places=2, allow_nan=False, allow_infinity=False)


@given(decimals, st.sampled_from(Unit), st.sampled_from(["", *Qualifier]))
def test_what_a_page_prints_is_read_back_as_the_same_value(value: Decimal, unit: Unit, qualifier: str) -> None:
    if unit is Unit.MINUTES_SECONDS:
        value = abs(value)
    if unit is Unit.POUNDS_THOUSAND:
        value = value % 100_000
    printed = f"{qualifier} {written(value, unit, 2)}".strip()
    said = typed(printed, unit)
    assert (said.value, said.qualifier) == (value, qualifier)


@given(st.text(max_size=20), st.sampled_from(Unit))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(text: str, unit: Unit) -> None:
    with suppress(ValueError):
        said = typed(text, unit)
        assert (said.value is None) is not (said.shorthand is None)
