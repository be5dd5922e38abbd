"""A spreadsheet is read by its labels: each value with its cell, and nothing that a recipe does not know."""

from pathlib import Path

from sheets_made import NAME, all_shown, dashboard, take, workbook


def test_a_dashboard_is_read_by_its_labels(tmp_path: Path) -> None:
    taken = take(tmp_path, workbook(dashboard))
    assert all_shown(taken) == [
        "paid_30_days 2014-15-Q1 75.12",
        "paid_30_days 2014-15-Q2 77.59",
        "paid_30_days 2014-15-Q3 82.13",
        "calls_offered 2014-15-Q1 2846",
        "calls_offered 2014-15-Q2 2512",
        "calls_offered 2014-15-Q3 7412",
    ]
    origin = taken.values[2].origin
    assert (origin.words, origin.shown_as, origin.held_as, origin.reader) == (
        f"{NAME}, sheet Dashboard, cell D3",
        "82.13%",
        "0.8213",
        "recipe dashboard",
    )
    assert origin.sha256 == taken.file.sha256
    assert origin.reader_sha256
    assert taken.not_used == (
        f"{NAME}, sheet Dashboard: left out by the recipe, rows 'Total', 'Note: provisional'",
        f"{NAME}, sheet Dashboard: left out by the recipe, column 'Target'",
        f"{NAME}, sheet Dashboard: not read, as outside of the tables, A1",
    )
