"""What was made stands as long as all that it shows would come out the same: compared with a full run, file by file."""

import csv
import inspect
import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path

import nbformat
import pytest
from builders import (
    claim_row,
    indicator_row,
    observation_row,
    promise_row,
    relation_row,
    ruling_row,
    sheet,
    target_row,
    update_row,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from real import ROOT
from small import DAY, NEXT, two_meetings

from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.observed import Held
from ccpi_nb.errors import InputError
from ccpi_nb.exempt.known import exempt_document
from ccpi_nb.files.kept import FOLDER
from ccpi_nb.files.views import content_digest, is_view
from ccpi_nb.publish.manifest import MANIFEST
from ccpi_nb.publish.manifest_file import read_manifest
from ccpi_nb.run import store
from ccpi_nb.run.meeting_run import Orders, StepState, run_meeting
from ccpi_nb.run.standing import workbook_now
from ccpi_nb.run.store import Store
from ccpi_nb.workbook.inputs import Workbook
from ccpi_nb.workbook.registers import Registers

CALLS = "data/observations/calls/2014-15-Q2.csv"
CHANGE = Callable[[Path], None]


def test_the_record_that_outputs_hold_has_what_the_gate_saw_from_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a run that is killed before it is completed leaves one that holds, and the gate is not asked again."""
    written = []
    keep = store.write_file
    monkeypatch.setattr(
        store, "write_file", lambda path, content: (written.append((path, content)), keep(path, content))
    )
    assert run(two_meetings(tmp_path / "workbook"))
    records = [
        json.loads(content) for path, content in written if path.parent.name == DAY and path.name == "record.json"
    ]
    assert [set(record["views"]) for record in records] == [{"public", "restricted", "gate"}]


# Views


@pytest.mark.parametrize("kind", [Workbook, Registers])
def test_whatever_a_workbook_gives_of_its_files_it_gives_as_a_view(kind: type) -> None:
    # These give other views, or read nothing.
    joined = {
        "around", "known_meeting", "meeting_days", "meetings", "agendas", "evidence", "evidence_of",
        "evidence_beside_open", "evidence_about",
        "evidence_about_beside_open", "reached_since", "intake",
        "refuse_stray_lineage", "refuse_exempt", "refuse_undeclared", "sourced_rows",
        "registers", "dataset_print", "keep_held", "assume_held",
        "picture",  # a picture counts as a whole
    }  # fmt: skip
    public = {name for name in dir(kind) if not name.startswith("_")}
    assert {name for name in public - joined if not is_view(inspect.getattr_static(kind, name))} == set()


def test_two_who_read_the_same_workbook_get_answers_with_the_same_digest() -> None:
    words = {
        "agenda": [DAY], "meeting": [DAY], "meeting_keys_until": [DAY], "find_indicator": ["calls_answered"],
        "has_register": ["btls"],
        "has_dataset": ["btls"], "has_period": ["btls", "2018-02"], "periods_of": ["btls"], "dataset": ["btls"],
        "held": ["btls"], "targets_in": ["btls"], "breaks_in": ["btls"],
        "observations_of": ["btls", "2018-02"],
        "relations_by": [DAY, "public"], "claims_by": [DAY], "exempt_claims_by": [DAY, "btls"], "rulings_by": [DAY],
        "is_exempt": ["btls"], "is_declared": ["btls"], "indicators_by": [DAY, "btls"], "follow_ups_by": [DAY],
        "sign_offs": [DAY], "releases_of": [DAY], "_evidence": ["2018-04-18", "btls"],
        "_evidence_of": [DAY, "exempt"], "_evidence_about": [DAY, "public", "calls_answered"],
        "_evidence_about_beside_open": [DAY, "btls_governance", "calls_answered"],
        "_reached_since": ["2014-10-01", DAY, "exempt", "btls_governance"],
        "_evidence_beside_open": [DAY, "btls_governance"],
    }  # fmt: skip
    views = {name: view for name in dir(Workbook) if is_view(view := inspect.getattr_static(Workbook, name))}
    asked, methods = {*views}, {name for name, view in views.items() if not isinstance(view, property)}
    assert methods == {*words}
    for name in asked:
        one, other = (getattr(Workbook(ROOT), name) for _ in range(2))
        given_ = words.get(name)
        found = [content_digest(view(*given_) if given_ else view) for view in (one, other)]
        assert found[0] == found[1], name


# A workbook with two meetings and a little of everything


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = two_meetings(tmp_path_factory.mktemp("standing") / "workbook")
    write(root, "data/indicators.csv", sheet(*map(indicator, ("calls_answered", "terms_kept", "calls_offered"))))
    write(
        root,
        CALLS,
        sheet(
            observation_row(),
            observation_row(value="64.9", given_in="text", source="the pack, in words"),
            observation_row(indicator="calls_offered", value="100"),
        ),
    )
    write(root, "data/relations.csv", sheet(relation_row(kind="not added", indicator="calls_offered", of="")))
    write(root, "data/claims.csv", sheet(claim_row(source="the minutes")))
    write(root, "data/reconciliation.csv", sheet(ruling_row()))
    run_meeting(root, DAY, Orders(1), lambda step: None, datetime.now())
    return root


def indicator(key: str) -> dict[str, str]:
    return indicator_row(indicator=key, name=key.replace("_", " ").capitalize(), breakdown="")


def write(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, encoding="utf-8")


def rows_of(root: Path, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((root / file).read_text(encoding="utf-8"))))


def with_row(file: str, row: dict[str, str], at: int, root: Path) -> None:
    """Insert a row, as the last one for a large `at`, into a file that may not be there yet."""
    rows = rows_of(root, file) if (root / file).exists() else []
    rows.insert(at, {name: row.get(name, "") for name in rows[0]} if rows else row)
    write(root, file, sheet(*rows))


def with_cell(file: str, at: int, column: str, cell: str, root: Path) -> None:
    rows = rows_of(root, file)
    rows[at % len(rows)][column] = cell
    write(root, file, sheet(*rows))


def without_row(file: str, at: int, root: Path) -> None:
    rows = rows_of(root, file)
    if len(rows) > 1:  # else the header would go with it
        del rows[at % len(rows)]
        write(root, file, sheet(*rows))


def reformatted(file: str, root: Path) -> None:
    """All cells in quotes, columns the other way round, Windows' line ends."""
    rows, text = rows_of(root, file), io.StringIO()
    writer = csv.DictWriter(text, [*rows[0]][::-1], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    (root / file).write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())


def edited(file: str, old: str, new: str, root: Path) -> None:
    write(root, file, (root / file).read_text(encoding="utf-8").replace(old, new, 1))


def commented(file: str, root: Path) -> None:
    write(root, file, "# Looked at again.\n" + (root / file).read_text(encoding="utf-8") + "\n")


def saved_in_lab(root: Path) -> None:
    file = root / "notebooks/calls.ipynb"
    notebook = nbformat.read(file, as_version=4)
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 57, [nbformat.v4.new_output("stream", text="as of yesterday")]
    nbformat.write(notebook, file)


def another_notebook(root: Path) -> None:
    shutil.copy(root / "notebooks/calls.ipynb", root / "notebooks/calls_by_place.ipynb")


def with_meeting(day: str, root: Path) -> None:
    text = (root / f"params/{NEXT}.yaml").read_text(encoding="utf-8").replace(f"date: {NEXT}", f"date: {day}")
    write(root, f"params/{day}.yaml", text)


def with_exempt_meeting(root: Path) -> None:
    """A later meeting, with a Part II that declares a dataset of its own exempt."""
    text = (root / f"params/{DAY}.yaml").read_text(encoding="utf-8").replace(f"date: {DAY}", "date: 2015-03-05")
    write(root, "params/2015-03-05.yaml", text.replace("exempt_datasets: [terms]", "exempt_datasets: [terms, deals]"))
    later = observation_row(indicator="deals", period="2015-01", value="83.7", as_at="2015-03-05")
    with_row("data/indicators.csv", indicator("deals"), 99, root)
    write(root, "data/observations/deals/2015-01.csv", sheet(later))


LATER = {"as_at": "2015-01-28", "source": "the next pack"}


def next_month(root: Path) -> None:
    """All that comes with the next meeting: an indicator, data, a register, a target, names, and what came."""
    with_row("data/indicators.csv", indicator("calls_lost"), 0, root)
    write(
        root,
        "data/observations/calls/2014-12.csv",
        sheet(*(observation_row(indicator=key, period="2014-12", **LATER) for key in ("calls_answered", "calls_lost"))),
    )
    with_row("data/targets.csv", target_row(indicator="calls_lost", value="5"), 99, root)
    with_row("data/relations.csv", relation_row(kind="not added", indicator="calls_lost", of=""), 99, root)
    with_row("data/claims.csv", claim_row(as_at="2015-01-28", source="the next minutes"), 99, root)
    with_row("data/reconciliation.csv", ruling_row(as_at="2015-01-28", status="open", reason=""), 99, root)
    write(root, f"data/registers/calls/{NEXT}.csv", sheet(update_row(text="The line is busy.")))
    with_cell(f"data/registers/follow_ups/{DAY}.csv", 0, "came", NEXT, root)
    with_meeting("2015-03-05", root)


NOTHING_OF_IT_SHOWS: dict[str, CHANGE] = {
    "the next month": next_month,
    "a restatement that came later": partial(with_row, CALLS, observation_row(value="66.1", **LATER), 99),
    "a new dataset": lambda root: write(
        root, "data/observations/new/2014-12.csv", sheet(observation_row(period="2014-12", **LATER))
    ),
    "a new indicator": partial(with_row, "data/indicators.csv", indicator("calls_lost"), 0),
    "a new register": lambda root: write(root, f"data/registers/new/{NEXT}.csv", sheet(update_row())),
    "a new meeting": partial(with_meeting, "2015-03-05"),
    "another notebook": another_notebook,
    "a CSV written in another way": partial(reformatted, CALLS),
    "indicators written in another way": partial(reformatted, "data/indicators.csv"),
    "a comment in YAML": partial(commented, f"params/{DAY}.yaml"),
    "a save in JupyterLab": saved_in_lab,
}


def stale_in(root: Path) -> tuple[list[str], tuple[str, ...]]:
    """The items of the reports that are stale, and why the outputs are."""
    store = Store(root / "outputs", DAY)
    with workbook_now(root) as now:
        reports = Workbook(root).meeting(DAY).reports
        return [report.item for report in reports if store.stale(report, now)], store.stale_outputs(now)


def copied(made: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(made, to)
    return to


def run(root: Path) -> list[str]:
    """What a run makes: items, and '' for a pack."""
    steps = run_meeting(root, DAY, Orders(1), lambda step: None, datetime.now())
    failed = [step.why for step in steps if step.state is StepState.FAILED]
    if failed:
        raise InputError(*failed)
    return [step.item for step in steps if step.state is StepState.MADE]


def files_in(root: Path) -> dict[str, bytes | str]:
    """The outputs; of a manifest all but what was read, of which there may be more by now."""
    final = root / "outputs" / DAY
    return {
        path.relative_to(final).as_posix(): str(read_manifest(path.parent).without_inputs)
        if path.name == MANIFEST
        else path.read_bytes()
        for path in final.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("what", NOTHING_OF_IT_SHOWS)
def test_what_a_meeting_can_t_show_makes_nothing_of_it_stale(made: Path, tmp_path: Path, what: str) -> None:
    root = copied(made, tmp_path / "workbook")
    NOTHING_OF_IT_SHOWS[what](root)
    assert stale_in(root) == ([], ())
    before = files_in(root)
    assert run(root) == []
    assert files_in(root) == before
    shutil.rmtree(root / "outputs")
    run(root)
    assert files_in(root) == before


def test_the_gate_reads_a_meeting_again_where_more_is_exempt_than_before(made: Path, tmp_path: Path) -> None:
    root = copied(made, tmp_path / "workbook")
    with_exempt_meeting(root)
    assert stale_in(root) == ([], ())
    assert run(root) == []
    # What Part I of the earlier meeting shows is exempt from now on.
    with_cell("data/observations/deals/2015-01.csv", 0, "note", "The line opened in spring.", root)
    assert stale_in(root) == ([], ())
    with pytest.raises(InputError, match="gate"):
        run(root)


def test_one_value_makes_again_what_shows_it(made: Path, tmp_path: Path) -> None:
    root = copied(made, tmp_path / "workbook")
    with_cell("data/observations/terms/2014-15-Q2.csv", 0, "value", "92.7", root)
    items, why = stale_in(root)
    assert (items, why) == (["5"], ("data/observations/terms/2014-15-Q2.csv changed",))
    assert run(root) == ["5", "", ""]


# Changes at random


FILES = [CALLS, "data/observations/terms/2014-15-Q2.csv", "data/observations/unread/2014-15-Q2.csv"]
LISTS = ["data/indicators.csv", "data/targets.csv", "data/names.csv", "data/claims.csv", "data/reconciliation.csv"]
REGISTERS = [f"data/registers/{name}/{DAY}.csv" for name in ("calls", "minutes", "follow_ups", "plan")]


KEYS = ["calls_answered", "terms_kept", "calls_offered", "no_such"]


def changes() -> some.SearchStrategy[CHANGE]:
    places, days = some.integers(0, 3), some.sampled_from(["2014-12-01", DAY, "2015-01-28"])
    keys = some.sampled_from(["calls_answered", "terms_kept", "calls_offered"])
    values = some.integers(0, 100).map(str)
    observations = some.builds(
        lambda key, day, value: observation_row(indicator=key, as_at=day, value=value, source=f"the paper {value}"),
        keys, days, values,
    )  # fmt: skip
    later = some.builds(
        lambda key, period, day: (
            lambda root: write(
                root,
                f"data/observations/calls/{period}.csv",
                sheet(observation_row(indicator=key, period=period, as_at=day)),
            )
        ),
        keys, some.sampled_from(["2014-10", "2014-12"]), days,
    )  # fmt: skip
    every = [*FILES, *LISTS, *REGISTERS]
    return some.one_of(
        some.builds(lambda *given_: partial(with_row, *given_), some.sampled_from(FILES), observations, places),
        some.builds(lambda *given_: partial(without_row, *given_), some.sampled_from(every), places),
        some.builds(lambda *given_: partial(with_cell, *given_), some.sampled_from(FILES), places,
                    some.just("value"), values),
        some.builds(lambda file: partial(reformatted, file), some.sampled_from(every)),
        some.builds(lambda key: partial(with_row, "data/targets.csv", target_row(indicator=key, value="70")), keys)
        .flatmap(lambda change: places.map(lambda at: partial(change, at))),
        some.builds(lambda at: partial(with_row, "data/indicators.csv", indicator("calls_lost"), at), places),
        some.builds(lambda at, name: partial(with_cell, "data/indicators.csv", at, "name", name), places,
                    some.sampled_from(["Calls kept", "Calls in 2014"])),
        some.builds(lambda key: partial(with_row, "data/relations.csv", relation_row(kind="not added", indicator=key,
                                                                                    of=""), 99), keys),
        some.builds(lambda day: partial(with_row, "data/reconciliation.csv", ruling_row(as_at=day, status="open"), 99),
                    days),
        some.builds(lambda at, text: partial(with_cell, REGISTERS[0], at, "text", text), places,
                    some.sampled_from(["The line opened in 2014.", "It did not."])),
        some.builds(lambda promise: partial(with_row, REGISTERS[2], promise_row(promise=promise), 99),
                    some.sampled_from(["Report on terms", "Report on lines"])),
        some.builds(lambda day: partial(with_meeting, day), some.sampled_from(["2014-11-20", "2015-03-05"])),
        some.builds(lambda old, new: partial(edited, f"params/{DAY}.yaml", old, new),
                    some.sampled_from(["title: Terms", "title: Calls", "County Hall"]), some.just("title: Lines")),
        some.builds(lambda old: partial(edited, "notebooks/calls.ipynb", old, "The words"),
                    some.sampled_from(["The quarter", "# calls", "nowhere"])),
        later,
        some.sampled_from([*NOTHING_OF_IT_SHOWS.values(), with_exempt_meeting]),
    )  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.lists(changes(), min_size=1, max_size=3))
def test_whatever_changes_what_is_fresh_is_what_a_full_run_makes(
    made: Path, tmp_path_factory: pytest.TempPathFactory, changed: list[CHANGE]
) -> None:
    root = copied(made, tmp_path_factory.getbasetemp() / "changed")
    before = files_in(root)
    for change in changed:
        change(root)
    whole = copied(root, tmp_path_factory.getbasetemp() / "whole")
    shutil.rmtree(whole / "outputs")
    try:
        run(whole)
    except InputError:  # then a run of what there is refuses it too
        with pytest.raises(InputError):
            run(root)
        return
    full = files_in(whole)
    stale, why = stale_in(root)
    if not why:
        assert full == before
    for stem in (stem for item, stem in stems(root) if item not in stale):
        own = {name for name in before if Path(name).stem == stem and Path(name).suffix != ".html"}
        assert {name: full[name] for name in own} == {name: before[name] for name in own}
    run(root)
    assert files_in(root) == full
    assert stale_in(root) == ([], ())


def answers(root: Path) -> list[str]:
    """What is seen of the data, by documents, by the gate and by the copy that Part I gets, in digests."""
    ever, workbook = "9999-12-31", Workbook(root)
    asked = [
        *(("_evidence_about", by, part, key) for by in (DAY, ever) for part in ("public", "exempt") for key in KEYS),
        *(("_evidence_about_beside_open", DAY, "terms", key) for key in KEYS),
        *(("_reached_since", "2014-12-01", DAY, part, "terms") for part in ("public", "exempt")),
        *(("relations_by", by, part) for by in (DAY, ever) for part in ("public", "exempt")),
        *((view, name) for view in ("held", "targets_in", "breaks_in") for name in workbook.dataset_names),
        *(("indicators_by", DAY, name) for name in workbook.dataset_names),
    ]
    found = [refused_or(lambda view=view, words=words: getattr(workbook, view)(*words)) for view, *words in asked]
    return [*found, refused_or(lambda: exempt_document(workbook))]


def refused_or(answer: Callable[[], object]) -> str:
    try:
        return content_digest(answer())
    except InputError as refused:
        return str(refused)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.lists(changes(), min_size=1, max_size=3), some.binary(max_size=200), some.integers(0, 400))
def test_what_is_seen_is_the_same_whatever_an_earlier_run_has_kept(
    made: Path, tmp_path_factory: pytest.TempPathFactory, changed: list[CHANGE], damage: bytes, at: int
) -> None:
    root = copied(made, tmp_path_factory.getbasetemp() / "kept")
    kept = [*(root / FOLDER).iterdir()]
    assert len(kept) == len(Workbook(root).dataset_names)
    assert [*map(content_digest, map(Workbook(root).held, Workbook(root).dataset_names))] == [
        content_digest(Held.of(Workbook(root).dataset(name))) for name in Workbook(root).dataset_names
    ]
    for change in changed:
        change(root)
    of_earlier = answers(root)
    workbook = Workbook(root)
    for name in workbook.dataset_names:
        print_ = workbook.dataset_print(name)
        with suppress(InputError):
            workbook.keep_held(name, workbook.held(name), print_)
    of_now = answers(root)
    for file in kept:
        content = file.read_bytes()
        file.write_bytes(content[:at] + damage + content[at + len(damage) :])
    of_damaged = answers(root)
    shutil.rmtree(root / "outputs")
    assert answers(root) == of_earlier == of_now == of_damaged


def test_what_changes_between_its_print_and_its_reading_is_not_kept(made: Path, tmp_path: Path) -> None:
    root = copied(made, tmp_path / "workbook")
    shutil.rmtree(root / FOLDER)
    workbook = Workbook(root)
    print_ = workbook.dataset_print("calls")
    with_cell(CALLS, 0, "as_at", "2015-01-28", root)
    workbook.keep_held("calls", workbook.held("calls"), print_)
    assert not (root / FOLDER).exists()


def test_what_an_earlier_run_has_kept_spares_all_datasets_without_what_is_shown(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    read = Workbook._read_dataset
    monkeypatch.setattr(Workbook, "_read_dataset", lambda self, name: (taken.append(name), read(self, name))[1])
    workbook = Workbook(made)
    assert {*workbook.evidence_about(date.max, Part.EXEMPT, ["terms_kept"]).observed} == {"terms_kept"}
    assert len(exempt_document(workbook).blocks) > 1
    workbook.relations_by(DAY, "exempt")
    workbook.reached_since(date(2014, 12, 1), date(2014, 12, 11), Part.PUBLIC, ())
    assert taken == ["terms"]


def stems(root: Path) -> Iterator[tuple[str, str]]:
    for record in (root / "outputs/.made" / DAY).glob("*/*/record.json"):
        assert json.loads(record.read_text(encoding="utf-8"))["outputs"]
        yield record.parent.name.split("-")[0].lstrip("0"), record.parent.name
