"""What is new in a meeting's papers beside what earlier ones gave: a table, or why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ccpi_nb.content.shown_results import Finding, Paper, by_place, has_comparable_figures, shows_figures
from ccpi_nb.content.tables import direction_cell, rating_cell
from ccpi_nb.document.computations import counting
from ccpi_nb.document.figures import count_figure, in_prose, observed, row_of, target_runs
from ccpi_nb.document.model import Block, Cell, Column, Figure, Heading, LineBreak, Paragraph, Runs, Table, Text
from ccpi_nb.document.sentences import capitalised, joined, listed, share_of
from ccpi_nb.domain.evidence import Evidence, Result
from ccpi_nb.domain.indicators import Direction, Indicator, Observation
from ccpi_nb.domain.periods import day_name, short_name

_ROWS = 8
_NAMED = 6


def what_changed(
    evidence: Evidence, papers: Sequence[Paper], findings: Sequence[Finding], since: date | None
) -> Iterator[Block]:
    """Yield the table of values that are new since the papers before, beside the values before each.

    Where there is none, a sentence on why nobody can tell from the papers what got worse; nothing for papers without
    figures.
    """
    new = [
        finding
        for finding in findings
        if finding.result.has_both_values and (since is None or finding.result.observation.as_at > since)
    ]
    if not new and not shows_figures(papers):
        return
    yield Heading.of(2, f"What changed since the papers of {day_name(since)}" if since else "What changed")
    if not new:
        yield Paragraph.of(_UNTOLD if has_comparable_figures(evidence, papers, since) else _NOTHING_EARLIER)
        return
    yield Table(
        _changed_caption(new),
        (
            Column("Measure", width=2.2),
            Column("Before", width=1.5),
            Column("Now", width=1.5),
            Column("Target"),
            Column("Rating", width=1.1),
            Column("Direction", width=1.2),
            Column("Paper", width=1.1),
        ),
        tuple(map(_changed_row, new[:_ROWS])),
        _left_out(new[_ROWS:]),
        finding=_worse(new),
    )


_NOTHING_EARLIER = "No new figure here has an earlier one that would show whether things got better or worse."
_UNTOLD = "These papers do not say of any new figure whether it is better or worse than before."


def _left_out(rest: Sequence[Finding]) -> tuple[Runs, ...]:
    """Return a note that names what the table leaves out, by the section of the paper that has it; empty for none."""
    if not rest:
        return ()
    parts = [
        (Text(f"{names} ("), replace(place, about=names), Text(")"))
        for place, found in by_place(rest)
        for names in (listed(finding.result.name for finding in found),)
    ]
    return ((Text("Not in this table: "), *joined(parts), Text(".")),)


def _changed_caption(new: Sequence[Finding]) -> Runs:
    """Return what the table of changes has, and of how many where it leaves some out."""
    if len(new) <= _ROWS:
        return (Text("New figures, the most pressing first"),)
    shown = in_prose(_count_of("most pressing", new[:_ROWS]))
    return (Text("The "), shown, Text(" most pressing of "), _count_of(_COMPARED, new), Text(f" {_COMPARED}"))


_COMPARED = "new figures that have an earlier one beside them"


def _worse(new: Sequence[Finding]) -> Runs:
    """Return what got worse, of all that is new, the shown rows first; without a full stop."""
    worse = [finding.result.name for finding in new if finding.result.direction is Direction.WORSENING]
    if not worse:
        none, total = _count_of("worse", []), _count_of("with an earlier figure", new)
        return capitalised(
            share_of(none, total, "measure with an earlier figure", "measures with an earlier figure", "worse")
        )
    named = [*worse[:_NAMED], *(["other measures"] if len(worse) > _NAMED else [])]
    return (Text(f"Worse: {listed(named)}"),)


def _count_of(what: str, findings: Sequence[Finding]) -> Figure:
    rows = [row_of(finding.result.observation) for finding in findings]
    return count_figure(counting(what), len(findings), rows)


def _changed_row(finding: Finding) -> tuple[Cell, ...]:
    result = finding.result
    target = target_runs(result.indicator, result.target) if result.target else (Text("No target"),)
    return (
        Cell.of(result.name),
        Cell(_before(result)),
        Cell(_dated(result.indicator, result.observation)),
        Cell(target),
        rating_cell(result),
        direction_cell(result),
        Cell((finding.link,)),
    )


def _before(result: Result) -> Runs:
    """Return the values before, up to two of them in the order of time, a line each: with the one now, a trend."""
    assert result.earlier
    first, *others = (_dated(result.indicator, level) for level in (result.levels or (result.earlier,))[::-1])
    return (*first, *(run for runs in others for run in (LineBreak(), *runs)))


def _dated(indicator: Indicator, observation: Observation) -> Runs:
    supposed = " (period supposed)" if observation.supposed else ""
    return (observed(indicator, observation), Text(f", {short_name(observation.period)}{supposed}"))
