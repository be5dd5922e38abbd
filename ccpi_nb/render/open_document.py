"""A spreadsheet in the open format of OpenDocument, from what XlsxWriter has written: the same cells, notes and looks.

Source: Open Document Format for Office Applications (OpenDocument) Version 1.3, OASIS.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ccpi_nb.files.archives import zipped
from ccpi_nb.render.number_layouts import Layout

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    [
        *(f'xmlns:{name}="{_SPACES}:{name}:1.0"' for name in ("office", "style", "table", "text", "meta")),
        f'xmlns:fo="{_SPACES}:xsl-fo-compatible:1.0" xmlns:number="{_SPACES}:datastyle:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'office:version="1.3"',
    ]
)
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_SPACES}:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_KIND}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_PAGE = (
    '<style:page-layout style:name="{name}"><style:page-layout-properties fo:page-width="{width}" '
    'fo:page-height="{height}" style:print-orientation="{way}" fo:margin="18mm" style:scale-to-X="1" '
    'style:scale-to-Y="0"/></style:page-layout>'
)
_STYLES = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles {_NAMES}><office:styles><style:default-style style:family="table-cell">
<style:text-properties style:font-name="Arial" fo:font-family="Arial" fo:font-size="12pt" fo:language="en"
 fo:country="GB"/></style:default-style><style:style style:name="Default" style:family="table-cell"/></office:styles>
<office:automatic-styles>{_PAGE.format(name="upright", width="210mm", height="297mm", way="portrait")}
{_PAGE.format(name="across", width="297mm", height="210mm", way="landscape")}</office:automatic-styles>
<office:master-styles><style:master-page style:name="Default" style:page-layout-name="upright"/>
<style:master-page style:name="Across" style:page-layout-name="across"/></office:master-styles>
</office:document-styles>
"""
# Of a pixel; of a column's more, so that it is as wide as LibreOffice shows that of the .xlsx.
_MILLIMETRES = {"row": 25.4 / 96, "column": 25.4 / 96 * 9 / 7}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SIDES = {1: "start", 2: "center", 3: "end"}


def open_document(book: Any, title: str, day: date) -> bytes:
    """Return a workbook that XlsxWriter has written and closed as an .ods file, whose date of creation is `day`."""
    meta = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta {_NAMES}><office:meta>'
        f"<dc:title>{escape(title)}</dc:title><dc:language>en-GB</dc:language>"
        f"<meta:creation-date>{day}T00:00:00</meta:creation-date><dc:date>{day}T00:00:00</dc:date>"
        "</office:meta></office:document-meta>\n"
    )
    parts = {
        # The first, and as it is, so that whoever reads the file's first bytes knows the kind.
        "mimetype": _KIND,
        "META-INF/manifest.xml": _MANIFEST,
        "content.xml": _Content(book).xml,
        "styles.xml": _STYLES,
        "meta.xml": meta,
    }
    return zipped({name: content.encode() for name, content in parts.items()}, stored=("mimetype",))


@dataclass(frozen=True)
class _Look:
    """What a cell looks like, of what a format of XlsxWriter says."""

    bold: bool
    size: int
    side: int
    wraps: bool
    indent: int
    is_link: bool
    is_underlined: bool
    layout: str

    @classmethod
    def of(cls, given: Any) -> "_Look":
        return cls(
            bool(given.bold),
            given.font_size,
            given.text_h_align,
            bool(given.text_wrap),
            given.indent,
            bool(given.underline),
            bool(given.bottom),
            given.num_format,
        )

    def style(self, name: str, layout: str) -> str:
        """Return the style of a name, with the number's layout of another name."""
        line = "0.75pt solid #000000" if self.is_underlined else "none"
        side = f' fo:text-align="{_SIDES[self.side]}"' if self.side in _SIDES else ""
        weight = ' fo:font-weight="bold"' if self.bold else ""
        link = ' fo:color="#0000ff" style:text-underline-style="solid"' if self.is_link else ""
        return (
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"'
            f"{layout and f' style:data-style-name={quoteattr(layout)}'}><style:table-cell-properties "
            f'style:vertical-align="top" fo:wrap-option="{"wrap" if self.wraps else "no-wrap"}" '
            f'fo:border-bottom="{line}" style:text-align-source="fix"/><style:paragraph-properties{side} '
            f'fo:margin-left="{self.indent * 3}mm"/><style:text-properties fo:font-size="{self.size}pt"{weight}{link}/>'
            "</style:style>"
        )


class _Content:
    """The content of the file: the sheets first, since they say which styles there are."""

    def __init__(self, book: Any) -> None:
        self.looks: dict[_Look, str] = {}
        self.sizes: dict[tuple[str, int], str] = {}
        self.strings = book.str_table
        sheets = "".join(self._sheet(sheet) for sheet in book.worksheets())
        ranges = "".join(map(_range, (sheet for sheet in book.worksheets() if sheet.tables)))
        self.xml = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMES}><office:automatic-styles>'
            f"{''.join(self._styles())}</office:automatic-styles><office:body><office:spreadsheet>{sheets}"
            f"<table:database-ranges>{ranges}</table:database-ranges></office:spreadsheet></office:body>"
            "</office:document-content>\n"
        )

    def _styles(self) -> Iterator[str]:
        for name, page in (("upright", "Default"), ("across", "Across")):
            yield (
                f'<style:style style:name="{name}" style:family="table" style:master-page-name="{page}">'
                '<style:table-properties table:display="true"/></style:style>'
            )
        for (kind, pixels), name in self.sizes.items():
            size = f"{pixels * _MILLIMETRES[kind]:.2f}mm"
            which = "column-width" if kind == "column" else "row-height"
            yield (
                f'<style:style style:name="{name}" style:family="table-{kind}"><style:table-{kind}-properties '
                f'style:{which}="{size}"/></style:style>'
            )
        layouts = dict.fromkeys(look.layout for look in self.looks)
        names = {text: f"n{number}" for number, text in enumerate(layouts) if Layout.parse(text)}
        for text, name in names.items():
            if layout := Layout.parse(text):
                yield layout.style(name)
        for look, name in self.looks.items():
            yield look.style(name, names.get(look.layout, ""))

    def _sheet(self, sheet: Any) -> str:
        columns = "".join(
            f'<table:table-column table:style-name="{self._size("column", sheet.col_info[at].width)}"/>'
            if at in sheet.col_info
            else "<table:table-column/>"
            for at in range(sheet.dim_colmax + 1)
        )
        header = _header_row(sheet)
        rows = [(at <= header, self._row(sheet, at)) for at in range(sheet.dim_rowmax + 1)]
        body = "".join(
            f"<table:table-header-rows>{''.join(row for _, row in group)}</table:table-header-rows>"
            if is_header
            else "".join(row for _, row in group)
            for is_header, group in groupby(rows, key=lambda row: row[0])
        )
        style = "across" if sheet.tables else "upright"
        return (
            f'<table:table table:name={quoteattr(sheet.name)} table:style-name="{style}">{columns}{body}</table:table>'
        )

    def _row(self, sheet: Any, at: int) -> str:
        cells, links = sheet.table.get(at, {}), sheet.hyperlinks.get(at, {})
        size = f' table:style-name="{self._size("row", sheet.row_sizes[at][0])}"' if at in sheet.row_sizes else ""
        inside = "".join(self._cell(cells.get(place), links.get(place)) for place in range(sheet.dim_colmax + 1))
        return f"<table:table-row{size}>{inside}</table:table-row>"

    def _size(self, kind: str, pixels: int) -> str:
        return self.sizes.setdefault((kind, pixels), f"{kind[:2]}{len(self.sizes)}")

    def _cell(self, cell: Any, link: Any) -> str:
        if cell is None:
            return "<table:table-cell/>"
        look = _Look.of(cell.format)
        style = f'table:style-name="{self.looks.setdefault(look, f"c{len(self.looks)}")}"'
        match type(cell).__name__:
            case "Number":
                layout = Layout.parse(look.layout)
                kind = "percentage" if layout and layout.is_percentage else "float"
                shown = layout.shown(cell.number) if layout else f"{cell.number:g}"
                value = f'office:value-type="{kind}" office:value="{cell.number!r}"'
                return f"<table:table-cell {style} {value}><text:p>{escape(shown)}</text:p></table:table-cell>"
            case "String":
                text = self.strings.string_array[cell.string]
            case "RichString":
                text = cell.raw_string
            case _:
                return f"<table:table-cell {style}/>"
        lines = [_spaced(line) for line in text.split("\n")]
        if link:
            place = quoteattr(f"#{_place_of(link)}")
            lines = [f'<text:a xlink:type="simple" xlink:href={place}>{line}</text:a>' for line in lines]
        words = "".join(f"<text:p>{line}</text:p>" for line in lines)
        return f'<table:table-cell {style} office:value-type="string">{words}</table:table-cell>'


def _spaced(line: str) -> str:
    """Return a line whose spaces are all kept; in place of what XML can't hold it has the sign for that."""
    known = escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", line), {"\t": "<text:tab/>", "\r": "&#13;"})
    return re.sub(r"^ | $| {2,}", lambda found: f'<text:s text:c="{len(found[0])}"/>', known)


def _header_row(sheet: Any) -> int:
    """Return the number of the row with a sheet's column headers, from 0; -1 where it has no table."""
    found = re.match(r"[A-Z]+(\d+):", sheet.tables[0]["range"]) if sheet.tables else None
    return int(found[1]) - 1 if found else -1


def _range(sheet: Any) -> str:
    """Return the table of a sheet by its name, which has its headers in its first row."""
    first, last = sheet.tables[0]["range"].split(":")
    return (
        f'<table:database-range table:name={quoteattr(sheet.tables[0]["name"])} table:contains-header="true" '
        f'table:target-range-address="{sheet.name}.{first}:{sheet.name}.{last}"/>'
    )


def _place_of(link: Any) -> str:
    """Return the cell that a link of a sheet leads to: 'Table_1.A1'."""
    return str(link._link).replace("'", "").replace("!", ".")
