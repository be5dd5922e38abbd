"""What the workbook holds that is exempt, at whichever meeting and whether or not it is shown; and what is public."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import astuple
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from ccpi_nb.computing.computations import Computation, kind_of
from ccpi_nb.document.figures import computed, observed, rows_of, target_figure
from ccpi_nb.document.ledger import ledger_from
from ccpi_nb.document.model import Bullets, Cell, Column, Document, Heading, Masthead, Table
from ccpi_nb.document.runs import Figure, Runs, Text
from ccpi_nb.document.sentences import say, words_in_slots, words_outside_slots
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation
from ccpi_nb.domain.lineage import LineageRow, Origin
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import InputError
from ccpi_nb.exempt.amounts import amounts_of
from ccpi_nb.exempt.matching import normalised, words_of
from ccpi_nb.exempt.numbers import Amount, numerals_in
from ccpi_nb.files.kept import keep, kept
from ccpi_nb.intake import received
from ccpi_nb.intake.word_lineage import all_words_rows
from ccpi_nb.notebook.notebook_file import notebook_path, read_notebook
from ccpi_nb.spreadsheets.opening import open_book
from ccpi_nb.spreadsheets.said import Said, said_in
from ccpi_nb.spreadsheets.text_tables import Dialect
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.report_registers import Update

# The columns of registers that say where a row belongs and comes from.
_UNSHOWN = ("topic", "paragraph", "source", "indicator", "breakdown")
# What is kept of a received file's cells; another number, where they are read in another way.
_READING = "1"


def exempt_document(workbook: Workbook) -> Document:
    """Return all that Part II of any meeting holds, as one document: an exemption does not lapse.

    That is every figure and note of the exempt datasets, their targets and statements, every row of the exempt
    registers, what the agendas have for exempt reports, the words of notebooks that Part II alone uses, and the names
    and definitions of indicators that only exempt datasets have.
    """
    ever, exempt = date.max.isoformat(), _exempt_datasets(workbook)
    observed = workbook.indicators_by(ever, *exempt)
    aimed = {target.indicator for target in workbook.targets if target.dataset in exempt}
    evidence = workbook.evidence_about(date.max, Part.EXEMPT, observed | aimed)
    only_exempt = observed - workbook.indicators_by(ever, *workbook.open_datasets)
    indicators = [workbook.indicators[key] for key in sorted(only_exempt)]
    words: list[Runs] = [
        *(_filled(text, workbook) for text in _data_words(workbook)),
        *((Text(text),) for text in _agenda_words(workbook)),
        *((Text(text),) for text in _notebook_words(workbook)),
        *((Text(indicator.definition),) for indicator in indicators),
    ]
    return Document(
        Masthead("", ""),
        (
            *(Heading.of(2, indicator.name) for indicator in indicators),
            *_tables(workbook, evidence, only_exempt),
            Bullets(tuple(runs for runs in words if runs)),
        ),
    )


def public_amounts(workbook: Workbook, figures: Iterable[Figure]) -> frozenset[Amount]:
    """Return the amounts that public figures stand for, with the numbers in the rows behind them.

    So do the names, definitions and targets of open indicators.
    """
    shown, datasets = tuple(figures), workbook.open_datasets
    files = {PurePosixPath(row.at.file).parent.name for figure in shown for row in figure.rows}
    rows = {each.row: each for name in datasets if name in files for each in workbook.dataset(name)}
    behind = {row.at: rows[row.at] for figure in shown for row in figure.rows if row.at in rows}
    named = workbook.indicators_by(date.max.isoformat(), *datasets)
    texts = [text for key in named for text in (workbook.indicators[key].name, workbook.indicators[key].definition)]
    return frozenset(
        {
            *(amount for figure in shown for amount in amounts_of(figure.text, figure.value)),
            *(
                amount
                for each in behind.values()
                for figure in _numbers(workbook.indicators[each.indicator], each)
                for amount in amounts_of(figure.text, figure.value)
            ),
            *(
                amount
                for target in workbook.targets_in(*datasets)
                for amount in amounts_of(target_figure(workbook.indicators[target.indicator], target).text)
            ),
            *(reading for text in texts for number in numerals_in(normalised(text)) for reading in number.readings),
        }
    )


def ledger_amounts(ledger: str, exempt: Collection[str]) -> frozenset[Amount]:
    """Return the amounts of a public ledger's figures, with those of the rows behind them.

    Not those behind which there is a row of an exempt dataset, nor those without rows that are no count.
    """
    honest = [
        line
        for line in ledger_from(ledger)
        if (line.files or kind_of(line.computation) is Computation.COUNT)
        and not any(set(PurePosixPath(file).parts) & set(exempt) for file in line.files)
    ]
    texts = {(line.amount, line.value) for line in honest}
    texts |= {(row.value, "") for line in honest for row in line.rows}
    return frozenset(amount for text, value in texts for amount in amounts_of(text, value))


def _tables(workbook: Workbook, evidence: Evidence, only_exempt: Iterable[str]) -> Iterator[Table]:
    """Yield the figures, each in a row with its indicator's name; a header would be a label too, so there is none."""
    rows = [
        (each.indicator, figure)
        for each in evidence.observations
        if each.dataset in workbook.exempt_datasets
        for figure in _numbers(workbook.indicators[each.indicator], each)
    ]
    rows += [(each.indicator, figure) for each, figure in _shown_in_files(workbook, evidence)]
    rows += [
        (target.indicator, target_figure(workbook.indicators[target.indicator], target))
        for target in evidence.targets
        if target.indicator in only_exempt or target.dataset in workbook.exempt_datasets
    ]
    columns = (Column(""), Column(""))
    cells = tuple((Cell.of(workbook.indicators[key].name), Cell((figure,))) for key, figure in rows)
    yield Table((Text(""),), columns, cells)


def _numbers(indicator: Indicator, observation: Observation) -> Iterator[Figure]:
    """Yield an observation's value, numerator and denominator."""
    yield observed(indicator, observation)
    for number in (observation.numerator, observation.denominator):
        if number is not None:
            yield computed(Computation.COUNT, number, f"{number:,}", (observation,))


def _shown_in_files(workbook: Workbook, evidence: Evidence) -> Iterator[tuple[Observation, Figure]]:
    """Yield the exempt values once more as they stood in the files that came: '82.13%', '0.8213', '£1.23m'."""
    held = {
        (each.dataset, each.indicator, each.period, each.breakdown, each.as_at, each.source): each
        for each in evidence.observations
    }
    for name, row in _lineage(workbook, workbook.exempt_datasets):
        if observation := held.get((name, *row.key)):
            texts = {text for origin in (row.origin, *(part for _, part in row.parts)) for text in _texts_of(origin)}
            for text in sorted(filter(None, texts)):
                yield observation, Figure(text, "", rows_of(observation))


def _texts_of(origin: Origin) -> tuple[str, str]:
    return origin.shown_as, origin.held_as


def _lineage(workbook: Workbook, datasets: Collection[str]) -> Iterator[tuple[str, LineageRow]]:
    return ((name, row) for name in workbook.intake.datasets if name in datasets for row in workbook.intake.rows(name))


def exempt_files(workbook: Workbook) -> frozenset[str]:
    """Return the names of the received files that are known of exempt datasets alone."""
    words = all_words_rows(workbook.root)
    hidden = workbook.exempt_datasets
    exempt = {row.origin.file for _, row in _lineage(workbook, hidden)}
    exempt |= {row.file for row in words if row.register in hidden}
    known = {row.origin.file for _, row in _lineage(workbook, workbook.open_datasets)}
    return frozenset(exempt - known - {row.file for row in words if row.register not in hidden})


def received_document(workbook: Workbook) -> Document:
    """Return all that exempt sheets of received files say, as one document, whether or not it was taken in.

    A sheet is exempt from which something exempt was taken in and nothing else; of a file from which nothing else was,
    every sheet is. Files are read once, and not where they are not here. Records that were counted are not looked
    through: there may be millions of them.
    """
    said = [
        one for key, closed in _closed_sheets(workbook).items() for one in _said(workbook.root, *key) if closed(one)
    ]
    rows = dict.fromkeys(row for one in said for row in one.numbers)
    cells = tuple((Cell.of(label), Cell((Figure(text, value, ()),))) for label, text, value in rows)
    texts = dict.fromkeys(text for one in said for text in one.texts)
    table = Table((Text(""),), (Column(""), Column("")), cells)
    return Document(Masthead("", ""), (table, Bullets(tuple((Text(text),) for text in texts))))


def _closed_sheets(workbook: Workbook) -> dict[tuple[str, str], Callable[[Said], bool]]:
    """Return the files, by hash and name, of which sheets are exempt, and which these are."""
    hidden = workbook.exempt_datasets
    named = [(name in hidden, row.origin) for name, row in _lineage(workbook, workbook.intake.datasets)]
    named += [(row.register in hidden, row.origin) for row in all_words_rows(workbook.root)]
    sheets: dict[tuple[str, str], dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
    for is_exempt, origin in named:
        if origin.sha256 and not origin.working:
            sheets[origin.sha256, origin.file][is_exempt].add(origin.sheet)
    return {
        key: partial(_is_closed, of[True] - of[False], alone=not of[False]) for key, of in sheets.items() if of[True]
    }


def _is_closed(closed: Collection[str], said: Said, *, alone: bool) -> bool:
    return alone or said.sheet in closed


def _said(root: Path, sha256: str, name: str) -> tuple[Said, ...]:
    """Return what the sheets of a received file say; nothing where it is not here, or is none that a recipe reads."""
    place, print_ = f"received-{sha256}", f"{sha256} {_READING}"
    found = kept(root, place, print_)
    if found is None:
        if (file := received.kept(root, sha256, name)) is None:
            return ()
        try:
            found = [astuple(one) for one in said_in(open_book(file, Dialect()))]
        except InputError:  # which `ccpi collect read` says
            return ()
        keep(root, place, print_, found)
    return tuple(Said(sheet, tuple(texts), tuple(map(tuple, numbers))) for sheet, texts, numbers in found)


def open_vocabulary(workbook: Workbook, open_words: Iterable[str]) -> frozenset[str]:
    """Return the words, without capitals, that stand in what the public has: of agendas, indicators, registers."""
    hidden = workbook.exempt_datasets
    rows = (row for rows in workbook.registers.files for row in rows if row.row.file.split("/")[2] not in hidden)
    texts = (cell for row in rows for cell in vars(row).values() if type(cell) is str)
    breakdowns = {each.breakdown for name in workbook.open_datasets for each in workbook.dataset(name)}
    return frozenset(word for text in (*open_words, *texts, *breakdowns) for word in words_of(text).split())


def file_hashes(workbook: Workbook) -> frozenset[str]:
    """Return the hashes of all received files, from which anybody could try out what a file held."""
    rows = [row.origin for _, row in _lineage(workbook, workbook.intake.datasets)]
    rows += [row.origin for row in all_words_rows(workbook.root)]
    return frozenset(origin.sha256 for origin in rows if origin.sha256)


def _exempt_datasets(workbook: Workbook) -> tuple[str, ...]:
    return tuple(name for name in workbook.dataset_names if name in workbook.exempt_datasets)


def _filled(text: str, workbook: Workbook) -> Runs:
    try:
        return say(text, workbook.evidence_about(date.max, Part.EXEMPT, words_in_slots(text)))
    except InputError:  # which `ccpi check` says
        return (Text(words_outside_slots(text)),)


def _data_words(workbook: Workbook) -> Iterator[str]:
    exempt = workbook.exempt_datasets
    yield from (each.note for name in _exempt_datasets(workbook) for each in workbook.dataset(name))
    yield from (claim.words for claim in workbook.claims if claim.dataset in exempt and claim.words)
    yield from (each.reason for each in workbook.rulings if each.is_exempt)
    for rows in workbook.registers.files:
        for row in rows:
            if row.row.file.split("/")[2] in exempt:
                yield from (cell for name, cell in vars(row).items() if type(cell) is str and name not in _UNSHOWN)
                if isinstance(row, Update) and row.lead:
                    yield row.lead


def _agenda_words(workbook: Workbook) -> Iterator[str]:
    for agenda in workbook.agendas:
        for item in agenda.items:
            if item.part is Part.EXEMPT:
                yield from (text for appendix in item.appendices for text in (appendix.title, appendix.text))
        for report in agenda.reports_in(Part.EXEMPT):
            yield report.title
            yield from (*report.sections.recommendation, report.sections.consultations, report.sections.risk)


def _notebook_words(workbook: Workbook) -> Iterator[str]:
    used = {
        part: {report.notebook for agenda in workbook.agendas for report in agenda.reports_in(part)} for part in Part
    }
    for name in sorted(used[Part.EXEMPT] - used[Part.PUBLIC]):
        for cell in read_notebook(notebook_path(workbook.root, name)).cells:
            if cell.cell_type == "markdown":
                yield from (line.lstrip("#>*- ") for line in cell.source.splitlines())
