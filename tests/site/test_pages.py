"""Pages of the site over the real workbook: every number explained, every link inside the site, small enough."""

import re
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from bs4 import BeautifulSoup

from ccpi_nb.content.scorecards import standings
from ccpi_nb.document.ledger import ledger_from
from ccpi_nb.files.strict_csv import csv_rows
from ccpi_nb.review.audit import unexplained_on
from ccpi_nb.site.material import Material
from ccpi_nb.site_publishing.making import frame_of, made, site_pages

MOST = 300_000


def pages_in(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.html"))
    assert found
    return found


def parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def words_of(folder: Path, address: str) -> str:
    main = parsed(folder / f"{address}.html").main
    assert main
    return re.sub(r" (?=[.,:)])|(?<=\() ", "", " ".join(main.get_text(" ").split()))


def test_every_number_is_explained_by_its_markup_and_the_page_s_own_ledger(sample: Path) -> None:
    problems = []
    for page in pages_in(sample):
        ledger = ledger_from(page.with_name(f"{page.stem}-ledger.csv").read_text(encoding="utf-8-sig"))
        found = unexplained_on(page.read_text(encoding="utf-8"), ledger)
        problems += [f"{page.stem}: {remark.sentence}" for remark in found]
    assert problems == []


def test_every_link_leads_to_a_page_of_the_site_or_to_a_paper_of_a_meeting(
    sample: Path, addresses: frozenset[str]
) -> None:
    astray = set()
    for page in pages_in(sample):
        here, soup = page.relative_to(sample).as_posix(), parsed(page)
        named = {str(element["id"]) for element in soup(id=True)}
        for link in soup("a"):
            target, _, anchor = str(link["href"]).partition("#")
            there = normpath(f"{dirname(here)}/{target}".lstrip("/"))
            of_page = re.sub(r"(-ledger)?\.(html|csv)$", "", there)
            is_there = of_page in addresses or (sample / there).is_file() or there.startswith("meetings/")
            if not (is_there if target else anchor in named):
                astray.add((here, link["href"]))
    assert astray == set()


def test_no_page_refers_to_anything_outside_the_site(sample: Path) -> None:
    for page in pages_in(sample):
        for element in parsed(page)(["link", "img", "script", "iframe", "source"]):
            source = str(element.get("src") or element.get("href") or "")
            assert source.startswith("data:") or ":" not in source, page
        policy = parsed(page).find("meta", {"http-equiv": "Content-Security-Policy"})
        assert policy
        assert "default-src 'none'" in str(policy["content"])


def test_only_the_index_has_a_script_and_only_the_one_that_its_policy_names(sample: Path) -> None:
    scripted = {page.stem for page in pages_in(sample) if parsed(page).script}
    assert scripted == {"a-z"}
    assert "script-src 'sha256-" in (sample / "a-z.html").read_text(encoding="utf-8")


def test_pages_are_small_have_one_title_of_their_own_and_say_their_language(sample: Path) -> None:
    titles = []
    for page in pages_in(sample):
        soup = parsed(page)
        assert page.stat().st_size < MOST, page
        assert soup.html and soup.html["lang"] == "en-GB"
        assert len(soup("h1")) == 1
        titles.append((soup.title.string if soup.title else "", page.stem))
    # The latest scorecard is also where it always is.
    assert len({title for title, stem in titles if stem != "scorecard"}) == len(titles) - 1


def test_the_same_pages_have_the_same_bytes(sample: Path, material: Material) -> None:
    pages = [
        page for page in site_pages(material) if page.address in ("index", "scorecard", "indicators/btls-compliments")
    ]
    for page in made(pages, frame_of(material), "", lambda address, seen: False):
        for name, content in page.files.items():
            assert (sample / name).read_bytes() == content, name


def test_a_page_that_has_seen_the_same_is_not_made_again(material: Material) -> None:
    pages, frame = [page for page in site_pages(material) if page.address == "about"], frame_of(material)
    (first,) = made(pages, frame, "code", lambda address, seen: False)
    (again,) = made(pages, frame, "code", lambda address, seen: seen == first.kept.seen)
    (other,) = made(pages, frame, "other code", lambda address, seen: seen == first.kept.seen)
    assert (bool(first.files), bool(again.files), bool(other.files)) == (True, False, True)


def test_an_indicator_says_what_it_measures_how_it_stands_and_where_papers_disagree(sample: Path) -> None:
    words = words_of(sample, "indicators/invoices-paid-30-days")
    assert "Invoices paid within 30 days missed the target of 100%. The figure was 79.99% in October 2014" in words
    assert "Undisputed invoices paid within 30 days" in words
    assert "There are too few figures (2 of the 13 needed) to tell real change from chance." in words
    assert "0.59 percentage points apart. No known explanation." in words
    assert "Also given, beside 77.59%" in words
    assert "Implementation of the Procurement Service Implementation Plan: 11 December 2014, 11 December 2014" in words


def test_what_the_committee_heard_and_resolved_about_an_indicator_is_on_its_page(sample: Path) -> None:
    words = words_of(sample, "indicators/health-assessments-up-to-date")
    assert "What the committee resolved" in words
    assert "recovery plan for health assessments of children looked after" in words


def test_an_indicator_s_data_have_a_row_for_each_value_with_its_target_and_rating(sample: Path) -> None:
    header, *rows = csv_rows((sample / "indicators/invoices-paid-30-days.csv").read_text(encoding="utf-8-sig"))
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["period"]: row["rating"] for row in cells} == {
        "2014-15-Q1": "Off target",
        "2014-15-Q2": "Off target",
        "2014-10": "Off target",
    }
    assert [row["value"] for row in cells if row["period"] == "2014-15-Q2"] == ["77.59", "77"]
    assert {row["target"] for row in cells} == {"100%"}


def test_a_scorecard_has_every_indicator_of_its_meeting_s_papers_by_service(sample: Path, material: Material) -> None:
    pages = [parsed(sample / f"scorecards/2014-12-11{number}.html") for number in ("", "-2")]
    named = {link.get_text() for page in pages for link in page("a") if "/indicators/" in str(link["href"])}
    shown = material.published[1].papers
    evidence = material.known_at(material.published[1].meeting)
    assert named == {evidence.indicator(key).name for key in evidence.observed if key in shown}
    sections = [heading.get_text(strip=True) for page in pages if page.main for heading in page.main("h2")]
    assert sections == sorted(sections)
    assert pages[0].find("a", rel="next")
    assert pages[1].find("a", rel="prev")


def test_the_first_page_of_a_scorecard_counts_the_ratings_of_all_its_pages(sample: Path, material: Material) -> None:
    one = material.published[1]
    evidence = material.known_at(one.meeting)
    keys = [key for key in evidence.observed if key in one.papers]
    rated = sum(bool(each.result.rating) for each in standings(evidence, keys))
    first, second = (words_of(sample, f"scorecards/2014-12-11{number}") for number in ("", "-2"))
    assert rated > 4
    assert f"of {rated} with a target" in first
    assert "with a target" not in second


@pytest.mark.parametrize(
    "words", ["Report on the Ofsted inspection", "Another report on the performance of BT Lancashire"]
)
def test_what_was_promised_to_any_meeting_is_on_one_page(sample: Path, words: str) -> None:
    assert words in words_of(sample, "follow-ups")


def test_a_decision_says_what_it_is_about_and_the_front_page_leaves_out_formalities(sample: Path) -> None:
    front, meeting = words_of(sample, "index"), words_of(sample, "meetings/2014-10-01")
    assert "Decided: Item 4, Revised Terms of Reference: The report is noted." in front
    assert "Item 3, Minutes of the Meeting held on 30 July 2014: The minutes" in meeting
    assert "Item 3, Minutes of the Meeting" not in front


def test_a_scorecard_in_pages_says_which_services_are_on_the_others(sample: Path) -> None:
    assert re.search(r"Page two of \w+: .*Procurement", words_of(sample, "scorecards/2014-12-11"))
    assert re.search(r"Page one of \w+: ", words_of(sample, "scorecards/2014-12-11-2"))


def test_a_meeting_leads_to_those_before_and_after_it_and_the_front_page_to_its_meetings(sample: Path) -> None:
    page, front = parsed(sample / "meetings/2014-10-01.html"), parsed(sample / "index.html")
    (after,) = page.select("nav.steps a")
    assert (after["rel"], after["href"]) == (["next"], "2014-12-11.html")
    ways = {link.get_text(): link["href"] for soup in (page, front) for link in soup.select("nav.site a")}
    assert (ways["Home"], ways["Meetings"]) == ("../index.html", "#meetings")
    assert front.find(id="meetings")


def test_a_breakdown_of_a_single_value_is_a_table_without_a_chart(sample: Path) -> None:
    assert not parsed(sample / "indicators/btls-compliments.html").select("figure")
