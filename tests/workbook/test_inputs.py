import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from builders import (
    MEETING,
    action_row,
    continues_row,
    deliverable_row,
    indicator_row,
    lesson_row,
    observation_row,
    promise_row,
    refusal,
    refusals,
    sheet,
    system_row,
    target_row,
    update_row,
    workbook,
)

from ccpi_nb.document.ledger import ledger_csv
from ccpi_nb.review.outputs import read_ledgers
from ccpi_nb.workbook.inputs import (
    dataset_names,
    find_root,
    meeting_dates,
    read_actions,
    read_agenda,
    read_continuations,
    read_dataset,
    read_deliverables,
    read_exempt_datasets,
    read_follow_ups,
    read_indicators,
    read_lessons,
    read_meeting,
    read_names,
    read_register_files,
    read_systems,
    read_targets,
    read_updates,
    register_names,
)

CALLS = "data/observations/calls/2014-15-Q2.csv"
DAY = date(2014, 12, 11)


def read_calls(root: Path):
    return read_dataset(root, "calls", read_indicators(root))


def exempt_meeting(day: str, dataset: str) -> str:
    exempt = f"    part: exempt\n    exemption: {{paragraph: 3, reason: Business affairs.}}\n    exempt_datasets: [{dataset}]\n"
    return MEETING.replace("2014-12-11", day).replace("    kind: report\n", f"    kind: report\n{exempt}")


# The folder


def test_the_workbook_is_found_from_any_folder_inside_it(tmp_path):
    root = workbook(tmp_path)
    assert (
        find_root(root) == find_root(root / "notebooks") == find_root(root / "data" / "observations" / "calls") == root
    )


def test_a_folder_outside_the_workbook_is_told_where_to_go(tmp_path):
    problem = f"{tmp_path} is not inside the workbook; go to the folder that holds params, data and notebooks"
    assert refusal(find_root, tmp_path) == problem


# Data


def test_observations_of_a_dataset_know_their_file(tmp_path):
    files = {
        "data/observations/calls/2014-04--2014-09.csv": sheet(observation_row(period="2014-04/2014-09", value="64"))
    }
    observations = read_calls(workbook(tmp_path, files))
    assert [str(each.period) for each in observations] == ["2014-04/2014-09", "2014-15-Q2"]
    assert str(observations[0].row) == "data/observations/calls/2014-04--2014-09.csv, row 2"


def test_a_new_period_is_a_new_file(tmp_path):
    root = workbook(tmp_path)
    before = read_calls(root)
    workbook(tmp_path, {"data/observations/calls/2014-15-Q3.csv": sheet(observation_row(period="2014-15-Q3"))})
    assert read_calls(root)[: len(before)] == before
    assert len(read_calls(root)) == len(before) + 1


def test_breaks_in_definition_may_have_a_file_or_none(tmp_path):
    root = workbook(tmp_path)
    assert read_continuations(root, read_indicators(root)) == ()
    more = sheet(indicator_row(), indicator_row(indicator="contacts_answered"))
    workbook(tmp_path, {"data/indicators.csv": more, "data/continues.csv": sheet(continues_row())})
    (only,) = read_continuations(root, read_indicators(root))
    assert (only.indicator, str(only.row)) == ("contacts_answered", "data/continues.csv, row 2")


def test_a_spreadsheets_byte_order_mark_and_line_ends_are_taken(tmp_path):
    text = sheet(observation_row()).replace("\n", "\r\n")
    assert len(read_calls(workbook(tmp_path, {CALLS: b"\xef\xbb\xbf" + text.encode()}))) == 1


def test_a_file_whose_name_is_no_period_is_refused(tmp_path):
    root = workbook(tmp_path, {"data/observations/calls/Q2.csv": sheet(observation_row())})
    assert refusal(read_calls, root).startswith(
        "data/observations/calls/Q2.csv: the file's name is no period: 'Q2' is not a period; write a month as"
    )


def test_problems_of_all_files_of_a_dataset_are_told_at_once(tmp_path):
    later = "data/observations/calls/2014-15-Q3.csv"
    root = workbook(
        tmp_path,
        {
            CALLS: sheet(observation_row(value="<5")),
            later: sheet(observation_row(), observation_row(period="2014-15-Q3")),
        },
    )
    assert [problem.split(": ")[0] for problem in refusals(read_calls, root)] == [
        f"{CALLS}, row 2, column 'value'",
        f"{later}, row 2, column 'period'",
    ]


def test_an_empty_file_is_refused(tmp_path):
    assert refusal(read_calls, workbook(tmp_path, {CALLS: ""})).startswith(
        f"{CALLS}: the file is empty; its first line must name the columns"
    )


def test_a_header_alone_is_refused(tmp_path):
    header = sheet(observation_row()).splitlines()[0]
    assert (
        refusal(read_calls, workbook(tmp_path, {CALLS: header}))
        == f"{CALLS}: there is a header but no rows; delete the file or fill it"
    )


def test_an_unknown_dataset_or_register_is_refused_with_the_nearest(tmp_path):
    root = workbook(tmp_path)
    assert (dataset_names(root), register_names(root)) == (("calls",), ("calls", "plan"))
    assert (
        refusal(read_dataset, root, "call", {})
        == "there is no dataset 'call' in data/observations; did you mean 'calls'?"
    )
    assert (
        refusal(read_actions, root, "plans", DAY)
        == "there is no register 'plans' in data/registers; did you mean 'plan'?"
    )


@pytest.mark.parametrize("name", ["..", "../registers/calls", "./calls", "calls/", "calls/../calls", "", ".", "/"])
def test_only_a_folders_own_name_names_a_dataset_or_register(tmp_path, name):
    root = workbook(tmp_path)
    assert refusal(read_dataset, root, name, {}).startswith(f"there is no dataset '{name}' in data/observations; ")
    assert refusal(read_actions, root, name, DAY).startswith(f"there is no register '{name}' in data/registers; ")


def test_the_registry_is_read_from_its_files(tmp_path):
    wait = "call_wait"
    files = {
        "data/indicators.csv": sheet(indicator_row(), indicator_row(indicator=wait)),
        "data/targets.csv": sheet(target_row(), target_row(indicator=wait)),
    }
    root = workbook(tmp_path, files)
    assert list(read_indicators(root)) == ["calls_answered", wait]
    assert [target.indicator for target in read_targets(root, read_indicators(root))] == ["calls_answered", wait]
    assert read_names(root) == ("Windows 7",)


def test_a_missing_file_is_named(tmp_path):
    root = workbook(tmp_path)
    (root / "data" / "targets.csv").unlink()
    assert refusal(read_targets, root, {}) == "data/targets.csv: there is no such file"


# Registers


def test_a_register_is_as_it_was_reported_on_a_day(tmp_path):
    files = {"data/registers/plan/2015-03-05.csv": sheet(action_row(status="red"), action_row(reference="1.2"))}
    root = workbook(tmp_path, files)
    assert [str(each.status) for each in read_actions(root, "plan", DAY)] == ["green"]
    assert [str(each.status) for each in read_actions(root, "plan", date(2015, 3, 5))] == ["red", "green"]
    assert [each.topic for each in read_updates(root, "calls", DAY)] == ["Background"]


def test_a_register_of_systems_is_told_by_its_first_column(tmp_path):
    file = "data/registers/systems/2014-12-11.csv"
    root = workbook(tmp_path, {file: sheet(system_row(), system_row(system="Autonomy"))})
    assert [each.system for each in read_systems(root, "systems", DAY)] == ["Library Management", "Autonomy"]
    assert read_systems(root, "systems", DAY) in read_register_files(root)
    workbook(tmp_path, {file: sheet(system_row(stage=""))})
    assert refusal(read_register_files, root) == f"{file}, row 2, column 'stage': the cell is blank; fill it"


def test_a_register_without_a_file_of_the_day_holds_nothing(tmp_path):
    root = workbook(tmp_path)
    assert read_systems(root, "plan", date(2014, 12, 10)) == ()
    assert read_actions(root, "plan", date(2014, 12, 10)) == ()
    assert read_updates(root, "calls", date(2014, 12, 12)) == ()


def test_a_closure_s_registers_are_known_by_their_first_column(tmp_path):
    files = {
        "data/registers/move/2014-12-11.csv": sheet(deliverable_row(), deliverable_row(deliverable="Staff moved")),
        "data/registers/move_lessons/2014-12-11.csv": sheet(lesson_row()),
    }
    root = workbook(tmp_path, files)
    assert [each.name for each in read_deliverables(root, "move", DAY)] == ["Contract ended", "Staff moved"]
    assert [each.lesson for each in read_lessons(root, "move_lessons", DAY)] == ["Meeting helped."]
    assert {type(rows[0]).__name__ for rows in read_register_files(root)} == {
        "Action",
        "Deliverable",
        "Lesson",
        "Update",
    }


def test_problems_of_all_registers_are_told_at_once(tmp_path):
    plan, calls = "data/registers/plan/2014-12-11.csv", "data/registers/calls/2014-12-11.csv"
    root = workbook(tmp_path, {plan: sheet(action_row(status="blue")), calls: sheet(update_row(topic=""))})
    assert refusals(read_register_files, root) == (
        f"{calls}, row 2, column 'topic': the cell is blank; fill it",
        f"{plan}, row 2, column 'status': there is no status 'blue'; known: amber, green, red",
    )


def test_follow_ups_of_all_meetings_and_parts_are_read_together(tmp_path):
    files = {
        "data/registers/follow_ups/2014-12-11.csv": sheet(promise_row(promise="later")),
        "data/registers/follow_ups/2014-10-01.csv": sheet(promise_row(promise="earlier")),
        "data/registers/follow_ups_costs/2014-12-11.csv": sheet(promise_row(promise="exempt")),
        "params/2014-12-11.yaml": exempt_meeting("2014-12-11", "follow_ups_costs"),
    }
    root = workbook(tmp_path, files)
    assert [(each.promise, each.is_exempt) for each in read_follow_ups(root)] == [
        ("earlier", False),
        ("later", False),
        ("exempt", True),
    ]
    assert [type(row).__name__ for rows in read_register_files(root) for row in rows].count("FollowUp") == 3


def test_a_workbook_without_promises_has_none(tmp_path):
    assert read_follow_ups(workbook(tmp_path)) == ()


def test_a_register_of_follow_ups_for_part_ii_has_to_be_declared_exempt(tmp_path):
    root = workbook(tmp_path, {"data/registers/follow_ups_costs/2014-12-11.csv": sheet(promise_row())})
    assert refusal(read_follow_ups, root) == (
        "data/registers/follow_ups_costs: a register of follow-ups beside 'follow_ups' is for Part II; "
        "name it in the 'exempt_datasets' of an item, or move its files to data/registers/follow_ups"
    )


# Meetings


def test_a_meeting_is_named_by_its_day(tmp_path):
    root = workbook(tmp_path, {"params/2015-03-05.yaml": MEETING.replace("2014-12-11", "2015-03-05")})
    assert meeting_dates(root) == ("2014-12-11", "2015-03-05")
    assert read_meeting(root, "2015-03-05").date == date(2015, 3, 5)


def test_an_unknown_meeting_is_refused_with_the_nearest(tmp_path):
    problem = "there is no meeting '2014-12-12' (no file params/2014-12-12.yaml); did you mean '2014-12-11'?"
    assert refusal(read_meeting, workbook(tmp_path), "2014-12-12") == problem


def test_a_meeting_whose_date_is_not_its_files_name_is_refused(tmp_path):
    root = workbook(tmp_path, {"params/2014-12-12.yaml": MEETING})
    problem = "params/2014-12-12.yaml: its date is 2014-12-11; the file's name and its date must be the same"
    assert refusal(read_meeting, root, "2014-12-12") == problem


@pytest.mark.parametrize("name", ["notes", "2014-12-11 copy", "2014-02-30", "20141211"])
def test_a_file_that_no_day_names_is_refused(tmp_path, name):
    remedy = "the file's name is no day; name it after the meeting: 2014-12-11"
    params, register = f"params/{name}.yaml", f"data/registers/calls/{name}.csv"
    root = workbook(tmp_path, {params: MEETING, register: sheet(update_row())})
    assert refusal(meeting_dates, root) == f"{params}: {remedy}.yaml"
    assert refusal(read_register_files, root) == f"{register}: {remedy}.csv"


def test_what_an_editor_leaves_hidden_is_no_meeting(tmp_path):
    assert meeting_dates(workbook(tmp_path, {"params/.2014-12-11.yaml": "half a meet"})) == ("2014-12-11",)


def test_a_workbook_may_hold_no_register(tmp_path):
    (tmp_path / "data").mkdir()
    assert register_names(tmp_path) == ()


def test_an_exemption_of_any_meeting_holds_for_all(tmp_path):
    files = {
        f"params/{day}.yaml": exempt_meeting(day, dataset)
        for day, dataset in [("2014-10-01", "costs"), ("2015-03-05", "staff")]
    }
    assert read_exempt_datasets(workbook(tmp_path, files)) == {"costs": "2014-10-01", "staff": "2015-03-05"}


AWAITING = MEETING.replace("notebook: calls\n", "notebook: calls\n      awaits: {calls: [2014-15-Q3]}\n")


@pytest.mark.parametrize(
    ("as_at", "to_follow"),
    [("", ["4"]), ("2014-12-10", []), ("2014-12-11", []), ("2014-12-12", ["4"])],
)
def test_a_report_is_to_follow_until_its_data_are_known(tmp_path, as_at, to_follow):
    file = "data/observations/calls/2014-15-Q3.csv"
    files = {file: sheet(observation_row(period="2014-15-Q3", as_at=as_at))} if as_at else {}
    root = workbook(tmp_path, {"params/2014-12-11.yaml": AWAITING, **files})
    assert [each.item for each in read_meeting(root, "2014-12-11").to_follow] == to_follow
    assert [report.item for report in read_agenda(root, "2014-12-11").reports] == ["4"]


def test_awaited_data_that_can_t_be_read_is_refused_not_awaited(tmp_path):
    file = "data/observations/calls/2014-15-Q3.csv"
    root = workbook(tmp_path, {"params/2014-12-11.yaml": AWAITING, file: sheet(observation_row(period="2014-15-Q2"))})
    assert refusal(read_meeting, root, "2014-12-11").startswith(
        f"{file}, row 2, column 'period': '2014-15-Q2' is not the period of the file's name"
    )


@pytest.mark.parametrize(
    "day",
    ["../2014-12-11", "../params/2014-12-11", "./2014-12-11", "/etc/passwd", "2014-12-11.yaml", "2014-12-11\n", ""],
)
def test_only_the_day_names_a_meeting(tmp_path, day):
    assert refusal(read_meeting, workbook(tmp_path), day).startswith(
        f"there is no meeting '{day}' (no file params/{day}.yaml)"
    )


@pytest.mark.slow
def test_a_register_that_was_looked_for_is_noted_though_there_is_none(tmp_path: Path) -> None:
    """Else a report that was made without it would be taken for fresh when it comes."""
    workbook(tmp_path / "workbook")
    program = (
        "import sys; from datetime import date; from pathlib import Path; from ccpi_nb.run import watch; from ccpi_nb.workbook import inputs;"
        "notes, root = map(Path, sys.argv[1:]);"
        "watch.begin(str(notes), str(root)); inputs.read_updates(root, 'calls', date(2015, 1, 28)); inputs.read_sign_offs(root, '2015-01-28');"
        "print(*sorted(watch.read_by(notes)), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path, tmp_path / "workbook"], capture_output=True, text=True, check=True
    )
    assert {"data/registers/calls/2015-01-28.csv", "data/sign_offs/2015-01-28.csv"} <= set(done.stdout.split())


# What a run has made


def with_ledgers(root, *folders):
    for folder in folders:
        (root / "outputs/2014-12-11" / folder).mkdir(parents=True)
        (root / "outputs/2014-12-11" / folder / "ledger.csv").write_bytes(ledger_csv(()).encode("utf-8-sig"))
    return root


def test_the_ledgers_of_a_meeting_are_those_of_its_folders(tmp_path):
    root = with_ledgers(workbook(tmp_path), "restricted", "public")
    assert read_ledgers(root, "2014-12-11") == {"public": (), "restricted": ()}
    assert read_ledgers(root, "2014-12-11", public=True) == {"public": ()}


@pytest.mark.parametrize("folders", [(), ("restricted",)])
def test_a_meeting_that_has_not_been_run_has_no_ledger(tmp_path, folders):
    sentence = "the meeting of 2014-12-11 has not been run, so no ledger says where its figures come from; run it first: ccpi run 2014-12-11"
    assert (
        refusal(lambda: read_ledgers(with_ledgers(workbook(tmp_path), *folders), "2014-12-11", public=True)) == sentence
    )


def test_the_ledgers_of_an_unknown_meeting_are_refused_with_the_nearest(tmp_path):
    assert "did you mean '2014-12-11'?" in refusal(read_ledgers, workbook(tmp_path), "2014-12-12")
