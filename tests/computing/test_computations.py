import pytest

from ccpi_nb.computing.computations import (
    Computation,
    clear_days_by,
    computation_named,
    counting,
    in_words,
    kind_of,
    sum_of,
)


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


@pytest.mark.parametrize(
    ("computation", "text", "kind"),
    [
        (Computation.RATE_A_WEEK, "rate a week", Computation.RATE_A_WEEK),
        (counting("of Green"), "count of Green", Computation.COUNT),
        (counting("signed off"), "count signed off", Computation.COUNT),
        (clear_days_by("regulation 5(2)"), "clear days: regulation 5(2)", Computation.CLEAR_DAYS),
    ],
)
def test_a_computation_is_written_in_the_words_of_the_ledger_and_known_again(computation, text, kind):
    assert f"{computation}" == text
    assert kind_of(text) is kind


@pytest.mark.parametrize("computation", [*Computation, counting("on target"), "", "anything else"])
def test_a_computation_is_found_by_its_name(computation):
    assert computation_named(str(computation)) == computation


def test_every_known_kind_is_explained_and_no_other():
    assert all(in_words(kind) == kind.words != "" for kind in Computation)
    assert in_words("anything else") == ""
