"""What of a notebook reaches the files that anybody may open, and what stays with its author."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from pypdf import PdfReader
from small import DAY, OPEN, Small, said, small_workbook

REMARKS = """\
# a remark of mine
import sys, warnings, os, tempfile
"another remark of mine"
own = "mine"
print(f"a printed line of {own}", os.getpid(), tempfile.gettempdir())
print(f"a complaint of {own}", file=sys.stderr)
warnings.warn(f"a warning of {own}")
report.say("Words for all.")  # the last remark of mine"""
# Each shows one chart, the ways in which charts come about.
CHARTS = (
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\n"
    "report.own_chart(fig, 'One', 'It rises.')",
    "plt.figure()\nplt.plot([1, 2])\nreport.own_chart(plt.gcf(), 'Two', 'It rises.')",
    "ax = report.frame.plot(y='value')\nreport.own_chart(ax.figure, 'Three', 'It stays.')",
    "import seaborn\ngrid = seaborn.relplot(x=[1, 2], y=[1, 2])\nreport.own_chart(grid.figure, 'Four', 'It rises.')",
    "%matplotlib inline\nfrom matplotlib.figure import Figure\nown = Figure()\nown.subplots().plot([1, 2])\n"
    "report.own_chart(own, 'Five', 'It rises.')",
    "report.picture('calls/depots.png', 'Six', 'A map of both depots.')",
)
OPENED = Small("calls", (OPEN, REMARKS, *CHARTS))
CLOSED = Small(
    "terms", (OPEN, "report.picture('terms/plan.png', 'Plan of the new offices', 'A plan of the floor.')"), exempt=True
)


def png(colour: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = small_workbook(tmp_path_factory.mktemp("published"), OPENED, CLOSED)
    for name, colour in (("calls/depots", "red"), ("terms/plan", "blue")):
        file = root / f"data/pictures/{name}.png"
        file.parent.mkdir(parents=True)
        file.write_bytes(png(colour))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        code, _, errors = said("run", DAY, "--quiet")
        assert (code, errors) == (0, "")
        yield root / "outputs" / DAY


@pytest.mark.slow
def test_a_drawing_that_a_report_took_is_one_chart(outputs: Path) -> None:
    page = BeautifulSoup((outputs / "public/04-calls.html").read_text(encoding="utf-8"), "html.parser")
    assert [each.get_text() for each in page.select("figcaption")] == ["One", "Two", "Three", "Four", "Five", "Six"]
    assert [each["alt"] for each in page.select("figure img")][-1] == "A map of both depots."


@pytest.mark.slow
def test_what_an_author_notes_for_himself_is_in_no_published_file(outputs: Path) -> None:
    files = [path for path in outputs.rglob("*") if path.is_file()]
    assert len(files) > 10
    texts = {path.name: path.read_bytes() for path in files}
    texts |= {
        path.name: "".join(page.extract_text() for page in PdfReader(path).pages).encode()
        for path in files
        if path.suffix == ".pdf"
    }
    assert [name for name, text in texts.items() if b"of mine" in text] == []
    assert b"Words for all." in texts["04-calls.html"]


@pytest.mark.slow
def test_a_published_notebook_shows_what_its_report_shows(outputs: Path) -> None:
    notebook = json.loads((outputs / "public/04-calls.ipynb").read_text(encoding="utf-8"))
    kinds = {output["output_type"] for cell in notebook["cells"] for output in cell.get("outputs", [])}
    assert kinds == {"execute_result"}
    assert re.search(r"report.say\(.*\)$", "".join(notebook["cells"][4]["source"]))


@pytest.mark.slow
def test_a_picture_of_part_ii_is_in_no_file_of_part_i(outputs: Path) -> None:
    assert "Plan of the new offices" in (outputs / "restricted/05-terms.html").read_text(encoding="utf-8")
    assert not [
        path
        for path in (outputs / "public").rglob("*")
        if path.is_file() and b"Plan of the new offices" in path.read_bytes()
    ]


@pytest.mark.slow
def test_another_run_makes_the_same_bytes(outputs: Path) -> None:
    code, printed, _ = said("verify", DAY)
    assert code == 0, printed
