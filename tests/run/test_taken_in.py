"""A meeting whose figures were taken in from received files, run as a whole: the way down from page to cell, and what
of an exempt file stays out of reach.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import observation_row, sheet
from sent import POST, read_lines, sent
from small import CALLS, DAY, OPEN, TABLE, TERMS, Small, said, small_workbook

from ccpi_nb.exempt.known import exempt_files
from ccpi_nb.intake import readers
from ccpi_nb.workbook.inputs import Workbook

# Digits in the name of a file, of a sheet and of a cell that are of no date and no period.
NAME = "Dashboard 19 FINAL v3, 2 of 7.txt"
SECRET = "Terms agreed 2014.txt"
VALUE = "calls|calls_answered|2014-15-Q2||82.14 230/280|G19"
EXEMPT = "terms|terms_kept|2014-15-Q2||93.47|B77"
OTHER = "calls|calls_answered|2014-15-Q2|Preston|61.23|G20"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workbook whose two Parts have each a value that was taken in, and whose meeting has been run."""
    place = tmp_path_factory.mktemp("taken")
    root = small_workbook(place / "workbook", CALLS, TERMS)
    # An earlier value, so that papers disagree and the reconciliation names its sources.
    held = observation_row(value="80.02", as_at="2014-10-01", source="Return 14B of team 7, G19")
    (root / "data/observations/calls/2014-15-Q2.csv").write_text(sheet(held), encoding="utf-8")
    (root / "data/observations/terms/2014-15-Q2.csv").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "readers", lambda *_: (read_lines,))
        patch.chdir(root)
        files = [sent(place / "in", VALUE, OTHER, name=NAME), sent(place / "in", EXEMPT, name=SECRET)]
        code, _, err = said("collect", "read", *map(str, files), "--for", DAY, "--post", POST, "--write")
        assert (code, err) == (0, "")
        code, _, err = said("run", DAY, "--quiet")
        assert (code, err) == (0, "")
        yield root


def ledger(root: Path, part: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((root / f"outputs/{DAY}/{part}/ledger.csv").read_text("utf-8-sig"))))


def test_the_ledger_names_file_sheet_and_cell(root: Path) -> None:
    (line,) = [line for line in ledger(root, "public") if line["report"] == "04-calls" and line["text"] == "82.14%"][:1]
    assert line["origin"] == f"{NAME}, sheet Dashboard, cell G19 (numerator: cell C8, denominator: cell D8)"
    assert line["source"] == f"{NAME}, sheet Dashboard, cell G19"


def test_the_page_s_sources_name_the_cell(root: Path) -> None:
    page = (root / f"outputs/{DAY}/public/04-calls.html").read_text(encoding="utf-8")
    assert f'<cite data-number="source">{NAME}</cite>' in page
    place = "sheet Dashboard, cell G19 (numerator: cell C8, denominator: cell D8)"
    assert f'<cite data-number="source">{place}</cite>' in page


def test_no_number_of_a_source_goes_unexplained(root: Path) -> None:
    code, _, err = said("audit", DAY)
    assert (code, err) == (0, "")


def test_a_trace_ends_at_the_cell(root: Path) -> None:
    code, out, _ = said("trace", DAY, "82.14%")
    sha256 = hashlib.sha256((root.parent / "in" / NAME).read_bytes()).hexdigest()
    assert code == 0
    assert f"{NAME} (sha256 {sha256[:12]}...), sheet Dashboard, cell G19 = 82.14 shown as 82.14%, read by tiny, " in out
    assert f"taken in by the {POST} on " in out
    assert "numerator: sheet Dashboard, cell C8 = 230" in out
    public = said("trace", DAY, "82.14%", "--public")[1]
    assert f"{NAME}, sheet Dashboard, cell G19 (numerator: cell C8" in public
    assert "sha256" not in public


def test_verify_reads_the_files_again(root: Path) -> None:
    code, out, err = said("verify", DAY, "--quick", "--inputs")
    assert (code, err) == (0, "")
    assert "Of 2 received files, read again, 3 of 3 values come out the same.\n" in out


def test_verify_says_what_differs_and_what_is_not_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = hashlib.sha256((root.parent / "in" / NAME).read_bytes()).hexdigest()
    place = root / f"received/{sha256}.txt"
    away = place.rename(root.parent / "away")
    try:
        code, _, err = said("verify", DAY, "--quick", "--inputs")
        assert code == 1
        assert f"{NAME} is not in the folder received; put back the file whose SHA-256 this row has" in err
        assert sha256[:12] not in err
        place.write_text(VALUE.replace("82.14", "82.15"), encoding="utf-8")
        code, _, err = said("verify", DAY, "--quick", "--inputs")
        assert code == 1
        assert f"received/{sha256}.txt: it is not as it came" in err
        assert "82.15" not in err
    finally:
        place.unlink(missing_ok=True)
        away.rename(place)


def test_the_manifest_of_part_ii_has_the_files_hashes_and_that_of_part_i_their_names_alone(root: Path) -> None:
    public, restricted = (
        (root / f"outputs/{DAY}/{part}/ro-crate-metadata.json").read_text(encoding="utf-8")
        for part in ("public", "restricted")
    )
    sha256, secret = (hashlib.sha256((root.parent / "in" / name).read_bytes()).hexdigest() for name in (NAME, SECRET))
    assert sha256 in restricted
    assert secret in restricted
    assert f"received/{NAME}" in [entity.get("localPath") for entity in json.loads(public)["@graph"]]
    assert sha256[:12] not in public


@pytest.mark.parametrize("told", ["82.14%", SECRET.removesuffix(".txt"), "shown_as", "93.47", POST])
def test_nothing_public_says_more_of_a_file_than_its_name_sheet_and_cell(root: Path, told: str) -> None:
    for path in (root / f"outputs/{DAY}/public").rglob("*"):
        if path.suffix in (".html", ".csv", ".json", ".ipynb") and told != "82.14%":
            assert told not in path.read_text(encoding="utf-8"), path


LEAKS = {
    "the file's name": f"print('It is in {SECRET}.')",
    "the value as shown": "print('It was 93.47%.')",
    "the file's hash": "print({hash!r})",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_the_gate_knows_an_exempt_file_its_values_and_every_hash(root: Path, tmp_path: Path, leak: str) -> None:
    from ccpi_nb.document.model import Document, Masthead
    from ccpi_nb.domain.meetings import Part
    from ccpi_nb.exempt.content import collect_exempt
    from ccpi_nb.exempt.gate import leaks

    workbook = Workbook(root)
    sha256 = hashlib.sha256((root.parent / "in" / NAME).read_bytes()).hexdigest()
    document = Document(Masthead("", ""), ())
    content = collect_exempt(workbook, workbook.meeting(DAY), {Part.PUBLIC: (document,), Part.EXEMPT: (document,)})
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "notes.html").write_text(f"<p>{leak.format(hash=sha256)}</p>", encoding="utf-8")
    assert len(leaks(folder, content)) == 1
    (folder / "notes.html").write_text(f"<p>It is in {NAME}, sheet Dashboard, cell G19.</p>", encoding="utf-8")
    assert leaks(folder, content) == ()
    assert exempt_files(workbook) == {SECRET}


CELL = "print([open(file).read() for file in {files!r}])"
COMMAND = "import subprocess\nprint(subprocess.run(['cat', *{files!r}], capture_output=True, check=True).stdout)"


@pytest.mark.parametrize("exempt", [False, True], ids=["Part I", "Part II"])
@pytest.mark.parametrize("cell", [CELL, COMMAND], ids=["Python", "a program"])
def test_no_kernel_reads_the_received_files(root: Path, exempt: bool, cell: str) -> None:
    name, number = ("terms", 5) if exempt else ("calls", 4)
    files = sorted(map(str, (root / "received").glob("*.txt")))
    bad = Small(name, (OPEN, TABLE, cell.format(files=files)), exempt=exempt)
    path = root / f"notebooks/{name}.ipynb"
    before = path.read_text(encoding="utf-8")
    path.write_text(bad.notebook(number), encoding="utf-8")
    try:
        code, _, err = said("run", DAY, "--quiet", "--item", str(number))
    finally:
        path.write_text(before, encoding="utf-8")
    assert code == 1
    assert "stopped" in err or "may not" in err
    left = root / f"outputs/{DAY}-failed"
    texts = [each.read_text(encoding="utf-8") for each in left.rglob("*") if each.is_file()]
    assert not any("82.14 230/280" in text or "93.47|B77" in text for text in texts)
    assert any("may not open" in text or "non-zero exit status" in text or "may not start" in text for text in texts)
