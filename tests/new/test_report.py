"""A notebook to begin with: sound, and running as it is."""

from pathlib import Path

import nbformat
import pytest
from builders import MEETING, indicator_row, observation_row, refusal, sheet, workbook
from real import contents, copy_of_workbook, edit

from ccpi_nb.new.report import example_of, new_report
from ccpi_nb.new.report_cells import PLACEHOLDERS
from ccpi_nb.notebook.data_read import datasets_read
from ccpi_nb.notebook.parameters import defaults_of
from ccpi_nb.review.check import problems_of
from ccpi_nb.review.references import accept_notebooks
from ccpi_nb.workbook.inputs import Workbook

LATER = "data/observations/calls/2014-15-Q3.csv"


def source(root: Path, name: str) -> nbformat.NotebookNode:
    return nbformat.read(root / f"notebooks/{name}.ipynb", as_version=4)


def to_be_written(root: Path, name: str) -> tuple[str, ...]:
    """What `ccpi check` says of a new report that is as it began."""
    return tuple(
        f"notebooks/{name}.ipynb, cell {number}: '{words}' is what a new report begins with; "
        "write what this report is to say"
        for number, cell in enumerate(source(root, name).cells, start=1)
        for words in PLACEHOLDERS
        if words in cell.source
    )


def test_a_new_report_has_two_sentences_to_be_written_and_no_other_problem(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    new_report(Workbook(root), "visits", "calls")
    assert len(to_be_written(root, "visits")) == 2
    assert problems_of(Workbook(root)) == to_be_written(root, "visits")
    path = root / "notebooks/visits.ipynb"
    for words in PLACEHOLDERS:
        edit(path, words, "How soon calls are answered.")
    assert problems_of(Workbook(root)) == ()


@pytest.mark.parametrize("dataset", ["blue_badge", "hr_health_check"])
@pytest.mark.slow
def test_a_new_report_is_sound_and_runs(tmp_path: Path, dataset: str) -> None:
    root = copy_of_workbook(tmp_path)
    assert new_report(Workbook(root), "housing_repairs", dataset).file == "notebooks/housing_repairs.ipynb"
    assert problems_of(Workbook(root)) == to_be_written(root, "housing_repairs")
    assert next(accept_notebooks(root, ["housing_repairs"])).changed
    shown = [output for cell in source(root, "housing_repairs").cells for output in cell.get("outputs", [])]
    assert any("<table" in str(output.get("data", {}).get("text/html", "")) for output in shown)


def test_its_parameters_name_a_meeting_that_knew_the_data_and_the_last_like_periods(tmp_path: Path) -> None:
    root = workbook(tmp_path, {LATER: sheet(observation_row(period="2014-15-Q3"))})
    new_report(Workbook(root), "visits", "calls")
    made = source(root, "visits")
    assert defaults_of(made, "made") == {"meeting": "2014-12-11", "item": "4", "periods": "2014-15-Q2, 2014-15-Q3"}
    assert datasets_read(made, {}) == ("calls",)
    assert made.cells[0].source.startswith("# Visits\n")
    assert problems_of(Workbook(root)) == to_be_written(root, "visits")


@pytest.mark.parametrize(
    ("as_at", "meeting"), [("2014-12-11", "2014-12-11"), ("2015-01-20", "2015-01-28"), ("2015-02-01", "2015-01-28")]
)
def test_the_first_meeting_that_knew_everything_is_taken_else_the_last(
    tmp_path: Path, as_at: str, meeting: str
) -> None:
    files = {
        LATER: sheet(observation_row(period="2014-15-Q3", as_at=as_at)),
        "params/2015-01-28.yaml": MEETING.replace("2014-12-11", "2015-01-28"),
    }
    assert str(example_of(Workbook(workbook(tmp_path, files)), "calls").meeting) == meeting


@pytest.mark.slow
def test_what_is_known_only_by_place_is_shown_by_place(tmp_path: Path) -> None:
    rows = [observation_row(breakdown=place) for place in ("North", "South")]
    root = workbook(tmp_path, {"data/observations/calls/2014-15-Q2.csv": sheet(*rows)})
    new_report(Workbook(root), "visits", "calls")
    (table,) = [cell.source for cell in source(root, "visits").cells if "_table" in cell.source]
    assert table == 'report.members_table("calls_answered", periods, "Visits: results by place", header="Place")'
    assert problems_of(Workbook(root)) == to_be_written(root, "visits")
    assert next(accept_notebooks(root, ["visits"])).changed


def test_every_indicator_is_shown_by_its_own_kind_of_period(tmp_path: Path) -> None:
    keys = [f"calls_{letter}" for letter in "abcdefg"]
    by_place = [observation_row(indicator="calls_a", breakdown=place) for place in ("North", "South")]
    files = {
        "data/indicators.csv": sheet(indicator_row(), *(indicator_row(indicator=key) for key in keys)),
        "data/observations/calls/2014-15-Q2.csv": sheet(*(observation_row(indicator=key) for key in keys), *by_place),
        "data/observations/calls/2014-12-01.csv": sheet(observation_row(period="2014-12-01")),
    }
    root = workbook(tmp_path, files)
    quarters, days = example_of(Workbook(root), "calls").groups
    assert (quarters.name, [*map(str, quarters.periods)]) == ("periods", ["2014-15-Q2"])
    assert (days.name, [*map(str, days.periods)]) == ("days", ["2014-12-01"])
    assert (quarters.whole, days.whole) == (tuple(keys), ("calls_answered",))
    assert quarters.members == {"place": ("calls_a",)}
    new_report(Workbook(root), "visits", "calls")
    assert problems_of(Workbook(root)) == to_be_written(root, "visits")
    calls = [
        cell.source.split("(")[0]
        for cell in source(root, "visits").cells
        if "_table" in cell.source or ".table" in cell.source
    ]
    assert calls == ["report.table", "report.members_table", "report.table"]
    (card,) = (cell.source for cell in source(root, "visits").cells if "scorecard" in cell.source)
    assert card.endswith(', f"{periods}, {days}", "Visits: scorecard")')


def test_one_indicator_needs_no_scorecard(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    new_report(Workbook(root), "visits", "calls")
    assert not any("scorecard" in cell.source for cell in source(root, "visits").cells)


@pytest.mark.parametrize("months", [12, 13])
def test_thirteen_like_values_give_a_control_chart(tmp_path: Path, months: int) -> None:
    periods = [f"{2012 + month // 12}-{month % 12 + 1:02d}" for month in range(months)]
    files = {
        f"data/observations/calls/{period}.csv": sheet(observation_row(period=period, value=f"6{number % 10}"))
        for number, period in enumerate(periods)
    }
    root = workbook(tmp_path, files)
    new_report(Workbook(root), "visits", "calls")
    charts = [cell.source for cell in source(root, "visits").cells if "control_chart" in cell.source]
    chart = 'report.control_chart("calls_answered", "", "Visits: Calls answered, control chart")'
    assert charts == ([chart] if months >= 13 else [])


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    files = {
        "data/indicators.csv": sheet(indicator_row(), indicator_row(indicator="calls_lost", name="Calls lost")),
        LATER: sheet(observation_row(indicator="calls_lost", period="2014-15-Q3", as_at="2015-01-28")),
    }
    made = new_report(Workbook(workbook(tmp_path, files)), "visits", "calls")
    assert made.remarks == ("left out, for nothing is known of them by 11 December 2014: calls_lost",)


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_comments_are_shown_where_a_form_asks_for_them(tmp_path: Path, is_asked_for: bool) -> None:
    files = {"data/collections/calls.yaml": "owner: Head of Calls\n"} if is_asked_for else {}
    made = new_report(Workbook(workbook(tmp_path, files)), "call_times", "calls")
    text = (tmp_path / made.file).read_text(encoding="utf-8")
    assert ('report.comments(\\"calls_comments\\")' in text) is is_asked_for


def test_no_more_than_six_control_charts_are_shown_and_the_others_named(tmp_path: Path) -> None:
    keys = [f"calls_{letter}" for letter in "abcdefgh"]
    files = {
        "data/indicators.csv": sheet(
            indicator_row(), *(indicator_row(indicator=key, name=f"Calls within {key[-1]}2 days") for key in keys)
        ),
        **{
            f"data/observations/calls/{year}-{month:02d}.csv": sheet(
                *(observation_row(indicator=key, period=f"{year}-{month:02d}") for key in keys)
            )
            for year in (2012, 2013)
            for month in range(1, 13)
        },
    }
    root = workbook(tmp_path, files)
    made = new_report(Workbook(root), "visits", "calls")
    assert made.remarks == ("control charts could also be shown of: calls_g, calls_h",)
    assert problems_of(Workbook(root)) == to_be_written(root, "visits")


BARE = MEETING[: MEETING.index("  - number: 4")] + "  - number: 1\n    title: Apologies\n"


def test_before_any_agenda_has_a_report_it_says_what_to_add_and_then_runs(tmp_path: Path) -> None:
    root = workbook(tmp_path, {"params/2014-12-11.yaml": BARE})
    (root / "notebooks/calls.ipynb").unlink()
    made = new_report(Workbook(root), "visits", "calls")
    assert defaults_of(source(root, "visits"), "visits")["item"] == "2"
    (remark,) = made.remarks
    words, _, lines = remark.partition("\n")
    assert words == "the notebook runs once an item presents it; add to params/2014-12-11.yaml, as its last item:"
    (root / "params/2014-12-11.yaml").write_text(f"{BARE}{lines}\n")
    assert problems_of(Workbook(root)) == to_be_written(root, "visits")
    assert [report.item for report in Workbook(root).meeting("2014-12-11").reports] == ["2"]


def test_an_agenda_that_names_the_notebook_already_gives_it_its_item(tmp_path: Path) -> None:
    second = "  - number: 5\n    title: Visits\n    kind: report\n    report: {notebook: visits}\n"
    root = workbook(tmp_path, {"params/2014-12-11.yaml": MEETING + second})
    new_report(Workbook(root), "visits", "calls")
    assert defaults_of(source(root, "visits"), "visits")["item"] == "5"


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("../calls", "calls"),
        ("Housing Repairs", "housing_repairs"),
        ("housing-repairs.ipynb", "housing_repairs_ipynb"),
        ("calls_2014", "calls"),
        ("_calls", "calls"),
        ("/tmp/x", "tmp_x"),
        ("", "housing_repairs"),
        ("été", "t"),
    ],
)
def test_a_name_that_can_t_be_one_is_refused_with_one_that_can(tmp_path: Path, name: str, better: str) -> None:
    root = workbook(tmp_path)
    before = contents(root)
    assert refusal(new_report, Workbook(root), name, "calls") == (
        f"'{name}' can't name a notebook; use lower-case letters and '_' between words, such as '{better}'"
    )
    assert contents(root) == before


def test_a_notebook_that_is_there_stays(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    before = contents(root)
    assert refusal(new_report, Workbook(root), "calls", "calls") == (
        "notebooks/calls.ipynb is there already, and nothing was changed; choose another name, or edit that one"
    )
    assert contents(root) == before


@pytest.mark.parametrize(
    ("dataset", "problem"),
    [
        ("", "say with --dataset which dataset the report begins with; known: calls"),
        ("cals", "there is no dataset 'cals' in data/observations; did you mean 'calls'?"),
        (
            "costs",
            "the meeting of 2014-12-11 declares 'costs' exempt, and the outputs stored in a notebook are open to all; ",
        ),
    ],
)
def test_a_dataset_that_won_t_do_is_refused(tmp_path: Path, dataset: str, problem: str) -> None:
    exempt = (
        "\n  - number: 12\n    title: Costs\n    part: exempt\n    exemption: {paragraph: 3, reason: Affairs.}\n "
        "   exempt_datasets: [costs]\n"
    )
    files = {
        "data/observations/costs/2014-15-Q2.csv": sheet(observation_row()),
        "params/2014-12-11.yaml": MEETING.rstrip() + exempt,
    }
    assert refusal(new_report, Workbook(workbook(tmp_path, files)), "visits", dataset).startswith(problem)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"data/observations/calls/2014-15-Q2.csv": sheet(observation_row(as_at="2015-01-28"))},
            "no meeting knows anything of 'calls' yet, which becomes known on 28 January 2015; "
            "make a file for one that does: ccpi new meeting DATE",
        ),
        (
            {"data/observations/calls/2014-15-Q2.csv": sheet(observation_row()).splitlines()[0]},
            "no meeting knows anything of 'calls' yet; make a file for one that does: ccpi new meeting DATE",
        ),
    ],
)
def test_data_that_no_meeting_knew_are_refused(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    assert refusal(new_report, Workbook(workbook(tmp_path, files)), "visits", "calls") == problem


def test_where_there_is_no_meeting_one_is_to_be_made_first(tmp_path: Path) -> None:
    root = workbook(tmp_path)
    (root / "params/2014-12-11.yaml").unlink()
    assert refusal(new_report, Workbook(root), "visits", "calls") == (
        "there is no meeting yet, and a report is of one; begin with ccpi new meeting DATE"
    )
