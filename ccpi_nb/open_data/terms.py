"""What the council says of its open data in data/open_data.yaml: their licence, whom to ask, codes of its areas."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ccpi_nb.files.strict_yaml import filled_text, load_yaml, parsed_keys
from ccpi_nb.files.text_files import text_if_any

FILE = "data/open_data.yaml"
# A letter for the country, what kind of area it is, and its number.
_CODE = re.compile(r"[EKNSW]\d{8}", re.ASCII)
_ADDRESS = re.compile(r"https?://[\w.-]+\.[a-z]+(?:/[\w./~#?=&%-]*)?", re.ASCII)


@dataclass(frozen=True)
class Licence:
    """A licence: its identifier in the list of SPDX ('OGL-UK-3.0'), its title and where it is to be read."""

    name: str
    title: str
    address: str


@dataclass(frozen=True)
class Area:
    """An area of the Office for National Statistics' register, by the words that the data have for it."""

    named: str
    area: str
    code: str


@dataclass(frozen=True)
class Terms:
    """What the council says of its open data; `contact` is a post or a team, '' where nobody is named."""

    licence: Licence | None = None
    contact: str = ""
    areas: Mapping[str, Area] = field(default_factory=dict)


def terms_of(root: Path) -> Terms:
    """Return what the workbook at `root` says of its open data; nothing where it has no such file."""
    text = text_if_any(root, FILE)
    return terms_from(load_yaml(text, FILE) or {}, FILE) if text else Terms()


def terms_from(data: Any, file: str) -> Terms:
    """Return the terms that parsed YAML has; InputError lists everything that is wrong with it."""
    example = "'contact: Head of Policy'; see ccpi help open-data"
    return Terms(**parsed_keys(data, file, {"licence": _licence, "contact": filled_text, "areas": _areas}, example))


def _parts(value: Any, names: tuple[str, ...]) -> list[str]:
    if not isinstance(value, Mapping) or {*value} != {*names}:
        raise ValueError(f"it has {', '.join(names[:-1])} and {names[-1]}, each once, and nothing else")
    return [filled_text(value[name]) for name in names]


def _licence(value: Any) -> Licence:
    licence = Licence(*_parts(value, ("name", "title", "address")))
    if not _ADDRESS.fullmatch(licence.address):
        raise ValueError(f"'{licence.address}' is no address; write it whole, with https:// before it")
    return licence


def _areas(value: Any) -> dict[str, Area]:
    if not isinstance(value, list):
        raise ValueError("this is not a list; write a line '- {named: ..., area: ..., code: ...}' for each area")
    areas: dict[str, Area] = {}
    for each in value:
        area = Area(*_parts(each, ("named", "area", "code")))
        if not _CODE.fullmatch(area.code):
            raise ValueError(f"'{area.code}' is no code of an area; one is E10000017: a letter and eight digits")
        if area.named in areas:
            raise ValueError(f"'{area.named}' is there twice; keep one")
        areas[area.named] = area
    return areas
