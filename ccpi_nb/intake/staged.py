"""A copy of the workbook's data, with files changed: read as the workbook reads them, before it takes their place."""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from ccpi_nb.errors import InputError, refusals_of, refuse
from ccpi_nb.files.atomic import lay_file, steady
from ccpi_nb.files.text_files import collect, links_in
from ccpi_nb.intake.word_lineage import stray_words
from ccpi_nb.workbook.inputs import Workbook


def copy_of_data(root: Path, copy: Path) -> Path:
    """Copy data and params of the workbook at `root` into the folder `copy`, and return it."""
    refuse(links_in(root))

    def copy_folders() -> None:
        for name in ("data", "params"):
            shutil.rmtree(copy / name, ignore_errors=True)
            shutil.copytree(root / name, copy / name)

    try:
        steady(root / "data", copy_folders)
    except shutil.Error as problem:  # which has no number, but a list of what failed
        source, _, why = problem.args[0][0]
        raise InputError(f"{Path(source).relative_to(root).as_posix()}: it can't be read: {why}") from None
    return copy


def problems_of(copy: Path, contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Lay changed files into a copy of the workbook's data, and return what its readers refuse of them."""
    for file, content in contents.items():
        lay_file(copy / file, content)
    workbook = Workbook(copy)

    def read_register(name: str) -> None:
        for meeting in workbook.registers.meetings(name):
            workbook.registers.rows(name, meeting)

    def read(changed: tuple[str, str]) -> None:
        kind, name = changed
        if kind == "observations":
            workbook.refuse_stray_lineage(name)
        if kind == "registers":
            read_register(name)
            refuse(stray_words(workbook, name))

    return refusals_of(lambda: collect(read, _folders(contents)))


def _folders(files: Iterable[str]) -> list[tuple[str, str]]:
    """Return the folders of datasets and registers that files lie in: ('observations', 'procurement')."""
    return sorted({(parts[1], parts[2]) for parts in map(_parts, files)})


def _parts(file: str) -> tuple[str, ...]:
    return PurePosixPath(file).parts
