"""The bar while many records are counted."""

from io import StringIO

import pytest
from rich.console import Console

from ccpi_nb.cli import terminal


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=80, color_system=None)
    monkeypatch.setitem(vars(terminal.out), "console", console)
    return file


def test_on_a_terminal_a_bar_shows_how_far_the_counting_is_and_goes(printed: StringIO) -> None:
    with terminal.bar("Counting the records") as progress:
        assert progress is not None
        progress(40.0)
    assert "Counting the records" in printed.getvalue()
    assert printed.getvalue().endswith("\x1b[2K")


def test_what_takes_a_moment_has_no_bar(printed: StringIO) -> None:
    with terminal.bar("Counting the records"):
        pass
    assert "Counting" not in printed.getvalue()


def test_a_log_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(terminal.out), "console", Console(file=StringIO()))
    with terminal.bar("Counting the records") as progress:
        assert progress is None
