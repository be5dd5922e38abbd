"""`ccpi collect ask`: a form and the text of an e-mail for each post, written beside what the workbook holds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ccpi_nb.domain.meetings import Meeting
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.forms.asked import NOT_SET, Asked, asked_of, by_owner
from ccpi_nb.forms.request import Request
from ccpi_nb.forms.writing import render_form
from ccpi_nb.workbook.inputs import Workbook

FORMS = "forms"
# Forms show what is exempt, and what came back may hold more than it should.
_NOT_FOR_GIT = b"*\n!.gitignore\n"
RESTRICTED = "restricted"


@dataclass(frozen=True)
class Asking:
    """The forms of a meeting: the contents of the files by their names in the folder, and what to know about them."""

    files: Mapping[str, bytes]
    remarks: tuple[str, ...]


def asking_for(workbook: Workbook, key: str) -> Asking:
    """Return the forms and e-mails for what a meeting still awaits: a form for each post, or two where some is exempt.

    InputError where it awaits nothing.
    """
    agenda = workbook.agenda(workbook.known_meeting(key))
    waited = [one for one in asked_of(workbook, key) if one.known is None or one.waits_for_comment]
    if not waited:
        raise InputError(
            f"params/{key}.yaml: no figure is awaited that has not come; name what a report waits for under 'awaits', "
            "as ccpi help meetings says, or see what has come: ccpi collect status"
        )
    requests = tuple(_requests(workbook, agenda, waited))
    files: dict[str, bytes] = {}
    for request in requests:
        stem = _stem(request)
        files |= {f"{stem}.xlsx": render_form(request), f"{stem}.txt": _mail(request, Path(stem).name).encode()}
    return Asking(files, tuple(_remarks(requests)))


def write_forms(workbook: Workbook, asking: Asking, folder: Path) -> tuple[str, ...]:
    """Write the forms into a folder and return the names of those that were not there yet.

    InputError, and nothing written, where a file is there and is another: somebody may have filled it in.
    """
    _refuse_place(workbook, folder)
    refuse(
        f"{folder / name}: it is there already and is not what is asked for now; somebody may have filled it in, so "
        "nothing was written: read it, move it away, or name another folder with --out"
        for name, content in asking.files.items()
        if (folder / name).exists() and (folder / name).read_bytes() != content
    )
    new = tuple(name for name in asking.files if not (folder / name).exists())
    top = workbook.root / FORMS if folder.resolve().is_relative_to((workbook.root / FORMS).resolve()) else folder
    if top.resolve().is_relative_to(workbook.root.resolve()) and not (top / ".gitignore").exists():
        write_file(top / ".gitignore", _NOT_FOR_GIT)
    for name in new:
        write_file(folder / name, asking.files[name])
    return new


def _refuse_place(workbook: Workbook, folder: Path) -> None:
    inside, root = folder.resolve(), workbook.root.resolve()
    taken = (root, *(root / name for name in (*WORKBOOK_FOLDERS, "outputs")))
    if inside == root or any(inside.is_relative_to(place) for place in taken[1:]):
        raise InputError(f"{folder}: forms are no part of the workbook; name a folder of their own with --out")


def _requests(workbook: Workbook, agenda: Meeting, asked: Iterable[Asked]) -> Iterator[Request]:
    for owner, own in by_owner(asked).items():
        for is_exempt in (False, True):
            part = tuple(one for one in own if (one.dataset in workbook.exempt_datasets) is is_exempt)
            if part:
                yield Request(agenda, owner, part, is_exempt)


def _stem(request: Request) -> str:
    """Return a form's name without its ending: '2015-01-28-head-of-procurement'.

    An exempt one has a folder of its own, and its name says so too, since files are moved about.
    """
    owner = "-".join(re.findall(r"[a-z0-9]+", request.owner.lower()))
    stem = f"{request.meeting.key}-{owner}"
    return f"{RESTRICTED}/{stem}-not-for-publication" if request.is_exempt else stem


def _mail(request: Request, stem: str) -> str:
    """Return the text of an e-mail that goes with a form: to a post, without names or addresses."""
    day, count = request.meeting.day, len(request.asked)
    figures = "1 figure" if count == 1 else f"{count} figures"
    by = f" by {day_name(request.due)}" if request.due else ""
    to = "whoever answers for these figures" if request.owner == NOT_SET else request.owner
    restriction = f"{request.restriction}\nSend it by a secure way, and only to those who may see it.\n\n"
    return (
        f"To: {to}\n"
        f"Subject: Figures for the meeting on {day}{f': please send{by}' if by else ''}\n"
        f"Attachment: {stem}.xlsx\n\n"
        f"{restriction if request.is_exempt else ''}"
        "Hello,\n\n"
        f"{request.meeting.name} awaits {figures} from you:\n\n{_listed(request.asked)}\n"
        f"Please fill in the attached form and send it back{by}. Its first sheet says how. "
        "If you do not have everything yet, send what you have. "
        "If a figure misses its target, please say why and what you do about it.\n\n"
        "Please do not type the figures into the e-mail, and do not give names of people in the form.\n\n"
        "Thank you\n"
    )


def _listed(asked: Iterable[Asked]) -> str:
    """Return what is asked for, a line for each measure with its periods."""
    periods: dict[str, dict[str, None]] = {}
    for one in asked:
        periods.setdefault(one.indicator.name, {})[one.period.in_sentence] = None
    return "".join(f"- {name} ({'; '.join(own)})\n" for name, own in periods.items())


def _remarks(requests: Iterable[Request]) -> Iterator[str]:
    for request in requests:
        datasets = dict.fromkeys(one.dataset for one in request.asked)
        if request.owner == NOT_SET:
            files = ", ".join(f"data/collections/{dataset}.yaml" for dataset in datasets)
            yield f"no file says who answers for some of {', '.join(datasets)}; write 'owner: Head of ...' into {files}"
        if request.is_exempt:
            yield f"the form for '{request.owner}' in the folder {RESTRICTED} is not for publication; send it securely"


def folder_for(workbook: Workbook, key: str) -> Path:
    """Return where a meeting's forms are written if no other folder is named."""
    return workbook.root / FORMS / key
