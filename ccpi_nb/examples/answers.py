"""Made-up answers to the forms that a meeting's owners are sent, typed as people type them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl

from ccpi_nb.forms.asked import Asked
from ccpi_nb.forms.layout import AT, Form
from ccpi_nb.forms.request import Request
from ccpi_nb.forms.writing import form_of, render_form

_NEW_COMPLAINTS = (6, 2, 5, 3, 1, 2, 1, 1, 1, 2, 5)
# What is typed for an indicator's quarter, with its two numbers; the year to date is that and what was held before.
_TYPED: Mapping[str, tuple[str, str, str]] = {
    "blue_badge_complaints": ("21", "", ""),
    "blue_badge_applications": ("7,188", "", ""),
    "blue_badge_complaint_rate": ("0.29%", "21", "7188"),
    "blue_badge_processing_time": ("2", "", ""),
    "blue_badge_call_back": ("7", "", ""),
    "frameworks_complete": ("9", "", ""),
    "frameworks_under_way": ("12", "", ""),
}
_REASONS = "blue_badge_complaint_reasons"
_WHY = "Made up for a trial: more people applied before the holidays, and some letters went out late."
_ACTION = "Made up for a trial: the team writes to applicants sooner."


def filled(request: Request) -> bytes:
    """Return a form as it comes back, filled in with made-up answers and marked as made up in its title."""
    form = form_of(request)
    book = openpyxl.load_workbook(BytesIO(render_form(request)))
    book.properties.title = f"MADE UP: {request.title}"
    for row, asked in zip(form.rows, _in_order(form, request.asked), strict=True):
        sheet = book[row.sheet]
        value, numerator, denominator = _typed(asked, request.asked)
        red = asked.target is not None and asked.indicator.key == "blue_badge_complaint_rate"
        answers: dict[str, object] = {"value": value, "numerator": numerator, "denominator": denominator}
        if red:
            answers |= {"why": _WHY, "action": _ACTION, "by": date(2015, 3, 31)}
        for column, answer in answers.items():
            if answer and column in row.opened:
                sheet.cell(row.row, AT[column] + 1).value = answer
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _in_order(form: Form, asked: Iterable[Asked]) -> list[Asked]:
    """Return what was asked in the order of a form's rows."""
    known = {(one.dataset, one.indicator.key, one.breakdown, str(one.period)): one for one in asked}
    return [known[row.dataset, row.indicator, row.breakdown, row.period] for row in form.rows]


def _typed(asked: Asked, others: Iterable[Asked]) -> tuple[str, str, str]:
    if asked.indicator.key == "health_assessments_up_to_date":
        return "79.4%" if asked.period.end.day == 31 else "78.9%", "", ""
    if asked.indicator.key != _REASONS:
        return _TYPED.get(asked.indicator.key, ("", "", ""))
    reasons = list(dict.fromkeys(one.breakdown for one in others if one.indicator.key == _REASONS))
    new = _NEW_COMPLAINTS[reasons.index(asked.breakdown) % len(_NEW_COMPLAINTS)]
    before = (
        asked.earlier[0].value if asked.period.is_year_to_date and asked.period.months > 3 and asked.earlier else None
    )
    return str(new + int(before or Decimal(0))), "", ""
