import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccpi_nb.document.prose_numbers import known_parts, typed_figures


@pytest.mark.parametrize(
    "text",
    [
        "The committee met on 11 December 2014.",
        "By 1 April the work should be done.",
        "From July to September 2014, in Jul to Sep 2014, on 9 Nov and in 2016.",
        "A quarterly dashboard from March 2015 on.",
        "In 2014 and in 2014/15, and the year 2014-15 as data write it.",
        "In quarter 2, in Quarter 2 2014/15, in Q2 and in quarters 1 and 2.",
        "2014-15-Q1, 2014-15-Q2",
        "2014-04/2014-10 and 2014-10",
        "Health assessments on 2014-11-09, since 2014-06-30.",
        "See item 5, items 4, 5 and 6, and item 12.",
        "See Appendix 1, annex 2 and version 3.",
        "Part 1 of Schedule 12A to the Local Government Act 1972, paragraph 3.",
        "Section 100A(4), Regulation 5 and Article 50.",
        "Priority 1 and priorities 1 to 5.",
        "At 2.00pm, at 11.00 am and at 2pm.",
        "No figure at all.",
        "",
    ],
)
def test_dates_periods_and_references_may_be_typed(text):
    assert typed_figures(text, ()) == ()


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("54 compliments were received.", ("54",)),
        ("There were 11 contracts and 35 contractors.", ("11", "35")),
        ("It fell to 54.", ("54",)),
        ("It fell to 54, then rose.", ("54",)),
        ("In all 12,285 applications.", ("12,285",)),
        ("Contracts of £81.8m, not £72m.", ("£81.8m", "£72m")),
        ("It cost £641,355 or €35k.", ("£641,355", "€35k")),
        ("Answered 65.5% of calls.", ("65.5%",)),
        ("The 3rd of 4.", ("3rd", "4")),
        ("Within 5-10 days.", ("5", "10")),
        ("A wait of 01:24.", ("01", "24")),
        ("A cost of £2014.", ("£2014",)),
        ("Up 2014% on 2013.", ("2014%",)),
        ("A total of 2014.5 hours.", ("2014.5",)),
        ("In quarter 2, 65 calls.", ("65",)),
        ("It fell from quarter 1 to 65%.", ("65%",)),
        ("Since quarters 1 and 2 it fell to 65.", ("65",)),
        ("On 11 December 2014, 54 people.", ("54",)),
        ("In December 12 came.", ("12",)),
    ],
)
def test_any_other_number_is_found_as_it_was_typed(text, figures):
    assert typed_figures(text, ()) == figures


def test_a_name_may_hold_its_digits():
    names = ("Windows 7", "Windows 7 SP1", "ISO 9001:2008", "10 days")
    assert typed_figures("Windows 7 SP1 and ISO 9001:2008, or Windows 7, within 10 days.", names) == ()


def test_a_name_is_a_whole_name():
    assert typed_figures("Windows 71 in 110 days", ("Windows 7", "10 days")) == ("71", "110")


def test_a_name_is_no_pattern():
    assert typed_figures("Plan (A.1) and Plan (Ax1)", ("Plan (A.1)",)) == ("1",)


@given(st.integers(100, 1899), st.sampled_from(["", "£", "€"]), st.sampled_from(["", "%", "m", "k"]))
def test_no_amount_slips_through(amount, before, after):
    assert typed_figures(f"It came to {before}{amount}{after} in all.", ()) == (f"{before}{amount}{after}",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("On 11 December 2014, 54 came.", [("11 December 2014", "date", "2014-12-11")]),
        ("30 Jun 2014", [("30 Jun 2014", "date", "2014-06-30")]),
        ("Apr to Sep 2014", [("Sep 2014", "date", "2014-09")]),
        ("By 1 April and in October 2014.", [("1 April", "date", "04-01"), ("October 2014", "date", "2014-10")]),
        ("In 2014, on 2014-11-09.", [("2014", "date", "2014"), ("2014-11-09", "date", "2014-11-09")]),
        ("9 Nov 2014, Jul to Sep 2014", [("9 Nov 2014", "date", "2014-11-09"), ("Sep 2014", "date", "2014-09")]),
        ("30 Jun, and 3 Decisions", [("30 Jun", "date", "06-30")]),
        ("On 31 June 2014.", [("31 June 2014", "date", "")]),
        ("On 29 February, not 30 February.", [("29 February", "date", "02-29"), ("30 February", "date", "")]),
        ("On 2014-13-09.", [("2014-13-09", "date", "")]),
        (
            "In 2014/15 and 2014-15-Q1, Q2.",
            [("2014/15", "period", ""), ("2014-15-Q1", "period", ""), ("Q2", "period", "")],
        ),
        (
            "At 11.00 am, 2pm and 12.30 am.",
            [("11.00 am", "time", "11:00"), ("2pm", "time", "14:00"), ("12.30 am", "time", "00:30")],
        ),
        ("Quarter 2 2014/15", [("Quarter 2", "reference", ""), ("2014/15", "period", "")]),
        ("Items 4, 5 and 6", [("Items 4, 5 and 6", "reference", "")]),
        ("Windows 7 in 30 days", [("Windows 7", "name", ""), ("30 days", "name", "")]),
        ("No number, 54 calls.", []),
    ],
)
def test_what_digits_belong_to_is_told_apart_with_dates_as_machines_write_them(text, parts):
    known = known_parts(text, ("Windows 7", "30 days", "Calls"))
    assert [(part.words, part.kind, part.moment) for part in known] == parts
    assert all(text[part.start : part.end] == part.words for part in known)
