"""A tiny reader of received files, for tests of what is done with what any reader gives."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from builders import indicator_row, observation_row, sheet, workbook

from ccpi_nb.domain.indicators import Shorthand
from ccpi_nb.domain.lineage import Origin, ReceivedFile, Step, Taken, TakenValue, TakenWords, Working
from ccpi_nb.domain.periods import Period
from ccpi_nb.workbook.inputs import Workbook

POST = "Performance Officer"


def read_lines(file: ReceivedFile, workbook: Workbook) -> Taken | None:
    """Read a text file of lines 'dataset|indicator|period|breakdown|value|cell', or 'words|register|meeting|text|cell'.

    After a value may stand 'numerator/denominator'. A line 'records|...' has a value that was counted.
    """
    if file.path.suffix != ".txt":
        return None
    values, words, workings = [], [], []
    for line in file.path.read_text(encoding="utf-8").splitlines():
        kind, *fields = line.split("|")
        if kind == "words":
            register, meeting, text, cell = fields
            cells = {"topic": "Background", "period": "", "text": text}
            words.append(TakenWords(register, meeting, cells, Origin(file.name, file.sha256, "Words", cell)))
            continue
        dataset, (indicator, period, breakdown, shown, cell) = kind, fields
        value, _, parts = shown.partition(" ")
        origin = Origin(file.name, file.sha256, "Dashboard", cell, f"{value}%", value, "tiny")
        if cell.endswith("records"):
            working = _working(file, cell)
            workings.append(working)
            origin = replace(origin, sheet="", working=working.key)
        values.append(_value(dataset, indicator, period, breakdown, value, parts, origin))
    return Taken(file, tuple(values), tuple(words), tuple(workings), ("sheet Notes: it is not read",))


def _value(
    dataset: str, indicator: str, period: str, breakdown: str, value: str, parts: str, origin: Origin
) -> TakenValue:
    numerator, _, denominator = parts.partition("/")

    def part(number: str, cell: str) -> Origin | None:
        return replace(origin, cell=cell, shown_as=number, held_as=number) if number else None

    missing = value.startswith("[")
    return TakenValue(
        dataset,
        indicator,
        Period.parse(period),
        breakdown,
        None if missing else Decimal(value),
        Shorthand(value) if missing else None,
        origin,
        Decimal(numerator) if numerator else None,
        Decimal(denominator) if denominator else None,
        numerator_origin=part(numerator, "C8"),
        denominator_origin=part(denominator, "D8"),
    )


def _working(file: ReceivedFile, cell: str) -> Working:
    steps = (Step("read", 100), Step("of the quarter", 40))
    return Working(
        f"calls-{file.sha256[:8]}", "calls", (Origin(file.name, file.sha256),), steps, "SELECT\n  count(*)", "DuckDB 2"
    )


def taking_workbook(root: Path, **files: str) -> Path:
    """A workbook with the dataset 'calls' of one value, 65.5 @ 2014-15-Q2."""
    people = indicator_row(indicator="people_helped", name="People helped", unit="number", decimals="0", people="yes")
    return workbook(
        root,
        {
            "data/indicators.csv": sheet(indicator_row(), people),
            "data/observations/calls/2014-15-Q2.csv": sheet(observation_row(as_at="2014-10-01")),
            **files,
        },
    )


def sent(folder: Path, *lines: str, name: str = "Dashboard Q3.txt") -> Path:
    """A file of some lines that a service sent."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path from it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
