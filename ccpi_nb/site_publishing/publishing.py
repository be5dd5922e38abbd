"""Make the website: its pages as Part I may see the workbook, read again by the gate, exchanged as one folder."""

import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.exempt.gate import Passage
from ccpi_nb.exempt.leaks import Leak, in_short
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.readings import Reading, reading_tools, readings_in
from ccpi_nb.files.atomic import lay_file, put_folder, recover_folder, write_file, write_folder
from ccpi_nb.files.one_writer import one_writer
from ccpi_nb.files.text_files import names_in
from ccpi_nb.open_data.parquet import refuse_without_arrow
from ccpi_nb.publish.fingerprints import RECORD, Prints, digest
from ccpi_nb.run.store import Store
from ccpi_nb.run.workers import Done, LocalCrew, Task
from ccpi_nb.site_publishing.making import Kept, Where, public_folder
from ccpi_nb.site_publishing.site_folder import DOCUMENTS, SiteFolder, digests_in
from ccpi_nb.site_publishing.site_gate import SiteGate
from ccpi_nb.workbook.inputs import Workbook

_PAGES, _GATE = "ccpi_nb.site_publishing.making", "ccpi_nb.site_publishing.site_gate"
# Far longer than a share of the pages takes.
_PATIENCE = 1800.0
_MEETINGS = "meetings"


@dataclass(frozen=True)
class Outcome:
    """What making the site came to: how many pages it has, and how many of them were made anew."""

    pages: int
    made: int


def published_keys(root: Path, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the meetings that have been run, whose papers the site may lead to."""
    return tuple(key for key in keys if (public_folder(root, key) / LEDGER).is_file())


def make_site(
    root: Path, jobs: int, now: datetime, *, base: str = "", force: bool = False, parquet: bool = False
) -> Outcome:
    """Bring outputs/site up to date with all meetings that have been run; it stays as it was where anything fails.

    With `parquet` the open data are there as Parquet too. InputError where no meeting has been run, where what one was
    made from has changed, or where something exempt would be public.
    """
    if parquet:
        refuse_without_arrow()
    site = SiteFolder(root)
    with one_writer(site.own, "outputs/site is being made", now):
        recover_folder(site.final)
        for left in (root / "outputs").glob(".site.*"):
            shutil.rmtree(left, ignore_errors=True)
        prints = Prints(root).take_all()
        keys = published_keys(root, Workbook(root).meeting_keys)
        _refuse_stale(root, keys, prints)
        made_from = _made_from(root, keys, prints, (base, parquet))
        if not force and site.is_of(made_from):
            return Outcome(len(site.before), 0)
        with LocalCrew(jobs) as crew, _beside(site.final) as folder:
            before = {} if force else site.before
            return _Making(site, crew, folder, keys, base, parquet, prints.of_tools, before).outcome(made_from)


def _refuse_stale(root: Path, keys: Sequence[str], prints: Prints) -> None:
    if not keys:
        raise InputError("no meeting has been run, so there is nothing to publish; ccpi run --all makes their papers")
    refuse(
        f"files behind outputs/{key} have changed since it was run, and the site leads to its papers; "
        f"look at them again: ccpi run {key}"
        for key in keys
        if not Store(root / "outputs", key).untouched(prints)
    )


def _made_from(root: Path, keys: Iterable[str], prints: Prints, asked: tuple[str, bool]) -> str:
    """Return the digest of all that the site is made from: meetings, which stand for their files, and the others."""
    papers = [digest((Store(root / "outputs", key).own / RECORD).read_bytes()) for key in keys]
    files = [path for folder in ("data", "params", "notebooks") for path in sorted((root / folder).rglob("*"))]
    names = [path.relative_to(root).as_posix() for path in files if path.is_file()]
    return digest(repr((papers, [(name, prints.of(name)) for name in names], prints.of_tools, asked)).encode())


@dataclass(frozen=True)
class _Making:
    site: SiteFolder
    crew: LocalCrew
    folder: Path
    keys: tuple[str, ...]
    base: str
    parquet: bool
    tools: str
    before: Mapping[str, Kept]

    def outcome(self, made_from: str) -> Outcome:
        root, copy, jobs = self.site.root, self.crew.scratch / "part-i", self.crew.jobs
        self._done(self._task("the public copy of the workbook", f"{_PAGES}:copy_public", root, copy))
        documents = self.crew.scratch / DOCUMENTS
        documents.mkdir()
        where = Where(root, copy, self.folder, documents, self.keys, self.base, self.parquet)
        shares = [
            self._task("a share of the site's pages", f"{_PAGES}:make_pages", where, dict(self.before), share, jobs)
            for share in range(jobs)
        ]
        pages = {address: kept for share in self._done(*shares) for address, kept in share.items()}
        remade = {address for address, kept in pages.items() if kept.files}
        for address in pages.keys() - remade:
            pages[address] = self.before[address]
            for name in pages[address].files:
                lay_file(self.folder / name, (self.site.final / name).read_bytes())
            document = f"{DOCUMENTS}/{address}.json"
            lay_file(self.crew.scratch / document, (self.site.own / document).read_bytes())
        reading = self._read_again(where)
        for key in self.keys:
            shutil.copytree(public_folder(root, key), self.folder / _MEETINGS / key)
        kept_documents = {
            f"{name}": (documents / name).read_bytes() for name in names_in(documents) if name[-5:] == ".json"
        }
        put_folder(self.folder, self.site.final)
        write_folder(self.site.own / DOCUMENTS, kept_documents)
        write_file(self.site.reading, reading.to_json())
        record = {
            "made_from": made_from,
            "files": digests_in(self.site.final),
            "pages": {
                address: {"seen": kept.seen, "files": dict(kept.files)} for address, kept in sorted(pages.items())
            },
        }
        write_file(self.site.own / RECORD, json.dumps(record, indent=1).encode())
        return Outcome(len(pages), len(remade))

    def _read_again(self, where: Where) -> Reading:
        """Have the gate read what it has not read before; return what it found nothing in."""
        content = self._looked_for(where, with_pages=False)
        tools = reading_tools(self.tools)
        before = readings_in(self.site.reading, tools) if self.before else ()
        passages = self._passages(where, names_in(where.folder), before)
        found = [leak for passage in passages for leak in passage.leaks]
        if found:
            self._looked_for(where, with_pages=True)
            doubtful = self._passages(where, sorted({leak.file for leak in found}), ())
            found = [leak for passage in doubtful for leak in passage.leaks]
        self._refuse_leaks(found)
        passed = {name: sha256 for passage in passages for name, sha256 in passage.passed.items()}
        hashes = {name: own for passage in passages for name, own in passage.hashes.items()}
        return Reading(tools, content, passed, hashes)

    def _looked_for(self, where: Where, *, with_pages: bool) -> ExemptContent:
        self._done(self._task("what is exempt", f"{_GATE}:gather", where, self._exempt, with_pages))
        return SiteGate.from_json(self._exempt.read_bytes()).content

    @property
    def _exempt(self) -> Path:
        return self.crew.scratch / "exempt.json"

    def _passages(self, where: Where, names: Sequence[str], before: Collection[Reading]) -> list[Passage]:
        shares = filter(None, (names[share :: self.crew.jobs] for share in range(self.crew.jobs)))
        job = f"{_GATE}:read_again"
        return self._done(
            *(self._task("a reading of the site's pages", job, where, self._exempt, before, share) for share in shares)
        )

    def _task(self, name: str, job: str, *arguments: object) -> Task:
        return Task(name, job, arguments, _PATIENCE)

    def _done(self, *tasks: Task) -> list[Any]:
        done: list[Done] = list(self.crew.done(tasks))
        for outcome in done:
            if outcome.failure:
                write_file(self.site.failed.with_name("site.txt"), outcome.failure.encode())
                raise InputError(
                    f"{outcome.task.name} stopped for a reason that is no author's fault; "
                    f"{self.site.failed.with_name('site.txt').relative_to(self.site.root)} says which: "
                    "show it to whoever keeps ccpi_nb"
                )
        refuse(sorted({line for outcome in done for line in outcome.problem.splitlines()}))
        return [outcome.value for outcome in done]

    def _refuse_leaks(self, found: Sequence[Leak]) -> None:
        """Raise InputError where anything exempt would be public; what it is stays where no log shows it."""
        shutil.rmtree(self.site.failed.parent.parent, ignore_errors=True)
        if found:
            write_file(self.site.failed, "".join(f"{leak}\n" for leak in sorted({*found}, key=str)).encode())
        refuse(in_short(found, self.site.failed.relative_to(self.site.root).as_posix()))


@contextmanager
def _beside(final: Path) -> Iterator[Path]:
    """Yield a folder beside the final one, which is removed afterwards, whatever happened."""
    final.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{final.name}.", dir=final.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
