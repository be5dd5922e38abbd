"""`ccpi collect read`: what it says before it writes, and what it writes."""

import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from sent import POST, contents, sent
from small import said

from ccpi_nb.workbook.inputs import Workbook

VALUE = "calls|calls_answered|2014-11||82.14 230/280|E8"
HELD = "calls|calls_answered|2014-15-Q2||65.5|E9"
RESTATED = "calls|calls_answered|2014-15-Q2||65.9|E9"
NEXT = "2014-12-11"


def read(*files: Path, write: bool = True, day: str = NEXT) -> tuple[int, str, str]:
    arguments = [*map(str, files), "--for", day, "--post", POST, *(["--write"] if write else [])]
    return said("collect", "read", *arguments)


def rows(root: Path, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((root / file).read_text(encoding="utf-8"))))


def test_a_reading_shows_what_is_new_and_writes_nothing_unless_told_to(root: Path, tmp_path: Path) -> None:
    before = contents(root)
    file = sent(tmp_path / "in", VALUE, HELD, "calls|calls_answered|2014-15-Q1||61.2|E7")
    code, out, err = read(file, write=False)
    assert (code, err, contents(root)) == (0, "", before)
    assert out == (
        "Dashboard Q3.txt\n"
        "  new          sheet Dashboard, cell E8 -> calls_answered @ 2014-11: 82.14 (230 of 280) (shown as 82.14%)\n"
        "  as it was    sheet Dashboard, cell E9 -> calls_answered @ 2014-15-Q2: 65.5 (shown as 65.5%); "
        "held since 2014-10-01\n"
        "  new          sheet Dashboard, cell E7 -> calls_answered @ 2014-15-Q1: 61.2 (shown as 61.2%)\n"
        "  not used     sheet Notes: it is not read\n"
        "Known from 2014-12-11: 2 new, 1 as it was.\n"
        "Nothing is written; to write it, add --write --post 'Performance Officer'.\n"
    )


def test_a_value_becomes_a_row_with_its_origin_and_the_file_is_kept(root: Path, tmp_path: Path) -> None:
    file = sent(tmp_path / "in", VALUE)
    code, out, err = read(file)
    assert (code, err) == (0, "")
    assert "written  data/observations/calls/2014-11.csv\n" in out
    (row,) = rows(root, "data/observations/calls/2014-11.csv")
    source = "Dashboard Q3.txt, sheet Dashboard, cell E8"
    assert (row["value"], row["numerator"], row["as_at"], row["source"]) == ("82.14", "230", NEXT, source)
    (lineage,) = rows(root, "data/intake/calls/2014-11.csv")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert lineage["sha256"] == sha256
    assert (lineage["sheet"], lineage["cell"], lineage["shown_as"], lineage["held_as"]) == (
        *("Dashboard", "E8", "82.14%", "82.14"),
    )
    assert (lineage["numerator_cell"], lineage["denominator_held_as"], lineage["post"]) == ("C8", "280", POST)
    kept = root / f"received/{sha256}.txt"
    assert kept.read_bytes() == file.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o444
    assert (root / "received/.gitignore").read_text(encoding="utf-8") == "*\n!.gitignore\n"


def test_the_row_knows_its_origin(root: Path, tmp_path: Path) -> None:
    read(sent(tmp_path / "in", VALUE))
    workbook = Workbook(root)
    workbook.refuse_stray_lineage("calls")
    origins = [each.origin for each in workbook.dataset("calls")]
    place = "sheet Dashboard, cell E8 (numerator: cell C8, denominator: cell D8)"
    assert origins == [("Dashboard Q3.txt", place), ()]


def test_reading_again_what_was_read_changes_nothing(root: Path, tmp_path: Path) -> None:
    file = sent(tmp_path / "in", VALUE, HELD, "words|calls|2014-12-11|The line was busy.|A2")
    read(file)
    before = contents(root)
    for day in (NEXT, NEXT):
        code, out, err = read(file, day=day)
        assert (code, err, contents(root)) == (0, "", before)
    assert "Known from 2014-12-11: 3 as it was.\n" in out


def test_another_value_is_a_restatement_known_from_its_own_day(root: Path, tmp_path: Path) -> None:
    before = (root / "data/observations/calls/2014-15-Q2.csv").read_bytes()
    code, out, err = read(sent(tmp_path / "in", RESTATED))
    assert (code, err) == (0, "")
    assert "restatement  sheet Dashboard, cell E9 -> calls_answered @ 2014-15-Q2: 65.9 (shown as 65.9%); "
    assert "was 65.5, known from 2014-10-01" in out
    assert (root / "data/observations/calls/2014-15-Q2.csv").read_bytes().startswith(before)
    assert [(row["value"], row["as_at"]) for row in rows(root, "data/observations/calls/2014-15-Q2.csv")] == [
        *(("65.5", "2014-10-01"), ("65.9", NEXT)),
    ]


def test_another_value_of_the_same_day_is_refused_with_the_remedy(root: Path, tmp_path: Path) -> None:
    read(sent(tmp_path / "in", RESTATED))
    before = contents(root)
    code, _, err = read(sent(tmp_path / "in", RESTATED.replace("65.9", "66.1"), VALUE, name="v4.txt"))
    assert (code, contents(root)) == (1, before)
    assert err == (
        "ccpi: v4.txt, sheet Dashboard, cell E9: data/observations/calls/2014-15-Q2.csv, row 3 has another value of "
        "calls_answered @ 2014-15-Q2, which is known from 2014-12-11 on too, and no row is written over; if it was "
        "corrected since, read the file --for the meeting that hears of it, else put that row right by hand\n"
    )


def test_two_values_of_one_thing_in_one_reading_must_agree(root: Path, tmp_path: Path) -> None:
    one, other = sent(tmp_path / "in", VALUE), sent(tmp_path / "in", VALUE.replace("82.14", "82.41"), name="b.txt")
    code, _, err = read(one, other)
    assert code == 1
    assert err == (
        "ccpi: b.txt, sheet Dashboard, cell E8: it is another value of the same than Dashboard Q3.txt, "
        "sheet Dashboard, cell E8 has; take in the right one only\n"
    )
    code, _, err = read(one, sent(tmp_path / "in", VALUE, name="c.txt"))
    assert (code, err) == (0, "")
    assert len(rows(root, "data/observations/calls/2014-11.csv")) == 1


WRONG = {
    "dataset": "call|calls_answered|2014-11||82.14|E8",
    "indicator": "calls|calls_answerd|2014-11||82.14|E8",
    "share": "calls|calls_answered|2014-11||82.14 280/0|E8",
    "part and whole": "calls|calls_answered|2014-11||82.14 280/230|E8",
    "count": "calls|people_helped|2014-11||-3|E8",
    "digits": "calls|calls_answered|2014-11||82.1434567890123456|E8",
    "register": "words|call|2014-12-11|The line was busy.|E8",
    "meeting": "words|calls|2014-12-12|The line was busy.|E8",
    "unseen": "words|calls|2014-12-11|The line\u200b was busy.|E8",
    "formula": "words|calls|2014-12-11|=The line was busy.|E8",
}


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_cell_and_nothing_is_written(root: Path, tmp_path: Path, line: str) -> None:
    before = contents(root)
    code, _, err = read(sent(tmp_path / "in", VALUE.replace("2014-11", "2014-10"), line))
    assert (code, contents(root)) == (1, before)
    assert len(err.splitlines()) == 1
    assert "cell E8" in err or "data/registers/calls/2014-12-11.csv, row 3" in err


def test_words_become_a_row_of_the_register_with_their_source(root: Path, tmp_path: Path) -> None:
    code, _, err = read(sent(tmp_path / "in", "words|calls|2014-12-11|The line was busy.|A2"))
    assert (code, err) == (0, "")
    assert rows(root, "data/registers/calls/2014-12-11.csv")[-1] == {
        "topic": "Background",
        "period": "",
        "text": "The line was busy.",
        "source": "Dashboard Q3.txt, sheet Words, cell A2",
    }


def test_words_have_a_row_that_says_where_they_came_from(root: Path, tmp_path: Path) -> None:
    file = sent(tmp_path / "in", "words|calls|2014-12-11|The line was busy.|A2")
    _, out, _ = read(file)
    assert "written  data/intake_words/calls/2014-12-11.csv\n" in out
    (lineage,) = rows(root, "data/intake_words/calls/2014-12-11.csv")
    assert lineage == {
        "source": "Dashboard Q3.txt, sheet Words, cell A2",
        "file": "Dashboard Q3.txt",
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "sheet": "Words",
        "cell": "A2",
        "reader": "",
        "post": POST,
        "received_on": str(date.today()),
    }


def test_words_that_seem_to_name_a_person_are_asked_about_before_they_are_written(root: Path, tmp_path: Path) -> None:
    _, out, _ = read(sent(tmp_path / "in", "words|calls|2014-12-11|Contact Jane Smith.|A2"), write=False)
    assert (
        "question: Dashboard Q3.txt, sheet Words, cell A2: its words seem to name a person; name the post or team "
        "instead\n"
    ) in out


def test_other_words_from_the_same_cell_are_refused(root: Path, tmp_path: Path) -> None:
    read(sent(tmp_path / "in", "words|calls|2014-12-11|The line was busy.|A2"))
    before = contents(root)
    code, _, err = read(sent(tmp_path / "in", "words|calls|2014-12-11|The line was free.|A2"))
    assert (code, contents(root)) == (1, before)
    assert "data/registers/calls/2014-12-11.csv has other words from this place, and no row is written over" in err


def test_what_was_counted_from_records_has_its_working_paper(root: Path, tmp_path: Path) -> None:
    code, _, err = read(sent(tmp_path / "in", "calls|calls_answered|2014-11||82.14|23,687 records"))
    assert (code, err) == (0, "")
    (row,) = rows(root, "data/observations/calls/2014-11.csv")
    assert row["source"] == "Dashboard Q3.txt, 23,687 records"
    (lineage,) = rows(root, "data/intake/calls/2014-11.csv")
    working = Workbook(root).intake.working("calls", lineage["working"])
    assert [(step.words, step.left) for step in working.steps] == [("read", 100), ("of the quarter", 40)]
    assert working.statement == "SELECT\n  count(*)"


def test_how_many_records_of_people_were_counted_stands_in_no_source(root: Path, tmp_path: Path) -> None:
    read(sent(tmp_path / "in", "calls|people_helped|2014-11||3|3 records"))
    (row,) = rows(root, "data/observations/calls/2014-11.csv")
    assert row["source"] == "Dashboard Q3.txt, counted from its records"


def test_a_meeting_and_a_post_have_to_be_named(root: Path, tmp_path: Path) -> None:
    file = str(sent(tmp_path / "in", VALUE))
    before = contents(root)
    assert said("collect", "read", file, "--write", "--post", POST)[2] == (
        "ccpi: which meeting hears of it? Name its date: --for 2015-01-28\n"
    )
    assert said("collect", "read", file, "--write", "--for", NEXT)[2] == (
        "ccpi: say who takes it in: --post 'Performance Officer', the job title and no name\n"
    )
    assert "looks like a person's name" in said("collect", "read", file, "--for", NEXT, "--post", "Jane Smith")[2]
    assert "there is no meeting '2014-12-12'" in said("collect", "read", file, "--for", "2014-12-12")[2]
    assert contents(root) == before


def test_what_is_unlikely_is_asked_with_its_cell(root: Path, tmp_path: Path) -> None:
    code, out, err = read(sent(tmp_path / "in", VALUE.replace("82.14", "84.12")))
    assert (code, err) == (0, "")
    assert (
        "question: Dashboard Q3.txt, sheet Dashboard, cell E8 (calls_answered @ 2014-11): its numerator and "
        "denominator do not give it; is it so in the document?\n"
    ) in out
    assert "What is asked stays open until it is corrected or answered: ccpi collect answer\n" in out
    assert "collect answer" not in read(sent(tmp_path / "again", HELD))[1]


def test_what_is_asked_of_rows_from_one_place_says_of_which_indicator_and_period(root: Path, tmp_path: Path) -> None:
    periods = ("2014-10", "81.12"), ("2014-11", "84.37"), ("2014-12", "84.37")
    lines = (f"calls|calls_answered|{period}||{value}|E8" for period, value in periods)
    _, out, _ = read(sent(tmp_path / "in", *lines), write=False)
    place = "Dashboard Q3.txt, sheet Dashboard, cell E8 (calls_answered @"
    assert f"question: {place} 2014-12): the same value as in {place} 2014-11); was it copied?\n" in out


def test_a_file_that_nobody_can_read_is_refused_with_what_was_looked_for(root: Path, tmp_path: Path) -> None:
    code, _, err = read(sent(tmp_path / "in", VALUE, name="return.pdf"))
    assert code == 1
    assert err == (
        "ccpi: return.pdf: it is no form that ccpi collect ask wrote, no recipe of data/recipes is for it, and no "
        "measure of data/measures counts its records; draft a recipe from it: ccpi collect learn 'return.pdf', or ask "
        "for the whole form if a sheet of one was copied into this file\n"
    )
