"""What the pages may show: what papers show and no paper hides, the same on all of them."""

from pathlib import Path

import pytest
from builders import observation_row, p, sheet
from shown_rows import DRAFT, FIRST, Q1, Q2, SECOND, callers, material_of, meeting

from ccpi_nb.document.model import Chart
from ccpi_nb.domain.indicators import Observation, Shorthand
from ccpi_nb.site.indicator_pages import indicator_pages
from ccpi_nb.site.material import Material


def values(material: Material, key: str) -> dict[tuple[str, str], str]:
    shown = (row for row in material.evidence.observations if row.indicator == key)
    return {
        (str(row.period), row.breakdown): str(row.value if row.value is not None else row.shorthand) for row in shown
    }


def test_of_numbers_of_people_only_what_a_paper_shows_is_shown_and_of_others_the_whole_history(tmp_path: Path) -> None:
    rates = {Q1: sheet(callers("2014-15-Q1", "40"), observation_row(period="2014-15-Q1", value="71"))}
    now = {Q2: sheet(callers("2014-15-Q2", "50"), callers("2014-15-Q2", "3", "Preston"), observation_row())}
    material = material_of(tmp_path, {**rates, **now}, {FIRST: [f"{Q2}, row 2", f"{Q2}, row 4"]})
    assert values(material, "callers") == {("2014-15-Q2", ""): "50"}
    assert values(material, "calls_answered") == {("2014-15-Q1", ""): "71", ("2014-15-Q2", ""): "65.5"}


def test_an_indicator_that_no_paper_shows_is_not_shown(tmp_path: Path) -> None:
    material = material_of(
        tmp_path, {Q2: sheet(callers("2014-15-Q2", "50"), observation_row())}, {FIRST: [f"{Q2}, row 2"]}
    )
    assert material.evidence.observed == ("callers",)
    assert list(material.services) == ["Contact Centre"]


@pytest.mark.parametrize("hiding", [FIRST, SECOND])
def test_what_the_papers_of_one_meeting_hide_no_page_shows(tmp_path: Path, hiding: str) -> None:
    files = {
        Q1: sheet(callers("2014-15-Q1", "3")),
        Q2: sheet(callers("2014-15-Q2", "3", as_at=SECOND)),
        f"params/{hiding}.yaml": meeting(hiding, "{threshold: 5, scheme: mask}"),
    }
    rows = [f"{Q1}, row 2", f"{Q2}, row 2"]
    material = material_of(tmp_path, files, {FIRST: rows[:1], SECOND: rows})
    assert values(material, "callers") == {("2014-15-Q1", ""): "[c]", ("2014-15-Q2", ""): "[c]"}
    known = material.known_at(material.published[0].meeting)
    assert [row.shorthand for row in known.observations] == [Shorthand.CONFIDENTIAL]


def test_two_pages_do_not_give_back_together_what_each_hides(tmp_path: Path) -> None:
    """The first papers hide Preston's 3 alone, which the total of the second would give back."""
    places = sheet(callers("2014-15-Q2", "3", "Preston"), callers("2014-15-Q2", "47", "Burnley"))
    secondary = "{threshold: 5, scheme: secondary}"
    files = {
        Q2: places + sheet(callers("2014-15-Q2", "50", as_at=SECOND)).partition("\n")[2],
        f"params/{FIRST}.yaml": meeting(FIRST, secondary),
    }
    rows = [f"{Q2}, row 2", f"{Q2}, row 3", f"{Q2}, row 4"]
    shown = values(material_of(tmp_path, files, {FIRST: rows[:2], SECOND: rows}), "callers")
    assert shown["2014-15-Q2", "Preston"] == "[c]"
    assert "[c]" in (shown["2014-15-Q2", "Burnley"], shown["2014-15-Q2", ""])


def test_what_became_known_after_the_last_meeting_that_was_run_is_not_shown(tmp_path: Path) -> None:
    later = observation_row(period="2014-15-Q2", value="80", as_at=DRAFT)
    material = material_of(tmp_path, {Q2: sheet(observation_row(), later)}, {FIRST: [f"{Q2}, row 2"]})
    assert values(material, "calls_answered") == {("2014-15-Q2", ""): "65.5"}
    assert [each.key for each in material.coming] == [SECOND, DRAFT]


def test_each_value_is_as_it_was_known_at_each_meeting(tmp_path: Path) -> None:
    restated = observation_row(period="2014-15-Q2", value="66", as_at=SECOND)
    material = material_of(tmp_path, {Q2: sheet(observation_row(), restated)}, {FIRST: [f"{Q2}, row 2"], SECOND: []})

    def at(number: int) -> Observation | None:
        return material.known_at(material.published[number].meeting).find("calls_answered", p("2014-15-Q2"))

    assert [str(found.value) for number in (0, 1) if (found := at(number))] == ["65.5", "66"]


def test_pages_that_rest_on_made_up_figures_say_so(tmp_path: Path) -> None:
    made_up = "made_up: They were made to try the workbook.\n"
    files = {Q2: sheet(observation_row()), f"params/{SECOND}.yaml": meeting(SECOND, made_up=made_up)}
    material = material_of(tmp_path, files, {FIRST: [f"{Q2}, row 2"], SECOND: []})
    said = "Made-up data: figures of 28 January 2015 are not the council's. They were made to try the workbook."
    assert material.made_up() == said
    assert material.made_up("calls_answered") == ""  # which only the other meeting's papers show
    assert material.made_up_at(material.published[1].meeting) == said


@pytest.mark.parametrize(("other", "drawn"), [("calls_answered", 2), ("callers", 1)])
def test_a_control_chart_of_every_value_is_the_one_chart_of_them(tmp_path: Path, other: str, drawn: int) -> None:
    months = [f"{2013 + place // 12}-{place % 12 + 1:02}" for place in range(14)]
    files = {f"data/observations/calls/{at}.csv": sheet(observation_row(period=at, value="71")) for at in months}
    beside = {Q2: sheet(observation_row(indicator=other, value="71"))}  # a quarter, which no chart of months has
    material = material_of(tmp_path, {**files, **beside}, {FIRST: [f"{file}, row 2" for file in files]})
    page = next(each for each in indicator_pages(material, ()) if each.address == "indicators/calls-answered")
    assert sum(isinstance(block, Chart) for block in page.document().blocks) == drawn
