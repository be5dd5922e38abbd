"""What is exempt at a meeting: collected from its documents and registers, without what the public may have."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from ccpi_nb.document.model import Chart, Document
from ccpi_nb.document.runs import Figure, Row, plain
from ccpi_nb.document.sections import flattened
from ccpi_nb.document.sentences import asked_in_a_sentence
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Part
from ccpi_nb.exempt.amounts import amounts_of, distinctive_amounts, is_rare, numbers_beside_label
from ccpi_nb.exempt.known import (
    exempt_document,
    exempt_files,
    file_hashes,
    open_vocabulary,
    public_amounts,
    received_document,
)
from ccpi_nb.exempt.matching import ExemptContent, normalised, words_of
from ccpi_nb.exempt.passages import (
    SENTENCE_WORDS,
    distinct_figures,
    figures_by_identity,
    labelled_figures,
    lines_beside,
    names_in,
    names_something,
    number_of_words,
    passages_of,
)
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS
from ccpi_nb.workbook.inputs import Workbook

# Exempt wherever it stands, unless the agenda itself prints it.
_MARK = "Not for publication"
# What the code says in both Parts, and no agenda holds.
_STANDING_WORDS = (
    "The committee is asked to:",
    "The papers give no target.",
    "Every value is in the table below the chart.",
    # Columns of tables in both Parts: what stands beside them is named by its row.
    "Rating",
    "Direction",
)


def collect_exempt(workbook: Workbook, meeting: Meeting, documents: Mapping[Part, Sequence[Document]]) -> ExemptContent:
    """Collect what the gate looks for in a meeting's public files.

    It is taken from the `documents` of the meeting's reports, from all that the workbook holds for Part II of any
    meeting, and from the files that came for it. Not exempt is what agendas print, what every report has for a heading,
    and what public rows show.
    """
    known = (exempt_document(workbook),)
    allowed = (*STANDING_SECTIONS, *_open_words(workbook))
    datasets, received = workbook.exempt_datasets, received_document(workbook)
    content = exempt_content(documents[Part.EXEMPT], documents[Part.PUBLIC], datasets, allowed, known, received)
    names = exempt_files(workbook)
    if texts := {passage.text for passage in passages_of(received) if passage.text}:
        names |= names_in(texts, open_vocabulary(workbook, allowed))
    content = replace(content.with_hashes(file_hashes(workbook)), names=content.names | names)
    honest = honest_figures(documents[Part.PUBLIC], datasets)
    releases = frozenset((each.file, each.match) for each in workbook.releases if each.meeting == meeting.key)
    return replace(content.without(public_amounts(workbook, honest)), releases=releases)


def honest_figures(documents: Iterable[Document], datasets: Collection[str]) -> tuple[Figure, ...]:
    """Return the figures of public documents behind which there are rows, and none of an exempt dataset."""
    return tuple(
        figure
        for document in documents
        for figure in distinct_figures(passages_of(document))
        if figure.rows and not any(_dataset(row.at.file) in datasets for row in figure.rows)
    )


def _open_words(workbook: Workbook) -> Iterator[str]:
    """Yield what agendas print, what reports of both Parts say of themselves, and the names of open indicators."""
    for agenda in workbook.agendas:
        yield from agenda_words(agenda)
    public, exempt = (
        {text for agenda in workbook.agendas for text in _section_words(agenda, part)}
        for part in (Part.PUBLIC, Part.EXEMPT)
    )
    yield from sorted(public & exempt)
    for key in workbook.indicators_by(date.max.isoformat(), *workbook.open_datasets):
        yield workbook.indicators[key].name
        yield workbook.indicators[key].definition


def exempt_content(
    restricted: Sequence[Document],
    public: Sequence[Document],
    datasets: Collection[str],
    allowed: Collection[str] = (),
    known: Sequence[Document] = (),
    received: Document | None = None,
) -> ExemptContent:
    """Return what the restricted documents show and what else is known to be exempt, without what the public may have.

    `received` is what files say that came, most of which no paper shows. A number of it counts beside what names it,
    and elsewhere only where it is rare; words that any table could have, such as 'Year to end of quarter 3', do not.

    A public document is no proof by itself, since it may be what leaks: its figures count as public where every row
    behind them is, and its words where they stand with such figures in a sentence, table or chart. All other words that
    both Parts have must be in `allowed`.
    """
    shown = [passage for document in (*restricted, *known) for passage in passages_of(document)]
    open_to_all = [passage for document in public for passage in passages_of(document)]
    rows = [row for figure in distinct_figures((*shown, *open_to_all)) for row in figure.rows]
    kept = {row.indicator for row in rows if _dataset(row.at.file) in datasets}
    named = {
        row.indicator
        for document in restricted
        for figure in distinct_figures(passages_of(document))
        for row in figure.rows
    }
    keys = kept - {row.indicator for row in rows if _dataset(row.at.file) not in {"", *datasets}}

    def is_exempt(row: Row) -> bool:
        # A target stands in no dataset: it belongs to those that have its indicator.
        return _dataset(row.at.file) in datasets or (not _dataset(row.at.file) and row.indicator in keys)

    def is_honest(figure: Figure) -> bool:
        return bool(figure.rows) and not any(map(is_exempt, figure.rows))

    proven_by = {at: all(map(is_honest, figures)) for at, figures in figures_by_identity(open_to_all).items()}
    proven = [passage.text for passage in open_to_all if passage.figures and proven_by[id(passage.figures)]]
    open_words = f" {' | '.join(words_of(text) for text in (*allowed, *_STANDING_WORDS, *proven))} "

    def is_open(text: str) -> bool:
        return f" {words_of(text)} " in open_words

    exempt = {figure for figure in distinct_figures(shown) if not is_honest(figure)}
    honest = {figure for figure in distinct_figures(open_to_all) if is_honest(figure)}
    phrases = {_MARK, *(part for passage in shown for part in passage.distinctive)}
    phrases |= {
        row.source
        for figure in exempt
        for row in figure.rows
        # Of a received file the name is looked for: another of its cells may be open, and reads much like this one.
        if is_exempt(row) and not row.origin and number_of_words(row.source) >= SENTENCE_WORDS
    }
    labelled = [
        (label, figure)
        for document in (*restricted, *known)
        for label, figure in labelled_figures(document)
        if figure in exempt and not is_open(label)
    ]
    figures = {amount for figure in exempt for amount in distinctive_amounts(figure.text, figure.value)}
    if received:
        came = [passage for passage in passages_of(received) if names_something(passage.text)]
        phrases |= {part for passage in came for part in passage.distinctive}
        unread = set(distinct_figures(passages_of(received)))
        figures |= {
            amount for figure in unread for amount in distinctive_amounts(figure.text, figure.value) if is_rare(amount)
        }
        labelled += [
            (label, figure)
            for label, figure in labelled_figures(received)
            if number_of_words(label) > 1 and names_something(label) and not is_open(label)
        ]
    charts = [block for document in restricted for block in flattened(document.blocks) if isinstance(block, Chart)]
    content = ExemptContent(
        figures=frozenset(figures),
        phrases=frozenset(normalised(phrase) for phrase in phrases if not is_open(phrase)),
        # A notebook that serves both Parts names the indicators of both: only those that are shown say anything.
        names=frozenset({*datasets, *(keys & named)} - {""}),
        labelled=frozenset(
            (label, number) for label, figure in labelled for number in numbers_beside_label(figure.text, figure.value)
        ),
        drawings=frozenset(
            [
                *((plain(it.caption), it.svg) for it in charts if not it.figures or exempt & set(it.figures)),
                *(drawing for document in restricted for drawing in lines_beside(document, exempt)),
            ]
        ),
    )
    return content.without({amount for figure in honest for amount in amounts_of(figure.text, figure.value)})


def agenda_words(meeting: Meeting) -> tuple[str, ...]:
    """Return what a meeting's public agenda prints, also of its exempt items.

    With it goes what reports of both Parts have word for word in a standing section.
    """
    words = [meeting.committee, meeting.council, meeting.name, *PART_NAMES.values()]
    words += [meeting.place] if meeting.place else []
    for item in meeting.items:
        words += [item.title, item.text]
        if item.exemption:
            words.append(f"Exempt: {item.exemption.provision}.")
            words.append(item.exemption.reason)
        if item.part is Part.PUBLIC:
            words += [text for appendix in item.appendices for text in (appendix.title, appendix.text)]
    # 'Note this report, and make any comments.' is no secret. But a longer text of Part I that has a sentence of Part
    # II in it is no excuse for it.
    shared = sorted(_section_words(meeting, Part.PUBLIC) & _section_words(meeting, Part.EXEMPT))
    words += [*shared, *map(asked_in_a_sentence, shared)]
    return tuple(word for word in words if word)


def _section_words(meeting: Meeting, part: Part) -> set[str]:
    sections = [report.sections for report in meeting.reports_in(part)]
    papers = {paper.title for section in sections for paper in section.background_papers}
    return {
        text for section in sections for text in (*section.recommendation, section.consultations, section.risk)
    } | papers


@cache
def _dataset(file: str) -> str:
    """Return the dataset or register of a row's file; '' where it is of neither, as a target's is."""
    match = re.match(r"data/(?:observations|registers)/([^/]+)/", file)
    return match[1] if match else ""
