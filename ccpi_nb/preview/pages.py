"""Pages of the preview: a report's page with what is to be looked at listed above it and marked in it, and the list."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from ccpi_nb.document.model import Block, Cell, Column, Document, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Text
from ccpi_nb.domain.meetings import PART_NAMES, RESTRICTION, Meeting, Part, Report
from ccpi_nb.preview.jobs import INDEX, Failure
from ccpi_nb.render.html import render_document
from ccpi_nb.run.messages import Remark, RemarkKind

# What the page says of itself to a browser; here the server says it, since a preview runs one script of its own.
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# The first thing that a keyboard comes to.
_SKIP = '<a class="skip" href="#main">Skip to main content</a>\n'
# A number, or a character that HTML writes with one.
_TOKEN = re.compile(r"&#?\w+;|\d+(?:[.,:]\d+)*")
_ORDER = {kind: place for place, kind in enumerate(RemarkKind)}


def path_of(report: Report) -> str:
    """Return where a report's page is in a preview."""
    return f"{report.part.folder}/{report.stem}.html"


def path_of_list(part: Part) -> str:
    """Return where a Part's list of reports is in a preview."""
    return f"{part.folder}/{INDEX}"


def previewed(html: str, state: str, part: Part, remarks: Iterable[Remark] = (), failure: Failure | None = None) -> str:
    """Return a page as the preview shows it: remarks listed first, and marked where they belong."""
    listed = [*enumerate(sorted(remarks, key=lambda remark: _ORDER[remark.kind]), start=1)]
    panel = _environment().get_template("panel.html.j2")
    words = panel.render(
        state=state,
        restricted=part is Part.EXEMPT,
        failure=failure,
        count=len(listed) + bool(failure),
        remarks=[(kind, list(of_kind)) for kind, of_kind in groupby(listed, key=lambda each: each[1].kind)],
    )
    marked = _marked(html, listed)
    head = f"<style>{_style()}</style>\n<script>{_script()}</script>"
    return _POLICY.sub(lambda found: head, marked, count=1).replace(_SKIP, f"{_SKIP}{words}\n", 1)


def policy() -> str:
    """Return what a browser may do with a page of the preview: run our own script, and ask this server."""
    script = b64encode(sha256(_script().encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{script}'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def waiting_page(meeting: Meeting, report: Report) -> str:
    """Return the page that stands where a report's page is still being made."""
    masthead = Masthead(report.title, str(meeting.date), _context(meeting, report.part), report.restriction)
    return render_document(Document(masthead, (Paragraph.of("This page is being made."),)))


def list_page(meeting: Meeting, part: Part, states: Iterable[tuple[Report, str]], other: str) -> str:
    """Return the page that lists a Part's reports, with what is known of each; `other` leads to the other Part."""
    rows = tuple(
        (
            Cell((Text(report.item),)),
            Cell((Text(report.title, href=f"{report.stem}.html"),)),
            Cell((Text(state),)),
        )
        for report, state in states
    )
    columns = (Column("Item"), Column("Report"), Column("Preview"))
    blocks: list[Block] = (
        [Table((Text("Reports of this Part"),), columns, rows)] if rows else [Paragraph.of("This Part has no report.")]
    )
    if other:
        words = PART_NAMES[Part.EXEMPT if part is Part.PUBLIC else Part.PUBLIC]
        blocks.append(Paragraph((Text(f"Reports of {words}", href=other),)))
    restriction = RESTRICTION if part is Part.EXEMPT else ""
    return render_document(
        Document(
            Masthead("Reports of the meeting", str(meeting.date), _context(meeting, part), restriction), tuple(blocks)
        )
    )


def empty_page(day: str) -> str:
    """Return the page that stands where the meeting itself can't be read yet."""
    return render_document(Document(Masthead("Preview", day[:10], ()), (Paragraph.of("No report can be made yet."),)))


def _context(meeting: Meeting, part: Part) -> tuple[tuple[str, str], ...]:
    return (*meeting.bodies, ("Meeting", meeting.day), ("Part", PART_NAMES[part]))


def _marked(html: str, listed: Sequence[tuple[int, Remark]]) -> str:
    """Return a page with a mark around each text that a remark is about."""
    places: dict[int, list[tuple[int, Remark]]] = {}
    for number, remark in listed:
        if remark.at is not None:
            places.setdefault(remark.at, []).append((number, remark))
    for at in sorted(places, reverse=True):
        end = html.index("<", at)
        html = html[:at] + _with_marks(html[at:end], places[at]) + html[end:]
    return html


def _with_marks(text: str, here: Sequence[tuple[int, Remark]]) -> str:
    """Return a text with its remarks' marks: around their numbers, around all of it, or before what is no text."""
    numbers = [(number, remark.number) for number, remark in here if remark.number and text]

    def around(token: re.Match[str]) -> str:
        if not numbers or token[0] != numbers[0][1]:
            return token[0]
        return _mark(numbers.pop(0)[0], token[0])

    marked = _TOKEN.sub(around, text)
    for number, remark in here:
        if not (remark.number and text):
            marked = _mark(number, marked or "Remark")
    return marked


def _mark(number: int, words: str) -> str:
    return f'<mark id="preview-{number}">{words}</mark>'


@cache
def _style() -> str:
    return _template("preview.css")


@cache
def _script() -> str:
    return _template("preview.js")


def _template(name: str) -> str:
    return files("ccpi_nb.preview").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("ccpi_nb.preview"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
