"""YAML as people expect it: no aliases or tags, no key twice, what looks like text stays text.

And values written so that they are read back as they were.
"""

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from ccpi_nb.errors import InputError, did_you_mean, refuse, shortened
from ccpi_nb.files.cells import described, unseen_in

# A meeting's file is a tenth as long and half as deep. What is longer would take more than seconds to read.
_LONGEST = 100_000
_DEEPEST = 20
_PLAINLY = {
    "but found another document": (
        "a second document starts here ('---'), and a file holds one; make it one, or two files"
    ),
    "found character '\\t' that cannot start any token": "a tab stands here; indent with spaces",
}


def load_yaml(text: str, file: str) -> Any:
    """Return what plain YAML holds: no aliases, tags or unseen characters, no key twice.

    Numbers with leading zeros are kept as text. InputError names the line.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > _LONGEST:
        raise InputError(
            f"{file}: it has {len(text):,} characters, and {_LONGEST:,} are the most that are read; "
            "keep data in data files"
        )
    if (at := unseen_in(text)) is not None:
        line = text.count("\n", 0, at) + 1
        raise InputError(f"{file}, line {line}: {_unseen(text[at])}")
    try:
        return _loaded(text)
    except _Refused as refused:
        raise InputError(f"{file}, line {refused.line}: {refused}") from None
    except yaml.MarkedYAMLError as problem:
        line_of = f", line {problem.problem_mark.line + 1}" if problem.problem_mark else ""
        words = problem.problem or "this is not YAML"
        raise InputError(f"{file}{line_of}: {_PLAINLY.get(words, f'{words}; correct the line')}") from None


def _loaded(text: str) -> Any:
    if yaml.__with_libyaml__:
        # What the quick loader refuses, the other one refuses in better words.
        with suppress(yaml.MarkedYAMLError, _Refused):
            return yaml.load(text, Loader=_QuickLoader)
    return yaml.load(text, Loader=_PlainLoader)


def parsed_keys(data: Any, file: str, parsers: Mapping[str, Callable[[Any], Any]], an_example: str) -> dict[str, Any]:
    """Return what a mapping gives for each of its keys, by the parser of the key.

    InputError names what has no parser, and what one refuses with ValueError, or says what a file holds that is no
    mapping.
    """
    if not isinstance(data, Mapping):
        raise InputError(f"{file}: it holds lines such as {an_example}")
    given: dict[str, Any] = {}

    def problems() -> Iterator[str]:
        for key, value in data.items():
            if key not in parsers:
                yield f"{file}: there is no '{key}' here; {did_you_mean(str(key), parsers)}"
                continue
            try:
                given[key] = parsers[key](value)
            except ValueError as problem:
                yield f"{file}, {key}: {problem}"

    refuse(problems())
    return given


def filled_text(value: Any) -> str:
    """Return a text without blanks around it; ValueError where it is none, or blank."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("this is not text; fill it")
    return value.strip()


def dump_yaml(value: Any) -> str:
    """Return YAML that `load_yaml` reads as the same value."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def scalar(value: str | int | float | bool | date, *, quoted: bool = False, in_brackets: bool = False) -> str:
    """Return a value as YAML has it after a key, or `in_brackets`.

    A text has no quotes where it is read back as itself, unless it is to be `quoted`.
    """
    if isinstance(value, float):
        return _written_out(value)
    if not isinstance(value, str):
        return json.dumps(value) if isinstance(value, bool | int) else str(value)
    plain = value and not quoted and _reads_as(f"[{value}]" if in_brackets else f"- {value}", [value])
    return value if plain else json.dumps(value, ensure_ascii=False)  # quotes of JSON are quotes of YAML


def _written_out(value: float) -> str:
    """Return a number without an exponent, which `load_yaml` would take for text: 0.0000001."""
    return format(Decimal(repr(value)), "f")


def _reads_as(text: str, value: Any) -> bool:
    try:
        return bool(load_yaml(text, "") == value)
    except InputError:
        return False


class _Refused(Exception):
    """What YAML would allow and a meeting's file may not have, with the remedy."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem)
        self.line: int = mark.line + 1


class _Plain(Composer, SafeConstructor, Resolver):
    """A loader's part that refuses at sight what could grow, nest without end or make an object.

    It refuses before anything is constructed.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own, to be filled below
    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[attr-defined]
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("aliases ('*name') are not taken; write the value out", event.start_mark)
        if event.tag is not None:
            raise _Refused(
                f"tags ('{_shown(event.tag)}') are not taken; write the value plainly, text in quotes", event.start_mark
            )
        if self._depth == _DEEPEST:
            raise _Refused(
                f"lists and mappings stand more than {_DEEPEST} deep in each other; a meeting needs fewer than ten",
                event.start_mark,
            )
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        # In quotes it may have been written out: "\u200b".
        if isinstance(node, yaml.ScalarNode) and (at := unseen_in(node.value)) is not None:
            raise _Refused(_unseen(node.value[at]), node.start_mark)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError:  # 2014-02-30 looks like a day
            raise _Refused(f"'{node.value}' is not a day of the calendar; correct it", node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Refused("a list or mapping can't be a key; write a word before the colon", key.start_mark)
            if key.value in seen:
                raise _Refused(f"the key '{_shown(key.value)}' stands twice; remove one", key.start_mark)
            seen.add(key.value)
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


class _PlainLoader(_Plain, yaml.SafeLoader):
    def __init__(self, stream: str) -> None:
        yaml.SafeLoader.__init__(self, stream)


class _QuickLoader(_Plain, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The loader that is four times as quick, where PyYAML has its C library."""

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        self.anchors: dict[Any, Any] = {}


class _Dumper(yaml.SafeDumper):
    """A dumper that writes numbers as `_PlainLoader` takes them."""


_Dumper.add_representer(
    float, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", _written_out(value))
)


def _unseen(character: str) -> str:
    return f"{described(character)} stands here, which nobody sees; delete it, or type the line again"


def _shown(words: str) -> str:
    return shortened(words.replace("tag:yaml.org,2002:", "!!"))


# Only true and false, plain decimal numbers and days are more than text: YAML 1.1 would read 11:00 as 660, 0071234 as
# octal, and 'no' as false. A number has no more digits than Python and a spreadsheet can distinguish.
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9]\d{0,14})$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9]\d{0,14})\.\d{1,15}$", "-0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null)$", "~n"),
    ("tag:yaml.org,2002:timestamp", r"^\d{4}-\d\d-\d\d$", "0123456789"),
):
    _Plain.add_implicit_resolver(_tag, re.compile(_pattern, re.ASCII), list(_first))
