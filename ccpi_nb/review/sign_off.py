"""The sign-off of a Part of a meeting's outputs: who, when, and for exactly which bytes."""

from datetime import date
from pathlib import Path

from ccpi_nb.domain.meeting_keys import meeting_name
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.intake.answers import asked_at
from ccpi_nb.publish.part_pages import signed_digest
from ccpi_nb.questions.asked import few_alike
from ccpi_nb.review.outputs import Outputs
from ccpi_nb.run.standing import workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import SignOff, part_given, post_given, standing, to_csv


def sign_off(root: Path, day: str, post: str, part: str, today: date) -> SignOff:
    """Record in data/sign_offs that a post stands by a Part as it is.

    InputError where the outputs are stale, questions about their data are open, or `post` is no post.
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
    refuse_open_questions(Workbook(root), day, signed_part)
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


def refuse_open_questions(workbook: Workbook, day: str, part: Part) -> None:
    """Raise InputError where questions about what a Part newly says are open; it names them."""
    if found := asked_at(workbook, workbook.meeting(day), part).open:
        what = "a question about its data is" if len(found) == 1 else f"{len(found)} questions about its data are"
        raise InputError(
            *map(str, few_alike(found)),
            f"outputs/{day}/{part.folder}: {what} open; correct the data, or say why they are right with ccpi collect "
            "answer, then sign",
        )


def question_sentences(workbook: Workbook, day: str, part: Part) -> tuple[str, ...]:
    """Return how many questions about what a Part newly says are open, and each that was accepted, with the reason.

    The reason for exempt data is only pointed to.
    """
    asked = asked_at(workbook, workbook.meeting(day), part)
    number = len(asked.open)
    how_many = (
        f"{part.folder}: {number} {'question' if number == 1 else 'questions'} open about its data; "
        "ccpi collect answer lists them"
    )
    return (
        *([how_many] if number else []),
        *(
            f"{part.folder}: {question} "
            + (
                f"Accepted by the {answer.post}; {answer.row} has the reason."
                if answer.dataset in workbook.exempt_datasets
                else answer.sentence
            )
            for question, answer in asked.accepted
        ),
    )


def sign_off_sentences(outputs: Outputs, day: str) -> tuple[str, ...]:
    """Return who has signed off each Part of a meeting, and whether that holds for what its folder has."""
    recorded = Workbook(outputs.root).sign_offs(day)
    return tuple(
        f"{part.folder}: {signed.sentence(signed_digest(outputs.hashes(part)))}"
        for part in outputs.folders
        for signed in standing(recorded, part)
    )
