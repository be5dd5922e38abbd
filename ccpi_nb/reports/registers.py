"""The calls that show the rows of registers."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from ccpi_nb.content.register_tables import (
    action_counts,
    action_tables,
    deliverable_counts,
    deliverable_summary,
    deliverable_tables,
    lessons_table,
    systems_table,
)
from ccpi_nb.document.model import Absent, Block, Bullets, Paragraph, Runs, Text
from ccpi_nb.document.sentences import run_on
from ccpi_nb.errors import SLIP, InputError, did_you_mean
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Opened, reader_of
from ccpi_nb.workbook.registers import Update, paragraphs

Rows = TypeVar("Rows")


class Registers(Opened):
    """Calls that show the rows of registers."""

    def prose(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as paragraphs, as its column `paragraph` divides it."""
        said = self._paragraphs(self._updates(register, topic))
        return Shown(*map(Paragraph, said)) if said else Shown(self._nothing(register, topic))

    def updates(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as bullets, one for each of its paragraphs."""
        said = self._paragraphs(self._updates(register, topic))
        return Shown(Bullets(said) if said else self._nothing(register, topic))

    def updates_by_period(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as bullets under a line for each period."""
        rows = self._updates(register, topic)
        blocks: list[Block] = []
        for period in dict.fromkeys(row.period for row in rows):
            if period:
                blocks.append(Paragraph.of(period.label, strong=True))
            blocks.append(Bullets(self._paragraphs([row for row in rows if row.period == period])))
        return Shown(*(blocks or [self._nothing(register, topic)]))

    def action_counts(self, register: str) -> Shown:
        """Show how many actions of an improvement plan are green, amber and red."""
        return Shown(action_counts(self._rows(register, self.workbook.registers.actions)))

    def action_tables(self, register: str) -> Shown:
        """Show a table for each theme of an improvement plan."""
        return Shown(*action_tables(self._rows(register, self.workbook.registers.actions), self.evidence))

    def deliverable_summary(self, register: str) -> Shown:
        """Show how many outcomes of a programme are complete, and how many deliverables are signed off."""
        return Shown(deliverable_summary(self._rows(register, self.workbook.registers.deliverables)))

    def deliverable_counts(self, register: str) -> Shown:
        """Show a programme's deliverables by outcome, as a table with totals."""
        return Shown(deliverable_counts(self._rows(register, self.workbook.registers.deliverables)))

    def deliverable_tables(self, register: str) -> Shown:
        """Show a table for each outcome, and a caution where something is signed off after the meeting."""
        return Shown(
            *deliverable_tables(
                self._rows(register, self.workbook.registers.deliverables), self.meeting.date, self.evidence
            )
        )

    def lessons_table(self, register: str, caption: str) -> Shown:
        """Show what a programme taught: lesson, recommendation, who is responsible."""
        return Shown(lessons_table(self._rows(register, self.workbook.registers.lessons), caption, self.evidence))

    def systems(self, register: str) -> Shown:
        """Show core systems in one table: stage, date due, position, main risk."""
        return Shown(systems_table(self._rows(register, self.workbook.registers.systems), self.evidence))

    def _paragraphs(self, updates: Sequence[Update]) -> tuple[Runs, ...]:
        """Return the sentences of updates by paragraph, after the words that lead into it."""
        return tuple(
            (*_lead(rows[0].lead), *run_on(self._said([row.text for row in rows]))) for rows in paragraphs(updates)
        )

    def _nothing(self, register: str, topic: str) -> Absent:
        topics = {row.topic.casefold(): row.topic for row in self._rows(register, self.workbook.registers.updates)}
        slip = get_close_matches(topic.casefold(), topics, n=1, cutoff=SLIP)
        meant = f"; did you mean '{topics[slip[0]]}'?" if slip else "."
        return Absent(f"Nothing is held under '{topic}' for this meeting{meant}")

    def _updates(self, register: str, topic: str) -> list[Update]:
        return [row for row in self._rows(register, self.workbook.registers.updates) if row.topic == topic]

    def _rows(self, register: str, read: Callable[[str, str], tuple[Rows, ...]]) -> tuple[Rows, ...]:
        """Return the rows of a register for the meeting; InputError where the report may not read it."""
        if register not in self.workbook.registers.names:
            raise InputError(f"there is no register '{register}'; {did_you_mean(register, self.readable_registers)}")
        self.workbook.refuse_exempt(register, self.report.part, reader_of(self.report))
        self.workbook.refuse_undeclared(register, self.report.part, reader_of(self.report))
        return read(register, self.meeting.key)


def _lead(words: str) -> Runs:
    return (Text(f"{words}.", strong=True), Text(" ")) if words else ()
