"""What the set is called, who publishes it and how it is cited."""

from dataclasses import dataclass
from datetime import date

from ccpi_nb.domain.periods import day_name
from ccpi_nb.open_data.terms import Licence


@dataclass(frozen=True)
class Titles:
    """What the set is called and whose it is: as known by a `day`, which is that of the latest papers.

    `address` is that of its page, '' where the site's address is not known; `made_up` says that figures are not the
    council's, '' where they are.
    """

    committee: str
    publisher: str
    day: date
    address: str = ""
    licence: Licence | None = None
    made_up: str = ""

    @property
    def name(self) -> str:
        """The name of the set for programs."""
        return "performance-indicators"

    @property
    def title(self) -> str:
        """The name of the set."""
        return f"Performance indicators of {self.publisher}"

    @property
    def description(self) -> str:
        """What is in it, in two sentences, the first one where figures are made up."""
        words = (
            f"All values of the indicators that public papers of the {self.committee} show, with their targets, as "
            f"known by {day_name(self.day)}. What any paper keeps back is kept back here."
        )
        return f"{self.made_up} {words}" if self.made_up else words

    @property
    def citation(self) -> str:
        """How it is cited: publisher, title, day and address."""
        where = f", {self.address}" if self.address else ""
        return f"{self.publisher}, {self.committee}: {self.title}, as known by {day_name(self.day)}{where}."
