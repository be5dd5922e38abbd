"""What a view returns is digested by its content: the same wherever it was read, another where anything differs."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ccpi_nb.errors import InputError
from ccpi_nb.files.views import Seen, content_digest, is_view, view


class Word(StrEnum):
    ONE = "one"


@dataclass(frozen=True)
class Row:
    text: str
    kept: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Held:
    rows: tuple[Row, ...]

    @property
    def as_seen(self) -> "Held":
        return Held(self.rows[:1])


@dataclass(frozen=True)
class Counted:
    value: Decimal
    of: Row | str


PLAIN = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.text()
    | some.dates()
    | some.decimals(allow_nan=False)
    | some.text().map(Row),
    lambda inner: some.lists(inner).map(tuple) | some.dictionaries(some.text(), inner),
)


@given(PLAIN, PLAIN)
def test_two_contents_have_one_digest_only_if_they_are_written_alike(one: Any, other: Any) -> None:
    assert (content_digest(one) == content_digest(other)) is (repr(one) == repr(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b"), ("ab",)),
        (("a", ("b",)), ("a", "b")),
        ("1", 1),
        (Decimal("5.10"), Decimal("5.1")),
        (date(2014, 12, 11), "2014-12-11"),
        (("a\n'1'b",), ("a", "b")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),  # a reader may go over it in order
        (None, ()),
        (InputError("no"), InputError("no", "no")),
        (InputError("no"), "no"),
        # Rows of one class are written by columns.
        ((Row("a"), Row("b")), (Row("b"), Row("a"))),
        ((Row("a"), Row("b")), (Row("a\n'1'b"), Row(""))),
        ((Counted(Decimal("1.0"), Row("a")),) * 2, (Counted(Decimal("1.00"), Row("a")),) * 2),
        ((Counted(Decimal(1), Row("a")), Counted(Decimal(1), Row("b"))), (Counted(Decimal(1), Row("a")),) * 2),
        ((Counted(Decimal(1), Row("a")), Counted(Decimal(1), "a")), (Counted(Decimal(1), Row("a")),) * 2),
    ],
)
def test_what_differs_has_another_digest(one: object, other: object) -> None:
    assert content_digest(one) != content_digest(other)


def test_the_order_of_a_set_and_what_is_kept_beside_the_content_do_not_count() -> None:
    assert content_digest(frozenset("abcdefgh")) == content_digest(frozenset("hgfedcba"))
    assert content_digest(Row("a", {"b": 1})) == content_digest(Row("a"))
    assert content_digest(Word.ONE) == content_digest("one")


def test_of_a_value_that_says_what_is_seen_of_it_only_that_counts() -> None:
    assert content_digest(Held((Row("a"), Row("b")))) == content_digest(Held((Row("a"),)))


def test_what_is_no_value_can_t_be_digested() -> None:
    with pytest.raises(TypeError, match="a view returns values only"):
        content_digest(Path())


def test_a_view_gives_what_its_method_does_and_raises_what_it_raises() -> None:
    class Shelf:
        @view
        def upper(self, word: str) -> str:
            """Say it."""
            if not word:
                raise InputError("nothing to say")
            return word.upper()

        @property
        @view
        def size(self) -> int:
            return 1

        def plain(self) -> int:
            return 2

    assert (Shelf().upper("a"), Shelf().size) == ("A", 1)
    assert Shelf.upper.__doc__ == "Say it."
    with pytest.raises(InputError, match="nothing to say"):
        Shelf().upper("")
    assert [is_view(vars(Shelf)[name]) for name in ("upper", "size", "plain")] == [True, True, False]


def test_what_was_seen_here_and_there_was_seen() -> None:
    one, other = Seen(frozenset("a"), frozenset("b")), Seen(frozenset("b"), frozenset("c"), frozenset({("v", "1")}))
    assert one.union(other) == Seen(frozenset("ab"), frozenset("bc"), frozenset({("v", "1")}))
    assert one.union(other).read == frozenset("abc")
