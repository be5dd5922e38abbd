"""What a hidden number's origin tells: nothing that gives it back, whatever the file or the count of its records."""

from dataclasses import replace

import pytest
from builders import known, kpi, seen
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.disclosure.protection import protected
from ccpi_nb.document.figures import observed
from ccpi_nb.document.ledger import entries, ledger_csv, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.domain.disclosure import Disclosure, Scheme
from ccpi_nb.domain.indicators import Observation

PEOPLE = kpi("complaints", unit="number", decimals=0, breakdown="area", people=True)
PLACE = "sheet Dashboard, cell E8 (numerator: cell C8)"


def ledger_of(observation: Observation, scheme: Scheme) -> str:
    """The public ledger's lines of one value, of people, as a report with this scheme shows it."""
    shown = protected(known(PEOPLE, observation), Disclosure(5, scheme)).published[0]
    document = Document(Masthead("", ""), (Paragraph((observed(PEOPLE, shown),)),))
    return ledger_csv(lines(entries(document, "04-calls")))


@pytest.mark.parametrize("scheme", [Scheme.MASK, Scheme.SECONDARY])
@given(st.integers(1, 4), st.integers(1, 4))
def test_a_masked_number_reads_the_same_whatever_it_is_and_however_many_records_it_counts(
    scheme: Scheme, one: int, other: int
) -> None:
    texts = []
    for number in (one, other):
        source = f"calls.csv, {number} record{'s' if number > 1 else ''}"
        row = seen(str(number), of="complaints", breakdown="North", source=source)
        texts.append(ledger_of(replace(row, origin=("calls.csv", f"{number} records")), scheme))
    assert texts[0] == texts[1]
    assert "[c]" in texts[0]
    assert "calls.csv" in texts[0]


@given(st.integers(8, 12), st.integers(8, 12))
def test_a_rounded_number_reads_the_same_as_any_other_that_rounds_to_it(one: int, other: int) -> None:
    texts = [
        ledger_of(
            replace(
                seen(str(number), of="complaints", breakdown="North", source=f"calls.csv, {number} records"),
                origin=("calls.csv", f"{number} records"),
            ),
            Scheme.ROUND,
        )
        for number in (one, other)
    ]
    assert texts[0] == texts[1]


def test_what_is_not_hidden_keeps_its_origin() -> None:
    row = replace(seen("41", of="complaints", breakdown="North", source="calls.csv"), origin=("calls.csv", PLACE))
    assert f"calls.csv, {PLACE}" in ledger_of(row, Scheme.MASK)
