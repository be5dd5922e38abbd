"""The table of observations: every value that papers show and none hides, with its codes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ccpi_nb.document.runs import plain
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Indicator, Observation, Unit
from ccpi_nb.domain.readings import Qualifier
from ccpi_nb.open_data.tables import Field, Kind, Table, number, table_of, true_or_false
from ccpi_nb.open_data.terms import Area, Terms

# What a breakdown is called whose parts are areas.
_BY_AREA = frozenset({"area", "county", "district", "place", "region", "ward"})
_MARKERS = {Qualifier.PROVISIONAL: "[p]", Qualifier.ESTIMATED: "[e]", Qualifier.FORECAST: "[f]"}
_REVISED = "[r]"


@dataclass(frozen=True)
class Value:
    """An observation as the set has it: whether it is the one that reports show, and whether it was another before."""

    indicator: Indicator
    observation: Observation
    area: Area
    note: str
    is_current: bool
    is_revised: bool

    @property
    def unit(self) -> Unit:
        """The unit of the number in the cell: minutes and seconds are held in seconds."""
        unit = self.indicator.unit
        return Unit.SECONDS if unit is Unit.MINUTES_SECONDS else unit

    @property
    def markers(self) -> str:
        """What the Government Statistical Service's symbols say of it, a space between two of them."""
        return " ".join(filter(None, (markers_of(self.observation), _REVISED if self.is_revised else "")))

    @property
    def parts(self) -> tuple[str, str]:
        """The numbers that it was worked out from; of people none, since no paper need have shown them."""
        row = self.observation
        return ("", "") if self.indicator.people else (number(row.numerator), number(row.denominator))


def markers_of(row: Observation) -> str:
    """Return the symbols of an observation by itself, a space between two of them; '' for none."""
    return " ".join(filter(None, (row.shorthand, _MARKERS.get(Qualifier(row.qualifier)) if row.qualifier else "")))


_FIELDS: tuple[Field[Value], ...] = (
    Field("indicator", Kind.TEXT, "The indicator's key in indicators.csv.", lambda it: it.indicator.key, True),
    Field("period", Kind.TEXT, "The period as the data write it.", lambda it: str(it.observation.period), True),
    Field("period_name", Kind.TEXT, "The period in words.", lambda it: it.observation.period.label, True),
    Field("period_type", Kind.TEXT, "The kind of period.", lambda it: str(it.observation.period.kind), True),
    Field("period_start", Kind.DATE, "Its first day.", lambda it: str(it.observation.period.start), True),
    Field("period_end", Kind.DATE, "Its last day.", lambda it: str(it.observation.period.end), True),
    Field(
        "period_supposed",
        Kind.TRUE_OR_FALSE,
        "Whether no paper gives the period and the data suppose it; the note says what the paper gives.",
        lambda it: true_or_false(bool(it.observation.supposed)),
        True,
    ),
    Field(
        "breakdown",
        Kind.TEXT,
        "The part that it is of, of a kind that indicators.csv names; empty for the whole.",
        lambda it: it.observation.breakdown,
    ),
    Field("area", Kind.TEXT, "The area that it is of: the council's, or one of a breakdown.", lambda it: it.area.area),
    Field(
        "area_code",
        Kind.TEXT,
        "The area's code in the Register of Geographic Codes of the Office for National Statistics. Empty where papers "
        "do not say which area of the register they mean.",
        lambda it: it.area.code,
        pattern=r"[EKNSW]\d{8}",
    ),
    Field(
        "value",
        Kind.NUMBER,
        "The value as published, with its decimals; empty where a marker says why there is none.",
        lambda it: number(it.observation.value),
    ),
    Field("unit", Kind.TEXT, "What the value counts.", lambda it: str(it.unit), True),
    Field(
        "marker",
        Kind.TEXT,
        "Symbols of the Government Statistical Service: [c] confidential, [e] estimated, [f] forecast, [p] "
        "provisional, [r] revised, [x] not available, [z] not applicable. There is a space between two of them.",
        lambda it: it.markers,
        pattern=r"\[[cefprxz]\]( \[[cefprxz]\])*",
    ),
    Field(
        "qualifier",
        Kind.TEXT,
        "The word that the paper puts before the number, such as about or over; empty for none.",
        lambda it: it.observation.qualifier,
    ),
    Field(
        "numerator",
        Kind.NUMBER,
        "What was counted of the denominator, where papers give it and it does not count people.",
        lambda it: it.parts[0],
    ),
    Field("denominator", Kind.NUMBER, "What it was counted of, likewise.", lambda it: it.parts[1]),
    Field(
        "current",
        Kind.TRUE_OR_FALSE,
        "Whether reports show this value for the period. Where papers give several, the others are false.",
        lambda it: true_or_false(it.is_current),
        True,
    ),
    Field("known_since", Kind.DATE, "The day on which it became known.", lambda it: str(it.observation.as_at), True),
    Field("source", Kind.TEXT, "The paper that gives it.", lambda it: it.observation.source, True),
    Field("note", Kind.TEXT, "What has to be known of it.", lambda it: it.note),
    Field(
        "data_row", Kind.TEXT, "The row of the workbook's data that has it.", lambda it: str(it.observation.row), True
    ),
)


def observations_table(evidence: Evidence, terms: Terms, council: str) -> Table:
    """Return the table of all observations, by indicator, period and breakdown."""
    return table_of(
        "observations",
        "Observations",
        "A row for each value that a public paper gives, those that were restated too.",
        _FIELDS,
        "data_row",
        tuple(_values(evidence, terms, council)),
        {"indicator": "indicators"},
    )


def _values(evidence: Evidence, terms: Terms, council: str) -> Iterator[Value]:
    order = {key: place for place, key in enumerate(evidence.observed)}
    rows = sorted(
        evidence.observations,
        key=lambda row: (order[row.indicator], row.period, row.breakdown, row.as_at, str(row.row)),
    )
    current = {row.row for row in evidence.published}
    revised = frozenset(_revised(rows))
    for row in rows:
        indicator = evidence.indicator(row.indicator)
        area = _area_of(indicator, row, terms.areas, council)
        note = plain(say(row.note, evidence))
        yield Value(indicator, row, area, note, row.row in current, row.row in revised)


def _revised(rows: Iterable[Observation]) -> Iterator[object]:
    """Yield the rows whose value no row of the last day before gives; `rows` are in the order of their becoming known.

    A value that may not be shown says nothing of what was before it, and nothing of it is said by what comes after.
    """
    known: dict[tuple[object, ...], list[Observation]] = {}
    for row in rows:
        if row.value is None:
            continue
        before = known.setdefault((row.indicator, row.period, row.breakdown), [])
        earlier = [other for other in before if other.as_at < row.as_at]
        last = max((other.as_at for other in earlier), default=None)
        if earlier and row.value not in {other.value for other in earlier if other.as_at == last}:
            yield row.row
        before.append(row)


def _area_of(indicator: Indicator, row: Observation, areas: Mapping[str, Area], council: str) -> Area:
    if row.breakdown and (row.breakdown in areas or indicator.breakdown in _BY_AREA):
        return areas.get(row.breakdown, Area(row.breakdown, row.breakdown, ""))
    return areas.get(council, Area(council, council, ""))
