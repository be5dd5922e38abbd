import time
from datetime import date
from itertools import pairwise

import pytest
import yaml as pyyaml
from builders import refusal
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.errors import InputError
from ccpi_nb.files.cells import unseen_in
from ccpi_nb.files.strict_yaml import dump_yaml, load_yaml, scalar

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
        ("9" * 16, "9" * 16),
        (".nan", ".nan"),
        ("-.inf", "-.inf"),
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
        ("one: 1\n'one': 2", "line 2: the key 'one' stands twice; remove one"),
        ("? [a]\n: b", "line 1: a list or mapping can't be a key; write a word before the colon"),
        ("one: &one text\ntwo: *one", "line 2: aliases ('*name') are not taken; write the value out"),
        ("one: &one [*one]", "line 1: aliases ('*name') are not taken; write the value out"),
        ("date: 2014-02-30", "line 1: '2014-02-30' is not a day of the calendar; correct it"),
        ("place: Room B: County Hall", "line 1: mapping values are not allowed here; correct the line"),
        ("place: 'Room B", "line 1: found unexpected end of stream; correct the line"),
        ("place:\n\tCounty Hall", "line 2: a tab stands here; indent with spaces"),
        (
            "place: A\n---\nplace: B",
            "line 2: a second document starts here ('---'), and a file holds one; make it one, or two files",
        ),
        (
            "place: A\ntime: B\x00",
            "line 2: U+0000 (a control character) stands here, which nobody sees; delete it, or type the line again",
        ),
        (
            'place: A\ntime: "B\\e[1m"',
            "line 2: U+001B (a control character) stands here, which nobody sees; delete it, or type the line again",
        ),
        (
            "place: A\n\ufefftime: B",
            (
                "line 2: U+FEFF (zero width no-break space) stands here, which nobody sees; delete it, or type the "
                "line again"
            ),
        ),
    ],
)
def test_bad_yaml_is_refused_with_its_line(text, problem):
    assert refusal(load_yaml, text, FILE) == f"{FILE}, {problem}"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("!!python/object/apply:os.system [exit]", "!!python/object/apply:os.system"),
        ("!!python/name:os.system", "!!python/name:os.system"),
        ("!!str 5", "!!str"),
        ("!!binary aGk=", "!!binary"),
        ("!!merge {a: 1}", "!!merge"),
        ("!secret text", "!secret"),
    ],
)
def test_a_tag_makes_nothing(written, tag):
    problem = f"{FILE}, line 1: tags ('{tag}') are not taken; write the value plainly, text in quotes"
    assert refusal(load_yaml, f"x: {written}", FILE) == problem


def bomb() -> str:
    names = "abcdefghijklmnopqrstuvwxyz"
    lines = [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)]
    return "\n".join(["a: &a [x]", *lines])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (bomb(), "aliases ('*name') are not taken"),
        ("[" * 2_000, "more than 20 deep"),
        ("- " * 2_000, "more than 20 deep"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(200)), "more than 20 deep"),
        ("".join(f"k{number}: 1\n" for number in range(2_000)) + "k1: 1", "stands twice"),
    ],
)
def test_what_could_grow_without_end_is_refused_by_a_rule_and_soon(text, rule):
    started = time.perf_counter()
    assert rule in refusal(load_yaml, text, FILE)
    assert time.perf_counter() - started < 3


def test_a_key_is_text_whatever_it_looks_like():
    assert load_yaml("1: a\ntrue: b\n~: c\n2014-12-11: d", FILE) == {"1": "a", "true": "b", "~": "c", "2014-12-11": "d"}


def test_a_file_may_be_long_but_not_without_end():
    assert load_yaml("x" * 100_000, FILE) == "x" * 100_000
    problem = f"{FILE}: it has 100,001 characters, and 100,000 are the most that are read; keep data in data files"
    assert refusal(load_yaml, "x" * 100_001, FILE) == problem


def test_a_byte_order_mark_before_it_all_is_no_part_of_it():
    assert load_yaml("\ufeffplace: A", FILE) == {"place": "A"}


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15) + 1, 10**15 - 1)
    | st.dates(date(1, 1, 1))
    | st.sampled_from([0.1, -2.5, 1e-7, 1234567.25])
)
texts = st.text(st.characters(codec="utf-8"), max_size=12).filter(lambda text: unseen_in(text) is None)
lookalikes = st.sampled_from(
    [
        "0071234",
        "007",
        "08",
        "1e3",
        "1_000",
        "0x1F",
        "11:00",
        "yes",
        "No",
        "~",
        "=",
        "<<",
        "2014-10",
        "2014-11-09",
        "-",
        ".5",
        "1" * 30,
    ]
)


@given(st.dictionaries(texts, scalars | texts | lookalikes | st.lists(texts | lookalikes, max_size=2), max_size=3))
def test_what_is_written_out_for_part_i_is_read_as_the_same(data):
    read = load_yaml(dump_yaml(data), FILE)
    assert read == data
    assert [type(value) for value in read.values()] == [type(value) for value in data.values()]


_FRAGMENTS = st.sampled_from(
    ["a: ", "- ", "  ", "\n", "\n  ", *"'\"[]{}#|>:bé", ", ", "007", "2014-12-11", "&x ", "!!", "\t"]
)


@given(st.lists(_FRAGMENTS, max_size=14).map("".join))
def test_without_the_c_library_nothing_else_is_read(text):
    with_it = read_if_taken(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyyaml, "__with_libyaml__", False)
        without = read_if_taken(text)
    # It takes a little less, such as no comment right after '|'.
    assert without in (with_it, REFUSED)


REFUSED = object()


def read_if_taken(text):
    try:
        return load_yaml(text, FILE)
    except InputError:
        return REFUSED


def test_an_exponent_makes_text():
    assert load_yaml("[1e-7, 1.0e-07, 1.5e3]", FILE) == ["1e-7", "1.0e-07", "1.5e3"]


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
        (2.5, "2.5"),
        (1e-7, "0.0000001"),
        (True, "true"),
    ],
)
def test_a_value_is_written_plainly_where_it_is_read_back_as_itself(value, form):
    assert scalar(value) == form


def test_in_brackets_commas_need_quotes_and_quotes_can_be_asked_for():
    assert scalar("a, b", in_brackets=True) == '"a, b"'
    assert scalar("2014-10", in_brackets=True) == "2014-10"
    assert scalar("2014-10", quoted=True) == '"2014-10"'


@given(
    st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Co", "Cn"])).filter(
        lambda text: unseen_in(text) is None
    ),
    st.booleans(),
)
def test_any_text_is_read_back(text, in_brackets):
    form = scalar(text, in_brackets=in_brackets)
    assert load_yaml(f"key: [{form}]" if in_brackets else f"key: {form}", FILE) == {
        "key": [text] if in_brackets else text
    }
