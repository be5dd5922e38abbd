"""What the README promises of the project is there."""

import re

from real import ROOT
from typer.testing import CliRunner

from ccpi_nb.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_module_has_its_place_in_the_map() -> None:
    named = re.findall(r"`(\w+)`", README[README.index("`ccpi_nb` is flat") :])
    modules = {path.stem for path in (ROOT / "ccpi_nb").glob("*.py")} - {"__init__"}
    assert modules - set(named) == set()
    assert [name for name in sorted(set(named)) if named.count(name) > 1 and name != "ccpi_nb"] == []


def test_every_command_is_in_the_list() -> None:
    listed = set(re.findall(r"`ccpi ([\w-]+)", README))
    commands = set(
        re.findall(
            r"^  ([\w-]+)  ",
            CliRunner().invoke(app, ["--help"], terminal_width=200).stdout.partition("Commands:")[2],
            re.MULTILINE,
        )
    )
    assert commands
    assert commands - listed == set()


def test_every_page_that_it_leads_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
