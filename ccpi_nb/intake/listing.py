"""What is shown of a plan before anything is written: cell by cell, what it was and what is new."""

from collections import Counter
from collections.abc import Iterator

from ccpi_nb.domain.indicators import Observation
from ccpi_nb.intake.plan import Plan
from ccpi_nb.intake.planned import Fate, PlannedValue, PlannedWords
from ccpi_nb.intake.values import named

_WIDTH = max(map(len, Fate)) + 2


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield a line for each value and each row of words, by file: cell, what it is of, its value, and what it was."""
    for taken in plan.taken:
        yield taken.file.name
        yield from (f"  {_value_line(each)}" for each in plan.values if each.taken.origin.sha256 == taken.file.sha256)
        yield from (f"  {_words_line(each)}" for each in plan.words if each.origin.sha256 == taken.file.sha256)
        yield from (f"  {'not used':<{_WIDTH}}{sentence}" for sentence in taken.not_used)


def summary(plan: Plan) -> str:
    """Return in a sentence how many rows are new, restated, as they were and refused."""
    counts = Counter(each.fate for each in plan.all)
    told = ", ".join(f"{counts[fate]} {fate.plural if counts[fate] > 1 else fate}" for fate in Fate if counts[fate])
    return f"Known from {plan.as_at}: {told or 'nothing'}."


def _value_line(planned: PlannedValue) -> str:
    origin, row, was = planned.taken.origin, planned.row, planned.was
    shown = f" (shown as {origin.shown_as})" if origin.shown_as and origin.shown_as != _value(row) else ""
    before = f"; was {_value(was)}, known from {was.as_at}" if was and planned.fate is not Fate.SAME else ""
    same = f"; held since {was.as_at}" if was and planned.fate is Fate.SAME and was.as_at < row.as_at else ""
    return f"{planned.fate:<{_WIDTH}}{origin.place} -> {named(row)}: {_value(row)}{shown}{before}{same}"


def _words_line(planned: PlannedWords) -> str:
    said = " | ".join(cell for column, cell in planned.cells.items() if cell and column != "source")
    return f"{planned.fate:<{_WIDTH}}{planned.origin.place} -> {planned.file}: {said}"


def _value(row: Observation) -> str:
    if row.value is None:
        return str(row.shorthand)
    parts = (
        "" if row.numerator is None else f" ({row.numerator} of {'?' if row.denominator is None else row.denominator})"
    )
    return f"{row.qualifier} {row.value}{parts}".strip()
