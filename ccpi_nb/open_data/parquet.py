"""The tables as Parquet, for those who have Apache Arrow: the extra `records` installs it."""

from collections.abc import Collection
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from ccpi_nb.errors import InputError
from ccpi_nb.open_data.tables import Kind, Table


def refuse_without_arrow() -> None:
    """Raise InputError where nothing is installed that writes Parquet."""
    if find_spec("pyarrow") is None:
        raise InputError("Parquet is written by pyarrow, which is not installed; pip install 'ccpi-nb[records]'")


def parquet_of(table: Table) -> bytes:
    """Return a table as Parquet, with what each column means in its schema: the same bytes by the same pyarrow.

    Numbers are doubles, which every reader takes; how many decimals were published is in the CSV.
    """
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet

    kinds: dict[Kind, Any] = {
        Kind.TEXT: pa.string(),
        Kind.NUMBER: pa.float64(),
        Kind.WHOLE: pa.int64(),
        Kind.DATE: pa.date32(),
        Kind.TRUE_OR_FALSE: pa.bool_(),
    }
    types = {each.name: kinds[each.kind] for each in table.fields}
    # By the CSV itself, so that both say the same.
    convert = arrow_csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
    )
    parse = arrow_csv.ParseOptions(newlines_in_values=True)
    read = arrow_csv.read_csv(BytesIO(table.csv), convert_options=convert, parse_options=parse)
    fields = [pa.field(each.name, types[each.name], metadata={"description": each.meaning}) for each in table.fields]
    schema = pa.schema(fields, metadata={"title": table.title, "description": table.meaning})
    file = BytesIO()
    pyarrow.parquet.write_table(read.cast(schema), file, store_schema=False)
    return file.getvalue()


def parquet_without(data: bytes, column: str, texts: Collection[str]) -> bytes:
    """Return Parquet without some texts in a column, where it has that column."""
    import pyarrow as pa
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(BytesIO(data))
    at = table.schema.get_field_index(column)
    if at >= 0:
        kept = pa.array([None if text in texts else text for text in table.column(at).to_pylist()], pa.string())
        table = table.set_column(at, table.schema.field(at), kept)
    file = BytesIO()
    pyarrow.parquet.write_table(table, file, store_schema=False)
    return file.getvalue()
