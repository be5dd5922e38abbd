"""Long lists of the site: the latest entries with the way to all, and pages that lead to each other."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import observation_row, sheet, words
from shown_rows import FIRST, Q2, material_of

from ccpi_nb.document.model import Bullets, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.site.material import Material
from ccpi_nb.site.paging import in_pages, latest, list_of_meetings, rows_of_the_first, steps, titled
from ccpi_nb.site_publishing.making import site_pages

REST: Runs = (Text("All meetings."),)


def of_many_meetings(root: Path, number: int) -> Material:
    """A site of as many meetings as that, whose papers show the same."""
    shown = material_of(root, {Q2: sheet(observation_row())}, {FIRST: [f"{Q2}, row 2"]})
    (one,) = shown.published
    return replace(shown, published=(one,) * number)


@pytest.mark.parametrize(("number", "named", "is_cut"), [(1, 1, False), (12, 12, False), (13, 12, True)])
def test_a_list_names_the_latest_twelve_and_says_where_the_others_are(number: int, named: int, is_cut: bool) -> None:
    bullets, *others = latest([(Text(str(place)),) for place in range(number)], REST)
    assert isinstance(bullets, Bullets)
    assert [words(item) for item in bullets.items] == [str(place) for place in range(named)]
    assert others == ([Paragraph(REST)] if is_cut else [])


def test_entries_go_on_on_further_pages_and_none_have_one_page() -> None:
    assert in_pages(range(7), 3) == [range(3), range(3, 6), range(6, 7)]
    assert in_pages(range(7), 3, 1) == [range(1), range(1, 4), range(4, 7)]
    assert in_pages((), 3) == [()]


@pytest.mark.parametrize(("every", "rows"), [(5, 30), (40, 28), (300, 15), (3000, 10)])
def test_a_first_page_that_counts_many_has_fewer_rows(every: int, rows: int) -> None:
    assert rows_of_the_first(every, 30) == rows


def test_pages_lead_to_each_other_by_their_numbers_in_words() -> None:
    def led(number: int, here: str = "") -> list[tuple[str, str] | None]:
        return [link and (link.label, link.href) for link in steps("services/procurement", number, 3, here)]

    assert led(1) == [None, ("page two of three", "procurement-2.html")]
    assert led(3) == [("page two of three", "procurement-2.html"), None]
    assert led(1, "scorecard") == [None, ("page two of three", "services/procurement-2.html")]
    assert titled("Procurement", 2, 3) == "Procurement, page two of three"
    assert titled("Procurement", 1, 1) == "Procurement"


@pytest.mark.parametrize(("number", "pages"), [(12, []), (13, ["meetings"]), (26, ["meetings", "meetings-2"])])
def test_all_meetings_have_pages_of_their_own_where_they_are_many(
    tmp_path: Path, number: int, pages: list[str]
) -> None:
    shown = of_many_meetings(tmp_path, number)
    assert [
        page.address for page in site_pages(shown) if page.address.startswith("meetings") and "/" not in page.address
    ] == pages
    assert list_of_meetings(shown) == ("meetings" if pages else "index")
