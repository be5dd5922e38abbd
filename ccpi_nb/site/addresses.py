"""Where each page of the website is, and the way from one to another, which holds on any server and on a disk."""

import re
from posixpath import dirname, relpath

from ccpi_nb.document.runs import Text, anchor_of
from ccpi_nb.domain.indicators import Indicator

FRONT, SCORECARD, CHANGES, FOLLOW_UPS, A_TO_Z, ABOUT = "index", "scorecard", "changes", "follow-ups", "a-z", "about"
MEETINGS = "meetings"
OPEN_DATA = "open-data"
FEED, SITEMAP = "feed.xml", "sitemap.xml"


def indicator_page(key: str) -> str:
    """Return the address of an indicator's page."""
    return f"indicators/{key.replace('_', '-')}"


def service_page(service: str) -> str:
    """Return the address of a service's page."""
    return f"services/{anchor_of(service)}"


def scorecard_page(meeting: str, number: int = 1) -> str:
    """Return the address of a meeting's scorecard, or of a further page of it."""
    return numbered(f"scorecards/{meeting}", number)


def numbered(address: str, number: int) -> str:
    """Return the address of one of several pages, of which the first has the address alone."""
    return f"{address}-{number}" if number > 1 else address


def meeting_page(meeting: str) -> str:
    """Return the address of a meeting's page, beside the folder of its papers."""
    return f"meetings/{meeting}"


def paper(meeting: str, name: str) -> str:
    """Return the address of a file among a meeting's papers."""
    return f"meetings/{meeting}/{name}"


def base_from(text: str) -> str:
    """Return the address of a site with its last '/'; '' for none. ValueError where it is no address of the web."""
    if text and not re.fullmatch(r"https?://[\w.-]+(?::\d+)?(?:/[\w.~/-]*)?", text, re.ASCII):
        raise ValueError("is no address; write it whole: https://council.example/performance/")
    return f"{text.rstrip('/')}/" if text else ""


def way(here: str, there: str) -> str:
    """Return the way from the page at an address to a file: '../services/procurement.html'."""
    return relpath(there, dirname(here) or ".")


def page_link(here: str, there: str, words: str, about: str = "") -> Text:
    """Return a link from a page to another."""
    return Text(words, href=way(here, f"{there}.html"), about=about)


def indicator_link(here: str, indicator: Indicator) -> Text:
    """Return a link from a page to that of an indicator."""
    return page_link(here, indicator_page(indicator.key), indicator.name)
