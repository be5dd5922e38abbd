"""The small language of measures: comparisons, dates and days, and, or, not. It is read here, and nothing is run."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce

from ccpi_nb.errors import did_you_mean, known_words

# Nobody can read what is longer, and Python reads what is nested without end no more.
_LONGEST = 600
PERIOD_START, PERIOD_END = "period_start", "period_end"


class Kind(StrEnum):
    """What a column or an expression holds."""

    TEXT = "text"
    DATE = "date"
    DAYS = "number of days"
    NUMBER = "number"
    TRUTH = "yes or no"


@dataclass(frozen=True)
class Field:
    """A name that expressions may use: what it holds, whether that may be blank, and which words, if known."""

    name: str
    kind: Kind
    blank: bool = False
    words: frozenset[str] | None = None


@dataclass(frozen=True)
class Expression:
    """An expression that has been checked: as it is written, as a tree, and what it gives."""

    text: str
    kind: Kind
    tree: ast.expr = field(compare=False, repr=False)

    @property
    def names(self) -> frozenset[str]:
        """The names in it: of columns and lookups, and of the period's ends."""
        return frozenset(node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name))

    @property
    def asked_for_blanks(self) -> frozenset[str]:
        """The names of which it says what a blank means: 'paid is blank or paid > period end'."""
        compared = (node for node in ast.walk(self.tree) if isinstance(node, ast.Compare))
        asked = (node for node in compared if isinstance(node.ops[0], ast.Is | ast.IsNot))
        return frozenset(node.left.id for node in asked if isinstance(node.left, ast.Name))

    @property
    def asks_for_period(self) -> bool:
        """Whether it is about a period's first or last day."""
        return bool(self.names & {PERIOD_START, PERIOD_END})


def parse(text: str, fields: Mapping[str, Field], *, of_period: bool = False) -> Expression:
    """Return what a text says about a record; ValueError with the word that is wrong, and the remedy.

        not disputed and paid - invoiced <= 30 days
        began <= period end and (ended is blank or ended > period end)

    `of_period` is whether it may ask for the period's first and last day.
    """
    if len(text) > _LONGEST:
        raise ValueError(
            f"it has {len(text)} characters, and {_LONGEST} are the most; name parts of it under 'leave out'"
        )
    tree = _tree(text)
    periods = {name: Field(name, Kind.DATE) for name in (PERIOD_START, PERIOD_END)} if of_period else {}
    return Expression(text, _Checker({**fields, **periods}, of_period).kind(tree), tree)


_QUOTED = re.compile(r"('[^']*'|\"[^\"]*\")")
_WRITTEN = (
    (re.compile(r"\bis\s+not\s+blank\b"), "is not None"),
    (re.compile(r"\bis\s+blank\b"), "is None"),
    (re.compile(r"\bperiod\s+(start|end)\b"), r"period_\1"),
    (re.compile(r"\b(\d{4}-\d\d-\d\d)\b"), r"day('\1')"),
    (re.compile(r"\b(\d+)\s+days?\b"), r"days(\1)"),
    (re.compile(r"<>"), "!="),
    (re.compile(r"(?<![<>=!])=(?!=)"), "=="),
    (re.compile(r"\byes\b"), "True"),
    (re.compile(r"\bno\b"), "False"),
)


def _tree(text: str) -> ast.expr:
    parts = _QUOTED.split(" ".join(text.split()))
    parts[::2] = [_with(part, _WRITTEN) for part in parts[::2]]
    translated = "".join(parts).strip()
    try:
        return ast.parse(translated, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        at = (getattr(problem, "offset", None) or 1) - 1
        near = re.match(r"\S*", translated[min(at, max(len(translated) - 1, 0)) :])
        word = near[0] if near and near[0] else "its end"
    raise ValueError(f"it can't be read at '{word}'; write it as 'not disputed and paid - invoiced <= 30 days'")


def _with(text: str, exchanged: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """Return a text with words exchanged for others, one kind after another."""
    return reduce(lambda so_far, pair: pair[0].sub(pair[1], so_far), exchanged, text)


@dataclass(frozen=True)
class _Checker:
    """What finds out what an expression gives, and refuses what it may not hold."""

    fields: Mapping[str, Field]
    of_period: bool

    def kind(self, node: ast.expr) -> Kind:
        """Return what a part of an expression gives."""
        match node:
            case ast.Name(id=name):
                return self.field(name).kind
            case ast.Constant(value=value):
                return _kind_of_value(value)
            case ast.Call(func=ast.Name(id="days"), args=[ast.Constant(value=int())], keywords=[]):
                return Kind.DAYS
            case ast.Call(func=ast.Name(id="day"), args=[ast.Constant(value=str(day))], keywords=[]):
                return _day(day)
            case ast.BoolOp(values=parts):
                for part in parts:
                    self._must_be_truth(part)
                return Kind.TRUTH
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._must_be_truth(operand)
                return Kind.TRUTH
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                return Kind.NUMBER
            case ast.BinOp():
                return self._sum(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call(func=ast.Name(id=name)):
                raise ValueError(f"there is no '{name}(...)' here; only comparisons, 'and', 'or', 'not' and days")
        raise ValueError(f"'{written(node)}' is not taken; only comparisons, 'and', 'or', 'not', + and - are")

    def field(self, name: str) -> Field:
        """Return what a name stands for."""
        if name in self.fields:
            return self.fields[name]
        if name in (PERIOD_START, PERIOD_END):
            raise ValueError(
                f"'{name.replace('_', ' ')}' is for measures with 'as_at: period end'; give it that, or compare a date"
            )
        raise ValueError(f"there is no column or lookup '{name}'; {did_you_mean(name, self.fields)}")

    def _must_be_truth(self, node: ast.expr) -> None:
        if (kind := self.kind(node)) is not Kind.TRUTH:
            raise ValueError(f"'{written(node)}' is a {kind} and not yes or no; compare it with something")

    def _sum(self, node: ast.BinOp) -> Kind:
        left, right = self.kind(node.left), self.kind(node.right)
        match left, node.op, right:
            case Kind.NUMBER, ast.Add() | ast.Sub() | ast.Mult(), Kind.NUMBER:
                return Kind.NUMBER
            case Kind.DATE, ast.Sub(), Kind.DATE:
                return Kind.DAYS
            case Kind.DATE, ast.Add() | ast.Sub(), Kind.DAYS if _is_days(node.right):
                return Kind.DATE
            case Kind.DAYS, ast.Add() | ast.Sub(), Kind.DAYS:
                return Kind.DAYS
            case _, ast.Div(), _:
                raise ValueError(f"'{written(node)}' divides, which is not exact; multiply the other side instead")
            case (Kind.DATE | Kind.DAYS, _, Kind.NUMBER) | (Kind.NUMBER, _, Kind.DATE | Kind.DAYS):
                raise ValueError(f"'{written(node)}' counts a date and a number together; write '30 days' for 30")
        raise ValueError(f"'{written(node)}' works with a {left} and a {right}; only numbers, dates and days go so")

    def _comparison(self, node: ast.Compare) -> Kind:
        left = node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(sign, ast.Is | ast.IsNot):
                self._blank(left, right)
            elif isinstance(sign, ast.In | ast.NotIn):
                self._among(left, right)
            else:
                self._compared(left, sign, right)
            left = right
        return Kind.TRUTH

    def _blank(self, left: ast.expr, right: ast.expr) -> None:
        if not (isinstance(right, ast.Constant) and right.value is None):
            raise ValueError(f"'is {written(right)}' is not taken; write = to compare, or 'is blank'")
        if not isinstance(left, ast.Name):
            raise ValueError(f"'{written(left)} is blank' is not taken; only a column can be blank")
        if not self.field(left.id).blank:
            raise ValueError(f"'{left.id}' may not be blank; add 'blank: allowed' to its column, or leave this out")

    def _among(self, left: ast.expr, right: ast.expr) -> None:
        if not (isinstance(right, ast.List | ast.Tuple | ast.Set) and right.elts):
            raise ValueError(f"'in {written(right)}' is not taken; list what it may be: in ('a', 'b')")
        for value in right.elts:
            if not isinstance(value, ast.Constant):
                raise ValueError(f"'{written(value)}' can't be listed after 'in'; list texts or numbers")
            self._compared(left, ast.Eq(), value)

    def _compared(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> None:
        one, other = self.kind(left), self.kind(right)
        if {one, other} == {Kind.DAYS, Kind.NUMBER}:
            raise ValueError(f"'{written(left)}' and '{written(right)}' are days and a number; write '30 days' for 30")
        if one is not other:
            raise ValueError(f"'{written(left)}' is a {one} and '{written(right)}' a {other}; compare like with like")
        if one in (Kind.TEXT, Kind.TRUTH) and not isinstance(sign, ast.Eq | ast.NotEq):
            raise ValueError(f"'{written(left)}' is a {one}, which is neither more nor less; compare it by = or !=")
        for name, value in ((left, right), (right, left)):
            if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                self._must_be_known(self.field(name.id), value.value)

    def _must_be_known(self, field: Field, value: object) -> None:
        if field.words is not None and field.kind is Kind.TEXT and value not in field.words:
            hint = did_you_mean(str(value), field.words) if value else known_words(field.words)
            raise ValueError(f"'{field.name}' is never '{value}'; {hint}")


def _is_days(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _kind_of_value(value: object) -> Kind:
    match value:
        case bool():
            return Kind.TRUTH
        case str():
            return Kind.TEXT
        case int() | float():
            return Kind.NUMBER
    raise ValueError(f"'{value}' is not taken; write 'is blank' for a blank")


def _day(text: str) -> Kind:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar") from None
    return Kind.DATE


_READ_AS = (
    (re.compile(r"\bis not None\b"), "is not blank"),
    (re.compile(r"\bis None\b"), "is blank"),
    (re.compile(r"\bperiod_(start|end)\b"), r"period \1"),
    (re.compile(r"\bday\('([^']*)'\)"), r"\1"),
    (re.compile(r"\bdays\((\d+)\)"), r"\1 days"),
    (re.compile(r"=="), "="),
    (re.compile(r"\bTrue\b"), "yes"),
    (re.compile(r"\bFalse\b"), "no"),
)


def written(node: ast.expr) -> str:
    """Return a part of an expression as its author wrote it, or nearly."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return _with(ast.unparse(node), _READ_AS)


def numbers_in(expression: Expression) -> Iterator[Decimal]:
    """Yield the numbers that stand in an expression."""
    for node in ast.walk(expression.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield number(node.value)


def number(value: int | float) -> Decimal:
    """Return a number of an expression as it is written there."""
    return Decimal(repr(value))
