"""An author's session in a real JupyterLab, in a real browser: from opening a notebook to accepting what it shows."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from time import perf_counter
from typing import Any
from urllib.request import urlopen

import browser
import nbformat
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from real import ROOT, commit_all, copy_of_workbook
from small import LONG, until

from ccpi_nb.render.screen_styles import CARDS, STYLES, TONES
from ccpi_nb.run.store import Store

COMMAND = "from ccpi_nb.cli import app; app()"
NOTEBOOKS = "notebooks/*.ipynb"
expect.set_options(timeout=LONG * 1000)


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that `ccpi lab` has opened on a workbook of its own, with a home of its own."""

    root: Path
    around: Mapping[str, str]
    address: str

    def git_status(self) -> str:
        done = subprocess.run(
            ["git", "status", "--porcelain"], cwd=self.root, check=True, capture_output=True, text=True
        )
        return done.stdout

    def ccpi(self, *arguments: str) -> str:
        """What `ccpi` prints in the workbook."""
        command = [sys.executable, "-c", COMMAND, *arguments]
        done = subprocess.run(command, cwd=self.root, env=self.around, check=True, capture_output=True, text=True)
        return done.stdout

    @contextmanager
    def preview(self, *arguments: str) -> Iterator[str]:
        """`ccpi preview`, by its address."""
        command = [sys.executable, "-u", "-c", COMMAND, "preview", "--no-browser", *arguments]
        process = subprocess.Popen(
            command, cwd=self.root, env=self.around, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stdout
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            end(process)


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process that leads a group, and then whatever it has left of its group."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(LONG)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


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
        yield Lab(root, around, address)
    finally:
        end(process)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One for all tests, which leave its notebooks as they were."""
    place = tmp_path_factory.mktemp("lab")
    root = place / "workbook"
    root.mkdir()
    copy_of_workbook(root)
    shutil.copy(ROOT / ".gitignore", root)
    Store(root / "outputs", "").keep_from_git()
    with opened(commit_all(root), place / "home") as running:
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
    for put_back in (["restore"], ["clean", "-q", "-f"]):
        subprocess.run(["git", *put_back, "notebooks"], cwd=lab.root, check=True)


_DIRTY = re.compile(r"\bjp-mod-dirty\b")


@dataclass(frozen=True)
class Window:
    """JupyterLab in a window of the browser, used as an author uses it: by its menus, its list of files, its cells."""

    lab: Lab
    context: BrowserContext
    page: Page
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note how long a step of the session takes."""
        begun = perf_counter()
        yield
        self.seconds[name] = perf_counter() - begun

    def open(self, notebook: str) -> Locator:
        """Open a notebook from the list of files; its outputs are there."""
        self.page.locator(".jp-DirListing-item", has_text=f"{notebook}.ipynb").dblclick()
        panel = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        expect(panel.locator(".jp-OutputArea-output").first).to_be_visible()
        # The notebook's own mark is idle also before it has a kernel, and what is to be run then is lost.
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("Python 3 (ipykernel) | Idle")
        return panel

    def menu(self, *path: str) -> None:
        """Choose an entry of the menu bar: 'Run', 'Run All Cells'."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{path[0]}$")).click()
        for name in path[1:]:
            self.page.locator(".lm-Menu-itemLabel:visible", has_text=re.compile(f"^{re.escape(name)}$")).click()

    def run_all(self, panel: Locator, notebook: str) -> None:
        """Run all cells, and wait until the last one is done."""
        cells = nbformat.read(self.lab.root / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
        code = sum(cell.cell_type == "code" for cell in cells)
        self.menu("Run", "Run All Cells")
        expect(panel.locator(".jp-Notebook-ExecutionIndicator")).to_contain_text(f"Executed {code} cells")

    def write(self, panel: Locator, code: str) -> Locator:
        """Write code into a new cell at the notebook's end."""
        panel.locator(".jp-Notebook-footer").click()
        cell = panel.locator(".jp-CodeCell").last
        cell.locator(".cm-content").click()
        self.page.keyboard.insert_text(code)
        return cell

    def run(self, cell: Locator) -> Locator:
        """Run a cell that has been written, and return what it shows."""
        cell.locator(".cm-content").press("Control+Enter")
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
        return cell.locator(".jp-OutputArea-output")

    def delete(self, cell: Locator) -> None:
        """Delete a cell."""
        cell.locator(".jp-InputPrompt").click()
        before = self.page.locator(".jp-Cell").count()
        self.page.keyboard.type("dd")
        expect(self.page.locator(".jp-Cell")).to_have_count(before - 1)

    def change_first_words(self, panel: Locator, words: str) -> None:
        """Write words after the notebook's first cell of Markdown."""
        cell = panel.locator(".jp-MarkdownCell").first
        cell.dblclick()
        cell.locator(".cm-content").press("Control+End")
        self.page.keyboard.insert_text(words)
        self.page.keyboard.press("Shift+Enter")

    def save(self) -> None:
        """Save what has changed, and wait until it is done."""
        self.menu("File", "Save Notebook")
        expect(self.tab).not_to_have_class(_DIRTY)

    @property
    def tab(self) -> Locator:
        """The tab of the document that is open, with a mark where it is not saved."""
        return self.page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current")

    def exported(self, *path: str) -> str:
        """What an entry of the menu has the browser download."""
        with self.context.expect_event("response", lambda reply: "/nbconvert/" in reply.url) as reply:
            self.menu(*path)
        assert reply.value.status == 200
        return self.context.request.get(f"{reply.value.url}&token=t").text()

    def close(self) -> None:
        """Close the notebook and end its kernel."""
        self.menu("File", "Close and Shut Down Notebook…")
        self.page.get_by_role("button", name="Ok").click()
        expect(self.page.locator(".jp-NotebookPanel")).to_have_count(0)


def test_jupyterlab_opens_at_the_start_page_with_the_notebooks_beside_it_and_asks_nothing(window: Window) -> None:
    window.page.goto(f"{window.lab.address}/ccpi/start?token=t")
    start = window.page.locator(".jp-MarkdownViewer")
    expect(start.get_by_role("heading", name="Reports and meetings")).to_be_visible()
    listed = window.page.locator(".jp-DirListing-itemText")
    names = sorted(path.name for path in (window.lab.root / "notebooks").glob("*.ipynb"))
    expect(listed).to_have_text(names)
    expect(window.page.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)
    start.get_by_role("link", name="11 December 2014", exact=True).click()
    expect(window.page.locator(".jp-FileEditor")).to_contain_text("Cabinet Committee")
    assert window.lab.git_status() == ""


def test_a_notebook_that_is_run_and_saved_is_as_it_was(window: Window) -> None:
    """All of them: the outputs are the same, and so are the bytes."""
    for path in sorted((window.lab.root / "notebooks").glob("*.ipynb")):
        panel = window.open(path.stem)
        window.run_all(panel, path.stem)
        window.save()
        window.close()
    assert window.lab.git_status() == ""


def test_javascript_writes_a_notebook_as_it_is_stored(window: Window) -> None:
    """So it is the same also where another program than ours saves it."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        stored = path.read_text(encoding="utf-8")
        again: str = window.page.evaluate("text => JSON.stringify(JSON.parse(text))", stored)
        assert nbformat.writes(nbformat.reads(again, as_version=4)) + "\n" == stored, path.name


def test_jupyterlab_leaves_every_style_as_it_is_also_in_a_notebook_that_it_does_not_trust(window: Window) -> None:
    """As one from git is: its stored outputs are cleaned before they are shown."""
    styles = [*STYLES.values(), *CARDS.values(), *filter(None, TONES.values())]
    html = "".join(f'<p class="mine" style="{style}">words</p>' for style in styles)
    cell = nbformat.v4.new_code_cell("1", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": html}, execution_count=1)]
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    made = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(made, window.lab.root / "notebooks" / "styles.ipynb")
    window.page.get_by_role("button", name="Refresh the file browser").click()
    panel = window.open("styles")
    shown = panel.locator(".mine")
    expect(shown).to_have_count(len(styles))
    assert [element.get_attribute("style") for element in shown.all()] == styles


DAY, ITEM, NOTEBOOK = "2014-12-11", "4", "procurement_dashboard"
GROUPED = """\
paid = report.frame[report.frame.indicator.isin(["invoices_paid_10_days", "invoices_paid_30_days"])]
paid.groupby("name").value.max()"""
OWN_TABLE = """\
wide = report.wide(quarters, ["invoices_paid_10_days", "invoices_paid_30_days"])
first, last = wide.columns[-2:]
report.own_table(wide.assign(change=wide[last] - wide[first]), "Invoices paid in time, my table")"""
OWN_CHART = """\
import seaborn as sns

bars = sns.barplot(data=paid, x="period", y="value", hue="name")
report.own_chart(bars, "Invoices paid in time, my chart", "Bars in pairs: both rise.", data=paid)"""


def test_an_author_s_session(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    """From opening a notebook to accepting what it shows, with the time that each step takes."""
    page, lab = window.page, window.lab
    with window.step("open a notebook"):
        panel = window.open(NOTEBOOK)
    with window.step("run all its cells"):
        window.run_all(panel, NOTEBOOK)
    with window.step("look up the sources of a cell"):
        panel.locator("summary", has_text="Sources").first.click()
        expect(panel.get_by_text("data/observations/procurement/").first).to_be_visible()
    cell = window.write(panel, 'report.table(["invoices_paid')
    with window.step("complete a key"):
        page.keyboard.press("Tab")
        expect(page.locator(".jp-Completer-item", has_text="invoices_paid_30_days")).to_be_visible()
    page.keyboard.press("Escape")
    window.delete(cell)
    with window.step("group a frame"):
        grouped = window.run(window.write(panel, GROUPED))
        expect(grouped).to_contain_text("79.99")
    window.delete(panel.locator(".jp-CodeCell").last)
    window.run(window.write(panel, GROUPED.splitlines()[0]))
    with window.step("publish a table of one's own"):
        expect(window.run(window.write(panel, OWN_TABLE))).to_contain_text("77.59%")
    with window.step("publish a chart of one's own"):
        expect(window.run(window.write(panel, OWN_CHART)).locator("figure img")).to_be_visible()
    with window.step("change a word and save"):
        window.change_first_words(panel, " of 2014")
        window.save()
    assert lab.git_status() == f" M notebooks/{NOTEBOOK}.ipynb\n"
    with window.step("export the page from the menu"):
        exported = window.exported("File", "Committee report (HTML)")
    assert "Invoices paid within 30 days" in exported
    tables = BeautifulSoup(exported, "html.parser").select("table")
    (own,) = (table for table in tables if table.caption and "my table" in table.caption.text)
    assert len(own.select("data")) == len(own.select("data[data-rows]")) == 6
    assert "my chart" in exported
    assert "open_report" not in exported
    assert window.exported("File", "Save and Export Notebook As", "Committee_report_HTML") == exported
    expect(panel.get_by_text("Report page")).to_be_visible()
    with lab.preview(DAY, "--item", ITEM) as address, window.context.new_page() as seen:
        with window.step("open the preview"):
            seen.goto(address)
            expect(seen.locator("main")).to_contain_text("of 2014")
        with window.step("see a change of words in the preview"):
            window.change_first_words(panel, " and since")
            window.save()
            expect(seen.locator("main")).to_contain_text("of 2014 and since")
    window.close()
    with window.step("accept what it shows"):
        accepted = lab.ccpi("accept", NOTEBOOK)
    assert accepted.startswith(f"{NOTEBOOK}: the reference ")
    with capsys.disabled():
        print("", *(f"{step:<40} {seconds:6.1f} s" for step, seconds in window.seconds.items()), sep="\n")
