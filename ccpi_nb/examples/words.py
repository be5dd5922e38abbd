"""Made-up words for the registers that a meeting awaits, as a spreadsheet with a sheet for each register."""

from collections.abc import Iterator, Mapping

from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.examples.spreadsheets import Book
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.report_registers import Action, Update

# A public paper and an exempt one may share no sentence.
_SENTENCES = {
    Part.PUBLIC: "These words on '{topic}' were made up to try the workbook, and say nothing about the council.",
    Part.EXEMPT: "Invented for a trial, under the heading '{topic}': the contractor has said none of it.",
}
_SYSTEM = {
    "system": "Invented system",
    "stage": "Being tried",
    "due": "Never",
    "position": "There is no such system: it was invented for a trial of the intake.",
}


def words_of(workbook: Workbook, meeting: Meeting) -> Mapping[str, bytes]:
    """Return a file of words for each Part of a meeting, by its name: the rows of every register that it awaits."""
    files = {}
    for part in Part:
        names = dict.fromkeys(
            awaited.dataset for report in meeting.reports_in(part) for awaited in report.awaits if awaited.is_register
        )
        if names:
            title = f"Words for {meeting.day}"
            book = Book(title)
            for name in names:
                rows = list(_rows(workbook, name, part))
                sheet = book.sheet(name[:31], title, len(rows[0]))
                head = [("Register", name), ("Meeting", meeting.key), tuple(rows[0])]
                book.rows(sheet, 1, [*head, *(tuple(row.values()) for row in rows)])
            which = "public" if part is Part.PUBLIC else "Part II, not for publication"
            files[f"MADE-UP words for {meeting.key} ({which}).xlsx"] = book.content()
    return files


def _rows(workbook: Workbook, register: str, part: Part) -> Iterator[dict[str, str]]:
    """Yield made-up rows of a register: one for each topic or action that its latest file has."""
    meetings = workbook.registers.meetings(register)
    latest = workbook.registers.rows(register, meetings[-1]) if meetings else ()
    sentence = _SENTENCES[part]
    if not latest or not isinstance(latest[0], Action | Update):
        yield dict(_SYSTEM)
        return
    seen: set[str] = set()
    for row in latest:
        if isinstance(row, Action):
            progress = f"Made-up progress with the action: {sentence.format(topic=row.theme)}"
            yield {
                "reference": row.reference,
                "theme": row.theme,
                "action": "This action was made up.",
                "timescale": "March 2015",
                "progress": progress,
                "status": str(row.status),
            }
        elif isinstance(row, Update) and row.topic not in seen:
            seen.add(row.topic)
            yield {"topic": row.topic, "paragraph": "1", "text": sentence.format(topic=row.topic)}
