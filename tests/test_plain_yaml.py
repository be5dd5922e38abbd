import time
from datetime import date
from itertools import pairwise

import pytest
from builders import refusal
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.plain_yaml import load_yaml, scalar

FILE = "params/2014-12-11.yaml"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0071234", "0071234"),
        ("007", "007"),
        ("0", 0),
        ("12", 12),
        ("-3", -3),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1.50", 1.5),
        ("1e3", "1e3"),
        ("11:00", "11:00"),
        ("11.00 am", "11.00 am"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("true", True),
        ("false", False),
        ("NA", "NA"),
        ("", ""),
        ("null", None),
        ("2014-12-11", date(2014, 12, 11)),
        ("2014-10", "2014-10"),
        ("2014-15-Q2", "2014-15-Q2"),
        ("'2014-12-11'", "2014-12-11"),
        ("<<", "<<"),
    ],
)
def test_what_looks_like_text_stays_text(written, value):
    read_value = load_yaml(f"value: {written}", FILE)["value"]
    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("place: A\ntime: B\nplace: C", "line 3: the key 'place' stands twice; remove one"),
        ("items:\n  - number: 1\n    number: 2", "line 3: the key 'number' stands twice; remove one"),
        ("one: &one text\ntwo: *one", "line 2: aliases ('*name') are not taken; write the value out"),
        ("date: 2014-02-30", "line 1: '2014-02-30': day is out of range for month"),
        ("place: Room B: County Hall", "line 1: mapping values are not allowed here"),
        ("place:\n\tCounty Hall", "line 2: found character '\\t' that cannot start any token"),
        ("x: !!python/name:os.system", "line 1: could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.system'"),
    ],
)
def test_bad_yaml_is_refused_with_its_line(text, problem):
    assert refusal(load_yaml, text, FILE) == f"{FILE}, {problem}; correct the line"


def test_an_alias_bomb_is_refused_before_it_goes_off():
    names = "abcdefghijklmnopqrstuvwxyz"
    lines = [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)]
    started = time.perf_counter()
    assert "aliases ('*name') are not taken" in refusal(load_yaml, "\n".join(["a: &a [x]", *lines]), FILE)
    assert time.perf_counter() - started < 1


# Written


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("County Hall, Preston", "County Hall, Preston"),
        ("DoLS: how", '"DoLS: how"'),
        ("2014-10", "2014-10"),
        ("2014-12-11", '"2014-12-11"'),
        ("007", "007"),
        ("12", '"12"'),
        ("true", '"true"'),
        ("", '""'),
        ("a # b", '"a # b"'),
        ("'quoted'", "\"'quoted'\""),
        (" space", '" space"'),
        ("two\nlines", '"two\\nlines"'),
        ("£5 – ok", "£5 – ok"),
        (date(2014, 12, 11), "2014-12-11"),
        (3, "3"),
        (True, "true"),
    ],
)
def test_a_value_is_written_plainly_where_it_is_read_back_as_itself(value, form):
    assert scalar(value) == form


def test_in_brackets_commas_need_quotes_and_quotes_can_be_asked_for():
    assert scalar("a, b", in_brackets=True) == '"a, b"'
    assert scalar("2014-10", in_brackets=True) == "2014-10"
    assert scalar("2014-10", quoted=True) == '"2014-10"'


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Co", "Cn"])), st.booleans())
def test_any_text_is_read_back(text, in_brackets):
    form = scalar(text, in_brackets=in_brackets)
    assert load_yaml(f"key: [{form}]" if in_brackets else f"key: {form}", FILE) == {"key": [text] if in_brackets else text}
