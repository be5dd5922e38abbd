"""The reconciliation of the real workbook: what it finds, and that exempt data stays apart."""

from pathlib import Path

import pytest
from real import ROOT, copy_of_workbook, edit

from ccpi_nb.document.model import Document
from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.public_copy import copy_without_exempt
from ccpi_nb.reconcile import by_part
from ccpi_nb.reconcile.by_part import findings_of, findings_ruled_on, reconciliation_of, stray_rulings
from ccpi_nb.render.json_form import blocks_to_json
from ccpi_nb.workbook.inputs import Workbook

DAY = "2014-12-11"
EXEMPT_FINDING = "given twice: dbs_forms_with_errors @ 2014-15-Q2 (Part II)"
REASON = "The narrative leaves out forms that were sent twice."


def told(root: Path, day: str, part: Part = Part.PUBLIC) -> Document | None:
    return reconciliation_of(Workbook(root), Workbook(root).meeting(day), part)


def contradictions(day: str, part: Part) -> set[str]:
    return {
        each.key for own in findings_of(Workbook(ROOT), day) if own.part is part for each in own.found.contradictions
    }


@pytest.fixture
def ruled(tmp_path: Path) -> Path:
    """A workbook in which somebody has said why an exempt finding is as it is."""
    root = copy_of_workbook(tmp_path / "workbook")
    with (root / "data/reconciliation.csv").open("a", encoding="utf-8") as file:
        file.write(f'{EXEMPT_FINDING},explained,{REASON},2014-12-11,"CCPI pack 11 December 2014, item 12"\n')
    return root


@pytest.mark.parametrize(
    ("day", "part", "expected"),
    [
        (
            DAY,
            Part.PUBLIC,
            {
                "given twice: invoices_paid_30_days @ 2014-15-Q2",
                "given twice: areas_highlighted @ 2014-15-Q2",
                "different things: contractors_engaged / North West @ 2014-04/2014-10",
                "total: contracts_let_value @ 2014-04/2014-10",
                "rate: blue_badge_complaint_rate @ 2014-15-Q2",
                "date: Care portal introduced",
                "out of line: health_assessments_up_to_date @ 2014-10-01",
                "words: Calls to the accounts payable line against their target",
                "words: Health assessments of children looked after since December 2013",
                "words: How often procurement performance is reported",
                "words: How soon invoices are paid: what is measured",
                "words: Month of the procurement dashboard",
                "words: Name of the procurement plan",
                "words: Numbers of the plan's actions on electronic procurement",
                "words: How soon waits of social care calls can be put right",
                "words: Schedule of the Local Government Act 1972 on exempt information",
                "words: Targets for contracts let",
                "words: The legal challenge",
                "words: Trend of contracts let on time",
                "words: What directorates' indicators on track are doing",
                "words: Whether payment performance is improving",
            },
        ),
        (
            DAY,
            Part.EXEMPT,
            {
                "given twice: dbs_forms_with_errors @ 2014-15-Q2",
                "over time: dbs_checks_two_days @ 2014-04/2014-09",
                "targets: Payroll and recruitment / all targets met @ 2014-15-Q1",
                "targets: Payroll and recruitment / all targets met @ 2014-15-Q2",
                "words: Non-contractual indicators of payroll and recruitment",
            },
        ),
        (
            "2016-04-12",
            Part.PUBLIC,
            {
                "given twice: btls_compliments / ICT @ 2015-10/2016-02",
                "words: Months that the report covers",
                "words: Non-affordability spend in 2015/16",
                "words: The restructure of ICT",
                "words: Whether ICT kept to its service levels",
                "words: Whose compliments and complaints the second table gives",
            },
        ),
        (
            "2018-04-18",
            Part.PUBLIC,
            {
                "date: Start of the months in which payroll and recruitment met all targets",
                "date: New structure of payroll and recruitment",
                "date: Property and capital programme systems in use",
                "words: Disclosure and Barring Service forms and checks",
                "words: Education management and online admissions: deadline and delivery",
                "words: How the Asset Management System is running",
                "words: Months that the report of 18 April 2018 covers",
                "words: Patient records before digital discharge",
                "words: Projects in asset management",
                "words: Salary payments",
                "words: Savings of 2018/19",
                "words: What EHCP stands for",
                "words: What customers rated",
                "words: When information is exchanged with Lancashire Constabulary",
                "words: When the modules for early help and for education, health and care plans come",
            },
        ),
        ("2021-03-02", Part.PUBLIC, {"words: What a health assessment of children looked after takes in"}),
        (
            "2021-04-20",
            Part.PUBLIC,
            {
                "total: active_accounts @ 2021-02",
                "words: Assessment of services for savings, incident management",
                "words: Compliance issues that are left",
                "words: Covid-19 projects",
                "words: How the workforce works",
                "words: Laptops for schools",
                "words: Licensing liabilities that are left",
                "words: Plan to review which applications are needed",
                "words: Post of the report's contact",
                "words: Project initiation document for the cloud",
                "words: Risks and issues that are left",
                "words: Section three of the closure report",
                "words: Services in outcome seven",
                "words: Structure of the service that came back",
                "words: Template for service descriptions, of digital towers and of services",
                "words: The day that the report speaks from",
                "words: Users moved to Microsoft 365",
                "words: What the closure report confirms",
                "words: When Oracle Fusion is in place",
                "words: Workforce with laptops",
            },
        ),
    ],
)
def test_what_the_documents_get_wrong_is_found(day: str, part: Part, expected: set[str]) -> None:
    assert contradictions(day, part) == expected


def test_what_the_documents_get_right_is_counted() -> None:
    (own,) = findings_of(Workbook(ROOT), "2018-04-18")
    agree = {each.compared[0].indicator for each in own.found.tally.agree if hasattr(each.compared[0], "indicator")}
    assert {"btls_saving_total", "payroll_service_levels", "affordability_reduction_asked"} <= agree


def test_what_can_t_be_a_contradiction_is_none() -> None:
    public = next(own for own in findings_of(Workbook(ROOT), DAY) if own.part is Part.PUBLIC)
    alike = {each.key for each in public.found.findings if not each.kind.is_contradiction}
    assert {"spans: contracts_let @ 2014-04/2014-10", "rounded: invoices_paid_30_days @ 2014-15-Q1"} <= alike


def test_without_a_date_all_findings_of_all_meetings_are_told() -> None:
    every = {each.key for own in findings_of(Workbook(ROOT)) for each in own.found.contradictions}
    told = {key for day in Workbook(ROOT).meeting_keys for part in Part for key in contradictions(day, part)}
    # Known only since a meeting without a Part II, so that no pack has them yet.
    assert every - told == {
        "words: Non-contractual targets since the contract began",
        "words: Payroll errors in 2014/15",
        "words: The third staff survey",
    }
    assert told <= every


def test_a_meeting_without_anything_to_compare_has_no_sheet() -> None:
    assert told(ROOT, "2014-10-01") is None
    assert told(ROOT, "2018-04-18", Part.EXEMPT) is None


def test_every_status_in_the_workbook_has_its_finding() -> None:
    assert stray_rulings(Workbook(ROOT)) == ()


# Exempt data


def test_part_i_tells_the_same_over_the_copy_without_exempt_data_as_over_all(ruled: Path, tmp_path: Path) -> None:
    copy = copy_without_exempt(Workbook(ruled), tmp_path / "copy")
    for day in Workbook(ruled).meeting_keys:
        assert told(copy, day) == told(ruled, day)


def test_part_i_tells_nothing_of_exempt_findings(ruled: Path) -> None:
    page = str(blocks_to_json(told(ruled, DAY).blocks))
    assert "btls_governance" not in page
    assert "item 12" not in page
    assert REASON not in page


def test_part_ii_is_marked_and_tells_only_of_its_own(ruled: Path) -> None:
    made = told(ruled, DAY, Part.EXEMPT)
    assert made.masthead.restriction.startswith("Not for publication: exempt information as defined in paragraph 3")
    page = str(blocks_to_json(made.blocks))
    assert REASON in page
    assert "procurement" not in page


def test_the_reason_of_an_exempt_finding_stays_out_of_the_copy(ruled: Path, tmp_path: Path) -> None:
    copy = copy_without_exempt(Workbook(ruled), tmp_path / "copy")
    text = (copy / "data/reconciliation.csv").read_text()
    assert REASON not in text
    assert "contractors_engaged" in text
    assert "btls_governance" not in (copy / "data/claims.csv").read_text()
    # Rows keep their numbers.
    assert [line.count(",") > 0 for line in text.splitlines()] == [True, True, False]


def test_without_its_mark_such_a_status_is_kept_back_as_well(ruled: Path, tmp_path: Path) -> None:
    edit(ruled / "data/reconciliation.csv", " (Part II)", "")
    assert (
        REASON not in (copy_without_exempt(Workbook(ruled), tmp_path / "copy") / "data/reconciliation.csv").read_text()
    )
    (problem,) = stray_rulings(Workbook(ruled))
    assert problem.endswith(f"did you mean '{EXEMPT_FINDING}'?")


def test_exempt_findings_have_keys_of_their_own() -> None:
    found = {findings.part: findings for findings in findings_of(Workbook(ROOT))}
    public, exempt = ({found[part].key(each) for each in found[part].found.findings} for part in Part)
    assert EXEMPT_FINDING in exempt
    assert not public & exempt


def test_every_finding_is_found_also_where_only_its_own_indicators_are_compared(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    found = {findings.key(each) for findings in findings_of(Workbook(root)) for each in findings.found.findings}
    rows = [f'"{key}",open,,2021-04-20,\n' for key in sorted(found)]
    header = (root / "data/reconciliation.csv").read_text(encoding="utf-8").partition("\n")[0]
    (root / "data/reconciliation.csv").write_text("".join((f"{header}\n", *rows)), encoding="utf-8")
    workbook = Workbook(root)
    assert {key for part in Part for key in findings_ruled_on(workbook, workbook.rulings, part)} == found
    assert stray_rulings(workbook) == ()


def test_small_numbers_that_a_report_masks_are_not_told(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    edit(
        root / f"params/{DAY}.yaml",
        "notebook: blue_badge_recovery",
        "notebook: blue_badge_recovery\n          disclosure: {threshold: 30, scheme: mask}",
    )
    keys = {each.key for own in findings_of(Workbook(root), DAY) for each in own.found.findings}
    assert "rate: blue_badge_complaint_rate @ 2014-15-Q2" not in keys
    assert "given twice: invoices_paid_30_days @ 2014-15-Q2" in keys


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("key", Workbook(ROOT).meeting_keys)
def test_what_a_meeting_received_is_compared_as_if_everything_were(
    key: str, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = Workbook(ROOT)
    found = by_part._at_meeting(workbook, workbook.meeting(key), part)
    monkeypatch.setattr(Workbook, "reached_since", lambda self, *given: frozenset(self.indicators))
    everything = by_part._at_meeting(workbook, workbook.meeting(key), part)
    assert (everything.found, everything.rulings) == (found.found, found.rulings)
    assert [*map(everything.reason, everything.found.findings)] == [*map(found.reason, found.found.findings)]
