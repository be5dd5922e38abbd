"""A notebook's file: where it is, and what is wrong with it before anything runs."""

import json
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.validator import iter_validate
from nbformat.warnings import DuplicateCellId

from ccpi_nb.errors import InputError, did_you_mean, refuse, shortened
from ccpi_nb.notebook.parameters import Parameters, refuse_parameters


def notebook_path(root: Path, name: str) -> Path:
    """Return the path of the notebook of a name; InputError names the nearest where there is none."""
    path = root / "notebooks" / f"{name}.ipynb"
    if "/" not in name and path.is_file():  # the folder is not looked through, so that no other notebook is an input
        return path
    known = [other.stem for other in (root / "notebooks").glob("*.ipynb") if other.is_file()]
    raise InputError(f"there is no notebook '{name}'; {did_you_mean(name, known)}")


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at `path`; InputError where the file holds none, or none that this workbook's Python runs.

    Whoever reads the same content again is given the same notebook, so it is left as it is.
    """
    try:
        notebook, problems = _notebook_in(path.read_text(encoding="utf-8"))
    except Exception as problem:  # nbformat raises whatever it comes upon
        why = type(problem).__name__
        raise InputError(
            f"notebooks/{path.name}: the file is not a notebook ({why}); take it from git again, "
            "or save it from JupyterLab"
        ) from None
    refuse(f"notebooks/{path.name}{problem}" for problem in problems)
    return notebook


@lru_cache(maxsize=64)  # a check asks for each notebook at each meeting that has it, for one thing after another
def _notebook_in(text: str) -> tuple[NotebookNode, tuple[str, ...]]:
    """Return the notebook that a text holds, and what is wrong with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DuplicateCellId)  # a run numbers the cells then
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
    return notebook, tuple(_problems_of(notebook))


def half_character(notebook: NotebookNode) -> int | None:
    """Return the index of the first cell with half of a character, which no file can hold; None where there is none."""
    return next((index for index, cell in enumerate(notebook.cells) if not _can_be_written(cell)), None)


def _can_be_written(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _problems_of(notebook: NotebookNode) -> Iterator[str]:
    """What is wrong with a notebook, each as the end of a sentence about it."""
    invalid = [error for error in iter_validate(notebook, relax_add_props=True) if not _is_only_a_name(error)]
    yield from map(_invalid, invalid)
    if invalid:
        return
    half = half_character(notebook)
    if half is not None:
        yield f", cell {half + 1}: it has half of a character (such as \\ud83d); write the character again"
    elif not _can_be_written(notebook):
        yield ": its metadata have half of a character (such as \\ud83d); save it from JupyterLab again"
    language = _language(notebook.metadata)
    if not language.lower().startswith(("python", "ipython")):
        yield (
            f": it is written in {shortened(language)}, and reports are run by the workbook's own Python; write it in "
            "Python, or choose the kernel Python 3 in JupyterLab and save it"
        )


def _is_only_a_name(error: Any) -> bool:
    """Whether what is missing is only what a kernel is called, which a run does without."""
    return bool(error.validator == "required" and [*error.absolute_path][:1] == ["metadata"])


def _invalid(error: Any) -> str:
    match [*error.absolute_path]:
        case ["cells", int(index), *rest]:
            place = f", cell {index + 1}"
        case rest:
            place = ""
    what = " ".join(map(str, rest)) or "its content"
    remedy = "take the file from git again, or save it from JupyterLab"
    return f"{place}: {what} is not as the notebook format has it; {remedy}"


# Kernels that are well known by their names, for notebooks that say nothing of their language.
_LANGUAGES = {"bash": "Bash", "ir": "R", "javascript": "JavaScript", "julia": "Julia", "octave": "Octave", "sas": "SAS"}


def _language(metadata: NotebookNode) -> str:
    """A notebook's language, by its kernel or what it was last run by; Python where neither says."""
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    by_name = re.match("[a-z]*", str(kernel.get("name", "")).lower())
    known = _LANGUAGES.get(by_name[0], "") if by_name else ""
    return str(kernel.get("language") or info.get("name") or known or "python")


def check_parameters(path: Path, parameters: Parameters) -> None:
    """Raise InputError, before a kernel starts, for parameters that papermill would put in with a warning at most.

    See `refuse_parameters`.
    """
    refuse_parameters(read_notebook(path), path.stem, parameters)


STANDING_SECTIONS = (
    "Recommendation",
    "Main points",
    "Background and advice",
    "Consultations",
    "Implications",
    "Risk management",
    "Background papers",
    "Reason for inclusion in Part II",
)
