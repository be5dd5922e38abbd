"""Whatever a table holds and wherever it stands: what was written is read back, each value from its own cell."""

from decimal import Decimal
from pathlib import Path

import pytest
from builders import kpi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from sheets_made import NAME, received, recipe, workbook

from ccpi_nb.errors import InputError
from ccpi_nb.recipes.reading import taken_by

LABELS = st.text(
    st.characters(categories=("Lu", "Ll", "Nd", "Po", "Sc", "Zs"), max_codepoint=0x2FF), min_size=1, max_size=20
)
PERCENTAGES = st.decimals(-1000, 1000, places=2)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[int], list[list[Decimal]]]:
    labels = draw(
        st.lists(
            LABELS.map(str.strip).filter(bool),
            min_size=1,
            max_size=4,
            unique_by=lambda label: " ".join(label.split()).casefold(),
        )
    )
    quarters = draw(st.permutations([1, 2, 3, 4]).map(lambda order: order[:3]))
    values = draw(st.lists(st.lists(PERCENTAGES, min_size=3, max_size=3), min_size=len(labels), max_size=len(labels)))
    return labels, quarters, values


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(), st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_what_was_written_is_read_back(
    tmp_path: Path, table: tuple[list[str], list[int], list[list[Decimal]]], down: int, across: int, is_turned: bool
) -> None:
    from ccpi_nb.recipes.labels import escaped

    labels, quarters, values = table
    indicators = {key: kpi(key, decimals=2) for key in (f"kpi_{number}" for number in range(len(labels)))}
    text = recipe_text({escaped(label): key for label, key in zip(labels, indicators, strict=True)})
    places: dict[tuple[str, int], tuple[Decimal, str]] = {}

    def fill(sheet: Worksheet) -> None:
        sheet.cell(1 + down, 1 + across, "Measure")
        for column, quarter in enumerate(quarters):
            sheet.cell(1 + down, 2 + across + column, f"Q{quarter}")
        order = list(range(len(labels)))
        for row, number in enumerate(reversed(order) if is_turned else order):
            sheet.cell(2 + down + row, 1 + across, labels[number]).data_type = "s"
            for column, quarter in enumerate(quarters):
                cell = sheet.cell(2 + down + row, 2 + across + column, float(values[number][column] / 100))
                cell.number_format = "0.00%"
                places[f"kpi_{number}", quarter] = values[number][column], cell.coordinate

    taken = taken_by(recipe(text, indicators), received(tmp_path, workbook(fill), NAME), indicators)
    found = {(value.indicator, value.period.quarter_number): (value.value, value.origin.cell) for value in taken.values}
    assert found == places


def recipe_text(labels: dict[str, str]) -> str:
    import json

    lines = "\n".join(f"      {json.dumps(label, ensure_ascii=False)}: {key}" for label, key in labels.items())
    return (
        'dataset: procurement\nfiles: "*Q{quarter} {year}*"\ntables:\n- rows:\n    heading: Measure\n    indicators:\n'
        f'{lines}\n  columns:\n    periods: {{"Q{{quarter}}": quarter}}\n'
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Measure,Q3\n"])
)
def test_no_file_whatever_it_holds_is_more_than_refused(tmp_path: Path, content: bytes, start: bytes) -> None:
    with pytest.raises(InputError):
        taken_by(recipe(), received(tmp_path, start + content, NAME), {"paid_30_days": kpi("paid_30_days")})
