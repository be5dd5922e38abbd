from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from real import ROOT, copy_of_workbook

from ccpi_nb.document.model import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Headline,
    Headlines,
    Inset,
    Masthead,
    Paragraph,
    Table,
)
from ccpi_nb.document.runs import Figure, Judgement, Row, Run, Text
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import AgendaItem, Appendix, Exemption, ItemKind, Meeting, Part
from ccpi_nb.exempt.content import agenda_words, collect_exempt, exempt_content
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.numbers import Amount
from ccpi_nb.trends.icons import sparkline
from ccpi_nb.workbook.inputs import Workbook

DATASET = "contractor_terms"


def row(indicator: str = "calls_lost", dataset: str = DATASET, source: str = "the pack") -> Row:
    return Row(DataRow(f"data/observations/{dataset}/2014-15-Q2.csv", 4), indicator, "2014-15-Q2", "", source)


SHARE = Amount("90.8", "%")
PUBLIC_ROW = row("calls_answered", "calls")


def figure(text: str, *rows: Row, value: str = "", computation: str = "") -> Figure:
    return Figure(text, value or text.strip("£%").replace(",", ""), rows or (row(),), computation)


def honest(text: str) -> Figure:
    return figure(text, PUBLIC_ROW)


def said(*runs: Run | str) -> Paragraph:
    return Paragraph(tuple(Text(run) if isinstance(run, str) else run for run in runs))


def table(
    label: str, *shown: Figure, caption: str = "Calls", header: str = "July to September 2014", note: str = ""
) -> Table:
    cells = (Cell((Text(label),)), *(Cell((each,)) for each in shown))
    columns = (Column("Measure"), *(Column(header, numeric=True) for _ in shown))
    return Table((Text(caption),), columns, (cells,), ((Text(note),),) if note else ())


def document(*blocks: Block, title: str = "Report", restriction: str = "") -> Document:
    return Document(Masthead(title, "2014-12-11", (), restriction), blocks)


def content(*blocks: Block, public: Sequence[Block] = (), allowed: Sequence[str] = ()) -> ExemptContent:
    return exempt_content([document(*blocks)], [document(*public)], {DATASET}, allowed)


# Figures


@pytest.mark.parametrize(
    "text",
    ["90.8%", "83.2%", "£123,456", "243", "1,275", "98%", "£72m", "24 hours", "3.43 percentage points", "1 min 24 s"],
)
def test_a_figure_that_can_hardly_be_anything_else_counts_anywhere(text: str) -> None:
    value = {"1 min 24 s": "84", "24 hours": "24", "£72m": "72", "3.43 percentage points": "3.43"}.get(text, "")
    assert content(said(figure(text, value=value))).found_in(f"Someone typed {text} here.") == (text,)


@pytest.mark.parametrize(
    ("text", "seconds", "typed"),
    [
        ("1 min 24 s", "84", ("1 min 24 s", "01:24", "84 seconds")),
        ("1 min 59.3 s", "119.3", ("1 min 59.3 s", "119.3 seconds")),
        ("45 s", "45", ()),
        ("2 min 0 s", "120", ()),
    ],
)
def test_a_time_is_found_however_it_is_written_unless_it_is_a_round_one(
    text: str, seconds: str, typed: tuple[str, ...]
) -> None:
    hidden = content(said(figure(text, value=seconds)))
    assert all(hidden.found_in(f"It took {words} then.") for words in typed)
    assert typed or not hidden.found_in(f"It took {text} and {seconds} seconds and 02:00 then.")


@pytest.mark.parametrize("text", ["2", "31", "5%", "100%", "90%", "400", "0.2%", "[x]"])
def test_a_short_figure_alone_makes_no_alarm(text: str) -> None:
    value = text.strip("%") if text != "[x]" else "0"
    assert content(said(figure(text, value=value))).found_in(f"Of {text} others {text}.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Complaints upheld: 31",
        "31 complaints upheld",
        "Complaints   upheld\n27 31",
        '{"Complaints upheld": 31}',
        "COMPLAINTS UPHELD 31",
    ],
)
def test_a_short_figure_counts_beside_its_label(text: str) -> None:
    assert content(table("Complaints upheld", figure("31"))).found_in(text)


@pytest.mark.parametrize(
    "text",
    ["Complaints upheld: 32", "Complaints upheld: 131", "Complaints: 31", f"Complaints upheld.{' And more.' * 20} 31"],
)
def test_another_figure_or_label_or_distance_is_no_leak(text: str) -> None:
    assert content(table("Complaints upheld", figure("31"))).found_in(text) == ()


def test_a_column_header_and_the_label_of_a_headline_are_labels_too() -> None:
    headline = Headlines((Headline("Money lost", figure("5%"), (Text("Target "), figure("2"))),))
    found = content(headline, table("North", figure("7"), header="Cases withdrawn"))
    assert found.found_in("Money lost 5%") and found.found_in("Money lost: 2") and found.found_in("7 cases withdrawn")


def test_a_period_is_no_label() -> None:
    assert (
        content(table("July to September 2014", figure("31"), header="Lost")).found_in("July to September 2014: 31")
        == ()
    )


@pytest.mark.parametrize("header", ["Oct 2014", "Oct 2014 (one month)"])
def test_a_period_above_a_column_is_no_label(header: str) -> None:
    shown = figure("31", replace(row(), period="2014-10"))
    assert content(table("Calls", shown, header=header)).found_in(f"{header}: 31") == ()


def test_a_label_that_is_open_to_all_is_no_label() -> None:
    shared = content(table("Calls", figure("31")), public=[table("Calls", honest("27"))])
    assert shared.found_in("Calls 31") == ()


@pytest.mark.parametrize(
    "text",
    [
        "90.8",
        "90.8 per cent",
        "x,90.8,y",
        "83,90.8,2",
        "0.908",
        "90.8%",
        "90.799999999999997",
        "90.8²",
        "-90.8",
        "0.9080",
        "90.80",
    ],
)
def test_a_figure_is_known_without_its_unit_and_as_spreadsheets_hold_it(text: str) -> None:
    assert content(said(figure("90.8%"))).found_in(text)


@pytest.mark.parametrize("text", ["190.8%", "90.85%", "1.90.8", "x90.8", "0.9081"])
def test_a_part_of_another_number_is_no_figure(text: str) -> None:
    assert content(said(figure("90.8%"))).found_in(text) == ()


@pytest.mark.parametrize("text", ["243 KB", "1,243", "243,100", "243.5", "2014-243", "12:243", "v243", "243/15"])
def test_a_whole_number_without_unit_is_no_size_date_or_part_of_a_number(text: str) -> None:
    assert content(said(figure("243"))).found_in(text) == ()


def test_millions_and_thousands_are_known_when_written_out() -> None:
    money = content(said(figure("£35.586m", value="35.586"), figure("£412k", value="412")))
    assert money.found_in("£35,586,000") and money.found_in("35586000") and money.found_in("412000")


def test_a_qualifier_does_not_hide_a_figure() -> None:
    assert content(said(figure("almost 1,275", value="1275"))).found_in("nearly 1,275")


@pytest.mark.parametrize("text", ["128 pages", "in 2014"])
def test_a_number_that_needs_its_unit_does_not_count_without(text: str) -> None:
    assert content(said(figure("128 seconds", value="128"), figure("2,014"))).found_in(text) == ()


def test_coordinates_and_bytes_are_not_searched_for_figures() -> None:
    assert content(said(figure("90.8%"))).found_in("M 90.8 12", prose=False) == ()


def test_a_figure_that_an_honest_public_document_shows_is_no_leak() -> None:
    assert content(said(figure("90.8%")), public=[said(honest("90.8%"))]).figures == frozenset()


@pytest.mark.parametrize("rows", [(row(),), (PUBLIC_ROW, row())])
def test_a_public_figure_with_an_exempt_row_is_itself_a_leak(rows: tuple[Row, ...]) -> None:
    assert SHARE in content(said(figure("90.8%")), public=[said(figure("90.8%", *rows))]).figures


def test_a_public_figure_without_rows_proves_nothing() -> None:
    assert SHARE in content(said(figure("90.8%")), public=[said(Figure("90.8%", "90.8", ()))]).figures


def test_a_restricted_figure_of_public_rows_is_not_exempt() -> None:
    assert content(said(honest("90.8%"))).figures == frozenset()


def test_a_figure_worked_out_from_exempt_and_public_rows_is_exempt() -> None:
    assert SHARE in content(said(figure("90.8%", PUBLIC_ROW, row(), computation="change"))).figures


def test_a_target_of_what_only_exempt_rows_have_is_exempt() -> None:
    target = Row(DataRow("data/targets.csv", 9), "calls_lost", "", "", "the contract")
    shown = said(figure("12.5%"), figure("at least 97.5%", target, value="97.5", computation="target"))
    assert Amount("97.5", "%") in content(shown).figures
    assert Amount("97.5", "%") in content(shown, public=[said(figure("97.5%", target))]).figures


def test_rows_of_an_exempt_register_make_figures_exempt() -> None:
    counted = Row(DataRow(f"data/registers/{DATASET}/2014-12-11.csv", 2), "", "", "", "the pack")
    assert Amount("243") in content(said(figure("243", counted, computation="count"))).figures


def test_figures_of_charts_and_tables_count() -> None:
    chart = Chart("<svg></svg>", (Text("Calls"),), "A chart.", (figure("90.8%"),))
    assert {SHARE, Amount("83.2", "%")} <= content(chart, table("Calls", figure("83.2%"))).figures


# Phrases


SENTENCE = "The contractor asked for more money in May."


@pytest.mark.parametrize(
    "block",
    [
        said(SENTENCE),
        said("All is well now. ", SENTENCE, " More of this follows later on."),
        Bullets(((Text(SENTENCE),),)),
        Bullets(((),), below=((Bullets(((Text(SENTENCE),),)),),)),
        Bullets(((Text("First."),),), below=((Paragraph((Text(SENTENCE),)),),)),
        Inset((Text("First."),), (Inset((), (Paragraph((Text(SENTENCE),)),)),)),
        Bullets(((Text("The contractor asked "), Text("for more", strong=True), Text(" money in May.")),)),
        table("Calls", figure("2"), note=SENTENCE),
        table(SENTENCE, figure("2")),
        Chart("<svg></svg>", (Text("Calls"),), SENTENCE, ()),
        Heading(2, (Text(SENTENCE),)),
        Chart("<svg></svg>", (Text(SENTENCE),), "", ()),
    ],
)
def test_a_sentence_counts_wherever_a_restricted_document_has_it(block: Block) -> None:
    assert content(block).found_in(f"Minutes: {SENTENCE.upper()}") == (SENTENCE,)


@pytest.mark.parametrize(
    "text",
    [
        "The contrac-\ntor asked for more money in May.",
        "The con\u00adtrac\u00ad\ntor asked\u00a0for more\u200b mo\u200bney in\n\n May.",
        "the contractor asked for more money in may",
        "The &#99;ontractor&nbsp;asked for more money in May.",
        "Ｔhe contractor asked for more money in May",  # noqa: RUF001  # a letter that is folded
    ],
)
def test_breaks_spaces_case_entities_and_hyphens_hide_no_sentence(text: str) -> None:
    assert content(said(SENTENCE)).found_in(text) == (SENTENCE,)


@pytest.mark.parametrize("words", ["Two calls were lost", "None.", "Not applicable."])
def test_a_few_words_are_no_phrase(words: str) -> None:
    assert content(said(words)).found_in(f"{words} and so on") == ()


def test_a_heading_or_a_caption_of_three_words_is_a_phrase_but_not_of_two() -> None:
    found = content(
        Heading(2, (Text("Terms of settlement"),)),
        Heading(2, (Text("Core systems"),)),
        table("x", figure("2"), caption="Losses by kind"),
    )
    assert {"Terms of settlement", "Losses by kind"} <= found.phrases
    assert "Core systems" not in found.phrases


LONG = "When the contract ended in spring both sides agreed to settle what was owed without any court."


@pytest.mark.parametrize("end", range(1, 17))
def test_a_long_sentence_is_found_wherever_in_it_a_page_ends(end: int) -> None:
    before, after = " ".join(LONG.split()[:end]), " ".join(LONG.split()[end:])
    assert content(said(LONG)).found_in(f"{before}\nPage 2 of 5\nContract\n{after}")


def test_a_whole_sentence_is_said_once() -> None:
    assert content(said(LONG)).found_in(LONG) == (LONG,)


def test_a_sentence_that_a_public_document_has_is_a_leak_there_too() -> None:
    assert content(said(SENTENCE), public=[said(SENTENCE)]).found_in(SENTENCE) == (SENTENCE,)


@pytest.mark.parametrize("allowed", [SENTENCE, f"## Heading\n\nBefore. {SENTENCE.lower()} After."])
def test_a_sentence_that_is_allowed_is_no_phrase(allowed: str) -> None:
    assert SENTENCE not in content(said(SENTENCE), allowed=[allowed]).phrases


def test_a_sentence_is_open_to_all_with_its_public_figure() -> None:
    shared = said("In that time the council answered ", honest("65.5%"), " of calls.")
    assert content(shared, public=[shared]).found_in("In that time the council answered 65.5% of calls.") == ()


def test_the_words_of_a_table_are_open_to_all_with_its_public_figures() -> None:
    note = "The rating is of the last period shown."
    mine, theirs = (
        table("Calls answered in the centre", figure("31"), note=note),
        table("Calls answered in the centre", honest("27"), note=note),
    )
    assert content(mine, public=[theirs]).phrases == {"Not for publication"}
    assert note in content(mine, public=[table("Calls", figure("27"), note=note)]).phrases


def test_the_restriction_is_a_phrase_and_the_title_on_the_agenda_is_not() -> None:
    restricted = document(
        title="Terms with the contractor", restriction="Not for publication: exempt information of the contractor."
    )
    found = exempt_content([restricted], [], {DATASET}, ["Terms with the contractor"])
    assert found.found_in("Terms with the contractor") == ()
    assert found.found_in("Not for publication: exempt information of the contractor.")


def test_not_for_publication_is_a_mark_of_its_own_unless_the_agenda_prints_it() -> None:
    assert content().found_in("(NOT FOR PUBLICATION)") == ("Not for publication",)
    assert content(allowed=["Item 12 (not for publication)"]).found_in("Not for publication") == ()


def test_the_source_of_an_exempt_row_is_a_phrase() -> None:
    source = "CCPI pack 11 December 2014, item 12, Appendix A"
    assert source in content(said(figure("2", row(source=source)))).phrases


def test_a_chart_is_known_by_its_drawing_alone() -> None:
    svg = '<svg viewBox="0 0 9 9"><path d="M 1 2 L 3 4"/></svg>'
    chart = Chart(svg, (Text("Calls lost"),), "", (figure("2"),))
    assert content(chart).found_in(f"<?xml version='1.0'?>\n{svg}\n", prose=False) == ("the chart 'Calls lost'",)
    assert content(chart).found_in(svg.replace("3 4", "3 5")) == ()


def test_a_line_beside_an_exempt_figure_is_known_by_its_drawing_unless_every_rise_looks_like_it() -> None:
    def caught(*values: int) -> tuple[str, ...]:
        line = sparkline([Decimal(value) for value in values])
        shown = Table(
            (Text("Calls"),), (Column("Calls"), Column("Trend")), ((Cell((figure("2"),)), Cell((), "", line)),)
        )
        return content(shown).found_in(line, prose=False)

    assert caught(9, 4, 7, 2) == ("the chart 'Calls'",)
    assert caught(1, 2) == caught(5, 5, 5) == caught(1, 2, 3) == ()


# Names


@pytest.mark.parametrize(
    "text",
    [
        "data/observations/contractor_terms/2014-15-Q2.csv",
        "contractor-terms.xlsx",
        "CONTRACTOR_TERMS",
        "contractor_ terms",
        "contrac\u200btor_terms",
    ],
)
def test_the_name_of_an_exempt_dataset_counts_anywhere(text: str) -> None:
    assert content().found_in(text)


@pytest.mark.parametrize("text", ["contractor_terms_public", "my_contractor_terms", "the contractor's terms"])
def test_a_longer_name_or_the_same_words_are_another_name(text: str) -> None:
    assert content().found_in(text) == ()


def test_an_indicator_that_only_exempt_rows_have_is_a_name() -> None:
    assert content(said(figure("2"))).names == {DATASET, "calls_lost"}
    assert content(said(figure("2")), public=[said(figure("2", row(dataset="calls")))]).names == {DATASET}
    assert "calls_lost" in content(said(figure("2")), public=[said(figure("2"))]).names


@pytest.mark.parametrize(
    "text", ["data/registers/payroll/2014-12-11.csv", 'open_report(meeting, item, datasets="payroll")', "payroll"]
)
def test_a_dataset_named_by_a_common_word_counts_as_a_folder_or_in_quotes(text: str) -> None:
    assert exempt_content([], [], {"payroll"}).found_in(text)


def test_the_common_word_itself_is_no_name() -> None:
    assert exempt_content([], [], {"payroll"}).found_in("The payroll team answers calls.") == ()


# The agenda


def meeting() -> Meeting:
    item = AgendaItem(
        5,
        "Calls",
        ItemKind.REPORT,
        Part.PUBLIC,
        "A public text.",
        None,
        (Appendix("A", "A public appendix", None),),
        None,
        (),
    )
    exemption = Exemption("3", "It is about the business affairs of a person.")
    exempt = AgendaItem(
        12,
        "Terms",
        ItemKind.REPORT,
        Part.EXEMPT,
        "",
        None,
        (Appendix("A", "A secret appendix", None),),
        exemption,
        (DATASET,),
    )
    return Meeting(date(2014, 12, 11), "Committee", "Council", "11.00 am", "County Hall", (item, exempt))


def test_the_agenda_prints_an_exempt_items_title_and_reason_but_not_its_appendices() -> None:
    words = agenda_words(meeting())
    assert {"Terms", "It is about the business affairs of a person.", "A public appendix", "A public text."} <= set(
        words
    )
    assert any(word.startswith("Exempt: paragraph 3 of Part 1 of Schedule 12A") for word in words)
    assert "A secret appendix" not in words


@pytest.mark.parametrize("where", ["sentence", "key figures"])
def test_what_a_rating_follows_from_is_exempt_with_it(where):
    shortfall = figure("4.57 percentage points", value="4.57", computation="shortfall")
    rating = Judgement("Off target", "rating", (Text("Calls lost: "), shortfall), (row(),))
    headline = Headline("Calls lost", honest("5"), (), "Off target", "off", rating)
    block = said("It is ", rating) if where == "sentence" else Headlines((headline,))
    assert content(block).found_in("It was 4.57 percentage points.") == ("4.57 percentage points",)


# The registers


def test_the_gate_looks_for_what_was_promised_and_ruled_in_part_ii_at_any_meeting(tmp_path: Path) -> None:
    workbook = Workbook(copy_of_workbook(tmp_path))
    reasons = {
        " (Part II)": "The narrative leaves out forms that were sent twice.",
        "": "The table leaves out calls by text.",
    }
    with (workbook.root / "data/reconciliation.csv").open("a", encoding="utf-8") as file:
        for part, reason in reasons.items():
            file.write(f'given twice: calls @ 2014-15-Q2{part},explained,{reason},2014-12-11,"the pack"\n')
    found = collect_exempt(workbook, workbook.meeting("2014-10-01"), {Part.PUBLIC: (), Part.EXEMPT: ()})
    assert found.found_in("The narrative leaves out forms that were sent twice.")
    assert not found.found_in("The table leaves out calls by text.")
    promises = workbook.follow_ups
    assert {each.is_exempt for each in promises} == {True, False}
    assert all(
        bool(found.found_in(each.promise)) is each.is_exempt for each in promises if len(each.promise.split()) > 9
    )
    assert found.names >= set(workbook.exempt_datasets)


def test_what_every_report_has_for_a_heading_is_no_secret() -> None:
    restricted = [document(Heading(2, (Text("Reason for inclusion in Part II"),)), said(SENTENCE))]
    found = collect_exempt(
        Workbook(ROOT), Workbook(ROOT).meeting("2014-10-01"), {Part.PUBLIC: (), Part.EXEMPT: restricted}
    )
    assert found.found_in("Reason for inclusion in Part II") == ()
    assert found.found_in(SENTENCE) == (SENTENCE,)


@pytest.mark.parametrize("computation", ["ratio", "worked out: 71.3 ÷ 6", "percentage", "mean"])
def test_a_figure_that_an_analyst_worked_out_of_an_exempt_row_is_exempt(computation: str) -> None:
    own = figure("£11.88m", row(), PUBLIC_ROW, value="11.88", computation=computation)
    for block in (said("It was ", own, " each."), table("Each", own)):
        assert content(block).found_in("Each was worth £11.88m.")


@pytest.mark.parametrize("words", ["The papers give no target.", "Every value is in the table below the chart."])
def test_what_the_package_says_in_both_parts_is_no_leak(words: str) -> None:
    exempt = content(said("It was ", figure("90.8%"), f" in October. {words}"))
    assert exempt.found_in(f"Calls were fewer. {words}") == ()
    assert exempt.found_in("It was 90.8% in October.")
