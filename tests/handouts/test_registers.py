"""What an edited Word file brings: words for registers, and sentences on what no register can take."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from builders import MEETING, NOTEBOOK, notebook, observation_row, refusal, sheet, update_row, workbook
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from ccpi_nb.document.model import Block, Cell, Column, Document, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.meetings import Part
from ccpi_nb.files.one_writer import one_writer
from ccpi_nb.handouts.parts import element
from ccpi_nb.handouts.reading import read_word_file
from ccpi_nb.handouts.registers import WordsBack, words_back, write_words
from ccpi_nb.handouts.writing import word_file
from ccpi_nb.intake import writing
from ccpi_nb.publish.word_checks import evidence_by_day
from ccpi_nb.workbook.inputs import Workbook

REGISTER = "data/registers/calls/2014-12-11.csv"
RATE = "{calls_answered @ 2014-15-Q2}"
TEXTS = ["The line opened last spring.", f"We answered {RATE} of all calls.", "Staff were trained."]
EXEMPT = "    part: exempt\n    exemption: {paragraph: 3, reason: Business affairs.}\n    exempt_datasets: [calls]\n"
NOW = datetime(2014, 12, 11, 12)
Edit = Callable[[docx.document.Document], None]


@dataclass
class Edited:
    """A small workbook with a report on calls, and the report's Word file."""

    root: Path
    part: Part = Part.PUBLIC

    @property
    def workbook(self) -> Workbook:
        return Workbook(self.root)

    @property
    def document(self) -> Document:
        meeting = self.workbook.meeting("2014-12-11")
        evidence = evidence_by_day(self.workbook)(meeting.date, self.part)
        first, second, third = (say(text, evidence) for text in TEXTS)
        blocks: tuple[Block, ...] = (
            Paragraph((Text("Background. ", strong=True), *first, Text(" "), *second)),
            Paragraph(third),
            Paragraph.of("Whatever a notebook says."),
            Table(
                (),
                (Column("A"), Column("B")),
                ((Cell.of("Calls"), Cell(say(RATE, evidence))),),
            ),
        )
        return Document(Masthead("Calls", "2014-12-11"), blocks)

    def file(self) -> bytes:
        return word_file([("4", self.document)], self.document.masthead, self.workbook.meeting("2014-12-11").date)

    def back(self, edit: Edit, file: bytes = b"") -> WordsBack:
        word = docx.Document(BytesIO(file or self.file()))
        edit(word)
        saved = BytesIO()
        word.save(saved)
        workbook = self.workbook
        return words_back(
            workbook,
            workbook.meeting("2014-12-11"),
            "calls.docx",
            read_word_file("calls.docx", saved.getvalue()),
            {"4": self.document},
        )


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(workbook(tmp_path, FILES))


FILES = {
    REGISTER: sheet(*(update_row(text=text) for text in TEXTS)),
    "data/observations/calls/2014-15-Q2.csv": sheet(observation_row()),
    "notebooks/calls.ipynb": notebook(
        *NOTEBOOK[:3],
        ("code", 'report = open_report(meeting, item, datasets="calls")\nreport'),
        ("code", 'report.updates("calls", "Background")'),
        *NOTEBOOK[4:],
    ),
}


def replaced(*pairs: tuple[str, str]) -> Edit:
    """Type other words over some, as a person would: anywhere in the file."""

    def edit(word: docx.document.Document) -> None:
        for old, new in pairs:
            texts = [text for text in word.element.body.iter(qn("w:t")) if old in (text.text or "")]
            assert texts, old
            for text in texts:
                text.text = text.text.replace(old, new)

    return edit


def test_a_file_that_nobody_edited_brings_nothing(edited: Edited) -> None:
    assert edited.back(lambda word: None) == WordsBack((), (), ())


def test_edited_words_become_the_row_s_with_its_slots(edited: Edited) -> None:
    back = edited.back(replaced(("last spring", "in May"), ("of all calls", "of the calls")))
    assert (back.refused, back.remarks) == ((), ())
    assert [(str(each.cell.row), each.template) for each in back.new] == [
        (f"{REGISTER}, row 2", "The line opened in May."),
        (f"{REGISTER}, row 3", f"We answered {RATE} of the calls."),
    ]
    write_words(edited.workbook, back, NOW)
    rows = edited.workbook.registers.updates("calls", "2014-12-11")
    assert [row.text for row in rows] == [*(each.template for each in back.new), TEXTS[2]]
    assert {row.source for row in rows} == {"the pack"}


@pytest.mark.parametrize("saved", [TEXTS[1:], ["Another row.", *TEXTS], [TEXTS[0], "We answered all.", TEXTS[2]]])
def test_words_whose_rows_somebody_saves_meanwhile_are_not_written(edited: Edited, saved: list[str]) -> None:
    back = edited.back(replaced(("last spring", "in May"), ("of all calls", "of the calls")))
    (edited.root / REGISTER).write_text(text := sheet(*(update_row(text=words) for words in saved)), encoding="utf-8")
    assert "it has changed since; read the edited file again" in refusal(write_words, edited.workbook, back, NOW)
    assert (edited.root / REGISTER).read_text(encoding="utf-8") == text


def test_words_come_back_under_the_lock_and_in_the_exchange_of_what_is_taken_in(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = edited.back(replaced(("last spring", "in May")))
    before = (edited.root / REGISTER).read_bytes()
    with one_writer(edited.root / "received/.collecting", "received files are being taken in", NOW):
        said = refusal(write_words, edited.workbook, back, NOW)
    assert said.startswith("received files are being taken in by process ")
    monkeypatch.setattr(writing, "put_folder", lambda *folders: None)
    write_words(edited.workbook, back, NOW)
    assert (edited.root / REGISTER).read_bytes() == before  # there is no other step that writes
    assert not (edited.root / ".collect-new").exists()


def test_word_s_own_quotation_marks_and_spaces_are_no_change(edited: Edited) -> None:
    assert edited.back(replaced((" last spring", "\xa0last  spring"))) == WordsBack((), (), ())
    (new,) = edited.back(
        replaced(("last spring", "\N{LEFT SINGLE QUOTATION MARK}last\N{RIGHT SINGLE QUOTATION MARK} spring"))
    ).new
    assert new.template == "The line opened 'last' spring."


LOST = "was changed or taken out; figures come from the data: put it back, or change the data"
IS_TYPED = "is typed into the words; make it a slot such as {indicator @ period}, or list the name in data/names.csv"
NOT_HELD = "changed that no register has; change notebooks/calls.ipynb"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("65.5%", "66%", f"{REGISTER}, row 3, column 'text': the figure '65.5%' (Calls answered) {LOST}"),
        ("65.5%", "66%", f"calls.docx, item 4: the figure '65.5%' (Calls answered) {LOST}"),
        ("trained", "trained by 54 others", f"{REGISTER}, row 4, column 'text': the figure '54' {IS_TYPED}"),
        ("a notebook", "it", f"calls.docx, item 4: words of 'Whatever a notebook says.' {NOT_HELD}"),
        (
            "Background",
            "Before",
            f"calls.docx, item 4: words of 'Background. The line opened last spring. We answered 65.5...' {NOT_HELD}",
        ),
    ],
)
def test_what_no_register_can_take_is_refused_by_name(edited: Edited, old: str, new: str, sentence: str) -> None:
    back = edited.back(replaced((old, new)))
    assert sentence in back.refused
    assert back.new == ()


def test_tracked_changes_are_read_as_accepted_and_said_so(edited: Edited) -> None:
    def edit(word: docx.document.Document) -> None:
        (text,) = (text for text in word.element.body.iter(qn("w:t")) if text.text == "Staff were trained.")
        run = text.getparent()
        text.text = "Staff were"
        added, gone = element("w:ins", id="90"), element("w:del", id="91")
        for around, tag, words in ((added, "w:t", " taught."), (gone, "w:delText", " trained.")):
            inner, said = element("w:r"), element(tag)
            said.text = words
            inner.append(said)
            around.append(inner)
        run.addnext(gone)
        gone.addnext(added)

    back = edited.back(edit)
    assert [each.template for each in back.new] == ["Staff were taught."]
    assert back.remarks == ("calls.docx tracks its changes; they are read as if all were accepted",)


def paragraph(word: docx.document.Document, words: str) -> WordParagraph:
    return next(each for each in word.paragraphs if words in each.text)


def test_a_text_that_was_taken_out_is_named_with_its_row(edited: Edited) -> None:
    def edit(word: docx.document.Document) -> None:
        gone = paragraph(word, "Staff were trained")._p
        gone.getparent().remove(gone)

    (remark,) = edited.back(edit).remarks
    assert remark == (
        "calls.docx, item 4: 'Staff were trained.' is not in the file; to leave it out, "
        f"delete {REGISTER}, row 4, column 'text'"
    )


def test_a_paragraph_that_was_added_is_said_to_be_in_no_row(edited: Edited) -> None:
    back = edited.back(lambda word: word.add_paragraph("A new paragraph."))
    assert back == WordsBack(
        (), (), ("calls.docx has a paragraph of 3 words that is in no row; add a row to a register for it",)
    )


def test_two_texts_in_one_paragraph_and_one_in_two_are_refused(edited: Edited) -> None:
    def joined(word: docx.document.Document) -> None:
        first, second = paragraph(word, "Background"), paragraph(word, "Staff")
        for child in list(second._p):
            first._p.append(child)
        second._p.getparent().remove(second._p)

    def parted(word: docx.document.Document) -> None:
        whole = paragraph(word, "Staff")
        after = element("w:p")
        whole._p.addnext(after)
        new = WordParagraph(after, whole._parent)
        new.add_run("They learned much.")
        end = whole._p.find(qn("w:bookmarkEnd"))
        after.append(end)

    assert all("shares its paragraph with another" in sentence for sentence in edited.back(joined).refused)
    (sentence,) = edited.back(parted).refused
    assert "'Staff were trained.' has become two paragraphs" in sentence


def test_a_text_that_two_rows_have_is_nobody_s(tmp_path: Path) -> None:
    twice = sheet(*(update_row(text=text) for text in (*TEXTS, TEXTS[2])))
    back = Edited(workbook(tmp_path, FILES | {REGISTER: twice})).back(replaced(("were trained", "learned")))
    assert back.refused == (
        f"calls.docx, item 4: 'Staff were trained.' stands in {REGISTER}, row 4, column 'text' and in {REGISTER}, "
        "row 5, column 'text'; change it there",
    )


def test_a_file_made_before_the_report_changed_brings_no_text_that_is_no_more(edited: Edited) -> None:
    before = edited.file()
    workbook(edited.root, FILES | {"data/observations/calls/2014-15-Q2.csv": sheet(observation_row(value="70.1"))})
    assert edited.back(replaced(("were trained", "learned")), before).new
    back = edited.back(replaced(("last spring", "in May")), before)
    assert [sentence for sentence in back.refused if "and the report has changed since" in sentence]
    assert not back.new


def test_nothing_of_part_ii_is_quoted(tmp_path: Path) -> None:
    files = FILES | {"params/2014-12-11.yaml": MEETING.replace("    kind: report\n", f"    kind: report\n{EXEMPT}")}
    private = Edited(workbook(tmp_path, files), Part.EXEMPT)
    for edit in (("last spring", "in May"), ("65.5%", "66%"), ("Background", "Before"), ("trained", "trained by 54")):
        back = private.back(replaced(edit))
        said = "\n".join((*back.lines, *back.refused))
        assert said
        assert not any(words in said for words in ("spring", "65.5", "66%", "54", "Whatever", "Staff", "May"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"words"])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    assert refusal(read_word_file, "notes.docx", content) == (
        "notes.docx can't be read as a Word file (.docx); save it from Word as .docx again"
    )


def test_a_word_file_that_was_not_made_here_is_refused() -> None:
    saved = BytesIO()
    docx.Document().save(saved)
    assert "has none of the marks" in refusal(read_word_file, "notes.docx", saved.getvalue())


def test_a_file_of_another_meeting_is_refused(edited: Edited) -> None:
    other = word_file([("9", edited.document)], edited.document.masthead, edited.workbook.meeting("2014-12-11").date)
    assert "is of no report of the meeting of 11 December 2014" in refusal(edited.back, lambda word: None, other)
