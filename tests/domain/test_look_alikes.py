from dataclasses import replace

import pytest
from builders import kpi, seen
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.plausibility import look_alikes

PLAIN = replace(kpi("x", unit="number", decimals=0), definition="Calls offered in the period.")
QUARTERS = ("2013-14-Q2", "2013-14-Q3", "2013-14-Q4", "2014-15-Q1", "2014-15-Q2")


def x(value, period="2014-15-Q2", **more):
    return seen(value, period, of="x", as_at=more.pop("as_at", "2014-12-11"), **more)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Upper Dale", "upper dale"),
        ("Upper Dale", "Upper\N{NO-BREAK SPACE}Dale"),
        ("Upper Dale", "Upper  Dale"),
        ("Upper Dale", "Upper-Dale"),
        ("North West", "North-West"),
        ("North-West", "North\N{EN DASH}West"),
        ("North-West", "North\N{HYPHEN}West"),
        ("North-West", "North\N{NON-BREAKING HYPHEN}West"),
        ("North-West", "North\N{MINUS SIGN}West"),
        ("St Helen's", "St Helen\N{RIGHT SINGLE QUOTATION MARK}s"),
        ("St Helen's", "St Helens"),
        ("St Helen's", "St. Helen's"),
        ("Café", "Cafe"),
        ("Upper Dale", "UpperDale"),
        ("Upper/Lower Dale", "Upper / Lower Dale"),
        ("Upper Dale", "Upper Da1e"),
        ("Upper Dale", "Upper DaIe"),
        ("Ward O", "Ward 0"),
        ("Upper Dale", "Upper D\N{LATIN SMALL LETTER ALPHA}le"),
        ("Lift", "L\N{LATIN SMALL LETTER DOTLESS I}ft"),
        ("St Helen's", "St Helen\N{PRIME}s"),
        ("Health & care", "Health and care"),
        ("Health & care", "Health &amp; care"),
        ("Café", "Cafe\N{COMBINING ACUTE ACCENT}"),
        (
            "Oxey",
            "\N{CYRILLIC CAPITAL LETTER O}\N{CYRILLIC SMALL LETTER HA}\N{CYRILLIC SMALL LETTER IE}"
            "\N{CYRILLIC SMALL LETTER U}",
        ),
        ("Area 1", "\N{FULLWIDTH LATIN CAPITAL LETTER A}rea 1"),
        ("Field", "\N{LATIN SMALL LIGATURE FI}eld"),
    ],
)
def test_names_that_look_alike_are_asked_about_whichever_comes_first(name, other):
    for one, two in ((name, other), (other, name)):
        rows = [x("7", QUARTERS[3], breakdown=one), x("9", breakdown=two), x("9", breakdown=two)]
        (doubt,) = look_alikes(rows, {"x": PLAIN})
        assert f"'{two}' looks like '{one}' in data/observations/calls/2014-15-Q1.csv, row 2, " in doubt.words


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Area 1", "Area 2"),
        ("Upper Dale", "Lower Dale"),
        ("", "Dale"),
        ("A", "B"),
        ("Dale", "Dales"),
        ("Ages 1-4", "Ages 14"),
        ("Bail", "Ball"),
        ("Zone 10", "Zone 100"),
    ],
)
def test_other_names_are_other_names(name, other):
    assert not [*look_alikes([x("7", breakdown=name), x("9", breakdown=other)], {"x": PLAIN})]


@pytest.mark.parametrize(("kind", "is_told"), [("place", True), ("reason", False)])
def test_names_are_compared_over_indicators_that_are_broken_down_alike(kind, is_told):
    rows = [x("7", breakdown="upper dale"), seen("9", of="y", breakdown="Upper Dale")]
    indicators = {"x": kpi("x", breakdown="place"), "y": kpi("y", breakdown=kind)}
    assert bool([*look_alikes(rows, indicators)]) == is_told


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6))
def test_a_name_never_looks_like_itself(names):
    rows = [x("7", breakdown=name) for name in [*names, *names]]
    told = [doubt.words for doubt in look_alikes(rows, {"x": PLAIN})]
    assert len(told) <= len(set(names))
