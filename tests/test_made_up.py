"""A meeting on made-up figures says so wherever a reader may look: on each page, sheet and table, and in each file."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from small import DAY, said, small_workbook

SAYS = "Made-up data: figures here are not the council's. They were made to try the workbook."


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_workbook(tmp_path_factory.mktemp("made_up"))
    params = root / f"params/{DAY}.yaml"
    params.write_text(f"made_up: They were made to try the workbook.\n{params.read_text('utf-8')}", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert said("run", DAY)[::2] == (0, "")
        assert said("audit", DAY)[::2] == (0, "")
    return root / "outputs" / DAY


def _files(outputs: Path, ending: str) -> list[Path]:
    found = sorted(outputs.rglob(f"*{ending}"))
    assert {path.parent.name for path in found} == {"public", "restricted"}
    return found


@pytest.mark.slow
def test_every_page_says_so_at_its_head_and_in_its_title(outputs: Path) -> None:
    for page in _files(outputs, ".html"):
        text = page.read_text(encoding="utf-8")
        header = text[text.index("<header>") : text.index("</header>")].replace("&#39;", "'")
        assert SAYS in header, page
        assert "<title>Made-up data: " in text, page
        assert "from a council paper" not in text and "from a published council paper" not in text, page


@pytest.mark.slow
def test_every_page_on_paper_says_so(outputs: Path) -> None:
    for file in _files(outputs, ".pdf"):
        for number, page in enumerate(PdfReader(file).pages, start=1):
            assert SAYS in " ".join(page.extract_text().split()), f"{file}, page {number}"


@pytest.mark.slow
def test_every_sheet_says_so(outputs: Path) -> None:
    for file in _files(outputs, ".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
        assert book.properties.title.startswith("Made-up data: ")
        for sheet in book.worksheets:
            cells = [str(cell.value) for row in sheet.iter_rows(max_row=6) for cell in row]
            assert any(SAYS in cell for cell in cells), f"{file}, {sheet.title}"


@pytest.mark.slow
def test_tables_say_so_where_they_are_copied_from_their_page(outputs: Path) -> None:
    tables = [path for path in _files(outputs, ".csv") if path.name != "ledger.csv"]
    for file in tables:
        _, *rows = file.read_text(encoding="utf-8-sig").splitlines()
        assert rows and all("(made-up data)" in row for row in rows), file
    for page in outputs.rglob("*calls.html"):
        assert "(made-up data)" in page.read_text(encoding="utf-8").partition("<caption")[2].partition("</caption>")[0]


@pytest.mark.slow
def test_notebooks_and_manifests_say_so(outputs: Path) -> None:
    for file in _files(outputs, ".ipynb"):
        assert SAYS in "".join(
            str(output.get("data", {}).get("text/plain", ""))
            for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", [])
        )
    for file in _files(outputs, "ro-crate-metadata.json"):
        root = next(each for each in json.loads(file.read_text(encoding="utf-8"))["@graph"] if each["@id"] == "./")
        assert root["name"].startswith("Made-up data: ")


@pytest.mark.slow
def test_no_other_kind_of_file_is_made(outputs: Path) -> None:
    endings = {path.suffix for path in outputs.rglob("*") if path.is_file()}
    assert endings == {".html", ".pdf", ".xlsx", ".ods", ".csv", ".ipynb", ".json"}
