"""What JupyterLab saves of a notebook: a save that changes nothing changes nothing in the file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

Json = dict[str, Any]


def keep_what_is_the_same(model: Json, path: str, contents_manager: Any, **options: object) -> None:
    """Put what the file has in the place of what differs only by when, and with which Python, it was run.

    It is a pre-save hook of Jupyter's: `model` is what is about to be saved. Execution counts, times and the versions
    of kernels differ from one analyst to the next, and say nothing.
    """
    stored = _stored(Path(contents_manager.root_dir, *path.strip("/").split("/")))
    if stored and model.get("type") == "notebook":
        model["content"] = as_stored(model["content"], stored)


def as_stored(saved: Json, stored: Json) -> Json:
    """Return a notebook with each of its cells, and its kernel's names, as stored where they say the same."""
    known = {cell["id"]: cell for cell in stored["cells"] if "id" in cell}
    cells = [known[cell["id"]] if _said(cell) == _said(known.get(cell.get("id"))) else cell for cell in saved["cells"]]
    before, now = stored["metadata"], saved["metadata"]
    same_language = _language(before) == _language(now)
    kept = {key: before[key] for key in ("kernelspec", "language_info") if key in before and same_language}
    return saved | {"cells": cells, "metadata": now | kept}


def _stored(file: Path) -> Json | None:
    try:
        return dict(nbformat.reads(file.read_text(encoding="utf-8"), as_version=4))
    except Exception:  # a file that is new, or that nobody can read: what is saved takes its place
        return None


def _language(metadata: Mapping[str, Any]) -> object:
    return metadata.get("kernelspec", {}).get("language")


def _said(cell: Mapping[str, Any] | None) -> Json:
    """Return a cell without its number in the order of running, and its times; empty for none."""
    if cell is None:
        return {}
    said = {key: value for key, value in cell.items() if key not in ("execution_count", "metadata", "outputs")}
    said["metadata"] = {key: value for key, value in cell["metadata"].items() if key != "execution"}
    said["has_run"] = cell.get("execution_count") is not None
    said["outputs"] = [
        {key: value for key, value in output.items() if key != "execution_count"} for output in cell.get("outputs", [])
    ]
    return said
