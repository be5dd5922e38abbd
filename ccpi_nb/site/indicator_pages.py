"""A page for each indicator: what it measures, all that is known of it, where papers disagree, what was resolved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ccpi_nb.charts.control_charts import control_blocks
from ccpi_nb.charts.history_charts import history_blocks
from ccpi_nb.content.scorecards import standing
from ccpi_nb.content.tables import history_table
from ccpi_nb.content.verdicts import describe
from ccpi_nb.document.figures import observed, target_figure
from ccpi_nb.document.model import Block, Bullets, Cell, Chart, Column, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.runs import LineBreak, Runs, Text, figures_of
from ccpi_nb.document.sections import without_empty_sections
from ccpi_nb.document.sentences import listed
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Polarity, Unit
from ccpi_nb.domain.periods import Period, day_name
from ccpi_nb.domain.targets import Target
from ccpi_nb.errors import InputError
from ccpi_nb.reconcile.findings import Finding, Side
from ccpi_nb.reconcile.part_findings import PartFindings
from ccpi_nb.reconcile.wording import about, apart_runs, side_label, status_runs
from ccpi_nb.site.addresses import indicator_page, meeting_page, page_link, paper, service_page, way
from ccpi_nb.site.committee import Resolution, resolutions_about
from ccpi_nb.site.further_values import breakdown, earlier_values, further_pages, rows_elsewhere, ways_to_earlier
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page, marked_made_up
from ccpi_nb.site.paging import latest, list_of_meetings, rest
from ccpi_nb.site.results import value_rows

_BETTER = {
    Polarity.HIGHER: "Higher is better.",
    Polarity.LOWER: "Lower is better.",
    Polarity.NONE: "Neither higher nor lower is better in itself.",
}
_UNITS = {
    Unit.PERCENT: "per cent",
    Unit.POUNDS: "pounds",
    Unit.POUNDS_MILLION: "millions of pounds",
    Unit.POUNDS_THOUSAND: "thousands of pounds",
    Unit.MINUTES_SECONDS: "minutes and seconds",
}
_MOST_VALUES = 24


def indicator_pages(material: Material, every: Sequence[Resolution]) -> Iterator[Page]:
    """Yield the page of each indicator, and those of what it has no room for.

    `every` is what the committee resolved, of whatever.
    """
    for key, known in material.about.items():
        about = _About(
            known,
            material.evidence.indicator(key),
            tuple(each for each in material.findings.found.contradictions if each.indicator == key),
            resolutions_about(every, key),
            tuple((one.meeting.key, one.papers[key]) for one in material.meetings_showing(key)),
        )
        yield Page(
            indicator_page(key),
            (about, *_beside(material, about)),
            partial(_document, material, about),
            (key,),
            partial(value_rows, known, key),
            elsewhere=rows_elsewhere(known, key),
        )
        yield from further_pages(material, known, key)


@dataclass(frozen=True)
class _About:
    """What a page says of its indicator; `shown` are the meetings whose papers show it, by key, with the papers."""

    evidence: Evidence
    indicator: Indicator
    findings: tuple[Finding, ...]
    resolved: tuple[Resolution, ...]
    shown: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def key(self) -> str:
        return self.indicator.key

    @property
    def own(self) -> tuple[Observation, ...]:
        """The values of the indicator itself, in the order of their periods, each in that of its becoming known."""
        own = (row for row in self.evidence.observations if row.indicator == self.key)
        return tuple(sorted(own, key=lambda row: (row.period, row.breakdown, row.as_at, row.given_in != "table")))


def _beside(material: Material, about: _About) -> Iterator[object]:
    """Yield what else a page sees: how findings stand, when values became known, titles, names of other indicators."""
    yield tuple(material.findings.rulings.get(finding.key) for finding in about.findings)
    yield tuple((str(row.row), material.first_with(row).key) for row in about.own)
    yield tuple((key, tuple(material.at(key).titles.items())) for key, _ in about.shown)
    sides = [side for finding in about.findings for side in finding.sides]
    others = {row.indicator for side in sides for figure in figures_of(side.said) for row in figure.rows}
    yield tuple(material.evidence.indicators[key] for key in sorted(others) if key in material.evidence.indicators)
    yield material.made_up(about.key), list_of_meetings(material)
    yield material.at(about.shown[-1][0]).meeting.bodies


def _document(material: Material, it: _About) -> Document:
    evidence, indicator, here = it.evidence, it.indicator, indicator_page(it.key)
    latest = material.at(it.shown[-1][0]).meeting
    blocks = (
        *_latest(evidence, it.key),
        *_meaning(evidence, indicator, here),
        *_values(evidence, indicator, here),
        Heading.of(2, f"By {indicator.breakdown or 'part'}"),
        *breakdown(evidence, indicator, here),
        Heading.of(2, "As known at each meeting"),
        *_versions(material, it, here),
        Heading.of(2, "Where papers disagree"),
        *(block for finding in it.findings for block in _disagreement(finding, material.findings)),
        Heading.of(2, "What the committee resolved"),
        *_resolutions(it.resolved, here),
        Heading.of(2, "Papers that show it"),
        *_papers(material, it, here),
    )
    context = (*latest.bodies[:2], ("Service", indicator.service), ("Latest papers", latest.day))
    masthead = Masthead(indicator.name, str(latest.date), context)
    return marked_made_up(Document(masthead, without_empty_sections(blocks)), material.made_up(it.key))


def _latest(evidence: Evidence, key: str) -> Iterator[Block]:
    if found := standing(evidence, key):
        yield Paragraph(describe(found.result))
    else:
        yield Paragraph.of("The papers give it by its parts only, and no figure of the whole.")


def _meaning(evidence: Evidence, indicator: Indicator, here: str) -> Iterator[Block]:
    yield Heading.of(2, "What it measures")
    if indicator.definition:
        yield Paragraph.of(indicator.definition)
    unit = f" In {_UNITS.get(indicator.unit, indicator.unit)}." if indicator.unit is not Unit.NUMBER else ""
    contract = {True: " It is part of a contract.", False: " It is not part of a contract.", None: ""}
    words = f"{unit} {_BETTER[indicator.polarity]}{contract[indicator.contractual]}"
    service = page_link(here, service_page(indicator.service), indicator.service)
    yield Paragraph((Text("Service: "), service, Text("."), Text(words)))
    targets = [target for target in evidence.targets if target.indicator == indicator.key]
    if targets:
        yield Bullets(tuple(_target(indicator, target) for target in targets))
    else:
        yield Paragraph.of("The papers give no target.")


def _target(indicator: Indicator, target: Target) -> Runs:
    until = f" to {day_name(target.valid_to)}" if target.valid_to else " on"
    return (Text("Target: "), target_figure(indicator, target), Text(f", from {day_name(target.valid_from)}{until}"))


def _values(evidence: Evidence, indicator: Indicator, here: str) -> Iterator[Block]:
    """Yield all values as a chart and a table, and whether they are more than chance.

    A control chart that has every value is the one chart of them.
    """
    control, name = tuple(_control(evidence, indicator)), indicator.name
    every = [row for key in evidence.lineage(indicator.key) for row in evidence.series(key) if row.value is not None]
    drawn = [figure for block in control if isinstance(block, Chart) for figure in block.figures if figure.value]
    yield Heading.of(2, "All values")
    if every and {row.row for row in every} <= {
        row.at for figure in drawn for row in figure.rows if not figure.computation
    }:
        yield from control
        yield from _table(evidence, indicator, here)
        return
    yield from history_blocks(evidence, indicator.key, f"{name}, all values")
    yield from _table(evidence, indicator, here)
    yield Heading.of(2, "Is it more than chance?")
    yield from control


def _table(evidence: Evidence, indicator: Indicator, here: str) -> Iterator[Block]:
    """Yield the table of values, of very many the latest: with all of them a page would be large and slow to read."""
    every = sorted({row.period for key in evidence.lineage(indicator.key) for row in evidence.series(key)})
    latest = frozenset(every[-_MOST_VALUES:])
    recent = replace(evidence, observations=tuple(row for row in evidence.observations if row.period in latest))
    is_part = len(latest) < len(every)
    caption = f"{indicator.name}, by period"
    yield history_table(recent if is_part else evidence, indicator.key, None, caption)
    if is_part:
        yield Paragraph.of(
            "The table has the latest values. The chart has all of them, and so have the data to download."
        )
    yield from ways_to_earlier(here, earlier_values(evidence, indicator.key))


def _control(evidence: Evidence, indicator: Indicator) -> Iterator[Block]:
    """Yield the control chart, or why there is none; nothing where values overlap or there is no whole."""
    try:
        blocks = control_blocks(evidence, indicator.key, (), f"{indicator.name}: real change and chance")
    except InputError:
        return
    yield from blocks


def _versions(material: Material, it: _About, here: str) -> Iterator[Block]:
    """Yield which periods became known at which meeting, and a row for each value that is not the only one."""
    periods: dict[str, dict[Period, None]] = {}
    values: dict[tuple[Period, str], list[Observation]] = {}
    for row in it.own:
        periods.setdefault(material.first_with(row).key, {})[row.period] = None
        known = values.setdefault((row.period, row.breakdown), [])
        if not known or (known[-1].value, known[-1].shorthand) != (row.value, row.shorthand):
            known.append(row)
    known_at = [_known(material, key, own, here) for key, own in sorted(periods.items(), reverse=True)]
    yield from latest(known_at, (Text("The data to download say of every value when it became known."),))
    rows = [
        cells
        for versions in values.values()
        if len(versions) > 1
        for cells in _version_rows(material, it.indicator, versions, here)
    ]
    if not rows:
        yield Paragraph.of("No paper gives another value for any period.")
        return
    columns = (Column("Period", width=1.6), Column("Value", numeric=True), Column("Known at"), Column("What it is"))
    yield Table((Text(f"{it.indicator.name}, values that are given in several ways"),), columns, tuple(rows))


def _known(material: Material, key: str, periods: Iterable[Period], here: str) -> Runs:
    meeting = material.at(key).meeting
    return (
        page_link(here, meeting_page(key), meeting.day),
        Text(f": {listed(period.in_sentence for period in periods)}"),
    )


def _version_rows(
    material: Material, indicator: Indicator, versions: Sequence[Observation], here: str
) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each value of a period, with what it was before."""
    for last, row in zip([None, *versions], versions, strict=False):
        status: Runs = (Text("First given"),)
        if last:
            status = (
                Text("Restated, from " if last.as_at < row.as_at else "Also given, beside "),
                observed(indicator, last),
            )
        name = f"{row.period.label}, {row.breakdown}" if row.breakdown else row.period.label
        known = Cell(_known_at(material, row, here))
        yield Cell.of(name), Cell((observed(indicator, row),)), known, Cell(status)


def _known_at(material: Material, row: Observation, here: str) -> Runs:
    """Return the first meeting that could know a value, with the way to its papers."""
    first = material.first_with(row)
    return (page_link(here, meeting_page(first.key), first.day),)


def _disagreement(finding: Finding, part: PartFindings) -> Iterator[Block]:
    apart = apart_runs(finding)
    yield Heading.of(3, about(finding))
    yield Paragraph((*apart, *([Text(". ")] if apart else []), *status_runs(finding, part)))
    yield Bullets(tuple(_side(side) for side in finding.sides))


def _side(side: Side) -> Runs:
    return (*side.said, LineBreak(), Text(side_label(side)))


def _resolutions(resolved: Sequence[Resolution], here: str) -> Iterator[Block]:
    if resolved:
        yield Bullets(tuple((*each.words, Text(" ("), each.link(here), Text(")")) for each in resolved))


def _papers(material: Material, it: _About, here: str) -> Iterator[Block]:
    papers = [_paper(material.at(key), stem, here) for key, stems in reversed(it.shown) for stem in stems]
    yield from latest(papers, rest(here, material, "Earlier papers are on the pages of their meetings."))


def _paper(one: Published, stem: str, here: str) -> Runs:
    key, title = one.meeting.key, one.titles.get(stem, stem.replace("-", " ").strip("0123456789 ").capitalize())
    return (
        Text(title, href=way(here, paper(key, f"{stem}.html")), about=one.meeting.day),
        Text(f", {one.meeting.day}"),
    )
