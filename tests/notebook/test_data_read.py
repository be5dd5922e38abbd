import nbformat
import pytest
from builders import NOTEBOOK, notebook
from real import ROOT

from ccpi_nb.notebook.data_read import datasets_read
from ccpi_nb.notebook.parameters import defaults_of


def source(*cells: tuple[str, str]) -> nbformat.NotebookNode:
    return nbformat.reads(notebook(*cells), as_version=4)


@pytest.mark.parametrize(
    ("call", "datasets"),
    [
        ('open_report(meeting, item, datasets="calls, visits")', ("calls", "visits")),
        ('report = open_report(meeting, item, "calls")\nreport', ("calls",)),
        ("open_report(meeting, item, datasets=dataset)", ("costs",)),
        ("open_report(meeting, item, datasets=other)", ()),
        ("open_report(meeting, item", ()),
        ("print(meeting)", ()),
        ('%%time\nreport = open_report(meeting, item, "calls")', ("calls",)),
        ('%matplotlib inline\nreport = open_report(meeting, item, "calls")', ("calls",)),
        ('!ls\n%time report = open_report(meeting, item, "calls")', ("calls",)),
    ],
)
def test_datasets_are_those_that_open_report_names(call: str, datasets: tuple[str, ...]) -> None:
    assert datasets_read(source(*NOTEBOOK, ("code", call)), {"dataset": "costs"}) == datasets


def test_the_projects_notebooks_say_what_they_read() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        own = nbformat.read(path, as_version=4)
        assert datasets_read(own, defaults_of(own, path.stem)), path.name
