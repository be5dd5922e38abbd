"""`ccpi new workbook`: a workbook of one's own, with two indicators, a report and a meeting."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.new.report import new_report
from ccpi_nb.new.report_cells import PLACEHOLDERS
from ccpi_nb.workbook.inputs import Workbook

EXAMPLE = Path(__file__).parent / "example"
# In a folder of the package they would hide other files from git.
_HIDDEN = {"gitignore": ".gitignore", "outputs-gitignore": "outputs/.gitignore"}
_DATASET, _REPORT = "contact", "contact_centre"
# In place of what a new report begins with.
_WORDS = (
    "How many calls the Contact Centre answers, and how soon it replies to letters and messages.",
    "The telephone system counts the calls, the post room the replies.",
)


def new_workbook(folder: Path) -> tuple[str, ...]:
    """Write a workbook of two indicators, a report and a meeting, which runs as it is, and return its files.

    It is made beside the folder and then moved into it. InputError where the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already and is not empty, and nothing was changed; name a new folder")
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".ccpi-new-", dir=place.parent) as beside:
        made = Path(beside)
        _write_example(made)
        files = tuple(sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()))
        place.mkdir(exist_ok=True)
        for path in sorted(made.iterdir()):
            path.rename(place / path.name)
    return files


def _write_example(folder: Path) -> None:
    for path in sorted(EXAMPLE.rglob("*")):
        if path.is_file():
            name = path.relative_to(EXAMPLE).as_posix()
            lay_file(folder / _HIDDEN.get(name, name), path.read_bytes())
    (folder / "notebooks").mkdir()
    notebook = folder / new_report(Workbook(folder), _REPORT, _DATASET).file
    text = notebook.read_text(encoding="utf-8")
    for placeholder, words in zip(PLACEHOLDERS, _WORDS, strict=True):
        text = text.replace(placeholder, words)
    lay_file(notebook, text.encode())
