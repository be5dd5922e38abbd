"""Pages of an indicator with twenty years of monthly values and twelve areas: small enough, and nothing is left out."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builders import observation_row, sheet
from shown_rows import FIRST, Q2, material_of

from ccpi_nb.document.ledger import ledger_from
from ccpi_nb.review.audit import unexplained_on
from ccpi_nb.site.material import Material
from ccpi_nb.site_publishing.making import MadePage, frame_of, made, site_pages

MOST = 300_000
ADDRESS = "indicators/calls-answered"
MONTHS = [f"{1994 + place // 12}-{place % 12 + 1:02}" for place in range(240)]
AREAS = ["Burnley", "Chorley", "Fylde", "Hyndburn", "Lancaster", "Pendle", "Preston", "Ribble Valley"]
AREAS += ["Rossendale", "South Ribble", "West Lancashire", "Wyre"]


def month(place: int, at: str) -> str:
    """A month's data: the whole and each area, from a return of its own, known twenty days after its end."""
    known = f"{int(at[:4]) + (at[5:] == '12')}-{int(at[5:]) % 12 + 1:02}-20"
    own = {"period": at, "as_at": known, "source": f"Return of {at}, sheet Dashboard, cell B2"}
    values = [
        ("", 70 + 7 * place % 11),
        *((area, 60 + (5 * place + 7 * number) % 31) for number, area in enumerate(AREAS)),
    ]
    return sheet(*(observation_row(breakdown=area, value=f"{value}.{place % 10}", **own) for area, value in values))


def shown_of(root: Path, months: Sequence[str]) -> Material:
    """What may be shown of so many months."""
    files = {f"data/observations/calls/{at}.csv": month(place, at) for place, at in enumerate(months)}
    return material_of(root, {**files, Q2: sheet(observation_row())}, {FIRST: [f"{file}, row 2" for file in files]})


def own_pages(material: Material, stands: Callable[[str, str], bool] = lambda address, seen: False) -> list[MadePage]:
    """The pages of the indicator."""
    own = (page for page in site_pages(material) if page.address.startswith(ADDRESS))
    return list(made(own, frame_of(material), "", stands))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MadePage]:
    """The pages of the indicator, by their addresses. A quarter's value is in the chart of all values only."""
    return {page.address: page for page in own_pages(shown_of(tmp_path_factory.mktemp("long"), MONTHS))}


def html_of(page: MadePage) -> str:
    return page.files[f"{page.address}.html"].decode()


def test_no_page_of_a_long_series_with_many_areas_is_larger_than_others_may_be(pages: dict[str, MadePage]) -> None:
    assert {address: size for address, page in pages.items() if (size := len(html_of(page))) >= MOST} == {}
    assert [*pages] == [
        ADDRESS,
        *(f"{ADDRESS}-from-{year}-01" for year in (1994, 1999, 2004)),
        f"{ADDRESS}-by-place",
    ]


def sources_of(page: MadePage) -> set[str]:
    """The rows of data of the whole that a page lists as sources of figures."""
    cells = BeautifulSoup(html_of(page), "html.parser").select(
        ".sources li > data:not([data-breakdown], [data-computation])"
    )
    return {str(cell["data-rows"]) for cell in cells if "observations" in str(cell["data-rows"])}


def test_every_value_of_the_whole_is_listed_with_its_source_on_one_page(pages: dict[str, MadePage]) -> None:
    own, *earlier = (sources_of(page) for address, page in pages.items() if "-by-" not in address)
    assert {f"data/observations/calls/{at}.csv, row 2" for at in MONTHS} | {f"{Q2}, row 2"} == own.union(*earlier)
    assert [len(rows) for rows in earlier] == [60, 60, 60]
    assert own.isdisjoint(set().union(*earlier))


def test_every_number_of_these_pages_is_explained(pages: dict[str, MadePage]) -> None:
    for page in pages.values():
        ledger = ledger_from(page.files[f"{page.address}-ledger.csv"].decode("utf-8-sig"))
        assert [remark.sentence for remark in unexplained_on(html_of(page), ledger)] == []


def test_a_page_leads_to_the_earlier_values_and_says_where_every_value_is(pages: dict[str, MadePage]) -> None:
    soup = BeautifulSoup(html_of(pages[ADDRESS]), "html.parser")
    beside = [link.get_text() for link in soup("a") if "-from-" in str(link["href"]) or "-by-" in str(link["href"])]
    assert beside == [
        "January 1994 to December 1998",
        "January 1999 to December 2003",
        "January 2004 to December 2008",
        "Calls answered by place, the latest periods",
    ]
    (history, *_) = soup.select("figure img")
    assert "Every value is in the indicator's data to download." in str(history["alt"])


def test_earlier_values_are_not_made_again_for_a_new_month(pages: dict[str, MadePage], tmp_path: Path) -> None:
    again = own_pages(shown_of(tmp_path, [*MONTHS, "2014-01"]), lambda address, seen: True)
    changed = [page.address for page in again if page.kept.seen != pages[page.address].kept.seen]
    assert changed == [ADDRESS, f"{ADDRESS}-by-place"]
