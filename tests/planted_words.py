"""Mistakes in words: what retyping, pasting and last quarter's template do to a comment, an action, a promise."""

import re
from collections.abc import Callable, Iterator

from planted import REGISTERS, Cells, Mistake, Notice, Planted, Row, Sheets, text_of

IMPOSSIBLE, UNLIKELY, UNSEEN = Notice.IMPOSSIBLE, Notice.UNLIKELY, Notice.UNSEEN

_SLOT = re.compile(r"\{(\w+) @ ([^}|]+)\}")


def _in_words(change: Callable[[Row], Cells | None]) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places of a mistake in the cells of one row of words: wherever `change` gives others."""

    def places(sheets: Sheets) -> Iterator[Planted]:
        for row in sheets.words:
            cells = change(row)
            if cells and any(row.cells[name] != cell for name, cell in cells.items()):
                yield sheets.changed(row, **cells)

    return places


def _in_text(change: Callable[[str], str]) -> Callable[[Sheets], Iterator[Planted]]:
    """Return the places of a mistake in a text, where `change` gives another."""

    def cells(row: Row) -> Cells | None:
        text = change(row.cells.get("text", ""))
        return {"text": text} if text and "/minutes/" not in row.file else None

    return _in_words(cells)


def _slot(change: Callable[[re.Match[str]], str]) -> Callable[[Sheets], Iterator[Planted]]:
    return _in_text(lambda text: _SLOT.sub(change, text, count=1) if _SLOT.search(text) else "")


def _quarter_before(slot: re.Match[str]) -> str:
    return slot[0].replace("-Q2", "-Q1")


def _typed_from_the_data(sheets: Sheets) -> Iterator[Planted]:
    """A figure typed where the words had it from the data."""
    values = {(row.cells["indicator"], row.cells["period"]): row.cells["value"] for row in sheets.observed}
    for row in sheets.words:
        slot = _SLOT.search(row.cells.get("text", ""))
        if slot and (slot[1], slot[2]) in values:
            figure = values[slot[1], slot[2]]
            if len(figure) > 2:
                yield sheets.changed(row, text=row.cells["text"].replace(slot[0], figure))


def _cut_off(text: str) -> str:
    return text[: len(text) // 2].rpartition(" ")[0] if len(text) > 120 and "{" not in text else ""


def _pasted_twice(sheets: Sheets) -> Iterator[Planted]:
    """The comment of one subject pasted into another's row."""
    for rows in (rows for file, rows in sheets.files.items() if file.startswith(REGISTERS)):
        texts = [row for row in rows if len(row.cells.get("text", "")) > 80]
        for row, other in zip(texts, texts[3:], strict=False):
            yield sheets.changed(other, text=row.cells["text"])


def _words_of_the_last_meeting(sheets: Sheets) -> Iterator[Planted]:
    """Last time's comments left in: the register of a meeting saved under the name of the one after it."""
    for file, rows in sheets.files.items():
        folder = file.rpartition("/")[0]
        later = [other for other in sheets.files if other.startswith(f"{folder}/") and other > file]
        if file.startswith(REGISTERS) and later and rows and "text" in rows[0].cells and "minutes" not in folder:
            first = sheets.files[later[0]][0].cells
            old = [{key: row.cells.get(key, "") for key in first} for row in rows]
            yield Planted(later[0], {later[0]: text_of([{**cells, "source": first["source"]} for cells in old])})


_OPPOSITES = {" rose ": " fell ", " fell ": " rose ", " risen ": " fallen ", " fallen ": " risen ", " more ": " fewer "}


def _opposite(text: str) -> str:
    word = next((word for word in _OPPOSITES if word in text), "")
    return text.replace(word, _OPPOSITES[word], 1) if word else ""


def _long(text: str, words: str) -> str:
    return f"{text} {words}" if len(text) > 40 else ""


WORDS = (
    Mistake("a figure typed into the words", IMPOSSIBLE, "a number that no data stand behind", _typed_from_the_data),
    Mistake(
        "words on an indicator that is not there",
        IMPOSSIBLE,
        "no such indicator",
        _slot(lambda slot: slot[0].replace(slot[1], f"{slot[1]}s")),
    ),
    Mistake("words on the quarter before", UNSEEN, "nothing: both are there", _slot(_quarter_before)),
    Mistake("'rose' for 'fell'", UNSEEN, "nothing, where the words name no figure", _in_text(_opposite)),
    Mistake("a text that is to come", UNLIKELY, "'TBC'", _in_text(lambda text: "TBC" if text else "")),
    Mistake(
        "a reminder left in the text",
        UNLIKELY,
        "'[insert figure]'",
        _in_text(lambda text: _long(text, "[insert latest figure here]")),
    ),
    Mistake("a text cut off", UNLIKELY, "no full stop at its end", _in_text(_cut_off)),
    Mistake(
        "no text",
        UNLIKELY,
        "a row with nothing in it",
        _in_words(lambda row: {"text": ""} if row.cells.get("text") and not row.cells.get("resolution") else None),
    ),
    Mistake("one comment pasted into two rows", UNLIKELY, "the same words twice", _pasted_twice),
    Mistake(
        "the comments of the last meeting left in", UNLIKELY, "every text as last time", _words_of_the_last_meeting
    ),
    Mistake(
        "a person's name for a post",
        UNLIKELY,
        "a name",
        _in_words(
            lambda row: next(
                (
                    {column: "Alex Example"}
                    for column in ("owed_by", "approved_by", "responsible")
                    if row.cells.get(column)
                ),
                None,
            )
        ),
    ),
    Mistake(
        "somebody's e-mail address in the words",
        UNLIKELY,
        "an address",
        _in_text(lambda text: _long(text, "Ask alex.example@lancashire.example.")),
    ),
    Mistake(
        "a deadline that had gone by",
        UNLIKELY,
        "due before it was promised",
        _in_words(lambda row: {"due": "2013-12"} if "follow_ups" in row.file and row.cells.get("due") else None),
    ),
    Mistake(
        "a status that is none",
        IMPOSSIBLE,
        "no such status",
        _in_words(lambda row: {"status": f"{row.cells['status']} ish"} if row.cells.get("status") else None),
    ),
    Mistake(
        "an action without its progress",
        UNLIKELY,
        "all the others have one",
        _in_words(lambda row: {"progress": ""} if row.cells.get("progress") else None),
    ),
    Mistake("words with no source", IMPOSSIBLE, "nothing to find them by", _in_words(lambda row: {"source": ""})),
)
