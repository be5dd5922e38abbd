"""The description of the set by the World Wide Web Consortium's standard 'CSV on the Web'."""

from collections.abc import Sequence
from typing import Any

from ccpi_nb.open_data.tables import KEYS, Field, Kind, Table
from ccpi_nb.open_data.titles import Titles

# Where the standard looks for it, whichever table of the folder is asked for.
FILE = "csv-metadata.json"
_NAMES = {Kind.NUMBER: "decimal"}


def csv_metadata(titles: Titles, tables: Sequence[Table]) -> dict[str, Any]:
    """Return the metadata of the group of tables as JSON holds them."""
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": titles.title,
        "dc:description": titles.description,
        "dc:issued": {"@value": str(titles.day), "@type": "xsd:date"},
        "dc:publisher": titles.publisher,
    }
    if titles.licence:
        described["dc:license"] = {"@id": titles.licence.address}
    return {**described, "tables": [_table(table) for table in tables]}


def _table(table: Table) -> dict[str, Any]:
    foreign = [
        {"columnReference": name, "reference": {"resource": f"{there}.csv", "columnReference": KEYS[there]}}
        for name, there in table.refers.items()
    ]
    return {
        "url": table.file,
        "dc:title": table.title,
        "dc:description": table.meaning,
        "tableSchema": {
            "columns": [_column(each) for each in table.fields],
            "primaryKey": table.key,
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _column(each: Field[object]) -> dict[str, Any]:
    datatype: Any = _NAMES.get(each.kind, str(each.kind))
    if each.pattern:
        datatype = {"base": datatype, "format": each.pattern}
    column = {"name": each.name, "titles": each.name, "dc:description": each.meaning, "datatype": datatype}
    return column | ({"required": True} if each.required else {})
