"""Which reports are to follow, because data that they await has not come."""

from collections.abc import Callable
from dataclasses import replace

from ccpi_nb.domain.meetings import AgendaItem, Appendix, Awaited, ItemKind, Meeting, Report

Came = Callable[[Awaited], bool]


def with_reports_to_follow(agenda: Meeting, came: Came) -> Meeting:
    """The meeting as its data allow: a report waits while anything that it awaits has not come, and its item or appendix is to follow."""
    return replace(agenda, items=tuple(_item(item, came) for item in agenda.items))


def waiting_sentences(meeting: Meeting) -> tuple[str, ...]:
    """What a meeting still expects: news for an author, not a mistake."""
    return tuple(f"params/{meeting.date}.yaml, item {each.item}: {each.sentence}" for each in meeting.to_follow)


def _item(item: AgendaItem, came: Came) -> AgendaItem:
    given = replace(item, appendices=tuple(_appendix(each, came) for each in item.appendices))
    missing = _missing(item.report, came)
    return replace(given, kind=ItemKind.TO_FOLLOW, report=None, awaited=missing) if missing else given


def _appendix(appendix: Appendix, came: Came) -> Appendix:
    missing = _missing(appendix.report, came)
    return replace(appendix, report=None, awaited=missing) if missing else appendix


def _missing(report: Report | None, came: Came) -> tuple[Awaited, ...]:
    return tuple(each for each in report.awaits if not came(each)) if report else ()
