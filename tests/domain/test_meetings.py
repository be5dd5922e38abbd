from dataclasses import replace
from datetime import date

import pytest
from builders import p, refusal

from ccpi_nb.domain.meetings import (
    RESTRICTION,
    Awaited,
    Exemption,
    ItemKind,
    Meeting,
    Part,
    waiting_sentences,
    with_reports_to_follow,
)
from ccpi_nb.workbook.agenda import meeting_from

EXEMPTION = {"part": "exempt", "exemption": {"paragraph": 3, "reason": "Business affairs."}}
MEETING = meeting_from(
    {
        "date": "2014-12-11",
        "committee": "Cabinet Committee",
        "council": "County Council",
        "time": "11.00 am",
        "place": "County Hall",
        "items": [
            {"number": 1, "title": "Apologies"},
            {
                "number": 5,
                "title": "Quarter",
                "kind": "report",
                "report": {"notebook": "corporate_performance"},
                "appendices": [
                    {"letter": "A", "title": "Plan", "report": {"notebook": "recovery"}},
                    {"letter": "B", "title": "Dashboard"},
                ],
            },
            {
                "number": 12,
                "title": "Costs",
                "kind": "report",
                "report": {"notebook": "costs"},
                "exempt_datasets": ["costs"],
                **EXEMPTION,
            },
            {"number": 13, "title": "Staff", "exempt_datasets": ["staff", "costs"], **EXEMPTION},
        ],
    },
    "params/2014-12-11.yaml",
)


def test_a_meeting_is_called_by_its_committee_and_day():
    assert MEETING.name == "Cabinet Committee, 11 December 2014"


def test_parts_share_out_items_and_reports():
    assert [item.number for item in MEETING.items_in(Part.PUBLIC)] == [1, 5]
    assert [item.number for item in MEETING.items_in(Part.EXEMPT)] == [12, 13]
    assert [report.item for report in MEETING.reports_in(Part.PUBLIC)] == ["5", "5A"]
    assert [report.item for report in MEETING.reports_in(Part.EXEMPT)] == ["12"]


def test_a_report_is_found_by_its_item_and_an_appendix_by_its_letter():
    assert MEETING.report("5").notebook == "corporate_performance"
    assert MEETING.report("5A").notebook == "recovery"


@pytest.mark.parametrize(
    ("item", "problem"),
    [("5B", "item '5B' has no report; did you mean '5'?"), ("7", "item '7' has no report; known: 12, 5, 5A")],
)
def test_an_item_without_a_report_is_refused_with_those_that_have_one(item, problem):
    assert refusal(MEETING.report, item) == f"params/2014-12-11.yaml: {problem}"


def test_files_of_a_report_sort_by_item():
    assert [report.stem for report in MEETING.reports] == ["05-corporate-performance", "05-recovery", "12-costs"]


def test_exempt_datasets_are_those_of_all_exempt_items():
    assert MEETING.exempt_datasets == {"costs", "staff"}


OCTOBER, QUARTER = Awaited("calls", p("2014-10")), Awaited("visits", p("2014-15-Q3"))
FILES = "data/observations/calls/2014-10.csv, data/observations/visits/2014-15-Q3.csv, known by 11 December 2014"


def agenda(awaits: dict[str, list[str]], appendix: dict[str, list[str]] | None = None) -> Meeting:
    appendices = (
        [{"letter": "A", "title": "Plan", "report": {"notebook": "plan", "awaits": appendix}}]
        if appendix is not None
        else []
    )
    item = {
        "number": 4,
        "title": "Calls",
        "kind": "report",
        "report": {"notebook": "calls", "awaits": awaits},
        "appendices": appendices,
    }
    head = {
        "date": date(2014, 12, 11),
        "committee": "Committee",
        "council": "Council",
        "time": "11.00 am",
        "place": "County Hall",
    }
    return meeting_from(head | {"items": [item]}, "params/2014-12-11.yaml")


def given(meeting: Meeting, *came: Awaited) -> Meeting:
    return with_reports_to_follow(meeting, lambda each: each in came)


BOTH = {"calls": ["2014-10"], "visits": ["2014-15-Q3"]}


def test_a_report_that_awaits_nothing_is_made() -> None:
    assert given(agenda({})) == agenda({})


def test_a_report_is_made_once_all_that_it_awaits_has_come() -> None:
    assert given(agenda(BOTH), OCTOBER, QUARTER) == agenda(BOTH)


@pytest.mark.parametrize(
    ("came", "missing"), [((), (OCTOBER, QUARTER)), ((OCTOBER,), (QUARTER,)), ((QUARTER,), (OCTOBER,))]
)
def test_a_report_is_to_follow_while_anything_is_missing(
    came: tuple[Awaited, ...], missing: tuple[Awaited, ...]
) -> None:
    (item,) = given(agenda(BOTH), *came).items
    assert (item.kind, item.report, item.awaited) == (ItemKind.TO_FOLLOW, None, missing)


def test_an_appendix_waits_for_its_own_data_only() -> None:
    meeting = given(agenda(BOTH, {"visits": ["2014-15-Q3"]}), OCTOBER)
    assert meeting.reports == ()
    assert [each.item for each in meeting.to_follow] == ["4", "4A"]
    meeting = given(agenda({"calls": ["2014-10"]}, {"visits": ["2014-15-Q3"]}), OCTOBER)
    assert [report.item for report in meeting.reports] == ["4"]
    assert meeting.items[0].kind is ItemKind.REPORT
    assert [(each.item, each.title) for each in meeting.to_follow] == [("4A", "Plan")]
    meeting = given(agenda({"calls": ["2014-10"]}, {"visits": ["2014-15-Q3"]}), QUARTER)
    assert [report.item for report in meeting.reports] == ["4A"]


def test_what_waits_says_for_which_files() -> None:
    meeting = given(agenda(BOTH))
    sentence = f"params/2014-12-11.yaml, item 4: the report is to follow; it awaits {FILES}"
    assert waiting_sentences(meeting) == (sentence,)
    assert refusal(meeting.report, "4") == sentence


def test_nothing_waits_where_all_has_come() -> None:
    assert waiting_sentences(given(agenda(BOTH), OCTOBER, QUARTER)) == ()


def test_an_exempt_report_names_its_paragraph_and_a_public_one_has_no_restriction():
    assert MEETING.report("12").restriction == (
        "Not for publication: exempt information as defined in "
        "paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972."
    )
    assert MEETING.report("5").restriction == ""


def test_an_exemption_without_a_paragraph_says_so_and_that_of_several_names_none():
    assert Exemption(None, "Costs.").restriction.endswith("Local Government Act 1972 (which paragraph is not given).")
    assert RESTRICTION == (
        "Not for publication: exempt information as defined in Part 1 of Schedule 12A to the Local Government Act 1972."
    )


def test_every_paper_of_a_meeting_without_an_agenda_says_that_numbers_and_parts_are_supposed():
    meeting = Meeting(date(2014, 12, 11), "Committee", "Council", "11.00 am", "County Hall", ())
    assert [label for label, _ in meeting.bodies] == ["Council", "Committee"]
    assert replace(meeting, agenda_held=False).bodies[-1] == (
        "Agenda",
        "no copy is available, so the item's number and Part are supposed",
    )
