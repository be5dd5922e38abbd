"""What the wheel installs is enough for a workbook of one's own, with no checkout and no network in reach."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from real import ROOT

from ccpi_nb.files.help_pages import page_titles

pytestmark = pytest.mark.slow
DAY = "2025-07-10"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `python` of a new environment with the wheel in it, and beside it what the wheel requires."""
    place = tmp_path_factory.mktemp("wheel")
    wheel = ["wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(place)]
    run(sys.executable, "-m", "pip", *wheel)
    (built,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=False)
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = place / "env" / scripts / ("python.exe" if os.name == "nt" else "python")
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(built))
    # The requirements of this environment, without its own copy of the package, which a path file of its own names.
    (packages,) = (place / "env").rglob("site-packages")
    (packages / "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def run(*command: str, folder: Path | None = None) -> str:
    """What a command prints; it has to succeed, and nothing of the checkout is on its path."""
    around = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_workbook_made_by_the_wheel_checks_runs_is_audited_and_made_again(installed: Path, tmp_path: Path) -> None:
    def ccpi(*arguments: str) -> str:
        return run(str(installed), "-c", "from ccpi_nb.cli import app; app()", *arguments, folder=mine)

    mine = tmp_path
    where = run(str(installed), "-c", "import ccpi_nb; print(ccpi_nb.__file__)", folder=mine)
    assert Path(where.strip()).is_relative_to(installed.parent.parent)
    ccpi("new", "workbook", "mine")
    mine = tmp_path / "mine"
    assert ccpi("check") == "No problem found in data, params and notebooks.\n"
    ccpi("run", DAY, "--quiet")
    assert re.fullmatch(r"(\d+) of \1 numbers explained\.\n", ccpi("audit", DAY))
    assert ccpi("verify", DAY).endswith("Made again from the workbook, every file comes out the same.\n")
    row = {"service": "Post", "unit": "%", "polarity": "higher", "definition": "Letters answered.", "target": "95"}
    options = [text for name, value in (row | {"source": "Service plan"}).items() for text in (f"--{name}", value)]
    assert "added  'letters_answered' to data/targets.csv" in ccpi("new", "indicator", "Letters answered", *options)
    assert "data/observations/contact/2025-08.csv, known by 11 September 2025" in ccpi("new", "meeting", "2025-09-11")
    assert ccpi("check").endswith("No problem found in data, params and notebooks.\n")


def test_the_wheel_has_the_pages_that_messages_point_at(installed: Path, tmp_path: Path) -> None:
    show = [str(installed), "-c", "from ccpi_nb.cli import app; app()", "help"]
    for name in page_titles():
        page = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
        assert run(*show, name, folder=tmp_path).rstrip() == page.rstrip()
        assert f"  {name} " in run(*show, folder=tmp_path)
