"""Every report of every meeting as a test: pytest collects the references in tests/reference and holds the meetings'
outputs against them.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ccpi_nb.differences.regression import Reference, compared
from ccpi_nb.domain.meetings import Part
from ccpi_nb.review.references import read_reference, read_tolerances, shown_by
from ccpi_nb.workbook.inputs import Workbook

REMARK = "reference"


class NotAsAccepted(Exception):
    """What a meeting's outputs say now and its reference does not."""


class ReferenceFile(pytest.File):
    """A Part's reference; `base` is the workbook that holds it."""

    def __init__(self, *, day: str, part: Part, base: Path, **others: object) -> None:
        super().__init__(**others)
        self.day, self.part, self.base = day, part, base

    def collect(self) -> Iterator[pytest.Item]:
        stored = read_reference(self.base, self.day, self.part)
        for report in (*stored.reports, None):
            yield ReferenceItem.from_parent(
                self, name=f"reference: {self.day} {report or 'nothing else'}", callobj=self._check(stored, report)
            )

    def _check(self, stored: Reference, report: str | None) -> Callable[..., None]:
        def check(outputs_of: Callable[[str], Path], record_property: Callable[[str, object], None]) -> None:
            shown = _shown(outputs_of(self.day), self.part)
            if report is None:
                new = [name for name in shown.reports if name not in stored.reports]
                said = tuple(f"{name} is new" for name in new)
            else:
                verdict = compared(
                    stored.of(report), shown.of(report), Workbook(self.base).indicators, read_tolerances(self.base)
                )
                said = verdict.sentences
                if verdict.remark:
                    record_property(REMARK, f"{self.day} {report}: {verdict.remark}")
            if said:
                raise NotAsAccepted("\n".join(self._told(said)))

        return check

    def _told(self, said: tuple[str, ...]) -> Iterator[str]:
        if self.part is Part.EXEMPT:
            # What a Part II report says is not for a log.
            several = len(said) != 1
            yield (
                f"{len(said)} {'things differ' if several else 'thing differs'} from the reference in "
                f"{self.part.folder}"
            )
            yield (
                f"ccpi accept --dry-run --meeting {self.day} shows {'them' if several else 'it'}; without --dry-run "
                f"it is stored"
            )
        else:
            yield from said
            yield f"Where that is meant, ccpi accept --meeting {self.day} shows and stores it"


class ReferenceItem(pytest.Function):
    """A function, so that it shares the runs of the fixture `outputs_of`; its failure is sentences."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> object:
        return str(excinfo.value) if isinstance(excinfo.value, NotAsAccepted) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name


@cache
def _shown(outputs: Path, part: Part) -> Reference:
    return shown_by(outputs.parent.parent, outputs.name, part)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ReferenceFile | None:
    base = next(
        (each.parent.parent for each in file_path.parents if each.name == "reference" and each.parent.name == "tests"),
        None,
    )
    part = next((part for part in Part if file_path.name == f"{part.folder}.csv"), None)
    if base is None or part is None:
        return None
    return ReferenceFile.from_parent(parent, path=file_path, day=file_path.parent.name, part=part, base=base)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What changed without a reader's seeing it is said, and fails nothing."""
    remarks = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == REMARK
    ]
    if remarks:
        terminalreporter.section("references")
        for remark in dict.fromkeys(map(str, remarks)):
            terminalreporter.write_line(f"{remark} (ccpi accept stores it)")
