"""An agenda moved on: periods by rule, and what goes with them."""

from datetime import date
from typing import Any

import pytest
from builders import p, promise_row, sheet

from ccpi_nb.new.agenda import NotebookUse, Rolled, falling_due, rolled_forward
from ccpi_nb.new.moves import Move
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.follow_ups import FollowUp, follow_ups_from

DECEMBER, JANUARY = "2014-12-11", "2015-01-28"
MOVE = Move(DECEMBER, JANUARY)


# Numbers


@pytest.mark.parametrize(
    ("before", "after"), [((1, 2), (1, 2)), ((131, "131a", 132), (133, 134, 135)), ((1, "1a", 2), (1, 2, 3))]
)
def test_numbers_begin_anew_or_run_on_as_those_of_the_earlier_meeting(before: tuple[Any, ...], after: Any) -> None:
    items = [{"number": number, "title": f"Business {number}"} for number in before]
    rolled = rolled_forward({"committee": "Cabinet", "items": items}, MOVE, {}, [])
    assert tuple(item["number"] for item in rolled.agenda["items"]) == after
    assert rolled.numbers == dict(zip(before, after, strict=True))


# Agendas


def agenda(*items: dict[str, Any]) -> dict[str, Any]:
    numbered = [{"number": number, "title": "Item"} | item for number, item in enumerate(items, start=1)]
    head = {
        "date": date(2014, 12, 11),
        "committee": "Cabinet Committee",
        "council": "County Council",
        "time": "11.00 am",
        "place": "County Hall",
    }
    return head | {"items": numbered}


REPORT = {
    "title": "Calls - Quarter 2 2014/15",
    "kind": "report",
    "report": {"notebook": "calls", "parameters": {"quarter": "2014-15-Q2"}, "risk": "None."},
}
READ = NotebookUse(
    {"quarter": "2014-15-Q2", "quarter_end": "2014-09-30"},
    {"calls": frozenset({p("2014-15-Q1"), p("2014-15-Q2")}), "visits": frozenset()},
)
EXEMPT = {"part": "exempt", "exemption": {"paragraph": 3, "reason": "Business affairs."}}


def rolled(*items: dict[str, Any], due: tuple[FollowUp, ...] = (), reading: NotebookUse = READ) -> Rolled:
    made = rolled_forward(agenda(*items), MOVE, {"calls": reading}, due)
    meeting_from(made.agenda, "params/2015-01-28.yaml")
    return made


def only(*items: dict[str, Any], reading: NotebookUse = READ) -> tuple[dict[str, Any], list[str]]:
    made = rolled(*items, reading=reading)
    return made.agenda["items"][0], made.notes.get(1, [])


def promised(**cells: str) -> FollowUp:
    (made,) = follow_ups_from(sheet(promise_row(**cells)), "data/registers/follow_ups/2014-12-11.csv")
    return made


def test_a_report_moves_on_with_its_title_its_parameters_and_its_notebooks_defaults() -> None:
    item, notes = only(REPORT)
    assert item["title"] == "Calls - Quarter 3 2014/15"
    assert item["report"] == {
        "notebook": "calls",
        "parameters": {"quarter": "2014-15-Q3", "quarter_end": "2014-12-31"},
        "awaits": {"calls": ["2014-15-Q3"]},
        "risk": "None.",
    }
    assert notes == ["Review: the words of the report are those of 11 December 2014."]


def test_a_report_awaits_what_follows_on_from_what_its_datasets_held_or_should_have_held() -> None:
    late = NotebookUse(
        {"quarters": "2014-15-Q1, 2014-15-Q2"},
        {"calls": frozenset({p("2014-15-Q1")})},
        {"calls": frozenset({p("2014-15-Q2")})},
    )
    item, _ = only(REPORT | {"report": {"notebook": "calls"}}, reading=late)
    assert item["report"]["awaits"] == {"calls": ["2014-15-Q2", "2014-15-Q3"]}


def test_a_day_is_awaited_as_yaml_has_it() -> None:
    item, notes = only(
        REPORT, reading=NotebookUse({"latest": "2014-11-09"} | READ.parameters, {"calls": frozenset({p("2014-11-09")})})
    )
    assert item["report"]["awaits"] == {"calls": [date(2014, 12, 27)]}
    assert "Review: latest of the report is a guess, as far from the meeting as before." in notes


def test_what_stays_is_said() -> None:
    _, notes = only(REPORT, reading=NotebookUse({"reference": "2012-13"} | READ.parameters, {"calls": frozenset()}))
    assert "reference of the report stayed, as what others are compared with." in notes
    _, notes = only(REPORT | {"report": {"notebook": "calls"}}, reading=NotebookUse({"top": 3}, {"calls": frozenset()}))
    assert "Review: the report has no period that moves on, so it awaits nothing." in notes


def test_the_earlier_report_becomes_a_background_paper_where_there_are_any() -> None:
    papers = {"notebook": "calls", "background_papers": [{"title": "Strategy", "date": date(2014, 10, 9)}]}
    item, _ = only(REPORT | {"report": papers})
    assert item["report"]["background_papers"] == [
        {"title": "Report to the Cabinet Committee - 'Calls - Quarter 2 2014/15'", "date": date(2014, 12, 11)},
        {"title": "Strategy", "date": date(2014, 10, 9)},
    ]


def test_a_title_that_names_a_quarter_by_its_months_moves_on() -> None:
    appendix = {"letter": "A", "title": "Calls, July to September 2014", "report": {"notebook": "calls"}}
    item, _ = only({"appendices": [appendix]})
    assert item["appendices"][0]["title"] == "Calls, October to December 2014"


def test_an_appendix_with_a_report_moves_on_by_itself() -> None:
    appendix = {"letter": "A", "title": "Quarter 2 2014/15", "report": {"notebook": "calls"}}
    item, notes = only({"appendices": [appendix, {"letter": "B", "title": "Letter"}]})
    assert item["appendices"][0]["title"] == "Quarter 3 2014/15"
    assert item["appendices"][0]["report"]["awaits"] == {"calls": ["2014-15-Q3"]}
    assert item["appendices"][1] == {"letter": "B", "title": "Letter"}
    assert notes == ["Review: the words of appendix A are those of 11 December 2014."]


def test_minutes_are_those_of_the_earlier_meeting() -> None:
    item, _ = only({"title": "Minutes of the Meeting held on 1 October 2014", "kind": "minutes"})
    assert (item["title"], item["of"]) == ("Minutes of the Meeting held on 11 December 2014", date(2014, 12, 11))


@pytest.mark.parametrize(
    "title", ["Minutes of the Meeting held on 1 October 2014", "Minutes of the Meeting held on 1 October 2014 (am)"]
)
def test_minutes_of_one_of_two_meetings_on_a_day_say_which(title: str) -> None:
    item = {"number": 1, "title": title, "kind": "minutes", "of": "2014-10-01-am"}
    move = Move(f"{DECEMBER}-special", JANUARY)
    (moved,) = rolled_forward({"committee": "Cabinet", "items": [item]}, move, {}, []).agenda["items"]
    assert moved["title"] == "Minutes of the Meeting held on 11 December 2014 (special)"
    assert moved["of"] == "2014-12-11-special"


def test_words_that_name_the_new_meeting_go_and_other_days_are_to_be_looked_at() -> None:
    item, notes = only(
        {"title": "Date of Next Meeting", "text": "The committee next meets on Wednesday 28 January 2015."}
    )
    assert item == {"number": 1, "title": "Date of Next Meeting"}
    assert notes == ["Review: say when the committee meets next."]
    item, notes = only({"text": "Notice was given on 12 November 2014."})
    assert (item["text"], notes) == (
        "Notice was given on 12 November 2014.",
        ["Review: the text names 12 November 2014."],
    )
    item, notes = only({"appendices": [{"letter": "A", "title": "Plan", "text": "Not here."}]})
    assert item["appendices"][0]["text"] == "Not here."
    assert notes == ["Review: the text of appendix A is that of 11 December 2014."]


def test_what_has_not_come_is_still_to_follow() -> None:
    item, notes = only({"kind": "to follow"})
    assert (item["kind"], notes) == ("to follow", ["Still to follow, as on 11 December 2014."])


def test_what_falls_due_follows_the_last_report_of_part_i_and_moves_the_numbers_on() -> None:
    made = rolled({}, REPORT, {"title": "Urgent"}, {"title": "Costs"} | EXEMPT, due=(promised(),))
    assert [(item["number"], item["title"]) for item in made.agenda["items"]] == [
        (1, "Item"),
        (2, "Calls - Quarter 3 2014/15"),
        (3, "Report on calls"),
        (4, "Urgent"),
        (5, "Costs"),
    ]
    assert made.agenda["items"][2]["kind"] == "to follow"
    assert made.notes[3][0] == "Promised: data/registers/follow_ups/2014-12-11.csv, row 2; the pack."
    assert made.numbers == {1: 1, 2: 2, 3: 4, 4: 5}


@pytest.mark.parametrize(("items", "place"), [(({}, {} | EXEMPT), 2), (({} | EXEMPT,), 1)])
def test_without_a_report_what_falls_due_ends_part_i(items: tuple[dict[str, Any], ...], place: int) -> None:
    made = rolled(*items, due=(promised(),))
    assert made.agenda["items"][place - 1]["title"] == "Report on calls"


def test_what_is_on_the_agenda_already_is_not_put_there_twice() -> None:
    made = rolled({"title": "Report on Calls", "kind": "to follow"}, due=(promised(),))
    assert len(made.agenda["items"]) == 1


@pytest.mark.parametrize(
    ("cells", "falls_due"),
    [
        ({"due": "2015-01-28"}, True),
        ({"due": "next meeting"}, True),
        ({"due": "1 month"}, True),
        ({"due": "2014-12"}, True),
        ({"due": "2014-12-11"}, False),
        ({"due": "2015-01-29"}, False),
        ({"due": "2015-02"}, False),
        ({"due": ""}, False),
    ],
)
def test_what_is_due_between_the_meetings_falls_due(cells: dict[str, str], falls_due: bool) -> None:
    assert bool(falling_due([promised(**cells)], MOVE, (DECEMBER,))) is falls_due


@pytest.mark.parametrize(("due", "falls_due"), [("next meeting", True), ("2014-12-11", True), ("2014-12-12", False)])
def test_what_is_due_on_the_day_falls_due_at_its_second_meeting(due: str, falls_due: bool) -> None:
    move = Move(DECEMBER, f"{DECEMBER}-special")
    assert bool(falling_due([promised(due=due)], move, (DECEMBER,))) is falls_due


def test_what_came_before_does_not_fall_due() -> None:
    (early,) = follow_ups_from(
        sheet(promise_row(due="2015-01-28", came="2014-12-11", came_as="Item 5")),
        "data/registers/follow_ups/2014-10-01.csv",
    )
    assert falling_due([early], MOVE, (DECEMBER,)) == ()
