"""A meeting's file made from an earlier one's, and run."""

from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builders import refusal, workbook
from pypdf import PdfReader
from real import contents, copy_of_workbook, edit

from ccpi_nb.domain.meetings import ItemKind, Part
from ccpi_nb.meeting.waiting import waiting
from ccpi_nb.new.meeting import new_meeting
from ccpi_nb.review.check import problems_of
from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting
from ccpi_nb.workbook.inputs import Workbook

DECEMBER, JANUARY, MARCH = "2014-12-11", "2015-01-28", "2015-03-05"
LATEST = "data/observations/health_assessments/2014-12-27.csv"
HEADER = "indicator,period,breakdown,value,numerator,denominator,qualifier,given_in,as_at,source,note"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_of_workbook(tmp_path)


def test_the_new_meeting_waits_for_its_data_and_is_no_problem(root: Path) -> None:
    made = new_meeting(Workbook(root), JANUARY, DECEMBER)
    assert made.files == ("data/registers/notices/2015-01-28.csv", "params/2015-01-28.yaml")
    assert problems_of(Workbook(root)) == ()
    assert [each.item for each in Workbook(root).meeting(JANUARY).to_follow] == ["4", "5", "5A", "6", "14"]
    *to_follow, to_review = [each for each in waiting(Workbook(root)) if each.startswith("params/2015-01-28.yaml")]
    assert len(to_follow) == 5
    assert all("the report is to follow" in sentence for sentence in to_follow)
    assert to_review.startswith("params/2015-01-28.yaml: 12 lines say 'Review:', the first in line 2;")


def test_its_agenda_is_the_earlier_one_with_what_falls_due(root: Path) -> None:
    new_meeting(Workbook(root), JANUARY, DECEMBER)
    items = {item.number: item for item in Workbook(root).agenda(JANUARY).items}
    assert items[3].minutes_of == "2014-12-11"
    assert items[5].title == "Quarterly Corporate Performance Monitoring and Improvement - Quarter 3 2014/15 Report"
    promised = {each.promise for each in Workbook(root).follow_ups if each.due == "2015-01-28"}
    assert {items[8].title, items[9].title} == promised
    assert [items[number].kind for number in (7, 8, 9)] == [ItemKind.TO_FOLLOW] * 3
    assert items[14].exempt_datasets == ("btls_governance", "follow_ups_btls_governance")


def test_a_second_meeting_on_a_day_begins_with_the_first_one_s_agenda(root: Path) -> None:
    special = f"{DECEMBER}-special"
    made = new_meeting(Workbook(root), special)
    assert made.files == (f"data/registers/notices/{special}.csv", f"params/{special}.yaml")
    first, second = (Workbook(root).agenda(key) for key in (DECEMBER, special))
    assert second.items[2].minutes_of == DECEMBER
    assert [report.parameters for report in second.reports] == [report.parameters for report in first.reports]
    awaited = {each.file for report in second.reports for each in report.awaits}
    assert f"data/registers/procurement/{special}.csv" in awaited
    assert all(file.endswith(f"/{special}.csv") for file in awaited)
    assert problems_of(Workbook(root)) == ()


def test_what_is_made_of_a_meeting_without_an_agenda_is_an_agenda(root: Path) -> None:
    assert not Workbook(root).agenda("2018-04-18").agenda_held
    new_meeting(Workbook(root), "2018-10-10", "2018-04-18")
    made = Workbook(root).agenda("2018-10-10")
    assert made.agenda_held
    assert (made.time, made.place) == ("To be confirmed", "To be confirmed")


def test_what_was_promised_in_part_ii_is_said_and_not_put_on_the_agenda(root: Path) -> None:
    made = new_meeting(Workbook(root), JANUARY, DECEMBER)
    assert [remark.split("'")[1] for remark in made.remarks] == [
        "Decision on whether the Environment Core Systems Transformation project goes ahead",
        "Staff survey of July 2014 repeated in December",
    ]
    assert "Environment Core Systems" not in (root / "params/2015-01-28.yaml").read_text(encoding="utf-8")


def test_the_notice_of_private_business_goes_with_the_items_new_number(root: Path) -> None:
    edit(
        root / "data/registers/notices/2014-12-11.csv",
        'information.",,,',
        'information.",One person asked why.,It stays private.,',
    )
    new_meeting(Workbook(root), JANUARY, DECEMBER)
    (notice,) = Workbook(root).registers.notices(JANUARY)
    assert (notice.item, notice.representations, notice.response) == (14, "", "")
    assert notice.source == "CCPI agenda 28 January 2015, item 14, a draft"


def test_a_notice_that_is_there_stays_and_one_that_is_missing_is_said(root: Path) -> None:
    there = root / "data/registers/notices/2015-01-28.csv"
    there.write_bytes((root / "data/registers/notices/2014-12-11.csv").read_bytes())
    before = there.read_bytes()
    assert new_meeting(Workbook(root), JANUARY, DECEMBER).files == ("params/2015-01-28.yaml",)
    assert there.read_bytes() == before
    (root / "data/registers/notices/2014-12-11.csv").unlink()
    made = new_meeting(Workbook(root), "2015-02-04", DECEMBER)
    assert (
        made.remarks[0] == "item 14 is exempt and has no notice yet; add a row to data/registers/notices/2015-02-04.csv"
    )


def test_the_last_meeting_before_is_moved_on_where_none_is_named(root: Path) -> None:
    new_meeting(Workbook(root), JANUARY)
    new_meeting(Workbook(root), MARCH)
    assert Workbook(root).agenda(MARCH).items[2].minutes_of == JANUARY
    awaited = {each.period.label for each in Workbook(root).agenda(MARCH).report("4").awaits}
    assert awaited == {"January 2015", "April 2014 to January 2015", "5 March 2015"}


def test_a_report_whose_words_have_not_come_is_to_follow_though_its_figures_have(root: Path) -> None:
    earlier = Workbook(root)
    had = [
        name
        for name in earlier.registers.names
        if DECEMBER in earlier.registers.meetings(name) and "procurement" in name
    ]
    new_meeting(earlier, JANUARY)
    awaits = Workbook(root).agenda(JANUARY).report("4").awaits
    assert sorted(entry.dataset for entry in awaits if entry.is_register) == had
    text = (root / "params/2015-01-28.yaml").read_text(encoding="utf-8")
    assert f"registers: [{', '.join(entry.dataset for entry in awaits if entry.is_register)}]" in text
    for entry in awaits:
        if not entry.is_register:
            text = text.replace(f"{entry.dataset}: [", f"{entry.dataset}: [2014-10] # [")
    (root / "params/2015-01-28.yaml").write_text(text, encoding="utf-8")
    waits = {each.item: each for each in Workbook(root).meeting(JANUARY).to_follow}
    assert waits["4"].files == ", ".join(entry.file for entry in awaits if entry.is_register)
    for entry in awaits:
        if entry.is_register:
            december = root / f"data/registers/{entry.dataset}/{DECEMBER}.csv"
            (root / entry.file).write_bytes(december.read_bytes())
    assert "4" not in {each.item for each in Workbook(root).meeting(JANUARY).to_follow}


def test_a_meeting_after_one_whose_data_never_came_awaits_both(root: Path) -> None:
    new_meeting(Workbook(root), JANUARY)
    new_meeting(Workbook(root), "2015-05-20")
    awaited = [str(each.period) for each in Workbook(root).agenda("2015-05-20").report("5A").awaits]
    assert awaited == ["2014-15-Q3", "2014-04/2015-03", "2014-15-Q4", "2015-05-20"]


def test_the_public_meeting_of_2018_moves_on_by_financial_years(root: Path) -> None:
    new_meeting(Workbook(root), "2018-10-17", "2018-04-18")
    report = Workbook(root).agenda("2018-10-17").report("1")
    assert report.parameters["periods"] == "2015-16, 2016-17, 2017-18, 2018-04/2018-08"
    assert (
        report.parameters["other_periods"]
        == "2016-07/2017-06, 2016-07/2018-07, 2017-07/2018-06, 2018-08, 2018-19, 2019-20"
    )
    awaited = ["2016-07--2017-06", "2017-07--2018-06", "2016-07--2018-07", "2018-04--2018-08", "2018-08", "2019-20"]
    assert [each.file for each in report.awaits] == [
        *(f"data/observations/btls/{stem}.csv" for stem in awaited),
        *(f"data/registers/{name}/2018-10-17.csv" for name in ("btls", "btls_systems")),
    ]
    assert "Another report on the performance of BT Lancashire Services" in [
        item.title for item in Workbook(root).agenda("2018-10-17").items
    ]


@pytest.mark.parametrize(
    ("day", "earlier", "problem"),
    [
        (
            "2014-12-11",
            "",
            "params/2014-12-11.yaml is there already, and nothing was changed; edit it, or move it away first",
        ),
        (
            "2014-12-10",
            DECEMBER,
            (
                "10 December 2014 is not after the meeting of 11 December 2014; name an earlier one with --from, or a "
                "later date"
            ),
        ),
        (
            DECEMBER,
            f"{DECEMBER}-special",
            "params/2014-12-11.yaml is there already, and nothing was changed; edit it, or move it away first",
        ),
        (
            "2013-12-10",
            "",
            (
                "there is no meeting before 10 December 2013 to move on from; write params/2013-12-10.yaml "
                "yourself, as "
                "ccpi help meetings says"
            ),
        ),
        (
            JANUARY,
            "2014-12-12",
            "there is no meeting '2014-12-12' (no file params/2014-12-12.yaml); did you mean '2014-12-11'?",
        ),
        (
            JANUARY,
            "../2014-12-11",
            "there is no meeting '../2014-12-11' (no file params/../2014-12-11.yaml); did you mean '2014-12-11'?",
        ),
    ],
)
def test_what_can_t_be_made_is_refused_and_nothing_is_written(
    root: Path, day: date, earlier: str, problem: str
) -> None:
    before = contents(root)
    assert refusal(new_meeting, Workbook(root), day, earlier) == problem
    assert contents(root) == before


def test_an_earlier_meeting_with_problems_is_put_right_first(root: Path) -> None:
    edit(root / "params/2014-12-11.yaml", "month: ", "mnth: ")
    problem = (
        "params/2014-12-11.yaml, item 4: the notebook 'procurement_dashboard' has no parameter 'mnth'; did you "
        "mean 'month'?"
    )
    assert refusal(new_meeting, Workbook(root), JANUARY, DECEMBER) == problem
    assert not (root / "params/2015-01-28.yaml").exists()


@pytest.mark.slow
def test_a_new_meeting_is_run_though_every_report_is_to_follow(root: Path) -> None:
    new_meeting(Workbook(root), JANUARY, DECEMBER)
    steps = run_meeting(root, JANUARY, Orders(2), lambda step: None, datetime.now())
    assert {step.state for step in steps if not step.item} == {StepState.MADE}
    assert (root / "outputs" / JANUARY / "public/agenda-pack.pdf").is_file()


@pytest.mark.slow
def test_a_new_meeting_is_run_with_what_has_come_and_the_rest_to_follow(root: Path) -> None:
    new_meeting(Workbook(root), JANUARY, DECEMBER)
    (root / LATEST).write_text(
        f"{HEADER}\nhealth_assessments_up_to_date,2014-12-27,,71.2,,,,table,2015-01-20,a trial,\n", encoding="utf-8"
    )
    words = root / "data/registers/health_assessment_recovery"
    (words / f"{JANUARY}.csv").write_bytes((words / f"{DECEMBER}.csv").read_bytes())
    steps = run_meeting(root, JANUARY, Orders(2), lambda step: None, datetime.now())
    made = sorted((step.part, step.item) for step in steps if step.state is StepState.MADE)
    assert made == [(Part.EXEMPT, ""), (Part.PUBLIC, ""), (Part.PUBLIC, "6")]
    assert [step for step in steps if step.state is StepState.FAILED] == []
    place = root / "outputs" / JANUARY
    page = BeautifulSoup((place / "public/index.html").read_text(encoding="utf-8"), "html.parser")
    agenda = {
        entry.select_one(".item").get_text(): entry.get_text(" ", strip=True) for entry in page.select("ol.agenda > li")
    }
    assert [number for number, text in agenda.items() if "to follow." in text.lower()] == [
        "4",
        "5",
        "5, Appendix A",
        "7",
        "8",
        "9",
        "14",
    ]
    assert "Not held in this workbook." in agenda["3"]
    assert "71.2%" in (place / "public/06-health-assessment-recovery.html").read_text(encoding="utf-8")
    assert "Still to come" in (place / "public/follow-ups.html").read_text(encoding="utf-8")
    pack = " ".join(page.extract_text() for page in PdfReader(place / "public/agenda-pack.pdf").pages)
    assert "Report to follow." in pack
    assert "Staff survey of July 2014" not in " ".join(pack.split())
    members = " ".join(page.extract_text() for page in PdfReader(place / "restricted/agenda-pack.pdf").pages)
    assert "Staff survey of July 2014" in " ".join(members.split())


def test_a_workbook_s_first_meeting_has_an_agenda_to_write_on(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    (root / "params" / f"{DECEMBER}.yaml").unlink()
    for register in ("calls", "plan"):
        (root / f"data/registers/{register}/{DECEMBER}.csv").unlink()
    made = new_meeting(Workbook(root), JANUARY)
    assert made.files == (f"params/{JANUARY}.yaml",)
    assert made.remarks == ("its reports: ccpi new report NAME --dataset DATASET writes one and says where to name it",)
    assert problems_of(Workbook(root)) == ()
    assert [item.title for item in Workbook(root).meeting(JANUARY).items] == ["Apologies for absence"]
