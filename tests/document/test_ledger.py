import csv
from dataclasses import replace
from io import StringIO

import pytest
from builders import known, kpi, p, seen, target
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.figures import change_figure, observed, target_figure
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.ledger import Input, LedgerLine, entries, ledger_csv, ledger_from, lines, packed, unpacked
from ccpi_nb.document.model import (
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
    Table,
)
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow

MASTHEAD = Masthead("Calls", "2014-12-11")


def figure(text="65.5%"):
    row = Row(
        DataRow("data/observations/calls/2014-15-Q2.csv", 2),
        "calls_answered",
        "2014-15-Q2",
        "",
        "the pack",
        "2014-12-11",
        "65.5",
    )
    return Figure(text, "65.5", (row,))


def heading(words, level=2):
    return Heading(level, (Text(words),))


def places(*blocks):
    return [entry.place for entry in entries(Document(MASTHEAD, blocks), "04-calls")]


def line_of(shown):
    (line,) = lines(entries(Document(MASTHEAD, (Paragraph((shown,)),)), "04-calls"))
    return line


@pytest.mark.parametrize(
    ("block", "place"),
    [
        (Paragraph((Text("It was "), figure())), "paragraph 1, sentence 1"),
        (Paragraph((Text("One. Two. It was "), figure())), "paragraph 1, sentence 3"),
        (Paragraph((Text("It cost £1.5 and, e.g. "), figure())), "paragraph 1, sentence 1"),
        (Inset((figure(),)), "paragraph 1, sentence 1"),
        (Bullets(((Text("One."),), (figure(),))), "point 2, sentence 1"),
        (Bullets(((Text("One."),),), below=((Bullets(((figure(),),)),),)), "point 2, sentence 1"),
        (Bullets(((Text("One."),),), below=((Paragraph((figure(),)),),)), "paragraph 1, sentence 1"),
        (Inset((Text("One."),), (Paragraph((figure(),)),)), "paragraph 2, sentence 1"),
        (
            Table((), (Column("Day"), Column("")), ((Cell.of("1 May"), Cell((figure(),))),)),
            "table 'Day', row '1 May', column ''",
        ),
        (Heading(3, (Text("It was "), figure())), "It was: heading"),
        (Heading(3, (figure(),)), "65.5%: heading"),
        (Chart("", (Text("Calls"),), "Rises.", (figure(),)), "chart 'Calls'"),
        (Headlines((Headline("Calls", figure(), ()),)), "key figure 'Calls'"),
        (Headlines((Headline("Calls", Figure("", "", ()), (figure(),)),)), "key figure 'Calls', detail"),
    ],
)
def test_a_figure_is_found_by_its_place(block, place):
    assert places(block) == [place]


def test_a_place_begins_with_the_sections_that_it_stands_in():
    body = Paragraph((figure(),))
    found = places(heading("Advice"), body, body, heading("Calls", 3), body, heading("Risk"), body)
    assert found == [
        "Advice: paragraph 1, sentence 1",
        "Advice: paragraph 2, sentence 1",
        "Advice / Calls: paragraph 1, sentence 1",
        "Risk: paragraph 1, sentence 1",
    ]


def test_a_table_s_places_are_its_caption_its_cells_and_its_notes():
    cells = (Cell((Text("Answered [note 1]"),)), Cell((figure(),)))
    table = Table(
        (Text("Calls in "), figure()),
        (Column("Measure"), Column("Quarter 2")),
        (cells,),
        ((Text("[note 1] Not "), figure()),),
    )
    assert places(table) == [
        "table 'Calls in 65.5%', caption",
        "table 'Calls in 65.5%', row 'Answered', column 'Quarter 2'",
        "table 'Calls in 65.5%', note 1",
    ]


@pytest.mark.parametrize(("sign", "text"), [("+", "+65.5%"), ("−", "−65.5%"), ("", "65.5%")])
def test_a_figure_is_shown_with_its_sign(sign, text):
    line = line_of(replace(figure(), sign=sign))
    assert (line.text, line.amount) == (text, "65.5%")


def test_an_observed_figure_has_its_row_day_and_document():
    line = line_of(observed(kpi(), seen("65.5", breakdown="Preston", as_at="2014-11-30")))
    assert line == LedgerLine(
        "04-calls",
        "paragraph 1, sentence 1",
        "65.5%",
        "65.5",
        "calls_answered",
        "2014-15-Q2",
        "Preston",
        "data/observations/calls/2014-15-Q2.csv",
        "2",
        "2014-11-30",
        "the pack",
        "",
        "",
    )
    assert line.rows == (
        Input(
            "65.5",
            "calls_answered",
            "Preston",
            "2014-15-Q2",
            DataRow("data/observations/calls/2014-15-Q2.csv", 2),
        ),
    )


def test_a_computed_figure_has_all_its_inputs_with_their_values():
    line = line_of(change_figure(kpi(), seen("60", "2014-15-Q1"), seen("65.5")))
    assert (line.computation, line.value, line.period, line.source_row) == (
        "change",
        "5.5",
        "2014-15-Q1; 2014-15-Q2",
        "2",
    )
    assert [(each.value, each.what, str(each.at)) for each in line.rows] == [
        ("60", "calls_answered @ 2014-15-Q1", "data/observations/calls/2014-15-Q1.csv, row 2"),
        ("65.5", "calls_answered @ 2014-15-Q2", "data/observations/calls/2014-15-Q2.csv, row 2"),
    ]


def test_a_target_is_an_input_of_its_own():
    assert line_of(target_figure(kpi(), target("70"))).rows == (
        Input("70", "calls_answered", "", "", DataRow("data/targets.csv", 2)),
    )


def test_a_rating_has_a_line_with_its_rule_and_one_for_what_its_reason_works_out():
    rating = rating_of(known(kpi(), target("70"), seen("65.5")).result("calls_answered", p("2014-15-Q2")))
    judged, shortfall = lines(entries(Document(MASTHEAD, (Paragraph((rating,)),)), "04-calls"))
    assert (judged.text, judged.value) == ("Off target", "")
    assert judged.computation.startswith(
        "rating: Calls answered: off target. 65.5% in July to September 2014 against a target of at least 70%"
    )
    assert [each.value for each in judged.rows] == ["65.5", "70"]
    assert (shortfall.place, shortfall.text, shortfall.computation) == (
        "paragraph 1, sentence 1, reason",
        "4.5 percentage points",
        "shortfall",
    )


def test_every_rating_and_direction_of_a_table_has_a_line():
    evidence = known(kpi(), target("70"), seen("60", "2014-15-Q1"), seen("65.5"))
    table = performance_table(evidence, ["calls_answered"], [p("2014-15-Q1"), p("2014-15-Q2")], "Calls")
    found = {
        line.text: line.computation.partition(":")[0]
        for line in lines(entries(Document(MASTHEAD, (table,)), "04-calls"))
    }
    assert (found["Off target"], found["Improving"]) == ("rating", "direction")


def test_a_register_s_row_without_an_indicator_is_named_by_its_reference():
    line = line_of(
        Figure(
            "1.1",
            "",
            (Row(DataRow("data/registers/plan/2014-12-11.csv", 2), "", "", "1.1", "the plan", "2014-12-11", "green"),),
            "count",
        )
    )
    (row,) = line.rows
    assert row == Input("green", "", "1.1", "", DataRow("data/registers/plan/2014-12-11.csv", 2))
    assert row.what == "/ 1.1"


# As data files have them; a slot's own signs are no part of a key, a breakdown or a status.
keys = st.from_regex(r"[a-z][a-z0-9_]*", fullmatch=True)
breakdowns = st.text("abc 1.,/()'", max_size=8).map(lambda words: " ".join(words.split()))
rows = st.builds(
    Row,
    st.builds(DataRow, keys.map("data/registers/{}.csv".format), st.integers(2, 99)),
    st.just("") | keys,
    st.sampled_from(["", "2014-15-Q2", "2014-04/2014-09", "2014-12-11"]),
    breakdowns,
    st.just("the pack"),
    st.just("2014-12-11"),
    st.sampled_from(["65.5", "-3", "[x]", "green", "signed off", "all targets met"]),
)


@given(st.lists(rows, min_size=1, max_size=4).map(tuple))
def test_a_ledger_gives_back_the_rows_that_a_figure_was_worked_out_from(some):
    (line,) = ledger_from(ledger_csv([line_of(Figure("5", "5", some, "change"))]))
    assert line.rows == tuple(Input(row.value, row.indicator, row.breakdown, row.period, row.at) for row in some)


@given(st.lists(st.text("abc ,.", min_size=1)))
def test_what_several_rows_say_is_told_apart_again(texts):
    assert unpacked(packed(texts)) == tuple(dict.fromkeys(texts))


def test_row_numbers_can_be_left_out_of_a_line():
    rows = [Row(DataRow("data/x.csv", number), "calls_answered", "", "", "the pack", "", "5") for number in (2, 3)]
    apart = [line_of(Figure("5", "5", (row,), "total")) for row in rows]
    assert apart[0] != apart[1]
    assert apart[0].without_row_numbers == apart[1].without_row_numbers


def test_no_cell_runs_in_a_spreadsheet_and_reading_it_back_takes_the_guard_off():
    (line,) = lines(entries(Document(MASTHEAD, (Paragraph((replace(figure("=1+1"), sign="+"),)),)), "04-calls"))
    text = ledger_csv([line])
    assert all(not cell.startswith(("=", "+", "@")) for row in csv.reader(StringIO(text)) for cell in row)
    assert ledger_from(text) == (line,)


@given(
    st.lists(
        st.builds(LedgerLine, *[st.text(st.characters(codec="utf-8", exclude_characters="\x00"))] * 13), max_size=3
    )
)
def test_a_ledger_says_after_reading_what_it_said_before(made):
    assert ledger_from(ledger_csv(made)) == tuple(made)


def test_the_same_document_gives_the_same_ledger():
    document = Document(MASTHEAD, (heading("Calls"), Paragraph((figure(),))))
    assert ledger_csv(lines(entries(document, "a"))) == ledger_csv(lines(entries(document, "a")))


def test_a_cell_longer_than_the_csv_module_takes_by_itself_is_read_back():
    rows = tuple(
        Row(DataRow("data/observations/calls/2014-15-Q2.csv", number), "calls", "2014-15-Q2", "", "x", "", "1")
        for number in range(2, 3000)
    )
    (line,) = lines(
        entries(Document(Masthead("", ""), (Paragraph((Figure("2,998", "2998", rows, "count of calls"),)),)), "x")
    )
    assert len(line.inputs) > 131_072
    assert ledger_from(ledger_csv([line])) == (line,)
