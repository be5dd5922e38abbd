import json
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.notebook.cells import hidden_in, said_by, without_remarks

TAKE_OFF = "hides the cell, and it would be published unseen; take that off, or delete the cell"


def cell(**metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell("Words", metadata=metadata)


@pytest.mark.parametrize(
    "tag",
    [
        *("remove_cell", "remove-cell", "hide-cell", "hide_input", "remove-input", "hide-output", "remove_output"),
        *(
            "remove_all_outputs",
            "remove_single_output",
            "remove-stdout",
            "hide",
            "hidden",
            "skip",
            "exclude",
            "noexport",
        ),
        *("Hide-Input", "no-code", "hide_code_output"),
    ],
)
def test_a_tag_that_hides_a_cell_is_named(tag: str) -> None:
    assert hidden_in(cell(tags=["keep", tag])) == f"the tag '{tag}' {TAKE_OFF}"


@pytest.mark.parametrize(
    ("metadata", "what"),
    [
        ({"jupyter": {"source_hidden": True}}, "'source_hidden'"),
        ({"jupyter": {"outputs_hidden": True}}, "'outputs_hidden'"),
        ({"collapsed": True}, "'collapsed'"),
        ({"hide_input": True}, "'hide_input'"),
        ({"hideCode": True}, "'hideCode'"),
        ({"nbsphinx": "hidden"}, "'nbsphinx'"),
        ({"slideshow": {"slide_type": "skip"}}, "the slide type 'skip'"),
        ({"slideshow": {"slide_type": "notes"}}, "the slide type 'notes'"),
    ],
)
def test_what_hides_a_cell_on_the_screen_is_named(metadata: dict[str, object], what: str) -> None:
    assert hidden_in(cell(**metadata)) == f"{what} {TAKE_OFF}"


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {
            "tags": [
                "parameters",
                "injected-parameters",
                "raises-exception",
                "skip-execution",
                "no-execute",
                "important",
            ]
        },
        {"jupyter": {"source_hidden": False, "outputs_hidden": False}},
        {"collapsed": False, "scrolled": True, "editable": False},
        {"slideshow": {"slide_type": "slide"}},
        {"slideshow": {"slide_type": "-"}},
        {"jp-MarkdownHeadingCollapsed": True},
    ],
)
def test_what_hides_nothing_is_taken(metadata: dict[str, object]) -> None:
    assert hidden_in(cell(**metadata)) == ""


def test_a_raw_cell_is_named() -> None:
    raw = nbformat.v4.new_raw_cell("Words")
    assert hidden_in(raw) == "this is a raw cell, which no report shows; make it Markdown, or delete it"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("# a remark\nx = 1", "x = 1"),
        ("x = 1  # a remark", "x = 1"),
        ("x = '# none'", "x = '# none'"),
        ("x = f'{1}# none'  # one", "x = f'{1}# none'"),
        ("show(\n    1,  # first\n    # second\n    2,\n)", "show(\n    1,\n    2,\n)"),
        ("'a remark'\nx = 1", "x = 1"),
        ('"""a remark\nof two lines"""\nx = 1', "x = 1"),
        ("é = 1\n'ü'  # ö\nx = 1", "é = 1\nx = 1"),
        ("%matplotlib inline\n# a remark\nx = 1  # another", "%matplotlib inline\nx = 1"),
        ("!echo 'so\n# a remark", "!echo 'so"),
        ("# only a remark", ""),
        ("x = 1\n\n\ny = 2", "x = 1\n\n\ny = 2"),
        ("", ""),
    ],
)
def test_code_is_left_without_remarks(source: str, left: str) -> None:
    assert without_remarks(source) == left


@given(st.lists(st.sampled_from(["x = 1", "y = '#'", "# a", "z = 2  # b", "'c'", "f(\n # d\n 1)", ""]), max_size=6))
def test_code_without_remarks_does_the_same(lines: list[str]) -> None:
    left = without_remarks("\n".join(lines))
    assert not {"a", "b", "'c'", "d"} & set(left.split())
    assert [line for line in left.split("\n") if "=" in line] == [
        line.partition("  #")[0] for line in lines if "=" in line
    ]
    assert left.count("f(") == sum(line.startswith("f(") for line in lines)
    compile(left, "cell", "exec")


def saved(cell: dict[str, Any] | None = None, **metadata: object) -> bytes:
    """A notebook's file of one cell, with some of its parts otherwise."""
    whole = {"cell_type": "code", "id": "a", "metadata": {"tags": ["mine"]}, "source": "x = 1", "outputs": []}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": [whole | (cell or {})], "metadata": kernel | metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook).encode()


@pytest.mark.parametrize(
    "again",
    [
        saved({"outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]}),
        saved({"execution_count": 7}),
        saved({"source": ["x ", "= 1"]}),
        saved(
            {"metadata": {"tags": ["mine"], "scrolled": True, "execution": {"shell": "2014"}, "vscode": {"id": "x"}}}
        ),
        saved(language_info={"name": "python", "version": "3.12.1"}),
        saved(kernelspec={"display_name": ".venv", "language": "python", "name": "venv"}, toc={"open": True}),
        json.dumps(json.loads(saved()), indent=1).encode() + b"\n",
    ],
)
def test_running_looking_and_saving_change_nothing_that_a_notebook_says(again: bytes) -> None:
    assert said_by(again) == said_by(saved())


@pytest.mark.parametrize(
    "other",
    [
        saved({"source": "x = 2"}),
        saved({"source": "x = 1 "}),
        saved({"cell_type": "markdown"}),
        saved({"id": "b"}),
        saved({"metadata": {"tags": ["mine", "parameters"]}}),
        saved({"metadata": {"tags": ["mine"], "jupyter": {"source_hidden": True}}}),
        saved(kernelspec={"display_name": "R", "language": "R", "name": "ir"}),
    ],
)
def test_what_a_report_would_be_made_of_is_what_a_notebook_says(other: bytes) -> None:
    assert None not in (said_by(other), said_by(saved()))
    assert said_by(other) != said_by(saved())


@pytest.mark.parametrize(
    "file", [b"", b"[]", b"{}", b'{"cells": 1, "metadata": {}, "nbformat": 4}', b"indicator,value\n"]
)
def test_what_is_no_notebook_says_nothing(file: bytes) -> None:
    assert said_by(file) is None
