"""Where does a figure come from?

Looks it up in the ledgers: where it is shown, from which rows of data, and by which sum.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction

from ccpi_nb.computing.computations import Computation, in_words, kind_of, sum_of
from ccpi_nb.computing.formulas import SIZES
from ccpi_nb.document.ledger import Input, LedgerLine, input_of
from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.reconcile.by_part import findings_of
from ccpi_nb.reconcile.summary import rows_behind
from ccpi_nb.review.outputs import Ledgers
from ccpi_nb.workbook.inputs import Workbook

_MOST = 3  # that are near


@dataclass(frozen=True)
class Trace:
    """A figure with the same data behind it wherever it is shown.

    `places` are folder, report and place there.
    """

    line: LedgerLine
    places: tuple[tuple[str, str, str], ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The rows of data behind the figure, each once."""
        return self.line.rows

    @property
    def sum(self) -> str:
        """The sum behind the figure: '77.59 − 74.16 = 3.43', '35.586 ÷ 30 ≈ 1.19'; '' where no sum says it."""
        parts = sum_of(self.line.computation, [row.value for row in self.inputs])
        equals = "=" if self._is_exact else "≈"
        return f"{''.join(parts)} {equals} {self.line.value}" if parts else ""

    @property
    def _is_exact(self) -> bool:
        """Whether the figure is what its sum gives to the last digit, and not rounded."""
        try:
            first, *others = (Fraction(row.value) for row in self.inputs)
            found = _result(self.line.computation, first, others)
            return found is None or abs(found) == abs(Fraction(self.line.value))
        except (ValueError, ZeroDivisionError):
            return True


def _result(computation: str, first: Fraction, others: Sequence[Fraction]) -> Fraction | None:
    """Return what a computation gives for the values, exactly; None where it is no sum of them alone."""
    match kind_of(computation), others:
        case (Computation.CHANGE | Computation.BALANCE | Computation.SHORTFALL, [second]):
            return first - second
        case (Computation.RATIO, [second]):
            return first / second
        case (Computation.RATE, [second]):
            return first / second * SIZES.get(computation.partition(" per ")[2], 1)
        case (Computation.PERCENTAGE | Computation.INDEX, [second]):
            return 100 * first / second
        case (Computation.TOTAL, _):
            return first + sum(others)
    return None


def trace(query: str, ledgers: Ledgers, indicators: Mapping[str, Indicator], *, report: str = "") -> tuple[Trace, ...]:
    """Return all that is shown as `query` has it, or of the indicator that it names by key or name.

    InputError names what is nearest.
    """
    reports = {line.report for lines in ledgers.values() for line in lines}
    if report and report not in reports:
        raise InputError(f"no report is called '{report}'; {did_you_mean(report, reports)}")
    shown = [(folder, line) for folder, lines in ledgers.items() for line in lines if report in ("", line.report)]
    keys = _keys(query, indicators)
    found = [(folder, line) for folder, line in shown if _is_shown_as(query, line) or keys & {*line.indicators}]
    if not found:
        raise InputError(
            f"no figure reads '{query}'{f' in {report}' if report else ''}; "
            f"{_nearest(query, [line for _, line in shown], indicators)}"
        )
    grouped: dict[tuple[str, ...], list[tuple[str, LedgerLine]]] = defaultdict(list)
    for folder, line in found:
        grouped[_behind(line)].append((folder, line))
    return tuple(map(_trace, grouped.values()))


def rows_selected(workbook: Workbook, day: str, selection: str) -> tuple[Input, ...]:
    """Return the rows behind a count of a meeting's reconciliation, of which the ledger has only the selection's name.

    InputError where the data no longer have such a selection.
    """
    for findings in findings_of(workbook, day):
        if rows := rows_behind(findings, selection):
            return tuple(map(input_of, rows))
    raise InputError(
        f"the data have changed since the meeting of {day} was run, so the {selection} can't be listed; "
        f"run it again: ccpi run {day}"
    )


def trace_lines(
    found: Trace,
    indicators: Mapping[str, Indicator],
    selected: Callable[[str], Iterable[Input]],
    origins: Callable[[Input], Iterable[str]] = lambda row: (),
) -> Iterable[str]:
    """Yield what a terminal shows of a trace, line by line.

    `selected` answers which rows a selection has, `origins` where a row was taken in from.
    """
    line = found.line
    yield line.amount + (
        f"  (held as {line.value})" if line.value and line.value not in line.text.replace(",", "") else ""
    )
    yield "  shown in"
    yield from (f"    {folder}/{report}: {place}" for folder, report, place in found.places)
    if line.computation:
        words = line.reason or in_words(line.name)
        yield f"  {line.name}{f': {words}' if words else ''}"
    if found.sum:
        yield f"  {found.sum}"
    if line.selection:
        yield f"  from {line.selection}"
    elif found.inputs:
        yield "  from"
    for row in selected(line.selection) if line.selection else found.inputs:
        name = f"  {indicators[row.indicator].name}" if row.indicator in indicators else ""
        yield f"    {row.value}  {row.what}{name}"
        yield f"      {row.at}"
        yield from (f"        {line}" for line in origins(row))
    yield from (f"    {source}" for source in line.sources)
    yield from (f"    known by {Period.parse(day).label}" for day in line.days)


def _trace(members: Sequence[tuple[str, LedgerLine]]) -> Trace:
    return Trace(members[0][1], tuple(dict.fromkeys((folder, line.report, line.place) for folder, line in members)))


def _behind(line: LedgerLine) -> tuple[str, str, str, str, str]:
    return line.amount.casefold(), line.computation, line.inputs, line.source_file, line.source_row


def _keys(query: str, indicators: Mapping[str, Indicator]) -> set[str]:
    words = _plain(query)
    return {key for key, indicator in indicators.items() if words in (key.casefold(), _plain(indicator.name))}


def _is_shown_as(query: str, line: LedgerLine) -> bool:
    """Return whether the line has the amount asked for, or the same words.

    Its unit, 'about', 'at least' and the sign may be left out.
    """
    asked, text = _plain(query).lstrip("+−-"), _plain(line.amount)
    if not re.search(r"\d", asked):
        return asked == text
    with suppress(InvalidOperation):
        if line.value and abs(Decimal(line.value)) == Decimal(asked.replace(",", "")):
            return True
    return (
        re.search(
            rf"(?<![\w.,:£-])(?<!\d min ){re.escape(asked)}(?!\d|[.,:]\d| min \d)",
            text.replace("£", "£" if "£" in asked else ""),
        )
        is not None
    )


def _nearest(query: str, lines: Iterable[LedgerLine], indicators: Mapping[str, Indicator]) -> str:
    """Return the figures in the same unit that are nearest to a number; for words the names that are like them."""
    asked = _amount(query)
    if asked is None:
        shown = {key for line in lines for key in line.indicators if key in indicators}
        names = sorted({name for key in shown for name in (key, indicators[key].name)})
        near = [name for name in names if _plain(query) in _plain(name)] or get_close_matches(query, names)
        if near:
            quoted = " or ".join(f"'{name}'" for name in near[:_MOST])
            return f"did you mean {quoted}?"
        return "write a figure as it is shown, or an indicator's key or name"
    unit = re.sub(r"[\d.,:+−-]", "", query).strip()
    texts = {line.amount: amount for line in lines if unit in line.text and (amount := _amount(line.text)) is not None}
    near = sorted(texts, key=lambda text: (abs(texts[text] - asked), text))[:_MOST]
    return f"the nearest are {', '.join(near)}" if near else "the ledgers have no figure like it"


def _amount(text: str) -> Decimal | None:
    match = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return Decimal(match[0].replace(",", "")) if match else None


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
