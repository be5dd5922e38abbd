"""Documents as accessible PDF: their content reaches one fixed Typst template as data, never as code."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pikepdf
import typst
from pikepdf import Array, Dictionary, Name

from ccpi_nb.document.model import SYMBOLS, Block, Document, Masthead
from ccpi_nb.document.provenance import pointer_in_print
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.table_texts import spelled_out
from ccpi_nb.errors import InputError
from ccpi_nb.files.fonts import sans_folder
from ccpi_nb.render.json_form import (
    blocks_to_json,
    masthead_to_json,
)

_ONE_REPORT = """
#import "report.typ": house, report
#let documents = json("documents.json")
#show: house.with(documents.first().masthead)
#report(documents.first(), "report-1")
"""


def render_pdf(document: Document, *, day: date) -> bytes:
    """Return a document as PDF.

    The same document and day give the same bytes: `day` is the file's date of creation. InputError where Typst refuses.
    """
    return typeset(_ONE_REPORT, [document], subject=f"report '{document.masthead.title}'", day=day)


def typeset(
    main: str, documents: Sequence[Document], *, subject: str, day: date, data: Mapping[str, object] | None = None
) -> bytes:
    """Return one PDF of many documents; `subject` is what errors call it.

    `main` is Typst source of this package that imports `report.typ` and reads `documents.json`, and each entry of
    `data` as a JSON file of its name. `day` is the file's date of creation. InputError where Typst refuses or warns.
    """
    sources = {
        "main.typ": main.encode(),
        "report.typ": files("ccpi_nb.render").joinpath("templates/report.typ").read_bytes(),
        "symbols.json": json.dumps(SYMBOLS).encode(),
        "documents.json": json.dumps([_data(document) for document in documents]).encode(),
        **{f"{name}.json": json.dumps(value).encode() for name, value in (data or {}).items()},
    }
    try:
        # Typst's types leave out that it takes many files.
        pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]
            sources,
            font_paths=typst_fonts(),
            ignore_system_fonts=True,
            # Accessible, and for archives; Typst refuses what breaks them, such as a chart without alternative text.
            pdf_standards=["ua-1", "a-2a"],
            timestamp=datetime.combine(day, time(), UTC),
        )
    except typst.TypstError as error:
        raise _refusal(subject, error) from error
    if warnings:
        raise _refusal(subject, warnings[0])
    return _retagged(pdf)


def _data(document: Document) -> dict[str, Any]:
    return {
        "masthead": masthead_data(document.masthead),
        "blocks": _anchored(document.blocks),
        "pointer": pointer_in_print(document),
    }


def _anchored(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Return a report's blocks as the template takes them: each with the name of its place, as on the report's page."""
    shown = blocks_to_json(spelled_out(blocks))
    return [{**block, "anchor": anchor} for block, anchor in zip(shown, anchors(blocks), strict=True)]


def masthead_data(masthead: Masthead) -> dict[str, Any]:
    """Return a masthead as the template takes it: with its facts as one line, and what must be on every page."""
    texts = {"line": masthead.line, "made_up": masthead.made_up, "notice": masthead.notice}
    return {**masthead_to_json(masthead), **texts}


@cache
def typst_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_folder())])


def _refusal(subject: str, problem: typst.TypstError | typst.TypstWarning) -> InputError:
    hints = f" ({'; '.join(problem.hints)})" if problem.hints else ""
    return InputError(f"{subject}: the PDF can't be made; Typst says: {problem.message}{hints}")


def _retagged(pdf: bytes) -> bytes:
    """Return the same pages with what Typst 0.15 leaves out of a table's tags."""
    retagged = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        elements = [
            element
            for element in opened.objects
            if isinstance(element, Dictionary) and "/S" in element and "/P" in element
        ]
        for element in elements:
            if element.S == "/TR" and element.P.S == "/TBody":
                _head_row(element)
            elif element.S == "/Table":
                _take_caption_in(element)
        opened.save(retagged, deterministic_id=True, preserve_pdfa=True)
    return retagged.getvalue()


def _head_row(row: Dictionary) -> None:
    """Turn a body row's first cell into a header, which Typst's Python package cannot do: it lacks the flag for it."""
    for position, cell in enumerate(row.K):
        attributes = next(entry for entry in cell.A if entry.O == "/Table")
        # Typst lists for every cell the headers it has found, those of columns; the list would hide the new ones.
        del attributes.Headers
        if position == 0:
            cell.S = Name.TH
            attributes.Scope = Name.Row


def _take_caption_in(table: Dictionary) -> None:
    """Move a caption into its table where Typst has left it beside: Div[Caption, Div[Table]].

    Typst does so where it moves both to the next page.
    """
    around = table.P.P
    if (
        table.P.S == "/Div"
        and around.S == "/Div"
        and isinstance(around.K, Array)
        and around.K[0].get("/S") == "/Caption"
    ):
        caption = around.K[0]
        del around.K[0]
        caption.P = table
        table.K.insert(0, caption)
