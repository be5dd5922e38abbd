"""An author's session in a real JupyterLab, in a real browser: from opening a notebook to accepting what it shows."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from time import perf_counter
from urllib.request import urlopen

import browser
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from real import commit_all, copy_of_workbook
from small import LONG, until

COMMAND = "from ccpi_nb.cli import app; app()"
NOTEBOOKS = "notebooks/*.ipynb"
expect.set_options(timeout=LONG * 1000)


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that `ccpi lab` has opened on a workbook of its own, with a home of its own."""

    root: Path
    home: Path
    address: str

    def git_status(self) -> str:
        done = subprocess.run(["git", "status", "--porcelain"], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout

    def ccpi(self, *arguments: str) -> str:
        """What `ccpi` prints in the workbook."""
        command = [sys.executable, "-c", COMMAND, *arguments]
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout


def free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def opened(root: Path, home: Path) -> Iterator[Lab]:
    """`ccpi lab` on a workbook, until it answers; it and all that it has started are ended."""
    port = free_port()
    home.mkdir()
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "run"}
    around = os.environ | {"HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    around |= {name: str(home / folder) for name, folder in folders.items()}
    options = [f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=t", "--no-browser"]
    log = home / "log.txt"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "lab", "--allow-root", *options],
            cwd=root,
            env=around,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        with suppress(OSError), urlopen(f"{address}/api/status?token=t", timeout=LONG) as reply:
            return bool(reply.read())
        return False

    try:
        assert until(answers), log.read_text()
        yield Lab(root, home, address)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(LONG)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One for all tests, which leave its notebooks as they were."""
    place = tmp_path_factory.mktemp("lab")
    root = place / "workbook"
    root.mkdir()
    with opened(commit_all(copy_of_workbook(root)), place / "home") as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.opened() as found:
        yield found


@pytest.fixture
def window(lab: Lab, chromium: Browser) -> Iterator["Window"]:
    """A window of the browser, in which nothing is open yet."""
    context = chromium.new_context(viewport={"width": 1500, "height": 1000})
    context.set_default_timeout(LONG * 1000)
    page = context.new_page()
    # A workspace of its own: what an earlier test has left open stays there.
    page.goto(f"{lab.address}/lab/workspaces/w{id(context)}?reset&token=t")
    yield Window(lab, context, page)
    context.close()
