from datetime import date

import pandas as pd
import pytest
from builders import known, kpi, refusal, seen, words

from ccpi_nb.analysis.frames import frame_of, wide_frame
from ccpi_nb.analysis.publishing import Publisher
from ccpi_nb.computing.formulas import formula_from
from ccpi_nb.computing.named_figures import Named, with_named
from ccpi_nb.document.model import Cell, Document, Heading, Masthead, Table
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.periods import Period
from ccpi_nb.render.spreadsheet import render_spreadsheet
from ccpi_nb.render.tidy_csv import tidy_csv

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"
TIMES = "\N{MULTIPLICATION SIGN}"
FACTS = (
    kpi("answered"),
    kpi("calls", unit="number", decimals=0, breakdown="place"),
    kpi("cost", unit="£m", decimals=2),
    seen("74.16", Q1, of="answered"),
    seen("77.59", Q2, of="answered", note="The {calls @ 2014-15-Q2} calls are new."),
    seen("40", Q1, of="calls"),
    seen("50", Q2, of="calls"),
    seen("30", Q2, of="calls", breakdown="North"),
    seen("[c]", Q2, of="calls", breakdown="South"),
    seen("[x]", Q2, of="calls", breakdown="Aged 16 to 17"),
    seen("2.5", Q2, of="cost"),
)
KNOWN = known(*FACTS)
KEYS, QUARTERS = ["answered", "calls"], [Period.parse(Q1), Period.parse(Q2)]


def publisher(evidence: Evidence = KNOWN, closed: frozenset[str] = frozenset()) -> Publisher:
    return Publisher(evidence, ("Windows 7",), "the table 'Calls'", closed)


def grid(table: Table) -> list[list[str]]:
    return [[column.header for column in table.columns], *([_words(cell) for cell in row] for row in table.rows)]


def _words(cell: Cell) -> str:
    return words(cell.runs).replace("\N{NO-BREAK SPACE}", " ")


def own(frame: "pd.DataFrame | pd.Series[float]", decimals: int | dict[str, int] | None = None) -> list[list[str]]:
    return grid(publisher().table(frame, "Calls", decimals))


def wide(evidence: Evidence = KNOWN) -> pd.DataFrame:
    return wide_frame(evidence, KEYS, QUARTERS)


def test_an_own_table_has_names_labels_and_each_value_in_its_own_unit() -> None:
    frame = wide()
    assert own(frame.assign(change=frame[Q2] - frame[Q1], times=frame[Q2] / frame[Q1])) == [
        ["Indicator", "Apr to Jun 2014", "Jul to Sep 2014", "Change", "Times"],
        ["Answered", "[74.16%]", "[77.59%] [note 1]", "[3.43 percentage points]", "[1.05]"],
        ["Calls", "[40]", "[50]", "[10]", "[1.25]"],
    ]


def test_every_figure_of_an_own_table_has_its_rows_and_its_computation() -> None:
    frame = wide()
    calls = frame.loc[["calls"]]
    table = publisher().table(calls.assign(change=100 * (calls[Q2] - calls[Q1]) / calls[Q1]), "Calls")
    figures = [run for cell in table.rows[0] for run in cell.runs if run.kind == "figure"]
    assert [[(row.indicator, row.period) for row in figure.rows] for figure in figures] == [
        [("calls", Q1)],
        [("calls", Q2)],
        [("calls", Q1), ("calls", Q2)],
    ]
    assert [str(figure.computation) for figure in figures] == ["", "", f"worked out: (100 {TIMES} (50 − 40)) ÷ 40"]


def test_texts_come_first_and_a_counted_index_is_left_out() -> None:
    frame = frame_of(KNOWN)
    calls = frame[(frame.indicator == "calls") & (frame.breakdown != "")]
    assert own(calls[["value", "breakdown", "period"]]) == [
        ["Breakdown", "Period", "Value"],
        ["North", "July to September 2014", "[30]"],
        ["South", "July to September 2014", "[[c]]"],
        ["Aged 16 to 17", "July to September 2014", "[[x]]"],
    ]


def test_a_series_and_an_index_of_several_levels_make_a_table() -> None:
    frame = frame_of(KNOWN)
    by_both = frame[frame.indicator == "calls"].set_index(["breakdown", "period"]).value
    assert own(by_both)[:2] == [["Breakdown", "Period", "Value"], ["Whole", "April to June 2014", "[40]"]]


def test_an_index_of_texts_without_a_name_has_a_header_all_the_same() -> None:
    frame = wide()
    frame.index = pd.Index(["Of calls", "In all"])
    assert [row[0] for row in own(frame)] == ["Name", "Of calls", "In all"]


def test_a_column_without_a_name_asks_for_one() -> None:
    frame = wide()
    assert "a column is called '0', with the figure '0'; rename it" in refusal(
        own, (frame[Q2] / frame[Q1]).rename(None)
    )


def test_columns_of_several_levels_are_called_by_all_of_them() -> None:
    frame = frame_of(KNOWN)
    table = frame[frame.breakdown == ""].pivot(index="name", columns=["indicator", "period"], values="value")
    assert own(table[["calls"]].dropna())[0] == ["Name", "Calls, Apr to Jun 2014", "Calls, Jul to Sep 2014"]


def test_days_and_answers_are_words() -> None:
    frame = frame_of(KNOWN).iloc[:1]
    told = frame[["name", "end", "value"]].assign(new=True, seen=date(2014, 12, 11))
    assert own(told)[1] == ["Answered", "30 June 2014", "Yes", "11 December 2014", "[74.16%]"]


def test_what_is_worked_out_has_the_same_decimals_all_the_way_down_and_those_asked_for() -> None:
    frame = wide()
    share = frame[Q2] / frame[Q1]
    assert [row[1] for row in own(share.rename("times"))][1:] == ["[1.05]", "[1.25]"]
    assert [row[1] for row in own(share.rename("times"), 1)][1:] == ["[1.0]", "[1.3]"]
    assert [row[1:] for row in own(frame, {Q2: 1})][1:] == [["[74.16%]", "[77.6%] [note 1]"], ["[40]", "[50.0]"]]


def test_notes_say_what_stands_in_the_data_what_is_lacking_and_what_shorthands_mean() -> None:
    frame = frame_of(KNOWN)
    rows = frame[(frame.indicator == "calls") & (frame.breakdown != "South") & (frame.breakdown != "")]
    table = publisher().table(rows.groupby("name").value.sum(), "Calls")
    assert grid(table)[1] == ["Calls", "[30] [note 1]"]
    assert [words(note) for note in table.notes] == ["[note 1] It is incomplete: it is without Aged 16 to 17."]
    answered = publisher().table(wide().loc[["answered"]], "Calls")
    assert [words(note) for note in answered.notes] == ["[note 1] The [50] calls are new."]
    hidden = publisher().table(frame[frame.breakdown == "South"][["breakdown", "value"]], "Calls")
    assert [words(note) for note in hidden.notes] == ["[c] means confidential."]


def test_what_a_hidden_part_goes_into_is_hidden() -> None:
    frame = frame_of(KNOWN)
    parts = frame[(frame.indicator == "calls") & frame.breakdown.isin(["North", "South"])]
    assert own(parts.groupby("name").value.sum())[1] == ["Calls", "[[c]]"]


def test_a_named_figure_is_in_the_frame_with_the_rows_of_its_parts() -> None:
    formula = formula_from("ratio of cost to calls", KNOWN.indicators)
    evidence = with_named(KNOWN, formula, Named("each", "Cost of a call"))
    frame = frame_of(evidence)
    table = publisher(evidence).table(frame[frame.indicator == "each"][["name", "value"]], "Costs")
    (figure,) = (run for cell in table.rows[0] for run in cell.runs if run.kind == "figure")
    assert (figure.text, [row.indicator for row in figure.rows]) == ("£0.05m", ["cost", "calls"])


def test_an_own_table_stands_in_the_spreadsheet_and_in_the_csv_file() -> None:
    frame = wide()
    table = publisher().table(frame.assign(change=frame[Q2] - frame[Q1]), "Calls")
    document = Document(Masthead("Calls", "2014-12-11"), (Heading.of(2, "Calls"), table))
    assert render_spreadsheet(document, day=date(2014, 12, 11))
    assert (
        '"Calls","Answered","Change","3.43","3.43 percentage points","answered","2014-15-Q1; 2014-15-Q2"'
        in tidy_csv(document)
    )


def test_the_data_of_a_chart_have_what_tells_their_rows_apart_and_the_rest_in_the_caption() -> None:
    frame = frame_of(KNOWN)
    places = frame[(frame.indicator == "calls") & (frame.breakdown != "")]
    table = publisher().chart_table(places, "Calls by place: the values")
    assert words(table.caption) == "Calls by place: the values, Calls, July to September 2014"
    assert grid(table)[:2] == [["Breakdown", "Value"], ["North", "[30]"]]
    single = publisher().chart_table(places.head(1), "Calls: the values")
    assert grid(single)[1] == ["Calls", "July to September 2014", "North", "[30]"]


# What is refused


REMEDY = (
    "a frame without origin; work them out from the values of report.frame by + - * /, sum, mean, diff and the like "
    "(in place of rolling series.traced.rolling_mean), or leave the column out"
)


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ([1.5, 2.5], " such as 1.5"),
        ([1, 2], " such as 1"),
        (pd.array([1, None], dtype="Int64"), " such as 1"),
        ([float("nan"), float("nan")], ""),
        (pd.Series([None, 2], dtype=object), " such as 2"),
    ],
)
def test_plain_numbers_are_refused_with_the_column_and_the_remedy(column: object, shown: str) -> None:
    problem = refusal(own, wide().reset_index().assign(mean=column))
    assert problem == f"the table 'Calls': the column 'mean' has plain numbers{shown}, {REMEDY}"


def test_a_plain_number_among_values_is_refused() -> None:
    frame = wide().reset_index()
    mixed = pd.Series([frame[Q1].iloc[0], 3.5], dtype=object)
    assert "the column 'mixed' has plain numbers such as 3.5" in refusal(own, frame.assign(mixed=mixed))


@pytest.mark.parametrize("text", ["1.19", "up 3.4%", "£2m", "7 of 9"])
def test_a_figure_in_a_text_is_refused(text: str) -> None:
    problem = refusal(own, wide().assign(words=text).reset_index())
    assert problem.startswith("the table 'Calls': the column 'words' has the figure ")
    assert problem.endswith("as text, which has no origin; give it as a value of report.frame, or take it out")


@pytest.mark.parametrize("text", ["Windows 7", "item 4", "11 December 2014", "Aged 16 to 17", "Chorley"])
def test_digits_of_names_dates_references_and_parts_are_no_figures(text: str) -> None:
    assert text in own(wide().assign(words=text).reset_index())[1]


def test_a_header_with_a_figure_is_refused() -> None:
    assert refusal(own, wide().rename(columns={Q1: "Target 75%"})) == (
        "the table 'Calls': a column is called 'Target 75%', with the figure '75%'; rename it"
    )


def test_a_frame_that_makes_no_table_is_refused() -> None:
    frame = frame_of(KNOWN)
    assert "no column that names its rows" in refusal(own, frame[["value"]])
    assert "has no figure" in refusal(own, frame[["name"]])
    assert "has no row" in refusal(own, frame[["name", "value"]].head(0))
    assert refusal(own, [1, 2]) == "this is no data frame but of the type list; give one, or a series"  # type: ignore[arg-type]


def test_a_single_row_as_a_series_is_answered_with_how_to_have_it_as_a_frame() -> None:
    assert refusal(own, frame_of(KNOWN).iloc[0]) == (
        "the table 'Calls': the column '0' has both words and values; give a frame with a column for each, such as "
        "frame.iloc[[0]] for a single row"
    )


@pytest.mark.parametrize("decimals", [-1, 7, "two", 1.5, {Q1: -1}])
def test_decimals_that_are_none_are_refused(decimals: object) -> None:
    assert "is no number of decimals; write one from 0 to 6" in refusal(own, wide(), decimals)


def test_a_table_without_a_caption_is_refused() -> None:
    assert "has no caption" in refusal(publisher().table, wide(), " ")


def test_what_has_no_target_does_not_apply() -> None:
    assert own(frame_of(KNOWN)[["name", "target"]].head(1))[1] == ["Answered", "[z]"]


def test_a_value_of_another_meetings_future_is_refused() -> None:
    later = known(*FACTS, seen("60", "2014-15-Q3", of="calls", as_at="2015-03-02"), by="2015-03-02")
    frame = frame_of(later)
    problem = refusal(publisher().table, frame[frame.period == "2014-15-Q3"][["name", "value"]], "Calls")
    assert problem == (
        "the table 'Calls': the column 'value' needs data/observations/calls/2014-15-Q3.csv, row 2, which became known "
        "on 2 March 2015, after the meeting; take it out of the frame"
    )


def test_an_exempt_row_and_one_of_a_dataset_that_is_not_open_are_refused() -> None:
    other = frame_of(known(*FACTS, seen("60", "2014-10", of="calls")))
    frame = other[other.period == "2014-10"][["name", "value"]]
    closed = publisher(closed=frozenset({"calls"}))
    assert "is exempt, and no row of a Part I report" in refusal(closed.table, frame, "x")
    assert "is of a dataset that this report does not open" in refusal(publisher().table, frame, "x")


def test_a_value_that_this_report_hides_is_refused_wherever_it_comes_from() -> None:
    shown = known(*(seen("12", Q2, of="calls", breakdown="South") if fact is FACTS[8] else fact for fact in FACTS))
    frame = frame_of(shown)
    for value in (frame[frame.breakdown == "South"].value, 2 * frame[frame.breakdown == "South"].value):
        table = pd.DataFrame({"place": ["South"], "value": value.array})
        assert "which this report hides" in refusal(publisher().table, table, "Calls")


def test_a_zero_that_was_worked_out_has_the_decimals_of_its_column() -> None:
    frame = wide().loc[["calls"]]
    nothing = (frame[Q2] - frame[Q2]) / frame[Q1]
    assert [row[1] for row in own(pd.concat([nothing, frame[Q2] / frame[Q1]]).rename("times"))][1:] == [
        "[0.00]",
        "[1.25]",
    ]
