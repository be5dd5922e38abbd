"""Comments of services beside their figures."""

from builders import known, seen, target, words

from ccpi_nb.content.register_tables import comment_list
from ccpi_nb.document.model import Absent, Bullets
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.periods import Period
from ccpi_nb.workbook.collections import Comment


def comment(why: str = "Two left.", action: str = "", by: str = "", breakdown: str = "") -> Comment:
    return Comment(
        "calls_answered",
        Period.parse("2014-15-Q2"),
        breakdown,
        why,
        action,
        Period.parse(by) if by else None,
        "the form",
        DataRow("data/registers/calls_comments/2014-12-11.csv", 2),
    )


def said(given: Comment, *facts: object) -> str:
    shown = comment_list([given], known(*facts))  # type: ignore[arg-type]
    assert isinstance(shown, Bullets)
    return words(shown.items[0])


def test_a_comment_stands_beside_its_figure_and_rating() -> None:
    text = said(
        comment("Only {calls_answered @ 2014-15-Q2}: two left.", "Two start.", "2015-05"), seen("65.5"), target()
    )
    assert text == (
        "Calls answered in July to September 2014: [65.5%], off target. Only [65.5%]: two left. "
        "What is being done: Two start. By May 2015."
    )


def test_without_a_target_there_is_no_rating() -> None:
    assert said(comment(), seen("65.5")) == "Calls answered in July to September 2014: [65.5%]. Two left."


def test_words_stand_alone_where_the_figure_is_not_held() -> None:
    text = said(comment(breakdown="Preston"), seen("65.5", "2014-15-Q1"))
    assert text == "Calls answered (Preston) in July to September 2014. Two left."


def test_an_action_may_stand_alone() -> None:
    assert said(comment("", "Two start."), seen("65.5")).endswith("[65.5%]. What is being done: Two start.")


def test_without_comments_that_is_said() -> None:
    assert comment_list([], known()) == Absent("No comment of a service is held for this meeting.")
