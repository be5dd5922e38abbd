"""Coverage of the documents: what is stored of each section and what was left out, as lists and as a page."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Protocol

from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meeting_keys import key_named
from ccpi_nb.errors import refuse
from ccpi_nb.files.cells import Filled
from ccpi_nb.files.strict_csv import rows_from

# A row of data by the folder or file it lies in, in the order in which they are counted.
_KINDS = {
    "observations": ("observation", "observations"),
    "targets.csv": ("target", "targets"),
    "continues.csv": ("break in definition", "breaks in definition"),
    "registers": ("register row", "register rows"),
}
_HEAD = (
    "# What is held of each document\n\n"
    "For each section of the documents: what of it is held in `data/` and `params/`, "
    "how many rows name it as their source, and what was left out and why.\n\n"
    "Made by `ccpi coverage` from `data/coverage/` and the rows' sources, "
    "so it is not to be edited here; see [the data](data.md).\n"
)


class Sourced(Protocol):
    """A row of data that names its source in the documents."""

    @property
    def source(self) -> str:
        """The place in the documents that the row is from."""
        ...

    @property
    def row(self) -> DataRow:
        """The row's place in its data file."""
        ...


def _file_of_the_workbook(cell: str) -> str:
    if cell and not re.fullmatch(r"(data|params)/[\w./-]+", cell, re.ASCII):
        raise ValueError(f"'{cell}' is no file of data or params; write it as params/2014-12-11.yaml")
    return cell


@dataclass(frozen=True)
class Section:
    """A section of a document: what is stored of it, and what was left out.

    `elsewhere` says in which file, where no row of data names the section.
    """

    document: Filled
    section: Filled
    held: str
    elsewhere: Annotated[str, _file_of_the_workbook]
    left_out: str
    row: DataRow

    @property
    def name(self) -> str:
        """The words with which a source in this section begins."""
        return f"{self.document}, {self.section}"

    def holds(self, source: str) -> bool:
        """Return whether a source is this section or a place in it; capitals make no difference."""
        return bool(re.match(rf"{re.escape(self.name)}(?![^,;])", source, re.IGNORECASE))


def sections_from(text: str, file: str) -> tuple[Section, ...]:
    """Return the sections of the documents of one meeting, whose day is in the file's name."""
    key_named(file)
    sections = rows_from(Section, text, file)
    refuse(_slips(sections))
    return sections


def section_of(source: str, sections: Iterable[Section]) -> Section | None:
    """Return the narrowest section that a source is in; None where none is listed."""
    return max(
        (section for section in sections if section.holds(source)), key=lambda section: len(section.name), default=None
    )


def coverage_problems(sections: Sequence[Section], rows: Iterable[Sourced]) -> tuple[str, ...]:
    """Return a sentence for each row whose source no section lists, and for each section that its rows contradict."""
    by_section = _by_section(sections, rows)
    documents = {section.document for section in sections}
    return (
        *(_not_listed(row, documents) for row in by_section.get(None, [])),
        *(problem for section in sections for problem in _contradiction(section, by_section.get(section, []))),
    )


def _not_listed(row: Sourced, documents: Collection[str]) -> str:
    if row.source.partition(",")[0] in documents:
        remedy = "correct the source, or list the section there"
    else:
        remedy = "list the document's sections there"
    return f"{row.row}, column 'source': data/coverage lists no section of '{row.source}'; {remedy}"


def _contradiction(section: Section, rows: Sequence[Sourced]) -> Iterator[str]:
    if section.held and not (rows or section.elsewhere):
        yield (
            f"{section.row}: something is said to be held, but no row of data has '{section.name}' as source; "
            "say where it is, or why not"
        )
    if rows and not section.held:
        yield f"{section.row}: nothing is said to be held, but {rows[0].row} has it as source; say what is held"


def coverage_page(sections: Sequence[Section], rows: Iterable[Sourced]) -> str:
    """Return the page in Markdown: the documents at a glance, then each with its sections."""
    by_section = _by_section(sections, rows)
    documents = {
        section.document: [other for other in sections if other.document == section.document] for section in sections
    }
    lines = [_HEAD, "| Document | Sections | Rows |", "|---|---|---|"]
    for document, its_sections in documents.items():
        lines.append(
            _line(
                document,
                str(len(its_sections)),
                _counted([row for section in its_sections for row in by_section.get(section, [])]),
            )
        )
    for document, its_sections in documents.items():
        lines += ["", f"## {document}", "", "| Section | Held | Rows | Left out, and why |", "|---|---|---|---|"]
        lines += [
            _line(
                section.section,
                section.held or "Nothing",
                _where(section, by_section.get(section, [])),
                section.left_out,
            )
            for section in its_sections
        ]
    return "\n".join(lines) + "\n"


def _by_section(sections: Sequence[Section], rows: Iterable[Sourced]) -> dict[Section | None, list[Sourced]]:
    known: dict[str, Section | None] = {}
    found: dict[Section | None, list[Sourced]] = {}
    for row in rows:
        if row.source not in known:
            known[row.source] = section_of(row.source, sections)
        found.setdefault(known[row.source], []).append(row)
    return found


def _slips(sections: Sequence[Section]) -> Iterator[str]:
    first: dict[str, DataRow] = {}
    for section in sections:
        if not (section.held or section.left_out):
            yield f"{section.row}: neither 'held' nor 'left_out' says anything; say what is held, or why nothing is"
        if section.elsewhere and not section.held:
            yield f"{section.row}, column 'held': it is blank, but {section.elsewhere} is to hold something; say what"
        if section.name.casefold() in first:
            yield (
                f"{section.row}, column 'section': "
                f"this section is already in row {first[section.name.casefold()].number}; remove one"
            )
        first.setdefault(section.name.casefold(), section.row)


def _where(section: Section, rows: Sequence[Sourced]) -> str:
    link = f"[{section.elsewhere}](../{section.elsewhere})" if section.elsewhere else ""
    return ", ".join(part for part in (_counted(rows), link) if part)


def _counted(rows: Sequence[Sourced]) -> str:
    """Return the number of rows of each kind: '2 observations, 1 target'; '' where there are none."""
    kinds = [PurePosixPath(row.row.file).parts[1] for row in rows]
    return ", ".join(f"{count} {names[count > 1]}" for kind, names in _KINDS.items() if (count := kinds.count(kind)))


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
