"""What a notebook's source says of it: the datasets that it reads."""

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from ccpi_nb.workbook.parameters import Parameters


def datasets_read(notebook: NotebookNode, parameters: Parameters) -> tuple[str, ...]:
    """Those that its `open_report` names, itself or by a parameter."""
    for cell in notebook.cells:
        for node in _nodes(cell):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open_report":
                named = [keyword.value for keyword in node.keywords if keyword.arg == "datasets"] or node.args[2:3]
                text = next((_text(value, parameters) for value in named), "")
                return tuple(name.strip() for name in text.split(",") if name.strip())
    return ()


def _nodes(cell: NotebookNode) -> Iterator[ast.AST]:
    if cell.cell_type == "code":
        try:
            yield from ast.walk(ast.parse(cell.source))
        except SyntaxError:  # `ccpi check` tells of it
            return


def _text(node: ast.expr, parameters: Parameters) -> str:
    if isinstance(node, ast.Name):
        return str(parameters.get(node.id, ""))
    return str(node.value) if isinstance(node, ast.Constant) else ""
