"""The command as a person meets it: words on the terminal, and the exit code."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from real import ROOT, contents, copy_of_workbook, edit
from typer.testing import CliRunner

from ccpi_nb.cli import app
from ccpi_nb.run.lock import only_writer

OBSERVATIONS = "data/observations/procurement/2014-15-Q2.csv"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(copy_of_workbook(tmp_path))
    return tmp_path


def said(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_check_finds_nothing_in_the_workbook_as_it_is(root: Path) -> None:
    code, out, err = said("check")
    *news, last = out.splitlines()
    assert (code, last, err) == (0, "No problem found in data, params and notebooks.", "")
    not_held = [line for line in news if line.startswith("not held: params/")]
    questions = [line for line in news if line.startswith("question: data/")]
    assert news == [*not_held, *questions]
    assert len(questions) <= 8
    # A notebook of one type is used at meetings of other years, whose papers lack some of its periods.
    assert len(not_held) <= 8


def test_list_names_meetings_and_reports(root: Path) -> None:
    code, out, _ = said("list")
    assert code == 0
    assert "2014-12-11" in out
    assert "5A  blue_badge_recovery" in out
    assert "(Part II, exempt)" in out


def test_a_date_that_is_no_meeting_is_refused_with_the_nearest(root: Path) -> None:
    code, _, err = said("run", "2014-12-12")
    assert code == 1
    assert (
        err == "ccpi: there is no meeting '2014-12-12' (no file params/2014-12-12.yaml); did you mean '2014-12-11'?\n"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "name a meeting's date, or --all: ccpi run 2014-12-11; ccpi list has the dates"),
        (["2018-04-18", "--all"], "name a date or --all, not both: ccpi run 2018-04-18; ccpi list has the dates"),
    ],
)
def test_a_run_is_of_one_meeting_or_of_all(root: Path, options: list[str], sentence: str) -> None:
    assert said("run", *options) == (1, "", f"ccpi: {sentence}\n")


@pytest.mark.parametrize(
    "day", ["../2014-12-11", "../../etc", "/2014-12-11", "2014-12-11/../2014-12-11", "2014-12-11.yaml", "."]
)
@pytest.mark.parametrize(
    ("command", "more"),
    [
        (["run"], []),
        (["status"], []),
        (["trace"], ["68.6%"]),
        (["audit"], []),
        (["follow-ups"], []),
        (["new", "meeting", "2030-01-01", "--from"], []),
        (["move", "meeting"], ["2030-01-01"]),
        (["move", "meeting", "2014-12-11"], []),
    ],
)
def test_what_is_no_day_leads_nowhere(root: Path, command: list[str], more: list[str], day: str) -> None:
    before = contents(root)
    code, _, err = said(*command, day, *more)
    assert code == 1
    assert err.startswith("ccpi: ")
    assert len(err.splitlines()) == 1
    assert contents(root) == before


def test_outside_the_workbook_the_command_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = said("check")
    assert code == 1
    assert "is not inside a workbook; go to the folder that holds params, data and notebooks" in err


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            "given_in,",
            "",
            [f"{OBSERVATIONS}, row 1: column 'given_in' is missing; add it to the header and to every row"],
        ),
        (
            "77.59",
            "<78",
            [
                f"{OBSERVATIONS}, row 7, column 'value': '<78' is not a number; write digits and one '.', without "
                f"£, % or thousands commas: "
                "902071, 41.17; or a shorthand where there is no value: [x], [z], [c]"
            ],
        ),
        (
            "invoices_paid_30_days",
            "invoices_paid_30_dys",
            [
                (
                    f"{OBSERVATIONS}, row {row}, column 'indicator': there is no indicator 'invoices_paid_30_dys'; did "
                    f"you mean 'invoices_paid_30_days'?"
                )
                for row in (7, 9)
            ],
        ),
    ],
)
def test_bad_data_is_refused_in_sentences_and_earlier_outputs_stay(
    root: Path, old: str, new: str, sentences: list[str]
) -> None:
    (root / "outputs/2014-12-11").mkdir()
    (root / "outputs/2014-12-11/index.html").write_text("the earlier run")
    edit(root / OBSERVATIONS, old, new)
    code, _, err = said("check")
    assert code == 1
    assert [line.removeprefix("ccpi: ") for line in err.splitlines()[: len(sentences)]] == sentences
    code, _, err = said("run", "2014-12-11")
    assert code == 1
    assert sentences[0] in err
    assert "Traceback" not in err
    assert contents(root / "outputs/2014-12-11") == {"index.html": b"the earlier run"}


def test_a_duplicate_observation_is_refused_with_both_places(root: Path) -> None:
    path = root / OBSERVATIONS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    _, _, err = said("check")
    assert (
        f"{OBSERVATIONS}, row {len(lines) + 1}: 'duplicate_payments_prevented' is already in row 2 with the same "
        f"as_at and source"
    ) in err


def test_follow_ups_are_listed_as_they_stood_on_a_day(root: Path) -> None:
    code, out, _ = said("follow-ups", "2014-12-10")
    assert (code, len(out.splitlines())) == (0, 1)
    assert out.startswith("open     11 December 2014        Report on how the recovery plan for health assessments")
    assert said("follow-ups", "2014-09-30") == (0, "Nothing was promised by then.\n", "")
    assert "(Part II, exempt)" in said("follow-ups")[1]


def test_the_page_of_what_is_held_is_written_when_lists_and_rows_agree(root: Path) -> None:
    assert said("coverage") == (0, "made  docs/coverage.md\n", "")
    assert (root / "docs/coverage.md").read_bytes() == (ROOT / "docs/coverage.md").read_bytes()
    edit(root / OBSERVATIONS, "item 4, Payment performance", "item 4, Paymnt performance")
    code, _, err = said("coverage")
    assert code == 1
    assert (
        "data/coverage lists no section of 'CCPI pack 11 December 2014, item 4, Paymnt performance'; correct the source"
        in err
    )


def test_a_day_that_is_none_is_refused(root: Path) -> None:
    assert said("follow-ups", "2014-13-01") == (1, "", "ccpi: '2014-13-01' is not a day of the calendar\n")


def test_a_new_meeting_says_what_was_made_what_it_waits_for_and_what_to_do(root: Path) -> None:
    code, out, err = said("new", "meeting", "2015-01-28", "--from", "2014-12-11")
    assert (code, err) == (0, "")
    assert "made  params/2015-01-28.yaml" in out
    assert (
        "waiting: params/2015-01-28.yaml, item 4: the report is to follow; it awaits data/observations/procurement/"
        in out
    )
    assert "to do: promised in Part II and due by then: 'Staff survey" in out
    assert "Next: read the lines with 'Review:' in params/2015-01-28.yaml; then ccpi check" in out
    code, out, _ = said("check")
    assert code == 0
    assert "waiting: params/2015-01-28.yaml, item 4: " in out
    assert out.endswith("No problem found in data, params and notebooks.\n")
    assert "(to follow)" in said("list")[1]
    assert said("new", "meeting", "2015-01-28")[::2] == (
        1,
        "ccpi: params/2015-01-28.yaml is there already, and nothing was changed; edit it, or move it away first\n",
    )


def test_a_new_report_says_what_to_do_next(root: Path) -> None:
    code, out, _ = said("new", "report", "housing_repairs", "--dataset", "blue_badge")
    assert code == 0
    assert out.startswith("made  notebooks/housing_repairs.ipynb\nNext: write on in JupyterLab")
    code, _, err = said("check")
    assert code == 1
    assert err.endswith("2 problems found.\n")
    assert err.count("is what a new report begins with; write what this report is to say") == 2
    assert said("new", "report", "../x", "--dataset", "blue_badge")[::2] == (
        1,
        "ccpi: '../x' can't name a notebook; use lower-case letters and '_' between words, such as 'x'\n",
    )


@pytest.mark.parametrize("running", ["2014-12-11", "2014-12-18"])
def test_a_meeting_is_not_moved_while_a_run_holds_its_old_day_or_its_new_one(root: Path, running: str) -> None:
    before = contents(root / "params")
    with only_writer(root / f"outputs/.made/{running}", running, datetime(2014, 12, 11, 12)):
        code, out, err = said("move", "meeting", "2014-12-11", "2014-12-18")
    assert (code, out, contents(root / "params")) == (1, "", before)
    assert err.startswith(f"ccpi: outputs/{running} is being made by process ")
    assert err.endswith(", since 12:00:00; wait until it is done, or end it\n")
    assert said("move", "meeting", "2014-12-11", "2014-12-18")[0] == 0


def test_an_unknown_notebook_to_accept_is_refused(root: Path) -> None:
    code, _, err = said("accept", "blue_badge")
    assert code == 1
    assert "there is no notebook 'blue_badge'; did you mean 'blue_badge_recovery'?" in err


def test_outputs_that_were_never_made_can_be_neither_verified_nor_signed_off(root: Path) -> None:
    code, _, err = said("verify", "2014-12-11", "--quick")
    assert code == 1
    assert "holds no outputs; name a meeting's date or the folder of its outputs, or make them with ccpi run" in err
    code, _, err = said("sign-off", "2014-12-11", "--post", "Director of Corporate Services")
    assert code == 1
    assert err.startswith(
        "ccpi: outputs/2014-12-11 is not up to date: it has not been made yet; run ccpi run 2014-12-11"
    )


def test_a_person_s_name_is_refused_in_a_sign_off_and_by_check(root: Path) -> None:
    code, _, err = said("sign-off", "2014-12-11", "--post", "Jane Smith")
    assert code == 1
    assert err.startswith("ccpi: 'Jane Smith' looks like a person's name; give the post only")
    (root / "data/sign_offs").mkdir()
    (root / "data/sign_offs/2014-12-11.csv").write_text(
        f"post,signed_on,part,digest,commit\nJane Smith,2014-12-03,public,{'a' * 64},\n"
    )
    code, _, err = said("check")
    assert code == 1
    assert err.startswith(
        "ccpi: data/sign_offs/2014-12-11.csv, row 2, column 'post': 'Jane Smith' looks like a person's name"
    )


def test_verify_says_who_signed_and_every_file_that_was_changed(root: Path, outputs_of: Callable[[str], Path]) -> None:
    shutil.copytree(outputs_of("2021-04-20"), root / "outputs/2021-04-20")
    (root / "data/sign_offs").mkdir()
    (root / "data/sign_offs/2021-04-20.csv").write_text(
        f"post,signed_on,part,digest,commit\nHead of Policy,2021-04-12,public,{'a' * 64},\n"
    )
    code, out, err = said("verify", "2021-04-20", "--quick")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "outputs/2021-04-20/public was made without version control",
        "public: Signed off by the Head of Policy on 12 April 2021, and changed since: the sign-off no longer holds.",
        "Every file is as its manifest says.",
    ]
    (root / "outputs/2021-04-20/public/index.html").write_text("other words")
    code, _, err = said("verify", "2021-04-20", "--quick")
    assert (code, err) == (1, "ccpi: outputs/2021-04-20/public/index.html was changed by hand\n")


# Where a figure comes from


@pytest.fixture
def made(outputs_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The outputs of 11 December 2014, with the command beside them."""
    made = outputs_of("2014-12-11")
    monkeypatch.chdir(made.parent.parent)
    return made


def test_trace_says_where_a_figure_comes_from(made: Path) -> None:
    code, out, err = said("trace", "2014-12-11", "68.6%")
    assert (code, err) == (0, "")
    assert out.startswith("68.6%\n  shown in\n    public/06-health-assessment-recovery: Main points")
    assert "data/observations/health_assessments/2014-11-09.csv, row 2" in out
    assert "CCPI pack 11 December 2014, item 6, Background and Advice" in out


def test_trace_looks_into_what_is_restricted_unless_told_not_to(made: Path) -> None:
    code, out, _ = said("trace", "2014-12-11", "offers_issued_48_hours")
    assert code == 0
    assert "restricted/12-btls-monitoring: " in out
    code, _, err = said("trace", "2014-12-11", "offers_issued_48_hours", "--public")
    assert code == 1
    assert "no figure reads 'offers_issued_48_hours'" in err


def test_trace_looks_into_one_report(made: Path) -> None:
    _, out, _ = said("trace", "2014-12-11", "0.39%", "--report", "05-blue-badge-recovery")
    assert "05-blue-badge-recovery: " in out
    assert "05-corporate-performance: " not in out


def test_trace_of_a_meeting_that_has_not_been_run_says_to_run_it(root: Path) -> None:
    for command in (("trace", "2014-12-11", "5"), ("audit", "2014-12-11")):
        code, _, err = said(*command)
        assert (code, err) == (
            1,
            (
                "ccpi: the meeting of 2014-12-11 has not been run, so no ledger says where its figures come "
                "from; run it "
                "first: ccpi run 2014-12-11\n"
            ),
        )


def test_audit_counts_the_numbers_and_finds_each_explained(made: Path) -> None:
    code, out, err = said("audit", "2014-12-11")
    assert (code, err) == (0, "")
    explained, of = re.fullmatch(
        (
            r"([\d,]+) of ([\d,]+) numbers "
            r"explained\.\n"
        ),
        out,
    ).groups()  # type: ignore[union-attr]
    assert explained == of


def test_audit_names_what_nothing_explains(root: Path, outputs_of: Callable[[str], Path]) -> None:
    shutil.copytree(outputs_of("2018-04-18"), root / "outputs/2018-04-18")
    edit(root / "outputs/2018-04-18/public/01-btls-monitoring.html", "</main>", "<p>Only 54 came.</p></main>")
    code, _, err = said("audit", "2018-04-18")
    assert code == 1
    first, last = err.splitlines()
    assert first == "ccpi: public/01-btls-monitoring.html, Background papers: nothing explains '54' in 'Only 54 came.'"
    assert re.fullmatch(r"ccpi: Only [\d,]+ of [\d,]+ numbers explained\.", last)


def test_reconcile_says_what_does_not_agree_in_each_part(root: Path) -> None:
    code, out, err = said("reconcile", "2014-12-11")
    assert (code, err) == (0, "")
    public, restricted = out.split("Part II (not open to press and public)")
    assert "different things: contractors_engaged / North West @ 2014-04/2014-10" in public
    assert "given twice: dbs_forms_with_errors @ 2014-15-Q2 (Part II)" in restricted


def test_reconcile_without_a_date_tells_of_all_meetings_also_as_json(root: Path) -> None:
    code, out, _ = said("reconcile", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["meeting"] is None
    keys = {each["finding"] for part in told["parts"] for each in part["findings"]}
    assert {"given twice: btls_compliments / ICT @ 2015-10/2016-02", "date: Care portal introduced"} <= keys


def test_reconcile_says_which_statuses_have_no_finding(root: Path) -> None:
    edit(root / "data/reconciliation.csv", "North West", "North Wst")
    code, _, err = said("reconcile")
    assert code == 0
    assert "did you mean 'different things: contractors_engaged / North West @ 2014-04/2014-10'?" in err


def test_reconcile_refuses_a_date_that_is_no_meeting(root: Path) -> None:
    code, _, err = said("reconcile", "2014-12-12")
    assert code == 1
    assert "did you mean '2014-12-11'?" in err


# A workbook of one's own


def test_a_new_workbook_is_begun_outside_any_and_says_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = said("check")
    assert code == 1
    assert err.endswith("or begin one: ccpi new workbook FOLDER\n")
    code, out, _ = said("new", "workbook", "mine")
    assert code == 0
    assert "made  mine/data/indicators.csv\n" in out
    assert out.endswith("Next: go to mine, and read README.md there, which has the first five commands.\n")
    assert said("new", "workbook", "mine")[::2] == (
        1,
        "ccpi: mine is there already and is not empty, and nothing was changed; name a new folder\n",
    )


def test_the_five_commands_of_a_new_workbook_s_readme_do_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said("new", "workbook", "mine")
    monkeypatch.chdir(tmp_path / "mine")
    block = (tmp_path / "mine/README.md").read_text(encoding="utf-8").split("```")[1]
    commands = [shlex.split(line, comments=True)[1:] for line in block.strip().splitlines()]
    assert len(commands) == 5
    assert [said(*command)[0] for command in commands] == [0] * 5
    assert (tmp_path / "mine/outputs/2025-07-10/public/index.html").exists()
    assert (tmp_path / "mine/params/2025-09-11.yaml").exists()


@pytest.mark.parametrize("command", [["list"], ["run", "--all"]])
def test_a_workbook_without_meetings_says_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    for name in ("data", "notebooks", "params"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert said(*command) == (0, "There is no meeting yet; ccpi new meeting DATE begins one.\n", "")
    assert said("check")[0] == 0


def test_a_new_indicator_says_where_its_rows_are_and_where_its_values_go(root: Path) -> None:
    options = ["--service", "Post room", "--unit", "%", "--polarity", "higher", "--definition", "Of all received."]
    agreed = ["--target", "95", "--source", "Service plan"]
    code, out, err = said("new", "indicator", "Letters answered", *options, *agreed)
    assert (code, err) == (0, "")
    assert out.startswith(
        "added  'letters_answered' to data/indicators.csv\nadded  'letters_answered' to data/targets.csv\nNext: "
    )
    assert said("check")[0] == 0
    code, _, err = said("new", "indicator", "letters answered", *options)
    assert code == 1
    assert err.startswith("ccpi: there is an indicator 'letters_answered' already")


def test_help_lists_the_pages_shows_one_and_names_the_nearest() -> None:
    code, out, _ = said("help")
    assert code == 0
    assert "  data           The data: what each file holds\n" in out
    assert said("help", "data")[1] == f"{(ROOT / 'docs/data.md').read_text(encoding='utf-8')}\n"
    assert said("help", "meeting")[::2] == (1, "ccpi: there is no page 'meeting'; did you mean 'meetings'?\n")


def test_help_loads_no_more_than_the_commands_themselves() -> None:
    """What a command needs it imports when it is called: `ccpi --help` answers at once."""
    count = "import sys; from ccpi_nb.cli import app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", count], capture_output=True, text=True, check=True).stdout.split()
    own = {name for name in loaded if name.startswith("ccpi_nb.") and not name.startswith("ccpi_nb.cli")}
    assert own == {"ccpi_nb.errors", "ccpi_nb.kernels", "ccpi_nb.kernels.limits"}
    assert not {name for name in loaded if name.partition(".")[0] in ("rich", "yaml", "nbformat", "pydantic")}
    assert len(loaded) <= 200


# Each takes longer to load than a run takes to see that nothing has changed.
NOT_FOR_NOTHING = (
    *("IPython", "holidays", "jinja2", "jupyter_client", "matplotlib", "nbformat", "numpy", "pandas", "psutil"),
    *("pydantic", "rich", "scipy", "typst", "yaml"),
    *("ccpi_nb.domain.evidence", "ccpi_nb.intake", "ccpi_nb.questions", "ccpi_nb.workbook"),
)


def test_a_run_that_has_nothing_to_do_loads_nothing_that_reads_or_makes_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("data", "notebooks", "params"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "params/2014-12-11.yaml", tmp_path / "params")
    count = """
import sys
import ccpi_nb.cli, ccpi_nb.run.meeting_run
ccpi_nb.run.meeting_run.run_meeting = lambda *orders: ()
ccpi_nb.cli.app(["run", "2014-12-11", "--quiet"], standalone_mode=False)
print(*sys.modules)
"""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ccpi_nb.run.meeting_run.run_meeting", lambda *orders: ())
    assert said("run", "2014-12-11", "--quiet")[0] == 0, "the run before, which keeps that nothing is asked"
    command = [sys.executable, "-c", count]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in loaded if name.startswith(NOT_FOR_NOTHING)]
    assert len(loaded) <= 300
