"""Outputs that were meddled with, and outputs that the workbook makes again."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from builders import refusal, refusals
from real import contents, copy_of_workbook, edit, leave_out_reports

from ccpi_nb.publish.manifest import MANIFEST
from ccpi_nb.publish.manifest_file import read_manifest
from ccpi_nb.review.outputs import Outputs, outputs_at
from ccpi_nb.review.verify import as_made, commits, in_this_environment, made_again, run_in_new_environment
from ccpi_nb.run.meeting_run import Orders, run_meeting

DAY = "2014-12-11"
DATA = "data/observations/health_assessments/2014-11-09.csv"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with one report in each Part, and its outputs: leave it as it is."""
    root = copy_of_workbook(tmp_path_factory.mktemp("workbook"))
    leave_out_reports(
        root / "params" / f"{DAY}.yaml", "procurement_dashboard", "corporate_performance", "blue_badge_recovery"
    )
    run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())
    return root


@pytest.fixture
def held(workbook: Path, tmp_path: Path) -> Outputs:
    """Its outputs somewhere else, to meddle with."""
    shutil.copytree(workbook / "outputs" / DAY, tmp_path / DAY)
    return outputs_at(workbook, str(tmp_path / DAY))


def made_by(outputs: Path) -> Callable[[Path, str], None]:
    """A run whose outcome is known beforehand."""

    def run(workbook: Path, day: str) -> None:
        shutil.copytree(outputs, workbook / "outputs" / day)

    return run


def again(workbook: Path, day: str) -> None:
    in_this_environment(2, lambda step: None, datetime.now())(workbook, day)


def flip(path: Path) -> None:
    """Change a byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_run_makes_outputs_that_are_as_made_and_that_it_makes_again(workbook: Path) -> None:
    outputs = outputs_at(workbook, DAY)
    assert as_made(outputs) == ()
    assert made_again(outputs, again) == ()
    assert commits(outputs) == tuple(
        f"outputs/{DAY}/{part} was made without version control" for part in ("public", "restricted")
    )


def test_nothing_exempt_is_named_in_the_manifest_of_part_i(workbook: Path) -> None:
    public, restricted = (read_manifest(workbook / "outputs" / DAY / part) for part in ("public", "restricted"))
    exempt = {name for name in restricted.inputs if "btls_governance" in name}
    assert exempt
    assert "notebooks/btls_monitoring.ipynb" in restricted.inputs
    assert not exempt & public.inputs.keys()
    assert not {restricted.inputs[name] for name in exempt} & {*public.inputs.values()}
    text = (workbook / "outputs" / DAY / "public" / MANIFEST).read_text(encoding="utf-8")
    assert "btls_governance" not in text
    assert "btls_monitoring" not in text
    assert not [name for manifest in (public, restricted) for name in manifest.inputs if name.endswith("/")]


def test_no_public_file_has_a_hash_from_which_a_hidden_value_could_be_tried_out(workbook: Path) -> None:
    root = workbook
    read = [path for folder in ("data", "notebooks") for path in (root / folder).rglob("*") if path.is_file()]
    public = b"".join(path.read_bytes() for path in (root / "outputs" / DAY / "public").iterdir())
    for path in read:
        content = path.read_bytes()
        blob = b"blob %d\0" % len(content) + content
        for way in ("sha256", "sha1", "md5"):
            assert hashlib.new(way, content).hexdigest().encode() not in public
            assert hashlib.new(way, blob).hexdigest().encode() not in public
    assert {read_manifest(root / "outputs" / DAY / "public").inputs[DATA]} == {""}


def test_whoever_holds_only_part_i_is_told_that_its_manifest_can_t_say_whether_data_changed(
    workbook: Path, tmp_path: Path
) -> None:
    root = tmp_path / "workbook"
    shutil.copytree(workbook, root)
    edit(root / DATA, "68.6", "68.7")
    shutil.copytree(root / "outputs" / DAY / "public", tmp_path / "published")
    said = made_again(outputs_at(root, str(tmp_path / "published")), again)
    assert said
    assert all(sentence.endswith("since a public manifest has no hash of them") for sentence in said)


def test_a_manifest_holds_no_time_and_no_path_of_the_machine(workbook: Path) -> None:
    for part in ("public", "restricted"):
        text = (workbook / "outputs" / DAY / part / MANIFEST).read_text(encoding="utf-8")
        assert str(workbook) not in text
        assert str(datetime.now().year) not in text


@pytest.mark.parametrize("suffix", [".csv", ".html", ".ipynb", ".ods", ".pdf", ".xlsx"])
@pytest.mark.parametrize("part", ["public", "restricted"])
def test_one_byte_of_any_file_is_found(held: Outputs, part: str, suffix: str) -> None:
    folder = next(folder for folder in held.folders.values() if folder.name == part)
    file = next(path for path in sorted(folder.iterdir()) if path.suffix == suffix)
    flip(file)
    assert as_made(held) == (f"{file} was changed by hand",)


@pytest.mark.parametrize(
    "key", ["name", "description", "license", "sha256", "localPath", "encodingFormat", "version", "creativeWorkStatus"]
)
def test_a_change_in_the_manifest_itself_is_found_or_shows_when_it_is_made_again(
    workbook: Path, held: Outputs, key: str, tmp_path: Path
) -> None:
    (folder, *_) = held.folders.values()
    crate = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    entity = next((each for each in crate["@graph"] if key in each), crate["@graph"][1])
    entity[key] = "0a"
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in crate["@graph"])
    (folder / MANIFEST).write_text(
        f'{{"@context": "{crate["@context"]}", "@graph": [\n{lines}\n]}}\n', encoding="utf-8"
    )
    said = (*as_made(held), *made_again(held, made_by(workbook / "outputs" / DAY)))
    assert any(str(folder) in sentence for sentence in said)


def test_files_that_are_missing_or_nobody_made_are_named(held: Outputs) -> None:
    (folder, *_) = held.folders.values()
    (folder / "agenda-pack.pdf").unlink()
    (folder / "note.txt").write_text("from nowhere")
    assert as_made(held) == (f"{folder}/agenda-pack.pdf is missing", f"{folder}/note.txt is in no manifest")


def test_of_a_meddled_file_it_is_said_that_the_workbook_does_not_make_it(workbook: Path, held: Outputs) -> None:
    (folder, *_) = held.folders.values()
    flip(folder / "index.html")
    (folder / "note.txt").write_text("from nowhere")
    assert made_again(held, made_by(workbook / "outputs" / DAY)) == (
        f"{folder}/index.html comes out otherwise: it is not as it was made",
        f"{folder}/note.txt is not made any more: it is not as it was made",
    )


def test_changed_data_are_named_for_every_file_that_comes_out_otherwise(workbook: Path, tmp_path: Path) -> None:
    root = tmp_path / "workbook"
    shutil.copytree(workbook, root)
    edit(root / DATA, "68.6", "68.7")
    outputs = outputs_at(root, DAY)
    said = made_again(outputs, again)
    changed = {sentence.partition(" ")[0].removeprefix(f"outputs/{DAY}/") for sentence in said}
    report = {
        f"public/06-health-assessment-recovery{suffix}"
        for suffix in (".csv", ".html", ".ipynb", ".ods", ".pdf", ".xlsx", "_chart.csv")
    }
    # The members' front page and scorecard tell of both Parts.
    card = (f"scorecard{suffix}" for suffix in (".csv", ".html", ".ods", ".xlsx"))
    names = ("agenda-pack.pdf", "ledger.csv", MANIFEST, *card)
    packs = {f"{part}/{name}" for part in ("public", "restricted") for name in names}
    # A front page shows files' sizes.
    assert changed - {"public/index.html", "restricted/index.html"} == {*report, *packs}
    assert all(sentence.endswith(f" comes out otherwise: {DATA} changed") for sentence in said)
    # And what is made of the changed data from where the earlier run left off is what is made of it from scratch.
    run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())
    assert made_again(outputs, again) == ()


def test_a_change_that_leaves_every_document_as_it_was_is_told_apart(workbook: Path, tmp_path: Path) -> None:
    root = tmp_path / "workbook"
    shutil.copytree(workbook, root)
    (outputs,) = (root / "outputs" / DAY,)
    for manifest in outputs.rglob(MANIFEST):
        edit(manifest, read_manifest(manifest.parent).inputs[f"params/{DAY}.yaml"], "f" * 64)
    assert made_again(outputs_at(root, DAY), made_by(workbook / "outputs" / DAY)) == tuple(
        (
            f"outputs/{DAY}/{part}/{MANIFEST} comes out otherwise and is the only file that does: "
            f"params/{DAY}.yaml changed"
        )
        for part in ("public", "restricted")
    )


def test_a_part_that_the_meeting_no_longer_has_is_named(workbook: Path, held: Outputs, tmp_path: Path) -> None:
    shutil.copytree(workbook / "outputs" / DAY / "public", tmp_path / "less" / "public")
    (_, restricted) = held.folders.values()
    assert made_again(held, made_by(tmp_path / "less")) == (
        f"{restricted} is not made any more: the meeting has no report of that Part now",
    )


def test_a_date_a_folder_and_the_folder_of_a_part_can_be_named(workbook: Path, tmp_path: Path) -> None:
    by_date = outputs_at(workbook, DAY)
    assert outputs_at(workbook, str(workbook / "outputs" / DAY)) == by_date
    elsewhere = tmp_path / "published"
    shutil.copytree(workbook / "outputs" / DAY / "public", elsewhere)
    (found,) = outputs_at(workbook, str(elsewhere)).folders.values()
    assert found == elsewhere
    assert contents(found) == contents(workbook / "outputs" / DAY / "public")


def test_what_holds_no_outputs_is_refused(workbook: Path, tmp_path: Path) -> None:
    assert refusal(outputs_at, workbook, "2014-12-12").startswith("there is no meeting '2014-12-12'")
    assert refusal(outputs_at, workbook, str(tmp_path)).startswith(
        f"{tmp_path} holds no outputs; name a meeting's date"
    )
    shutil.copytree(workbook / "outputs" / DAY / "public", tmp_path / "public")
    assert refusals(outputs_at, workbook, str(tmp_path)) == (
        f"{tmp_path / 'restricted'} is missing; to verify one Part, name its folder",
    )


def test_without_a_lock_file_there_is_nothing_to_make_it_from(tmp_path: Path) -> None:
    said = refusal(run_in_new_environment, tmp_path, tmp_path / "workbook", "2014-12-11")
    assert (
        said == f"{tmp_path} has no requirements.lock or no pyproject.toml, from which a new environment could be made"
    )


def test_a_lock_file_that_can_t_be_installed_is_said_with_pip_s_words(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("???\n")
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "again/workbook").mkdir(parents=True)
    said = refusals(run_in_new_environment, tmp_path, tmp_path / "again/workbook", "2014-12-11")
    assert all(sentence.startswith("requirements.lock can't be installed: ") for sentence in said)
    assert any("Invalid requirement" in sentence for sentence in said)
