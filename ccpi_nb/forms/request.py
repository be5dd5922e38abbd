"""What one form asks, of whom and by when: its title, the names of its sheets, and the words of its first one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ccpi_nb.domain.meetings import RESTRICTION, Meeting
from ccpi_nb.domain.periods import day_name
from ccpi_nb.forms.asked import NOT_SET, Asked
from ccpi_nb.forms.layout import GUIDE, KEY_SHEET

_LONGEST_NAME = 31
# Excel keeps this name for itself.
_TAKEN = frozenset({GUIDE.casefold(), KEY_SHEET.casefold(), "history"})


@dataclass(frozen=True)
class Request:
    """What one form asks: of a post, for a meeting; `is_exempt` where it is a paper of Part II."""

    meeting: Meeting
    owner: str
    asked: tuple[Asked, ...]
    is_exempt: bool = False

    @property
    def due(self) -> date | None:
        """The earliest day by which any of it is due; None where no file says so."""
        days = [day for one in self.asked if (day := one.due(self.meeting.date))]
        return min(days, default=None)

    @property
    def restriction(self) -> str:
        """The sentence that every sheet of a form of Part II shows; '' for another."""
        return RESTRICTION if self.is_exempt else ""

    @property
    def title(self) -> str:
        """What the form is called: 'Figures for the Cabinet Committee ..., 28 January 2015'."""
        return f"Figures for the {self.meeting.name}"


def sheet_names(datasets: Iterable[str]) -> dict[str, str]:
    """Return a sheet's name for each dataset, in the order in which they come."""
    names: dict[str, str] = {}
    for dataset in dict.fromkeys(datasets):
        stem = dataset.replace("_", " ").capitalize()[: _LONGEST_NAME - 3]
        name, count = stem, 1
        while name.casefold() in _TAKEN | {known.casefold() for known in names.values()}:
            count += 1
            name = f"{stem} {count}"
        names[dataset] = name
    return names


def guide_lines(request: Request, sheets: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of the first sheet: the words, their style, and the sheet that they lead to."""
    yield request.title, "title", ""
    if request.restriction:
        yield request.restriction, "bold", ""
    if request.owner == NOT_SET:
        yield (
            "No file says who answers for these figures. If they are yours, please fill them in, and say which post "
            "is to be asked next time.",
            "text",
            "",
        )
    else:
        yield f"For: {request.owner}", "text", ""
    when = f" by {day_name(request.due)}" if request.due else ""
    yield f"Please fill in this form and send it back{when}, to whoever sent it to you.", "text", ""
    yield "How to fill it in", "bold", ""
    for number, line in enumerate(_INSTRUCTIONS, start=1):
        yield f"{number}. {line}", "text", ""
    yield "The sheets of this form", "bold", ""
    for dataset, name in sheets.items():
        count = sum(one.dataset == dataset for one in request.asked)
        yield f"{name}: {count} {'figure' if count == 1 else 'figures'}", "link", name


_INSTRUCTIONS = (
    "Fill in the cells with a border and a pale yellow background. Their columns say 'fill in' or 'choose'. "
    "All other cells are locked. The Tab key goes from one cell to the next that you can fill in.",
    "Write a value as you would say it: 71.5%, 1,240, £1.2m or 1m 52s. A word may stand before it: about, over, under, "
    "almost, provisional or estimated.",
    "If there is no value, leave it blank and choose a reason under 'No value because'.",
    "If a value misses its target, say why under 'Why it changed' and 'What we do'. Write no numbers there, except the "
    "value itself as you give it in its cell, and dates: the report puts figures in.",
    "Name posts and teams, such as the team manager. Never give names of people, e-mail addresses or phone numbers: "
    "a comment that has one is not taken.",
    "Leave blank what you do not have yet, and send the rest. Save the form under any name, as .xlsx, .ods or .xls. "
    "Do not move, copy or delete rows and sheets.",
)
