from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builders import known, kpi, refusal, refusals, seen, sheet, words
from pypdf import PdfReader

from ccpi_nb.content.committee_papers import decision_record, late_notices, minutes_document, notice_document
from ccpi_nb.content.meeting_papers import decision_records, minutes_of, notice_of
from ccpi_nb.document.model import Bullets, Document, Heading, Inset, Paragraph, Table
from ccpi_nb.document.runs import Figure, plain
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import AgendaItem, Exemption, ItemKind, Meeting, Part
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.html import render_document
from ccpi_nb.render.json_form import blocks_to_json
from ccpi_nb.render.pdf import render_pdf
from ccpi_nb.workbook.committee_registers import (
    Decision,
    Minute,
    Notice,
    decision_rows_from,
    decisions_in,
    minutes_from,
    notices_from,
)
from ccpi_nb.workbook.inputs import Workbook

ROOT = Workbook.around(Path(__file__).parent).root
NOTHING = known()
EARLY, LATE, TOO_LATE = date(2014, 11, 12), date(2014, 12, 3), date(2014, 12, 4)


def minute(**cells: str) -> dict[str, str]:
    return {
        "number": "1",
        "item": "Apologies",
        "text": "There were none.",
        "resolution": "",
        "source": "the minutes",
    } | cells


def minutes(*rows: dict[str, str]) -> tuple[Minute, ...]:
    return minutes_from(sheet(*rows), "minutes.csv")


def entry(kind: str, text: str, topic: str = "", title: str = "Monitoring") -> dict[str, str]:
    return {"title": title, "entry": kind, "topic": topic, "text": text, "source": "the record"}


NEEDED = (entry("status", "Approved"), entry("key decision", "no"), entry("resolution", "The report is noted."))


def decision(*more: dict[str, str]) -> Decision:
    (made,) = decisions_in(decision_rows_from(sheet(*NEEDED, *more), "decisions.csv"))
    return made


def notice(**cells: str) -> dict[str, str]:
    return {
        "item": "12",
        "decision": "Monitoring",
        "details": "A report will be considered.",
        "paragraph": "3",
        "reason": "It is about business affairs.",
        "representations": "",
        "response": "",
        "contact": "Office of the Chief Executive",
        "source": "the pack",
    } | cells


def notices(*rows: dict[str, str]) -> tuple[Notice, ...]:
    return notices_from(sheet(*rows), "notices.csv")


def item(number: int = 12, part: Part = Part.EXEMPT, kind: ItemKind = ItemKind.REPORT) -> AgendaItem:
    exemption = Exemption("3", "It is about business affairs.") if part is Part.EXEMPT else None
    return AgendaItem(number, "Monitoring", kind, part, "", None, (), exemption, ())


def meeting(*items: AgendaItem) -> Meeting:
    return Meeting(
        date(2014, 12, 11), "Cabinet Committee", "County Council", "11.00 am", "County Hall", items or (item(),)
    )


def read_minutes(*rows: dict[str, str], evidence: Evidence = NOTHING) -> Document:
    return minutes_document(minutes(*rows), "2014-10-01", meeting(), evidence)


def lines(document: Document) -> list[str]:
    read: list[str] = []
    for block in document.blocks:
        match block:
            case Heading() | Paragraph() | Inset():
                read.append(words(block.runs))
            case Bullets():
                read += [f"- {words(each)}" for each in block.items]
            case Table():
                read += [" | ".join(plain(cell.runs) for cell in row) for row in block.rows]
                read += [plain(each) for each in block.notes]
    return read


# Minutes


def test_minutes_go_by_the_items_of_the_agenda() -> None:
    document = read_minutes(
        minute(),
        minute(number="2", item="Interests", text="There were none."),
        minute(number="2", item="Interests", text="Nobody left."),
    )
    assert lines(document) == ["1. Apologies", "There were none.", "2. Interests", "There were none.", "Nobody left."]


def test_one_resolution_is_a_sentence_and_several_are_numbered() -> None:
    noted = minute(text="", resolution="The report is noted.")
    again = minute(text="", resolution="It comes again.")
    assert lines(read_minutes(noted)) == ["1. Apologies", "Resolved: The report is noted."]
    assert lines(read_minutes(noted, again)) == [
        "1. Apologies",
        "Resolved:",
        "- The report is noted.",
        "- It comes again.",
    ]


def test_rows_without_a_number_stand_above_the_minutes() -> None:
    document = read_minutes(minute(number="", item="Present", text="The Chair and four other members"), minute())
    assert ("Present", "The Chair and four other members") in document.masthead.context
    assert lines(document) == ["1. Apologies", "There were none."]


def test_figures_in_minutes_come_from_data() -> None:
    document = read_minutes(
        minute(text="In all {calls_answered @ 2014-15-Q1} were answered."), evidence=known(seen("81", "2014-15-Q1"))
    )
    assert lines(document)[1] == "In all [81%] were answered."


def test_an_item_has_one_name() -> None:
    problem = refusal(minutes, minute(), minute(item="Apology"))
    assert problem == "minutes.csv, row 3, column 'item': item 1 is 'Apologies' in row 2; name it alike"


def test_items_follow_the_agenda() -> None:
    problem = refusal(minutes, minute(number="2"), minute())
    assert (
        problem == "minutes.csv, row 3, column 'number': item 1 follows item 2; put the rows in the order of the agenda"
    )


@pytest.mark.parametrize("cells", [{"text": "", "resolution": ""}, {"text": "Said.", "resolution": "Resolved."}])
def test_a_row_is_a_paragraph_or_a_resolution(cells: dict[str, str]) -> None:
    assert "fill 'text' or 'resolution'" in refusal(minutes, minute(**cells))


@pytest.mark.parametrize("cells", [{"text": "", "resolution": "Noted."}, {"text": "{calls_answered @ 2014-10}"}])
def test_a_fact_of_the_meeting_is_plain(cells: dict[str, str]) -> None:
    assert "a row without a number is a plain fact of the meeting" in refusal(minutes, minute(number="", **cells))


@pytest.mark.parametrize("number", ["0", "1000", "five", "1.5", "²", "9A", "9ab", "a9"])
def test_an_items_number_is_a_whole_number(number: str) -> None:
    assert (
        refusal(minutes, minute(number=number))
        == f"minutes.csv, row 2, column 'number': '{number}' is not an item's number; "
        "write it as the agenda does: 9, 131 or 9a"
    )


# Decision records


def test_a_decision_says_its_status_whether_it_is_key_and_what_follows() -> None:
    made = decision(entry("follow-up due", "2018-10"))
    assert (made.status, made.is_key, made.follow_up) == ("Approved", False, Period.month(2018, 10))
    context = dict(decision_record(made, meeting(), NOTHING).masthead.context)
    assert (context["Status"], context["Key decision"], context["Follow-up due"]) == ("Approved", "No", "October 2018")
    assert context["Date of decision"] == "11 December 2014"


def test_points_stand_under_their_topics() -> None:
    made = decision(entry("point", "One.", "Pay"), entry("point", "Two.", "ICT"), entry("point", "Three.", "Pay"))
    read = lines(decision_record(made, meeting(), NOTHING))
    assert read[2:8] == ["What the committee heard", "Pay", "- One.", "- Three.", "ICT", "- Two."]


def test_a_record_says_what_regulation_12_asks_for_and_it_does_not_give() -> None:
    bare = lines(decision_record(decision(), meeting(), NOTHING))
    assert bare[-1].startswith(
        "The record gives no reasons, no rejected alternatives and no declared conflicts of interest. Regulation 12 "
    )
    full = decision(
        entry("reason", "It works."), entry("alternative", "Waiting."), entry("interest", "None was declared.")
    )
    assert "gives no" not in " ".join(lines(decision_record(full, meeting(), NOTHING)))
    some = decision(entry("reason", "It works."), entry("interest", "None was declared."))
    assert lines(decision_record(some, meeting(), NOTHING))[-1].startswith(
        "The record gives no rejected alternatives. "
    )


def test_decisions_of_a_day_are_told_apart_by_title() -> None:
    other = [row | {"title": "Budget"} for row in NEEDED]
    assert [each.title for each in decisions_in(decision_rows_from(sheet(*NEEDED, *other), "decisions.csv"))] == [
        "Monitoring",
        "Budget",
    ]


def test_every_problem_of_a_decision_is_told() -> None:
    rows = [
        entry("status", "Approved"),
        entry("status", "Refused"),
        entry("key decision", "perhaps"),
        entry("follow-up due", "soon"),
    ]
    problems = refusals(decision_rows_from, sheet(*rows, entry("point", "One."), entry("note", "Two.", "Pay")), "d.csv")
    assert [each.split(";")[0] for each in problems] == [
        "d.csv, row 4, column 'text': 'perhaps' does not say whether it is a key decision",
        "d.csv, row 5, column 'text': 'soon' is not a period",
        "d.csv, row 6, column 'topic': a point has a topic and nothing else has",
        "d.csv, row 7, column 'topic': a point has a topic and nothing else has",
        "d.csv, decision 'Monitoring': the entry 'resolution' is missing",
        "d.csv, decision 'Monitoring': the entry 'status' stands twice",
    ]


def test_a_mistyped_entry_gets_the_nearest() -> None:
    problem = refusal(decision_rows_from, sheet(entry("resolutoin", "Noted.")), "d.csv")
    assert problem == "d.csv, row 2, column 'entry': there is no entry 'resolutoin'; did you mean 'resolution'?"


# Notices


def test_a_notice_says_by_when_both_notices_had_to_be_given() -> None:
    read = lines(notice_document(notices(notice()), meeting()))
    assert "First notice, regulation 5(2) | 28 clear calendar days | Wednesday 12 November 2014" in read
    assert "Further notice, regulation 5(4) | 5 clear working days | Wednesday 3 December 2014" in read
    assert read[-1].endswith("its latest day would be Friday 31 October 2014.")
    assert "Representations that it should be taken in public: None have been received." in read


@pytest.mark.parametrize(
    ("published", "first", "further", "warning"),
    [
        (EARLY, "In time", "In time", ""),
        (LATE, "Too late", "In time", "Too late for the first notice."),
        (TOO_LATE, "Too late", "Too late", "Too late for the first notice and the further notice."),
    ],
)
def test_a_notice_warns_where_its_day_is_too_late(published: date, first: str, further: str, warning: str) -> None:
    document = notice_document(notices(notice()), meeting(), published)
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [plain(row[-1].runs) for row in table.rows] == [first, further]
    assert [block.runs[0].text for block in document.blocks if isinstance(block, Inset)] == (
        [warning] if warning else []
    )


def test_without_a_day_a_notice_warns_of_nothing() -> None:
    assert not [block for block in notice_document(notices(notice()), meeting()).blocks if isinstance(block, Inset)]


def test_representations_are_shown_with_their_response() -> None:
    read = lines(
        notice_document(
            notices(notice(representations="One person asked for an open meeting.", response="It stays private.")),
            meeting(),
        )
    )
    assert "Representations that it should be taken in public: One person asked for an open meeting." in read
    assert "The committee's response: It stays private." in read


@pytest.mark.parametrize(("filled", "blank"), [("representations", "response"), ("response", "representations")])
def test_representations_need_a_response(filled: str, blank: str) -> None:
    assert f"column '{blank}': representations and the response to them belong together" in refusal(
        notices, notice(**{filled: "Words."})
    )


def test_a_paragraph_of_the_schedule_is_1_to_7() -> None:
    assert (
        refusal(notices, notice(paragraph="8"))
        == "notices.csv, row 2, column 'paragraph': '8' is not a paragraph of Schedule 12A, 1 to 7; "
        "write 3, or '2 and 3' for two"
    )


def test_an_item_has_one_notice_without_figures() -> None:
    problems = refusals(notices, notice(), notice(details="{calls_answered @ 2014-10}"))
    assert [each.split(";")[1].strip() for each in problems] == ["remove one", "leave out the slot"]


def test_notice_and_agenda_agree_on_what_is_exempt() -> None:
    both = notices(notice(item="5", paragraph="3"), notice(paragraph="4"))
    assert [
        each.split(";")[0]
        for each in refusals(notice_document, both, meeting(item(5, Part.PUBLIC), item(12), item(13)))
    ] == [
        "notices.csv, row 2, column 'item': item 5 is not exempt in params/2014-12-11.yaml",
        "notices.csv, row 3, column 'paragraph': it is 4 here and 3 in params/2014-12-11.yaml, item 12",
        "params/2014-12-11.yaml, item 13: it is exempt, and no notice of it is held",
    ]


def test_a_notice_names_its_own_item_of_the_agenda() -> None:
    agenda = meeting(item(10, Part.PUBLIC, ItemKind.NOTICE), item(12))
    assert ("Agenda item", "10") in notice_document(notices(notice()), agenda).masthead.context
    assert "Agenda item" not in dict(notice_document(notices(notice()), meeting()).masthead.context)


# The project's own registers


def made() -> Sequence[Document]:
    december, april = Workbook(ROOT).meeting("2014-12-11"), Workbook(ROOT).meeting("2018-04-18")
    presented, private = (
        minutes_of(Workbook(ROOT), "2014-10-01", december),
        notice_of(Workbook(ROOT), december, TOO_LATE),
    )
    assert presented
    assert private
    return (presented, private, *decision_records(Workbook(ROOT), april))


def test_the_registers_become_pages_and_pdfs() -> None:
    documents = made()
    assert len(documents) == 3
    for document in documents:
        page = BeautifulSoup(render_document(document), "html.parser")
        assert page.h1
        assert page.h1.get_text() == document.masthead.title
        about = PdfReader(BytesIO(render_pdf(document, day=date.fromisoformat(document.masthead.day)))).metadata
        assert about
        assert about.title == document.masthead.title


def test_the_minutes_of_october_2014_have_their_figures_from_data() -> None:
    page = BeautifulSoup(render_document(made()[0]), "html.parser")
    shown = [each.get_text() for each in page.find_all("data") if not each.find_parent("details")]
    assert shown[:5] == ["81%", "85.1%", "52.5%", "61.1%", "63.7%"]
    assert shown[5:] == [
        "1.96 days",
        "no more than 1.84 days",
        "46.1% fewer",
        "10.3% fewer",
        "61.3% more",
        "−£16,000",
        "at least 1,100",
        "four",
    ]
    assert all(each["data-rows"] for each in page.find_all("data"))


def test_minutes_that_are_not_held_are_never_taken_from_another_meeting() -> None:
    assert (
        minutes_of(Workbook(ROOT), "2020-09-10", replace(Workbook(ROOT).meeting("2018-04-18"), date=date(2021, 3, 2)))
        is None
    )


def test_a_meeting_without_decisions_or_private_business_has_no_documents() -> None:
    first = replace(Workbook(ROOT).meeting("2018-04-18"), date=date(2014, 10, 1))
    assert (decision_records(Workbook(ROOT), first), notice_of(Workbook(ROOT), first)) == ((), None)


def test_minutes_show_only_what_was_known_on_their_day() -> None:
    later = known(kpi(), seen("70", "2014-15-Q1", as_at="2014-12-11"), by="2014-10-01")
    assert "there is no observation of 'calls_answered'" in refusal(
        lambda: read_minutes(minute(text="In all {calls_answered @ 2014-15-Q1}."), evidence=later)
    )


def test_a_register_named_after_no_day_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "registers" / "minutes"
    folder.mkdir(parents=True)
    (folder / "october.csv").write_text("")
    problem = refusal(minutes_of, Workbook(tmp_path), "2014-10-01", meeting())
    assert (
        problem
        == "data/registers/minutes/october.csv: the file's name is no day; name it after the meeting: 2014-12-11.csv, "
        "or 2014-12-11-special.csv where that day has two"
    )


def test_every_shape_of_register_is_known_by_its_first_column() -> None:
    kinds = {type(row).__name__ for rows in Workbook(ROOT).registers.files for row in rows}
    assert kinds == {
        "Action",
        "Update",
        "CoreSystem",
        "Minute",
        "DecisionRow",
        "Notice",
        "Deliverable",
        "Lesson",
        "FollowUp",
    }


@pytest.mark.parametrize(
    ("today", "late"),
    [(EARLY, []), (LATE, ["first"]), (TOO_LATE, ["first", "further"]), (date(2014, 12, 11), [])],
)
def test_a_run_that_is_too_late_for_a_notice_says_which_and_by_when(today: date, late: list[str]) -> None:
    warnings = late_notices(Workbook(ROOT).meeting("2014-12-11"), today)
    assert [warning.split()[0] for warning in warnings] == late
    assert all("was due by" in warning for warning in warnings)


def test_a_meeting_without_private_business_needs_no_notice() -> None:
    assert late_notices(Workbook(ROOT).meeting("2018-04-18"), date(2018, 4, 17)) == ()


def test_a_decision_record_has_its_own_figures_and_not_the_report_s() -> None:
    (record,) = decision_records(Workbook(ROOT), Workbook(ROOT).meeting("2018-04-18"))
    text = str(blocks_to_json(record.blocks))
    assert "about 86%" not in text
    cited = {
        row.source.partition(",")[0]
        for block in record.blocks
        if isinstance(block, Bullets)
        for item in block.items
        for run in item
        if isinstance(run, Figure) and not run.computation
        for row in run.rows
    }
    assert cited == {"CCPI decision record 18 April 2018"}
