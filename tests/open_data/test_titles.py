from datetime import date

from ccpi_nb.open_data.titles import Titles

TITLES = Titles("Cabinet Committee", "County Council", date(2014, 12, 11))


def test_a_set_is_cited_by_publisher_title_day_and_address() -> None:
    assert TITLES.citation == (
        "County Council, Cabinet Committee: Performance indicators of County Council, as known by 11 December 2014."
    )


def test_made_up_figures_are_told_first() -> None:
    made_up = Titles("Cabinet Committee", "County Council", date(2014, 12, 11), made_up="Made-up data: not real.")
    assert made_up.description.startswith("Made-up data: not real. All values of the indicators")
