from contextlib import suppress
from decimal import Decimal

import pytest
from builders import known, kpi, p, refusal, seen, words
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.computing.computations import Computation, in_words, kind_of, sum_of
from ccpi_nb.computing.formulas import formula_from
from ccpi_nb.computing.working_out import work_out
from ccpi_nb.document.runs import Figure
from ccpi_nb.document.sentences import say, say_held
from ccpi_nb.errors import InputError

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"
VALUES = (
    kpi("value", unit="£m", decimals=1),
    kpi("contracts", unit="number", decimals=0, breakdown="place"),
    kpi("won", unit="number", decimals=0, breakdown="place"),
    kpi("answered", unit="%"),
    kpi("wait", unit="mm:ss"),
    kpi("days", unit="days"),
    seen("30.5", Q1, of="value"),
    seen("35.586", Q2, of="value"),
    seen("40", Q1, of="contracts"),
    seen("30", Q2, of="contracts"),
    seen("20", Q2, of="contracts", breakdown="Tyne and Wear"),
    seen("10", Q2, of="contracts", breakdown="North"),
    seen("8", Q1, of="won"),
    seen("7", Q2, of="won"),
    seen("5", Q2, of="won", breakdown="Tyne and Wear"),
    seen("74.16", Q1, of="answered"),
    seen("77.59", Q2, of="answered"),
    seen("62", "2013-14-Q4", of="answered"),
    seen("80.1", "2014-10", of="answered"),
    seen("9", "2014-10", of="won"),
    seen("44.6", Q2, of="wait"),
    seen("5", Q2, of="days"),
)
EVIDENCE = known(*VALUES)


def said(template: str, at: str = Q2, evidence=EVIDENCE) -> str:
    return words(say(template, evidence, p(at) if at else None))


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("{ratio of value to contracts}", "£1.19m"),
        ("{ratio of value to contracts @ 2014-15-Q1}", "£0.76m"),
        ("{ratio of value @ 2014-15-Q2 to contracts @ 2014-15-Q1}", "£0.89m"),
        ("{ratio of contracts to won}", "4.29"),
        ("{ratio of contracts to days}", "6.00"),
        ("{ratio of won / Tyne and Wear to contracts / Tyne and Wear}", "0.25"),
        ("{share of won in contracts}", "23.3%"),
        ("{share of contracts / Tyne and Wear in total of contracts}", "66.7%"),
        ("{difference of answered @ 2014-15-Q1 and answered @ 2014-15-Q2}", "3.43 percentage points"),
        ("{difference of contracts and won}", "23"),
        ("{difference of contracts / Tyne and Wear and contracts / North}", "10"),
        ("{sum of contracts and won}", "37"),
        ("{sum of contracts / Tyne and Wear, contracts / North and won}", "37"),
        ("{sum of last 2 of contracts}", "70"),
        ("{mean of last 3 of answered}", "71.25%"),
        ("{mean of last 2 of contracts @ 2014-15-Q2}", "35.0"),
        ("{rate per 1,000 of won to contracts}", "233.3"),
        ("{rate per thousand of won to contracts}", "233.3"),
        ("{rate per ten thousand of won to contracts}", "2,333.3"),
        ("{index of contracts since 2014-15-Q1}", "75.0"),
        ("{index of answered @ 2014-15-Q2 since 2013-14-Q4}", "125.1"),
        ("{ ratio  of value to contracts@2014-15-Q2 }", "£1.19m"),
    ],
)
def test_a_slot_works_a_figure_out(slot, text):
    assert said(f"It was {slot}.") == f"It was [{text}]."


def test_a_figure_that_is_worked_out_has_its_rows_in_the_order_of_the_formula_and_the_name_of_the_computation():
    (figure,) = say("{ratio of value to contracts}", EVIDENCE, p(Q2))
    assert isinstance(figure, Figure)
    assert [(row.indicator, row.value) for row in figure.rows] == [("value", "35.586"), ("contracts", "30")]
    assert (figure.value, figure.computation) == ("1.19", Computation.RATIO)
    assert "".join(sum_of(figure.computation, [row.value for row in figure.rows])) == "35.586 ÷ 30"


def test_a_rate_says_what_it_is_per():
    (figure,) = say("{rate per ten thousand of won to contracts}", EVIDENCE, p(Q2))
    assert isinstance(figure, Figure)
    assert kind_of(figure.computation) is Computation.RATE
    assert "".join(sum_of(figure.computation, ["7", "30"])) == "7 ÷ 30 \N{MULTIPLICATION SIGN} ten thousand"
    assert in_words(figure.computation) == "the first value divided by the second, for so many of it"


def test_what_is_worked_out_of_a_total_has_the_parts_and_shows_no_sum_that_they_do_not_make():
    (figure,) = say(
        "{share of contracts / North in total of won}",
        known(
            *VALUES[:3],
            seen("3", Q2, of="contracts", breakdown="North"),
            seen("5", Q2, of="won", breakdown="North"),
            seen("1", Q2, of="won", breakdown="South"),
        ),
        p(Q2),
    )
    assert isinstance(figure, Figure)
    assert figure.text == "50.0%"
    assert [row.value for row in figure.rows] == ["3", "5", "1"]
    assert sum_of(figure.computation, figure.rows) == ()


def test_a_small_quotient_is_told_from_zero_and_a_large_share_from_all():
    evidence = known(kpi("a", unit="number"), kpi("b", unit="number"), seen("1", of="a"), seen("4000", of="b"))
    assert said("{ratio of a to b}", evidence=evidence) == "[0.0003]"
    nearly = known(kpi("a", unit="number"), kpi("b", unit="number"), seen("3999", of="a"), seen("4000", of="b"))
    assert said("{share of a in b}", evidence=nearly) == "[99.98%]"


# What is missing


def with_values(*values, qualifier: str = ""):
    names = "abc"
    return known(
        *(kpi(name, unit="number") for name in names),
        *(seen(value, of=name, qualifier=qualifier) for name, value in zip(names, values, strict=False)),
    )


@pytest.mark.parametrize(
    "form",
    ["ratio of a to b", "share of a in b", "difference of a and b", "sum of a and b", "rate per thousand of a to b"],
)
@pytest.mark.parametrize("values", [("[c]", "5"), ("5", "[c]"), ("[c]", "[x]"), ("[z]", "[c]")])
def test_a_hidden_part_hides_what_is_worked_out(form, values):
    assert said(f"{{{form}}}", evidence=with_values(*values)) == "[[c]]"


@pytest.mark.parametrize("form", ["ratio of a to b", "share of a in b", "difference of a and b"])
def test_a_part_that_is_not_available_makes_the_figure_not_available(form):
    assert said(f"{{{form}}}", evidence=with_values("5", "[x]")) == "[[x]]"


def test_a_sum_says_what_it_is_without():
    assert said("{sum of a, b and c}", evidence=with_values("5", "[x]", "7")) == "[12] (without B)"
    assert said("{sum of a, b and c}", evidence=with_values("5", "[z]", "7")) == "[12]"


def test_a_figure_that_a_zero_or_a_word_leaves_open_is_refused_or_left_out():
    zero, about = with_values("5", "0"), with_values("5", "6", qualifier="about")
    assert refusal(lambda: say("{ratio of a to b @ 2014-15-Q2}", zero)) == (
        "'{ratio of a to b @ 2014-15-Q2}': it cannot be said, because nothing can be divided by zero; "
        "leave the slot out"
    )
    assert say_held(["{ratio of a to b}"], zero, p(Q2)) == ((), ("{ratio of a to b}",))
    assert refusal(lambda: say("{sum of a and b @ 2014-15-Q2}", about)) == (
        "'{sum of a and b @ 2014-15-Q2}': it cannot be said, because parts of it are given with 'about'; "
        "leave the slot out"
    )


def test_what_is_worked_out_of_an_estimate_is_one():
    assert said("{sum of a and b}", evidence=with_values("5", "6", qualifier="estimated")) == "[estimated 11]"


def test_a_value_of_a_time_after_the_meeting_is_refused():
    assert refusal(lambda: say("{ratio of value @ 2014-15-Q4 to contracts @ 2014-15-Q4}", EVIDENCE)) == (
        "there is no observation of 'value' at 2014-15-Q4, which ends after 11 December 2014; "
        "what becomes known later is not used"
    )


# What does not go together


@pytest.mark.parametrize(
    ("slot", "problem"),
    [
        (
            "{difference of value and contracts}",
            "'value' is in £m and 'contracts' is in number, which do not go together; name values whose units do, or "
            "say with report.computed(..., unit=...) in which it is",
        ),
        (
            "{ratio of answered to contracts}",
            "'answered' is in % and 'contracts' is in number, which do not go together; name values whose units do, or "
            "say with report.computed(..., unit=...) in which it is",
        ),
        (
            "{ratio of won @ 2014-10 to contracts @ 2014-15-Q2}",
            "'won' is in October 2014 and 'contracts' in July to September 2014, which are not alike; "
            "name periods of one kind and length",
        ),
        (
            "{sum of answered @ 2014-15-Q1 and answered @ 2014-15-Q2}",
            "the values of 'answered' do not add up to a whole: they are percentages, averages or parts that overlap; "
            "for their mean write {mean of last 4 of one @ period}",
        ),
        (
            "{sum of contracts and contracts / North}",
            "'contracts' would be counted twice, since July to September 2014 and North, July to September 2014 "
            "overlap; name parts that don't",
        ),
        (
            "{share of contracts in won}",
            "the first is more than the second, and no share of it; write {ratio of one to another @ period}",
        ),
    ],
)
def test_parts_that_do_not_go_together_are_refused(slot, problem):
    assert refusal(lambda: say(slot, EVIDENCE, p(Q2))) == f"'{slot}': {problem}"


@pytest.mark.parametrize(
    ("slot", "form"),
    [
        ("{ratio of value}", "{ratio of one to another @ period}"),
        ("{ratio of value and contracts}", "{ratio of one to another @ period}"),
        ("{share of won to contracts}", "{share of one in another @ period}"),
        ("{mean of answered}", "{mean of last 4 of one @ period}"),
        ("{mean of last 1 of answered}", "{mean of last 4 of one @ period}"),
        ("{index of answered}", "{index of one @ period since base period}"),
        (
            "{rate per 7 of won to contracts}",
            "{rate per thousand of one to another @ period} (per hundred, thousand, ten thousand, hundred thousand, "
            "million)",
        ),
    ],
)
def test_a_formula_that_is_not_whole_is_answered_with_its_form(slot, form):
    assert refusal(lambda: say(slot, EVIDENCE, p(Q2))) == f"'{slot}' is not a slot; write {form}"


def test_an_indicator_in_the_place_of_a_breakdown_is_answered_with_the_ratio():
    assert refusal(lambda: say("{value / contracts @ 2014-15-Q2}", EVIDENCE)) == (
        "'{value / contracts @ 2014-15-Q2}': 'contracts' is an indicator and no breakdown of 'value'; "
        "to divide the one by the other write {ratio of value to contracts @ 2014-15-Q2}"
    )


@pytest.mark.parametrize(
    "slot", ["{value - contracts}", "{value * 100}", "{value + won @ 2014-15-Q2}", "{value − won}"]
)
def test_arithmetic_is_answered_with_the_forms_that_there_are(slot):
    problem = refusal(lambda: say(slot, EVIDENCE, p(Q2)))
    assert "to work a figure out write {ratio of one to another @ period}, {share of" in problem


def test_a_formula_without_a_period_asks_for_one():
    assert refusal(lambda: say("{ratio of value to contracts}", EVIDENCE)) == (
        "'{ratio of value to contracts}' says no period; add one: {ratio of value to contracts @ 2014-15-Q2}"
    )


def test_a_gap_in_a_series_is_named():
    assert "there is no observation of 'won' at 2013-14-Q4" in refusal(
        lambda: say("{mean of last 3 of won @ 2014-15-Q2}", EVIDENCE)
    )


@given(
    st.decimals(min_value=1, max_value=10**6, places=2),
    st.decimals(min_value=1, max_value=10**6, places=2),
)
def test_share_ratio_rate_and_index_agree(part, more):
    evidence = known(
        kpi("a", unit="number", decimals=2),
        kpi("b", unit="number", decimals=2),
        seen(str(part), of="a"),
        seen(str(part + more), of="b"),
        seen(str(part + more), "2014-15-Q1", of="a"),
    )

    def worked(text: str) -> Decimal:
        value = work_out(formula_from(text, "ab"), evidence, p(Q2), decimals=6).observation.value
        assert value is not None
        return value

    share = worked("share of a in b")
    assert abs(share - 100 * worked("ratio of a to b")) <= Decimal("0.0001")
    assert share == worked("rate per hundred of a to b") == worked("index of a since 2014-15-Q1")


@given(st.text("abc of to in and per last / @ 1,{}", max_size=40))
def test_any_other_words_are_answered_in_a_sentence(text):
    with suppress(InputError):
        say(f"{{ratio of {text}}}", EVIDENCE, p(Q2))
