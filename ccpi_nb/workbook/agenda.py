"""A meeting's agenda: its params checked across their fields and turned into a Meeting. See docs/meetings.md."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from ccpi_nb.domain.disclosure import BASE, Disclosure, Scheme
from ccpi_nb.domain.meeting_keys import (
    ItemNumber,
    appendix_item,
    day_of,
    key_named,
    meeting_name,
)
from ccpi_nb.domain.meetings import (
    AgendaItem,
    Appendix,
    Awaited,
    BackgroundPaper,
    Exemption,
    ItemKind,
    Meeting,
    Part,
    Report,
    Sections,
)
from ccpi_nb.domain.periods import Period, day_name, day_named_in
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.notebook.parameters import GIVEN
from ccpi_nb.workbook.agenda_file import ItemModel, MeetingModel, ReportModel, sentence_of

# Among what a report awaits, by dataset, the registers whose words of the meeting's day it can't do without.
REGISTERS = "registers"


def meeting_from(data: Any, file: str) -> Meeting:
    """Return the meeting that parsed YAML describes; InputError lists everything that is wrong with it.

    What tells it from another meeting of its day is in the file's name.
    """
    if not isinstance(data, Mapping):
        raise InputError(
            f"{file}: a meeting is a mapping of date, committee, council, time, place and items; see ccpi help meetings"
        )
    try:
        model = MeetingModel.model_validate(data)
    except ValidationError as refused:
        raise InputError(*(sentence_of(error, data, file) for error in refused.errors())) from None
    key = key_named(file)
    refuse(_misfits(model, file, key))
    return Meeting(
        date=model.date,
        committee=model.committee,
        council=model.council,
        time=model.time,
        place=model.place,
        items=tuple(_item(item, model.date, key) for item in model.items),
        agenda_held=model.agenda_held,
        word=key[11:],
        made_up=model.made_up,
    )


def _item(item: ItemModel, day: date, key: str) -> AgendaItem:
    exemption = Exemption(item.exemption.paragraph, item.exemption.reason) if item.exemption else None

    def report(model: ReportModel, title: str, letter: str = "") -> Report:
        papers = tuple(BackgroundPaper(paper.title, paper.date) for paper in model.background_papers)
        return Report(
            item=appendix_item(item.number, letter) if letter else str(item.number),
            number=item.number,
            title=title,
            notebook=model.notebook,
            part=item.part,
            parameters=model.parameters,
            sections=Sections(model.recommendation, model.consultations, model.risk, papers),
            exemption=exemption,
            disclosure=Disclosure(model.disclosure.threshold, model.disclosure.scheme) if model.disclosure else None,
            awaits=tuple(
                Awaited(str(name), Period.day(day), key)
                if dataset == REGISTERS
                else Awaited(dataset, Period.parse(str(name)))
                for dataset, names in model.awaits.items()
                for name in names
            ),
        )

    return AgendaItem(
        number=item.number,
        title=item.title,
        kind=item.kind,
        part=item.part,
        text=item.text,
        report=report(item.report, item.title) if item.report else None,
        appendices=tuple(
            Appendix(
                appendix.letter,
                appendix.title,
                report(appendix.report, appendix.title, appendix.letter) if appendix.report else None,
                appendix.text,
            )
            for appendix in item.appendices
        ),
        exemption=exemption,
        exempt_datasets=item.exempt_datasets,
        open_datasets=item.open_datasets,
        minutes_of=_minutes_of(item),
    )


def _minutes_of(item: ItemModel) -> str:
    """Return the key in `of`, else the day that the title of minutes names; '' where there is neither.

    'Minutes of the Meeting held on 1 October 2014'
    """
    named = day_named_in(item.title) if item.kind is ItemKind.MINUTES else None
    return item.of or str(named or "")


def _misfits(meeting: MeetingModel, file: str, key: str) -> list[str]:
    """Return the problems that no single field shows.

    Among them are a number that stands twice, a Part II item without its reason, and a report item without a report.
    """
    problems = [] if meeting.items else [f"{file}: the agenda has no items; write them under 'items'"]
    # An agenda says when and where; where it is not held, no paper may.
    known = {"time": meeting.time, "place": meeting.place}
    problems += [f"{file}: '{name}' is missing; add it" for name in known if meeting.agenda_held and not known[name]]
    seen: set[ItemNumber] = set()
    for item in meeting.items:
        place = f"{file}, item {item.number}"
        if item.number in seen:
            problems.append(f"{place}: the number stands twice; number the items in the order of the agenda")
        seen.add(item.number)
        if item.kind is ItemKind.REPORT and not item.report and item.part is Part.PUBLIC:
            problems.append(f"{place}: a report item needs 'report' with its notebook; or make its kind 'to follow'")
        if item.kind is not ItemKind.REPORT and item.report:
            problems.append(f"{place}: only an item of kind 'report' has a 'report'")
        if item.part is Part.EXEMPT and not item.exemption:
            problems.append(
                f"{place}: an exempt item needs 'exemption' with the paragraph of Schedule 12A and the reason"
            )
        if item.part is Part.PUBLIC and (item.exemption or item.exempt_datasets or item.open_datasets):
            problems.append(
                f"{place}: only an item with 'part: exempt' has 'exemption', 'exempt_datasets' and 'open_datasets'"
            )
        if any(
            report.disclosure and report.disclosure.scheme is Scheme.ROUND and report.disclosure.threshold != BASE
            for report in _reports(item)
        ):
            problems.append(
                f"{place}: 'scheme: round' rounds to the nearest {BASE}, whatever the threshold; leave 'threshold' out"
            )
        problems += [
            f"{place}: '{name}' in {key} is no folder's name; "
            "write the name of one in data/observations or data/registers"
            for key, names in (("exempt_datasets", item.exempt_datasets), ("open_datasets", item.open_datasets))
            for name in names
            if not re.fullmatch(r"\w[\w-]*", name)
        ]
        problems += [
            f"{place}: '{name}' is given to every notebook by the run; take it out of 'parameters'"
            for report in _reports(item)
            for name in GIVEN
            if name in report.parameters
        ]
        problems += [f"{place}: {problem}" for problem in _minutes_problems(item, key)]
        problems += [f"{place}, awaits: {problem}" for report in _reports(item) for problem in _period_problems(report)]
        letters = [appendix.letter for appendix in item.appendices]
        twice = [letter for letter in sorted(set(letters)) if letters.count(letter) > 1]
        problems += [f"{place}: appendix {letter} stands twice; give each its own" for letter in twice]
        # Their files would have the same name.
        names = [report.notebook for report in _reports(item)]
        twice = [name for name in sorted(set(names)) if names.count(name) > 1]
        problems += [f"{place}: notebook '{name}' serves two reports; it makes one report of an item" for name in twice]
    return problems


def _minutes_problems(item: ItemModel, key: str) -> Iterator[str]:
    minutes_of, named = _minutes_of(item), day_named_in(item.title)
    if item.kind is not ItemKind.MINUTES:
        if item.of:
            yield "only an item of kind 'minutes' has 'of'; take it out, or correct the kind"
    elif not minutes_of:
        yield "minutes are of a meeting; say when it was held, 'of: 2014-10-01', or name its day in the title"
    elif named and named != day_of(minutes_of):
        yield f"the title names {day_name(named)} and 'of' is {minutes_of}; correct one of them"
    elif minutes_of >= key:
        yield f"the minutes are of {meeting_name(minutes_of)}, which is not before this meeting; correct the day"


def _period_problems(report: ReportModel) -> Iterator[str]:
    for period in (period for name, periods in report.awaits.items() if name != REGISTERS for period in periods):
        try:
            Period.parse(str(period))
        except ValueError as problem:
            yield str(problem)


def _reports(item: ItemModel) -> list[ReportModel]:
    return [report for report in (item.report, *(appendix.report for appendix in item.appendices)) if report]
