from datetime import date

import pytest
from builders import refusal, ruling_row, sheet

from ccpi_nb.workbook.rulings import Status, ruling_on, rulings_from, unmatched

FINDING = "given twice: calls_answered @ 2014-15-Q2"
SUBJECTS = {"calls_answered @ 2014-15-Q2", "calls_answered / Preston @ 2014-15-Q2"}


def rulings(*rows):
    return rulings_from(sheet(*rows), "reconciliation.csv")


def test_the_latest_status_known_by_a_day_counts():
    own = rulings(ruling_row(as_at="2015-01-28", status="corrected at source"), ruling_row())
    by = {day: ruling_on(FINDING, own, date.fromisoformat(day)) for day in ("2014-12-10", "2014-12-11", "2015-01-27", "2015-01-28")}
    assert [each and each.status for each in by.values()] == [None, Status.EXPLAINED, Status.EXPLAINED, Status.CORRECTED]
    assert ruling_on("another", own, date.max) is None


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"status": "explaned"}], "reconciliation.csv, row 2, column 'status': there is no status 'explaned'; did you mean 'explained'?"),
        ([{"reason": ""}], "reconciliation.csv, row 2, column 'reason': a finding that is explained needs one; fill it"),
        ([{"source": "", "status": "accepted"}], "reconciliation.csv, row 2, column 'source': a finding that is accepted needs one; fill it"),
        (
            [{}, {"status": "open"}],
            "reconciliation.csv, row 3: this finding already has a status of that day in row 2; remove one, or date the later one later",
        ),
    ],
)
def test_a_status_that_says_too_little_or_too_much_is_refused(rows, problem):
    assert refusal(rulings, *(ruling_row(**cells) for cells in rows)) == problem


def test_an_open_finding_needs_no_reason():
    (own,) = rulings(ruling_row(status="open", reason="", source=""))
    assert own.status is Status.OPEN


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (
            "given twice: calls_answerd @ 2014-15-Q2",
            f"there is no finding 'given twice: calls_answerd @ 2014-15-Q2'; did you mean '{FINDING}'?",
        ),
        (
            "givn twice: calls_answered @ 2014-15-Q2",
            f"there is no finding 'givn twice: calls_answered @ 2014-15-Q2'; did you mean '{FINDING}'?",
        ),
        (
            "given twice: calls_answered / Preston @ 2014-15-Q2",
            "'given twice: calls_answered / Preston @ 2014-15-Q2' has gone: nothing disagrees there now; take the row out",
        ),
        ("total: cost", "there is no finding 'total: cost'; `ccpi reconcile` lists those there are"),
        (f"{FINDING} (Part II)", f"there is no finding '{FINDING} (Part II)'; did you mean '{FINDING}'?"),
    ],
)
def test_a_status_without_its_finding_is_told_apart_as_mistyped_or_gone(finding, sentence):
    own = rulings(ruling_row(finding=finding))
    assert unmatched(own, {FINDING}, SUBJECTS) == (f"reconciliation.csv, row 2, column 'finding': {sentence}",)


def test_a_status_with_its_finding_is_in_order():
    assert unmatched(rulings(ruling_row()), {FINDING}, SUBJECTS) == ()
