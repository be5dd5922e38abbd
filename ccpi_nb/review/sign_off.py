"""The sign-off of a Part of a meeting's outputs: who, when, and for exactly which bytes."""

from datetime import date
from pathlib import Path

from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.publish.signed import signed_digest
from ccpi_nb.review.outputs import Outputs
from ccpi_nb.run.standing import workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import SignOff, part_given, post_given, standing, to_csv


def sign_off(root: Path, day: str, post: str, part: str, today: date) -> SignOff:
    """Record in data/sign_offs that a post stands by a Part as it is.

    InputError where the outputs are stale or `post` is no post.
    """
    whose, signed_part = post_given(post), part_given(part)
    store = Store(root / "outputs", day)
    with workbook_now(root) as now:
        why = store.stale_outputs(now)
    if why:
        raise InputError(
            f"outputs/{day} is not up to date: {why[0]}; run ccpi run {day}, read what it made, and sign that"
        )
    outputs = Outputs.under(root, store.final)
    if signed_part not in outputs.folders:
        raise InputError(f"the meeting of {meeting_name(day)} has nothing {signed_part.folder} to sign off")
    commit = outputs.manifest(signed_part).commit
    new = SignOff(
        whose,
        today,
        signed_part,
        signed_digest(outputs.hashes(signed_part)),
        commit.name if commit and commit.clean else "",
    )
    recorded = Workbook(root).sign_offs(day)
    for earlier in standing(recorded, signed_part):
        if earlier.post == new.post and earlier.holds_for(new.digest):
            raise InputError(
                f"outputs/{day}/{signed_part.folder} is already signed off by the {earlier.post}, "
                f"on {day_name(earlier.signed_on)}"
            )
    write_file(root / f"data/sign_offs/{day}.csv", to_csv([*recorded, new]).encode())
    return new


def sign_off_sentences(outputs: Outputs, day: str) -> tuple[str, ...]:
    """Return who has signed off each Part of a meeting, and whether that holds for what its folder has."""
    recorded = Workbook(outputs.root).sign_offs(day)
    return tuple(
        f"{part.folder}: {signed.sentence(signed_digest(outputs.hashes(part)))}"
        for part in outputs.folders
        for signed in standing(recorded, part)
    )
