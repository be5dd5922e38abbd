"""Personal details in a text: e-mail addresses and British telephone, National Insurance and NHS numbers."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from string import ascii_letters, digits, whitespace
from unicodedata import normalize

# Between the digits of a number: spaces, brackets, dots and dashes of every kind, and nothing else.
_GAP = r"[\s()[\]._\u00b7\u2010-\u2015/-]{0,3}"
_ABROAD = rf"(?:\+|00){_GAP}4{_GAP}4{_GAP}(?:\(?0\)?)?{_GAP}|44\s?\(0\)\s?|44[\s-](?=\d{{4}})"
_NUMBER = re.compile(
    rf"(?<![\w\u00a3+/-])(?<!\d\.)(?:{_ABROAD}|[(\[]?0(?:[\s-](?=\d{{2,5}}[\s-]\d{{3,6}}(?:[\s-]\d{{4}})?(?![\s-]?\d)))?)"
    rf"[1-357-9](?:{_GAP}\d){{8,9}}(?!(?!x\d)\w|[.,]\d)"
)
# 01 02 03 04 05 06 are months or years.
_PAIRS = re.compile(r"\d\d(?:\W\d\d){3,}(?:\W\d)?")
# 01632.960123 is a decimal, and 01-02-2014 1234 are a date and something else.
_DECIMAL = re.compile(r"\d+\.\d+")
_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_AT = (
    r"(?:\s?@\s?|%40|\s?[\[({<]\s?(?:at|@)\s?[\])}>]\s?"
    r"|\s(?:AT|at)\s(?!www\.|gov\.uk)(?=[\w-]+\s?(?:\.|[\[({]?\s?dot\b)))"
)
_DOT = r"(?:\.|\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?|\s(?:DOT|dot)\s)"
_MAIL = re.compile(rf"[\w.+-]*\w{_AT}[\w-]+(?:{_DOT}[\w-]+)*?{_DOT}[a-z]{{2,}}(?!\w)", re.IGNORECASE)
_INSURANCE = re.compile(
    r"(?<!\w)(?!(?i:BG|GB|KN|NK|NT|TN|ZZ))(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[\s./_-]?\d){6}[\s./_-]?[A-D]"
    r"|(?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]))(?!\w)"
)
_HEALTH = re.compile(r"(?<![\w.,-])(?<!\d )\d{3}[\s.\u2010-\u2015-]\d{3}[\s.\u2010-\u2015-]\d{4}(?![\w-]|[.,]\d)")
_HEALTH_BARE = re.compile(r"\bNHS\b\D{0,30}?(?<!\d)(\d(?:[\s.\u2010-\u2015-]?\d){9})(?!\d)", re.IGNORECASE)

# What each has at least, once gaps are out, digits are 0 and letters a: so a file of figures is read once, and not five
# times line by line.
_SHAPES = str.maketrans(f"{digits}{ascii_letters}", "0" * 10 + "a" * 52, f"{whitespace}\x1c\x1d\x1e\x1f()[]._/-")
_NINE_DIGITS, _INSURANCE_SHAPE = "0" * 9, "aa" + "0" * 6
_WORD = re.compile(r"at(?<=\bat)\b")


def _has_none(text: str) -> bool:
    """Return whether a text surely has no personal details; what is certain of it is so of each of its lines."""
    if not text.isascii() or any(sign in text for sign in ("&", "@", "%40")):
        return False
    shape = text.translate(_SHAPES)
    return _NINE_DIGITS not in shape and _INSURANCE_SHAPE not in shape and not _WORD.search(text.lower())


def personal_details_in(text: str) -> tuple[str, ...]:
    """Return what personal details a text holds, in words: 'a telephone number'; each kind once."""
    if _has_none(text):
        return ()
    shown = normalize("NFKC", unescape(text))
    shown = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", shown)
    return tuple(
        kind
        for kind, found in (
            ("an e-mail address", _MAIL.search(shown)),
            ("a telephone number", any(map(_is_telephone, _NUMBER.finditer(shown)))),
            ("a National Insurance number", _INSURANCE.search(shown)),
            (
                "an NHS number",
                any(_is_health(match[0]) for match in _HEALTH.finditer(shown))
                or any(_is_health(match[1]) for match in _HEALTH_BARE.finditer(shown)),
            ),
        )
        if found
    )


def personal_problems(root: Path, notebooks: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence for each line of data and params, and each cell of some notebooks, that has personal details."""
    files = [*sorted((root / "data").rglob("*.csv")), *sorted((root / "params").glob("*.yaml"))]
    places = [
        *(place for path in files for place in _lines(path, path.relative_to(root).as_posix())),
        *(place for path in notebooks for place in _cells(path)),
    ]
    for place, text in places:
        if details := personal_details_in(text):
            yield f"{place}: {' and '.join(details)}; name the post instead"


def _lines(path: Path, file: str) -> Iterator[tuple[str, str]]:
    """Yield each line with its place; of YAML with the next one, since a number may be folded over both."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if _has_none(text):
        return
    lines = text.splitlines()
    folded = path.suffix == ".yaml"
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=1):
        alone = not folded or personal_details_in(line) or personal_details_in(following)
        yield f"{file}, line {number}", line if alone else f"{line} {following.strip()}"


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):  # `ccpi check` says that it is no notebook
        return
    yield from ((f"notebooks/{path.name}, cell {number}", text) for number, text in enumerate(sources, start=1))


def _is_telephone(match: re.Match[str]) -> bool:
    return not (_DECIMAL.fullmatch(match[0]) or _DATE.match(match[0]) or _PAIRS.fullmatch(match[0]))


def _is_health(number: str) -> bool:
    """Return whether ten digits are an NHS number, by its check digit."""
    *first, check = map(int, re.sub(r"\D", "", number))
    rest = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), first, strict=True)) % 11
    return rest % 11 == check
