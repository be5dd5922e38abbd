"""What posts answer for: sign-offs of a Part, releases from the gate, and data that are right though a rule asks."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow, Indicator
from ccpi_nb.domain.meeting_keys import meeting_key
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import InputError
from ccpi_nb.files.cells import Filled, day, known
from ccpi_nb.files.strict_csv import column_names, rows_from
from ccpi_nb.questions.answers import Answer
from ccpi_nb.workbook.indicators import key_of

_JOINTS = re.compile(r"[,;:()/]|\s[-\u2013\u2014]\s")
_POST = re.compile(
    r"\b(?:account(?:ant|able)|advis[eo]r|analyst|auditor|chair\w*|chief|clerk|comptroller|controller|co-?ordinator|deputy|"
    r"director|executive|head|"
    r"lead(?:er)?|manager|member|officer|principal|registrar|secretary|solicitor|statistician|treasurer)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Cllr|Councillor)\.?\s+[A-Z]")
_INITIAL = re.compile(r"\b[A-Z]\.(?:\s|[A-Z])")
_PERSON = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Cllr)\.?\s+[A-Z]|(?:[A-Z]\.\s?)+[A-Z][\w'\u2019-]+$")
_BODY = re.compile(
    r"\b(?i:advisory|agency|assets?|association|audit|authority|board|bank|borough|cabinet|care|cent(?:er|re)|city|college|"
    r"committee|communications|company|constabulary|consulting|council|department|development|digital|directorate|"
    r"district|division|education|facilities|finance|foundation|government|group|health|highways?|housing|human|"
    r"information|institute|legal|library|limited|local|ltd|management|ministry|network|nhs|office|ofsted|panel|"
    r"parish|partners(?:hip)?|payroll|planning|plc|police|policy|procurement|property|public|records|resources|school|"
    r"secretariat|services?|skills|social|solutions|support|systems|team|technology|transport|treasury|trust|unit|"
    r"university|working|youth)\b|\b[A-Z]{2,}\b"
)
_WORD = r"[A-Z][\w'\u2019-]*[a-z]"
# In a sentence: a title with the words after it, and whom somebody is to ask.
_TITLED = re.compile(
    rf"\b(?:[Mm]rs?|Ms|Miss|Mx|Dr|Prof|Professor|[Cc]llr|Councillor)\.?\s+(?P<name>(?:[A-Z]\.?\s+){{0,3}}{_WORD}(?:\s\w+){{0,3}})"
)
_ASKED_FOR = re.compile(
    rf"\b(?i:contact|ask for|e-?mail|phone|ring|speak (?:to|with)|(?:led|run|written|covered) by)\s+"
    rf"(?P<name>{_WORD}\s+{_WORD}(?:\s\w+){{0,2}})"
)
_NO_PERSON = re.compile(
    r"\b(?i:academy|act|avenue|blue|building|call|charter|church|close|college|county|court|drive|forum|grants?|hall|"
    r"hospital|house|infirmary|lane|north|portal|practice|project|road|south|square|street|surgery|town|village)\b"
)
_NAME = re.compile(r"[A-Z][a-z]+(?:[-\s][A-Z][\w'\u2019-]+){1,2}")


def a_post(text: str) -> str:
    """Return the name of a post; ValueError where it looks like that of a person."""
    first, *others = (part.strip() for part in _JOINTS.split(text))
    if "@" in text or re.search(r"\d{5}", re.sub(r"\s", "", text)):
        raise ValueError(f"'{text}' has an e-mail address or a phone number in it; give the post only")
    if not _POST.search(first) or _TITLE.search(text) or _INITIAL.search(text) or any(map(_NAME.fullmatch, others)):
        raise ValueError(
            f"'{text}' looks like a person's name; give the post only: 'Director of Corporate Services', "
            "'Head of Policy and Research'"
        )
    return text


def post_or_body(text: str) -> str:
    """Return who is to do something; ValueError for what is surely the name of a person: 'Mrs Smith', 'J. Smith'."""
    if _PERSON.match(text):
        raise ValueError(f"'{text}' is a person's name; name the post, team or firm instead")
    return text


def may_be_a_person(text: str) -> bool:
    """Return whether a text looks like a person's name: 'Jane Smith', and no word of it is of a post or a body."""
    return bool(_NAME.fullmatch(text)) and not (_POST.search(text) or _BODY.search(text))


def names_a_person(text: str) -> bool:
    """Return whether a sentence names a person by a title: 'Mrs Smith is on leave.', but not 'Dr Bell's School'."""
    return _is_named(_TITLED, text)


def may_name_a_person(text: str) -> bool:
    """Return whether a sentence seems to name a person: by a title, or as whom to ask: 'Contact Jane Smith.'"""
    return names_a_person(text) or _is_named(_ASKED_FOR, text)


def _is_named(pattern: re.Pattern[str], text: str) -> bool:
    names = (match["name"] for match in pattern.finditer(text))
    return not all(any(other.search(name) for other in (_POST, _BODY, _NO_PERSON)) for name in names)


def a_part(text: str) -> Part:
    """Return a Part by the name of its folder; ValueError for any other text."""
    folders = {part.folder: part for part in Part}
    return folders[known("part", folders)(text)]


def _digest(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError(f"'{text}' is no digest; ccpi sign-off writes it")
    return text


def _commit(text: str) -> str:
    if not re.fullmatch("(?:[0-9a-f]{7,64})?", text):
        raise ValueError(f"'{text}' is no commit; ccpi sign-off writes it")
    return text


@dataclass(frozen=True)
class SignOff:
    """A post's sign-off of a Part as it was on a day.

    `commit` is empty where what it was made from was not committed then.
    """

    post: Annotated[str, a_post]
    signed_on: Annotated[date, day]
    part: Annotated[Part, a_part]
    digest: Annotated[str, _digest]
    commit: Annotated[str, _commit] = ""

    def holds_for(self, digest: str) -> bool:
        """Return whether the sign-off holds for outputs of this digest."""
        return self.digest == digest

    def sentence(self, digest: str) -> str:
        """Return the sign-off as a sentence, which adds that it no longer holds where the outputs have another digest.

        'Signed off by the Director of Corporate Services on 3 December 2014.'
        """
        words = f"Signed off by the {self.post} on {day_name(self.signed_on)}"
        return f"{words}." if self.holds_for(digest) else f"{words}, and changed since: the sign-off no longer holds."


@dataclass(frozen=True)
class Release:
    """What a post let pass the gate: a text that coincides with something exempt and gives nothing away.

    `file` is a pattern of names of a meeting's public files: '06-*', or '*' for all; or of pages of the website:
    'site/indicators/*'. Shown in Part II only.
    """

    meeting: Annotated[str, meeting_key]
    file: Filled
    match: Filled
    reason: Filled
    post: Annotated[str, a_post]
    released_on: Annotated[date, day]
    row: DataRow


def releases_from(text: str, file: str) -> tuple[Release, ...]:
    """Return the releases in a file's text; InputError lists everything that is wrong with it."""
    return rows_from(Release, text, file)


def answers_from(
    text: str, file: str, indicators: Mapping[str, Indicator], datasets: Collection[str]
) -> tuple[Answer, ...]:
    """Return the answers in a file's text; InputError lists everything that is wrong with it.

    `datasets` are the names of datasets and registers. Words have no indicator, and a target may be of any dataset.
    """
    indicator, dataset = key_of(indicators), known("dataset", datasets)
    return rows_from(
        Answer,
        text,
        file,
        indicator=lambda cell: cell and indicator(cell),
        dataset=lambda cell: cell and dataset(cell),
        post=a_post,
    )


def answers_csv(answers: Iterable[Answer]) -> str:
    """Return answers as the text of their CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = column_names(Answer)
    writer.writerow(names)
    writer.writerows([getattr(answer, name) for name in names] for answer in answers)
    return text.getvalue()


def standing(sign_offs: Iterable[SignOff], part: Part) -> tuple[SignOff, ...]:
    """Return the last sign-off of each post for a Part, in the order in which the posts first signed."""
    return tuple({sign_off.post: sign_off for sign_off in sign_offs if sign_off.part is part}.values())


def sign_offs_from(text: str, file: str) -> tuple[SignOff, ...]:
    """Return the sign-offs in a file's text; InputError lists everything that is wrong with it."""
    return rows_from(SignOff, text, file)


def to_csv(sign_offs: Iterable[SignOff]) -> str:
    """Return sign-offs as the text of their CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column_names(SignOff))
    for sign_off in sign_offs:
        writer.writerow((sign_off.post, sign_off.signed_on, sign_off.part.folder, sign_off.digest, sign_off.commit))
    return text.getvalue()


def post_given(text: str) -> str:
    """Return the post that somebody gave; InputError where it is none."""
    try:
        return a_post(" ".join(text.split()))
    except ValueError as problem:
        raise InputError(str(problem)) from None


def part_given(text: str) -> Part:
    """Return the Part that somebody gave by the name of its folder; InputError where it is none."""
    try:
        return a_part(text)
    except ValueError as problem:
        raise InputError(str(problem)) from None
