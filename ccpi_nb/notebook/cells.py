"""The cells of a notebook as they may be published: what is hidden is refused, an author's remarks are left out.

And what they say, whichever program has saved them.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from token import COMMENT
from tokenize import TokenError, generate_tokens
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

# As nbconvert, Jupyter Book and others name what is not to be seen; a cell that is not to run is another matter.
_HIDING_TAG = re.compile(
    r"(?:hide|hidden|remove|exclude|noexport|no[-_](?:cell|code|source|input|output)s?)(?:[-_ ].*)?|skip(?:[-_ ]cell)?",
    re.IGNORECASE,
)
_HIDING_KEY = re.compile(r"hid(?:e|den)", re.IGNORECASE)


def numbered(notebook: "NotebookNode", name: str) -> Iterator[tuple[str, "NotebookNode"]]:
    """Yield the cells with their places, numbered as an analyst counts them: papermill adds one with the parameters."""
    number = 0
    for cell in notebook.cells:
        number += "injected-parameters" not in cell.metadata.get("tags", [])
        yield f"{name}, cell {number}", cell


def said_by(file: bytes) -> bytes | None:
    """Return what the file of a notebook says, as far as it reaches a report; None where it holds no notebook.

    That is each cell's kind, id, source and tags, what hides it, and the language. It is the same whatever running,
    looking and saving have left: outputs, execution counts, and what programs note for themselves.
    """
    try:
        notebook = json.loads(file)
        kernel, language = (notebook["metadata"].get(key, {}) for key in ("kernelspec", "language_info"))
        named = kernel.get("language") or language.get("name") or kernel.get("name")
        said = [notebook["nbformat"], str(named or "").lower(), [*map(_said, notebook["cells"])]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return json.dumps(said).encode()


def _said(cell: Mapping[str, Any]) -> list[object]:
    metadata = cell["metadata"]
    return [cell["cell_type"], cell.get("id"), "".join(cell["source"]), metadata.get("tags") or [], hidden_in(cell)]


def hidden_in(cell: Mapping[str, Any]) -> str:
    """Return how a cell is hidden from who looks at the notebook, as the end of a sentence; '' where it is seen."""
    if cell["cell_type"] == "raw":
        return "this is a raw cell, which no report shows; make it Markdown, or delete it"
    metadata = cell["metadata"]
    tag = next((tag for tag in metadata.get("tags") or [] if _HIDING_TAG.fullmatch(str(tag))), "")
    slide = (metadata.get("slideshow") or {}).get("slide_type")
    key = "collapsed" if metadata.get("collapsed") is True else next(_hiding(metadata), "")
    what = f"the tag '{tag}'" if tag else f"the slide type '{slide}'" if slide in ("skip", "notes") else f"'{key}'"
    if tag or key or slide in ("skip", "notes"):
        return f"{what} hides the cell, and it would be published unseen; take that off, or delete the cell"
    return ""


def _hiding(metadata: Mapping[str, Any]) -> Iterator[str]:
    for key, value in metadata.items():
        if isinstance(value, Mapping):
            yield from _hiding(value)
        elif value is True or value == "hidden":
            yield from [key] if _HIDING_KEY.search(f"{key} {value}") else []


def without_remarks(source: str) -> str:
    """Return a code cell's source without its comments, and without the strings that stand there in place of one."""
    lines = source.split("\n")
    spans = [*_comments(source), *_idle_strings(source)]
    for (top, left), (bottom, right) in sorted(spans, reverse=True):
        rest = lines[top - 1][:left].rstrip() + lines[bottom - 1][right:]
        lines[top - 1 : bottom] = [rest] if rest.strip() else []
    return "\n".join(lines) if spans else source


_Span = tuple[tuple[int, int], tuple[int, int]]


def _comments(source: str) -> list[_Span]:
    """Return where the comments are, in lines counted from 1 and characters counted from 0."""
    try:
        return [
            (token.start, token.end) for token in generate_tokens(StringIO(source).readline) if token.type == COMMENT
        ]
    except (SyntaxError, TokenError):  # a command of Jupyter's own may be no Python at all
        lines = enumerate(source.split("\n"), start=1)
        return [((at, 0), (at, len(line))) for at, line in lines if line.lstrip().startswith("#")]


def _idle_strings(source: str) -> Iterator[_Span]:
    """Yield where a string is a statement by itself, and the only one on its lines."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return
    for statement in statements:
        others = [other for other in statements if other is not statement]
        if (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
            and not any(
                statement.lineno <= (other.end_lineno or 0) and other.lineno <= (statement.end_lineno or 0)
                for other in others
            )
        ):
            # ast counts bytes.
            lines = source.split("\n")
            first, last = lines[statement.lineno - 1].encode(), lines[(statement.end_lineno or 0) - 1].encode()
            left, right = first[: statement.col_offset].decode(), last[: statement.end_col_offset or 0].decode()
            yield (statement.lineno, len(left)), (statement.end_lineno or 0, len(right))
