"""`ccpi collect example`: a folder with what services send for a meeting, all made up, and what reads it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

from ccpi_nb.domain.meetings import Meeting
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.examples.answers import filled
from ccpi_nb.examples.records import Shares, calls, invoices
from ccpi_nb.examples.spreadsheets import contractor_levels, corporate_return, procurement_dashboard
from ccpi_nb.examples.words import words_of
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.forms.asked import asked_of, by_owner
from ccpi_nb.forms.request import Request
from ccpi_nb.meeting.report_data import source_of
from ccpi_nb.notebook.data_read import datasets_read
from ccpi_nb.workbook.inputs import Workbook

MEETING = "2015-01-28"
_REASON = "They were made to try how the workbook takes in what services send."
_READ_ME = """\
MADE UP. Everything in this folder was made by ccpi collect example, to try how the workbook takes in what services
send for a meeting. None of it is the council's data, and no record is of a person.

Read it with: ccpi collect read FILE... --for {meeting}
"""
# Quarter 2 as the council published it, and October as it did; November and December are made up.
# Together they are the quarter's.
_JULY, _AUGUST, _SEPTEMBER = Shares(3160, 7541, 402), Shares(3391, 7766, 361), Shares(3604, 7970, 344)
_OCTOBER, _NOVEMBER, _DECEMBER = Shares(4117, 7999, 510), Shares(3720, 8051, 466), Shares(3904, 8213, 402)


def write_example(workbook: Workbook, folder: Path) -> Mapping[str, str]:
    """Write made-up inputs into a new folder, and what reads them into the workbook.

    Return what became of each file: 'made', 'changed' or 'there'.

    The meeting says from then on that its figures are made up. InputError, and nothing written, where the workbook has
    no such meeting, where other files of these names are there, or where `folder` is there.
    """
    root = workbook.root
    if MEETING not in workbook.meeting_keys:
        raise InputError(f"there is no meeting of {MEETING}, for which this is; make it: ccpi new meeting {MEETING}")
    inside = folder.resolve()
    if folder.exists() or any(inside.is_relative_to(root.resolve() / name) for name in (*WORKBOOK_FOLDERS, "outputs")):
        raise InputError(f"{folder}: it is there already, or is part of the workbook; name a new folder outside of it")
    definitions = {f"data/{name}": content for name, content in _definitions()}
    refuse(
        f"{file}: it is there already and is another; move it away, or try this in a copy of the workbook"
        for file, content in definitions.items()
        if (root / file).exists() and (root / file).read_bytes() != content
    )
    written = definitions | _marked(workbook)
    before = {file: (root / file).read_bytes() for file in written if (root / file).exists()}
    for file, content in written.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        write_file(root / file, content)
    sent = received_files(Workbook(root))
    folder.mkdir(parents=True)
    for name, content in sent.items():
        write_file(folder / name, content)
    fates = {file: "made" if file not in before else "changed" for file in written}
    fates |= {file: "there" for file, content in before.items() if content == written[file]}
    return fates | {str(folder / name): "made" for name in sent}


def _marked(workbook: Workbook) -> dict[str, bytes]:
    """Return the files of the meeting, and of later ones that read a dataset of it, which say that it is made up."""
    agenda = workbook.agenda(MEETING)
    filled = {awaited.dataset for report in agenda.reports for awaited in report.awaits}
    marked = {}
    for later in (each for each in workbook.agendas if each.date >= agenda.date and not each.made_up):
        sources = (source for report in later.reports if (source := source_of(workbook, report)))
        if later.key == MEETING or any(filled & {*datasets_read(*source)} for source in sources):
            file = f"params/{later.key}.yaml"
            text = (workbook.root / file).read_text(encoding="utf-8")
            marked[file] = re.sub(r"^items:", f"made_up: {_REASON}\nitems:", text, flags=re.MULTILINE).encode()
    return marked


def received_files(workbook: Workbook) -> Mapping[str, bytes]:
    """Return the made-up inputs by name: the same bytes for the same workbook, save those of forms."""
    agenda = workbook.agenda(MEETING)
    return {
        "MADE UP - read me first.txt": _READ_ME.format(meeting=MEETING).encode(),
        "MADE-UP Procurement dashboard Q3 FINAL v3.xlsx": procurement_dashboard(),
        "MADE-UP Corporate return Q3 2014-15.xlsx": corporate_return(),
        "MADE-UP BTLS service levels Q3 2014-15.xlsx": contractor_levels(),
        "MADE-UP AP invoices 2014-15 Q2.csv": quarter_2(),
        "MADE-UP AP invoices 2014-15 Q3.csv": quarter_3(),
        "MADE-UP AP calls April to December 2014.csv": call_log(),
        **words_of(workbook, agenda),
        **{f"MADE-UP form from {request.owner}.xlsx": filled(request) for request in _requests(workbook, agenda)},
    }


def _requests(workbook: Workbook, agenda: Meeting) -> Iterator[Request]:
    """Yield what each post is asked by a form for Part I; the contractor's figures come in a file of its own."""
    for owner, asked in by_owner(asked_of(workbook, MEETING)).items():
        if own := tuple(one for one in asked if one.known is None and one.dataset not in workbook.exempt_datasets):
            yield Request(agenda, owner, own)


def quarter_2() -> bytes:
    """Return invoices that come to the shares that were published for July to September 2014, to the digit.

    33.85% within 10 days, 77.59% within 30, 3.69% after 90, and 2,846 requests for immediate payment.
    """
    months = [
        (date(2014, 7, 1), _JULY, 10_000),
        (date(2014, 8, 1), _AUGUST, 10_000),
        (date(2014, 9, 1), _SEPTEMBER, 10_000),
    ]
    return invoices("quarter 2", months, 2846, disputed=900, unpaid=0, twice=0)


def quarter_3() -> bytes:
    """Return some 50,000 invoices: October's come to the shares that were published, the other months' are made up."""
    months = [
        (date(2014, 10, 1), _OCTOBER, 10_000),
        (date(2014, 11, 1), _NOVEMBER, 20_000),
        (date(2014, 12, 1), _DECEMBER, 10_000),
    ]
    return invoices("quarter 3", months, 1975, disputed=2500, unpaid=7491, twice=9)


def call_log() -> bytes:
    """Return calls from April to December 2014: to October they come to what was published, then they are made up."""
    spring = [(date(2014, 4, 1), 3201, 2570, 97, 195), (date(2014, 5, 1), 3178, 2588, 94, 197)]
    summer = [(date(2014, 6, 1), 3120, 2591, 93, 199), (date(2014, 7, 1), 3098, 2602, 91, 200)]
    autumn = [(date(2014, 8, 1), 3074, 2599, 90, 201), (date(2014, 9, 1), 3103, 2593, 90, 202)]
    october = (date(2014, 10, 1), 3606, 3339, 41, 259)
    november, december = (date(2014, 11, 1), 3390, 3171, 44, 247), (date(2014, 12, 1), 2875, 2699, 39, 252)
    return calls("calls", [*spring, *summer, *autumn, october, november, december])


def _definitions() -> Iterator[tuple[str, bytes]]:
    for kind in ("collections", "measures", "recipes"):
        for file in sorted(files("ccpi_nb.examples").joinpath("data", kind).iterdir(), key=lambda each: each.name):
            yield f"{kind}/{file.name}", file.read_bytes()
