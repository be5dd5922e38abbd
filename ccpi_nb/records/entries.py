"""The entries of a measures file, each with its line, and refused in a sentence where it is not as it must be."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

import yaml

from ccpi_nb.errors import InputError, did_you_mean, known_words
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.records.measures import Limit

Value = TypeVar("Value")
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Entry:
    """A place in a file of YAML: its value, and the way to it, by which sentences name it and its line."""

    file: str
    value: Any
    lines: Mapping[Path, int] = field(repr=False)
    path: Path = ()

    @classmethod
    def of(cls, text: str, file: str) -> "Entry":
        """Return the whole of a file; InputError where it is no plain YAML."""
        value = load_yaml(text, file)
        return cls(file, value, dict(_lines(yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader), ())))

    @property
    def place(self) -> str:
        """The place in words: 'data/measures/invoices.yaml, line 12, measures: paid_30_days: numerator'."""
        words = ": ".join(str(step) for step in self.path if isinstance(step, str))
        at = next(
            (self.lines[self.path[:end]] for end in range(len(self.path), 0, -1) if self.path[:end] in self.lines), 1
        )
        return f"{self.file}, line {at}{words and f', {words}'}"

    def refuse(self, problem: str) -> NoReturn:
        """Raise InputError for what is wrong here."""
        raise InputError(f"{self.place}: {problem}")

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str) -> "Entry":
        """Return what stands under a key; InputError where nothing does."""
        if key not in self:
            self.refuse(f"'{key}' is missing; write it")
        return Entry(self.file, self.value[key], self.lines, (*self.path, key))

    def mapping(self, known: Collection[str] | None = None, needed: Collection[str] = ()) -> dict[str, "Entry"]:
        """Return the entries below, by their keys, which may only be `known` ones; InputError for others."""
        if not isinstance(self.value, dict):
            self.refuse(f"'{self.value}' has no entries; write each on a line of its own, with a colon")
        if known is not None and (odd := [key for key in self.value if key not in known]):
            Entry(self.file, None, self.lines, (*self.path, odd[0])).refuse(
                f"there is no '{odd[0]}' here; {did_you_mean(odd[0], known)}"
            )
        for key in needed:
            self.at(key)
        return {key: self.at(key) for key in self.value if self.value[key] is not None}

    def items(self) -> tuple["Entry", ...]:
        """Return the entries of a list; a single value is a list of one."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return tuple(Entry(self.file, value, self.lines, (*self.path, at)) for at, value in enumerate(values))

    def text(self, known: Collection[str] | None = None, what: str = "word") -> str:
        """Return a text, which may only be a `known` one; InputError for anything else."""
        if isinstance(self.value, dict | list) or self.value is None:
            self.refuse("a text belongs here; write one")
        text = str(self.value).strip()
        if known is not None and text not in known:
            self.refuse(f"there is no {what} '{text}'; {did_you_mean(text, known)}")
        return text

    def texts(self) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(item.text() for item in self.items())

    def whole(self) -> int:
        """Return a whole number."""
        if type(self.value) is not int or self.value < 0:
            self.refuse(f"'{self.value}' is no whole number; write one")
        return self.value

    def parsed(self, parse: Callable[[str], Value]) -> Value:
        """Return what a parser makes of a text; InputError with the parser's words where it refuses."""
        try:
            return parse(self.text())
        except ValueError as problem:
            reason = str(problem)
        self.refuse(reason)

    def limit(self) -> Limit:
        """Return a limit: 'none', 'at most 12', 'at most 0.1%'."""
        text = self.text()
        if text in ("none", "0", "at most 0"):
            return Limit(count=0)
        match = re.fullmatch(r"at most (\d{1,9}|\d{1,3}(?:\.\d{1,4})?%)", text)
        if not match:
            self.refuse(f"'{text}' is no limit; write 'none', 'at most 12' or 'at most 0.1%'")
        number = match[1]
        return Limit(share=Decimal(number[:-1])) if number.endswith("%") else Limit(count=int(number))

    def choice(self, known: Collection[str]) -> str:
        """Return the one of some keys that stands here; InputError where none or several do."""
        found = [key for key in known if key in self]
        if len(found) != 1:
            what = (
                f"{' and '.join(found)} stand together; leave one" if found else f"none is here; {known_words(known)}"
            )
            self.refuse(f"one of {', '.join(known)} belongs here, and {what}")
        return found[0]


def _lines(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, int]]:
    """Yield each place of a file with its line."""
    if node is None:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key.start_mark.line + 1
            yield from _lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield (*path, at), value.start_mark.line + 1
            yield from _lines(value, (*path, at))
