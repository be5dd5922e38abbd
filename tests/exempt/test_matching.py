"""Exempt content as it is passed on, and what it takes for alike.

What is found in which text stands beside what is exempt.
"""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.exempt.matching import ExemptContent, normalised
from ccpi_nb.exempt.numbers import Amount, in_ascii_digits

words = st.frozensets(st.text(max_size=8), max_size=4)
pairs = st.frozensets(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=4)


amounts = st.frozensets(st.builds(Amount, st.text(max_size=8), st.text(max_size=8)), max_size=4)


@given(st.builds(ExemptContent, amounts, words, words, pairs, pairs))
def test_what_is_passed_to_the_gate_is_what_was_worked_out(content: ExemptContent) -> None:
    assert ExemptContent.from_json(content.to_json()) == content


def test_what_looks_alike_is_written_alike() -> None:
    assert normalised("90.8\u00a0%\u200b  of\n &pound;5 \u22122 \ufb01ne") == "90.8 % of £5 -2 fine"


few_letters = st.text("ab", max_size=60)


@given(few_letters, few_letters, few_letters.filter(bool), few_letters.filter(bool))
def test_a_phrase_is_found_where_its_letters_stand_however_long_it_is_and_nowhere_else(
    before: str, after: str, phrase: str, other: str
) -> None:
    text = f"{before}{phrase}{after}"
    found = ExemptContent(frozenset(), frozenset({phrase, other}), frozenset()).found_in(text)
    there = {each for each in (phrase, other) if each in text}
    # Of two of which one is part of the other, the longer is told.
    assert {*found} == {each for each in there if not any(each in longer for longer in there - {each})}


@given(st.text(st.characters(categories=["Nd", "L", "P", "Zs"])))
def test_the_digits_of_every_script_are_read(text: str) -> None:
    digits = [str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal()]
    assert re.findall(r"[0-9]", in_ascii_digits(text)) == digits
    assert not re.search(r"(?![0-9])\d", in_ascii_digits(text))
