"""Real meetings, run for real."""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from builders import refusal
from real import ROOT, commit_all, contents, copy_of_workbook, edit
from small import OPEN, TABLE, Small, small_workbook

from ccpi_nb.cli.progress import line
from ccpi_nb.document.figures import in_prose, observed
from ccpi_nb.document.ledger import LEDGER, ledger_from
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Observation
from ccpi_nb.errors import InputError
from ccpi_nb.review.check import problems_of
from ccpi_nb.run.meeting_run import Orders, Step, StepState, run_meeting
from ccpi_nb.workbook.inputs import Workbook

DAY = "2014-12-11"
NEXT_QUARTER = "report.table('calls_answered', '2014-15-Q3', 'The next quarter')"


def run(root: Path, day: str = DAY, *, force: bool = False) -> tuple[Step, ...]:
    return run_meeting(root, day, Orders(2, force=force), lambda step: None, datetime.now())


@pytest.fixture
def made(outputs_of: Callable[[str], Path]) -> Path:
    """The outputs of 11 December 2014."""
    return outputs_of(DAY)


def test_a_meeting_makes_every_report_in_six_formats_and_the_pack_under_its_part(made: Path) -> None:
    reports = {
        "public": [
            "04-procurement-dashboard",
            "05-blue-badge-recovery",
            "05-corporate-performance",
            "06-health-assessment-recovery",
        ],
        "restricted": ["12-btls-monitoring"],
    }
    formats = (".csv", ".html", ".ipynb", ".ods", ".pdf", ".xlsx")
    expected = {f"{part}/{stem}{suffix}" for part, stems in reports.items() for stem in stems for suffix in formats}
    business = (
        "public/03-minutes",
        "public/10-notice",
        "public/follow-ups",
        "public/reconciliation",
        "restricted/reconciliation-part-2",
    )
    expected |= {f"{stem}{suffix}" for stem in business for suffix in (".html", ".pdf")}
    beside = (
        "about-the-figures.html",
        "agenda-pack.pdf",
        "index.html",
        "ledger.csv",
        "ro-crate-metadata.json",
        *(f"scorecard{suffix}" for suffix in (".csv", ".html", ".ods", ".xlsx")),
    )
    charts = ("04-procurement-dashboard_chart", "05-blue-badge-recovery_chart", "06-health-assessment-recovery_chart")
    expected |= {f"public/{chart}.csv" for chart in (*charts, f"{charts[0]}-2", f"{charts[0]}-3")}
    assert set(contents(made)) == expected | {f"{part}/{name}" for part in reports for name in beside}


@pytest.mark.parametrize(
    ("day", "report", "datasets"),
    [
        (DAY, "public/04-procurement-dashboard", "procurement"),
        (DAY, "public/05-corporate-performance", "corporate_performance"),
        (DAY, "public/05-blue-badge-recovery", "blue_badge"),
        (DAY, "public/06-health-assessment-recovery", "health_assessments"),
        (DAY, "restricted/12-btls-monitoring", "btls_governance"),
        ("2021-04-20", "public/04-digital-strategy", "digital_strategy"),
    ],
)
def test_every_figure_of_the_document_is_shown_with_its_row_by_the_report_of_its_item(
    outputs_of: Callable[[str], Path], day: str, report: str, datasets: str
) -> None:
    page = BeautifulSoup((outputs_of(day) / f"{report}.html").read_text(encoding="utf-8"), "html.parser")
    elements = [
        each for each in page.find_all(["data", "span"]) if not each.find_parent("details")
    ]  # sources list rows not shown themselves
    # A count may be spelt out in a sentence, and what is not available is said in words.
    shown = {
        (element.get_text().lower(), row) for element in elements for row in str(element.get("data-rows")).split("; ")
    }
    evidence = known_of(datasets, day)
    unseen = [
        f"{each.row}: {each.indicator}"
        for each in evidence.published
        if shown.isdisjoint((text, str(each.row)) for text in _texts(evidence, each))
    ]
    assert unseen == []


def _texts(evidence: Evidence, observation: Observation) -> set[str]:
    figure = observed(evidence.indicator(observation.indicator), observation)
    words = observation.shorthand.words if observation.shorthand else in_prose(figure).text
    return {figure.text.lower(), words.lower()}


def known_of(dataset: str, day: str) -> Evidence:
    indicators = Workbook(ROOT).indicators
    return Evidence.known_by(date.fromisoformat(day), indicators, (), Workbook(ROOT).dataset(dataset))


def test_a_figure_names_the_row_of_data_behind_it(made: Path) -> None:
    page = BeautifulSoup(
        (made / "public/06-health-assessment-recovery.html").read_text(encoding="utf-8"), "html.parser"
    )
    figure = page.find("data", string="68.6%")
    assert figure is not None
    assert figure["value"] == "68.6"
    assert figure["data-rows"] == "data/observations/health_assessments/2014-11-09.csv, row 2"


def test_the_same_inputs_make_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = copy_of_workbook(tmp_path)
    run(again)
    assert contents(again / "outputs" / DAY) == contents(made)


def test_nothing_of_part_ii_stands_under_public(made: Path) -> None:
    public = b"".join(
        content for name, content in contents(made / "public").items() if name.endswith((".html", ".ipynb", ".csv"))
    ).decode()
    assert "btls_governance" not in public
    assert "96.9%" not in public
    assert "overpayments" not in public.lower()


def _links(page: Path) -> set[str]:
    """Return the files that a page leads to."""
    links = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("a")
    return {str(link["href"]).partition("#")[0] for link in links} - {""}


def test_the_agenda_leads_to_every_report_and_says_what_is_to_follow_or_exempt(made: Path) -> None:
    page = BeautifulSoup((made / "public/index.html").read_text(encoding="utf-8"), "html.parser")
    read = _links(made / "public/index.html")
    assert {name.partition(".")[2] for name in read} == {"html", "pdf", "csv", "json"}
    led_to = read.union(*(_links(made / "public" / name) for name in read if name.endswith(".html")))
    assert led_to == set(contents(made / "public"))
    assert "Report to follow" in page.get_text()
    assert "paragraph 3 of Part 1 of Schedule 12A" in page.get_text()


@pytest.mark.parametrize("part", ["public", "restricted"])
def test_the_scorecard_has_figures_of_the_papers_and_no_other(made: Path, part: str) -> None:
    books = [made / name / LEDGER for name in ("public", part)]
    lines = {line for book in books for line in ledger_from(book.read_text(encoding="utf-8-sig"))}
    shown = {line.rows for line in lines if line.report[:1].isdigit()}
    card = {line.rows for line in lines if line.report == "scorecard" and not line.computation}
    assert card
    assert card <= shown


def test_a_published_notebook_holds_no_time_and_no_path_of_the_machine(made: Path) -> None:
    text = (made / "public/04-procurement-dashboard.ipynb").read_text(encoding="utf-8")
    assert str(made.parent) not in text
    assert not re.search(r"start_time|20\d\d-\d\d-\d\dT\d\d:", text)


def test_the_public_meeting_of_2018_shows_its_financial_years_and_leaves_out_what_it_lacks(
    outputs_of: Callable[[str], Path],
) -> None:
    page = outputs_of("2018-04-18") / "public/01-btls-monitoring.html"
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text(" ")
    assert "2016/17" in text
    assert "dashboard" not in text.lower()
    assert "Reason for inclusion in Part II" not in text


def test_the_public_meeting_of_2016_shows_its_systems_and_feedback_and_leaves_out_what_it_lacks(
    outputs_of: Callable[[str], Path],
) -> None:
    page = BeautifulSoup(
        (outputs_of("2016-04-12") / "public/01-btls-monitoring.html").read_text(encoding="utf-8"), "html.parser"
    )
    captions = [" ".join(caption.get_text().split()) for caption in page.find_all("caption")]
    assert "Core systems and where they stand" in captions
    assert "Compliments and complaints, October 2015 to February 2016" in captions
    assert all(cell.get_text(strip=True) not in ("", "[x]") for cell in page.find_all(["th", "td"]))
    headings = {heading.get_text(strip=True) for heading in page.find_all(["h2", "h3", "h4"])}
    assert "Data centre" in headings
    assert not headings & {
        "Security",
        "Volumes",
        "Savings",
        "Partnership working",
        "Agile working",
        "Staff survey",
        "Communications",
    }


def test_a_failed_report_leaves_the_earlier_outputs_as_they_were_and_its_notebook_to_open(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    good = root / "outputs" / DAY / "public" / "index.html"
    good.parent.mkdir(parents=True)
    good.write_text("the earlier run")
    # A literal would be refused before anything runs.
    key = 'blue_badge_processing_time\\"'
    edit(root / "notebooks/blue_badge_recovery.ipynb", key, f"{key.replace('ss', 's')}.lower()")
    failures = [step.why for step in run(root) if step.state is StepState.FAILED]
    assert len(failures) == 1
    assert failures[0].startswith(
        "notebooks/blue_badge_recovery.ipynb, cell 17: there is no indicator 'blue_badge_procesing_time'; did you mean"
    )
    assert contents(root / "outputs" / DAY) == {"public/index.html": b"the earlier run"}
    failed = nbformat.read(root / "outputs" / f"{DAY}-failed" / "public" / "05-blue-badge-recovery.ipynb", as_version=4)
    assert any(
        output.output_type == "error" for cell in failed.cells if cell.cell_type == "code" for output in cell.outputs
    )
    assert set(contents(root / "outputs")) >= {"2014-12-11/public/index.html"}
    assert sorted(path.name for path in (root / "outputs").glob(".*")) == [".gitignore", ".made"]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "params/2014-12-11.yaml",
            "notebook: procurement_dashboard",
            "notebook: procurment_dashboard",
            (
                "params/2014-12-11.yaml, item 4: there is no notebook 'procurment_dashboard'; did you mean "
                "'procurement_dashboard'?"
            ),
        ),
        (
            "params/2014-12-11.yaml",
            "month: ",
            "mnth: ",
            (
                "params/2014-12-11.yaml, item 4: the notebook 'procurement_dashboard' has no parameter 'mnth'; did you "
                "mean 'month'?"
            ),
        ),
        (
            "params/2014-12-11.yaml",
            'reference: "2012-13"',
            "reference: 2012",
            (
                "params/2014-12-11.yaml, item 6: the parameter 'reference' of the notebook "
                "'health_assessment_recovery' "
                "is 2012; it takes text in quotes"
            ),
        ),
    ],
)
def test_wrong_params_stop_the_run_before_a_kernel_starts(
    tmp_path: Path, file: str, old: str, new: str, sentence: str
) -> None:
    root = copy_of_workbook(tmp_path)
    edit(root / file, old, new)
    steps: list[Step] = []
    with pytest.raises(InputError) as refused:
        run_meeting(root, DAY, Orders(2), steps.append, datetime.now())
    assert refused.value.problems == (sentence,)
    assert steps == []


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        (
            "notebooks/calls.ipynb",
            Small("calls", (OPEN, TABLE, "report.say('In all 54 compliments.')")).notebook(4),
            "notebooks/calls.ipynb, cell 5: the figure '54' is typed into the words; ",
        ),
        (
            "notebooks/terms.ipynb",
            Small("terms", (OPEN, TABLE, "report.say('In all 54 compliments.')"), exempt=True).notebook(5),
            "notebooks/terms.ipynb, cell 5: a figure is typed into the words; ",
        ),
        (
            "notebooks/terms.ipynb",
            Small("terms", (OPEN, TABLE, "!true"), exempt=True).notebook(5),
            "notebooks/terms.ipynb, cell 5: '!true' starts another program, ",
        ),
        (
            "data/observations/calls/2014-15-Q3.CSV",
            "",
            "data/observations/calls/2014-15-Q3.CSV: nothing reads a name that ends in '.CSV'; ",
        ),
        ("data/registers/calls/2014-12-12.csv", "topic,period,text,source\n", "data/registers/calls/2014-12-12.csv: "),
    ],
)
def test_a_run_refuses_what_check_does_before_a_kernel_starts(
    tmp_path: Path, file: str, content: str, sentence: str
) -> None:
    root = small_workbook(tmp_path)
    (root / file).write_text(content, encoding="utf-8")
    steps: list[Step] = []
    with pytest.raises(InputError) as refused:
        run_meeting(root, DAY, Orders(2), steps.append, datetime.now())
    assert [problem[: len(sentence)] for problem in refused.value.problems] == [sentence]
    assert steps == []
    assert {problem for problem in refused.value.problems if "a figure" not in problem} <= {
        *problems_of(Workbook(root))
    }


def test_a_workbook_without_targets_names_or_registers_runs(tmp_path: Path) -> None:
    root = small_workbook(tmp_path)
    for name in ("targets.csv", "names.csv", "registers"):
        path = root / "data" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert [
        step.why
        for step in run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())
        if step.state is StepState.FAILED
    ] == []
    assert (root / "outputs" / DAY / "restricted/index.html").exists()


def test_outputs_stay_out_of_git_in_a_workbook_that_never_said_so(tmp_path: Path) -> None:
    root = commit_all(small_workbook(tmp_path))
    run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    staged = subprocess.run(["git", "-C", str(root), "status", "--short"], check=True, capture_output=True, text=True)
    assert staged.stdout == "A  outputs/.gitignore\n"
    (root / "outputs/.gitignore").write_text("my own\n")
    run_meeting(root, DAY, Orders(2, force=True), lambda step: None, datetime.now())
    assert (root / "outputs/.gitignore").read_text() == "my own\n"


def test_all_wrong_parameters_are_told_at_once_and_none_of_them_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of_workbook(tmp_path)
    monkeypatch.chdir(root)
    hostile = "month = open('canary', 'w')  #"
    edit(root / "params/2014-12-11.yaml", 'month: "2014-10"', f'month: "2014-02-30"\n        "{hostile}": 1')
    edit(root / "params/2014-12-11.yaml", 'year_to_date: "2014-04/2014-10"', 'year_to_date: "2014-10/2014-04"')
    steps: list[Step] = []
    with pytest.raises(InputError) as refused:
        run_meeting(root, DAY, Orders(2), steps.append, datetime.now())
    place, its = "params/2014-12-11.yaml, item 4:", "of the notebook 'procurement_dashboard' is"
    assert set(refused.value.problems) == {
        f"{place} the parameter 'month' {its} '2014-02-30': '2014-02-30' is not a day of the calendar",
        f"{place} {hostile!r} is no parameter's name; a name is of letters, digits and '_', and starts with a letter",
        (
            f"{place} the parameter 'year_to_date' {its} '2014-10/2014-04': a span cannot end (2014-04) before "
            f"it starts "
            f"(2014-10)"
        ),
    }
    assert steps == []
    assert not [*root.rglob("canary")]


def test_a_part_i_report_is_refused_what_part_ii_declares_exempt(tmp_path: Path) -> None:
    root = copy_of_workbook(tmp_path)
    edit(root / "params/2018-04-18.yaml", 'dataset: "btls"', 'dataset: "btls_governance"')
    assert refusal(run, root, "2018-04-18").startswith(
        "params/2018-04-18.yaml, item 1: the report is in Part I and may not read 'btls_governance', "
        "which the meeting of 2014-12-11 declares exempt"
    )


def test_each_step_knows_how_many_reports_and_packs_the_run_has(tmp_path: Path) -> None:
    said: list[Step] = []
    steps = run_meeting(small_workbook(tmp_path), DAY, Orders(2), said.append, datetime.now())
    assert {step.of for step in said} == {len(steps)} == {4}


def test_a_notebook_that_was_only_run_and_saved_makes_nothing_stale(tmp_path: Path) -> None:
    """Nor is a report made of it otherwise, whatever is stored in it."""
    root = commit_all(small_workbook(tmp_path))
    run(root)
    before = contents(root / "outputs" / DAY)
    file = root / "notebooks/calls.ipynb"
    notebook = nbformat.read(file, as_version=4)
    notebook.metadata = {"kernelspec": {"display_name": ".venv", "language": "python", "name": "venv"}, "mine": 1}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    for cell in notebook.cells:
        cell.metadata["scrolled"] = True
        if cell.cell_type == "code":
            cell.execution_count = 57
            cell.outputs = [nbformat.v4.new_output("stream", text="as of yesterday")]
    nbformat.write(notebook, file)
    assert run(root) == ()
    run(root, force=True)
    assert contents(root / "outputs" / DAY) == before
    notebook.cells[-1].source += " of 2014"
    nbformat.write(notebook, file)
    assert next(step.title for step in run(root) if step.state is StepState.MADE) == "Calls"


def test_what_a_report_asks_for_and_is_not_held_is_said_before_it_is_made_and_stops_nothing(tmp_path: Path) -> None:
    root = small_workbook(tmp_path, Small("calls", (OPEN, TABLE, NEXT_QUARTER)))
    said: list[Step] = []
    steps = run_meeting(root, DAY, Orders(1), said.append, datetime.now())
    assert {step.state for step in steps} == {StepState.MADE}
    notes = [step for step in said if step.state is StepState.NOT_HELD]
    assert [(note.item, note.title) for note in notes] == [
        ("4", "October to December 2014: no value of calls_answered.")
    ]
    assert said.index(notes[0]) == 0
    assert line(notes[0]).endswith("  October to December 2014: no value of calls_answered.")
