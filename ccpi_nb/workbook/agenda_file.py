"""What the params of a meeting may hold, as models that pydantic checks, and its refusals as sentences."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError

from ccpi_nb.domain.disclosure import Scheme
from ccpi_nb.domain.meeting_keys import (
    ITEM_NUMBERS,
    PARAGRAPHS,
    ItemNumber,
    item_number,
    meeting_key,
    paragraphs,
)
from ccpi_nb.domain.meetings import (
    ItemKind,
    Part,
)
from ccpi_nb.errors import did_you_mean, shortened

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


class ReportModel(_Strict):
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
    report: ReportModel | None = None


class _Exemption(_Strict):
    paragraph: Annotated[str, PlainValidator(_paragraph)]
    reason: Words


class ItemModel(_Strict):
    number: Annotated[ItemNumber, PlainValidator(_numbered)]
    title: Words
    kind: ItemKind = ItemKind.PROCEDURAL
    part: Part = Part.PUBLIC
    text: str = ""
    of: Annotated[str, PlainValidator(_key)] = ""
    report: ReportModel | None = None
    appendices: tuple[_Appendix, ...] = ()
    exemption: _Exemption | None = None
    exempt_datasets: tuple[Words, ...] = ()
    open_datasets: tuple[Words, ...] = ()


class MeetingModel(_Strict):
    date: Day
    committee: Words
    council: Words
    time: Words = ""
    place: Words = ""
    items: tuple[ItemModel, ...]
    agenda_held: bool = True
    made_up: Annotated[str, PlainValidator(_sentence_without_digits)] = ""


def sentence_of(error: Any, data: Mapping[str, Any], file: str) -> str:
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
        "items": ItemModel,
        "report": ReportModel,
        "appendices": _Appendix,
        "exemption": _Exemption,
        "background_papers": _Paper,
        "disclosure": _Disclosure,
    }
    return models[names[-1]] if names else MeetingModel
