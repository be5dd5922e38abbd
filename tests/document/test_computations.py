import pytest

from ccpi_nb.document.computations import in_words, kind_of, known_kinds, sum_of


@pytest.mark.parametrize(
    ("computation", "inputs", "shown"),
    [
        ("change", ["60", "65.5"], "65.5 − 60"),
        ("total", ["1", "2", "3"], "1 + 2 + 3"),
        ("percentage", ["1", "4"], "1 as a percentage of 4"),
        ("shortfall", ["65.5", "70"], "the difference between 65.5 and 70"),
        ("count on target", ["1", "2"], ""),
        ("change", ["1"], ""),
        ("total", [], ""),
        ("total", ["1"] * 13, ""),
        ("anything else", ["1", "2"], ""),
    ],
)
def test_a_sum_shows_its_inputs_with_the_signs_between(computation, inputs, shown):
    assert "".join(sum_of(computation, inputs)) == shown


@pytest.mark.parametrize(
    ("computation", "kind"),
    [
        ("count on target", "count"),
        ("count", "count"),
        ("rating: off target", "rating"),
        ("change", "change"),
        ("", ""),
    ],
)
def test_a_computation_is_of_a_kind(computation, kind):
    assert kind_of(computation) == kind


def test_every_known_kind_is_explained_and_no_other():
    assert all(in_words(kind) for kind in known_kinds())
    assert in_words("anything else") == ""
