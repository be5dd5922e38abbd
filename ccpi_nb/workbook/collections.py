"""Who is asked for a dataset's figures and by when, and what services say of the figures. See docs/data.md."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Collection as Names
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.notice_days import working_days_from
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, did_you_mean, refuse
from ccpi_nb.files.cells import Filled, optional, plain_name
from ccpi_nb.files.strict_csv import rows_from
from ccpi_nb.files.strict_yaml import filled_text, load_yaml, parsed_keys
from ccpi_nb.files.text_files import collect, read_text
from ccpi_nb.workbook.sign_offs import a_post

# What a form may ask for beside the value; all of it where the file doesn't say.
ASKS = ("numerator", "why", "action")
_DUE = re.compile(r"(\d{1,2}) working days? (after the period|before the meeting)")
_DUE_FORMS = "'10 working days after the period' or '5 working days before the meeting'"


@dataclass(frozen=True)
class Due:
    """By when figures are due: some working days after their period ends, or before the meeting."""

    days: int
    before_meeting: bool

    @classmethod
    def parse(cls, text: str) -> "Due":
        """Return the rule that a text gives; ValueError for any other text."""
        if not (match := _DUE.fullmatch(text)):
            raise ValueError(f"'{text}' is no rule by which days are counted; write {_DUE_FORMS}")
        return cls(int(match[1]), match[2] == "before the meeting")

    def last_day(self, period: Period, meeting: date) -> date:
        """Return the day by which the figures of a period are due, never after the meeting."""
        if self.before_meeting:
            return working_days_from(meeting, -self.days) if self.days else meeting
        return min(working_days_from(period.end, self.days) if self.days else period.end, meeting)


@dataclass(frozen=True)
class CollectionRule:
    """Who is asked for a dataset: `owner` is a post, `owners` those of single indicators, '' and none where not set.

    `indicators` are asked for although no earlier period has them, `leave_out` never: they come in another way.
    """

    dataset: str
    owner: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    due: Due | None = None
    asks: tuple[str, ...] = ASKS
    indicators: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()

    def owner_of(self, indicator: str) -> str:
        """Return the post that answers for an indicator; '' where none is set."""
        return self.owners.get(indicator, self.owner)


def collection_from(data: Any, file: str, dataset: str, indicators: Names[str]) -> CollectionRule:
    """Return the rule that parsed YAML describes; InputError lists everything that is wrong with it."""
    parsers: dict[str, Callable[[Any], Any]] = {
        "owner": lambda value: a_post(filled_text(value)),
        "owners": lambda value: _owners(value, indicators),
        "due": lambda value: Due.parse(filled_text(value)),
        "ask": lambda value: _all_of(value, ASKS, "thing that a form asks for"),
        "indicators": lambda value: _all_of(value, indicators, "indicator"),
        "leave_out": lambda value: _all_of(value, indicators, "indicator"),
    }
    given = parsed_keys(data, file, parsers, "'owner: Head of Procurement'; see ccpi help data")
    return CollectionRule(dataset, **{"asks" if key == "ask" else key: value for key, value in given.items()})


def collections_in(root: Path, datasets: Names[str], indicators: Names[str]) -> tuple[CollectionRule, ...]:
    """Return the rules in data/collections, one for each file; InputError lists the problems of all files."""

    def rule_in(file: str) -> CollectionRule:
        dataset = Path(file).stem
        if dataset not in datasets:
            raise InputError(
                f"{file}: there is no dataset '{dataset}' in data/observations; {did_you_mean(dataset, datasets)}"
            )
        return collection_from(load_yaml(read_text(root, file), file), file, dataset, indicators)

    return collect(
        rule_in, sorted(f"data/collections/{path.name}" for path in (root / "data/collections").glob("*.yaml"))
    )


def _all_of(value: Any, known: Names[str], what: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("this is not a list; write [one, other]")
    names = tuple(map(filled_text, value))
    for name in names:
        if name not in known:
            raise ValueError(f"there is no {what} '{name}'; {did_you_mean(name, known)}")
    return names


def _owners(value: Any, indicators: Names[str]) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError("this is no list of indicators with their owners; write a line for each: 'key: Head of ...'")
    _all_of(list(value), indicators, "indicator")
    return {key: a_post(filled_text(post)) for key, post in value.items()}


# The end of the name of a register of comments, after the dataset that they are on.
_COMMENTS = "_comments"


def comments_of(dataset: str) -> str:
    """Return the name of the register with the comments on a dataset's figures."""
    return f"{dataset}{_COMMENTS}"


def is_of_comments(register: str) -> bool:
    """Return whether a register is by its name one of comments: it has rows only where there is something to say."""
    return register.endswith(_COMMENTS)


@dataclass(frozen=True)
class Comment:
    """What a service says of a figure: why it changed, what is done about it; one of them may be blank.

    `by` is the day or the month by which it is done, None where that is not said.
    """

    indicator: Filled
    period: Annotated[Period, Period.parse]
    breakdown: Annotated[str, plain_name]
    why: str
    action: str
    by: Annotated[Period | None, optional(Period.parse)]
    source: Filled
    row: DataRow

    @property
    def on(self) -> tuple[str, Period, str]:
        """The figure that it is on: its indicator, period and breakdown."""
        return self.indicator, self.period, self.breakdown

    @property
    def text(self) -> str:
        """All words of the row that may have slots."""
        return f"{self.why}\n{self.action}"


def comments_from(text: str, file: str) -> tuple[Comment, ...]:
    """Return the comments in a file's text; InputError lists everything that is wrong with it."""
    comments = rows_from(Comment, text, file)
    refuse(_comment_problems(comments))
    return comments


def _comment_problems(comments: Iterable[Comment]) -> Iterator[str]:
    first: dict[tuple[str, Period, str, str], Comment] = {}
    for row in comments:
        if not (row.why or row.action):
            yield f"{row.row}: neither 'why' nor 'action' says anything; fill one, or take the row out"
        same = first.setdefault((*row.on, row.source), row)
        if same is not row:
            yield (
                f"{row.row}: a comment on '{row.indicator}' at {row.period} with this source is already in "
                f"row {same.row.number}; remove one"
            )
