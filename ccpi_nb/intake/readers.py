"""Who can read a received file: forms first, then recipes, then measures; each is imported when a file is read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from ccpi_nb.domain.lineage import Origin, ReceivedFile, Taken
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.intake.received import in_one_line
from ccpi_nb.workbook.inputs import Workbook

Reader = Callable[[ReceivedFile, Workbook], Taken | None]


def readers(
    meeting: str,
    beside: Sequence[ReceivedFile],
    progress: Callable[[float], None] | None,
    only: Collection[tuple[str, str, Period]] | None,
) -> tuple[Reader, ...]:
    """Return the readers in the order in which they are asked."""
    from ccpi_nb.forms.reading import take_form
    from ccpi_nb.forms.register_tables import take_registers
    from ccpi_nb.recipes.reading import take_by_recipe
    from ccpi_nb.records.reading import take_records

    records = partial(take_records, meeting=meeting, beside=beside, progress=progress, only=only)
    return take_form, take_registers, take_by_recipe, records


def take(
    file: ReceivedFile,
    workbook: Workbook,
    meeting: str = "",
    beside: Sequence[ReceivedFile] = (),
    progress: Callable[[float], None] | None = None,
    only: Collection[tuple[str, str, Period]] | None = None,
) -> Taken:
    """Return what is in a received file; InputError where nobody can read it, or not as it is.

    Of records only what the `meeting` awaits is counted, if it is given; with those of the files `beside` it that are
    of the same records. `progress` is called with how far it is, in per cent. `only` are the figures, by dataset,
    indicator and period, that are counted where others are of no matter.
    """
    for reader in readers(meeting, beside, progress, only):
        if (taken := reader(file, workbook)) is not None:
            return _in_lines(taken)
    raise InputError(
        f"{file.name}: it is no form that ccpi collect ask wrote, no recipe of data/recipes is for it, and no measure "
        f"of data/measures counts its records; draft a recipe from it: ccpi collect learn '{file.name}', or ask for "
        "the whole form if a sheet of one was copied into this file"
    )


def _in_lines(taken: Taken) -> Taken:
    """Return what was taken with every text of the file on one line, as the workbook can hold and show it."""
    return replace(
        taken,
        values=tuple(
            replace(
                value,
                origin=_in_line(value.origin),
                numerator_origin=value.numerator_origin and _in_line(value.numerator_origin),
                denominator_origin=value.denominator_origin and _in_line(value.denominator_origin),
            )
            for value in taken.values
        ),
        words=tuple(replace(words, origin=_in_line(words.origin)) for words in taken.words),
    )


def _in_line(origin: Origin) -> Origin:
    texts = {name: in_one_line(getattr(origin, name)) for name in ("sheet", "cell", "shown_as", "held_as", "reader")}
    return replace(origin, **texts)
