"""What an indicator's page has no room for: earlier values, and long breakdowns, on pages beside it.

The chart of the indicator's page has every value of the whole, and its data have all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ccpi_nb.charts.small_multiples import small_multiples
from ccpi_nb.content.breakdown_tables import members_table
from ccpi_nb.content.tables import history_table
from ccpi_nb.document.model import Absent, Block, Chart, Document, Heading, Masthead, Paragraph
from ccpi_nb.document.runs import Text, anchor_of, plain
from ccpi_nb.document.sections import without_empty_sections
from ccpi_nb.document.sentences import joined
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow, Indicator
from ccpi_nb.domain.periods import Period
from ccpi_nb.site.addresses import indicator_link, indicator_page, page_link
from ccpi_nb.site.material import Material
from ccpi_nb.site.pages import Page, marked_made_up

# Values of a page, and the fewest that are left for the indicator's own: with their sources each is below 300 KB.
_MOST, _FEWEST = 60, 24
# Values by parts that an indicator's page has room for, those of a page of their own, and periods of either.
_FEW_PARTS, _MOST_PARTS, _MOST_PERIODS = 96, 192, 24
_ON_ONE_SCALE = ", on one scale"


@dataclass(frozen=True)
class EarlierValues:
    """The values of an indicator over some periods, earliest first, with those that its series goes on from."""

    key: str
    periods: tuple[Period, ...]

    @property
    def address(self) -> str:
        """The address of their page, the same whatever becomes known after them."""
        return f"{indicator_page(self.key)}-from-{self.periods[0].file_stem}".lower()

    @property
    def words(self) -> str:
        """The periods that they are of: 'January 2005 to December 2009'."""
        return f"{self.periods[0].in_sentence} to {self.periods[-1].in_sentence}"

    def of(self, evidence: Evidence) -> Evidence:
        """Return the part of the evidence about the indicator that these values and their ratings come from."""
        kept, keys = frozenset(self.periods), frozenset(evidence.lineage(self.key))
        rows = (row for row in evidence.observations if row.indicator in keys and row.period in kept)
        whole = tuple(row for row in rows if not row.breakdown)
        targets = tuple(target for target in evidence.targets if target.indicator in keys)
        return replace(evidence, observations=whole, targets=targets, continuations=())


def earlier_values(evidence: Evidence, key: str) -> tuple[EarlierValues, ...]:
    """Return the values of an indicator that are on pages of their own; none where its own page has room for all."""
    every = sorted({row.period for continued in evidence.lineage(key) for row in evidence.series(continued)})
    number = max(0, len(every) - _FEWEST) // _MOST
    return tuple(EarlierValues(key, tuple(every[_MOST * at : _MOST * (at + 1)])) for at in range(number))


def rows_elsewhere(evidence: Evidence, key: str) -> frozenset[DataRow]:
    """Return the rows of data whose values are on pages of their own."""
    return frozenset(row.row for it in earlier_values(evidence, key) for row in it.of(evidence).observations)


def ways_to_earlier(here: str, found: Sequence[EarlierValues]) -> Iterator[Block]:
    """Yield where the values are that an indicator's page does not list; nothing without any."""
    if found:
        links = [(page_link(here, it.address, it.words),) for it in found]
        yield Paragraph((Text("Earlier values are on pages of their own: "), *joined(links), Text(".")))


def breakdown(evidence: Evidence, indicator: Indicator, here: str) -> Iterator[Block]:
    """Yield an indicator's values by parts, of very many the latest, with the way to their own page."""
    if not (periods := evidence.periods(indicator.key, by_member=True)):
        return
    if not _parts_address(evidence, indicator):
        yield from _by_parts(evidence, indicator, _FEW_PARTS)
        return
    caption, header = _caption(indicator), indicator.breakdown.capitalize()
    yield members_table(evidence, indicator.key, periods[-1:], f"{caption}, {periods[-1].in_sentence}", header=header)
    link = page_link(here, _parts_address(evidence, indicator), f"{caption}, the latest periods")
    yield Paragraph((link, Text(": as charts on one scale, and as a table.")))


def further_pages(material: Material, evidence: Evidence, key: str) -> Iterator[Page]:
    """Yield the pages of an indicator's earlier values and of its parts, from the evidence about it."""
    for it in earlier_values(evidence, key):
        title = f"{evidence.indicator(key).name}, {it.words}"
        yield _page(material, it.of(evidence), key, it.address, title, partial(_earlier, it))
    if address := _parts_address(evidence, evidence.indicator(key)):
        rows = tuple(row for row in evidence.observations if row.indicator == key and row.breakdown)
        own = replace(evidence, observations=rows, targets=(), continuations=())
        blocks = partial(_by_parts, indicator=evidence.indicator(key), most=_MOST_PARTS)
        yield _page(material, own, key, address, _caption(evidence.indicator(key)), blocks)


def _page(
    material: Material, own: Evidence, key: str, address: str, title: str, blocks: "partial[Iterator[Block]]"
) -> Page:
    """Return a page of some evidence, made again only where that changes."""
    indicator, made_up = own.indicator(key), material.made_up(key)
    meeting = material.first_with(max(own.observations, key=lambda row: row.as_at))
    masthead = Masthead(title, str(meeting.date), (*meeting.bodies[:2], ("Service", indicator.service)))
    seen = (own, masthead, made_up)

    def document() -> Document:
        link = indicator_link(address, indicator)
        opening = Paragraph((Text("From the page of "), link, Text(".")))
        every = without_empty_sections((opening, Heading.of(2, "Values"), *blocks(own)))
        return marked_made_up(Document(masthead, every), made_up)

    return Page(address, seen, document, (key,))


def _earlier(it: EarlierValues, own: Evidence) -> Iterator[Block]:
    for key in own.observed:
        yield history_table(own.of_indicators({key}), key, None, f"{own.indicator(key).name}, {it.words}")


def _by_parts(evidence: Evidence, indicator: Indicator, most: int) -> Iterator[Block]:
    """Yield charts and a table of the values by parts, of very many the latest."""
    key, every, caption = indicator.key, evidence.periods(indicator.key, by_member=True), _caption(indicator)
    periods = every[-max(2, min(_MOST_PERIODS, most // _parts(evidence, key))) :]
    yield from _saying(small_multiples(evidence, key, periods, f"{caption}{_ON_ONE_SCALE}"))
    yield members_table(evidence, key, periods, caption, header=indicator.breakdown.capitalize())
    if len(periods) < len(every):
        yield Paragraph.of(
            "The charts and the table have the latest periods. The indicator's data to download have all of them."
        )


def _saying(charts: Iterable[Chart | Absent]) -> Iterator[Chart]:
    """Yield the charts that say more than the table: none of a single value, and that of one period says which."""
    for chart in charts:
        if isinstance(chart, Chart) and sum(bool(figure.value) for figure in chart.figures) > 1:
            periods = {row.period for figure in chart.figures for row in figure.rows}
            words = _ON_ONE_SCALE if len(periods) > 1 else f", {Period.parse(periods.pop()).in_sentence}"
            yield replace(chart, caption=(Text(plain(chart.caption).replace(_ON_ONE_SCALE, words)),))


def _caption(indicator: Indicator) -> str:
    return f"{indicator.name} by {indicator.breakdown}"


def _parts(evidence: Evidence, key: str) -> int:
    """Return how many parts an indicator has values of."""
    return len({row.breakdown for row in evidence.observations if row.indicator == key and row.breakdown})


def _parts_address(evidence: Evidence, indicator: Indicator) -> str:
    """Return the address of the page of an indicator's values by parts; '' where its own has room for them."""
    periods = evidence.periods(indicator.key, by_member=True)
    if len(periods) * _parts(evidence, indicator.key) <= _FEW_PARTS:
        return ""
    return f"{indicator_page(indicator.key)}-by-{anchor_of(indicator.breakdown)}"
