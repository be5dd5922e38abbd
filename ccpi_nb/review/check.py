"""`ccpi check`: everything that can be known to be wrong before a notebook runs."""

import ast
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

from ccpi_nb.content.meeting_papers import paper_problems
from ccpi_nb.disclosure.counts import key_of
from ccpi_nb.disclosure.protection import Protection, without
from ccpi_nb.document.markdown import blocks_from_markdown
from ccpi_nb.document.model import Heading
from ccpi_nb.document.prose_numbers import NumberKind, known_parts, typed_figures
from ccpi_nb.document.runs import plain
from ccpi_nb.domain.disclosure import Scheme
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation, Observation
from ccpi_nb.domain.meetings import Meeting, Part
from ccpi_nb.domain.periods import day_name, day_named_in
from ccpi_nb.domain.plausibility import look_alikes
from ccpi_nb.errors import InputError, refusals_of, refuse
from ccpi_nb.files.fonts import missing_in, unshowable
from ccpi_nb.files.personal_details import personal_problems
from ccpi_nb.files.stray_files import stray_files
from ccpi_nb.files.text_files import collect, links_in
from ccpi_nb.intake.answers import asked_of
from ccpi_nb.intake.received import kept_problems
from ccpi_nb.intake.word_lineage import stray_words
from ccpi_nb.meeting.meeting_checks import (
    comment_problems,
    declaration_problems,
    meeting_problems,
    minutes_problems,
    missing_words,
)
from ccpi_nb.meeting.protections import protections_of
from ccpi_nb.meeting.report_data import datasets_of, source_of
from ccpi_nb.meeting.unread_files import PLACES, unread_problems
from ccpi_nb.notebook.cells import numbered
from ccpi_nb.notebook.commands import nodes_of
from ccpi_nb.notebook.notebook_file import STANDING_SECTIONS, read_notebook
from ccpi_nb.notebook.parameters import default_problems, defaults_of
from ccpi_nb.open_data.terms import terms_of
from ccpi_nb.publish.call_checks import call_problems
from ccpi_nb.publish.made_up import unsaid_problems
from ccpi_nb.publish.word_checks import (
    evidence_by_day,
    lead_ins,
    lead_ins_of_report,
    meeting_words,
    register_words,
    source_problems,
    typed,
    words_at,
)
from ccpi_nb.questions.asked import few_alike
from ccpi_nb.recipes.recipe_files import recipes_of
from ccpi_nb.reconcile.by_part import stray_rulings
from ccpi_nb.records.reading import measure_names, read_measures
from ccpi_nb.workbook.inputs import Workbook

_LOGIC = (
    ast.For,
    ast.While,
    ast.comprehension,
    ast.If,
    ast.IfExp,
    ast.Match,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.Try,
)


def problems_of(workbook: Workbook) -> tuple[str, ...]:
    """Return every problem of data, params and notebooks, each a sentence with its place."""
    root = workbook.root
    if links := tuple(links_in(root)):
        return links
    try:
        _read_all(workbook)
        rulings = stray_rulings(workbook)
    except InputError as problem:
        return (*stray_files(root, PLACES), *problem.problems)
    names, exempt, seen = workbook.names, workbook.exempt_datasets, evidence_by_day(workbook)

    def seen_by_text(day: date, part: Part, text: str) -> Evidence:
        return seen(day, part)

    def part_of(name: str) -> Part:
        return Part.EXEMPT if name in exempt else Part.PUBLIC

    def seen_by_break(continuation: Continuation) -> Evidence:
        public = seen(date.max, Part.PUBLIC)
        return public if continuation in public.continuations else seen(date.max, Part.EXEMPT)

    found = [
        *unread_problems(workbook),
        *declaration_problems(workbook),
        *_intake_problems(workbook),
        *(problem for name in measure_names(root) for problem in refusals_of(partial(read_measures, workbook, name))),
        *map(str, look_alikes(workbook.observations, workbook.indicators)),
        *(problem for meeting in workbook.agendas for problem in meeting_problems(workbook, meeting)),
        *(problem for meeting in workbook.agendas for problem in meeting_words(meeting, seen_by_text, names)),
        *(problem for meeting in workbook.meetings for problem in paper_problems(workbook, meeting)),
        *missing_words(workbook),
        *(problem for meeting in workbook.meetings for problem in unsaid_problems(workbook, meeting)),
        *comment_problems(workbook),
        *(problem for meeting in workbook.agendas for problem in minutes_problems(workbook, meeting)),
        *_in_another_order(workbook),
        *(
            problem
            for observation in workbook.observations
            if observation.note
            for problem in words_at(
                str(observation.row),
                observation.note,
                seen(date.max, part_of(observation.dataset)),
                names,
                part_of(observation.dataset),
            )
        ),
        *(
            problem
            for continuation in workbook.continuations
            for problem in words_at(str(continuation.row), continuation.reason, seen_by_break(continuation), names)
        ),
        *(
            problem
            for claim in workbook.claims
            for part in [part_of(claim.dataset)]
            for problem in words_at(str(claim.row), claim.words, seen(date.max, part), names, part)
        ),
        *_known_before_their_papers(workbook),
        *(typed(str(row.row), figure) for row in workbook.coverage for figure in typed_figures(row.held, names)),
        *(
            problem
            for rows in workbook.registers.files
            for row in rows
            for problem in register_words(workbook, row, seen_by_text, names)
        ),
        *rulings,
        *(
            problem
            for ruling in workbook.rulings
            for part in [Part.EXEMPT if ruling.is_exempt else Part.PUBLIC]
            for problem in words_at(
                str(ruling.row),
                ruling.reason,
                seen(ruling.as_at, part),
                names,
                part,
            )
        ),
        *(
            problem
            for path in sorted((root / "notebooks").glob("*.ipynb"))
            for problem in notebook_problems(path, names)
        ),
        *(
            problem
            for meeting in workbook.meetings
            for report in meeting.reports
            if (source := source_of(workbook, report))
            for problem in (
                *lead_ins_of_report(workbook, report, source, meeting),
                *call_problems(workbook, source[0], f"notebooks/{report.notebook}.ipynb", source[1], report.part),
            )
        ),
        *_calls_without_meeting(workbook),
        *personal_problems(root, sorted((root / "notebooks").glob("*.ipynb"))),
        *_unshowable(root),
    ]
    return tuple(dict.fromkeys(found))


def _intake_problems(workbook: Workbook) -> Iterator[str]:
    """Yield what of data/intake is not of the observations, and of the files that are kept not as they came."""
    for name in workbook.intake.datasets:
        yield from refusals_of(partial(workbook.refuse_stray_lineage, name))
    yield from refusals_of(lambda: refuse(stray_words(workbook)))
    yield from kept_problems(workbook.root)


def questions_of(workbook: Workbook) -> tuple[str, ...]:
    """Return what somebody should look at again where nothing is wrong: in targets, in each dataset, in words.

    What has been accepted is not asked again. A question names no value: it may be asked in a log, of exempt data too.
    """
    asked = asked_of(workbook)
    return (*map(str, few_alike(asked.open)), *asked.stray, *_how_many(len(asked.open)))


def _how_many(number: int) -> Iterator[str]:
    if number > 1:
        yield f"{number:,} questions about the data are open; ccpi collect answer lists them and takes the answers"


def shown_at_other_meetings(workbook: Workbook) -> tuple[str, ...]:
    """Return what the public reports of a meeting keep back and those of another show: no problem, only news."""
    return tuple(
        sentence
        for meeting in workbook.meetings
        for protection in protections_of(workbook, meeting, Part.PUBLIC)
        for sentence in _shown_elsewhere(workbook, meeting, protection)
    )


def _shown_elsewhere(workbook: Workbook, meeting: Meeting, protection: Protection) -> Iterator[str]:
    by = ", ".join(
        report.item for report in meeting.reports_in(Part.PUBLIC) if report.disclosure == protection.disclosure
    )
    for other in workbook.meetings:
        others = protections_of(workbook, other, Part.PUBLIC) if other != meeting else ()
        for paper in other.reports_in(Part.PUBLIC) if other != meeting else ():
            names = (name for name in datasets_of(workbook, paper) if name in workbook.open_datasets)
            shown = without(workbook.evidence(names, other.date, Part.PUBLIC), others)
            same = [row for row in shown.published if not row.protection and _is_kept_back(row, shown, protection)]
            if same:
                of = ", ".join(f"'{key}'" for key in sorted({row.indicator for row in same}))
                yield (
                    f"params/{meeting.key}.yaml, item {by}: of what its 'disclosure' keeps back, "
                    f"item {paper.item} of {other.key} shows {len(same)} (of {of}); "
                    "give that item the same 'disclosure', unless its pack is published already"
                )


def _is_kept_back(row: Observation, evidence: Evidence, protection: Protection) -> bool:
    """Return whether a value is one that a protection hides or rounds."""
    if row.value is None or not protection.touches(row.indicator):
        return False
    rounds = protection.disclosure.scheme is Scheme.ROUND and evidence.indicators[row.indicator].people
    return key_of(row) in protection.hidden or rounds


def _read_all(workbook: Workbook) -> None:
    """Read every file of data and params; InputError says what is wrong with the first kind that is."""
    _ = workbook.indicators, workbook.targets, workbook.observations, workbook.continuations, workbook.names
    _ = workbook.agendas, workbook.registers.files, workbook.exempt_datasets, workbook.collections
    collect(workbook.sign_offs, workbook.meeting_keys)
    recipes_of(workbook)
    terms_of(workbook.root)
    _ = (
        workbook.answers,
        workbook.follow_ups,
        workbook.releases,
        workbook.coverage,
        workbook.rulings,
        workbook.relations,
        workbook.claims,
    )


def _in_another_order(workbook: Workbook) -> Iterator[str]:
    """Yield a sentence for each two meetings of a day of which the later one has the earlier key."""
    for first, second in pairwise(workbook.agendas):
        if first.date == second.date and _begins(second) and _begins(second) < _begins(first):
            yield (
                f"params/{second.key}.yaml: the meeting is at {second.time}, and that of {first.key}, whose name comes "
                f"first, at {first.time}; correct a time, or give both names in their order, such as {first.date}-am "
                f"and {first.date}-pm: ccpi move meeting"
            )


def _begins(meeting: Meeting) -> str:
    """Return the time at which a meeting begins, as '11:00'; '' where its words give none."""
    return next((part.moment for part in known_parts(meeting.time, ()) if part.kind is NumberKind.TIME), "")


def _calls_without_meeting(workbook: Workbook) -> Iterator[str]:
    """Yield what is wrong with the calls of the notebooks that no meeting has yet, as they run by default."""
    used = {report.notebook for meeting in workbook.agendas for report in meeting.reports}
    for path in sorted((workbook.root / "notebooks").glob("*.ipynb")):
        if path.stem not in used:
            with suppress(InputError):  # `notebook_problems` says so
                notebook = read_notebook(path)
                yield from call_problems(workbook, notebook, f"notebooks/{path.name}", defaults_of(notebook, path.stem))


def notebook_problems(path: Path, names: Iterable[str]) -> list[str]:
    """Return what breaks the notebooks' house rules: see docs/notebooks.md."""
    file = f"notebooks/{path.name}"
    try:
        notebook = read_notebook(path)
    except InputError as problem:
        return list(problem.problems)
    words = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = {heading for source in words for heading in _headings(source)}
    missing = [title for title in STANDING_SECTIONS if title not in headings]
    problems = [f"{file}: the section '{title}' is missing; add its heading" for title in missing]
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        problems.append(f"{file}: one cell must be tagged 'parameters', and {len(tagged)} are")
    code = [(place, cell.source) for place, cell in numbered(notebook, file) if cell.cell_type == "code"]
    return [
        *problems,
        *source_problems(notebook, file, names, defaults_of(notebook, path.stem) if len(tagged) == 1 else {}),
        *lead_ins(notebook, file),
        *(
            f"{place}: {problem}"
            for place, cell in numbered(notebook, file)
            if cell in tagged
            for problem in default_problems(cell.source)
        ),
        *(f"{place}: {problem}" for place, source in code for problem in _form_problems(source)),
    ]


def _headings(source: str) -> set[str]:
    try:
        return {plain(block.runs) for block in blocks_from_markdown(source, "") if isinstance(block, Heading)}
    except InputError:  # `source_problems` says so
        return {line.strip("# ") for line in source.splitlines() if line.startswith("#")}


def _form_problems(source: str) -> Iterator[str]:
    """Yield what is wrong with the form of a cell's code, each as the end of a sentence."""
    try:
        nodes = tuple(nodes_of(source))
    except SyntaxError as problem:
        yield f"this is not Python: {problem.msg} (line {problem.lineno}); correct it"
        return
    if any(isinstance(node, _LOGIC) for node in nodes):
        yield "loops, conditions and functions belong in ccpi_nb, with tests; call one from here"
    if any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" for node in nodes
    ):
        yield "what 'print' writes is in no published file; show it with report.say, or take it out"


def _unshowable(root: Path) -> Iterator[str]:
    """Yield what data and params hold that no document can show; of notebooks their own cells tell."""
    for path in sorted([*(root / "data").rglob("*.csv"), *(root / "params").glob("*.yaml")]):
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.split("\n") if missing_in(text) is not None else (), start=1):
            if not line.lstrip().startswith("#") and missing_in(line) is not None:
                yield f"{path.relative_to(root).as_posix()}, line {number}: {unshowable(line)}"


def _known_before_their_papers(workbook: Workbook) -> Iterator[str]:
    """Yield what counts as known before the day of the paper that it is from, so that earlier meetings would cite it.

    A source's document is named with its day: 'CCPI pack 11 December 2014, item 4'.
    """
    dated = [
        # The name of a received file is not that of a paper.
        *((value.row, value.source, value.as_at) for value in workbook.observations if not value.origin),
        *((target.row, target.source, target.as_at or target.valid_from) for target in workbook.targets),
        *((claim.row, claim.source, claim.as_at) for claim in workbook.claims),
    ]
    for row, source, known in dated:
        paper = day_named_in(source.partition(",")[0])
        if paper and known < paper:
            yield (
                f"{row}, column 'as_at': it counts as known from {day_name(known)} on, and its paper is of "
                f"{day_name(paper)}; write that day, or name in 'source' the paper that had it before"
            )
