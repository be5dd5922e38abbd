"""The index from A to Z, which can be searched, and the page about the site."""

from collections.abc import Iterator
from itertools import groupby

from ccpi_nb.document.model import Block, Bullets, Heading, Paragraph
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.site.addresses import A_TO_Z, indicator_link, meeting_page, page_link, service_page
from ccpi_nb.site.material import Material

_CHECK = (
    "Open 'Sources for this section' at the end of a section. It names the paper, the file and the row of each figure.",
    "Open the ledger of the page, a CSV file that lists its figures, each with its place and its rows.",
    "Open the paper itself. It is here as it went before the committee, to the byte.",
)
_WORDS = {
    "Rating": "the value as published against the target in force. A missing value is never off target.",
    "Direction": "the value against the one before it, of the same kind of period.",
    "Variation": (
        "whether the latest value is more than chance, by the rules of NHS England's 'Making Data Count'. A wavering "
        "line means common cause. An arrow means a special cause: blue for better, orange for worse."
    ),
    "Assurance": (
        "whether the target will be met if nothing changes: P for nearly always, F for hardly ever, a question mark "
        "for at times."
    ),
    "Period supposed": "no paper says which period a figure is of, and the data take the likeliest.",
    "Given by parts only": "papers give an indicator by area, reason or the like, and no figure of the whole.",
    "Overdue": "the date of a promise is past, and no paper here answers it. It may have been kept elsewhere.",
    "Trend": "the values in the order of time, the latest marked by a dot. The indicator's own page has the scale.",
}
_NOT_HERE = (
    "What is exempt from publication, and indicators that no paper has shown.",
    "Numbers of people that no paper shows, since small ones could point to somebody.",
    "In data, [x] means not available, [z] not applicable and [c] confidential.",
)


def a_to_z(material: Material) -> Iterator[Block]:
    """Yield the names of indicators and services by their first letters, then the meetings."""
    evidence: Evidence = material.evidence
    names = [(evidence.indicator(key).name, _indicator_entry(evidence, key)) for key in evidence.observed]
    names += [
        (service, (page_link(A_TO_Z, service_page(service), service), Text(", service")))
        for service in material.services
    ]
    names.sort(key=lambda pair: (pair[0].casefold(), pair[0]))
    for letter, entries in groupby(names, key=lambda pair: pair[0][:1].upper()):
        yield Heading.of(2, letter)
        yield Bullets(tuple(runs for _, runs in entries))
    yield Heading.of(2, "Meetings")
    yield Bullets(
        tuple(
            (page_link(A_TO_Z, meeting_page(one.meeting.key), one.meeting.day),) for one in reversed(material.published)
        )
    )


def _indicator_entry(evidence: Evidence, key: str) -> Runs:
    indicator = evidence.indicator(key)
    return (indicator_link(A_TO_Z, indicator), Text(f", {indicator.service}"))


def about(material: Material) -> Iterator[Block]:
    """Yield the page about the site: how to check a figure, what the words mean, what is not here."""
    yield Paragraph.of(
        "These pages show what the public papers of the committee show, put together by indicator, by service and by "
        "meeting. They are made from the same rows of data as the papers, and they keep back what any paper keeps back."
    )
    yield Heading.of(2, "How to check a figure")
    yield Bullets.of(_CHECK)
    yield Heading.of(2, "What the words mean")
    yield Bullets(tuple((Text(f"{name}: ", strong=True), Text(meaning)) for name, meaning in _WORDS.items()))
    yield Heading.of(2, "What is not here")
    yield Bullets.of(_NOT_HERE)
