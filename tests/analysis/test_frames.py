from collections.abc import Iterator
from decimal import Decimal

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns
from builders import known, kpi, refusal, seen, target

from ccpi_nb.analysis.frames import COLUMNS, TRACED, frame_of, wide_frame
from ccpi_nb.document.figures import observed
from ccpi_nb.document.sources import Glossary
from ccpi_nb.domain.evidence import Evidence
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.periods import Period
from ccpi_nb.errors import InputError
from ccpi_nb.reports import open_report
from ccpi_nb.reports.opening import OpenReport

matplotlib.use("Agg")
QUARTERS = (Period.parse("2014-15-Q1"), Period.parse("2014-15-Q2"))


@pytest.fixture(autouse=True)
def _no_drawing_stays_open() -> Iterator[None]:
    yield
    plt.close("all")


def procurement() -> OpenReport:
    return open_report("2014-12-11", "4", "procurement")


def calls() -> Evidence:
    """A count by place, one hidden, one not available; and a share of it."""
    return known(
        kpi("calls", unit="number", decimals=0, breakdown="place"),
        seen("50", of="calls"),
        *(
            seen(value, of="calls", breakdown=place)
            for place, value in {"Chorley": "14", "Leyland": "[c]", "Preston": "[x]", "Ribble": "[z]"}.items()
        ),
    )


def test_a_frame_has_every_column_and_traced_ones_are_exact() -> None:
    frame = frame_of(calls())
    assert list(frame) == [*COLUMNS, "shown"]
    assert all(frame[name].dtype == "traced" for name in TRACED)
    assert frame.value[0].value == Decimal("50")


def test_a_value_s_figure_is_the_one_that_a_table_shows() -> None:
    report = procurement()
    observations = {observation.row: observation for observation in report.evidence.observations}
    assert len(report.frame_all) == len(observations)
    for value, file, number in report.frame_all[["value", "file", "row"]].itertuples(index=False):
        observation = observations[DataRow(file, number)]
        indicator = report.evidence.indicator(observation.indicator)
        assert value.figure() == observed(indicator, observation)


def test_the_rows_are_in_the_order_of_time() -> None:
    """So that a chart that seaborn draws of them has its periods in order."""
    frame = procurement().frame_all
    assert frame.sort_values(["start", "end"], kind="stable").index.tolist() == frame.index.tolist()


def test_what_is_missing_says_why() -> None:
    frame = frame_of(calls())
    assert [value.text for value in frame.value] == ["50", "14", "[c]", "[x]", "[z]"]
    assert frame.value.isna().tolist() == [False, False, True, True, True]


def test_a_sum_over_places_with_a_hidden_one_is_hidden() -> None:
    frame = frame_of(calls())
    parts = frame[frame.breakdown != ""]
    assert parts.value.sum().text == "[c]"
    shown = parts[parts.breakdown != "Leyland"]
    assert (shown.value.sum().text, shown.value.sum().lacks) == ("14", ("Preston",))


def test_a_row_without_its_two_numbers_is_not_left_out_of_their_sums() -> None:
    evidence = known(
        kpi(breakdown="place"),
        seen("50.0", breakdown="Chorley", of_whole=("5", "10")),
        seen("70.0", breakdown="Preston", of_whole=("70", "100")),
        seen("40.0", breakdown="Leyland"),
    )
    frame = frame_of(evidence)
    rate = (frame.numerator.sum() / frame.denominator.sum()).percentage
    assert rate.lacks == ("Leyland",)
    assert (frame.numerator[:2].sum() / frame.denominator[:2].sum()).percentage.figure(1).text == "68.2%"


def test_a_numerator_is_a_number_in_a_column_of_its_row() -> None:
    evidence = known(kpi("rate"), seen("50.0", of="rate", of_whole=("5000", "10000")))
    frame = frame_of(evidence)
    (part,), (whole,) = frame.numerator[0].rows, frame.denominator[0].rows
    assert (part.value, part.column, whole.column) == ("5000", "numerator", "denominator")
    glossary = Glossary(evidence.indicators)
    assert [glossary.amount(row) for row in (*frame.value[0].rows, part)] == ["50.0%", "5,000"]
    assert glossary.subject(part) == "Rate, numerator"


def test_parts_that_overlap_are_not_added_up() -> None:
    indicator = kpi("calls", unit="number", breakdown="place")
    rows = [seen("5", of="calls", breakdown=place) for place in ("Chorley", "Preston")]
    evidence = Evidence({"calls": indicator}, (), tuple(rows), not_added=frozenset({"calls"}))
    assert "do not add up" in refusal(frame_of(evidence).value.sum)


def test_a_target_is_a_figure_of_the_targets_file() -> None:
    frame = frame_of(known(kpi(), seen("85"), target("90")))
    assert frame.target[0].figure().text == "at least 90%"
    assert (frame.value - frame.target)[0].figure().signed == "−5 percentage points"
    assert {str(row.at) for row in (frame.value - frame.target)[0].rows} == {
        "data/observations/calls/2014-15-Q2.csv, row 2",
        "data/targets.csv, row 2",
    }


def test_a_direction_is_that_of_the_report() -> None:
    frame = procurement().frame
    invoices = frame[(frame.indicator == "invoices_paid_30_days") & (frame.breakdown == "")]
    assert invoices.set_index("period").direction["2014-15-Q2"] == "Improving"


def test_a_wide_frame_has_a_row_an_indicator_and_a_column_a_period() -> None:
    wide = procurement().wide("2014-15-Q1, 2014-15-Q2", ["contracts_let", "contracts_let_value", "ap_call_wait"])
    assert wide.columns.tolist() == ["2014-15-Q1", "2014-15-Q2"]
    assert wide.index.tolist() == ["contracts_let", "contracts_let_value", "ap_call_wait"]
    assert [[value.text for value in row] for row in wide.to_numpy()] == [
        ["18", "30"],
        ["£10.85m", "£35.586m"],
        ["[x]", "[x]"],
    ]
    average = wide.loc["contracts_let_value"] / wide.loc["contracts_let"]
    assert average["2014-15-Q2"].figure(2).text == "£1.19m"


def test_a_wide_frame_has_all_that_is_held_unless_told_otherwise() -> None:
    report = procurement()
    wide = report.wide()
    held = [row for row in report.evidence.published if not row.breakdown]
    assert int(wide.notna().to_numpy().sum()) == sum(row.value is not None for row in held)
    assert wide.columns.tolist() == [str(period) for period in sorted({row.period for row in held})]


def test_a_wide_frame_may_have_the_parts() -> None:
    wide = wide_frame(calls(), ["calls"], QUARTERS, breakdowns=True)
    assert wide.index.tolist() == [("calls", place) for place in ("", "Chorley", "Leyland", "Preston", "Ribble")]
    assert [value.text for value in wide["2014-15-Q2"]] == ["50", "14", "[c]", "[x]", "[z]"]


def test_a_key_that_is_not_there_is_refused_with_the_nearest() -> None:
    assert "did you mean 'contracts_let'?" in refusal(procurement().wide, "2014-15-Q1", "contracts_lett")


def test_a_single_key_is_taken_for_a_list_of_one() -> None:
    assert procurement().wide("2014-15-Q1", "contracts_let").index.tolist() == ["contracts_let"]


@pytest.mark.parametrize("frame", ["frame", "frame_all", "wide"])
def test_the_frame_of_a_part_i_report_has_no_row_that_is_exempt(frame: str) -> None:
    exempt = ("btls_governance", "follow_ups_btls_governance")
    for report in (procurement(), open_report("2018-04-18", "1", "btls")):
        found = report.wide() if frame == "wide" else getattr(report, frame)
        values = [value for name in found for value in found[name] if found[name].dtype == "traced"]
        files = {row.at.file for value in values for row in value.rows}
        assert files
        assert not [file for file in files if any(f"/{name}" in file for name in exempt)]


def test_seaborn_and_matplotlib_draw_straight_from_the_frame() -> None:
    frame = procurement().frame
    awarded = frame[(frame.indicator == "contracts_annual_value") & (frame.breakdown != "")]
    bars = sns.barplot(data=awarded, x="value", y="breakdown")
    assert sorted(bar.get_width() for bar in bars.patches) == sorted(awarded.value.astype(float))
    _, axes = plt.subplots()
    axes.plot(awarded.breakdown, awarded.value)
    assert axes.lines[0].get_ydata().tolist() == awarded.value.astype(float).tolist()
    assert len(awarded.plot.bar(x="breakdown", y="value").patches) == len(awarded)


@pytest.mark.parametrize(
    "draw",
    [
        lambda frame: sns.lineplot(data=frame, x="start", y="value", hue="indicator"),
        lambda frame: sns.scatterplot(data=frame, x="target", y="value"),
        lambda frame: sns.stripplot(data=frame, x="value", y="name"),
        lambda frame: sns.histplot(data=frame, x="value"),
        lambda frame: frame.plot.barh(x="name", y="value"),
        lambda frame: frame.value.plot(),
        lambda frame: plt.scatter(frame.target, frame.value),
        lambda frame: plt.bar_label(plt.bar(frame.name, frame.value)),
        lambda frame: plt.fill_between(range(len(frame)), frame.value),
        lambda frame: plt.ylim(0, frame.value.max()),
    ],
)
def test_other_charts_take_a_traced_column_as_it_is(draw) -> None:
    frame = procurement().frame
    draw(frame[(frame.unit == "%") & (frame.breakdown == "") & frame.period.str.contains("Q")])


def test_jupyter_shows_values_with_their_units() -> None:
    html = procurement().wide("2014-15-Q2", ["contracts_let_value", "ap_call_wait"])._repr_html_()
    assert "£35.586m" in html
    assert "[x]" in html


def test_the_whole_frame_is_not_added_up() -> None:
    with pytest.raises(InputError, match="their units are"):
        procurement().frame.value.sum()


def test_two_papers_that_contradict_each_other_have_no_mean() -> None:
    every = procurement().frame_all
    invoices = every[(every.indicator == "invoices_paid_30_days") & (every.period == "2014-15-Q2")]
    assert invoices.value.traced.text().tolist() == ["77.59%", "77%"]
    assert "2014-15-Q2 and 2014-15-Q2 overlap" in refusal(invoices.value.mean)


def test_a_column_without_origin_is_told_so() -> None:
    assert refusal(lambda: pd.Series([1.0], name="value").traced) == (
        "the column 'value' is of the type float64 and has no origin; go back to the report's values, and leave out "
        "what makes them plain numbers"
    )


def test_a_rolling_mean_keeps_its_rows() -> None:
    value = pd.Series(procurement().wide(keys=["contracts_let"]).loc["contracts_let"][["2014-15-Q1", "2014-15-Q2"]])
    found = value.traced.rolling_mean(2)
    assert [mean.text for mean in found] == ["[z]", "24.0"]
    assert found.traced.places()["2014-15-Q2"].count("data/observations/procurement/") == 2
    assert value.traced.text(1).tolist() == ["18.0", "30.0"]
