"""Documents as JSON, in the outputs of a notebook's cells and beside the notebook, and back."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from ccpi_nb.document.model import Block, Document, Masthead

# The types of a cell's output beside the HTML for the screen: blocks, and from the cell that opens a report its
# masthead.
BLOCKS_MIME = "application/vnd.ccpi.blocks+json"
MASTHEAD_MIME = "application/vnd.ccpi.masthead+json"

_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])
_MASTHEAD = TypeAdapter(Masthead)
_DOCUMENT = TypeAdapter(Document)


def blocks_to_json(blocks: Sequence[Block]) -> Any:
    """Return blocks as lists, mappings and strings that the `json` module writes."""
    return _BLOCKS.dump_python(tuple(blocks), mode="json", by_alias=True)


def blocks_from_json(data: Any) -> tuple[Block, ...]:
    """Return the blocks that `blocks_to_json` has turned into JSON's values."""
    return _BLOCKS.validate_json(json.dumps(data))


def masthead_to_json(masthead: Masthead) -> Any:
    """Return a masthead as a mapping that the `json` module writes."""
    return _MASTHEAD.dump_python(masthead, mode="json")


def masthead_from_json(data: Any) -> Masthead:
    """Return the masthead that `masthead_to_json` has turned into JSON's values."""
    return _MASTHEAD.validate_json(json.dumps(data))


def document_to_json(document: Document) -> bytes:
    """Return a document as JSON, which `document_from_json` reads back equal."""
    return _DOCUMENT.dump_json(document, by_alias=True)


def document_from_json(data: bytes) -> Document:
    return _DOCUMENT.validate_json(data)
