"""The real workbook, copied to where a test may break it."""

import shutil
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
# What `data/README.md` says of it.
PRICES = ROOT / "tests" / "data" / "cpi_2011_12.csv"


def copy_of_workbook(folder: Path) -> Path:
    """Params, data and notebooks, as an analyst's checkout holds them."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (folder / "outputs").mkdir()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def leave_out_reports(params: Path, *notebooks: str) -> None:
    """Make the items of notebooks procedural, so that a meeting is quick to run."""
    meeting = yaml.safe_load(params.read_text(encoding="utf-8"))
    for item in meeting["items"]:
        for holder in (item, *item.get("appendices", [])):
            if holder.get("report", {}).get("notebook") in notebooks:
                del holder["report"]
                if holder is item:
                    item["kind"] = "procedural"
    params.write_text(yaml.safe_dump(meeting, allow_unicode=True, sort_keys=False), encoding="utf-8")


def commit_all(root: Path) -> Path:
    """Make a folder a repository whose one commit holds all of it."""
    who = ["-c", "user.name=Analyst", "-c", "user.email=analyst@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "All of it"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
    return root
