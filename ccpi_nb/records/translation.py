"""Expressions of measures as Ibis has them, so that every engine gives what the words say."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from ccpi_nb.domain.periods import Period
from ccpi_nb.records.expressions import PERIOD_END, PERIOD_START, Expression, Field, Kind, number

# Ibis' expressions have no types that say what is in them.
Column = Any
Table = Any


def translate(
    expression: Expression | None, table: Table, fields: Mapping[str, Field], period: Period | None = None
) -> Column:
    """Return an expression over a table's records; None where there is none.

    A comparison with a blank is never true, neither = nor !=.
    """
    if expression is None:
        return None
    return _Translator(table, fields, period).of(expression.tree)


@dataclass(frozen=True)
class _Translator:
    table: Table
    fields: Mapping[str, Field]
    period: Period | None

    def of(self, node: ast.expr) -> Column:
        match node:
            case ast.Name(id="period_start" | "period_end"):
                return self._end(node.id)
            case ast.Name(id=name):
                column = self.table[name]
                known = self.fields[name]
                return column.fill_null(False) if known.kind is Kind.TRUTH and known.blank else column
            case ast.Constant(value=value):
                return _literal(value)
            case ast.Call(func=ast.Name(id="days"), args=[ast.Constant(value=int(days))]):
                return ibis.literal(days)
            case ast.Call(args=[ast.Constant(value=str(day))]):
                return ibis.literal(date.fromisoformat(day))
            case ast.BoolOp(op=sign, values=values):
                return reduce(and_ if isinstance(sign, ast.And) else or_, map(self.of, values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self.of(operand)
            case ast.UnaryOp(operand=ast.Constant(value=value)):
                return _literal(value, sign=-1)
            case ast.BinOp():
                return self._sum(node)
            case ast.Compare():
                return self._comparison(node)
        raise AssertionError(ast.dump(node))

    def _end(self, name: str) -> Column:
        assert self.period
        return ibis.literal({PERIOD_START: self.period.start, PERIOD_END: self.period.end}[name])

    def _sum(self, node: ast.BinOp) -> Column:
        left, right = self.of(node.left), self.of(node.right)
        if left.type().is_date():
            if right.type().is_date():
                return left.delta(right, unit="day")
            assert isinstance(node.right, ast.Call) and isinstance(node.right.args[0], ast.Constant)
            interval = ibis.interval(days=int(str(node.right.args[0].value)))
            # PostgreSQL makes a moment of a day and days.
            return (left + interval if isinstance(node.op, ast.Add) else left - interval).cast("date")
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
        return left * right

    def _comparison(self, node: ast.Compare) -> Column:
        left, parts = node.left, []
        for sign, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._compared(left, sign, right))
            left = right
        return reduce(and_, parts)

    def _compared(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Column:
        if isinstance(sign, ast.Is | ast.IsNot):
            assert isinstance(left, ast.Name)
            column = self.table[left.id]
            return column.isnull() if isinstance(sign, ast.Is) else column.notnull()
        one = self.of(left)
        if isinstance(sign, ast.In | ast.NotIn):
            assert isinstance(right, ast.List | ast.Tuple | ast.Set)
            among = one.isin([self.of(value) for value in right.elts])
            held = among if isinstance(sign, ast.In) else ~among
        else:
            held = _COMPARED[type(sign)](one, self.of(right))
        return held.fill_null(False) if self._may_be_blank(left) or self._may_be_blank(right) else held

    def _may_be_blank(self, node: ast.expr) -> bool:
        names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in self.fields]
        return any(self.fields[name].blank and self.fields[name].kind is not Kind.TRUTH for name in names)


_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _literal(value: object, sign: int = 1) -> Column:
    if isinstance(value, bool | str):
        return ibis.literal(value)
    assert isinstance(value, int | float)
    exact = sign * number(value)
    if exact == exact.to_integral_value():
        return ibis.literal(int(exact))
    return ibis.literal(exact, type=f"decimal(18, {-int(Decimal(exact).as_tuple().exponent)})")
