import pytest

from ccpi_nb.errors import InputError, did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "end"),
    [
        ("procurment", ["procurement", "payments"], "did you mean 'procurement'?"),
        ("xyz", ["e", "b", "d", "a", "c", "b"], "known: a, b, c, d, e"),
        ("xyz", [], "there are none"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_or_with_all(word, known, end):
    assert did_you_mean(word, known) == end


def test_a_notebook_shows_each_problem_as_a_line_instead_of_a_traceback():
    error = InputError("f.csv, row 2: wrong", "f.csv, row 3: wrong too")
    assert str(error) == "f.csv, row 2: wrong\nf.csv, row 3: wrong too"
    assert error._render_traceback_() == ["InputError: f.csv, row 2: wrong", "InputError: f.csv, row 3: wrong too"]
