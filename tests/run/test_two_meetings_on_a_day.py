"""A made-up workbook with an ordinary and a special meeting on one day, of which the first has a Part II."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from real import contents
from small import DAY, NEXT, SPECIAL, said, two_meetings

from ccpi_nb.domain.meetings import Part
from ccpi_nb.review.references import read_reference
from ccpi_nb.workbook.inputs import Workbook


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The workbook, with all its meetings made."""
    root = two_meetings(tmp_path_factory.mktemp("two"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert said("check")[0] == 0
        assert said("run", "--all", "--quiet")[::2] == (0, "")
        yield root


def page(root: Path, key: str, name: str) -> str:
    text = (root / f"outputs/{key}/public/{name}.html").read_text(encoding="utf-8")
    return " ".join(BeautifulSoup(text, "html.parser").get_text().split())


def test_each_has_outputs_of_its_own_and_only_one_a_part_ii(made: Path) -> None:
    assert sorted(path.name for path in (made / "outputs").iterdir() if path.name[0] != ".") == [DAY, SPECIAL, NEXT]
    assert (made / f"outputs/{DAY}/restricted").is_dir()
    assert not (made / f"outputs/{SPECIAL}/restricted").exists()


def test_every_page_says_which_meeting_of_the_day_it_is_of(made: Path) -> None:
    for path in (made / f"outputs/{SPECIAL}/public").glob("*.html"):
        assert "11 December 2014 (special)" in page(made, SPECIAL, path.stem)
    for path in (made / f"outputs/{DAY}/public").glob("*.html"):
        assert "(special)" not in page(made, DAY, path.stem)
    names = [
        json.loads((made / f"outputs/{key}/public/ro-crate-metadata.json").read_text())["@graph"][1]
        for key in (DAY, SPECIAL)
    ]
    assert [each["identifier"] for each in names] == [f"{DAY}/public", f"{SPECIAL}/public"]
    assert {each["datePublished"] for each in names} == {DAY}


def test_each_has_its_own_words_and_both_the_same_figures(made: Path) -> None:
    morning, afternoon = (page(made, key, "04-calls") for key in (DAY, SPECIAL))
    assert "The line opened in spring." in morning and "The line broke down." in afternoon
    assert "broke down" not in morning and "opened" not in afternoon
    assert "65.5%" in morning and "65.5%" in afternoon


def test_minutes_are_of_one_meeting_and_go_to_the_other_and_to_the_next(made: Path) -> None:
    assert "The morning was noted." in page(made, SPECIAL, "01-minutes")
    minutes = page(made, NEXT, "01-minutes")
    assert "The afternoon was noted." in minutes and "morning" not in minutes
    assert "Minutes of the meeting held on 11 December 2014 (special)" in minutes


def test_what_the_first_was_promised_may_come_to_the_second_and_is_followed_up_there(made: Path) -> None:
    assert not (made / f"outputs/{DAY}/public/follow-ups.html").exists()
    special = page(made, SPECIAL, "follow-ups")
    assert "Due or answered at this meeting" in special and "Report on repairs" not in special
    assert "11 December 2014 (special), item 4" in page(made, NEXT, "follow-ups")
    lines = {day: said("follow-ups", day)[1] for day in (DAY, SPECIAL, "2014-12-10")}
    # A day is over when all its meetings have been held.
    assert lines[DAY] == lines[SPECIAL]
    assert "came on 11 December 2014 (special)" in lines[DAY]
    assert lines["2014-12-10"] == "Nothing was promised by then.\n"


def test_part_ii_of_one_is_closed_to_both(made: Path) -> None:
    notebook = made / "notebooks/calls.ipynb"
    before = notebook.read_bytes()
    try:
        notebook.write_bytes(before.replace(b"'calls')", b"'terms')"))
        for key in (DAY, SPECIAL):
            code, _, err = said("run", key, "--quiet")
            assert (code, "may not read 'terms'" in err) == (1, True)
    finally:
        notebook.write_bytes(before)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("list",), f"{SPECIAL}\n"),
        (("status", SPECIAL), f"outputs/{SPECIAL} is up to date"),
        (("verify", SPECIAL), "every file comes out the same"),
        (("verify", f"outputs/{SPECIAL}/public"), "every file comes out the same"),
        (("audit", SPECIAL), "numbers"),
        (("trace", SPECIAL, "65.5%"), "data/observations/calls/2014-15-Q2.csv"),
        (("diff", DAY, SPECIAL), f"the meeting of {SPECIAL}"),
        (("reconcile", SPECIAL), ""),
        (("run", SPECIAL), f"Nothing has changed since outputs/{SPECIAL} was made."),
    ],
)
def test_every_command_takes_the_key(made: Path, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = said(*arguments)
    assert (code, err) == (0, "")
    assert says in out


@pytest.mark.parametrize("command", ["run", "status", "audit", "verify", "reconcile", "follow-ups"])
def test_a_key_that_is_none_is_refused_with_the_one_that_was_meant(made: Path, command: str) -> None:
    code, _, err = said(command, f"{DAY}-specail")
    assert (code, f"did you mean '{SPECIAL}'?" in err) == (1, True)


def test_a_reference_is_of_one_of_the_two(made: Path) -> None:
    (made / "tests/reference").mkdir(parents=True)
    assert said("accept", "--meeting", SPECIAL)[0] == 0
    assert [path.name for path in (made / "tests/reference").iterdir()] == [SPECIAL]
    assert read_reference(made, SPECIAL, Part.PUBLIC).reports
    assert not read_reference(made, DAY, Part.PUBLIC).reports


def test_a_sign_off_is_of_one_of_the_two(made: Path) -> None:
    first = contents(made / f"outputs/{DAY}")
    assert said("sign-off", SPECIAL, "--post", "Director of Corporate Services")[0] == 0
    assert "Signed off by the Director" in page(made, SPECIAL, "index")
    assert [path.name for path in (made / "data/sign_offs").iterdir()] == [f"{SPECIAL}.csv"]
    assert contents(made / f"outputs/{DAY}") == first


def test_clearing_up_after_one_leaves_what_the_other_is_being_made_in(made: Path) -> None:
    begun = made / f"outputs/.{SPECIAL}.abcdefgh"
    begun.mkdir()
    said("run", DAY, "--quiet")
    assert begun.is_dir()
    said("run", SPECIAL, "--quiet")
    assert not begun.exists()


def test_the_meetings_of_a_day_follow_each_other(made: Path) -> None:
    assert Workbook(made).meeting_keys == (DAY, SPECIAL, NEXT)
