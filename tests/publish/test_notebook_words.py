from inspect import signature

import nbformat
import pytest

from ccpi_nb.domain.meetings import Part
from ccpi_nb.publish.notebook_words import CAPTIONS, SENTENCES, made_up_words
from ccpi_nb.reports import OpenReport

PARAMETERS = {"meeting": "2014-12-11", "item": "5A", "month": "2014-10", "limit": 7, "average": "about 1.19 million"}
CELL = "\n".join(f"{name} = {value!r}" for name, value in PARAMETERS.items())


def problems(*cells: str, part: Part = Part.PUBLIC) -> list[str]:
    nodes = [nbformat.v4.new_code_cell(CELL, metadata={"tags": ["parameters"]}), *map(nbformat.v4.new_code_cell, cells)]
    return list(made_up_words(nbformat.v4.new_notebook(cells=nodes), "calls", [], PARAMETERS, part))


def test_a_value_in_a_sentence_is_refused_with_its_remedy():
    assert problems('average_value = 1.19\nreport.say(f"It was worth £{average_value:.2f}m.")') == [
        "calls, cell 2: 'average_value' puts a value into the words of say, and nothing would say where it comes from; "
        "write a slot, such as {indicator @ period} or {ratio of one to another @ period}, or give the figure a name "
        "with report.computed and write its slot"
    ]


@pytest.mark.parametrize(
    "source",
    [
        'report.say("It was " + str(mean))',
        'report.say("It was " + mean)',
        'report.say("It was %.2f." % mean)',
        'report.say("It was {}.".format(mean))',
        'report.say("It was {m}.".format(m=mean))',
        'report.say("It was {m}.".format(**{"m": mean}))',
        'report.say("It was {m}.".format_map(values))',
        'report.say(" ".join(["It was", str(mean)]))',
        'report.say("It was N.".replace("N", str(mean)))',
        "report.say(str(mean))",
        "report.say(repr(mean))",
        "report.say(textwrap.dedent(f'It was {mean}.'))",
        "report.say(words)",
        "report.say(*words)",
        "report.say(frame.loc[0, 'words'])",
        "report.say(make_words(frame))",
        "from ccpi_nb.own import sentences\nreport.say(*sentences(mean))",
        'report.say("One.", f"It was {mean}.")',
        'report.points(f"It was {mean}.")',
        'report.caution(f"It was {mean}.")',
        'report.main_points(month, f"It was {mean}.")',
        'report.table(["x"], month, f"Calls, {mean} on average")',
        'report.table(["x"], month, caption=f"Calls, {mean} on average")',
        'report.table(["x"], month, "Calls", finding=f"They rose to {mean}")',
        'report.breakdown_table(["x"], month, "Calls", header=f"{mean}")',
        'report.picture("a.png", "Map", f"A map of {mean} depots")',
        'report.picture("a.png", "Map", alt=f"A map of {mean} depots")',
        'report.say(f"{limit} calls")',
        'report.computed("x", "{ratio of a to b}", name=f"{mean} times")',
        'report.own_table(frame, f"{mean} calls")',
        'report.say(f"{average} calls")',
        'said = f"It was {mean}."\nreport.say(said)',
        'said = f"It was {mean}."\nsaid = said.strip()\nreport.say(said)',
        'said = "It was "\nsaid += str(mean)\nreport.say(said)',
        'first, said = "One.", f"It was {mean}."\nreport.say(said)',
        'report.say(said := f"It was {mean}.")',
        'mean = "1.19"\nreport.say(f"It was {mean}.")',
        "report.say(f\"It was {'7'}{'1'}.\")",
        'say = report.say\nsay(f"It was {mean}.")',
        'getattr(report, "say")(f"It was {mean}.")',
        'report.say.__call__(f"It was {mean}.")',
        'report.say(f"It was {mean.label}.")',
        'report.say(Template("It was $m.").substitute(m=mean))',
        'report.say("It was {}.".format(*[mean]))',
        'partial(report.say, f"It was {mean}.")()',
        '%%time\nreport.say(f"It was {mean}.")',
    ],
)
def test_a_value_is_found_however_it_is_put_into_words(source):
    assert len(problems("from numbers import mean, values, words, average_value, frame", source)) == 1


def test_words_made_up_in_another_cell_are_found_where_they_are_shown():
    (problem,) = problems("mean = report.frame.value.mean()", 'said = f"It was {mean}."', "report.say(said)")
    assert problem.startswith("calls, cell 4: 'said' puts a value")


@pytest.mark.parametrize(
    "source",
    [
        'report.say("It was {calls @ 2014-10}.")',
        'report.say("It was " "{calls @ 2014-10}.")',
        'report.say(f"It was {{calls @ {month}}}.")',
        'report.say("It was {calls @ " + month + "}.")',
        'report.say("It was {{calls @ {}}}.".format(month))',
        'said = "It was {calls @ 2014-10}."\nreport.say(said)',
        'report.say(*["One.", "Two."])',
        'said = ["One.", "Two."]\nreport.points(*said)',
        'report.say(textwrap.dedent("""One."""))',
        'report.table(["x"], f"{month}, 2014-11", f"Calls in {month}")',
        'report.table(["x"], f"{month}, {limit}", "Calls")',
        'report.table(["x"], periods, "Calls", finding="They rose")',
        'place = "Lancashire"\nreport.table(["x"], month, f"Calls in {place}")',
        'report.say(f"Item {item}, {report.meeting.day}")',
        'report.say(said := "One.")',
        'report.table(["x"], month, report.masthead.title)',
        "from ccpi_nb.domain.periods import Period\n"
        'report.table(["x"], month, f"Calls in {Period.parse(month).in_sentence}")',
        'from ccpi_nb.domain.periods import period_name\nreport.say(f"It is {period_name(month)}.")',
        'report.table(["x"], month, **{"caption": "Calls", "totals": True})',
        'report.own_chart(figure, "Calls", "Bars.")',
        "report.rating_counts(f'{month}, {periods}')",
        "from ccpi_nb.own import sentences\nreport = open_report(meeting, item, 'x')\n"
        "report.say(*sentences(report, month))",
        'frame = report.frame.assign(share=report.frame.value / 7)\nframe.plot(title=f"{frame.value.mean()}");',
    ],
)
def test_words_of_texts_alone_are_left_alone(source):
    assert problems(source) == []


def test_a_name_counts_as_what_it_was_last_bound_to():
    assert problems('mean = 1\nsaid = f"{mean}"', 'said = "One."\nreport.say(said)', "said = mean") == []


def test_of_part_ii_nothing_is_quoted():
    (problem,) = problems('report.say(f"It was {mean + 71}.")', part=Part.EXEMPT)
    assert "71" not in problem and "the notebook puts a value" in problem


def test_every_call_that_takes_words_is_known_with_their_places():
    calls = {name: call for name in dir(OpenReport) if callable(call := getattr(OpenReport, name)) and name[0] != "_"}
    places = {
        name: tuple(
            at for at, parameter in enumerate(list(signature(call).parameters)[1:]) if parameter in ("caption", "alt")
        )
        for name, call in calls.items()
    }
    assert {name: found for name, found in places.items() if found} | {"computed": ()} == CAPTIONS
    assert {name for name, call in calls.items() if "sentences" in signature(call).parameters} == set(SENTENCES)
