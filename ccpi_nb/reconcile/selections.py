"""A count over very many rows names them by how many there are and by a digest, instead of listing each."""

import hashlib
from collections.abc import Collection

from ccpi_nb.domain.indicators import DataRow

# Beyond so many, the list of rows would be all that a page and its ledger have.
MOST_LISTED = 100


def selection_of(rows: Collection[DataRow]) -> str:
    """Return the name of a selection of different rows: '1,540 rows of 12 files, digest 5d41402abc4b2a76'.

    The digest is of their places only, so that nothing can be tried out by it.
    """
    files = len({row.file for row in rows})
    digest = hashlib.sha256("\n".join(sorted(map(str, rows))).encode()).hexdigest()[:16]
    return f"{len(rows):,} rows of {files:,} file{'' if files == 1 else 's'}, digest {digest}"
