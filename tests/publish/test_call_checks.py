"""A mistyped key, topic, period or call is found before a notebook runs; what can't be known is left alone."""

from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from builders import MEETING, NOTEBOOK, indicator_row, notebook, observation_row, sheet, update_row, workbook

from ccpi_nb.domain.meetings import Part
from ccpi_nb.publish.call_checks import call_notes, call_problems
from ccpi_nb.workbook.inputs import Workbook

OPEN = 'report = open_report(meeting, item, datasets="calls")'
PARAMETERS = {"meeting": "2014-12-11", "item": "4", "quarter": "2014-15-Q2", "key": "calls_answerd", "months": 3}
FILES = {
    "data/indicators.csv": sheet(
        indicator_row(), indicator_row(indicator="calls_offered", name="Calls offered"),
        indicator_row(indicator="terms_kept", name="Terms kept"),
    ),
    "data/observations/calls/2014-15-Q2.csv": sheet(
        observation_row(), observation_row(breakdown="Preston"), observation_row(indicator="calls_offered", value="9"),
    ),
    "data/observations/terms/2014-15-Q2.csv": sheet(observation_row(indicator="terms_kept")),
    "data/registers/calls/2014-12-11.csv": sheet(update_row(), update_row(topic="Key activity: ICT")),
}  # fmt: skip


def problems(root: Path, *sources: str, part: Part = Part.PUBLIC, files: Mapping[str, str] = FILES) -> list[str]:
    """What is wrong with a notebook that opens a report and then has these cells, the first of which is its cell 2."""
    cells = [("code", OPEN), *(("code", source) for source in sources)]
    source = nbformat.reads(notebook(*cells), as_version=4)
    return list(call_problems(Workbook(workbook(root, files)), source, "calls.ipynb", PARAMETERS, part))


MEANT = "calls.ipynb, cell 2: there is no indicator 'calls_answerd'; did you mean 'calls_answered'?"


@pytest.mark.parametrize(
    "source",
    [
        'report.table(["calls_answerd"], quarter, "Calls")',
        'report.table("calls_answerd", quarter, "Calls")',
        'report.table(("calls_offered", "calls_answerd"), quarter, "Calls")',
        'report.table(["calls_offered", whatever, "calls_answerd"], quarter, "Calls")',
        'report.table(["calls_offered"] + ["calls_answerd"], quarter, "Calls")',
        'report.table(keys=["calls_answerd"], periods=quarter, caption="Calls")',
        'report.table([key], quarter, "Calls")',
        'report.table(key, quarter, "Calls")',
        'mine = ["calls_answerd"]\nreport.table(mine, quarter, "Calls")',
        'report.period_bars(key="calls_answerd", periods=quarter, caption="Calls")',
        'report.rate_table("calls_offered", "calls_answerd", "calls_offered", quarter, "Calls")',
        'report.main_points(quarter, keys=["calls_answerd"])',
        'shown = report.table(["calls_answerd"], quarter, "Calls")\nshown',
        '%%time\nreport.table(["calls_answerd"], quarter, "Calls")',
        'report.say("Of calls {calls_answerd} were answered.", at=quarter)',
        'report.points("All is well.", "Of calls {change of calls_answerd @ 2014-15-Q2} were answered.")',
        'report.main_points(quarter, "Of calls {calls_answerd} were answered.", at=quarter)',
        'report.table("calls_offered", quarter, "Calls", finding="It was {calls_answerd / Preston @ 2014-15-Q2}.")',
        'report.say("Of calls " + "{calls_answerd} were answered.", at=quarter)',
    ],
)
def test_a_mistyped_key_is_found_wherever_a_call_has_it(tmp_path: Path, source: str) -> None:
    assert problems(tmp_path, source) == [MEANT]


@pytest.mark.parametrize(
    "source",
    [
        'report.table(["calls_answered", "calls_offered"], quarter, "Calls")',
        'report.table("calls_answered, calls_offered", quarter, "Calls")',
        "report.table(chosen, when, words)",
        'report.table([f"calls_{which}"], quarter, "Calls")',
        'report.table(mine[0], quarter, "Calls")',
        'mine = "calls_answerd"\nmine = "calls_answered"\nreport.table(mine, quarter, "Calls")',
        'key = "calls_answered"\nreport.table(key, quarter, "Calls")',
        'other.table(["calls_answerd"])',
        'report.frame.pivot(index="nam", columns="period")',
        'report.table("calls_answered", f"{quarter}, last {months} months", "Calls")',
        'report.control_chart("calls_answered", "", "Calls")',
        'report.prose("calls", "Background")',
        'report.prose("calls", "Lessons")',
        'report.prose("calls", "Key activity: HR")',
        'report.prose("none_yet", "Background")',
        'report.table(["calls_answered"], quarter, "Calls", **more)',
        "report.table(*given)",
        "report.table(",
        'report.say("A brace { alone.")',
    ],
)
def test_what_is_right_or_can_t_be_known_is_left_alone(tmp_path: Path, source: str) -> None:
    assert problems(tmp_path, source) == []


NAMED = 'report.computed("answered_rate", "{ratio of calls_answered to calls_offered}", name="Answered")'


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        ([NAMED, 'report.table("answered_rate", quarter, "Calls")'], []),
        (
            [NAMED, 'report.table("answered_rat", quarter, "Calls")'],
            ["calls.ipynb, cell 3: there is no indicator 'answered_rat'; did you mean 'answered_rate'?"],
        ),
        (
            [NAMED.replace("calls_answered", "calls_answerd")],
            [MEANT],
        ),
        (['report.say("It was {ratio of calls_answerd to calls_offered}.", at=quarter)'], [MEANT]),
        (['report.computed(chosen, "{sum of a and b}", name="Own")', 'report.table("own", quarter, "Own")'], []),
    ],
)
def test_a_figure_that_the_notebook_names_is_known_and_what_goes_into_it_checked(
    tmp_path: Path, sources: list[str], found: list[str]
) -> None:
    assert problems(tmp_path, *sources) == found


def test_a_parameter_that_is_assigned_anew_is_not_known(tmp_path: Path) -> None:
    assert problems(tmp_path, 'report.table(key, quarter, "Calls")', 'key = key.replace("rd", "red")') == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (
            'report.prose("calls", "Backgrund")',
            "the register 'calls' has no topic 'Backgrund'; did you mean 'Background'?",
        ),
        (
            'report.updates(register="calls", topic="background")',
            "the register 'calls' has no topic 'background'; did you mean 'Background'?",
        ),
        ('report.tabel("calls_answered", quarter, "Calls")', "a report has no call 'tabel'; did you mean 'table'?"),
        (
            'report.table("calls_answered", quarter, "Calls", findng="Better.")',
            "the call 'table' takes no 'findng'; did you mean 'finding'?",
        ),
        ('report.table("calls_answered", "2014-02-30", "Calls")', "'2014-02-30' is not a day of the calendar"),
        (
            'report.say("{calls_answered}.", at="2014-15-Q5")',
            "there is no quarter 5; a financial year has quarters 1 to 4",
        ),
        (
            'report.table("calls_answered", f"last 13 moths to {quarter}", "Calls")',
            "'last 13 moths to 2014-15-Q2' selects no periods; write it as 'last 13 months', 'last 4 quarters', "
            "'last 1 year', 'months of this year', 'quarters of last year', 'like quarters of last year' or "
            "'year to date', each also with ' to ' and the period that is to be the last",
        ),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_told_with_its_cell_and_what_was_meant(tmp_path: Path, source: str, problem: str) -> None:
    assert problems(tmp_path, source) == [f"calls.ipynb, cell 2: {problem}"]


def test_a_mistyped_key_is_answered_with_what_the_report_reads(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, 'report.table("terms_kep", quarter, "Terms")')
    assert problem == "calls.ipynb, cell 2: there is no indicator 'terms_kep'; known: calls_answered, calls_offered"


def test_the_topics_of_an_exempt_register_are_not_told(tmp_path: Path) -> None:
    exempt = (
        "  - number: 12\n    title: Terms\n    part: exempt\n"
        "    exemption: {paragraph: 3, reason: Money.}\n    exempt_datasets: [calls]\n"
    )
    files = FILES | {"params/2014-12-11.yaml": MEETING + exempt}
    source = 'report.prose("calls", "Backgrund")'
    for part in Part:
        assert problems(tmp_path, source, part=part, files=files) == [
            "calls.ipynb, cell 2: the register 'calls' has no topic of this name; report.registers() lists those it has"
        ]


# What is asked for and not held


def notes(root: Path, *sources: str, quarter: str = "2014-15-Q3") -> list[str]:
    cells = [("code", OPEN) if "open_report(" in source else (kind, source) for kind, source in NOTEBOOK]
    files = {
        **FILES,
        "params/2014-12-11.yaml": MEETING.replace("2014-15-Q2", quarter),
        "notebooks/calls.ipynb": notebook(*cells, *(("code", source) for source in sources)),
    }
    read = Workbook(workbook(root, files))
    found = call_notes(read, read.meeting("2014-12-11"))
    assert {note.item for note in found} <= {"4"}
    return [note.sentence for note in found]


FILE = "data/observations/calls/2014-15-Q3.csv is not there, and parameter 'quarter' asks for it"


def test_a_file_that_a_parameter_asks_for_and_is_not_there_is_news(tmp_path: Path) -> None:
    assert notes(tmp_path) == [FILE]


def test_where_the_file_is_there_nothing_is_said(tmp_path: Path) -> None:
    assert notes(tmp_path, 'report.table("calls_answered", quarter, "Calls")', quarter="2014-15-Q2") == []


def test_a_period_that_holds_nothing_is_told_once_for_all_calls_that_ask_for_it(tmp_path: Path) -> None:
    calls = (
        'report.table(["calls_answered"], f"2014-15-Q2, {quarter}", "Calls")',
        'report.period_bars("calls_offered", quarter, "Calls")',
        'report.headlines(["calls_answered"], at=quarter)',
        "report.table(chosen, quarter, words)",
    )
    assert notes(tmp_path, *calls) == [
        FILE,
        "October to December 2014: no value of 2 indicators (calls_answered, calls_offered).",
    ]


def test_values_by_member_are_missed_where_a_call_shows_them(tmp_path: Path) -> None:
    by_place = 'report.breakdown_table(["calls_answered", "calls_offered"], quarter, "Calls", header="Place")'
    assert notes(tmp_path, by_place)[1:] == ["October to December 2014: no value of calls_answered."]
