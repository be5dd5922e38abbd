"""The site's own gate: what is exempt is found wherever a page or a file of the site could have it; nothing else is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from pathlib import Path

import pytest
from builders import indicator_row, observation_row, sheet, workbook
from small import CALLS

from ccpi_nb.document.ledger import LEDGER, entries, ledger_csv, lines
from ccpi_nb.document.model import Block, Bullets, Cell, Chart, Column, Document, Heading, Masthead, Paragraph, Table
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.numbers import Amount
from ccpi_nb.open_data.parquet import parquet_of
from ccpi_nb.open_data.tables import Field, Kind, table_of
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Frame, Page
from ccpi_nb.site_publishing.feeds import feed, sitemap
from ccpi_nb.site_publishing.site_gate import SiteGate, releases_of_the_site
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import Release

WORDS = "The supplier pays the council back"
SOURCE = "Letters of the third supplier"
EXEMPT = ExemptContent(
    frozenset({Amount("91.7", "%")}),
    frozenset({WORDS, SOURCE}),
    frozenset({"terms_kept"}),
    frozenset({("Terms kept", "17")}),
)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{}</text></svg>'
FRAME = Frame({}, base="https://council.example/")


def figure(source: str = "the pack") -> Figure:
    at = DataRow("data/observations/calls/2014-15-Q2.csv", 2)
    return Figure("65.5%", "65.5", (Row(at, "calls_answered", "2014-15-Q2", "", source, "2014-12-11", "65.5"),))


def page(*blocks: Block, title: str = "Calls", address: str = "indicators/calls-answered", **more: object) -> Page:
    document = Document(Masthead(title, "2014-12-11"), blocks)
    return replace(Page(address, (), lambda: document), **more)  # type: ignore[arg-type]


def laid(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def found(folder: Path, made: Page, gate: SiteGate | None = None) -> set[tuple[str, str]]:
    """What the gate finds of a page: the suffix of the file, and the match."""
    laid(folder, FRAME.files(made, made.document()))
    leaks = (gate or SiteGate(EXEMPT)).leaks(folder)
    return {(leak.file.removeprefix(made.address), leak.match) for leak in leaks}


CHART = Chart(PICTURE.format(""), (Text("Calls by month"),), "A line.", ())


@dataclass(frozen=True)
class Channel:
    """A place in a page that words could come to."""

    place: str
    made: Callable[[str], Page]
    files: tuple[str, ...] = (".html",)


CHANNELS = (
    Channel("title", lambda words: page(title=words)),
    Channel("heading", lambda words: page(Heading.of(2, words))),
    Channel("sentence", lambda words: page(Paragraph.of(f"It is said: {words}, and more."))),
    Channel("item", lambda words: page(Bullets.of([words]))),
    Channel("sentence in two runs", lambda words: page(Paragraph((Text(words[:5], strong=True), Text(words[5:]))))),
    Channel("caption", lambda words: page(Table((Text(words),), (Column("A"),), ((Cell.of("b"),),)))),
    Channel("header", lambda words: page(Table((Text("A table"),), (Column(words),), ((Cell.of("b"),),)))),
    Channel("cell", lambda words: page(Table((Text("A table"),), (Column("A"),), ((Cell.of(words),),)))),
    Channel("alt text", lambda words: page(replace(CHART, alt=words))),
    Channel("drawing", lambda words: page(replace(CHART, svg=PICTURE.format(words)))),
    Channel("link's words", lambda words: page(Paragraph((Text(words, href="../index.html"),)))),
    Channel("link's end", lambda words: page(Paragraph((Text("x", href=f"{words.replace(' ', '-')}.html"),)))),
    Channel("link's subject", lambda words: page(Paragraph((Text("x", href="../index.html", about=words),)))),
    Channel("data", lambda words: page(data=lambda: [("note", "source"), (words, "the pack")]), (".csv",)),
    Channel(
        "figure's source",
        lambda words: page(Paragraph((figure(words),))),
        (".html", "-ledger.csv"),
    ),
)


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.place)
@pytest.mark.parametrize("words", [WORDS, "Terms kept 17"])
def test_words_of_part_ii_are_found_wherever_a_page_could_have_them(
    tmp_path: Path, channel: Channel, words: str
) -> None:
    made = found(tmp_path, channel.made(words))
    assert {file for file, _ in made} == set(channel.files)


def test_a_page_without_any_has_no_leak(tmp_path: Path) -> None:
    assert found(tmp_path, page(Paragraph((Text("Answered: "), figure())), CHART)) == set()


@pytest.mark.parametrize(
    "name", ["indicators/terms-kept.html", "services/the-supplier-pays-the-council-back.html", "terms_kept.csv"]
)
def test_what_is_exempt_is_found_in_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    (leak,) = SiteGate(EXEMPT).leaks(laid(tmp_path, {name: b""}))
    assert (leak.file, leak.place) == (name, "its name")


def test_what_is_exempt_is_found_in_an_address_of_the_sitemap(tmp_path: Path) -> None:
    site = laid(tmp_path, {"sitemap.xml": sitemap(["index.html", "indicators/terms-kept.html"], "https://a.example/")})
    assert {leak.match for leak in SiteGate(EXEMPT).leaks(site)} == {"terms-kept"}


@pytest.mark.parametrize("title", [WORDS, "Terms kept 91.7%"])
def test_what_is_exempt_is_found_in_the_feed(tmp_path: Path, title: str) -> None:
    files = {
        "data/indicators.csv": sheet(indicator_row()),
        "data/observations/calls/2014-15-Q2.csv": sheet(observation_row()),
        "notebooks/calls.ipynb": CALLS.notebook(4),
    }
    held = Workbook(workbook(tmp_path, files))
    meeting = held.meeting("2014-12-11")
    item = replace(meeting.items[0], title=title)
    told = feed(Material(held, (Published(replace(meeting, items=(item, *meeting.items[1:])), tmp_path),)))
    site = laid(tmp_path / "site", {"feed.xml": told})
    assert {leak.file for leak in SiteGate(EXEMPT).leaks(site)} == {"feed.xml"}


def test_a_name_of_part_ii_is_found_in_the_list_that_is_searched(tmp_path: Path) -> None:
    index = page(Bullets(((Text("X", href="indicators/terms-kept.html"),),)), address="a-z", searches=True)
    assert found(tmp_path, index) == {(".html", "terms-kept")}


# What may stand all the same


def released(file: str, match: str = WORDS) -> SiteGate:
    one = Release("2014-12-11", file, match, "It is no secret.", "Clerk", date(2014, 12, 3), DataRow("data/x.csv", 2))
    return SiteGate(replace(EXEMPT, releases=releases_of_the_site([one])))


@pytest.mark.parametrize("file", ["*", "04-*", "indicators/*", "calls-answered.html", "site/follow-ups.html"])
def test_what_a_post_let_pass_elsewhere_is_found_in_a_page(tmp_path: Path, file: str) -> None:
    assert found(tmp_path, page(Paragraph.of(WORDS)), released(file)) == {(".html", WORDS)}


@pytest.mark.parametrize("file", ["site/indicators/calls-answered.html", "site/indicators/*", "site/*"])
def test_what_a_post_let_pass_in_a_page_of_the_site_may_stand_there(tmp_path: Path, file: str) -> None:
    assert found(tmp_path, page(Paragraph.of(WORDS)), released(file)) == set()
    assert found(tmp_path, page(Paragraph.of("In short: 91.7%.")), released(file)) == {(".html", "91.7%")}


NAMED = f"Pack of 11 December 2014, {SOURCE}, table"


def test_the_name_of_a_public_source_may_stand_where_it_is_the_source_of_a_figure(tmp_path: Path) -> None:
    gate = SiteGate(EXEMPT, frozenset({NAMED}))
    data = [("value", "source"), ("65.5", NAMED)]
    assert found(tmp_path, page(Heading.of(2, "Calls"), Paragraph((figure(NAMED),)), data=lambda: data), gate) == set()


@pytest.mark.parametrize(
    ("made", "files"),
    [
        (page(Heading.of(2, "Calls"), Paragraph((figure(NAMED), Text(f" {SOURCE}.")))), {".html"}),
        (page(Heading.of(2, SOURCE), Paragraph((figure(NAMED),))), {".html", "-ledger.csv"}),
        (page(Paragraph((figure(NAMED),)), title=NAMED), {".html"}),
        (page(Paragraph((figure(),)), data=lambda: [("note", "source"), (NAMED, NAMED)]), {".csv"}),
        (page(Paragraph((figure(f"{NAMED} 2"),))), {".html", "-ledger.csv"}),
        (page(Paragraph((figure(),)), CHART, title=SOURCE), {".html"}),
    ],
    ids=["a sentence", "a heading", "a title", "a note in data", "another source", "a page without the source"],
)
def test_the_name_of_a_public_source_is_found_wherever_it_is_no_source(
    tmp_path: Path, made: Page, files: set[str]
) -> None:
    gate = SiteGate(EXEMPT, frozenset({NAMED}))
    assert {file for file, _ in found(tmp_path, made, gate)} == files


def test_the_name_of_a_source_that_no_public_ledger_has_is_found(tmp_path: Path) -> None:
    assert {file for file, _ in found(tmp_path, page(Paragraph((figure(NAMED),))))} == {".html", "-ledger.csv"}


@pytest.mark.parametrize(
    ("column", "files"), [("source", set()), ("note", {"observations.csv", "observations.parquet"})]
)
def test_in_open_data_the_name_of_a_public_source_may_stand_as_the_source_only(
    tmp_path: Path, column: str, files: set[str]
) -> None:
    pytest.importorskip("pyarrow")
    rows = [{"value": "65.5", "source": "Pack of calls", "note": "", column: NAMED}]
    fields = [Field[dict[str, str]](name, Kind.TEXT, "A word.", itemgetter(name)) for name in rows[0]]
    table = table_of("observations", "Observations", "A row for each value.", fields, "value", rows)
    site = laid(tmp_path, {f"open-data/{table.file}": table.csv, "open-data/observations.parquet": parquet_of(table)})
    assert {Path(leak.file).name for leak in SiteGate(EXEMPT, frozenset({NAMED})).leaks(site)} == files


def test_a_table_of_open_data_without_sources_is_read_as_it_is(tmp_path: Path) -> None:
    site = laid(tmp_path, {"open-data/indicators.csv": f'name\n"{NAMED}"\n'.encode()})
    assert {leak.file for leak in SiteGate(EXEMPT, frozenset({NAMED})).leaks(site)} == {"open-data/indicators.csv"}


def test_a_file_with_the_name_of_a_public_source_is_found(tmp_path: Path) -> None:
    made = page(Paragraph((figure(NAMED),)), address="services/letters-of-the-third-supplier")
    gate = SiteGate(EXEMPT, frozenset({NAMED}))
    assert {file for file, _ in found(tmp_path, made, gate)} >= {".html", "-ledger.csv"}


def test_ledgers_that_name_no_source_are_read_as_they_are(tmp_path: Path) -> None:
    found_lines = lines(entries(Document(Masthead("Calls", ""), (Paragraph((figure(),)),)), "calls"))
    site = laid(tmp_path, {LEDGER: ledger_csv(found_lines).encode("utf-8-sig"), "feed.xml": b"<feed/>"})
    assert SiteGate(EXEMPT).leaks(site) == ()


def test_what_passed_is_not_read_again_and_a_source_beside_which_nothing_is_exempt_is(tmp_path: Path) -> None:
    gate = SiteGate(EXEMPT, frozenset({NAMED}))
    for made in (page(Paragraph((figure(),))), page(Paragraph((figure(NAMED),)), address="indicators/letters")):
        laid(tmp_path, FRAME.files(made, made.document()))
    passage = gate.look_through(tmp_path)
    assert passage.leaks == ()
    assert set(passage.passed) == {"indicators/calls-answered.html", "indicators/calls-answered-ledger.csv"}


def test_a_gate_is_the_same_when_it_was_stored() -> None:
    gate = SiteGate(EXEMPT, frozenset({NAMED}))
    assert SiteGate.from_json(gate.to_json()) == gate
