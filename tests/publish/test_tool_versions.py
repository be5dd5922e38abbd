import ast
import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version
from real import ROOT

from ccpi_nb.publish.tool_versions import PACKAGES, installed_versions

# They run notebooks, look things over and talk to people: no byte of an output is theirs.
WITHOUT_BYTES = {
    "editables",
    "filelock",
    "fonttools",
    "hatchling",
    "ipykernel",
    "ipython",
    "jsonschema",
    "jupyter-client",
    "jupyter-core",
    "jupyter-server",
    "jupyterlab",
    "markupsafe",
    "nbclient",
    "psutil",
    "pypdfium2",
    "rfc3987-syntax",
    "rich",
    "tornado",
    "traitlets",
    "typer",
}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [
    *PROJECT["dependencies"],
    *(each for extra in PROJECT["optional-dependencies"].values() for each in extra),
]


def test_every_dependency_is_known_to_write_bytes_or_not_to() -> None:
    dependencies = {requirement.partition(">=")[0] for requirement in PROJECT["dependencies"]}
    assert dependencies == {*PACKAGES, *WITHOUT_BYTES}


def test_every_dependency_has_a_lower_bound_that_the_lock_file_meets() -> None:
    locks = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-test.lock")
    )
    pinned = {name: Version(version) for name, version in re.findall(r"^([\w-]+)==([\w.]+)", locks, re.MULTILINE)}
    for requirement in REQUIREMENTS:
        if not requirement.startswith("ccpi-nb"):
            name, _, least = requirement.partition(">=")
            assert least and Version(least) <= pinned[name], requirement


def test_everything_that_the_package_imports_is_a_dependency() -> None:
    names = {requirement.partition(">=")[0].replace("-", "_") for requirement in REQUIREMENTS}
    imported = {name for path in (ROOT / "ccpi_nb").rglob("*.py") for name in _imports(path)}
    others = imported - {*sys.stdlib_module_names, "ccpi_nb"}
    assert {_DISTRIBUTIONS.get(name, name.casefold()) for name in others} <= names


_DISTRIBUTIONS = {"PIL": "pillow", "pydantic_core": "pydantic", "yaml": "pyyaml", "markdown_it": "markdown_it_py"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_versions_are_those_installed() -> None:
    found = installed_versions()
    assert found["Python"] == platform.python_version()
    assert all(version[0].isdigit() for version in found.values())
