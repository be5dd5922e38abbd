import ast
import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version
from real import ROOT

from ccpi_nb.publish.tool_versions import PACKAGES, installed_versions

# They run notebooks, look things over, talk to people and make what is handed on: no byte of an output is theirs.
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
    "openpyxl",
    "psutil",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "pyzmq",
    "rfc3987-syntax",
    "rich",
    "tornado",
    "traitlets",
    "typer",
}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [
    Requirement(text)
    for texts in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for text in texts
    if not text.startswith("ccpi-nb")
]


def test_every_dependency_is_known_to_write_bytes_or_not_to() -> None:
    dependencies = {requirement.partition(">=")[0] for requirement in PROJECT["dependencies"]}
    assert dependencies == {*PACKAGES, *WITHOUT_BYTES}


def test_every_dependency_has_a_lower_bound_that_the_lock_file_meets() -> None:
    locks = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("requirements*.lock"))
    pinned = {name: Version(version) for name, version in re.findall(r"^([\w-]+)==([\w.]+)", locks, re.MULTILINE)}
    for requirement in REQUIREMENTS:
        assert any(bound.operator == ">=" for bound in requirement.specifier), requirement
        assert pinned[requirement.name] in requirement.specifier, requirement


def test_everything_that_the_package_imports_is_a_dependency() -> None:
    names = {requirement.name.replace("-", "_") for requirement in REQUIREMENTS}
    imported = {name for path in (ROOT / "ccpi_nb").rglob("*.py") for name in _imports(path)}
    others = imported - {*sys.stdlib_module_names, "ccpi_nb"}
    assert {_DISTRIBUTIONS.get(name, name.casefold()) for name in others} <= names


_DISTRIBUTIONS = {
    "PIL": "pillow",
    "docx": "python_docx",
    "ibis": "ibis_framework",
    "markdown_it": "markdown_it_py",
    "pydantic_core": "pydantic",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}


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
