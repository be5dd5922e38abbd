"""What keeps exempt data out of Part I's reach: a copy of the workbook without it, and a lock on the original."""

import csv
import io
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ccpi_nb.domain.meetings import ItemKind, Part
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.reconcile.by_part import finding_keys
from ccpi_nb.workbook.inputs import (
    dataset_names,
    meeting_dates,
    read_dataset,
    read_exempt_datasets,
    read_indicators,
    read_meeting,
    read_sign_offs,
)
from ccpi_nb.workbook.sign_offs import to_csv


def copy_without_exempt(root: Path, folder: Path) -> Path:
    """The workbook as Part I may see it, in `folder`: without exempt datasets and registers, without the targets, the breaks in definition and what
    serves the reconciliation that tell of them, and with no more of a Part II item than the public agenda prints. Rows keep their numbers."""
    exempt = read_exempt_datasets(root)
    shutil.copytree(root / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for kind in ("observations", "registers"):
        shutil.copytree(root / "data" / kind, folder / "data" / kind, ignore=lambda _, names: set(names) & set(exempt))
    for file in ("data/indicators.csv", "data/names.csv"):
        shutil.copy(root / file, folder / file)
    indicators = read_indicators(folder)
    observed = {each.indicator for name in dataset_names(folder) for each in read_dataset(folder, name, indicators)}

    def are_observed(*cells: str) -> bool:
        return {key.strip() for cell in cells for key in cell.split("/") if cell} <= observed

    _copy_rows(root, folder, "data/targets.csv", lambda row: are_observed(row["indicator"]))
    _copy_rows(root, folder, "data/continues.csv", lambda row: are_observed(row["indicator"], row["continues"]))
    _copy_rows(root, folder, "data/relations.csv", lambda row: are_observed(row["indicator"], row["of"]))
    _copy_rows(root, folder, "data/claims.csv", lambda row: row["dataset"] not in exempt)
    (folder / "params").mkdir()
    for day in meeting_dates(root):
        file = f"params/{day}.yaml"
        to_follow = {item.number for item in read_meeting(root, day).items if item.kind is ItemKind.TO_FOLLOW}
        public = _public_agenda(load_yaml((root / file).read_text(encoding="utf-8"), file), to_follow)
        (folder / file).write_text(yaml.safe_dump(public, allow_unicode=True, sort_keys=False), encoding="utf-8")
    # What has been said of findings comes last: which of them there are without exempt data, only the copy itself can tell.
    findings = finding_keys(folder, Part.PUBLIC) if (root / "data/reconciliation.csv").exists() else frozenset()
    _copy_rows(root, folder, "data/reconciliation.csv", lambda row: row["finding"] in findings)
    return folder


def copy_public_sign_offs(root: Path, day: str, folder: Path) -> None:
    """The sign-offs of a meeting's Part I, for the copy of the workbook in `folder`."""
    public = [each for each in read_sign_offs(root, day) if each.part is Part.PUBLIC]
    if public:
        (folder / "data/sign_offs").mkdir()
        (folder / f"data/sign_offs/{day}.csv").write_text(to_csv(public), encoding="utf-8")


def _copy_rows(root: Path, folder: Path, file: str, is_kept: Callable[[Mapping[str, str]], bool]) -> None:
    """A CSV, if there is one, with a blank line for every row that is not kept."""
    if not (root / file).exists():
        return
    header, *rows = csv.reader(io.StringIO((root / file).read_text(encoding="utf-8-sig"), newline=""))
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        cells = defaultdict(str, {name.strip(): cell.strip() for name, cell in zip(header, row, strict=False)})
        writer.writerow(row if row and is_kept(cells) else [])
    (folder / file).write_text(kept.getvalue(), encoding="utf-8")


def _public_agenda(meeting: dict[str, Any], to_follow: set[int]) -> dict[str, Any]:
    """Of exempt items number, title, text, exemption, and whether they are to follow; their reports and appendices stay behind."""
    return meeting | {"items": [_public_item(item, item["number"] in to_follow) for item in meeting["items"]]}


def _public_item(item: dict[str, Any], to_follow: bool) -> dict[str, Any]:
    if item.get("part") != "exempt":
        return item
    public = {key: value for key, value in item.items() if key not in ("report", "appendices")}
    return public | {"kind": str(ItemKind.TO_FOLLOW)} if to_follow else public
