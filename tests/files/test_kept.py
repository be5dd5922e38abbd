from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ccpi_nb.files.kept import FOLDER, keep, kept, print_of, worked_out


def test_what_is_kept_is_given_back_for_the_same_print_alone(tmp_path: Path) -> None:
    assert kept(tmp_path, "calls", "1") is None
    keep(tmp_path, "calls", "1", {"calls_answered": ["2014-12-11"]})
    assert kept(tmp_path, "calls", "1") == {"calls_answered": ["2014-12-11"]}
    assert kept(tmp_path, "calls", "2") is None
    assert kept(tmp_path, "terms", "1") is None


def test_what_files_give_is_worked_out_again_when_one_comes_changes_or_goes(tmp_path: Path) -> None:
    file, works = tmp_path / "targets.csv", iter("abcd")
    given = [worked_out(tmp_path, "targets", [file], lambda: next(works)) for _ in range(2)]
    for change in (lambda: file.write_text("1"), lambda: file.write_text("2"), file.unlink):
        change()
        given += [worked_out(tmp_path, "targets", [file], lambda: next(works)) for _ in range(2)]
    assert "".join(given) == "aabbccdd"


@given(at=some.integers(0, 200), byte=some.integers(0, 255), whole=some.booleans())
def test_what_is_kept_and_damaged_anywhere_is_not_given_back(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int, whole: bool
) -> None:
    root = tmp_path_factory.getbasetemp()
    keep(root, "calls", "1", {"calls_answered": ["2014-12-11"]})
    file = root / FOLDER / "calls.json"
    content = file.read_bytes()
    at %= len(content)
    damaged = content[:at] + (bytes([byte]) + content[at + 1 :] if whole else b"")
    file.write_bytes(damaged)
    assert kept(root, "calls", "1") == ({"calls_answered": ["2014-12-11"]} if damaged == content else None)


def test_a_print_is_of_places_and_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    prints = [print_of(tmp_path, [one, other])]
    for file, content in ((one, b"1"), (one, b"12"), (other, b"12"), (one, b""), (other, b"1")):
        file.write_bytes(content)
        prints.append(print_of(tmp_path, [one, other]))
    assert len({*prints}) == len(prints)
    assert print_of(tmp_path, [other, one]) == prints[-1]
    assert print_of(tmp_path, [other]) != prints[-1]
