"""Documents as accessible HTML: a fragment for a notebook's screen, a report's page, a meeting's front page."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from itertools import groupby
from operator import attrgetter

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ccpi_nb.computing.computations import Computation
from ccpi_nb.document.ledger import entries, packed
from ccpi_nb.document.model import SYMBOLS, UNSEEN_LABELS, Block, Cell, Column, Document, Heading, Masthead, Table
from ccpi_nb.document.prose_numbers import Known, known_parts
from ccpi_nb.document.runs import Figure, Judgement, LineBreak, Run, Runs, Text, is_safe_link, plain
from ccpi_nb.document.sections import anchors
from ccpi_nb.document.sources import Glossary, Sources, begins_section, source_names, sources_by_section, sources_of
from ccpi_nb.document.table_texts import MARK, spelled_out
from ccpi_nb.render.screen_styles import CARDS, STYLES, TONES

_NO_GLOSSARY = Glossary()
# Those that the page that is being rendered may name: of each page others, and no reason to build its templates anew.
_SOURCES: ContextVar[tuple[str, ...]] = ContextVar("sources", default=())
_NOTE = re.compile(r"\[note\s\d+\]")


@dataclass(frozen=True)
class Link:
    """A file to open: 'PDF', '05-blue-badge-recovery.pdf', '120 KB'."""

    label: str
    href: str
    size: str = ""


@dataclass(frozen=True)
class Neighbours:
    """The pages next to a page: the meeting's front page, and those before and after in the order of the agenda.

    `about` is the page on where the Part's figures come from, `ledger` the list of them all; `disputed` has for rows of
    data, as 'data/x.csv, row 2', where papers disagree on them.
    """

    up: Link
    before: Link | None = None
    after: Link | None = None
    about: Link | None = None
    ledger: Link | None = None
    disputed: Mapping[str, Link] = field(default_factory=dict)


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
    sections_only: bool = False,
) -> str:
    """Return the whole page of a report as HTML; `downloads` are other formats of it.

    With `sections_only` its contents have no headings below those of sections.
    """
    blocks, sources = spelled_out(document.blocks), sources_by_section(document.blocks, glossary)
    _SOURCES.set((*glossary.sources, *_named(document.blocks, glossary)))
    anchored = list(zip(blocks, anchors(blocks), sources, strict=True))
    return _render(
        "document.html.j2",
        glossary.all_names,
        masthead=document.masthead,
        downloads=downloads,
        neighbours=neighbours,
        blocks=anchored,
        has_sources=any(sources),
        csv=next((link for link in downloads if link.href.endswith(".csv")), None),
        disputed=partial(_disputed, neighbours.disputed if neighbours else {}),
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
    _SOURCES.set((*glossary.sources, *_named(front, glossary)))
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
    return _environment(names).get_template(template).render(**values)


@cache
def _environment(names: tuple[str, ...] | None) -> Environment:
    """Return the templates' environment, with filters that mark the digits of `names` as parts of names.

    With None, as in a notebook, no digits are marked.
    """
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
        "by_link": _by_link,
        "data_uri": _data_uri,
        "with_link_back": _with_link_back,
        "with_links_to_notes": _with_links_to_notes,
        "note_number": _note_number,
        "origin": _origin,
        "percentages": _percentages,
        "plain": plain,
        "sha256": _sha256,
    }
    environment.filters["marked"] = escape if names is None else partial(_marked, names=names)
    environment.filters["titled"] = escape if names is None else partial(_titled, names=names)
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


def _marked(words: str, names: tuple[str, ...]) -> Markup:
    """Return the words as HTML, with the digits that belong to no figure marked as what they are.

    They are dates and times, for machines to read, names, periods and the marks of notes.
    """
    html, end = Markup(), 0
    for mark in _NOTE.finditer(words):
        html += _known(words[end : mark.start()], names) + Markup('<span data-number="note">{}</span>').format(mark[0])
        end = mark.end()
    return html + _known(words[end:], names)


def _titled(words: str, names: tuple[str, ...]) -> Markup:
    """Return the words of a heading as HTML, also with an item's number marked at its start: '5. Urgent business'."""
    if number := re.match(r"\d+[a-z]?\.(?=\s)", words):
        return Markup('<span data-number="item">{}</span>').format(number[0]) + _marked(words[number.end() :], names)
    return _marked(words, names)


def _named(blocks: Sequence[Block], glossary: Glossary) -> tuple[str, ...]:
    """Return the sources that a page's words may name, those of its figures."""
    shown = (entry.shown for entry in entries(Document(Masthead("", ""), tuple(blocks)), ""))
    return source_names(shown, glossary.all_names)


# A mark as `_marked` writes it.
_MARK = re.compile(r'<span data-number="note">(\[note\s(\d+)\])</span>')


def _note_number(note: Runs) -> str:
    """Return the number that a note begins with: '1' for '[note 1] The year to date.'; '' where it has none."""
    mark = MARK.match(plain(note))
    return mark[1] if mark else ""


def _with_links_to_notes(table: Markup, anchor: str, notes: Sequence[Runs]) -> Markup:
    """Return a table's HTML with each mark of a note as a link there; the first of each can be gone back to."""
    numbers, marked = set(filter(None, map(_note_number, notes))), set[str]()

    def link(match: re.Match[str]) -> str:
        mark, number = match.groups()
        if number not in numbers:
            return match[0]
        back = "" if number in marked else f' id="{anchor}_mark-{number}"'
        marked.add(number)
        return f'<a{back} href="#{anchor}_note-{number}" role="doc-noteref" data-number="note">{mark}</a>'

    return Markup(_MARK.sub(link, str(table)))


def _with_link_back(note: Markup, anchor: str, number: str, table: str) -> Markup:
    """Return a note's HTML with its number as a link to the first mark of it, if the table has one."""
    if not number or f'id="{anchor}_mark-{number}"' not in table:
        return note
    back = f'<a href="#{anchor}_mark-{number}" role="doc-backlink" data-number="note">\\1</a>'
    return Markup(_MARK.sub(back, str(note), count=1))


def _known(words: str, names: tuple[str, ...]) -> Markup:
    html, end = Markup(), 0
    for part in known_parts(words, names, _SOURCES.get()):
        html += escape(words[end : part.start]) + _element(part)
        end = part.end
    return html + escape(words[end:])


def _element(part: Known) -> Markup:
    if part.moment:
        return Markup('<time datetime="{}">{}</time>').format(part.moment, part.words)
    return Markup('<span data-number="{}">{}</span>').format(part.kind, part.words)


def _by_link(runs: Runs) -> list[tuple[str, list[Run]]]:
    """Return runs in groups, those that lead to one address together: a link is read aloud once, whatever its styles.

    An address that is not safe is none.
    """

    groups: list[tuple[str, list[Run]]] = []
    for run in runs:
        href = run.href if isinstance(run, Text) and run.href and is_safe_link(run.href) else ""
        if groups and (isinstance(run, LineBreak) or groups[-1][0] == href):
            groups[-1][1].append(run)
        else:
            groups.append((href, [run]))
    return groups


def _origin(shown: Figure | Judgement) -> dict[str, str]:
    """Return the attributes by which a reader or a program finds the data behind a figure.

    Where a figure has several rows, their values are joined, each once; attributes without a value are left out.
    """
    figure = shown if isinstance(shown, Figure) else Figure(shown.text, "", shown.rows, shown.rule)
    attributes = {
        "value": figure.value,
        "data-indicator": packed(row.indicator for row in figure.rows),
        "data-period": packed(row.period for row in figure.rows),
        "data-breakdown": packed(row.breakdown for row in figure.rows),
        "data-rows": packed(str(row.at) for row in figure.rows),
        "data-computation": figure.computation,
    }
    return {name: value for name, value in attributes.items() if value}


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
