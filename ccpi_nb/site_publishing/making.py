"""The pages of the website and their files, and the jobs that make and read them, each in a process of its own."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.lock import keep_out, seal
from ccpi_nb.exempt.public_copy import copy_without_exempt
from ccpi_nb.exempt.reach import reach_of_part_i
from ccpi_nb.files.atomic import lay_file
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.render.json_form import document_to_json
from ccpi_nb.site.addresses import FEED, SITEMAP, paper
from ccpi_nb.site.committee import resolutions
from ccpi_nb.site.indicator_pages import indicator_pages
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.meeting_pages import meeting_pages
from ccpi_nb.site.overviews import open_data_page, overview_pages
from ccpi_nb.site.pages import Frame, Page
from ccpi_nb.site.paging import list_of_meetings
from ccpi_nb.site.scorecards import scorecard_pages
from ccpi_nb.site.service_pages import service_pages
from ccpi_nb.site_publishing.feeds import feed, sitemap
from ccpi_nb.workbook.inputs import Workbook


@dataclass(frozen=True)
class Kept:
    """The record of a page: the digest of what it was made from, and those of its files."""

    seen: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class MadePage:
    """A page as made now: its record, its files, and its document as JSON; neither where it is as it was before."""

    address: str
    kept: Kept
    files: Mapping[str, bytes]
    document: bytes = b""


def site_pages(material: Material, base: str = "", *, parquet: bool = False) -> Iterator[Page]:
    """Yield all pages of the site; `base` is its address on the web; `parquet` has the open data in Parquet too."""
    resolved = tuple(resolutions(material))
    yield from overview_pages(material, resolved)
    yield from meeting_pages(material, resolved)
    yield from scorecard_pages(material)
    yield from service_pages(material)
    yield from indicator_pages(material, resolved)
    yield open_data_page(material, base, parquet)


def frame_of(material: Material, base: str = "") -> Frame:
    """Return what all pages have around them; `base` is the address of the site on the web."""
    reports = [report for one in material.published for report in one.meeting.reports]
    limits = sorted({report.disclosure.limit for report in reports if report.disclosure})
    licence = [material.terms.licence.title] if material.terms.licence else []
    return Frame(
        material.evidence.indicators, (*material.workbook.names, *limits, *licence), base, list_of_meetings(material)
    )


def made(pages: Iterable[Page], frame: Frame, code: str, stands: Callable[[str, str], bool]) -> Iterator[MadePage]:
    """Yield each page; without its files where `stands` says that those of this digest are there already."""
    for page in pages:
        seen = sha256(f"{code}\n{frame.digest(page)}".encode()).hexdigest()
        if stands(page.address, seen):
            yield MadePage(page.address, Kept(seen, {}), {})
            continue
        document = page.document()
        files = frame.files(page, document)
        digests = {name: sha256(content).hexdigest() for name, content in files.items()}
        yield MadePage(page.address, Kept(seen, digests), files, document_to_json(document))


def for_programs(material: Material, pages: Iterable[str], base: str) -> Mapping[str, bytes]:
    """Return the feed, and the sitemap where the site's address is known."""
    found = {FEED: feed(material, base)}
    if base:
        papers = (
            paper(one.meeting.key, path.name)
            for one in material.published
            for path in sorted(one.folder.glob("*.html"))
        )
        found[SITEMAP] = sitemap([*(f"{address}.html" for address in pages), *papers], base)
    return found


@dataclass(frozen=True)
class Where:
    """The places of a site that is being made: the workbook, its public copy, the site, its pages' documents."""

    root: Path
    copy: Path
    folder: Path
    documents: Path
    keys: tuple[str, ...]
    base: str
    parquet: bool = False


# The jobs, each in a process of its own.


def copy_public(scratch: Path, root: Path, copy: Path) -> None:
    """Write the workbook as Part I may see it into `copy`."""
    copy_without_exempt(Workbook(root), copy)


def make_pages(scratch: Path, where: Where, before: Mapping[str, Kept], share: int, of: int) -> Mapping[str, Kept]:
    """Make one of several shares of the site's pages, and return their records; of those that stand without files.

    The process can't read what is exempt.
    """
    papers = [public_folder(where.root, key) for key in where.keys]
    tools = Prints(where.root).of_tools  # before what it reads is closed
    reach = reach_of_part_i(where.root, where.copy, scratch, where.folder, where.documents, *papers)
    os.chdir(scratch)
    seal(reach.closed, reach.opened)
    keep_out(reach.closed, reach.opened)
    workbook = Workbook(where.copy)
    published = tuple(Published(workbook.meeting(key), folder) for key, folder in zip(where.keys, papers, strict=True))
    material = Material(workbook, published)
    pages = list(site_pages(material, where.base, parquet=where.parquet))
    if share == 0:
        for name, content in for_programs(material, [page.address for page in pages], where.base).items():
            lay_file(where.folder / name, content)

    def stands(address: str, seen: str) -> bool:
        return address in before and before[address].seen == seen

    found: dict[str, Kept] = {}
    for page in made(pages[share::of], frame_of(material, where.base), tools, stands):
        found[page.address] = page.kept
        for name, content in page.files.items():
            lay_file(where.folder / name, content)
        if page.files:
            lay_file(where.documents / f"{page.address}.json", page.document)
    return found


def public_folder(root: Path, key: str) -> Path:
    """Return the folder of a meeting's public papers."""
    return root / "outputs" / key / Part.PUBLIC.folder
