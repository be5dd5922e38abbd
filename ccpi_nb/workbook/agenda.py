"""A meeting's params: read strictly, refused in sentences, turned into a Meeting. See docs/meetings.md."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from ccpi_nb.domain.disclosure import BASE, Disclosure, Scheme
from ccpi_nb.domain.meeting_keys import (
    ITEM_NUMBERS,
    PARAGRAPHS,
    ItemNumber,
    appendix_item,
    day_of,
    item_number,
    key_named,
    meeting_key,
    meeting_name,
    paragraphs,
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
from ccpi_nb.errors import InputError, did_you_mean, refuse, shortened
from ccpi_nb.notebook.parameters import GIVEN

Words = Annotated[str, StringConstraints(min_length=1)]
_WANTED = {
    "model_type": "a mapping, whose keys stand on lines of their own",
    "dict_type": "a mapping, whose keys stand on lines of their own",
    "tuple_type": "a list, each of whose lines starts with '- '",
    "string_type": "text; put it in quotes",
    "string_too_short": "text; fill it",
    "string_pattern_mismatch": "a capital letter or a number; write 'letter: A' or 'letter: 1'",
    "item_number": ITEM_NUMBERS,
    "paragraph": f"{PARAGRAPHS}; write 'not given' if the documents name none",
    "int_type": "a whole number",
    "sentence": "a sentence without digits that says why figures are made up: 'They were made to try the workbook.'",
    "meeting_key": "a day, written as 2014-12-11, or as 2014-12-11-special where that day has two meetings",
    "date_type": "a day, written as 2014-12-11",
    "value_error": "text, a number, true or false",
}


# Among what a report awaits, by dataset, the registers whose words of the meeting's day it can't do without.
REGISTERS = "registers"


def _written_out(value: Any) -> Any:
    """Return a day written in quotes as a date, and any other value as it is."""
    with suppress(ValueError):
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    return value


# Strict, for pydantic would take '007' and true for whole numbers, and a number for a day: so many seconds after 1970.
Day = Annotated[date, BeforeValidator(_written_out), Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]


def _plain(value: Any) -> Any:
    """Return a parameter's value as a notebook takes it: a day as text, as in data files.

    ValueError for a list or a mapping, which no parameter takes.
    """
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str | int | float | bool):
        raise ValueError("a parameter is text, a number, true or false")
    return value


_PlainValue = Annotated[str | int | float | bool, BeforeValidator(_plain)]


def _numbered(value: Any) -> ItemNumber:
    """Return an item's number; PydanticCustomError for what is none, as a plain number in quotes."""
    with suppress(ValueError):
        if type(value) is int or (isinstance(value, str) and not value.isdecimal()):
            return item_number(str(value))
    raise PydanticCustomError("item_number", "should be an item's number")


def _paragraph(value: Any) -> str:
    """Return one or several paragraphs, '2 and 3', and '' for the words 'not given'; PydanticCustomError for others.

    The words are asked for because leaving a paragraph out by oversight is another thing.
    """
    several = value if isinstance(value, list) else [value]
    with suppress(ValueError):
        if value == "not given":
            return ""
        if all(type(one) is int or (isinstance(one, str) and not one.isdecimal()) for one in several):
            return paragraphs(", ".join(map(str, several)))
    raise PydanticCustomError("paragraph", "should be a paragraph")


def _lettered(value: Any) -> Any:
    """Return the number of an appendix as text, and any other value as it is."""
    return str(value) if type(value) is int else value


def _key(value: Any) -> str:
    """Return the key of a meeting, which YAML reads as a date where it has no word."""
    with suppress(ValueError):
        if isinstance(value, str | date):
            return meeting_key(str(value))
    raise PydanticCustomError("meeting_key", "should be a meeting's day")


def _sentence_without_digits(value: Any) -> str:
    """Return a sentence that every page of a meeting can have; PydanticCustomError for what is none."""
    if isinstance(value, str) and re.fullmatch(r"[^\d\n]*\w[^\d\n]*\.", value):
        return value
    raise PydanticCustomError("sentence", "should be a sentence")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Paper(_Strict):
    title: Words
    date: Day


class _Disclosure(_Strict):
    scheme: Scheme
    threshold: Annotated[Whole, Field(ge=2, le=100)] = 5


class _Report(_Strict):
    notebook: Words
    parameters: dict[str, _PlainValue] = Field(default_factory=dict)
    recommendation: tuple[Words, ...] = ()
    consultations: str = ""
    risk: str = ""
    background_papers: tuple[_Paper, ...] = ()
    disclosure: _Disclosure | None = None
    awaits: dict[str, tuple[_PlainValue, ...]] = Field(default_factory=dict)


class _Appendix(_Strict):
    letter: Annotated[str, BeforeValidator(_lettered), StringConstraints(pattern="^([A-Z]|[1-9][0-9]?)$")]
    title: Words
    text: str = ""
    report: _Report | None = None


class _Exemption(_Strict):
    paragraph: Annotated[str, PlainValidator(_paragraph)]
    reason: Words


class _Item(_Strict):
    number: Annotated[ItemNumber, PlainValidator(_numbered)]
    title: Words
    kind: ItemKind = ItemKind.PROCEDURAL
    part: Part = Part.PUBLIC
    text: str = ""
    of: Annotated[str, PlainValidator(_key)] = ""
    report: _Report | None = None
    appendices: tuple[_Appendix, ...] = ()
    exemption: _Exemption | None = None
    exempt_datasets: tuple[Words, ...] = ()
    open_datasets: tuple[Words, ...] = ()


class _Meeting(_Strict):
    date: Day
    committee: Words
    council: Words
    time: Words = ""
    place: Words = ""
    items: tuple[_Item, ...]
    agenda_held: bool = True
    made_up: Annotated[str, PlainValidator(_sentence_without_digits)] = ""


def meeting_from(data: Any, file: str) -> Meeting:
    """Return the meeting that parsed YAML describes; InputError lists everything that is wrong with it.

    What tells it from another meeting of its day is in the file's name.
    """
    if not isinstance(data, Mapping):
        raise InputError(
            f"{file}: a meeting is a mapping of date, committee, council, time, place and items; see ccpi help meetings"
        )
    try:
        model = _Meeting.model_validate(data)
    except ValidationError as refused:
        raise InputError(*(_sentence(error, data, file) for error in refused.errors())) from None
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


def _item(item: _Item, day: date, key: str) -> AgendaItem:
    exemption = Exemption(item.exemption.paragraph, item.exemption.reason) if item.exemption else None

    def report(model: _Report, title: str, letter: str = "") -> Report:
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


def _minutes_of(item: _Item) -> str:
    """Return the key in `of`, else the day that the title of minutes names; '' where there is neither.

    'Minutes of the Meeting held on 1 October 2014'
    """
    named = day_named_in(item.title) if item.kind is ItemKind.MINUTES else None
    return item.of or str(named or "")


def _misfits(meeting: _Meeting, file: str, key: str) -> list[str]:
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


def _minutes_problems(item: _Item, key: str) -> Iterator[str]:
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


def _period_problems(report: _Report) -> Iterator[str]:
    for period in (period for name, periods in report.awaits.items() if name != REGISTERS for period in periods):
        try:
            Period.parse(str(period))
        except ValueError as problem:
            yield str(problem)


def _reports(item: _Item) -> list[_Report]:
    return [report for report in (item.report, *(appendix.report for appendix in item.appendices)) if report]


def _sentence(error: Any, data: Mapping[str, Any], file: str) -> str:
    """Return one of pydantic's errors as file, place, what is wrong, and the remedy."""
    *where, last = error["loc"]
    place = file + _place(tuple(where), data)
    match error["type"]:
        case "missing":
            return f"{place}: '{last}' is missing; add it"
        case "extra_forbidden":
            model = _model_at(tuple(where))
            return f"{place}: there is no '{last}' here; {did_you_mean(str(last), model.model_fields)}"
        case "enum":
            return f"{place}: there is no {last} '{error['input']}'; write {error['ctx']['expected']}"
        case kind:
            wrong = f"is not {_WANTED[kind]}" if kind in _WANTED else error["msg"].replace("Input should", "should")
            return f"{file}{_place(error['loc'], data)}: {_shown(error['input'])} {wrong}; see ccpi help meetings"


def _shown(value: Any) -> str:
    return "this" if isinstance(value, Mapping | list) else f"'{shortened(str(value))}'"


def _place(loc: tuple[Any, ...], data: Any) -> str:
    """Return a path into the data in words: ', item 5, appendices 1'."""
    words: list[str] = []
    for step in loc:
        data = (
            data[step] if isinstance(data, Mapping) and step in data else data[step] if isinstance(data, list) else None
        )
        if isinstance(step, int):
            number = data.get("number") if isinstance(data, Mapping) and words[-1:] == ["items"] else None
            words[-1] = f"item {number}" if number else f"{words[-1]} {step + 1}"
        else:
            words.append(str(step))
    return "".join(f", {word}" for word in words)


def _model_at(where: tuple[Any, ...]) -> type[BaseModel]:
    names = [step for step in where if isinstance(step, str)]
    models: dict[str, type[BaseModel]] = {
        "items": _Item,
        "report": _Report,
        "appendices": _Appendix,
        "exemption": _Exemption,
        "background_papers": _Paper,
        "disclosure": _Disclosure,
    }
    return models[names[-1]] if names else _Meeting
