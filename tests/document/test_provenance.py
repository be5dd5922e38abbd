import pytest
from builders import known, kpi, p, seen, target, words

from ccpi_nb.document.figures import change_figure, observed, target_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import Bullets, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.provenance import about_the_figures, provenance
from ccpi_nb.document.runs import Figure, Row, Text, plain
from ccpi_nb.domain.indicators import DataRow

ITEM = "CCPI pack 11 December 2014, item 4, Appendix B, Call answer times"


def document(*runs):
    return Document(Masthead("Calls", "2014-12-11"), (Paragraph(runs),))


def ending(*runs, files=True):
    return provenance(entries(document(*runs), ""), "This paper has", files=files)


def text_of(blocks):
    return [words(block.runs) for block in blocks if isinstance(block, Paragraph)]


def tables(blocks):
    return {
        plain(block.caption): [tuple(words(cell.runs) for cell in row) for row in block.rows]
        for block in blocks
        if isinstance(block, Table)
    }


def judged():
    return known(kpi(), target("70"), seen("60", "2014-15-Q1"), seen("65.5")).result("calls_answered", p("2014-15-Q2"))


def test_it_says_how_many_figures_are_published_and_how_many_are_not():
    made = ending(
        observed(kpi(), seen("65.5")),
        target_figure(kpi(), target("70")),
        change_figure(kpi(), seen("60", "2014-15-Q1"), seen("65.5")),
    )
    assert text_of(made)[0] == "This paper has [3] figures: [1] as published, [1] target and [1] worked out."


def test_it_counts_ratings_and_directions_but_not_what_their_reasons_work_out():
    made = ending(rating_of(judged()), direction_of(judged()), observed(kpi(), seen("65.5")))
    assert text_of(made)[0] == (
        "This paper has [1] figure, as published. Beside them are [1] rating and [1] direction, each with its reason."
    )


def test_figures_are_counted_by_document_with_its_item_and_by_data_file():
    made = ending(
        observed(kpi(), seen("65.5", source=ITEM)),
        observed(kpi(), seen("60", source="CCPI report 18 April 2018, Payroll, Performance")),
    )
    assert tables(made) == {
        "Documents": [("CCPI pack 11 December 2014, item 4", "[1]"), ("CCPI report 18 April 2018", "[1]")],
        "Data files": [("data/observations/calls/2014-15-Q2.csv", "[2]")],
    }


def test_a_figure_from_two_files_counts_for_both_and_a_note_says_so():
    made = ending(change_figure(kpi(), seen("60", "2014-15-Q1"), seen("65.5")))
    _, files = [block for block in made if isinstance(block, Table)]
    assert [words(row[1].runs) for row in files.rows] == ["[1]", "[1]"]
    assert [plain(note) for note in files.notes] == ["A figure that draws on two data files is counted once for each."]


def test_computations_are_told_in_words_with_how_many_there_are():
    made = ending(
        change_figure(kpi(), seen("60", "2014-15-Q1"), seen("65.5")),
        Figure("1", "1", (Row(DataRow("data/x.csv", 2), "", "", "", ""),), "odd"),
    )
    (bullets,) = [block for block in made if isinstance(block, Bullets)]
    assert [words(item) for item in bullets.items] == [
        "Change: the later value less the earlier one ([1])",
        "Odd ([1])",
    ]


def test_a_pack_names_its_documents_and_no_data_file():
    made = ending(observed(kpi(), seen("65.5", source=ITEM)), files=False)
    assert list(tables(made)) == ["Documents"]
    assert "data/" not in "".join(text_of(made))


def test_the_page_about_the_figures_has_all_papers_together_and_each_by_its_name():
    one, other = document(observed(kpi(), seen("65.5"))), document(observed(kpi(), seen("60")))
    made = about_the_figures([("Item 4: Calls", one), ("Item 5: Words", document(Text("None."))), ("Item 6", other)])
    assert list(tables(made)) == [
        "Documents",
        "Data files",
        *(f"{each} ({name})" for name in ("Item 4: Calls", "Item 6") for each in ("Documents", "Data files")),
    ]
    titles = [plain(block.runs) for block in made if isinstance(block, Heading)]
    assert titles == ["How to check a figure", "All papers together", "Item 4: Calls", "Item 6"]
    counts = [text for text in text_of(made) if text.startswith("Th")]
    assert counts == [
        "These papers have [2] figures, all as published.",
        *["This paper has [1] figure, as published."] * 2,
    ]
    assert [
        run.href
        for block in made
        if isinstance(block, Bullets)
        for item in block.items
        for run in item
        if run.kind == "text" and run.href
    ] == ["ledger.csv"]


def test_papers_without_figures_from_data_need_no_page_about_them():
    for words_alone in (document(Text("No figure.")), document(Figure("28", "28", (), "clear days: regulation 5(2)"))):
        assert about_the_figures([("Item 4", words_alone)]) == ()


def test_a_plan_s_references_are_no_figures():
    made = ending(
        Figure("1.1", "", (Row(DataRow("data/registers/plan/2014-12-11.csv", 2), "", "", "1.1", "the plan"),)),
        observed(kpi(), seen("65.5")),
    )
    assert text_of(made)[0].startswith("This paper has [1] figure, as published.")


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ([target_figure(kpi(), target("70"))], "This paper has [1] figure: [1] target."),
        ([target_figure(kpi(), target("70"))] * 2, "This paper has [2] figures: [2] targets."),
        ([observed(kpi(), seen("65.5"))] * 2, "This paper has [2] figures, all as published."),
        ([rating_of(judged())], "This paper has [1] rating, with its reason."),
    ],
)
def test_it_leaves_out_what_there_is_none_of(runs, said):
    assert text_of(ending(*runs))[0] == said
