"""Whose word stands for which bytes."""

from datetime import date

import pytest
from builders import refusals

from ccpi_nb.domain.meetings import Part
from ccpi_nb.publish.part_pages import signed_digest
from ccpi_nb.workbook.sign_offs import SignOff, a_post, sign_offs_from, standing, to_csv

DIRECTOR = "Director of Corporate Services"
FILES = {"04-calls.csv": "1", "04-calls.html": "2", "agenda-pack.pdf": "3"}


def signed(
    post: str = DIRECTOR, *, on: str = "2014-12-03", part: Part = Part.PUBLIC, digest: str = "a" * 64
) -> SignOff:
    return SignOff(post, date.fromisoformat(on), part, digest, "0a1b2c3")


def test_a_sign_off_holds_for_what_was_signed_only() -> None:
    own = signed(digest="a" * 64)
    assert own.holds_for("a" * 64)
    assert own.sentence("a" * 64) == "Signed off by the Director of Corporate Services on 3 December 2014."
    assert own.sentence("b" * 64) == (
        "Signed off by the Director of Corporate Services on 3 December 2014, and changed since: the sign-off no "
        "longer holds."
    )


@pytest.mark.parametrize("changed", [{"04-calls.csv": "9"}, {"more.csv": "4"}, {"agenda-pack.pdf": "9"}])
def test_another_byte_in_any_document_is_another_digest(changed: dict[str, str]) -> None:
    assert signed_digest(FILES | changed) != signed_digest(FILES)


@pytest.mark.parametrize("name", ["index.html", "ro-crate-metadata.json", "decision-1.pdf", "ledger.csv"])
def test_what_tells_of_the_documents_and_what_was_decided_later_is_not_signed(name: str) -> None:
    assert signed_digest(FILES | {name: "9"}) == signed_digest(FILES)


def test_a_file_by_another_name_is_another_digest() -> None:
    assert signed_digest({"a.csv": "1", "b.csv": "2"}) != signed_digest({"a.csv": "2", "b.csv": "1"})


def test_of_each_post_the_last_word_on_a_part_stands() -> None:
    first, head, again, restricted = (
        signed(),
        signed("Head of Policy"),
        signed(on="2014-12-08"),
        signed(part=Part.EXEMPT),
    )
    assert standing([first, head, again, restricted], Part.PUBLIC) == (again, head)
    assert standing([first, head, again, restricted], Part.EXEMPT) == (restricted,)


def test_what_is_written_is_read() -> None:
    held = (
        signed(),
        signed("Head of Policy, Research and Data", part=Part.EXEMPT),
        SignOff(DIRECTOR, date(2014, 12, 3), Part.PUBLIC, "a" * 64),
    )
    assert sign_offs_from(to_csv(held), "f.csv") == held


def test_a_bad_row_is_refused_cell_by_cell() -> None:
    text = "post,signed_on,part,digest,commit\nJane Smith,3 December,open,abc,HEAD\n"
    assert [problem.partition(":")[0] for problem in refusals(sign_offs_from, text, "f.csv")] == [
        f"f.csv, row 2, column '{column}'" for column in ("post", "signed_on", "part", "digest", "commit")
    ]


@pytest.mark.parametrize(
    "post",
    [
        DIRECTOR,
        "Head of Core Business Systems",
        "Executive Director for Children and Young People",
        "Director for Programmes, Resources and Property",
        "Deputy Leader of the Council",
        "Monitoring Officer",
        "County Treasurer (Section 151 Officer)",
        "Statistician",
    ],
)
def test_a_post_is_taken(post: str) -> None:
    assert a_post(post) == post


@pytest.mark.parametrize(
    "post",
    [
        "Jane Smith",
        "Jane Smith, Director of Corporate Services",
        "Director of Corporate Services, Jane Smith",
        "Director of Corporate Services (Jane Smith-Jones)",
        "Jane Smith - Director",
        "County Councillor Jane Smith, Leader",
        "Mr Smith",
        "Dr. Smith, Director of Public Health",
        "J. Smith, Head of Policy",
        "Head of Policy, J. Smith",
        "",
    ],
)
def test_what_looks_like_a_person_is_refused(post: str) -> None:
    with pytest.raises(ValueError, match="looks like a person's name; give the post only"):
        a_post(post)


@pytest.mark.parametrize("post", ["director@council.example", "Director of Corporate Services, 01772 123456"])
def test_an_address_or_a_phone_number_is_refused(post: str) -> None:
    with pytest.raises(ValueError, match="has an e-mail address or a phone number in it"):
        a_post(post)
