"""A manifest as an RO-Crate 1.2: JSON-LD that says what each file is, and by which action it came from which others.

See https://w3id.org/ro/crate/1.2. Files that were read lie outside the folder, so that their ids begin with '#'.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from ccpi_nb.domain.meeting_keys import day_of
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.files.git import Commit
from ccpi_nb.publish.manifest import LOCK, MANIFEST, OF_CELLS, WITHHELD, Making, Manifest, Tools

Entity = dict[str, Any]

_CRATE = "https://w3id.org/ro/crate/1.2"
_LOCK = f"#{LOCK}"
_WORKBOOK = "#workbook"
_COMMITTED, _CHANGED, _UNKNOWN = "As committed", "Changed since that commit", "Not under version control"
_DESCRIPTION = (
    "What each file is, by its SHA-256, and what it was made from. `ccpi verify` checks both. "
    "No time of making is held."
)
_INPUTS = {
    Part.PUBLIC: "Data and notebooks that were read are named without a hash.",
    Part.EXEMPT: "A notebook that was read has as its identifier the SHA-256 of what its cells say.",
}
_TERMS = {
    Part.PUBLIC: "No licence is stated here: ask the publisher.",
    Part.EXEMPT: "Not for publication: exempt information.",
}
_FORMATS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}


def to_crate(manifest: Manifest) -> str:
    """Return a manifest as RO-Crate JSON, the same text for the same manifest.

    Each entity has a line, so that a comparison of lines names those that differ.
    """
    graph = [
        {"@id": MANIFEST, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": _CRATE}},
        {
            "@id": "./",
            "@type": "Dataset",
            "identifier": f"{manifest.day}/{manifest.part.folder}",
            "name": manifest.title,
            "description": f"{_DESCRIPTION} {_INPUTS[manifest.part]}",
            "datePublished": str(day_of(manifest.day)),
            "publisher": {"@id": "#publisher"},
            "license": _TERMS[manifest.part],
            "hasPart": _references(map(quote, sorted(manifest.files))),
            "mentions": _references(f"#making-{number}" for number, _ in enumerate(manifest.makings, start=1)),
        },
        {"@id": "#publisher", "@type": "Organization", "name": manifest.publisher},
        *(_file(quote(name), name, sha256) for name, sha256 in sorted(manifest.files.items())),
        *(_action(f"#making-{number}", making) for number, making in enumerate(manifest.makings, start=1)),
        *(
            _file(_source(name), PurePosixPath(name).name, sha256) | {"localPath": name}
            for name, sha256 in sorted(manifest.inputs.items())
        ),
        _file(_LOCK, LOCK, manifest.tools.lock) | {"localPath": LOCK},
        _workbook(manifest.tools, manifest.commit),
    ]
    lines = ",\n".join(json.dumps(entity, ensure_ascii=False) for entity in graph)
    return f'{{"@context": "{_CRATE}/context", "@graph": [\n{lines}\n]}}\n'


def from_crate(text: str, file: str) -> Manifest:
    """Return the manifest that RO-Crate JSON holds; InputError where it is none of this workbook's."""
    try:
        entities = {str(entity["@id"]): entity for entity in json.loads(text)["@graph"]}
        root, workbook = entities["./"], entities[_WORKBOOK]
        day, _, folder = root["identifier"].partition("/")
        return Manifest(
            title=root["name"],
            publisher=entities["#publisher"]["name"],
            day=day,
            part=next(part for part in Part if part.folder == folder),
            files={entity["name"]: entity["sha256"] for entity in _referred(root["hasPart"], entities)},
            makings=tuple(_making(action, entities) for action in _referred(root["mentions"], entities)),
            tools=Tools(
                workbook["sha256"],
                entities[_LOCK]["sha256"],
                dict(requirement.split("==") for requirement in workbook["softwareRequirements"]),
            ),
            commit=Commit(workbook["version"], workbook["creativeWorkStatus"] == _COMMITTED)
            if "version" in workbook
            else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise InputError(
            f"{file} is no manifest that a run has written; make the meeting again with ccpi run"
        ) from None


def _file(entity_id: str, name: str, sha256: str) -> Entity:
    kind = _FORMATS.get(PurePosixPath(name).suffix)
    return (
        {"@id": entity_id, "@type": "File", "name": name}
        | ({"encodingFormat": kind} if kind else {})
        | ({_hash_key(sha256): sha256} if sha256 != WITHHELD else {})
    )


def _hash_key(sha256: str) -> str:
    return "identifier" if sha256.startswith(OF_CELLS) else "sha256"


def _action(entity_id: str, making: Making) -> Entity:
    return {
        "@id": entity_id,
        "@type": "CreateAction",
        "name": making.title,
        "instrument": {"@id": _WORKBOOK},
        "object": _references(map(_source, sorted(making.inputs))),
        "result": _references(map(quote, sorted(making.files))),
    }


def _workbook(tools: Tools, commit: Commit | None) -> Entity:
    """Return the entity of the code that made all of it, with the versions that were installed."""
    return {
        "@id": _WORKBOOK,
        "@type": ["File", "SoftwareSourceCode"],
        "name": "CCPI workbook",
        "description": (
            "The hash is of the package's code. "
            "The version is the last commit that changed any of the files that were read."
        ),
        **({"version": commit.name} if commit else {}),
        "creativeWorkStatus": _UNKNOWN if commit is None else _COMMITTED if commit.clean else _CHANGED,
        "sha256": tools.code,
        "softwareRequirements": [f"{name}=={version}" for name, version in sorted(tools.versions.items())],
        "isBasedOn": {"@id": _LOCK},
        "localPath": "ccpi_nb",
    }


def _making(action: Entity, entities: Mapping[str, Entity]) -> Making:
    inputs = {
        entity["localPath"]: entity.get("sha256") or entity.get("identifier", WITHHELD)
        for entity in _referred(action["object"], entities)
    }
    return Making(action["name"], inputs, tuple(entity["name"] for entity in _referred(action["result"], entities)))


def _references(ids: Iterable[str]) -> list[Entity]:
    return [{"@id": entity_id} for entity_id in ids]


def _referred(references: Iterable[Entity], entities: Mapping[str, Entity]) -> Iterator[Entity]:
    return (entities[reference["@id"]] for reference in references)


def _source(name: str) -> str:
    return f"#{quote(name)}"
