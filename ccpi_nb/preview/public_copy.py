"""The workbook as Part I may see it, from which a preview makes its pages."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ccpi_nb.files.atomic import lay_file
from ccpi_nb.files.text_files import links_in


@dataclass
class PublicCopy:
    """The copy that the last good look at the meeting made in `scratch`; each look makes one of its own."""

    root: Path
    scratch: Path
    folder: Path | None = None
    looks: int = 0

    def next_folder(self) -> Path:
        """Return where the next look puts its copy."""
        self.looks += 1
        return self.scratch / f"part-i-{self.looks}"

    def take(self, folder: Path) -> None:
        """Take another copy for this one."""
        if self.folder:
            self.leave(self.folder)
        self.folder = folder

    def leave(self, folder: Path) -> None:
        """Remove what a look has left."""
        shutil.rmtree(folder, ignore_errors=True)

    def has_taken(self, notebooks: Iterable[str]) -> bool:
        """Put notebooks into the copy, and return whether that could be done: a link could lead to anything."""
        if not self.folder or any(links_in(self.root)):
            return False
        try:
            for name in notebooks:
                lay_file(self.folder / name, (self.root / name).read_bytes())
        except OSError:
            return False
        return True
