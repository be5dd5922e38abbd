"""The sheet on what posts let pass the gate, for members only: its words coincide with what is exempt."""

from collections.abc import Iterable

from ccpi_nb.document.model import Cell, Column, Document, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.meetings import RESTRICTION, Meeting
from ccpi_nb.domain.periods import day_name
from ccpi_nb.workbook.sign_offs import Release

_TITLE = "What was let through to Part I"


def releases_document(releases: Iterable[Release], meeting: Meeting) -> Document | None:
    """Return what was let through to a meeting's Part I, by whom, when and why; None where nothing was."""
    columns = (
        Column("Words or figure", width=2.4),
        Column("Files", width=1),
        Column("Why it gives nothing away", width=2.4),
        Column("Decided by", width=1.5),
        Column("Date", width=1.2),
    )
    rows = tuple(
        (
            Cell((_match(release),)),
            Cell.of("All" if release.file == "*" else release.file),
            Cell.of(release.reason),
            Cell.of(release.post),
            Cell.of(day_name(release.released_on)),
        )
        for release in releases
        if release.meeting == meeting.key
    )
    if not rows:
        return None
    opening = Paragraph.of(
        "Before Part I is published, each of its files is compared with all that is exempt. "
        "What follows is the same in both and was looked at."
    )
    masthead = Masthead(_TITLE, str(meeting.date), (*meeting.bodies, ("Meeting", meeting.day)), RESTRICTION)
    return Document(masthead, (opening, Table((Text("Let through"),), columns, rows)))


def _match(release: Release) -> Figure:
    # A reference to its row, for figures in it are nobody's.
    return Figure(release.match, "", (Row(release.row, "", "", "", release.post, str(release.released_on)),))
