"""What a notebook works with, over the real workbook."""

from pathlib import Path

import pytest
from builders import continues_row, refusal, sheet, words
from real import ROOT, copy_of_workbook

from ccpi_nb.document.model import Absent, Bullets, Chart, Headlines, Inset, Paragraph, Table
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import Period, day_named_in
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports import OpenReport, open_report
from ccpi_nb.workbook.inputs import Workbook


@pytest.fixture(autouse=True)
def in_the_notebooks_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "notebooks")


def procurement() -> OpenReport:
    return open_report("2014-12-11", "4", "procurement")


def only(shown: Shown) -> object:
    (block,) = shown.blocks
    return block


@pytest.mark.parametrize("datasets", ["btls_governance", "procurement, btls_governance"])
def test_a_part_i_report_may_not_open_an_exempt_dataset(datasets: str) -> None:
    sentence = refusal(open_report, "2014-12-11", "4", datasets)
    assert sentence.startswith(
        "item 4 is in Part I and may not read 'btls_governance', which the meeting of 2014-12-11 declares exempt"
    )


def test_a_call_that_a_report_does_not_have_is_refused_with_the_one_that_is_meant() -> None:
    report = procurement()
    assert refusal(lambda: report.action_count) == "a report has no call 'action_count'; did you mean 'action_counts'?"
    assert not hasattr(report, "_repr_html_")


def test_an_exemption_holds_for_the_part_i_reports_of_every_meeting() -> None:
    assert "declares exempt" in refusal(open_report, "2018-04-18", "1", "btls_governance")


def test_a_part_i_report_may_not_read_an_exempt_register() -> None:
    assert "may not read 'btls_governance'" in refusal(procurement().prose, "btls_governance", "Staffing")


def test_a_part_ii_report_may_read_what_its_item_declares() -> None:
    report = open_report("2014-12-11", "12", "btls_governance")
    assert report.masthead.restriction.startswith("Not for publication: exempt information as defined in paragraph 3")


def test_a_report_has_targets_only_of_what_it_reads() -> None:
    assert {target.indicator for target in procurement().evidence.targets} < {
        each.indicator for each in procurement().evidence.observations
    }


def test_an_appendix_says_whose_it_is() -> None:
    assert ("Agenda item", "5, Appendix A") in open_report("2014-12-11", "5A", "blue_badge").masthead.context


def test_a_report_knows_nothing_that_came_after_its_meeting() -> None:
    report = open_report("2014-12-11", "4", "procurement, btls")
    assert {each.dataset for each in report.evidence.observations} == {"procurement"}


def test_a_history_has_what_the_report_reads_and_of_what_is_exempt_nothing() -> None:
    public = open_report("2018-04-18", "1", "btls")
    chart = only(public.history_chart("dbs_checks_two_days", "Checks over time"))
    assert isinstance(chart, Chart)
    assert {row.period for figure in chart.figures for row in figure.rows if row.period} == {
        "2014-15",
        "2015-16",
        "2016-17",
        "2017-04/2018-02",
    }
    table = only(public.history_table("dbs_checks_two_days", "", "Checks"))
    assert isinstance(table, Table)
    assert [words(row[0].runs) for row in table.rows] == [
        "2014/15",
        "2015/16",
        "2016/17",
        "April 2017 to February 2018",
    ]
    private = only(
        open_report("2014-12-11", "12", "btls_governance").history_chart("dbs_checks_two_days", "Checks over time")
    )
    assert isinstance(private, Chart)
    assert "83.2% in April to June 2014" in private.alt


def test_too_few_values_for_a_control_chart_are_counted_among_those_that_the_report_may_see() -> None:
    public = only(open_report("2018-04-18", "1", "btls").control_chart("dbs_checks_two_days", "", "Checks"))
    private = only(
        open_report("2014-12-11", "12", "btls_governance").control_chart(
            "dbs_checks_two_days", "2014-15-Q1, 2014-15-Q2", "Checks"
        )
    )
    assert isinstance(public, Paragraph)
    assert isinstance(private, Paragraph)
    assert words(public.runs) == "There are too few figures ([3] of the [13] needed) to tell real change from chance."
    assert words(private.runs) == "There are too few figures ([2] of the [13] needed) to tell real change from chance."


def test_a_break_in_definition_is_known_only_to_a_report_that_reads_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of_workbook(tmp_path)
    link = continues_row(
        indicator="payroll_errors",
        continues="dbs_checks_two_days",
        reason="of an exempt matter",
        **{"from": "2014-10-01"},
    )
    (root / "data/continues.csv").write_text(sheet(link), encoding="utf-8")
    monkeypatch.chdir(root)
    assert open_report("2014-12-11", "4", "procurement").evidence.continuations == ()
    report = open_report("2018-04-18", "1", "btls")
    chart, reason = report.history_chart("payroll_errors", "Errors over time").blocks
    assert isinstance(chart, Chart)
    assert isinstance(reason, Paragraph)
    assert words(reason.runs).endswith("because of an exempt matter. Figures before and after cannot be compared.")


def test_the_dental_figure_does_not_go_on_from_the_health_assessments_for_no_paper_says_so() -> None:
    report = open_report("2021-03-02", "4", "corporate_strategy, health_assessments")
    assert report.evidence.lineage("dental_assessments_up_to_date") == ("dental_assessments_up_to_date",)
    assert report.evidence.breaks("health_assessments_up_to_date") == ()


@pytest.mark.parametrize("day", Workbook(ROOT).meeting_keys)
def test_no_paper_of_a_meeting_cites_one_that_came_later(day: str) -> None:
    workbook = Workbook(ROOT)
    meeting = workbook.meeting(day)
    for part in Part:
        names = workbook.open_datasets if part is Part.PUBLIC else workbook.dataset_names
        known = workbook.evidence(names, meeting.date, part)
        cited = {each.source for each in (*known.observations, *known.targets)}
        assert all(day_named_in(source.partition(",")[0]) <= meeting.date for source in cited)


def test_a_part_ii_report_has_its_own_paper_s_targets_and_a_later_one_those_of_its_own() -> None:
    then = open_report("2014-12-11", "12", "btls_governance").evidence
    later = open_report("2018-04-18", "1", "btls").evidence
    for key in ("payroll_errors", "dbs_checks_two_days"):
        assert then.target(key, Period.parse("2014-15-Q2")).source.startswith("CCPI pack 11 December 2014, item 12")
        assert later.target(key, Period.parse("2014-15")).source.startswith("CCPI report 18 April 2018")


def test_a_period_that_two_parameters_name_is_shown_once() -> None:
    table = only(
        procurement().table(["contracts_let"], "2014-04/2014-09, 2014-04/2014-10, 2014-04/2014-09", "Contracts")
    )
    assert isinstance(table, Table)
    assert [column.header for column in table.columns] == [
        "Measure",
        "Apr to Sep 2014",
        "Apr to Oct 2014",
    ]


def test_fewer_than_three_values_are_a_sentence_and_no_chart() -> None:
    key, two = "invoices_paid_after_90_days", "2014-15-Q1, 2014-15-Q2"
    for said in (procurement().period_lines([key], two, "Late"), procurement().period_bars(key, two, "Late")):
        sentences = only(said)
        assert isinstance(sentences, Paragraph)
        assert words(sentences.runs) == (
            "Invoices paid after 90 days got worse and missed the target of [0%]. The figure was [3.69%] in July to "
            "September 2014, up from [1.74%] in April to June 2014, the one earlier figure."
        )
    assert isinstance(only(procurement().period_lines([key], f"{two}, 2014-10", "Late")), Chart)


def test_headlines_take_the_last_period_that_has_a_value() -> None:
    cards = only(procurement().headlines(["contracts_let", "invoices_paid_30_days"], "2014-15-Q1, 2014-15-Q2, 2014-10"))
    assert isinstance(cards, Headlines)
    assert [(card.figure.text, card.rating) for card in cards.items] == [("30", ""), ("79.99%", "Off target")]
    assert words(cards.items[0].detail) == "July to September 2014. Up [12] on April to June 2014"


def test_sentences_run_on_in_a_paragraph_and_stand_apart_in_points() -> None:
    sentences = ("{contracts_let} were let.", "Worth {contracts_let_value}.")
    said, points, caution = (
        make(*sentences, at="2014-15-Q2") for make in (procurement().say, procurement().points, procurement().caution)
    )
    paragraph, bullets, inset = only(said), only(points), only(caution)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(inset, Inset)
    assert words(paragraph.runs) == words(inset.runs) == "[30] were let. Worth [£35.586m]."
    assert isinstance(bullets, Bullets)
    assert [words(item) for item in bullets.items] == ["[30] were let.", "Worth [£35.586m]."]


def test_a_sentence_that_the_period_has_no_figure_for_is_absent_and_the_others_are_said() -> None:
    sentences = ("{contracts_let} were let.", "{legal_challenges_received} were challenged.")
    said, left_out = procurement().say(*sentences, at="2014-15-Q2").blocks
    assert isinstance(said, Paragraph)
    assert words(said.runs) == "[30] were let."
    assert left_out == Absent("Nothing is held at 2014-15-Q2 for: {legal_challenges_received} were challenged.")
    assert isinstance(only(procurement().points(sentences[1], at="2014-15-Q2")), Absent)
    assert isinstance(only(procurement().caution(sentences[1], at="2014-15-Q2")), Absent)


def test_what_a_meeting_does_not_hold_is_absent() -> None:
    report = open_report("2018-04-18", "1", "btls")
    assert isinstance(only(report.updates("btls", "Review of indicators")), Absent)
    assert isinstance(only(report.table(["ict_priority_1"], "2014-15", "ICT")), Absent)
    assert isinstance(only(report.exemption()), Absent)


def test_counts_of_actions_are_of_the_plan_s_rows() -> None:
    counted = only(procurement().action_counts("procurement_improvement_plan"))
    assert isinstance(counted, Paragraph)
    assert words(counted.runs) == (
        "[16] of the [19] actions are green. Amber: checking spending outside contracts ([1.4]), "
        "suppliers' use of electronic systems ([1.10]) and customers' access ([4.1])."
    )
    tables = procurement().action_tables("procurement_improvement_plan").blocks
    assert sum(len(table.rows) for table in tables if isinstance(table, Table)) == 19


def test_core_systems_are_those_of_the_meeting() -> None:
    table = only(open_report("2016-04-12", "1", "btls").systems("btls_systems"))
    assert isinstance(table, Table)
    assert [words(row[0].runs) for row in table.rows][:2] == ["Asset Management Programme", "Customer Access"]
    assert isinstance(only(procurement().systems("btls_systems")), Absent)


def test_a_part_i_report_may_not_read_an_exempt_register_of_systems() -> None:
    assert "may not read 'btls_governance'" in refusal(
        open_report("2016-04-12", "1", "btls").systems, "btls_governance"
    )


def test_a_breakdown_is_of_the_last_period_that_has_one() -> None:
    report = open_report("2016-04-12", "1", "btls")
    table = only(
        report.breakdown_table(
            ["btls_compliments", "btls_complaints"], "2015-10/2016-02, 2016-01-31", "Feedback", header="Service"
        )
    )
    assert isinstance(table, Table)
    assert words(table.caption) == "Feedback, October 2015 to February 2016"
    assert [[words(cell.runs) for cell in row] for row in table.rows] == [
        ["Payroll and recruitment", "[14]", "[19]"],
        ["ICT", "[57]\N{NO-BREAK SPACE}[note\N{NO-BREAK SPACE}1]", "[7]"],
    ]


def test_the_closure_of_a_programme_is_counted_and_shown_from_its_registers() -> None:
    report = open_report("2021-04-20", "4", "digital_strategy")
    summary, counts, lessons = (
        only(each)
        for each in (
            report.deliverable_summary("transition"),
            report.deliverable_counts("transition"),
            report.lessons_table("transition_lessons", "Lessons"),
        )
    )
    assert isinstance(summary, Paragraph)
    assert words(summary.runs) == (
        "All [10] outcomes of the transition are reported as complete. [61] of the [72] deliverables behind them are "
        "signed off; the other [11] are left until after the transition, [four] of them in outcome 2."
    )
    assert isinstance(counts, Table)
    assert [words(cell.runs) for cell in counts.rows[-1]] == ["Total", "–", "[61]", "[11]"]
    assert isinstance(lessons, Table)
    assert len(lessons.rows) == 6


def test_a_deliverable_signed_off_after_its_meeting_is_said_to_be_so() -> None:
    caution, *tables = open_report("2021-04-20", "4", "digital_strategy").deliverable_tables("transition").blocks
    assert isinstance(caution, Inset)
    assert "incident management (27 November 2021)" in words(caution.runs)
    assert len(tables) == 10


def test_rating_counts_name_what_is_off_target() -> None:
    report = open_report("2014-12-11", "12", "btls_governance")
    counted = only(report.rating_counts("2014-15-Q1, 2014-15-Q2, 2014-04/2014-09"))
    assert isinstance(counted, Paragraph)
    assert words(counted.runs).startswith(
        "[11] of the [13] indicators with a target are on target; Conditional job offers"
    )


def test_the_frame_is_for_exploring() -> None:
    frame = procurement().frame
    assert (
        frame.loc[(frame.indicator == "invoices_paid_30_days") & (frame.period == "2014-10"), "value"].item() == 79.99
    )


def test_the_frame_holds_what_the_report_would_show_one_row_for_each_key() -> None:
    report = procurement()
    frame, key = report.frame, ["indicator", "period", "breakdown"]
    assert not frame.duplicated(key).any()
    assert len(frame) == len(report.evidence.published)
    invoices = frame[frame.indicator == "invoices_paid_30_days"].pivot(index="name", columns="period", values="value")
    assert invoices.loc["Invoices paid within 30 days", ["2014-15-Q1", "2014-15-Q2"]].tolist() == [74.16, 77.59]
    values = frame[frame.indicator == "contracts_annual_value"].groupby("breakdown").value.sum()
    assert values["Lancashire"] == 56.9


def test_the_frame_has_what_an_analysis_needs_to_know_of_a_value() -> None:
    frame = procurement().frame
    row = frame[(frame.indicator == "ap_calls_answered_rate") & (frame.period == "2014-04/2014-10")].iloc[0]
    assert row[["name", "unit", "polarity", "given_in"]].tolist() == [
        "Calls answered as a share of calls offered",
        "%",
        "higher",
        "table",
    ]
    assert row[["target", "target_words", "rating"]].tolist() == [90, "at least 90%", "Off target"]
    assert row[["numerator", "denominator", "qualifier"]].tolist() == [18882, 22380, ""]
    assert (row.file, row["row"]) == ("data/observations/procurement/2014-04--2014-10.csv", 19)
    assert frame[["value", "numerator", "denominator", "target"]].dtypes.eq("traced").all()


def test_what_the_report_does_not_show_is_told_apart() -> None:
    report = procurement()
    every = report.frame_all
    assert len(every) == len(report.evidence.observations) > len(report.frame)
    assert every[every.shown].value.tolist() == report.frame.value.tolist()
    hidden = every[(every.indicator == "contractors_engaged") & ~every.shown]
    assert hidden[["breakdown", "value", "given_in"]].to_numpy().tolist() == [["North West", 11, "text"]]


def test_a_screen_shows_html_and_text_and_carries_the_blocks() -> None:
    bundle = procurement().say("{contracts_let} were let.", at="2014-15-Q2")._repr_mimebundle_()
    assert bundle["text/plain"] == "30 were let."
    assert 'data-indicator="contracts_let"' in bundle["text/html"]


def test_a_report_opens_from_anywhere_inside_the_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_of_workbook(tmp_path)
    monkeypatch.chdir(root)
    assert procurement().workbook.root == root
    monkeypatch.chdir(root / "data" / "registers")
    assert procurement().workbook.root == root
