"""The calls of a report in a notebook's source, with what they are given as far as it tells."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from ccpi_nb.notebook.cells import numbered
from ccpi_nb.notebook.commands import nodes_of
from ccpi_nb.notebook.parameters import Parameters
from ccpi_nb.notebook.signatures import PERIODS, signatures


@dataclass(frozen=True)
class Given:
    """What a call is given under a name: the texts that its source tells, and whether these are all."""

    texts: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class ReportCall:
    """A call of a report in a notebook, with what its source tells of what it is given."""

    place: str
    name: str
    given: Mapping[str, Given]
    unknown: tuple[str, ...] = ()

    def texts(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the texts given under any of some names."""
        return tuple(text for name in names if name in self.given for text in self.given[name].texts)

    def whole(self, names: Iterable[str]) -> tuple[str, ...] | None:
        """Return the texts given under some names; None where the source doesn't tell all of them, or has none."""
        given = [self.given[name] for name in names if name in self.given]
        return self.texts(names) if given and all(found.whole for found in given) else None


def calls_of(notebook: NotebookNode, file: str, parameters: Parameters) -> Iterator[ReportCall]:
    """Yield the calls of the reports that a notebook opens, in their order."""
    cells = [(place, tuple(_nodes(cell))) for place, cell in numbered(notebook, file) if cell.cell_type == "code"]
    names = _names(notebook, parameters)
    opened = {name for _, nodes in cells for node in nodes for name in _opened(node)}
    for place, nodes in cells:
        for node in nodes:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=report), attr=name)) if report in opened:
                    yield _call(node, name, place, names)


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    try:
        yield from nodes_of(cell.source)
    except SyntaxError:  # `ccpi check` says so
        return


def _opened(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="open_report"))):
            yield name


def _names(notebook: NotebookNode, parameters: Parameters) -> dict[str, Given]:
    """Return what the names of a notebook stand for: its parameters, and what is assigned once."""
    code = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", [])
    ]
    nodes = [node for cell in code for node in _nodes(cell)]
    bound = Counter(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    names = {name: Given((str(value),), whole=True) for name, value in parameters.items() if name not in bound}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if bound[name] == 1:
                names[name] = _given(value, names)
    return names


def arguments_of(call: ast.Call, name: str) -> list[tuple[str, ast.expr]]:
    """Return what a call of a report is given, each with what it is to the call; '' where it takes no such thing."""
    in_order, _, by_name = signatures().get(name, "").partition("*")
    words = by_name.partition(",")[0].strip()  # none after a bare star
    takes = [*re.findall(r"\w+", in_order), *([words] if words else [""]) * len(call.args)]
    return [*zip(takes, call.args, strict=False), *((keyword.arg or "", keyword.value) for keyword in call.keywords)]


def period_texts(nodes: Iterable[ast.AST]) -> frozenset[ast.AST]:
    """Return what of a cell's code says for which periods a call is, 'last 13 months', and is no sentence."""
    return frozenset(
        part
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in signatures()
        for taken, value in arguments_of(node, node.func.attr)
        if taken in PERIODS
        for part in ast.walk(value)
    )


def _call(call: ast.Call, name: str, place: str, names: Mapping[str, Given]) -> ReportCall:
    given: dict[str, Given] = {}
    for taken, value in arguments_of(call, name):
        found, before = _given(value, names), given.get(taken, Given(whole=True))
        given[taken] = Given((*before.texts, *found.texts), before.whole and found.whole)
    known = re.findall(r"(?<!\*)\b\w+", signatures().get(name, ""))
    return ReportCall(
        place, name, given, tuple(word.arg for word in call.keywords if word.arg and word.arg not in known)
    )


def _given(value: ast.expr, names: Mapping[str, Given]) -> Given:
    match value:
        case ast.Constant(value=str(text)):
            return Given((text,), whole=True)
        case ast.Name(id=name):
            return names.get(name, Given())
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            parts = [_given(element, names) for element in elements]
            return Given(tuple(text for part in parts for text in part.texts), all(part.whole for part in parts))
        case ast.JoinedStr(values=elements):
            return _joined([_given(element, names) for element in elements])
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _given(inner, names)
        case ast.BinOp(left=left, op=ast.Add(), right=right) if not isinstance(left, ast.List):
            return _joined([_given(left, names), _given(right, names)])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _given(ast.List([left, right]), names)
    return Given()


def _joined(parts: Sequence[Given]) -> Given:
    """Return texts joined to one; nothing is known of it where anything of it isn't."""
    if all(part.whole and len(part.texts) == 1 for part in parts):
        return Given(("".join(part.texts[0] for part in parts),), whole=True)
    return Given()
