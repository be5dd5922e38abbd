"""What the gate need not read again, and that it never passes over what it would find."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.exempt import gate
from ccpi_nb.exempt.gate import leaks, look_through
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.numbers import Amount
from ccpi_nb.exempt.readings import Reading, readings_in

HASHES = tuple(sha256(name).hexdigest() for name in (b"one", b"two"))
SENTENCES = ("we may pay it all back", "we may pay it all back by spring", "nothing is owed")
NOTHING = ExemptContent(frozenset(), frozenset(), frozenset())
# One of each kind, and a text that has it.
KINDS = (
    (replace(NOTHING, figures=frozenset({Amount("243")})), "243"),
    (replace(NOTHING, labelled=frozenset({("Money owed", "31")})), "Money owed: 31"),
    (replace(NOTHING, names=frozenset({"contractor_terms"})), "its contractor_terms"),
    *((replace(NOTHING, phrases=frozenset({hash_})), hash_.upper()) for hash_ in HASHES),
    *((replace(NOTHING, phrases=frozenset({sentence})), sentence) for sentence in SENTENCES),
    (replace(NOTHING, names=frozenset({"late"})), "late"),
    (replace(NOTHING, releases=frozenset({("*", SENTENCES[1])})), HASHES[1][:40]),
)


def together(contents: Iterable[ExemptContent]) -> ExemptContent:
    fields = ((getattr(each, name) for each in contents) for name in vars(NOTHING))
    return ExemptContent(*(frozenset[Any]().union(*sets) for sets in map(list, fields)))


contents = st.lists(st.sampled_from([content for content, _ in KINDS]), max_size=2).map(tuple).map(together)
texts = st.sampled_from([text for _, text in KINDS])
folders = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "late"]), texts, max_size=2)


def laid(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def reading_of(folder: Path, content: ExemptContent, tools: str = "") -> Reading:
    passage = look_through(folder, content)
    return Reading(tools, content, passage.passed, passage.hashes)


@given(folders, folders, contents, contents)
def test_what_was_read_before_hides_nothing_whatever_has_changed_of_files_and_of_what_is_exempt(
    files: Mapping[str, str], changed: Mapping[str, str], before: ExemptContent, now: ExemptContent
) -> None:
    with TemporaryDirectory() as place:
        first = laid(Path(place, "first"), files)
        then = laid(Path(place, "then"), {**files, **changed})
        earlier = reading_of(first, before)
        passage = look_through(then, now, before=[earlier])
        assert passage.leaks == leaks(then, now)
        # And what is recorded of that is as good as the record of all that was read.
        again = Reading("", now, passage.passed, passage.hashes)
        assert look_through(then, before, before=[again]).leaks == leaks(then, before)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []
    pieces = gate.pieces
    monkeypatch.setattr(gate, "pieces", lambda name, data, place: names.append(name) or pieces(name, data, place))
    return names


CONTENT = ExemptContent(frozenset({Amount("243")}), frozenset({SENTENCES[0], HASHES[0]}), frozenset({"terms"}))


@pytest.mark.parametrize(
    ("now", "again"),
    [
        (CONTENT, []),
        (ExemptContent(frozenset(), frozenset({HASHES[0]}), frozenset()), []),
        (CONTENT.with_hashes({HASHES[1]}), ["has_it.txt"]),
        (ExemptContent(frozenset({Amount("244")}), frozenset(), frozenset()), ["has_it.txt", "open.txt"]),
        (CONTENT.with_hashes({"one more sentence"}), ["has_it.txt", "open.txt"]),
        (replace(CONTENT, names=frozenset({"more_terms"})), ["has_it.txt", "open.txt"]),
        (replace(CONTENT, labelled=frozenset({("Money owed", "31")})), ["has_it.txt", "open.txt"]),
        (replace(CONTENT, drawings=frozenset({("A chart", "<svg></svg>")})), ["has_it.txt", "open.txt"]),
    ],
)
def test_only_what_could_hold_something_new_is_read_again(
    tmp_path: Path, read: list[str], now: ExemptContent, again: list[str]
) -> None:
    folder = laid(tmp_path / "public", {"open.txt": "It is open.", "has_it.txt": f"It has {HASHES[1]}."})
    earlier = reading_of(folder, CONTENT)
    read.clear()
    look_through(folder, now, before=[earlier])
    assert read == again


def test_a_file_that_changed_is_read_again_and_one_in_which_something_was_released_each_time(
    tmp_path: Path, read: list[str]
) -> None:
    files = {"open.txt": "It is open.", "released.txt": "It is 243.", "changed.txt": "It is 242."}
    content = ExemptContent(CONTENT.figures, CONTENT.phrases, CONTENT.names, releases=frozenset({("*", "243")}))
    folder = laid(tmp_path / "public", files)
    earlier = reading_of(folder, content)
    (folder / "changed.txt").write_text("It is 241.", encoding="utf-8")
    read.clear()
    look_through(folder, content, before=[earlier])
    assert read == ["changed.txt", "released.txt"]


def test_what_could_be_a_hash_is_recorded_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [sha256(b"%d" % number).hexdigest()[:20] for number in range(40)]
    passage = look_through(laid(tmp_path / "public", {"a.json": json.dumps(dict(enumerate(rows)))}), NOTHING)
    assert any("".join(rows) in run for run in passage.hashes["a.json"])


def test_a_record_of_other_tools_or_that_is_not_whole_is_none(tmp_path: Path) -> None:
    reading = Reading("now", CONTENT, {"open.txt": HASHES[0]}, {"open.txt": frozenset({HASHES[1]})})
    file = tmp_path / "readings.jsonl"
    file.write_bytes(reading.to_json() + b"\n" + reading.to_json() + b"\n")
    assert readings_in(file, "now") == (reading, reading)
    assert readings_in(file, "before") == ()
    file.write_bytes(file.read_bytes()[:-9])
    assert readings_in(file, "now") == ()
    assert readings_in(tmp_path / "none", "now") == ()
