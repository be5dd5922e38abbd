"""Reading the ledgers of a meeting's outputs."""

from collections.abc import Mapping
from pathlib import Path

from ccpi_nb.document.ledger import LEDGER, Line, ledger_from
from ccpi_nb.errors import InputError
from ccpi_nb.workbook.inputs import read_meeting


def read_ledgers(root: Path, day: str, *, public: bool = False) -> Mapping[str, tuple[Line, ...]]:
    """The ledgers of a meeting's outputs by their folders, or that of `public` only; InputError where it has not been run."""
    read_meeting(root, day)
    outputs = root / "outputs" / day
    found = {path.parent.name: path for path in sorted(outputs.glob(f"{'public' if public else '*'}/{LEDGER}"))}
    if not found:
        raise InputError(f"the meeting of {day} has not been run, so no ledger says where its figures come from; run it first: ccpi run {day}")
    return {folder: ledger_from(path.read_text(encoding="utf-8-sig")) for folder, path in found.items()}
