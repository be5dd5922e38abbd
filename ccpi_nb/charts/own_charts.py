"""Charts that an analyst has drawn: taken in the house's way, with the figures that they show."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from types import MappingProxyType

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryFormatter
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text as Label
from matplotlib.ticker import FixedFormatter, Formatter

from ccpi_nb.charts.drawing import HOUSE, learn_fonts, mark_scale, svg_of
from ccpi_nb.charts.pictures import own_alt_text
from ccpi_nb.document.model import Chart
from ccpi_nb.document.runs import Figure, Text
from ccpi_nb.domain.periods import Period, short_name
from ccpi_nb.errors import InputError, shortened

_DIGIT = re.compile(r"\d")


def use_house_style() -> None:
    """Have everything that is drawn from now on look like the report's own charts."""
    learn_fonts()
    matplotlib.style.use([*HOUSE, {"figure.figsize": (6.5, 4.0)}])


def drawn(
    drawing: object,
    caption: str,
    alt: str,
    figures: Sequence[Figure] = (),
    *,
    indicators: Mapping[str, str] = MappingProxyType({}),
    names: Iterable[str] = (),
) -> Chart:
    """Return what an analyst drew as a chart: a figure of matplotlib's, its axes, or a grid of seaborn's.

    - The numbers of its scales are marked as such, and nobody's figures.
    - Periods and keys of `indicators` are written as readers know them. The digits of `names` are no figures.
    - It is closed, so that Jupyter does not show it once more.

    InputError for what is no drawing, for a number in it that none of its `figures` reads, and where the alternative
    text is empty or only repeats the caption.
    """
    figure = _figure_of(drawing, caption)
    try:
        words = own_alt_text("chart", caption, alt)
        if figure.get_layout_engine() is None:
            figure.set_layout_engine("tight")  # constrained fails on a colour bar that is there already
        _say(figure, indicators)
        _move_keys(figure)
        figure.draw_without_rendering()
        for axes in figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                mark_scale(_scale_of(axis))
        _refuse_unexplained(figure, caption, [*_phrases(figures), *names, *indicators.values()])
        return Chart(svg_of(figure), (Text(caption),), words, tuple(figures))
    finally:
        # Only pyplot keeps figures and has them shown, and who draws without it has not loaded it.
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close(figure)


def _figure_of(drawing: object, caption: str) -> Drawing:
    """Return the figure of what plotting gives: itself, axes, several axes, or a grid."""
    if isinstance(drawing, Drawing):
        return drawing
    if isinstance(drawing, np.ndarray) and drawing.size:
        return _figure_of(drawing.flat[0], caption)
    found = drawing.get_figure(root=True) if isinstance(drawing, Axes) else getattr(drawing, "figure", None)
    if not isinstance(found, Drawing):
        raise InputError(
            f"the chart '{caption}' is no figure of matplotlib's but of the type {type(drawing).__name__}; "
            "give the figure, its axes, or a grid of seaborn's"
        )
    return found


def _say(figure: Drawing, names: Mapping[str, str]) -> None:
    """Write periods and keys at ticks and in keys as readers know them."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if _has_words(axis.get_major_formatter()):
                texts = [label.get_text() for label in axis.get_ticklabels()]
                if (said := [_readable(text, names) for text in texts]) != texts:
                    axis.set_ticks(axis.get_ticklocs(), labels=said)
    for label in figure.findobj(Label):
        if isinstance(label, Label):
            label.set_text(_readable(label.get_text(), names))


def _move_keys(figure: Drawing) -> None:
    """Move each key that its author left to be put anywhere above its axes, where it covers nothing."""
    for axes in figure.axes:
        key = axes.get_legend()
        if key and key._loc == _BEST:  # type: ignore[attr-defined]  # matplotlib has no question for it
            key.set_loc("lower left")
            key.set_bbox_to_anchor((0, 1))
            key.set_alignment("left")


# matplotlib's number of the place that it finds by itself, and that is on a bar where bars fill the axes.
_BEST = 0

# What libraries write beside axes that they draw from the report's frame.
_COLUMNS = {"name": "Measure", "indicator": "Measure", "period": "Period", "breakdown": "Breakdown", "value": "Value"}


def _readable(text: str, names: Mapping[str, str]) -> str:
    with suppress(ValueError):
        return short_name(Period.parse(text.strip()))
    return names.get(text) or _COLUMNS.get(text, text)


def _scale_of(axis: Axis) -> Iterator[Label]:
    """Yield the numbers of an axis that count: not those that somebody wrote there."""
    if not _has_words(axis.get_major_formatter()):
        for tick in axis.get_major_ticks():
            yield from (tick.label1, tick.label2)
        yield axis.get_offset_text()
    if not _has_words(axis.get_minor_formatter()):
        for tick in axis.get_minor_ticks():
            yield from (tick.label1, tick.label2)


def _has_words(formatter: Formatter) -> bool:
    """Return whether what stands at ticks was written there, by hand or from a column of texts."""
    written = getattr(getattr(formatter, "func", None), "keywords", None)  # what `set_ticks(places, labels)` makes
    return written is not None or isinstance(formatter, FixedFormatter | StrCategoryFormatter)


def _refuse_unexplained(drawing: Drawing, caption: str, phrases: Iterable[str]) -> None:
    """Raise InputError for a number in a drawing that is on no scale and in none of the phrases."""
    known = sorted({phrase for phrase in phrases if _DIGIT.search(phrase)}, key=len, reverse=True)
    for label in drawing.findobj(Label):
        if not isinstance(label, Label) or not label.get_visible() or label.get_gid() == "scale":
            continue
        left = label.get_text()
        for phrase in known:
            left = re.sub(rf"(?<![\w.,£]){re.escape(phrase)}(?!\w|[.,]\d)", " ", left, flags=re.IGNORECASE)
        if _DIGIT.search(left):
            raise InputError(
                f"the chart '{caption}' has '{shortened(label.get_text())}' written in it, with a number that none of "
                "its data reads; hand over the frame that it is drawn from (data=frame) and write its values as "
                "they are read there (series.traced.text()), or take the words out"
            )


def _phrases(figures: Sequence[Figure]) -> Iterator[str]:
    for figure in figures:
        yield from (figure.text, figure.signed)
    for text in dict.fromkeys(chain.from_iterable((row.period for row in figure.rows) for figure in figures)):
        with suppress(ValueError):
            period = Period.parse(text)
            yield from (period.label, short_name(period))
