"""A reading that is killed, refused by the disk, or met by another: data are as they were or as they are to be."""

import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sent import POST, contents, sent
from small import said
from taking_stops import stopped_at_steps

from ccpi_nb.files.one_writer import one_writer
from ccpi_nb.intake import writing
from ccpi_nb.intake.received import kept_problems
from ccpi_nb.workbook.inputs import Workbook

NEXT = "2014-12-11"
VALUE = "calls|calls_answered|2014-11||82.14 230/280|E8"
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="readings are stopped in a fork")


def read(*files: Path) -> tuple[int, str, str]:
    return said("collect", "read", *map(str, files), "--for", NEXT, "--post", POST, "--write")


@needs_fork
@pytest.mark.slow
@pytest.mark.parametrize("how", ["killed", "refused"])
def test_a_reading_that_is_stopped_leaves_all_of_the_old_or_all_of_the_new(tmp_path: Path, how: str) -> None:
    found = stopped_at_steps(tmp_path, how, 29)
    assert {at_once for at_once, _ in found} == {"old", "new"}
    assert {after for _, after in found} == {"new"}


@needs_fork
@pytest.mark.slow
def test_where_folders_can_t_be_exchanged_the_next_reading_puts_the_data_back(tmp_path: Path) -> None:
    found = stopped_at_steps(tmp_path, "killed", 29, exchanges=False)
    assert {at_once for at_once, _ in found} <= {"old", "none", "new"}
    assert {after for _, after in found} == {"new"}


def test_data_that_were_moved_away_by_a_killed_reading_are_put_back(root: Path, tmp_path: Path) -> None:
    before = contents(root / "data")
    (root / "data").rename(root / ".data.old")
    code, _, err = said("collect", "read", str(sent(tmp_path / "in", VALUE)), "--for", NEXT)
    assert (code, err, contents(root / "data")) == (0, "", before)


def test_two_readings_at_once_do_not_both_write(root: Path, tmp_path: Path) -> None:
    before = contents(root / "data")
    with one_writer(root / "received/.collecting", "received files are being taken in", datetime(2014, 12, 11, 12)):
        code, _, err = read(sent(tmp_path / "in", VALUE))
    assert (code, contents(root / "data")) == (1, before)
    assert err.startswith("ccpi: received files are being taken in by process ")


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have something happen just before the data are exchanged."""
    problems_of = writing.problems_of

    def and_then(*arguments: object) -> object:
        found = problems_of(*arguments)  # type: ignore[arg-type]
        act()
        return found

    monkeypatch.setattr(writing, "problems_of", and_then)


def test_what_somebody_saves_meanwhile_is_not_lost(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = root / "data/README.md"
    meanwhile(monkeypatch, lambda: note.write_text("Saved in an editor.", encoding="utf-8"))
    code, _, err = read(sent(tmp_path / "in", VALUE))
    assert (code, err) == (1, "ccpi: data changed while it was written to, and is as it was; read the files again\n")
    assert note.exists()
    assert not (root / ".collect-new").exists()


def test_a_file_that_changes_while_it_is_read_is_not_taken_in(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before = sent(tmp_path / "in", VALUE), contents(root / "data")
    keep = writing.keep
    monkeypatch.setattr(writing, "keep", lambda *given: (file.write_text("other", encoding="utf-8"), keep(*given)))
    code, _, err = read(file)
    assert (code, err) == (1, "ccpi: Dashboard Q3.txt: it changed while it was read; read it again\n")
    assert contents(root / "data") == before
    assert [*(root / "received").glob("*.txt")] == []


def test_a_kept_file_is_not_taken_for_what_came_when_it_is_changed_or_a_link(root: Path, tmp_path: Path) -> None:
    file = sent(tmp_path / "in", VALUE)
    read(file)
    (kept,) = (root / "received").glob("*.txt")
    assert not kept.stat().st_mode & stat.S_IWUSR
    name = kept.relative_to(root).as_posix()
    kept.chmod(0o644)
    kept.write_text("other", encoding="utf-8")
    assert [*kept_problems(root)] == [
        f"{name}: it is not as it came, for its name is the hash that it had; remove it, and read the file again"
    ]
    kept.unlink()
    kept.symlink_to(file)
    wrong = f"{name}: it is no file but a link or a folder; remove it, and read the file that came again"
    assert [*kept_problems(root)] == [wrong]
    (root / "data/observations/calls/2014-11.csv").unlink()
    (root / "data/intake/calls/2014-11.csv").unlink()
    assert read(file)[::2] == (1, f"ccpi: {wrong}\n")


def test_a_link_in_the_place_of_the_folder_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "received").symlink_to(tmp_path / "elsewhere")
    code, _, err = read(sent(tmp_path / "in", VALUE))
    assert (code, err) == (1, "ccpi: received: it is no folder of the workbook; remove it, and read again\n")
    assert contents(tmp_path / "elsewhere") == {}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_t_be_written_is_a_sentence(root: Path, tmp_path: Path) -> None:
    file, before = sent(tmp_path / "in", VALUE), contents(root)
    root.chmod(0o555)
    try:
        code, _, err = read(file)
    finally:
        root.chmod(0o755)
    assert (code, contents(root)) == (1, before)
    assert "Permission denied; close what has it open, or get the right to it, and run again" in err


NAMES = {
    "spaces": ("  Dashboard   Q3 .txt", "Dashboard Q3 .txt"),
    "accents": ("Rapport été №7.txt", "Rapport été №7.txt"),
    "apart": ("Rapport e\u0301te\u0301.txt", "Rapport été.txt"),
    "formula": ("=cmd|' 'A1.txt", "_=cmd|' 'A1.txt"),
    "minus": ("-final.txt", "_-final.txt"),
    "unseen": ("Dash\u200bboard\u202e.txt", "Dash board .txt"),
    "lines": ("Dash\nboard\t2.txt", "Dash board 2.txt"),
    "no typeface": ("Dashboard 日本.txt", "Dashboard \ufffd\ufffd.txt"),
    "a number": ("2014.txt", "2014.txt"),
    "commas": ("Calls, by place; Q3 (final).txt", "Calls, by place; Q3 (final).txt"),
    "markup": ("<b>Q3</b> [red].txt".replace("/", "\u2215"), "<b>Q3<\u2215b> [red].txt"),
    "long": (f"{'Dashboard ' * 24}Q3.txt", f"{'Dashboard ' * 24}Q3.txt"),
}


@pytest.mark.parametrize(("name", "recorded"), NAMES.values(), ids=NAMES)
def test_a_file_may_have_any_name(root: Path, tmp_path: Path, name: str, recorded: str) -> None:
    code, out, err = read(sent(tmp_path / "in", VALUE, name=name))
    assert (code, err) == (0, "")
    assert f"{recorded}\n" in out
    text = (root / "data/observations/calls/2014-11.csv").read_text(encoding="utf-8")
    assert f"{recorded}, sheet Dashboard, cell E8" in text.replace('""', '"')
    assert said("check")[2] == ""


def test_a_name_that_is_no_text_is_taken_as_far_as_it_is(root: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/Dash\xffboard.txt"))
    path.write_text(VALUE, encoding="utf-8")
    code, _, err = read(path)
    assert (code, err) == (0, "")
    assert "Dash\ufffdboard.txt, sheet" in (root / "data/intake/calls/2014-11.csv").read_text(encoding="utf-8")


def test_a_name_with_personal_details_is_refused_and_not_repeated(root: Path, tmp_path: Path) -> None:
    code, out, err = read(sent(tmp_path / "in", VALUE, name="from jane.doe@council.example.txt"))
    assert (code, out) == (1, "")
    assert err == ("ccpi: the name of a file has an e-mail address in it; give it another, and read it again\n")


def test_two_files_of_one_name_are_both_kept(root: Path, tmp_path: Path) -> None:
    one, other = sent(tmp_path / "a", VALUE), sent(tmp_path / "b", VALUE.replace("2014-11", "2014-10"))
    code, _, err = read(one, other)
    assert (code, err) == (0, "")
    assert len([*(root / "received").glob("*.txt")]) == 2
    workbook = Workbook(root)
    assert len({row.origin.sha256 for row in workbook.intake.rows("calls")}) == 2


def test_what_is_not_there_or_a_folder_is_refused_by_its_name_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    code, _, err = read(tmp_path / "in", tmp_path / "gone.txt")
    assert code == 1
    assert err == (
        "ccpi: in: it is a folder; name the files that came: ccpi collect read *.xlsx\n"
        "ccpi: gone.txt: there is no such file; name the files that came: ccpi collect read *.xlsx\n"
    )
