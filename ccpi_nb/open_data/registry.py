"""The tables beside the observations: indicators, targets, and where a series goes on in another definition."""

from ccpi_nb.document.runs import plain
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import Continuation, Indicator
from ccpi_nb.domain.targets import Target
from ccpi_nb.open_data.tables import Field, Kind, Table, number, table_of, true_or_false

_INDICATOR: tuple[Field[Indicator], ...] = (
    Field("indicator", Kind.TEXT, "The key by which the other tables name it.", lambda it: it.key, True),
    Field("name", Kind.TEXT, "Its name in papers.", lambda it: it.name, True),
    Field("service", Kind.TEXT, "The service that it is of.", lambda it: it.service, True),
    Field("definition", Kind.TEXT, "What it measures.", lambda it: it.definition),
    Field(
        "unit",
        Kind.TEXT,
        "The unit of its values; mm:ss is minutes and seconds, which observations.csv and targets.csv give in seconds.",
        lambda it: str(it.unit),
        True,
    ),
    Field("decimals", Kind.WHOLE, "The decimals with which papers show it.", lambda it: str(it.decimals), True),
    Field("better", Kind.TEXT, "Which is better: higher, lower or none.", lambda it: str(it.polarity), True),
    Field(
        "breakdown", Kind.TEXT, "What its parts are, such as place or reason; empty for none.", lambda it: it.breakdown
    ),
    Field(
        "counts_people",
        Kind.TRUE_OR_FALSE,
        "Whether it counts people, so that the set has only the values that a paper shows.",
        lambda it: true_or_false(it.people),
        True,
    ),
    Field(
        "contractual",
        Kind.TRUE_OR_FALSE,
        "Whether it is part of a contract; empty where no paper says so.",
        lambda it: true_or_false(it.contractual),
    ),
)
_TARGET: tuple[Field[Target], ...] = (
    Field("indicator", Kind.TEXT, "The indicator's key in indicators.csv.", lambda it: it.indicator, True),
    Field(
        "comparator", Kind.TEXT, "How a value has to compare with it, as a sign.", lambda it: str(it.comparator), True
    ),
    Field("words", Kind.TEXT, "The same in words, such as at least.", lambda it: it.comparator.words, True),
    Field(
        "value", Kind.NUMBER, "The value that was agreed, in the indicator's unit.", lambda it: number(it.value), True
    ),
    Field(
        "tolerance",
        Kind.NUMBER,
        "By how much a value may miss it and still be within tolerance.",
        lambda it: number(it.tolerance),
        True,
    ),
    Field("valid_from", Kind.DATE, "The first day on which it is in force.", lambda it: str(it.valid_from), True),
    Field(
        "valid_to",
        Kind.DATE,
        "The last day on which it is in force; empty where it still is.",
        lambda it: str(it.valid_to or ""),
    ),
    Field(
        "known_since",
        Kind.DATE,
        "The day on which it became known; empty where that was before it began.",
        lambda it: str(it.as_at or ""),
    ),
    Field("source", Kind.TEXT, "The paper that gives it.", lambda it: it.source, True),
    Field("data_row", Kind.TEXT, "The row of the workbook's data that has it.", lambda it: str(it.row), True),
)


def indicators_table(evidence: Evidence) -> Table:
    """Return the table of the indicators that have observations, in the order of the registry."""
    return table_of(
        "indicators",
        "Indicators",
        "A row for each indicator that a public paper shows.",
        _INDICATOR,
        "indicator",
        tuple(evidence.indicators[key] for key in evidence.observed),
    )


def targets_table(evidence: Evidence) -> Table:
    """Return the table of their targets, by indicator and first day."""
    order = {key: place for place, key in enumerate(evidence.observed)}
    known = [target for target in evidence.targets if target.indicator in order]
    return table_of(
        "targets",
        "Targets",
        "A row for each target that was agreed for one of them, by the time for which it holds.",
        _TARGET,
        "data_row",
        sorted(known, key=lambda it: (order[it.indicator], it.valid_from, it.row.number)),
        {"indicator": "indicators"},
    )


def breaks_table(evidence: Evidence) -> Table:
    """Return the table of where a series goes on in another definition, by indicator."""
    found = dict.fromkeys(each for key in evidence.observed for each in evidence.breaks(key))
    fields: tuple[Field[Continuation], ...] = (
        Field("indicator", Kind.TEXT, "The indicator that goes on.", lambda it: it.indicator, True),
        Field("continues", Kind.TEXT, "The indicator that measured before.", lambda it: it.continues, True),
        Field("start", Kind.DATE, "The first day of the new definition.", lambda it: str(it.start), True),
        Field("reason", Kind.TEXT, "Why, after 'because'.", lambda it: plain(say(it.reason, evidence)), True),
        Field("source", Kind.TEXT, "The paper that says so.", lambda it: it.source, True),
        Field("data_row", Kind.TEXT, "The row of the workbook's data.", lambda it: str(it.row), True),
    )
    return table_of(
        "breaks",
        "Breaks in series",
        "A row for each series that goes on in another definition, across which values do not compare.",
        fields,
        "data_row",
        tuple(found),
        {"indicator": "indicators", "continues": "indicators"},
    )
