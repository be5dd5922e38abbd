import json
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ccpi_nb.computing.computations import Computation, counting
from ccpi_nb.document.model import (
    Absent,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Headline,
    Headlines,
    Inset,
    Masthead,
    Paragraph,
    Rule,
    Table,
    Tone,
)
from ccpi_nb.document.runs import Figure, Judgement, LineBreak, Row, Sign, Text, figures_of, plain
from ccpi_nb.document.sections import without_empty_sections
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.render.json_form import (
    blocks_from_json,
    blocks_to_json,
    document_from_json,
    document_to_json,
    masthead_from_json,
    masthead_to_json,
)

strings = st.text(max_size=8)
places = st.builds(DataRow, st.text(min_size=1, max_size=8), st.integers(0, 99))
rows = st.tuples(st.builds(Row, places, *[strings] * 6))
signs = st.sampled_from(get_args(Sign))
figures = st.builds(Figure, strings, strings, rows, strings, signs)
# A sign alone may be read as a figure's.
texts = st.builds(
    Text, strings.filter(lambda words: words not in {"+", "−"}), *[st.booleans()] * 2, strings, st.booleans()
)
judgements = st.builds(Judgement, strings, strings, st.lists(texts | figures, max_size=3).map(tuple), rows)
runs = st.lists(texts | figures | judgements | st.builds(LineBreak), max_size=3).map(tuple)
tones = st.sampled_from(get_args(Tone))
cells = st.builds(Cell, runs, tones)
below = st.recursive(
    st.tuples(st.builds(Paragraph, runs)), lambda inner: st.tuples(st.builds(Inset, runs, inner)), max_leaves=3
)
blocks = st.lists(
    st.one_of(
        st.builds(Heading, st.integers(1, 6), runs),
        st.builds(Paragraph, runs),
        st.builds(Bullets, st.tuples(runs, runs), st.booleans(), st.integers(0, 99)),
        st.builds(Bullets, st.tuples(runs), st.booleans(), below=st.tuples(below)),
        st.builds(Inset, runs, below),
        st.builds(Rule),
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


signed_runs = st.lists(texts | figures | judgements | signs.map(Text), max_size=6).map(tuple)


@given(signed_runs)
def test_a_sign_that_stands_before_a_figure_is_read_as_the_figure_s_and_all_else_as_it_was(some):
    (read,) = blocks_from_json(json.loads(json.dumps(blocks_to_json([Paragraph(some)]))))
    assert plain(read.runs) == plain(some)
    assert [replace(run, sign="") for run in figures_of(read.runs)] == [
        replace(run, sign="") for run in figures_of(some)
    ]
    if not any(run in (Text("+"), Text("−")) for run in some):
        assert read.runs == some


def test_notebooks_store_a_sign_as_a_text_before_its_figure():
    change = Figure("5.5 percentage points", "5.5", (), "change", "+")
    (stored,) = blocks_to_json([Paragraph((change,))])
    assert [(run["kind"], run["text"]) for run in stored["runs"]] == [
        ("text", "+"),
        ("figure", "5.5 percentage points"),
    ]
    assert list(stored["runs"][1]) == ["text", "value", "rows", "computation", "kind"]
    assert blocks_from_json([stored]) == (Paragraph((change,)),)


def test_a_computation_is_read_back_as_the_one_that_is_known():
    known, specified = (Figure("5", "5", (), computation) for computation in (Computation.CHANGE, counting("of Green")))
    judgement = Judgement("Off target", Computation.RATING, (known,), ())
    some = (Paragraph((known, specified, judgement)),)
    stored = blocks_to_json(some)
    assert [run.get("computation", run.get("rule")) for run in stored[0]["runs"]] == [
        "change",
        "count of Green",
        "rating",
    ]
    (read,) = blocks_from_json(stored)
    assert (read,) == some
    assert read.runs[0].computation is Computation.CHANGE
    assert read.runs[2].rule is Computation.RATING


@pytest.mark.parametrize("before", [Text("+", strong=True), Text(" +"), Text("-"), Text("")])
def test_other_texts_before_a_figure_are_no_sign(before):
    some = (Paragraph((before, Figure("5", "5", ()))),)
    assert blocks_from_json(blocks_to_json(some)) == some


def test_a_chart_s_and_a_key_figure_s_sign_is_stored_as_well():
    change = Figure("5", "5", (), "change", "−")
    some = (Chart("", (), "Falls.", (change,)), Headlines((Headline("Calls", change, ()),)))
    assert blocks_from_json(blocks_to_json(some)) == some


def test_what_is_no_block_is_refused():
    with pytest.raises(ValidationError):
        blocks_from_json([{"kind": "marquee", "runs": []}])


def test_notebooks_store_a_row_with_its_place_as_text():
    row = Row(DataRow("data/x.csv", 12), "calls", "2014-15", "Preston", "the pack", "2014-12-11", "5")
    (stored,) = blocks_to_json([Paragraph((Figure("5", "5", (row,)),))])
    assert list(stored["runs"][0]["rows"][0].items()) == [
        ("place", "data/x.csv, row 12"),
        ("indicator", "calls"),
        ("period", "2014-15"),
        ("breakdown", "Preston"),
        ("source", "the pack"),
        ("as_at", "2014-12-11"),
        ("value", "5"),
    ]


@pytest.mark.parametrize("place", ["", "data/x.csv", "data/x.csv, row ", "data/x.csv, row two", ", row 2"])
def test_a_row_without_a_place_in_a_file_is_refused(place):
    (stored,) = blocks_to_json([Paragraph((Figure("5", "5", (Row(DataRow("data/x.csv", 12), *[""] * 4),)),))])
    stored["runs"][0]["rows"][0]["place"] = place
    with pytest.raises(ValidationError, match="is no row of a file"):
        blocks_from_json([stored])


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
        (Figure("1.1", "", (Row(DataRow("data/registers/plan/2014-12-11.csv", 2), "", "", "1.1", "the plan"),)), True),
        (
            Figure(
                "19", "19", (Row(DataRow("data/registers/plan/2014-12-11.csv", 2), "", "", "1.1", "the plan"),), "count"
            ),
            False,
        ),
        (
            Figure(
                "[x]", "", (Row(DataRow("data/observations/calls/2014-15-Q2.csv", 2), "calls", "", "", "the pack"),)
            ),
            False,
        ),
    ],
)
def test_a_register_s_number_for_its_row_is_no_more_than_a_reference(figure, is_reference):
    assert figure.is_reference is is_reference


def test_blocks_of_one_text_are_made_of_it():
    assert Heading.of(2, "Calls") == Heading(2, (Text("Calls"),))
    assert Paragraph.of("Calls", strong=True) == Paragraph((Text("Calls", strong=True),))
    assert Bullets.of(["Calls", "Letters"]) == Bullets(((Text("Calls"),), (Text("Letters"),)))
    assert Cell.of("Off target", "off") == Cell((Text("Off target"),), "off")


@given(st.one_of(st.integers(1, 100), st.integers(1, 100).map(float), st.floats(0.01, 100)))
def test_a_width_is_written_as_javascript_would_write_it(width: float) -> None:
    """Else JupyterLab's save would change a notebook in which nothing has changed."""
    (block,) = blocks_to_json([Table((), (Column("Calls", width=width),), ())])
    written = json.dumps(block["columns"][0]["width"])
    assert not written.endswith(".0")
    assert float(written) == width
    assert blocks_from_json([block]) == (Table((), (Column("Calls", width=width),), ()),)
