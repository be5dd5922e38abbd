"""What earlier runs of a meeting made, with the record of what it was made from: what still holds is not made again."""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ccpi_nb.domain.meetings import Part, Report
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import put_folder, recover_folder, write_file, write_folder
from ccpi_nb.files.views import Seen
from ccpi_nb.publish.fingerprints import RECORD, MadeFrom, Prints, changed_outputs
from ccpi_nb.publish.manifest_file import moved_manifests
from ccpi_nb.run.messages import EXEMPT_CONTENT, failed_folder
from ccpi_nb.run.standing import Standing

# The name of a report's document, where it is kept beside what is published of it.
DOCUMENT = "document.json"
# Where the outputs' record has what was exempt when the gate read them.
GATE = "gate"
# Part I's processes can't open it: it has what was exempt.
_READINGS = "readings.jsonl"
_NEVER = ("it has not been made yet",)
# Else a commit of everything would take packs of Part II along.
_NOT_FOR_GIT = b"*\n!.gitignore\n"


@dataclass(frozen=True)
class Store:
    """The finished reports of a meeting, Part II's apart, and the record of its whole outputs; `day` is its key."""

    outputs: Path
    day: str

    @property
    def final(self) -> Path:
        """The folder of the meeting's outputs."""
        return self.outputs / self.day

    def keep_from_git(self) -> None:
        """Write the `.gitignore` of the outputs' folder, where there is none yet."""
        file = self.outputs / ".gitignore"
        if not file.exists():
            write_file(file, _NOT_FOR_GIT)

    def stale(self, report: Report, now: Standing) -> tuple[str, ...]:
        """Return why a report has to be made again; empty where it need not."""
        folder = self._folder(report)
        record = MadeFrom.read(folder / RECORD)
        return now.changes(record, folder) if record else _NEVER

    def keep(self, report: Report, files: Mapping[str, bytes], record: MadeFrom) -> None:
        """Store a finished report's files, and the record of what it was made from, as a whole."""
        write_folder(self._folder(report), {**files, RECORD: record.to_json().encode()})

    def files_of(self, report: Report) -> tuple[Path, ...]:
        """Return the files of a finished report that are published."""
        return (
            tuple(self._folder(report) / name for name in sorted(record.outputs) if name != DOCUMENT)
            if (record := self._record_of(report))
            else ()
        )

    def document_of(self, notebook: Path) -> bytes:
        """Return what an executed notebook in a Part's folder shows, a Document as JSON.

        InputError where the stored document is of another run.
        """
        return self._document(self.own / notebook.parent.name / notebook.stem, notebook)

    def document(self, report: Report) -> bytes:
        """Return what a finished report shows, a Document as JSON; InputError where it is not as it was made."""
        kept = self._folder(report)
        return self._document(kept, kept / f"{report.stem}.ipynb")

    def _document(self, kept: Path, notebook: Path) -> bytes:
        record = MadeFrom.read(kept / RECORD)
        document = kept / DOCUMENT
        # Else what a report shows could be taken from a run that failed, or from what was changed by hand.
        if record and all(record.made(path) for path in (notebook, document)):
            return document.read_bytes()
        raise InputError(f"{document} does not belong to {notebook}; make both again: ccpi run {self.day} --force")

    def stale_outputs(self, now: Standing) -> tuple[str, ...]:
        """Return why the meeting's outputs as a whole no longer hold; empty where they do.

        A manifest that names a commit is true of it whatever has come since that no file shows.
        """
        record = MadeFrom.read(self.own / RECORD)
        if record is None:
            return _NEVER
        touched = now.prints.touched(record)
        return now.changes(record, self.final) or moved_manifests(self.final, now.prints.root, only_unclean=touched)

    def untouched(self, prints: Prints) -> bool:
        """Return whether the meeting's outputs hold because no file that was read for them has changed at all."""
        record = MadeFrom.read(self.own / RECORD)
        return record is not None and not (
            prints.touched(record)
            or any(changed_outputs(record, self.final))
            or moved_manifests(self.final, prints.root)
        )

    def exempt_content(self) -> str:
        """Return the digest of what was exempt when the gate last read the outputs; '' where that is not known."""
        record = MadeFrom.read(self.own / RECORD)
        return record.views.get(GATE, {}).get(EXEMPT_CONTENT, "") if record else ""

    def renew(self, prints: Prints, gate: Seen) -> None:
        """Record that the outputs hold with the workbook's files as they are now, and what the gate knew."""
        if record := MadeFrom.read(self.own / RECORD):
            self._record(record, prints, gate)

    def _record(self, made: MadeFrom, prints: Prints, gate: Seen) -> None:
        behind = {name: prints.of(name) for name in sorted({*made.behind, *gate.read} - {*made.inputs})}
        record = replace(made, behind=behind, views={**made.views, GATE: dict(gate.views)})
        write_file(self.own / RECORD, record.to_json().encode())

    def inputs_of(self, report: Report) -> frozenset[str]:
        """Return what a finished report was made from, by the names in its record."""
        record = self._record_of(report)
        return frozenset(record.files) if record else frozenset()

    def publish(
        self, folder: Path, prints: Prints, packs: Mapping[Part, Seen], gate: Seen, reports: Iterable[Report]
    ) -> None:
        """Put `folder` in the outputs' place, and record what all of it was made from.

        That is what the reports and the `packs` saw. What the survey and the gate saw shows nowhere: its files are
        looked at, so that a run asks both again. Until that is done, the outputs are not taken as fresh.
        """
        (self.own / RECORD).unlink(missing_ok=True)
        outputs = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        seen = {part: [packs.get(part, Seen())] for part in Part}
        for report in reports:
            if record := self._record_of(report):
                seen[report.part].append(record.seen_in(report.part))
        put_folder(folder, self.final)
        for alone in self.outputs.glob(f"{self.day}-item-*"):
            shutil.rmtree(alone, ignore_errors=True)
        made = prints.record({part: Seen().union(*own) for part, own in seen.items()}, outputs)
        # In one step: a record without what the gate saw would hold, and nobody would ask the gate again.
        self._record(made, prints, gate)

    @property
    def readings(self) -> Path:
        """The file that has what the gate has read and found nothing in, and what was exempt then."""
        return self.own / _READINGS

    def keep_readings(self, readings: Iterable[bytes]) -> None:
        """Record what the gate has read: what was read for the same content as one, however many jobs it took."""
        merged: dict[str, dict[str, Any]] = {}
        for reading in map(json.loads, readings):
            one = merged.setdefault(json.dumps([reading["tools"], reading["content"]]), reading)
            one["passed"] |= reading["passed"]
            one["hashes"] |= reading["hashes"]
        lines = sorted(json.dumps(one, sort_keys=True) for one in merged.values())
        write_file(self.readings, "".join(f"{line}\n" for line in lines).encode())

    def keep_failed(self, notebooks: Mapping[str, bytes]) -> None:
        """Leave the notebooks that stopped where an analyst can open them, Part II's apart; none leaves nothing."""
        place = self.outputs.parent / failed_folder(self.day)
        shutil.rmtree(place, ignore_errors=True)
        for name, content in notebooks.items():
            write_file(place / name, content)

    def clear_up(self) -> None:
        """Make good what a killed run left half done."""
        recover_folder(self.final)
        for left in [
            *self.outputs.glob(f".{self.day}.*"),
            *self.outputs.glob(f".{self.day}-item-*"),
            *self.own.rglob(".*"),
        ]:
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def _record_of(self, report: Report) -> MadeFrom | None:
        return MadeFrom.read(self._folder(report) / RECORD)

    def place_of(self, report: Report) -> Path:
        """Return the folder of a report that was made alone, until the next run of the whole meeting."""
        return self.outputs / f"{self.day}-item-{report.item}"

    @property
    def own(self) -> Path:
        """The folder of the store itself, which is never published."""
        return self.outputs / ".made" / self.day

    def _folder(self, report: Report) -> Path:
        return self.own / report.part.folder / report.stem
