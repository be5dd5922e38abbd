"""Is every number explained?

Reads finished pages and PDFs and holds each number against its markup and the ledger, not against how it was made.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ccpi_nb.document.ledger import LEDGER, LedgerLine
from ccpi_nb.document.provenance import PROVENANCE
from ccpi_nb.domain.periods import Period, short_name
from ccpi_nb.errors import InputError
from ccpi_nb.review.ledger_index import STRUCTURAL, LedgerIndex, sources_in
from ccpi_nb.review.outputs import read_ledger
from ccpi_nb.review.scanned_pages import NUMBER, ScannedPage, numbers_in, scan_page
from ccpi_nb.review.scanned_pdfs import ScannedPdf, scan_pdf
from ccpi_nb.run.messages import Remark, RemarkKind

_PACK = "agenda-pack"


@dataclass(frozen=True)
class Unexplained:
    """A number that neither markup nor ledger explains, with the words around it."""

    file: str
    place: str
    number: str
    context: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: nothing explains '{self.number}' in '{self.context}'"


@dataclass(frozen=True)
class Completeness:
    """How many numbers were read, and those without explanation."""

    numbers: int
    unexplained: tuple[Unexplained, ...]

    @property
    def summary(self) -> str:
        """The count of numbers and the share of them that is explained, as a sentence without its full stop."""
        return f"{self.numbers - len(self.unexplained):,} of {self.numbers:,} numbers explained"


@dataclass(frozen=True)
class _Number:
    """A number as read, and whether anything explains it; `at` is where its text begins in a page's characters."""

    number: str
    place: str
    context: str
    is_explained: bool
    at: int | None = None


def completeness(*folders: Path) -> Completeness:
    """Read all pages and PDFs of the folders, and return how many of their numbers are explained.

    The folders may explain each other's: the members' pack has the public documents too.
    """
    if missing := [folder for folder in folders if not (folder / LEDGER).is_file()]:
        raise InputError(*(f"{folder} has no {LEDGER}; run the meeting, which makes it" for folder in missing))
    books = {folder: read_ledger(folder / LEDGER) for folder in folders}
    pages = {
        (folder, path.stem): scan_page(path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted(folder.glob("*.html"))
    }
    read: list[_Number] = []
    found: list[Unexplained] = []

    def count(file: Path, numbers: Iterable[_Number]) -> None:
        for item in numbers:
            read.append(item)
            if not item.is_explained:
                found.append(Unexplained(f"{file.parent.name}/{file.name}", item.place, item.number, item.context))

    elsewhere = sources_in(line for book in books.values() for line in book)
    vouched: dict[tuple[Path, str], _Vouched] = {}
    for (folder, stem), page in pages.items():
        book = replace(LedgerIndex(tuple(line for line in books[folder] if line.report == stem)), elsewhere=elsewhere)
        count(folder / f"{stem}.html", page_numbers(page, book))
        vouched[folder, stem] = _Vouched.by(page, book)
    titles: dict[str, list[_Vouched]] = {}
    for key, page in pages.items():
        titles.setdefault(page.title, []).append(vouched[key])
    for folder in folders:
        titles[PROVENANCE] = [_Vouched.by_ledger(line for line in books[folder] if line.report == _PACK)]
        for path in sorted(folder.glob("*.pdf")):
            expected = vouched.get((folder, "index" if path.stem == _PACK else path.stem), _Vouched(Counter(), ""))
            count(path, pdf_numbers(scan_pdf(path.read_bytes()), expected, titles if path.stem == _PACK else {}))
    return Completeness(len(read), tuple(found))


def unexplained_on(html: str, shown: Iterable[LedgerLine]) -> Iterator[Remark]:
    """Yield a remark on each number of a page that neither its markup nor the lines of its ledger explain."""
    for found in page_numbers(scan_page(html), LedgerIndex(tuple(shown))):
        if not found.is_explained:
            sentence = f"{found.place}: nothing explains '{found.number}' in '{found.context}'"
            yield Remark(RemarkKind.UNEXPLAINED, sentence, found.at, found.number)


def page_numbers(page: ScannedPage, book: LedgerIndex) -> Iterator[_Number]:
    """Yield the numbers of a page with what explains them.

    Those of the text go by their markup; those without markup, such as a chart's labels, by what the page and the
    ledger have elsewhere.
    """
    for passage in page.passages:
        explained = bool(passage.numbers) and book.explains(passage)
        context = _short(passage.text)
        yield from (_Number(number, passage.place, context, explained, passage.at) for number in passage.numbers)
    marked = _marked(page, book)
    for text in page.says:
        yield from _unmarked(text, "labels of the page", marked)
    for drawing in page.drawings:
        lines = book.of_chart(drawing.caption)
        # Its words may say more of its indicators than is drawn, as the text around it does.
        described, drawn = (marked | _phrases(found) for found in ((*lines, *book.of_indicators(lines)), lines))
        yield from _unmarked(drawing.alt, f"chart '{drawing.caption}', alternative text", described, drawing.at)
        for label in drawing.labels:
            yield from _unmarked(label, f"chart '{drawing.caption}'", drawn, drawing.at)


def _marked(page: ScannedPage, book: LedgerIndex) -> frozenset[str]:
    """Return the dates, names and the like that the page itself marks."""
    structural = [
        passage for passage in page.passages if passage.mark.tag == "time" or passage.mark["data-number"] in STRUCTURAL
    ]
    return frozenset(_plain(passage.text) for passage in structural if passage.numbers and book.explains(passage))


def _phrases(lines: Iterable[LedgerLine]) -> frozenset[str]:
    """Return what a chart may say of its figures: they themselves, and their periods."""
    return frozenset(
        phrase for line in lines for phrase in map(_plain, (line.text, line.amount, *_forms(line.periods)))
    )


def _forms(periods: Iterable[str]) -> Iterator[str]:
    for text in periods:
        with suppress(ValueError):
            period = Period.parse(text)
            yield from (period.label, short_name(period))


def _unmarked(text: str, place: str, known: frozenset[str], at: int | None = None) -> Iterator[_Number]:
    """Yield a text's numbers, those in a known phrase being explained; longer phrases come first."""
    left = _plain(text)
    for phrase in sorted(known, key=len, reverse=True):
        left = re.sub(rf"(?<![\w.,£]){re.escape(phrase)}(?!\w|[.,]\d)", " ", left)
    unexplained = Counter(numbers_in(left))
    for number in numbers_in(text):
        yield _Number(number, place, _short(text), not unexplained[number], at)


@dataclass(frozen=True)
class _Vouched:
    """How often each number may stand in a document's PDF, and the letters around them.

    Without `counts_matter` it may stand any number of times.
    """

    counts: Counter[str]
    letters: str
    counts_matter: bool = True

    @classmethod
    def by(cls, page: ScannedPage, book: LedgerIndex) -> "_Vouched":
        body = [passage for passage in page.passages if passage.is_body]
        counts = Counter(
            number for passage in body if passage.numbers and book.explains(passage) for number in passage.numbers
        )
        return cls(counts, _letters("".join(passage.text for passage in body)))

    @classmethod
    def by_ledger(cls, lines: Iterable[LedgerLine]) -> "_Vouched":
        """Return what a pack's last page may have, which no page has: its counts and what its lines name."""
        listed = list(lines)
        return cls(
            Counter(number for line in listed for number in numbers_in(f"{line.text} {line.place}")),
            "",
            counts_matter=False,
        )


def pdf_numbers(pdf: ScannedPdf, expected: _Vouched, titles: Mapping[str, Sequence[_Vouched]]) -> Iterator[_Number]:
    """Yield the numbers of a PDF with what explains them.

    A PDF has what its page has and as often, since both are rendered from one document; a pack has several, each from a
    page of its own on. Of pages with the same title the one counts that explains most: a report and the decision on it
    may share theirs.
    """
    starts = [(title, start) for title, start in pdf.starts if title in titles]
    ranges = [*(start for _, start in starts), len(pdf.pages)]
    yield from _numbers_between(pdf, 0, ranges[0], expected)
    for (title, start), end in zip(starts, ranges[1:], strict=True):
        candidates = [_numbers_between(pdf, start, end, vouched) for vouched in titles[title]]
        yield from max(candidates, key=lambda numbers: sum(number.is_explained for number in numbers))


def _numbers_between(pdf: ScannedPdf, start: int, end: int, vouched: _Vouched) -> list[_Number]:
    """Return the numbers of the pages from `start` to before `end`, which may also name the pages that links lead to.

    Where a number stands too often, those are unexplained whose surroundings the page doesn't have.
    """
    named = [number for text in pdf.links[start:end] for number in _page_numbers(text, len(pdf.pages))]
    read: list[tuple[str, int, str, bool]] = []
    for page in range(start, end):
        for match in NUMBER.finditer(pdf.pages[page]):
            before = _letters(pdf.pages[page][: match.end()])[-20:]
            read.append(
                (
                    match[0],
                    page + 1,
                    pdf.pages[page][max(0, match.start() - 30) : match.end() + 20],
                    before in vouched.letters,
                )
            )
    spare, numbers = vouched.counts + Counter(named), []
    for number, page, context, _ in sorted(read, key=lambda entry: not entry[3]):
        spare[number] -= vouched.counts_matter
        is_explained = spare[number] >= 0 if vouched.counts_matter else number in vouched.counts
        numbers.append(_Number(number, f"page {page}", _short(context), is_explained))
    return numbers


def _page_numbers(links: str, pages: int) -> Iterator[str]:
    """Yield the page numbers in links such as 'Pages 3 to 7' or 'Item 5, page 3', as far as there are as many pages."""
    for match in re.finditer(r"\b[Pp]ages?\s+(\d+)(?:\s+to\s+(\d+))?", links):
        yield from (number for number in match.groups() if number and int(number) <= pages)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _short(text: str) -> str:
    return " ".join(text.split())[:80]
