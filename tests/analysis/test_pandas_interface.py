"""pandas' own tests of the interface for extension arrays, over traced values.

What is left out, and why:

- `test_EA_types`, `test_json_roundtrip`: a CSV or JSON file has numbers, whose rows nobody can know, so reading them
  back gives no traced values (pickle does).
- `test_from_dtype` in its last part: `pd.DataFrame([a, b])` takes each dataclass for a row, whatever the type.
- `test_to_numpy`: `np.asarray` gives the floats that numpy, matplotlib and seaborn work with, `to_numpy` the traced
  values, from which pandas makes rows and columns again.
- 2D arrays, which only arrays that hold several columns have: pandas itself skips them.

`floor division`, `modulo`, powers, `any`, `all` and `prod` are refused, and tested to be.
"""

from io import StringIO

import numpy as np
import pandas as pd
import pandas._testing as tm
import pytest
from pandas.tests.extension import base
from traces import array_of

from ccpi_nb.analysis.array import TracedArray, TracedDtype
from ccpi_nb.analysis.traced import NoOrigin


@pytest.fixture
def dtype() -> TracedDtype:
    return TracedDtype()


@pytest.fixture
def data() -> TracedArray:
    return array_of(*map(str, range(1, 11)))


@pytest.fixture
def data_for_twos() -> TracedArray:
    return array_of(*["2"] * 10)


@pytest.fixture
def data_missing() -> TracedArray:
    return array_of("[x]", "1")


@pytest.fixture
def data_for_sorting() -> TracedArray:
    return array_of("2", "3", "1")


@pytest.fixture
def data_missing_for_sorting() -> TracedArray:
    return array_of("2", "[x]", "1")


@pytest.fixture
def data_for_grouping() -> TracedArray:
    return array_of("2", "2", "[x]", "[x]", "1", "1", "2", "3")


@pytest.fixture
def na_cmp():
    return lambda one, other: one.is_missing and other.is_missing


KEPT = {"count", "sum", "mean", "median", "min", "max"}
SPREAD = {"std", "var", "sem", "skew", "kurt"}
OPERATIONS = {"add", "sub", "mul", "truediv"}


class TestTracedArray(base.ExtensionTests):
    def _get_expected_exception(self, op_name: str, obj: object, other: object) -> type[Exception] | None:
        name = op_name.strip("_")
        return None if name in OPERATIONS or name.removeprefix("r") in OPERATIONS else TypeError

    def _supports_accumulation(self, ser: pd.Series, op_name: str) -> bool:
        return op_name in {"cumsum", "cummin", "cummax"}

    def check_accumulate(self, ser: pd.Series, op_name: str, skipna: bool) -> None:
        found = getattr(ser, op_name)(skipna=skipna)
        assert found.dtype == "traced"
        tm.assert_series_equal(found.astype(float), getattr(ser.astype(float), op_name)(skipna=skipna))

    def _supports_reduction(self, ser: pd.Series, op_name: str) -> bool:
        return op_name in KEPT | SPREAD

    def _get_expected_reduction_dtype(self, arr: TracedArray, op_name: str, skipna: bool) -> object:
        return "Float64" if op_name in SPREAD else arr.dtype

    def check_reduce(self, ser: pd.Series, op_name: str, skipna: bool) -> None:
        arguments = {} if op_name == "count" else {"skipna": skipna}
        found = getattr(ser, op_name)(**arguments)
        assert float(found) == pytest.approx(getattr(ser.astype(float), op_name)(**arguments), nan_ok=True)

    @pytest.mark.parametrize("engine", ["c", "python"])
    def test_EA_types(self, engine: str, data: TracedArray) -> None:  # noqa: N802
        text = pd.DataFrame({"value": data}).to_csv(index=False)
        with pytest.raises(NoOrigin):
            pd.read_csv(StringIO(text), dtype={"value": "traced"}, engine=engine)
        assert pd.read_csv(StringIO(text), engine=engine).value.tolist() == data.to_numpy(float).tolist()

    def test_json_roundtrip(self, data: TracedArray) -> None:
        found = pd.read_json(StringIO(pd.Series(data).to_json()), typ="series")
        assert found.tolist() == data.to_numpy(float).tolist()

    def test_from_dtype(self, data: TracedArray, dtype: TracedDtype) -> None:
        for given in (dtype, "traced"):
            tm.assert_series_equal(pd.Series(list(data), dtype=given), pd.Series(data))

    def test_to_numpy(self, data: TracedArray) -> None:
        for boxed in (data, pd.Series(data)):
            assert list(boxed.to_numpy()) == list(data)
            assert boxed.to_numpy(float).tolist() == np.asarray(boxed).tolist() == [float(value) for value in data]
