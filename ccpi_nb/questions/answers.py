"""Answers to questions: which question one is about, until when it holds, and which questions are open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.lineage import uncounted
from ccpi_nb.domain.periods import Period
from ccpi_nb.files.cells import Filled, choice, day, optional, plain_name
from ccpi_nb.questions.asked import OF_WORDS, AnyQuestion, Rule, Subject, value_state

# By what an answer knows a row: its dataset, period, indicator, breakdown, as_at and source.
RowIdentity = tuple[str, Period | None, str, str, date, str]
# What an answer is about: a rule, a row, and of words what they come to, since one source may have many rows.
Identity = tuple[Rule, RowIdentity, str]
# The rules that ask how many rows there are, or of their days: to them the value is no matter.
_OF_NO_VALUE = (Rule.LEFT_OUT, Rule.AS_AT)


@dataclass(frozen=True)
class Answer:
    """A post's word that a row is right, though a rule asks about it.

    It is about one row as it was known on a day from one source, so that a restatement is asked about anew. `accepted`
    is the value, how many are missing, or what words come to; blank where the value is protected and stands in its own
    file alone. A target has no `period` and may have no `dataset`; words are of a register, with the day of its file.
    """

    rule: Annotated[Rule, choice(Rule, "rule")]
    dataset: str
    period: Annotated[Period | None, optional(Period.parse)]
    indicator: str
    breakdown: Annotated[str, plain_name]
    as_at: Annotated[date, day]
    source: Filled
    accepted: str
    because: Filled
    post: str
    answered_on: Annotated[date, day]
    row: DataRow

    @property
    def identity(self) -> Identity:
        """What it is about."""
        return self.rule, self.about_row, self.accepted if self.rule in OF_WORDS else ""

    @property
    def about_row(self) -> RowIdentity:
        """The row that it is about."""
        return (self.dataset, self.period, self.indicator, self.breakdown, self.as_at, self.source)

    def still_fits(self, row: Observation | None) -> bool:
        """Return whether the row that it is about, None where it is gone, is as it was accepted."""
        return row is not None and (self.rule in _OF_NO_VALUE or self.accepted in ("", value_state(row)))

    def holds_for(self, question: AnyQuestion) -> bool:
        """Return whether the row that is asked about is still as it was accepted."""
        return self.accepted in ("", question.state)

    @property
    def sentence(self) -> str:
        """The answer as a sentence: 'Accepted by the Performance Officer: the portal opened in July.'"""
        return f"Accepted by the {self.post}: {self.because.rstrip('.')}."


@dataclass(frozen=True)
class Asked:
    """Questions with their answers: which are open, which were accepted, and what of the answers is about nothing."""

    open: tuple[AnyQuestion, ...]
    accepted: tuple[tuple[AnyQuestion, Answer], ...] = ()
    stray: tuple[str, ...] = ()


def identity_of(question: AnyQuestion) -> Identity:
    """Return what an answer to a question is about."""
    return question.rule, about_row(question.about), question.state if question.rule in OF_WORDS else ""


def about_row(row: Subject) -> RowIdentity:
    """Return by which of its cells an answer knows a row."""
    return (row.dataset, row.period, row.indicator, row.breakdown, row.as_at, row.source)


def key_of(question: AnyQuestion) -> str:
    """Return the short key by which a question is answered: 'jump-3f2a9c'. No value goes into it."""
    rule, about, words = identity_of(question)
    *others, source = map(str, about)
    told = [rule.value, *others, uncounted(source), *filter(None, [words])]
    return f"{rule}-{sha256(repr(told).encode()).hexdigest()[:6]}"


def with_answers(questions: Iterable[AnyQuestion], answers: Collection[Answer], rows: Iterable[Observation]) -> Asked:
    """Return questions sorted by whether an answer accepts them; of several answers the last counts.

    `rows` are all that questions could be about: while one is as it was accepted, its answer may stay, though later
    data no longer give rise to the question.
    """
    by_identity = {answer.identity: answer for answer in answers}
    open_ones, accepted, about = [], [], set()
    for question in questions:
        answer = by_identity.get(identity_of(question))
        if answer:
            about.add(answer.identity)
        if answer and answer.holds_for(question):
            accepted.append((question, answer))
        else:
            open_ones.append(question)
    held = {about_row(row): row for row in rows} if answers else {}
    lapsed = {identity_of(question) for question in open_ones} & by_identity.keys()
    stray = (
        f"{answer.row}: {_LAPSED if answer.identity in lapsed else _ABOUT_NOTHING}"
        for answer in answers
        if answer.identity in lapsed or not (answer.identity in about or answer.still_fits(held.get(answer.about_row)))
    )
    return Asked(tuple(open_ones), tuple(accepted), tuple(stray))


_LAPSED = "the row has changed since this answer, so that the question is open again; answer it anew, or take this out"
_ABOUT_NOTHING = "nothing asks this; take the row out, or correct what it is about"
