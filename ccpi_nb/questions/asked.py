"""What a question is: by which rule, about which row, and what to look at; the rules by their names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from ccpi_nb.domain.indicators import DataRow, Observation
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.plausibility import Doubt


class Rule(StrEnum):
    """The rules by which is asked. Their names stand in data/answers.csv and stay as they are."""

    # A row by itself
    RANGE = "range"
    SIGN = "sign"
    DECIMALS = "decimals"
    FRACTION = "fraction"
    PARTS = "parts"
    COMPLEMENT = "complement"
    # Like periods
    DECIMAL_POINT = "decimal-point"
    UNIT = "unit"
    JUMP = "jump"
    UNUSUAL = "unusual"
    ZERO = "zero"
    ROUNDED = "rounded"
    MINUTES = "minutes"
    CUMULATIVE = "cumulative"
    RESTATED = "restated"
    # Taken from another place
    SAME_AGAIN = "same-again"
    LAST_YEAR = "last-year"
    COPIED_PERIOD = "copied-period"
    NEIGHBOUR = "neighbour"
    TARGET = "target"
    SWAPPED = "swapped"
    PASTED = "pasted"
    # Parts and wholes
    NEW_NAME = "new-name"
    TOTAL_AS_PART = "total-as-part"
    PART_OVER_WHOLE = "part-over-whole"
    PARTS_SUM = "parts-sum"
    OUTSIDE_PARTS = "outside-parts"
    WITHIN_LONGER = "within-longer"
    RELATED = "related"
    # Periods in periods
    PERIODS_SUM = "periods-sum"
    OUTSIDE_PERIODS = "outside-periods"
    YEAR_TO_DATE = "year-to-date"
    # Days, and what is missing
    AS_AT = "as-at"
    YEAR_AS_MONTH = "year-as-month"
    PROVISIONAL = "provisional"
    LEFT_OUT = "left-out"
    NOT_GIVEN = "not-given"
    GAP = "gap"
    # Targets
    TARGET_VALUE = "target-value"
    TOLERANCE = "tolerance"
    # Words
    TO_COME = "to-come"
    DAMAGED = "damaged"
    SAME_WORDS = "same-words"
    LAST_WORDS = "last-words"
    BROKEN_OFF = "broken-off"
    PERSON = "person"


OF_TARGETS = (Rule.TARGET_VALUE, Rule.TOLERANCE)
OF_WORDS = (Rule.TO_COME, Rule.DAMAGED, Rule.SAME_WORDS, Rule.LAST_WORDS, Rule.BROKEN_OFF, Rule.PERSON)


class Subject(Protocol):
    """What is asked about, by what an answer knows it: an observation, a target, a row of a register."""

    @property
    def dataset(self) -> str: ...
    @property
    def period(self) -> Period | None: ...
    @property
    def indicator(self) -> str: ...
    @property
    def breakdown(self) -> str: ...
    @property
    def as_at(self) -> date: ...
    @property
    def source(self) -> str: ...
    @property
    def row(self) -> DataRow: ...


@dataclass(frozen=True)
class Stated:
    """A target, of a dataset or '' for any, with the day from which it is known; or words, of a register and a day."""

    dataset: str
    as_at: date
    source: str
    row: DataRow
    indicator: str = ""
    period: Period | None = None
    breakdown: str = ""


@dataclass(frozen=True)
class AnyQuestion(Doubt):
    """A doubt about an observation, a target or words, asked by a rule. It says no number and no name.

    So a log may have it. `state` is what an acceptance holds for: the value as it stands, how many are missing, or of
    words what they come to. `since` is the day from which the data give rise to it.
    """

    rule: Rule
    about: Subject
    state: str
    since: date


@dataclass(frozen=True)
class Question(AnyQuestion):
    """A question about an observation."""

    about: Observation


def ask(
    rule: Rule, about: Observation, column: str, words: str, state: str = "", since: date | None = None
) -> Question:
    """Return a question about a row; `state` is that of its value where none is given."""
    return Question(about.row, column, words, rule, about, state or value_state(about), since or about.as_at)


def ask_of_words(rule: Rule, about: Stated, column: str, words: str, text: str) -> AnyQuestion:
    """Return a question about a `text` in a row of a register; an acceptance holds for just these words."""
    state = sha256(" ".join(text.split()).encode()).hexdigest()[:12]
    return AnyQuestion(about.row, column, words, rule, about, state, about.as_at)


def value_state(row: Observation) -> str:
    """Return the value of a row as an acceptance has it."""
    return str(row.shorthand if row.value is None else row.value)


_ASKED = 5  # times that one thing is asked; of more rows it is said how many there are


def few_alike(questions: Iterable[AnyQuestion]) -> tuple[AnyQuestion, ...]:
    """Return a few of the questions that say the same of a dataset, the last with how many more there are."""
    alike: dict[tuple[str, str, str], list[AnyQuestion]] = defaultdict(list)
    for question in questions:
        alike[question.about.dataset, question.column, question.words].append(question)
    few: list[AnyQuestion] = []
    for same in alike.values():
        few += same[:_ASKED]
        if more := same[_ASKED:]:
            place = "register" if more[0].rule in OF_WORDS else "dataset"
            few[-1] = replace(few[-1], words=f"{few[-1].words}; the same goes for {len(more)} more of the {place}")
    return tuple(few)
