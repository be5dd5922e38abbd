from pathlib import Path

import pytest
from builders import refusals, workbook
from real import ROOT

from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.open_data.terms import FILE, Area, Terms, terms_from, terms_of
from ccpi_nb.review.check import problems_of
from ccpi_nb.workbook.inputs import Workbook

AREA = "areas: [{named: Preston, area: Preston, code: E07000123}]"


def test_a_council_need_not_say_anything() -> None:
    assert terms_from({}, FILE) == Terms()
    assert terms_of(ROOT / "docs") == Terms()


def test_what_it_says_is_read() -> None:
    said = terms_from(load_yaml(f"contact: Head of Policy\n{AREA}", FILE), FILE)
    assert said == Terms(None, "Head of Policy", {"Preston": Area("Preston", "Preston", "E07000123")})


def test_this_workbook_names_the_council_its_districts_and_england() -> None:
    terms = terms_of(ROOT)
    assert terms.licence is None
    assert terms.areas["Lancashire County Council"].code == "E10000017"
    assert len({area.code for area in terms.areas.values()}) == len(terms.areas) == 14


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("license: OGL", ["data/open_data.yaml: there is no 'license' here; did you mean 'licence'?"]),
        (
            "licence: OGL\ncontact: ' '",
            [
                "data/open_data.yaml, licence: it has name, title and address, each once, and nothing else",
                "data/open_data.yaml, contact: this is not text; fill it",
            ],
        ),
        (
            "licence: {name: OGL-UK-3.0, title: Open, address: ogl.example}",
            ["data/open_data.yaml, licence: 'ogl.example' is no address; write it whole, with https:// before it"],
        ),
        (
            AREA.replace("E07000123", "E0700012"),
            [
                "data/open_data.yaml, areas: 'E0700012' is no code of an area; "
                "one is E10000017: a letter and eight digits"
            ],
        ),
        (
            AREA.replace("]", ", {named: Preston, area: Lancaster, code: E07000121}]"),
            ["data/open_data.yaml, areas: 'Preston' is there twice; keep one"],
        ),
        (
            "areas: Preston",
            [
                "data/open_data.yaml, areas: this is not a list; "
                "write a line '- {named: ..., area: ..., code: ...}' for each area"
            ],
        ),
        (
            "- Preston",
            ["data/open_data.yaml: it holds lines such as 'contact: Head of Policy'; see ccpi help open-data"],
        ),
    ],
)
def test_what_it_cannot_say_is_refused_with_the_remedy(text: str, problems: list[str]) -> None:
    assert refusals(terms_from, load_yaml(text, FILE), FILE) == tuple(problems)


def test_ccpi_check_reads_it(tmp_path: Path) -> None:
    root = workbook(tmp_path, {FILE: "license: OGL\n"})
    assert problems_of(Workbook(root)) == (f"{FILE}: there is no 'license' here; did you mean 'licence'?",)
