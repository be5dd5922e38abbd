"""The gate before the site: it reads all that the site has beside the papers of meetings, which a run has read."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from io import StringIO
from pathlib import Path

from pydantic import TypeAdapter

from ccpi_nb.document.ledger import LEDGER, unpacked
from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.content import collect_exempt
from ccpi_nb.exempt.gate import Passage, leaks_in, look_through
from ccpi_nb.exempt.known import ledger_amounts
from ccpi_nb.exempt.leaks import Leak
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.readings import Reading
from ccpi_nb.files.strict_csv import csv_rows
from ccpi_nb.files.text_files import names_in
from ccpi_nb.open_data.parquet import parquet_without
from ccpi_nb.render.json_form import document_from_json
from ccpi_nb.run.store import Store
from ccpi_nb.site_publishing.making import Where, public_folder
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import Release

# Before a file's name in data/releases.csv: a page of the site, not a paper of the release's meeting.
_OF_THE_SITE = "site/"
_LEDGER = "-ledger.csv"
_CITED = re.compile(r'(<cite data-number="source">)([^<]*)(?=</cite>)')
_SOURCE = "source"


@dataclass(frozen=True)
class SiteGate:
    """What the gate looks for in the site's own files; `sources` are those that public ledgers of meetings name."""

    content: ExemptContent
    sources: frozenset[str] = frozenset()

    def to_json(self) -> bytes:
        """Return the gate as JSON, which `from_json` reads back the same."""
        return _GATE.dump_json(self)

    @classmethod
    def from_json(cls, data: bytes) -> "SiteGate":
        """Return the gate that `to_json` has written."""
        return _GATE.validate_json(data)

    def leaks(self, folder: Path, names: Iterable[str] | None = None) -> tuple[Leak, ...]:
        """Return what is exempt in the names and contents of a site's files, or of those that are named."""
        return self.look_through(folder, names).leaks

    def look_through(
        self, folder: Path, names: Iterable[str] | None = None, before: Collection[Reading] = ()
    ) -> Passage:
        """Return what is exempt as `leaks` does, and what is not; what an earlier reading holds for is not read."""
        passage = look_through(folder, self.content, names, before)
        phrases = {leak.file for leak in passage.leaks if leak.match in self.content.phrases}
        beside = {name: frozenset(self._beside_sources(folder, name)) for name in phrases if (folder / name).is_file()}
        kept = (leak for leak in passage.leaks if leak.file not in beside or leak in beside[leak.file])
        return replace(passage, leaks=tuple(kept))

    def _beside_sources(self, folder: Path, name: str) -> Iterator[Leak]:
        """Yield what is exempt in a file's name, and in its text where that is not the name of a source of the page."""
        data = without_sources(name, (folder / name).read_bytes(), sources_of(folder, name) & self.sources)
        yield from (Leak(name, "its name", match) for match in self.content.found_in(Path(name).name))
        yield from leaks_in(name, data, self.content)[0]


_GATE = TypeAdapter(SiteGate)


def sources_of(folder: Path, name: str) -> frozenset[str]:
    """Return the sources of a file's page, by its ledger and its data; none for a file that belongs to no page."""
    page = re.sub(rf"({_LEDGER}|\.csv|\.html|\.parquet)$", "", name)
    files = (folder / f"{page}{suffix}" for suffix in (_LEDGER, ".csv"))
    return frozenset().union(*(_named_in(file) for file in files if file.is_file()))


def _named_in(table: Path) -> frozenset[str]:
    """Return the sources that a ledger or the data of a page name."""
    header, *rows = csv_rows(table.read_text(encoding="utf-8-sig"))
    if _SOURCE not in header:
        return frozenset()
    return frozenset(source for row in rows for source in unpacked(row[header.index(_SOURCE)]))


def without_sources(name: str, data: bytes, sources: Iterable[str]) -> bytes:
    """Return a page, its data or its ledger without the names of some sources, where they stand as sources only."""
    parts = {part for source in sources for part in _parts(source)}
    if name.endswith(".html"):
        text = data.decode("utf-8")
        return _CITED.sub(lambda cited: cited[1] if unescape(cited[2]) in parts else cited[0], text).encode()
    if name.endswith(".csv"):
        header, *rows = csv_rows(data.decode("utf-8-sig"))
        return _csv([header, *([_cell(*pair, parts) for pair in zip(header, row, strict=True)] for row in rows)])
    return parquet_without(data, _SOURCE, parts) if name.endswith(".parquet") else data


def _parts(source: str) -> Iterator[str]:
    """Yield a source, and how a page parts it: 'Pack of 11 December' and 'item 4, table', at each of its commas."""
    commas = [comma.start() for comma in re.finditer(", ", source)]
    yield from (source, *(source[:at] for at in commas), *(source[at + 2 :] for at in commas))


def _cell(column: str, cell: str, parts: Collection[str]) -> str:
    return "" if column == _SOURCE and all(source in parts for source in unpacked(cell)) else cell


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def gate_of(where: Where, *, with_pages: bool) -> SiteGate:
    """Return what the gate looks for in a site that is being made: all that Part II of any meeting has.

    Without what the public has by the papers of meetings and, `with_pages`, by the site's own pages: their figures, and
    the words that stand with these. That takes long to look through, and hardly ever is any page in doubt without it.
    """
    workbook = Workbook(where.root)
    meetings = [workbook.meeting(key) for key in where.keys]
    documents = {
        part: [
            document_from_json(Store(where.root / "outputs", meeting.key).document(report))
            for meeting in meetings
            for report in meeting.reports_in(part)
        ]
        for part in Part
    }
    if with_pages:
        names = [name for name in names_in(where.documents) if name.endswith(".json")]
        documents[Part.PUBLIC] += [document_from_json((where.documents / name).read_bytes()) for name in names]
    content = collect_exempt(workbook, meetings[-1], documents)
    for ledger in sorted(where.folder.rglob(f"*{_LEDGER}")) if with_pages else ():
        content = content.without(ledger_amounts(ledger.read_text(encoding="utf-8-sig"), content.names))
    sources = (_named_in(public_folder(where.root, key) / LEDGER) for key in where.keys)
    return SiteGate(replace(content, releases=releases_of_the_site(workbook.releases)), frozenset().union(*sources))


def releases_of_the_site(releases: Iterable[Release]) -> frozenset[tuple[str, str]]:
    """Return which words may stand in which pages: what was let pass in a meeting's paper is so in no page."""
    return frozenset(
        (each.file.removeprefix(_OF_THE_SITE), each.match) for each in releases if each.file.startswith(_OF_THE_SITE)
    )


# The jobs, each in a process of its own.


def gather(scratch: Path, where: Where, place: Path, with_pages: bool) -> None:
    """Write what the gate looks for into a file, which no process of Part I can read."""
    place.write_bytes(gate_of(where, with_pages=with_pages).to_json())


def read_again(scratch: Path, where: Where, place: Path, before: Collection[Reading], names: Sequence[str]) -> Passage:
    """Return what came of some of the site's own files; a run has read the papers of meetings, which stand as read."""
    return SiteGate.from_json(place.read_bytes()).look_through(where.folder, names, before)
