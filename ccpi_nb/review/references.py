"""The references of meetings, in tests/reference: what every report showed when it was last accepted."""

from collections.abc import Mapping
from pathlib import Path

import nbformat

from ccpi_nb.document.ledger import LEDGER, ledger_csv, ledger_from
from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.atomic import write_file
from ccpi_nb.render.export import document_from
from ccpi_nb.review.chart_marks import marks_csv, marks_from
from ccpi_nb.review.regression import Reference, Tolerance, marks_in, tolerances_from

TOLERANCES = "tests/tolerances.csv"
_NONE = Reference((), ())


def reference_folder(root: Path, day: str) -> Path:
    """Holds two files for each Part that the meeting has, named as the Part's outputs are: Part II's are restricted as its data are."""
    return root / "tests" / "reference" / day


def read_reference(root: Path, day: str, part: Part) -> Reference:
    """Nothing where none is stored."""
    figures, charts = _files(root, day, part)
    return Reference(ledger_from(_text(figures)), marks_from(_text(charts))) if figures.exists() else _NONE


def write_reference(root: Path, day: str, part: Part, reference: Reference) -> None:
    """A reference of nothing is no file."""
    for path, content in zip(_files(root, day, part), (ledger_csv(reference.lines), marks_csv(reference.marks)), strict=True):
        if reference.reports:
            write_file(path, content.encode())
        else:
            path.unlink(missing_ok=True)


def shown_by(outputs: Path, part: Part) -> Reference:
    """What a meeting's outputs show in a Part."""
    folder = outputs / part.folder
    if not (folder / LEDGER).exists():
        return _NONE
    notebooks = sorted(folder.glob("*.ipynb"))
    marks = [mark for path in notebooks for mark in marks_in(document_from(nbformat.read(path, as_version=4), path.name), path.stem)]
    return Reference(ledger_from(_text(folder / LEDGER)), tuple(marks))


def read_tolerances(root: Path) -> tuple[Tolerance, ...]:
    path = root / TOLERANCES
    return tolerances_from(_text(path), TOLERANCES) if path.exists() else ()


def stored_parts(root: Path) -> Mapping[Path, tuple[str, Part]]:
    """The files of figures there are, with the meeting and the Part that each is of."""
    found: dict[Path, tuple[str, Part]] = {}
    for folder in sorted((root / "tests" / "reference").glob("*/")):
        found |= {path: (folder.name, part) for part in Part if (path := _files(root, folder.name, part)[0]).exists()}
    return found


def _files(root: Path, day: str, part: Part) -> tuple[Path, Path]:
    folder = reference_folder(root, day)
    return folder / f"{part.folder}.csv", folder / f"{part.folder}-charts.csv"


def _text(path: Path) -> str:
    # Not read_text: a ledger's cells may hold line ends of their own.
    return path.read_bytes().decode("utf-8-sig")
