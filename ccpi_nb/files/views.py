"""Views of the workbook's files: what a view returns is all that its caller sees of the files behind it.

So what was made from it is as good as before while the view returns the same, whatever else stands in those files. Who
wants to know listens for Python's audit events: ccpi_nb/run/watch.py.
"""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ccpi_nb.errors import InputError

# The events: a view is asked, and has an answer. The second comes with the view's name, its words and the answer.
ASKED, ANSWERED = "ccpi_nb.view_asked", "ccpi_nb.view_answered"

# The name, among those of files, of what Python sees where it looks for a module beside the notebooks.
MODULES = "notebooks/*"

_P = ParamSpec("_P")
Owner = TypeVar("Owner")
Answer = TypeVar("Answer")


def view(method: Callable[Concatenate[Owner, _P], Answer]) -> Callable[Concatenate[Owner, _P], Answer]:
    """Return a method as a view; it takes words only. A view that asks others counts as one, with its own answer."""

    @wraps(method)
    def viewed(owner: Owner, /, *words: _P.args, **none: _P.kwargs) -> Answer:
        # The owner's name, in whichever of its classes the method is written.
        name = f"{type(owner).__name__}.{method.__name__}"
        sys.audit(ASKED)
        answer: object = None
        try:
            answer = found = method(owner, *words, **none)
        except InputError as refused:
            answer = refused
            raise
        finally:
            sys.audit(ANSWERED, name, words, answer)
        return found

    return viewed


@dataclass(frozen=True)
class Seen:
    """What was seen of a workbook.

    `whole` are the files of which anything may have been seen, and the folders, whose names end in '/'; `behind` those
    read for views only; `views` what was asked, as JSON, each with the digest of its answer.
    """

    whole: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    views: frozenset[tuple[str, str]] = frozenset()

    @property
    def read(self) -> frozenset[str]:
        """All that was read."""
        return self.whole | self.behind

    @property
    def files(self) -> "Seen":
        """The same as if nothing but its files' bytes told whether it has changed."""
        return Seen(self.read)

    def union(self, *others: "Seen") -> "Seen":
        """Return what was seen here or there."""
        every = (self, *others)
        return Seen(
            frozenset().union(*(seen.whole for seen in every)),
            frozenset().union(*(seen.behind for seen in every)),
            frozenset().union(*(seen.views for seen in every)),
        )


def is_view(attribute: object) -> bool:
    """Return whether an attribute of a class is a view, or a property that is one."""
    method = attribute.fget if isinstance(attribute, property) else attribute
    return getattr(getattr(method, "__code__", None), "co_name", "") == "viewed"


def content_digest(content: object) -> str:
    """Return the digest of what a view has returned: equal content has the same, wherever it was read.

    A dataclass whose questions don't reach all that it holds says in `as_seen` what they do reach.
    """
    parts: list[str] = []
    _write(content, parts.append)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


# Under which rows keep theirs.
_DIGEST = "content_digest"
_PLAIN = (type(None), bool, int, float, Decimal, date, bytes)


def _write(content: object, add: Callable[[str], object]) -> None:
    """Write content in parts, each with its length or number, so that no two contents have the same parts."""
    kind = type(content)
    if isinstance(content, str):
        add(f"'{len(content)}'{content}")
    elif kind in _PLAIN:
        add(repr(content))
    elif isinstance(content, tuple) and hasattr(content, "__dict__"):
        add(_kept_digest(content))
    elif isinstance(content, tuple | list) and (of := _kind_of_rows(content)):
        add(f"rows {len(content)} {of.__name__}")
        for name in _fields(of):
            _write_column([getattr(row, name) for row in content], add)
    elif isinstance(content, tuple | list):
        add(f"row {len(content)}")
        for part in content:
            _write(part, add)
    elif isinstance(content, Mapping):
        add(f"mapping {len(content)}")
        for key, value in content.items():  # in its order, which a reader may see
            _write(key, add)
            _write(value, add)
    elif isinstance(content, set | frozenset):
        add(f"set {len(content)}")
        for digest in sorted(map(content_digest, content)):
            add(digest)
    elif isinstance(content, InputError):
        add(f"refused {content}")
    elif is_dataclass(kind):
        add(kind.__name__)
        seen = getattr(content, "as_seen", content)
        for name in _fields(kind):
            _write(getattr(seen, name), add)
    else:
        raise TypeError(f"a view returns values only, and no {kind.__name__}")


def _kept_digest(rows: Any) -> str:
    """Return the digest of rows that keep what was found in them: of several files each is digested once."""
    kept: dict[str, str] = vars(rows)
    if _DIGEST not in kept:
        parts = getattr(rows, "parts", ())
        kept[_DIGEST] = content_digest([*map(_kept_digest, parts)] if parts else list(rows))
    return kept[_DIGEST]


def _kind_of_rows(content: Sequence[object]) -> type | None:
    """Return the class of rows that are written by columns, which is quicker for very many; None for other content."""
    kinds = set(map(type, content)) if len(content) > 1 else set()
    kind = kinds.pop() if len(kinds) == 1 else None
    return kind if kind and is_dataclass(kind) and not hasattr(kind, "as_seen") else None


def _write_column(column: Sequence[object], add: Callable[[str], object]) -> None:
    if _kind_of_rows(column):
        _write(tuple(column), add)
        return
    # Many rows share a cell, as one object. Two that are equal may be written otherwise: 1.0, 1.00.
    texts: dict[int, str] = {}
    for value in column:
        if (text := texts.get(id(value))) is None:
            parts: list[str] = []
            _write(value, parts.append)
            text = texts[id(value)] = "\n".join(parts)
        add(text)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    # What has been kept beside the content is not compared.
    return tuple(each.name for each in fields(kind) if each.compare)
