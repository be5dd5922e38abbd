"""What numbers are held in, and how they become an indicator's unit."""

from fractions import Fraction

from ccpi_nb.domain.indicators import Unit

TIME, AS_MINUTES = "time", "h:mm for m:ss"
# What a recipe may say that a number is held as: what it measures, and its size in the least unit of that.
HELD_AS: dict[str, tuple[str, Fraction]] = {
    "number": ("number", Fraction(1)),
    "thousands": ("number", Fraction(1000)),
    "millions": ("number", Fraction(1_000_000)),
    "%": ("share", Fraction(1)),
    "fraction": ("share", Fraction(100)),
    "pence": ("money", Fraction(1, 100)),
    "£": ("money", Fraction(1)),
    "£k": ("money", Fraction(1000)),
    "£m": ("money", Fraction(1_000_000)),
    "seconds": ("time", Fraction(1)),
    "minutes": ("time", Fraction(60)),
    "hours": ("time", Fraction(3600)),
    "days": ("time", Fraction(86_400)),
    "weeks": ("time", Fraction(604_800)),
    "months": ("months", Fraction(1)),
    "years": ("years", Fraction(1)),
    # A spreadsheet's own time; and minutes and seconds that were typed as 1:52, which it takes for hours and minutes.
    TIME: ("time", Fraction(1)),
    AS_MINUTES: ("time", Fraction(1, 60)),
}
_BY_UNIT = {
    Unit.PERCENT: "%",
    Unit.POINTS: "%",
    Unit.MINUTES_SECONDS: "seconds",
}


def held_in(unit: Unit) -> str:
    """Return what a number is held as that is in an indicator's own unit."""
    return _BY_UNIT.get(unit, str(unit))


def choices_of(unit: Unit) -> str:
    """Return what a recipe may say that plain numbers of a unit are held as, in words."""
    if measures_alike("%", unit):
        return 'held_as: "%" (with the quotes) where 82.13 is 82.13%, or held_as: fraction where 0.8213 is'
    alike = [name for name in HELD_AS if measures_alike(name, unit) and name not in (TIME, AS_MINUTES)]
    return f"held_as: {', '.join(alike[:-1])} or {alike[-1]}" if len(alike) > 1 else f"held_as: {alike[0]}"


def measures_alike(held_as: str, unit: Unit) -> bool:
    """Return whether what is held so can be turned into a unit."""
    return HELD_AS[held_as][0] == HELD_AS[held_in(unit)][0]


def factor(held_as: str, unit: Unit) -> Fraction:
    """Return by what a number that is held so is multiplied to be in a unit."""
    return HELD_AS[held_as][1] / HELD_AS[held_in(unit)][1]
