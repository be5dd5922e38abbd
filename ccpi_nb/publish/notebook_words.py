"""Words that a notebook hands to a report's calls: they may be put together of texts, not of values."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from nbformat import NotebookNode

from ccpi_nb.document.prose_numbers import typed_figures
from ccpi_nb.document.sentences import words_outside_slots
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import shortened
from ccpi_nb.notebook.cells import numbered
from ccpi_nb.notebook.commands import nodes_of
from ccpi_nb.notebook.parameters import Parameters

# Of each call the first place of its sentences, which go on to the last argument, or the places of its words.
SENTENCES = {"say": 0, "points": 0, "caution": 0, "main_points": 1}
CAPTIONS: Mapping[str, tuple[int, ...]] = {
    "table": (2,),
    "scorecard": (2,),
    "breakdown_table": (2,),
    "members_table": (2,),
    "rate_table": (4,),
    "history_table": (2,),
    "period_bars": (2,),
    "period_lines": (2,),
    "indicator_dots": (2,),
    "breakdown_bars": (2,),
    "history_chart": (1,),
    "recovery_chart": (1,),
    "control_chart": (2,),
    "own_table": (1,),
    "own_chart": (1, 2),
    "picture": (1, 2),
    "lessons_table": (1,),
    "computed": (),
}
WORDS = frozenset({"caption", "alt", "finding", "header", "name"})
# What makes a text of texts alone.
_METHODS = frozenset(
    {"format", "join", "strip", "lower", "upper", "capitalize", "title", "replace", "removeprefix", "removesuffix"}
)
_FUNCTIONS = frozenset({"str", "dedent", "cleandoc", "fill"})
# How a period reads.
_LABELS = frozenset({"label", "in_sentence", "phrase", "quarter_label"})
# What of a report is a date or a title.
_NAMED = frozenset({"meeting", "report", "masthead"})


def made_up_words(
    notebook: NotebookNode, file: str, names: Iterable[str], parameters: Parameters, part: Part = Part.PUBLIC
) -> Iterator[str]:
    """Yield a sentence for each call whose words hold a value that the notebook has put there.

    Texts may be joined with texts, and with parameters that are no figures: 'Calls in {month}'.
    """
    reader = _Reader(tuple(names), parameters)
    for place, cell in numbered(notebook, file):
        if cell.cell_type == "code":
            is_parameters = "parameters" in cell.metadata.get("tags", [])
            for call, culprit in reader.read(cell.source, is_parameters=is_parameters):
                which = f"'{shortened(ast.unparse(culprit))}'" if part is Part.PUBLIC else "the notebook"
                yield (
                    f"{place}: {which} puts a value into the words of {call}, and nothing would say where it comes "
                    "from; write a slot, such as {indicator @ period} or {ratio of one to another @ period}, or give "
                    "the figure a name with report.computed and write its slot"
                )


class _Reader:
    """What a notebook's names are bound to, cell after cell: for each the value that it holds, None for a text."""

    def __init__(self, names: tuple[str, ...], parameters: Parameters) -> None:
        self._names = names
        self._parameters = parameters
        self._bound: dict[str, ast.expr | None] = {}
        self._calls: dict[str, str] = {}
        self._of_package: set[str] = set()

    def read(self, source: str, *, is_parameters: bool) -> Iterator[tuple[str, ast.expr]]:
        """Yield the calls of a cell with a value in their words, each with the value, and learn what it binds."""
        try:
            every = tuple(nodes_of(source))
        except SyntaxError:  # `ccpi check` says so; a run, that the cell failed
            return
        for node in every:
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "ccpi_nb":
                self._of_package |= {alias.asname or alias.name for alias in node.names}
            if name := _bound_by(node):
                self._bound.setdefault(name, ast.Name(name))
            elif isinstance(node, ast.For | ast.comprehension):
                self._bind_to(node.target, node.iter)
        nodes = [node for node in every if isinstance(node, ast.stmt | ast.expr)]
        # As they are done: what stands in a statement before the statement.
        for node in sorted(nodes, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0, -node.col_offset)):
            if isinstance(node, ast.Call):
                culprits = (culprit for words in self._words_of(node) if (culprit := self._value_in(words)))
                if culprit := next(culprits, None):
                    yield self._name_of(node.func) or "a report", culprit
            self._bind(node)
        if is_parameters:  # with what the meeting gives
            self._bound |= {name: ast.Name(name) if self._is_figure(name) else None for name in self._parameters}

    def _name_of(self, func: ast.expr) -> str:
        """Return the call of a report that a function is, '' for another; also by a name of the notebook's own."""
        match func:
            case ast.Attribute(value=called, attr="__call__"):
                return self._name_of(called)
            case ast.Attribute(attr=name):
                return name
            case ast.Name(id=name):
                return self._calls.get(name, "")
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]):
                return name
        return ""

    def _words_of(self, call: ast.Call) -> list[ast.expr]:
        """Return the arguments of a call that are words to be shown."""
        name = self._name_of(call.func)
        named = [keyword.value for keyword in call.keywords if keyword.arg in WORDS or keyword.arg is None]
        if name in SENTENCES:
            return [*call.args[SENTENCES[name] :], *named]
        if name in CAPTIONS:
            return [*(call.args[place] for place in CAPTIONS[name] if place < len(call.args)), *named]
        # What is handed on together with the call: partial(report.say, words).
        handed = [arg for arg in call.args if isinstance(arg, ast.Attribute | ast.Name) and self._is_words(arg)]
        return [arg for arg in call.args if arg not in handed] if handed else []

    def _is_words(self, func: ast.expr) -> bool:
        return self._name_of(func) in SENTENCES

    def _bind(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._bind_to(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                self._bind_to(target, value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self._bound[name] = self._bound.get(name) or self._value_in(value)

    def _is_figure(self, parameter: str) -> bool:
        """Return whether a parameter is a number, or a text with one that is no date, period or reference."""
        value = self._parameters[parameter]
        typed = not isinstance(value, str) or typed_figures(value, self._names)
        return bool(typed) and parameter not in ("meeting", "item")

    def _bind_to(self, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case ast.Name(id=name), _:
                self._bound[name] = self._value_in(value)
                self._calls.pop(name, None)
                if isinstance(value, ast.Attribute) and (called := self._name_of(value)) in (*SENTENCES, *CAPTIONS):
                    self._calls[name] = called
            case ast.Tuple(elts=targets) | ast.List(elts=targets), ast.Tuple(elts=values) | ast.List(elts=values):
                for one, its in zip(targets, values, strict=False):
                    self._bind_to(one, its)
            case ast.Tuple(elts=targets) | ast.List(elts=targets), _:
                for one in targets:
                    self._bind_to(one, value)

    def _value_in(self, words: ast.expr) -> ast.expr | None:
        """Return the first part of words that is no text of the notebook's own; None where all of it is."""
        match words:
            case ast.Constant(value=str(text)):
                # Of sentences the figures typed into them are another problem.
                is_figure = " " not in text.strip() and typed_figures(words_outside_slots(text), self._names)
                return words if is_figure else None
            case ast.Constant(value=None | bool()):
                return None
            case ast.JoinedStr(values=parts):
                return self._first_in(parts)
            case ast.FormattedValue(value=part):
                return self._value_in(part)
            case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
                return self._first_in((left, right))
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.Dict(values=parts):
                return self._first_in(parts)
            case ast.IfExp(body=body, orelse=other):
                return self._first_in((body, other))
            case ast.Starred(value=part) | ast.NamedExpr(value=part):
                return self._value_in(part)
            case ast.Attribute(value=part, attr=name) if name in _LABELS:
                return words if self._value_in(part) else None
            case ast.Subscript(value=part):
                return words if self._value_in(part) else None
            case ast.Name(id=name):  # a name that nothing binds stops the run by itself
                return words if self._bound.get(name) else None
            case ast.Attribute(value=ast.Attribute(value=ast.Name(), attr=attr)) if attr in _NAMED:
                return None
            case ast.Call(func=ast.Name(id="open_report")):
                return None
            case ast.Call(func=func, args=args, keywords=named) if self._is_of_package(func):
                # A function that the package has, with tests, may make words of the report.
                return self._first_in((*args, *(keyword.value for keyword in named)))
            case ast.Call(func=ast.Attribute(value=text, attr=name), args=args, keywords=named) if name in _METHODS:
                return self._first_in((text, *args, *(keyword.value for keyword in named)))
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[text, *_]) if name in _FUNCTIONS:
                return self._value_in(text)
        return words

    def _is_of_package(self, func: ast.expr) -> bool:
        owner = func.value if isinstance(func, ast.Attribute) else func
        return isinstance(owner, ast.Name) and owner.id in self._of_package

    def _first_in(self, parts: Iterable[ast.expr]) -> ast.expr | None:
        return next((found for part in parts if (found := self._value_in(part))), None)


def _bound_by(node: ast.AST) -> str:
    """Return the name that a node gives to something, whatever that is; '' where it gives none."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return name
        case ast.alias(name=name, asname=other):
            return other or name.partition(".")[0]
    return ""
