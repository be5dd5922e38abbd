"""The source of a notebook: the datasets and registers that it reads."""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.validator import iter_validate
from nbformat.warnings import DuplicateCellId

from ccpi_nb.domain.parameters import Parameters, refuse_parameters
from ccpi_nb.errors import InputError, did_you_mean, refuse, shortened

# The calls of a report, each with what it takes in its order; what comes after '*' is taken by name only, and '*words'
# are any number of sentences.
_SIGNATURES = """
    action_counts(register)
    action_tables(register)
    background_papers()
    breakdown_bars(key, periods, caption)
    breakdown_table(keys, periods, caption, *, header, totals)
    caution(*words, at)
    comments(register, keys)
    computed(key, slot, *, name, unit, decimals, polarity, target)
    consultations()
    control_chart(key, periods, caption)
    deliverable_counts(register)
    deliverable_summary(register)
    deliverable_tables(register)
    exemption()
    headlines(keys, at)
    history_chart(key, caption)
    history_table(key, reference, caption)
    indicator_dots(keys, periods, caption, *, finding)
    indicators(search)
    lessons_table(register, caption)
    main_points(periods, *words, keys, at)
    members_table(key, periods, caption, *, header)
    own_chart(drawing, caption, alt, *, data)
    own_table(frame, caption, *, decimals)
    period_bars(key, periods, caption, *, finding)
    period_lines(keys, periods, caption, *, finding)
    periods()
    picture(file, caption, alt)
    points(*words, at)
    prose(register, topic)
    rate_table(numerator, denominator, rate, periods, caption, *, finding)
    rating_counts(periods)
    recommendation()
    recovery(key, *, reference, since)
    recovery_chart(key, caption, *, reference, since)
    registers()
    results(keys, at)
    risk()
    say(*words, at)
    style()
    systems(register)
    table(keys, periods, caption, *, finding)
    updates(register, topic)
    updates_by_period(register, topic)
    wide(periods, keys, *, breakdowns)
"""
KEYS = ("keys", "key", "numerator", "denominator", "rate")
PERIODS = ("periods", "at", "reference", "since")


@cache
def signatures() -> dict[str, str]:
    """Return what each call of a report takes, by the call's name: 'keys, periods, caption, *, finding'."""
    return dict(re.findall(r"(\w+)\(([^)]*)\)", _SIGNATURES))


def datasets_read(notebook: NotebookNode, parameters: Parameters) -> tuple[str, ...]:
    """Return the datasets that a notebook's calls of `open_report` name, themselves or by a parameter, each once."""
    named = (_names(_argument(call, "datasets", 2), parameters) for call in _calls(notebook) if _is_opening(call))
    return tuple(dict.fromkeys(name for names in named for name in names))


@dataclass(frozen=True)
class RegisterCall:
    """A call that shows a register, or of an updates register a topic; '' where its source doesn't name one."""

    register: str
    topic: str


def registers_read(notebook: NotebookNode, parameters: Parameters) -> tuple[str, ...]:
    """Return the registers that a notebook's calls name, themselves or by a parameter, each once."""
    named = (_register_call(call, parameters) for call in _calls(notebook))
    return tuple(dict.fromkeys(call.register for call in named if call and call.register))


def cell_naming(notebook: NotebookNode, name: str, parameters: Parameters) -> int:
    """Return the number of the first cell with a call that names a dataset or register, itself or by a parameter."""
    for number, cell in enumerate(notebook.cells, start=1):
        for call in (node for node in _nodes(cell) if isinstance(node, ast.Call)):
            register = _register_call(call, parameters)
            if (register and register.register == name) or (
                _is_opening(call) and name in _names(_argument(call, "datasets", 2), parameters)
            ):
                return number
    raise ValueError(f"no cell names '{name}'")


def shows(cell: NotebookNode) -> bool:
    """Return whether a cell of code ends with a value that is shown."""
    return _last_value(cell) is not None


def register_shown(cell: NotebookNode, parameters: Parameters) -> RegisterCall | None:
    """Return what of a register a cell of code shows; None where it shows anything else."""
    value = _last_value(cell)
    return _register_call(value, parameters) if isinstance(value, ast.Call) else None


def shows_report(notebook: NotebookNode) -> bool:
    """Return whether a cell ends with the open report, whose title and meeting head the page."""
    opened = {
        target.id
        for cell in notebook.cells
        for node in _nodes(cell)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_opening(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    values = (_last_value(cell) for cell in notebook.cells)
    return any(
        (isinstance(value, ast.Name) and value.id in opened) or (isinstance(value, ast.Call) and _is_opening(value))
        for value in values
    )


def _is_opening(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "open_report"


def _register_call(call: ast.Call, parameters: Parameters) -> RegisterCall | None:
    if not (isinstance(call.func, ast.Attribute) and signatures().get(call.func.attr, "").startswith("register")):
        return None
    register, topic = _argument(call, "register", 0), _argument(call, "topic", 1)
    return RegisterCall(*(_text(value, parameters).strip() if value else "" for value in (register, topic)))


def _last_value(cell: NotebookNode) -> ast.expr | None:
    """Return the value that a cell shows; None where it ends with a statement or a semicolon, or is no Python."""
    if cell.cell_type != "code" or cell.source.rstrip().endswith(";"):
        return None
    try:
        statements = _parsed(cell.source).body
    except SyntaxError:
        return None
    return statements[-1].value if statements and isinstance(statements[-1], ast.Expr) else None


def _calls(notebook: NotebookNode) -> Iterator[ast.Call]:
    return (node for cell in notebook.cells for node in _nodes(cell) if isinstance(node, ast.Call))


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return next(iter([*named, *call.args[position : position + 1]]), None)


def _names(value: ast.expr | None, parameters: Parameters) -> tuple[str, ...]:
    text = _text(value, parameters) if value else ""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    if cell.cell_type == "code":
        try:
            yield from nodes_of(cell.source)
        except SyntaxError:  # `ccpi check` reports it
            return


def nodes_of(source: str) -> Iterator[ast.AST]:
    """Return all nodes of a code cell's Python, also of what stands under Jupyter's own commands (`%%time`).

    Such a command is the call that Jupyter makes of it. Nothing is run. SyntaxError where it is no Python.
    """
    nodes = tuple(ast.walk(_parsed(source)))
    inside = [command.python for node in nodes if (command := _command(node)) and command.python.strip()]
    return chain(nodes, *map(nodes_of, inside))


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse(_without_commands(source))


def commands_in(source: str) -> Iterator["Command"]:
    """Yield Jupyter's own commands in a code cell, in the order in which they stand there."""
    return (command for node in nodes_of(source) if (command := _command(node)))


@dataclass(frozen=True)
class Command:
    """A command of Jupyter's own in a cell.

    `name` is its magic's ('time'), '!' for a program that is started, '?' for help; `shown` is how it is written.
    `python` is the code that it runs.
    """

    name: str
    shown: str
    python: str = ""


_TIMING = re.compile("time|timeit|prun|lprun|memit|mprun")
_HELP = re.compile("pinfo2?|psearch|psource|pdoc|pdef|pfile")
_STARTING = re.compile(
    "sx|system|bash|sh|cmd|script|perl|ruby|python[23]?|pypy|pip|conda|mamba|micromamba|uv|run|writefile"
)
_SETTING = re.compile(
    "matplotlib|config|(?:re|un)?load_ext|autoreload|aimport|autoawait|automagic|colors|precision|xmode"
)


def refused_command(command: Command) -> str:
    """Return why a report's notebook may not have a command, with the remedy; '' for one that only sets something."""
    if _SETTING.fullmatch(command.name):
        return ""
    if _TIMING.fullmatch(command.name):
        return f"'{command.shown}' shows times, which differ on each run; take it out"
    if command.name == "?":
        return f"'{command.shown}' opens help, which is no part of a report; take it out"
    if command.name == "!" or _STARTING.fullmatch(command.name):
        return f"'{command.shown}' starts another program, which a report must do without; take it out"
    return f"'{command.shown}' is a command to Jupyter, not to a report; take it out, or write it in Python"


def is_command(node: ast.AST) -> bool:
    """Return whether a node is the call that Jupyter makes of a command of its own."""
    return _command(node) is not None


def _command(node: ast.AST) -> Command | None:
    """Return the command whose call a node is; None for any other node."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"), args=[]), attr=attribute), args=args
        ):
            words = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        case _:
            return None
    match attribute, words:
        case (("system" | "getoutput" | "system_raw" | "system_piped"), _):
            return Command("!", shortened(f"!{' '.join(words)}"))
        case "run_line_magic", [name, *rest] if _HELP.fullmatch(name):
            return Command("?", shortened(f"{' '.join(rest)}?"))
        case "run_line_magic", [name, *rest]:
            return Command(name, f"%{name}", _after_options(" ".join(rest)) if _runs_python(name) else "")
        case "run_cell_magic", [name, _, body]:
            return Command(name, f"%%{name}", body if _runs_python(name) else "")
    return Command(attribute, f"get_ipython().{attribute}")


def _after_options(line: str) -> str:
    """Return the Python after a magic's options ('-n 5 report.risk()'), which a cell's other rules hold for too."""
    words = line.split(" ")
    rests = (" ".join(words[start:]) for start in range(len(words)))
    return next((rest for rest in rests if not rest.startswith("-") and _is_python(rest)), "")


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _runs_python(magic: str) -> bool:
    return magic == "capture" or _TIMING.fullmatch(magic) is not None


def _without_commands(source: str) -> str:
    """Return a cell's source with Jupyter's own commands as the calls that it makes of them."""
    from IPython.core.inputtransformer2 import TransformerManager  # only for cells that have any

    return TransformerManager().transform_cell(source)


def _text(node: ast.expr, parameters: Parameters) -> str:
    if isinstance(node, ast.Name):
        return str(parameters.get(node.id, ""))
    return str(node.value) if isinstance(node, ast.Constant) else ""


def notebook_path(root: Path, name: str) -> Path:
    """Return the path of the notebook of a name; InputError names the nearest where there is none."""
    path = root / "notebooks" / f"{name}.ipynb"
    if "/" not in name and path.is_file():  # the folder is not looked through, so that no other notebook is an input
        return path
    known = [other.stem for other in (root / "notebooks").glob("*.ipynb") if other.is_file()]
    raise InputError(f"there is no notebook '{name}'; {did_you_mean(name, known)}")


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at `path`; InputError where the file holds none, or none that this workbook's Python runs."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DuplicateCellId)  # a run numbers the cells then
            notebook: NotebookNode = nbformat.read(path, as_version=4)
    except Exception as problem:  # nbformat raises whatever it comes upon
        why = type(problem).__name__
        raise InputError(
            f"notebooks/{path.name}: the file is not a notebook ({why}); take it from git again, "
            "or save it from JupyterLab"
        ) from None
    refuse(f"notebooks/{path.name}{problem}" for problem in _problems_of(notebook))
    return notebook


def half_character(notebook: NotebookNode) -> int | None:
    """Return the index of the first cell with half of a character, which no file can hold; None where there is none."""
    return next((index for index, cell in enumerate(notebook.cells) if not _can_be_written(cell)), None)


def _can_be_written(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _problems_of(notebook: NotebookNode) -> Iterator[str]:
    """What is wrong with a notebook, each as the end of a sentence about it."""
    invalid = [error for error in iter_validate(notebook, relax_add_props=True) if not _is_only_a_name(error)]
    yield from map(_invalid, invalid)
    if invalid:
        return
    half = half_character(notebook)
    if half is not None:
        yield f", cell {half + 1}: it has half of a character (such as \\ud83d); write the character again"
    elif not _can_be_written(notebook):
        yield ": its metadata have half of a character (such as \\ud83d); save it from JupyterLab again"
    language = _language(notebook.metadata)
    if not language.lower().startswith(("python", "ipython")):
        yield (
            f": it is written in {shortened(language)}, and reports are run by the workbook's own Python; write it in "
            "Python, or choose the kernel Python 3 in JupyterLab and save it"
        )


def _is_only_a_name(error: Any) -> bool:
    """Whether what is missing is only what a kernel is called, which a run does without."""
    return bool(error.validator == "required" and [*error.absolute_path][:1] == ["metadata"])


def _invalid(error: Any) -> str:
    match [*error.absolute_path]:
        case ["cells", int(index), *rest]:
            place = f", cell {index + 1}"
        case rest:
            place = ""
    what = " ".join(map(str, rest)) or "its content"
    remedy = "take the file from git again, or save it from JupyterLab"
    return f"{place}: {what} is not as the notebook format has it; {remedy}"


# Kernels that are well known by their names, for notebooks that say nothing of their language.
_LANGUAGES = {"bash": "Bash", "ir": "R", "javascript": "JavaScript", "julia": "Julia", "octave": "Octave", "sas": "SAS"}


def _language(metadata: NotebookNode) -> str:
    """A notebook's language, by its kernel or what it was last run by; Python where neither says."""
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    by_name = re.match("[a-z]*", str(kernel.get("name", "")).lower())
    known = _LANGUAGES.get(by_name[0], "") if by_name else ""
    return str(kernel.get("language") or info.get("name") or known or "python")


def check_parameters(path: Path, parameters: Parameters) -> None:
    """Raise InputError, before a kernel starts, for parameters that papermill would put in with a warning at most.

    See `refuse_parameters`.
    """
    refuse_parameters(read_notebook(path), path.stem, parameters)


STANDING_SECTIONS = (
    "Recommendation",
    "Main points",
    "Background and advice",
    "Consultations",
    "Implications",
    "Risk management",
    "Background papers",
    "Reason for inclusion in Part II",
)
