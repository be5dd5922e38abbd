"""The page on which JupyterLab opens."""

from datetime import datetime
from pathlib import Path

from builders import notebook, workbook
from small import CALLS, DAY, TERMS, small_workbook

from ccpi_nb.domain.meetings import Part
from ccpi_nb.lab.start_page import MeetingState, NotebookLine, start_page
from ccpi_nb.lab.states import START_PAGE, meeting_states, notebook_lines, write_start_page
from ccpi_nb.workbook.inputs import Workbook

NOW = datetime(2014, 12, 1, 14, 5)


def test_notebooks_and_meetings_have_a_line_each_with_links() -> None:
    page = start_page(
        [
            MeetingState(DAY, "out of date: item 4", (Part.PUBLIC, Part.EXEMPT)),
            MeetingState("2015-01-28", "not made yet"),
        ],
        [NotebookLine("calls", "Calls [and] more", ("11 December 2014, item 4",))],
        NOW,
        "docs/notebooks.md",
    )
    assert "As it was at 14:05 on 1 December 2014" in page
    assert r"| [calls](../notebooks/calls.ipynb) | Calls \[and\] more | 11 December 2014, item 4 |" in page
    assert (
        f"| [11 December 2014](../params/{DAY}.yaml) | out of date: item 4 "
        f"| [public]({DAY}/public/index.html) [restricted]({DAY}/restricted/index.html) |" in page
    )
    assert "| [28 January 2015](../params/2015-01-28.yaml) | not made yet |  |" in page
    assert "(../docs/notebooks.md)" in page
    assert "docs/" not in start_page([], [], NOW, "")


def test_a_workbook_s_meetings_are_listed_with_their_states_and_its_notebooks_with_their_uses(tmp_path: Path) -> None:
    root = small_workbook(tmp_path, CALLS, TERMS)
    assert [*meeting_states(Workbook(root))] == [MeetingState(DAY, "not made yet")]
    assert [*notebook_lines(Workbook(root))] == [
        NotebookLine("calls", "calls", ("11 December 2014, item 4",)),
        NotebookLine("terms", "terms", ("11 December 2014, item 5",)),
    ]


def test_what_can_t_be_read_is_named_and_leaves_the_rest(tmp_path: Path) -> None:
    root = small_workbook(tmp_path, CALLS, TERMS)
    (root / "params/2015-01-28.yaml").write_text("date: never\n")
    (root / "notebooks/calls.ipynb").write_text("no notebook")
    (root / "outputs" / DAY).mkdir(parents=True)
    unread = "can't be read; ccpi check says why"
    states = [*meeting_states(Workbook(root))]
    assert states[0] == MeetingState("2015-01-28", unread)
    assert states[1].state == "out of date: item 4, 5"
    assert [line.title for line in notebook_lines(Workbook(root))] == [unread, "terms"]


def test_the_page_is_written_among_the_outputs_which_git_leaves_alone(tmp_path: Path) -> None:
    root = workbook(tmp_path, {"notebooks/plain.ipynb": notebook(("code", "1"))})
    write_start_page(root, NOW)
    assert (root / START_PAGE).read_text().startswith("# Reports and meetings\n")
    assert (root / "outputs/.gitignore").is_file()
