"""How exempt content is found in a text, however the text is broken, spaced, encoded or rounded."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from html import unescape
from unicodedata import normalize

from pydantic import TypeAdapter

_INVISIBLE = re.compile("\u00ad\\s*|[\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SUPERSCRIPT = re.compile("(?<=\\S)[\u00b2\u00b3\u00b9\u2070-\u2079]")
_BINARY_TAIL = re.compile(r"\d+\.\d{12,}")
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_NO_LETTERS = bytes(number for number in range(256) if not chr(number).isalnum())


@dataclass(frozen=True)
class ExemptContent:
    """All that the gate looks for in public files.

    `figures` are distinctive enough to count anywhere; every figure counts near its label, as in `labelled`. `phrases`
    are sentences, headings and sources; `names` are datasets, registers and indicators; `drawings` are captions and
    SVGs of charts.
    """

    figures: frozenset[str]
    phrases: frozenset[str]
    names: frozenset[str]
    labelled: frozenset[tuple[str, str]] = frozenset()
    drawings: frozenset[tuple[str, str]] = frozenset()

    def to_json(self) -> bytes:
        """Return the content as JSON, which `from_json` reads back the same."""
        return _CONTENT.dump_json(self)

    @classmethod
    def from_json(cls, data: bytes) -> "ExemptContent":
        """Return the content that `to_json` has written."""
        return _CONTENT.validate_json(data)

    def found_in(self, text: str, *, prose: bool = True) -> tuple[str, ...]:
        """Return what of the content a text holds.

        In what is not prose, such as coordinates and raw bytes, numbers mean nothing and are passed over.
        """
        return self.found_in_each([(text, prose)])[text, prose]

    def found_in_each(self, texts: Collection[tuple[str, bool]]) -> Mapping[tuple[str, bool], tuple[str, ...]]:
        """Return what of the content each text holds; the second of each pair is whether the text is prose."""
        shown = {text: normalised(text) for text, _ in texts}
        letters = {text: _letters(visible) for text, visible in shown.items()}
        # Hardly anything of it is in any of them, and what is not need not be looked for in each.
        near = self._near("".join(letters.values()))
        return {(text, prose): near._found(text, shown[text], letters[text], prose) for text, prose in texts}

    def _near(self, letters: str) -> "ExemptContent":
        """Return what of the content a text of these letters could hold; a figure is too short to tell."""
        labels = {label for label, spelling, _ in self._labels if spelling in letters}
        return replace(
            self,
            phrases=frozenset(phrase for phrase, spelling in self._phrases if spelling in letters),
            names=frozenset(name for name, spelling, _ in self._names if spelling in letters),
            labelled=frozenset((label, figure) for label, figure in self.labelled if label in labels),
        )

    def _found(self, text: str, shown: str, letters: str, prose: bool) -> tuple[str, ...]:
        phrases = [phrase for phrase, spelling in self._phrases if spelling in letters]
        found = [phrase for phrase in phrases if not any(phrase != other and phrase in other for other in phrases)]
        drawn = (_letters(normalised(match[0])) for match in _DRAWING.finditer(text))
        found += [f"the chart '{self._drawings[drawing]}'" for drawing in drawn if drawing in self._drawings]
        found += [
            match[0] for _, spelling, pattern in self._names if spelling in letters for match in pattern.finditer(shown)
        ]
        if prose and any(map(str.isdigit, shown)):
            found += [
                match[0]
                for match in _figures_pattern(
                    tuple(figure for figure, spelling in self._figures if spelling in letters)
                ).finditer(shown)
            ]
            found += [
                match[0]
                for _, spelling, pattern in self._labels
                if spelling in letters
                for match in pattern.finditer(shown)
            ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _phrases(self) -> list[tuple[str, str]]:
        """The phrases with their letters, the shortest first."""
        return sorted(((phrase, _letters(phrase)) for phrase in self.phrases), key=lambda pair: (len(pair[1]), pair))

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
            words = r"(?<!\w)" + r"[\W_]+".join(words_of(label).split()) + r"(?!\w)"
            figure = "|".join(_figure_patterns(figure for of, figure in self.labelled if of == label))
            patterns.append(
                (
                    label,
                    _letters(label),
                    _any_of([rf"{words}.{{0,100}}?(?:{figure})", rf"(?:{figure}).{{0,30}}?{words}"]),
                )
            )
        return patterns


_CONTENT = TypeAdapter(ExemptContent)


def normalised(text: str) -> str:
    """Return a text in the one way to write what looks alike.

    Entities are decoded, compatibility forms folded, what can't be seen taken out, and spaces single.
    """
    text = unescape(text)
    if not text.isascii():
        text = _SUPERSCRIPT.sub(r" \g<0>", text)  # else 90.8 with a footnote's 2 becomes 90.82
        text = _INVISIBLE.sub("", normalize("NFKC", text)).replace("\N{MINUS SIGN}", "-")
    # Spreadsheets write 90.8 as 90.799999999999997.
    text = _BINARY_TAIL.sub(lambda match: format(round(Decimal(match[0]), 10).normalize(), "f"), text)
    return " ".join(text.split())


def words_of(text: str) -> str:
    """Return the words of a text without case and punctuation, a space between them."""
    return " ".join(re.findall(r"\w+", normalised(text).casefold()))


def _letters(text: str) -> str:
    """Return a text's letters and digits only.

    So neither line breaks nor hyphens nor tags in the middle of a sentence matter.
    """
    try:  # most texts are of these letters only, and then it is quick
        return text.encode("latin-1").translate(None, _NO_LETTERS).decode("latin-1").casefold()
    except UnicodeEncodeError:
        return re.sub(r"[\W_]+", "", text.casefold())


@cache
def _figures_pattern(figures: tuple[str, ...]) -> re.Pattern[str]:
    return _any_of(_figure_patterns(figures))


def _figure_patterns(figures: Iterable[str]) -> list[str]:
    """Return patterns for figures as a whole, the longest first.

    A part of a longer number, of a date or, if without a unit, of a file's size is no match.
    """
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
    """Return a pattern for a name, also with hyphens, as files have it, and broken over lines.

    One that is a common word counts as a folder or in quotes only.
    """
    letters = r"\s?".join("[_-]" if letter in "_-" else re.escape(letter) for letter in name)
    if re.search(r"[\W\d_]", name):
        return rf"(?<!\w){letters}(?!\w)"
    return rf"(?:observations|registers)[\\/]{letters}(?!\w)|(?<=[\"']){letters}(?=[\"'])|^{letters}$"


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
