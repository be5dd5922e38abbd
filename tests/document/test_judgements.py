import pytest
from builders import known, kpi, p, seen, target, words

from ccpi_nb.document.judgements import direction_of, rating_of
from ccpi_nb.document.runs import plain


def rated(value, comparator=">=", aim="70", tolerance="0", unit="%", breakdown=""):
    evidence = known(kpi(unit=unit), target(aim, comparator, tolerance=tolerance), seen(value, breakdown=breakdown))
    return rating_of(evidence.result("calls_answered", p("2014-15-Q2"), breakdown))


def moved(before, after, polarity="higher"):
    evidence = known(kpi(polarity=polarity), seen(before, "2014-15-Q1"), seen(after, "2014-15-Q2"))
    return direction_of(evidence.result("calls_answered", p("2014-15-Q2")))


@pytest.mark.parametrize(
    ("judgement", "text", "why"),
    [
        (
            rated("65.5"),
            "Off target",
            (
                "[65.5%] in July to September 2014 against a target of [at least 70%], [4.5 percentage points] "
                "short; the "
                "papers give no tolerance."
            ),
        ),
        (
            rated("3.9", "<=", "3"),
            "Off target",
            (
                "[3.9%] in July to September 2014 against a target of [no more than 3%], [0.9 percentage points] "
                "over; the "
                "papers give no tolerance."
            ),
        ),
        (
            rated("69", tolerance="2"),
            "Within tolerance",
            (
                "[69%] in July to September 2014 against a target of [at least 70%], [1 percentage point] short, "
                "within the "
                "tolerance of [2 percentage points]."
            ),
        ),
        (
            rated("60", tolerance="2"),
            "Off target",
            (
                "[60%] in July to September 2014 against a target of [at least 70%], [10 percentage points] short, "
                "beyond the "
                "tolerance of [2 percentage points]."
            ),
        ),
        (
            rated("0.4", "<", "0.4"),
            "Off target",
            (
                "[0.4%] in July to September 2014 against a target of [below 0.4%], and only equals it; the papers "
                "give no tolerance."
            ),
        ),
        (
            rated("70"),
            "On target",
            "[70%] in July to September 2014 against a target of [at least 70%], which it meets.",
        ),
        (
            rated("[x]"),
            "No data",
            "[[x]] in July to September 2014 cannot be compared with the target of [at least 70%].",
        ),
    ],
)
def test_a_rating_says_what_was_held_against_what(judgement, text, why):
    assert judgement.text == text
    assert words(judgement.why) == f"Calls answered: {text.lower()}. {why}"


def test_a_rating_comes_from_the_value_s_row_and_the_target_s():
    assert [str(row.at) for row in rated("65.5").rows] == [
        "data/observations/calls/2014-15-Q2.csv, row 2",
        "data/targets.csv, row 2",
    ]
    assert rated("65.5").rule == "rating"


def test_a_reason_names_the_part_of_a_breakdown():
    assert plain(rated("65.5", breakdown="Preston").why).startswith("Calls answered (Preston): off target.")


def test_without_a_target_there_is_no_rating():
    assert rating_of(known(kpi(), seen("65.5")).result("calls_answered", p("2014-15-Q2"))) is None


@pytest.mark.parametrize(
    ("judgement", "text", "end"),
    [
        (
            moved("60", "65.5"),
            "Improving",
            "compared with one earlier figure, [60%] in April to June 2014; higher is better.",
        ),
        (
            moved("60", "65.5", "lower"),
            "Worsening",
            "compared with one earlier figure, [60%] in April to June 2014; lower is better.",
        ),
        (
            moved("65.5", "65.5"),
            "No change",
            "compared with one earlier figure, [65.5%] in April to June 2014; the two are equal.",
        ),
        (
            moved("65.5", "65.5", "lower"),
            "No change",
            "compared with one earlier figure, [65.5%] in April to June 2014; the two are equal.",
        ),
    ],
)
def test_a_direction_says_against_which_period(judgement, text, end):
    assert judgement.text == text
    assert words(judgement.why) == f"Calls answered: {text.lower()}. [65.5%] in July to September 2014, {end}"
    assert [row.period for row in judgement.rows] == ["2014-15-Q2", "2014-15-Q1"]


@pytest.mark.parametrize("polarity", ["none", "higher"])
def test_without_a_value_to_compare_with_there_is_no_direction(polarity):
    evidence = known(kpi(polarity=polarity), seen("60", "2014-15-Q1"), seen("65.5", "2014-15-Q2"))
    at = "2014-15-Q2" if polarity == "none" else "2014-15-Q1"
    assert direction_of(evidence.result("calls_answered", p(at))) is None


@pytest.mark.parametrize(
    ("value", "comparator", "aim", "tolerance", "unit", "rating", "why"),
    [
        (
            *("119.7", "<=", "119", "0", "mm:ss", "Off target"),
            "[2 min 0 s] in July to September 2014 against a target of [no more than 1 min 59 s], [1 s] over;",
        ),
        (
            *("119.3", "<=", "119", "0", "mm:ss", "Off target"),
            "[1 min 59.3 s] in July to September 2014 against a target of [no more than 1 min 59 s], [0.3 s] over;",
        ),
        (
            *("118.6", "<=", "119", "0", "mm:ss", "On target"),
            "[1 min 58.6 s] in July to September 2014 against a target of [no more than 1 min 59 s], which it meets.",
        ),
        (
            *("119.7", "<=", "119.5", "0", "mm:ss", "Off target"),
            "[1 min 59.7 s] in July to September 2014 against a target of [no more than 1 min 59.5 s], [0.2 s] over;",
        ),
        (
            *("119.7", "<=", "119", "0.5", "mm:ss", "Off target"),
            "[1 min 59.7 s] in July to September 2014 against a target of [no more than 1 min 59 s], [0.7 s] "
            "over, beyond the "
            "tolerance of [0.5 s].",
        ),
        (
            *("3599.9", "<=", "3600", "0", "mm:ss", "On target"),
            "[59 min 59.9 s] in July to September 2014 against a target of [no more than 60 min 0 s], which it meets.",
        ),
        (
            *("89.96", ">=", "90", "0", "%", "Off target"),
            "[89.96%] in July to September 2014 against a target of [at least 90%], [0.04 percentage points] short;",
        ),
        (
            *("690", ">=", "1600", "0", "£k", "Off target"),
            "[£690k] in July to September 2014 against a target of [at least £1.6m], [£910k] short;",
        ),
    ],
)
def test_a_rating_never_contradicts_the_numbers_beside_it(value, comparator, aim, tolerance, unit, rating, why):
    judgement = rated(value, comparator, aim, tolerance, unit)
    assert judgement.text == rating
    assert why in words(judgement.why)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "119.3",
            "119.4",
            (
                "[1 min 59.4 s] in July to September 2014, compared with one earlier figure, [1 min 59.3 s] in April "
                "to June 2014"
            ),
        ),
        (
            "119",
            "120",
            (
                "[2 min 0 s] in July to September 2014, compared with one earlier figure, [1 min 59 s] in April to "
                "June 2014"
            ),
        ),
    ],
)
def test_a_direction_is_between_numbers_that_look_different(before, after, said):
    evidence = known(kpi(unit="mm:ss", polarity="lower"), seen(before, "2014-15-Q1"), seen(after, "2014-15-Q2"))
    assert said in words(direction_of(evidence.result("calls_answered", p("2014-15-Q2"))).why)
