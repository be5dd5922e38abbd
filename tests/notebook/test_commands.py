"""The Python of a cell, taken apart."""

import ast

import pytest

from ccpi_nb.notebook.commands import nodes_of


def test_a_cell_is_taken_apart_once_however_many_ask() -> None:
    source = "%%time\nreport.table(periods='2014-15-Q1')"
    assert nodes_of(source) is nodes_of(source)
    calls = [node.func.attr for node in nodes_of(source) if isinstance(node, ast.Call) and hasattr(node.func, "attr")]
    assert calls == ["run_cell_magic", "table"]


def test_what_is_no_python_is_so_each_time() -> None:
    for _ in range(2):
        with pytest.raises(SyntaxError):
            nodes_of("report.table(")
