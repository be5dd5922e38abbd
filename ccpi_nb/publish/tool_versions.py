"""The versions of what writes the bytes of the outputs, as they are installed."""

import platform
import re
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version

# Of the package's dependencies those whose other version may give other bytes. All others are in requirements.lock.
PACKAGES = (
    "afcharts",
    "fontpkg-fira-sans",
    "gptables",
    "holidays",
    "jinja2",
    "matplotlib",
    "markdown-it-py",
    "nbconvert",
    "nbformat",
    "numpy",
    "pandas",
    "papermill",
    "pikepdf",
    "pillow",
    "pydantic",
    "pyyaml",
    "scipy",
    "seaborn",
    "typst",
    "xlsxwriter",
)


@cache
def installed_versions() -> Mapping[str, str]:
    """Return the versions of all that writes bytes: Python, zlib and the packages.

    Systems bring zlib themselves, and it compresses spreadsheets.
    """
    return {"Python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION} | {
        name: _version(name) for name in PACKAGES
    }


def _version(name: str) -> str:
    try:
        said = distribution(name).read_text("METADATA") or ""
    except PackageNotFoundError:
        return "missing"
    # Its head alone: a package's whole description takes longer to parse than all that a run without work does.
    found = re.search(r"^Version: *(.+?)\s*$", said, re.MULTILINE)
    return found[1] if found else version(name)
