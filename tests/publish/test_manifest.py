"""What a manifest answers: is this the folder, and why may a file come out otherwise."""

from dataclasses import replace

import pytest
from builders import making, manifest

from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.git import Commit
from ccpi_nb.publish.manifest import WITHHELD, Tools, shown_to

HELD = {"calls.csv": "1", "calls.pdf": "2"}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (HELD, ()),
        (HELD | {"calls.pdf": "9"}, ("calls.pdf was changed by hand",)),
        ({"calls.csv": "1"}, ("calls.pdf is missing",)),
        (HELD | {"more.csv": "3"}, ("more.csv is in no manifest",)),
        ({}, ("calls.csv is missing", "calls.pdf is missing")),
    ],
)
def test_a_folder_deviates_by_every_file_that_is_other_than_it_was_made(
    found: dict[str, str], said: tuple[str, ...]
) -> None:
    assert manifest(files=HELD).deviations(found) == said


def test_a_file_comes_out_otherwise_by_what_was_read_for_it_and_for_no_other() -> None:
    before = manifest(making("a.csv", first="1", shared="1"), making("b.csv", second="1", shared="1"))
    now = manifest(making("a.csv", first="2", shared="1"), making("b.csv", second="1", shared="1"))
    assert before.reasons(now, "a.csv") == ("first.csv changed",)
    assert before.reasons(now, "b.csv") == ()
    assert before.reasons(now, "ro-crate-metadata.json") == ("first.csv changed",)


def test_what_came_and_went_is_named_apart_from_what_changed() -> None:
    before, now = manifest(making("a.csv", kept="1", old="1")), manifest(making("a.csv", kept="2", new="1"))
    assert before.reasons(now, "a.csv") == ("kept.csv changed", "new.csv came", "old.csv went")


def test_of_many_names_the_first_are_said_and_the_others_counted() -> None:
    before, now = manifest(making("a.csv")), manifest(making("a.csv", **{f"n{number}": "1" for number in range(10)}))
    assert before.reasons(now, "a.csv") == (
        "n0.csv, n1.csv, n2.csv, n3.csv, n4.csv, n5.csv, n6.csv, n7.csv and 2 more came",
    )


def test_tools_say_which_of_them_changed() -> None:
    before, now = (
        Tools("1", "1", {"typst": "0.14", "numpy": "2.4"}),
        Tools("2", "2", {"typst": "0.15", "scipy": "1.17"}),
    )
    assert tuple(before.changes(now)) == (
        "the package's code changed",
        "numpy was 2.4 and is missing",
        "scipy was missing and is 1.17",
        "typst was 0.14 and is 0.15",
        "requirements.lock changed",
    )
    assert tuple(before.changes(before)) == ()


def test_manifests_say_the_same_whatever_commit_they_are_of() -> None:
    own = manifest(commit=Commit("a", clean=True))
    assert own.says_the_same(replace(own, commit=None))
    assert not own.says_the_same(manifest(making("calls.csv", data="2"), commit=own.commit))


def test_a_hash_that_is_withheld_is_no_change_and_is_filled_in_where_it_is_known() -> None:
    before, now = manifest(making("a.csv", kept=WITHHELD)), manifest(making("a.csv", kept="2"))
    assert before.reasons(now, "a.csv") == (
        "whether data or a notebook changed is not known, since a public manifest has no hash of them",
    )
    assert before.with_hashes({"kept.csv": "1", "other.csv": "3"}).reasons(now, "a.csv") == ("kept.csv changed",)


@pytest.mark.parametrize("name", ["data/observations/x/2014-10.csv", "data/claims.csv", "notebooks/x.ipynb"])
def test_the_public_has_no_hash_of_data_and_notebooks(name: str) -> None:
    inputs = {name: "1", "params/2014-12-11.yaml": "2"}
    assert shown_to(Part.PUBLIC, inputs) == {name: WITHHELD, "params/2014-12-11.yaml": "2"}
    assert shown_to(Part.EXEMPT, inputs) == inputs
