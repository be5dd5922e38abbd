"""A Part's folder and its manifest, on disk."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from builders import making, manifest, refusal
from real import ROOT, copy_of_workbook, edit

from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.gate import leaks
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.public_copy import copy_public_sign_offs, copy_without_exempt
from ccpi_nb.publish.fingerprints import Prints, digest
from ccpi_nb.publish.manifest import MANIFEST, WITHHELD, Manifest
from ccpi_nb.publish.manifest_file import Read, hashes_in, read_manifest, write_manifest
from ccpi_nb.publish.ro_crate import to_crate
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import to_csv

DAY = "2014-12-11"
PARAMS, TARGETS, NOTEBOOK = f"params/{DAY}.yaml", "data/targets.csv", "notebooks/blue_badge_recovery.ipynb"
EXEMPT = "data/observations/btls_governance/2014-15-Q1.csv"
READ = frozenset(
    {
        PARAMS,
        TARGETS,
        NOTEBOOK,
        "data/observations/",
        "the package's code",
        "Python",
        "requirements.lock",
        "data/sign_offs/none.csv",
    }
)


def public_manifest(folder: Path, root: Path = ROOT) -> Manifest:
    """The manifest of Part I of a meeting of which four files were made, Part I seeing a copy of the workbook at
    `root`.
    """
    copy = copy_without_exempt(Workbook(root), folder / "copy")
    made = folder / "public"
    made.mkdir()
    for name in ("05-blue-badge-recovery.csv", "05-blue-badge-recovery.html", "03-minutes.html", "index.html"):
        (made / name).write_text(name)
    meeting = Workbook(root).meeting(DAY)
    read = Read(
        {report.item: READ for report in meeting.reports_in(Part.PUBLIC)},
        frozenset({PARAMS, "data/registers/minutes/2014-10-01.csv"}),
    )
    write_manifest(made, meeting, Part.PUBLIC, read, Prints(root), Prints(copy))
    return read_manifest(made)


def test_a_report_is_made_from_what_it_read_and_the_pack_from_all_of_it(tmp_path: Path) -> None:
    held = public_manifest(tmp_path)
    report = next(each for each in held.makings if each.files and each.title.startswith("Item 5A"))
    assert set(report.inputs) == {PARAMS, TARGETS, NOTEBOOK}
    assert report.files == ("05-blue-badge-recovery.csv", "05-blue-badge-recovery.html")
    assert report.inputs[NOTEBOOK] == report.inputs[TARGETS] == WITHHELD
    assert held.makings[-1].files == ("03-minutes.html", "index.html")
    assert set(held.makings[-1].inputs) == {*report.inputs, "data/registers/minutes/2014-10-01.csv"}


def test_every_file_but_the_manifest_is_in_it(tmp_path: Path) -> None:
    held = public_manifest(tmp_path)
    assert held.deviations(hashes_in(tmp_path / "public")) == ()
    assert held.files["index.html"] == digest(b"index.html")
    assert MANIFEST not in held.files


def test_behind_part_i_are_the_files_as_part_i_saw_them(tmp_path: Path) -> None:
    held = public_manifest(tmp_path)
    assert held.inputs[PARAMS] == digest((tmp_path / "copy" / PARAMS).read_bytes())
    assert held.inputs[PARAMS] != digest((ROOT / PARAMS).read_bytes())


def test_what_changes_in_part_ii_alone_does_not_show_in_part_i(tmp_path: Path) -> None:
    root = tmp_path / "workbook"
    root.mkdir()
    copy_of_workbook(root)
    (tmp_path / "before").mkdir()
    before = public_manifest(tmp_path / "before", root)
    meeting = yaml.safe_load((root / PARAMS).read_text(encoding="utf-8"))
    (item,) = (item for item in meeting["items"] if item.get("part") == "exempt")
    item["report"]["risk"] = "Another risk."
    (root / PARAMS).write_text(yaml.safe_dump(meeting, allow_unicode=True, sort_keys=False), encoding="utf-8")
    edit(root / EXEMPT, "CCPI pack", "The CCPI pack")
    (tmp_path / "after").mkdir()
    assert public_manifest(tmp_path / "after", root) == before


@pytest.mark.parametrize(
    "own",
    [
        manifest(making("a.csv", **{f"{EXEMPT.removesuffix('.csv')}": "1"})),
        replace(manifest(), title="A btls_governance title"),
    ],
)
def test_the_gate_reads_a_manifest(tmp_path: Path, own: Manifest) -> None:
    content = ExemptContent(frozenset(), frozenset(), frozenset({"btls_governance"}))
    (tmp_path / MANIFEST).write_text(to_crate(manifest()))
    assert leaks(tmp_path, content) == ()
    (tmp_path / MANIFEST).write_text(to_crate(own))
    assert {leak.match for leak in leaks(tmp_path, content)} == {"btls_governance"}


def test_a_folder_without_a_manifest_is_refused_with_the_remedy(tmp_path: Path) -> None:
    assert refusal(read_manifest, tmp_path) == f"{tmp_path / MANIFEST} is missing; make the meeting again with ccpi run"
    (tmp_path / MANIFEST).write_bytes(b"\xff\xff")
    assert (
        refusal(read_manifest, tmp_path) == f"{tmp_path / MANIFEST} is not UTF-8; make the meeting again with ccpi run"
    )


def test_part_i_sees_only_its_own_sign_offs(tmp_path: Path) -> None:
    root, copy = tmp_path / "root", tmp_path / "copy"
    (root / "data/sign_offs").mkdir(parents=True)
    (copy / "data").mkdir(parents=True)
    copy_public_sign_offs(Workbook(root), DAY, copy)
    assert Workbook(copy).sign_offs(DAY) == ()
    rows = [
        f"Head of {what},2014-12-03,{part},{'a' * 64},"
        for what, part in (("Policy", "public"), ("Systems", "restricted"))
    ]
    (root / f"data/sign_offs/{DAY}.csv").write_text("\n".join(["post,signed_on,part,digest,commit", *rows, ""]))
    copy_public_sign_offs(Workbook(root), DAY, copy)
    (seen,) = Workbook(copy).sign_offs(DAY)
    assert to_csv([seen]).splitlines()[1] == rows[0]
