import pytest
from builders import sheet, update_row

from ccpi_nb.questions.words import word_questions
from ccpi_nb.workbook.report_registers import updates_from

LONG = "Waits were longer than in the summer, because the new system was brought in that month."
OTHER = "Staff were trained in September, and the queue was back to what it usually is by October."


def register(*texts, file="data/registers/calls/2014-12-11.csv"):
    return updates_from(sheet(*(update_row(text=text) for text in texts)), file)


def asked(*files):
    return [doubt.words for doubt in word_questions(files)]


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("TBC", True),
        (f"{LONG} [insert latest figure here]", True),
        (f"{LONG} XXX", True),
        ("Why ??", True),
        ("Is it open? It is.", False),
        ("The report [by the auditor] is out.", False),
    ],
)
def test_a_reminder_that_was_left_is_asked_about(text, is_asked):
    assert bool(asked(register(text))) is is_asked


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        (LONG[: LONG.index(" that")], True),
        (LONG, False),
        ("A list of systems that were in use: Oracle, Liquid Logic, and the Asset Management System", False),
    ],
)
def test_a_text_that_breaks_off_is_asked_about(text, is_asked):
    assert asked(register(text, OTHER)) == (["it ends without a full stop; is it all there?"] if is_asked else [])


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("The councilâ€™s line opened.", True),
        ("It cost Â£500.", True),
        ("It cost \ufffd500.", True),
        ("The rate was #REF! in May.", True),
        ("It was #DIV/0! in May.", True),
        ("See Error! Reference source not found.", True),
        ("<p>The line opened.</p>", True),
        ('The <span lang="en">line</span> opened.', True),
        ("Payments &amp; refunds.", True),
        ("The council's line opened, at a cost of £500.", False),
        ("A café in Łódź, and Ämter and Âge d'Or.", False),
        ("Waits of <5 days, and > 30; item #4; R&D; a &lt b.", False),
        ("An error! It was put right.", False),
    ],
)
def test_what_a_program_left_among_words_is_asked_about(text, is_asked):
    sentence = "what a program left stands among the words: a letter read wrongly, an error, a tag"
    assert asked(register(text)) == ([sentence] if is_asked else [])


def test_a_sentence_that_stands_twice_in_a_text_is_asked_about():
    first, second = "The line opened in spring for all.", "It has been busy since that day."
    assert asked(register(f"{first} {second} {first}")) == ["a sentence stands twice in it; is it meant to?"]
    assert asked(register(f"{first} {second}")) == asked(register("Yes. Yes.")) == []


def test_a_list_whose_lines_all_end_so_is_a_list():
    lines = [f"{text[:-1]} {at}th" for at, text in enumerate((LONG, OTHER) * 3)]
    assert asked(register(*lines)) == []


def test_one_comment_in_two_rows_is_asked_about():
    assert asked(register(LONG, OTHER, LONG)) == [
        "the same words as in data/registers/calls/2014-12-11.csv, row 2; are they meant for both?"
    ]
    assert asked(register("No change.", "No change.")) == []


def test_the_last_meeting_s_words_left_in_are_asked_about_once():
    now = "data/registers/calls/2015-01-28.csv"
    assert asked(register(LONG, OTHER), register(LONG, OTHER, file=now)) == [
        "most texts of the file are those of data/registers/calls/2014-12-11.csv; are they this meeting's?"
    ]
    changed = OTHER.replace("October", "January")
    assert asked(register(LONG, OTHER), register(LONG, changed, OTHER + changed, file=now)) == []
    elsewhere = "data/registers/others/2015-01-28.csv"
    assert asked(register(LONG, OTHER), register(LONG, OTHER, file=elsewhere)) == []
