"""The open data: valid by the tools of their standards, the values of the pages, and nothing that papers hide."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import continues_row, indicator_row, observation_row, sheet, target_row
from csvw import CSVW
from frictionless import Package
from shown_rows import FIRST, Q1, Q2, SECOND, callers, material_of, meeting

from ccpi_nb.files.strict_csv import csv_rows
from ccpi_nb.open_data.open_set import Download
from ccpi_nb.site.addresses import OPEN_DATA
from ccpi_nb.site.material import Material
from ccpi_nb.site.overviews import open_data_page
from ccpi_nb.site.results import value_rows

BASE = "https://council.example/performance/"


def downloads(material: Material, *, parquet: bool = False) -> dict[str, Download]:
    return {each.name: each for each in open_data_page(material, BASE, parquet).downloads()}


def rows_of(csv: bytes) -> list[dict[str, str]]:
    header, *rows = csv_rows(csv.decode())
    return [dict(zip(header, row, strict=True)) for row in rows]


def observations(material: Material) -> list[dict[str, str]]:
    return rows_of(downloads(material)["observations.csv"].content)


def written(folder: Path, files: dict[str, Download]) -> Path:
    for name, each in files.items():
        (folder / name).write_bytes(each.content)
    return folder


def problems_by_frictionless(folder: Path) -> Sequence[str]:
    report = Package(str(folder / "datapackage.json")).validate()
    return [*(error.type for error in report.errors), *(error.type for task in report.tasks for error in task.errors)]


def is_valid_by_csvw(folder: Path) -> bool:
    return bool(CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A series that goes on in another definition, a value that was restated, one that is not there."""
    new = indicator_row(indicator="calls_answered_new", name="Calls answered in 30 seconds")
    files = {
        "data/indicators.csv": sheet(indicator_row(), new),
        "data/continues.csv": sheet(continues_row(indicator="calls_answered_new", continues="calls_answered")),
        Q1: sheet(
            observation_row(
                period="2014-15-Q1", value="-71.50", qualifier="about", note='Counted by hand, "roughly", in £.'
            )
        ),
        Q2: sheet(
            observation_row(indicator="calls_answered_new", value="65.5", qualifier="provisional", numerator="655"),
            observation_row(indicator="calls_answered_new", value="66", as_at=SECOND),
            observation_row(indicator="calls_answered_new", value="[x]", breakdown="Preston", note="Not counted."),
        ),
    }
    shown = [f"{Q1}, row 2", f"{Q2}, row 2", f"{Q2}, row 3", f"{Q2}, row 4"]
    return material_of(tmp_path_factory.mktemp("broken"), files, {FIRST: shown, SECOND: shown})


def test_the_set_is_valid_by_frictionless_and_by_csv_on_the_web(
    material: Material, broken: Material, tmp_path: Path
) -> None:
    for name, one in {"real": material, "broken": broken}.items():
        (tmp_path / name).mkdir()
        folder = written(tmp_path / name, downloads(one))
        assert problems_by_frictionless(folder) == []
        assert is_valid_by_csvw(folder)
    assert (tmp_path / "broken/breaks.csv").is_file()
    assert (tmp_path / "real/ratings.csv").is_file()
    assert not (tmp_path / "real/breaks.csv").exists()


@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        (b'"-71.50"', b'"about 71"', "type-error"),
        (b'"2014-04-01"', b'"1 April 2014"', "type-error"),
        (b'"calls_answered_new"', b'"calls_lost"', "foreign-key"),
    ],
)
def test_their_tools_see_what_is_not_as_described(
    broken: Material, was: bytes, now: bytes, problem: str, tmp_path: Path
) -> None:
    folder = written(tmp_path, downloads(broken))
    content = (folder / "observations.csv").read_bytes()
    assert was in content
    (folder / "observations.csv").write_bytes(content.replace(was, now))
    assert problem in problems_by_frictionless(folder)


def test_a_rating_is_of_what_was_known_at_its_meeting(tmp_path: Path) -> None:
    files = {
        "data/indicators.csv": sheet(indicator_row()),
        "data/targets.csv": sheet(target_row(value="70")),
        Q2: sheet(
            observation_row(value="71", as_at=FIRST),
            observation_row(value="69", as_at=SECOND),
        ),
    }
    both = [f"{Q2}, row 2", f"{Q2}, row 3"]
    found = rows_of(downloads(material_of(tmp_path, files, {FIRST: both, SECOND: both}))["ratings.csv"].content)
    told = [tuple(row[name] for name in ("meeting", "period", "value", "target", "rating")) for row in found]
    assert told == [
        (FIRST, "2014-15-Q2", "71", "at least 70%", "On target"),
        (SECOND, "2014-15-Q2", "69", "at least 70%", "Off target"),
    ]


def test_every_value_is_that_of_its_indicator_s_page_and_no_other_is_there(material: Material) -> None:
    same = {"indicator": "indicator", "period": "period", "breakdown": "breakdown", "value": "value"}
    same |= {"qualifier": "qualifier", "known_since": "known_by", "source": "source", "data_row": "data_row"}
    pages = []
    for key, about in material.about.items():
        header, *rows = value_rows(about, key)
        pages += [dict(zip(header, row, strict=True)) for row in rows]
    found = observations(material)
    assert [{name: row[name] for name in same} for row in found] == [
        {name: row[there] for name, there in same.items()} for row in pages
    ]
    assert [row["marker"][:3] for row in found if not row["value"]] == [
        row["shorthand"] for row in pages if not row["value"]
    ]
    assert [row["unit"] for row in found] == [row["unit"].replace("mm:ss", "seconds") for row in pages]
    assert len(found) > 300


def test_one_value_of_a_period_is_the_current_one_and_it_is_that_which_reports_show(material: Material) -> None:
    found = [row for row in observations(material) if row["current"] == "true"]
    places = [(row["indicator"], row["period"], row["breakdown"]) for row in found]
    assert len({*places}) == len(places)
    assert {row["data_row"] for row in found} == {str(row.row) for row in material.evidence.published}


def test_a_set_names_its_targets_areas_and_breaks_by_the_codes_of_official_statistics(material: Material) -> None:
    found = observations(material)
    assert {row["area_code"] for row in found if row["area"] == "Lancashire" and not row["breakdown"]} == {"E10000017"}
    by_base = {row["area"]: row["area_code"] for row in found if row["indicator"] == "contracts_awarded"}
    assert by_base == {"Lancashire": "", "North West": "", "Other": ""}
    targets = rows_of(downloads(material)["targets.csv"].content)
    assert len(targets) == len([each for each in material.evidence.targets if each.indicator in material.rows])
    assert {"indicator": "invoices_paid_30_days", "comparator": ">=", "value": "100"}.items() <= targets[3].items()


def test_symbols_say_what_is_restated_provisional_or_or_not_there(broken: Material) -> None:
    found = observations(broken)
    assert [(row["value"], row["marker"], row["current"]) for row in found] == [
        ("-71.50", "", "true"),
        ("65.5", "[p]", "false"),
        ("66", "[r]", "true"),
        ("", "[x]", "true"),
    ]
    assert found[0]["note"] == 'Counted by hand, "roughly", in £.'
    assert [found[at]["numerator"] for at in (0, 1)] == ["", "655"]
    assert [(row["period_start"], row["period_end"]) for row in found[:2]] == [
        ("2014-04-01", "2014-06-30"),
        ("2014-07-01", "2014-09-30"),
    ]


@pytest.mark.parametrize("hiding", [FIRST, SECOND])
def test_what_a_paper_hides_is_in_no_file_of_the_set_not_even_its_parts(tmp_path: Path, hiding: str) -> None:
    hidden = callers("2014-15-Q2", "3") | {"numerator": "3", "denominator": "4711", "note": "Of them 3 called twice."}
    files = {Q2: sheet(hidden), f"params/{hiding}.yaml": meeting(hiding, "{threshold: 5, scheme: mask}")}
    material = material_of(tmp_path, files, {FIRST: [f"{Q2}, row 2"], SECOND: [f"{Q2}, row 2"]})
    (row,) = observations(material)
    assert (row["value"], row["marker"], row["numerator"], row["denominator"], row["note"]) == ("", "[c]", "", "", "")
    for name, each in downloads(material).items():
        assert b"4711" not in each.content, name
        assert b"called twice" not in each.content, name


def test_of_people_the_set_has_no_numbers_behind_a_value(tmp_path: Path) -> None:
    counted = callers("2014-15-Q2", "50") | {"numerator": "50", "denominator": "4711"}
    material = material_of(tmp_path, {Q2: sheet(counted)}, {FIRST: [f"{Q2}, row 2"]})
    (row,) = observations(material)
    assert (row["value"], row["numerator"], row["denominator"]) == ("50", "", "")


def test_what_no_paper_shows_is_in_no_table(tmp_path: Path) -> None:
    files = {Q2: sheet(callers("2014-15-Q2", "50"), observation_row())}
    material = material_of(tmp_path, files, {FIRST: [f"{Q2}, row 2"]})
    for name, each in downloads(material).items():
        assert b"calls_answered" not in each.content, name


def test_the_archive_has_all_of_it_and_is_the_same_bytes_whenever_it_is_made(broken: Material) -> None:
    first, again = downloads(broken), downloads(broken)
    assert {name: each.content for name, each in first.items()} == {name: each.content for name, each in again.items()}
    with ZipFile(io.BytesIO(first["performance-indicators.zip"].content)) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {name: each.content for name, each in first.items() if not name.endswith(".zip")}


def test_the_package_says_whose_it_is_and_names_a_licence_only_where_the_council_has(
    broken: Material, tmp_path: Path
) -> None:
    said = json.loads(downloads(broken)["datapackage.json"].content)
    assert "licenses" not in said
    assert said["homepage"] == f"{BASE}{OPEN_DATA}.html"
    assert said["contributors"] == [{"title": "County Council", "roles": ["publisher"]}]
    licence = "licence: {name: OGL-UK-3.0, title: Open Government Licence v3.0, address: 'https://ogl.example/3/'}\n"
    files = {Q2: sheet(observation_row()), "data/open_data.yaml": licence}
    licensed = downloads(material_of(tmp_path, files, {FIRST: [f"{Q2}, row 2"]}))
    assert json.loads(licensed["datapackage.json"].content)["licenses"] == [
        {"name": "OGL-UK-3.0", "title": "Open Government Licence v3.0", "path": "https://ogl.example/3/"}
    ]
    assert b"https://ogl.example/3/" in licensed["csv-metadata.json"].content


def test_parquet_has_the_rows_of_the_csv_with_their_kinds(broken: Material) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = downloads(broken, parquet=True)
    for name in ("observations", "indicators", "targets", "breaks"):
        table = parquet.read_table(io.BytesIO(found[f"{name}.parquet"].content))
        rows = rows_of(found[f"{name}.csv"].content)
        assert table.column_names == list(rows[0])
        assert table.num_rows == len(rows)
        for at, row in enumerate(table.to_pylist()):
            told = {key: "" if value is None else str(value) for key, value in row.items()}
            assert told["data_row" if "data_row" in told else "name"] in rows[at].values()
    first = parquet.read_table(io.BytesIO(found["observations.parquet"].content)).to_pylist()[0]
    assert (first["value"], first["period_supposed"], str(first["period_start"])) == (-71.5, False, "2014-04-01")
    assert downloads(broken, parquet=True)["targets.parquet"].content == found["targets.parquet"].content
