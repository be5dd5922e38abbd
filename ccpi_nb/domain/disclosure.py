"""How small numbers of people are kept from giving somebody away, as a report chooses it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ccpi_nb.domain.indicators import Shorthand

BASE = 5  # what numbers are rounded to


class Scheme(StrEnum):
    """The ways to protect small numbers: hide them, hide others with them, or round all."""

    MASK = "mask"
    SECONDARY = "secondary"
    ROUND = "round"


@dataclass(frozen=True)
class Disclosure:
    """How a report keeps small numbers of people from giving somebody away.

    `threshold` is the least number of people that may be shown; rounding takes no account of it.
    """

    threshold: int
    scheme: Scheme

    def hides(self, count: Decimal) -> bool:
        """Return whether a number of people is below the threshold; zero is nobody, and is shown."""
        return 0 < count < self.threshold

    @property
    def summary(self) -> str:
        """The sentence about disclosure control in the head of a report."""
        match self.scheme:
            case Scheme.MASK:
                return f"Numbers of people below {self.threshold} are suppressed; [c] stands in their place."
            case Scheme.SECONDARY:
                return (
                    f"Numbers of people below {self.threshold} are suppressed, with others that would give them back; "
                    "[c] stands in their place."
                )
            case Scheme.ROUND:
                return (
                    f"Numbers of people are rounded to the nearest {BASE}, "
                    "so totals may differ from the sum of their parts."
                )

    @property
    def limit(self) -> str:
        """The words in which `summary` and `note` have a number, which is the committee's choice and no figure."""
        return f"nearest {BASE}" if self.scheme is Scheme.ROUND else f"below {self.threshold}"

    @property
    def note(self) -> str:
        """The note of a table in which a figure is suppressed."""
        if self.scheme is Scheme.ROUND:
            return (
                f"{Shorthand.CONFIDENTIAL} means confidential: "
                "suppressed because it would give back a number that is rounded."
            )
        return (
            f"{Shorthand.CONFIDENTIAL} means confidential: "
            f"suppressed because the number is below {self.threshold}, or because it would give back one that is."
        )
