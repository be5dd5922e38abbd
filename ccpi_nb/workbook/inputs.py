"""Reading the project's params and data from disk, validated on entry."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TypeVar

from ccpi_nb.domain.indicators import Continuation, Indicator, Observation, Target
from ccpi_nb.domain.meetings import Awaited, Meeting, with_reports_to_follow
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.files.text_files import read_text, text_if_any
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.committee_registers import (
    DecisionRow,
    Minute,
    Notice,
    decision_rows_from,
    minutes_from,
    notices_from,
)
from ccpi_nb.workbook.coverage import Section, Sourced, sections_from
from ccpi_nb.workbook.follow_ups import REGISTER, FollowUp, follow_ups_from
from ccpi_nb.workbook.observations import (
    continuations_from,
    indicators_from,
    names_from,
    observations_from,
    targets_from,
)
from ccpi_nb.workbook.reconciliation import Claim, Relation, Ruling, claims_from, relations_from, rulings_from
from ccpi_nb.workbook.registers import (
    Action,
    CoreSystem,
    Deliverable,
    Lesson,
    Update,
    actions_from,
    deliverables_from,
    lessons_from,
    systems_from,
    updates_from,
)
from ccpi_nb.workbook.sign_offs import SignOff, sign_offs_from

Rows = TypeVar("Rows")
RegisterRow = Action | Update | CoreSystem | Minute | DecisionRow | Notice | Deliverable | Lesson | FollowUp
_SHAPES: Mapping[str, Callable[[str, str], tuple[RegisterRow, ...]]] = {
    "reference": actions_from,
    "number": minutes_from,
    "title": decision_rows_from,
    "item": notices_from,
    "system": systems_from,
    "outcome": deliverables_from,
    "lesson": lessons_from,
    "promise": follow_ups_from,
}


def find_root(start: Path) -> Path:
    """The project's folder: `start` or the nearest one above it that holds params, data and notebooks."""
    for folder in (start, *start.parents):
        if all((folder / name).is_dir() for name in ("params", "data", "notebooks")):
            return folder
    raise InputError(f"{start} is not inside the workbook; go to the folder that holds params, data and notebooks")


def meeting_dates(root: Path) -> tuple[str, ...]:
    days = sorted(path.stem for path in (root / "params").glob("*.yaml") if not path.name.startswith("."))
    _refuse_other_names(f"params/{day}.yaml" for day in days)
    return tuple(days)


def known_day(root: Path, day: str) -> str:
    """The day, where there is a meeting on it."""
    if day not in meeting_dates(root):
        raise InputError(
            f"there is no meeting '{day}' (no file params/{day}.yaml); {did_you_mean(day, meeting_dates(root))}"
        )
    return day


def read_agenda(root: Path, day: str) -> Meeting:
    """A meeting as its file has it, whether or not the data for its reports have come."""
    file = f"params/{known_day(root, day)}.yaml"
    meeting = _meeting(read_text(root, file), file)
    if str(meeting.date) != day:
        raise InputError(f"{file}: its date is {meeting.date}; the file's name and its date must be the same")
    return meeting


@cache
def _meeting(text: str, file: str) -> Meeting:
    # Every report looks through all agendas for what is exempt, some of them several times.
    return meeting_from(load_yaml(text, file), file)


def read_meeting(root: Path, day: str) -> Meeting:
    """A meeting as it can be held: a report that awaits data unknown by its day is to follow."""
    agenda = read_agenda(root, day)
    return with_reports_to_follow(agenda, lambda awaited: _is_known(root, awaited, agenda.date))


def _is_known(root: Path, awaited: Awaited, day: date) -> bool:
    text = text_if_any(root, awaited.file)
    if text is None:
        return False
    rows = observations_from(text, awaited.file, awaited.dataset, awaited.period, read_indicators(root))
    return any(row.as_at <= day for row in rows)


def read_exempt_datasets(root: Path) -> Mapping[str, str]:
    """Every dataset that a Part II item of any meeting declares exempt, with that meeting's date: an exemption does not lapse."""
    return {name: day for day in meeting_dates(root) for name in sorted(read_agenda(root, day).exempt_datasets)}


def read_indicators(root: Path) -> Mapping[str, Indicator]:
    return indicators_from(read_text(root, "data/indicators.csv"), "data/indicators.csv")


def read_targets(root: Path, indicators: Mapping[str, Indicator]) -> tuple[Target, ...]:
    return targets_from(read_text(root, "data/targets.csv"), "data/targets.csv", indicators)


def read_continuations(root: Path, indicators: Mapping[str, Indicator]) -> tuple[Continuation, ...]:
    """The breaks in definition; nothing where there is no file of them."""
    file = "data/continues.csv"
    return continuations_from(read_text(root, file), file, indicators) if (root / file).exists() else ()


def read_names(root: Path) -> tuple[str, ...]:
    return names_from(read_text(root, "data/names.csv"), "data/names.csv")


def read_relations(root: Path, indicators: Mapping[str, Indicator]) -> tuple[Relation, ...]:
    file = "data/relations.csv"
    return relations_from(read_text(root, file), file, indicators) if (root / file).exists() else ()


def read_claims(root: Path, indicators: Mapping[str, Indicator]) -> tuple[Claim, ...]:
    file = "data/claims.csv"
    return claims_from(read_text(root, file), file, indicators, dataset_names(root)) if (root / file).exists() else ()


def read_rulings(root: Path) -> tuple[Ruling, ...]:
    file = "data/reconciliation.csv"
    return rulings_from(read_text(root, file), file) if (root / file).exists() else ()


def dataset_names(root: Path) -> tuple[str, ...]:
    return _folder_names(root / "data" / "observations")


def register_names(root: Path) -> tuple[str, ...]:
    return _folder_names(root / "data" / "registers")


def read_dataset(root: Path, dataset: str, indicators: Mapping[str, Indicator]) -> tuple[Observation, ...]:
    """All observations of a dataset, its periods in order; InputError lists the problems of all its files."""
    if dataset not in dataset_names(root):
        raise InputError(
            f"there is no dataset '{dataset}' in data/observations; {did_you_mean(dataset, dataset_names(root))}"
        )

    def read(file: str) -> tuple[Observation, ...]:
        try:
            period = Period.from_file_stem(Path(file).stem)
        except ValueError as problem:
            raise InputError(f"{file}: the file's name is no period: {problem}") from None
        return observations_from(read_text(root, file), file, dataset, period, indicators)

    files = sorted(
        f"data/observations/{dataset}/{path.name}" for path in (root / "data" / "observations" / dataset).glob("*.csv")
    )
    return tuple(observation for rows in collect(read, files) for observation in rows)


def read_actions(root: Path, register: str, day: date) -> tuple[Action, ...]:
    """An improvement plan as reported on a day; nothing where there is no file of that day."""
    return _read_register(root, register, day, actions_from)


def read_updates(root: Path, register: str, day: date) -> tuple[Update, ...]:
    """An updates register as reported on a day; nothing where there is no file of that day."""
    return _read_register(root, register, day, updates_from)


def read_systems(root: Path, register: str, day: date) -> tuple[CoreSystem, ...]:
    """The core systems as reported on a day; nothing where there is no file of that day."""
    return _read_register(root, register, day, systems_from)


def read_deliverables(root: Path, register: str, day: date) -> tuple[Deliverable, ...]:
    """A programme's deliverables as reported on a day; nothing where there is no file of that day."""
    return _read_register(root, register, day, deliverables_from)


def read_lessons(root: Path, register: str, day: date) -> tuple[Lesson, ...]:
    return _read_register(root, register, day, lessons_from)


def read_minutes(root: Path, day: date) -> tuple[Minute, ...]:
    return _read_register(root, "minutes", day, minutes_from)


def read_decision_rows(root: Path, day: date) -> tuple[DecisionRow, ...]:
    return _read_register(root, "decisions", day, decision_rows_from)


def read_notices(root: Path, day: date) -> tuple[Notice, ...]:
    return _read_register(root, "notices", day, notices_from)


def read_sign_offs(root: Path, day: str) -> tuple[SignOff, ...]:
    """Who has signed off the outputs of a meeting, the last word last; nobody where there is no file of that day."""
    file = f"data/sign_offs/{day}.csv"
    text = text_if_any(root, file)
    return () if text is None else sign_offs_from(text, file)


def read_follow_ups(root: Path) -> tuple[FollowUp, ...]:
    """Everything that any meeting was promised; what was promised in Part II only where its registers are in reach."""
    names = [name for name in register_names(root) if name == REGISTER or name.startswith(f"{REGISTER}_")]
    exempt = read_exempt_datasets(root)
    undeclared = [name for name in names if name != REGISTER and name not in exempt]
    if undeclared:
        raise InputError(
            *(
                f"data/registers/{name}: a register of follow-ups beside '{REGISTER}' is for Part II; name it in the 'exempt_datasets' of an item, "
                f"or move its files to data/registers/{REGISTER}"
                for name in undeclared
            )
        )
    files = [
        f"data/registers/{name}/{path.name}"
        for name in names
        for path in sorted((root / "data" / "registers" / name).glob("*.csv"))
    ]
    return tuple(
        each for rows in collect(lambda file: follow_ups_from(read_text(root, file), file), files) for each in rows
    )


def read_register_files(root: Path) -> tuple[tuple[RegisterRow, ...], ...]:
    """Every register file there is, each of the shape that its first column says; InputError lists the problems of all."""

    def read(file: str) -> tuple[RegisterRow, ...]:
        _refuse_other_names([file])
        text = read_text(root, file)
        parse = _SHAPES.get(text.partition(",")[0].strip(' "'), updates_from)
        return parse(text, file)

    return collect(
        read, (path.relative_to(root).as_posix() for path in sorted((root / "data" / "registers").glob("*/*.csv")))
    )


def read_coverage(root: Path) -> tuple[Section, ...]:
    """What the lists say of every section of the documents, earliest meeting first."""

    def read(file: str) -> tuple[Section, ...]:
        sections = sections_from(read_text(root, file), file)
        gone = [each for each in sections if each.elsewhere and not (root / each.elsewhere).is_file()]
        if gone:
            raise InputError(
                *(f"{each.row}, column 'elsewhere': there is no file {each.elsewhere}; correct it" for each in gone)
            )
        return sections

    files = sorted(f"data/coverage/{path.name}" for path in (root / "data" / "coverage").glob("*.csv"))
    return tuple(section for rows in collect(read, files) for section in rows)


def read_sourced_rows(root: Path) -> tuple[Sourced, ...]:
    """Every row of data that names a source, whichever file it is in."""
    indicators = read_indicators(root)
    datasets = collect(lambda name: read_dataset(root, name, indicators), dataset_names(root))
    observations = (each for rows in datasets for each in rows)
    registers = (each for rows in read_register_files(root) for each in rows)
    return (*observations, *read_targets(root, indicators), *read_continuations(root, indicators), *registers)


def collect(read: Callable[[str], Rows], files: Iterable[str]) -> tuple[Rows, ...]:
    """Read every file before refusing any, so that an author sees all problems at once."""
    done: list[Rows] = []
    problems: list[str] = []
    for file in files:
        try:
            done.append(read(file))
        except InputError as problem:
            problems += problem.problems
    if problems:
        raise InputError(*problems)
    return tuple(done)


def _read_register(
    root: Path, register: str, day: date, parse: Callable[[str, str], tuple[Rows, ...]]
) -> tuple[Rows, ...]:
    if register not in register_names(root):
        raise InputError(
            f"there is no register '{register}' in data/registers; {did_you_mean(register, register_names(root))}"
        )
    file = f"data/registers/{register}/{day}.csv"
    text = text_if_any(root, file)
    return () if text is None else parse(text, file)


def _folder_names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()


def _refuse_other_names(files: Iterable[str]) -> None:
    """InputError for each file that is not named by the day of a meeting."""
    problems = [
        f"{file}: the file's name is no day; name it after the meeting: 2014-12-11{path.suffix}"
        for file in files
        if not _is_day((path := PurePosixPath(file)).stem)
    ]
    if problems:
        raise InputError(*problems)


def _is_day(stem: str) -> bool:
    try:
        return str(date.fromisoformat(stem)) == stem
    except ValueError:
        return False


def known_meetings(root: Path) -> tuple[date, ...]:
    return tuple(read_agenda(root, day).date for day in meeting_dates(root))
