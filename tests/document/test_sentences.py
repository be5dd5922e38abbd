import pytest
from builders import known, kpi, p, refusal, seen, target, words

from ccpi_nb.document.runs import Judgement, Text, plain
from ccpi_nb.document.sentences import asked_in_a_sentence, joined, listed, run_on, say, say_held, words_outside_slots

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"
CALLS = known(
    kpi("calls_answered"),
    kpi("contracts", unit="number", breakdown="place"),
    seen("65", "2013-14-Q1"),
    seen("62.07", Q1),
    seen("65.5", Q2),
    seen("11", Q2, of="contracts"),
    seen("6", Q2, of="contracts", breakdown="Preston"),
    seen("1200", Q2, of="contracts", breakdown="Out of county"),
    kpi("letters", unit="number", breakdown="place"),
    seen("6", Q2, of="letters", breakdown="Preston"),
    seen("1200", Q2, of="letters", breakdown="Out of county"),
    target("70", tolerance="5"),
)


def said(template: str, at: str = Q2, evidence=CALLS) -> str:
    return words(say(template, evidence, p(at) if at else None))


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("We answered {calls_answered} of calls.", "We answered [65.5%] of calls."),
        ("{calls_answered}", "[65.5%]"),
        ("From {calls_answered @ 2014-15-Q1} to {calls_answered}.", "From [62.07%] to [65.5%]."),
        ("{ calls_answered@2014-15-Q1 }", "[62.07%]"),
        ("{contracts} were let, {contracts / Preston} in Preston.", "[11] were let, [6] in Preston."),
        ("{contracts / Out of county @ 2014-15-Q2} elsewhere.", "[1,200] elsewhere."),
        ("It is {change of calls_answered}.", "It is up [3.43 percentage points]."),
        ("It is {change of calls_answered since 2013-14-Q1}.", "It is up [0.5 percentage points]."),
        ("It is {direction of calls_answered @ 2014-15-Q1 since 2013-14-Q1}.", "It is worsening."),
        ("It is {direction of calls_answered}.", "It is improving."),
        ("It was {earlier of calls_answered}.", "It was [62.07%]."),
        ("It is {rating of calls_answered}.", "It is within tolerance."),
        ("The target is {target of calls_answered}.", "The target is [at least 70%]."),
        ("In all {total of letters}.", "In all [1,206]."),
        ("In all {total of contracts}.", "In all [11]."),
        ("{direction of contracts} and {rating of contracts}", "no direction and no target given"),
        ("Nothing to fill.", "Nothing to fill."),
    ],
)
def test_a_slot_is_filled_from_data_as_its_question_asks(template, sentence):
    assert said(template) == sentence


def test_a_figure_in_a_sentence_has_its_rows():
    change, total = say("{change of calls_answered @ 2014-15-Q2}{total of letters @ 2014-15-Q2}", CALLS)[1:]
    assert [row.period for row in change.rows] == [Q1, Q2]
    assert [row.breakdown for row in total.rows] == ["Preston", "Out of county"]


def test_a_slot_may_say_its_own_period_where_the_sentence_has_none():
    assert said("{calls_answered @ 2014-15-Q1}", at="") == "[62.07%]"


@pytest.mark.parametrize(
    ("later", "expected"),
    [("65.5", "up [3.43 percentage points]"), ("60", "down [2.07 percentage points]"), ("62.070", "unchanged")],
)
def test_a_change_is_up_down_or_none(later, expected):
    assert said("{change of calls_answered}", evidence=known(seen("62.07", Q1), seen(later, Q2))) == expected


@pytest.mark.parametrize(
    ("template", "at", "problem"),
    [
        ("{calls_answered}", "", "'{calls_answered}' says no period; add one: {calls_answered @ 2014-15-Q2}"),
        ("{calls_anwsered}", Q2, "there is no indicator 'calls_anwsered'; did you mean 'calls_answered'?"),
        ("{total of contrats}", Q2, "there is no indicator 'contrats'; did you mean 'contracts'?"),
        (
            "{calls_answered @ Q2}",
            "",
            "'{calls_answered @ Q2}': 'Q2' is not a period; write a month as 2014-10, a quarter as 2014-15-Q2, "
            "a financial year as 2014-15, a day as 2014-11-09, a week as 2014-W31, a span of months as 2015-10/2016-02",
        ),
        (
            "{calls_answered @ 2014-15-Q3}",
            "",
            "there is no observation of 'calls_answered' at 2014-15-Q3"
            " (its place: data/observations/calls/2014-15-Q3.csv); did you mean '2014-15-Q2'?",
        ),
        (
            "{contracts / Prestn}",
            Q2,
            "there is no observation of 'contracts' for 'Prestn' at 2014-15-Q2; did you mean 'Preston'?",
        ),
        (
            "{chnge of calls_answered}",
            Q2,
            "'{chnge of calls_answered}': there is no question 'chnge'; did you mean 'change'?",
        ),
        (
            "{size of calls_answered}",
            Q2,
            (
                "'{size of calls_answered}': there is no question 'size'; known: change, direction, earlier, rating, "
                "rounded, target, total, words"
            ),
        ),
        (
            "{change of calls_answered since 2013-14-Q2}",
            Q2,
            "there is no observation of 'calls_answered' at 2013-14-Q2"
            " (its place: data/observations/calls/2013-14-Q2.csv); did you mean '2013-14-Q1'?",
        ),
        (
            "{change of calls_answered @ 2014-15-Q1 since 2014-15-Q2}",
            "",
            (
                "'{change of calls_answered @ 2014-15-Q1 since 2014-15-Q2}': 2014-15-Q2 is not before 2014-15-Q1; "
                "put the "
                "earlier one after 'since'"
            ),
        ),
        (
            "{change of calls_answered since 2014-15-Q2}",
            Q2,
            (
                "'{change of calls_answered since 2014-15-Q2}': 2014-15-Q2 is not before 2014-15-Q2; put the "
                "earlier one "
                "after 'since'"
            ),
        ),
        ("{change of contracts}", Q2, "'contracts' at 2014-15-Q2 has no earlier value to have changed from"),
        ("{earlier of contracts}", Q2, "'contracts' has no observation before 2014-15-Q2"),
        ("{target of contracts}", Q2, "'contracts' has no target at 2014-15-Q2"),
        (
            "{total of calls_answered}",
            Q2,
            "'{total of calls_answered}': there is no breakdown of 'calls_answered' at 2014-15-Q2 to add up",
        ),
        (
            "{total of contracts}",
            Q1,
            "'{total of contracts}': there is no breakdown of 'contracts' at 2014-15-Q1 to add up",
        ),
        (
            "{total of contracts / Preston}",
            Q2,
            "'{total of contracts / Preston}': a total is of the whole breakdown; leave out '/ Preston'",
        ),
        (
            "{}",
            Q2,
            "'{}' is not a slot; write {indicator / breakdown @ period}, with 'change of ' and the like before it",
        ),
        (
            "{65.5%}",
            Q2,
            "'{65.5%}' is not a slot; write {indicator / breakdown @ period}, with 'change of ' and the like before it",
        ),
        (
            "Now {calls_answered.",
            Q2,
            "'Now {calls_answered.' has a brace that opens or closes no slot; a slot is {indicator @ period}",
        ),
        (
            "calls_answered} of calls",
            Q2,
            "'calls_answered} of calls' has a brace that opens or closes no slot; a slot is {indicator @ period}",
        ),
    ],
)
def test_a_slot_that_cannot_be_filled_is_refused_with_its_remedy(template, at, problem):
    assert refusal(said, template, at) == problem


# Sentences that a period may lack


@pytest.mark.parametrize(
    "template",
    [
        "{calls_answered @ 2014-15-Q2} is {change of calls_lost}.",
        "It is {calls_lost}.",
        "It is {change of contracts}.",
        "It was {earlier of contracts}.",
        "The target is {target of contracts}.",
        "In all {total of calls_answered}.",
    ],
)
def test_a_sentence_without_its_value_at_the_period_is_left_out_and_the_others_are_said(template):
    evidence = known(
        kpi("calls_lost"), kpi("contracts", unit="number"), seen("65.5", Q2), seen("11", Q2, of="contracts")
    )
    said, left_out = say_held([template, "{contracts} were let."], evidence, p(Q2))
    assert [words(each) for each in said] == ["[11] were let."]
    assert left_out == (template,)


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        (
            "{calls_answered @ 2014-15-Q3}",
            "there is no observation of 'calls_answered' at 2014-15-Q3"
            " (its place: data/observations/calls/2014-15-Q3.csv); did you mean '2014-15-Q2'?",
        ),
        (
            "{change of calls_answered @ 2013-14-Q1}",
            "'calls_answered' at 2013-14-Q1 has no earlier value to have changed from",
        ),
        ("{call_answered}", "there is no indicator 'call_answered'; did you mean 'calls_answered'?"),
        (
            "{contracts / Prestn}",
            "there is no observation of 'contracts' for 'Prestn' at 2014-15-Q2; did you mean 'Preston'?",
        ),
        (
            "{chnge of calls_answered @ 2013-14-Q2}",
            "'{chnge of calls_answered @ 2013-14-Q2}': there is no question 'chnge'; did you mean 'change'?",
        ),
    ],
)
def test_a_sentence_that_names_its_period_or_is_mistyped_is_not_left_out(template, problem):
    assert refusal(say_held, [template], CALLS, p(Q2)) == problem


@pytest.mark.parametrize(
    ("sentences", "text"), [([], ""), (["One."], "One."), (["One.", "Two.", "Three."], "One. Two. Three.")]
)
def test_sentences_run_on_with_a_space_between(sentences, text):
    assert words(run_on((Text(sentence),) for sentence in sentences)) == text


PROSE = known(
    kpi("challenges", unit="number"),
    kpi("value", unit="£m"),
    kpi("wait", unit="weeks"),
    *(seen(value, at, of="challenges") for value, at in (("0", "2014-04"), ("1", "2014-05"), ("48", "2014-06"))),
    *(seen(value, at, of="challenges") for value, at in (("100", "2014-07"), ("12285", "2014-08"), ("[x]", "2014-09"))),
    seen("9", "2014-10", of="challenges", qualifier="almost"),
    *(seen(value, at) for value, at in (("79.99", "2014-04"), ("79.51", "2014-05"), ("99.96", "2014-06"))),
    *(seen(value, at) for value, at in (("0.04", "2014-07"), ("3.69", "2014-08"), ("9.96", "2014-10"))),
    seen("80", "2014-09"),
    seen("35.586", "2014-04", of="value"),
    seen("3", "2014-04", of="wait", qualifier="about"),
    seen("1", "2014-05", of="wait"),
    by="2015-01-31",
)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{words of challenges @ 2014-05} challenge was made.", "[One] challenge was made."),
        ("It was {words of challenges @ 2014-05}.", "It was [one]."),
        ("Yes. {words of challenges @ 2014-04} succeeded.", "Yes. [None] succeeded."),
        ("No, {words of challenges @ 2014-06}", "No, [forty-eight]"),
        ("{words of challenges @ 2014-10} came, {words of challenges @ 2014-09}.", "[Almost nine] came, [[x]]."),
        ("After {words of wait @ 2014-04}, {words of wait @ 2014-05}", "After [about three weeks], [one week]"),
        ("{rounded of calls_answered @ 2014-04}", "[80%]"),
        ("{rounded of calls_answered @ 2014-08}", "[3.7%]"),
        ("{rounded of calls_answered @ 2014-10}", "[10%]"),
        ("{rounded of value @ 2014-04} in {rounded of challenges @ 2014-08}", "[£35.6m] in [12,300]"),
        ("{rounded of wait @ 2014-04}, {rounded of challenges @ 2014-09}", "[about 3 weeks], [[x]]"),
    ],
)
def test_a_number_is_spelled_out_or_rounded_where_its_author_asks_for_it(template, sentence):
    assert said(template, at="", evidence=PROSE) == sentence


def test_a_number_in_words_keeps_its_value_and_its_row():
    (figure, _) = say("{words of challenges @ 2014-05} came", PROSE)
    assert (figure.text, figure.value, figure.computation, len(figure.rows)) == ("One", "1", "", 1)


def test_a_rounded_number_is_one_that_was_worked_out_of_its_row():
    (figure,) = say("{rounded of calls_answered @ 2014-04}", PROSE)
    assert (figure.text, figure.value, figure.computation, figure.rows[0].value) == ("80%", "80", "rounded", "79.99")


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{rounded of calls_answered @ 2014-06}", "[99.96%]"),  # not 100%
        ("{rounded of calls_answered @ 2014-07}", "[0.04%]"),  # not 0%
        ("{rounded of calls_answered @ 2014-04}, {calls_answered @ 2014-09}", "[79.99%], [80%]"),
        ("{rounded of calls_answered @ 2014-04}, {rounded of calls_answered @ 2014-05}", "[79.99%], [79.51%]"),
        ("{rounded of calls_answered @ 2014-04}, {rounded of calls_answered @ 2014-04}", "[80%], [80%]"),
    ],
)
def test_what_rounding_would_make_nought_or_all_or_equal_to_another_stays_exact(template, sentence):
    assert said(template, at="", evidence=PROSE) == sentence


@pytest.mark.parametrize(
    ("value", "aim", "shown"),
    [
        ("79.99", target("80"), "79.99%"),
        ("79.99", target("79"), "80%"),
        ("79.99", target("80", ">"), "80%"),  # missed either way
        ("80.4", target("80", "<="), "80.4%"),
        ("74.6", target("80", tolerance="5"), "74.6%"),  # beyond the tolerance, and 75% is within
        ("79.6", target("80.4", tolerance="0.5"), "79.6%"),
    ],
)
def test_rounding_never_changes_a_rating(value, aim, shown):
    assert said("{rounded of calls_answered}", evidence=known(aim, seen(value))) == f"[{shown}]"


@pytest.mark.parametrize("slot", ["{words of challenges @ 2014-07}", "{words of calls_answered @ 2014-09}"])
def test_what_is_no_small_count_is_not_spelled_out(slot):
    assert "can't be spelled out, which is for whole numbers from 0 to 99; leave out 'words of'" in refusal(
        say, slot, PROSE
    )


@pytest.mark.parametrize("earlier", ["[x]", "62.07"])
def test_there_is_no_change_to_or_from_a_shorthand(earlier):
    later = "65.5" if earlier == "[x]" else "[x]"
    evidence = known(seen(earlier, Q1), seen(later, Q2))
    problem = "'calls_answered' at 2014-15-Q2 has no earlier value to have changed from"
    assert refusal(said, "{change of calls_answered}", Q2, evidence) == problem


def test_a_shorthand_is_said_as_it_stands():
    assert (
        said("We answered {calls_answered}, {rating of calls_answered}.", evidence=known(seen("[x]"), target()))
        == "We answered [[x]], no data."
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("Note this report.", "The committee is asked to note this report."),
        ("Note {calls_answered @ 2014-15-Q2}.", "The committee is asked to note {calls_answered @ 2014-15-Q2}."),
        ("Note this report. Say what comes next.", ""),
    ],
)
def test_what_is_asked_is_a_sentence_where_it_is_one(asked, sentence):
    assert asked_in_a_sentence(asked) == sentence


def test_words_outside_slots_are_what_an_author_typed():
    assert words_outside_slots("From {calls_answered @ 2014-15-Q1} to 65.") == "From   to 65."


# One result in a sentence


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_parts_are_joined_as_a_sentence_lists_them(parts, text):
    assert words(joined((Text(part),) for part in parts)) == listed(parts) == text


def test_a_rating_and_a_direction_in_a_sentence_bring_their_reasons():
    evidence = known(kpi(), target("70"), seen("60", "2014-15-Q1"), seen("65.5"))
    runs = say("It is {rating of calls_answered} and {direction of calls_answered}.", evidence, p("2014-15-Q2"))
    judged = [run for run in runs if isinstance(run, Judgement)]
    assert [(each.text, each.rule) for each in judged] == [("off target", "rating"), ("improving", "direction")]
    assert all(plain(each.why).startswith("Calls answered: ") for each in judged)
