"""The manifest of a Part's folder: written when the folder is finished, and read again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ccpi_nb.domain.meeting_keys import is_file_of
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.files.git import Commit, commit_of
from ccpi_nb.files.strict_csv import csv_rows
from ccpi_nb.files.text_files import INTAKE, RECEIVED, read_text
from ccpi_nb.notebook.cells import said_by
from ccpi_nb.publish.fingerprints import Prints, code_files, digest, files_among, is_code_under
from ccpi_nb.publish.manifest import LOCK, MANIFEST, Making, Manifest, Tools, shown_to
from ccpi_nb.publish.ro_crate import from_crate, to_crate
from ccpi_nb.publish.tool_versions import installed_versions

# A sign-off is committed after what it signs, and no figure comes from it; received files git never has.
_NOT_ASKED_FOR = ("data/sign_offs/", f"{RECEIVED}/")


@dataclass(frozen=True)
class Read:
    """What was read for each report, by its item, and for the pack around them: names in the workbook."""

    reports: Mapping[str, frozenset[str]]
    pack: frozenset[str]


def hashes_in(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder but its manifest."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: digest(path.read_bytes()) for name, path in files.items() if name != MANIFEST}


def write_manifest(folder: Path, meeting: Meeting, part: Part, read: Read, prints: Prints, part_prints: Prints) -> None:
    """Write the manifest of a Part's finished `folder`.

    `part_prints` are the prints of the workbook as the Part saw it: for Part I, of the copy, so that nothing exempt is
    in any hash. Part I's manifest has none of data and notebooks.
    """
    files = hashes_in(folder)
    makings = []
    left = set(files)
    for report in meeting.reports_in(part):
        names = tuple(name for name in sorted(files) if is_file_of(name, report.stem))
        left -= {*names}
        inputs = shown_to(part, _inputs(read.reports[report.item], part_prints))
        makings.append(Making(f"Item {report.item}: {report.title}", inputs, names))
    everything = read.pack.union(*read.reports.values())
    inputs = shown_to(part, _inputs(everything, part_prints))
    makings.append(Making("The pack: front page, pages and business documents", inputs, tuple(sorted(left))))
    tools = Tools(prints.of_code, prints.of(LOCK), installed_versions())
    made_up = "Made-up data: " if meeting.made_up else ""
    manifest = Manifest(
        f"{made_up}{meeting.name}: {PART_NAMES[part]}", meeting.council, meeting.key, part, files, tuple(makings), tools
    )
    crate = to_crate(replace(manifest, commit=commit_behind(manifest, prints.root)))
    lay_file(folder / MANIFEST, crate.encode())


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest; InputError where there is none, or where it can't be read."""
    try:
        return from_crate((folder / MANIFEST).read_bytes().decode(), str(folder / MANIFEST))
    except FileNotFoundError:
        raise InputError(f"{folder / MANIFEST} is missing; make the meeting again with ccpi run") from None
    except UnicodeDecodeError:
        raise InputError(f"{folder / MANIFEST} is not UTF-8; make the meeting again with ccpi run") from None


def commit_behind(manifest: Manifest, root: Path) -> Commit | None:
    """Return the commit, as git has it now, of all that a folder was made from.

    That is data, params, notebooks, the lock file, and the code if it lies in the same repository.
    """
    names = [
        *(name for name in manifest.inputs if not name.startswith(_NOT_ASKED_FOR)),
        LOCK,
        *_code_in(root.resolve()),
    ]
    return commit_of(root, names, _say_the_same)


# A website asks for a hundred meetings.
@cache
def _code_in(root: Path) -> tuple[str, ...]:
    """Return the package's own files that lie under a folder, by their paths from it."""
    return tuple(path.relative_to(root).as_posix() for path in code_files()) if is_code_under(root) else ()


def moved_manifests(final: Path, root: Path, *, only_unclean: bool = False) -> tuple[str, ...]:
    """Return which manifests of a meeting's outputs name another commit than git has now, in words.

    What was read may have been committed since. With `only_unclean`, those alone that name no commit as all there is.
    """
    manifests = [read_manifest(folder) for part in Part if (folder := final / part.folder).is_dir()]
    return tuple(
        f"{manifest.part.folder}/{MANIFEST} names another commit than git does now"
        for manifest in manifests
        if not (only_unclean and manifest.commit and manifest.commit.clean)
        and manifest.commit != commit_behind(manifest, root)
    )


def _say_the_same(before: bytes, now: bytes) -> bool:
    said = said_by(before)
    return before == now if said is None else said == said_by(now)


def _inputs(names: Iterable[str], prints: Prints) -> dict[str, str]:
    """Return the prints of a report's or pack's inputs; what was not there when it was looked for is none."""
    read = {name: prints.of(name) for name in files_among(names) if prints.has(name)}
    return read | dict(_received(prints.root, read))


def _received(root: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the received files that rows of data/intake name, by name, each with its hash.

    In Part I's copy of the workbook the hash is blank, as a manifest withholds it. Two files may have one name, so
    where hashes are told each has a folder of its own.
    """
    for name in names:
        if name.startswith(f"{INTAKE}/") and name.endswith(".csv"):
            header, *rows = csv_rows(read_text(root, name))
            for row in (dict(zip(header, cells, strict=False)) for cells in rows if cells):
                sha256 = row["sha256"]
                yield "/".join(filter(None, (RECEIVED, sha256[:12], row["file"]))), sha256
