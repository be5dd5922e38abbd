"""Is a figure typed into prose? Digits may stand only in dates, names and references to the law, the agenda or a period."""

import re
from collections.abc import Iterable

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SINGULAR = "quarter|part|item|priority|paragraph|section|schedule|regulation|article|annex|appendix|version"
_PLURAL = "quarters|parts|items|priorities|paragraphs|sections|schedules|regulations|articles|annexes|appendices|versions"
_ALLOWED = (
    rf"\b\d{{1,2}} (?:{_MONTHS})(?: (?:19|20)\d\d)?\b",
    rf"\b(?:{_MONTHS}) (?:19|20)\d\d\b",
    r"(?<![£$€.,\d])\b(?:19|20)\d\d(?:-\d\d-\d\d|[/-]\d\d(?:-Q[1-4])?)?\b(?!%|[.,]\d)",
    r"\bQ[1-4]\b",
    r"\b\d{1,2}(?:[.:]\d\d)? ?[ap]m\b",
    rf"\b(?i:{_SINGULAR}) \d+[A-Z]?(?:\(\d+\))?(?!\w)",
    rf"\b(?i:{_PLURAL}) \d+[A-Z]?(?:(?:,| and| or| to) \d+[A-Z]?)*(?![\w%])",
)


def typed_figures(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The numbers in `text` that are no part of a date, a reference or one of `names`."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    for pattern in _ALLOWED:
        text = re.sub(pattern, " ", text)
    return tuple(match[0] for match in re.finditer(r"[£$€]?\d+(?:[.,]\d+)*(?:%|\w*)", text))
