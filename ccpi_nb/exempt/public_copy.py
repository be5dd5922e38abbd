"""What keeps exempt data out of Part I's reach: a copy of the workbook without it, and a lock on the original."""

import csv
import io
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meeting_keys import ItemNumber
from ccpi_nb.domain.meetings import ItemKind, Part
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.files.strict_yaml import dump_yaml, load_yaml
from ccpi_nb.files.text_files import INTAKE, read_text
from ccpi_nb.reconcile.by_part import findings_ruled_on
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.lineage import untold
from ccpi_nb.workbook.sign_offs import to_csv

_HEADER = 1


def copy_without_exempt(workbook: Workbook, folder: Path) -> Path:
    """Write the workbook as Part I may see it into `folder`, and return that folder.

    It is without exempt datasets and registers, without the targets, the breaks in definition and what serves the
    reconciliation that tell of them, and with no more of a Part II item than the public agenda prints. Rows keep their
    numbers. What an earlier try left is deleted: `steady` makes it anew where data are exchanged meanwhile.
    """
    for name in ("notebooks", "data", "params"):
        shutil.rmtree(folder / name, ignore_errors=True)
    root, exempt = workbook.root, workbook.exempt_datasets
    shutil.copytree(root / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (folder / "data").mkdir()
    for kind in ("observations", "registers", "pictures"):
        # A workbook that has just begun may be without.
        if (root / "data" / kind).is_dir():
            shutil.copytree(
                root / "data" / kind, folder / "data" / kind, ignore=lambda _, names: set(names) & set(exempt)
            )
    for name in workbook.open_datasets:
        _copy_intake(root, folder, name)
    for file in ("data/indicators.csv", "data/names.csv", "data/open_data.yaml"):
        if (root / file).exists():
            shutil.copy(root / file, folder / file)
    names = workbook.open_datasets
    observed = workbook.indicators_by(date.max.isoformat(), *names)
    relations = [relation for relation in workbook.relations if {relation.indicator, *relation.of} <= observed]
    claims = [claim for claim in workbook.claims if claim.dataset not in exempt]
    _copy_rows(root, folder, "data/targets.csv", (target.row for target in workbook.targets_in(*names)))
    _copy_rows(root, folder, "data/continues.csv", (continuation.row for continuation in workbook.breaks_in(*names)))
    _copy_rows(root, folder, "data/relations.csv", (relation.row for relation in relations))
    _copy_rows(root, folder, "data/claims.csv", (claim.row for claim in claims))
    (folder / "params").mkdir()
    for meeting in workbook.meetings:
        file = f"params/{meeting.key}.yaml"
        to_follow = {item.number for item in meeting.items if item.kind is ItemKind.TO_FOLLOW}
        public = _public_agenda(load_yaml(read_text(root, file), file), to_follow)
        (folder / file).write_text(dump_yaml(public), encoding="utf-8")
    # What has been said of findings comes last: which of them there are without exempt data,
    # only the copy itself can tell.
    if workbook.rulings:
        copied = Workbook(folder)
        for name in names:
            copied.assume_held(name, workbook.held(name))
        findings = findings_ruled_on(copied, workbook.rulings, Part.PUBLIC)
        kept = (ruling.row for ruling in workbook.rulings if ruling.finding in findings)
        _copy_rows(root, folder, "data/reconciliation.csv", kept)
    return folder


def keep_public_held(workbook: Workbook, folder: Path) -> None:
    """Keep what each open dataset holds with the copy in `folder`: what reads it need not take apart all of them."""
    copied = Workbook(folder)
    for name in workbook.open_datasets:
        copied.keep_held(name, workbook.held(name), copied.dataset_print(name))


def copy_public_sign_offs(workbook: Workbook, day: str, folder: Path) -> None:
    """Copy the sign-offs of a meeting's Part I into the copy of the workbook in `folder`."""
    public = [sign_off for sign_off in workbook.sign_offs(day) if sign_off.part is Part.PUBLIC]
    if public:
        (folder / "data/sign_offs").mkdir()
        (folder / f"data/sign_offs/{day}.csv").write_text(to_csv(public), encoding="utf-8")


def _copy_intake(root: Path, folder: Path, dataset: str) -> None:
    """Copy which file, sheet and cell a dataset's observations are from, and no more of what came: no working paper."""
    for path in sorted((root / INTAKE / dataset).glob("*.csv")):
        lay_file(folder / INTAKE / dataset / path.name, untold(path.read_text(encoding="utf-8-sig")).encode())


def _copy_rows(root: Path, folder: Path, file: str, kept: Iterable[DataRow]) -> None:
    """Copy a CSV, if there is one, with a blank line for every row that is not kept."""
    if not (root / file).exists():
        return
    numbers = {_HEADER, *(row.number for row in kept)}
    rows = csv.reader(io.StringIO((root / file).read_text(encoding="utf-8-sig"), newline=""))
    copied = io.StringIO()
    writer = csv.writer(copied, lineterminator="\n")
    writer.writerows(row if number in numbers else [] for number, row in enumerate(rows, start=1))
    (folder / file).write_text(copied.getvalue(), encoding="utf-8")


def _public_agenda(meeting: dict[str, Any], to_follow: set[ItemNumber]) -> dict[str, Any]:
    """Return an agenda with what is public of its exempt items, without their reports and appendices.

    Public are number, title, text, exemption, and whether they are to follow.
    """
    return meeting | {"items": [_public_item(item, item["number"] in to_follow) for item in meeting["items"]]}


def _public_item(item: dict[str, Any], to_follow: bool) -> dict[str, Any]:
    if item.get("part") != "exempt":
        return item
    public = {key: value for key, value in item.items() if key not in ("report", "appendices")}
    return public | {"kind": str(ItemKind.TO_FOLLOW)} if to_follow else public
