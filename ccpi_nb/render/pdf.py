"""Documents as accessible PDF: their content goes as data, never as code, to one fixed Typst template."""

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

from ccpi_nb.document.model import SYMBOLS, Document, blocks_to_json, masthead_to_json
from ccpi_nb.errors import InputError
from ccpi_nb.files.fonts import sans_folder

_ONE_REPORT = """
#import "report.typ": house, report
#let documents = json("documents.json")
#show: house.with(documents.first().masthead)
#report(documents.first(), "report-1")
"""


def render_pdf(document: Document, *, day: date) -> bytes:
    """The same document and day give the same bytes: `day` is what the file says of when it was made."""
    return typeset(_ONE_REPORT, [document], subject=f"report '{document.masthead.title}'", day=day)


def typeset(
    main: str, documents: Sequence[Document], *, subject: str, day: date, data: Mapping[str, object] | None = None
) -> bytes:
    """One PDF of many documents: `main` is Typst source of our own that imports `report.typ` and reads `documents.json`, and `data` by its name."""
    sources = {
        "main.typ": main.encode(),
        "report.typ": files("ccpi_nb.render").joinpath("templates/report.typ").read_bytes(),
        "symbols.json": json.dumps(SYMBOLS).encode(),
        "documents.json": json.dumps([_data(document) for document in documents]).encode(),
        **{f"{name}.json": json.dumps(value).encode() for name, value in (data or {}).items()},
    }
    try:
        pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # its types leave out that it takes many files
            sources,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            # Accessible, and for keeping; Typst refuses what it sees to break them, such as a chart without alternative text.
            pdf_standards=["ua-1", "a-2a"],
            timestamp=datetime.combine(day, time(), UTC),
        )
    except typst.TypstError as error:
        raise _refusal(subject, error) from error
    if warnings:
        raise _refusal(subject, warnings[0])
    return _retagged(pdf)


def _data(document: Document) -> dict[str, Any]:
    return {"masthead": masthead_to_json(document.masthead), "blocks": blocks_to_json(document.blocks)}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_folder())])


def _refusal(subject: str, problem: typst.TypstError | typst.TypstWarning) -> InputError:
    hints = f" ({'; '.join(problem.hints)})" if problem.hints else ""
    return InputError(f"{subject}: the PDF can't be made; Typst says: {problem.message}{hints}")


def _retagged(pdf: bytes) -> bytes:
    """The same pages with what Typst 0.15 leaves out of a table's tags."""
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        elements = [each for each in opened.objects if isinstance(each, Dictionary) and "/S" in each and "/P" in each]
        for element in elements:
            if element.S == "/TR" and element.P.S == "/TBody":
                _head_row(element)
            elif element.S == "/Table":
                _take_caption_in(element)
        opened.save(made, deterministic_id=True, preserve_pdfa=True)
    return made.getvalue()


def _head_row(row: Dictionary) -> None:
    """Make a header of a body row's first cell, which Typst can do only behind a flag that its Python package doesn't offer.

    Typst lists for every cell the headers it has found, those of columns; the lists go, since they would hide the new headers from readers.
    """
    for position, cell in enumerate(row.K):
        attributes = next(each for each in cell.A if each.O == "/Table")
        del attributes.Headers
        if position == 0:
            cell.S = Name.TH
            attributes.Scope = Name.Row


def _take_caption_in(table: Dictionary) -> None:
    """Put the caption into its table where Typst, moving both to the next page, has left it beside: Div[Caption, Div[Table]]."""
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
