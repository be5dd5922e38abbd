"""A meeting on one page, and as the text of an e-mail."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Headline,
    Headlines,
    Masthead,
    Paragraph,
    Table,
)
from ccpi_nb.document.runs import Figure, Runs, Text, plain
from ccpi_nb.domain.meetings import Part
from ccpi_nb.handouts.brief import brief_of, on_one_page, text_of
from ccpi_nb.publish.pack import Pack

POINT = "Calls answered got worse and missed the target of at least 80%. The figure was 65.5% in October 2014. " * 2
CARDS = Headlines((Headline("Off target", Figure("5", "5", ()), (Text("of 6 with a target"),), tone="off"),))
LINKED: Runs = (Text("Invoices got worse ("), Text("Item 4", href="04-calls.html#calls", about="calls"), Text(")"))
CHANGES = (Heading.of(2, "What changed"), Table((Text("New figures"),), (Column("Measure"),), ((Cell.of("Calls"),),)))


def brief(*blocks: Block, restriction: str = "") -> Document:
    return Document(
        Masthead("In brief: 11 December 2014", "2014-12-11", (("Committee", "Cabinet"),), restriction), blocks
    )


def front(points: int, on_target: str = "On target: all else at 90%.") -> tuple[Block, ...]:
    shown = Bullets(tuple((Text(f"{number}. {POINT}"),) for number in range(points)))
    asked = (Heading.of(2, "What the committee is asked to decide"), Bullets.of(["Note this report."]))
    return (Heading.of(2, "How we are doing"), CARDS, shown, Paragraph.of(on_target), *asked)


def test_the_front_page_is_told_without_its_table_of_changes_and_without_links(meeting_pack: Pack) -> None:
    told = brief_of(meeting_pack)
    assert [plain(block.runs) for block in told.blocks if isinstance(block, Heading)] == ["How we are doing"]
    assert told.masthead.title == f"In brief: {meeting_pack.meeting.day}"
    assert "Pack" not in dict(told.masthead.context)
    assert not any(isinstance(block, Paragraph) for block in told.blocks)
    runs = [run for block in told.blocks if isinstance(block, Bullets) for item in block.items for run in item]
    assert [run.text for run in runs] == [run.text for run in LINKED]
    assert not any(isinstance(run, Text) and (run.href or run.about) for run in runs)


@pytest.fixture
def meeting_pack() -> Pack:
    from real import ROOT

    from ccpi_nb.workbook.inputs import Workbook

    card = Paragraph((Text("All is in "), Text("the pack's scorecard", href="scorecard.html"), Text(".")))
    blocks = (Heading.of(2, "How we are doing"), Bullets((LINKED,)), card, *CHANGES)
    return Pack(Workbook(ROOT).meeting("2014-12-11"), Part.PUBLIC, (), blocks)


@pytest.mark.parametrize(("points", "kept", "more"), [(3, 3, False), (30, None, True)])
def test_as_much_as_fits_on_a_page_is_told_and_the_rest_is_counted(points: int, kept: int | None, more: bool) -> None:
    short, pdf = on_one_page(brief(*front(points)))
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == 1
    (shown, asked) = (block for block in short.blocks if isinstance(block, Bullets))
    assert kept in (None, len(shown.items))
    assert len(shown.items) >= 3
    assert [plain(item) for item in asked.items] == ["Note this report."]
    words = text_of(short, "Cabinet, 11 December 2014")
    assert ("more are in the pack." in words) is more
    assert ("On target: all else" in words) is not more


def test_what_is_on_target_goes_before_any_point() -> None:
    short, _ = on_one_page(brief(*front(8, on_target="On target: " + "calls at 92.6%, " * 120)))
    (shown, _) = (block for block in short.blocks if isinstance(block, Bullets))
    assert len(shown.items) == 8
    assert "On target: calls" not in text_of(short, "")


def test_three_points_stay_even_where_they_take_more_than_a_page() -> None:
    long = Bullets(tuple((Text(POINT * 8),) for _ in range(5)))
    short, _ = on_one_page(brief(Heading.of(2, "How we are doing"), long))
    (shown,) = (block for block in short.blocks if isinstance(block, Bullets))
    assert len(shown.items) == 3


def test_a_text_for_an_e_mail_has_its_subject_and_what_must_be_on_every_page() -> None:
    words = text_of(brief(*front(1), restriction="Not for publication."), "Cabinet, 11 December 2014")
    assert words.startswith(
        "Subject: Cabinet, 11 December 2014: in brief\n\nNot for publication.\n\nHOW WE ARE DOING\n"
    )
    assert "Off target: 5 of 6 with a target" in words
    assert max(map(len, words.splitlines())) <= 76
