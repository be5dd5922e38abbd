"""What services say of their figures, each beside the figure and its rating."""

from collections.abc import Sequence
from dataclasses import replace

from ccpi_nb.document.figures import observed
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.model import Absent, Bullets
from ccpi_nb.document.runs import Runs, Text
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.workbook.collections import Comment

_NONE = Absent("No comment of a service is held for this meeting.")


def comment_list(comments: Sequence[Comment], evidence: Evidence) -> Bullets | Absent:
    """Return the comments as bullets, in the file's order.

    'Calls answered in October 2014: 65.5%, off target. Two advisers left. What is being done: two start in May, by May
    2015.'
    """
    return Bullets(tuple(_said(comment, evidence) for comment in comments)) if comments else _NONE


def _said(comment: Comment, evidence: Evidence) -> Runs:
    key, period, breakdown = comment.on
    of = f" ({breakdown})" if breakdown else ""
    opening = Text(f"{evidence.indicator(key).name}{of}", strong=True)
    return (opening, Text(f" {period.phrase}"), *_result(comment, evidence), *_words(comment, evidence))


def _result(comment: Comment, evidence: Evidence) -> Runs:
    """Return the figure that a comment is on, with its rating: ': 65.5%, off target. '."""
    result = evidence.find_result(*comment.on)
    if result is None:
        return (Text(". "),)
    rating = rating_of(result)
    words: Runs = (Text(", "), replace(rating, text=rating.text.lower())) if rating else ()
    return (Text(": "), observed(result.indicator, result.observation), *words, Text(". "))


def _words(comment: Comment, evidence: Evidence) -> Runs:
    by = f" By {comment.by.in_sentence}." if comment.by else ""
    action: Runs = (
        (Text("What is being done: ", emphasis=True), *say(comment.action, evidence), Text(by))
        if comment.action
        else ()
    )
    if not comment.why:
        return action
    return (*say(comment.why, evidence), *((Text(" "),) if action else ()), *action)
