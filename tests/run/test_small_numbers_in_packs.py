"""Whole made-up packs, and a reader who has nothing but their public files: pages, tables, charts and ledger."""

import csv
import io
import re
import zipfile
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from attack import Reader, Sum, added, counted, times
from bs4 import BeautifulSoup
from builders import indicator_row, notebook, observation_row, refusal, relation_row, sheet, workbook

from ccpi_nb.differences.chart_marks import marks_of
from ccpi_nb.document.ledger import ledger_from
from ccpi_nb.domain.periods import Period
from ccpi_nb.meeting.meeting_checks import meeting_problems
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS
from ccpi_nb.review.shown_elsewhere import shown_at_other_meetings
from ccpi_nb.run.meeting_run import Orders, run_meeting
from ccpi_nb.workbook.inputs import Workbook

DAY, THRESHOLD = "2014-12-11", 5
PERIODS = {"2014-15-Q1": range(1), "2014-15-Q2": range(1, 2), "2014-04/2014-09": range(2)}
MEMBERS = ("North", "South", "West")
COUNTS = {"upheld": "Complaints upheld", "complaints": "Complaints", "enquiries": "Enquiries", "contacts": "Contacts"}
RATE, RATE_NAME = "upheld_rate", "Share of complaints upheld"
SECONDARY = "{threshold: 5, scheme: secondary}"
Cell = tuple[str, str, str]  # indicator, period, member or ''
Facts = dict[Cell, set[Decimal]]

_HEAD = f"""\
date: {DAY}
committee: Cabinet Committee
council: County Council
time: 11.00 am
place: County Hall
items:
"""
_LISTED = ", ".join(repr(period) for period in PERIODS)
_SHOWN = {
    "counts": [
        *(
            f"report.members_table('{key}', [{_LISTED}], '{name} by area', header='Area')"
            for key, name in COUNTS.items()
        ),
        *(
            f"report.breakdown_bars('{key}', '2014-15-Q1, 2014-15-Q2', '{name} by area')"
            for key, name in COUNTS.items()
        ),
        f"report.table([{', '.join(map(repr, COUNTS))}], [{_LISTED}], 'All areas')",
        *(
            f"report.breakdown_table([{', '.join(map(repr, COUNTS))}], '{period}', '{Period.parse(period).label}', "
            "header='Area', totals=True)"
            for period in PERIODS
        ),
        "report.say('In all {total of complaints}, {change of complaints} since then.', at='2014-15-Q2')",
        "report.period_bars('complaints', '2014-15-Q1, 2014-15-Q2', 'Complaints in all')",
        "report.period_lines(['upheld', 'complaints'], '2014-15-Q1, 2014-15-Q2', 'Both in all')",
        "report.history_table('complaints', '2014-15-Q1', 'The history of complaints')",
        "report.results(['upheld', 'complaints', 'enquiries'], '2014-15-Q1, 2014-15-Q2')",
        "report.headlines(['complaints', 'contacts'], '2014-15-Q1, 2014-15-Q2')",
    ],
    "shares": [
        f"report.members_table('{RATE}', [{_LISTED}], '{RATE_NAME} by area', header='Area')",
        f"report.rate_table('upheld', 'complaints', '{RATE}', [{_LISTED}], '{RATE_NAME}')",
        f"report.breakdown_bars('{RATE}', '2014-15-Q1', '{RATE_NAME} by area')",
        "report.table(['upheld', 'contacts'], '2014-15-Q1, 2014-15-Q2', 'Again')",
    ],
}
_READS = {"counts": "service, year", "shares": "rates, service, year"}


@dataclass(frozen=True)
class World:
    """What truly happened, by indicator, member and quarter, and the cells that came suppressed."""

    parts: Mapping[tuple[str, str, int], int]
    came_suppressed: frozenset[Cell]

    @classmethod
    def of(cls, seed: int) -> "World":
        random, parts = Random(seed), {}
        for member, quarter in product(MEMBERS, range(2)):
            complaints = random.choice((1, 2, 3, 4, 6, 9, 14, 30))
            numbers = (random.randint(0, complaints), complaints, random.choice((2, 4, 8, 20, 45)))
            for of, number in zip(COUNTS, (*numbers, sum(numbers[1:])), strict=True):
                parts[of, member, quarter] = number
        made = cls(parts, frozenset())
        small = [cell for cell in product(COUNTS, PERIODS, MEMBERS) if 0 < made.count(*cell) < THRESHOLD]
        return cls(parts, frozenset(random.sample(small, len(small) // 4)))

    def count(self, of: str, period: str, member: str) -> int:
        return sum(self.parts[of, one, quarter] for one in whole(member) for quarter in PERIODS[period])

    def small(self) -> Iterator[Cell]:
        yield from (cell for cell in product(COUNTS, PERIODS, ("", *MEMBERS)) if 0 < self.count(*cell) < THRESHOLD)

    def write(self, root: Path, *disclosures: str) -> Path:
        """A workbook whose two reports show all of it in many ways, each with its disclosure."""
        datasets: dict[str, list[dict[str, str]]] = {}
        for of, period, member in product(COUNTS, PERIODS, ("", *MEMBERS)):
            value = "[c]" if (of, period, member) in self.came_suppressed else str(self.count(of, period, member))
            file = f"data/observations/{'year' if '/' in period else 'service'}/{Period.parse(period).file_stem}.csv"
            row = observation_row(indicator=of, period=period, breakdown=member, value=value)
            datasets.setdefault(file, []).append(row)
        for period, member in product(PERIODS, ("", *MEMBERS)):
            part, everybody = self.count("upheld", period, member), self.count("complaints", period, member)
            file = f"data/observations/rates/{Period.parse(period).file_stem}.csv"
            share = f"{100 * part / everybody:.1f}"
            numbers = {"numerator": str(part), "denominator": str(everybody)}
            row = observation_row(indicator=RATE, period=period, breakdown=member, value=share, **numbers)
            datasets.setdefault(file, []).append(row)
        indicators = [
            indicator_row(indicator=of, name=name, unit="number", decimals="0", breakdown="area", people="yes")
            for of, name in COUNTS.items()
        ]
        relations = [
            relation_row(kind="total", indicator="contacts", of="complaints"),
            relation_row(kind="total", indicator="contacts", of="enquiries"),
            relation_row(kind="rate", indicator=RATE, of="upheld / complaints"),
        ]
        rate = indicator_row(indicator=RATE, name=RATE_NAME, breakdown="area", people="yes")
        items = "".join(
            f"  - number: {number}\n    title: {name.capitalize()}\n    kind: report\n    report:\n"
            f"      notebook: {name}\n" + (f"      disclosure: {disclosure}\n" if disclosure else "")
            for number, (name, disclosure) in enumerate(zip(_SHOWN, disclosures, strict=True), start=4)
        )
        return workbook(
            root,
            {
                "data/indicators.csv": sheet(indicator_row(), *indicators, rate),
                "data/relations.csv": sheet(*relations),
                f"params/{DAY}.yaml": _HEAD + items,
                "requirements.lock": "ccpi==1\n",
                **{file: sheet(*rows) for file, rows in datasets.items()},
                **{f"notebooks/{name}.ipynb": _notebook(name, number) for number, name in enumerate(_SHOWN, start=4)},
            },
        )


def whole(member: str) -> tuple[str, ...]:
    return (member,) if member else MEMBERS


def _notebook(name: str, number: int) -> str:
    opened = f"from ccpi_nb.reports import open_report\nreport = open_report(meeting, item, '{_READS[name]}')\nreport"
    return notebook(
        ("markdown", f"# {name.capitalize()}"),
        ("parameters", f'meeting: str = "{DAY}"\nitem: str = "{number}"'),
        ("code", opened),
        *(("code", shown) for shown in _SHOWN[name]),
        *(("markdown", f"## {section}") for section in STANDING_SECTIONS),
    )


# What the public files say


def facts_in(public: Path) -> Facts:
    """Every number that a table of a page or a spreadsheet, a CSV or the ledger gives for a cell."""
    facts: Facts = {}
    for of, period, member, text in (*_of_lists(public), *_of_pages(public), *_of_spreadsheets(public)):
        number = _number(text)
        if number is not None and (of in COUNTS or of == RATE) and period in PERIODS:
            facts.setdefault((of, period, member), set()).add(number)
    return facts


def _of_lists(public: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(public.glob("*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            if not row["computation"]:
                yield row["indicator"], row["period"], row["breakdown"], row["text"]
    for line in ledger_from((public / "ledger.csv").read_text(encoding="utf-8-sig")):
        for behind in line.rows:
            yield behind.indicator, behind.period, behind.breakdown, behind.value


def _of_pages(public: Path) -> Iterator[tuple[str, str, str, str]]:
    for path in sorted(public.glob("*.html")):
        for table in BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").find_all("table"):
            rows = [
                [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")
            ]
            caption = table.caption.get_text(" ", strip=True) if table.caption else ""
            yield from _of_table(caption, rows)


def _of_spreadsheets(public: Path) -> Iterator[tuple[str, str, str, str]]:
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    for path in sorted(public.glob("*.xlsx")):
        with zipfile.ZipFile(path) as book:
            texts = ["".join(text.itertext()) for text in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
            for sheet_file in sorted(file for file in book.namelist() if file.startswith("xl/worksheets/sheet")):
                rows = []
                for row in ElementTree.fromstring(book.read(sheet_file)).iter(f"{name}row"):
                    values = [(cell.get("t"), "".join(cell.itertext())) for cell in row.iter(f"{name}c")]
                    rows.append([texts[int(value)] if kind == "s" and value else value for kind, value in values])
                titles = [row[0] for row in rows if len(row) == 1]
                yield from _of_table(" ".join(titles[:2]), [row for row in rows if len(row) > 1])


def _of_table(caption: str, rows: list[list[str]]) -> Iterator[tuple[str, str, str, str]]:
    """What the cells say, by the words at the head of their row and column and in the caption."""
    names = {name: of for of, name in {**COUNTS, RATE: RATE_NAME}.items()}
    labels = {Period.parse(period).label: period for period in PERIODS}
    for row in rows[1:]:
        for head, text in zip(rows[0][1:], row[1:], strict=False):
            words = [row[0], re.sub(r"\s*\(.*\)$|\n.*", "", head)]
            of = next(
                (names[word] for word in words if word in names),
                next((of for name, of in names.items() if caption.startswith(f"{name} by area")), ""),
            )
            period = next(
                (labels[word] for word in words if word in labels),
                next((labels[label] for label in labels if caption.startswith(label)), ""),
            )
            member = next((word for word in words if word in MEMBERS), "")
            if of and period and "Total" not in words and "worked out" not in head:
                yield of, period, member, text


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[,%]|\s*\[note.*", "", text))
    except InvalidOperation:
        return None


def sums_in(public: Path) -> Iterator[tuple[list[tuple[int, Cell]], Decimal]]:
    """Totals and changes, each with what was added and subtracted."""
    for line in ledger_from((public / "ledger.csv").read_text(encoding="utf-8-sig")):
        cells = [(behind.indicator, behind.period, behind.breakdown) for behind in line.rows]
        if line.value and line.name in {"total", "change"}:
            signs = [1] * len(cells) if line.name == "total" else [-1, 1]
            yield list(zip(signs, cells, strict=True)), Decimal(line.value)


def bars_in(public: Path) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The bars of every drawing, each with its width and height."""
    for path in sorted(public.glob("*.html")):
        for figure in BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").find_all("figure"):
            caption, drawing = figure.figcaption, figure.img
            assert caption
            assert drawing
            svg = b64decode(str(drawing["src"]).partition("base64,")[2]).decode()
            marks = (mark.places for mark in marks_of(svg, path.stem, "") if mark.kind == "bar")
            yield caption.get_text(" ", strip=True), [(abs(x - left), abs(y - low)) for (left, low), (x, y) in marks]


def reader_of(public: Path) -> Reader:
    """Somebody who knows what the files say, and how things depend on each other."""
    reader = Reader()
    for member, quarter in product(MEMBERS, range(2)):
        upheld, complaints, enquiries, contacts = (counted(of, (member,), (quarter,)) for of in COUNTS)
        reader.learns(added(complaints, times(-1, upheld)), 0)
        reader.learns(added(complaints, enquiries, times(-1, contacts)), 0, 0)
    facts = facts_in(public)
    for (of, period, member), numbers in facts.items():
        for number in map(float, numbers):
            if of == RATE:
                part, everybody = (cell(one, period, member) for one in ("upheld", "complaints"))
                reader.learns(added(times(100, part), times(-number - 0.05, everybody)), -1e9, 1e-6)
                reader.learns(added(times(100, part), times(-number + 0.05, everybody)), -1e-6, 1e9)
            else:
                reader.learns(cell(of, period, member), number, number)
    for hidden in product(COUNTS, PERIODS, ("", *MEMBERS)):
        if hidden not in facts:
            reader.learns(cell(*hidden), 1)
    for signed, value in sums_in(public):
        if all(of in COUNTS for _, (of, _, _) in signed):
            reader.learns(added(*(times(sign, cell(*one)) for sign, one in signed)), float(value), float(value))
    return reader


def cell(of: str, period: str, member: str) -> Sum:
    return counted(of, whole(member), PERIODS[period])


def run(root: Path) -> Path:
    run_meeting(root, DAY, Orders(2, force=False), lambda step: None, datetime(2014, 12, 1))
    return root / "outputs" / DAY / "public"


@pytest.mark.parametrize(("seed", "other"), [(0, SECONDARY), (1, "")])
def test_no_small_number_can_be_told_from_all_the_public_files_of_a_pack(seed: int, other: str, tmp_path: Path) -> None:
    world = World.of(seed)
    public = run(world.write(tmp_path, SECONDARY, other))
    facts = facts_in(public)
    assert len(facts) > 15
    assert not {small for small in world.small() if small in facts}
    assert {one for one, numbers in facts.items() if one[0] in COUNTS and numbers != {world.count(*one)}} == set()
    reader = reader_of(public)
    ends = {small: reader.can_tell(cell(*small)) for small in world.small()}
    assert ends
    assert {small: one for small, one in ends.items() if one[1] - one[0] < THRESHOLD} == {}
    _no_bar_stands_for_what_is_hidden(public, facts)


def _no_bar_stands_for_what_is_hidden(public: Path, facts: Facts) -> None:
    drawn = 0
    for words, bars in bars_in(public):
        of = next((of for of, name in {**COUNTS, RATE: RATE_NAME}.items() if words.startswith(name)), "")
        if not of or not bars:
            continue
        shown = sorted({float(number) for one, numbers in facts.items() if one[0] == of for number in numbers})
        lengths = [bar[1] if "in all" in words else bar[0] for bar in bars]
        longest = max(lengths)
        scales = [value / longest for value in shown if value] if longest else []
        # On some scale every bar is as long as a number that is shown, or has no length.
        assert not longest or any(
            all(any(abs(length * scale - value) < 0.2 + value / 100 for value in (0, *shown)) for length in lengths)
            for scale in scales
        ), words
        drawn += 1
    assert drawn > 3


def test_without_protection_the_same_reader_finds_the_small_numbers(tmp_path: Path) -> None:
    world = World.of(0)
    reader = reader_of(run(world.write(tmp_path, "", "")))
    assert any(reader.can_tell(cell(*small)) == (world.count(*small),) * 2 for small in world.came_suppressed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SECONDARY, "{scheme: mask}"),
        ("{scheme: round}", SECONDARY),
        (SECONDARY, "{threshold: 10, scheme: secondary}"),
    ],
)
def test_two_reports_of_a_part_may_not_hide_small_numbers_in_different_ways(
    one: str, other: str, tmp_path: Path
) -> None:
    root = World.of(0).write(tmp_path, one, other)
    assert meeting_problems(Workbook(root), Workbook(root).meeting(DAY)) == [
        f"params/{DAY}.yaml, item 5: its report keeps small numbers of 'complaints' back in another way than item 4; "
        "give both the same 'disclosure'"
    ]
    assert "back in another way than item 4" in refusal(run, root)


def test_a_report_that_reads_nothing_of_them_may_hide_others(tmp_path: Path) -> None:
    root = World.of(0).write(tmp_path, SECONDARY, "")
    for path in (root / "notebooks/shares.ipynb", root / "notebooks/counts.ipynb"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"'{_READS[path.stem]}'", "'calls'" if path.stem == "shares" else "'service'"))
    assert meeting_problems(Workbook(root), Workbook(root).meeting(DAY)) == []


@pytest.mark.parametrize("disclosure", [SECONDARY, "{scheme: mask}", "{scheme: round}"])
def test_what_another_meeting_shows_of_what_is_kept_back_is_said(disclosure: str, tmp_path: Path) -> None:
    root = World.of(0).write(tmp_path, disclosure, disclosure)
    assert shown_at_other_meetings(Workbook(root)) == ()
    later = (root / f"params/{DAY}.yaml").read_text(encoding="utf-8").replace(DAY, "2015-01-28")
    (root / "params/2015-01-28.yaml").write_text(later.replace(f"      disclosure: {disclosure}\n", ""))
    said = shown_at_other_meetings(Workbook(root))
    assert len(said) == 2  # each report of the other meeting
    assert said[0].startswith(
        f"params/{DAY}.yaml, item 4, 5: of what its 'disclosure' keeps back, item 4 of 2015-01-28 shows "
    )
    assert said[0].endswith("; give that item the same 'disclosure', unless its pack is published already")
    (root / "params/2015-01-28.yaml").write_text(later)
    assert shown_at_other_meetings(Workbook(root)) == ()
