"""What a form's cells expect, said where somebody types: a spreadsheet's own checks, which warn in plain words."""

from collections.abc import Mapping

from ccpi_nb.domain.indicators import Indicator, Unit
from ccpi_nb.domain.plausibility import is_share
from ccpi_nb.forms.layout import REASONS, how_written

Rule = Mapping[str, object]

_PLAIN = 'SUBSTITUTE(SUBSTITUTE({cell},",","")," ","")'
_MONEY = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(LOWER({_PLAIN}),"£",""),"m",""),"k","")'
_PER_CENT = f'SUBSTITUTE({_PLAIN},"%","")'
# A time has a colon or the letter of its minutes or seconds.
_TIME = 'OR(ISNUMBER(FIND(":",{cell})),ISNUMBER(FIND("m",LOWER({cell}))),ISNUMBER(FIND("s",LOWER({cell}))))'
_A_NUMBER = "ISNUMBER(VALUE({text}))"
_BETWEEN = "IF(ISNUMBER(VALUE({text})),AND(VALUE({text})>=0,VALUE({text})<=100),FALSE)"
_WHOLE = "IF(ISNUMBER(VALUE({text})),AND(VALUE({text})>=0,VALUE({text})=INT(VALUE({text}))),FALSE)"
# What a spreadsheet takes as the length of a message, and of its title.
_LONGEST, _LONGEST_TITLE = 255, 32
# A comment is some sentences; what is longer, nobody reads in a table.
_WORDS = 1_500


def rule_for(key: str, indicator: Indicator, cell: str) -> Rule:
    """Return the check of an input cell as XlsxWriter takes it: of the column `key`, for a value of an indicator."""
    match key:
        case "value":
            return _warning(_value_formula(indicator, cell), "Value", _value_words(indicator), _unexpected(indicator))
        case "numerator" | "denominator":
            other = "denominator" if key == "numerator" else "numerator"
            words = f"A number, such as 1,240. Fill in the {other} as well."
            text = _MONEY.format(cell=cell)
            return _warning(_A_NUMBER.format(text=text), key.capitalize(), words, "This is usually a number: 1,240.")
        case "none":
            return _choice()
        case "by":
            formula = f'OR(ISNUMBER({cell}),ISNUMBER(DATEVALUE({cell})),ISNUMBER(DATEVALUE("1 "&{cell})))'
            words = "A day or a month: 31 March 2015, 31/3/2015 or March 2015. The day comes before the month."
            return _warning(formula, "By when", words, "This is usually a date: 31 March 2015.")
        case "why":
            return _words(cell, "Why it changed", "Say why the value is as it is.")
        case _:
            return _words(cell, "What we do", "Say what is done about it.")


def _value_formula(indicator: Indicator, cell: str) -> str:
    match indicator.unit:
        case Unit.PERCENT | Unit.POINTS:
            return (_BETWEEN if is_share(indicator) else _A_NUMBER).format(text=_PER_CENT.format(cell=cell))
        case Unit.POUNDS | Unit.POUNDS_THOUSAND | Unit.POUNDS_MILLION:
            return _A_NUMBER.format(text=_MONEY.format(cell=cell))
        case Unit.MINUTES_SECONDS:
            return _TIME.format(cell=cell)
        case Unit.NUMBER if not indicator.decimals:
            return _WHOLE.format(text=_PLAIN.format(cell=cell))
        case _:
            return _A_NUMBER.format(text=_PLAIN.format(cell=cell))


def _value_words(indicator: Indicator) -> str:
    return (
        f"{how_written(indicator)}. A word may stand before it: about, over, under, almost, provisional, estimated. "
        "No value? Leave this blank and choose under 'No value because'."
    )


def _unexpected(indicator: Indicator) -> str:
    between = " from 0% to 100%" if is_share(indicator) else ""
    return f"This is usually written as a number{between} ({how_written(indicator)})."


def _warning(formula: str, title: str, words: str, wrong: str) -> Rule:
    """Return a check that warns and lets pass: 'about 3' is no number to a spreadsheet."""
    return _common(title, words) | {
        "validate": "custom",
        "value": f"={formula}",
        "error_type": "warning",
        "error_title": "Is this right?",
        "error_message": f"{wrong} If you mean what you typed, keep it."[:_LONGEST],
    }


def _choice() -> Rule:
    words = "Only where there is no value: choose a reason from the list, and leave 'Value' blank."
    return _common("No value because", words) | {
        "validate": "list",
        "source": list(REASONS),
        "error_type": "stop",
        "error_title": "Choose from the list",
        "error_message": f"Choose one of these: {', '.join(REASONS)}. Or leave the cell blank.",
    }


def _words(cell: str, title: str, opening: str) -> Rule:
    words = (
        f"{opening} One to three sentences. No names of people, and no numbers but the value itself "
        "as you give it here, and dates."
    )
    return _common(title, words) | {
        "validate": "length",
        "criteria": "<=",
        "value": _WORDS,
        "error_type": "warning",
        "error_title": "Is this too long?",
        "error_message": f"The report has room for about {_WORDS:,} characters. If you need them all, keep it.",
    }


def _common(title: str, words: str) -> dict[str, object]:
    return {"ignore_blank": True, "input_title": title[:_LONGEST_TITLE], "input_message": words[:_LONGEST]}
