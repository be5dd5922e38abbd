"""`ccpi move meeting`: a meeting's day changed, with all that hangs on it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import nbformat

from ccpi_nb.content.committee_papers import late_notices
from ccpi_nb.domain.meeting_keys import day_of, meeting_name
from ccpi_nb.domain.periods import day_name
from ccpi_nb.errors import refuse
from ccpi_nb.files.atomic import write_file
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.files.text_files import collect, read_text
from ccpi_nb.intake.word_lineage import WORDS
from ccpi_nb.new.agenda import title_of
from ccpi_nb.workbook.agenda import meeting_from
from ccpi_nb.workbook.follow_ups import REGISTER, follow_ups_from
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.sign_offs import releases_from

# Columns that name documents, which are of the day on which they were published.
_OF_SOURCES = ("source", "document", "as_at", "known_at")
_BY_DAY = ("params/{}.yaml", "data/coverage/{}.csv", "data/sign_offs/{}.csv")


@dataclass(frozen=True)
class Moved:
    """What was moved or changed, and what a person has to look at."""

    files: tuple[str, ...]
    remarks: tuple[str, ...]


def move_meeting(workbook: Workbook, old: str, new: str, today: date) -> Moved:
    """Move the meeting of one key to another: its params, registers, coverage, sign-offs, and what names them.

    All or nothing: InputError, and nothing changed, where anything of the new key is there already, or what would come
    of it is wrong.
    """
    root = workbook.root
    workbook.known_meeting(old)
    registers = (
        f"{folder}/{name}/{{}}.csv" for name in workbook.registers.names for folder in ("data/registers", WORDS)
    )
    named = [*_BY_DAY, *registers]
    names = {name.format(old): name.format(new) for name in named if (root / name.format(old)).is_file()}
    refuse(
        f"{name.format(new)} is there already, and nothing was changed; choose another day, or another word behind the "
        "day for a second meeting on it, or move the file away first"
        for name in named
        if (root / name.format(new)).exists()
    )
    before = {file: read_text(root, file) for file in sorted({*names, *_naming(workbook)})}
    after = {names.get(file, file): _moved(file, text, old, new, names) for file, text in before.items()}
    collect(lambda file: _read(file, after[file]), after)
    changed = {file: text for file, text in after.items() if before.get(file) != text}
    _exchange(root, changed, before, tuple(names))
    moved = Workbook(root)
    lines = (f"{file} -> {names[file]}" if file in names else file for file in before)
    return Moved(
        tuple(line for line in lines if line.split(" -> ")[-1] in changed), tuple(_remarks(moved, old, new, today))
    )


def _naming(workbook: Workbook) -> Iterator[str]:
    """Yield the files in which a meeting's key, or a file named by it, may stand as such."""
    root = workbook.root
    follow_ups = (name for name in workbook.registers.names if name.startswith(REGISTER))
    patterns = ("params/*.yaml", "data/coverage/*.csv", "data/releases.csv", "notebooks/*.ipynb")
    for pattern in (*patterns, *(f"data/registers/{name}/*.csv" for name in follow_ups)):
        yield from (path.relative_to(root).as_posix() for path in root.glob(pattern) if not path.name.startswith("."))


def _moved(file: str, text: str, old: str, new: str, names: Mapping[str, str]) -> str:
    """Return a file's text with the meeting's new key."""
    old_day, new_day = str(day_of(old)), str(day_of(new))
    if file == f"params/{old}.yaml":
        return re.sub(rf"(?m)^(date:\s*['\"]?){old_day}", rf"\g<1>{new_day}", text)
    if file.startswith("params/"):
        return _with_minutes(file, text, old, new)
    if file.startswith("data/coverage/"):
        for name, moved in names.items():
            text = text.replace(name, moved)
        return text
    if file.startswith(f"data/registers/{REGISTER}"):
        # What was promised for the day itself, in the meeting's own file, falls due on the new one.
        due = {"due": (old_day, new_day)} if file in names else {}
        return _with_cells(text, {"came": (old, new), **due})
    if file == "data/releases.csv":
        return _with_cells(text, {"meeting": (old, new)})
    if file.endswith(".ipynb"):
        # As JSON has it: the notebook's own day, by which it is run outside a meeting's run.
        return re.sub(rf'(\bmeeting(?:: str)? = (?:\\"|\')){old}(?=\\"|\')', rf"\g<1>{new}", text)
    return text


def _with_minutes(file: str, text: str, old: str, new: str) -> str:
    """Return an agenda's text in which the minutes of the moved meeting have its new key, in `of` and in the title."""
    items = meeting_from(load_yaml(text, file), file).items
    titles = {item.title for item in items if item.minutes_of == old}

    def renamed(line: re.Match[str]) -> str:
        is_of_meeting = load_yaml(line[2], file).get("title") in titles
        return line[1] + (title_of(line[2], old, new) if is_of_meeting else line[2])

    text = re.sub(rf"(?m)^(\s*(?:- )?of:\s*['\"]?){old}(?![-\w])", rf"\g<1>{new}", text)
    return re.sub(r"(?m)^(\s*(?:- )?)(title:.*Minutes.*)$", renamed, text) if titles else text


def _with_cells(text: str, moved_cells: Mapping[str, tuple[str, str]]) -> str:
    """Return rows in which a column's cells that have the first value have the second; the same text where none has."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    columns = [moved_cells.get(name, ("", "")) for name in (rows[0] if rows else ())]
    moved = [
        [new if old and cell == old else cell for cell, (old, new) in zip(row, columns, strict=False)] for row in rows
    ]
    if moved == rows:
        return text
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(moved)
    return written.getvalue()


def _read(file: str, text: str) -> None:
    """Raise InputError where a file would no longer be right."""
    if file.startswith("params/"):
        meeting_from(load_yaml(text, file), file)
    elif file.startswith(f"data/registers/{REGISTER}"):
        follow_ups_from(text, file)
    elif file == "data/releases.csv":
        releases_from(text, file)


def _exchange(root: Path, changed: Mapping[str, str], before: Mapping[str, str], gone: tuple[str, ...]) -> None:
    """Write what has changed, then remove what has a new name; put all back where any of it fails."""
    contents = {file: (root / file).read_bytes() for file in before}
    try:
        for file, text in changed.items():
            same = next((contents[name] for name in gone if before[name] == text), None)
            write_file(root / file, same if same is not None and file not in before else text.encode())
        for file in gone:
            (root / file).unlink()
    except BaseException:
        for file, content in contents.items():
            if not (root / file).is_file() or (root / file).read_bytes() != content:
                write_file(root / file, content)
        for file in changed.keys() - before.keys():
            (root / file).unlink(missing_ok=True)
        raise


def _own_words(path: Path) -> str:
    """Return what a file says itself: of rows without their sources, of a notebook without its outputs."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace") if path.suffix in (".yaml", ".csv", ".ipynb") else ""
    if path.suffix == ".ipynb":
        return "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    if path.suffix == ".csv":
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return "\n".join(str(cell) for row in rows for name, cell in row.items() if name not in _OF_SOURCES)
    return text


def _remarks(workbook: Workbook, old: str, new: str, today: date) -> Iterator[str]:
    """Yield what no rule can decide: what is not known by then, notices, and where else the old day stands."""
    old_day, new_day = day_of(old), day_of(new)
    late = [row for row in workbook.observations if new_day < row.as_at <= old_day]
    for file in sorted({row.row.file for row in late}):
        rows = [row.row.number for row in late if row.row.file == file]
        yield f"{file}: {len(rows)} of its rows are not known by {day_name(new_day)}; correct 'as_at', or expect gaps"
    yield from late_notices(workbook.agenda(new), today)
    old_names = _names_left(old, new)
    folders = ("params", "data", "notebooks")
    for path in sorted(path for folder in folders for path in (workbook.root / folder).rglob("*") if path.is_file()):
        text, file = _own_words(path), path.relative_to(workbook.root).as_posix()
        if found := len(old_names.findall(text)):
            times = "once" if found == 1 else f"{found} times"
            yield f"{file}: the old day still stands there {times}, maybe rightly; look at it"
    if (workbook.root / "outputs" / old).exists():
        yield f"outputs/{old} stays as it was published; run the meeting of its new day, then withdraw it"


def _names_left(old: str, new: str) -> re.Pattern[str]:
    """Return what finds the names that the meeting no longer has; its day, too, unless it is still held on it.

    The key of another meeting on the old day is none of them.
    """
    day = day_of(old)
    days = {str(day), day_name(day)}
    names = {old, meeting_name(old)} - days if day_of(new) == day else {old, meeting_name(old)} | days
    either = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?:{either})(?!-[a-z])")
