"""Words and figures as HTML: digits marked as what they are, notes linked, figures with the data behind them."""

import re
from collections.abc import Sequence
from contextvars import ContextVar

from markupsafe import Markup, escape

from ccpi_nb.computing.selections import MOST_MARKED, marked
from ccpi_nb.document.ledger import packed
from ccpi_nb.document.prose_numbers import Known, known_parts
from ccpi_nb.document.runs import Figure, Judgement, LineBreak, Run, Runs, Text, is_safe_link, plain
from ccpi_nb.document.table_texts import MARK

# Those that the page that is being rendered may name, and the names whose digits are no figure there; where they are
# None, as in a notebook, no digits are marked. Of each page others, and no reason to build its templates anew.
SOURCES: ContextVar[tuple[str, ...]] = ContextVar("sources", default=())
NAMES: ContextVar[tuple[str, ...] | None] = ContextVar("names", default=None)
_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r"\[note\s\d+\]")


def marked_words(words: str) -> Markup:
    """Return the words as HTML, with the digits that belong to no figure marked as what they are.

    They are dates and times, for machines to read, names, periods and the marks of notes.
    """
    names = NAMES.get()
    if names is None or not _DIGIT.search(words):
        return escape(words)
    html, end = Markup(), 0
    for mark in _NOTE.finditer(words):
        html += _known(words[end : mark.start()], names) + Markup('<span data-number="note">{}</span>').format(mark[0])
        end = mark.end()
    return html + _known(words[end:], names)


def titled_words(words: str) -> Markup:
    """Return the words of a heading as HTML, also with an item's number marked at its start: '5. Urgent business'."""
    number = re.match(r"\d+[a-z]?\.(?=\s)", words) if NAMES.get() is not None else None
    if number:
        return Markup('<span data-number="item">{}</span>').format(number[0]) + marked_words(words[number.end() :])
    return marked_words(words)


# A mark as `marked_words` writes it.
_MARK = re.compile(r'<span data-number="note">(\[note\s(\d+)\])</span>')


def note_number(note: Runs) -> str:
    """Return the number that a note begins with: '1' for '[note 1] The year to date.'; '' where it has none."""
    mark = MARK.match(plain(note))
    return mark[1] if mark else ""


def with_links_to_notes(table: Markup, anchor: str, notes: Sequence[Runs]) -> Markup:
    """Return a table's HTML with each mark of a note as a link there; the first of each can be gone back to."""
    numbers, marked = set(filter(None, map(note_number, notes))), set[str]()

    def link(match: re.Match[str]) -> str:
        mark, number = match.groups()
        if number not in numbers:
            return match[0]
        back = "" if number in marked else f' id="{anchor}_mark-{number}"'
        marked.add(number)
        return f'<a{back} href="#{anchor}_note-{number}" role="doc-noteref" data-number="note">{mark}</a>'

    return Markup(_MARK.sub(link, str(table)))


def with_link_back(note: Markup, anchor: str, number: str, table: str) -> Markup:
    """Return a note's HTML with its number as a link to the first mark of it, if the table has one."""
    if not number or f'id="{anchor}_mark-{number}"' not in table:
        return note
    back = f'<a href="#{anchor}_mark-{number}" role="doc-backlink" data-number="note">\\1</a>'
    return Markup(_MARK.sub(back, str(note), count=1))


def _known(words: str, names: tuple[str, ...]) -> Markup:
    html, end = Markup(), 0
    for part in known_parts(words, names, SOURCES.get()):
        html += escape(words[end : part.start]) + _element(part)
        end = part.end
    return html + escape(words[end:])


def _element(part: Known) -> Markup:
    if part.moment:
        return Markup('<time datetime="{}">{}</time>').format(part.moment, part.words)
    return Markup('<span data-number="{}">{}</span>').format(part.kind, part.words)


def by_link(runs: Runs) -> list[tuple[str, list[Run]]]:
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


def origin_of(shown: Figure | Judgement) -> dict[str, str]:
    """Return the attributes by which a reader or a program finds the data behind a figure.

    Where a figure has several rows, their values are joined, each once; of very many the ledger has them, and the page
    the name of their selection. Attributes without a value are left out.
    """
    figure = shown if isinstance(shown, Figure) else Figure(shown.text, "", shown.rows, shown.rule)
    periods = (row.period for row in figure.rows) if len(figure.rows) <= MOST_MARKED else ()
    attributes = {
        "value": figure.value,
        "data-indicator": packed(row.indicator for row in figure.rows),
        "data-period": packed(periods),
        "data-breakdown": packed(row.breakdown for row in figure.rows),
        "data-rows": packed(marked(row.at for row in figure.rows)),
        "data-computation": figure.computation,
    }
    return {name: value for name, value in attributes.items() if value}
