"""Documents as accessible HTML: a fragment for a notebook's screen, a report's page, a meeting's front page."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from itertools import groupby
from operator import attrgetter

from jinja2 import Environment, PackageLoader, StrictUndefined

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.ledger import entries
from ccpi_nb.document.model import SYMBOLS, UNSEEN_LABELS, Block, Cell, Column, Document, Heading, Masthead, Table
from ccpi_nb.document.runs import Judgement, Runs, is_safe_link, plain
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.sources import Glossary, Sources, begins_section, source_names, sources_by_section, sources_of
from ccpi_nb.document.table_texts import spelled_out
from ccpi_nb.render.chart_texts import below_the_chart, values_of_charts
from ccpi_nb.render.html_words import (
    NAMES,
    SOURCES,
    by_link,
    marked_words,
    note_number,
    origin_of,
    titled_words,
    with_link_back,
    with_links_to_notes,
)
from ccpi_nb.render.screen_styles import CARDS, STYLES, TONES

_NO_GLOSSARY = Glossary()
# What a link to the data of a chart says.
CHART_DATA = "The data of this chart (CSV)"


@dataclass(frozen=True)
class Link:
    """A file to open: 'PDF', '05-blue-badge-recovery.pdf', '120 KB'."""

    label: str
    href: str
    size: str = ""


@dataclass(frozen=True)
class Place:
    """A page's place in a website: the way to its main pages, that of the page itself having no address.

    `feed` is the site's feed, `address` the page's own on the web where that is known; `searches` is so for the page
    whose list of names can be searched.
    """

    pages: tuple[Link, ...]
    feed: str = ""
    address: str = ""
    searches: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The pages next to a page: the meeting's front page, and those before and after in the order of the agenda.

    `about` is the page on where the Part's figures come from, `ledger` the list of them all; `disputed` has for rows of
    data, as 'data/x.csv, row 2', where papers disagree on them. A page of a website has its `place` in it.
    """

    up: Link
    before: Link | None = None
    after: Link | None = None
    about: Link | None = None
    ledger: Link | None = None
    disputed: Mapping[str, Link] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True)
class IndexEntry:
    """A line of the agenda: `number` is '5' or '5, Appendix A', `note` is 'Report to follow' or the item's text.

    The title leads to the first of the links. Consecutive entries with the same `part` ('Part II (exempt)') have it as
    their heading.
    """

    number: str
    title: str
    note: str = ""
    links: tuple[Link, ...] = ()
    part: str = ""


def render_blocks(blocks: Sequence[Block], glossary: Glossary = _NO_GLOSSARY) -> str:
    """Return the HTML fragment that a notebook shows below a cell, where the page's style is missing.

    After the blocks come the sources of their figures, by indicators' names, or keys where the glossary has none. It
    has no ids, since other cells might have the same.
    """
    return _render("screen.html.j2", None, masthead=None, blocks=blocks, sources=sources_of(blocks, glossary))


def render_masthead(masthead: Masthead, below: Sequence[Block] = ()) -> str:
    """Return the HTML fragment that a notebook shows below the cell that opens a report."""
    return _render("screen.html.j2", None, masthead=masthead, blocks=below, sources=None)


def render_document(
    document: Document,
    downloads: Sequence[Link] = (),
    neighbours: Neighbours | None = None,
    *,
    glossary: Glossary = _NO_GLOSSARY,
    chart_files: Mapping[str, Link] | None = None,
    sections_only: bool = False,
) -> str:
    """Return the whole page of a report as HTML; `downloads` are other formats of it.

    `chart_files` are the data of its charts, by their places on the page. With `sections_only` its contents have no
    headings below those of sections.
    """
    blocks, sources = spelled_out(document.blocks), sources_by_section(document.blocks, glossary)
    SOURCES.set((*glossary.sources, *_named(document.blocks, glossary)))
    anchored = list(zip(blocks, anchors(blocks), sources, strict=True))
    return _render(
        "document.html.j2",
        glossary.all_names,
        masthead=document.masthead,
        downloads=downloads,
        neighbours=neighbours,
        blocks=anchored,
        values={at: spelled_out((table,))[0] for at, table in values_of_charts(blocks, glossary).items()},
        chart_files=chart_files or {},
        has_sources=any(sources),
        csv=next((link for link in downloads if link.href.endswith(".csv")), None),
        disputed=partial(_disputed, neighbours.disputed if neighbours else {}),
        site=neighbours.place if neighbours else None,
        contents=[
            (anchor, runs, () if sections_only else below)
            for anchor, runs, below in _contents((block, anchor) for block, anchor, _ in anchored)
        ],
    )


def render_index(
    masthead: Masthead,
    entries: Sequence[IndexEntry],
    packs: Sequence[Link] = (),
    *,
    front: Sequence[Block] = (),
    data: Sequence[Link] = (),
    signed: Sequence[tuple[str, bool]] = (),
    glossary: Glossary = _NO_GLOSSARY,
) -> str:
    """Return a meeting's front page as HTML: what it says first, then its agenda with the files of each item.

    `packs` hold all of a Part, `front` is what comes before the agenda, `data` says where the figures come from and is
    for programs; `signed` says who signed the meeting off, and whether that is still valid.
    """
    blocks = spelled_out(front)
    SOURCES.set((*glossary.sources, *_named(front, glossary)))
    anchored = list(zip(blocks, anchors(blocks), sources_by_section(blocks, glossary), strict=True))
    # Two sections stand side by side. What goes over the width of the page, and all after it, comes below them.
    wide = next((at for at, block in enumerate(blocks) if isinstance(block, Table)), len(blocks))
    starts = [at for at, block in enumerate(blocks[:wide]) if isinstance(block, Heading)]
    below = min([max(starts, default=0), *starts[2:3]])
    return _render(
        "index.html.j2",
        glossary.all_names,
        masthead=masthead,
        downloads=packs,
        beside=anchored[:below],
        below=anchored[below:],
        parts=[(part, list(members)) for part, members in groupby(entries, key=attrgetter("part"))],
        data=data,
        signed=signed,
    )


def _render(template: str, names: tuple[str, ...] | None, **values: object) -> str:
    NAMES.set(names)
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    """Return the templates' environment, whose filters mark digits as parts of the NAMES of the page."""
    environment = Environment(
        loader=PackageLoader("ccpi_nb.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"symbols": SYMBOLS, "unseen_labels": UNSEEN_LABELS}
    environment.globals |= {"styles": STYLES, "tones": TONES, "cards": CARDS}
    environment.filters |= {
        "below_the_chart": below_the_chart,
        "by_link": by_link,
        "data_uri": _data_uri,
        "with_link_back": with_link_back,
        "with_links_to_notes": with_links_to_notes,
        "marked": marked_words,
        "note_number": note_number,
        "origin": origin_of,
        "percentages": _percentages,
        "plain": plain,
        "sha256": _sha256,
        "titled": titled_words,
    }
    environment.tests |= {"safe_link": is_safe_link, "verdict": _is_verdict}
    return environment


def _disputed(known: Mapping[str, Link], sources: Sources) -> list[Link]:
    """Return where papers disagree on what a section shows, each place once."""
    files = (file for paper in sources.papers for file in paper.files)
    places = (f"{file.file}, row {row.number}" for file in files for row in file.rows)
    return list(dict.fromkeys(known[place] for place in places if place in known))


def _contents(anchored: Iterable[tuple[Block, str]]) -> list[tuple[str, Runs, list[tuple[str, Runs]]]]:
    """Return the sections' headings with their anchors, each with the headings one level below it."""
    contents: list[tuple[str, Runs, list[tuple[str, Runs]]]] = []
    for block, anchor in anchored:
        if isinstance(block, Heading) and begins_section(block):
            contents.append((anchor, block.runs, []))
        elif isinstance(block, Heading) and block.level == 3 and contents:
            contents[-1][2].append((anchor, block.runs))
    return contents


def _named(blocks: Sequence[Block], glossary: Glossary) -> tuple[str, ...]:
    """Return the sources that a page's words may name, those of its figures."""
    shown = (entry.shown for entry in entries(Document(Masthead("", ""), tuple(blocks)), ""))
    return source_names(shown, glossary.all_names)


def _is_verdict(cell: Cell) -> bool:
    """Return whether a cell rates its row: on a phone such a cell comes first in it."""
    return any(isinstance(run, Judgement) and run.rule in (Computation.RATING, Computation.STATUS) for run in cell.runs)


def _percentages(columns: Sequence[Column]) -> list[str]:
    """Return each column's share of the width, such as '32.00%'; empty where all columns are equally wide."""
    widths = [column.width for column in columns]
    return [f"{100 * width / sum(widths):.2f}%" for width in widths] if len(set(widths)) > 1 else []


def _sha256(text: str) -> str:
    """Return a text's hash as a Content Security Policy names it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _data_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode('ascii')}"
