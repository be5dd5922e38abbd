from pathlib import Path

import pytest
from real import ROOT

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.site.material import Material, Published
from ccpi_nb.site_publishing.making import frame_of, made, site_pages
from ccpi_nb.workbook.inputs import Workbook

# One page of each kind, and indicators that have what others lack: a breakdown, a break, papers that disagree.
SAMPLE = (
    *("index", "changes", "follow-ups", "a-z", "about", "scorecard", "scorecards/2014-12-11", "meetings/2014-10-01"),
    "scorecards/2014-12-11-2",
    *("services/procurement", "indicators/invoices-paid-30-days", "indicators/blue-badge-complaint-reasons"),
    *("indicators/btls-compliments", "indicators/health-assessments-up-to-date", "indicators/staff-event-rating"),
)


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


@pytest.fixture(scope="session")
def sample(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with a few of its pages."""
    folder = tmp_path_factory.mktemp("site")
    pages = [page for page in site_pages(material) if page.address in SAMPLE]
    for page in made(pages, frame_of(material), "", lambda address, seen: False):
        for name, content in page.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
    return folder
