from dataclasses import replace

import pytest
from builders import known, kpi, p, refusal, seen, target, total

from ccpi_nb.computing.computations import Computation, ComputationName, counting, rate_per
from ccpi_nb.document.figures import change_figure, count_figure, observed, target_figure, total_figure
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.ledger import entries, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.document.runs import Figure, Row, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.review.trace import trace, trace_lines

CALLS, MONEY = kpi(), kpi("money_owed", unit="£", decimals=0)
INDICATORS = {each.key: each for each in (CALLS, MONEY)}
BEFORE, NOW = seen("60", "2014-15-Q1"), seen("65.5")
CHANGE = change_figure(CALLS, BEFORE, NOW)


def ledger(*runs, report="04-calls"):
    return lines(entries(Document(Masthead("Calls", "2014-12-11"), tuple(Paragraph((run,)) for run in runs)), report))


def traced(query, *runs, report=""):
    return trace(query, {"public": ledger(*runs)}, INDICATORS, report=report)


def story(query, *runs):
    (found,) = traced(query, *runs)
    return "\n".join(trace_lines(found, INDICATORS, lambda _: ()))


def test_an_observed_figure_is_told_with_place_row_document_and_day():
    assert story("65.5%", observed(CALLS, NOW)) == "\n".join(
        [
            "65.5%",
            "  shown in",
            "    public/04-calls: paragraph 1, sentence 1",
            "  from",
            "    65.5  calls_answered @ 2014-15-Q2  Calls answered",
            "      data/observations/calls/2014-15-Q2.csv, row 2",
            "    the pack",
            "    known by 11 December 2014",
        ]
    )


def test_a_computed_figure_is_told_with_its_sum():
    told_of = story("5.5 percentage points", CHANGE)
    assert (
        "  change: the later value less the earlier one\n  65.5 − 60 = 5.5\n  from\n    60  calls_answered @ 2014-15-Q1"
        in told_of
    )
    assert "data/observations/calls/2014-15-Q1.csv, row 2" in told_of


def test_a_total_is_told_as_a_sum_of_its_parts():
    parts = [seen("1", breakdown="Preston"), seen("2", breakdown="Chorley")]
    assert "  1 + 2 = 3\n" in story("3", total_figure(kpi(unit="number"), total(kpi(unit="number"), *parts)))


@pytest.mark.parametrize(
    ("computation", "values", "value", "sum_"),
    [
        (Computation.RATIO, ("35.586", "30"), "1.19", "35.586 ÷ 30 ≈ 1.19"),
        (Computation.RATIO, ("36", "30"), "1.2", "36 ÷ 30 = 1.2"),
        (Computation.RATIO, ("36", "30"), "1.20", "36 ÷ 30 = 1.20"),
        (Computation.PERCENTAGE, ("1", "3"), "33.3", "1 as a percentage of 3 ≈ 33.3"),
        (Computation.PERCENTAGE, ("1", "4"), "25", "1 as a percentage of 4 = 25"),
        (Computation.INDEX, ("3", "7"), "42.9", "3 as a percentage of 7 ≈ 42.9"),
        (rate_per("thousand"), ("1", "3"), "333.3", "1 ÷ 3 \N{MULTIPLICATION SIGN} one thousand ≈ 333.3"),
        (rate_per("ten thousand"), ("1", "4"), "2500", "1 ÷ 4 \N{MULTIPLICATION SIGN} ten thousand = 2500"),
        (Computation.TOTAL, ("1.25", "2.5"), "3.75", "1.25 + 2.5 = 3.75"),
        (Computation.TOTAL, ("1.25", "2.5"), "3.8", "1.25 + 2.5 ≈ 3.8"),
        (Computation.CHANGE, ("74.16", "77.59"), "3.43", "77.59 − 74.16 = 3.43"),
        (Computation.CHANGE, ("77.59", "74.16"), "-3.43", "74.16 − 77.59 = -3.43"),
        (Computation.BALANCE, ("1.234", "1"), "0.23", "1.234 − 1 ≈ 0.23"),
        (Computation.RATIO, ("[x]", "30"), "1.19", "[x] ÷ 30 = 1.19"),
    ],
)
def test_a_figure_that_was_rounded_is_not_told_to_be_equal_to_its_sum(
    computation: ComputationName, values: tuple[str, str], value: str, sum_: str
) -> None:
    rows = tuple(
        Row(DataRow("data/x.csv", number), "calls", "2014-15-Q2", "", "the pack", "", each)
        for number, each in enumerate(values, start=2)
    )
    (found,) = traced(value, Figure(value, value, rows, computation))
    assert found.sum == sum_


def test_a_day_that_a_forecast_reaches_is_told_with_its_rows() -> None:
    rows = (Row(DataRow("data/x.csv", 2), CALLS.key, "2014-11-09", "", "the pack", "2014-12-11", "68.6"),)
    told_of = story("20 March 2015", Figure("20 March 2015", "", rows, Computation.DAY_REACHED))
    assert "day reached: the day on which the straight line nearest to the values" in told_of
    assert "68.6  calls_answered @ 2014-11-09" in told_of


def test_a_rating_is_told_with_its_reason():
    rating = rating_of(known(CALLS, target("70"), NOW).result("calls_answered", p("2014-15-Q2")))
    assert (
        "  rating: Calls answered: off target. 65.5% in July to September 2014 against a target of at least 70%"
        in story("off target", rating)
    )


@pytest.mark.parametrize(
    ("query", "figure"),
    [
        ("65.5%", observed(CALLS, NOW)),
        ("65.5", observed(CALLS, NOW)),
        ("about 65.5%", observed(CALLS, seen("65.5", qualifier="about"))),
        ("65.5%", observed(CALLS, seen("65.5", qualifier="about"))),
        ("70%", target_figure(CALLS, target("70"))),
        ("at least 70%", target_figure(CALLS, target("70"))),
        ("£641,355", observed(MONEY, seen("641355", of="money_owed"))),
        ("641,355", observed(MONEY, seen("641355", of="money_owed"))),
        ("641355", observed(MONEY, seen("641355", of="money_owed"))),
        ("-5.5", change_figure(CALLS, NOW, seen("60", "2014-15-Q3"))),
        ("[x]", observed(CALLS, seen("[x]"))),
        ("calls_answered", observed(CALLS, NOW)),
        ("Calls answered", observed(CALLS, NOW)),
        ("calls  ANSWERED", observed(CALLS, NOW)),
    ],
)
def test_a_figure_is_found_as_it_is_shown_by_its_number_or_by_its_indicator(query, figure):
    assert len(traced(query, figure)) == 1


@pytest.mark.parametrize("query", ["5.5%", "65", "65.5m", "5%", "£65.5", "65.55%"])
def test_a_part_of_a_number_is_another_number(query):
    assert "no figure reads" in refusal(traced, query, observed(CALLS, NOW))


def test_a_number_of_seconds_is_no_part_of_a_time():
    waited = observed(kpi("wait", unit="mm:ss"), seen("259", of="wait"))
    assert "no figure reads" in refusal(traced, "19", waited)
    assert traced("4 min 19 s", waited) == traced("259", waited)


def test_the_same_figure_in_several_places_is_told_once_with_all_of_them():
    (found,) = trace(
        "65.5%",
        {"public": ledger(observed(CALLS, NOW)), "restricted": ledger(observed(CALLS, NOW), report="12-btls")},
        INDICATORS,
    )
    assert [(folder, report) for folder, report, _ in found.places] == [
        ("public", "04-calls"),
        ("restricted", "12-btls"),
    ]


def test_figures_that_read_alike_but_come_from_elsewhere_are_told_apart():
    assert len(traced("65.5%", observed(CALLS, NOW), observed(CALLS, seen("65.5", "2014-15-Q1")))) == 2


def test_an_indicator_is_told_with_all_that_is_shown_of_it():
    assert len(traced("calls_answered", observed(CALLS, NOW), observed(CALLS, BEFORE), CHANGE)) == 3


def test_one_report_can_be_looked_into():
    both = {"public": (*ledger(observed(CALLS, NOW)), *ledger(observed(CALLS, NOW), report="05-other"))}
    (found,) = trace("65.5%", both, INDICATORS, report="05-other")
    assert [report for _, report, _ in found.places] == ["05-other"]


def test_an_unknown_report_is_refused_with_the_nearest():
    sentence = refusal(lambda: traced("65.5%", observed(CALLS, NOW), report="04-cals"))
    assert sentence == "no report is called '04-cals'; did you mean '04-calls'?"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("65.6%", "no figure reads '65.6%'; the nearest are 65.5%, at least 70%, 60%"),
        ("5 percentage points", "no figure reads '5 percentage points'; the nearest are 5.5 percentage points"),
        ("£65.5", "no figure reads '£65.5'; the ledgers have no figure like it"),
        ("calls_answerd", "no figure reads 'calls_answerd'; did you mean 'calls_answered' or 'Calls answered'?"),
        ("answered", "no figure reads 'answered'; did you mean 'Calls answered' or 'calls_answered'?"),
        ("xyzzy", "no figure reads 'xyzzy'; write a figure as it is shown, or an indicator's key or name"),
    ],
)
def test_what_is_not_found_is_answered_with_what_comes_nearest(query, sentence):
    assert (
        refusal(
            traced, query, observed(CALLS, NOW), observed(CALLS, BEFORE), target_figure(CALLS, target("70")), CHANGE
        )
        == sentence
    )


def test_a_count_is_told_with_the_whole_status_of_each_row():
    row = Row(DataRow("data/registers/move/2021-04-20.csv", 10), "", "", "outcome 2", "the paper", "", "signed off")
    assert story("1", count_figure(counting("signed off"), 1, (row,))).endswith(
        "    signed off  / outcome 2\n      data/registers/move/2021-04-20.csv, row 10\n    the paper"
    )


def test_a_signed_change_is_found_and_told_without_its_sign():
    assert traced("5.5 percentage points", replace(CHANGE, sign="+")) != ()
    assert story("+5.5", replace(CHANGE, sign="+")).startswith("5.5 percentage points\n")


def test_text_is_no_figure():
    assert "no figure reads 'words'" in refusal(traced, "words", Text("words"), observed(CALLS, NOW))
