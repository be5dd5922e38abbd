"""The `ccpi` command: reads options, calls one function, prints sentences."""

from ccpi_nb.cli import collect, everyday, handouts, inspection, kept_lists, lab, move, new, pages, preview, site
from ccpi_nb.cli.app import app

__all__ = [
    "app",
    "collect",
    "everyday",
    "handouts",
    "inspection",
    "kept_lists",
    "lab",
    "move",
    "new",
    "pages",
    "preview",
    "site",
]
