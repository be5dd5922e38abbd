"""Every kind of file that the workbook reads, and the files that nothing reads."""

from collections.abc import Collection, Iterable, Iterator

from ccpi_nb.errors import did_you_mean
from ccpi_nb.files.stray_files import Place, stray_files
from ccpi_nb.workbook.follow_ups import REGISTER
from ccpi_nb.workbook.inputs import Workbook

# Every kind of file that the workbook reads; `stray_files` names any other.
PLACES = (
    Place(
        "data",
        "indicators.csv",
        names=(
            "answers.csv",
            "claims.csv",
            "continues.csv",
            "indicators.csv",
            "names.csv",
            "reconciliation.csv",
            "relations.csv",
            "releases.csv",
            "targets.csv",
        ),
    ),
    Place("data", "open_data.yaml", names=("open_data.yaml",)),
    Place("data/observations/*", "2014-15-Q3.csv"),
    Place("data/registers/*", "2014-12-11.csv"),
    Place("data/pictures/*", "map.png", shared=True),
    Place("data/collections", "procurement.yaml"),
    Place("data/intake/*", "2014-15-Q3.csv"),
    Place("data/intake/*/workings", "invoices-4f2a.yaml"),
    Place("data/intake_words/*", "2014-12-11.csv"),
    Place("data/measures", "invoices.yaml"),
    Place("data/recipes", "dashboard.yaml"),
    Place("data/lookups", "places.csv"),
    Place("data/coverage", "2014-12-11.csv"),
    Place("data/sign_offs", "2014-12-11.csv"),
    Place("params", "2014-12-11.yaml"),
    # Pictures and the like may stand beside notebooks.
    Place("notebooks", "housing_repairs.ipynb", shared=True),
)


def unread_problems(workbook: Workbook) -> list[str]:
    """Return a sentence for each file that nothing reads, among them what is named by a day without a meeting."""
    return [*stray_files(workbook.root, PLACES), *_days_without_meeting(workbook)]


def _days_without_meeting(workbook: Workbook) -> Iterator[str]:
    """Yield a sentence for each register, list of sign-offs or of what is held of a day without a meeting.

    A promise, and minutes that an agenda names, may be of a meeting that the workbook does not hold.
    """
    minutes_of = {item.minutes_of for agenda in workbook.agendas for item in agenda.items if item.minutes_of}
    for name in workbook.registers.names:
        if name != REGISTER and not name.startswith(f"{REGISTER}_"):
            known = {*workbook.meeting_keys, *(minutes_of if name == "minutes" else ())}
            yield from _strangers(f"data/registers/{name}", workbook.registers.meetings(name), known)
    for folder in ("data/coverage", "data/sign_offs"):
        days = sorted(path.stem for path in (workbook.root / folder).glob("*.csv"))
        yield from _strangers(folder, days, set(workbook.meeting_keys))


def _strangers(folder: str, days: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for day in days:
        if day not in known:
            yield (
                f"{folder}/{day}.csv: there is no meeting on {day}, so nothing shows it; name it after its meeting: "
                f"{did_you_mean(day, known)}"
            )
