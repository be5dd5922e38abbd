"""The questions about a workbook's data with their answers: of all of it, or of what a Part of a meeting newly says."""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.atomic import write_file
from ccpi_nb.intake.other_questions import of_targets, of_words
from ccpi_nb.meeting.report_data import datasets_of
from ccpi_nb.questions.answers import Answer, Asked, key_of, with_answers
from ccpi_nb.questions.asked import OF_TARGETS, OF_WORDS, AnyQuestion, Rule
from ccpi_nb.questions.asking import questions
from ccpi_nb.questions.material import Context
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import answers_csv

FILE = "data/answers.csv"
_OTHERS = (*OF_TARGETS, *OF_WORDS)


def context_of(workbook: Workbook, *more_meetings: date) -> Context:
    """Return what the rows of each dataset are held against; with the days of meetings that have no file yet."""
    meetings = (*workbook.meeting_days, *more_meetings)
    return Context(workbook.indicators, meetings, workbook.targets, workbook.relations)


def asked_of(workbook: Workbook, datasets: Iterable[str] | None = None) -> Asked:
    """Return the questions about the data of some datasets with their answers; of no name all of them, words too."""
    names = frozenset(workbook.dataset_names if datasets is None else datasets)
    context = context_of(workbook)
    rows = {name: workbook.dataset(name) for name in sorted(names)}
    found: list[AnyQuestion] = [question for own in rows.values() for question in questions(own, context)]
    answers = [answer for answer in workbook.answers if answer.dataset in names and answer.rule not in _OTHERS]
    if datasets is None:
        found = [*of_targets(workbook), *found, *of_words(workbook)]
        answers = [*workbook.answers]
    return with_answers(found, answers, chain.from_iterable(rows.values()))


def asked_at(workbook: Workbook, meeting: Meeting, part: Part) -> Asked:
    """Return the questions about what a Part of a meeting newly says: known since the meeting before it."""
    names = {name for report in meeting.reports_in(part) for name in datasets_of(workbook, report)}
    asked = asked_of(workbook, names & set(workbook.dataset_names))
    before = max((day for day in workbook.meeting_days if day < meeting.date), default=date.min)

    def is_new(question: AnyQuestion) -> bool:
        return before < question.since <= meeting.date

    accepted = tuple((question, answer) for question, answer in asked.accepted if is_new(question))
    return Asked(tuple(filter(is_new, asked.open)), accepted)


def is_protected(workbook: Workbook, question: AnyQuestion) -> bool:
    """Return whether the value that is asked about may stand in its own file alone: exempt, or of people."""
    row = question.about
    # What words come to says nothing of a value, and one source may have many rows.
    if question.rule in OF_WORDS:
        return False
    return row.dataset in workbook.exempt_datasets or workbook.indicators[row.indicator].people


def chosen(open_questions: Iterable[AnyQuestion], keys: Iterable[str], rule: str) -> tuple[AnyQuestion, ...]:
    """Return the open questions with some keys, or all of a rule; InputError where there is none of a key or rule."""
    by_key = {key_of(question): question for question in open_questions}
    if rule:
        if found := tuple(question for question in by_key.values() if question.rule == rule):
            return found
        asked = sorted({question.rule for question in by_key.values()})
        raise InputError(f"no question of the rule '{rule}' is open; {did_you_mean(rule, asked or list(Rule))}")
    for key in keys:
        if key not in by_key:
            raise InputError(f"no open question has the key '{key}'; {did_you_mean(key, by_key)}")
    return tuple(by_key[key] for key in dict.fromkeys(keys))


def accept(workbook: Workbook, accepted: Iterable[AnyQuestion], because: str, post: str, today: date) -> None:
    """Write to data/answers.csv that a post stands by rows as they are; what it said of them before goes."""
    new = [_answer(workbook, question, " ".join(because.split()), post, today) for question in accepted]
    about = {answer.identity for answer in new}
    text = answers_csv([*(answer for answer in workbook.answers if answer.identity not in about), *new])
    write_file(workbook.root / FILE, text.encode())


def _answer(workbook: Workbook, question: AnyQuestion, because: str, post: str, today: date) -> Answer:
    if not because:
        raise InputError("say why the data are right: --because 'the portal opened in July'")
    row = question.about
    return Answer(
        rule=question.rule,
        dataset=row.dataset,
        period=row.period,
        indicator=row.indicator,
        breakdown=row.breakdown,
        as_at=row.as_at,
        source=row.source,
        accepted="" if is_protected(workbook, question) else question.state,
        because=because,
        post=post,
        answered_on=today,
        row=DataRow(FILE, 0),
    )
