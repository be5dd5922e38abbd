from dataclasses import replace
from decimal import Decimal

import pytest
from builders import known, kpi, p, refusal, seen, target

from ccpi_nb.charts.column_charts import period_bars
from ccpi_nb.differences.regression import Reference, Tolerance, Verdict, compared, reference_of, tolerances_from
from ccpi_nb.document.figures import computed, count_figure, observed
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.document.runs import Text

CALLS = kpi()
RATE = Tolerance("calls_answered", "rate a week", Decimal("0.01"))


def shown(*runs, report="04-calls", blocks=()):
    return reference_of(
        Document(Masthead("Calls", "2014-12-11"), (*(Paragraph((run,)) for run in runs), *blocks)), report
    )


def calls(value="65.5", **more):
    return observed(CALLS, seen(value, **more))


def rate(value):
    return computed("rate a week", Decimal(value), value, (seen("65.5"),))


def verdict(before, after, *tolerances):
    return compared(before, after, {CALLS.key: CALLS}, tolerances)


def moved(reference, row):
    def there(line):
        return replace(line, source_row=row, inputs=line.inputs.replace(", row 2", f", row {row}"))

    return Reference(tuple(map(there, reference.lines)), reference.marks)


def test_what_is_the_same_has_nothing_to_say() -> None:
    assert verdict(shown(calls()), shown(calls())) == Verdict(())


def test_a_figure_that_changed_is_a_sentence() -> None:
    (sentence,) = verdict(shown(calls("77.59")), shown(calls("77.95"))).sentences
    assert sentence.startswith("Calls answered, July to September 2014: 77.59% became 77.95%")


def test_row_numbers_that_moved_are_a_remark() -> None:
    rating = rating_of(known(CALLS, target("70"), seen("65.5")).result("calls_answered", p("2014-15-Q2")))
    before = shown(calls(), rate("0.87"), rating)
    assert verdict(before, moved(before, "3")) == Verdict((), "only row numbers moved")


def test_counts_of_a_page_s_figures_fail_nothing() -> None:
    before, after = (shown(calls(), count_figure("count of figures", number, ())) for number in (33, 47))
    assert verdict(before, after) == Verdict((), "only counts of figures, or figures within their tolerance, changed")


def test_a_figure_that_moved_is_a_remark() -> None:
    before, after = shown(calls()), shown(Text("Words before."), calls())
    assert verdict(before, after) == Verdict((), "the same figures stand in other places")


def test_a_figure_shown_less_often_is_a_sentence() -> None:
    assert verdict(shown(calls(), calls()), shown(calls())).sentences == (
        "65.5% (calls_answered) in 04-calls: it is shown less often than it was",
    )
    assert verdict(shown(calls()), shown(calls(), calls())).sentences == (
        "65.5% (calls_answered) in 04-calls: it is shown more often than it was",
    )


def test_what_was_said_of_a_figure_is_a_sentence() -> None:
    before = shown(rate("0.87"))
    line = replace(before.lines[0], source="another document")
    (sentence,) = verdict(before, Reference((line,), ())).sentences
    assert "became 'another document'" in sentence


def test_a_document_that_comes_or_goes_is_named_once() -> None:
    one, both = shown(calls()), Reference((*shown(calls()).lines, *shown(calls("1"), report="05-other").lines), ())
    assert verdict(one, both).sentences == ("05-other is new",)
    assert verdict(both, one).sentences == ("05-other is gone",)


def test_a_chart_that_changed_is_a_sentence_with_its_report() -> None:
    def drawn(value):
        chart = period_bars(
            known(seen("40", "2014-15-Q1"), seen(value)),
            "calls_answered",
            (p("2014-15-Q1"), p("2014-15-Q2")),
            "Calls answered",
        )
        return Reference((), shown(blocks=(chart,)).marks)

    said = verdict(drawn("80"), drawn("70")).sentences
    assert "chart 'Calls answered': it says '70%' where it said '80%', in 04-calls" in said
    assert any("the bar 'April to June 2014' reaches" in sentence for sentence in said)


@pytest.mark.parametrize(("value", "same"), [("0.86", True), ("0.88", True), ("0.89", False), ("0.85", False)])
def test_a_modelled_figure_may_differ_as_far_as_its_tolerance_and_no_further(value: str, same: bool) -> None:
    assert (verdict(shown(rate("0.87")), shown(rate(value)), RATE).sentences == ()) is same
    assert verdict(shown(rate("0.87")), shown(rate(value))).sentences


def test_a_tolerance_is_for_its_computation_only() -> None:
    assert verdict(shown(calls("65.50")), shown(calls("65.51")), RATE).sentences


def test_a_tolerance_without_a_number_is_refused() -> None:
    assert tolerances_from("indicator,computation,within,reason\ncalls_answered,rate a week,0.01,a fit\n", "t.csv") == (
        RATE,
    )
    said = refusal(
        tolerances_from, "indicator,computation,within,reason\ncalls_answered,rate a week,little,a fit\n", "t.csv"
    )
    assert said == "t.csv, row 2: write indicator, computation, within (a number such as 0.01), reason"
