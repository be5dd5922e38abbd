"""A preview as an analyst has it: the command, a small workbook, and files that are saved meanwhile."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import browser
import pytest
from browser import axe_problems, lost_text
from playwright.sync_api import Page, expect
from real import contents, edit
from small import CALLS, DAY, TERMS, Small, Started, change, small_workbook, started, until

from ccpi_nb.review.references import accept_meeting

# Far longer than a page takes.
_LONG = 40.0
CSV = "data/observations/calls/2014-15-Q2.csv"
CALLS_PAGE, TERMS_PAGE, LIST = "public/04-calls.html", "restricted/05-terms.html", "public/index.html"


@dataclass
class Preview:
    """A preview that runs, and its pages."""

    run: Started
    address: str
    root: Path

    def page(self, path: str) -> str:
        place = urlsplit(self.address)
        connection = HTTPConnection(place.hostname or "", place.port or 0, timeout=_LONG)
        connection.request("GET", f"/{place.path.split('/')[1]}/{path}")
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200, path
        return text

    @contextmanager
    def watching(self, path: str) -> Iterator[HTTPResponse]:
        """Word of each new version of a page, as a browser that has it open is told."""
        place = urlsplit(self.address)
        connection = HTTPConnection(place.hostname or "", place.port or 0, timeout=_LONG)
        folder, _, name = path.partition("/")
        connection.request("GET", f"/{place.path.split('/')[1]}/{folder}/events/{name}")
        yield connection.getresponse()
        connection.close()

    def watched(self, path: str, is_it: Callable[[str], bool]) -> str:
        """The first page that is as asked for, while somebody looks at it."""
        end = monotonic() + _LONG
        with self.watching(path) as events:
            while monotonic() < end:
                if events.readline().strip() and is_it(text := self.page(path)):
                    return text
        pytest.fail(f"{path} did not come to be as it should: {self.page(path).partition('</aside>')[0]}")

    def with_words(self, path: str, words: str) -> str:
        return self.watched(path, lambda text: words in text)


@pytest.fixture
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temp folder with a short name, as those of sockets have to be."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture
def preview(tmp_path: Path, temp: Path) -> Iterator[Callable[..., Preview]]:
    """Starts a preview of a small workbook of these reports."""
    runs = []

    def start(*reports: Small, item: str = "") -> Preview:
        root = small_workbook(tmp_path / "workbook", *reports)
        options = ["--no-browser", *(["--item", item] if item else [])]
        run = started(root, temp, *options, command="preview")
        runs.append(run)
        begun = run.__enter__()
        assert begun.process.stdout
        line = begun.process.stdout.readline()
        assert line.startswith(f"Preview of {DAY}, until Ctrl-C: http://127.0.0.1:"), line + begun.process.stderr.read()
        return Preview(begun, line.rsplit(" ", 1)[1].strip(), root)

    yield start
    for run in runs:
        run.__exit__(None, None, None)


def cells(*sources: str) -> Small:
    return Small("calls", ("open", *sources))


def test_a_save_of_notebook_or_data_renews_the_page_and_writes_nothing(preview: Callable[..., Preview]) -> None:
    shown = preview(item="4")
    assert shown.address.endswith(f"/{CALLS_PAGE}")
    assert "This page is being made." in shown.page(CALLS_PAGE)
    assert "Nothing is known" not in shown.with_words(CALLS_PAGE, "65.5%")
    before = contents(shown.root / "outputs") if (shown.root / "outputs").exists() else {}
    edit(shown.root / "notebooks/calls.ipynb", "The quarter", "Three months")
    assert "65.5%" in shown.with_words(CALLS_PAGE, "Three months")
    edit(shown.root / CSV, "65.5", "66.5")
    assert "Three months" in shown.with_words(CALLS_PAGE, "66.5%")
    edit(shown.root / f"params/{DAY}.yaml", "title: Calls", "title: Calls of the line")
    shown.with_words(CALLS_PAGE, "<h1>Calls of the line</h1>")
    assert (contents(shown.root / "outputs") if (shown.root / "outputs").exists() else {}) == before


def test_a_cell_that_stops_is_shown_above_the_last_good_page_until_it_is_put_right(
    preview: Callable[..., Preview],
) -> None:
    shown = preview()
    shown.with_words(CALLS_PAGE, "65.5%")
    change(shown.root, cells("table", "report.tabel(['calls_answered'], 'x', 'y')"), 4)
    page = shown.with_words(CALLS_PAGE, "This page is as it was before the last change")
    assert "notebooks/calls.ipynb, cell 5" in page
    assert "report.tabel([&#39;calls_answered&#39;]" in page
    assert "65.5%" in page
    change(shown.root, CALLS, 4)
    assert "tabel" not in shown.watched(CALLS_PAGE, lambda text: "before the last change" not in text)


def test_what_nothing_explains_and_what_came_to_nothing_is_listed_and_marked(preview: Callable[..., Preview]) -> None:
    shown = preview(
        cells("table", 'report.say(f"It was {1.19} in all.")', "report.table(['calls_answered'], '2012-05', 'May')")
    )
    page = shown.with_words(CALLS_PAGE, "nothing explains &#39;1.19&#39;")
    assert 'It was <mark id="preview-1">1.19</mark> in all.' in page
    assert "cell 6: No data is held for: May" in page
    assert "to look at</td>" in shown.with_words(LIST, "to look at</td>")


def test_a_file_that_a_parameter_asks_for_and_is_not_there_is_listed(preview: Callable[..., Preview]) -> None:
    shown = preview(item="4")
    edit(
        shown.root / "notebooks/calls.ipynb",
        'item: str = \\"4\\"',
        'quarter: str = \\"2014-15-Q3\\"\\nitem: str = \\"4\\"',
    )
    page = shown.with_words(CALLS_PAGE, "to look at")
    assert "data/observations/calls/2014-15-Q3.csv is not there, and parameter &#39;quarter&#39; asks for it" in page


def test_a_figure_typed_into_a_notebook_is_told_as_a_run_would_refuse_it(preview: Callable[..., Preview]) -> None:
    shown = preview(cells("table", 'report.say("We answered 45% of them.")'))
    page = shown.with_words(CALLS_PAGE, "To put right before a run")
    assert "45%" in page.split("</aside>")[0]


def test_what_would_change_against_the_reference_is_marked(preview: Callable[..., Preview]) -> None:
    shown = preview()
    assert "65.5%" in shown.with_words(CALLS_PAGE, "04-calls is new")
    assert len(list(accept_meeting(shown.root, DAY, datetime(2026, 1, 1)))) == 2
    shown.watched(CALLS_PAGE, lambda text: "is new" not in text and "Out of date" not in text)
    edit(shown.root / CSV, "65.5", "66.5")
    page = shown.with_words(CALLS_PAGE, "65.5% became 66.5%")
    assert '<mark id="preview-1">66.5%</mark>' in page
    assert shown.with_words(CALLS_PAGE, f"Out of date in outputs/{DAY}: {CSV} changed.")  # which no page waits for


def test_part_ii_has_pages_of_its_own_and_part_i_s_say_nothing_of_it(preview: Callable[..., Preview]) -> None:
    shown = preview()
    page = shown.with_words(TERMS_PAGE, "91.7%")
    assert "Part II: not for publication." in page
    assert "calls_answered" not in page
    assert "restricted/index.html" in shown.page(LIST)
    for path in (LIST, CALLS_PAGE):
        assert "91.7" not in shown.page(path) and "Terms" not in shown.page(path)


def test_a_part_i_report_is_locked_in_as_in_a_run(preview: Callable[..., Preview]) -> None:
    shown = preview(CALLS, TERMS)
    reading = f"open({str(shown.root / 'data/observations/terms/2014-15-Q2.csv')!r}).read()"
    change(shown.root, cells(reading), 4)
    assert "Part I may not open" in shown.with_words(CALLS_PAGE, "cell 4")
    assert "91.7" not in shown.page(CALLS_PAGE)


def test_a_page_from_before_its_data_became_exempt_is_not_shown_any_longer(preview: Callable[..., Preview]) -> None:
    shown = preview()
    shown.with_words(CALLS_PAGE, "65.5%")
    edit(shown.root / f"params/{DAY}.yaml", "exempt_datasets: [terms]", "exempt_datasets: [terms, calls]")
    assert "65.5%" not in shown.with_words(CALLS_PAGE, "declares exempt")


def test_a_meeting_that_cannot_be_read_is_said_and_what_is_put_right_is_gone_on_with(
    preview: Callable[..., Preview],
) -> None:
    shown = preview()
    shown.with_words(CALLS_PAGE, "65.5%")
    edit(shown.root / f"params/{DAY}.yaml", "notebook: calls", "notebook: cals")
    page = shown.with_words(CALLS_PAGE, "did you mean")
    assert "65.5%" in page
    edit(shown.root / f"params/{DAY}.yaml", "notebook: cals", "notebook: calls")
    shown.watched(CALLS_PAGE, lambda text: "did you mean" not in text)


def test_an_item_that_there_is_not_is_refused(tmp_path: Path, temp: Path) -> None:
    root = small_workbook(tmp_path / "workbook")
    with started(root, temp, "--no-browser", "--item", "9", command="preview") as run:
        code, out, err = run.end()
        assert (code, out) == (1, "")
        assert "item '9' has no report" in err
        assert run.leaves_nothing()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_a_preview_leaves_nothing_of_it(preview: Callable[..., Preview], how: signal.Signals) -> None:
    shown = preview()
    shown.with_words(CALLS_PAGE, "65.5%")
    change(shown.root, cells("__import__('time').sleep(600)"), 4)
    with shown.watching(CALLS_PAGE):
        assert until(lambda: shown.run.kernels)
        shown.run.process.send_signal(how)
        code, _, err = shown.run.end()
    assert code == (-how if how is signal.SIGKILL else 0), err
    assert shown.run.leaves_nothing()


def test_in_a_browser_the_page_changes_where_it_stands(preview: Callable[..., Preview]) -> None:
    sections = tuple(f'report.table(["calls_answered"], "2014-15-Q2", "Table {"I" * n}")' for n in range(1, 12))
    shown = preview(cells(*sections, 'report.say(f"It was {1.19} in all.")'), item="4")
    with browser.opened() as opened:
        page: Page = opened.new_page(viewport={"width": 900, "height": 500})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(shown.address)
        expect(page.get_by_role("link", name="nothing explains")).to_be_visible(timeout=_LONG * 1000)
        assert axe_problems(page) == []
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
        assert lost_text(page) == []
        page.get_by_role("link", name="nothing explains").click()
        expect(page.locator("mark", has_text="1.19")).to_be_in_viewport()
        page.evaluate("window.same = true")
        edit(shown.root / CSV, "65.5", "66.5")
        expect(page.get_by_text("66.5%").first).to_be_attached(timeout=_LONG * 1000)
        assert page.evaluate("window.same")
        expect(page.locator("mark", has_text="1.19")).to_be_in_viewport()
        assert page.evaluate("scrollY") > 0
        expect(page.get_by_role("status")).to_have_text("Renewed.")
        shown.run.process.send_signal(signal.SIGINT)
        shown.run.end()
        expect(page.get_by_role("status")).to_contain_text("no longer renewed", timeout=_LONG * 1000)
        assert [words for words in complaints if "ERR_CONNECTION" not in words and "ERR_INCOMPLETE" not in words] == []
