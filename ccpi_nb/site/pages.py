"""A page of the website: what it is made from, and its files: the page, the ledger of its figures, and data."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from ccpi_nb.document.ledger import entries, ledger_csv, lines
from ccpi_nb.document.model import Block, Chart, Document
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.indicators import DataRow, Indicator
from ccpi_nb.domain.meeting_keys import chart_file
from ccpi_nb.domain.meetings import MADE_UP
from ccpi_nb.files.strict_csv import guarded_csv
from ccpi_nb.files.views import content_digest
from ccpi_nb.open_data.open_set import Download
from ccpi_nb.render.chart_texts import ALL_VALUES, alternatives_in_place
from ccpi_nb.render.executed import said_made_up
from ccpi_nb.render.html import CHART_DATA, Link, Neighbours, Place, render_document
from ccpi_nb.render.tidy_csv import chart_csvs
from ccpi_nb.site.addresses import A_TO_Z, ABOUT, CHANGES, FEED, FOLLOW_UPS, FRONT, OPEN_DATA, SCORECARD, way

# There is no spreadsheet of a page.
_ALL_VALUES = "Every value is in the indicator's data to download"
_ENCODING = "utf-8-sig"  # as spreadsheets expect it


@dataclass(frozen=True)
class Page:
    """A page by its address, such as 'indicators/calls-answered'.

    `seen` is all that it is made from: while that is the same, so is the page. `keys` are indicators that it names
    without a figure of them; `data` are rows to download, the header first; `downloads` are files in a folder named as
    the page. `steps` are the pages before and after it, where it is one of several. `elsewhere` are rows of data that
    other pages list, so that this one need not beside its charts.
    """

    address: str
    seen: tuple[object, ...]
    document: Callable[[], Document]
    keys: tuple[str, ...] = ()
    data: Callable[[], list[tuple[str, ...]]] | None = None
    downloads: Callable[[], Collection[Download]] = tuple
    steps: tuple[Link | None, Link | None] = (None, None)
    searches: bool = False
    elsewhere: frozenset[DataRow] = frozenset()


@dataclass(frozen=True)
class Frame:
    """What all pages have around them: the way to each other, and the names whose digits are no figures.

    `indicators` are all that a page may name; `base` is the address of the site, '' where nobody said it; `meetings`
    that of the page with all meetings.
    """

    indicators: Mapping[str, Indicator]
    names: tuple[str, ...] = ()
    base: str = ""
    meetings: str = FRONT

    def digest(self, page: Page) -> str:
        """Return the digest of what a page is made from."""
        # Without the indicators, of which each page has seen those that it names.
        return content_digest((page.address, page.seen, page.keys, page.steps, self.names, self.base, self.meetings))

    def files(self, page: Page, document: Document) -> Mapping[str, bytes]:
        """Return the files of a page by their names in the site."""
        document = replace(document, blocks=tuple(map(_told_where_values_are, alternatives_in_place(document.blocks))))
        found = entries(document, page.address)
        ledger = ledger_csv(lines(found)).encode(_ENCODING)
        data = guarded_csv(page.data()).encode(_ENCODING) if page.data else b""
        here, beside = page.address, {f"{page.address}/{each.name}": each for each in page.downloads()}
        downloads = [Link(each.label, way(here, name), each.size) for name, each in beside.items()]
        if data:
            downloads.append(Link("Data (CSV)", way(here, f"{here}.csv"), _size(data)))
            downloads.append(Link("All indicators as open data", way(here, f"{OPEN_DATA}.html")))
        keys = {*page.keys, *(row.indicator for entry in found for row in entry.shown.rows)}
        glossary = replace(self._glossary(keys), elsewhere=page.elsewhere)
        drawn = {place: (chart_file(here, place), data) for place, data in chart_csvs(document, glossary).items()}
        links = {place: Link(CHART_DATA, way(here, name)) for place, (name, _) in drawn.items()}
        html = render_document(document, downloads, self._neighbours(page), glossary=glossary, chart_files=links)
        files = {f"{page.address}.html": html.encode(), f"{page.address}-ledger.csv": ledger}
        files |= {name: each.content for name, each in beside.items()}
        files |= {name: content.encode(_ENCODING) for name, content in drawn.values()}
        return {**files, f"{page.address}.csv": data} if data else files

    def _glossary(self, keys: Collection[str]) -> Glossary:
        """Return what a page calls things; a definition has no figures, so that its digits are a name's."""
        named = {key: known for key in sorted(keys) if (known := self.indicators.get(key))}
        words = (text for known in named.values() for text in (known.name, known.definition))
        return Glossary(named, (*self.names, *(text for text in words if re.search(r"\d", text))))

    def _neighbours(self, page: Page) -> Neighbours:
        here = page.address
        return Neighbours(
            Link("Home", way(here, f"{FRONT}.html")),
            *page.steps,
            about=Link("How to check a figure", way(here, f"{ABOUT}.html")),
            ledger=Link("The ledger of this page's figures (CSV)", way(here, f"{here}-ledger.csv")),
            place=Place(
                tuple(self._main_pages(here)),
                feed=way(here, FEED),
                address=f"{self.base}{'' if here == FRONT else f'{here}.html'}" if self.base else "",
                searches=page.searches,
            ),
        )

    def _main_pages(self, here: str) -> Iterator[Link]:
        for words, there in (
            ("Home", FRONT),
            ("Meetings", self.meetings),
            ("Scorecard", SCORECARD),
            ("What changed", CHANGES),
            ("Follow-ups", FOLLOW_UPS),
            ("A to Z and search", A_TO_Z),
            ("About", ABOUT),
        ):
            if (words, there) == ("Meetings", FRONT):
                # A part of the front page, as long as it has them all.
                yield Link(words, "#meetings" if here == FRONT else f"{way(here, f'{FRONT}.html')}#meetings")
            else:
                yield Link(words, "" if there == here else way(here, f"{there}.html"))


def _told_where_values_are(block: Block) -> Block:
    return replace(block, alt=block.alt.replace(ALL_VALUES, _ALL_VALUES)) if isinstance(block, Chart) else block


def _size(data: bytes) -> str:
    return f"{max(1, round(len(data) / 1024))}\N{NO-BREAK SPACE}KB"


def marked_made_up(document: Document, words: str, *, every: bool = True) -> Document:
    """Return a document that says that figures are made up, as do its tables and charts if `every` one has such.

    It is as it is for ''.
    """
    if not words:
        return document
    masthead = replace(document.masthead, context=(*document.masthead.context, (MADE_UP, words)))
    marked = replace(document, masthead=masthead)
    return said_made_up(marked) if every else marked
