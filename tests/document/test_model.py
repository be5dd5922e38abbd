import json
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ccpi_nb.document.model import (
    Absent,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    Headline,
    Headlines,
    Inset,
    Judgement,
    Masthead,
    Paragraph,
    Row,
    Table,
    Text,
    Tone,
    blocks_from_json,
    blocks_to_json,
    document_from_json,
    document_to_json,
    figures_of,
    masthead_from_json,
    masthead_to_json,
    plain,
    without_empty_sections,
)

strings = st.text(max_size=8)
rows = st.tuples(st.builds(Row, *[strings] * 7))
figures = st.builds(Figure, strings, strings, rows, strings)
texts = st.builds(Text, strings, st.booleans(), st.booleans(), strings)
judgements = st.builds(Judgement, strings, strings, st.lists(texts | figures, max_size=3).map(tuple), rows)
runs = st.lists(texts | figures | judgements, max_size=3).map(tuple)
tones = st.sampled_from(get_args(Tone))
cells = st.builds(Cell, runs, tones)
blocks = st.lists(
    st.one_of(
        st.builds(Heading, st.integers(1, 6), runs),
        st.builds(Paragraph, runs),
        st.builds(Bullets, st.tuples(runs, runs), st.booleans()),
        st.builds(Inset, runs),
        st.builds(
            Table,
            runs,
            st.tuples(st.builds(Column, strings, st.booleans(), st.floats(0.1, 10))),
            st.tuples(st.tuples(cells, cells)),
            st.tuples(runs),
        ),
        st.builds(Chart, strings, runs, strings, st.tuples(figures)),
        st.builds(
            Headlines, st.tuples(st.builds(Headline, strings, figures, runs, strings, tones, st.none() | judgements))
        ),
        st.builds(Absent, strings),
    ),
    max_size=6,
).map(tuple)
mastheads = st.builds(Masthead, strings, strings, st.lists(st.tuples(strings, strings), max_size=3).map(tuple), strings)


@given(blocks, mastheads)
def test_what_a_notebook_stores_is_read_back_the_same(some, masthead):
    assert blocks_from_json(json.loads(json.dumps(blocks_to_json(some)))) == some
    assert masthead_from_json(json.loads(json.dumps(masthead_to_json(masthead)))) == masthead


@given(blocks, mastheads)
def test_a_document_that_is_kept_is_read_back_equal(some, masthead):
    document = Document(masthead, some)
    assert document_from_json(document_to_json(document)) == document


def test_what_is_no_block_is_refused():
    with pytest.raises(ValidationError):
        blocks_from_json([{"kind": "marquee", "runs": []}])


def test_plain_text_keeps_words_and_figures():
    assert plain((Text("Of "), Figure("14", "14", ()), Text(" calls", strong=True))) == "Of 14 calls"


def body(words: str = "words") -> Paragraph:
    return Paragraph((Text(words),))


def h(level: int, title: str = "") -> Heading:
    return Heading(level, (Text(title),))


NOTHING = Absent("Nothing is held.")


@pytest.mark.parametrize(
    ("given_blocks", "kept"),
    [
        ([h(2), body()], [h(2), body()]),
        ([h(2), NOTHING], []),
        ([h(2), NOTHING, body()], [h(2), body()]),
        ([h(2), h(3), NOTHING], []),
        ([h(2), h(3), NOTHING, h(3, "b"), body()], [h(2), h(3, "b"), body()]),
        ([h(2), body(), h(3), NOTHING], [h(2), body()]),
        ([h(2), h(3), body()], [h(2), h(3), body()]),
        ([h(2), h(4), NOTHING, h(2, "b"), body()], [h(2, "b"), body()]),
        ([h(2), h(3), body(), h(2, "b")], [h(2), h(3), body()]),
        ([body(), h(2)], [body()]),
        ([NOTHING], []),
    ],
)
def test_an_empty_section_leaves_with_its_heading(given_blocks, kept):
    assert without_empty_sections(given_blocks) == tuple(kept)


@given(st.lists(st.integers(1, 4).map(h) | st.builds(body) | st.just(NOTHING), max_size=12))
def test_only_what_is_empty_leaves(some):
    kept = without_empty_sections(some)
    assert [each for each in kept if isinstance(each, Paragraph)] == [
        each for each in some if isinstance(each, Paragraph)
    ]
    assert NOTHING not in kept
    assert without_empty_sections(kept) == kept
    for one, following in pairwise([*kept, h(1)]):
        assert not (isinstance(one, Heading) and isinstance(following, Heading) and following.level <= one.level)


def test_the_figures_of_words_are_those_shown_and_those_that_a_judgement_follows_from():
    shown, behind = (Figure(text, text, ()) for text in ("5", "6"))
    judgement = Judgement("Off target", "rating", (Text("It is "), behind), ())
    assert figures_of((Text("Up "), shown, judgement)) == (shown, behind)


@pytest.mark.parametrize(
    ("figure", "is_reference"),
    [
        (Figure("1.1", "", (Row("data/registers/plan/2014-12-11.csv, row 2", "", "", "1.1", "the plan"),)), True),
        (
            Figure("19", "19", (Row("data/registers/plan/2014-12-11.csv, row 2", "", "", "1.1", "the plan"),), "count"),
            False,
        ),
        (
            Figure("[x]", "", (Row("data/observations/calls/2014-15-Q2.csv, row 2", "calls", "", "", "the pack"),)),
            False,
        ),
    ],
)
def test_a_register_s_number_for_its_row_is_no_more_than_a_reference(figure, is_reference):
    assert figure.is_reference is is_reference
