from datetime import date

import pytest
from builders import claim_row, kpi, p, refusal, refusals, relation_row, sheet

from ccpi_nb.workbook.reconciliation import ClaimKind, RelationKind, claims_from, relations_from

NUMBERS = (kpi("calls_offered", unit="number"), kpi("calls_by_place", unit="number"))
INDICATORS = {each.key: each for each in (*NUMBERS, kpi("calls_answered"), kpi("cost", unit="£"))}


def relations(*rows):
    return relations_from(sheet(*rows), "relations.csv", INDICATORS)


def claims(*rows):
    return claims_from(sheet(*rows), "claims.csv", INDICATORS, ["calls"])


def test_a_relation_names_its_indicators():
    total, rate = relations(relation_row(), relation_row(kind="rate", indicator="calls_answered", of="calls_by_place / calls_offered"))
    assert (total.kind, total.indicators, total.row.number) == (RelationKind.TOTAL, ("calls_offered", "calls_by_place"), 2)
    assert rate.of == ("calls_by_place", "calls_offered")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"kind": "totl"}, "relations.csv, row 2, column 'kind': there is no kind 'totl'; did you mean 'total'?"),
        ({"of": "calls_by_plce"}, "relations.csv, row 2, column 'of': there is no indicator 'calls_by_plce'; did you mean 'calls_by_place'?"),
        ({"of": ""}, "relations.csv, row 2, column 'of': 'total' needs one other indicator"),
        ({"kind": "not added"}, "relations.csv, row 2, column 'of': 'not added' needs no other indicator; leave the cell blank"),
        ({"kind": "rate"}, "relations.csv, row 2, column 'of': 'rate' needs two, as in 'calls_answered / calls_offered'"),
        ({"of": "calls_offered"}, "relations.csv, row 2, column 'of': 'calls_offered' stands on both sides; name another"),
        ({"of": "cost"}, "relations.csv, row 2, column 'of': 'cost' is in £ and 'calls_offered' in number; a 'total' is of one unit"),
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
    assert (own.kind, own.subject, own.period, own.as_at) == (ClaimKind.ALL_TARGETS_MET, "Contact Centre", p("2014-15-Q2"), date(2014, 12, 11))


def test_an_event_needs_no_service():
    (own,) = claims(claim_row(claim="happened", subject="Portal introduced", period="2014-06"))
    assert own.subject == "Portal introduced"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            {"subject": "Contact Center"},
            "claims.csv, row 2, column 'subject': no indicator is of a service 'Contact Center'; did you mean 'Contact Centre'?",
        ),
        ({"claim": "targets met"}, "claims.csv, row 2, column 'claim': there is no claim 'targets met'; did you mean 'all targets met'?"),
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
