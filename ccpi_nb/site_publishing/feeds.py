"""What programs read of the website: an Atom feed of meetings, and a sitemap where the site's address is known."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from ccpi_nb.site.addresses import FEED, FRONT, paper, scorecard_page
from ccpi_nb.site.material import Material

_MOST = 30


def feed(material: Material, base: str = "") -> bytes:
    """Return the feed: an entry for each meeting whose papers are public, the latest first.

    Its times are those of the meetings, so that it is the same whenever it is made. Without a `base` its links are
    relative to the feed.
    """
    last = material.last.meeting
    name = f"{last.committee}, {last.council}"
    entries = "".join(
        f"<entry><title>{escape(f'Papers of {one.meeting.day}')}</title>{_id(one.meeting.name)}"
        f"<updated>{one.meeting.date}T00:00:00Z</updated>"
        f'<link rel="alternate" href={quoteattr(base + paper(one.meeting.key, "index.html"))}/>'
        f'<link rel="related" href={quoteattr(f"{base}{scorecard_page(one.meeting.key)}.html")} title="Scorecard"/>'
        f"<summary>{escape('; '.join(item.title for item in one.meeting.items if item.reports) or 'Agenda')}</summary>"
        "</entry>\n"
        for one in [*reversed(material.published)][:_MOST]
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">\n'
        f"<title>{escape(name)}</title>{_id(name)}<updated>{last.date}T00:00:00Z</updated>"
        f"<author><name>{escape(last.council)}</name></author>\n"
        f'<link rel="self" href={quoteattr(base + FEED)}/>\n'
        f'<link rel="alternate" href={quoteattr(f"{base}{FRONT}.html")}/>\n'
        f"{entries}</feed>\n"
    ).encode()


def _id(name: str) -> str:
    return f"<id>urn:uuid:{uuid5(NAMESPACE_URL, name)}</id>"


def sitemap(addresses: Iterable[str], base: str) -> bytes:
    """Return the sitemap of the pages at some addresses; a sitemap has whole addresses only."""
    urls = "".join(f"<url><loc>{escape(base + address)}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    ).encode()
