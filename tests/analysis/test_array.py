"""What pandas does with traced values, by the table of docs/own-analysis.md."""

import copy
import re
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traces import array_of, traced, traced_months

import ccpi_nb.analysis.accessor  # noqa: F401  (registers `series.traced`)
from ccpi_nb.analysis.array import TracedArray
from ccpi_nb.analysis.traced import NoOrigin, Traced

GUIDE = Path(__file__).parents[2] / "docs/own-analysis.md"


def documented(result: str) -> list[str]:
    """Return what an author may write, from the table, that has such a result."""
    table = GUIDE.read_text().partition("## Working with the frame")[2].partition("(A test runs")[0]
    lines = re.findall(r"^\| (`.*`) \| (.*) \|$", table, re.MULTILINE)
    return [code for written, what in lines if what == result for code in re.findall(r"`([^`]+)`", written)]


def evaluated(code: str, tmp_path: Path) -> Any:
    frame = pd.DataFrame(
        {"period": ["2014-04", "2014-05", "2014-06", "2014-07"], "value": array_of("3", "1", "4", "2")}
    )
    frame["n"] = [1, 2, 3, 4]
    places = pd.DataFrame(
        {
            "breakdown": ["Chorley", "Chorley", "Preston", "Preston"],
            "period": ["2014-04", "2014-05"] * 2,
            "value": TracedArray._from_sequence(
                [
                    traced(value, period, breakdown=place)
                    for value, place, period in (
                        ("3", "Chorley", "2014-04"),
                        ("1", "Chorley", "2014-05"),
                        ("4", "Preston", "2014-04"),
                        ("2", "Preston", "2014-05"),
                    )
                ]
            ),
        }
    )
    frame.to_pickle(tmp_path / "frame.pkl")
    return eval(
        code,
        {
            "frame": frame,
            "value": frame.value,
            "other": pd.Series(TracedArray._from_sequence(traced_months("1", "1", "2", "3", of="offered"))),
            "places": places,
            "wide": places.pivot(index="breakdown", columns="period", values="value"),
            "pickled": tmp_path / "frame.pkl",
            "np": np,
            "pd": pd,
        },
    )


def kinds_of(found: Any) -> set[str]:
    """The types of what an expression gives: of a frame those of its columns."""
    if isinstance(found, pd.DataFrame):
        return {str(dtype) for dtype in found.dtypes}
    return {str(found.dtype)} if hasattr(found, "dtype") else {type(found).__name__}


@pytest.mark.parametrize("code", documented("traced"))
def test_this_keeps_the_origin(code: str, tmp_path: Path) -> None:
    found = evaluated(code, tmp_path)
    assert kinds_of(found) <= {"traced", "Traced"}
    columns = [found[name] for name in found] if isinstance(found, pd.DataFrame) else [found]
    values = [value for column in columns for value in ([column] if isinstance(column, Traced) else column)]
    assert values
    assert all(value.has_origin or value.is_missing for value in values)


@pytest.mark.parametrize("code", documented("plain numbers"))
def test_this_gives_plain_numbers(code: str, tmp_path: Path) -> None:
    assert kinds_of(evaluated(code, tmp_path)) <= {"float64", "Float64", "float"}


@pytest.mark.parametrize("code", documented("objects"))
def test_this_gives_objects(code: str, tmp_path: Path) -> None:
    assert kinds_of(evaluated(code, tmp_path)) == {"object"}


@pytest.mark.parametrize("code", documented("refused"))
def test_this_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises((NoOrigin, TypeError, NotImplementedError)):
        evaluated(code, tmp_path)


def test_the_guide_has_a_table_of_them() -> None:
    assert [len(documented(result)) > 3 for result in ("traced", "plain numbers", "objects", "refused")] == [True] * 4


def test_a_typed_number_is_refused_with_the_remedy() -> None:
    with pytest.raises(NoOrigin) as refused:
        pd.Series(array_of("1", "[x]")).fillna(0)
    assert refused.value.problems == (
        "0 has no row of data behind it, so it can't stand among values that have one; take a value of the report, or "
        "work on .astype(float), which has no origin",
    )
    filled = pd.Series(array_of("1", "[x]")).fillna(traced("5", "2014-06"))
    assert [value.text for value in filled] == ["1", "5"]


@settings(max_examples=20)
@given(st.lists(st.decimals(-99, 99, places=1), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_pandas_gives_the_numbers_that_it_gives_for_floats(values, random) -> None:
    series = pd.Series(TracedArray._from_sequence(traced_months(*map(str, values))))
    groups = [random.choice("ab") for _ in values]
    for work in (
        lambda column: column.groupby(groups).sum(),
        lambda column: column.groupby(groups).mean(),
        lambda column: column.groupby(groups).median(),
        lambda column: column.groupby(groups).max(),
        lambda column: column.groupby(groups).first(),
        lambda column: column.groupby(groups).last(),
        lambda column: column.groupby(groups).cumsum(),
        lambda column: column.groupby(groups).std(),
        lambda column: column.groupby(groups).rank(),
        lambda column: column.groupby(groups).idxmax(),
        lambda column: column.cumsum(),
        lambda column: column.diff(),
        lambda column: column.sort_values(),
        lambda column: column.rank(),
        lambda column: column.round(),
    ):
        found, expected = work(series).astype(float), work(series.astype(float)).astype(float)
        if work(series).dtype == "traced":
            expected = expected.where(expected.notna() & found.notna())
        assert found.index.equals(expected.index)
        if "round" not in work.__code__.co_names:  # halves go up here, to the even one there
            assert found.tolist() == pytest.approx(expected.tolist(), nan_ok=True)


def test_what_is_hidden_is_left_out_of_nothing() -> None:
    column = pd.Series(array_of("1", "[c]", "3"))
    groups = ["a", "a", "b"]
    assert column.sum().is_suppressed
    assert column.describe()[["mean", "std", "min", "50%", "max"]].astype(float).isna().all()
    assert np.isnan(column.std())
    assert column.groupby(groups).std().isna().all()
    assert [value.text for value in column.groupby(groups).sum()] == ["[c]", "3"]
    assert [value.text for value in column.groupby(groups).first()] == ["1", "3"]
    assert [value.text for value in column.groupby(groups).last()] == ["[c]", "3"]
    assert column.groupby(groups).quantile(0.5).isna().tolist() == [True, False]
    assert column.astype(object).sum().is_missing
    assert sum(column).is_missing


def test_a_gap_of_a_pivot_leaves_a_sum_incomplete() -> None:
    frame = pd.DataFrame(
        {"place": ["Chorley", "Chorley", "Preston"], "period": ["q1", "q2", "q1"], "value": array_of("1", "2", "3")}
    )
    sums = frame.pivot(index="place", columns="period", values="value").sum(axis=1)
    assert sums["Chorley"].note == ""
    assert sums["Preston"].note == "It is incomplete: it is without a value that is not held."


def test_the_first_difference_lacks_nothing() -> None:
    column = pd.Series(array_of("1", "4", "9"))
    assert column.diff().sum().number == 8
    assert column.diff().sum().lacks == ()


def test_what_a_file_takes_is_the_bare_number() -> None:
    frame = pd.DataFrame({"value": array_of("35.586", "[x]", "0.10", unit="£m")})
    assert frame.to_csv(index=False).splitlines() == ["value", "35.586", '""', "0.10"]
    assert pd.read_json(StringIO(frame.to_json())).value.tolist()[0] == 35.586


def test_a_copy_is_one_of_its_own() -> None:
    array = array_of("1", "2")
    for copied in (array.copy(), copy.deepcopy(array), array.to_numpy(object), np.asarray(array, dtype=object)):
        copied[0] = traced("9")
        assert array[0] == 1
