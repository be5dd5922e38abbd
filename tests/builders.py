"""Small builders of what the tests are about: each takes the one or two things that matter and fills in the rest."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ccpi_nb.computing.totals import Total, total_of
from ccpi_nb.document.runs import Runs
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation, DataRow, Indicator, Observation, Polarity, Shorthand, Unit
from ccpi_nb.domain.meetings import Part
from ccpi_nb.domain.periods import Period
from ccpi_nb.domain.targets import Comparator, Target
from ccpi_nb.errors import InputError
from ccpi_nb.files.git import Commit
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS
from ccpi_nb.publish.manifest import Making, Manifest, Tools
from ccpi_nb.workbook.papers import Claim, ClaimKind, Relation, RelationKind

# Values


def kpi(
    key: str = "calls_answered",
    *,
    unit: str = "%",
    polarity: str = "higher",
    decimals: int = 1,
    breakdown: str = "",
    people: bool = False,
) -> Indicator:
    name = key.replace("_", " ").capitalize()
    return Indicator(
        key,
        name,
        "Contact Centre",
        Unit(unit),
        Polarity(polarity),
        decimals,
        None,
        breakdown,
        people,
        "What is counted.",
    )


def target(
    value: str = "90",
    comparator: str = ">=",
    *,
    of: str = "calls_answered",
    tolerance: str = "0",
    valid_from: str = "2014-04-01",
    valid_to: str = "",
) -> Target:
    return Target(
        of,
        Comparator(comparator),
        Decimal(value),
        Decimal(tolerance),
        date.fromisoformat(valid_from),
        date.fromisoformat(valid_to) if valid_to else None,
        "the contract",
        DataRow("data/targets.csv", 2),
    )


def seen(
    value: str,
    period: str = "2014-15-Q2",
    *,
    of: str = "calls_answered",
    breakdown: str = "",
    qualifier: str = "",
    given_in: str = "table",
    as_at: str = "2014-12-11",
    source: str = "the pack",
    note: str = "",
    of_whole: tuple[str, str] | None = None,
) -> Observation:
    """An observation; a value such as '[x]' is a shorthand. `of_whole` has its numerator and denominator."""
    shorthand = Shorthand(value) if value.startswith("[") else None
    at = Period.parse(period)
    return Observation(
        indicator=of,
        period=at,
        breakdown=breakdown,
        value=None if shorthand else Decimal(value),
        shorthand=shorthand,
        numerator=Decimal(of_whole[0]) if of_whole else None,
        denominator=Decimal(of_whole[1]) if of_whole else None,
        qualifier=qualifier,
        given_in=given_in,
        as_at=date.fromisoformat(as_at),
        source=source,
        note=note,
        dataset="calls",
        row=DataRow(f"data/observations/calls/{at.file_stem}.csv", 2),
    )


def total(indicator: Indicator, *parts: Observation) -> Total:
    """The total of parts of one period."""
    return total_of(known(indicator, *parts), indicator.key, parts[0].period)


def continued(
    new: str, old: str = "calls_answered", *, start: str = "2014-07-01", reason: str = "calls by text count as well"
) -> Continuation:
    """From a day on, `new` measures what `old` did before."""
    return Continuation(new, old, date.fromisoformat(start), reason, "the pack", DataRow("data/continues.csv", 2))


def known(*facts: Indicator | Target | Observation | Continuation, by: str = "2014-12-11") -> Evidence:
    """What is known by a day; an indicator that is only observed is a plain `kpi` of that key."""
    observations = tuple(fact for fact in facts if isinstance(fact, Observation))
    observed = {
        each.indicator: kpi(each.indicator, breakdown="place" if each.breakdown else "") for each in observations
    }
    given = {fact.key: fact for fact in facts if isinstance(fact, Indicator)}
    targets = tuple(fact for fact in facts if isinstance(fact, Target))
    breaks = tuple(fact for fact in facts if isinstance(fact, Continuation))
    return Evidence.known_by(date.fromisoformat(by), observed | given, targets, observations, breaks)


def related(kind: str, indicator: str, *of: str) -> Relation:
    return Relation(RelationKind(kind), indicator, of, "", DataRow("data/relations.csv", 2))


def claim(
    kind: str,
    subject: str = "Contact Centre",
    period: str = "2014-15-Q2",
    *,
    as_at: str = "2014-12-11",
    source: str = "the pack",
) -> Claim:
    return Claim(
        ClaimKind(kind),
        subject,
        Period.parse(period),
        "calls",
        date.fromisoformat(as_at),
        source,
        DataRow("data/claims.csv", 2),
    )


def p(text: str) -> Period:
    return Period.parse(text)


# Refusals


def refusal(attempt: Callable[..., object], *arguments: Any) -> str:
    """The one sentence with which an author's mistake is refused."""
    (problem,) = refusals(attempt, *arguments)
    return problem


def refusals(attempt: Callable[..., object], *arguments: Any, **named: Any) -> tuple[str, ...]:
    with pytest.raises(InputError) as refused:
        attempt(*arguments, **named)
    return refused.value.problems


# Words


def words(runs: Runs) -> str:
    """What is read, with each figure marked: only [65.5%] of calls were answered."""
    return "".join(f"{run.sign}[{run.text}]" if run.kind == "figure" else run.text for run in runs)


# Files


def sheet(*rows: Mapping[str, str]) -> str:
    """CSV text, its header the columns of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def indicator_row(**cells: str) -> dict[str, str]:
    return {
        "indicator": "calls_answered",
        "name": "Calls answered",
        "service": "Contact Centre",
        "unit": "%",
        "polarity": "higher",
        "decimals": "1",
        "contractual": "",
        "breakdown": "place",
        "people": "",
        "definition": "Calls answered, over calls offered.",
    } | cells


def target_row(**cells: str) -> dict[str, str]:
    return {
        "indicator": "calls_answered",
        "comparator": ">=",
        "value": "90",
        "tolerance": "0",
        "valid_from": "2014-04-01",
        "valid_to": "",
        "source": "the contract",
    } | cells


def continues_row(**cells: str) -> dict[str, str]:
    return {
        "indicator": "contacts_answered",
        "continues": "calls_answered",
        "from": "2014-07-01",
        "reason": "calls by text count as well",
        "source": "the pack",
    } | cells


def observation_row(**cells: str) -> dict[str, str]:
    return {
        "indicator": "calls_answered",
        "period": "2014-15-Q2",
        "breakdown": "",
        "value": "65.5",
        "numerator": "",
        "denominator": "",
        "qualifier": "",
        "given_in": "table",
        "as_at": "2014-12-11",
        "source": "the pack",
        "note": "",
    } | cells


def relation_row(**cells: str) -> dict[str, str]:
    return {"kind": "total", "indicator": "calls_offered", "of": "calls_by_place", "note": ""} | cells


def claim_row(**cells: str) -> dict[str, str]:
    return {
        "claim": "all targets met",
        "subject": "Contact Centre",
        "period": "2014-15-Q2",
        "dataset": "calls",
        "as_at": "2014-12-11",
        "source": "the pack",
    } | cells


def ruling_row(**cells: str) -> dict[str, str]:
    return {
        "finding": "given twice: calls_answered @ 2014-15-Q2",
        "status": "explained",
        "reason": "The text is about another month.",
        "as_at": "2014-12-11",
        "source": "the pack",
    } | cells


def action_row(**cells: str) -> dict[str, str]:
    return {
        "reference": "1.1",
        "theme": "People",
        "action": "Train everyone.",
        "timescale": "March 2015",
        "progress": "Training has begun.",
        "status": "green",
        "source": "the plan",
    } | cells


def update_row(**cells: str) -> dict[str, str]:
    return {"topic": "Background", "period": "", "text": "The line opened in 2014.", "source": "the pack"} | cells


def system_row(**cells: str) -> dict[str, str]:
    return {
        "system": "Library Management",
        "stage": "Being implemented",
        "due": "May 2015",
        "position": "The new system is being tested.",
        "risk": "The old one is out of support.",
        "source": "the pack",
    } | cells


def promise_row(**cells: str) -> dict[str, str]:
    return {
        "promise": "Report on calls",
        "item": "5",
        "due": "",
        "owed_by": "Contact Centre",
        "came": "",
        "came_as": "",
        "source": "the pack",
    } | cells


def section_row(**cells: str) -> dict[str, str]:
    return {
        "document": "the pack",
        "section": "Item 4",
        "held": "Calls answered",
        "elsewhere": "",
        "left_out": "",
    } | cells


def deliverable_row(**cells: str) -> dict[str, str]:
    return {
        "outcome": "1",
        "outcome_title": "The line is ours",
        "deliverable": "Contract ended",
        "approved_by": "Director",
        "status": "signed off",
        "date": "2014-11-30",
        "source": "the closure report",
        "note": "",
    } | cells


def outcome_row(**cells: str) -> dict[str, str]:
    """The outcome itself, of which nothing but its status is said."""
    return deliverable_row(deliverable="", approved_by="", status="complete", date="") | cells


def lesson_row(**cells: str) -> dict[str, str]:
    return {
        "lesson": "Meeting helped.",
        "recommendation": "Meet more.",
        "responsible": "The council",
        "source": "the closure report",
    } | cells


MEETING = """\
date: 2014-12-11
committee: Cabinet Committee
council: County Council
time: 11.00 am
place: County Hall
items:
  - number: 4
    title: Calls
    kind: report
    report:
      notebook: calls
      parameters:
        quarter: 2014-15-Q2
        months: 3
"""

NOTEBOOK = (
    ("markdown", "# Calls\n\nHow soon calls are answered."),
    ("parameters", 'meeting: str = "2014-12-11"\nitem: str = "4"\nquarter: str = "2014-15-Q2"\nmonths: int = 3'),
    ("code", "from ccpi_nb.reports import open_report"),
    ("code", 'report = open_report(meeting, item, datasets="")\nreport'),
    *(("markdown", f"## {section}") for section in STANDING_SECTIONS),
)


def notebook(*cells: tuple[str, str]) -> str:
    made = []
    for number, (kind, source) in enumerate(cells, start=1):
        if kind == "markdown":
            made.append(nbformat.v4.new_markdown_cell(source, id=f"cell-{number}"))
        else:
            made.append(
                nbformat.v4.new_code_cell(
                    source, id=f"cell-{number}", metadata={"tags": [kind]} if kind == "parameters" else {}
                )
            )
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=kernel))


def workbook(root: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """The smallest workbook that has no problem, with some of its files otherwise or more than it needs."""
    sound: dict[str, str | bytes] = {
        "data/indicators.csv": sheet(indicator_row()),
        "data/targets.csv": sheet(target_row()),
        "data/names.csv": sheet({"name": "Windows 7", "why": "a product"}),
        "data/observations/calls/2014-15-Q2.csv": sheet(observation_row()),
        "data/registers/calls/2014-12-11.csv": sheet(update_row()),
        "data/registers/plan/2014-12-11.csv": sheet(action_row()),
        "params/2014-12-11.yaml": MEETING,
        "notebooks/calls.ipynb": notebook(*NOTEBOOK),
    }
    for file, content in (sound | dict(files or {})).items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


# Manifests


def making(*files: str, title: str = "Item 4: Calls", **inputs: str) -> Making:
    """Files made from inputs, each named by its key: `data='abc'` is data.csv with that hash."""
    return Making(title, {f"{name}.csv": own for name, own in inputs.items()}, files)


def manifest(
    *makings: Making,
    files: Mapping[str, str] | None = None,
    code: str = "code",
    commit: Commit | None = None,
    **versions: str,
) -> Manifest:
    """A manifest of Part I; each file's hash is its name unless `files` says otherwise."""
    made = makings or (making("calls.csv", data="1"),)
    held = files or {name: name for each in made for name in each.files}
    return Manifest(
        "Committee: Part I",
        "County Council",
        "2014-12-11",
        Part.PUBLIC,
        held,
        made,
        Tools(code, "lock", versions),
        commit,
    )
