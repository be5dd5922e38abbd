"""The calls that show a report's standing sections."""

from ccpi_nb.document.model import Absent, Bullets, Paragraph
from ccpi_nb.document.sentences import asked_in_a_sentence, say
from ccpi_nb.domain.periods import day_name
from ccpi_nb.render.notebook_output import Shown
from ccpi_nb.reports.opened import Opened

# What a Part I report shows in place of its reason for inclusion in Part II.
OF_PART_I = Absent("This is a Part I report.")


class Sections(Opened):
    """Calls that show the committee's standing sections."""

    def recommendation(self) -> Shown:
        """Show what the committee is asked to do, in the words of the meeting's file.

        >>> report.recommendation()
        The committee is asked to note this report, and make any comments.
        """
        asked = self.report.sections.recommendation
        if not asked:
            return Shown(Absent(f"params/{self.meeting.key}.yaml says no recommendation for item {self.report.item}."))
        if len(asked) == 1 and (whole := asked_in_a_sentence(asked[0])):
            return Shown(*map(Paragraph, self._said([whole])))
        who = Paragraph.of("The committee is asked to:")
        return Shown(who, Bullets(self._said(asked), ordered=len(asked) > 1))

    def consultations(self) -> Shown:
        """Show who was consulted, in the words of the meeting's file.

        >>> report.consultations()
        Not applicable.
        """
        return Shown(Paragraph(say(self.report.sections.consultations or "None recorded.", self.evidence)))

    def risk(self) -> Shown:
        """Show the report's risk management, in the words of the meeting's file.

        >>> report.risk()
        If the service improvement plan is not acted on, the council will not achieve its objectives for procurement,
        ...
        """
        return Shown(Paragraph(say(self.report.sections.risk or "None recorded.", self.evidence)))

    def background_papers(self) -> Shown:
        """Show the papers that the report rests on, with their dates.

        >>> report.background_papers()
        - Report to Cabinet - 'Approval of the County Council's Procurement Strategy', 9 October 2014
        """
        papers = self.report.sections.background_papers
        if not papers:
            return Shown(Paragraph.of("None recorded."))
        return Shown(Bullets.of(f"{paper.title}, {day_name(paper.date)}" for paper in papers))

    def exemption(self) -> Shown:
        """Show the reason for inclusion in Part II; nothing for a Part I report.

        >>> report.exemption()
        This is a Part I report.
        """
        exemption = self.report.exemption
        if not exemption:
            return Shown(OF_PART_I)
        return Shown(Paragraph.of(f"{exemption.restriction} {exemption.reason}"))
