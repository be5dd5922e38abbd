"""How long a large council's website takes: 300 indicators of 20 services over 100 monthly meetings.

    python benchmarks/site.py                              all pages, then those of one more meeting: some minutes
    python benchmarks/site.py --indicators 30 --meetings 9 a small one
    python benchmarks/site.py --make FOLDER                only makes the workbook, to look at or to profile

The papers of the meetings, each a table of that month's figures, are made without kernels: the site reads what a run
leaves, and no notebook. Seconds are those of all processes, CPU and clock; memory is the most that one process had. The
same seed makes the same workbook.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from scale import HEADER, SYLLABLES, adopt, measured

from ccpi_nb.content.tables import performance_table
from ccpi_nb.document.ledger import LEDGER, entries, ledger_csv, lines
from ccpi_nb.document.model import Document, Heading, Masthead, Table
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import Period
from ccpi_nb.files.views import Seen
from ccpi_nb.publish.fingerprints import Prints
from ccpi_nb.publish.manifest_file import Read, write_manifest
from ccpi_nb.render.json_form import document_to_json
from ccpi_nb.run.store import DOCUMENT, Store
from ccpi_nb.workbook.inputs import Workbook

INDICATORS, SERVICES, MEETINGS = 300, 20, 100
FIRST = Period.parse("2006-09")
SERVICE_NAMES = ("Roads", "Libraries", "Schools", "Care")
COLUMNS = "indicator,name,service,unit,polarity,decimals,contractual,breakdown,people,definition\n"
TARGETS = "indicator,comparator,value,tolerance,valid_from,valid_to,source,as_at,dataset\n"
AGENDA = """\
date: {day}
committee: Cabinet Committee on Performance Improvement
council: County Council
time: 2.00 pm
place: County Hall
items:
  - number: 4
    title: Made-up measures
    kind: report
    report:
      notebook: made_up
"""
# The site copies a paper as it is, and reads its ledger.
PAGE = b"<!doctype html><html lang='en-GB'><title>Made-up measures</title><main>Made-up measures</main></html>"


def months(meetings: int) -> list[Period]:
    """The month that each meeting looks at."""
    return [FIRST.shifted(number) for number in range(meetings)]


def day_of(month: Period) -> date:
    """The day of the meeting that looks at a month."""
    return month.shifted(1).start.replace(day=20)


def make(root: Path, indicators: int, meetings: int) -> None:
    """Make the workbook: what is measured, its targets, a value of each month, and the meetings; without papers."""
    for folder in ("data/observations/made_up", "params", "notebooks"):
        (root / folder).mkdir(parents=True)
    keys = ["".join(three) for three in islice(product(SYLLABLES, repeat=3), indicators)]
    rows, targets = [], []
    for number, key in enumerate(keys):
        service = f"{SERVICE_NAMES[number % 4]} {'ABCDE'[number % SERVICES // 4]}"
        rows.append(f"{key},Done in time by {key.title()},{service},%,higher,1,,,,Done in time of all.\n")
        targets.append(f'{key},>=,70,5,2000-04-01,,"Made up",,\n')
    (root / "data/indicators.csv").write_text(COLUMNS + "".join(rows), encoding="utf-8")
    (root / "data/targets.csv").write_text(TARGETS + "".join(targets), encoding="utf-8")
    (root / "requirements.lock").write_text("ccpi==1\n", encoding="utf-8")
    chance, levels = random.Random(16), {key: 60 + 20 * number / len(keys) for number, key in enumerate(keys)}
    for month in months(meetings):
        values = [
            f'{key},{month},,{levels[key] + chance.gauss(0, 3):.1f},,,,table,{day_of(month)},"Return of {month}",\n'
            for key in keys
        ]
        (root / f"data/observations/made_up/{month}.csv").write_text(HEADER + "".join(values), encoding="utf-8")
        (root / f"params/{day_of(month)}.yaml").write_text(AGENDA.format(day=day_of(month)), encoding="utf-8")
    (root / "notebooks/made_up.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')


def publish(root: Path, looked_at: Sequence[Period]) -> None:
    """Lay what runs of these months' meetings leave: the public paper with its ledger, and the records of both."""
    workbook, prints = Workbook(root), Prints(root).take_all()
    evidence = workbook.evidence_of(day_of(looked_at[-1]), Part.PUBLIC)
    for month in looked_at:
        meeting = workbook.meeting(day_of(month).isoformat())
        (report,), store = meeting.reports_in(Part.PUBLIC), Store(root / "outputs", meeting.key)
        own = tuple(row for row in evidence.observations if row.period == month)
        table = performance_table(
            replace(evidence, observations=own), evidence.observed, [month], f"Measures, {month.label}"
        )
        assert isinstance(table, Table)
        document = Document(
            Masthead(report.title, meeting.key, meeting.bodies[:2]), (Heading.of(2, "Background and advice"), table)
        )
        files = {f"{report.stem}.ipynb": b"{}", DOCUMENT: document_to_json(document)}
        store.keep(report, files, prints.record({Part.PUBLIC: Seen()}, files))
        made = root / f"outputs/.{meeting.key}"
        public = made / Part.PUBLIC.folder
        public.mkdir(parents=True)
        (public / f"{report.stem}.html").write_bytes(PAGE)
        (public / "index.html").write_bytes(PAGE)
        (public / LEDGER).write_text(ledger_csv(lines(entries(document, report.stem))), encoding="utf-8-sig")
        read = Read({report.item: frozenset()}, frozenset())
        write_manifest(public, meeting, Part.PUBLIC, read, prints, prints)
        store.publish(made, prints, {}, Seen(), ())


def compare(indicators: int, meetings: int) -> None:
    """Print what the site takes before and after one more meeting, and how large its pages are."""
    with TemporaryDirectory(prefix="ccpi-benchmark-") as folder:
        root = Path(folder)
        make(root, indicators, meetings)
        *before, last = months(meetings)
        publish(root, before)
        print(f"{indicators} indicators, {meetings} meetings\n{'seconds':>9}{'CPU s':>8}{'MB':>7}", flush=True)
        show(root, f"ccpi site, all pages, of {meetings - 1} meetings")
        publish(root, [last])
        show(root, "ccpi site, one meeting more  (aim: 60 s on two cores)")
        show(root, "ccpi site, nothing new")
        pages = {path: path.stat().st_size for path in (root / "outputs/site").rglob("*.html")}
        own = {path: size for path, size in pages.items() if len(path.relative_to(root / "outputs/site").parts) < 3}
        largest = max(own, key=own.__getitem__)
        print(
            f"{len(own)} pages; the largest is {largest.relative_to(root / 'outputs/site')}, {own[largest] // 1000} KB"
        )


def show(root: Path, words: str) -> None:
    """Make the site, and print what that took."""
    used = measured(root, "site")
    print(f"{used.seconds:9.1f}{used.cpu:8.1f}{used.megabytes:7.0f}  {words}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--indicators", type=int, default=INDICATORS)
    options.add_argument("--meetings", type=int, default=MEETINGS)
    options.add_argument("--make", type=Path, metavar="FOLDER", help="only make the workbook there, and its papers")
    chosen = options.parse_args()
    adopt()
    if chosen.make:
        make(chosen.make, chosen.indicators, chosen.meetings)
        publish(chosen.make, months(chosen.meetings))
    else:
        compare(chosen.indicators, chosen.meetings)


if __name__ == "__main__":
    main()
