"""The folder of the website, and the record of what each of its pages was made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ccpi_nb.publish.fingerprints import RECORD, digest
from ccpi_nb.site_publishing.making import Kept

DOCUMENTS = "documents"


@dataclass(frozen=True)
class SiteFolder:
    """The website of a workbook, and beside it, never published, the record of what each page was made from."""

    root: Path

    @property
    def final(self) -> Path:
        """The folder that can be put on a web server."""
        return self.root / "outputs/site"

    @property
    def own(self) -> Path:
        """The folder of the records and of the pages' documents, which the gate reads."""
        return self.root / "outputs/.made/site"

    @property
    def reading(self) -> Path:
        """The file with what the gate looked for and found nowhere; it is exempt, and never published."""
        return self.own / "reading.json"

    @property
    def failed(self) -> Path:
        """The file that says what the gate has found."""
        return self.root / "outputs/site-failed/restricted/gate.txt"

    @cached_property
    def before(self) -> Mapping[str, Kept]:
        """The pages that stand as they were made, by their addresses."""
        try:
            records = json.loads((self.own / RECORD).read_text(encoding="utf-8"))["pages"]
            kept = {address: Kept(**each) for address, each in records.items()}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return {address: each for address, each in kept.items() if self._stands(address, each)}

    def _stands(self, address: str, kept: Kept) -> bool:
        document = self.own / DOCUMENTS / f"{address}.json"
        names = (self.final / name for name in kept.files)
        prints = zip(names, kept.files.values(), strict=True)
        return document.is_file() and all(file.is_file() and digest(file.read_bytes()) == was for file, was in prints)

    def is_of(self, made_from: str) -> bool:
        """Return whether all of it stands, made from what has this digest."""
        try:
            record = json.loads((self.own / RECORD).read_text(encoding="utf-8"))
            return bool(record["made_from"] == made_from and record["files"] == digests_in(self.final))
        except (OSError, ValueError, KeyError, TypeError):
            return False


def digests_in(folder: Path) -> dict[str, str]:
    """Return the digests of all files in a folder, by their paths from it."""
    return {
        path.relative_to(folder).as_posix(): digest(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
