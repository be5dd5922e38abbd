"""The parameters cell of a notebook: what it takes, and what is wrong with given values before a kernel starts."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from ccpi_nb.domain.named_periods import refuse_unnamed
from ccpi_nb.domain.periods import NotAPeriod
from ccpi_nb.errors import InputError, did_you_mean, refuse, shortened

if TYPE_CHECKING:
    from nbformat import NotebookNode

Parameters = Mapping[str, str | int | float | bool]

# Given by the run to every notebook; the rest comes from the meeting's params.
GIVEN = ("meeting", "item")
_TYPES = {"str": "text in quotes", "int": "a whole number", "float": "a number", "bool": "true or false"}
# What can only have been meant for periods: a year and what follows it, without any words.
_LIKE_A_PERIOD = re.compile(r"\s*(?:19|20)\d\d-[\dQW/.-]+(?:\s*,\s*[12]\d{3}-[\dQW/.-]+)*[\s,]*")
# Names under which nothing else is kept, if it has a digit and is more than a year's number.
_TIMES = re.compile(r"(?:.*_)?(?:day|week|month|quarter|year|period)s?|since|latest|.*to_date")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook, with its type and default.

    `type` is the name of the annotation, or of what the default is; '' where neither says.
    `default` is None where it is no plain value; `sum` is then how it is written where it counts with numbers, as
    2014-10 without quotes does.
    """

    type: str
    default: str | int | float | bool | None
    sum: str = ""

    def problem(self, value: Any) -> str:
        """Return what is wrong with a value, as the end of a sentence; '' where nothing is."""
        given = type(value).__name__
        if self.type in _TYPES and given != self.type and not (self.type == "float" and given == "int"):
            if self.sum and self.type == "str":
                return f'counts with numbers; put {self.sum} in quotes: "{self.sum}"'
            return f"is {_shown(value)}; it takes {_TYPES[self.type]}"
        is_period = isinstance(value, str) and (self.holds_periods or _LIKE_A_PERIOD.fullmatch(value))
        problems = [*_period_problems(value)] if is_period else []
        return f"is {_shown(value)}: {problems[0]}" if problems else ""

    @property
    def holds_periods(self) -> bool:
        """Whether the default is a period, or several with commas."""
        return (
            isinstance(self.default, str) and bool(self.default.strip(" ,")) and not [*_period_problems(self.default)]
        )


def parameters_of(notebook: "NotebookNode", name: str) -> dict[str, Parameter]:
    """Return the parameters of the notebook's first cell tagged 'parameters', by their names; none without such a cell.

    InputError where the cell is not Python.
    """
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    try:
        return parameters_in(tagged[0].source) if tagged else {}
    except (SyntaxError, ValueError) as problem:
        raise InputError(
            f"the parameters of the notebook '{name}' are not Python: {problem}; correct the cell"
        ) from None


def parameters_in(source: str) -> dict[str, Parameter]:
    """Return the parameters that a cell assigns; SyntaxError or ValueError where it is not Python."""
    return dict(_assigned(ast.parse(source)))


def value_problems(parameters: Mapping[str, Parameter], values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the values that parameters have, a sentence each, without those that a run gives."""
    problems = {
        name: parameter.problem(values[name]) or _time_problem(name, values[name])
        for name, parameter in parameters.items()
        if name not in GIVEN and name in values
    }
    return [f"the parameter '{name}' {problem}" for name, problem in problems.items() if problem]


def default_problems(source: str) -> list[str]:
    """Return what is wrong with the values that a cell of parameters itself gives; none where it is not Python."""
    try:
        parameters = parameters_in(source)
    except (SyntaxError, ValueError):
        return []
    values = {name: 0 if known.sum else known.default for name, known in parameters.items()}
    return value_problems(parameters, {name: value for name, value in values.items() if value is not None})


def defaults_of(notebook: "NotebookNode", name: str) -> Parameters:
    """Return the values that a notebook runs with where nothing else is given.

    A parameter whose default is no plain value is left out.
    """
    return {
        key: parameter.default
        for key, parameter in parameters_of(notebook, name).items()
        if parameter.default is not None
    }


def refuse_parameters(notebook: "NotebookNode", name: str, given: Parameters) -> None:
    """Raise InputError for each value that papermill would put in with a warning at most.

    That is one under a name that the notebook doesn't have or that is code itself, of another type, or a period
    that is none.
    """
    # The default of `meeting` looks like a day, and a meeting's key need not be one: 2014-12-11-special.
    known = {
        key: replace(parameter, default="") if key in GIVEN else parameter
        for key, parameter in parameters_of(notebook, name).items()
    }
    problems = []
    for parameter, value in given.items():
        if not parameter.isidentifier() or iskeyword(parameter) or parameter.startswith("_"):
            problems.append(
                f"{_shown(parameter)} is no parameter's name; a name is of letters, digits and '_', "
                "and starts with a letter"
            )
        elif parameter not in known:
            problems.append(f"the notebook '{name}' has no parameter '{parameter}'; {did_you_mean(parameter, known)}")
        elif problem := known[parameter].problem(value):
            problems.append(f"the parameter '{parameter}' of the notebook '{name}' {problem}")
    refuse(problems)


def refuse_numbers(**texts: object) -> None:
    """Raise InputError for each value that is a number where text is meant: papermill's -p makes 7 of 007."""
    problems = [
        f"'{name}' is the number {_shown(value)}; write it as text, in quotes or after papermill's -r"
        for name, value in texts.items()
        if not isinstance(value, str)
    ]
    refuse(problems)


def _assigned(cell: ast.Module) -> Iterator[tuple[str, Parameter]]:
    for statement in cell.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                yield name, Parameter(ast.unparse(annotation).strip("'\""), _plain(value), _sum(value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                default = _plain(value)
                yield name, Parameter("" if default is None else type(default).__name__, default)


def _sum(value: ast.expr | None) -> str:
    """Return how a value is written that only counts with numbers, without spaces; '' for any other."""
    nodes = [*ast.walk(value)] if isinstance(value, ast.BinOp) else []
    is_sum = all(
        isinstance(node, ast.BinOp | ast.operator) or (isinstance(node, ast.Constant) and type(node.value) is int)
        for node in nodes
    )
    return ast.unparse(value).replace(" ", "") if value and nodes and is_sum else ""


def _plain(value: ast.expr | None) -> str | int | float | bool | None:
    try:
        plain = ast.literal_eval(value) if value else None
    except ValueError:
        return None
    return plain if isinstance(plain, str | int | float | bool) else None


def _period_problems(text: str) -> Iterator[str]:
    for period in filter(str.strip, text.split(",")):
        try:
            refuse_unnamed(period)
        except NotAPeriod as problem:
            yield str(problem)


def _time_problem(name: str, value: object) -> str:
    is_time = isinstance(value, str) and _TIMES.fullmatch(name) and re.search(r"\d", value)
    problems = [*_period_problems(value)] if is_time and isinstance(value, str) and len(value.strip()) != 4 else []
    return f"is {_shown(value)}: {problems[0]}" if problems else ""


def _shown(value: object) -> str:
    return shortened(repr(value))
