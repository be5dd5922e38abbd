import shutil
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
    p,
    promise_row,
    refusal,
    refusals,
    relation_row,
    sheet,
    system_row,
    target_row,
    update_row,
    workbook,
)

from ccpi_nb.domain.meetings import Part
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook import data_files
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.observations import observations_from

CALLS = "data/observations/calls/2014-15-Q2.csv"
DAY, KEY = date(2014, 12, 11), "2014-12-11"


def read_calls(root: Path):
    return Workbook(root).dataset("calls")


def exempt_meeting(day: str, dataset: str) -> str:
    exempt = (
        f"    part: exempt\n    exemption: {{paragraph: 3, reason: Business affairs.}}\n    exempt_datasets: "
        f"[{dataset}]\n"
    )
    return MEETING.replace("2014-12-11", day).replace("    kind: report\n", f"    kind: report\n{exempt}")


# The folder


def test_the_workbook_is_found_from_any_folder_inside_it(tmp_path):
    root = workbook(tmp_path)
    for folder in ("", "notebooks", "data/observations/calls"):
        assert Workbook.around(root / folder).root == root


def test_a_folder_outside_the_workbook_is_told_where_to_go(tmp_path):
    assert refusal(Workbook.around, tmp_path) == (
        f"{tmp_path} is not inside a workbook; go to the folder that holds params, data and notebooks, "
        "or begin one: ccpi new workbook FOLDER"
    )


@pytest.mark.parametrize("name", ["data", "notebooks", "params"])
def test_a_workbook_that_lost_an_empty_folder_is_told_which(tmp_path, name):
    shutil.rmtree(workbook(tmp_path) / name)
    assert refusal(Workbook.around, tmp_path) == (
        f"{tmp_path} has no folder '{name}', as a workbook has; make it, empty or not"
    )


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


def test_a_period_s_rows_may_stand_in_several_files(tmp_path):
    parts = {
        f"data/observations/calls/2014-15-Q3.{part}.csv": sheet(observation_row(period="2014-15-Q3", breakdown=part))
        for part in ("north", "south-west")
    }
    indicators = {"data/indicators.csv": sheet(indicator_row(breakdown="place"))}
    book = Workbook(workbook(tmp_path, indicators | parts))
    rows = [row for row in book.dataset("calls") if str(row.period) == "2014-15-Q3"]
    assert [row.row.file for row in rows] == [*parts]
    assert book.has_period("calls", "2014-15-Q3")
    assert book.evidence(["calls"], date(2014, 12, 11), Part.PUBLIC).members("calls_answered", p("2014-15-Q3")) == (
        "north",
        "south-west",
    )


def test_what_one_file_of_a_period_has_no_other_may_have(tmp_path):
    part = "data/observations/calls/2014-15-Q2.more.csv"
    assert refusal(read_calls, workbook(tmp_path, {part: sheet(observation_row())})) == (
        f"{part}, row 2: 'calls_answered' is already in {CALLS}, row 2 with the same as_at and source; "
        "remove one, or say in 'source' where the other stands"
    )


@pytest.mark.parametrize(
    "stem", ["2014-15-Q2.", "2014-15-Q2.North", "2014-15-Q2.a.b", "2014-15-Q2..a", "2014-15-Q2. a"]
)
def test_the_part_of_a_period_s_file_is_one_word_in_small_letters(tmp_path, stem):
    file = f"data/observations/calls/{stem}.csv"
    assert refusal(read_calls, workbook(tmp_path, {file: sheet(observation_row())})).startswith(
        f"{file}: the file's name is no period: "
    )


def test_the_check_parses_each_file_of_observations_once(tmp_path, monkeypatch):
    more = {
        f"data/observations/calls/2014-{month}.csv": sheet(observation_row(period=f"2014-{month}"))
        for month in (10, 11)
    }
    root, parsed = workbook(tmp_path, more), []

    def counted(text, file, *others):
        parsed.append(file)
        return observations_from(text, file, *others)

    monkeypatch.setattr(data_files, "observations_from", counted)
    problems_of(Workbook(root))
    assert sorted(parsed) == sorted([CALLS, *more])


def test_breaks_in_definition_may_have_a_file_or_none(tmp_path):
    root = workbook(tmp_path)
    assert Workbook(root).continuations == ()
    more = sheet(indicator_row(), indicator_row(indicator="contacts_answered"))
    workbook(tmp_path, {"data/indicators.csv": more, "data/continues.csv": sheet(continues_row())})
    (only,) = Workbook(root).continuations
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


def test_a_header_alone_is_a_file_without_values_yet(tmp_path):
    header = sheet(observation_row()).splitlines()[0]
    assert read_calls(workbook(tmp_path, {CALLS: header})) == ()


def test_an_unknown_dataset_or_register_is_refused_with_the_nearest(tmp_path):
    root = workbook(tmp_path)
    assert (Workbook(root).dataset_names, Workbook(root).registers.names) == (("calls",), ("calls", "plan"))
    assert (
        refusal(Workbook(root).dataset, "call")
        == "there is no dataset 'call' in data/observations; did you mean 'calls'?"
    )
    assert (
        refusal(Workbook(root).registers.actions, "plans", KEY)
        == "there is no register 'plans' in data/registers; did you mean 'plan'?"
    )


@pytest.mark.parametrize("name", ["..", "../registers/calls", "./calls", "calls/", "calls/../calls", "", ".", "/"])
def test_only_a_folders_own_name_names_a_dataset_or_register(tmp_path, name):
    root = workbook(tmp_path)
    assert refusal(Workbook(root).dataset, name).startswith(f"there is no dataset '{name}' in data/observations; ")
    assert refusal(Workbook(root).registers.actions, name, KEY).startswith(
        f"there is no register '{name}' in data/registers; "
    )


def test_the_registry_is_read_from_its_files(tmp_path):
    wait = "call_wait"
    files = {
        "data/indicators.csv": sheet(indicator_row(), indicator_row(indicator=wait)),
        "data/targets.csv": sheet(target_row(), target_row(indicator=wait)),
    }
    root = workbook(tmp_path, files)
    assert list(Workbook(root).indicators) == ["calls_answered", wait]
    assert [target.indicator for target in Workbook(root).targets] == ["calls_answered", wait]
    assert Workbook(root).names == ("Windows 7",)


def test_of_a_file_that_is_not_there_there_are_no_rows(tmp_path):
    root = workbook(tmp_path)
    shutil.rmtree(root / "data")
    (root / "data").mkdir()
    read = Workbook(root)
    assert (read.indicators, read.targets, read.names, read.observations) == ({}, (), (), ())
    assert (read.registers.names, read.registers.files, read.follow_ups, read.coverage) == ((), (), (), ())


@pytest.mark.parametrize(
    ("file", "row"),
    [
        (CALLS, observation_row()),
        ("data/targets.csv", target_row()),
        ("data/continues.csv", continues_row()),
        ("data/relations.csv", relation_row()),
    ],
)
def test_where_there_is_no_indicator_yet_a_row_of_one_says_how_to_begin(tmp_path, file, row):
    root = workbook(tmp_path, {file: sheet(row)})
    (root / "data/indicators.csv").write_text(sheet(indicator_row()).splitlines()[0])
    read = Workbook(root)
    question = {
        CALLS: lambda: read.observations,
        "data/targets.csv": lambda: read.targets,
        "data/continues.csv": lambda: read.continuations,
        "data/relations.csv": lambda: read.relations,
    }
    (problem, *_) = refusals(question[file])
    assert problem.startswith(f"{file}, row 2, column 'indicator': there is no indicator '")
    assert problem.endswith("', and none yet; ccpi new indicator adds one to data/indicators.csv")


# Registers


def test_a_register_is_as_it_was_reported_on_a_day(tmp_path):
    files = {"data/registers/plan/2015-03-05.csv": sheet(action_row(status="red"), action_row(reference="1.2"))}
    root = workbook(tmp_path, files)
    assert [str(each.status) for each in Workbook(root).registers.actions("plan", KEY)] == ["green"]
    assert [str(each.status) for each in Workbook(root).registers.actions("plan", "2015-03-05")] == ["red", "green"]
    assert [each.topic for each in Workbook(root).registers.updates("calls", KEY)] == ["Background"]


def test_a_register_of_systems_is_told_by_its_first_column(tmp_path):
    file = "data/registers/systems/2014-12-11.csv"
    root = workbook(tmp_path, {file: sheet(system_row(), system_row(system="Autonomy"))})
    assert [each.system for each in Workbook(root).registers.systems("systems", KEY)] == [
        "Library Management",
        "Autonomy",
    ]
    assert Workbook(root).registers.systems("systems", KEY) in Workbook(root).registers.files
    workbook(tmp_path, {file: sheet(system_row(stage=""))})
    assert (
        refusal(lambda: Workbook(root).registers.files) == f"{file}, row 2, column 'stage': the cell is blank; fill it"
    )


def test_a_register_without_a_file_of_the_day_holds_nothing(tmp_path):
    root = workbook(tmp_path)
    assert Workbook(root).registers.systems("plan", "2014-12-10") == ()
    assert Workbook(root).registers.actions("plan", "2014-12-10") == ()
    assert Workbook(root).registers.updates("calls", "2014-12-12") == ()


def test_a_closure_s_registers_are_known_by_their_first_column(tmp_path):
    files = {
        "data/registers/move/2014-12-11.csv": sheet(deliverable_row(), deliverable_row(deliverable="Staff moved")),
        "data/registers/move_lessons/2014-12-11.csv": sheet(lesson_row()),
    }
    root = workbook(tmp_path, files)
    assert [each.name for each in Workbook(root).registers.deliverables("move", KEY)] == [
        "Contract ended",
        "Staff moved",
    ]
    assert [each.lesson for each in Workbook(root).registers.lessons("move_lessons", KEY)] == ["Meeting helped."]
    assert {type(rows[0]).__name__ for rows in Workbook(root).registers.files} == {
        "Action",
        "Deliverable",
        "Lesson",
        "Update",
    }


def test_problems_of_all_registers_are_told_at_once(tmp_path):
    plan, calls = "data/registers/plan/2014-12-11.csv", "data/registers/calls/2014-12-11.csv"
    root = workbook(tmp_path, {plan: sheet(action_row(status="blue")), calls: sheet(update_row(topic=""))})
    assert refusals(lambda: Workbook(root).registers.files) == (
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
    assert [(each.promise, each.is_exempt) for each in Workbook(root).follow_ups] == [
        ("earlier", False),
        ("later", False),
        ("exempt", True),
    ]
    assert [type(row).__name__ for rows in Workbook(root).registers.files for row in rows].count("FollowUp") == 3


def test_a_workbook_without_promises_has_none(tmp_path):
    assert Workbook(workbook(tmp_path)).follow_ups == ()


def test_a_register_of_follow_ups_for_part_ii_has_to_be_declared_exempt(tmp_path):
    root = workbook(tmp_path, {"data/registers/follow_ups_costs/2014-12-11.csv": sheet(promise_row())})
    assert refusal(lambda: Workbook(root).follow_ups) == (
        "data/registers/follow_ups_costs: a register of follow-ups beside 'follow_ups' is for Part II; "
        "name it in the 'exempt_datasets' of an item, or move its files to data/registers/follow_ups"
    )


# Meetings


def test_a_meeting_is_named_by_its_day(tmp_path):
    root = workbook(tmp_path, {"params/2015-03-05.yaml": MEETING.replace("2014-12-11", "2015-03-05")})
    assert Workbook(root).meeting_keys == ("2014-12-11", "2015-03-05")
    assert Workbook(root).meeting("2015-03-05").date == date(2015, 3, 5)


def test_an_unknown_meeting_is_refused_with_the_nearest(tmp_path):
    problem = "there is no meeting '2014-12-12' (no file params/2014-12-12.yaml); did you mean '2014-12-11'?"
    assert refusal(Workbook(workbook(tmp_path)).meeting, "2014-12-12") == problem


@pytest.mark.parametrize("typed", ["11-12-2014", "12-11-2014", "11/12/2014", "11.12.2014", "2014/12/11", "2014 12 11"])
def test_a_date_in_another_order_is_refused_with_the_meeting_that_is_meant(tmp_path, typed):
    place = f"there is no meeting '{typed}' (no file params/{typed}.yaml)"
    problem = f"{place}; did you mean '2014-12-11'? A date is year-month-day"
    assert refusal(Workbook(workbook(tmp_path)).meeting, typed) == problem


def test_a_meeting_whose_date_is_not_its_files_name_is_refused(tmp_path):
    root = workbook(tmp_path, {"params/2014-12-12.yaml": MEETING})
    problem = "params/2014-12-12.yaml: its date is 2014-12-11; the file's name and its date must be the same"
    assert refusal(Workbook(root).meeting, "2014-12-12") == problem


def test_a_second_meeting_on_a_day_is_named_by_day_and_word_and_follows_in_order(tmp_path):
    later = MEETING.replace("2014-12-11", "2014-12-12")
    names = {"2014-12-12": later, "2014-12-11-special": MEETING, "2014-12-11-cabinet": MEETING}
    held = Workbook(workbook(tmp_path, {f"params/{key}.yaml": text for key, text in names.items()}))
    assert held.meeting_keys == ("2014-12-11", "2014-12-11-cabinet", "2014-12-11-special", "2014-12-12")
    special = held.meeting("2014-12-11-special")
    assert (special.date, special.key, special.day) == (DAY, "2014-12-11-special", "11 December 2014 (special)")


@pytest.mark.parametrize("key", ["2014-12-11-specail", "2014-12-12-special"])
def test_an_unknown_meeting_of_a_day_is_refused_with_the_nearest(tmp_path, key):
    held = Workbook(workbook(tmp_path, {"params/2014-12-11-special.yaml": MEETING}))
    assert refusal(held.meeting, key) == (
        f"there is no meeting '{key}' (no file params/{key}.yaml); did you mean '2014-12-11-special'?"
    )


def test_a_register_s_words_are_those_of_one_of_the_day_s_meetings(tmp_path):
    files = {"data/registers/calls/2014-12-11-special.csv": sheet(update_row(topic="Delays"))}
    calls = Workbook(workbook(tmp_path, files)).registers
    assert calls.meetings("calls") == ("2014-12-11", "2014-12-11-special")
    assert [each.topic for each in calls.updates("calls", "2014-12-11")] == ["Background"]
    assert [each.topic for each in calls.updates("calls", "2014-12-11-special")] == ["Delays"]


@pytest.mark.parametrize(
    "name",
    [
        "notes",
        "2014-12-11 copy",
        "2014-02-30",
        "20141211",
        "2014-12-11-2",
        "2014-12-11-Special",
        "2014-12-11-special2",
        "2014-12-11-failed",
    ],
)
def test_a_file_that_no_day_names_is_refused(tmp_path, name):
    remedy = "the file's name is no day; name it after the meeting: 2014-12-11{0}, or 2014-12-11-special{0}"
    params, register = f"params/{name}.yaml", f"data/registers/calls/{name}.csv"
    root = workbook(tmp_path, {params: MEETING, register: sheet(update_row())})
    assert refusal(lambda: Workbook(root).meeting_keys) == f"{params}: {remedy.format('.yaml')} where that day has two"
    assert (
        refusal(lambda: Workbook(root).registers.files) == f"{register}: {remedy.format('.csv')} where that day has two"
    )


def test_what_an_editor_leaves_hidden_is_no_meeting(tmp_path):
    assert Workbook(workbook(tmp_path, {"params/.2014-12-11.yaml": "half a meet"})).meeting_keys == ("2014-12-11",)


def test_a_workbook_may_hold_no_register(tmp_path):
    (tmp_path / "data").mkdir()
    assert Workbook(tmp_path).registers.names == ()


def test_an_exemption_of_any_meeting_holds_for_all(tmp_path):
    files = {
        f"params/{day}.yaml": exempt_meeting(day, dataset)
        for day, dataset in [("2014-10-01", "costs"), ("2015-03-05", "staff")]
    }
    assert Workbook(workbook(tmp_path, files)).exempt_datasets == {
        **dict.fromkeys(("costs", "costs_comments"), "2014-10-01"),
        **dict.fromkeys(("staff", "staff_comments"), "2015-03-05"),
    }


# What a document may use


def costly(tmp_path: Path, breaks: str = "") -> Workbook:
    """A workbook with a dataset that only an earlier meeting declares exempt, and with targets and breaks of both its
    datasets.
    """
    old, new = "calls_answered", "contacts_answered"
    costs = sheet(observation_row(indicator="cost"), observation_row(indicator="old_cost"))
    files = {
        "data/indicators.csv": sheet(*(indicator_row(indicator=each) for each in (old, new, "cost", "old_cost"))),
        "data/targets.csv": sheet(target_row(), target_row(indicator="cost")),
        "data/continues.csv": breaks
        or sheet(continues_row(indicator=new, continues=old), continues_row(indicator="cost", continues="old_cost")),
        "data/observations/costs/2014-15-Q2.csv": costs,
        CALLS: sheet(observation_row(), observation_row(indicator=new, as_at="2014-12-12")),
        "params/2014-10-01.yaml": exempt_meeting("2014-10-01", "costs"),
    }
    return Workbook(workbook(tmp_path, files))


@pytest.mark.parametrize("declared", ["2014-10-01", "2014-12-11", "2021-04-20"])
def test_a_part_i_document_can_t_have_what_any_meeting_declares_exempt(tmp_path, declared):
    costs = {"data/observations/costs/2014-15-Q2.csv": sheet(observation_row())}
    held = Workbook(workbook(tmp_path, costs | {f"params/{declared}.yaml": exempt_meeting(declared, "costs")}))
    sentence = f"is in Part I and may not read 'costs', which the meeting of {declared} declares exempt; known: calls"
    assert refusal(held.evidence, ["calls", "costs"], DAY, Part.PUBLIC) == f"this document {sentence}"
    assert refusal(held.evidence, ["costs"], DAY, Part.PUBLIC, "item 4") == f"item 4 {sentence}"
    assert held.open_datasets == ("calls",)
    both = held.evidence(["calls", "costs"], DAY, Part.EXEMPT).observations
    assert {each.dataset for each in both} == {"calls", "costs"}


PICTURE = {"data/pictures/calls/depots.png": "PNG", "data/pictures/plan/site.png": "PNG"}


def test_a_picture_belongs_to_the_dataset_or_register_that_its_folder_is_named_after(tmp_path):
    files = PICTURE | {"params/2014-12-11.yaml": exempt_meeting("2014-12-11", "plan")}
    held = Workbook(workbook(tmp_path, files | {"data/registers/plan/2014-12-11.csv": sheet(update_row())}))
    assert held.picture("calls/depots.png", Part.PUBLIC) == b"PNG"
    assert held.picture("plan/site.png", Part.EXEMPT) == b"PNG"
    assert refusal(held.picture, "plan/site.png", Part.PUBLIC, "item 4").startswith(
        "item 4 is in Part I and may not read 'plan', which the meeting of 2014-12-11 declares exempt; "
    )
    assert refusal(held.picture, "calls/depots.png", Part.EXEMPT, "item 4").startswith(
        "item 4 is in Part II and reads 'calls', which no item declares"
    )


@pytest.mark.parametrize(
    "file",
    [
        "depots.png",
        "/etc/passwd",
        "../data/indicators.csv",
        "calls/../../indicators.csv",
        "calls/",
        "calls/..",
        "calls/a\\b.png",
        "calls/.",
        "elsewhere/depots.png",
        "",
    ],
)
def test_a_picture_from_anywhere_else_is_refused(tmp_path, file):
    problem = refusal(Workbook(workbook(tmp_path, PICTURE)).picture, file, Part.PUBLIC, "item 4")
    assert problem.startswith(
        f"item 4 shows the picture '{file}', whose folder in data/pictures must have the name of a dataset or "
        "register; "
    )


def test_a_picture_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    held = Workbook(workbook(tmp_path, PICTURE))
    assert refusal(held.picture, "calls/depot.png", Part.PUBLIC, "item 4") == (
        "item 4: there is no picture data/pictures/calls/depot.png; did you mean 'depots.png'?"
    )


def test_a_part_i_document_can_t_have_an_exempt_register(tmp_path):
    held = Workbook(workbook(tmp_path, {"params/2014-12-11.yaml": exempt_meeting("2014-12-11", "plan")}))
    assert refusal(held.refuse_exempt, "plan", Part.PUBLIC, "item 4").startswith(
        "item 4 is in Part I and may not read 'plan', which the meeting of 2014-12-11 declares exempt; "
    )
    held.refuse_exempt("plan", Part.EXEMPT, "item 4")
    held.refuse_exempt("calls", Part.PUBLIC, "item 4")


@pytest.mark.parametrize(
    ("datasets", "targets", "breaks"),
    [
        (("calls",), ["calls_answered"], ["contacts_answered"]),
        (("costs",), ["cost"], ["cost"]),
        (("calls", "costs"), ["calls_answered", "cost"], ["contacts_answered", "cost"]),
        ((), [], []),
    ],
)
def test_targets_and_breaks_of_what_a_document_does_not_read_stay_out_of_it(tmp_path, datasets, targets, breaks):
    evidence = costly(tmp_path).evidence(datasets, DAY, Part.EXEMPT)
    assert [each.indicator for each in evidence.targets] == targets
    assert [each.indicator for each in evidence.continuations] == breaks


def test_a_break_with_what_a_document_does_not_read_stays_out_of_it(tmp_path):
    held = costly(tmp_path, sheet(continues_row(indicator="cost", continues="calls_answered")))
    for datasets, known in (("calls",), 0), (("costs",), 0), (("calls", "costs"), 1):
        assert len(held.evidence(datasets, DAY, Part.EXEMPT).continuations) == known


@pytest.mark.parametrize(("day", "known"), [("2014-12-10", 0), ("2014-12-11", 1), ("2014-12-12", 2)])
def test_what_became_known_after_the_day_is_not_to_be_had(tmp_path, day, known):
    evidence = costly(tmp_path).evidence(["calls"], date.fromisoformat(day), Part.PUBLIC)
    assert len(evidence.observations) == known


def test_what_may_be_measured_is_no_secret(tmp_path):
    held = costly(tmp_path)
    found = held.evidence(["calls"], DAY, Part.PUBLIC).indicators
    assert {key: found[key] for key in held.indicators} == held.indicators
    assert all(key in found and found.get(key) for key in held.indicators)
    assert "no_such_key" not in found
    assert found.get("no_such_key") is None


def test_what_a_document_goes_over_is_what_it_has_observations_of(tmp_path):
    held = costly(tmp_path)
    assert [*held.evidence(["calls"], DAY, Part.PUBLIC).indicators] == ["calls_answered"]


def test_a_workbook_is_read_once_and_a_new_one_again(tmp_path):
    held = Workbook(workbook(tmp_path))
    before = held.dataset("calls"), held.meeting("2014-12-11"), held.indicators
    workbook(tmp_path, {CALLS: "", "params/2014-12-11.yaml": "", "data/indicators.csv": ""})
    assert (held.dataset("calls"), held.meeting("2014-12-11"), held.indicators) == before
    assert "the file is empty" in refusal(Workbook(held.root).dataset, "calls")


AWAITING = MEETING.replace("notebook: calls\n", "notebook: calls\n      awaits: {calls: [2014-15-Q3]}\n")


@pytest.mark.parametrize(
    ("as_at", "to_follow"),
    [("", ["4"]), ("2014-12-10", []), ("2014-12-11", []), ("2014-12-12", ["4"])],
)
def test_a_report_is_to_follow_until_its_data_are_known(tmp_path, as_at, to_follow):
    file = "data/observations/calls/2014-15-Q3.csv"
    files = {file: sheet(observation_row(period="2014-15-Q3", as_at=as_at))} if as_at else {}
    root = workbook(tmp_path, {"params/2014-12-11.yaml": AWAITING, **files})
    assert [each.item for each in Workbook(root).meeting("2014-12-11").to_follow] == to_follow
    assert [report.item for report in Workbook(root).agenda("2014-12-11").reports] == ["4"]


def test_a_report_is_no_longer_to_follow_when_a_part_of_its_data_is_known(tmp_path):
    file = "data/observations/calls/2014-15-Q3.north.csv"
    files = {file: sheet(observation_row(period="2014-15-Q3"))}
    root = workbook(tmp_path, {"params/2014-12-11.yaml": AWAITING, **files})
    assert not Workbook(root).meeting("2014-12-11").to_follow


def test_awaited_data_that_can_t_be_read_is_refused_not_awaited(tmp_path):
    file = "data/observations/calls/2014-15-Q3.csv"
    root = workbook(tmp_path, {"params/2014-12-11.yaml": AWAITING, file: sheet(observation_row(period="2014-15-Q2"))})
    assert refusal(Workbook(root).meeting, "2014-12-11").startswith(
        f"{file}, row 2, column 'period': '2014-15-Q2' is not the period of the file's name"
    )


@pytest.mark.parametrize(
    "day",
    ["../2014-12-11", "../params/2014-12-11", "./2014-12-11", "/etc/passwd", "2014-12-11.yaml", "2014-12-11\n", ""],
)
def test_only_the_day_names_a_meeting(tmp_path, day):
    assert refusal(Workbook(workbook(tmp_path)).meeting, day).startswith(
        f"there is no meeting '{day}' (no file params/{day}.yaml)"
    )


@pytest.mark.slow
def test_a_register_that_was_looked_for_is_noted_though_there_is_none(tmp_path: Path) -> None:
    """Else a report that was made without it would be taken for fresh when it comes."""
    workbook(tmp_path / "workbook")
    program = (
        "import sys; from datetime import date; from pathlib import Path; from ccpi_nb.run import watch; from "
        "ccpi_nb.workbook.inputs import Workbook;"
        "notes, root = map(Path, sys.argv[1:]);"
        "watch.begin(str(notes), str(root)); workbook = Workbook(root);"
        "workbook.registers.updates('calls', '2015-01-28'); workbook.sign_offs('2015-01-28'); "
        "workbook.continuations;"
        "print(*sorted(watch.read_by(notes).read), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path, tmp_path / "workbook"], capture_output=True, text=True, check=True
    )
    looked_for = {"data/registers/calls/2015-01-28.csv", "data/sign_offs/2015-01-28.csv", "data/continues.csv"}
    assert looked_for <= set(done.stdout.split())
