"""What stops a meeting from being run, and above all: nothing exempt is opened by a slip in a declaration."""

from pathlib import Path

import pytest
from small import CALLS, DAY, OPEN, TERMS, Small, small_workbook

from ccpi_nb.errors import InputError
from ccpi_nb.meeting.meeting_checks import declaration_problems, meeting_problems
from ccpi_nb.reports import open_report
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.meeting_files import UNDECLARED

PARAMS = f"params/{DAY}.yaml"


def problems(root: Path) -> list[str]:
    workbook = Workbook(root)
    return [*declaration_problems(workbook), *meeting_problems(workbook, workbook.meeting(DAY))]


def edited(root: Path, *edits: tuple[str, str]) -> Path:
    for old, new in edits:
        text = (root / PARAMS).read_text(encoding="utf-8")
        assert old in text
        (root / PARAMS).write_text(text.replace(old, new), encoding="utf-8")
    return root


def with_register(root: Path, name: str) -> Path:
    folder = root / "data/registers" / name
    folder.mkdir(parents=True)
    (folder / f"{DAY}.csv").write_text("topic,text,source\nA topic,Some words.,CCPI pack\n", encoding="utf-8")
    return root


def test_a_meeting_whose_part_ii_declares_what_it_reads_is_in_order(tmp_path: Path) -> None:
    assert problems(small_workbook(tmp_path)) == []


@pytest.mark.parametrize("slip", ["term", "terns", "Terms", "terms_", "calls_terms"])
def test_a_name_that_is_no_folder_is_refused_with_the_one_that_was_meant(tmp_path: Path, slip: str) -> None:
    root = edited(small_workbook(tmp_path), ("[terms]", f"[{slip}]"))
    declared, read = problems(root)
    assert declared.startswith(
        f"{PARAMS}, item 5: '{slip}' in exempt_datasets is no folder in data/observations or data/registers; "
    )
    assert read == f"{PARAMS}, item 5: the report is in Part II and reads 'terms', which {UNDECLARED}"


def test_of_a_slip_it_is_asked_what_was_meant(tmp_path: Path) -> None:
    declared, _ = problems(edited(small_workbook(tmp_path), ("[terms]", "[term]")))
    assert declared.endswith("did you mean 'terms'?")


def test_a_name_that_is_left_out_is_refused(tmp_path: Path) -> None:
    assert problems(edited(small_workbook(tmp_path), ("    exempt_datasets: [terms]\n", ""))) == [
        f"{PARAMS}, item 5: the report is in Part II and reads 'terms', which {UNDECLARED}"
    ]


def test_a_slip_in_another_meetings_file_is_refused_too(tmp_path: Path) -> None:
    root = small_workbook(tmp_path)
    earlier = (root / PARAMS).read_text(encoding="utf-8").replace(DAY, "2014-10-01").replace("[terms]", "[termz]")
    (root / "params/2014-10-01.yaml").write_text(earlier, encoding="utf-8")
    (problem,) = problems(root)
    assert problem.startswith("params/2014-10-01.yaml, item 5: 'termz' in exempt_datasets is no folder")


@pytest.mark.parametrize(
    "call",
    [
        "report.prose('deeds', 'A topic')",
        "report.updates(register='deeds', topic='A topic')",
        "report.systems(kept)",
    ],
)
def test_a_register_that_a_part_ii_report_reads_must_be_declared(tmp_path: Path, call: str) -> None:
    terms = Small("terms", (OPEN, call), exempt=True)
    root = with_register(small_workbook(tmp_path, CALLS, terms), "deeds")
    path = root / "notebooks/terms.ipynb"
    source = path.read_text(encoding="utf-8")
    path.write_text(
        source.replace('item: str = \\"5\\"', 'item: str = \\"5\\"\\nkept: str = \\"deeds\\"'), encoding="utf-8"
    )
    assert problems(root) == [f"{PARAMS}, item 5: the report is in Part II and reads 'deeds', which {UNDECLARED}"]
    for key in ("exempt_datasets: [terms, deeds]", "exempt_datasets: [terms]\n    open_datasets: [deeds]"):
        text = (root / PARAMS).read_text(encoding="utf-8")
        (root / PARAMS).write_text(text.replace("exempt_datasets: [terms]", key), encoding="utf-8")
        assert problems(root) == []
        (root / PARAMS).write_text(text, encoding="utf-8")


def test_what_is_exempt_at_one_meeting_can_t_be_declared_open(tmp_path: Path) -> None:
    root = edited(small_workbook(tmp_path), ("[terms]", "[terms]\n    open_datasets: [terms]"))
    assert problems(root) == [
        f"{PARAMS}, item 5: 'terms' in open_datasets is exempt at the meeting of {DAY}; take it out of one of the two"
    ]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (("from ccpi_nb.reports import open_report\nopen_report(meeting, item, 'terms')",), "terms"),
        (("from ccpi_nb.reports import open_report\nopen_report(meeting, item, datasets='calls, terms')",), "terms"),
        ((OPEN, "report.prose('deeds', 'A topic')"), "deeds"),
    ],
)
def test_a_part_i_report_that_names_what_is_exempt_is_refused_before_it_runs(
    tmp_path: Path, cells: tuple[str, ...], name: str
) -> None:
    root = with_register(small_workbook(tmp_path, Small("calls", cells), TERMS), "deeds")
    edited(root, ("[terms]", "[terms, deeds]"))
    (problem,) = problems(root)
    assert problem.startswith(f"{PARAMS}, item 4: the report is in Part I and may not read '{name}'")


def test_a_name_that_only_the_running_notebook_knows_is_refused_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_workbook(tmp_path)
    monkeypatch.chdir(root)
    with pytest.raises(InputError, match="item 5 is in Part II and reads 'unread', which no item declares"):
        open_report(DAY, "5", "un" + "read")
