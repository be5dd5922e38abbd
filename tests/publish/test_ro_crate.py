"""A manifest as an RO-Crate, there and back."""

import json
from dataclasses import replace

import pytest
from builders import making, manifest, refusal

from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.git import Commit
from ccpi_nb.publish.manifest import Manifest
from ccpi_nb.publish.ro_crate import from_crate, to_crate

WHOLE = manifest(
    making("04-calls.csv", "04-calls.pdf", data="1", shared="2"),
    making("index.html", "report on 50%.pdf", title="The pack", shared="2"),
    typst="0.15.2",
)


@pytest.mark.parametrize(
    "own",
    [
        WHOLE,
        replace(WHOLE, part=Part.EXEMPT),
        replace(WHOLE, commit=Commit("0a1b", clean=True)),
        replace(WHOLE, commit=Commit("0a1b", clean=False)),
        manifest(making("Straße.csv", **{"été": "1"})),
    ],
)
def test_a_manifest_that_is_written_and_read_is_the_same(own: Manifest) -> None:
    assert from_crate(to_crate(own), "m.json") == own


def test_the_order_in_which_things_were_found_does_not_show() -> None:
    turned = replace(
        WHOLE,
        files=dict(reversed(WHOLE.files.items())),
        makings=tuple(replace(m, files=m.files[::-1]) for m in WHOLE.makings),
    )
    assert to_crate(turned) == to_crate(WHOLE)


def test_an_action_leads_from_what_was_read_to_what_was_made() -> None:
    entities = {entity["@id"]: entity for entity in json.loads(to_crate(WHOLE))["@graph"]}
    action = entities["#making-2"]
    assert action["@type"] == "CreateAction"
    assert action["result"] == [{"@id": "index.html"}, {"@id": "report%20on%2050%25.pdf"}]
    (read,) = (entities[each["@id"]] for each in action["object"])
    assert (read["@type"], read["localPath"], read["sha256"]) == ("File", "shared.csv", "2")
    assert {"@id": "#making-2"} in entities["./"]["mentions"]


def test_a_notebook_s_hash_is_not_said_to_be_its_file_s() -> None:
    whole = manifest(replace(making("a.csv"), inputs={"notebooks/calls.ipynb": "cells:12"}))
    assert from_crate(to_crate(whole), "x") == whole
    (read,) = (
        each for each in json.loads(to_crate(whole))["@graph"] if each.get("localPath") == "notebooks/calls.ipynb"
    )
    assert read["identifier"] == "cells:12"
    assert "sha256" not in read


def test_the_root_has_what_the_specification_demands_and_every_file_is_part_of_it() -> None:
    descriptor, root, *_ = json.loads(to_crate(WHOLE))["@graph"]
    assert descriptor["about"] == {"@id": root["@id"]}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert len(root["hasPart"]) == len(WHOLE.files)


def test_every_entity_stands_on_a_line_of_its_own() -> None:
    lines = to_crate(WHOLE).splitlines()
    assert [json.loads(line.removesuffix(","))["@id"] for line in lines[1:-1]] == [
        each["@id"] for each in json.loads(to_crate(WHOLE))["@graph"]
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"@graph": []}', to_crate(WHOLE).replace("#workbook", "#other"), to_crate(WHOLE)[:-40]]
)
def test_what_is_no_manifest_is_refused_with_the_remedy(text: str) -> None:
    assert (
        refusal(from_crate, text, "m.json")
        == "m.json is no manifest that a run has written; make the meeting again with ccpi run"
    )
