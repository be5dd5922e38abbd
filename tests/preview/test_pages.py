"""Pages as the preview shows them: what is to be looked at is listed and marked, and nothing else differs."""

import re

import pytest

from ccpi_nb.document.model import Document, Heading, Masthead, Paragraph
from ccpi_nb.domain.meetings import Part
from ccpi_nb.preview.jobs import Failure
from ccpi_nb.preview.pages import policy, previewed
from ccpi_nb.render.html import render_document
from ccpi_nb.run.messages import Remark, RemarkKind

WORDS = "Sold for £1.19m &amp; 12 more, £1.19m in all."
PAGE = render_document(
    Document(Masthead("Calls", "2014-12-11"), (Heading.of(2, "Sales"), Paragraph.of(WORDS.replace("&amp;", "&"))))
)
AT = PAGE.index(WORDS)


def unexplained(number: str, at: int | None = AT) -> Remark:
    return Remark(RemarkKind.UNEXPLAINED, f"nothing explains '{number}'", at, number)


def marks(page: str) -> dict[str, str]:
    return dict(re.findall(r'<mark id="(preview-\d+)">(.*?)</mark>', page))


def test_a_page_without_remarks_is_the_page_with_a_word_on_top() -> None:
    page = previewed(PAGE, "As saved.", Part.PUBLIC)
    assert "As saved." in page
    assert marks(page) == {}
    assert page.split("</aside>\n")[1] == PAGE.split("Skip to main content</a>\n")[1]


def test_a_number_is_marked_where_it_stands_and_the_list_leads_there() -> None:
    page = previewed(PAGE, "", Part.PUBLIC, [unexplained("1.19")])
    assert "Sold for £<mark" in page
    assert marks(page) == {"preview-1": "1.19"}
    assert '<a href="#preview-1">nothing explains &#39;1.19&#39;</a>' in page


def test_the_same_number_twice_is_marked_twice_and_a_character_s_number_never() -> None:
    page = previewed(PAGE, "", Part.PUBLIC, [unexplained("1.19"), unexplained("12"), unexplained("1.19")])
    assert marks(page) == {"preview-1": "1.19", "preview-2": "12", "preview-3": "1.19"}
    assert "&amp;" in page


def test_a_remark_without_a_place_is_only_listed() -> None:
    page = previewed(PAGE, "", Part.PUBLIC, [unexplained("1.19", None)])
    assert marks(page) == {}
    assert "<li>nothing explains" in page


def test_a_remark_on_what_is_no_text_stands_before_it() -> None:
    at = PAGE.index("<h2", AT - 200)
    page = previewed(PAGE, "", Part.PUBLIC, [Remark(RemarkKind.CHANGED, "chart 'Calls' has another bar", at)])
    assert marks(page) == {"preview-1": "Remark"}


def test_remarks_are_listed_by_kind_and_a_failure_comes_first() -> None:
    remarks = [Remark(RemarkKind.CHANGED, "77% became 78%"), unexplained("1.19")]
    page = previewed(PAGE, "", Part.PUBLIC, remarks, Failure("cell 4: no such call", "report.tabel()"))
    order = [page.index(words) for words in ("3 to look at", "cell 4", "report.tabel()", "nothing explains", "became")]
    assert order == sorted(order)
    assert page.index("became") < page.index("<h1")


def test_what_a_remark_says_is_text() -> None:
    page = previewed(PAGE, "", Part.PUBLIC, [Remark(RemarkKind.ABSENT, "<script>alert(1)</script>")])
    assert "<script>alert" not in page


@pytest.mark.parametrize(("part", "is_told"), [(Part.PUBLIC, False), (Part.EXEMPT, True)])
def test_part_ii_is_marked(part: Part, is_told: bool) -> None:
    assert ("not for publication" in previewed(PAGE, "", part)) is is_told


def test_a_browser_may_run_the_preview_s_own_script_and_nothing_else() -> None:
    page = previewed(PAGE, "", Part.PUBLIC)
    assert page.count("<script>") == 1
    assert "Content-Security-Policy" not in page
    assert "default-src 'none'" in policy() and "script-src 'sha256-" in policy()
