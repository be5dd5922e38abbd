"""Who has signed off a Part of a meeting's outputs, and whether that still holds for what it holds now."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.cells import day
from ccpi_nb.files.strict_csv import Parser, parse_csv

COLUMNS = ("post", "signed_on", "part", "digest", "commit")
_JOINTS = re.compile(r"[,;:()/]|\s[-\u2013\u2014]\s")
_POST = re.compile(
    r"\b(?:account(?:ant|able)|advis[eo]r|analyst|auditor|chair\w*|chief|clerk|comptroller|controller|co-?ordinator|deputy|director|executive|head|"
    r"lead(?:er)?|manager|member|officer|principal|registrar|secretary|solicitor|statistician|treasurer)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Cllr|Councillor)\.?\s+[A-Z]")
_INITIAL = re.compile(r"\b[A-Z]\.(?:\s|[A-Z])")
_NAME = re.compile(r"[A-Z][a-z]+(?:[-\s][A-Z][\w'\u2019-]+){1,2}")


@dataclass(frozen=True)
class SignOff:
    """A post's word for a Part as it was on a day. `commit` is empty where what it was made from was not committed then."""

    post: str
    signed_on: date
    part: Part
    digest: str
    commit: str = ""

    def holds_for(self, digest: str) -> bool:
        return self.digest == digest

    def sentence(self, digest: str) -> str:
        """'Signed off by the Director of Corporate Services on 3 December 2014.', and whether that is void for what has this digest."""
        words = f"Signed off by the {self.post} on {day_name(self.signed_on)}"
        return f"{words}." if self.holds_for(digest) else f"{words}, and changed since: the sign-off no longer holds."


def standing(sign_offs: Iterable[SignOff], part: Part) -> tuple[SignOff, ...]:
    """The last of each post for a Part, in the order in which the posts first signed."""
    return tuple({each.post: each for each in sign_offs if each.part is part}.values())


def sign_offs_from(text: str, file: str) -> tuple[SignOff, ...]:
    columns: dict[str, Parser] = {
        "post": a_post,
        "signed_on": day,
        "part": a_part,
        "digest": _digest,
        "commit": _commit,
    }
    return tuple(SignOff(**record.values) for record in parse_csv(text, columns, file))


def to_csv(sign_offs: Iterable[SignOff]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in sign_offs:
        writer.writerow((each.post, each.signed_on, each.part.folder, each.digest, each.commit))
    return text.getvalue()


def a_post(text: str) -> str:
    """The name of a post; ValueError where it looks like that of a person."""
    first, *others = (each.strip() for each in _JOINTS.split(text))
    if "@" in text or re.search(r"\d{5}", re.sub(r"\s", "", text)):
        raise ValueError(f"'{text}' has an e-mail address or a phone number in it; give the post only")
    if not _POST.search(first) or _TITLE.search(text) or _INITIAL.search(text) or any(map(_NAME.fullmatch, others)):
        raise ValueError(
            f"'{text}' looks like a person's name; give the post only: 'Director of Corporate Services', 'Head of Policy and Research'"
        )
    return text


def a_part(text: str) -> Part:
    """A Part by the name of its folder."""
    folders = {part.folder: part for part in Part}
    if text not in folders:
        raise ValueError(f"there is no part '{text}'; {did_you_mean(text, folders)}")
    return folders[text]


def post_given(text: str) -> str:
    """The post that somebody gave; InputError where it is none."""
    try:
        return a_post(" ".join(text.split()))
    except ValueError as problem:
        raise InputError(str(problem)) from None


def part_given(text: str) -> Part:
    try:
        return a_part(text)
    except ValueError as problem:
        raise InputError(str(problem)) from None


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError(f"'{text}' is no digest; ccpi sign-off writes it")
    return text


def _commit(text: str) -> str:
    if not re.fullmatch("(?:[0-9a-f]{7,64})?", text):
        raise ValueError(f"'{text}' is no commit; ccpi sign-off writes it")
    return text
