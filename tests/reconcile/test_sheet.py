"""The reconciliation as a document."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from builders import claim, known, kpi, related, ruling_row, seen, sheet, target, words

from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Figure, Table, plain
from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.selections import MOST_LISTED
from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.reconcile.comparisons import reconcile
from ccpi_nb.reconcile.sheet import (
    PartFindings,
    about,
    keyed,
    reconciliation_document,
    reconciliation_json,
    reconciliation_lines,
    rows_behind,
    size_runs,
)
from ccpi_nb.workbook.reconciliation import rulings_from

MEETING = Meeting(date(2014, 12, 11), "Cabinet Committee", "County Council", "11.00 am", "County Hall", ())
CALLS = kpi("calls", unit="number", breakdown="place")
TWICE = (seen("57", of="calls", source="page 3"), seen("54", of="calls", given_in="text", source="page 4"))
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


def tables(made: Document) -> dict[str, list[list[str]]]:
    found = [block for block in made.blocks if isinstance(block, Table)]
    return {plain(table.caption): [[words(cell.runs) for cell in row] for row in table.rows] for table in found}


def headings(made: Document) -> list[str]:
    return [plain(block.runs) for block in made.blocks if block.kind == "heading"]


def test_a_finding_has_both_sides_with_sources_the_difference_and_a_status():
    assert tables(document(*TWICE))["Given twice, with different values"] == [
        [
            "Calls, July to September 2014",
            "Table: [57]. page 3",
            "Text: [54]. page 4",
            "Moderate: [3] ([5.3%] of the larger).",
            "Open.",
        ]
    ]


def test_what_only_seems_to_differ_stands_apart_and_has_no_status():
    made = document(*TWICE, seen("74.16", source="page 3"), seen("74", given_in="text", source="page 4"))
    assert tables(made)["What differs and does not contradict"] == [
        [
            "Calls answered, July to September 2014",
            "Table: [74.16%]. page 3",
            "Text: [74%]. page 4",
            "The same once rounded.",
        ]
    ]
    assert headings(made) == [
        "What does not agree",
        "Not a contradiction",
        "What was compared",
        "How large a difference is",
    ]


def test_comparisons_are_counted_also_those_that_held():
    made = document(*TWICE, seen("65"), seen("65", given_in="text"))
    assert tables(made)["Comparisons by what was compared"] == [
        ["Values given more than once", "[2]", "[1]", "[0]", "[1]"]
    ]
    summary = "Of [2] comparisons, [1] held and [1] did not hold. By size of the difference: [1] moderate."
    assert summary in [words(block.runs) for block in made.blocks if block.kind == "paragraph"]


def test_where_all_holds_there_is_nothing_but_counts():
    made = document(seen("65"), seen("65", given_in="text"))
    assert headings(made) == ["What was compared"]
    assert [words(block.runs) for block in made.blocks if block.kind == "paragraph"][
        -1
    ] == "Of [1] comparison, [1] held."


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
    assert len(rows_behind(findings(*rates).found, selection)) == 101
    assert {line.inputs for line in lines(entries(many, "x"))} == {selection}


def wrong(number: int) -> list[Observation]:
    """Rates that do not follow from their numbers, each further off than the one before it."""
    return [
        replace(
            seen(f"{10 + place}", breakdown=f"Area {place}"),
            numerator=Decimal(10),
            denominator=Decimal(1000),
            row=DataRow("a.csv", place + 2),
        )
        for place in range(number)
    ]


def test_of_very_many_findings_those_ruled_on_and_the_largest_are_listed():
    least = "rate: calls_answered / Area 0 @ 2014-15-Q2"
    facts = wrong(MOST_LISTED + 2)
    made = reconciliation_document(findings(*facts, finding=least, ruled={}), MEETING, "")
    assert made
    (listed,) = (block for block in made.blocks if isinstance(block, Table) and "Rates that" in plain(block.caption))
    about = [plain(row[0].runs).split(", ")[1] for row in listed.rows]
    assert about == ["Area 0", *(f"Area {place}" for place in range(MOST_LISTED + 1, 2, -1))]
    assert [plain(note) for note in listed.notes] == [
        "There are more. Those that have a status or differ most are listed; 'What was compared' counts all of them."
    ]
    assert "[102]" in tables(made)["Comparisons by what was compared"][0]


def test_what_fits_is_listed_whole_and_says_nothing_of_more():
    (listed, _) = (block for block in document(*wrong(MOST_LISTED)).blocks if isinstance(block, Table))
    assert (len(listed.rows), listed.notes) == (MOST_LISTED, ())


def test_the_ledger_has_no_more_lines_however_many_findings_there_are():
    few, many = (len(lines(entries(document(*wrong(number)), "x"))) for number in (MOST_LISTED + 1, 4 * MOST_LISTED))
    assert few == many


def test_of_very_much_that_is_the_same_once_rounded_a_part_is_listed():
    facts = [
        replace(row, value=Decimal(value), numerator=None, denominator=None, source=value)
        for row in wrong(MOST_LISTED + 1)
        for value in ("74.16", "74.2")
    ]
    (listed,) = (block for block in document(*facts).blocks if isinstance(block, Table) and block.notes)
    assert plain(listed.caption) == "What differs and does not contradict"
    assert len(listed.rows) == MOST_LISTED
    assert plain(listed.notes[0]) == "There are more, which contradict nothing either."


def counts(made: Document) -> list[Figure]:
    return [figure for entry in entries(made, "x") if isinstance(figure := entry.shown, Figure) and figure.value != "0"]


def test_without_anything_to_compare_there_is_no_document():
    assert reconciliation_document(findings(seen("65")), MEETING, "") is None


def test_spans_alone_are_no_comparison():
    spans = (seen("48", "2014-05/2014-09", of="calls"), seen("66", "2014-05/2014-10", of="calls"))
    made = document(*spans)
    assert (
        tables(made)["What differs and does not contradict"][0][3]
        == "They end at different times, so both can be right."
    )
    assert tables(made)["Comparisons by what was compared"] == [
        ["Periods and the shorter ones in them", "[1]", "[1]", "[0]", "[0]"]
    ]


@pytest.mark.parametrize(
    ("ruled", "status"),
    [
        ({"status": "open", "reason": "", "source": ""}, "Open."),
        ({"source": "page 4"}, "Explained. The text is about another month."),
        ({"source": "page 9"}, "Explained. The text is about another month. page 9."),
        (
            {"status": "corrected at source", "reason": "It is {calls @ 2014-15-Q2}."},
            "Corrected at source. It is [57]. the pack.",
        ),
    ],
)
def test_a_status_has_its_reason_and_the_place_if_no_side_has_it(ruled, status):
    assert tables(document(*TWICE, ruled=ruled))["Given twice, with different values"][0][-1] == status


def test_a_claim_stands_against_the_results_that_it_leaves_out():
    facts = (
        target("90"),
        seen("81", source="page 3"),
        target("99", of="letters"),
        seen("98", of="letters", source="page 3"),
    )
    (row,) = tables(document(*facts, claims=[claim("all targets met", source="page 1")]))[
        "Claims that the ratings do not bear out"
    ]
    assert row[:4] == [
        "Contact Centre, July to September 2014",
        "Words: All targets met. page 1",
        "Calls answered: [81%], target [at least 90%]; Letters: [98%], target [at least 99%]. page 3",
        "Large: [9 percentage points].",
    ]


def test_dates_have_no_size():
    claims = [
        claim("happened", "Portal introduced", "2014-06"),
        claim("happened", "Portal introduced", "2014-07", source="page 4"),
    ]
    (row,) = tables(document(claims=claims))["Different dates for one event"]
    assert row == ["Portal introduced", "Words: June 2014. the pack", "Words: July 2014. page 4", "Moderate.", "Open."]


def test_kinds_come_in_order_each_with_its_largest_first():
    more = (
        seen("1", of="calls", breakdown="York", source="page 3"),
        seen("9", of="calls", breakdown="York", given_in="text", source="page 4"),
    )
    made = tables(document(*TWICE, *more))
    assert list(made)[:2] == ["Given twice, with different values", "Totals that do not add up"]
    assert [row[0] for row in made["Given twice, with different values"]] == [
        "Calls, York, July to September 2014",
        "Calls, July to September 2014",
    ]


def test_part_ii_s_is_named_and_marked_as_its_own():
    public, restricted = document(*TWICE), document(*TWICE, part=Part.EXEMPT, restriction="Not for publication.")
    assert (public.masthead.title, public.masthead.restriction) == ("Reconciliation", "")
    assert (restricted.masthead.title, restricted.masthead.restriction) == (
        "Reconciliation of Part II",
        "Not for publication.",
    )


def test_a_finding_s_key_says_whether_it_is_exempt():
    assert keyed(FINDING, Part.PUBLIC) == FINDING
    assert keyed(FINDING, Part.EXEMPT) == f"{FINDING} (Part II)"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("10", "9", "[1] ([10%] of the larger)"),
        ("1000", "999", "[1] ([0.1%] of the larger)"),
        ("0", "0.5", "[0.5] ([100%] of the larger)"),
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


def test_no_number_stands_in_the_words_but_of_dates_and_periods():
    relation = related("total", "calls", "calls_by_place")
    made = document(*TWICE, seen("3", of="calls_by_place"), relations=[relation])
    runs = [
        run
        for table in made.blocks
        if isinstance(table, Table)
        for row in table.rows
        for cell in row
        for run in cell.runs
        if run.kind == "text"
    ]
    said = [run.text for run in runs if not run.text.removeprefix(". ").startswith("page ")]
    assert [figure for text in said for figure in typed_figures(text, [])] == []


def test_a_finding_is_said_with_its_sides_its_status_and_its_key():
    assert list(reconciliation_lines(findings(*TWICE, ruled={}))) == [
        "Part I (open to press and public)",
        "  Of 1 comparison, 1 did not hold. By size of the difference: 1 moderate.",
        "",
        "  Given twice, with different values",
        "    Moderate  Calls, July to September 2014: 3 (5.3% of the larger) apart",
        "      Table: 57. page 3",
        "      Text: 54. page 4",
        "      Explained. The text is about another month. the pack.",
        f"      {FINDING}",
    ]


def test_what_does_not_contradict_has_neither_size_nor_status():
    lines = list(reconciliation_lines(findings(seen("74.16"), seen("74", given_in="text", source="page 4"))))
    assert lines[3:5] == [
        "  The same once rounded (not a contradiction)",
        "    –  Calls answered, July to September 2014: 0.16 percentage points apart",
    ]
    assert "Open." not in " ".join(lines)


def test_nothing_to_compare_is_said():
    assert list(reconciliation_lines(findings(seen("65")))) == [
        "Part I (open to press and public)",
        "  Nothing is held that could be compared.",
    ]


def test_a_program_gets_all_of_it():
    made = reconciliation_json(findings(*TWICE, part=Part.EXEMPT))
    assert json.loads(json.dumps(made)) == made
    assert made["part"] == "exempt"
    assert made["comparisons"] == {
        "Values given more than once": {"held": 0, "held once rounded": 0, "did not hold": 1}
    }
    (found,) = made["findings"]
    assert (found["finding"], found["contradiction"], found["severity"], found["status"]) == (
        f"{FINDING} (Part II)",
        True,
        "Moderate",
        "open",
    )
    assert found["difference"] == {"text": "3", "value": "3", "share": "0.0526"}
    rows = ["data/observations/calls/2014-15-Q2.csv, row 2"]
    assert found["sides"][0] == {"what": "Table", "said": "57", "source": "page 3", "rows": rows}
