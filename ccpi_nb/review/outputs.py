"""A meeting's outputs, wherever they lie: the one reader of their folders, ledgers and manifests."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ccpi_nb.content.meeting_papers import has_exempt_papers
from ccpi_nb.document.ledger import LEDGER, LedgerLine, ledger_from
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.publish.fingerprints import RECORD, MadeFrom, digest
from ccpi_nb.publish.manifest import MANIFEST, Manifest
from ccpi_nb.publish.manifest_file import hashes_in, read_manifest
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook

Ledgers = Mapping[str, tuple[LedgerLine, ...]]


def read_ledger(path: Path) -> tuple[LedgerLine, ...]:
    """Read a ledger's lines as they were written."""
    # Bytes, not read_text: a cell may hold line ends of its own, which that would turn into others.
    return ledger_from(path.read_bytes().decode("utf-8-sig"))


@dataclass(frozen=True)
class Outputs:
    """The folders of those Parts of a meeting that have one, wherever they lie."""

    root: Path
    folders: Mapping[Part, Path]

    @classmethod
    def under(cls, root: Path, place: Path) -> "Outputs":
        """Return the outputs whose Parts have their folders in `place`."""
        return cls(root, {part: folder for part in Part if (folder := place / part.folder).is_dir()})

    @cached_property
    def day(self) -> str:
        """The meeting's key, as the manifests give it."""
        return min(self.manifest(part).day for part in self.folders)

    @cached_property
    def ledgers(self) -> Ledgers:
        """The ledgers there are, by the Parts' folders: 'public', 'restricted'."""
        files = {part.folder: folder / LEDGER for part, folder in self.folders.items()}
        return {name: read_ledger(file) for name, file in files.items() if file.is_file()}

    @property
    def public(self) -> "Outputs":
        """The public ones of these outputs."""
        return replace(self, folders={part: folder for part, folder in self.folders.items() if part is Part.PUBLIC})

    def manifest(self, part: Part) -> Manifest:
        """Read a Part's manifest; InputError where it is missing or can't be read."""
        return read_manifest(self.folders[part])

    @cached_property
    def input_hashes(self) -> Mapping[str, str]:
        """The hashes of the workbook's files that were read, as far as what is not public tells them, by name.

        They are those of the run's own record, or else of Part II's manifest.
        """
        part, folder = next(iter(self.folders.items()))
        record = MadeFrom.read(Store(folder.parent.parent, self.day).own / RECORD)
        manifest = f"{part.folder}/{MANIFEST}"
        if record and record.outputs.get(manifest) == digest((folder / MANIFEST).read_bytes()):
            return record.files
        return self.manifest(Part.EXEMPT).inputs if Part.EXEMPT in self.folders else {}

    def hashes(self, part: Part) -> Mapping[str, str]:
        """Return the hash of every file that a Part's manifest speaks of, by name."""
        return hashes_in(self.folders[part])

    def name(self, part: Part) -> str:
        """Return a Part's folder as sentences name it: 'outputs/2014-12-11/public' where it lies in the workbook."""
        folder = self.folders[part]
        return (folder.relative_to(self.root) if folder.is_relative_to(self.root) else folder).as_posix()


def outputs_of(root: Path, day: str, *, public: bool = False) -> Outputs:
    """Return the workbook's outputs of a meeting, or only the public ones; InputError where it has not been run."""
    Workbook(root).meeting(day)  # refuses what is no meeting's date
    found = Outputs.under(root, root / "outputs" / day)
    found = found.public if public else found
    if not found.ledgers:
        raise InputError(
            f"the meeting of {day} has not been run, so no ledger says where its figures come from; run it first: "
            f"ccpi run {day}"
        )
    return found


def outputs_named(root: Path, name: str, *, public: bool = False) -> Outputs:
    """Return the outputs that a meeting's date, a run's folder or the folder of one Part names.

    InputError where no ledger is there.
    """
    workbook = Workbook(root)
    if name in workbook.meeting_keys:
        return outputs_of(root, name, public=public)
    folder = Path(name)
    if not folder.is_dir():
        if "/" not in name:
            workbook.known_meeting(name)
        raise InputError(
            f"there is no folder '{name}'; name a meeting's date, or a folder that a run made: outputs/2014-12-11"
        )
    is_part = (folder / LEDGER).is_file()
    found = Outputs(root, {_part_named(folder): folder}) if is_part else Outputs.under(root, folder)
    found = found.public if public else found
    if not found.ledgers:
        raise InputError(
            f"{name} has no {LEDGER}{' of the public folder' if public else ''}; name the folder of a run: "
            f"outputs/2014-12-11"
        )
    return found


def outputs_at(root: Path, place: str) -> Outputs:
    """Return all outputs that a meeting's date, a run's folder or the folder of one Part names.

    InputError where a Part that the meeting has is missing.
    """
    workbook = Workbook(root)
    folder = Path(place) if Path(place).is_dir() else root / "outputs" / workbook.known_meeting(place)
    if (folder / MANIFEST).exists():
        outputs = Outputs(root, {read_manifest(folder).part: folder})
        workbook.known_meeting(outputs.day)
        return outputs
    found = Outputs.under(root, folder)
    if not found.folders:
        raise InputError(
            f"{folder} holds no outputs; name a meeting's date or the folder of its outputs, or make them with ccpi run"
        )
    meeting = workbook.meeting(workbook.known_meeting(found.day))
    parts = (Part.PUBLIC, Part.EXEMPT) if has_exempt_papers(workbook, meeting) else (Part.PUBLIC,)
    if missing := [folder / part.folder for part in parts if part not in found.folders]:
        raise InputError(f"{missing[0]} is missing; to verify one Part, name its folder")
    return found


def _part_named(folder: Path) -> Part:
    # What doesn't say that it is public is not taken for it.
    return Part.PUBLIC if folder.resolve().name == Part.PUBLIC.folder else Part.EXEMPT
