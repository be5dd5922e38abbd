"""The pages of docs/, which an installed package carries with it."""

from collections.abc import Mapping
from pathlib import Path

from ccpi_nb.errors import InputError, did_you_mean

_PACKAGE = Path(__file__).parent.parent


def page_titles() -> Mapping[str, str]:
    """Return the title of each page by its name: 'data' has 'The data: what each file holds'."""
    return {path.stem: path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for path in _pages()}


def page(name: str) -> str:
    """Return a page's text, which is Markdown; InputError names the nearest where there is none of the name."""
    pages = {path.stem: path for path in _pages()}
    if name not in pages:
        raise InputError(f"there is no page '{name}'; {did_you_mean(name, pages)}")
    return pages[name].read_text(encoding="utf-8")


def _pages() -> list[Path]:
    # A wheel has them inside the package, a checkout beside it.
    inside = _PACKAGE / "docs"
    pages = (inside if inside.is_dir() else _PACKAGE.parent / "docs").glob("*.md")
    # What a workbook holds is no page on how it works.
    return sorted(path for path in pages if path.stem != "coverage")
