"""The questions about targets and words, beside those about the data: what is asked, and what is open of it."""

from collections.abc import Iterator

from ccpi_nb.questions.answers import with_answers
from ccpi_nb.questions.asked import OF_TARGETS, AnyQuestion, Rule, ask_of_words
from ccpi_nb.questions.targets import target_questions
from ccpi_nb.questions.words import is_as_it_is, stated, word_questions
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import may_be_a_person, may_name_a_person

_NAMED = "is this the name of a person? Name the post, team or firm instead"
IN_WORDS = "its words seem to name a person; name the post or team instead"


def of_targets(workbook: Workbook) -> Iterator[AnyQuestion]:
    """Yield what somebody should look at again in the targets, which decide what ratings a run publishes."""
    for target in workbook.targets:
        yield from target_questions(target, workbook.indicators[target.indicator])


def open_about_targets(workbook: Workbook) -> tuple[AnyQuestion, ...]:
    """Return the questions about targets that nobody has answered."""
    answers = [answer for answer in workbook.answers if answer.rule in OF_TARGETS]
    return with_answers(of_targets(workbook), answers, ()).open


def of_words(workbook: Workbook) -> Iterator[AnyQuestion]:
    """Yield what somebody should look at again in the registers, persons first where a post or a body is meant."""
    for row in (row for rows in workbook.registers.files for row in rows):
        for column in ("owed_by", "approved_by", "responsible"):
            if may_be_a_person(text := getattr(row, column, "")):
                yield ask_of_words(Rule.PERSON, stated(row), column, _NAMED, text)
        texts = text_of(row)
        if not is_as_it_is(row.row.file) and may_name_a_person(texts):
            yield ask_of_words(Rule.PERSON, stated(row), "", IN_WORDS, texts)
    yield from word_questions(workbook.registers.files)


def text_of(row: object) -> str:
    """Return all words of a row of a register but its source, a cell a line."""
    return "\n".join(text for name, text in vars(row).items() if name != "source" and isinstance(text, str))
