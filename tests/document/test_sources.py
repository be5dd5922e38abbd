import pytest
from builders import known, kpi, p, seen, target, total, words
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.content.register_tables import action_tables
from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.figures import change_figure, count_figure, observed, row_of, total_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.model import Bullets, Chart, Heading, Headline, Headlines, Inset, Paragraph
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.document.sources import Glossary, sources_by_section
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.periods import period_name

GLOSSARY = Glossary({"calls_answered": kpi()}, ("Windows 7",))
SEEN = seen("65.5")


def said(*runs):
    return Paragraph(tuple(Text(run) if isinstance(run, str) else run for run in runs))


def sources(*blocks):
    (found,) = [each for each in sources_by_section(blocks, GLOSSARY) if each]
    return found


def rows(found):
    return [(row.figure.text, row.name, row.number) for _, file in files(found) for row in file.rows]


def files(found):
    return [(paper, file) for paper in found.papers for file in paper.files]


def table():
    return performance_table(
        known(kpi(), target("70"), SEEN), ["calls_answered"], [p("2014-15-Q2")], "Calls by quarter"
    )


@pytest.mark.parametrize(
    "block",
    [
        table(),
        Chart("", (Text("Calls"),), "Rises.", (observed(kpi(), SEEN),)),
        Headlines((Headline("Calls", observed(kpi(), SEEN), ()),)),
        said(observed(kpi(), SEEN)),
        Bullets(((observed(kpi(), SEEN),),)),
        Inset((observed(kpi(), SEEN),)),
    ],
)
def test_a_section_that_shows_figures_has_its_sources_at_its_end_named_by_its_heading(block):
    found = sources_by_section((Heading.of(2, "Calls"), block, said("No figure.")), GLOSSARY)
    assert [each and each.of for each in found] == [None, None, "Calls"]


def test_sources_are_named_by_a_heading_without_its_figures():
    figure = observed(kpi(), SEEN)
    *_, found = sources_by_section((Heading(2, (figure, Text(" large differences"))), said(figure)), GLOSSARY)
    assert found
    assert found.of == "large differences"


def test_a_section_has_its_sources_once_whatever_it_holds_and_its_subsections_are_part_of_it():
    text = said(observed(kpi(), SEEN))
    blocks = (
        text,
        Heading.of(2, "Calls"),
        text,
        table(),
        Heading.of(3, "By place"),
        text,
        Heading.of(1, "Annex"),
        text,
    )
    found = sources_by_section(blocks, GLOSSARY)
    assert [each and each.of for each in found] == ["", None, None, None, None, "Calls", None, "Annex"]
    assert [text for each in found if each for text, _, _ in rows(each)] == ["65.5%", "65.5%", "at least 70%", "65.5%"]


def test_what_shows_no_figure_has_no_sources():
    assert sources_by_section((said("No figure."), Heading(2, (Text("Calls"),))), GLOSSARY) == (None, None)
    assert sources_by_section((), GLOSSARY) == ()


def test_a_row_is_named_by_what_it_holds_and_when():
    found = sources(said(observed(kpi(), seen("65.5", breakdown="Preston"))))
    assert rows(found) == [("65.5%", "Calls answered, Preston, July to September 2014", 2)]
    ((paper, file),) = files(found)
    assert (paper.name, file.file, paper.known) == (
        "the pack",
        "data/observations/calls/2014-15-Q2.csv",
        "11 December 2014",
    )


def test_an_input_is_shown_with_its_unit_although_the_text_does_not_show_it():
    found = sources(said(change_figure(kpi(), seen("60", "2014-15-Q1"), SEEN)))
    assert [text for text, _, _ in rows(found)] == ["60%", "65.5%"]
    assert [words(each) for each in found.sums] == ["[5.5 percentage points]: change, [65.5%] − [60%] (Calls answered)"]


def test_a_row_that_is_shown_is_listed_as_it_is_shown_and_once():
    about = observed(kpi(), seen("954", qualifier="about"))
    assert rows(sources(said(about, about))) == [("about 954%", "Calls answered, July to September 2014", 2)]


def test_rows_stand_under_their_document_and_file():
    other = seen("60", "2014-15-Q1", source="the minutes")
    found = sources(
        said(observed(kpi(), SEEN), observed(kpi(), other), observed(kpi(), seen("70", breakdown="Preston")))
    )
    assert [(paper.name, file.file.rpartition("/")[2], len(file.rows)) for paper, file in files(found)] == [
        ("the pack", "2014-15-Q2.csv", 2),
        ("the minutes", "2014-15-Q1.csv", 1),
    ]


PLACES = st.sampled_from(["the pack", "the pack, item 4", "the pack, item 4, Calls, by month", "the minutes, item 4"])
FILES = st.sampled_from(["data/a.csv", "data/b.csv"])
DAYS = st.sampled_from(["", "2014-10-01", "2014-12-11"])
ROWS = st.lists(st.tuples(FILES, st.integers(2, 9), PLACES, DAYS), min_size=1, max_size=12)


@given(ROWS)
def test_nothing_is_lost_however_rows_are_grouped(places):
    wanted = [
        Row(DataRow(file, number), "calls_answered", "2014-15-Q2", "", source, day, "5")
        for file, number, source, day in places
    ]
    found = sources(said(*(Figure("5", "5", (each,)) for each in wanted)))
    listed = [
        (", ".join(filter(None, (paper.name, place.name))), file.file, paper.known, row.number)
        for paper, file in files(found)
        for place in file.places
        for row in place.rows
    ]
    assert sorted(listed) == sorted(
        {(row.source, row.at.file, period_name(row.as_at), row.at.number) for row in wanted}
    )
    assert len({(paper.name, paper.known, file.file) for paper, file in files(found)}) == len(files(found))


@pytest.mark.parametrize("inputs", [2, 20])
def test_a_total_of_many_parts_names_its_computation_only(inputs):
    parts = [seen("1", breakdown=f"Place {number}") for number in range(inputs)]
    (text,) = [
        words(each) for each in sources(said(total_figure(kpi(unit="number"), total(kpi(unit="number"), *parts)))).sums
    ]
    assert text.startswith(f"[{inputs}]: total, [1%] + [1%]" if inputs == 2 else "[20]: total")
    assert ("+" in text) == (inputs == 2)


def test_a_count_says_what_was_counted():
    found = sources(said(count_figure("count on target", 1, [row_of(SEEN)])))
    assert [words(each) for each in found.sums] == ["[1]: count on target (Calls answered)"]


def test_ratings_and_directions_give_their_reasons_each_once():
    result = known(kpi(), target("70"), seen("60", "2014-15-Q1"), SEEN).result("calls_answered", p("2014-15-Q2"))
    found = sources(said(rating_of(result), direction_of(result), rating_of(result)))
    assert [words(each).partition(". ")[0] for each in found.reasons] == [
        "Calls answered: off target",
        "Calls answered: improving",
    ]
    assert [text for text, _, _ in rows(found)] == ["65.5%", "60%", "70%"]


def test_an_action_is_named_by_its_reference_and_status():
    from builders import action_row, sheet

    from ccpi_nb.workbook.report_registers import actions_from

    (block,) = action_tables(actions_from(sheet(action_row()), "data/registers/plan/2014-12-11.csv"), known(SEEN))
    found = sources(block)
    assert rows(found) == [("1.1", "green", 2)]
    assert [words(each) for each in found.reasons] == ["Action [1.1]: green, as the plan gives it."]


def test_without_a_glossary_keys_stand_for_names():
    (found,) = sources_by_section(
        (
            said(
                Figure(
                    "5", "5", (Row(DataRow("data/x.csv", 2), "calls_answered", "", "", "the pack", "", "4"),), "change"
                )
            ),
        ),
        Glossary(),
    )
    assert found is not None
    assert rows(found) == [("4", "Calls answered", 2)]


def test_a_glossary_knows_the_names_of_indicators_too():
    assert GLOSSARY.all_names == ("Windows 7", "Calls answered")
