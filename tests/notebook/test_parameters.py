import nbformat
import pytest
from builders import NOTEBOOK, notebook, refusal, refusals
from nbformat import NotebookNode

from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.notebook.parameters import Parameter, defaults_of, parameters_of, refuse_numbers, refuse_parameters


def with_cell(source: str) -> NotebookNode:
    """A notebook with that cell of parameters."""
    return nbformat.reads(notebook(("markdown", "# Calls"), ("parameters", source)), as_version=4)


CALLS = with_cell(
    """\
meeting: str = "2014-12-11"
item: str = "4"
quarter: str = "2014-15-Q2"  # of the financial year
periods: str = "2014-10, 2014-04/2014-10"
dataset: str = "calls"
months: int = 3
share: float = 0.5
chart: bool = True
"""
)


def refused(**given: object) -> str:
    return refusal(refuse_parameters, CALLS, "calls", given)


def test_parameters_are_those_that_the_tagged_cell_assigns() -> None:
    source = '''\
quarter: "str" = "2014-15-Q2"
months = 3
text = """
hidden: int = 3
"""
worked_out = months + 1
late: str
'''
    assert parameters_of(with_cell(source), "calls") == {
        "quarter": Parameter("str", "2014-15-Q2"),
        "months": Parameter("int", 3),
        "text": Parameter("str", "\nhidden: int = 3\n"),
        "worked_out": Parameter("", None),
        "late": Parameter("str", None),
    }


def test_defaults_are_those_of_the_first_tagged_cell_in_its_order() -> None:
    made = nbformat.reads(notebook(*NOTEBOOK, ("code", 'other: str = "x"')), as_version=4)
    assert list(defaults_of(made, "calls").items()) == [
        ("meeting", "2014-12-11"),
        ("item", "4"),
        ("quarter", "2014-15-Q2"),
        ("months", 3),
    ]


def test_a_notebook_without_parameters_takes_none() -> None:
    bare = nbformat.reads(notebook(("markdown", "# Calls")), as_version=4)
    assert parameters_of(bare, "calls") == {}
    assert (
        refusal(refuse_parameters, bare, "calls", {"month": 1})
        == "the notebook 'calls' has no parameter 'month'; there are none"
    )


def test_a_cell_that_is_not_python_is_said_to_be_so() -> None:
    problem = refusal(parameters_of, with_cell("quarter: str = "), "calls")
    assert problem.startswith("the parameters of the notebook 'calls' are not Python: invalid syntax")
    assert problem.endswith("; correct the cell")


def test_what_fits_is_taken() -> None:
    refuse_parameters(
        CALLS, "calls", {"quarter": "2014-15-Q1", "dataset": "007", "months": 6, "share": 1, "chart": False}
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("months", "six", "is 'six'; it takes a whole number"),
        ("months", 2.5, "is 2.5; it takes a whole number"),
        ("months", True, "is True; it takes a whole number"),
        ("months", "007", "is '007'; it takes a whole number"),
        ("months", None, "is None; it takes a whole number"),
        ("share", "0.5", "is '0.5'; it takes a number"),
        ("chart", "yes", "is 'yes'; it takes true or false"),
        ("item", 7, "is 7; it takes text in quotes"),
        ("dataset", 71234, "is 71234; it takes text in quotes"),
        ("quarter", ["2014-15-Q1"], "is ['2014-15-Q1']; it takes text in quotes"),
        ("dataset", {"a" * 80: 1}, f"is {{'{'a' * 58}...; it takes text in quotes"),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, value: object, problem: str) -> None:
    assert refused(**{name: value}) == f"the parameter '{name}' of the notebook 'calls' {problem}"


@pytest.mark.parametrize("name", ["quater", "hidden", "print", "Quarter"])
def test_a_name_that_the_notebook_does_not_have_is_refused(name: str) -> None:
    assert refused(**{name: "x"}).startswith(f"the notebook 'calls' has no parameter '{name}'; ")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "months = 3; import os  #",
            "months\nprint",
            "a.b",
            "a[0]",
            "a b",
            "",
            "2014",
            "*a",
            "class",
            "None",
            "__name__",
            "_",
            "__builtins__",
        ),
        "f(x)",
        "months: int",
    ],
)
def test_a_name_that_would_be_code_is_refused_even_where_the_cell_has_it(name: str) -> None:
    problem = "is no parameter's name; a name is of letters, digits and '_', and starts with a letter"
    assert (
        refusal(refuse_parameters, with_cell("__name__ = _ = 1\n__builtins__: int = 3"), "calls", {name: 1})
        == f"{name!r} {problem}"
    )


@pytest.mark.parametrize(
    "value",
    [
        "2014-15-Q1",
        "2014-10",
        "2013-14",
        "2014-09-30",
        "2014-04/2014-09",
        "2014-15-Q1, 2014-15-Q2",
        "2013-01..2014-12",
        "",
        " 2014-10 ,",
    ],
)
@pytest.mark.parametrize("name", ["quarter", "periods"])
def test_any_period_or_none_may_stand_in_a_periods_place(name: str, value: str) -> None:
    refuse_parameters(CALLS, "calls", {name: value})


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("2014-02-30", "'2014-02-30' is not a day of the calendar"),
        ("2014-10/2014-04", "a span cannot end (2014-04) before it starts (2014-10)"),
        ("2014-15-Q5", "there is no quarter 5; a financial year has quarters 1 to 4"),
        ("2014-10, 2014-13-Q1", "'2014-13-Q1' is not a period; write a month as 2014-10"),
        ("Q2", "'Q2' is not a period; write a month as 2014-10"),
        ("01/02/2014", "'01/02/2014' is not a period; write a month as 2014-10"),
        ("0000-01", "'0000-01' is not a period; write a month as 2014-10"),
        ("20141", "'20141' is not a period; write a month as 2014-10"),
    ],
)
@pytest.mark.parametrize("name", ["quarter", "periods"])
def test_what_is_no_period_is_refused_where_the_default_is_one(name: str, value: str, problem: str) -> None:
    assert refused(**{name: value}).startswith(
        f"the parameter '{name}' of the notebook 'calls' is '{value}': {problem}"
    )


@pytest.mark.parametrize("default", ["calls", "4", "", ",", "2014", "in 2014-10"])
def test_where_the_default_is_no_period_any_text_is_taken(default: str) -> None:
    refuse_parameters(with_cell(f"words: str = {default!r}"), "calls", {"words": "Q2"})


def test_all_problems_are_told_at_once() -> None:
    assert (
        len(refusals(refuse_parameters, CALLS, "calls", {"quater": "x", "months": "six", "a b": 1, "quarter": "Q2"}))
        == 4
    )


def test_a_number_is_no_text() -> None:
    refuse_numbers(meeting="2014-12-11", item="007")
    assert refusals(refuse_numbers, item=7, datasets="calls") == (
        "'item' is the number 7; write it as text, in quotes or after papermill's -r",
    )


def test_a_number_is_no_period() -> None:
    with pytest.raises(
        InputError,
        match=r"^201410 is a number and not a period; write the period as text, in quotes or after papermill's -r$",
    ):
        Period.parse(201410)  # type: ignore[arg-type]
