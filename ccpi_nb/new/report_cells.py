"""The cells of a new report: its standing sections, and all indicators of a dataset, to write on from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from ccpi_nb.domain.periods import Period

_TOLD, _MEASURED = "Say here in a line what this report tells the committee.", "Say what was measured and why."
# What a new report's author is to write; nobody wants it published.
PLACEHOLDERS = (_TOLD, _MEASURED)
# A summary of more is none, and of more charts nobody reads the last.
MOST_CHARTS = 6


@dataclass(frozen=True)
class Group:
    """The indicators of a dataset that are observed for periods of one kind and length.

    `name` is the notebook's parameter with the `periods` shown. `whole` are those with a value for the whole;
    `members` are those with values by member, by what they are broken down by.
    """

    name: str
    periods: tuple[Period, ...]
    whole: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Example:
    """The first content of a new notebook: the indicators of a dataset, as an item of a meeting that knew them.

    `charted` are those with values enough for a control chart, each with the words of its caption; `unknown` those of
    which nothing is known yet. `comments` is the register of comments on the dataset, '' where no form asks for any.
    """

    dataset: str
    meeting: str
    item: str
    groups: tuple[Group, ...]
    charted: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    comments: str = ""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators with a value for the whole, group by group."""
        return tuple(key for group in self.groups for key in group.whole)


def notebook(name: str, example: Example) -> NotebookNode:
    """Return a new notebook of a name over an example."""
    title = name.replace("_", " ").capitalize()
    stem = name.replace("_", "-")[:20].strip("-")
    cells = [
        nbformat.v4.new_markdown_cell(source, id=f"{stem}-{number:02d}", metadata={"tags": []})
        if kind == "markdown"
        else nbformat.v4.new_code_cell(
            source, id=f"{stem}-{number:02d}", metadata={"tags": [kind] if kind == "parameters" else []}
        )
        for number, (kind, source) in enumerate(_cells(title, example))
    ]
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    document: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    return document


def _cells(title: str, example: Example) -> Iterator[tuple[str, str]]:
    parameters = {
        "meeting": example.meeting,
        "item": example.item,
        **{group.name: ", ".join(map(str, group.periods)) for group in example.groups},
    }
    first = example.groups[0]
    yield "markdown", f"# {title}\n\n{_TOLD}"
    yield "parameters", "\n".join(f"{name}: str = {json.dumps(value)}" for name, value in parameters.items())
    yield "code", "from ccpi_nb.reports import open_report"
    yield "code", f"report = open_report(meeting, item, datasets={json.dumps(example.dataset)})\nreport"
    yield "markdown", "## Recommendation"
    yield "code", "report.recommendation()"
    yield "markdown", "## Main points"
    yield "code", f"report.main_points({first.name})"
    yield "markdown", f"## Background and advice\n\n{_MEASURED}"
    if len(example.indicators) > 1:
        yield "code", _scorecard(title, example)
    yield from (("code", call) for group in example.groups for call in _tables(title, group))
    for key, words in [*example.charted.items()][:MOST_CHARTS]:
        yield "code", f'report.control_chart({json.dumps(key)}, "", {json.dumps(f"{title}: {words}")})'
    if example.comments:  # without comments the section is left out of what is published
        yield "markdown", "### What the service says"
        yield "code", f"report.comments({json.dumps(example.comments)})"
    yield "markdown", "## Consultations"
    yield "code", "report.consultations()"
    yield "markdown", "## Implications\n\n### Risk management"
    yield "code", "report.risk()"
    yield "markdown", "## Background papers"
    yield "code", "report.background_papers()"
    yield "markdown", "## Reason for inclusion in Part II"
    yield "code", "report.exemption()"


def _scorecard(title: str, example: Example) -> str:
    """Return the call that shows at a glance how all indicators stand that have a value for the whole."""
    names = [group.name for group in example.groups if group.whole]
    periods = names[0] if len(names) == 1 else f'f"{", ".join(f"{{{name}}}" for name in names)}"'
    return f"report.scorecard({_listed(example.indicators)}, {periods}, {json.dumps(f'{title}: scorecard')})"


def _tables(title: str, group: Group) -> Iterator[str]:
    """Yield a call for the values for the whole, and one for each thing that values are broken down by."""
    by = "period" if group.name == "periods" else group.name.split("_")[0].removesuffix("s")
    if group.whole:
        yield f"report.table({_listed(group.whole)}, {group.name}, {json.dumps(f'{title}: results by {by}')})"
    for breakdown, keys in group.members.items():
        caption, header = json.dumps(f"{title}: results by {breakdown}"), json.dumps(breakdown.capitalize())
        yield (
            f"report.members_table({json.dumps(keys[0])}, {group.name}, {caption}, header={header})"
            if len(keys) == 1
            else f"report.breakdown_table({_listed(keys)}, {group.name}, {caption}, header={header})"
        )


def _listed(keys: Sequence[str]) -> str:
    words = [json.dumps(key) for key in keys]
    return f"[{', '.join(words)}]" if len(words) <= 4 else "[\n    " + ",\n    ".join(words) + ",\n]"
