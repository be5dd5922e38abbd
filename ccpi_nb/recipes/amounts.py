"""What a cell of a table comes to: an exact value in the indicator's unit, a shorthand, or why neither."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.domain.lineage import Amount
from ccpi_nb.errors import shortened
from ccpi_nb.recipes.recipe import CellPart, Meaning, Writing
from ccpi_nb.recipes.units import AS_MINUTES, HELD_AS, TIME, choices_of, factor, held_in
from ccpi_nb.recipes.written_numbers import Written, written_in
from ccpi_nb.spreadsheets.number_formats import NumberFormat
from ccpi_nb.spreadsheets.sheets import Cell, Duration, Failure, Sheet

# What a spreadsheet keeps of a number, and from where on a number was worked out and not typed.
_DIGITS = 15
SPREADSHEET_ERRORS = ("#N/A", "#DIV/0!")


@dataclass(frozen=True)
class Reader:
    """Reads cells of one part of an indicator, by what a recipe says of how they are written and held."""

    writing: Writing
    indicator: Indicator
    meaning: Meaning

    def amount(self, cell: Cell | None, sheet: Sheet) -> Amount | None:
        """Return what a cell comes to; None for one that the recipe leaves out.

        ValueError with what is wrong, and the remedy.
        """
        if cell is None:
            return self._blank(sheet)
        if cell.links and not self.writing.links:
            raise ValueError(
                "the cell is worked out from another file, and may be out of date; break the link, which keeps the "
                "value, and save it, or say the recipe's 'links: as last saved'"
            )
        match cell.held:
            case Failure() as failure:
                return self._failure(failure)
            case str():
                return self._text(cell.held, sheet)
            case bool():
                raise ValueError(f"the cell holds {str(cell.held).upper()}, which is no number; correct it")
            case date():
                raise ValueError(
                    f"the cell holds a date, {shortened(cell.text)}; correct its value or its number format"
                )
            case Duration(seconds):
                return Amount(self._length(seconds, cell.format))
            case _:
                return Amount(self._number(cell.held, cell.format))

    def _blank(self, sheet: Sheet) -> Amount | None:
        if not sheet.tells_errors:
            raise ValueError(
                "the cell is blank or holds an error, which this kind of file does not tell apart; "
                "save it as an Excel workbook (.xlsx)"
            )
        return self._mark("") or self._refuse_mark("the cell is blank", "")

    def _mark(self, text: str) -> Amount | None:
        found = self.writing.meant_by(text)
        if found and found[0] is None:
            raise LeftOut
        return found[0] if found else None

    @staticmethod
    def _refuse_mark(what: str, mark: str) -> Amount:
        raise ValueError(f"{what}; fill it, or say under the recipe's 'none' what '{mark}' means")

    def _failure(self, failure: Failure) -> Amount:
        can_mean = failure.looks_blank or failure.shown in SPREADSHEET_ERRORS
        if can_mean and not failure.is_struck and (known := self._mark(failure.shown)):
            return known
        raise ValueError(f"the cell {failure.why}")

    def _text(self, text: str, sheet: Sheet) -> Amount:
        if known := self._mark(text):
            return known
        written = written_in(text, self.writing, has_semicolons=sheet.semicolons)
        if not self._is_part and written.is_length and HELD_AS[held_in(self.indicator.unit)][0] != "time":
            raise ValueError(f"'{shortened(text)}' is a length of time, and '{self.indicator.key}' is in {self._unit}")
        value = self._converted(written.number, self._scale(written), None)
        return Amount(value, qualifier=written.qualifier)

    @property
    def _is_part(self) -> bool:
        return self.meaning.part in (CellPart.NUMERATOR, CellPart.DENOMINATOR)

    @property
    def _unit(self) -> str:
        return {Unit.NUMBER: "numbers"}.get(self.indicator.unit, str(self.indicator.unit))

    def _length(self, seconds: Decimal, form: NumberFormat | None) -> Decimal:
        if self._is_part or HELD_AS[held_in(self.indicator.unit)][0] != "time":
            raise ValueError(
                f"the cell holds a time, and '{self.indicator.key}' is in {self._unit}; correct its number format"
            )
        said = self.meaning.held_as
        short = self.indicator.unit in (Unit.SECONDS, Unit.MINUTES_SECONDS)
        if said not in ("", TIME, AS_MINUTES):
            raise ValueError(f"the cell holds a time, and the recipe says '{said}'; write 'held_as: {TIME}'")
        if not said and short and not (form and form.has_seconds):
            raise ValueError(
                "it can't be told whether the time is of minutes and seconds, or of hours and minutes as the "
                f"spreadsheet holds it; say 'held_as: {AS_MINUTES}' or 'held_as: {TIME}' in the recipe"
            )
        return self._converted(seconds, said or TIME, None)

    def _number(self, held: Decimal, form: NumberFormat | None) -> Decimal:
        return self._converted(held, self._scale(_written_by(held, form)), form)

    def _scale(self, written: Written) -> str:
        """Return what a number is held as: what the cell says, what the recipe says; ValueError where neither does."""
        cell, recipe = written.held_as, self.meaning.held_as
        if self._is_part:
            if cell in ("%", "fraction"):
                raise ValueError(
                    f"the cell is a percentage, and no {self.meaning.part} is; correct the recipe's labels"
                )
            return recipe or (cell if HELD_AS.get(cell, ("",))[0] == "number" else "number")
        unit = self.indicator.unit
        wanted = held_in(unit)
        if HELD_AS[wanted][0] == "money":  # '1.3m' in a column of pounds
            cell = {"thousands": "£k", "millions": "£m"}.get(cell, cell)
        if cell and HELD_AS[cell][0] != HELD_AS[wanted][0]:
            raise ValueError(
                f"the cell is written in {cell}, and '{self.indicator.key}' is in {self._unit}; "
                "correct the recipe's labels"
            )
        if cell and not written.is_weak:
            if recipe and recipe != cell:
                raise ValueError(f"the cell is held as '{cell}', and the recipe says '{recipe}'; correct 'held_as'")
            return cell
        # A pound sign alone leaves it open whether thousands or millions of them are written.
        if recipe or (cell and unit is Unit.POUNDS):
            return recipe or cell
        if unit is Unit.NUMBER and not written.is_scaled:
            return wanted
        raise ValueError(
            f"nothing says what the number is held in; write in the recipe {choices_of(self.indicator.unit)}"
        )

    def _converted(self, held: Decimal, held_as: str, form: NumberFormat | None) -> Decimal:
        times = HELD_AS[held_as][1] if self._is_part else factor(held_as, self.indicator.unit)
        exact = Fraction(held) * times
        if self.meaning.decimals is not None and not self._is_part:
            return _rounded(exact, Decimal(1).scaleb(-self.meaning.decimals))
        least = 0 if self._is_part else self.indicator.decimals
        step = _step(form, times)
        if len(held.as_tuple().digits) >= _DIGITS and held != held.to_integral_value():
            # A number that was worked out: what it is to be rounded to, only its format can say.
            if step is None or -int(step.as_tuple().exponent) < least:
                raise ValueError(
                    f"the cell holds {held}, which was worked out, and its format does not show {least or 'its'} "
                    "decimals; give it a number format that does, or say 'decimals' in the recipe"
                )
            return _rounded(exact, step)
        # Where nothing is converted, the decimals stay as they are written: 71.0.
        value = held if times == 1 else _decimal(exact)
        if value is None:
            raise ValueError(
                f"{held} {held_as} is no whole number of decimals in {self._unit}; say 'decimals' in the recipe"
            )
        shown = min(-int(step.as_tuple().exponent), least) if step is not None else 0
        return (
            value if -int(value.as_tuple().exponent) >= shown else _rounded(Fraction(value), Decimal(1).scaleb(-shown))
        )


class LeftOut(Exception):
    """A cell that the recipe leaves out."""


def _written_by(held: Decimal, form: NumberFormat | None) -> Written:
    """Return what a number format says of the number that it shows."""
    if form is None:  # it may be one of thousands
        return Written(held, is_scaled=True)
    if form.percent:
        return Written(held, "fraction")
    if form.written_percent:
        return Written(held, "%")
    after = form.after.strip().casefold()
    scale = after[:1] if after in ("k", "m", "bn", "thousand", "million") and not form.thousands else ""
    if form.pounds:
        said = {"k": "£k", "t": "£k", "m": "£m"}.get(scale, "")
        return Written(held, said or "£", is_weak=not (said or form.thousands))
    if form.currency:
        raise ValueError(f"the cell is in {form.currency}, and no indicator is; correct its number format")
    if after in HELD_AS and HELD_AS[after][0] in ("time", "months", "years"):
        return Written(held, after)
    return Written(held, is_scaled=bool(scale))


def _step(form: NumberFormat | None, times: Fraction) -> Decimal | None:
    """Return the least step that a format shows, in the indicator's unit; None where there is none that is decimal."""
    if form is None or form.quantum is None:
        return None
    step = _decimal(Fraction(form.quantum) * times)
    return step if step is not None and step.as_tuple().digits in ((1,), (1, 0)) else None


def _rounded(exact: Fraction, step: Decimal) -> Decimal:
    quotient = Decimal(int(abs(exact) / Fraction(step) + Fraction(1, 2)))
    value = (quotient * step).quantize(step, ROUND_HALF_UP)
    return -value if exact < 0 and value else value


def _decimal(exact: Fraction) -> Decimal | None:
    """Return a fraction as a decimal of at most fifteen digits; None where it is none."""
    rest, places = exact.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1 or places > _DIGITS:
        return None
    return Decimal(exact.numerator * 10**places // exact.denominator).scaleb(-places)
