"""What a question is: by which rule, about which row, and what to look at; the rules by their names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ccpi_nb.domain.indicators import Observation
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


@dataclass(frozen=True)
class Question(Doubt):
    """A doubt about an observation, asked by a rule. It says no number and no name, so that a log may have it.

    `state` is what an acceptance holds for: the value as it stands, or how many are missing. `since` is the day from
    which the data give rise to it.
    """

    rule: Rule
    about: Observation
    state: str
    since: date


def ask(
    rule: Rule, about: Observation, column: str, words: str, state: str = "", since: date | None = None
) -> Question:
    """Return a question about a row; `state` is that of its value where none is given."""
    return Question(about.row, column, words, rule, about, state or value_state(about), since or about.as_at)


def value_state(row: Observation) -> str:
    """Return the value of a row as an acceptance has it."""
    return str(row.shorthand if row.value is None else row.value)


_ASKED = 5  # times that one thing is asked; of more rows it is said how many there are


def few_alike(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return a few of the questions that say the same of a dataset, the last with how many more there are."""
    alike: dict[tuple[str, str, str], list[Question]] = defaultdict(list)
    for question in questions:
        alike[question.about.dataset, question.column, question.words].append(question)
    few: list[Question] = []
    for same in alike.values():
        few += same[:_ASKED]
        if more := same[_ASKED:]:
            few[-1] = replace(few[-1], words=f"{few[-1].words}; the same goes for {len(more)} more of the dataset")
    return tuple(few)
