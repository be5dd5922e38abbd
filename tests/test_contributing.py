"""What the pages for contributors, the workflows and the hooks say of the project is so, and the package has the shape
that they describe.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from real import ROOT
from slow import PLACES, TESTS

PACKAGE = ROOT / "ccpi_nb"
FOLDERS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SUPPORTED = ["3.11", "3.12", "3.13"]
# Of these pages each path must be there: they are read to find a file.
MAPS = ["CONTRIBUTING.md", "README.md", "SECURITY.md", "docs/architecture.md", "docs/glossary.md", "docs/packs.md"]


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs_of(workflow: Path) -> list[dict[str, Any]]:
    return list(parsed(workflow)["jobs"].values())


def steps_of(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in jobs_of(workflow) for step in job["steps"]]


def make_targets() -> set[str]:
    return set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def make_calls(text: str) -> set[str]:
    """The targets that a text calls: at the start of a line or of a text in backquotes, after a colon or a `do`."""
    return set(re.findall(r"(?:^|`|: |do )make (\w+)", text, re.MULTILINE))


def named_paths(page: Path) -> set[str]:
    """The files and folders that a page names in backquotes; names with a part to fill in are left out."""
    quoted = re.findall(r"`([\w./-]+)`", page.read_text(encoding="utf-8"))
    return {name for name in quoted if re.search(r"\.(?:css|j2|md|py|toml|typ|yml)$", name) or name.endswith("/")}


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_two_files_stand_at_the_top_of_the_package() -> None:
    assert sorted(path.name for path in PACKAGE.glob("*.py")) == ["__init__.py", "errors.py"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_has_5_to_15_modules_and_says_in_one_line_what_it_is_for(folder: Path) -> None:
    assert 5 <= len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) <= 15
    purpose = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert purpose
    assert len(purpose.splitlines()) == 1


def test_tests_stand_in_the_folders_of_the_package() -> None:
    folders = {path.parent.name for path in TESTS.glob("*/test_*.py")}
    assert folders - {folder.name for folder in FOLDERS} == {"peers", "soak"}


@pytest.mark.parametrize("page", MAPS)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    places = (ROOT, PACKAGE, (ROOT / page).parent)
    named = named_paths(ROOT / page)
    assert named
    # The outputs of a run are named and need not be there.
    missing = {name for name in named if not any((place / name).exists() for place in places)}
    assert {
        name for name in missing if not name.startswith("outputs/") and name not in {"public/", "restricted/"}
    } == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_page_and_heading_that_a_page_links_to_is_there(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if ":" in link:
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for page in sorted(folder.glob("[0-9]*.md")):
        title, *_ = page.read_text(encoding="utf-8").splitlines()
        assert f"({page.name}) | {title.removeprefix('# ')} |" in index
        assert [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("## ")] == [
            "## Context",
            "## Decision",
            "## Consequences",
        ]


@pytest.mark.parametrize("file", ["CONTRIBUTING.md", "README.md", "docs/architecture.md", ".pre-commit-config.yaml"])
def test_every_make_command_that_is_named_is_a_target(file: str) -> None:
    called = make_calls((ROOT / file).read_text(encoding="utf-8"))
    assert called
    assert called - make_targets() == set()


def test_workflows_call_the_two_commands_of_the_readme_and_nothing_else_of_ours() -> None:
    called = {path.stem: make_calls("\n".join(step.get("run", "") for step in steps_of(path))) for path in WORKFLOWS}
    assert called == {"test": {"test"}, "packs": {"pack"}}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_on_three_systems_and_every_supported_python_and_may_only_read(workflow: Path) -> None:
    assert parsed(workflow)["permissions"] == {"contents": "read"}
    assert "secrets." not in workflow.read_text(encoding="utf-8")
    for job in jobs_of(workflow):
        assert job["strategy"]["matrix"] == {
            "os": ["ubuntu-latest", "macos-latest", "windows-latest"],
            "python": SUPPORTED,
        }
    actions = [step["uses"] for step in steps_of(workflow) if "uses" in step]
    assert actions
    assert [action for action in actions if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


def test_only_what_is_public_leaves_a_workflow() -> None:
    uploads = [
        step["with"]["path"] for path in WORKFLOWS for step in steps_of(path) if "upload" in step.get("uses", "")
    ]
    assert uploads == ["outputs/*/public"]


def test_supported_pythons_are_those_that_the_package_names() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project) == SUPPORTED
    assert 'requires-python = ">=3.11"' in project


def test_hooks_are_local() -> None:
    repos = parsed(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    assert [hook["language"] for hook in repos[0]["hooks"]] == ["system"]


def test_every_place_of_slow_tests_is_there() -> None:
    assert [place for place in PLACES if not (TESTS / place).exists()] == []


def test_a_test_that_starts_a_process_without_being_marked_slow_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"mark it with @pytest\.mark\.slow"):
        subprocess.run([sys.executable, "-c", ""], check=True)


def test_git_may_be_asked_by_any_test() -> None:
    assert subprocess.run(["git", "--version"], check=True, capture_output=True).stdout.startswith(b"git version")
