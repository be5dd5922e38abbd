"""Where papers disagree, as a document, on a terminal and for programs."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from builders import claim, known, kpi, related, ruling_row, seen, sheet, target, words
from pypdf import PdfReader

from ccpi_nb.computing.selections import MOST_LISTED
from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Headlines, Table
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.runs import Figure
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.listing import reconciliation_json, reconciliation_lines
from ccpi_nb.reconcile.part_findings import PartFindings, keyed
from ccpi_nb.reconcile.sheet import reconciliation_document
from ccpi_nb.reconcile.summary import reconciliation_summary, rows_behind
from ccpi_nb.reconcile.wording import about, place_words, size_runs
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.workbook.papers import rulings_from

MEETING = Meeting(date(2014, 12, 11), "Cabinet Committee", "County Council", "11.00 am", "County Hall", ())
CALLS = kpi("calls", unit="number", breakdown="place")
TWICE = (seen("57", of="calls", source="page 3"), seen("54", of="calls", given_in="text", source="page 4"))
THREE_POINTS = (("90", "table"), ("87", "text"))
FINDING = "given twice: calls @ 2014-15-Q2"


def findings(
    *facts,
    claims=(),
    relations=(),
    part: Part = Part.PUBLIC,
    ruled: dict[str, str] | None = None,
    finding: str = FINDING,
) -> PartFindings:
    evidence = known(CALLS, *facts)
    rows = rulings_from(sheet(ruling_row(finding=finding, **ruled)), "reconciliation.csv") if ruled is not None else ()
    return PartFindings(part, evidence, reconcile(evidence, relations, claims), {each.finding: each for each in rows})


def document(*facts, restriction: str = "", **more) -> Document:
    made = reconciliation_document(findings(*facts, **more), MEETING, restriction)
    assert made
    return made


def cards(made: Document) -> dict[str, dict[str, list[str]]]:
    """What each card says, by its section and its title; of a value 'where: value'."""
    found: dict[str, dict[str, list[str]]] = {}
    card: list[str] = []
    for block in made.blocks:
        match block.kind:
            case "heading" if block.level == 2:
                section = found.setdefault(words(block.runs), {})
                card = []
            case "heading":
                card = section.setdefault(words(block.runs), [])
            case "paragraph":
                card.append(words(block.runs))
            case "bullets":
                card += map(words, block.items)
            case "headlines":
                card += (f"{item.label}: [{item.figure.text}]" for item in block.items)
    return found


def tally(made: Document) -> list[list[str]]:
    (table,) = (block for block in made.blocks if isinstance(block, Table))
    return [[words(cell.runs) for cell in row] for row in table.rows]


def opening(made: Document) -> str:
    return words(made.blocks[0].runs)


def test_a_card_says_how_far_apart_why_and_each_value_with_its_place():
    assert cards(document(*TWICE))["[1] moderate difference"] == {
        "Calls, July to September 2014": [
            "[3] apart ([5.3%] of the larger). No known explanation.",
            "In a table of page 3: [57]",
            "In the text of page 4: [54]",
        ]
    }


def test_what_only_seems_to_differ_is_counted_and_not_listed():
    made = document(*TWICE, seen("74.16", source="page 3"), seen("74", given_in="text", source="page 4"))
    assert list(cards(made)) == ["[1] moderate difference", "What was compared", "How large a difference is"]
    assert tally(made) == [["Values given more than once", "[2]", "[0]", "[1]", "[1]"]]
    assert "[1] other comparison agrees after rounding." in opening(made)


def test_the_opening_says_what_was_checked_what_came_of_it_and_that_nothing_was_changed():
    assert opening(document(*TWICE, seen("65"), seen("65", given_in="text"))) == (
        "Where the papers for 11 December 2014 say a thing twice, or give a sum and its parts, what they say was "
        "compared. In [1] of [2] comparisons the papers differ: [1] moderate difference. It has no known explanation. "
        "[1] other comparison agrees. "
        "No report has been changed: each shows what the papers say."
    )


def pair(one: str, other: str, place: str) -> tuple[Observation, Observation]:
    """A place's calls in a table and in the text."""
    return (
        seen(one, of="calls", breakdown=place, source=f"{place}, table"),
        seen(other, of="calls", breakdown=place, given_in="text", source=f"{place}, text"),
    )


@pytest.mark.parametrize(
    ("pairs", "summary"),
    [
        ([("1", "1")], "[1] comparison was made, and agrees."),
        ([("1", "1"), ("2", "2")], "All [2] comparisons agree."),
        ([("1.16", "1.2"), ("2", "2")], "All [2] comparisons agree, [1] of them after rounding."),
        ([("1.16", "1.2"), ("2.14", "2.1")], "All [2] comparisons agree after rounding."),
        (
            [("1", "2")],
            "[1] comparison was made, and the papers differ: [1] large difference. It has no known explanation.",
        ),
        (
            [("1", "2"), ("50", "51")],
            "In all [2] comparisons the papers differ: [1] large and [1] moderate difference. None of them has a "
            "known explanation.",
        ),
        (
            [("1", "2"), ("2", "2"), ("3", "3")],
            "In [1] of [3] comparisons the papers differ: [1] large difference. It has no known explanation. [2] "
            "other comparisons agree.",
        ),
    ],
)
def test_how_the_checks_came_out_is_said_whether_all_some_or_none_differ(pairs, summary):
    facts = [fact for number, values in enumerate(pairs) for fact in pair(*values, "ABC"[number])]
    assert words(reconciliation_summary(findings(*facts))) == summary


@pytest.mark.parametrize(
    ("differ", "said"),
    [
        ("A", "It is explained."),
        ("AB", "[1] of them has no known explanation."),
        ("ABC", "[2] of them have no known explanation."),
    ],
)
def test_what_has_no_explanation_is_counted_apart(differ, said):
    facts = [fact for place in differ for fact in pair("1", "2", place)]
    ruled = findings(*facts, finding="given twice: calls / A @ 2014-15-Q2", ruled={})
    assert said in words(reconciliation_summary(ruled))


def test_an_open_status_explains_nothing_though_it_has_a_reason():
    assert "It has no known explanation." in opening(document(*TWICE, ruled={"status": "open"}))


def test_where_all_agrees_there_is_nothing_but_counts():
    made = document(seen("65"), seen("65", given_in="text"))
    assert list(cards(made)) == ["What was compared"]


def test_a_count_comes_from_the_rows_compared_and_none_from_those_looked_at():
    made = document(seen("65", source="a"), seen("65", given_in="text", source="b"))
    (row,) = next(block for block in made.blocks if isinstance(block, Table)).rows
    assert [{each.source for each in cell.runs[0].rows} for cell in row[1:]] == [{"a", "b"}] * 4


def test_a_count_of_very_many_rows_names_them_instead_of_listing_each():
    rates = [
        replace(
            seen("50", breakdown=f"Area {place}"),
            numerator=Decimal(5),
            denominator=Decimal(10),
            row=DataRow("a.csv", place),
        )
        for place in range(2, 2 + MOST_LISTED + 1)
    ]
    few, many = document(*rates[:-1]), document(*rates)
    assert all(figure.rows and not figure.selection for figure in counts(few))
    assert all(not figure.rows for figure in counts(many))
    (selection,) = {figure.selection for figure in counts(many)}
    assert selection.startswith("101 rows of 1 file, digest ")
    assert len(rows_behind(findings(*rates), selection)) == 101
    assert {line.inputs for line in lines(entries(many, "x"))} == {selection}


def test_the_rows_of_every_count_are_found_by_the_name_of_their_selection():
    facts = [*wrong(MOST_LISTED + 2), *pair("1", "2", "York")]
    made = document(*facts)
    selections = {figure.selection for figure in counts(made) if figure.selection}
    assert len(selections) > 1
    assert all(rows_behind(findings(*facts), selection) for selection in selections)


def wrong(number: int) -> list[Observation]:
    """Rates that do not follow from their numbers, each further off than the one before it."""
    return [
        replace(
            seen(f"{20 + place}", breakdown=f"Area {place}"),
            numerator=Decimal(10),
            denominator=Decimal(1000),
            row=DataRow("a.csv", place + 2),
        )
        for place in range(number)
    ]


def test_of_very_many_findings_those_ruled_on_and_the_largest_are_listed():
    least = "rate: calls_answered / Area 10 @ 2014-15-Q2"
    made = document(*wrong(MOST_LISTED + 12), finding=least, ruled={})
    listed = cards(made)["[112] large differences"]
    assert [title.split(", ")[1] for title in listed] == [
        "Area 10",
        *(f"Area {place}" for place in range(MOST_LISTED + 11, 12, -1)),
    ]
    assert list(listed.values())[-1][-1] == (
        "There are more. These are the ones that are explained, then those that differ most."
    )


def test_what_fits_is_listed_whole_and_says_nothing_of_more():
    made = document(*wrong(MOST_LISTED))
    assert sum(block.kind == "heading" and block.level == 3 for block in made.blocks) == MOST_LISTED
    assert "There are more" not in str(made)


def test_the_ledger_has_no_more_lines_however_many_findings_there_are():
    few, many = (len(lines(entries(document(*wrong(number)), "x"))) for number in (MOST_LISTED + 1, 4 * MOST_LISTED))
    assert few == many


def counts(made: Document) -> list[Figure]:
    return [figure for entry in entries(made, "x") if isinstance(figure := entry.shown, Figure) and figure.value != "0"]


def test_without_anything_to_compare_there_is_no_document():
    assert reconciliation_document(findings(seen("65")), MEETING, "") is None


def test_spans_alone_are_no_comparison():
    spans = (seen("48", "2014-05/2014-09", of="calls"), seen("66", "2014-05/2014-10", of="calls"))
    assert tally(document(*spans)) == [["Periods and the shorter ones in them", "[1]", "[1]", "[0]", "[0]"]]


@pytest.mark.parametrize(
    ("ruled", "status"),
    [
        ({"status": "open", "reason": "", "source": ""}, "No known explanation."),
        ({"status": "open", "source": "page 4"}, "No known explanation. The text is about another month."),
        ({"source": "page 4"}, "Explained: The text is about another month."),
        ({"source": "page 9"}, "Explained: The text is about another month. page 9."),
        ({"status": "accepted", "source": "page 4"}, "Accepted: The text is about another month."),
        (
            {"status": "corrected at source", "reason": "It is {calls @ 2014-15-Q2}."},
            "Corrected at source: It is [57]. the pack.",
        ),
    ],
)
def test_a_status_has_its_reason_and_the_place_if_no_side_has_it(ruled, status):
    (card,) = cards(document(*TWICE, ruled=ruled))["[1] moderate difference"].values()
    assert card[0] == f"[3] apart ([5.3%] of the larger). {status}"


def test_a_claim_stands_beside_the_results_that_it_leaves_out():
    facts = (
        target("90"),
        seen("81", source="page 3"),
        target("99", of="letters"),
        seen("98", of="letters", source="page 3"),
    )
    assert cards(document(*facts, claims=[claim("all targets met", source="page 1")]))["[1] moderate difference"] == {
        "Contact Centre, July to September 2014": [
            "[9 percentage points] from a target. No known explanation.",
            "All targets met.\nIn [page 1]",
            "Calls answered: [81%], target [at least 90%].\nIn page 3",
            "Letters: [98%], target [at least 99%].\nIn page 3",
        ]
    }


def portal(*periods: str):
    return [claim("happened", "Portal introduced", period, source=f"page {period}") for period in periods]


def test_dates_have_no_size_and_come_from_the_rows_that_claim_them():
    made = document(claims=portal("2014-06", "2014-07"))
    assert cards(made)["[1] difference in words or dates"] == {
        "Portal introduced": ["No known explanation.", "In page 2014-06: [June 2014]", "In page 2014-07: [July 2014]"]
    }
    (dates,) = (block for block in made.blocks if isinstance(block, Headlines))
    assert [item.figure.rows[0].source for item in dates.items] == ["page 2014-06", "page 2014-07"]


def statement(text: str, source: str):
    return replace(claim("says", "Laptops", source=source), period=None, words=text)


def test_statements_stand_below_each_other_each_with_the_row_that_it_comes_from():
    claims = [statement("{calls @ 2014-15-Q2} were given out.", "page 1"), statement("None came.", "page 2")]
    made = document(TWICE[0], claims=claims)
    assert cards(made)["[1] difference in words or dates"] == {
        "Laptops": ["No known explanation.", "[57] were given out.\nIn [page 1]", "None came.\nIn [page 2]"]
    }


def test_a_statement_that_is_a_number_in_words_begins_with_a_capital():
    about = seen("60", "2014-10", of="calls", qualifier="about", given_in="text")
    claims = [statement("{calls @ 2014-10}", "page 1"), statement("over a hundred", "page 2")]
    (card,) = cards(document(about, claims=claims))["[1] difference in words or dates"].values()
    assert card[1:] == ["[About 60].\nIn [page 1]", "Over a hundred.\nIn [page 2]"]


def test_sizes_come_in_order_each_with_its_largest_first():
    more = (*pair("1", "9", "York"), *pair("990", "991", "Hull"), *pair("1", "2", "Bath"))
    made = cards(document(*TWICE, *more, claims=portal("2014-06", "2014-07")))
    sizes = [title for title in made if "difference" in title][:-1]
    assert [re.sub(r"\[\d+\] ", "", title) for title in sizes] == [
        "large differences",
        "moderate difference",
        "slight difference",
        "difference in words or dates",
    ]
    of_places = [title.split(", ")[1] for title in made[sizes[0]] if title.count(", ") == 2]
    assert of_places == ["York", "Bath"]


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("1.0", "0.5", "Slight"),
        ("90", "86.6", "Moderate"),
        ("90", "89", "Moderate"),
        ("90", "89.1", "Slight"),
        ("90", "80", "Large"),
        ("90", "80.1", "Moderate"),
    ],
)
def test_percentages_differ_by_points_however_small_they_are(one, other, severity):
    (found,) = findings(seen(one), seen(other, given_in="text", source="page 4")).found.contradictions
    assert found.severity == severity


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("CCPI pack 11 December 2014, item 4, Appendix B", "item 4, Appendix B"),
        ("CCPI pack 11 December 2014", "the pack of 11 December 2014"),
        ("CCPI pack 1 October 2014, item 4", "the pack of 1 October 2014, item 4"),
        ("CCPI minutes 11 December 2014, item 4", "the minutes of 11 December 2014, item 4"),
        ("CCPI decision record 18 April 2018", "the decision record of 18 April 2018"),
        ("Monthly report 12 April 2016, Feedback", "the Monthly report of 12 April 2016, Feedback"),
        ("page 3", "page 3"),
        ("The plan 2014 to 2015, page 3", "The plan 2014 to 2015, page 3"),
        (
            "CCPI pack 11 December 2014, item 4; CCPI minutes 1 October 2014, item 5",
            "item 4; the minutes of 1 October 2014, item 5",
        ),
    ],
)
def test_a_place_reads_as_words_and_leaves_out_the_pack_that_is_being_read(source, place):
    assert place_words(source, "11 December 2014") == place


def test_a_place_does_not_say_twice_that_it_is_a_table():
    facts = (
        seen("57", of="calls", source="Calls, table"),
        seen("54", of="calls", given_in="text", source="Calls, text"),
    )
    (card,) = cards(document(*facts))["[1] moderate difference"].values()
    assert card[1:] == ["In a table of Calls: [57]", "In the text of Calls: [54]"]


def test_places_in_the_ledger_stay_as_they_are_when_there_are_more_differences():
    few, many = (
        {entry.place for entry in entries(document(*TWICE, *by_three_points(*keys)), "x")}
        for keys in (["forms"], ["forms", "letters"])
    )
    assert few < many
    assert "moderate differences / Calls, July to September 2014: key figure 'In a table of page 3'" in few


def by_three_points(*keys: str) -> list[Observation]:
    return [seen(value, of=key, given_in=place, source=place) for key in keys for value, place in THREE_POINTS]


def test_a_card_is_seen_on_the_page_and_in_print():
    made = document(*TWICE, seen("74.16", source="page 3"), seen("74", given_in="text", source="page 4"))
    page = BeautifulSoup(render_document(made), "html.parser")
    (card,) = page.select(".cards")
    assert [item.get_text(" ", strip=True) for item in card("li")] == [
        "In a table of page 3 57",
        "In the text of page 4 54",
    ]
    assert card.find_previous("h3").get_text() == "Calls, July to September 2014"
    assert [heading.get_text() for heading in page.select(".beside h2, main h2")] == [
        "Contents", "1 moderate difference", "What was compared", "How large a difference is"
    ]  # fmt: skip
    text = " ".join(
        " ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(render_pdf(made, day=MEETING.date))).pages
    )
    order = (
        "Where the papers disagree",
        "1 moderate difference",
        "3 apart (5.3% of the larger). No known explanation.",
        "57",
    )
    assert [text.index(said) for said in order] == sorted(text.index(said) for said in order)


def test_part_ii_s_is_named_and_marked_as_its_own():
    public, restricted = document(*TWICE), document(*TWICE, part=Part.EXEMPT, restriction="Not for publication.")
    assert (public.masthead.title, public.masthead.restriction) == ("Where the papers disagree", "")
    assert (restricted.masthead.title, restricted.masthead.restriction) == (
        "Where the papers of Part II disagree",
        "Not for publication.",
    )


def test_a_finding_s_key_says_whether_it_is_exempt():
    assert keyed(FINDING, Part.PUBLIC) == FINDING
    assert keyed(FINDING, Part.EXEMPT) == f"{FINDING} (Part II)"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("10", "9", "[1] apart ([10%] of the larger)"),
        ("1000", "999", "[1] apart ([0.1%] of the larger)"),
        ("0", "0.5", "[0.5] apart ([100%] of the larger)"),
    ],
)
def test_a_difference_has_its_share_of_the_larger_value(one, other, said):
    (found,) = findings(seen(one, of="calls"), seen(other, of="calls", given_in="text", source="b")).found.findings
    assert found.size
    assert words(size_runs(found.size)) == said


def test_what_a_finding_is_about_has_its_place_and_period():
    table, text = seen("1", of="calls", breakdown="York"), seen("2", of="calls", breakdown="York", given_in="text")
    (found,) = findings(table, text).found.findings
    assert about(found) == "Calls, York, July to September 2014"


def test_no_number_stands_in_the_words_but_of_dates_periods_and_places():
    relation = related("total", "calls", "calls_by_place")
    made = document(*TWICE, seen("3", of="calls_by_place"), relations=[relation])
    said = [text for section in cards(made).values() for card in section.values() for text in card]
    unmarked = [re.sub(r"\[[^]]*\]|page \d", "", text) for text in (opening(made), *said)]
    assert [figure for text in unmarked for figure in typed_figures(text, [])] == []


@pytest.mark.parametrize("word", ["held", "against it", "told", "Open."])
def test_no_word_of_the_workbook_s_own_stands_in_it(word):
    assert word not in " ".join(
        [str(document(*TWICE)), *reconciliation_lines(findings(*TWICE)), *reconciliation_lines(findings())]
    )


def test_a_finding_is_said_with_its_sides_its_status_and_its_key():
    assert list(reconciliation_lines(findings(*TWICE, ruled={}))) == [
        "Part I (open to press and public)",
        "  1 comparison was made, and the papers differ: 1 moderate difference. It is explained.",
        "",
        "  1 moderate difference",
        "    Calls, July to September 2014: 3 apart (5.3% of the larger)",
        "      In a table of page 3: 57",
        "      In the text of page 4: 54",
        "      Explained: The text is about another month. the pack.",
        f"      {FINDING}",
    ]


def test_what_does_not_contradict_is_listed_on_a_terminal_without_a_status():
    lines = list(reconciliation_lines(findings(seen("74.16"), seen("74", given_in="text", source="page 4"))))
    assert lines[3:5] == [
        "  The same after rounding",
        "    Calls answered, July to September 2014: 0.16 percentage points apart",
    ]
    assert "No known explanation." not in " ".join(lines)


def test_nothing_to_compare_is_said():
    assert list(reconciliation_lines(findings(seen("65")))) == [
        "Part I (open to press and public)",
        "  There is nothing to check: no paper gives anything twice, and no sum.",
    ]


def test_a_program_gets_all_of_it():
    made = reconciliation_json(findings(*TWICE, part=Part.EXEMPT))
    assert json.loads(json.dumps(made)) == made
    assert made["part"] == "exempt"
    assert made["comparisons"] == {"Values given more than once": {"agree": 0, "agree after rounding": 0, "differ": 1}}
    (found,) = made["findings"]
    assert (found["finding"], found["contradiction"], found["severity"], found["status"]) == (
        f"{FINDING} (Part II)",
        True,
        "Moderate",
        "open",
    )
    assert found["difference"] == {"text": "3", "value": "3", "share": "0.0526"}
    rows = ["data/observations/calls/2014-15-Q2.csv, row 2"]
    assert found["sides"][0] == {"what": "In a table of page 3", "said": "57", "source": "page 3", "rows": rows}
