from datetime import date

import pytest
from builders import MEETING, p, refusal, refusals
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.domain.meeting_keys import appendix_item
from ccpi_nb.domain.meetings import Awaited, BackgroundPaper, Exemption, ItemKind, Part
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.publish.pack import item_name
from ccpi_nb.workbook.agenda import meeting_from

FILE = "params/2014-12-11.yaml"


def item(**parts):
    return {"number": 4, "title": "Calls"} | parts


def report(**parts):
    return {"notebook": "calls"} | parts


def agenda(*items, **head):
    top = {
        "date": date(2014, 12, 11),
        "committee": "Cabinet Committee",
        "council": "County Council",
        "time": "11.00 am",
        "place": "County Hall",
    }
    return top | {"items": list(items)} | head


def read(data):
    return meeting_from(data, FILE)


def read_item(**parts):
    return read(agenda(item(**parts))).items[0]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b"])
def test_what_is_no_meeting_is_told_what_one_is(text):
    problem = (
        f"{FILE}: a meeting is a mapping of date, committee, council, time, place and items; see ccpi help meetings"
    )
    assert refusal(meeting_from, load_yaml(text, FILE), FILE) == problem


def test_a_meeting_is_read_from_its_file():
    meeting = meeting_from(load_yaml(MEETING, FILE), FILE)
    assert (meeting.date, meeting.committee, meeting.council) == (
        date(2014, 12, 11),
        "Cabinet Committee",
        "County Council",
    )
    assert (meeting.time, meeting.place) == ("11.00 am", "County Hall")
    (only,) = meeting.reports
    assert (only.item, only.number, only.title, only.notebook, only.part) == ("4", 4, "Calls", "calls", Part.PUBLIC)
    assert only.parameters == {"quarter": "2014-15-Q2", "months": 3}


def test_an_item_without_more_is_public_business_without_a_report():
    business = read_item()
    assert (business.kind, business.part, business.text, business.reports) == (ItemKind.PROCEDURAL, Part.PUBLIC, "", ())


def test_a_report_has_the_words_of_its_standing_sections():
    papers = [{"title": "Quarter 1 report", "date": date(2014, 10, 1)}]
    words = {
        "recommendation": ["Note this.", "Comment."],
        "consultations": "Management teams.",
        "risk": "None.",
        "background_papers": papers,
    }
    sections = read_item(kind="report", report=report(**words)).report.sections
    assert sections.recommendation == ("Note this.", "Comment.")
    assert (sections.consultations, sections.risk) == ("Management teams.", "None.")
    assert sections.background_papers == (BackgroundPaper("Quarter 1 report", date(2014, 10, 1)),)


def test_an_appendix_with_a_notebook_is_a_report_of_its_item():
    appendices = [
        {"letter": "A", "title": "Recovery plan", "report": {"notebook": "recovery"}},
        {"letter": "B", "title": "Dashboard"},
    ]
    business = read_item(kind="report", report=report(), appendices=appendices)
    assert [(each.item, each.number, each.title, each.notebook) for each in business.reports] == [
        ("4", 4, "Calls", "calls"),
        ("4A", 4, "Recovery plan", "recovery"),
    ]
    assert business.appendices[1].report is None


def test_an_exempt_items_reports_are_all_exempt_for_its_reason():
    exempt = {
        "part": "exempt",
        "exemption": {"paragraph": 3, "reason": "Business affairs."},
        "exempt_datasets": ["contracts"],
    }
    appendices = [{"letter": "A", "title": "Costs", "report": {"notebook": "costs"}}]
    business = read_item(kind="report", report=report(), appendices=appendices, **exempt)
    assert business.exempt_datasets == ("contracts",)
    assert [(each.part, each.exemption) for each in business.reports] == [
        (Part.EXEMPT, Exemption("3", "Business affairs."))
    ] * 2


@pytest.mark.parametrize(
    ("paragraph", "provision"),
    [
        (3, "paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972"),
        ([2, 3], "paragraphs 2 and 3 of Part 1 of Schedule 12A to the Local Government Act 1972"),
        ("3, 2", "paragraphs 2 and 3 of Part 1 of Schedule 12A to the Local Government Act 1972"),
        ("1, 2 and 3", "paragraphs 1, 2 and 3 of Part 1 of Schedule 12A to the Local Government Act 1972"),
        ("not given", "Part 1 of Schedule 12A to the Local Government Act 1972 (which paragraph is not given)"),
    ],
)
def test_an_exemption_names_its_paragraph_or_says_that_none_is_given(paragraph, provision):
    business = read_item(part="exempt", exemption={"paragraph": paragraph, "reason": "Business affairs."})
    assert business.exemption.provision == provision


@pytest.mark.parametrize("paragraph", [[], [3, 3], [2, 8], [True], "2 or 3", "3 3", {"a": 1}, 3.0, None, "3"])
def test_what_is_no_paragraph_of_the_schedule_is_refused_in_words(paragraph):
    refused = refusal(
        read, agenda(item(part="exempt", exemption={"paragraph": paragraph, "reason": "Business affairs."}))
    )
    assert "is not a paragraph of Schedule 12A, 1 to 7; write 3, or '2 and 3' for two" in refused


@pytest.mark.parametrize(
    ("number", "letter", "named", "stem"),
    [
        (9, "A", "9A", "09"),
        ("9a", "A", "9aA", "09a"),
        ("9a", 1, "9a.1", "09a"),
        (131, 1, "131.1", "131"),
        (13, 11, "13.11", "13"),
        (5, "1", "5.1", "05"),
    ],
)
def test_items_and_appendices_are_numbered_as_agendas_number_them(number, letter, named, stem):
    appendices = [{"letter": letter, "title": "Costs", "report": {"notebook": "costs"}}]
    business = read_item(number=number, kind="report", report=report(), appendices=appendices)
    assert [(each.item, each.stem) for each in business.reports] == [
        (str(number), f"{stem}-calls"),
        (named, f"{stem}-costs"),
    ]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(1, 999), st.from_regex(r"[1-9][0-9]{0,2}[a-z]", fullmatch=True)),
            st.one_of(st.just(""), st.integers(1, 99).map(str), st.sampled_from("ABCXYZ")),
        ),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_no_item_or_appendix_is_taken_for_another(places):
    names = [appendix_item(number, letter) if letter else str(number) for number, letter in places]
    assert len({*names}) == len({*map(item_name, names)}) == 2


@pytest.mark.parametrize("number", ["9A", "9ab", "a", "9 a", "-1", 0, 1000, "9", [9], None])
def test_what_is_no_items_number_is_refused_in_words(number):
    assert "is not an item's number; write it as the agenda does: 9, 131 or 9a" in refusal(
        read, agenda(item(number=number))
    )


def test_an_item_between_two_others_is_not_the_earlier_ones_appendix():
    both = read(agenda(item(number=9), item(number="9a", title="Visits")))
    assert [each.title for each in both.items] == ["Calls", "Visits"]


def test_a_day_may_stand_in_quotes():
    assert read(agenda(item(), date="2014-12-11")).date == date(2014, 12, 11)


@pytest.mark.parametrize(
    "parts",
    [
        {"title": "Minutes of the Meeting held on 1 October 2014"},
        {"title": "Minutes", "of": date(2014, 10, 1)},
        {"title": "Minutes of the Meeting held on 1st October 2014", "of": date(2014, 10, 1)},
    ],
)
def test_minutes_are_of_the_day_that_is_said_or_that_the_agenda_names(parts):
    assert read_item(kind="minutes", **parts).minutes_of == "2014-10-01"


def test_minutes_may_be_of_the_meeting_before_on_the_same_day():
    item_of_special = item(kind="minutes", title="Minutes of 11 December 2014", of=date(2014, 12, 11))
    special = meeting_from(agenda(item_of_special), "params/2014-12-11-special.yaml")
    assert (special.key, special.items[0].minutes_of) == ("2014-12-11-special", "2014-12-11")


@pytest.mark.parametrize("of", ["December", "2014-10-1", "2014-10-01-Special", 20141001, "2014-02-30-special"])
def test_a_meeting_that_minutes_are_of_has_a_day_and_maybe_a_word(of):
    assert refusal(read, agenda(item(kind="minutes", of=of))) == (
        f"{FILE}, item 4, of: '{of}' is not a day, written as 2014-12-11, or as 2014-12-11-special where that day has "
        "two meetings; see ccpi help meetings"
    )


def test_a_report_awaits_words_of_its_own_meeting_of_the_day():
    waits = item(kind="report", report=report(awaits={"registers": ("calls",)}))
    (planned,) = meeting_from(agenda(waits), "params/2014-12-11-special.yaml").reports
    assert [awaited.file for awaited in planned.awaits] == ["data/registers/calls/2014-12-11-special.csv"]


def test_only_minutes_are_of_a_meeting():
    assert read_item(title="Report on the meeting of 1 October 2014").minutes_of == ""


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (
            {"kind": "minutes"},
            "minutes are of a meeting; say when it was held, 'of: 2014-10-01', or name its day in the title",
        ),
        (
            {"kind": "minutes", "title": "Minutes of 1 October 2014", "of": date(2014, 10, 2)},
            "the title names 1 October 2014 and 'of' is 2014-10-02; correct one of them",
        ),
        (
            {"kind": "minutes", "of": date(2014, 12, 11)},
            "the minutes are of 11 December 2014, which is not before this meeting; correct the day",
        ),
        (
            {"kind": "minutes", "of": "2014-12-11-am"},
            "the minutes are of 11 December 2014 (am), which is not before this meeting; correct the day",
        ),
        ({"of": date(2014, 10, 1)}, "only an item of kind 'minutes' has 'of'; take it out, or correct the kind"),
    ],
)
def test_minutes_of_no_earlier_meeting_are_refused(parts, problem):
    assert refusal(read, agenda(item(**parts))) == f"{FILE}, item 4: {problem}"


def test_a_report_awaits_periods_of_datasets_however_yaml_reads_them():
    awaits = {"calls": ("2014-11", date(2014, 11, 9)), "visits": ("2014-15-Q3",)}
    read_report = read_item(kind="report", report=report(awaits=awaits)).report
    assert read_report.awaits == (
        Awaited("calls", p("2014-11")),
        Awaited("calls", p("2014-11-09")),
        Awaited("visits", p("2014-15-Q3")),
    )
    assert read_report.awaits[0].file == "data/observations/calls/2014-11.csv"


def test_what_is_awaited_is_a_period():
    (problem,) = refusals(read, agenda(item(kind="report", report=report(awaits={"calls": ["2014-16"]}))))
    assert problem.startswith(f"{FILE}, item 4, awaits: '2014-16' is not a period; write a month as 2014-10")


def test_a_day_is_text_to_a_notebook():
    assert read_item(kind="report", report=report(parameters={"since": date(2014, 11, 9)})).report.parameters == {
        "since": "2014-11-09"
    }


@pytest.mark.parametrize("value", ["2014-15-Q2", 3, 2.5, True, "007"])
def test_a_parameter_keeps_its_type(value):
    kept = read_item(kind="report", report=report(parameters={"one": value})).report.parameters["one"]
    assert kept == value
    assert type(kept) is type(value)


@pytest.mark.parametrize("key", ["date", "committee", "council", "time", "place", "items"])
def test_a_missing_key_is_named(key):
    data = agenda(item())
    del data[key]
    assert refusal(read, data) == f"{FILE}: '{key}' is missing; add it"


@pytest.mark.parametrize("key", ["time", "place"])
def test_where_the_agenda_is_not_held_no_paper_may_say_when_and_where(key):
    data = agenda(item()) | {"agenda_held": False}
    del data[key]
    assert getattr(read(data), key) == ""


LIST, MAPPING = (
    "is not a list, each of whose lines starts with '- '",
    "is not a mapping, whose keys stand on lines of their own",
)


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (
            {"number": "four"},
            "item four, number: 'four' is not an item's number; "
            "write it as the agenda does: 9, 131 or 9a; see ccpi help meetings",
        ),
        (
            {"number": "007"},
            "item 007, number: '007' is not an item's number; "
            "write it as the agenda does: 9, 131 or 9a; see ccpi help meetings",
        ),
        (
            {"number": True},
            "item True, number: 'True' is not an item's number; "
            "write it as the agenda does: 9, 131 or 9a; see ccpi help meetings",
        ),
        (
            {"number": 4.0},
            "item 4.0, number: '4.0' is not an item's number; "
            "write it as the agenda does: 9, 131 or 9a; see ccpi help meetings",
        ),
        ({"title": 5}, "item 4, title: '5' is not text; put it in quotes; see ccpi help meetings"),
        ({"title": ""}, "item 4, title: '' is not text; fill it; see ccpi help meetings"),
        (
            {"kind": "reprt"},
            (
                "item 4: there is no kind 'reprt'; write 'procedural', 'report', 'minutes', 'to follow', 'notice' or "
                "'exclusion'"
            ),
        ),
        ({"part": "private"}, "item 4: there is no part 'private'; write 'public' or 'exempt'"),
        ({"knd": "report"}, "item 4: there is no 'knd' here; did you mean 'kind'?"),
        ({"report": "calls"}, f"item 4, report: 'calls' {MAPPING}; see ccpi help meetings"),
        ({"report": {}}, "item 4, report: 'notebook' is missing; add it"),
        ({"report": report(paramters={})}, "item 4, report: there is no 'paramters' here; did you mean 'parameters'?"),
        (
            {"report": report(parameters=["quarter"])},
            f"item 4, report, parameters: this {MAPPING}; see ccpi help meetings",
        ),
        (
            {"report": report(parameters={"quarters": ["2014-15-Q1"]})},
            "item 4, report, parameters, quarters: this is not text, a number, true or false; see ccpi help meetings",
        ),
        (
            {"report": report(recommendation="Note this.")},
            f"item 4, report, recommendation: 'Note this.' {LIST}; see ccpi help meetings",
        ),
        (
            {"report": report(recommendation=["Note.", ""])},
            "item 4, report, recommendation 2: '' is not text; fill it; see ccpi help meetings",
        ),
        (
            {"report": report(background_papers=[{"title": "Quarter 1", "date": "1 October"}])},
            (
                "item 4, report, background_papers 1, date: '1 October' is not a day, written as 2014-12-11; see "
                "ccpi help meetings"
            ),
        ),
        (
            {"report": report(background_papers=[{"title": "Quarter 1", "date": date(2014, 10, 1), "page": 3}])},
            "item 4, report, background_papers 1: there is no 'page' here; known: date, title",
        ),
        (
            {"appendices": [{"letter": "a", "title": "Plan"}]},
            "item 4, appendices 1, letter: 'a' is not a capital letter or a number; "
            "write 'letter: A' or 'letter: 1'; see ccpi help meetings",
        ),
        ({"exemption": {"paragraph": 3}}, "item 4, exemption: 'reason' is missing; add it"),
        ({"exemption": {"reason": "Secret."}}, "item 4, exemption: 'paragraph' is missing; add it"),
        (
            {"exemption": {"paragraph": "none", "reason": "Secret."}},
            "item 4, exemption, paragraph: 'none' is not a paragraph of Schedule 12A, 1 to 7; "
            "write 3, or '2 and 3' for two; write 'not given' if the documents name none; see ccpi help meetings",
        ),
        (
            {"exemption": {"paragraph": 8, "reason": "Secret."}},
            "item 4, exemption, paragraph: '8' is not a paragraph of Schedule 12A, 1 to 7; "
            "write 3, or '2 and 3' for two; write 'not given' if the documents name none; see ccpi help meetings",
        ),
    ],
)
def test_a_bad_part_of_an_item_is_named_with_its_place_and_remedy(parts, problem):
    assert refusal(read, agenda(item(number=3), item(**parts))) == f"{FILE}, {problem}"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            agenda(item(), date="11 December 2014"),
            ", date: '11 December 2014' is not a day, written as 2014-12-11; see ccpi help meetings",
        ),
        (
            agenda(item(), date="2014-02-30"),
            ", date: '2014-02-30' is not a day, written as 2014-12-11; see ccpi help meetings",
        ),
        (agenda(item(), date=0), ", date: '0' is not a day, written as 2014-12-11; see ccpi help meetings"),
        (
            agenda(item(), date="1418256000"),
            ", date: '1418256000' is not a day, written as 2014-12-11; see ccpi help meetings",
        ),
        (agenda(item(), time=["11"]), ", time: this is not text; put it in quotes; see ccpi help meetings"),
        (agenda(item(), items="x" * 100), f", items: '{'x' * 60}...' {LIST}; see ccpi help meetings"),
        (
            agenda(item(), date=20141211),
            ", date: '20141211' is not a day, written as 2014-12-11; see ccpi help meetings",
        ),
        (agenda(item(), time=11.0), ", time: '11.0' is not text; put it in quotes; see ccpi help meetings"),
        (
            agenda(item(), chair="x"),
            ": there is no 'chair' here; known: agenda_held, committee, council, date, items, made_up, place, time",
        ),
        (agenda(), ": the agenda has no items; write them under 'items'"),
        (agenda(items={"number": 1}), f", items: this {LIST}; see ccpi help meetings"),
        (agenda("Apologies"), f", items 1: 'Apologies' {MAPPING}; see ccpi help meetings"),
        (agenda({"title": "Calls"}), ", items 1: 'number' is missing; add it"),
    ],
)
def test_a_bad_part_of_a_meeting_is_named_with_its_remedy(data, problem):
    assert refusal(read, data) == FILE + problem


EXEMPTION = {"paragraph": 3, "reason": "Business affairs."}


@pytest.mark.parametrize(
    ("items", "problem"),
    [
        ([item(), item(title="Post")], "item 4: the number stands twice; number the items in the order of the agenda"),
        (
            [item(kind="report", report=report(parameters={"item": "007"}))],
            "item 4: 'item' is given to every notebook by the run; take it out of 'parameters'",
        ),
        ([item(kind="report")], "item 4: a report item needs 'report' with its notebook; or make its kind 'to follow'"),
        ([item(kind="to follow", report=report())], "item 4: only an item of kind 'report' has a 'report'"),
        (
            [item(part="exempt")],
            "item 4: an exempt item needs 'exemption' with the paragraph of Schedule 12A and the reason",
        ),
        (
            [item(exemption=EXEMPTION)],
            "item 4: only an item with 'part: exempt' has 'exemption', 'exempt_datasets' and 'open_datasets'",
        ),
        (
            [item(part="exempt", exemption=EXEMPTION, exempt_datasets=["../contracts"])],
            (
                "item 4: '../contracts' in exempt_datasets is no folder's name; write the name of one in "
                "data/observations or data/registers"
            ),
        ),
        (
            [item(exempt_datasets=["contracts"])],
            "item 4: only an item with 'part: exempt' has 'exemption', 'exempt_datasets' and 'open_datasets'",
        ),
        (
            [item(appendices=[{"letter": "A", "title": "One"}, {"letter": "A", "title": "Two"}])],
            "item 4: appendix A stands twice; give each its own",
        ),
    ],
)
def test_parts_that_do_not_go_together_are_refused(items, problem):
    assert refusal(read, agenda(*items)) == f"{FILE}, {problem}"


def test_a_notebook_makes_one_report_of_an_item():
    appendix = {"letter": "A", "title": "One", "report": report()}
    both = agenda(item(kind="report", report=report(), appendices=[appendix]))
    assert refusal(read, both) == f"{FILE}, item 4: notebook 'calls' serves two reports; it makes one report of an item"


def test_two_items_may_have_the_same_notebook():
    meeting = read(agenda(item(kind="report", report=report()), item(number=5, kind="report", report=report())))
    assert [each.stem for each in meeting.reports] == ["04-calls", "05-calls"]


def test_all_problems_of_a_meeting_are_told_at_once():
    data = agenda(item(number=1, tittle="x"), item(number=2, kind="reprt"), item(number=3, title=""), tme="11.00 am")
    assert len(refusals(read, data)) == 4
