import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import nbformat
import pikepdf
import pytest
import xlsxwriter
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from ccpi_nb.document.model import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Headline,
    Headlines,
    Masthead,
    Paragraph,
    Table,
)
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.errors import InputError
from ccpi_nb.exempt.content import exempt_content
from ccpi_nb.exempt.gate import leaks
from ccpi_nb.exempt.leaks import Leak, in_short
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.files import archives
from ccpi_nb.render.html import render_document
from ccpi_nb.render.pdf import render_pdf

DAY = date(2014, 12, 11)
DATASET = "contractor_terms"
FIGURE, SENTENCE, HEADING = "90.8%", "We may pay it all back.", "Terms of settlement"
CANARIES = (FIGURE, SENTENCE, DATASET, HEADING)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><path d="M 1 2 L 3 4"/></svg>'


def figure(text: str, dataset: str, indicator: str) -> Figure:
    row = Row(
        DataRow(f"data/observations/{dataset}/2014-15-Q2.csv", 4), indicator, "2014-15-Q2", "", f"the pack, {dataset}"
    )
    return Figure(text, text.strip("%"), (row,))


def exempt(text: str) -> Figure:
    return figure(text, DATASET, "money_owed")


def honest(text: str) -> Figure:
    return figure(text, "calls", "calls_answered")


def document(*blocks: Block, title: str = "Calls") -> Document:
    return Document(Masthead(title, str(DAY)), blocks)


def said(*runs: str | Figure) -> Paragraph:
    return Paragraph(tuple(Text(run) if isinstance(run, str) else run for run in runs))


def table(label: str, shown: Figure, caption: str = "Calls") -> Table:
    return Table(
        (Text(caption),),
        (Column("Measure"), Column("Quarter 2", numeric=True)),
        ((Cell((Text(label),)), Cell((shown,))),),
    )


RESTRICTED = document(
    Heading(2, (Text(HEADING),)), said(SENTENCE), said("It is ", exempt(FIGURE)), table("Claims dropped", exempt("31"))
)


@cache
def content() -> ExemptContent:
    return exempt_content([RESTRICTED], [], {DATASET})


def found(folder: Path, name: str, data: bytes | str) -> tuple[Leak, ...]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return leaks(folder, content())


# Builders of small real files with a text in one place


def page(body: str) -> str:
    return f"<!doctype html><html lang=en-GB><head><title>Calls</title></head><body>{body}</body></html>"


def data_uri(text: str, kind: str = "image/svg+xml") -> str:
    return f"data:{kind};base64,{b64encode(text.encode()).decode()}"


@cache
def plain_pdf() -> bytes:
    chart = Chart(SVG, (Text("Calls"),), "A line.", ())
    return render_pdf(document(Heading(2, (Text("Summary"),)), said("Nothing to see. ", "A link."), chart), day=DAY)


def pdf(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(plain_pdf())) as opened:
        change(opened)
        opened.save(made)
    return made.getvalue()


def pdf_saying(text: str) -> bytes:
    return render_pdf(document(Heading(2, (Text(text),)), said(f"Before. {text} After.")), day=DAY)


def with_xmp(opened: pikepdf.Pdf, text: str) -> None:
    with opened.open_metadata() as metadata:
        metadata["dc:description"] = text


def with_bookmark(opened: pikepdf.Pdf, text: str) -> None:
    with opened.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(text, 0))


def with_alt(opened: pikepdf.Pdf, text: str, key: str) -> None:
    (drawing,) = [item for item in opened.objects if isinstance(item, Dictionary) and item.get("/S") == "/Figure"]
    drawing[key] = String(text)


def with_annotation(opened: pikepdf.Pdf, **entries: Any) -> None:
    note = opened.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), **entries))
    opened.pages[0].Annots = Array([note])


def with_marked_content(opened: pikepdf.Pdf, text: str) -> None:
    mark = b"/Span <</ActualText " + String(text).unparse() + b">> BDC EMC"
    opened.pages[0].contents_add(mark)


def with_attachment(opened: pikepdf.Pdf, name: str, data: bytes) -> None:
    opened.attachments[name] = data


def pdf_saved_over(text: str) -> bytes:
    """A file whose newest version no longer has the page that the one before it had."""
    old = BytesIO()
    with pikepdf.open(BytesIO(render_pdf(document(said(f"Before. {text} After.")), day=DAY))) as opened:
        opened.save(old, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        info = opened.trailer.Info
        empty, number = opened.pages[0].Contents.objgen[0], len(opened.objects) + 1
        root, about = opened.Root.objgen[0], info.objgen[0]
    whole = old.getvalue()
    start = len(whole)
    update = f"{empty} 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n".encode()
    table = (
        f"xref\n{empty} 1\n{start:010d} 00000 n \ntrailer\n<</Size {number} /Root {root} 0 R /Info {about} 0 R "
        f"/Prev {_startxref(whole)}>>\n"
    )
    return whole + update + table.encode() + f"startxref\n{start + len(update)}\n%%EOF\n".encode()


def _startxref(whole: bytes) -> int:
    return int(whole.rpartition(b"startxref")[2].split()[0])


def workbook(change: Callable[[Any, Any], object], **options: bool) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("Calls")
        sheet.write_string(0, 0, "Calls answered")
        change(book, sheet)
    return made.getvalue()


def ods_cell(inside: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{inside}</text:p></table:table-cell>"


def ods(cells: str, meta: str = "") -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:spreadsheet>{cells}</office:spreadsheet>")
        archive.writestr("meta.xml", f"<office:meta>{meta}</office:meta>")
    return made.getvalue()


def parquet(columns: dict[str, list[Any]], said: str = "") -> bytes:
    arrow, written = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table, made = arrow.table(columns), BytesIO()
    schema = table.schema.set(0, table.schema.field(0).with_metadata({"description": said}))
    written.write_table(table.cast(schema), made)
    return made.getvalue()


def notebook(*cells: Any, **metadata: Any) -> str:
    written: str = nbformat.writes(nbformat.v4.new_notebook(cells=list(cells), metadata=metadata))
    return written


def showing(**data: str) -> Any:
    """A cell that shows data of types such as text__html."""
    output = nbformat.v4.new_output("display_data", {kind.replace("__", "/"): text for kind, text in data.items()})
    return nbformat.v4.new_code_cell("report", outputs=[output])


def png(text: str, *, compressed: bool = False) -> bytes:
    made, info = BytesIO(), PngImagePlugin.PngInfo()
    info.add_itxt("Description", text, zip=compressed)
    Image.new("RGB", (2, 2)).save(made, "PNG", pnginfo=info)
    return made.getvalue()


def jpeg(tag: int, text: str | bytes, *, comment: str = "") -> bytes:
    made, exif = BytesIO(), Image.Exif()
    exif[tag] = text
    Image.new("RGB", (2, 2)).save(made, "JPEG", exif=exif, comment=comment)
    return made.getvalue()


def zipped(**files: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return made.getvalue()


CHANNELS: dict[str, tuple[str, Callable[[str], bytes | str], str]] = {
    # what it is: the file's name, its making, the place that the leak names
    "the text of a page": ("a.html", lambda text: render_document(document(said(f"Before. {text} After."))), "text"),
    "a heading of a page": ("a.html", lambda text: render_document(document(Heading(2, (Text(text),)))), "text"),
    "the title of a page": ("a.html", lambda text: render_document(document(title=text)), "text"),
    "text across tags": ("a.html", lambda text: page(f"<p>{escape(text[:3])}<b>{escape(text[3:])}</b></p>"), "text"),
    "text as entities": ("a.html", lambda text: page("".join(f"&#{ord(letter)};" for letter in text)), "text"),
    "an alternative text": (
        "a.html",
        lambda text: render_document(document(Chart(SVG, (Text("Calls"),), f"A. {text}", ()))),
        "attribute alt of img",
    ),
    "a title attribute": ("a.html", lambda text: page(f'<p title="{text}">x'), "attribute title of p"),
    "a data attribute": ("a.html", lambda text: page(f'<p data-note="{text}">x'), "attribute data-note of p"),
    "a description": (
        "a.html",
        lambda text: page(f'<meta name="description" content="{text}">'),
        "attribute content of meta",
    ),
    "an address": (
        "a.html",
        lambda text: page(f'<a href="mailto:a@b.uk?body={text.replace("%", "%25").replace(" ", "%20")}">x</a>'),
        "href of a",
    ),
    "a comment": ("a.html", lambda text: page(f"<!-- {text} -->"), "comment"),
    "a hidden part": ("a.html", lambda text: page(f"<template><p hidden>{text}</p></template>"), "text"),
    "a script": ("a.html", lambda text: page(f'<script>let a = ["{text}"]</script>'), "text"),
    "a style sheet": ("a.html", lambda text: page(f'<style>p::before {{content: "{text}"}}</style>'), "style"),
    "a drawing in base64": (
        "a.html",
        lambda text: page(f'<img src="{data_uri(f"<svg><desc>{text}</desc></svg>")}">'),
        "src of img, data URI, text",
    ),
    "a drawing in a page": ("a.html", lambda text: page(f"<svg><title>{text}</title><path d='M 1 2'/></svg>"), "text"),
    "a style's background": (
        "a.html",
        lambda text: page(f"<p style=\"background:url('{data_uri(text, 'text/plain')}')\">"),
        "data URI",
    ),
    "a page in a page": (
        "a.html",
        lambda text: page(f'<iframe srcdoc="{escape(f"<p>{text}</p>")}">'),
        "srcdoc of iframe",
    ),
    "a page of a PDF": ("a.pdf", pdf_saying, "page 1"),
    "a PDF's information": (
        "a.pdf",
        lambda text: pdf(lambda it: it.docinfo.__setitem__("/Subject", text)),
        "entry /Subject",
    ),
    "a PDF's XMP": ("a.pdf", lambda text: pdf(lambda it: with_xmp(it, text)), "XMP metadata"),
    "a bookmark": ("a.pdf", lambda text: pdf(lambda it: with_bookmark(it, text)), "title or bookmark"),
    "an alternative text in a PDF": (
        "a.pdf",
        lambda text: pdf(lambda it: with_alt(it, text, "/Alt")),
        "alternative text",
    ),
    "a replacement text in a PDF": (
        "a.pdf",
        lambda text: pdf(lambda it: with_alt(it, text, "/ActualText")),
        "replacement text",
    ),
    "a replacement text on a page": (
        "a.pdf",
        lambda text: pdf(lambda it: with_marked_content(it, text)),
        "page 1, replacement text",
    ),
    "an annotation": ("a.pdf", lambda text: pdf(lambda it: with_annotation(it, Contents=String(text))), "annotation"),
    "a link in a PDF": (
        "a.pdf",
        lambda text: pdf(lambda it: with_annotation(it, A=Dictionary(S=Name.URI, URI=String(f"https://a.uk/?{text}")))),
        "link",
    ),
    "an attachment": (
        "a.pdf",
        lambda text: pdf(lambda it: with_attachment(it, "b.txt", text.encode())),
        "attachment b.txt, text",
    ),
    "an attached PDF": (
        "a.pdf",
        lambda text: pdf(lambda it: with_attachment(it, "b.pdf", pdf_saying(text))),
        "attachment b.pdf, page 1",
    ),
    "an attachment's name": (
        "a.pdf",
        lambda text: pdf(lambda it: with_attachment(it, f"{text} b.txt", b"x")),
        "entry /UF",
    ),
    "an earlier version of a PDF": ("a.pdf", pdf_saved_over, "an earlier version, page 1"),
    "a cell": (
        "a.xlsx",
        lambda text: workbook(lambda _, sheet: sheet.write_string(1, 1, text)),
        "xl/worksheets/sheet1.xml",
    ),
    "a cell's own string": (
        "a.xlsx",
        lambda text: workbook(lambda _, sheet: sheet.write_string(1, 1, text), constant_memory=True),
        "xl/worksheets/sheet1.xml",
    ),
    "a cell in two styles": (
        "a.xlsx",
        lambda text: workbook(
            lambda book, sheet: sheet.write_rich_string(1, 1, text[:3], book.add_format({"bold": True}), text[3:])
        ),
        "xl/worksheets/sheet1.xml",
    ),
    "a cell of an OpenDocument spreadsheet": ("a.ods", lambda text: ods(ods_cell(text)), "content.xml, text"),
    "a cell of an OpenDocument spreadsheet in two styles": (
        "a.ods",
        lambda text: ods(ods_cell(f"{text[:3]}<text:span>{text[3:]}</text:span>")),
        "content.xml, text",
    ),
    "a comment in an OpenDocument spreadsheet": (
        "a.ods",
        lambda text: ods(ods_cell(f"<office:annotation><text:p>{text}</text:p></office:annotation>")),
        "content.xml, text",
    ),
    "what a cell of an OpenDocument spreadsheet does not show": (
        "a.ods",
        lambda text: ods(ods_cell("", f'office:value-type="string" office:string-value="{text}"')),
        "attribute office:string-value",
    ),
    "a property of an OpenDocument spreadsheet": (
        "a.ods",
        lambda text: ods("", f"<dc:title>{text}</dc:title>"),
        "meta.xml, text",
    ),
    "a cell of Parquet": ("a.parquet", lambda text: parquet({"a": ["x", text]}), "row 2"),
    "what a column of Parquet says of itself": (
        "a.parquet",
        lambda text: parquet({"a": ["x"]}, text),
        "metadata of a",
    ),
    "a sheet's name": ("a.xlsx", lambda text: workbook(lambda book, _: book.add_worksheet(text)), "xl/workbook.xml"),
    "a workbook's property": (
        "a.xlsx",
        lambda text: workbook(lambda book, _: book.set_properties({"comments": text})),
        "docProps/core.xml",
    ),
    "a workbook's own property": (
        "a.xlsx",
        lambda text: workbook(lambda book, _: book.set_custom_property("x", text)),
        "docProps/custom.xml",
    ),
    "a cell's comment": (
        "a.xlsx",
        lambda text: workbook(lambda _, sheet: sheet.write_comment("B2", text)),
        "xl/comments1.xml",
    ),
    "a defined name": (
        "a.xlsx",
        lambda text: workbook(lambda book, _: book.define_name("Total", f'="{text}"')),
        "xl/workbook.xml",
    ),
    "a hidden sheet": (
        "a.xlsx",
        lambda text: workbook(
            lambda book, _: [sheet := book.add_worksheet("b"), sheet.hide(), sheet.write_string(0, 0, text)]
        ),
        "xl/worksheets/sheet2.xml",
    ),
    "a sheet's header": ("a.xlsx", lambda text: workbook(lambda _, sheet: sheet.set_header(f"&L{text}")), "sheet1.xml"),
    "a picture in a workbook": (
        "a.xlsx",
        lambda text: workbook(lambda _, sheet: sheet.insert_image("B2", "a.png", {"image_data": BytesIO(png(text))})),
        "xl/media/image1.png",
    ),
    "a picture's description in a workbook": (
        "a.xlsx",
        lambda text: workbook(
            lambda _, sheet: sheet.insert_image("B2", "a.png", {"image_data": BytesIO(png("x")), "description": text})
        ),
        "xl/drawings/drawing1.xml",
    ),
    "the source of a cell": (
        "a.ipynb",
        lambda text: notebook(nbformat.v4.new_code_cell(f"x = 1\n# {text}")),
        "cells 1, source",
    ),
    "a Markdown cell": (
        "a.ipynb",
        lambda text: notebook(nbformat.v4.new_markdown_cell(f"## {text}")),
        "cells 1, source",
    ),
    "an output in text": (
        "a.ipynb",
        lambda text: notebook(showing(text__plain=text)),
        "cells 1, outputs 1, data, text/plain",
    ),
    "an output in HTML": (
        "a.ipynb",
        lambda text: notebook(showing(text__html=f"<p>{text}</p>")),
        "data, text/html, text",
    ),
    "an output's drawing": (
        "a.ipynb",
        lambda text: notebook(showing(text__html=f'<img src="{data_uri(f"<svg><desc>{text}</desc></svg>")}">')),
        "data URI",
    ),
    "an output's picture": (
        "a.ipynb",
        lambda text: notebook(showing(image__png=b64encode(png(text)).decode())),
        "data, image/png",
    ),
    "what a cell printed": (
        "a.ipynb",
        lambda text: notebook(
            nbformat.v4.new_code_cell(
                "x", outputs=[nbformat.v4.new_output("stream", name="stderr", text=f"a\n{text}\n")]
            )
        ),
        "outputs 1, text",
    ),
    "an error's traceback": (
        "a.ipynb",
        lambda text: notebook(
            nbformat.v4.new_code_cell(
                "x", outputs=[nbformat.v4.new_output("error", evalue="x", ename="E", traceback=[text])]
            )
        ),
        "traceback",
    ),
    "a notebook's metadata": (
        "a.ipynb",
        lambda text: notebook(papermill={"parameters": {"note": text}}),
        "metadata, papermill, parameters, note",
    ),
    "a cell's metadata": (
        "a.ipynb",
        lambda text: notebook(nbformat.v4.new_markdown_cell("x", metadata={"note": text})),
        "cells 1, metadata, note",
    ),
    "a cell's attachment": (
        "a.ipynb",
        lambda text: notebook(
            nbformat.v4.new_markdown_cell(
                "x", attachments={"b": {"text/plain": b64encode(f"{text:60}".encode()).decode()}}
            )
        ),
        "cells 1, attachments, b, text/plain",
    ),
    "a row of CSV": ("a.csv", lambda text: f"a,b\n1,{text}\n", "row 2"),
    "a header of CSV": ("a.csv", lambda text: f"a;{text}\n1;2\n", "row 1"),
    "CSV in UTF-16": ("a.csv", lambda text: f"a\tb\n1\t{text}\n".encode("utf-16"), "row 2"),
    "a value of JSON": ("a.json", lambda text: json.dumps({"a": [{"b": text}]}), "a 1, b"),
    "a key of JSON": ("a.json", lambda text: json.dumps({text: {"b": 1}}), "text"),
    "an overwritten key of JSON": ("a.json", lambda text: f'{{"a": {json.dumps(text)}, "a": 1}}', "a"),
    "letters escaped in JSON": (
        "a.json",
        lambda text: '{"a": "' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"}',
        "a",
    ),
    "a text file": ("a.txt", lambda text: f"Before.\n{text}\n", "text"),
    "a text file of Windows": ("a.txt", lambda text: f"\u00a312 \u2013 {text}".encode("cp1252"), "text"),
    "a log": ("a.log", lambda text: f"2014-12-11 10:00:00 WARNING {text}\n", "text"),
    "Markdown": ("a.md", lambda text: f"# Calls\n\n*{text}*\n<!-- x -->", "text"),
    "a comment in Markdown": ("a.md", lambda text: f"# Calls\n<!-- {text} -->", "text, comment"),
    "a drawing": ("a.svg", lambda text: f"<svg><text>{text}</text></svg>", "text"),
    "a drawing's metadata": ("a.svg", lambda text: f"<svg><metadata><![CDATA[{text}]]></metadata></svg>", "text"),
    "a picture": ("a.png", png, "metadata Description"),
    "a picture, compressed": ("a.png", lambda text: png(text, compressed=True), "metadata Description"),
    "a photograph's description": ("a.jpg", lambda text: jpeg(0x010E, text), "metadata ImageDescription"),
    "a photograph's title in Windows": (
        "a.jpg",
        lambda text: jpeg(0x9C9B, text.encode("utf-16-le")),
        "metadata XPTitle",
    ),
    "a photograph's comment": ("a.jpeg", lambda text: jpeg(0x010E, "x", comment=text), "metadata comment"),
    "a file in an archive": ("a.zip", lambda text: zipped(b__txt=text.encode()), "b.txt, text"),
    "an archive in an archive": (
        "a.zip",
        lambda text: zipped(b__zip=zipped(c__csv=text.encode())),
        "b.zip, c.csv, row 1",
    ),
    "the name of a file in an archive": ("a.zip", lambda text: zipped(**{f"{text}__txt": b"x"}), "its name"),
    "a PDF with another name": ("a.txt", pdf_saying, "page 1"),
}


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_exempt_is_found_in(channel: str, canary: str, tmp_path: Path) -> None:
    name, make, place = CHANNELS[channel]
    caught = found(tmp_path, name, make(canary))
    assert [
        leak
        for leak in caught
        if leak.file == name and place in leak.place and leak.match.casefold() in canary.casefold()
    ], caught


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_is_found_where_there_is_nothing_in(channel: str, tmp_path: Path) -> None:
    name, make, _ = CHANNELS[channel]
    assert found(tmp_path, name, make("All is well")) == ()


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("name", ["{} b.txt", "folder {}/b.txt", "a/{}/c/b.txt"])
def test_the_name_of_a_file_or_folder_is_read(name: str, canary: str, tmp_path: Path) -> None:
    caught = found(tmp_path, name.format(canary), "x")
    assert any(leak.place == "its name" and leak.match in canary for leak in caught)


# Figures of few digits, and layout


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", page("<table><tr><th>Claims dropped</th><td>31</td></tr></table>")),
        ("a.html", render_document(document(Headlines((Headline("Claims dropped", honest("31"), ()),))))),
        ("a.pdf", render_pdf(document(table("Claims dropped", honest("31"))), day=DAY)),
        (
            "a.xlsx",
            workbook(lambda _, sheet: [sheet.write_string(4, 1, "Claims dropped"), sheet.write_number(4, 2, 31)]),
        ),
        ("a.csv", "Measure,Quarter 2\nClaims dropped,31\n"),
        ("a.json", '{"rows": [{"label": "Claims dropped", "value": 31}]}'),
        ("a.json", '[["Claims dropped", 31]]'),
        ("a.txt", "Claims dropped: 31"),
    ],
)
def test_a_short_figure_is_found_beside_its_label(name: str, data: bytes | str, tmp_path: Path) -> None:
    assert any("31" in leak.match for leak in found(tmp_path, name, data))


@pytest.mark.parametrize("text", ["31", "Claims dropped"])
def test_a_short_figure_or_a_short_label_alone_is_no_leak(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, "a.html", page(f"<p>{text}</p>")) == ()


def test_an_exempt_row_behind_a_figure_is_found_by_its_dataset(tmp_path: Path) -> None:
    caught = found(tmp_path, "a.html", render_document(document(said("It is ", exempt("2")))))
    assert {(leak.place, leak.match) for leak in caught} == {
        ("attribute data-rows of data", DATASET),
        ("attribute data-rows of span", DATASET),
        ("attribute data-indicator of data", "money_owed"),
        ("attribute data-indicator of span", "money_owed"),
        ("text", DATASET),  # among the sources below
    }


@pytest.mark.parametrize("value", [90.8, 0.908])
def test_a_number_in_a_workbook_is_found_without_its_unit(value: float, tmp_path: Path) -> None:
    assert found(tmp_path, "a.xlsx", workbook(lambda _, sheet: sheet.write_number(0, 1, value)))
    hidden = ods_cell("shown otherwise", f'office:value-type="float" office:value="{value}"')
    assert found(tmp_path, "b.ods", ods(hidden))
    assert found(tmp_path, "c.parquet", parquet({"a": [value]}))


def test_the_number_of_a_shared_string_is_no_figure(tmp_path: Path) -> None:
    def many(_: Any, sheet: Any) -> None:
        for row in range(1000):
            sheet.write_string(row, 1, f"text {row:x}h")

    restricted = exempt_content([document(said("It is ", exempt("243")))], [], {DATASET})
    (tmp_path / "a.xlsx").write_bytes(workbook(many))
    assert not [leak for leak in leaks(tmp_path, restricted) if leak.match == "243" and "sharedStrings" in leak.place]


@pytest.mark.parametrize(
    ("header", "place", "caught"),
    [
        ("place,source_row", "table 'Measures', note 243", False),
        ("place,source_row", "table 'Measures', note 243 of 300", True),
        ("place,source_row", "we note 243", True),
        ("place,text", "table 'Measures', note 243", True),  # no ledger
        ("source_row,place", "243", False),
        ("text,source_row", "243", True),
    ],
)
def test_the_number_of_a_note_or_a_row_in_a_ledger_is_no_figure(
    header: str, place: str, caught: bool, tmp_path: Path
) -> None:
    restricted = exempt_content([document(said("It is ", exempt("243")))], [], {DATASET})
    (tmp_path / "ledger.csv").write_text(f'{header}\n"{place}",2\n', encoding="utf-8")
    assert ("243" in {leak.match for leak in leaks(tmp_path, restricted)}) is caught


def test_a_sentence_is_found_across_lines_and_hyphens_of_a_pdf(tmp_path: Path) -> None:
    long = (
        "Notwithstanding contractual misunderstandings, intergovernmental reconciliation unquestionably "
        "necessitates compensation."
    )
    made = render_pdf(
        document(
            Table((Text("x"),), (Column("a", width=0.3), Column("b")), ((Cell((Text(long),)), Cell((Text("b"),))),))
        ),
        day=DAY,
    )
    (tmp_path / "a.pdf").write_bytes(made)
    assert [leak.match for leak in leaks(tmp_path, exempt_content([document(said(long))], [], {DATASET}))] == [long]


def test_a_long_name_broken_over_lines_of_a_pdf_is_found(tmp_path: Path) -> None:
    place = f"data/observations/{DATASET}/2014-15-Q2.csv, row 4"
    made = render_pdf(
        document(
            Table((Text("x"),), (Column("a", width=0.2), Column("b")), ((Cell((Text(place),)), Cell((Text("b"),))),))
        ),
        day=DAY,
    )
    assert any(leak.place == "page 1" for leak in found(tmp_path, "a.pdf", made))


def test_a_restricted_chart_without_words_is_known_by_its_drawing(tmp_path: Path) -> None:
    chart = Chart(SVG, (Text("Money owed by quarter"),), "A line.", (exempt("2"),))
    (tmp_path / "a.html").write_text(page(f'<img src="{data_uri(SVG)}">'), encoding="utf-8")
    (caught,) = leaks(tmp_path, exempt_content([document(chart)], [], {DATASET}))
    assert caught.match == "the chart 'Money owed by quarter'"


# An honest folder


def honest_document() -> Document:
    chart = Chart(SVG, (Text("Calls answered, by quarter"),), "Calls answered: 90.8%.", (honest(FIGURE),))
    return document(
        Heading(2, (Text("Background and advice"),)),
        said("The council answered ", honest(FIGURE), " of calls, and ", honest("31"), " on Sundays."),
        table("Calls answered on Sundays", honest("31")),
        chart,
    )


def write_honest(folder: Path) -> None:
    shown = honest_document()
    (folder / "a.html").write_text(render_document(shown), encoding="utf-8")
    (folder / "a.pdf").write_bytes(render_pdf(shown, day=DAY))
    (folder / "a.xlsx").write_bytes(workbook(lambda _, sheet: sheet.write_row(1, 0, ["Calls answered", 0.908, 31])))
    (folder / "a.csv").write_text("indicator,value\ncalls_answered,90.8\n", encoding="utf-8")
    (folder / "a.ipynb").write_text(
        notebook(nbformat.v4.new_markdown_cell("## Background and advice"), showing(text__plain=FIGURE)),
        encoding="utf-8",
    )


def test_an_honest_folder_passes_with_figures_and_headings_that_both_parts_have(tmp_path: Path) -> None:
    write_honest(tmp_path)
    restricted = document(Heading(2, (Text("Background and advice"),)), *RESTRICTED.blocks)
    shared = exempt_content([restricted], [honest_document()], {DATASET}, ["Background and advice"])
    assert leaks(tmp_path, shared) == ()


def test_the_same_folder_is_refused_if_the_public_document_has_the_figure_of_an_exempt_row(tmp_path: Path) -> None:
    write_honest(tmp_path)
    leaking = exempt_content([RESTRICTED], [document(said("It is ", exempt(FIGURE)))], {DATASET})
    assert {leak.file for leak in leaks(tmp_path, leaking)} == {"a.html", "a.pdf", "a.xlsx", "a.csv", "a.ipynb"}


@pytest.mark.parametrize("name", ["12-terms.html", "12-terms.pdf"])
def test_a_restricted_file_among_honest_ones_is_refused(name: str, tmp_path: Path) -> None:
    write_honest(tmp_path)
    made = render_document(RESTRICTED).encode() if name.endswith("html") else render_pdf(RESTRICTED, day=DAY)
    (tmp_path / name).write_bytes(made)
    shared = exempt_content([RESTRICTED], [honest_document()], {DATASET})
    problems = [str(leak) for leak in leaks(tmp_path, shared)]
    assert all(problem.startswith(f"{name}, ") for problem in problems)
    assert any(f"text: '{SENTENCE}' is exempt" in f"text: {p.partition(': ')[2]}" for p in problems)


def test_of_a_folder_only_what_is_named_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SENTENCE, encoding="utf-8")
    assert [leak.file for leak in leaks(tmp_path, content(), ["b.txt"])] == ["b.txt"]


# What can't be read


def encrypted_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(plain_pdf())) as opened:
        opened.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


def scanned_pdf() -> bytes:
    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, "PDF")
    return made.getvalue()


AFTER = "has bytes after its end, which the gate cannot read; take it out of the folder"
BETWEEN = "has bytes between its files, which the gate cannot read; take it out of the folder"


def with_bytes_between(archive: bytes) -> bytes:
    """The archive with bytes before its second file, as its lists then say."""
    start, size = archive.index(b"PK\x03\x04", 4), len(b"and more")
    listed = archive.rindex(b"PK\x01\x02")
    made = bytearray(archive)
    made[listed + 42 : listed + 46] = (start + size).to_bytes(4, "little")
    made[-6:-2] = (int.from_bytes(archive[-6:-2], "little") + size).to_bytes(4, "little")
    made[start:start] = b"and more"
    return bytes(made)


ENDED = [
    ("a.pdf", pdf_saying("x"), AFTER),
    ("a.png", png("x"), AFTER),
    ("a.jpg", jpeg(0x010E, "x"), AFTER),
    ("a.zip", zipped(b__txt=b"x"), BETWEEN),
]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "a.doc",
            zipped(document__xml=b"<a/>"),
            "a.doc is a kind of file the gate cannot read; take it out of the folder",
        ),
        ("b/a.bin", b"\x00\x01", "b/a.bin is a kind of file the gate cannot read; take it out of the folder"),
        ("a.gif", b"GIF89a", "a.gif is a kind of file the gate cannot read; take it out of the folder"),
        ("README", b"x", "README is a kind of file the gate cannot read; take it out of the folder"),
        (".hidden", b"x", ".hidden is a kind of file the gate cannot read; take it out of the folder"),
        ("a.html", zipped(a__txt=b"x"), "a.html is a kind of file the gate cannot read; take it out of the folder"),
        (
            "a.zip",
            zipped(b__doc=b"x"),
            "a.zip holds b.doc, which is a kind of file the gate cannot read; take it out of the folder",
        ),
        (
            "a.html",
            page(f'<img src="data:image/gif;base64,{b64encode(b"GIF89a").decode()}">').encode(),
            "a.html holds attribute src of img, data URI, which is a",
        ),
        (
            "a.pdf",
            pdf(lambda it: with_attachment(it, "b.doc", b"x")),
            "a.pdf holds attachment b.doc, which is a kind of file",
        ),
        (
            "a.pdf",
            scanned_pdf(),
            "a.pdf holds page 1, which is a picture, whose words the gate cannot read; take it out of the folder",
        ),
        *((name, data + b"and more", f"{name} {problem}") for name, data, problem in ENDED),
        ("a.zip", with_bytes_between(zipped(b__txt=b"x", c__txt=b"y")), f"a.zip {BETWEEN}"),
        ("a.zip", b"PK\x03\x04" + zipped(b__txt=b"x"), f"a.zip {BETWEEN}"),
        ("a.pdf", encrypted_pdf(), "a.pdf cannot be read by the gate ("),
        ("a.pdf", b"%PDF-1.7 and no more", "a.pdf cannot be read by the gate ("),
        ("a.pdf", b"no PDF", "a.pdf cannot be read by the gate ("),
        ("a.xlsx", b"no archive", "a.xlsx cannot be read by the gate ("),
        ("a.png", b"no picture", "a.png cannot be read by the gate ("),
        ("a.json", b'{"a": ', "a.json cannot be read by the gate ("),
        ("a.txt", "text".encode("utf-16-le"), "a.txt cannot be read by the gate (ValueError: it is not text)"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(name: str, data: bytes, sentence: str, tmp_path: Path) -> None:
    (caught,) = found(tmp_path, name, data)
    assert str(caught).startswith(sentence)
    assert str(caught).endswith("; take it out of the folder")


def test_a_file_is_read_on_after_a_part_that_cannot_be_read(tmp_path: Path) -> None:
    caught = found(tmp_path, "a.zip", zipped(a__bin=b"x", b__txt=SENTENCE.encode()))
    assert [leak.match for leak in caught] == ["", SENTENCE]


def test_a_link_is_refused_since_it_may_lead_elsewhere_tomorrow(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(Path(__file__))
    (tmp_path / "b").symlink_to(tmp_path.parent)
    assert [str(leak) for leak in leaks(tmp_path, content())] == [
        f"{name} is a link, not a file; take it out of the folder" for name in ("a.txt", "b")
    ]


def test_a_folder_that_is_not_there_is_refused_and_not_called_clean(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        leaks(tmp_path / "public", content())


def test_an_empty_folder_is_clean(tmp_path: Path) -> None:
    assert leaks(tmp_path, content()) == ()


def test_every_leak_of_every_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{SENTENCE} {FIGURE}", encoding="utf-8")
    (tmp_path / "b.csv").write_text(DATASET, encoding="utf-8")
    assert tuple(map(str, leaks(tmp_path, content()))) == (
        f"a.txt, text: '{SENTENCE}' is exempt",
        f"a.txt, text: '{FIGURE}' is exempt",
        f"b.csv, row 1: '{DATASET}' is exempt",
    )


# What is said of it


def test_a_refusal_names_each_file_once_and_nothing_exempt() -> None:
    found = (
        Leak("06-x.html", "text", "90.8%"),
        Leak("06-x.html", "title", "90.8%"),
        Leak("06-x.html", "text", SENTENCE),
        Leak("agenda-pack.pdf", "page 3", "90.8%"),
        Leak("a.bin", "is a kind of file the gate cannot read", ""),
    )
    assert tuple(in_short(found, "outputs/x-failed/restricted/gate.txt")) == (
        "06-x.html has 2 things that are exempt in it; outputs/x-failed/restricted/gate.txt says what and where: "
        "take it out, or see ccpi help packs",
        "a.bin is a kind of file the gate cannot read; take it out of the folder",
        "agenda-pack.pdf has something that is exempt in it; outputs/x-failed/restricted/gate.txt says what and where: "
        "take it out, or see ccpi help packs",
    )


@pytest.mark.parametrize(
    ("file", "match", "passes"),
    [
        ("*", SENTENCE, True),
        ("06-*", SENTENCE, True),
        ("*", f"Before it. {SENTENCE.upper()} After it.", True),
        ("07-*", SENTENCE, False),
        ("*", "Another sentence of some words.", False),
        ("*", SENTENCE[:-10], False),
    ],
)
def test_what_was_looked_at_and_let_through_is_no_leak_in_its_files(
    file: str, match: str, passes: bool, tmp_path: Path
) -> None:
    (tmp_path / "06-x.txt").write_text(SENTENCE, encoding="utf-8")
    assert (leaks(tmp_path, replace(content(), releases=frozenset({(file, match)}))) == ()) is passes


def with_a_comment(archive: bytes) -> bytes:
    made = BytesIO(archive)
    with ZipFile(made, "a") as opened:
        opened.comment = SENTENCE.encode()
    return made.getvalue()


@pytest.mark.parametrize(
    ("archive", "files"),
    [
        (archives.zipped({"a.txt": SENTENCE.encode()}), {"a.txt"}),
        (archives.zipped({"b.txt": SENTENCE.encode()}), {"a.txt", "all.zip"}),
        (archives.zipped({"a.txt": SENTENCE.encode(), "b.txt": SENTENCE.encode()}), {"a.txt", "all.zip"}),
        (with_a_comment(archives.zipped({"a.txt": SENTENCE.encode()})), {"a.txt", "all.zip"}),
        (archives.zipped({f"{SENTENCE}.txt": b""}), {"a.txt", "all.zip"}),
        (b"PK\x03\x04 no archive", {"a.txt", "all.zip"}),
    ],
    ids=["the same", "another file", "one file more", "a comment", "a name", "no archive"],
)
def test_an_archive_is_passed_over_only_where_all_of_it_stands_beside_it(
    archive: bytes, files: set[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "all.zip").write_bytes(archive)
    assert {leak.file for leak in leaks(tmp_path, content())} == files
