"""Labels that avoid each other: below axes, beside them, and beside points."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from statistics import fmean

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

Pixels = NDArray[np.float64]
Spot = tuple[float, float, str]  # a text and where its point is
_Place = tuple[int, tuple[float, float]]  # how far from its point a text is, and to which side

BLANK = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # behind a text that a line may run through
TIE = {"arrowstyle": "-", "color": "#3D3D3D", "linewidth": 0.7, "shrinkA": 0, "shrinkB": 4}
MARGIN = 8  # pixels between a text and what it must not touch
_AIR = 6  # pixels between labels of one axis
_DISTANCES = (7, 13, 20, 28, 38, 50, 64)
# Above first; then where a rising or a falling line leaves room.
_SIDES = (
    (0, 1),
    (0, -1),
    (1, 0),
    (-1, 0),
    (0.5, 1),
    (-0.5, 1),
    (0.5, -1),
    (-0.5, -1),
    (1, 1),
    (-1, 1),
    (1, -1),
    (-1, -1),
)
_BLOCKED, _CROSSED = 500, 100  # the costs of a label that covers a point, and of one tied to its own across another
_NEAREST: _Place = (0, (0.0, 0.0))


def size_of(axes: Axes, text: str, size: float = 10) -> Bbox:
    """Return the box of a text, which measures the same before and after the layout."""
    note = axes.text(0, 0, text, fontsize=size)
    box = note.get_window_extent()
    note.remove()
    return box


def reserved(axes: Axes, *forms: Sequence[str]) -> None:
    """Keep room below the axes for names of places in any of the forms, until `named` knows how wide they may be."""
    tallest = max((name for form in forms for name in form), key=lambda name: name.count("\n"))
    axes.set_xticks([0], [tallest])


def named(axes: Axes, *forms: Sequence[str]) -> None:
    """Write the names of the places 0, 1, 2, ... below them, in the first of the forms that has room for all of them.

    Where none has, every second, third, ... place is named, counted back from the last. Call it after `reserved`.
    """
    _laid_out(axes)
    (start, _), (end, _) = axes.transData.transform([(0, 0), (1, 0)])
    needed = [max(size_of(axes, name).width for name in form) + _AIR for form in forms]
    at = next((at for at, width in enumerate(needed) if width <= end - start), len(forms) - 1)
    places = range(len(forms[at]) - 1, -1, -max(1, math.ceil(needed[at] / (end - start))))[::-1]
    axes.set_xticks(places, [forms[at][place] for place in places])


def unclashed(axes: Axes) -> None:
    """Leave out numbers of the scale across, each second or more of them, until they stand apart."""
    _laid_out(axes)
    labels = axes.get_xticklabels()
    boxes = [label.get_window_extent().padded(_AIR / 2) for label in labels]
    step = next(
        step
        for step in range(1, len(boxes) + 2)
        if not any(one.overlaps(other) for one, other in pairwise(boxes[::step]))
    )
    for place, label in enumerate(labels):
        label.set_visible(place % step == 0)


def beside_axes(axes: Axes, texts: Iterable[tuple[float, str]]) -> None:
    """Write texts to the right of the axes, each as near to its height as the others allow."""
    across = axes.get_yaxis_transform()
    notes = [axes.annotate(text, (1, y), (6, 0), across, "offset points", va="center") for y, text in sorted(texts)]
    if not notes:
        return
    _laid_out(axes)
    boxes = [note.get_window_extent() for note in notes]
    heights = np.array([box.height + 4 for box in boxes])
    wanted = np.array([(box.y0 + box.y1) / 2 for box in boxes])
    # Centres must be at least half of both heights from each other: subtract these steps, take the nearest places
    # in the same order, add the steps again.
    steps = np.concatenate([[0.0], np.cumsum((heights[:-1] + heights[1:]) / 2)])
    lowest = axes.get_window_extent().y0 + heights[0] / 2 - 8
    highest = axes.figure.bbox.height - heights[-1] / 2 - steps[-1]
    placed = np.clip(_in_order(wanted - steps), lowest, max(lowest, highest)) + steps
    for note, shift in zip(notes, placed - wanted, strict=True):
        note.xyann = (6, float(shift))


def _in_order(wanted: Pixels) -> list[float]:
    """Return the nearest numbers, by least squares, of which none is below the one before: isotonic regression.

    What would fall is put at the mean with its neighbours. scipy has the same, and takes a quarter of a second to load.
    """
    levels: list[list[float]] = []
    for number in wanted:
        level = [float(number)]
        while levels and fmean(levels[-1]) > fmean(level):
            level = levels.pop() + level
        levels.append(level)
    return [fmean(level) for level in levels for _ in level]


def beside_points(axes: Axes, spots: Sequence[Spot]) -> None:
    """Write each text beside its point, where it covers least of points and of lines; a distant one is connected to it.

    The spots are in the order of their weight, for no text covers another or leaves the axes: where there is no room
    for all of a text there may be for its first line, and else it is left out.
    """
    _laid_out(axes)
    inside = axes.get_window_extent()
    inside = Bbox.from_extents(inside.x0, inside.y0, inside.x1 + 4, inside.y1 + 6)
    corners = [axes.transData.transform(line.get_xydata()) for line in axes.lines]
    inked = np.concatenate([_sampled(line) for line in corners])
    points = axes.transData.transform([(x, y) for x, y, _ in spots])
    taken: list[Bbox] = []
    for (x, y, text), point in zip(spots, points, strict=True):
        for words in dict.fromkeys((text, text.partition("\n")[0])):
            size = np.array(size_of(axes, words).size)
            cost, place = _cheapest(point, size, inside, taken, points, inked)
            # Only the first has to be there, whatever it covers.
            if cost < (_BLOCKED if taken else math.inf):
                break
        else:
            continue
        box = _box_at(point, size, place)
        taken.append(box.padded(2))
        shift = (float(box.x0 + box.x1) / 2 - point[0], float(box.y0 + box.y1) / 2 - point[1])
        axes.annotate(
            words, (x, y), shift, textcoords="offset points", ha="center", va="center", bbox=BLANK, zorder=3.5
        )
        if place[0] > 12:
            near = np.clip(point, box.min, box.max)
            axes.annotate("", (x, y), tuple(near - point), textcoords="offset points", arrowprops=TIE)


def _cheapest(
    point: Pixels, size: Pixels, inside: Bbox, taken: Sequence[Bbox], points: Pixels, inked: Pixels
) -> tuple[float, _Place]:
    """Return the best place for a text of that size and its cost, which is never less than its distance.

    Infinite where it covers another text or leaves `inside`.
    """

    def cost(place: _Place) -> float:
        box = _box_at(point, size, place)
        if any(box.overlaps(other) for other in taken) or not (
            inside.containsx(box.x0)
            and inside.containsx(box.x1)
            and inside.containsy(box.y0)
            and inside.containsy(box.y1)
        ):
            return math.inf
        tie = np.linspace(point, np.clip(point, box.min, box.max), 9)
        others = points[(points != point).any(axis=1)]
        crosses = (np.hypot(*(tie[:, None] - others).transpose(2, 0, 1)) < 6).any()
        covers = _BLOCKED * box.padded(4).count_contains(points) + 6 * box.padded(2).count_contains(inked)
        return place[0] + covers + _CROSSED * int(crosses)

    least, best = math.inf, _NEAREST
    for place in product(_DISTANCES, _SIDES):
        if place[0] >= least:  # nor is any that is further away better
            break
        if (costs := cost(place)) < least:
            least, best = costs, place
    return least, best


def _box_at(point: Pixels, size: Pixels, place: _Place) -> Bbox:
    """Return the box of a text of that size at a distance to one side of the point."""
    distance, (right, up) = place
    centre = point + np.array([right * (distance + size[0] / 2), up * (distance + size[1] / 2)])
    return Bbox([centre - size / 2, centre + size / 2])


def _sampled(corners: Pixels) -> Pixels:
    """Return points along a line from corner to corner, some three pixels apart."""
    parts = [
        np.linspace(start, end, max(2, int(np.hypot(*(end - start)) / 3)))
        for start, end in pairwise(corners)
        if np.isfinite([start, end]).all()
    ]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _laid_out(axes: Axes) -> None:
    """Fix the layout, so that nothing moves from here on and what is measured stays true."""
    drawing = axes.get_figure(root=True)
    assert drawing is not None
    if engine := drawing.get_layout_engine():
        engine.execute(drawing)
        drawing.set_layout_engine(None)
