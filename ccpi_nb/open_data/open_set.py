"""The set: its tables, and its files as they are downloaded."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.files.archives import zipped
from ccpi_nb.open_data import csv_on_the_web, data_package
from ccpi_nb.open_data.observations import observations_table
from ccpi_nb.open_data.parquet import parquet_of
from ccpi_nb.open_data.ratings import Rated, ratings_table
from ccpi_nb.open_data.registry import breaks_table, indicators_table, targets_table
from ccpi_nb.open_data.tables import Table
from ccpi_nb.open_data.terms import Terms
from ccpi_nb.open_data.titles import Titles


@dataclass(frozen=True)
class Download:
    """A file of the set by its name, what a link to it says, and of how many rows it is; None where it has no table."""

    name: str
    label: str
    content: bytes
    rows: int | None = None

    @property
    def size(self) -> str:
        """How much is downloaded: '393 rows, 112 KB'."""
        kilobytes = f"{max(1, round(len(self.content) / 1024)):,}\N{NO-BREAK SPACE}KB"
        if self.rows is None:
            return kilobytes
        return f"{self.rows:,} row{'' if self.rows == 1 else 's'}, {kilobytes}"


@dataclass(frozen=True)
class OpenSet:
    """What the set is made from: the evidence that all readers may see, what the council says of it, its titles.

    `rated` gives how indicators stood at each meeting.
    """

    evidence: Evidence
    terms: Terms
    titles: Titles
    rated: Callable[[], Iterable[Rated]]
    with_parquet: bool = False

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables, the observations first; those of ratings and breaks where there are any."""
        breaks, ratings = breaks_table(self.evidence), ratings_table(self.rated())
        return (
            observations_table(self.evidence, self.terms, self.titles.publisher),
            indicators_table(self.evidence),
            targets_table(self.evidence),
            *(table for table in (ratings, breaks) if table.rows),
        )

    @cached_property
    def downloads(self) -> tuple[Download, ...]:
        """The files of the set, and all of them in one first."""
        tables = [Download(each.file, f"{each.title} (CSV)", each.csv, len(each.rows)) for each in self.tables]
        files = {each.name: each.content for each in tables}
        parquet = [
            Download(f"{each.name}.parquet", f"{each.title} (Parquet)", parquet_of(each), len(each.rows))
            for each in (self.tables if self.with_parquet else ())
        ]
        package = data_package.data_package(self.titles, self.tables, files)
        metadata = csv_on_the_web.csv_metadata(self.titles, self.tables)
        described = [
            Download(data_package.FILE, "Description (Data Package)", _json(package)),
            Download(csv_on_the_web.FILE, "Description (CSV on the Web)", _json(metadata)),
        ]
        whole = zipped({each.name: each.content for each in (*tables, *described)})
        return (Download(f"{self.titles.name}.zip", "All of it (ZIP)", whole), *tables, *parquet, *described)


def _json(value: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(value, indent=2, ensure_ascii=False)}\n".encode()
