"""A form that came back: known by its hidden sheet whatever its name, and read cell by cell or refused in sentences."""

from collections.abc import Iterable, Iterator

from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.lineage import ReceivedFile, Taken
from ccpi_nb.domain.meetings import Part
from ccpi_nb.errors import did_you_mean, refuse
from ccpi_nb.forms.answers import Answer, Filled, answer_of
from ccpi_nb.forms.grid import Grid
from ccpi_nb.forms.layout import Form, FormRow
from ccpi_nb.forms.returned import changes_of, form_in
from ccpi_nb.workbook.inputs import Workbook


def take_form(file: ReceivedFile, workbook: Workbook) -> Taken | None:
    """Return what a form says that came back, under whatever name and from whatever program; None where it is no form.

    What is blank is missing, and named; so is each cell that can't be read as it is, and the rest is taken. InputError
    lists each change to what may not change, and those cells where there is no rest: then nothing of the form is taken.
    """
    grid = Grid.opened(file)
    form = form_in(grid, file.name) if grid else None
    if grid is None or form is None:
        return None
    refuse(_strangers(form, file.name, workbook))
    refuse(changes_of(form, grid, file.name))
    answers = _answers(file, form, grid, workbook)
    values = tuple(answer.value for answer in answers if answer.value)
    words = tuple(answer.words for answer in answers if answer.words)
    refused = [sentence for answer in answers for sentence in answer.refused]
    if not values and not words:
        refuse(refused or [f"{file.name}: nothing is filled in; was the form saved after it was filled in?"])
    # What somebody has to put right stands before what has not come yet.
    not_used = (
        *(": not used: ".join(sentence.split(": ", 1)) for sentence in refused),
        *grid.remarks,
        *_missing(answers),
    )
    return Taken(file, values, words, not_used=not_used, meeting=form.meeting)


def _missing(answers: Iterable[Answer]) -> Iterator[str]:
    return (sentence for answer in answers for sentence in answer.missing)


def _strangers(form: Form, file: str, workbook: Workbook) -> Iterator[str]:
    """Yield what a form names and this workbook does not have: it is of another one, or what it asks for has gone."""
    if form.meeting not in workbook.meeting_keys:
        yield (
            f"{file}: the form is for a meeting of {form.meeting}, and there is no params/{form.meeting}.yaml; "
            f"{did_you_mean(form.meeting, workbook.meeting_keys)}"
        )
    for dataset in dict.fromkeys(row.dataset for row in form.rows):
        if dataset not in workbook.dataset_names:
            yield f"{file}: the form asks for the dataset '{dataset}', which is not there; is it another workbook's?"
    for key in dict.fromkeys(row.indicator for row in form.rows):
        if key not in workbook.indicators:
            yield (
                f"{file}: the form asks for the indicator '{key}', which is not in data/indicators.csv any more; "
                "ask for the form again (ccpi collect ask)"
            )


def _answers(file: ReceivedFile, form: Form, grid: Grid, workbook: Workbook) -> tuple[Answer, ...]:
    day = workbook.agenda(form.meeting).date
    evidence = {
        dataset: workbook.evidence([dataset], day, Part.EXEMPT)
        for dataset in dict.fromkeys(row.dataset for row in form.rows)
    }
    return tuple(answer_of(_filled(file, form, row, grid, workbook, evidence[row.dataset])) for row in form.rows)


def _filled(file: ReceivedFile, form: Form, row: FormRow, grid: Grid, workbook: Workbook, evidence: Evidence) -> Filled:
    return Filled(
        file,
        row,
        grid.cells(row.sheet),
        workbook.indicators[row.indicator],
        evidence,
        form.meeting,
        workbook.names,
        row.dataset in workbook.exempt_datasets,
    )
