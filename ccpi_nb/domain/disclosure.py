"""How small numbers of people are kept from giving somebody away."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ccpi_nb.domain.indicators import Shorthand

BASE = 5  # what numbers are rounded to


class Scheme(StrEnum):
    MASK = "mask"
    SECONDARY = "secondary"
    ROUND = "round"


@dataclass(frozen=True)
class Disclosure:
    """How a report keeps small numbers of people from giving somebody away. Rounding takes no account of the threshold."""

    threshold: int
    scheme: Scheme

    def hides(self, count: Decimal) -> bool:
        """Zero is nobody, and is shown."""
        return 0 < count < self.threshold

    @property
    def summary(self) -> str:
        """What the head of a report says."""
        match self.scheme:
            case Scheme.MASK:
                return f"Numbers of people below {self.threshold} are suppressed; [c] stands in their place."
            case Scheme.SECONDARY:
                return f"Numbers of people below {self.threshold} are suppressed, with others that would give them back; [c] stands in their place."
            case Scheme.ROUND:
                return f"Numbers of people are rounded to the nearest {BASE}, so totals may differ from the sum of their parts."

    @property
    def limit(self) -> str:
        """The words in which `summary` and `note` have a number, which is the committee's choice and no figure."""
        return f"nearest {BASE}" if self.scheme is Scheme.ROUND else f"below {self.threshold}"

    @property
    def note(self) -> str:
        """What a table says where a figure is suppressed."""
        if self.scheme is Scheme.ROUND:
            return f"{Shorthand.CONFIDENTIAL} means confidential: suppressed because it would give back a number that is rounded."
        return f"{Shorthand.CONFIDENTIAL} means confidential: suppressed because the number is below {self.threshold}, or because it would give back one that is."
