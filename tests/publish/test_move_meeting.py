"""A meeting moved to another day, with all that hangs on it."""

from datetime import date
from pathlib import Path

import pytest
from builders import refusal, refusals
from real import contents, copy_of_workbook
from small import NEXT, SPECIAL, two_meetings

from ccpi_nb.publish import move_meeting as module
from ccpi_nb.publish.move_meeting import move_meeting
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook.inputs import Workbook

OLD, LATER, TODAY = "2014-12-11", "2014-12-18", date(2014, 12, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_of_workbook(tmp_path)


LINEAGE = """\
source,file,sha256,sheet,cell,reader,post,received_on
{source},words.xlsx,{sha256},procurement,A5,register,Performance Officer,2014-12-01
"""


def words_at(root: Path, day: str) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in root.glob(f"data/registers/*/{day}.csv")}


def test_every_register_goes_with_its_meeting_and_nothing_is_a_problem(root: Path) -> None:
    before = words_at(root, OLD)
    first = Workbook(root).registers.updates("procurement", OLD)[0]
    (root / f"data/intake_words/procurement/{OLD}.csv").parent.mkdir(parents=True)
    (root / f"data/intake_words/procurement/{OLD}.csv").write_text(
        LINEAGE.format(source=f'"{first.source}"', sha256="0" * 64), encoding="utf-8"
    )
    reports = [report.item for report in Workbook(root).meeting(OLD).reports]
    move_meeting(Workbook(root), OLD, LATER, TODAY)
    assert problems_of(Workbook(root)) == ()
    assert [report.item for report in Workbook(root).meeting(LATER).reports] == reports
    after = words_at(root, LATER)
    assert after.keys() == before.keys()
    assert {name for name in before if after[name] != before[name]} == {"follow_ups", "follow_ups_btls_governance"}
    assert not words_at(root, OLD)
    assert (root / f"data/intake_words/procurement/{LATER}.csv").is_file()  # and `problems_of` found its words there
    assert not (root / "params/2014-12-11.yaml").exists()


def test_coverage_promises_and_notebooks_name_the_new_day(root: Path) -> None:
    move_meeting(Workbook(root), OLD, LATER, TODAY)
    workbook = Workbook(root)
    assert "params/2014-12-18.yaml" in {section.elsewhere for section in workbook.coverage}
    assert OLD not in {follow_up.came for follow_up in workbook.follow_ups}
    assert LATER in {follow_up.came for follow_up in workbook.follow_ups}
    for notebook in ("procurement_dashboard", "blue_badge_recovery"):
        text = (root / f"notebooks/{notebook}.ipynb").read_text(encoding="utf-8")
        assert "2014-12-18" in text


def test_minutes_of_the_meeting_in_a_later_agenda_are_of_the_new_day(root: Path) -> None:
    move_meeting(Workbook(root), "2014-10-01", "2014-10-08", TODAY)
    workbook = Workbook(root)
    (minutes,) = [item for item in workbook.agenda(str(OLD)).items if item.minutes_of]
    assert (minutes.minutes_of, "8 October 2014" in minutes.title) == ("2014-10-08", True)
    assert "2014-10-08" in workbook.registers.meetings("minutes")


def test_a_meeting_brought_forward_says_what_is_not_known_by_then(root: Path) -> None:
    moved = move_meeting(Workbook(root), OLD, "2014-12-04", TODAY)
    late = [remark for remark in moved.remarks if "not known by 4 December 2014" in remark]
    assert any(remark.startswith("data/observations/procurement/") for remark in late)
    assert any("notice" in remark and "was due by" in remark for remark in moved.remarks)


def test_a_meeting_makes_room_for_another_on_its_day(root: Path) -> None:
    moved = move_meeting(Workbook(root), OLD, f"{OLD}-pm", TODAY)
    assert problems_of(Workbook(root)) == ()
    assert Workbook(root).meeting(f"{OLD}-pm").date == date(2014, 12, 11)
    assert not [remark for remark in moved.remarks if "the old day still stands" in remark]
    assert f"params/{OLD}.yaml -> params/{OLD}-pm.yaml" in moved.files


def test_one_of_two_meetings_of_a_day_moves_and_the_other_stays_as_it_is(tmp_path: Path) -> None:
    root = two_meetings(tmp_path)
    (root / "data/releases.csv").write_text(
        "meeting,file,match,reason,post,released_on\n"
        + "".join(f"{key},*,71.2%,Known,Head of Policy,2014-12-01\n" for key in (OLD, SPECIAL)),
        encoding="utf-8",
    )
    assert problems_of(Workbook(root)) == ()
    first = {
        file: content for file, content in contents(root).items() if f"{OLD}." in file and "follow_ups" not in file
    }
    move_meeting(Workbook(root), SPECIAL, LATER, TODAY)
    moved = Workbook(root)
    assert problems_of(moved) == ()
    assert moved.meeting_keys == (OLD, LATER, NEXT)
    assert {file: contents(root)[file] for file in first} == first
    assert [release.meeting for release in moved.releases] == [OLD, LATER]
    assert [follow_up.came for follow_up in moved.follow_ups if follow_up.came] == [LATER]
    (minutes,) = moved.agenda(NEXT).items
    assert (minutes.minutes_of, minutes.title) == (LATER, "Minutes of the Special Meeting held on 18 December 2014")


def test_the_first_of_two_meetings_moves_with_its_minutes_alone(tmp_path: Path) -> None:
    root = two_meetings(tmp_path)
    move_meeting(Workbook(root), OLD, "2014-12-10", TODAY)
    moved = Workbook(root)
    assert [item.minutes_of for key in (SPECIAL, NEXT) for item in moved.agenda(key).items if item.minutes_of] == [
        "2014-12-10",
        SPECIAL,
    ]
    assert [moved.agenda(key).items[0].title for key in (SPECIAL, NEXT)] == [
        "Minutes of the Meeting held on 10 December 2014",
        "Minutes of the Special Meeting held on 11 December 2014",
    ]


def test_the_first_of_two_meetings_does_not_go_behind_the_one_that_takes_its_minutes(tmp_path: Path) -> None:
    root = two_meetings(tmp_path)
    before = contents(root)
    sentences = refusals(move_meeting, Workbook(root), OLD, f"{OLD}-zulu", TODAY)
    assert any("which is not before this meeting" in sentence for sentence in sentences)
    assert contents(root) == before


@pytest.mark.parametrize("there", ["params/2014-12-18.yaml", "data/registers/procurement/2014-12-18.csv"])
def test_a_day_that_has_anything_already_is_refused_and_nothing_is_changed(root: Path, there: str) -> None:
    (root / there).write_text("date: 2014-12-18\n", encoding="utf-8")
    before = contents(root)
    assert f"{there} is there already, and nothing was changed; choose another day, or another word" in refusal(
        move_meeting, Workbook(root), OLD, LATER, TODAY
    )
    assert contents(root) == before


def test_a_meeting_is_not_moved_before_the_one_whose_minutes_it_takes(root: Path) -> None:
    before = contents(root)
    sentences = refusals(move_meeting, Workbook(root), OLD, "2014-09-01", TODAY)
    assert any("which is not before this meeting" in sentence for sentence in sentences)
    assert contents(root) == before


@pytest.mark.parametrize("writes", [0, 1, 5, 12])
def test_a_full_disk_leaves_everything_as_it_was(root: Path, writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, done, write = contents(root), [], module.write_file

    def fails(path: Path, content: bytes) -> None:
        done.append(path)
        if len(done) == writes + 1:
            raise OSError(28, "No space left on device", str(path))
        write(path, content)

    monkeypatch.setattr(module, "write_file", fails)
    with pytest.raises(OSError, match="No space left"):
        move_meeting(Workbook(root), OLD, LATER, TODAY)
    assert contents(root) == before


def test_sign_offs_go_along_byte_for_byte(root: Path) -> None:
    signed = root / "data/sign_offs/2014-12-11.csv"
    signed.parent.mkdir(exist_ok=True)
    signed.write_bytes(b"part,sign_off\r\n")
    move_meeting(Workbook(root), OLD, LATER, TODAY)
    assert (root / "data/sign_offs/2014-12-18.csv").read_bytes() == b"part,sign_off\r\n"
