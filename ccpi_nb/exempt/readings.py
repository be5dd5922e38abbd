"""What the gate has read and found nothing in, so that it need not be read again for what is exempt now."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ccpi_nb.exempt.matching import ExemptContent, is_hash

# What the gate reads with and nothing is written with, but for Parquet.
_READERS = ("pypdfium2", "pyarrow")


@dataclass(frozen=True)
class Reading:
    """Files in which nothing of a content was found: their SHA-256s by their names.

    `tools` are what they were read with; `hashes` has, by name, all in a file that a hash could be in.
    """

    tools: str
    content: ExemptContent
    passed: Mapping[str, str]
    hashes: Mapping[str, frozenset[str]]

    def holds_for(self, content: ExemptContent) -> Mapping[str, str]:
        """Return which of the files have nothing of another content either: their SHA-256s by their names.

        What has nothing of all that was looked for has nothing of a part of it. Each data file that changes brings a
        new hash to look for; that is looked up among the hashes of a file, which need not be read again for it.
        """
        before = self.content
        if not (
            content.figures <= before.figures
            and content.names <= before.names
            and content.labelled <= before.labelled
            and content.drawings <= before.drawings
        ):
            return {}
        new = content.phrases - before.phrases
        if not all(map(is_hash, new)):
            return {}
        found = {name for name, runs in self.hashes.items() if any(phrase in run for run in runs for phrase in new)}
        return {name: sha256 for name, sha256 in self.passed.items() if name not in found}

    def to_json(self) -> bytes:
        """Return the reading as a line of JSON, which `readings_in` reads back the same; the same one has the same."""
        return json.dumps(asdict(self), default=sorted, sort_keys=True).encode()


_READING = TypeAdapter(Reading)


def reading_tools(writers: str) -> str:
    """Return what files are read with, by the print of what they are written with."""
    return ", ".join([writers, *map(_version, _READERS)])


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def readings_in(path: Path, tools: str) -> tuple[Reading, ...]:
    """Return the readings in a file of lines, of those that were made with these tools; none where one is not whole."""
    try:
        found = [_READING.validate_json(line) for line in path.read_bytes().splitlines()]
    except (OSError, ValidationError):
        return ()
    return tuple(reading for reading in found if reading.tools == tools)
