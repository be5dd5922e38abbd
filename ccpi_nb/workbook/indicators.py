"""The columns of indicators.csv: what a cell may hold, and how rows become indicators. See docs/data.md."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from ccpi_nb.domain.indicators import ChangeOf, Indicator, Polarity, Unit
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import choice, filled, filled_name, known, optional, whole
from ccpi_nb.files.strict_csv import CsvRow, Parser, parse_csv


class KnownIndicators(dict[str, Indicator]):
    """The indicators that a document sees anyhow; any other one is looked up where the document names it.

    It goes over the former alone: a document does not change because one more indicator is defined.
    """

    def __init__(self, seen: Mapping[str, Indicator], find: Callable[[str], Indicator | None]) -> None:
        super().__init__(seen)
        self._find = find

    def __missing__(self, key: str) -> Indicator:
        if (found := self._find(key)) is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or self._find(str(key)) is not None

    def get(self, key: str, default: Any = None) -> Any:
        """Return the indicator of a key, or else `default`."""
        found = super().get(key) or self._find(key)
        return default if found is None else found


def indicators_from(text: str, file: str) -> dict[str, Indicator]:
    """Return the indicators in a file's text, by name; InputError lists everything that is wrong with it."""
    columns: dict[str, Parser] = {
        "indicator": _key,
        "name": filled_name,
        "service": filled_name,
        "unit": choice(Unit, "unit"),
        "polarity": choice(Polarity, "polarity"),
        "decimals": whole(0, 6),
        "contractual": optional(_yes_no),
        "breakdown": str,
        "people": _yes_blank,
        "definition": filled,
        "change": optional(choice(ChangeOf, "change")),
    }
    rows = parse_csv(text, columns, file, may_lack=["change"])
    refuse((*_defined_twice(rows, file), *_changes_in_other_units(rows, file)))
    return {row["indicator"]: _indicator(row) for row in rows}


def _indicator(row: CsvRow) -> Indicator:
    values = dict(row.values)
    return Indicator(key=values.pop("indicator"), **values)


def _defined_twice(rows: Iterable[CsvRow], file: str) -> Iterator[str]:
    seen: set[str] = set()
    for row in rows:
        key = row["indicator"]
        if key in seen:
            yield f"{file}, row {row.number}: indicator '{key}' stands twice; an indicator is defined once"
        seen.add(key)


def _changes_in_other_units(rows: Iterable[CsvRow], file: str) -> Iterator[str]:
    for row in rows:
        if row["change"] and row["unit"] is not Unit.PERCENT:
            yield f"{file}, row {row.number}: 'change' is for changes in per cent; leave it blank or make the unit %"


def _key(cell: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", cell):
        raise ValueError(f"'{cell}' is not a key; use lower-case letters, digits and '_'")
    return cell


def key_of(indicators: Collection[str]) -> Parser:
    """Return a parser of the keys of indicators; where there are none yet, it says how to begin."""

    def begin(cell: str) -> str:
        raise ValueError(
            f"there is no indicator '{cell}', and none yet; ccpi new indicator adds one to data/indicators.csv"
        )

    return known("indicator", indicators) if indicators else begin


def _yes_no(cell: str) -> bool:
    return known("answer", ("yes", "no"))(cell) == "yes"


def _yes_blank(cell: str) -> bool:
    return bool(cell and known("answer", ("yes",))(cell))
