import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.render.cells import hidden_in, without_remarks

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
