"""The questions about a workbook's data with their answers: of all of it, or of what a Part of a meeting newly says."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.atomic import write_file
from ccpi_nb.intake.other_questions import of_targets, of_words
from ccpi_nb.meeting.report_data import notebook_of
from ccpi_nb.notebook.data_read import datasets_read, registers_read
from ccpi_nb.questions.answers import Answer, Asked, identity_of, key_of, with_answers
from ccpi_nb.questions.asked import OF_TARGETS, OF_WORDS, AnyQuestion, Rule
from ccpi_nb.questions.asking import questions
from ccpi_nb.questions.material import Context
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import answers_csv

FILE = "data/answers.csv"


def context_of(workbook: Workbook, *more_meetings: date) -> Context:
    """Return what the rows of each dataset are held against; with the days of meetings that have no file yet."""
    meetings = (*workbook.meeting_days, *more_meetings)
    return Context(workbook.indicators, meetings, workbook.targets, workbook.relations, partial(_elsewhere, workbook))


def _elsewhere(workbook: Workbook, dataset: str, indicator: str) -> Iterator[Observation]:
    """Yield all rows of an indicator in other datasets than one."""
    for name in workbook.dataset_names:
        if name != dataset and indicator in workbook.indicators_by(date.max.isoformat(), name):
            yield from workbook.dataset(name).by_indicator[indicator]


def asked_of(workbook: Workbook, datasets: Iterable[str] | None = None, registers: Collection[str] = ()) -> Asked:
    """Return the questions about some datasets, their targets, and registers, with their answers; of no name all."""
    names = frozenset(workbook.dataset_names if datasets is None else datasets)
    context = context_of(workbook)
    rows = {name: workbook.dataset(name) for name in sorted(names)}
    found: list[AnyQuestion] = [question for own in rows.values() for question in questions(own, context)]
    if datasets is None:
        found = [*of_targets(workbook), *found, *of_words(workbook)]
        return with_answers(found, workbook.answers, chain.from_iterable(rows.values()))
    agreed = {(row.dataset, row.indicator) for row in chain.from_iterable(rows.values())}
    agreed |= {("", indicator) for _, indicator in agreed}  # a target of no dataset is one of them all
    found += (one for one in of_targets(workbook) if (one.about.dataset, one.about.indicator) in agreed)
    if registers:
        found += (one for one in of_words(workbook) if one.about.dataset in registers)
    about = {*map(identity_of, found)}
    mine = [one for one in workbook.answers if one.identity in about or (one.dataset in names and one.period)]
    return with_answers(found, mine, chain.from_iterable(rows.values()))


def asked_at(workbook: Workbook, meeting: Meeting, part: Part) -> Asked:
    """Return the questions about what a Part of a meeting newly says: known since the meeting before it.

    They are about the values and the words that its reports read, and the targets that new values are held against.
    """
    read = [notebook_of(workbook, report) for report in meeting.reports_in(part)]
    names = {name for one in read for name in datasets_read(*one)} & {*workbook.dataset_names}
    asked = asked_of(workbook, names, {name for one in read for name in registers_read(*one)})
    before = max((day for day in workbook.meeting_days if day < meeting.date), default=date.min)
    fresh = {row.indicator for name in names for row in workbook.dataset(name) if before < row.as_at <= meeting.date}

    def is_new(question: AnyQuestion) -> bool:
        # A target may be older than the meeting before, and each new value is held against it.
        is_said = question.about.indicator in fresh if question.rule in OF_TARGETS else before < question.since
        return is_said and question.since <= meeting.date

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
