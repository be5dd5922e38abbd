import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ccpi_nb.domain.meeting_keys import day_of, key_named, meeting_key, meeting_name

WORDS = st.sampled_from(["", "-am", "-pm", "-special"])
KEYS = st.builds(lambda day, word: f"{day}{word}", st.dates(), WORDS)


@for_all(KEYS)
def test_a_meeting_s_key_gives_its_day_and_names_its_files(key: str) -> None:
    assert meeting_key(key) == key_named(f"data/registers/calls/{key}.csv") == key
    assert key.startswith(str(day_of(key)))


@for_all(st.lists(KEYS))
def test_keys_sort_by_day_and_a_day_s_plain_one_comes_first(keys: list[str]) -> None:
    assert sorted(keys) == sorted(keys, key=lambda key: (day_of(key), key[11:]))


@pytest.mark.parametrize(
    ("key", "name"),
    [("2014-12-11", "11 December 2014"), ("2014-12-11-special", "11 December 2014 (special)")],
)
def test_a_meeting_is_named_with_its_word_where_it_has_one(key: str, name: str) -> None:
    assert meeting_name(key) == name


@pytest.mark.parametrize(
    "text", ["", "special", "2014-12-11-", "2014-12-11-Special", "2014-12-11-2", "2014-12-11-a-b", "2014-12-11-failed"]
)
def test_what_is_no_key_is_told_both_forms(text: str) -> None:
    with pytest.raises(ValueError, match="2014-12-11, or 2014-12-11-special where that day has two"):
        meeting_key(text)
