"""What the file of a recipe may hold, as pydantic checks it: a model for each of its mappings."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ccpi_nb.recipes.recipe import CellPart, Hidden
from ccpi_nb.recipes.said_periods import Kind


def listed(value: Any) -> Any:
    """Return one text as a list of it, and any other value as it is."""
    return [value] if isinstance(value, str) else value


def _spelt_out(value: Any) -> Any:
    return {"indicator": value} if isinstance(value, str) else value


def _of_kind(value: Any) -> Any:
    return value if isinstance(value, Mapping) else {"period": value}


def _text(value: Any) -> Any:
    """Return a label as its text where YAML has read another thing: 2014, 2014-10-01."""
    return value if isinstance(value, str | list | Mapping | bool) else str(value)


Words = Annotated[str, StringConstraints(min_length=1)]
_Qualifier = Literal["", "about", "almost", "over", "under", "provisional", "estimated", "forecast"]
_LabelText = Annotated[str, BeforeValidator(_text)]
_Labels = Annotated[tuple[_LabelText, ...], BeforeValidator(listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MeansModel(_Strict):
    """What a label means."""

    indicator: str = ""
    breakdown: str = ""
    part: CellPart | None = None
    period: Kind | None = None
    held_as: str = ""
    decimals: Annotated[int, Field(strict=True, ge=0, le=6)] | None = None
    made_of_parts: bool = False
    qualifier: _Qualifier = ""


class PeriodModel(_Strict):
    """What a label of a period means: its kind, and the qualifier of the values under it."""

    period: Kind
    qualifier: _Qualifier = ""


class SideModel(_Strict):
    """The labels along a side of a table."""

    indicators: dict[str, Annotated[MeansModel, BeforeValidator(_spelt_out)]] = Field(default_factory=dict)
    breakdowns: dict[str, _LabelText] = Field(default_factory=dict)
    periods: dict[str, Annotated[PeriodModel, BeforeValidator(_of_kind)]] = Field(default_factory=dict)
    parts: dict[str, CellPart] = Field(default_factory=dict)
    leave_out: _Labels = ()
    says_nothing: _Labels = ()
    may_lack: _Labels = ()
    ends_before: _LabelText | None = None
    blank_repeats: bool = False


class RowsModel(SideModel):
    """The labels of rows, and what heads them."""

    heading: _Labels = ()


class ColumnsModel(SideModel):
    """The labels of columns, and in how many rows they stand."""

    levels: Annotated[int, Field(strict=True, ge=1, le=5)] = 1


class TableModel(MeansModel):
    """A table, and what holds of all of it."""

    sheet: _LabelText = "*"
    title: _Labels = ()
    after: _LabelText | None = None
    hidden: Hidden = Hidden.REFUSE
    rows: RowsModel
    columns: ColumnsModel


class RecipeModel(_Strict):
    """A recipe."""

    dataset: Words
    files: _Labels
    tables: Annotated[tuple[TableModel, ...], Field(min_length=1)]
    none: dict[str, Literal["[x]", "[z]", "[c]", "leave out", 0]] = Field(default_factory=dict)
    marks: dict[str, _Qualifier] = Field(default_factory=dict)
    comma: Literal["", "decimal", "thousands"] = ""
    brackets: Literal["", "negative"] = ""
    links: Literal["", "as last saved"] = ""
    other_periods: Literal["take", "leave out"] = "take"
    encoding: str = ""
    delimiter: str = ""
