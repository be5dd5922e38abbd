"""Whether a run still says what its reference says, and if not, in sentences what is different."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from io import StringIO

from ccpi_nb.computing.computations import TALLY
from ccpi_nb.differences.chart_marks import Mark, chart_changes, marks_of
from ccpi_nb.differences.differences import Difference, differences
from ccpi_nb.document.ledger import LedgerLine, entries, lines
from ccpi_nb.document.model import Chart, Document
from ccpi_nb.document.table_texts import unmarked
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.errors import InputError


@dataclass(frozen=True)
class Reference:
    """What documents show: every figure and judgement with its origin, and what their charts draw."""

    lines: tuple[LedgerLine, ...]
    marks: tuple[Mark, ...]

    @property
    def reports(self) -> tuple[str, ...]:
        """The reports that the reference has lines or marks of, each once."""
        return tuple(dict.fromkeys([line.report for line in self.lines] + [mark.report for mark in self.marks]))

    def of(self, *reports: str) -> "Reference":
        """Return the reference of some reports only."""
        return Reference(
            tuple(line for line in self.lines if line.report in reports),
            tuple(mark for mark in self.marks if mark.report in reports),
        )


@dataclass(frozen=True)
class Verdict:
    """How a run differs from its reference.

    `sentences` are what a reader would see changed; `remark`, what changed without that.
    """

    sentences: tuple[str, ...]
    remark: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """The sentences, and the remark if there is one."""
        return self.sentences or ((self.remark,) if self.remark else ())


@dataclass(frozen=True)
class Tolerance:
    """How far apart two values of a computation ('rate a week') may be and still count as the same."""

    indicator: str
    computation: str
    within: Decimal


def reference_of(document: Document, report: str) -> Reference:
    """Return what a document shows, as a reference."""
    return Reference(lines(entries(document, report)), marks_in(document, report))


def marks_in(document: Document, report: str) -> tuple[Mark, ...]:
    """Return what the charts of a document draw."""
    return tuple(
        mark
        for block in document.blocks
        if isinstance(block, Chart)
        for mark in marks_of(block.svg, report, unmarked(block.caption))
    )


def tolerances_from(text: str, file: str) -> tuple[Tolerance, ...]:
    """Return the tolerances of a file; InputError names the row that is none."""
    found = []
    for number, row in enumerate(csv.DictReader(StringIO(text, newline="")), start=2):
        try:
            found.append(Tolerance(row["indicator"], row["computation"], Decimal(row["within"])))
        except (KeyError, InvalidOperation):
            raise InputError(
                f"{file}, row {number}: write indicator, computation, within (a number such as 0.01), reason"
            ) from None
    return tuple(found)


def compared(
    before: Reference, after: Reference, indicators: Mapping[str, Indicator], tolerances: Iterable[Tolerance] = ()
) -> Verdict:
    """Return what differs, to those who read the documents; of a document that is new or gone only that."""
    both = [report for report in before.reports if report in after.reports]
    sentences = [f"{report} is gone" for report in before.reports if report not in both]
    sentences += [f"{report} is new" for report in after.reports if report not in both]
    earlier, later = before.of(*both).lines, after.of(*both).lines
    old, new = _told(earlier, later, tolerances)
    found = [difference.sentence(indicators) for difference in differences(old, new)]
    was, now = [line.without_row_numbers for line in old], [line.without_row_numbers for line in new]
    counts_before, counts_after = Counter(map(_without_place, was)), Counter(map(_without_place, now))
    if not found and counts_before != counts_after:
        found = [_unsaid(counts_before - counts_after, counts_after - counts_before)]
    sentences += found
    for report in both:
        sentences += [
            f"{change}, in {report}" for change in chart_changes(before.of(report).marks, after.of(report).marks)
        ]
    if sentences:
        return Verdict(tuple(sentences))
    if was != now:
        return Verdict((), "the same figures stand in other places")
    if old != new:
        return Verdict((), "only row numbers moved")
    return Verdict((), "" if earlier == later else "only counts of figures, or figures within their tolerance, changed")


def changed_figures(
    before: Reference, after: Reference, tolerances: Iterable[Tolerance] = ()
) -> tuple[Difference, ...]:
    """Return the figures and judgements of two references that differ, beyond their tolerances."""
    return differences(*_told(before.lines, after.lines, tolerances))


def _told(
    earlier: Sequence[LedgerLine], later: Sequence[LedgerLine], tolerances: Iterable[Tolerance]
) -> tuple[tuple[LedgerLine, ...], tuple[LedgerLine, ...]]:
    old = _without_tallies(earlier)
    return old, tolerated(old, _without_tallies(later), tolerances)


def tolerated(
    before: Sequence[LedgerLine], after: Sequence[LedgerLine], tolerances: Iterable[Tolerance]
) -> tuple[LedgerLine, ...]:
    """Return the later lines, each with the earlier value where a tolerance makes the two the same."""
    within = {(tolerance.indicator, tolerance.computation): tolerance.within for tolerance in tolerances}
    earlier: dict[LedgerLine, list[LedgerLine]] = {}
    for line in before:
        earlier.setdefault(_without_value(line), []).append(line)
    adjusted = []
    for line in after:
        margin, same = within.get((line.indicator, line.computation)), earlier.get(_without_value(line))
        known = same.pop(0) if margin is not None and same else line
        adjusted.append(known if margin is not None and _distance(known, line) <= margin else line)
    return tuple(adjusted)


def _without_tallies(lines: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Return lines without the counts of figures.

    Every figure that comes or goes moves the counts on other pages, which say nothing that it doesn't.
    """
    return tuple(line for line in lines if line.computation != TALLY)


def _distance(one: LedgerLine, other: LedgerLine) -> Decimal:
    if not (one.value and other.value):
        return Decimal(0) if one.value == other.value else Decimal("Infinity")
    return abs(Decimal(one.value) - Decimal(other.value))


def _without_value(line: LedgerLine) -> LedgerLine:
    return replace(line, text="", value="")


def _without_place(line: LedgerLine) -> LedgerLine:
    return replace(line, place="")


def _unsaid(gone: Counter[LedgerLine], new: Counter[LedgerLine]) -> str:
    """Return a sentence on one line of the ledger, for all that changed.

    Where from and how often are not what the figures themselves say.
    """
    for was in gone:
        for now in new:
            if (was.report, was.text, was.indicator, was.period, was.breakdown) == (
                now.report,
                now.text,
                now.indicator,
                now.period,
                now.breakdown,
            ):
                names = [
                    field.name for field in fields(LedgerLine) if getattr(was, field.name) != getattr(now, field.name)
                ]
                changes = [f"{name} '{getattr(was, name)}' became '{getattr(now, name)}'" for name in names]
                return f"{_shown(now)}: {', '.join(changes)}" + (f", and {len(new) - 1} more" if len(new) > 1 else "")
    line, often = next(((line, "more") for line in new), None) or next((line, "less") for line in gone)
    return f"{_shown(line)}: it is shown {often} often than it was"


def _shown(line: LedgerLine) -> str:
    return f"{line.text} ({line.indicator or line.computation}) in {line.report}"
