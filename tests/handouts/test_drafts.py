"""Word files of a meeting that was run, by the command: made, edited, taken back; and none with what is exempt."""

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import docx
import pytest
from builders import refusals
from docx.oxml.ns import qn
from small import DAY, said, two_meetings

from ccpi_nb.handouts.drafts import write_drafts
from ccpi_nb.handouts.outputs import documents_of
from ccpi_nb.handouts.reading import read_word_file
from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting
from ccpi_nb.workbook.inputs import Workbook

pytestmark = pytest.mark.slow
REPORT, PRIVATE = "public/04-calls.docx", "restricted/05-terms.docx"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = two_meetings(tmp_path_factory.mktemp("words") / "workbook")
    steps = run_meeting(root, DAY, Orders(2), lambda step: None, datetime.now())
    assert {step.state for step in steps} == {StepState.MADE}, steps
    return root


@pytest.fixture
def root(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = shutil.copytree(run, tmp_path / "workbook")
    monkeypatch.chdir(copy)
    return copy


def test_every_report_and_pack_is_made_and_the_public_ones_have_nothing_exempt(root: Path) -> None:
    code, out, err = said("words", DAY)
    assert (code, err) == (0, "")
    made = {str(path.relative_to(root / "outputs/words" / DAY)) for path in (root / "outputs/words").rglob("*.docx")}
    assert made == {REPORT, PRIVATE, "public/agenda-pack.docx", "restricted/agenda-pack.docx"}
    assert all(name in out for name in made)
    words = {name: "\n".join(texts(root / "outputs/words" / DAY / name)) for name in made}
    assert "91.7%" in words[PRIVATE]
    assert "91.7%" in words["restricted/agenda-pack.docx"]
    assert not any("91.7" in words[name] for name in made if name.startswith("public/"))
    assert "Not for publication" in header(root / "outputs/words" / DAY / PRIVATE)


def texts(path: Path) -> list[str]:
    return [text.text or "" for text in docx.Document(str(path)).element.body.iter(qn("w:t"))]


def header(path: Path) -> str:
    return str(docx.Document(str(path)).sections[0].header.paragraphs[0].text)


def test_edited_words_come_back_by_the_command(root: Path) -> None:
    assert said("words", DAY, "--item", "4", "--to", "drafts")[0] == 0
    file = root / "drafts" / REPORT
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert said("words", DAY, str(file))[1] == "No register's words have changed in 04-calls.docx.\n"
    edited = docx.Document(str(file))
    (text,) = (text for text in edited.element.body.iter(qn("w:t")) if text.text == "The line opened in spring.")
    text.text = "The line opened in May."
    edited.save(str(file))
    code, out, _ = said("words", DAY, str(file))
    register = f"data/registers/calls/{DAY}.csv"
    assert code == 0
    assert out.splitlines() == [
        f"{register}, row 2, column 'text' has new words: The line opened in May.",
        f"Nothing is written yet: ccpi words {DAY} {file} --write",
    ]
    assert "spring" in (root / register).read_text(encoding="utf-8")
    code, out, _ = said("words", DAY, str(file), "--write")
    assert code == 0
    assert out.endswith(f"Written. Next: git diff data/registers, then ccpi run {DAY}\n")
    assert "The line opened in May." in (root / register).read_text(encoding="utf-8")
    code, _, err = said("words", DAY, str(file))
    assert code == 1
    assert f"item 4 is to be made again ({register} changed): ccpi run {DAY}" in err


def test_the_brief_is_a_page_a_pdf_and_a_text_for_each_part(root: Path) -> None:
    code, out, _ = said("brief", DAY)
    place = root / "outputs/briefs" / DAY
    assert code == 0
    made = [f"{part}/brief.{suffix}" for part in ("public", "restricted") for suffix in ("html", "pdf", "txt")]
    assert out.splitlines() == [f"outputs/briefs/{DAY}/{name}" for name in made]
    words = {name: (place / name).read_text(encoding="utf-8") for name in made if not name.endswith(".pdf")}
    assert "65.5%" in words["public/brief.txt"]
    assert 'data-rows="data/observations/calls/2014-15-Q2.csv, row 2"' in words["public/brief.html"]
    assert not any("91.7" in text or "Terms kept" in text for name, text in words.items() if name.startswith("public"))
    assert all("Not for publication" in text for name, text in words.items() if name.startswith("restricted"))


@pytest.mark.parametrize("items", [(), ("4",)])
def test_a_public_file_with_what_is_exempt_is_refused_and_nothing_is_written(
    root: Path, tmp_path: Path, items: tuple[str, ...]
) -> None:
    workbook = Workbook(root)
    meeting = workbook.meeting(DAY)
    documents = dict(documents_of(workbook, meeting))
    private = {"4": documents["5"], "5": documents["5"]}
    problem = "\n".join(refusals(write_drafts, workbook, meeting, private, tmp_path / "drafts", items))
    assert "04-calls.docx has" in problem
    assert ("agenda-pack.docx has" in problem) is not bool(items)
    assert "91.7" not in problem
    assert "91.7" in (root / "outputs" / f"{DAY}-failed" / "restricted/handouts.txt").read_text(encoding="utf-8")
    assert not (tmp_path / "drafts").exists()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--write"], "--write takes an edited FILE"),
        (["x.docx", "--item", "4"], "leave out --item and --to"),
        (["x.docx"], "there is no file x.docx; name the Word file that was edited"),
        (["--item", "9"], "item '9' has no report; known: 4, 5"),
    ],
)
def test_what_the_command_cannot_do_is_said(root: Path, arguments: list[str], problem: str) -> None:
    code, _, err = said("words", DAY, *arguments)
    assert code == 1
    assert problem in err


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_what_it_saves_brings_the_same_words(root: Path, tmp_path: Path) -> None:
    said("words", DAY, "--item", "4", "--to", "drafts")
    saved = tmp_path / "saved"
    office = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--convert-to",
        "docx",
    ]
    done = subprocess.run(
        [*office, "--outdir", str(saved), str(root / "drafts" / REPORT)], capture_output=True, text=True, check=True
    )
    if not saved.exists():
        pytest.skip(f"LibreOffice is here without Writer: {done.stderr}")
    file = saved / "04-calls.docx"
    assert read_word_file(file.name, file.read_bytes()).texts
    assert said("words", DAY, str(file))[1] == "No register's words have changed in 04-calls.docx.\n"
