"""A plugin for pytest --nbval: what differs from a stored output is worded in sentences.

What no reader sees passes. It is named with -p ccpi_nb.review.nbval_plugin.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import partial
from json import dumps, loads
from typing import Any

import pytest
from pydantic import ValidationError

from ccpi_nb.differences.regression import Reference, compared, reference_of
from ccpi_nb.document.ledger import passages
from ccpi_nb.document.model import Block, Document, Masthead
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.errors import InputError
from ccpi_nb.render.json_form import (
    BLOCKS_MIME,
    blocks_from_json,
)
from ccpi_nb.workbook.inputs import Workbook

_SENTENCES = pytest.StashKey[tuple[str, ...]]()
CellOutputs = Sequence[Mapping[str, Any]]


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Have nbval's cells compared as a reader would compare them, and their failures worded in sentences."""
    for item in items:
        if type(item).__name__ == "IPyNbCell":
            item.compare_outputs = partial(_compare, item, item.compare_outputs)
            item.repr_failure = partial(_words_of, item, item.repr_failure)


def _compare(item: Any, exactly: Any, test: CellOutputs, reference: CellOutputs, skip_compare: Any = None) -> bool:
    """Return whether outputs are the same to a reader, even where nbval finds a difference."""
    if exactly(test, reference, skip_compare):
        return True
    name = item.path.stem
    try:
        was, now = _blocks(reference), _blocks(test)
        indicators = Workbook.around(item.path.parent).indicators
    except (InputError, ValidationError):  # no notebook of a workbook, or no blocks of ours: nbval's own words serve
        return False
    verdict = compared(_reference(was, name), _reference(now, name), indicators)
    item.stash[_SENTENCES] = verdict.sentences or tuple(_other_words(was, now))
    return not verdict.sentences and _rest(reference) == _rest(test)


def _words_of(item: Any, otherwise: Any, excinfo: Any) -> Any:
    sentences = item.stash.get(_SENTENCES, ())
    if not sentences:
        return otherwise(excinfo)
    number = next(number for number, cell in enumerate(item.parent.nb.cells, start=1) if cell is item.cell)
    name = item.path.stem
    return "\n".join(
        (
            f"notebooks/{name}.ipynb, cell {number}:",
            *sentences,
            f"Where that is meant, ccpi accept {name} shows and stores it",
        )
    )


def _reference(blocks: Sequence[Block], name: str) -> Reference:
    return reference_of(Document(Masthead(name, ""), tuple(blocks)), name)


def _blocks(outputs: CellOutputs) -> tuple[Block, ...]:
    return tuple(block for output in outputs for block in blocks_from_json(output.get("data", {}).get(BLOCKS_MIME, [])))


def _rest(outputs: CellOutputs) -> list[object]:
    """Return what is left to compare when figures and charts are the same: words, and what is no block of a report."""
    return [
        loads(dumps(output["data"][BLOCKS_MIME]), object_hook=_without_unseen)
        if BLOCKS_MIME in output.get("data", {})
        else output
        for output in outputs
    ]


def _without_unseen(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a block without what no reader sees: a chart's drawing, and a row's number in its file."""
    seen = {name: value for name, value in part.items() if name != "svg"}
    return seen | {"place": DataRow.parse(part["place"]).file} if "place" in part else seen


def _words(blocks: Sequence[Block]) -> list[str]:
    return [words for _, runs in passages(Document(Masthead("", ""), tuple(blocks))) if (words := plain(runs))]


def _other_words(was: Sequence[Block], now: Sequence[Block]) -> Iterator[str]:
    before, after = _words(was), _words(now)
    for _, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = " / ".join(before[start:end]), " / ".join(after[first:last])
        if old != new:
            yield f"'{old}' became '{new}'" if old and new else f"'{new}' is new" if new else f"'{old}' is gone"
