"""One writer for each meeting."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from ccpi_nb.files.one_writer import one_writer


def only_writer(folder: Path, day: str, now: datetime) -> AbstractContextManager[None]:
    """Hold the right to change a meeting's outputs; InputError says who has it."""
    return one_writer(folder, f"outputs/{day} is being made", now)
