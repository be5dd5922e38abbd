"""Who can read a received file: forms first, then recipes, then measures; each is imported when it is asked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import cast

from ccpi_nb.domain.lineage import Origin, ReceivedFile, Taken
from ccpi_nb.errors import InputError
from ccpi_nb.intake.received import in_one_line
from ccpi_nb.workbook.inputs import Workbook

Reader = Callable[..., Taken | None]
_OF_RECORDS = "take_records"
_READERS = (
    ("ccpi_nb.forms.reading", "take_form"),
    ("ccpi_nb.forms.register_tables", "take_registers"),
    ("ccpi_nb.recipes.reading", "take_by_recipe"),
    ("ccpi_nb.records.reading", _OF_RECORDS),
)


def readers() -> Iterator[Reader]:
    """Yield the readers in the order in which they are asked."""
    for module, function in _READERS:
        try:
            found = import_module(module)
        except ModuleNotFoundError as lacking:
            if lacking.name != module:
                raise
            continue
        yield cast(Reader, getattr(found, function))


def take(file: ReceivedFile, workbook: Workbook, meeting: str = "", beside: Sequence[ReceivedFile] = ()) -> Taken:
    """Return what is in a received file; InputError where nobody can read it, or not as it is.

    Of records only what the `meeting` awaits is counted, if it is given; with those of the files `beside` it that are
    of the same records.
    """
    for reader in readers():
        more = {"meeting": meeting, "beside": beside} if reader.__name__ == _OF_RECORDS else {}
        if (taken := reader(file, workbook, **more)) is not None:
            return _in_lines(taken)
    raise InputError(
        f"{file.name}: it is no form that ccpi collect ask wrote, no recipe of data/recipes is for it, and no measure "
        f"of data/measures counts its records; draft a recipe from it: ccpi collect learn '{file.name}'"
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
