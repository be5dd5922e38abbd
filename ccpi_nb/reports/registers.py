"""The calls that show the rows of registers."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from ccpi_nb.content.deliverable_tables import (
    deliverable_counts,
    deliverable_summary,
    deliverable_tables,
    deliverables_left,
    lessons_table,
)
from ccpi_nb.content.register_tables import action_counts, action_tables, comment_list, systems_table
from ccpi_nb.document.model import Absent, Block, Bullets, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.document.sentences import run_on
from ccpi_nb.errors import SLIP, InputError, did_you_mean
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Keys, Opened, keys_of, reader_of
from ccpi_nb.workbook.report_registers import Update, paragraphs

Rows = TypeVar("Rows")


class Registers(Opened):
    """Calls that show the rows of registers."""

    def prose(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as paragraphs, as its column `paragraph` divides it.

        A register is a folder of data/registers, with a file of rows for each meeting; its rows may have slots, as
        `say` has. InputError where there is no such register, or the report may not read it.

        >>> report.prose("procurement", "Procurement Board")
        A Procurement Board has been set up to lead the policies and ways of working that the strategy depends on...
        """
        said = self._paragraphs(self._updates(register, topic))
        return Shown(*map(Paragraph, said)) if said else Shown(self._nothing(register, topic))

    def updates(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as bullets, one for each of its paragraphs.

        >>> report.updates("procurement", "Actions on payment performance")
        - Work with suppliers and encourage them to use the council's electronic systems, ...
        - Apply the 'No Purchase Order/No Pay' policy more widely and insist on it, ...
        """
        said = self._paragraphs(self._updates(register, topic))
        return Shown(Bullets(said) if said else self._nothing(register, topic))

    def updates_by_period(self, register: str, topic: str) -> Shown:
        """Show a topic of an updates register as bullets under a line for each period.

        >>> report = open_report("2018-04-18", "1", datasets="btls")
        >>> report.updates_by_period("btls", "Key activity: ICT")
        April 2017 to February 2018
        - Service Centre and portal. ICT has reformed its front-line service desk, ...
        """
        rows = self._updates(register, topic)
        blocks: list[Block] = []
        for period in dict.fromkeys(row.period for row in rows):
            if period:
                blocks.append(Paragraph.of(period.label, strong=True))
            blocks.append(Bullets(self._paragraphs([row for row in rows if row.period == period])))
        return Shown(*(blocks or [self._nothing(register, topic)]))

    def action_counts(self, register: str) -> Shown:
        """Show how many actions of an improvement plan are green, and which are not.

        They have the `name` that the register gives them.

        >>> report.action_counts("procurement_improvement_plan")
        16 of the 19 actions are green. Amber: checking spending outside contracts (1.4), suppliers' use of electronic
        systems (1.10) and customers' access (4.1).
        """
        return Shown(action_counts(self._rows(register, self.workbook.registers.actions)))

    def action_tables(self, register: str) -> Shown:
        """Show a table for each theme of an improvement plan: action, status, timescale, progress.

        >>> report.action_tables("procurement_improvement_plan")
        Our approach to procurement
        Action | Status | Timescale | Progress
        1.1 Make sure the service is well led, so that it improves and gives the council what it needs. | Green | ...
        """
        return Shown(*action_tables(self._rows(register, self.workbook.registers.actions), self.evidence))

    def comments(self, register: str, keys: Keys = "") -> Shown:
        """Show what services say of their figures as bullets, each beside the figure and its rating.

        The register is named by its dataset, with `_comments` after it: forms fill it, as `ccpi help data` says. `keys`
        are the indicators to show; left out, all.

        >>> report.comments("procurement_comments")
        No comment of a service is held for this meeting.
        """
        wanted = keys_of(keys)
        comments = self._rows(register, self.workbook.registers.comments)
        return Shown(comment_list([row for row in comments if not wanted or row.indicator in wanted], self.evidence))

    def deliverable_summary(self, register: str) -> Shown:
        """Show how many outcomes of a programme are complete, how many deliverables are signed off, and which are not.

        >>> report = open_report("2021-04-20", "4", datasets="digital_strategy")
        >>> report.deliverable_summary("transition")
        All 10 outcomes of the transition are reported as complete. 61 of the 72 deliverables behind them are signed
        off; the other 11 are left until after the transition, four of them in outcome 2.
        Left until after the transition, 11 in all. Outcome 2: Data in the system that link workstyles to posts, ...
        """
        rows = self._rows(register, self.workbook.registers.deliverables)
        left = deliverables_left(rows, self.evidence)
        return Shown(deliverable_summary(rows), *([left] if left else []))

    def deliverable_counts(self, register: str) -> Shown:
        """Show a programme's deliverables by outcome, as a table with totals.

        >>> report = open_report("2021-04-20", "4", datasets="digital_strategy")
        >>> report.deliverable_counts("transition")
        Deliverables by outcome
        Outcome | Status | Signed off | Post transition
        Outcome 1: The council has the management structure to run the service itself | Complete | 2 | 0
        ...
        Total | – | 61 | 11
        """
        return Shown(deliverable_counts(self._rows(register, self.workbook.registers.deliverables)))

    def deliverable_tables(self, register: str) -> Shown:
        """Show a table for each outcome, and a caution where something is signed off after the meeting.

        >>> report = open_report("2021-04-20", "4", datasets="digital_strategy")
        >>> report.deliverable_tables("transition")
        1 deliverable whose delivery or planned date is after this meeting is given as signed off: ...
        Outcome 1: The council has the management structure to run the service itself
        Deliverable | Status | Approved by | Delivery or planned date
        Management team transferred where TUPE applies | Signed off | Chief Digital Officer | 1 March 2021
        ...
        """
        return Shown(
            *deliverable_tables(
                self._rows(register, self.workbook.registers.deliverables), self.meeting.date, self.evidence
            )
        )

    def lessons_table(self, register: str, caption: str) -> Shown:
        """Show what a programme taught: lesson, recommendation, who is responsible.

        >>> report = open_report("2021-04-20", "4", datasets="digital_strategy")
        >>> report.lessons_table("transition_lessons", "Learning points")
        Learning points
        What was learned | Recommendation | Responsible
        A semi-formal, face-to-face meeting of everyone early on broke the ice with the core business team. ...
        """
        return Shown(lessons_table(self._rows(register, self.workbook.registers.lessons), caption, self.evidence))

    def systems(self, register: str) -> Shown:
        """Show core systems in one table: stage, date due, position, main risk.

        >>> report = open_report("2018-04-18", "1", datasets="btls")
        >>> report.systems("btls_systems")
        Core systems and where they stand
        System | Stage | Due | Position | Main risk or issue
        Property Asset Management System | Live | – | The system has been in use since 1 July 2016. ...
        """
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
        if not self.workbook.has_register(register):
            raise InputError(f"there is no register '{register}'; {did_you_mean(register, self.readable_registers)}")
        self.workbook.refuse_exempt(register, self.report.part, reader_of(self.report))
        self.workbook.refuse_undeclared(register, self.report.part, reader_of(self.report))
        return read(register, self.meeting.key)


def _lead(words: str) -> Runs:
    return (Text(f"{words}.", strong=True), Text(" ")) if words else ()
