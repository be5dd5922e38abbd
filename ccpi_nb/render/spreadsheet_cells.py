"""What a spreadsheet's cell holds: a number with its format where Excel can count with it, else words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ccpi_nb.document.figures import PERCENTAGE_POINTS
from ccpi_nb.document.model import Cell
from ccpi_nb.document.table_texts import figures_in, unmarked
from ccpi_nb.domain.indicators import Shorthand, Unit
from ccpi_nb.errors import InputError
from ccpi_nb.files.strict_csv import RISKY

# What may stand after an amount, by the unit that a header gives: those of the data, and that of their differences.
_UNITS = {"".join(unit.symbols).strip(): unit.symbols[1] for unit in Unit} | {
    PERCENTAGE_POINTS: f" {PERCENTAGE_POINTS}"
}
_AFTER = "|".join(f"{re.escape(after)}{'?' if after.startswith(' ') else ''}" for after in set(_UNITS.values()))
_AMOUNT = re.compile(rf"([+−-]?)(£?)(\d[\d,]*)((?:\.\d+)?)({_AFTER})")
# What a table shows where there is no value: a symbol or an empty cell isn't read aloud.
_ABSENT = {
    "": Shorthand.NOT_AVAILABLE,
    "-": Shorthand.NOT_APPLICABLE,
    "–": Shorthand.NOT_APPLICABLE,
    **{str(shorthand): shorthand for shorthand in Shorthand},
}
_LONGEST = 32_767  # characters that a cell holds


@dataclass(frozen=True)
class Amount:
    """A cell's only figure as a number and its unit; `layout` is Excel's format of the number, without the unit."""

    unit: str
    number: Decimal
    layout: str

    def in_cell(self, unit_in_header: bool) -> tuple[Decimal, str] | None:
        """Return the number to store and its format; None where the cell must be text.

        Excel then calculates with what is seen: '65.5%' is Excel's own percentage, stored as 0.655; below a header with
        '(%)' it is stored as 65.5.
        """
        if unit_in_header or not self.unit:
            return self.number, self.layout
        match self.unit:
            case "%":
                return self.number / 100, re.sub("(?=;|$)", "%", self.layout)
            case "£":
                return self.number, self.layout.replace("#,", '"£"#,')
        return None


def amount_of(cell: Cell) -> Amount | None:
    """Return the amount that a cell shows; None where the cell is text, such as a figure with words beside it."""
    figures, shown = figures_in(cell), unmarked(cell.runs)
    if [figure.signed for figure in figures] != [shown]:
        return None
    if not (match := _AMOUNT.fullmatch(shown)):
        return None
    sign, pound, whole, decimals, unit = match.groups()
    number = Decimal(whole.replace(",", "") + decimals).copy_sign(-1 if sign in {"−", "-"} else 1)
    named = next((name for name in _UNITS if name in (pound + unit.strip(), f"{unit.strip()}s")), "")
    value = Decimal(figures[0].value or "NaN")
    if named == "£m" and number != value == 1000 * number:  # said in millions, and held in thousands as its column is
        named, number, decimals = "£k", value, re.sub(r"^\d+", "", f"{abs(value):f}")
    # A change may be shown without its sign, and is then not the number behind it.
    if number != value:
        return None
    layout = "#,##0" + re.sub(r"\d", "0", decimals)
    return Amount(named, number, f"+{layout};-{layout}" if sign == "+" else layout)


def shared_unit(cells: Iterable[Cell]) -> str:
    """Return the unit of all of a column's cells that have a value; '' where they have none or differ."""
    amounts = [amount_of(cell) for cell in cells if unmarked(cell.runs).strip() not in _ABSENT]
    units = {amount.unit if amount else "" for amount in amounts}
    return units.pop() if len(units) == 1 else ""


def headers_from(given: Iterable[str]) -> list[str]:
    """Return headers as Excel demands them: one for every column, and no two alike but for case."""
    headers: list[str] = []
    for number, words in enumerate(given, start=1):
        header = words = _apart(words) or f"Column {number}"
        count = 1
        while header.lower() in {earlier.lower() for earlier in headers}:
            count += 1
            header = f"{words} ({count})"
        headers.append(header)
    return headers


def in_words(cell: Cell) -> str:
    words = unmarked(cell.runs)
    return str(_ABSENT.get(words.strip(), words))


def in_one_line(words: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in words).split())


def bold_text(words: str) -> list[list[object]]:
    return [[{"bold": True}, _apart(words)]] if words else []


def rich_text(words: str) -> list[object]:
    """Return words as gptables' rich text, in which it looks for no links."""
    # Excel takes what begins like a formula for one when somebody edits the cell, unless the cell is quoted.
    return [{"quote_prefix": True} if words.startswith(RISKY) else {}, _apart(words)]


def _apart(words: str) -> str:
    """Return words with double dollars separated, between which gptables expects a reference to a note.

    InputError for more than a cell holds, of which gptables would drop the rest.
    """
    apart = re.sub(r"\$(?=\$)", "$\N{WORD JOINER}", words)
    if len(apart) > _LONGEST:
        raise InputError(
            f"the text '{words[:40]}...' has {len(apart):,} characters, "
            f"and a spreadsheet's cell holds {_LONGEST:,}; shorten it"
        )
    return apart
