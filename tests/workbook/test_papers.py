from datetime import date

import pytest
from builders import claim_row, kpi, p, refusal, refusals, relation_row, ruling_row, sheet

from ccpi_nb.reconcile.by_part import unmatched
from ccpi_nb.workbook.papers import (
    ClaimKind,
    RelationKind,
    RulingStatus,
    claims_from,
    latest_rulings,
    relations_from,
    rulings_from,
)

NUMBERS = (kpi("calls_offered", unit="number"), kpi("calls_by_place", unit="number"))
INDICATORS = {each.key: each for each in (*NUMBERS, kpi("calls_answered"), kpi("cost", unit="£"))}


def relations(*rows):
    return relations_from(sheet(*rows), "relations.csv", INDICATORS)


def claims(*rows):
    return claims_from(sheet(*rows), "claims.csv", INDICATORS, ["calls"])


def test_a_relation_names_its_indicators():
    total, rate = relations(
        relation_row(), relation_row(kind="rate", indicator="calls_answered", of="calls_by_place / calls_offered")
    )
    assert (total.kind, total.indicators, total.row.number) == (
        RelationKind.TOTAL,
        ("calls_offered", "calls_by_place"),
        2,
    )
    assert rate.of == ("calls_by_place", "calls_offered")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"kind": "totl"}, "relations.csv, row 2, column 'kind': there is no kind 'totl'; did you mean 'total'?"),
        (
            {"of": "calls_by_plce"},
            "relations.csv, row 2, column 'of': there is no indicator 'calls_by_plce'; did you mean 'calls_by_place'?",
        ),
        ({"of": ""}, "relations.csv, row 2, column 'of': 'total' needs one other indicator"),
        (
            {"kind": "not added"},
            "relations.csv, row 2, column 'of': 'not added' needs no other indicator; leave the cell blank",
        ),
        (
            {"kind": "rate"},
            "relations.csv, row 2, column 'of': 'rate' needs two, as in 'calls_answered / calls_offered'",
        ),
        (
            {"of": "calls_offered"},
            "relations.csv, row 2, column 'of': 'calls_offered' stands on both sides; name another",
        ),
        (
            {"of": "cost"},
            "relations.csv, row 2, column 'of': 'cost' is in £ and 'calls_offered' in number; a 'total' is of one unit",
        ),
        (
            {"kind": "rate", "of": "cost / calls_by_place"},
            "relations.csv, row 2, column 'indicator': 'calls_offered' is not in %; a rate is a percentage",
        ),
    ],
)
def test_a_relation_that_can_t_be_is_refused(cells, problem):
    (said,) = refusals(relations, relation_row(**cells))
    assert said.startswith(problem)


def test_a_claim_is_about_a_service_and_a_period():
    (own,) = claims(claim_row())
    assert (own.kind, own.subject, own.period, own.as_at) == (
        ClaimKind.ALL_TARGETS_MET,
        "Contact Centre",
        p("2014-15-Q2"),
        date(2014, 12, 11),
    )


def test_an_event_needs_no_service():
    (own,) = claims(claim_row(claim="happened", subject="Portal introduced", period="2014-06"))
    assert own.subject == "Portal introduced"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"subject": "Contact Center"},
            (
                "claims.csv, row 2, column 'subject': no indicator is of a service 'Contact Center'; did you mean "
                "'Contact Centre'?"
            ),
        ),
        (
            {"claim": "targets met"},
            "claims.csv, row 2, column 'claim': there is no claim 'targets met'; did you mean 'all targets met'?",
        ),
        ({"dataset": "call"}, "claims.csv, row 2, column 'dataset': there is no dataset 'call'; did you mean 'calls'?"),
        ({"source": ""}, "claims.csv, row 2, column 'source': the cell is blank; fill it"),
    ],
)
def test_a_claim_that_can_t_be_held_against_anything_is_refused(cells, problem):
    assert refusal(claims, claim_row(**cells)) == problem


def test_a_claim_stands_once_for_each_place():
    problem = "claims.csv, row 3: the same stands in row 2; remove one, or say in 'source' where the other stands"
    assert refusal(claims, claim_row(), claim_row()) == problem
    assert len(claims(claim_row(), claim_row(source="page 9"))) == 2


FINDING = "given twice: calls_answered @ 2014-15-Q2"
SUBJECTS = {"calls_answered @ 2014-15-Q2", "calls_answered / Preston @ 2014-15-Q2"}


def rulings(*rows):
    return rulings_from(sheet(*rows), "reconciliation.csv")


def test_the_latest_status_known_by_a_day_counts():
    own = rulings(ruling_row(as_at="2015-01-28", status="corrected at source"), ruling_row())
    by = {
        day: latest_rulings(own, date.fromisoformat(day)).get(FINDING)
        for day in ("2014-12-10", "2014-12-11", "2015-01-27", "2015-01-28")
    }
    assert [each and each.status for each in by.values()] == [
        None,
        RulingStatus.EXPLAINED,
        RulingStatus.EXPLAINED,
        RulingStatus.CORRECTED,
    ]
    assert "another" not in latest_rulings(own, date.max)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [{"status": "explaned"}],
            "reconciliation.csv, row 2, column 'status': there is no status 'explaned'; did you mean 'explained'?",
        ),
        (
            [{"reason": ""}],
            "reconciliation.csv, row 2, column 'reason': a finding that is explained needs one; fill it",
        ),
        (
            [{"source": "", "status": "accepted"}],
            "reconciliation.csv, row 2, column 'source': a finding that is accepted needs one; fill it",
        ),
        (
            [{}, {"status": "open"}],
            (
                "reconciliation.csv, row 3: this finding already has a status of that day in row 2; remove one, "
                "or date "
                "the later one later"
            ),
        ),
    ],
)
def test_a_status_that_says_too_little_or_too_much_is_refused(rows, problem):
    assert refusal(rulings, *(ruling_row(**cells) for cells in rows)) == problem


def test_an_open_finding_needs_no_reason():
    (own,) = rulings(ruling_row(status="open", reason="", source=""))
    assert own.status is RulingStatus.OPEN


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
            (
                "'given twice: calls_answered / Preston @ 2014-15-Q2' has gone: nothing disagrees there now; take "
                "the row out"
            ),
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


def says(**cells):
    return claim_row(claim="says", subject="Opening of the line", period="", words="Open.", **cells)


def test_statements_have_words_in_place_of_a_period():
    one, other = claims(says(), says(source="the table"))
    assert (one.kind, one.words, one.period) == (ClaimKind.SAYS, "Open.", None)
    assert other.source == "the table"


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (says() | {"words": ""}, "words", "a claim 'says' has words and not a period; fill it"),
        (says() | {"period": "2014-10"}, "period", "a claim 'says' has words and not a period; leave it blank"),
        (
            claim_row(period="") | {"words": ""},
            "period",
            "a claim 'all targets met' has a period and not words; fill it",
        ),
        (claim_row() | {"words": "x"}, "words", "a claim 'all targets met' has a period and not words; leave it blank"),
    ],
)
def test_a_claim_has_the_one_that_its_kind_asks_for(row, column, why):
    problems = refusals(claims, row, says(source="the table") | {"words": "Closed."})
    assert f"claims.csv, row 2, column '{column}': {why}" in problems


def test_a_statement_needs_another_of_its_matter():
    assert refusal(claims, says()) == (
        "claims.csv, row 2, column 'subject': nothing else is said of 'Opening of the line'; "
        "add a row with what another place says, under the same subject"
    )


def test_two_statements_of_one_place_are_two_and_one_that_is_repeated_is_refused():
    assert len(claims(says(), says() | {"words": "Closed."})) == 2
    assert "the same stands in row 2" in refusal(claims, says(), says())
