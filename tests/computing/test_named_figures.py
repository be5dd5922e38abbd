import pytest
from builders import known, kpi, p, refusal, seen, target, words

from ccpi_nb.computing.formulas import formula_from
from ccpi_nb.computing.named_figures import Named, with_named
from ccpi_nb.content.breakdown_tables import breakdown_table
from ccpi_nb.content.tables import headlines, performance_table
from ccpi_nb.document.figures import change_figure, observed, rows_of
from ccpi_nb.document.judgements import rating_of
from ccpi_nb.document.model import Headlines, Table
from ccpi_nb.document.sentences import say
from ccpi_nb.domain.indicators import Polarity, Unit

Q1, Q2 = "2014-15-Q1", "2014-15-Q2"
FACTS = (
    kpi("won", unit="number", decimals=0, breakdown="place"),
    kpi("bids", unit="number", decimals=0, breakdown="place"),
    kpi("success"),
    seen("4", Q1, of="won"),
    seen("6", Q2, of="won"),
    seen("8", Q1, of="bids"),
    seen("8", Q2, of="bids"),
    seen("5", Q2, of="won", breakdown="North"),
    seen("6", Q2, of="bids", breakdown="North"),
    seen("1", Q2, of="won", breakdown="South"),
    seen("9", "2014-10", of="won"),
    target("60", of="success"),
)


def named(slot: str = "share of won in bids", *facts, key: str = "rate", **more):
    evidence = known(*(facts or FACTS))
    return with_named(evidence, formula_from(slot, evidence.indicators), Named(key, "Bids won", **more))


def test_a_named_figure_is_held_wherever_all_its_parts_are():
    evidence = named()
    held = [
        (str(each.period), each.breakdown, str(each.value)) for each in evidence.published if each.indicator == "rate"
    ]
    assert sorted(held) == [(Q1, "", "50.0"), (Q2, "", "75.0"), (Q2, "North", "83.3")]
    assert evidence.indicator("rate").breakdown == "place"


def test_a_named_figure_stands_in_tables_cards_and_slots_with_targets_ratings_and_directions():
    evidence = named(aim="success", polarity=Polarity.HIGHER)
    table = performance_table(evidence, ["rate"], [p(Q1), p(Q2)], "Bids")
    assert isinstance(table, Table)
    assert [words(cell.runs) for cell in table.rows[0]] == [
        "Bids won",
        "[50.0%]",
        "[75.0%]",
        "[at least 60%]",
        "On target",
        "Improving",
    ]
    cards = headlines(evidence, ["rate"], [p(Q2)])
    assert isinstance(cards, Headlines) and cards.items[0].rating == "On target"
    assert words(say("{rate}, {change of rate}, {rating of rate}, {rate / North}", evidence, p(Q2))) == (
        "[75.0%], up [25.0 percentage points], on target, [83.3%]"
    )
    by_place = breakdown_table(evidence, ["rate"], p(Q2), "Bids", header="Place")
    assert isinstance(by_place, Table) and len(by_place.rows) == 1


def test_every_figure_made_of_a_named_one_has_the_rows_of_the_data():
    evidence = named(aim="success", polarity=Polarity.HIGHER)
    earlier, later = evidence.observation("rate", p(Q1)), evidence.observation("rate", p(Q2))
    change = change_figure(evidence.indicator("rate"), earlier, later)
    assert [row.indicator for row in change.rows] == ["won", "bids", "won", "bids"]
    assert change.computation == "change: of figures that were worked out"
    rating = rating_of(evidence.result("rate", p(Q2)))
    assert rating and [row.indicator for row in rating.rows] == ["won", "bids", "success"]


def test_a_figure_may_be_worked_out_of_a_named_one_and_keeps_the_rows_of_the_data():
    evidence = named()
    (figure,) = say("{difference of rate @ 2014-15-Q2 and rate @ 2014-15-Q1}", evidence)
    assert figure.text == "25.0 percentage points"
    assert [row.value for row in figure.rows] == ["6", "8", "4", "8"]


def test_a_hidden_part_hides_the_named_figure_at_its_place_alone():
    evidence = known(*[seen("[c]", Q2, of="won", breakdown="North") if fact == FACTS[7] else fact for fact in FACTS])
    evidence = with_named(evidence, formula_from("share of won in bids", evidence.indicators), Named("rate", "Won"))
    assert evidence.observation("rate", p(Q2), "North").is_suppressed
    assert not evidence.observation("rate", p(Q2)).is_suppressed


def test_a_named_figure_has_as_many_decimals_everywhere_as_it_needs_anywhere():
    facts = (
        kpi("a", unit="number"),
        kpi("b", unit="number"),
        seen("1", Q1, of="a"),
        seen("4000", Q1, of="b"),
        seen("1", Q2, of="a"),
        seen("2", Q2, of="b"),
    )
    evidence = named("ratio of a to b", *facts)
    assert [str(each.value) for each in evidence.series("rate")] == ["0.0003", "0.5000"]


def test_given_decimals_and_the_same_key_once_more_take_the_place_of_what_was():
    evidence = named(decimals=0)
    again = with_named(evidence, formula_from("ratio of won to bids", evidence.indicators), Named("rate", "Won"))
    indicator = again.indicator("rate")
    assert (str(evidence.series("rate")[0].value), indicator.unit) == ("50", Unit.NUMBER)
    assert observed(indicator, again.series("rate")[0]).text == "0.50"
    assert len(rows_of(again.series("rate")[0])) == 2


@pytest.mark.parametrize(
    ("slot", "more", "problem"),
    [
        (
            "share of won in bids @ 2014-15-Q2",
            {},
            "'{share of won in bids @ 2014-15-Q2}' is of one period; leave that out, or write the slot itself where it "
            "is shown",
        ),
        (
            "ratio of won to success",
            {},
            "'{ratio of won to success}': no period has all of its parts; 'won' is held at 2014-15-Q1, 2014-15-Q2, "
            "2014-10; 'success' is held at none",
        ),
        ("share of won in bids", {"key": "won"}, "there is an indicator 'won' already; give the figure another key"),
        (
            "share of won in bids",
            {"key": "my rate"},
            "'my rate' needs a key of letters, digits and '_', and a name that readers understand",
        ),
        (
            "ratio of won to bids",
            {"aim": "success"},
            "'rate' is in number and the target of 'success' in %; leave `target` out",
        ),
        (
            "ratio of won to bids",
            {"unit": Unit.PERCENT},
            "'{ratio of won to bids}': 'won' is in number and 'bids' is in number, so that it comes to number, not to "
            "%; leave the unit out",
        ),
    ],
)
def test_what_can_be_no_named_figure_is_refused(slot, more, problem):
    assert refusal(lambda: named(slot, **more)) == problem


def test_a_unit_may_be_said_where_the_parts_leave_none():
    facts = (kpi("hours", unit="hours"), kpi("cost", unit="£"), seen("5", of="hours"), seen("20", of="cost"))
    evidence = named("ratio of hours to cost", *facts, unit=Unit.NUMBER)
    assert observed(evidence.indicator("rate"), evidence.series("rate")[0]).text == "0.25"
