"""The reconciliation for a terminal and for other programs."""

import json

from builders import seen
from test_reconciliation import FINDING, TWICE, findings

from ccpi_nb.domain.meetings import Part
from ccpi_nb.reconcile.reconciliation_lines import reconciliation_json, reconciliation_lines


def test_a_finding_is_said_with_its_sides_its_status_and_its_key():
    assert list(reconciliation_lines(findings(*TWICE, ruled={}))) == [
        "Part I (open to press and public)",
        "  Of 1 comparison, 1 did not hold. By size of the difference: 1 moderate.",
        "",
        "  Given twice, with different values",
        "    Moderate  Calls, quarter 2 2014/15: 3 (5.3% of the larger) apart",
        "      Table: 57. page 3",
        "      Text: 54. page 4",
        "      Explained. The text is about another month. the pack.",
        f"      {FINDING}",
    ]


def test_what_does_not_contradict_has_neither_size_nor_status():
    lines = list(reconciliation_lines(findings(seen("74.16"), seen("74", given_in="text", source="page 4"))))
    assert lines[3:5] == ["  The same once rounded (not a contradiction)", "    –  Calls answered, quarter 2 2014/15: 0.16 percentage points apart"]
    assert "Open." not in " ".join(lines)


def test_nothing_to_compare_is_said():
    assert list(reconciliation_lines(findings(seen("65")))) == ["Part I (open to press and public)", "  Nothing is held that could be compared."]


def test_a_program_gets_all_of_it():
    made = reconciliation_json(findings(*TWICE, part=Part.EXEMPT))
    assert json.loads(json.dumps(made)) == made
    assert made["part"] == "exempt"
    assert made["comparisons"] == {"Values given more than once": {"held": 0, "held once rounded": 0, "did not hold": 1}}
    (found,) = made["findings"]
    assert (found["finding"], found["contradiction"], found["severity"], found["status"]) == (f"{FINDING} (Part II)", True, "Moderate", "open")
    assert found["difference"] == {"text": "3", "value": "3", "share": "0.0526"}
    rows = ["data/observations/calls/2014-15-Q2.csv, row 2"]
    assert found["sides"][0] == {"what": "Table", "said": "57", "source": "page 3", "rows": rows}
