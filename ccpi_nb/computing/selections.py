"""What is worked out of very many rows names them by how many there are and by a digest, instead of listing each."""

import hashlib
from collections.abc import Collection, Iterable

from ccpi_nb.domain.indicators import DataRow

# Beyond so many, the list of rows would be all that a page and its ledger have.
MOST_LISTED = 100
# Beyond so many, their places in the markup of a figure would be longer than all that is read around it.
MOST_MARKED = 48


def selection_of(rows: Collection[DataRow]) -> str:
    """Return the name of a selection of different rows: '1,540 rows of 12 files, digest 5d41402abc4b2a76'.

    The digest is of their places only, so that nothing can be tried out by it.
    """
    files = len({row.file for row in rows})
    digest = hashlib.sha256("\n".join(sorted(map(str, rows))).encode()).hexdigest()[:16]
    return f"{len(rows):,} rows of {files:,} file{'' if files == 1 else 's'}, digest {digest}"


def marked(rows: Iterable[DataRow]) -> tuple[str, ...]:
    """Return what the markup of a figure says of the rows behind it: each by its place, of many their selection."""
    places = dict.fromkeys(rows)
    return tuple(map(str, places)) if len(places) <= MOST_MARKED else (selection_of(places),)
