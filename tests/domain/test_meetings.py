import pytest
from builders import refusal

from ccpi_nb.domain.meetings import Part
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
                "appendices": [{"letter": "A", "title": "Plan", "report": {"notebook": "recovery"}}, {"letter": "B", "title": "Dashboard"}],
            },
            {"number": 12, "title": "Costs", "kind": "report", "report": {"notebook": "costs"}, "exempt_datasets": ["costs"], **EXEMPTION},
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
