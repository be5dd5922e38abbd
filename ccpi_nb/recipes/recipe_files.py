"""The recipes of a workbook: their files read strictly, refused in sentences. See docs/recipes.md."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ValidationError

from ccpi_nb.domain.indicators import Indicator, Shorthand
from ccpi_nb.domain.lineage import Amount
from ccpi_nb.errors import SLIP, InputError, did_you_mean, one_of, refuse, shortened
from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.files.text_files import collect, read_text
from ccpi_nb.recipes.amounts import SPREADSHEET_ERRORS
from ccpi_nb.recipes.labels import Label
from ccpi_nb.recipes.recipe import CellPart, Known, Meaning, Recipe, Side, Table, Writing
from ccpi_nb.recipes.recipe_models import (
    ColumnsModel,
    MeansModel,
    PeriodModel,
    RecipeModel,
    RowsModel,
    SideModel,
    TableModel,
    listed,
)
from ccpi_nb.recipes.units import HELD_AS, measures_alike
from ccpi_nb.recipes.written_numbers import may_be_part_of_a_number
from ccpi_nb.spreadsheets.text_tables import Dialect
from ccpi_nb.workbook.inputs import Workbook

FOLDER = "data/recipes"
UNDECIDED = "?"
LEFT_OUT = "leave out"


def recipes_of(workbook: Workbook) -> tuple[Recipe, ...]:
    """Return the recipes of a workbook by name; InputError lists the problems of all of them."""
    return collect(lambda file: _read(workbook, file), _files(workbook))


def recipes_for(workbook: Workbook, name: str) -> tuple[Recipe, ...]:
    """Return the recipes that are for a file of a name; InputError lists the problems of those only.

    So a draft for other files, in which something is still to be decided, stops no reading.
    """
    return collect(
        lambda file: _read(workbook, file), (file for file in _files(workbook) if _may_be_for(workbook, file, name))
    )


def _files(workbook: Workbook) -> list[str]:
    return sorted(f"{FOLDER}/{path.name}" for path in (workbook.root / FOLDER).glob("*.yaml"))


def _may_be_for(workbook: Workbook, file: str, name: str) -> bool:
    """Return whether a recipe is for a file of a name, or says nothing that can be read of that."""
    with suppress(InputError, ValueError, KeyError, TypeError):
        patterns = load_yaml(read_text(workbook.root, file), file)["files"]
        return any(Label(pattern).said_by(name) is not None for pattern in listed(patterns))
    return True


def _read(workbook: Workbook, file: str) -> Recipe:
    return recipe_from(read_text(workbook.root, file), file, workbook.indicators, workbook.dataset_names)


def recipe_from(text: str, file: str, indicators: Mapping[str, Indicator], datasets: Collection[str]) -> Recipe:
    """Return the recipe that a file's text describes; InputError lists everything that is wrong with it."""
    data = load_yaml(text, file)
    if not isinstance(data, Mapping):
        raise InputError(f"{file}: a recipe is a mapping of dataset, files and tables; see ccpi help recipes")
    refuse(f"{file}{place}: '?' is still to be decided; {remedy}" for place, remedy in _undecided(data))
    try:
        model = RecipeModel.model_validate(data)
    except ValidationError as refused:
        errors = refused.errors()
        # What is wrong in a table leaves pydantic without tables.
        first = [error for error in errors if error["type"] != "too_short"] or errors
        raise InputError(*dict.fromkeys(_sentence(error, data, file) for error in first)) from None
    refuse(f"{file}{problem}" for problem in _misfits(model, indicators, datasets))
    name = file.rpartition("/")[2].removesuffix(".yaml")
    return Recipe(
        name,
        sha256(text.encode()).hexdigest(),
        model.dataset,
        tuple(map(Label, model.files)),
        tuple(map(_table, model.tables)),
        Writing(
            {mark: _amount(meant) for mark, meant in model.none.items()},
            model.marks,
            model.comma,
            model.brackets,
            bool(model.links),
        ),
        Dialect(model.encoding, model.delimiter.replace("\\t", "\t")),
        model.other_periods == LEFT_OUT,
    )


def _amount(meant: str | int) -> Amount | None:
    """Return what a text that is no number means: a shorthand, 0, or None for a cell that is left out."""
    if isinstance(meant, int):
        return Amount(Decimal(meant))
    return None if meant == LEFT_OUT else Amount(None, Shorthand(meant))


def _table(table: TableModel) -> Table:
    columns = _side(table.columns)
    rows = _side(table.rows)
    return Table(
        Label(table.sheet),
        rows,
        columns,
        tuple(map(Label, table.title)),
        Label(table.after) if table.after is not None else None,
        _meaning(table),
        table.hidden,
    )


def _side(side: SideModel) -> Side:
    return Side(
        tuple(
            Known(label := Label(text), meaning, label.is_literal and text not in side.may_lack)
            for text, meaning in _known(side)
        ),
        tuple(map(Label, side.leave_out)),
        tuple(map(Label, side.says_nothing)),
        tuple(map(Label, side.heading)) if isinstance(side, RowsModel) else (),
        side.levels if isinstance(side, ColumnsModel) else 1,
        Label(side.ends_before) if side.ends_before is not None else None,
        side.blank_repeats,
    )


def _known(side: SideModel) -> Iterator[tuple[str, Meaning]]:
    yield from ((text, _meaning(means)) for text, means in side.indicators.items())
    yield from ((text, Meaning(breakdown=breakdown)) for text, breakdown in side.breakdowns.items())
    yield from ((text, Meaning(period=means.period, qualifier=means.qualifier)) for text, means in side.periods.items())
    yield from ((text, Meaning(part=part)) for text, part in side.parts.items())


def _meaning(means: MeansModel) -> Meaning:
    return Meaning(**{name: getattr(means, name) for name in MeansModel.model_fields})


def _undecided(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if value == UNDECIDED:
                yield f"{place}, '{shortened(str(key))}'", "write what it is, or move the label to 'leave_out'"
            else:
                yield from _undecided(value, f"{place}, {shortened(str(key))}")
    elif isinstance(data, list):
        for number, value in enumerate(data, start=1):
            if value == UNDECIDED:
                yield f"{place} {number}", "write what it is, or take the line out"
            else:
                yield from _undecided(value, f"{place} {number}")


def _misfits(model: RecipeModel, indicators: Mapping[str, Indicator], datasets: Collection[str]) -> Iterator[str]:
    """Yield the problems that no single field shows, each from its place on."""
    if not re.fullmatch(r"\w[\w-]*", model.dataset):
        yield f", dataset: '{model.dataset}' is no folder's name; {did_you_mean(model.dataset, datasets)}"
    elif model.dataset not in datasets and (slip := get_close_matches(model.dataset, datasets, n=1, cutoff=SLIP)):
        yield (
            f", dataset: there is no dataset '{model.dataset}'; did you mean '{slip[0]}'? "
            f"Else make the folder data/observations/{model.dataset}"
        )
    if model.delimiter and len(model.delimiter.replace("\\t", "\t")) != 1:
        yield f", delimiter: '{model.delimiter}' is not one sign; write ';', ',', '|' or '\\t' for a tab"
    for mark in model.none:
        if mark.startswith("#") and mark not in SPREADSHEET_ERRORS:
            yield f", none: the error '{mark}' means nothing; known: {', '.join(SPREADSHEET_ERRORS)}"
    for mark in filter(may_be_part_of_a_number, model.marks):
        yield f", marks: '{mark}' may be a part of the number, and changes it; read it as it is, or leave the cell out"
    for text in model.files:
        yield from _label_problems(text, ", files")
    for number, table in enumerate(model.tables, start=1):
        place = f", table {number}"
        yield from _means_problems(table, place, indicators)
        for text in (table.sheet, *table.title, *([table.after] if table.after else [])):
            yield from _label_problems(text, place)
        for name, side in (("rows", table.rows), ("columns", table.columns)):
            yield from _side_problems(side, f"{place}, {name}", indicators)


def _side_problems(side: SideModel, place: str, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    for text, means in side.indicators.items():
        if not means.indicator:
            yield f"{place}, '{text}': it says no indicator; add 'indicator'"
        yield from _means_problems(means, f"{place}, '{text}'", indicators)
    labels = [text for text, _ in _known(side)]
    for text in (*labels, *side.leave_out, *side.says_nothing, *([side.ends_before] if side.ends_before else [])):
        yield from _label_problems(text, place)
    every = [" ".join(text.split()).casefold() for text in (*labels, *side.leave_out, *side.says_nothing)]
    for text in sorted({text for text in every if every.count(text) > 1}):
        yield f"{place}: the label '{text}' stands twice; say once what it is"
    for text in side.may_lack:
        if text not in labels:
            yield f"{place}, may_lack: '{text}' is none of the labels; {one_of(text, labels)}"
    if not labels and not side.leave_out and not side.says_nothing and not getattr(side, "heading", ()):
        yield f"{place}: it has no label; write them under 'indicators', 'breakdowns', 'periods' or 'parts'"


def _means_problems(means: MeansModel, place: str, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if means.indicator and means.indicator not in indicators:
        yield f"{place}: there is no indicator '{means.indicator}'; {one_of(means.indicator, indicators)}"
        return
    if means.held_as and means.held_as not in HELD_AS:
        yield f"{place}: nothing is held as '{means.held_as}'; {did_you_mean(means.held_as, HELD_AS)}"
    elif means.held_as and means.indicator and means.part in (None, CellPart.VALUE):
        unit = indicators[means.indicator].unit
        if not measures_alike(means.held_as, unit):
            yield f"{place}: '{means.indicator}' is in {unit}, and what is held as '{means.held_as}' is none of that"


def _label_problems(text: str, place: str) -> Iterator[str]:
    try:
        Label(text)
    except ValueError as problem:
        yield f"{place}: {problem}"


def _sentence(error: Any, data: Mapping[str, Any], file: str) -> str:
    """Return one of pydantic's errors as file, place, what is wrong, and the remedy."""
    steps = [step for step in error["loc"] if not (isinstance(step, str) and step.startswith("function-"))]
    if steps[-1:] == ["period"] and "periods" in steps:  # which is most often written as the label's value
        steps.pop()
    place = f"{file}{_place(steps)}"
    match error["type"]:
        case "missing":
            return f"{file}{_place(steps[:-1])}: '{steps[-1]}' is missing; add it"
        case "extra_forbidden":
            known = _model_at(steps[:-1]).model_fields
            return f"{file}{_place(steps[:-1])}: there is no '{steps[-1]}' here; {did_you_mean(str(steps[-1]), known)}"
        case "enum" | "literal_error":
            return f"{place}: '{shortened(str(error['input']))}' is not taken; write {error['ctx']['expected']}"
        case kind:
            wrong = _WANTED.get(kind, error["msg"].replace("Input should", "it should"))
            return f"{place}: {wrong}; see ccpi help recipes"


_WANTED = {
    "model_type": "this is not a mapping, whose keys stand on lines of their own",
    "dict_type": "this is not a mapping, whose keys stand on lines of their own",
    "tuple_type": "this is not a list, each of whose lines starts with '- '",
    "string_type": "this is not text; put it in quotes",
    "string_too_short": "this is blank; fill it",
    "too_short": "there is none; write at least one",
    "bool_parsing": "this is neither true nor false",
    "int_type": "this is not a whole number",
}


def _place(steps: Sequence[Any]) -> str:
    words: list[str] = []
    for step in steps:
        if isinstance(step, int):
            words[-1] = f"{words[-1].removesuffix('s')} {step + 1}"
        else:
            words.append(step if re.fullmatch(r"\w+", step) else f"'{shortened(step)}'")
    return "".join(f", {word}" for word in words)


def _model_at(steps: Sequence[Any]) -> type[BaseModel]:
    names = [step for step in steps if isinstance(step, str)]
    of_labels: dict[str, type[BaseModel]] = {"indicators": MeansModel, "periods": PeriodModel}
    if len(names) > 2 and names[2] in of_labels:
        return of_labels[names[2]]
    models: dict[str, type[BaseModel]] = {"rows": RowsModel, "columns": ColumnsModel, "tables": TableModel}
    return models.get(names[-1], RecipeModel) if names else RecipeModel
