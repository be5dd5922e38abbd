"""A further indicator in a workbook."""

from pathlib import Path

import pytest
from builders import indicator_row, refusal, refusals, sheet, target_row, workbook
from real import contents

from ccpi_nb.files import atomic
from ccpi_nb.new.indicator import NewIndicator, new_indicator
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook.inputs import Workbook

ROW = {
    "indicator": "",
    "name": "Letters answered",
    "service": "Post room",
    "unit": "%",
    "polarity": "higher",
    "decimals": "1",
    "contractual": "",
    "breakdown": "",
    "people": "",
    "definition": "Letters answered, over letters received.",
}
TARGET = {"value": "95", "comparator": "", "tolerance": "0", "valid_from": "2025-04-01", "source": "the service plan"}
NONE = TARGET | {"value": ""}


def added(root: Path, target: dict[str, str] = NONE, **cells: str) -> NewIndicator:
    return new_indicator(Workbook(root), ROW | cells, target)


def test_an_indicator_is_added_with_its_target(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    assert added(root, TARGET) == NewIndicator("letters_answered", ("data/indicators.csv", "data/targets.csv"), ())
    read = Workbook(root)
    assert [*read.indicators] == ["calls_answered", "letters_answered"]
    assert read.indicators["letters_answered"].service == "Post room"
    assert (read.targets[-1].indicator, read.targets[-1].comparator, str(read.targets[-1].value)) == (
        "letters_answered",
        ">=",
        "95",
    )
    assert problems_of(read) == ()


def test_an_indicator_without_a_target_leaves_the_targets_alone(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    before = (root / "data/targets.csv").read_bytes()
    assert added(root).files == ("data/indicators.csv",)
    assert (root / "data/targets.csv").read_bytes() == before


@pytest.mark.parametrize("left", ["", "header"])
def test_an_indicator_is_the_first_of_a_workbook_without_any(tmp_path: Path, left: str) -> None:
    root = workbook(tmp_path)
    for file, row in (("data/indicators.csv", indicator_row()), ("data/targets.csv", target_row())):
        (root / file).unlink()
        if left:
            (root / file).write_text(sheet(row).splitlines()[0])
    added(root, TARGET)
    assert [*Workbook(root).indicators] == ["letters_answered"]
    assert [target.indicator for target in Workbook(root).targets] == ["letters_answered"]


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_in_a_file_stays_as_it_is(tmp_path: Path, end: str, mark: bytes) -> None:
    lines = sheet(indicator_row()).splitlines()
    before = mark + (end or "\n").join(lines).encode() + end.encode()
    root = workbook(tmp_path, {"data/indicators.csv": before})
    added(root, definition='Letters, "all" of them')
    after = (root / "data/indicators.csv").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\r\n") == (3 if end == "\r\n" else 0)
    assert Workbook(root).indicators["letters_answered"].definition == 'Letters, "all" of them'


def test_columns_stand_in_the_file_s_own_order(tmp_path: Path) -> None:
    row = dict(reversed(indicator_row().items()))
    root = workbook(tmp_path, {"data/indicators.csv": sheet(row)})
    added(root)
    assert Workbook(root).indicators["letters_answered"].name == "Letters answered"


@pytest.mark.parametrize(
    "cells",
    [{"name": "Calls answered"}, {"name": "calls  ANSWERED"}, {"name": "Answered", "indicator": "calls_answered"}],
)
def test_an_indicator_that_is_there_is_refused_with_its_key(tmp_path: Path, cells: dict[str, str]) -> None:
    root = workbook(tmp_path)
    before = contents(root)
    assert refusal(lambda: added(root, TARGET, **cells)) == (
        "there is an indicator 'calls_answered' already, 'Calls answered', and nothing was changed; "
        "did you mean that one? Else give the new one another name, and another key with --key"
    )
    assert contents(root) == before


def test_an_indicator_much_like_another_is_added_and_both_are_named(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    assert added(root, name="Calls answered late", indicator="calls_answered_l").remarks == (
        "'calls_answered' is much like it, 'Calls answered': make sure that yours is another",
    )


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({"unit": "per cent"}, ["--unit: there is no unit 'per cent'; known: "]),
        ({"polarity": "highr"}, ["--polarity: there is no polarity 'highr'; did you mean 'higher'?"]),
        ({"decimals": "two", "people": "no"}, ["--decimals: 'two' is not a whole number", "--people: "]),
        ({"name": "90% answered"}, ["--key: '90_answered' is not a key; "]),
        ({"definition": "", "service": " "}, ["--service: the cell is blank", "--definition: the cell is blank"]),
    ],
)
def test_a_cell_that_won_t_do_is_refused_by_its_option(
    tmp_path: Path, cells: dict[str, str], problems: list[str]
) -> None:
    root = workbook(tmp_path)
    before = contents(root)
    found = refusals(lambda: added(root, TARGET, **cells))
    assert [sentence[: len(start)] for sentence, start in zip(found, problems, strict=True)] == problems
    assert contents(root) == before


@pytest.mark.parametrize(
    ("target", "polarity", "problem"),
    [
        ({"value": "95%"}, "higher", "--target: '95%' is not a number"),
        ({"valid_from": "1 April"}, "higher", "--from: '1 April' is not a day"),
        ({"source": ""}, "higher", "--source: the cell is blank; fill it"),
        ({"comparator": "=<"}, "higher", "--comparator: there is no comparator '=<'; did you mean "),
        ({}, "none", "say with --comparator how a value meets the target: >=, <=, <, >"),
    ],
)
def test_a_target_that_won_t_do_leaves_both_files_as_they_were(
    tmp_path: Path, target: dict[str, str], polarity: str, problem: str
) -> None:
    root = workbook(tmp_path)
    before = contents(root)
    assert refusal(lambda: added(root, TARGET | target, polarity=polarity)).startswith(problem)
    assert contents(root) == before


@pytest.mark.parametrize(("polarity", "comparator"), [("higher", ">="), ("lower", "<=")])
def test_a_target_is_met_as_the_polarity_says(tmp_path: Path, polarity: str, comparator: str) -> None:
    root = workbook(tmp_path)
    added(root, TARGET, polarity=polarity)
    assert Workbook(root).targets[-1].comparator == comparator


def test_a_disk_that_takes_only_the_first_file_leaves_both_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = workbook(tmp_path)
    before = contents(root)

    def write(path: Path, content: bytes) -> None:
        if path.name == "targets.csv" and content != before["data/targets.csv"]:
            raise OSError(28, "No space left on device")
        atomic.write_file(path, content)

    monkeypatch.setattr("ccpi_nb.new.indicator.write_file", write)
    with pytest.raises(OSError, match="No space left"):
        added(root, TARGET)
    assert contents(root) == before


def test_what_is_wrong_with_the_file_already_is_no_option_s_fault(tmp_path: Path) -> None:
    root = workbook(tmp_path, {"data/targets.csv": sheet(target_row(value="ninety"))})
    assert refusal(lambda: added(root, TARGET)).startswith("data/targets.csv, row 2, column 'value': ")
