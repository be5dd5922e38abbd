"""What a run prints on a terminal while it runs."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from ccpi_nb.cli.progress import progress_of
from ccpi_nb.domain.meetings import Part
from ccpi_nb.run.meeting_run import Step, StepState

DAY = "2014-12-11"
STEPS = [
    Step("", "", Part.PUBLIC, StepState.UNCHANGED, of=3),
    Step("4", "Calls", Part.PUBLIC, StepState.RUNNING, of=3),
    Step("4", "Calls", Part.PUBLIC, StepState.MADE, seconds=2.41, of=3),
    Step("", "Agenda pack for press and public", Part.PUBLIC, StepState.MADE, of=3),
]


def terminal() -> Console:
    return Console(file=StringIO(), force_terminal=True, width=120, color_system=None)


def printed(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_bar_counts_to_the_number_of_reports_and_packs_and_says_what_its_time_is() -> None:
    console = terminal()
    with progress_of(console, DAY, quiet=False, as_json=False) as say:
        for step in STEPS:
            say(step)
    assert f"Meeting of {DAY}: a look at its files" in printed(console)
    assert "3 of 3" in printed(console)
    assert "0:00:00 so far" in printed(console)
    assert "left" not in printed(console)


def test_until_a_meeting_has_been_looked_over_no_total_is_said() -> None:
    console = terminal()
    with progress_of(console, DAY, quiet=False, as_json=False):
        pass
    assert " of " not in printed(console).replace("Meeting of", "")


def test_an_item_is_named_while_it_runs_and_packs_after_them_all() -> None:
    console = terminal()
    with progress_of(console, DAY, quiet=False, as_json=False) as say:
        say(STEPS[1])
    assert f"Meeting of {DAY}: item 4" in printed(console)
    console = terminal()
    with progress_of(console, DAY, quiet=False, as_json=False) as say:
        say(STEPS[1])
        say(replace(STEPS[2], item="4"))
    assert f"Meeting of {DAY}: packs" in printed(console)
