"""`ccpi new indicator`: what a workbook measures besides, with its target."""

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from ccpi_nb.domain.indicators import Indicator, Polarity
from ccpi_nb.domain.targets import Comparator
from ccpi_nb.errors import InputError
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.text_files import text_if_any
from ccpi_nb.new.workbook import EXAMPLE
from ccpi_nb.workbook.indicators import indicators_from, targets_from
from ccpi_nb.workbook.inputs import Workbook

Rows = TypeVar("Rows")
INDICATORS, TARGETS = "data/indicators.csv", "data/targets.csv"


@dataclass(frozen=True)
class NewIndicator:
    """The key of an indicator that was added, the files with its rows, and what its author should look at."""

    key: str
    files: tuple[str, ...]
    remarks: tuple[str, ...]


def new_indicator(workbook: Workbook, row: Mapping[str, str], target: Mapping[str, str]) -> NewIndicator:
    """Add an indicator to data/indicators.csv, and its target, if any, to data/targets.csv: both rows, or none.

    The rows have their cells by column; without a key or a comparator they get those that the name and the polarity
    suggest. InputError, and nothing written, where the indicator is there already or a cell won't do.
    """
    known = workbook.indicators
    cells = {**row, "indicator": row["indicator"] or _key_from(row["name"])}
    _refuse_known(cells, known)
    texts = {INDICATORS: _with_row(workbook.root, INDICATORS, cells)}
    indicators = _read_as_options(lambda: indicators_from(texts[INDICATORS], INDICATORS))
    added = indicators[cells["indicator"]]
    if target.get("value"):
        agreed = {**target, "indicator": added.key, "comparator": target["comparator"] or _comparator_for(added)}
        texts[TARGETS] = _with_row(workbook.root, TARGETS, agreed)
        _ = workbook.targets  # what is wrong with the file itself is no option's fault
        _read_as_options(lambda: targets_from(texts[TARGETS], TARGETS, indicators, workbook.dataset_names))
    _write_all(workbook.root, texts)
    return NewIndicator(added.key, tuple(texts), tuple(_near(added, known)))


def _key_from(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _refuse_known(cells: Mapping[str, str], known: Mapping[str, Indicator]) -> None:
    for indicator in known.values():
        if cells["indicator"] == indicator.key or _key_from(cells["name"]) == _key_from(indicator.name):
            raise InputError(
                f"there is an indicator '{indicator.key}' already, '{indicator.name}', and nothing was changed; "
                "did you mean that one? Else give the new one another name, and another key with --key"
            )


def _near(added: Indicator, known: Mapping[str, Indicator]) -> Iterator[str]:
    for key in get_close_matches(added.key, known, n=2, cutoff=0.85):
        yield f"'{key}' is much like it, '{known[key].name}': make sure that yours is another"


def _comparator_for(indicator: Indicator) -> str:
    better = {Polarity.HIGHER: Comparator.AT_LEAST, Polarity.LOWER: Comparator.AT_MOST}
    if indicator.polarity not in better:
        raise InputError(f"say with --comparator how a value meets the target: {', '.join(Comparator)}")
    return better[indicator.polarity]


def _with_row(root: Path, file: str, cells: Mapping[str, str]) -> str:
    """Return the text of a file with one row more; of a file that is not there, with the header that it has to have."""
    text = text_if_any(root, file) or ""
    if not text.strip():
        text = (EXAMPLE / file).read_text(encoding="utf-8").splitlines()[0]
    end = "\r\n" if "\r\n" in text else "\n"
    header = next(csv.reader([text.splitlines()[0]]))
    row = io.StringIO()
    csv.writer(row, lineterminator=end).writerow([cells.get(column.strip(), "") for column in header])
    return f"{text if text.endswith(end) else text + end}{row.getvalue()}"


# The options that are named otherwise than the columns they fill.
_OPTIONS = {"indicator": "key", "valid_from": "from", "value": "target"}


def _read_as_options(read: Callable[[], Rows]) -> Rows:
    """Return what reading a file with its new row gives; InputError names the options in place of the row's columns."""

    def option(place: re.Match[str]) -> str:
        return f"--{_OPTIONS.get(place[1], place[1])}"

    try:
        return read()
    except InputError as problem:
        sentences = (re.sub(r"^data/\w+\.csv, row \d+, column '(\w+)'", option, text) for text in problem.problems)
        raise InputError(*sentences) from None


def _write_all(root: Path, texts: Mapping[str, str]) -> None:
    """Write files as a whole; where one can't be written, leave those before it as they were."""
    before = {file: (root / file).read_bytes() if (root / file).exists() else None for file in texts}
    try:
        for file, text in texts.items():
            mark = BOM_UTF8 if (before[file] or b"").startswith(BOM_UTF8) else b""
            write_file(root / file, mark + text.encode())
    except OSError:
        for file, content in before.items():
            write_file(root / file, content) if content is not None else (root / file).unlink(missing_ok=True)
        raise
