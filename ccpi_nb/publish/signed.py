"""What a sign-off signs: one hash for all documents of a Part that go before the committee."""

import hashlib
from collections.abc import Mapping

from ccpi_nb.document.ledger import LEDGER
from ccpi_nb.document.provenance import ABOUT
from ccpi_nb.publish.manifest import MANIFEST


def signed_digest(files: Mapping[str, str]) -> str:
    """Return one hash for what is signed, from each file's: every document that goes before the committee.

    The front page shows who signed and the manifest names the front page, so neither can be part of it. Decision
    records follow the meeting, and with them the ledger and the page about the figures, which list what the documents
    hold.
    """
    beside = ("index.html", MANIFEST, LEDGER, f"{ABOUT}.html")
    signed = sorted(name for name in files if name not in beside and not name.startswith("decision-"))
    return hashlib.sha256("".join(f"{files[name]}  {name}\n" for name in signed).encode()).hexdigest()
