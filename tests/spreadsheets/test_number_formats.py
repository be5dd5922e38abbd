"""What a number format says of a number, and how the number looks by it."""

from decimal import Decimal

import pytest

from ccpi_nb.spreadsheets.number_formats import number_format


@pytest.mark.parametrize(
    ("code", "held", "shown"),
    [
        ("0.00%", "0.8213", "82.13%"),
        ("0%", "0.8213", "82%"),
        ("General", "0.3", "0.3"),
        ("[$£-809]#,##0.00", "734112.55", "£734,112.55"),
        ('"£"#,##0;[Red]-"£"#,##0', "-12", "-£12"),
        ('£0.0,,"m"', "19750000", "£19.8m"),
        ("#,##0,", "45314000", "45,314"),
        ('£#,##0,,"m"', "45314000", "£45m"),
        ("0,", "1240", "1"),
        ('0.00"%"', "82.13", "82.13%"),
        ("#,##0_);(#,##0)", "2846", "2,846"),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "2846", "2,846"),
        ("0.00E+00", "3", "3"),
        ("# ?/?", "0.5", "0.5"),
        ("@", "3", "3"),
        ("0", "-0.4", "0"),
        ("0", "2.5", "3"),
    ],
)
def test_a_number_is_shown_as_its_format_has_it(code: str, held: str, shown: str) -> None:
    assert number_format(code).shown(Decimal(held)) == shown


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("0.00%", {"percent"}),
        ('0.00"%"', {"written_percent"}),
        (r"0.0\%", {"written_percent"}),
        ("£#,##0", {"pounds"}),
        ("mm:ss", {"is_length", "has_seconds"}),
        ("[h]:mm:ss", {"is_length", "has_seconds"}),
        ("mm:ss.0", {"is_length", "has_seconds"}),
        ("h:mm", {"is_length"}),
        ("mmm-yy", set()),
        ("dd/mm/yyyy hh:mm", set()),
        ('0" months"', set()),
        ("General", set()),
    ],
)
def test_a_format_says_what_kind_of_number_it_is(code: str, says: set[str]) -> None:
    form = number_format(code)
    names = ("percent", "written_percent", "pounds", "is_length", "has_seconds")
    assert {name for name in names if getattr(form, name)} - ({"has_seconds"} if not form.is_length else set()) == says
