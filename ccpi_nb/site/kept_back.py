"""What all pages keep back: whatever the papers of any meeting do, and what could give it back."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from ccpi_nb.disclosure.protection import Protection
from ccpi_nb.domain.disclosure import Disclosure
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.relations import linked
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.papers import Relation


def protections_over(
    workbook: Workbook, meetings: Iterable[Meeting], known: Evidence, relations: Collection[Relation]
) -> tuple[Protection, ...]:
    """Return what each meeting's papers hide, and what their disclosures hide over all that is known by now."""
    each = [found for meeting in meetings for found in protections_of(workbook, meeting, Part.PUBLIC)]
    about: dict[Disclosure, set[str]] = defaultdict(set)
    for found in each:
        about[found.disclosure] |= found.about or set()
    over = (
        replace(Protection.over(known, disclosure, relations), about=frozenset(keys))
        for disclosure, keys in about.items()
    )
    return (*each, *over)


def in_one_version(known: Evidence, relations: Collection[Relation]) -> Evidence:
    """Return evidence that has of numbers near one that is kept back the latest values only.

    Two values of a period, put beside totals of other periods, could give back what both hide.
    """
    people = [key for key in known.observed if known.indicators[key].people]
    kept_back = {row.indicator for row in known.observations if row.protection}
    near = frozenset[str]().union(*(group for group in linked(people, relations) if group & kept_back))
    latest = frozenset(row.row for row in known.published)
    rows = (row for row in known.observations if row.indicator not in near or row.row in latest)
    return replace(known, observations=tuple(rows))
