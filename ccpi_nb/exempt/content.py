"""What only Part II has, worked out from its documents: the figures, phrases and names that no public file may hold."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from html import unescape
from unicodedata import normalize

from ccpi_nb.document.model import (
    Bullets,
    Chart,
    Document,
    Figure,
    Heading,
    Headlines,
    Inset,
    Paragraph,
    Row,
    Runs,
    Table,
    Text,
    figures_of,
    plain,
)
from ccpi_nb.domain.meetings import PART_NAMES, Meeting, Part
from ccpi_nb.domain.periods import Period

_SENTENCE_WORDS, _HEADING_WORDS, _HALF_WORDS = 5, 3, 6

# Exempt wherever it stands, unless the agenda itself prints it.
_MARK = "Not for publication"
# What the code says in both Parts, and no agenda holds.
_STANDING_WORDS = ("The committee is asked to:",)
_INVISIBLE = re.compile("\u00ad\\s*|[\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SUPERSCRIPT = re.compile("(?<=\\S)[\u00b2\u00b3\u00b9\u2070-\u2079]")
_BINARY_TAIL = re.compile(r"\d+\.\d{12,}")
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SENTENCE = re.compile(r"\S.*?(?:[.!?]['\u2019\u201d\")]*(?=\s+[^a-z\s])|$)", re.DOTALL)
_NO_LETTERS = bytes(number for number in range(256) if not chr(number).isalnum())


@dataclass(frozen=True)
class ExemptContent:
    """`figures` are distinctive enough to count anywhere; every figure counts near its label, as in `labelled`.

    `phrases` are sentences, headings and sources; `names` are datasets, registers and indicators; `drawings` are captions and SVGs of charts.
    """

    figures: frozenset[str]
    phrases: frozenset[str]
    names: frozenset[str]
    labelled: frozenset[tuple[str, str]] = frozenset()
    drawings: frozenset[tuple[str, str]] = frozenset()

    def found_in(self, text: str, *, prose: bool = True) -> tuple[str, ...]:
        """What of it a text holds. In what is not prose, such as coordinates and raw bytes, numbers say nothing and are not looked at."""
        return self.found_in_each([(text, prose)])[text, prose]

    def found_in_each(self, texts: Collection[tuple[str, bool]]) -> Mapping[tuple[str, bool], tuple[str, ...]]:
        """What of it each text holds, of which the second word says whether it is prose."""
        shown = {text: normalised(text) for text, _ in texts}
        letters = {text: _letters(said) for text, said in shown.items()}
        # Hardly anything of it is in any of them, and what is not need not be looked for in each.
        near = self._near("".join(letters.values()))
        return {(text, prose): near._found(text, shown[text], letters[text], prose) for text, prose in texts}

    def _near(self, letters: str) -> "ExemptContent":
        """What of it a text of these letters could hold; a figure is too short to tell."""
        labels = {label for label, own, _ in self._labels if own in letters}
        return replace(
            self,
            phrases=frozenset(phrase for phrase, own in self._phrases if own in letters),
            names=frozenset(name for name, own, _ in self._names if own in letters),
            labelled=frozenset((label, figure) for label, figure in self.labelled if label in labels),
        )

    def _found(self, text: str, shown: str, letters: str, prose: bool) -> tuple[str, ...]:
        phrases = [phrase for phrase, own in self._phrases if own in letters]
        found = [phrase for phrase in phrases if not any(phrase != other and phrase in other for other in phrases)]
        drawn = (_letters(normalised(match[0])) for match in _DRAWING.finditer(text))
        found += [f"the chart '{self._drawings[own]}'" for own in drawn if own in self._drawings]
        found += [match[0] for _, own, pattern in self._names if own in letters for match in pattern.finditer(shown)]
        if prose and any(map(str.isdigit, shown)):
            found += [
                match[0]
                for match in _figures_pattern(tuple(each for each, own in self._figures if own in letters)).finditer(
                    shown
                )
            ]
            found += [
                match[0] for _, own, pattern in self._labels if own in letters for match in pattern.finditer(shown)
            ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _phrases(self) -> list[tuple[str, str]]:
        """With their letters, the shortest first."""
        return sorted(((phrase, _letters(phrase)) for phrase in self.phrases), key=lambda each: (len(each[1]), each))

    @cached_property
    def _drawings(self) -> dict[str, str]:
        return {
            _letters(normalised(match[0])): caption
            for caption, svg in self.drawings
            for match in _DRAWING.finditer(svg)
        }

    @cached_property
    def _names(self) -> list[tuple[str, str, re.Pattern[str]]]:
        return [(name, _letters(name), _any_of([_name_pattern(name)])) for name in sorted(self.names)]

    @cached_property
    def _figures(self) -> list[tuple[str, str]]:
        return [(figure, _letters(figure)) for figure in sorted(self.figures)]

    @cached_property
    def _labels(self) -> list[tuple[str, str, re.Pattern[str]]]:
        patterns = []
        for label in sorted({label for label, _ in self.labelled}):
            words = r"(?<!\w)" + r"[\W_]+".join(_words(label).split()) + r"(?!\w)"
            figure = "|".join(_figure_patterns(figure for of, figure in self.labelled if of == label))
            patterns.append(
                (
                    label,
                    _letters(label),
                    _any_of([rf"{words}.{{0,100}}?(?:{figure})", rf"(?:{figure}).{{0,30}}?{words}"]),
                )
            )
        return patterns


@cache
def _figures_pattern(figures: tuple[str, ...]) -> re.Pattern[str]:
    return _any_of(_figure_patterns(figures))


def exempt_content(
    restricted: Sequence[Document], public: Sequence[Document], datasets: Collection[str], allowed: Collection[str] = ()
) -> ExemptContent:
    """What the restricted documents show, without what the public may have.

    A public document is no proof by itself, since it may be what leaks: its figures count as public where every row behind them is, and
    its words where they stand with such figures in a sentence, table or chart. All other words that both Parts have must be in `allowed`.
    """
    shown = [passage for document in restricted for passage in _passages(document)]
    open_to_all = [passage for document in public for passage in _passages(document)]
    rows = [row for passage in (*shown, *open_to_all) for figure in passage.figures for row in figure.rows]
    kept = {row.indicator for row in rows if _dataset(row.at.file) in datasets}
    keys = kept - {row.indicator for row in rows if _dataset(row.at.file) not in {"", *datasets}}

    def is_exempt(row: Row) -> bool:
        # A target stands in no dataset: it belongs to those that have its indicator.
        return _dataset(row.at.file) in datasets or (not _dataset(row.at.file) and row.indicator in keys)

    def is_honest(figure: Figure) -> bool:
        return bool(figure.rows) and not any(map(is_exempt, figure.rows))

    proven = [passage.text for passage in open_to_all if passage.figures and all(map(is_honest, passage.figures))]
    open_words = f" {' | '.join(_words(text) for text in (*allowed, *_STANDING_WORDS, *proven))} "

    def is_open(text: str) -> bool:
        return f" {_words(text)} " in open_words

    exempt = {figure for passage in shown for figure in passage.figures if not is_honest(figure)}
    honest = {figure for passage in open_to_all for figure in passage.figures if is_honest(figure)}
    phrases = {_MARK, *(part for passage in shown for part in passage.distinctive)}
    phrases |= {
        row.source
        for figure in exempt
        for row in figure.rows
        if is_exempt(row) and _count(row.source) >= _SENTENCE_WORDS
    }
    labelled = [
        (label, figure)
        for document in restricted
        for label, figure in _labelled(document)
        if figure in exempt and not is_open(label)
    ]
    charts = [block for document in restricted for block in document.blocks if isinstance(block, Chart)]
    return ExemptContent(
        figures=frozenset(form for each in exempt for form in _distinctive_forms(each))
        - {form for each in honest for form in _forms(each)},
        phrases=frozenset(normalised(phrase) for phrase in phrases if not is_open(phrase)),
        names=frozenset({*datasets, *keys} - {""}),
        labelled=frozenset((label, form) for label, figure in labelled for form in _forms(figure)),
        drawings=frozenset(
            (plain(chart.caption), chart.svg) for chart in charts if not chart.figures or exempt & set(chart.figures)
        ),
    )


def agenda_words(meeting: Meeting) -> tuple[str, ...]:
    """What a meeting's public agenda prints, also of its exempt items, and what reports of both Parts say word for word in a standing section."""
    words = [meeting.committee, meeting.council, meeting.place, meeting.name, *PART_NAMES.values()]
    for item in meeting.items:
        words += [item.title, item.text]
        if item.exemption:
            words.append(f"Exempt: {item.exemption.provision}.")
            words.append(item.exemption.reason)
        if item.part is Part.PUBLIC:
            words += [appendix.title for appendix in item.appendices]
    # 'Note this report, and make any comments.' is no secret. But a longer text of Part I that has a sentence of Part II in it is no excuse for it.
    words += sorted(_section_words(meeting, Part.PUBLIC) & _section_words(meeting, Part.EXEMPT))
    return tuple(word for word in words if word)


def _section_words(meeting: Meeting, part: Part) -> set[str]:
    sections = [report.sections for report in meeting.reports_in(part)]
    papers = {paper.title for own in sections for paper in own.background_papers}
    return {text for own in sections for text in (*own.recommendation, own.consultations, own.risk)} | papers


def normalised(text: str) -> str:
    """One way to write what looks alike: entities decoded, compatibility forms folded, what can't be seen taken out, single spaces."""
    text = unescape(text)
    if not text.isascii():
        text = _SUPERSCRIPT.sub(r" \g<0>", text)  # else 90.8 with a footnote's 2 becomes 90.82
        text = _INVISIBLE.sub("", normalize("NFKC", text)).replace("\N{MINUS SIGN}", "-")
    # Spreadsheets write 90.8 as 90.799999999999997.
    text = _BINARY_TAIL.sub(lambda match: format(round(Decimal(match[0]), 10).normalize(), "f"), text)
    return " ".join(text.split())


@dataclass(frozen=True)
class _Passage:
    """Words that stand together, and the figures that they stand or fall with."""

    text: str
    figures: tuple[Figure, ...] = ()
    least: int = _SENTENCE_WORDS

    @property
    def distinctive(self) -> Iterator[str]:
        """It, if it has words enough; and the halves of a long sentence without figures, which the end of a page may part."""
        if _count(self.text) >= self.least:
            yield self.text
        words = self.text.split()
        if len(words) >= 2 * _HALF_WORDS and not self.figures:
            yield " ".join(words[: len(words) // 2])
            yield " ".join(words[len(words) // 2 :])


def _passages(document: Document) -> Iterator[_Passage]:
    yield from (_Passage(document.masthead.title, least=_HEADING_WORDS), _Passage(document.masthead.restriction))
    for block in document.blocks:
        match block:
            case Heading():
                yield _Passage(plain(block.runs), least=_HEADING_WORDS)
            case Paragraph() | Inset():
                yield from _sentences(block.runs)
            case Bullets():
                for item in block.items:
                    yield from _sentences(item)
            case Table():
                texts = [
                    *((Text(column.header),) for column in block.columns),
                    *(cell.runs for row in block.rows for cell in row),
                    *block.notes,
                ]
                figures = _figures(*texts)
                yield _Passage(plain(block.caption), figures, _HEADING_WORDS)
                for runs in texts:
                    yield from _sentences(runs, figures)
            case Chart():
                yield _Passage(plain(block.caption), block.figures, _HEADING_WORDS)
                yield from _sentences((Text(block.alt),), block.figures)
            case Headlines():
                for each in block.items:
                    figures = (each.figure, *_figures(each.detail, (each.basis,) if each.basis else ()))
                    yield _Passage(each.label, figures)
                    yield from _sentences(each.detail, figures)


def _sentences(runs: Runs, figures: tuple[Figure, ...] = ()) -> Iterator[_Passage]:
    """Sentences with the figures given or, where none are, with those in each."""
    starts: list[tuple[int, Figure]] = []
    length = 0
    for run in runs:
        starts += [(length, figure) for figure in figures_of((run,))]
        length += len(plain((run,)))
    for match in _SENTENCE.finditer(plain(runs)):
        own = tuple(figure for start, figure in starts if match.start() <= start < match.end())
        yield _Passage(match[0].strip(), figures or own)


def _letters(text: str) -> str:
    """Letters and digits only, so that neither line breaks nor hyphens nor tags in the middle of a sentence matter."""
    try:  # most texts are of these letters only, and then it is quick
        return text.encode("latin-1").translate(None, _NO_LETTERS).decode("latin-1").casefold()
    except UnicodeEncodeError:
        return re.sub(r"[\W_]+", "", text.casefold())


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", normalised(text).casefold()))


def _count(text: str) -> int:
    return len(_words(text).split())


def _figures(*several: Runs) -> tuple[Figure, ...]:
    return tuple(figure for runs in several for figure in figures_of(runs))


def _labelled(document: Document) -> Iterator[tuple[str, Figure]]:
    """Figures with what names them: a row's or column's header, a headline's label; not with a period, which says too little."""
    pairs: list[tuple[str, Figure]] = []
    for block in document.blocks:
        if isinstance(block, Headlines):
            pairs += [(each.label, figure) for each in block.items for figure in (each.figure, *_figures(each.detail))]
        elif isinstance(block, Table):
            for row in block.rows:
                for column, cell in zip(block.columns, row, strict=False):
                    pairs += [
                        (label, figure)
                        for figure in _figures(cell.runs)
                        for label in (plain(row[0].runs), column.header)
                    ]
    periods = {Period.parse(row.period).label for _, figure in pairs for row in figure.rows if row.period}
    return ((label, figure) for label, figure in pairs if re.search(r"[^\W\d_]", label) and label not in periods)


@cache
def _dataset(file: str) -> str:
    """The dataset or register of a row's file; '' where it is of neither, as a target's is."""
    match = re.match(r"data/(?:observations|registers)/([^/]+)/", file)
    return match[1] if match else ""


def _forms(figure: Figure) -> tuple[str, ...]:
    """A figure as shown, then without 'about' or 'at least', then as data files have it: 'over 90.8%', '90.8%', '90.8', '0.908'."""
    text = normalised(figure.text)
    amount = re.search(r"[£$€]?\d.*", text)
    if not amount:
        return ()
    values = [abs(Decimal(figure.value))] if figure.value else []
    values += [
        value.scaleb(power).normalize()
        for value in values
        for unit, power in (("%", -2), ("k", 3), ("m", 6))
        if text.endswith(unit)
    ]
    return (text, amount[0], *(format(value, form) for value in values for form in ("f", ",f")))


def _distinctive_forms(figure: Figure) -> Iterator[str]:
    """Those that can hardly be anything else: of three significant digits, or as shown of two and a unit.

    So 90.8%, 243 and 98% are, but not 31, 400, 5% and 100%; nor, as data files have them, 128 of '128 seconds' and what could be a year.
    """
    for place, form in enumerate(_forms(figure)):
        number = re.sub(r"[^\d.]", "", form)
        digits = len(re.sub(r"\D", "", number if "." in number else number.rstrip("0")).lstrip("0"))
        if place < 2:
            yield from [form] if digits >= 3 or (digits == 2 and re.search(r"[^\d.,:]", form)) else []
        elif digits >= 3 and ("." in form or len(form) > 3) and not re.fullmatch("(?:19|20)..", form):
            yield form


def _figure_patterns(figures: Iterable[str]) -> list[str]:
    """Figures as a whole, not as a part of a longer number, of a date or, if without a unit, of a file's size; the longest first."""
    patterns = []
    for figure in sorted(set(figures), key=lambda figure: (-len(figure), figure)):
        bare = figure.isdigit()
        before = (
            r"(?<!\d\.)"
            + (r"(?<!\w)" if figure[0].isalnum() else "")
            + (r"(?<!\d[-/:])" if bare or ":" in figure else "")
        )
        before += r"(?<!\d,)" if re.match(r"\d{3}(?!\d)", figure) else ""
        after = r"(?!\w)(?!\.\d)" if figure[-1].isalnum() else ""
        after += "" if "." in figure or not figure[-1].isdigit() else r"(?!,\d{3}(?!\d))"
        after += r"(?![-/:]\d)(?! ?[KMG]B\b)" if bare else ""
        patterns.append(before + r"\s*".join(map(re.escape, figure.split(" "))) + after)
    return patterns


def _name_pattern(name: str) -> str:
    """A name also with hyphens, as files have it, and broken over lines; one that is a common word counts as a folder or in quotes only."""
    letters = r"\s?".join("[_-]" if letter in "_-" else re.escape(letter) for letter in name)
    if re.search(r"[\W\d_]", name):
        return rf"(?<!\w){letters}(?!\w)"
    return rf"(?:observations|registers)[\\/]{letters}(?!\w)|(?<=[\"']){letters}(?=[\"'])|^{letters}$"


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
