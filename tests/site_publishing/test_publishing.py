"""The site as one folder, over a small workbook whose meetings are run: whole, public, the same again, incremental."""

from datetime import datetime
from pathlib import Path

import pytest
from builders import observation_row, refusal, sheet
from real import contents, edit
from small import DAY, said, two_meetings

from ccpi_nb.run.meeting_run import Orders, run_meeting
from ccpi_nb.site_publishing.making import Where
from ccpi_nb.site_publishing.publishing import Outcome, make_site
from ccpi_nb.site_publishing.site_gate import gather, read_again

pytestmark = pytest.mark.slow

NOW = datetime(2015, 1, 28, 12)


def run(root: Path) -> None:
    run_meeting(root, DAY, Orders(2), lambda step: None, NOW)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose first meeting was run, and a site of it; two more have not been run."""
    root = two_meetings(tmp_path_factory.mktemp("workbook"))
    run(root)
    assert make_site(root, 2, NOW).made > 0
    return root


def test_it_has_the_papers_of_a_meeting_to_the_byte(root: Path) -> None:
    assert contents(root / "outputs/site/meetings" / DAY) == contents(root / "outputs" / DAY / "public")


def test_nothing_exempt_is_in_it(root: Path) -> None:
    for name, content in contents(root / "outputs/site").items():
        assert not name.startswith("indicators/terms"), name
        if not name.startswith("meetings/2014-12-11"):  # which the run has read
            assert b"Terms kept" not in content, name
            assert b"91.7" not in content, name


def test_a_meeting_that_is_to_come_is_named_and_nothing_of_it_is_there(root: Path) -> None:
    site = root / "outputs/site"
    front = (site / "index.html").read_text(encoding="utf-8")
    assert ">28 January 2015</time>: the papers are not public yet." in front
    assert not (site / "meetings/2015-01-28").exists()


def test_it_is_made_again_only_where_something_has_changed_and_then_as_if_made_anew(root: Path) -> None:
    assert make_site(root, 1, NOW).made == 0
    later = sheet(observation_row(), observation_row(breakdown="Preston", value="61.5"))
    (root / "data/observations/calls/2014-15-Q2.csv").write_text(later, encoding="utf-8")
    run(root)
    edit(root / "outputs/site/follow-ups.html", "Follow-ups", "Followed up")
    made = make_site(root, 2, NOW)
    assert 0 < made.made < made.pages
    after = contents(root / "outputs/site")
    assert make_site(root, 2, NOW, force=True) == Outcome(made.pages, made.pages)
    assert contents(root / "outputs/site") == after


def test_all_of_it_is_made_again_with_other_tools(root: Path) -> None:
    make_site(root, 2, NOW)
    (root / "requirements.lock").write_text("matplotlib==99\n", encoding="utf-8")
    run(root)
    made = make_site(root, 2, NOW)
    assert made.made == made.pages > 0


def test_the_gate_reads_its_pages(root: Path, tmp_path: Path) -> None:
    folder, documents = tmp_path / "folder", tmp_path / "documents"
    folder.mkdir()
    documents.mkdir()
    (folder / "index.html").write_text("<p>Terms kept: 91.7%</p>", encoding="utf-8")
    where, looked_for = Where(root, tmp_path, folder, documents, (DAY,), ""), tmp_path / "exempt.json"
    for with_pages in (False, True):
        gather(tmp_path, where, looked_for, with_pages)
        found = read_again(tmp_path, where, looked_for, (), ["index.html"]).leaks
        assert {leak.match for leak in found} == {"Terms kept: 91.7%", "91.7%"}


def test_what_the_gate_looked_for_is_kept_where_nothing_is_published(root: Path) -> None:
    assert b"91.7" in (root / "outputs/.made/site/reading.json").read_bytes()


def test_it_is_refused_while_what_a_meeting_was_made_from_has_changed(root: Path) -> None:
    register = root / f"data/registers/calls/{DAY}.csv"
    text = register.read_text(encoding="utf-8")
    edit(register, "opened in spring", "opened in autumn")
    assert refusal(make_site, root, 1, NOW) == (
        f"files behind outputs/{DAY} have changed since it was run, and the site leads to its papers; "
        f"look at them again: ccpi run {DAY}"
    )
    register.write_text(text, encoding="utf-8")


def test_where_no_meeting_was_run_there_is_nothing_to_publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(two_meetings(tmp_path))
    assert said("site") == (
        1,
        "",
        "ccpi: no meeting has been run, so there is nothing to publish; ccpi run --all makes their papers\n",
    )


def test_the_command_says_what_it_made_and_takes_a_whole_address_only(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    code, _, problem = said("site", "--address", "council.example")
    assert (code, problem) == (
        1,
        "ccpi: --address council.example: is no address; write it whole: https://council.example/performance/\n",
    )
    code, told, _ = said("site", "--address", "https://council.example/performance", "--jobs", "1")
    assert code == 0
    assert "pages made. Open outputs/site/index.html" in told
    page = (root / "outputs/site/about.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://council.example/performance/about.html">' in page
    sitemap = (root / "outputs/site/sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://council.example/performance/indicators/calls-answered.html</loc>" in sitemap
    feed = (root / "outputs/site/feed.xml").read_text(encoding="utf-8")
    assert feed.count("<entry>") == 1
