"""What a round through a spreadsheet leaves in a file: dates and numbers as it shows them, tables made for reading."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ccpi_nb.errors import shortened

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_GAP = r"[ ,.'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_THOUSANDS = rf"\d{{1,3}}(?:{_GAP}\d{{3}})+(?:[.,]\d+)?"
_NUMBER = rf"[-+]?(?:{_THOUSANDS}|\d+(?:[.,]\d*)?)"
_MINUS = r"[\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}]"
_DATES = (
    r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}(?: \d{1,2}:\d\d(?::\d\d)?)?",  # 09/12/2014
    r"\d{4}[/.]\d{1,2}[/.]\d{1,2}",  # 2014/12/09
    r"\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:.*",  # 2014-12-09 00:00:00
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[-/. ])?{_MONTH}(?:[-/., ]+\d{{2,4}})?",  # 9-Dec-14, Nov-14, December 2014
    rf"{_MONTH}[-/. ]\d{{1,2}},?[-/. ]\d{{2,4}}",  # Dec 9, 2014
    rf"\d{{2,4}}[-/. ]{_MONTH}",  # 14-Nov
    r"[34]\d{4}(?:\.\d+)?",  # 41982, the day's number
)
_AMOUNTS = (
    rf"{_NUMBER}\s*%",  # 61%
    rf"(?:{_MINUS}|[-+(])*\s*[£$€]\s*{_NUMBER}\)?(?:\s*[kKmM]|\s*bn)?",  # £2050, (£12)
    rf"{_NUMBER}\s*(?:[£$€]|GBP)",
    r"[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d+",  # 2.05E+03
    rf"{_MINUS}\s*{_NUMBER}",  # a true minus sign
    rf"\(\s*{_NUMBER}\s*\)|{_NUMBER}-|'{_NUMBER}",  # (12), 12-, '12
    rf"[-+]?{_THOUSANDS}",  # 2,050
    r"[-+]?\d+,\d+|[-+]?\.\d+|\+\d+(?:\.\d+)?|\d+\.",  # 3,5
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|#+)",  # #REF!
)
_TURNED = re.compile("|".join((*_DATES, *_AMOUNTS)), re.IGNORECASE)
_AS_TEXT = (
    "import the file anew with that column as text (Data, From Text/CSV, Transform Data, and Text as the type), "
    "type such cells as ccpi help data shows, and save as 'CSV UTF-8'"
)


@dataclass(frozen=True)
class Refused:
    """A cell that its column's parser has refused, with the whole sentence; of a row with too few fields, no column."""

    row: int
    sentence: str
    column: str = ""
    cell: str = ""

    @property
    def is_turned(self) -> bool:
        """Whether the cell looks as a spreadsheet shows a date or a number: 'Nov-14', '2,050', '61%'."""
        return _TURNED.fullmatch(self.cell) is not None


def refusal_sentences(refused: Sequence[Refused], file: str) -> list[str]:
    """Return the sentences for what was refused, in the order of the rows.

    One sentence stands for all that a spreadsheet has turned in a column, where that is more than a single cell.
    """
    turned: dict[str, list[Refused]] = {}
    for each in refused:
        if each.is_turned:
            turned.setdefault(each.column, []).append(each)
    single = len(turned) == 1 and all(len(cells) == 1 for cells in turned.values())
    sentences = [
        _turned(file, turned[each.column]) if each.is_turned and not single else each.sentence for each in refused
    ]
    return list(dict.fromkeys(sentences))


def _turned(file: str, cells: Sequence[Refused]) -> str:
    count = "1 cell stands" if len(cells) == 1 else f"{len(cells)} cells stand"
    return (
        f"{file}, column '{cells[0].column}': {count} as a spreadsheet shows dates and numbers, "
        f"the first being '{shortened(cells[0].cell)}' in row {cells[0].row}; {_AS_TEXT}"
    )


def made_for_reading(rows: Sequence[Sequence[str]], columns: Collection[str], file: str) -> str:
    """Return why a file is a table made for reading; '' where its first row is a header, if a faulty one.

    Titles above the header, or a header that has none of the columns.
    """
    if _named(rows[0], columns):
        return ""
    below = next((number for number, row in enumerate(rows[1:], start=2) if 2 * _named(row, columns) > len(columns)), 0)
    if below:
        return (
            f"{file}: this is a table made for reading, with its header in row {below}; "
            f"delete what stands above it, and any notes below the rows"
        )
    return (
        f"{file}, row 1: it names none of the columns, so this seems to be a table made for reading; "
        f"a data file has the header {','.join(columns)}, and a row for each value"
    )


def _named(row: Sequence[str], columns: Collection[str]) -> int:
    return len({cell.strip() for cell in row} & set(columns))
