"""Reading of a received spreadsheet by the recipe that is for it: every value with the cell in which it stood."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ccpi_nb.domain.indicators import Indicator
from ccpi_nb.domain.lineage import Origin, ReceivedFile, Taken
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError, at_most_ten, refuse, shortened
from ccpi_nb.recipes.amounts import LeftOut, Reader
from ccpi_nb.recipes.labels import Said, SaidTwice
from ccpi_nb.recipes.layout import Grid, Line, grid_of
from ccpi_nb.recipes.line_labels import fits, listed, said
from ccpi_nb.recipes.observations import Found, values_of
from ccpi_nb.recipes.recipe import Clash, Hidden, Meaning, Recipe, Table, meaning_of
from ccpi_nb.recipes.recipe_files import recipes_for
from ccpi_nb.recipes.said_periods import check_ends, is_own, own_period, period_said
from ccpi_nb.spreadsheets.opening import open_book
from ccpi_nb.spreadsheets.sheets import Book, Failure, Sheet
from ccpi_nb.workbook.inputs import Workbook

# More sentences than this nobody reads.
_MOST_PROBLEMS = 40


def take_by_recipe(file: ReceivedFile, workbook: Workbook) -> Taken | None:
    """Return what a file holds by the recipe that is for files of its name; None where there is no such recipe.

    InputError where two recipes are for it, or where anything in it is not as the recipe says.
    """
    fitting = recipes_for(workbook, file.name)
    if not fitting:
        return None
    if len(fitting) > 1:
        raise InputError(
            f"{file.name}: {len(fitting)} recipes are for files of this name, "
            f"{listed(recipe.file for recipe in fitting)}; make their 'files' narrower"
        )
    return taken_by(fitting[0], file, workbook.indicators)


def taken_by(recipe: Recipe, file: ReceivedFile, indicators: Mapping[str, Indicator]) -> Taken:
    """Return what a file holds by a recipe; InputError lists all that is not as the recipe says."""
    book = open_book(file, recipe.dialect)
    cells: list[Found] = []
    remarks = list(book.untold)
    problems: list[str] = []
    read: dict[str, list[Grid]] = {}
    for table in recipe.tables:
        try:
            sheet = _sheet_of(table, book, file.name)
            found = _Reading(recipe, file, indicators, table, sheet)
            read.setdefault(sheet.name, []).append(found.grid)
            cells += found.cells()
            remarks += found.remarks
        except InputError as problem:
            problems += problem.problems
    if len(problems) > _MOST_PROBLEMS:
        problems = [*problems[:_MOST_PROBLEMS], f"{file.name}: and {len(problems) - _MOST_PROBLEMS} more like these"]
    refuse(problems)
    values = list(values_of(recipe, cells, indicators, file.name))
    if not values:
        raise InputError(f"{file.name}: {recipe.file} finds no value in it; see what it leaves out")
    return Taken(file, tuple(values), not_used=(*remarks, *_not_read(book, read, file.name)))


def _sheet_of(table: Table, book: Book, name: str) -> Sheet:
    # A text file has no sheets, so that the same recipe reads a table that was saved as CSV.
    fitting = [sheet for sheet in book.sheets if sheet.lines or table.sheet.said_by(sheet.name) is not None]
    if len(fitting) != 1:
        names = at_most_ten([f"'{sheet.name}'" for sheet in fitting or book.sheets])
        known = (
            f"{len(fitting)} sheets fit '{table.sheet.text}', {names}; narrow"
            if fitting
            else (f"there is no sheet '{table.sheet.text}', but {names}; correct")
        )
        raise InputError(f"{name}: {known} the recipe's 'sheet'")
    sheet = fitting[0]
    if sheet.hidden and table.hidden is not Hidden.TAKE:
        raise InputError(
            f"{name}, sheet {sheet.name}: the sheet is hidden; show it and save the file, "
            "or say the recipe's 'hidden: take'"
        )
    return sheet


@dataclass
class _Reading:
    """The reading of one table of a file."""

    recipe: Recipe
    file: ReceivedFile
    indicators: Mapping[str, Indicator]
    table: Table
    sheet: Sheet
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.grid = grid_of(self.table, self.sheet, self.file.name)
        self.remarks += self.grid.left_out
        self.place = f"{self.file.name}, sheet {self.sheet.name}" if self.sheet.name else self.file.name
        self.around = self._around()

    def cells(self) -> list[Found]:
        """Return the amounts of the table; InputError lists each cell that is none."""
        found, skipped, problems = [], [], defaultdict(list)
        for row in self.grid.rows:
            for column in self.grid.columns:
                at = self.sheet.place((row.number, column.number), column.heading)
                try:
                    if cell := self._cell(row, column):
                        found.append(cell)
                except LeftOut:
                    skipped.append(at)
                except ValueError as problem:
                    problems[str(problem)].append(at)
        refuse(f"{self.place}, {at_most_ten(places)}: {problem}" for problem, places in problems.items())
        own = own_period(self.around)
        if own and not any(cell.period.end == own.end for cell in found):
            self.remarks.append(f"{self.place}: no value is of {own.in_sentence}, which the file is for")
        if skipped:
            self.remarks.append(f"{self.place}: left out by the recipe as no value, {at_most_ten(skipped)}")
        return found

    def _cell(self, row: Line, column: Line) -> Found | None:
        place = row.number, column.number
        try:
            meaning = meaning_of((self.table.common, row.meaning, column.meaning))
        except (Clash, SaidTwice) as problem:
            raise ValueError(f"its labels contradict each other: {problem}; correct the recipe") from None
        if meaning.indicator not in self.indicators:
            raise ValueError("its labels say no indicator; correct the recipe")
        for label in (*row.labels, *column.labels):
            if isinstance(label.held, Failure) and label.held.is_struck:
                raise ValueError(f"its label '{shortened(label.text)}' {label.held.why}")
        period = self._period(meaning)
        indicator = self.indicators[meaning.indicator]
        if meaning.breakdown and not indicator.breakdown:
            raise ValueError(f"'{meaning.indicator}' is not broken down; say by what in data/indicators.csv")
        if area := self.sheet.area(place):
            inside = [line for line in self.grid.rows if (line.number, column.number) in area]
            beside = [line for line in self.grid.columns if (row.number, line.number) in area]
            if len(inside) > 1 or len(beside) > 1:
                raise ValueError(
                    "it is merged with another cell, so one value stands for two; write each in its own cell"
                )
        amount = Reader(self.recipe.writing, indicator, meaning).amount(self.sheet.cells.get(place), self.sheet)
        if amount:
            amount = amount.qualified(meaning.qualifier)
        if self.recipe.others_left_out and not is_own(period, self.around):
            self._remark(
                f"{self.place}: left out by the recipe, values of {period.in_sentence}, another period than the file's"
            )
            return None
        labels = f"{row.heading}, {column.heading}".strip(", ")
        return Found(meaning, period, amount, self._origin(place, column.heading), labels) if amount else None

    def _remark(self, words: str) -> None:
        if words not in self.remarks:
            self.remarks.append(words)

    def _period(self, meaning: Meaning) -> Period:
        if meaning.period is None:
            raise ValueError("its labels say no period; say the table's 'period', or a label's under 'periods'")
        try:
            return period_said(meaning.period, meaning.said, self.around)
        except ValueError as problem:
            raise ValueError(f"it can't be said which {meaning.period} it is of: {problem}") from None

    def _around(self) -> Said:
        """Return what the file's name, the sheet's and the table's titles say of the period, if they agree."""
        whole = self.recipe.said_by(self.file.name) or Said()
        places = ["the file's name"]
        for where, what in (("the sheet's name", self.table.sheet.said_by(self.sheet.name)), *self._titles()):
            if not what:
                continue
            try:
                whole = whole.agreed(what)
                check_ends(whole)
            except ValueError as problem:
                raise InputError(
                    f"{self.place}: {' and '.join(places)} and {where} contradict each other: {problem}; "
                    "ask which is right, and have the file corrected"
                ) from None
            places.append(where)
        return whole

    def _titles(self) -> Iterator[tuple[str, Said]]:
        for title in self.table.titles:
            found = {cell: said(title, cell) for cell in self.sheet.cells.values() if fits(title, cell)}
            if len(set(found.values())) != 1:
                count = "several cells say" if found else "no cell says"
                raise InputError(
                    f"{self.place}: {count} '{title.text}', the table's title; correct 'title' in the recipe"
                )
            cell, what = next(iter(found.items()))
            yield f"the title in {self.sheet.place((cell.row, cell.column))}", what or Said()

    def _origin(self, place: tuple[int, int], heading: str) -> Origin:
        cell = self.sheet.cells.get(place)
        return Origin(
            self.file.name,
            self.file.sha256,
            self.sheet.name,
            self.sheet.place(place, heading),
            " ".join(cell.shown.split()) if cell else "",
            " ".join(cell.held_as.split()) if cell else "",
            f"recipe {self.recipe.name}",
            self.recipe.sha256,
        )


def _not_read(book: Book, read: Mapping[str, Iterable[Grid]], name: str) -> Iterator[str]:
    """Yield in sentences which sheets were not read, and which cells of the others stand outside of all tables."""
    for sheet in book.sheets:
        if sheet.name not in read:
            if sheet.cells:
                yield f"{name}, sheet {sheet.name}: not read{', and hidden' if sheet.hidden else ''}"
            continue
        at = f"{name}, sheet {sheet.name}" if sheet.name else name
        if sheet.notes:
            places = at_most_ten([sheet.place(place) for place in sheet.notes])
            yield f"{at}: notes were not read, and may say more of a value, {places}"
        outside = [
            sheet.place(place)
            for place in sorted(sheet.cells)
            if not any(grid.top <= place[0] <= grid.bottom for grid in read[sheet.name])
        ]
        if outside:
            yield f"{at}: not read, as outside of the tables, {at_most_ten(outside)}"
