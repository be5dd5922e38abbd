from collections.abc import Iterable
from pathlib import Path

import pytest
from builders import observation_row, sheet
from real import ROOT
from shown_rows import FIRST, Q2, callers, material_of

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site.pages import Page
from ccpi_nb.site_publishing.making import frame_of, made, site_pages
from ccpi_nb.workbook.inputs import Workbook

# One page of each kind, and indicators that have what others lack: a breakdown, a break, papers that disagree.
SAMPLE = (
    *("index", "changes", "follow-ups", "a-z", "about", "scorecard", "scorecards/2014-12-11", "meetings/2014-10-01"),
    "open-data",
    "scorecards/2014-12-11-2",
    *("services/procurement", "indicators/invoices-paid-30-days", "indicators/blue-badge-complaint-reasons"),
    *("indicators/btls-compliments", "indicators/health-assessments-up-to-date", "indicators/staff-event-rating"),
)
# What has a chart or a drawing of enough values.
CHARTED = ("scorecard", "indicators", "services", "changes")


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The real workbook, with the stored references in place of the ledgers of its meetings' papers."""
    workbook, folder = Workbook(ROOT), tmp_path_factory.mktemp("papers")
    published = []
    for key in workbook.meeting_keys:
        (folder / key).mkdir()
        (folder / key / LEDGER).write_bytes((ROOT / f"tests/reference/{key}/public.csv").read_bytes())
        published.append(Published(workbook.meeting(key), folder / key))
    return Material(workbook, tuple(published))


@pytest.fixture(scope="session")
def addresses(material: Material) -> frozenset[str]:
    """The addresses of all pages."""
    return frozenset(page.address for page in site_pages(material))


def laid(pages: Iterable[Page], material: Material, folder: Path) -> Path:
    """A folder with some pages of a site."""
    for page in made(pages, frame_of(material), "", lambda address, seen: False):
        for name, content in page.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def sample(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with a few of its pages."""
    pages = (page for page in site_pages(material) if page.address in SAMPLE)
    return laid(pages, material, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def charted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of made-up values, enough of them to tell real change from chance."""
    folder = tmp_path_factory.mktemp("charted")
    months = [f"{2013 + place // 12}-{place % 12 + 1:02}" for place in range(18)]
    files = {
        f"data/observations/calls/{at}.csv": sheet(
            observation_row(period=at, value=str(60 + 7 * place % 5 + place), source="MADE-UP calls.xlsx")
        )
        for place, at in enumerate(months)
    }
    unshown = {Q2: sheet(callers("2014-15-Q2", "50"))}
    shown = material_of(folder / "workbook", {**files, **unshown}, {FIRST: [f"{file}, row 2" for file in files]})
    pages = (page for page in site_pages(shown) if page.address.partition("/")[0] in CHARTED)
    return laid(pages, shown, folder / "site")
