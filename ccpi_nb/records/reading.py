"""Reads records by the measures that are for them: `take_records` a received file, `take_table` a database's table."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from ccpi_nb.domain.lineage import ReceivedFile, Taken
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.text_files import collect, read_text
from ccpi_nb.records.engines import require
from ccpi_nb.records.measure_file import measures_from
from ccpi_nb.records.measures import Counted, Measures
from ccpi_nb.workbook.inputs import Workbook

MEASURES = "data/measures"
Progress = Callable[[float], None]


def measure_names(root: Path) -> tuple[str, ...]:
    """Return the names of the files of measures, sorted."""
    return tuple(sorted(path.stem for path in (root / MEASURES).glob("*.yaml") if not path.name.startswith(".")))


def read_measures(workbook: Workbook, name: str) -> Measures:
    """Return a file of measures; InputError with what is wrong with it."""
    root = workbook.root
    if name not in (names := measure_names(root)):
        raise InputError(
            f"there are no measures '{name}' (no file {MEASURES}/{name}.yaml); {did_you_mean(name, names)}"
        )
    text = read_text(root, f"{MEASURES}/{name}.yaml")
    return measures_from(text, name, workbook.indicators, lambda file: read_text(root, file), workbook.dataset_names)


def take_records(
    file: ReceivedFile,
    workbook: Workbook,
    *,
    meeting: str = "",
    beside: Sequence[ReceivedFile] = (),
    progress: Progress | None = None,
    only: Collection[Counted] | None = None,
) -> Taken | None:
    """Return what all measures that are for a file count in it; None where none is.

    The periods are those that the meeting awaits, or all that the records fully cover; or `only` those of some figures,
    and nothing else. `beside` are the files that came with it, itself included: those of the same records are counted
    together, with the first of them. InputError where records are not as the measures say.
    """
    known = collect(lambda name: read_measures(workbook, name), measure_names(workbook.root))
    mine = [measures for measures in known if measures.source.takes(file.name)]
    if not mine:
        return None
    require()
    from ccpi_nb.records.runs import of_files

    taken = []
    for measures in mine:
        if only is not None and not _is_asked(measures, only):
            continue
        files = [one for one in beside if measures.source.takes(one.name)] or [file]
        if files[0].sha256 == file.sha256:
            taken.append(of_files(files, measures, workbook, meeting, progress, only))
        else:
            taken.append(Taken(file, not_used=(f"{file.name}: its records are counted with {files[0].name}",)))
    return Taken(
        file,
        values=tuple(value for one in taken for value in one.values),
        workings=tuple(working for one in taken for working in one.workings),
        not_used=tuple(sentence for one in taken for sentence in one.not_used),
    )


def _is_asked(measures: Measures, only: Collection[Counted]) -> bool:
    own = {(measures.dataset, measure.indicator) for measure in measures.measures}
    return any((dataset, indicator) in own for dataset, indicator, _ in only)


def take_table(
    name: str, workbook: Workbook, connection: str, *, meeting: str = "", progress: Progress | None = None
) -> Taken:
    """Return what a file of measures counts in its table, where a connection leads; InputError as `take_records`."""
    measures = read_measures(workbook, name)
    if not measures.source.table:
        raise InputError(f"{measures.file}: it names no table; write 'table' under 'source', or read a file instead")
    require()
    from ccpi_nb.records.runs import of_table

    return of_table(measures, workbook, connection, meeting, progress)
