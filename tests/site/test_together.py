"""A reader who puts all pages of the site together, and subtracts, can't tell what any paper hides."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import pytest
from attack import MOST, Reader
from builders import indicator_row, relation_row, sheet
from shown_rows import DRAFT, FIRST, SECOND, callers, material_of, meeting

from ccpi_nb.document.ledger import entries
from ccpi_nb.domain.indicators import Observation, Shorthand
from ccpi_nb.site.material import Material
from ccpi_nb.site.pages import Page
from ccpi_nb.site_publishing.making import site_pages

THRESHOLD = 5
VERSIONS = 2  # a seed whose restated numbers give others back
MEETINGS = (FIRST, SECOND, DRAFT)
AREAS, QUARTERS = ("North", "South", "West"), range(3)
PERIODS = {"2014-15-Q1": (0,), "2014-15-Q2": (1,), "2014-04/2014-09": (0, 1), "2014-15-Q3": (2,)}
COUNTS = ("callers", "writers", "both")
SECONDARY = "{{threshold: {}, scheme: secondary}}"
Number = tuple[str, str, int]
Sum = dict[Hashable, float]


@dataclass(frozen=True)
class World:
    """People counted by area and quarter: at first, and where a meeting was given other numbers later.

    `given` are the rows: what, period, area, and which of the meetings got it.
    """

    first: dict[Number, int]
    later: dict[Number, int]
    given: tuple[tuple[str, str, str, int], ...]

    def numbers(self, of: str, period: str, area: str, at: int) -> Sum:
        """The numbers that a row of a meeting adds up; 'both' has none of its own."""
        spread = [(each, one, quarter) for each in _parts(of) for one in _areas(area) for quarter in PERIODS[period]]
        return {(*each, at >= 1 and each in self.later): 1.0 for each in spread}

    def count(self, of: str, period: str, area: str, at: int) -> int:
        return sum(
            (self.later if is_later else self.first)[what, one, quarter]
            for what, one, quarter, is_later in self.numbers(of, period, area, at)  # type: ignore[misc]
        )

    @cached_property
    def row_of(self) -> dict[tuple[str, str, str, str], int]:
        return {(of, period, area, MEETINGS[at]): at for of, period, area, at in self.given}


def _parts(of: str) -> tuple[str, ...]:
    return COUNTS[:2] if of == "both" else (of,)


def _areas(area: str) -> tuple[str, ...]:
    return (area,) if area else AREAS


def world(seed: int) -> World:
    """Rows of three meetings: each has some counts by area and as a whole, the second restates some of the first's."""
    random = Random(seed)
    first = {
        (of, area, quarter): random.choice((0, 1, 2, 3, 4, 6, 9, 14, 30))
        for of in COUNTS[:2]
        for area in AREAS
        for quarter in QUARTERS
    }
    later = {each: random.choice((1, 3, 4, 7, 15)) for each in random.sample(sorted(first), 3)}
    made = World(first, {each: value for each, value in later.items() if value != first[each]}, ())
    given = []
    for period in ("2014-15-Q1", "2014-15-Q2", "2014-04/2014-09"):
        at = random.randint(0, 1)
        for of in random.sample(COUNTS, 2):
            rows = [(of, period, area) for area in random.choice((("", *AREAS), AREAS))]
            given += [(*row, at) for row in rows]
            changed = [row for row in rows if at == 0 and made.numbers(*row, 0) != made.numbers(*row, 1)]
            given += [(*row, 1) for row in changed]
            given += [(of, period, "", 2)] * (("", of) == ("", "both") and (of, period, "") not in rows)
    given += [(of, "2014-15-Q3", area, 2) for of in COUNTS for area in ("", *AREAS)]
    return World(first, made.later, tuple(dict.fromkeys(given)))


def material(made: World, seed: int, root: Path) -> Material:
    """The site's material: each paper shows what is known, and keeps small numbers back, one more than another."""
    random = Random(seed)
    people = {"people": "yes", "unit": "number", "decimals": "0", "contractual": "", "breakdown": "area"}
    rows = [
        callers(period, str(made.count(of, period, area, at)), area, MEETINGS[at]) | {"indicator": of}
        for of, period, area, at in made.given
    ]
    files = {f"data/observations/calls/{period.replace('/', '--')}.csv": [] for period in PERIODS}
    for row in rows:
        files[f"data/observations/calls/{row['period'].replace('/', '--')}.csv"].append(row)
    return material_of(
        root,
        {
            "data/indicators.csv": sheet(
                indicator_row(), *(indicator_row(indicator=of, name=of.capitalize(), **people) for of in COUNTS)
            ),
            "data/relations.csv": sheet(*(relation_row(indicator="both", of=of) for of in COUNTS[:2])),
            **{
                f"params/{key}.yaml": meeting(key, SECONDARY.format(random.choice((THRESHOLD, 2 * THRESHOLD))))
                for key in MEETINGS
            },
            **{file: sheet(*own) for file, own in files.items() if own},
        },
        {
            key: [f"{file}, row {at}" for file, own in files.items() for at in range(2, len(own) + 2)]
            for key in MEETINGS
        },
    )


def reader_of(made: World, shown: Iterator[Observation]) -> Reader:
    """Somebody who knows all rows that are shown, and what adds up to what."""
    reader = Reader()
    for row in shown:
        at = made.row_of[row.indicator, str(row.period), row.breakdown, row.as_at.isoformat()]
        value = None if row.value is None else float(row.value)
        assert value is not None or row.shorthand is Shorthand.CONFIDENTIAL
        numbers = made.numbers(row.indicator, str(row.period), row.breakdown, at)
        reader.learns(numbers, 1 if value is None else value, MOST if value is None else value)
    return reader


def told(made: World, shown: Material) -> dict[tuple[str, str, str, int], tuple[float, float]]:
    """The small numbers that somebody can tell to less than the threshold, with between what they must lie."""
    reader = reader_of(made, (row for row in shown.evidence.observations if row.indicator in COUNTS))
    small = [row for row in made.given if 0 < made.count(*row) < THRESHOLD]
    ends = {row: reader.can_tell(made.numbers(*row)) for row in small}
    return {row: (least, most) for row, (least, most) in ends.items() if most - least < THRESHOLD}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_numbers_that_papers_hide_cannot_be_worked_out_of_all_pages_together(seed: int, tmp_path: Path) -> None:
    made = world(seed)
    assert told(made, material(made, seed, tmp_path)) == {}


def test_the_reader_finds_what_several_values_of_a_period_would_give_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccpi_nb.site.material.in_one_version", lambda known, relations: known)
    made = world(VERSIONS)
    assert told(made, material(made, VERSIONS, tmp_path))


def rows_shown(page: Page) -> Iterator[tuple[str, str, str, str, str]]:
    """Each row of data that a page shows, in words, charts and data, with its value."""
    for entry in entries(page.document(), page.address):
        for row in entry.shown.rows:
            yield row.indicator, row.period, row.breakdown, row.as_at, row.value
    if page.data:
        header, *rows = page.data()
        for cells in rows:
            cell = dict(zip(header, cells, strict=True))
            value = cell["value"] or cell["shorthand"]
            yield cell["indicator"], cell["period"], cell["breakdown"], cell["known_by"], value


@pytest.mark.slow
def test_no_page_has_a_row_that_is_not_in_what_all_pages_may_show(tmp_path: Path) -> None:
    """Whatever a page works out comes of rows that it shows, so that it adds nothing to what the reader knows."""
    one = material(world(3), 3, tmp_path)
    may = {
        (row.indicator, str(row.period), row.breakdown, str(row.as_at), str(row.shorthand or row.value))
        for row in one.evidence.observations
    }
    pages = list(site_pages(one))
    assert {page.address.partition("/")[0] for page in pages} >= {"index", "indicators", "services", "scorecards"}
    shown = {row for page in pages for row in rows_shown(page) if row[0] in COUNTS}
    assert shown
    assert any(value == Shorthand.CONFIDENTIAL for *_, value in shown)
    assert shown - may == set()
