import json

from builders import kpi, seen

from ccpi_nb.differences.difference_sheet import Diff, as_json, comparison_document, diff_lines
from ccpi_nb.differences.differences import differences
from ccpi_nb.document.figures import count_figure, observed
from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph, Table
from ccpi_nb.domain.meetings import RESTRICTION
from ccpi_nb.render.html import render_document

CALLS = kpi()
INDICATORS = {CALLS.key: CALLS}
DATA = "data/observations/calls/2014-15-Q2.csv"


def ledger(*runs):
    return lines(
        entries(Document(Masthead("Calls", "2014-12-11"), tuple(Paragraph((run,)) for run in runs)), "04-calls")
    )


def compared(before, after, *, restricted=False, files=()):
    return Diff("before", "after", differences(before, after), "All figures", is_restricted=restricted, files=files)


CHANGED = compared(
    ledger(observed(CALLS, seen("60")), count_figure("count of figures", 1, ())),
    ledger(observed(CALLS, seen("61")), count_figure("count of figures", 2, ()), observed(CALLS, seen("5", "2014-10"))),
    files=(DATA, "data/names.csv", "notebooks/calls.ipynb", "notebooks/other.ipynb"),
)


def test_a_terminal_is_told_what_was_compared_what_differs_and_which_files_made_no_difference():
    assert list(diff_lines(CHANGED, INDICATORS)) == [
        "1 changed, 1 new.",
        "  before: before",
        "  after:  after",
        "  All figures.",
        "",
        "Changed",
        "  Calls answered, July to September 2014: 60% became 61% (up 1 percentage point), in 04-calls",
        f"    {DATA}, row 2",
        "",
        "New",
        "  Calls answered, October 2014: 5% is new, in 04-calls",
        "    data/observations/calls/2014-10.csv, row 2",
        "",
        "What pages say of how many figures they have changed in 04-calls.",
        "",
        "Changed files that no difference comes from",
        "  data/names.csv",
        "  notebooks/other.ipynb",
    ]


def test_where_nothing_differs_that_is_said():
    assert next(iter(diff_lines(compared((), ()), INDICATORS))) == "No figure, rating or direction differs."


def test_json_has_every_difference_with_its_sentence():
    said = json.loads(as_json(CHANGED, INDICATORS))
    assert [each["kind"] for each in said["differences"]] == ["changed", "changed", "new"]
    assert said["differences"][0]["before"]["value"] == "60"
    assert said["differences"][0]["sources"] == [f"{DATA}, row 2"]
    assert said["files_without_difference"] == ["data/names.csv", "notebooks/other.ipynb"]


def test_a_page_has_a_table_for_each_kind_with_its_figures_and_their_rows():
    document = comparison_document(CHANGED, INDICATORS, "2014-12-11")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [1, 1]
    page = render_document(document)
    assert f'data-rows="{DATA}, row 2"' in page
    assert "Not for publication" not in page


def test_a_restatement_is_told_on_the_page():
    document = comparison_document(
        compared(ledger(observed(CALLS, seen("60"))), ledger(observed(CALLS, seen("61", source="the minutes")))),
        INDICATORS,
        "2014-12-11",
    )
    assert "Up 1 percentage point; from &#39;the minutes&#39; instead of &#39;the pack&#39;" in render_document(
        document
    )


def test_a_page_with_exempt_figures_is_not_for_publication():
    document = comparison_document(compared((), (), restricted=True), INDICATORS, "2014-12-11")
    assert document.masthead.restriction == RESTRICTION
    assert "Not for publication: exempt information" in render_document(document)
