"""When each pack of a run may begin."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ccpi_nb.domain.meetings import Part
from ccpi_nb.run.messages import Workbench
from ccpi_nb.run.packs import Packs
from ccpi_nb.run.workers import Done, Task


def named(name: str, job: str, *_: object) -> Task:
    return Task(name, job, (), 1)


def packs_in(folder: Path, made: list[Part]) -> Packs:
    """The packs of both Parts of a meeting without reports, at a desk that does nothing."""
    desk: Any = SimpleNamespace(
        task=named,
        store=None,
        collecting=lambda folder: named("the collection", "write_exempt"),
        gates=lambda folder, names, is_packed=True: [],
        refuse=lambda done, part: None,
    )
    meeting: Any = SimpleNamespace(reports_in=lambda part: ())
    benches = [Workbench(folder, "2014-12-11", part) for part in Part]
    return Packs(desk, meeting, benches, folder, lambda part, seconds: made.append(part))


def test_the_members_pack_waits_for_the_reports_and_not_for_the_public_pack(tmp_path: Path) -> None:
    made: list[Part] = []
    packs = packs_in(tmp_path, made)
    public = packs.begin(packs.benches[0])
    assert not packs.are_begun
    collecting, members = packs.rest()
    assert packs.are_begun
    assert (collecting.function, members.function) == ("write_exempt", "make_pack")
    assert (list(packs.take(Done(members))), made) == ([], [Part.EXEMPT])
    assert (list(packs.take(Done(public))), made) == ([], [Part.EXEMPT, Part.PUBLIC])


def test_a_public_pack_that_is_done_before_the_last_report_is_said_after_it(tmp_path: Path) -> None:
    made: list[Part] = []
    packs = packs_in(tmp_path, made)
    assert list(packs.take(Done(packs.begin(packs.benches[0])))) == []
    assert made == []
    packs.rest()
    assert made == [Part.PUBLIC]
