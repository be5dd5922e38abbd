"""A sign-off of real outputs: it holds while every byte does."""

from datetime import date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builders import refusal
from real import contents, copy_of_workbook, edit, leave_out_reports

from ccpi_nb.domain.meetings import Part
from ccpi_nb.review.outputs import Outputs
from ccpi_nb.review.sign_off import sign_off, sign_off_sentences
from ccpi_nb.run.meeting_run import Orders, run_meeting
from ccpi_nb.workbook.inputs import Workbook

DAY = "2014-12-11"
DATA = "data/observations/health_assessments/2014-11-09.csv"
POST = "Director of Corporate Services"
TODAY = date(2014, 12, 3)
HOLDS = f"Signed off by the {POST} on 3 December 2014."
VOID = f"Signed off by the {POST} on 3 December 2014, and changed since: the sign-off no longer holds."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workbook with one report in each Part, before its run."""
    root = copy_of_workbook(tmp_path)
    leave_out_reports(
        root / "params" / f"{DAY}.yaml", "procurement_dashboard", "corporate_performance", "blue_badge_recovery"
    )
    return root


def run(root: Path) -> None:
    run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())


def said(root: Path) -> tuple[str, ...]:
    return sign_off_sentences(Outputs.under(root, root / "outputs" / DAY), DAY)


def front_page(root: Path, part: str) -> str:
    page = (root / "outputs" / DAY / part / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(page, "html.parser").get_text()


def test_one_changed_digit_voids_a_sign_off_and_changed_back_it_holds_again(root: Path) -> None:
    run(root)
    before = contents(root / "outputs" / DAY)
    signed = sign_off(root, DAY, POST, "public", TODAY)
    assert (signed.part, signed.commit) == (Part.PUBLIC, "")
    assert said(root) == (f"public: {HOLDS}",)

    run(root)
    after = contents(root / "outputs" / DAY)
    # Both front pages are made from the file of sign-offs, as their manifests say; only the one of Part I says anything
    # of it.
    changed = {"public/index.html", "public/ro-crate-metadata.json", "restricted/ro-crate-metadata.json"}
    assert {name for name in after if before[name] != after[name]} == changed
    assert HOLDS in front_page(root, "public")
    assert "Signed off" not in front_page(root, "restricted")

    edit(root / DATA, "68.6", "68.7")
    assert "is not up to date: data/observations/health_assessments/2014-11-09.csv changed; run ccpi run" in refusal(
        sign_off, root, DAY, POST, "public", TODAY
    )
    run(root)
    assert said(root) == (f"public: {VOID}",)
    assert VOID in front_page(root, "public")

    edit(root / DATA, "68.7", "68.6")
    run(root)
    assert said(root) == (f"public: {HOLDS}",)
    assert contents(root / "outputs" / DAY) == after

    # Part II is signed off apart, and the public does not learn of it.
    sign_off(root, DAY, "Head of Core Business Systems", "restricted", TODAY)
    run(root)
    assert "Head of Core Business Systems" in front_page(root, "restricted")
    assert {name: own for name, own in contents(root / "outputs" / DAY).items() if name.startswith("public/")} == {
        name: own for name, own in after.items() if name.startswith("public/")
    }
    assert [each.post for each in Workbook(root).sign_offs(DAY)] == [POST, "Head of Core Business Systems"]
    assert (
        refusal(sign_off, root, DAY, POST, "public", TODAY)
        == f"outputs/{DAY}/public is already signed off by the {POST}, on 3 December 2014"
    )


def test_what_was_never_made_can_t_be_signed_off(root: Path) -> None:
    assert refusal(sign_off, root, DAY, POST, "public", TODAY).startswith(
        f"outputs/{DAY} is not up to date: it has not been made yet; run ccpi run"
    )


@pytest.mark.parametrize(
    ("post", "part", "why"),
    [
        ("Jane Smith", "public", "looks like a person's name"),
        (POST, "publc", "there is no part 'publc'; did you mean 'public'?"),
    ],
)
def test_a_person_or_an_unknown_part_is_refused_first(root: Path, post: str, part: str, why: str) -> None:
    assert why in refusal(sign_off, root, DAY, post, part, TODAY)
    assert not (root / "data/sign_offs").exists()
