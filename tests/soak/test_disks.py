"""Disks that are full, can't be written, or are not the ones that other folders lie on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from packs import Packs, whole
from real import contents
from small import DAY, small_workbook, started

pytestmark = [pytest.mark.soak, pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system in memory")]

FULL = "No space left on device; make room and run again\n"


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[Path]:
    """A file system at a folder."""
    place.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def in_memory(place: Path, size: str) -> "contextmanager[Path]":
    return mounted(place, "-t", "tmpfs", "-o", f"size={size}", "none")


def refused(packs: Packs, *, temp: Path | None = None) -> str:
    """What a run says that fails, and leaves the earlier pack and nothing else."""
    with started(packs.root, temp or packs.temp) as run:
        code, _, err = run.end()
        assert code == 1
        assert "Traceback" not in err
        assert run.leaves_nothing()
    assert packs.holds_old()
    return err


@pytest.mark.parametrize("room", range(0, 1024, 64))
def test_a_disk_that_fills_up_at_any_time_costs_no_file_of_the_earlier_pack(packs: Packs, room: int) -> None:
    outputs = packs.root / "outputs"
    kept = packs.root / "kept"
    outputs.rename(kept)
    with in_memory(outputs, "8m") as disk:
        shutil.copytree(kept, outputs, dirs_exist_ok=True)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        filler = disk / "filler"
        filler.write_bytes(bytes(max(0, free - room * 1024)))
        with started(packs.root, packs.temp) as run:
            code, _, err = run.end()
            assert run.leaves_nothing()
        assert packs.holds_one()
        if code:
            assert code == 1
            assert packs.holds_old()
            assert err.splitlines()[0].endswith(FULL.strip())
            assert all(line.startswith("ccpi: ") for line in err.splitlines())
        filler.unlink()
        assert packs.is_made_good()


@pytest.mark.parametrize("size", ["64k", "256k", "512k"])
def test_a_full_temp_folder_is_said_in_a_sentence(
    packs: Packs, tmp_path_factory: pytest.TempPathFactory, size: str
) -> None:
    with in_memory(tmp_path_factory.mktemp("t"), size) as temp:
        err = refused(packs, temp=temp)
        assert FULL.strip() in err or "stopped with OSError" in err
    assert packs.is_made_good()


@pytest.mark.parametrize("folder", ["outputs", f"outputs/{DAY}", f"outputs/.made/{DAY}"])
def test_a_folder_that_can_t_be_written_is_said_in_a_sentence(packs: Packs, folder: str) -> None:
    place = packs.root / folder
    with mounted(place, "--bind", str(place)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        err = refused(packs)
        assert "Traceback" not in err
        assert err.startswith("ccpi: ")
    assert packs.is_made_good()


def test_outputs_on_another_disk_than_the_workbook_and_the_temp_folder(
    packs: Packs, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = small_workbook(tmp_path / "workbook")
    shutil.rmtree(root / "data")
    shutil.copytree(packs.root / "data", root / "data")
    with in_memory(root / "outputs", "8m"), in_memory(tmp_path_factory.mktemp("t"), "64m") as temp:
        assert whole(root, temp) == packs.after


def test_a_link_to_outputs_elsewhere(packs: Packs, tmp_path: Path) -> None:
    (packs.root / "outputs").rename(tmp_path / "elsewhere")
    (packs.root / "outputs").symlink_to(tmp_path / "elsewhere")
    assert packs.is_made_good()
    assert contents(tmp_path / "elsewhere") == packs.after


def test_a_temp_folder_whose_name_is_too_long_is_refused(packs: Packs, tmp_path: Path) -> None:
    temp = tmp_path / ("long-" * 20)
    assert refused(packs, temp=temp).endswith("; set TMPDIR to a shorter one\n")
