"""The description of the set by the standards of Frictionless: a Data Package whose tables have a Table Schema."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from ccpi_nb.open_data.tables import KEYS, Field, Table
from ccpi_nb.open_data.titles import Titles

FILE = "datapackage.json"


def data_package(titles: Titles, tables: Sequence[Table], files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the package as JSON holds it; `files` are those of the tables, by their names."""
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": titles.name,
        "title": titles.title,
        "description": titles.description,
        "created": f"{titles.day}T00:00:00Z",
        "version": str(titles.day),
    }
    if titles.address:
        package["homepage"] = titles.address
    if titles.licence:
        licence = titles.licence
        package["licenses"] = [{"name": licence.name, "title": licence.title, "path": licence.address}]
    package["contributors"] = [{"title": titles.publisher, "roles": ["publisher"]}]
    package["sources"] = [{"title": f"Public papers of the {titles.committee}"}]
    return {**package, "resources": [_resource(table, files[table.file]) for table in tables]}


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": table.name,
        "type": "table",
        "path": table.file,
        "title": table.title,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(each, table) for each in table.fields],
            "primaryKey": [table.key],
            "missingValues": [""],
            **({"foreignKeys": [_reference(*each) for each in table.refers.items()]} if table.refers else {}),
        },
    }


def _field(each: Field[object], table: Table) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if each.required else {}
    if each.name == table.key:
        constraints["unique"] = True
    if each.pattern:
        constraints["pattern"] = f"^{each.pattern}$"
    described = {"name": each.name, "type": str(each.kind), "description": each.meaning}
    return described | ({"constraints": constraints} if constraints else {})


def _reference(name: str, there: str) -> dict[str, Any]:
    return {"fields": [name], "reference": {"resource": there, "fields": [KEYS[there]]}}
