"""`ccpi check`: everything that can be known to be wrong before a notebook runs."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

from ccpi_nb.content.meeting_papers import paper_problems
from ccpi_nb.document.prose_numbers import NumberKind, known_parts, typed_figures
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation
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
from ccpi_nb.meeting.report_data import source_of
from ccpi_nb.meeting.unread_files import PLACES, unread_problems
from ccpi_nb.notebook.notebook_file import read_notebook
from ccpi_nb.notebook.parameters import defaults_of
from ccpi_nb.open_data.terms import terms_of
from ccpi_nb.publish.call_checks import call_problems
from ccpi_nb.publish.made_up import unsaid_problems
from ccpi_nb.publish.word_checks import (
    evidence_by_day,
    lead_ins_of_report,
    meeting_words,
    register_words,
    typed,
    words_at,
)
from ccpi_nb.questions.asked import few_alike
from ccpi_nb.recipes.recipe_files import recipes_of
from ccpi_nb.reconcile.by_part import stray_rulings
from ccpi_nb.records.reading import measure_names, read_measures
from ccpi_nb.review.notebook_rules import notebook_problems
from ccpi_nb.workbook.inputs import Workbook


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
