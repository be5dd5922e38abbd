"""What a meeting awaits of each owner: figures, with what is known of them, and comments on those off target."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.meetings import Meeting, Part, Report
from ccpi_nb.domain.named_periods import Calendar, periods_in
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import Aim, Rag, rate
from ccpi_nb.errors import InputError, refusals_of
from ccpi_nb.notebook.data_read import datasets_read
from ccpi_nb.notebook.notebook_file import notebook_path, read_notebook
from ccpi_nb.notebook.parameters import defaults_of
from ccpi_nb.workbook.collections import CollectionRule, Comment, comments_of
from ccpi_nb.workbook.inputs import Workbook

# How a form names those of whom no file says who answers for them.
NOT_SET = "Owner not set"


@dataclass(frozen=True)
class Asked:
    """A figure that a meeting awaits: of an indicator, for a breakdown or '' for the whole, at a period.

    `earlier` are up to two values of it, latest first, all over like periods. `known` is the value where it has come
    already, `comment` what has been said of it.
    """

    rule: CollectionRule
    indicator: Indicator
    breakdown: str
    period: Period
    earlier: tuple[Observation, ...] = ()
    target: Aim | None = None
    known: Observation | None = None
    comment: Comment | None = None

    @property
    def dataset(self) -> str:
        """The dataset that the figure belongs to."""
        return self.rule.dataset

    @property
    def on(self) -> tuple[str, Period, str]:
        """What it is of: indicator, period and breakdown."""
        return self.indicator.key, self.period, self.breakdown

    @property
    def owner(self) -> str:
        """The post that answers for it, or the words for none."""
        return self.rule.owner_of(self.indicator.key) or NOT_SET

    @property
    def name(self) -> str:
        """How a sentence names it: 'Calls answered (Preston), October 2014'."""
        of = f" ({self.breakdown})" if self.breakdown else ""
        return f"{self.indicator.name}{of}, {self.period.label}"

    @property
    def asks_numerator(self) -> bool:
        """Whether a form asks for numerator and denominator: of a percentage, and where the last value came with them.

        A value in another unit is often no more than a count.
        """
        had = any(before.denominator is not None for before in self.earlier)
        return "numerator" in self.rule.asks and (self.indicator.unit is Unit.PERCENT or had)

    @property
    def waits_for_comment(self) -> bool:
        """Whether the value is there and off its target, and nobody says why, or what is done if only that is asked."""
        if self.known is None or not self.is_red(self.known):
            return False
        return not (self.comment and (self.comment.why if "why" in self.rule.asks else self.comment.action))

    def is_red(self, value: Observation) -> bool:
        """Return whether a value is off the target, so that the report needs a comment on it."""
        if not self.target or not {"why", "action"} & {*self.rule.asks}:
            return False
        return rate(self.target, value.value, value.qualifier) is Rag.OFF_TARGET

    def due(self, meeting: date) -> date | None:
        """Return the day by which it is due; None where no file says so."""
        return self.rule.due.last_day(self.period, meeting) if self.rule.due else None


def asked_of(workbook: Workbook, key: str) -> tuple[Asked, ...]:
    """Return the figures that a meeting awaits, whether they have come or not, in the agenda's order.

    Each awaited period is asked for what one of the last two like periods had, and for what the dataset's rule adds.
    """
    agenda = workbook.agenda(key)
    periods = dict.fromkeys(pair for report in agenda.reports for pair in _periods_of(workbook, agenda, report))
    return tuple(
        asked
        for dataset in dict.fromkeys(name for name, _ in periods)
        for asked in _asked_of_dataset(workbook, agenda, dataset, [at for name, at in periods if name == dataset])
    )


def by_owner(asked: Iterable[Asked]) -> Mapping[str, tuple[Asked, ...]]:
    """Return what is asked by the posts that answer for it, in alphabetical order; those of whom none is set last."""
    every = tuple(asked)
    owners = sorted({one.owner for one in every}, key=lambda owner: (owner == NOT_SET, owner))
    return {owner: tuple(one for one in every if one.owner == owner) for owner in owners}


def without_comment(workbook: Workbook, key: str) -> tuple[Asked, ...]:
    """Return the figures that a meeting awaited, that are off target, and of which no service has said why."""
    rules = workbook.collections
    asked = asked_of(workbook, key) if rules else ()
    return tuple(one for one in asked if one.dataset in rules and one.waits_for_comment)


def _periods_of(workbook: Workbook, agenda: Meeting, report: Report) -> Iterator[tuple[str, Period]]:
    """Yield the periods that a report awaits, by its agenda; or, where that names none, those its parameters ask for.

    Of the latter those of which no dataset of the report has a file: they are asked for of the one that is most alike.
    """
    named = [(awaited.dataset, awaited.period) for awaited in report.awaits if not awaited.is_register]
    yield from named
    if named:
        return
    try:
        notebook = read_notebook(notebook_path(workbook.root, report.notebook))
        parameters = {**defaults_of(notebook, report.notebook), **report.parameters}
    except InputError:  # `ccpi check` says so
        return
    datasets = [name for name in datasets_read(notebook, parameters) if name in workbook.dataset_names]
    held = {name: {row.period for row in workbook.dataset(name)} for name in datasets}
    for text in (value for value in parameters.values() if isinstance(value, str)):
        if refusals_of(lambda text=text: periods_in(text, Calendar(agenda.date))):  # type: ignore[misc]
            continue
        for period in periods_in(text, Calendar(agenda.date)):
            alike = [name for name in datasets if any(map(period.is_like, held[name]))]
            if alike and not any(period in own for own in held.values()):
                yield alike[0], period


def _asked_of_dataset(workbook: Workbook, agenda: Meeting, dataset: str, periods: list[Period]) -> Iterator[Asked]:
    rule = workbook.collections.get(dataset) or CollectionRule(dataset)
    read = [dataset] if dataset in workbook.dataset_names else []
    # A form for Part II is a paper of Part II; which one it is, its own folder and heading say.
    evidence = workbook.evidence(read, agenda.date, Part.EXEMPT)
    comments = {row.on: row for row in workbook.registers.comments(comments_of(dataset), agenda.key)}
    for period in periods:
        for key, breakdown in _figures(evidence, rule, period, workbook.indicators):
            at = key, period, breakdown
            yield Asked(
                rule,
                evidence.indicator(key),
                breakdown,
                period,
                _earlier(evidence, key, period, breakdown),
                evidence.target(key, period),
                evidence.find(*at),
                comments.get(at),
            )


def _figures(
    evidence: Evidence, rule: CollectionRule, period: Period, indicators: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Return indicators and breakdowns that a period should have, in the order of data/indicators.csv."""
    like = [row for row in evidence.published if _is_like(row.period, period)]
    # One period alone may be thin: of November only two figures came.
    last = sorted({row.period for row in like if row.period < period})[-2:]
    found = dict.fromkeys((row.indicator, row.breakdown) for row in like if row.period in (*last, period))
    found |= {(key, ""): None for key in rule.indicators if not any(known == key for known, _ in found)}
    order = {key: number for number, key in enumerate(indicators)}
    kept = (pair for pair in found if pair[0] not in rule.leave_out)
    return tuple(sorted(kept, key=lambda pair: order[pair[0]]))


def _earlier(evidence: Evidence, key: str, period: Period, breakdown: str) -> tuple[Observation, ...]:
    like = [row for row in evidence.series(key, breakdown) if row.period < period and _is_like(row.period, period)]
    return tuple(reversed(like[-2:]))


def _is_like(one: Period, other: Period) -> bool:
    """Return whether two periods have the same figures: of one length, or each a year to date."""
    return one.is_like(other) or (one.is_year_to_date and other.is_year_to_date)
