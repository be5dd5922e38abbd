"""What the README promises of the project is there."""

import re

from real import ROOT
from typer.testing import CliRunner

from ccpi_nb.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_folder_of_the_package_has_its_place_in_the_map() -> None:
    rows = re.findall(r"^\| `(\w+)/` \|", README[README.index("These are the folders of `ccpi_nb`") :], re.MULTILINE)
    folders = {path.parent.name for path in (ROOT / "ccpi_nb").glob("*/__init__.py")}
    assert sorted(rows) == sorted(folders)


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
