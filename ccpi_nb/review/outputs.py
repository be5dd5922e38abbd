"""Reading the ledgers of a meeting's outputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ccpi_nb.content.meeting_papers import has_exempt_papers
from ccpi_nb.document.ledger import LEDGER, LedgerLine, ledger_from
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.publish.manifest import MANIFEST
from ccpi_nb.publish.manifest_file import read_manifest
from ccpi_nb.workbook.inputs import Workbook


def read_ledgers(root: Path, day: str, *, public: bool = False) -> Mapping[str, tuple[LedgerLine, ...]]:
    """The ledgers of a meeting's outputs by their folders, or that of `public` only; InputError where it has not been run."""
    Workbook(root).meeting(day)
    outputs = root / "outputs" / day
    found = {path.parent.name: path for path in sorted(outputs.glob(f"{'public' if public else '*'}/{LEDGER}"))}
    if not found:
        raise InputError(
            f"the meeting of {day} has not been run, so no ledger says where its figures come from; run it first: ccpi run {day}"
        )
    return {folder: ledger_from(path.read_text(encoding="utf-8-sig")) for folder, path in found.items()}


_Ledgers = Mapping[str, Sequence[LedgerLine]]


def _ledgers(root: Path, name: str, *, public: bool) -> _Ledgers:
    if name in Workbook(root).meeting_dates:
        return read_ledgers(root, name, public=public)
    folder = Path(name)
    if not folder.is_dir():
        if "/" not in name:
            Workbook(root).known_day(name)
        raise InputError(
            f"there is no folder '{name}'; name a meeting's date, or a folder that a run made: outputs/2014-12-11"
        )
    files = [folder / LEDGER] if (folder / LEDGER).is_file() else sorted(folder.glob(f"*/{LEDGER}"))
    found = {file.resolve().parent.name: file for file in files}
    if public:
        found = {part: file for part, file in found.items() if part == Part.PUBLIC.folder}
    if not found:
        raise InputError(
            f"{name} has no {LEDGER}{' of the public folder' if public else ''}; name the folder of a run: outputs/2014-12-11"
        )
    return {part: ledger_from(file.read_text(encoding="utf-8-sig")) for part, file in found.items()}


@dataclass(frozen=True)
class Outputs:
    """The folders of a meeting's Parts, wherever they lie."""

    root: Path
    day: str
    folders: dict[Part, Path]

    def name(self, part: Part) -> str:
        """As it is said: 'outputs/2014-12-11/public' where it lies in the workbook."""
        folder = self.folders[part]
        return (folder.relative_to(self.root) if folder.is_relative_to(self.root) else folder).as_posix()


def outputs_at(root: Path, place: str) -> Outputs:
    """What a date, a meeting's folder or the folder of one Part names; InputError where a Part that the meeting has is missing."""
    workbook = Workbook(root)
    folder = Path(place) if Path(place).is_dir() else root / "outputs" / workbook.known_day(place)
    if (folder / MANIFEST).exists():
        manifest = read_manifest(folder)
        return Outputs(root, workbook.known_day(manifest.day), {manifest.part: folder})
    held = {part: folder / part.folder for part in Part if (folder / part.folder).is_dir()}
    if not held:
        raise InputError(
            f"{folder} holds no outputs; name a meeting's date or the folder of its outputs, or make them with ccpi run"
        )
    days = {read_manifest(own).day for own in held.values()}
    day = workbook.known_day(min(days))
    parts = (Part.PUBLIC, Part.EXEMPT) if has_exempt_papers(workbook, workbook.meeting(day)) else (Part.PUBLIC,)
    if missing := [folder / part.folder for part in parts if part not in held]:
        raise InputError(f"{missing[0]} is missing; to verify one Part, name its folder")
    return Outputs(root, day, held)
