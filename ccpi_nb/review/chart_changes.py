"""What changed between two drawings of a chart, in words."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from ccpi_nb.review.chart_marks import VISIBLE, Mark, Point


def chart_changes(before: Sequence[Mark], after: Sequence[Mark]) -> tuple[str, ...]:
    """'chart 'Invoices paid': the bar 'Quarter 2 2014/15' reaches up to 78.0% of the axis; it was 77.6%'. Nothing for what no eye sees."""
    was, now = _by_chart(before), _by_chart(after)
    said: list[str] = []
    for name in dict.fromkeys((*was, *now)):
        if name not in was:
            said.append(f"the chart '{name}' is new")
        elif name not in now:
            said.append(f"the chart '{name}' is gone")
        else:
            said += [f"chart '{name}': {change}" for change in (*_texts(was[name], now[name]), *_drawn(was[name], now[name]))]
    return tuple(said)


def _by_chart(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    charts: dict[str, list[Mark]] = {}
    for mark in marks:
        charts.setdefault(mark.chart, []).append(mark)
    return charts


def _texts(before: Sequence[Mark], after: Sequence[Mark]) -> Iterator[str]:
    was, now = (tuple(mark.text for mark in marks if mark.kind == "text") for marks in (before, after))
    for _, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        for old, new in zip_longest(was[start:end], now[first:last]):
            if old is None:
                yield f"it says '{new}', which is new"
            elif new is None:
                yield f"it no longer says '{old}'"
            elif old != new:
                yield f"it says '{new}' where it said '{old}'"


def _drawn(before: Sequence[Mark], after: Sequence[Mark]) -> Iterator[str]:
    was, now = ({kind: list(marks) for kind, marks in groupby(sorted(each, key=_kind), _kind)} for each in (before, after))
    for kind in sorted({*was, *now} - {"text"}):
        old, new = was.get(kind, []), now.get(kind, [])
        if len(old) != len(new):
            yield f"it has {_counted(len(new), kind)}; it had {_counted(len(old), kind)}"
            continue
        for name, earlier, later in zip(_names(kind, new, after), old, new, strict=True):
            if earlier.look != later.look:
                yield f"{name} is now {later.look or 'without colour'}; it was {earlier.look or 'without colour'}"
            yield from _moved(name, earlier.places, later.places)


def _kind(mark: Mark) -> str:
    return mark.kind


def _counted(count: int, kind: str) -> str:
    word = "series of points" if kind == "points" else kind if count == 1 else f"{kind}s"
    return f"{count or 'no'} {word}"


def _names(kind: str, marks: Sequence[Mark], chart: Sequence[Mark]) -> Iterator[str]:
    """Bars go by the label of their place: a chart's first texts are the labels of its axis. All else is counted."""
    labels = [mark.text for mark in chart if mark.kind == "text"]
    for look, drawn in groupby(marks, lambda mark: mark.look) if kind == "bar" else [("", iter(marks))]:
        same = list(drawn)
        several = kind == "bar" and len({mark.look for mark in marks}) > 1
        for number, _ in enumerate(same):
            if kind == "bar" and len(same) <= len(labels):
                yield f"the bar '{labels[number]}'{f' ({look})' if several else ''}"
            else:
                yield f"{'the points of series' if kind == 'points' else kind} {number + 1}"


def _moved(name: str, was: Sequence[Point], now: Sequence[Point]) -> Iterator[str]:
    """The first place that moved says it; more would say the same."""
    if len(was) != len(now):
        yield f"{name}: {_counted(len(now), 'place')} on the axes; it had {_counted(len(was), 'place')}"
        return
    for number, (old, new) in enumerate(zip(was, now, strict=True), start=1):
        shifts = [
            f"{new[way]:.1f}% {along} the axis; it was {old[way]:.1f}%"
            for way, along in ((1, "up"), (0, "along"))
            if round(abs(new[way] - old[way]), 1) > VISIBLE
        ]
        if shifts:
            where = " reaches" if name.startswith("the bar") else f", place {number} of {len(now)}:" if len(now) > 1 else " stands"
            yield f"{name}{where} {', and '.join(shifts)}"
            return
