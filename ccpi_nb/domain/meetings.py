"""A meeting of the committee and its agenda."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.meeting_keys import ItemNumber, appendix_item, meeting_name, stem_of
from ccpi_nb.domain.periods import Period, day_name
from ccpi_nb.errors import InputError, did_you_mean

_SCHEDULE = "Part 1 of Schedule 12A to the Local Government Act 1972"
_NOT_FOR_PUBLICATION = "Not for publication: exempt information as defined in"
# The sentence on papers of Part II that come under several items' exemptions.
RESTRICTION = f"{_NOT_FOR_PUBLICATION} {_SCHEDULE}."

# The label under which every document of a meeting says that its figures are made up.
MADE_UP = "Made up"
_NOT_THE_COUNCILS = "Made-up data: figures here are not the council's."
_NOT_HELD = "no copy is available, so the item's number and Part are supposed"


class Part(StrEnum):
    """Part I is open to press and public; Part II is exempt under Schedule 12A of the Local Government Act 1972."""

    PUBLIC = "public"
    EXEMPT = "exempt"

    @property
    def folder(self) -> str:
        """The folder of the part's outputs: 'public' or 'restricted'."""
        return "public" if self is Part.PUBLIC else "restricted"


PART_NAMES = {Part.PUBLIC: "Part I (open to press and public)", Part.EXEMPT: "Part II (not open to press and public)"}


class ItemKind(StrEnum):
    """The kinds of agenda items."""

    PROCEDURAL = "procedural"
    REPORT = "report"
    MINUTES = "minutes"
    TO_FOLLOW = "to follow"
    NOTICE = "notice"
    EXCLUSION = "exclusion"


@dataclass(frozen=True)
class BackgroundPaper:
    """A document on which a report is based, with its date."""

    title: str
    date: date


@dataclass(frozen=True)
class Sections:
    """The words of the committee's standing sections that belong to one meeting; data's figures enter them by slots."""

    recommendation: tuple[str, ...] = ()
    consultations: str = ""
    risk: str = ""
    background_papers: tuple[BackgroundPaper, ...] = ()


@dataclass(frozen=True)
class Exemption:
    """The grounds on which an item is exempt.

    `paragraph` is that of Schedule 12A, or several, '2 and 3', and '' where the documents name none; `reason` why the
    public interest lies in keeping it so.
    """

    paragraph: str
    reason: str

    @property
    def provision(self) -> str:
        """The provision: 'paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972'."""
        if not self.paragraph:
            return f"{_SCHEDULE} (which paragraph is not given)"
        return f"{'paragraph' if self.paragraph.isdecimal() else 'paragraphs'} {self.paragraph} of {_SCHEDULE}"

    @property
    def restriction(self) -> str:
        """The sentence for each page: 'Not for publication: exempt information as defined in paragraph 3 of ...'."""
        return f"{_NOT_FOR_PUBLICATION} {self.provision}."


@dataclass(frozen=True)
class Awaited:
    """A period of a dataset without which a report can't be run; or, of a register, the key of the `meeting`."""

    dataset: str
    period: Period
    meeting: str = ""

    @property
    def is_register(self) -> bool:
        """Whether it is a register's words of the meeting."""
        return bool(self.meeting)

    @property
    def file(self) -> str:
        """The data file of the period: 'data/observations/blue_badge/2014-15-Q2.csv'."""
        if self.meeting:
            return f"data/registers/{self.dataset}/{self.meeting}.csv"
        return f"data/observations/{self.dataset}/{self.period.file_stem}.csv"


@dataclass(frozen=True)
class Report:
    """A notebook, with its parameters, that an agenda item presents.

    `item` is '5', '5A' for its Appendix A, or '5.1' for its Appendix 1.
    """

    item: str
    number: ItemNumber
    title: str
    notebook: str
    part: Part
    parameters: Mapping[str, str | int | float | bool]
    sections: Sections
    exemption: Exemption | None
    disclosure: Disclosure | None = None
    awaits: tuple[Awaited, ...] = ()

    @property
    def stem(self) -> str:
        """The name of its files without their suffix: '05-blue-badge-recovery'."""
        return f"{stem_of(self.number)}-{self.notebook.replace('_', '-')}"

    @property
    def restriction(self) -> str:
        """The sentence that every page of an exempt report must show; '' for a public one."""
        return self.exemption.restriction if self.exemption else ""


@dataclass(frozen=True)
class Appendix:
    """An appendix of an item; without a `report` or `text` of its own, the item's own report contains it.

    `text` says on the agenda what else there is to know; `awaited` is what a report still waits for: then it is to
    follow.
    """

    letter: str
    title: str
    report: Report | None
    text: str = ""
    awaited: tuple[Awaited, ...] = ()


@dataclass(frozen=True)
class AgendaItem:
    """A numbered item of an agenda, with its reports and appendices.

    `exempt_datasets` are the datasets and registers that no Part I document may read; `open_datasets` those that a Part
    II report reads although they are open. `minutes_of` is the key of the meeting whose minutes an item of that kind
    puts to this one; `awaited` is what its report still waits for.
    """

    number: ItemNumber
    title: str
    kind: ItemKind
    part: Part
    text: str
    report: Report | None
    appendices: tuple[Appendix, ...]
    exemption: Exemption | None
    exempt_datasets: tuple[str, ...]
    open_datasets: tuple[str, ...] = ()
    minutes_of: str = ""
    awaited: tuple[Awaited, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """The item's own report, then those of its appendices."""
        item_report = (self.report,) if self.report else ()
        return item_report + tuple(appendix.report for appendix in self.appendices if appendix.report)


@dataclass(frozen=True)
class ToFollow:
    """The report of an item, '5' or '5A', that waits for data known by a meeting's day."""

    item: str
    title: str
    part: Part
    day: date
    awaited: tuple[Awaited, ...]

    @property
    def files(self) -> str:
        """The data files it waits for, and by when: 'data/observations/..., known by 11 December 2014'."""
        figures = [awaited.file for awaited in self.awaited if not awaited.is_register]
        words = ", ".join(awaited.file for awaited in self.awaited if awaited.is_register)
        known = f"{', '.join(figures)}, known by {day_name(self.day)}" if figures else ""
        return "; ".join(filter(None, (known, words)))

    @property
    def sentence(self) -> str:
        """The clause that explains what the report waits for: 'the report is to follow; it awaits ...'."""
        return f"the report is to follow; it awaits {self.files}"


@dataclass(frozen=True)
class Meeting:
    """A meeting of the committee: when, where, and its agenda.

    Where no paper gives the agenda (`agenda_held` is False), items' numbers and Parts are this workbook's own. `word`
    tells it from another meeting of its day: 'special'; it is '' for one that the day alone names. `made_up` is a
    sentence on why figures of it are made up; '' where they are the council's.
    """

    date: date
    committee: str
    council: str
    time: str
    place: str
    items: tuple[AgendaItem, ...]
    agenda_held: bool = True
    word: str = ""
    made_up: str = ""

    @property
    def key(self) -> str:
        """What files and commands name it by: '2014-12-11', '2014-12-11-special'."""
        return f"{self.date}-{self.word}" if self.word else str(self.date)

    @property
    def day(self) -> str:
        """Its day as documents name it: '11 December 2014', '11 December 2014 (special)'."""
        return meeting_name(self.key)

    @property
    def name(self) -> str:
        """The committee and the day: 'Cabinet Committee on Performance Improvement, 11 December 2014'."""
        return f"{self.committee}, {self.day}"

    @property
    def bodies(self) -> tuple[tuple[str, str], ...]:
        """The council and its committee, each with its label.

        Where it is so, also that the agenda is not held, and that figures are made up.
        """
        known = (("Council", self.council), ("Committee", self.committee))
        agenda = () if self.agenda_held else (("Agenda", _NOT_HELD),)
        return (*known, *agenda, *([(MADE_UP, f"{_NOT_THE_COUNCILS} {self.made_up}")] if self.made_up else []))

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports of all items and appendices, in the agenda's order."""
        return tuple(report for item in self.items for report in item.reports)

    def items_in(self, part: Part) -> tuple[AgendaItem, ...]:
        """Return the items of one part, in the agenda's order."""
        return tuple(item for item in self.items if item.part is part)

    def reports_in(self, part: Part) -> tuple[Report, ...]:
        """Return the reports of one part, in the agenda's order."""
        return tuple(report for report in self.reports if report.part is part)

    def report(self, item: str) -> Report:
        """Return the report of an item: '5', or '5A' for its Appendix A.

        InputError where the item has none, or where it is to follow.
        """
        for report in self.reports:
            if report.item == item:
                return report
        for waiting in self.to_follow:
            if waiting.item == item:
                raise InputError(f"params/{self.key}.yaml, item {item}: {waiting.sentence}")
        known = [report.item for report in self.reports]
        raise InputError(f"params/{self.key}.yaml: item '{item}' has no report; {did_you_mean(item, known)}")

    @property
    def to_follow(self) -> tuple[ToFollow, ...]:
        """The reports that wait for data; an item whose own kind is 'to follow' waits for something else."""
        return tuple(
            ToFollow(item, title, part, self.date, awaited) for item, title, part, awaited in self._waiting() if awaited
        )

    def _waiting(self) -> Iterator[tuple[str, str, Part, tuple[Awaited, ...]]]:
        for item in self.items:
            yield str(item.number), item.title, item.part, item.awaited
            yield from (
                (appendix_item(item.number, appendix.letter), appendix.title, item.part, appendix.awaited)
                for appendix in item.appendices
            )

    @property
    def exempt_datasets(self) -> frozenset[str]:
        """The datasets and registers that its Part II items alone may read."""
        return frozenset(name for item in self.items for name in item.exempt_datasets)


Came = Callable[[Awaited], bool]


def with_reports_to_follow(agenda: Meeting, came: Came) -> Meeting:
    """Return the meeting as its data allow: a report waits while anything that it awaits has not arrived.

    Its item or appendix is then to follow. `came` answers whether a period of a dataset has arrived.
    """
    return replace(agenda, items=tuple(_item(item, came) for item in agenda.items))


def waiting_sentences(meeting: Meeting) -> tuple[str, ...]:
    """Return a sentence for each report that a meeting still expects: news for an author, not a mistake."""
    return tuple(f"params/{meeting.key}.yaml, item {waiting.item}: {waiting.sentence}" for waiting in meeting.to_follow)


def _item(item: AgendaItem, came: Came) -> AgendaItem:
    given = replace(item, appendices=tuple(_appendix(appendix, came) for appendix in item.appendices))
    missing = _missing(item.report, came)
    return replace(given, kind=ItemKind.TO_FOLLOW, report=None, awaited=missing) if missing else given


def _appendix(appendix: Appendix, came: Came) -> Appendix:
    missing = _missing(appendix.report, came)
    return replace(appendix, report=None, awaited=missing) if missing else appendix


def _missing(report: Report | None, came: Came) -> tuple[Awaited, ...]:
    return tuple(awaited for awaited in report.awaits if not came(awaited)) if report else ()
