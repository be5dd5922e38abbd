import pytest
from builders import refusal

from ccpi_nb.open_data import parquet


def test_without_pyarrow_parquet_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    assert refusal(parquet.refuse_without_arrow) == (
        "Parquet is written by pyarrow, which is not installed; pip install 'ccpi-nb[records]'"
    )
