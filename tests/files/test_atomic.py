"""A kill or a refusal at every step of a write, and the order in which a disk is told of it."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from real import contents
from stops import NEW, OLD, stopped_at_each_step

from ccpi_nb.errors import InputError
from ccpi_nb.files import atomic as writing
from ccpi_nb.files.atomic import lay_file, put_folder, steady, write_file, write_folder

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="acts are stopped in a fork")
FILES = {"index.html": b"new", "report.csv": b"more"}


@needs_fork
@pytest.mark.parametrize("how", ["killed", "refused"])
@pytest.mark.parametrize(
    ("act", "new"), [("write_file", OLD | {"index.html": "new"}), ("write_folder", NEW), ("put_folder", NEW)]
)
@pytest.mark.slow
def test_a_kill_or_a_full_disk_at_any_step_leaves_all_of_the_old_or_all_of_the_new(
    tmp_path: Path, act: str, new: dict[str, str], how: str
) -> None:
    found = [at_once for at_once, _ in stopped_at_each_step(act, tmp_path, how)]
    assert len(found) > 5
    assert OLD in found
    assert found[-1] == new
    assert [each for each in found if each not in (OLD, new)] == []


@needs_fork
@pytest.mark.parametrize("how", ["killed", "refused"])
@pytest.mark.slow
def test_where_folders_can_t_be_exchanged_a_stop_in_between_is_made_good_afterwards(tmp_path: Path, how: str) -> None:
    found = stopped_at_each_step("put_folder_without_exchange", tmp_path, how)
    assert [at_once for at_once, _ in found].count({}) == 1
    assert [after for _, after in found if after not in (OLD, NEW)] == []


def test_what_is_renamed_is_on_the_disk_before_and_its_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    named: set[int] = set()
    fsync, exchange = os.fsync, writing._exchange

    def rename(step: Callable[..., Any]) -> Callable[..., Any]:
        def checked(source: Path, target: Path) -> Any:
            assert {path.stat().st_ino for path in (Path(source), *Path(source).rglob("*"))} <= synced
            named.add(Path(target).parent.stat().st_ino)
            synced.discard(Path(target).parent.stat().st_ino)
            return step(source, target)

        return checked

    def sync(number: int) -> None:
        synced.add(os.fstat(number).st_ino)
        fsync(number)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "rename", rename(os.rename))
    monkeypatch.setattr(os, "replace", rename(os.replace))
    monkeypatch.setattr(writing, "_exchange", rename(exchange))
    for name in ("public/index.html", "restricted/index.html"):
        lay_file(tmp_path / "new" / name, b"new")
    put_folder(tmp_path / "new", tmp_path / "place")
    write_folder(tmp_path / "place", FILES)
    write_file(tmp_path / "other" / "index.html", b"new")
    assert named == {folder.stat().st_ino for folder in (tmp_path, tmp_path / "other")}
    assert named <= synced


def test_a_reader_finds_the_old_or_the_new_file_whenever_it_looks(tmp_path: Path) -> None:
    place = tmp_path / "place"
    write_folder(place, {"index.html": b"old"})
    if not _exchanges(tmp_path):
        pytest.skip("this system or file system can't exchange two folders")
    found: set[bytes] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found.add((place / "index.html").read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(100):
        write_folder(place, {"index.html": b"old" if turn % 2 else b"new"})
    done.set()
    reader.join()
    assert found == {b"old", b"new"}


def test_an_error_names_the_file_that_could_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*/index.html'") as refused:
        write_file(tmp_path / "index.html", b"new")
    assert refused.value.errno == errno.ENOSPC
    assert contents(tmp_path) == {}


def _exchanges(folder: Path) -> bool:
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    return writing._exchange(one, other)


def exchanged(folder: Path, words: str) -> None:
    new = folder.with_name("new")
    for name in ("a", "b"):
        lay_file(new / name, words.encode())
    put_folder(new, folder)


@pytest.mark.parametrize("times", [0, 1, 3])
def test_what_is_made_of_a_folder_is_never_of_two_that_were_exchanged(tmp_path: Path, times: int) -> None:
    folder, made = tmp_path / "data", []
    exchanged(folder, "0")

    def make() -> list[bytes]:
        made.append((folder / "a").read_bytes())
        if len(made) <= times:
            exchanged(folder, str(len(made)))
        return [made[-1], (folder / "b").read_bytes()]

    assert steady(folder, make) == [str(times).encode()] * 2
    assert len(made) == times + 1


def test_a_file_that_is_not_there_while_folders_are_exchanged_is_looked_for_again(tmp_path: Path) -> None:
    folder, tries = tmp_path / "data", []
    exchanged(folder, "0")

    def make() -> bytes:
        tries.append(1)
        if len(tries) == 1:
            exchanged(folder, "1")
            raise FileNotFoundError
        return (folder / "a").read_bytes()

    assert steady(folder, make) == b"1"
    with pytest.raises(FileNotFoundError):
        steady(folder, (folder / "gone").read_bytes)


def test_a_folder_that_is_exchanged_for_ever_is_refused(tmp_path: Path) -> None:
    exchanged(folder := tmp_path / "data", "0")
    with pytest.raises(InputError, match="data: it is being exchanged again and again"):
        steady(folder, lambda: exchanged(folder, "1"))
