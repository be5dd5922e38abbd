"""Where observations come from: the rows of data/intake, and the working papers of what was counted from records."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ccpi_nb.domain.indicators import DataRow, Indicator, Observation
from ccpi_nb.domain.lineage import LineageRow, Origin, Step, Working
from ccpi_nb.domain.periods import NotAPeriod, Period
from ccpi_nb.errors import InputError, refuse
from ccpi_nb.files.cells import Filled, day, plain_name
from ccpi_nb.files.strict_csv import RISKY, column_names, rows_from, unguarded
from ccpi_nb.files.strict_yaml import dump_yaml, load_yaml
from ccpi_nb.files.text_files import INTAKE, collect, folders_in, read_text, text_if_any
from ccpi_nb.workbook.indicators import key_of
from ccpi_nb.workbook.sign_offs import a_post

_AGAIN = "read the file again with ccpi collect read, which writes it"
_KEY = re.compile(r"[A-Za-z0-9][\w-]{0,99}", re.ASCII)
# What tells of a received file more than its name, sheet and cell: no public file and no kernel has it. A hash lets
# anybody try out what a file held.
_UNTOLD = frozenset(
    {
        *("sha256", "shown_as", "held_as", "reader", "reader_sha256", "working", "post"),
        *(f"{part}_{column}" for part in ("numerator", "denominator") for column in ("shown_as", "held_as")),
    }
)


class Verbatim(str):
    """Text as it stood in a received file; in CSV an apostrophe goes before what a spreadsheet would run."""

    __slots__ = ()


def verbatim(cell: str) -> Verbatim:
    """Return the text of a cell as the received file had it."""
    return Verbatim(unguarded(cell))


def sha256(cell: str) -> str:
    """Return a hash of bytes; ValueError where it is none. It is blank where it may not be told."""
    if not re.fullmatch("(?:[0-9a-f]{64})?", cell):
        raise ValueError(f"'{cell}' is no SHA-256; {_AGAIN}")
    return cell


def working_key(cell: str) -> str:
    """Return the name of a working paper; '' for none. ValueError where it is no name."""
    if cell and not _KEY.fullmatch(cell):
        raise ValueError(f"'{cell}' is no name of a working paper; {_AGAIN}")
    return cell


_Text = Annotated[str, verbatim]
_Hash = Annotated[str, sha256]


@dataclass(frozen=True)
class _Cells:
    """A row as its file has it: the columns in order."""

    indicator: str
    period: Period
    breakdown: Annotated[str, plain_name]
    as_at: Annotated[date, day]
    source: Filled
    file: Filled
    sha256: _Hash
    sheet: _Text
    cell: _Text
    shown_as: _Text
    held_as: _Text
    numerator_sheet: _Text
    numerator_cell: _Text
    numerator_shown_as: _Text
    numerator_held_as: _Text
    denominator_sheet: _Text
    denominator_cell: _Text
    denominator_shown_as: _Text
    denominator_held_as: _Text
    reader: _Text
    reader_sha256: _Hash
    working: Annotated[str, working_key]
    post: Annotated[str, lambda cell: cell and a_post(cell)]
    received_on: Annotated[date, day]
    row: DataRow

    @property
    def value(self) -> LineageRow:
        """The row as the rest of the package has it."""
        of_file = (self.file, self.sha256)
        by = (self.reader, self.reader_sha256)
        origin = Origin(*of_file, self.sheet, self.cell, self.shown_as, self.held_as, *by, self.working)

        def part(sheet: str, cell: str, shown_as: str, held_as: str) -> Origin | None:
            return Origin(*of_file, sheet, cell, shown_as, held_as, *by) if cell else None

        return LineageRow(
            self.indicator,
            self.period,
            self.breakdown,
            self.as_at,
            self.source,
            origin,
            self.post,
            self.received_on,
            self.row,
            part(self.numerator_sheet, self.numerator_cell, self.numerator_shown_as, self.numerator_held_as),
            part(self.denominator_sheet, self.denominator_cell, self.denominator_shown_as, self.denominator_held_as),
        )


LINEAGE = column_names(_Cells)


def lineage_from(text: str, file: str, period: Period, indicators: Mapping[str, Indicator]) -> tuple[LineageRow, ...]:
    """Return the rows of one file of data/intake, whose name gives `period`; InputError lists all that is wrong."""

    def this_period(cell: str) -> Period:
        if Period.parse(cell) != period:
            raise ValueError(f"'{cell}' is not the period of the file's name, {period}; {_AGAIN}")
        return period

    rows = tuple(
        cells.value for cells in rows_from(_Cells, text, file, indicator=key_of(indicators), period=this_period)
    )
    first: dict[object, LineageRow] = {}
    refuse(
        f"{row.row}: it is of the same observation as row {first[row.key].row.number}; remove one"
        for row in rows
        if first.setdefault(row.key, row) is not row
    )
    return rows


def untold(text: str) -> str:
    """Return the text of a file of data/intake with blank cells for what Part I may not have."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    told = [column.strip() not in _UNTOLD for column in header]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(
        [header, *([cell if is_told else "" for cell, is_told in zip(row, told, strict=False)] for row in rows)]
    )
    return written.getvalue()


def lineage_cells(row: LineageRow) -> dict[str, str]:
    """Return the cells of a row by column, which `lineage_from` reads as the same."""
    origin = row.origin
    cells = {
        "indicator": row.indicator,
        "period": str(row.period),
        "breakdown": row.breakdown,
        "as_at": str(row.as_at),
        "source": row.source,
        "file": origin.file,
        **_cells_of(origin),
        **(_cells_of(row.numerator, "numerator_") if row.numerator else {}),
        **(_cells_of(row.denominator, "denominator_") if row.denominator else {}),
        "reader": guarded(origin.reader),
        "reader_sha256": origin.reader_sha256,
        "working": origin.working,
        "post": row.post,
        "received_on": str(row.received_on),
    }
    return {column: cells.get(column, "") for column in LINEAGE}


def _cells_of(origin: Origin, part: str = "") -> dict[str, str]:
    texts = {f"{part}{name}": guarded(getattr(origin, name)) for name in ("sheet", "cell", "shown_as", "held_as")}
    return texts if part else texts | {"sha256": origin.sha256}


def guarded(text: str) -> str:
    """Return the text of a received file as a cell of CSV has it, which `verbatim` reads as the same."""
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _OriginModel(_Strict):
    file: str
    # A table of a database has none.
    sha256: Annotated[str, Field(pattern="^(?:[0-9a-f]{64})?$")] = ""
    sheet: str = ""
    cell: str = ""


class _StepModel(_Strict):
    words: str
    left: Annotated[int, Field(ge=0, strict=True)]


class _WorkingModel(_Strict):
    measure: str
    engine: str
    files: tuple[_OriginModel, ...]
    steps: tuple[_StepModel, ...]
    statement: str


def working_from(text: str, file: str, key: str) -> Working:
    """Return the working paper in a file's text; InputError where it is not as `ccpi collect read` wrote it."""
    try:
        model = _WorkingModel.model_validate(load_yaml(text, file))
    except ValidationError as refused:
        raise InputError(
            *(
                f"{file}: {'.'.join(map(str, error['loc'])) or 'the file'} is not as it was written; {_AGAIN}"
                for error in refused.errors()
            )
        ) from None
    return Working(
        key,
        model.measure,
        tuple(Origin(**dict(origin)) for origin in model.files),
        tuple(Step(**dict(step)) for step in model.steps),
        model.statement,
        model.engine,
    )


def working_yaml(working: Working) -> str:
    """Return a working paper as the text of its file, which `working_from` reads as the same."""
    files = [{name: getattr(origin, name) for name in _OriginModel.model_fields} for origin in working.files]
    return dump_yaml(
        {
            "measure": working.measure,
            "engine": working.engine,
            "files": [{name: text for name, text in origin.items() if text} for origin in files],
            "steps": [asdict(step) for step in working.steps],
            "statement": working.statement,
        }
    )


@dataclass(frozen=True)
class Intake:
    """The folder data/intake of the workbook in a folder: where its observations come from."""

    root: Path
    indicators: Mapping[str, Indicator]

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets of which something was taken in."""
        return folders_in(self.root / INTAKE)

    def of(self, dataset: str, period: Period) -> tuple[LineageRow, ...]:
        """Return the rows on a dataset's observations of a period; none where nothing of it was taken in."""
        file = f"{INTAKE}/{dataset}/{period.file_stem}.csv"
        text = text_if_any(self.root, file)
        return () if text is None else lineage_from(text, file, period, self.indicators)

    def rows(self, dataset: str) -> tuple[LineageRow, ...]:
        """Return the rows on all of a dataset's observations; InputError lists the problems of all files."""
        files = sorted(path.stem for path in (self.root / INTAKE / dataset).glob("*.csv"))
        return tuple(row for rows in collect(lambda stem: self._of_stem(dataset, stem), files) for row in rows)

    def workings(self, dataset: str) -> Mapping[str, Working]:
        """Return the working papers of a dataset by their keys; InputError lists the problems of all files."""
        keys = sorted(path.stem for path in (self.root / INTAKE / dataset / "workings").glob("*.yaml"))
        return dict(zip(keys, collect(lambda key: self.working(dataset, key), keys), strict=True))

    def working(self, dataset: str, key: str) -> Working:
        """Return the working paper of a dataset by its key; InputError where there is none."""
        file = f"{INTAKE}/{dataset}/workings/{key}.yaml"
        return working_from(read_text(self.root, file), file, key)

    def _of_stem(self, dataset: str, stem: str) -> tuple[LineageRow, ...]:
        try:
            return self.of(dataset, Period.from_file_stem(stem))
        except NotAPeriod as problem:
            raise InputError(f"{INTAKE}/{dataset}/{stem}.csv: the file's name is no period: {problem}") from None


def with_origins(observations: Iterable[Observation], rows: Iterable[LineageRow]) -> Iterator[Observation]:
    """Yield observations, each with the file and the place that it was taken in from, as far as it was."""
    told = {row.key: row.told for row in rows}
    for each in observations:
        origin = told.get((each.indicator, each.period, each.breakdown, each.as_at, each.source))
        yield replace(each, origin=origin) if origin else each


def lineage_problems(
    rows: Sequence[LineageRow], observations: Iterable[Observation], workings: Collection[str], folder: str
) -> Iterator[str]:
    """Yield what is wrong with the rows of one dataset beside its observations and its working papers.

    `folder` is that of the dataset in data/intake, and `workings` the names of the papers there.
    """
    held = {(each.indicator, each.period, each.breakdown, each.as_at, each.source) for each in observations}
    for row in rows:
        if row.key not in held:
            of = f" for '{row.breakdown}'" if row.breakdown else ""
            yield (
                f"{row.row}: no row of observations has '{row.indicator}'{of} with this as_at and source; "
                "put back what was changed there, or remove this row with it"
            )
        if not ((row.origin.sha256 or row.origin.is_table) and row.post):
            yield f"{row.row}: the file's hash or the post is blank; {_AGAIN}"
        if row.origin.working and row.origin.working not in workings:
            yield f"{row.row}, column 'working': there is no {folder}/workings/{row.origin.working}.yaml; {_AGAIN}"
    named = {row.origin.working for row in rows}
    yield from (
        f"{folder}/workings/{key}.yaml: no row of {folder} names it; remove it"
        for key in sorted(workings)
        if key not in named
    )
