"""Exempt content as it is passed on, and what it takes for alike.

What is found in which text stands beside what is exempt.
"""

from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.exempt.matching import ExemptContent, normalised
from ccpi_nb.exempt.numbers import Amount

words = st.frozensets(st.text(max_size=8), max_size=4)
pairs = st.frozensets(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=4)


amounts = st.frozensets(st.builds(Amount, st.text(max_size=8), st.text(max_size=8)), max_size=4)


@given(st.builds(ExemptContent, amounts, words, words, pairs, pairs))
def test_what_is_passed_to_the_gate_is_what_was_worked_out(content: ExemptContent) -> None:
    assert ExemptContent.from_json(content.to_json()) == content


def test_what_looks_alike_is_written_alike() -> None:
    assert normalised("90.8\u00a0%\u200b  of\n &pound;5 \u22122 \ufb01ne") == "90.8 % of £5 -2 fine"
