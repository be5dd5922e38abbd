import platform
import tomllib

from real import ROOT

from ccpi_nb.publish.tool_versions import PACKAGES, installed_versions

# They run notebooks, look things over and talk to people: no byte of an output is theirs.
WITHOUT_BYTES = {
    "editables",
    "filelock",
    "fonttools",
    "hatchling",
    "ipython",
    "jupyterlab",
    "psutil",
    "pypdfium2",
    "rich",
    "traitlets",
    "typer",
}


def test_every_dependency_is_known_to_write_bytes_or_not_to() -> None:
    dependencies = set(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"])
    assert dependencies == {*PACKAGES, *WITHOUT_BYTES}


def test_versions_are_those_installed() -> None:
    found = installed_versions()
    assert found["Python"] == platform.python_version()
    assert all(version[0].isdigit() for version in found.values())
