"""The words of the set's page: what is in it, on what terms, how to cite it, and what each column means."""

from collections.abc import Callable, Iterator

from ccpi_nb.document.model import Block, Bullets, Cell, Column, Heading, Paragraph, Table
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.open_data import csv_on_the_web, data_package, tables
from ccpi_nb.open_data.open_set import OpenSet

_COLUMNS = (Column("Column", width=1.2), Column("Kind", width=0.9), Column("What it means", width=3))
_HOW = (
    "Several papers may give a value for the same period. To have one for each, keep the rows whose column current is "
    "true.",
    "A percentage is so many of a hundred, and no fraction of one. Millions of pounds are in millions.",
    "Values across a break in series do not compare.",
    "CSV files are Unicode text with a comma between cells and the names of the columns in the first row.",
)
_NOT_IN_IT = (
    "What is exempt from publication, and indicators that no paper has shown.",
    "Numbers of people that no paper shows, since small ones could point to somebody. A value that any paper keeps "
    "back has no number here, and the marker [c].",
)


def landing(it: OpenSet, way_to: Callable[[str], str]) -> Iterator[Block]:
    """Yield the page; `way_to` is the way from it to a file of the set."""
    yield Paragraph.of(it.titles.description)
    yield Heading.of(2, "What is in it")
    yield Bullets(tuple(_file(table, way_to) for table in it.tables))
    yield Paragraph(
        (
            Text("For programs, "),
            Text(data_package.FILE, href=way_to(data_package.FILE)),
            Text(" describes the tables by the Table Schema of Frictionless, and "),
            Text(csv_on_the_web.FILE, href=way_to(csv_on_the_web.FILE)),
            Text(" by the standard CSV on the Web."),
        )
    )
    yield Bullets.of(_HOW)
    yield Heading.of(2, "Licence")
    yield Paragraph(_licence(it))
    yield Heading.of(2, "How to cite it")
    yield Paragraph.of(it.titles.citation)
    yield Heading.of(2, "What the columns mean")
    for table in it.tables:
        yield Heading.of(3, table.title)
        rows = tuple((Cell.of(each.name), Cell.of(each.kind.words), Cell.of(each.meaning)) for each in table.fields)
        yield Table((Text(f"Columns of {table.file}"),), _COLUMNS, rows)
    yield Heading.of(2, "What is not in it")
    yield Bullets.of(_NOT_IN_IT)


def _file(table: tables.Table, way_to: Callable[[str], str]) -> Runs:
    return Text(table.file, href=way_to(table.file)), Text(f": {table.meaning[0].lower()}{table.meaning[1:]}")


def _licence(it: OpenSet) -> Runs:
    licence, contact = it.terms.licence, it.terms.contact
    whom = f"{contact}, {it.titles.publisher}" if contact else it.titles.publisher
    if licence is None:
        return (
            Text(f"Nobody has said yet under which licence these data may be used again. Ask the council: {whom}."),
        )
    asked = f" Questions go to: {whom}." if contact else ""
    return Text("These data may be used again under the "), Text(licence.title, href=licence.address), Text(f".{asked}")
