"""Which tests are slow, and so no part of `make quick`: those that start a process, and a few long ones."""

import subprocess
from collections.abc import Generator, Iterable
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
# Where kernels, browsers and whole meetings run. In any other file a slow test says so itself: @pytest.mark.slow.
PLACES = (
    "kernels",
    "preview/test_session.py",
    "publish/test_part_folder.py",
    "review/test_sign_off.py",
    "review/test_verify.py",
    "run",
    "test_accessibility.py",
    "test_cli.py",
    "test_faults.py",
    "test_hostile_pages.py",
    "test_lab.py",
    "test_notebooks.py",
)
# A test that uses one of these runs a whole meeting, or pytest itself.
FIXTURES = ("outputs_of", "pytester")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if _in_slow_place(item.path) or any(fixture in fixtures for fixture in FIXTURES):
            item.add_marker("slow")


@cache
def _in_slow_place(file: Path) -> bool:
    return any(file.is_relative_to(TESTS / place) for place in PLACES)


_MARK_IT = "this test starts a process; mark it with @pytest.mark.slow, so that `make quick` leaves it out"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that starts a kernel, a browser or another process without being marked slow, so that `make quick`
    stays quick.
    """
    if any(map(item.get_closest_marker, ("slow", "soak", "peers"))):
        return (yield)
    open_process = subprocess.Popen.__init__

    def open_git(self: Any, arguments: Any, *others: Any, **options: Any) -> None:
        # The package itself asks git, which answers within milliseconds.
        if isinstance(arguments, str) or arguments[0] != "git":
            pytest.fail(_MARK_IT)
        open_process(self, arguments, *others, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", open_git)
        patch.setattr(BaseProcess, "start", lambda process: pytest.fail(_MARK_IT))
        return (yield)
