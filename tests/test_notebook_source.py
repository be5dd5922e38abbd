import nbformat
import pytest
from builders import NOTEBOOK, notebook
from real import ROOT

from ccpi_nb.notebook_source import datasets_read, default_parameters


def source(*cells: tuple[str, str]) -> nbformat.NotebookNode:
    return nbformat.reads(notebook(*cells), as_version=4)


def test_defaults_are_those_of_the_tagged_cell_in_its_order() -> None:
    found = default_parameters(source(*NOTEBOOK, ("code", 'other: str = "x"')))
    assert list(found.items()) == [("meeting", "2014-12-11"), ("item", "4"), ("quarter", "2014-15-Q2"), ("months", 3)]


@pytest.mark.parametrize(
    ("call", "datasets"),
    [
        ('open_report(meeting, item, datasets="calls, visits")', ("calls", "visits")),
        ('report = open_report(meeting, item, "calls")\nreport', ("calls",)),
        ("open_report(meeting, item, datasets=dataset)", ("costs",)),
        ("open_report(meeting, item, datasets=other)", ()),
        ("open_report(meeting, item", ()),
        ("print(meeting)", ()),
    ],
)
def test_datasets_are_those_that_open_report_names(call: str, datasets: tuple[str, ...]) -> None:
    assert datasets_read(source(*NOTEBOOK, ("code", call)), {"dataset": "costs"}) == datasets


def test_the_projects_notebooks_say_what_they_read() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        own = nbformat.read(path, as_version=4)
        assert datasets_read(own, default_parameters(own)), path.name
