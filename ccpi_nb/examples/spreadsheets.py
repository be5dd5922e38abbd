"""Made-up workbooks as services keep them: merged headers, numbers as text, totals, notes, a hidden sheet."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

# What a cell holds, and the number format that shows it ('' for none).
Held = tuple[object, str]

_NOTICE = "MADE UP: not the council's data. It was made to try how spreadsheets are taken in."
_PERCENT, _PENCE, _WHOLE, _TENTHS = "0.00%", '"£"#,##0.00', "#,##0", "0.0%"


class Book:
    """A workbook in the making, marked as made up in its title, on its first sheet and at the head of each."""

    def __init__(self, title: str) -> None:
        self._bytes = BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, {"in_memory": True})
        self.book.set_properties(
            {"title": f"MADE UP: {title}", "comments": _NOTICE, "created": datetime(2015, 1, 12, tzinfo=UTC)}
        )
        cover = self.book.add_worksheet("Read me")
        cover.write_string(0, 0, _NOTICE)
        cover.write_string(1, 0, title)

    def sheet(self, name: str, title: str, width: int, *, hidden: bool = False) -> xlsxwriter.worksheet.Worksheet:
        """Return a new sheet, with a title that is merged over so many columns."""
        sheet = self.book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, width - 1, f"MADE UP \N{EN DASH} {title}")
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, width, 16)
        if hidden:
            sheet.hide()
        return sheet

    def rows(
        self, sheet: xlsxwriter.worksheet.Worksheet, top: int, rows: Sequence[Sequence[Held | str | None]]
    ) -> None:
        """Write rows from `top` on, counted from 0: text, or a value with its number format; None for a blank cell."""
        for at, row in enumerate(rows, start=top):
            for column, held in enumerate(row):
                if isinstance(held, tuple):
                    sheet.write(at, column, held[0], self.book.add_format({"num_format": held[1]}))
                elif held is not None:
                    sheet.write_string(at, column, held)

    def content(self) -> bytes:
        """Return the workbook as a file's bytes."""
        self.book.close()
        return self._bytes.getvalue()


def procurement_dashboard() -> bytes:
    """Return the procurement dashboard of quarter 3: two header rows, fractions shown as per cent, notes and totals."""
    book = Book("Procurement dashboard")
    sheet = book.sheet("Dashboard Q3", "Procurement dashboard, Quarter 3 2014/15", 7)
    sheet.merge_range(2, 1, 2, 3, "2014/15 by quarter")
    sheet.merge_range(2, 4, 2, 5, "Latest")
    book.rows(
        sheet,
        3,
        [
            ("Measure", "Q1", "Q2", "Q3", "December 2014", "April to December 2014", "Trend"),
            ("Duplicate payments prevented", (53, "0"), (67, "0"), (71, "0"), (24, "0"), "-", "Up"),
            (
                "Value of duplicate payments prevented",
                *((value, _PENCE) for value in (641355, 902071, 734112.55, 198003.1)),
                "-",
                "Down",
            ),
            (
                "Care portal: providers registered",
                (0.053, _TENTHS),
                (0.547, _TENTHS),
                (0.612, _TENTHS),
                None,
                None,
                "Up",
            ),
            ("Care portal: providers submitting", "n/a", (0.4592, _PERCENT), (0.4905, _PERCENT), None, None, "Up"),
            ("Contracts let", (18, "0"), (30, "0"), (39, "0"), None, (87, "0"), "Up"),
            (
                "Value of contracts let",
                *((value, '"£"#,##0') for value in (10850000, 35586000, 45314000)),
                None,
                (91750000, '"£"#,##0'),
                "Up",
            ),
            ("Contracts let on time", (1, "0%"), (1, "0%"), (0.974, _TENTHS), None, None, "Down"),
            ("Legal challenges received", None, None, None, None, (1, "0"), "-"),
            ("Legal challenges that succeeded", (0, "0"), (0, "0"), (0, "0"), None, None, "-"),
            ("TOTAL", (71, "0"), (97, "0"), (110, "0"), (24, "0"), (88, "0"), None),
            ("Notes", None, None, None, None, None, None),
            ("Value of contracts is the whole value awarded, not the annual value.",),
        ],
    )
    places = book.sheet("Where contractors are based", "Where contractors are based, April to December 2014", 4)
    book.rows(
        places,
        2,
        [
            ("Place", "Contracts", "Contractors", "Annual value"),
            ("Lancashire", (44, "0"), (129, "0"), (61.2, '"£"0.0"m"')),
            ("North West", (15, "0"), (46, "0"), (16.3, '"£"0.0"m"')),
            ("Other", (28, "0"), (33, "0"), (12.4, '"£"0.0"m"')),
            ("TOTAL", (87, "0"), (208, "0"), (89.9, '"£"0.0"m"')),
        ],
    )
    hidden = book.sheet("Workings", "Workings, for nobody else", 3, hidden=True)
    hidden.write_formula(2, 0, "='Dashboard Q3'!D9/2", None, 19.5)
    return book.content()


def corporate_return() -> bytes:
    """Return the corporate return of quarter 3: per cent, times and thousands typed as text, 'c.' before a number."""
    book = Book("Corporate return, quarter 3 2014/15")
    sheet = book.sheet("Return", "Corporate return", 5)
    book.rows(
        sheet,
        2,
        [
            ("Measure", "Q2 2014/15", "Q3 2014/15", "Apr to Dec 2014", "Remarks"),
            ("Key indicators on track", "68%", "71%", None, "As agreed by management teams"),
            ("Areas highlighted", (5, "0"), (4, "0"), None, None),
            ("Social care line: average wait", "2m 08s", "1m 52s", None, None),
            ("Weeks to fill a vacancy", "about 12", "about 11", None, None),
            ("Weeks to train a starter", (5, "0"), (5, "0"), None, None),
            ("DoLS applications", None, None, "1,986", None),
            ("DoLS applications a month", None, None, (221, "0"), "Rounded by the service"),
            ("DoLS applications not allocated", None, None, "c. 1,240", "From the weekly report"),
        ],
    )
    return book.content()


def contractor_levels() -> bytes:
    """Return the contractor's service levels of quarter 3, which are exempt."""
    book = Book("BTLS service levels, quarter 3 2014/15")
    sheet = book.sheet("Service levels", "Service levels", 4)
    share = "0.0%"
    book.rows(
        sheet,
        2,
        [
            ("Service level", "Quarter 3", "Year to end of Q3", "Target"),
            ("ICT", None, None, None),
            *(
                (f"ICT priority {level}", (quarter, "0%"), (so_far, "0%"), (target, "0%"))
                for level, quarter, so_far, target in (
                    (1, 1, 1, 0.99),
                    (2, 0.99, 1, 0.98),
                    (3, 0.98, 0.98, 0.97),
                    (4, 0.97, 0.98, 0.98),
                    (5, 0.99, 0.99, 0.98),
                )
            ),
            ("Payroll and recruitment", None, None, None),
            ("Payroll errors", (0.003, share), (0.002, share), "below 0.4%"),
            ("Pay changes on time", (1, "0%"), (1, "0%"), (0.99, "0%")),
            ("DBS checks in two days", (0.874, share), (0.869, share), (0.75, "0%")),
            ("Overpayments", (118, "0"), (392, "0"), None),
            ("DBS forms with errors", (0.012, share), (0.011, share), (0.03, "0%")),
            ("Offers in 48 hours", (0.983, share), (0.974, share), (1, "0%")),
            ("DBS forms returned in 48 hours", (1, "0%"), (1, "0%"), (1, "0%")),
            ("Change letters in 10 days", (0.942, share), (0.918, share), (1, "0%")),
            ("Pay awards on time", (1, "0%"), (1, "0%"), (1, "0%")),
        ],
    )
    return book.content()
