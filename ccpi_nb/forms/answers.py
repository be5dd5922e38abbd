"""What a row of a form says: its value, the comment on it, and what of it can't be read or is still missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Indicator, Observation, Shorthand, Unit
from ccpi_nb.domain.lineage import Amount, Origin, ReceivedFile, TakenValue, TakenWords
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.plausibility import impossible, is_share
from ccpi_nb.domain.targets import Rag, rate
from ccpi_nb.errors import InputError
from ccpi_nb.forms.grid import GridCell
from ccpi_nb.forms.layout import AT, REASONS, FormRow, how_written
from ccpi_nb.forms.typed import typed, typed_day
from ccpi_nb.forms.words import one_paragraph, problems_of_words, with_slots
from ccpi_nb.workbook.collections import comments_of

# How a sentence names what a cell should hold that is no value of the indicator.
_WANTED = {
    **dict.fromkeys(("numerator", "denominator"), "a number"),
    **dict.fromkeys(("why", "action"), "words"),
    "by": "a date",
}
_REASONS = {reason.casefold(): shorthand for reason, shorthand in REASONS.items()}


@dataclass(frozen=True)
class Answer:
    """What a row came to, and in sentences what is `missing` and which of its cells are `refused`."""

    value: TakenValue | None
    words: TakenWords | None
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """A row of a form that came back, with all that it takes to read it.

    What a cell of an `is_exempt` dataset holds is in no sentence, since that may be printed in a log.
    """

    file: ReceivedFile
    row: FormRow
    cells: Mapping[tuple[int, int], GridCell]
    indicator: Indicator
    evidence: Evidence
    meeting: str
    names: tuple[str, ...] = ()
    is_exempt: bool = False

    @property
    def period(self) -> Period:
        return Period.parse(self.row.period)

    @property
    def name(self) -> str:
        """How a sentence names the figure: 'Calls answered (Preston), October 2014'."""
        of = f" ({self.row.breakdown})" if self.row.breakdown else ""
        return f"{self.indicator.name}{of}, {self.period.label}"

    def cell(self, key: str) -> GridCell | None:
        """Return the cell of a column that is to be filled in; None where it is blank, or not asked for."""
        return self.cells.get((self.row.row - 1, AT[key])) if key in self.row.opened else None

    def place(self, key: str) -> str:
        """Return where a column's cell is: 'form.xlsx, sheet Procurement, cell I8'."""
        return f"{self.file.name}, sheet {self.row.sheet}, cell {chr(ord('A') + AT[key])}{self.row.row}"

    def origin(self, key: str) -> Origin:
        """Return the origin of what a column's cell says."""
        cell = self.cell(key)
        assert cell
        return Origin(
            self.file.name, self.file.sha256, self.row.sheet, cell.name, cell.shown, cell.held_as, reader="form"
        )

    def refused(self, key: str, problem: ValueError) -> InputError:
        """Return the refusal of what a column's cell says."""
        wanted = _WANTED.get(key) or repr(how_written(self.indicator))
        open_words = f"it can't be read as {wanted}" if self.is_exempt else str(problem)
        return InputError(f"{self.place(key)}: {open_words}")


def answer_of(filled: Filled) -> Answer:
    """Return what a filled row says: a cell that is refused takes along only what is of no use without it.

    A numerator that can't be read takes along its value, a day by when something is done takes nothing.
    """
    refused: list[str] = []
    value = None
    try:
        value = _value_of(filled)
    except InputError as problem:
        refused += problem.problems
    is_refused = bool(refused)
    words = _words_of(filled, value, refused)
    missing = () if is_refused else tuple(_missing(filled, value, words))
    return Answer(value, words, missing, tuple(refused))


def _value_of(filled: Filled) -> TakenValue | None:
    said, reason = _typed(filled, "value"), _reason(filled)
    numerator, denominator = _part(filled, "numerator"), _part(filled, "denominator")
    if said and reason and said.shorthand is not reason:
        raise InputError(
            f"{filled.place('none')}: a value and a reason for having none are both given; leave one of them out"
        )
    if said is None and reason is None:
        return None
    of_cell = "value" if said else "none"
    taken = TakenValue(
        filled.row.dataset,
        filled.indicator.key,
        filled.period,
        filled.row.breakdown,
        said.value if said else None,
        (said.shorthand if said else None) or reason,
        filled.origin(of_cell),
        numerator,
        denominator,
        said.qualifier if said else "",
        numerator_origin=filled.origin("numerator") if numerator is not None else None,
        denominator_origin=filled.origin("denominator") if denominator is not None else None,
    )
    if problems := tuple(_impossible(filled, taken)):
        raise InputError(*problems)
    return taken


def _typed(filled: Filled, key: str) -> Amount | None:
    if not (cell := filled.cell(key)):
        return None
    try:
        return typed(cell.shown, filled.indicator.unit)
    except ValueError as problem:
        raise filled.refused(key, problem) from None


def _reason(filled: Filled) -> Shorthand | None:
    if not (cell := filled.cell("none")):
        return None
    try:
        chosen = _REASONS.get(cell.shown.casefold()) or typed(cell.shown, Unit.NUMBER).shorthand
    except ValueError:
        chosen = None
    if chosen is None:
        raise InputError(f"{filled.place('none')}: this is no reason of the form's; choose {' or '.join(REASONS)}")
    return chosen


def _part(filled: Filled, key: str) -> Decimal | None:
    """Return a numerator or denominator, a number or an amount of money; None where it is blank or says so."""
    if not (cell := filled.cell(key)):
        return None
    try:
        said = typed(cell.shown, Unit.POUNDS if "£" in cell.shown else Unit.NUMBER)
        if said.qualifier:
            raise ValueError(f"'{cell.shown}' is not exact, and a {key} is; type the number, or leave it out")
    except ValueError as problem:
        raise filled.refused(key, problem) from None
    return said.value


def _impossible(filled: Filled, taken: TakenValue) -> Iterator[str]:
    """Yield what is certainly wrong with a value and its parts."""
    numerator, denominator = taken.numerator, taken.denominator
    if denominator == 0:
        yield f"{filled.place('denominator')}: nothing is a share of 0; leave it blank, or choose a reason for no value"
    elif numerator is not None and denominator is not None and is_share(filled.indicator) and numerator > denominator:
        yield (
            f"{filled.place('numerator')}: the numerator is larger than the denominator, and this is a share; "
            "correct one of them, or exchange them"
        )
    for doubt in impossible(as_observation(taken, filled.evidence.day), filled.indicator):
        words = "this cannot be a value of the indicator, as it is defined; correct it"
        column = doubt.column if doubt.column in AT else "value"
        yield f"{filled.place(column)}: {words if filled.is_exempt else doubt.words}"


def as_observation(taken: TakenValue, day: date | None) -> Observation:
    """Return a value from a form as the row of data that it is to become."""
    return Observation(
        taken.indicator,
        taken.period,
        taken.breakdown,
        taken.value,
        taken.shorthand,
        taken.numerator,
        taken.denominator,
        taken.qualifier,
        "table",
        day or taken.period.end,
        taken.origin.words,
        taken.note,
        taken.dataset,
        DataRow("", 0),
    )


def _words_of(filled: Filled, value: TakenValue | None, refused: list[str]) -> TakenWords | None:
    """Return the comment of a row; `refused` gets a sentence for each of its cells that no register takes."""
    said: dict[str, str] = {}
    before = len(refused)
    for key in ("why", "action"):
        if cell := filled.cell(key):
            try:
                text = _text_of(filled, key, cell)
            except InputError as problem:
                refused += problem.problems
                continue
            words = with_slots(text, filled.indicator.unit, _values(filled, value))
            found = [*problems_of_words(text, words, filled.names, quoted=not filled.is_exempt)]
            refused += [f"{filled.place(key)}: {problem}" for problem in found]
            said |= {} if found else {key: words}
    by = None
    try:
        by = _by_when(filled)
    except InputError as problem:
        refused += problem.problems
    if not said:
        if by and len(refused) == before:
            refused.append(f"{filled.place('by')}: a date stands here, and no comment")
        return None
    cells = {
        "indicator": filled.indicator.key,
        "period": str(filled.period),
        "breakdown": filled.row.breakdown,
        "why": said.get("why", ""),
        "action": said.get("action", ""),
        "by": str(by or ""),
        "source": filled.origin(next(iter(said))).words,
    }
    register = comments_of(filled.row.dataset)
    return TakenWords(register, filled.meeting, cells, filled.origin(next(iter(said))))


def _text_of(filled: Filled, key: str, cell: GridCell) -> str:
    try:
        shown = cell.shown
    except ValueError as problem:
        raise filled.refused(key, problem) from None
    return one_paragraph(cell.text if isinstance(cell.cell.held, str) else shown)


def _values(filled: Filled, value: TakenValue | None) -> Iterator[Observation]:
    """Yield the values that the words may mean: the row's own, then the two before it that the form shows."""
    key, period, breakdown = filled.indicator.key, filled.period, filled.row.breakdown
    own = as_observation(value, None) if value else filled.evidence.find(key, period, breakdown)
    if own:
        yield own
    texts = [filled.row.texts.get(name, "") for name in ("last", "before")]
    for row in reversed(filled.evidence.series(key, breakdown)):
        if any(text.endswith(f"({row.period.label})") for text in texts):
            yield row


def _by_when(filled: Filled) -> Period | None:
    if not (cell := filled.cell("by")):
        return None
    try:
        return typed_day(cell.shown)
    except ValueError as problem:
        raise filled.refused("by", problem) from None


def _missing(filled: Filled, value: TakenValue | None, words: TakenWords | None) -> Iterator[str]:
    if value is None and "value" in filled.row.opened:
        yield f"{filled.place('value')}: no value yet for {filled.name}"
    if value and value.shorthand and filled.cell("value"):
        yield (
            f"{filled.place('value')}: '{value.origin.shown_as}' is taken for '{value.shorthand.words}'; where none "
            "were counted the value is 0, so ask if you are not sure"
        )
    if words is None and "why" in filled.row.opened and _is_red(filled, value):
        yield f"{filled.place('why')}: {filled.name}, is off target, and nothing says why; the report waits for it"
    if value and (value.numerator is None) is not (value.denominator is None):
        key = "numerator" if value.numerator is None else "denominator"
        yield f"{filled.place(key)}: no {key} yet for {filled.name}, and the other number is given"


def _is_red(filled: Filled, value: TakenValue | None) -> bool:
    key, period, breakdown = filled.indicator.key, filled.period, filled.row.breakdown
    target, known = filled.evidence.target(key, period), filled.evidence.find(key, period, breakdown)
    if not target or not (value or known):
        return False
    number, qualifier = (
        (value.value, value.qualifier) if value else (known.value, known.qualifier) if known else (None, "")
    )
    return rate(target, number, qualifier) is Rag.OFF_TARGET
