"""How exempt content is found in a text, however the text is broken, spaced, encoded or rounded."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cached_property
from html import unescape
from typing import NamedTuple
from unicodedata import normalize

from pydantic import TypeAdapter

from ccpi_nb.exempt.numbers import Amount, Numeral, numerals_in
from ccpi_nb.files.cells import UNSEEN

_INVISIBLE = re.compile(
    f"\u00ad\\s*|[{UNSEEN}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
# A hyphen that does not break lines is one all the same, and so is a minus sign.
_DASH = re.compile("[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{MINUS SIGN}]")
_SUPERSCRIPT = re.compile("(?<=\\S)[\u00b2\u00b3\u00b9\u2070-\u2079]")
_BINARY_TAIL = re.compile(r"\d+\.\d{12,}")
# By what is rarer than digits: a text of coordinates is soon done with.
_LONG_TAIL = re.compile(r"\.\d{12}")
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# A number belongs to a label that stands so many characters before it, or after it.
_AFTER, _BEFORE = 100, 30
# Letters are looked up in blocks of so many, before all of them are looked through.
_BLOCK = 8
_HASH, _HEXADECIMAL = 64, frozenset("0123456789abcdef")
_NO_LETTERS = bytes(number for number in range(256) if not chr(number).isalnum())


@dataclass(frozen=True)
class ExemptContent:
    """All that the gate looks for in public files.

    `figures` are distinctive enough to count anywhere: with their unit, or in whatever unit where theirs is ''.
    `labelled` are numbers that count near their label, whatever their unit. `phrases` are sentences, headings, sources
    and hashes; `names` are datasets, registers and indicators; `drawings` are captions and SVGs of charts.
    `releases` are patterns of file names, each with a text that may stand in such a file all the same.
    """

    figures: frozenset[Amount]
    phrases: frozenset[str]
    names: frozenset[str]
    labelled: frozenset[tuple[str, str]] = frozenset()
    drawings: frozenset[tuple[str, str]] = frozenset()
    releases: frozenset[tuple[str, str]] = frozenset()

    def is_released(self, file: str, match: str) -> bool:
        """Return whether somebody has looked at what was found in a file, and let it pass."""
        found = _letters(normalised(match))
        return any(
            fnmatchcase(file, pattern) and found in _letters(normalised(text)) for pattern, text in self.releases
        )

    def with_hashes(self, hashes: Collection[str]) -> "ExemptContent":
        """Return the content with hashes of files from which something exempt could be tried out."""
        return replace(self, phrases=self.phrases.union(hashes))

    def without(self, public: Collection[Amount]) -> "ExemptContent":
        """Return what is still exempt where these amounts are public: not a figure that is the same number."""
        known, values = {*public}, {amount.value for amount in public}
        kept = (each for each in self.figures if (each not in known if each.unit else each.value not in values))
        return replace(self, figures=frozenset(kept))

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
        return self.found_in_each([(text, prose)]).found[text, prose]

    def found_in_each(self, texts: Collection[tuple[str, bool]]) -> "LookedThrough":
        """Return what of the content each text holds; the second of each pair is whether the text is prose."""
        shown = {text: normalised(text) for text, _ in texts}
        letters = {text: _letters(visible) for text, visible in shown.items()}
        together = "".join(letters.values())
        # Hardly anything of it is in any of them, and what is not need not be looked for in each.
        near = self._near(together)
        found = {(text, prose): near._found(text, shown[text], letters[text], prose) for text, prose in texts}
        return LookedThrough(found, frozenset(_hashes(together)))

    def _near(self, letters: str) -> "ExemptContent":
        """Return what of the content a text of these letters could hold; a number is written too variously to tell."""
        blocks = {letters[at : at + _BLOCK] for at in range(0, len(letters), _BLOCK)}

        def holds(spelling: str) -> bool:
            # Where so many letters stand, one of the blocks begins among the first of them; all of those that follow
            # up to the last are theirs.
            end = len(spelling) - _BLOCK + 1
            may_hold = end < _BLOCK or any(
                all(spelling[place : place + _BLOCK] in blocks for place in range(at, end, _BLOCK))
                for at in range(_BLOCK)
                if spelling[at : at + _BLOCK] in blocks  # hardly any
            )
            return may_hold and spelling in letters

        labels = {label for label, spelling, _ in self._labels if holds(spelling)}
        return replace(
            self,
            phrases=frozenset(phrase for phrase, spelling in self._phrases if holds(spelling)),
            names=frozenset(name for name, spelling, _ in self._names if holds(spelling)),
            labelled=frozenset((label, number) for label, number in self.labelled if label in labels),
        )

    def _found(self, text: str, shown: str, letters: str, prose: bool) -> tuple[str, ...]:
        phrases = [phrase for phrase, spelling in self._phrases if spelling in letters]
        found = [phrase for phrase in phrases if not any(phrase != other and phrase in other for other in phrases)]
        drawn = (_letters(normalised(match[0])) for match in _DRAWING.finditer(text))
        found += [f"the chart '{self._drawings[spelling]}'" for spelling in drawn if spelling in self._drawings]
        found += [
            match[0] for _, spelling, pattern in self._names if spelling in letters for match in pattern.finditer(shown)
        ]
        if prose and (self.figures or self.labelled):
            numerals = tuple(numerals_in(shown))
            found += [shown[number.start : number.end] for number in numerals if self._is_exempt(number)]
            found += self._near_labels(shown, letters, numerals)
        return tuple(dict.fromkeys(found))

    def _is_exempt(self, number: Numeral) -> bool:
        return any(reading in self.figures or Amount(reading.value) in self.figures for reading in number.readings)

    def _near_labels(self, shown: str, letters: str, numerals: Collection[Numeral]) -> Iterator[str]:
        """Yield each label with a number of its spelling that stands soon after it, or just before."""
        for label, spelling, pattern in self._labels:
            for match in pattern.finditer(shown) if spelling in letters else ():
                for number in numerals:
                    after, before = number.start - match.end(), match.start() - number.end
                    if (0 <= after <= _AFTER or 0 <= before <= _BEFORE) and self._numbers[label] & {
                        reading.value for reading in number.readings
                    }:
                        yield shown[min(match.start(), number.start) : max(match.end(), number.end)]

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
    def _numbers(self) -> dict[str, set[str]]:
        numbers: dict[str, set[str]] = {}
        for label, number in self.labelled:
            numbers.setdefault(label, set()).add(number)
        return numbers

    @cached_property
    def _labels(self) -> list[tuple[str, str, re.Pattern[str]]]:
        patterns = []
        for label in sorted(self._numbers):
            words = r"(?<!\w)" + r"[\W_]+".join(map(re.escape, words_of(label).split())) + r"(?!\w)"
            patterns.append((label, _letters(label), _any_of([words])))
        return patterns


class LookedThrough(NamedTuple):
    """What of the content each text holds; `hashes` are all runs of digits in them that any hash could be in."""

    found: Mapping[tuple[str, bool], tuple[str, ...]]
    hashes: frozenset[str]


_CONTENT = TypeAdapter(ExemptContent)


def normalised(text: str) -> str:
    """Return a text in the one way to write what looks alike.

    Entities are decoded, compatibility forms folded, what can't be seen taken out, and spaces single.
    """
    text = unescape(text)
    if not text.isascii():
        text = _SUPERSCRIPT.sub(r" \g<0>", text)  # else 90.8 with a footnote's 2 becomes 90.82
        text = _DASH.sub("-", _INVISIBLE.sub("", normalize("NFKC", text)))
    # Spreadsheets write 90.8 as 90.799999999999997.
    if _LONG_TAIL.search(text):
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


def is_hash(phrase: str) -> bool:
    """Return whether a phrase is a SHA-256 in hexadecimal digits."""
    return len(phrase) == _HASH and _HEXADECIMAL.issuperset(phrase)


def _hashes(letters: str) -> Iterator[str]:
    """Yield the runs of hexadecimal digits among letters that are as long as a hash, or longer."""
    # Wherever one is, one of the blocks of half a hash is all of it.
    half, end = _HASH // 2, 0
    for at in range(0, len(letters) - half + 1, half):
        if at >= end and _HEXADECIMAL.issuperset(letters[at : at + half]):
            start = next(
                (before + 1 for before in range(at - 1, end - 1, -1) if letters[before] not in _HEXADECIMAL), end
            )
            end = next(
                (after for after in range(at + half, len(letters)) if letters[after] not in _HEXADECIMAL), len(letters)
            )
            if end - start >= _HASH:
                yield letters[start:end]


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
