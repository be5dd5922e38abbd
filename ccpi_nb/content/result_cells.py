"""What tables of results share: cells of values, targets, ratings and directions, and notes that explain them."""

from collections.abc import Collection, Sequence

from ccpi_nb.computing.computations import counting
from ccpi_nb.computing.totals import Total
from ccpi_nb.document.figures import count_figure, observed, row_of, target_runs, total_figure
from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.model import Cell, Column, Headline, Headlines, Tone
from ccpi_nb.document.runs import LineBreak, Runs, Text
from ccpi_nb.document.sentences import say
from ccpi_nb.document.table_texts import meaning_of
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Direction, Indicator, Observation, Shorthand
from ccpi_nb.domain.periods import Period, short_name, told_apart
from ccpi_nb.domain.targets import Rag

RAG_TONES: dict[Rag, Tone] = {
    Rag.ON_TARGET: "on",
    Rag.WITHIN_TOLERANCE: "within",
    Rag.OFF_TARGET: "off",
    Rag.UNCERTAIN: "none",
    Rag.NO_DATA: "none",
}
DIRECTION_TONES: dict[Direction, Tone] = {
    Direction.IMPROVING: "better",
    Direction.WORSENING: "worse",
    Direction.NO_CHANGE: "same",
    Direction.UNCERTAIN: "none",
}


class Notes:
    """The notes of a table in order of appearance, each once, numbered; then what shorthands and protections mean."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._texts: list[str] = []
        self._meanings: set[str] = set()

    def cell(self, indicator: Indicator, observation: Observation | None) -> Cell:
        """Return the cell of an observation, with the mark of its note."""
        if observation and observation.protection:
            self._meanings.add(observation.protection)
        elif observation is None or observation.value is None:
            shorthand = (observation and observation.shorthand) or Shorthand.NOT_AVAILABLE
            self._meanings.add(meaning_of(shorthand))
        if observation is None:
            return Cell.of(Shorthand.NOT_AVAILABLE, "none")
        return Cell((observed(indicator, observation), *self._mark(observation.note)))

    def total(self, indicator: Indicator, total: Total) -> Cell:
        """Return the cell of a total, with the mark of a note on what it lacks or why there is none."""
        figure = total_figure(indicator, total)
        if total.shorthand and not any(part.protection for part in total.parts):
            self._meanings.add(meaning_of(total.shorthand))
        return Cell((figure, *self._mark(total.why)))

    def _mark(self, note: str) -> Runs:
        if note and note not in self._texts:
            self._texts.append(note)
        return (Text(f"\N{NO-BREAK SPACE}[note\N{NO-BREAK SPACE}{self._texts.index(note) + 1}]"),) if note else ()

    def runs(self, *more: str) -> tuple[Runs, ...]:
        """Return all notes: those of observations, then the meanings of shorthands and protections, then `more`."""
        numbered = [
            (Text(f"[note {number}] "), *say(text, self._evidence)) for number, text in enumerate(self._texts, start=1)
        ]
        return (*numbered, *((Text(text),) for text in [*sorted(self._meanings), *more] if text))


def period_columns(periods: Sequence[Period]) -> list[Column]:
    return [Column(name, numeric=True) for name in told_apart(map(short_name, periods), periods)]


def direction_cell(result: Result | None) -> Cell:
    """Return the cell for the direction of a result; 'Not compared' where it has none."""
    if result is None or result.direction is None or not (words := direction_of(result)):
        return Cell.of("Not compared")
    return Cell((words,), DIRECTION_TONES[result.direction])


def rating_cell(result: Result | None) -> Cell:
    """Return the cell for the rating of a result; 'Not rated' where it has no target."""
    if result is None or result.rating is None or not (words := rating_of(result)):
        return Cell.of("Not rated")
    return Cell((words,), RAG_TONES[result.rating])


def target_cells(result: Result | None) -> list[Cell]:
    if result is None or result.target is None:
        return [Cell.of("None given"), rating_cell(None)]
    return [Cell(target_runs(result.indicator, result.target)), rating_cell(result)]


def dated(result: Result) -> Runs:
    """Return a value with its period in a line below it."""
    return (observed(result.indicator, result.observation), LineBreak(), period_of(result))


def period_of(result: Result) -> Text:
    """Return the name of a result's period, and whether it is supposed."""
    supposed = " (period supposed)" if result.observation.supposed else ""
    return Text(f"{short_name(result.observation.period)}{supposed}")


# The order in which counts of ratings are read: what needs attention first.
RATINGS = (Rag.OFF_TARGET, Rag.WITHIN_TOLERANCE, Rag.UNCERTAIN, Rag.NO_DATA, Rag.ON_TARGET)


def counts_of_ratings(rated: Sequence[Result]) -> Headlines:
    """Return how many of the results that have a target have which rating, as cards."""
    return Headlines(tuple(_count(rag, rated) for rag in RATINGS if any(each.rating is rag for each in rated)))


def _count(rag: Rag, rated: Sequence[Result]) -> Headline:
    with_rag = [result for result in rated if result.rating is rag]
    total = count_figure(counting("with a target"), len(rated), (row_of(result.observation) for result in rated))
    count = count_figure(counting(rag.words), len(with_rag), (row_of(result.observation) for result in with_rag))
    return Headline(rag, count, (Text("of "), total, Text(" with a target")), tone=RAG_TONES[rag])


_MEANINGS = {
    Rag.OFF_TARGET: "Off target: the target is missed, and by more than any tolerance.",
    Rag.WITHIN_TOLERANCE: "Within tolerance: the target is missed, but by no more than the tolerance.",
    Rag.UNCERTAIN: "Cannot be said: words beside the figure, such as 'about', leave open whether the target is met.",
    Rag.ON_TARGET: "On target: the target is met.",
}


def rating_meanings(ratings: Collection[Rag | None]) -> str:
    """Return what the words of some ratings say; '' of none."""
    return " ".join(words for rag, words in _MEANINGS.items() if rag in ratings)
