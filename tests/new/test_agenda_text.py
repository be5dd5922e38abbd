from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real import ROOT

from ccpi_nb.files.strict_yaml import load_yaml
from ccpi_nb.new.agenda_text import agenda_text


def agenda(*items: dict[str, Any]) -> dict[str, Any]:
    numbered = [{"number": number, "title": "Item"} | item for number, item in enumerate(items, start=1)]
    head = {
        "date": date(2014, 12, 11),
        "committee": "Cabinet Committee",
        "council": "County Council",
        "time": "11.00 am",
        "place": "County Hall",
    }
    return head | {"items": numbered}


AGENDA = """\
date: 2014-12-11
place: County Hall, Preston
items:
  - number: 1
    title: Apologies

  # Look at this.
  # And at that.
  - number: 4
    title: "Calls: a report"
    text: >-
      Members should say if they have an interest, pecuniary or not, in anything on this agenda, and those who want to raise something urgent
      should tell the Chief Executive beforehand where they can.
    exempt_datasets: [calls, follow_ups_calls]
    report:
      notebook: calls
      parameters:
        month: "2014-10"
        count: 3
      awaits:
        calls: [2014-10, 2014-11-09, 2014-04/2014-10]
      recommendation:
        - Note this report, and make any comments.
      background_papers:
        - title: The report before
          date: 2014-10-01
    appendices:
      - letter: A
        title: Plan
        report:
          notebook: plan
"""  # noqa: E501


def test_a_file_is_laid_out_as_people_lay_it_out() -> None:
    assert agenda_text(load_yaml(AGENDA, "x"), (), {4: ["Look at this.", "And at that."]}) == AGENDA


def test_comments_for_the_whole_stand_at_the_head() -> None:
    assert agenda_text(load_yaml(AGENDA, "x"), ["Moved on."], {}).startswith("# Moved on.\ndate: 2014-12-11\n")


@pytest.mark.parametrize("path", sorted((ROOT / "params").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_meetings_file_is_read_back_as_it_was_written(path: Path) -> None:
    agenda = load_yaml(path.read_text(encoding="utf-8"), path.name)
    assert load_yaml(agenda_text(agenda, ["Head."], {1: ["Note."]}), "x") == agenda


WORDS = st.lists(
    st.sampled_from(
        ["a", "report", "2014-10", "-", "#", ":", "Calls:", "'s", "£5m", "  ", "\n", "performance-improvement"]
    ),
    max_size=60,
)


@given(WORDS.map(" ".join))
def test_long_words_are_read_back_however_they_are_folded(text: str) -> None:
    agenda = {
        "place": text,
        "items": [{"number": 1, "title": text, "report": {"parameters": {"one": text}, "recommendation": [text]}}],
    }
    assert load_yaml(agenda_text(agenda, (), {}), "x") == agenda
