"""Coverage of the documents: what is held of each section and what was left out, as problems and as a page."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from ccpi_nb.workbook.papers import Section, Sourced

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


def _where(section: Section, rows: Sequence[Sourced]) -> str:
    link = f"[{section.elsewhere}](../{section.elsewhere})" if section.elsewhere else ""
    return ", ".join(part for part in (_counted(rows), link) if part)


def _counted(rows: Sequence[Sourced]) -> str:
    """Return the number of rows of each kind: '2 observations, 1 target'; '' where there are none."""
    kinds = [PurePosixPath(row.row.file).parts[1] for row in rows]
    return ", ".join(f"{count} {names[count > 1]}" for kind, names in _KINDS.items() if (count := kinds.count(kind)))


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
