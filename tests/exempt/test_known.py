"""What is exempt at whichever meeting is looked for at every meeting; what a public row has is no leak."""

from datetime import date
from pathlib import Path

import pytest
from builders import indicator_row, observation_row, refusals, sheet
from small import DAY, TERMS, Small, small_workbook

from ccpi_nb.document.ledger import entries, ledger_csv, lines
from ccpi_nb.document.model import Document, Masthead, Paragraph
from ccpi_nb.document.runs import Figure, Row
from ccpi_nb.domain.indicators import DataRow
from ccpi_nb.domain.meetings import Part
from ccpi_nb.exempt.content import collect_exempt
from ccpi_nb.exempt.known import ledger_amounts
from ccpi_nb.exempt.matching import ExemptContent
from ccpi_nb.exempt.numbers import Amount
from ccpi_nb.workbook.inputs import Workbook

LATER = "2015-01-28"


def row(dataset: str, number: int = 2) -> Row:
    return Row(DataRow(f"data/observations/{dataset}/2014-15-Q2.csv", number), "calls_answered", "2014-15-Q2", "", "x")


def later_meeting(tmp_path: Path, *calls: str, **files: str) -> Workbook:
    """A workbook whose later meeting is public only; its exempt data are those of the earlier one."""
    root = small_workbook(tmp_path)
    text = (root / f"params/{DAY}.yaml").read_text(encoding="utf-8").replace(DAY, LATER)
    (root / f"params/{LATER}.yaml").write_text(text.partition("  - number: 5")[0], encoding="utf-8")
    public = sheet(*(observation_row(value=value) for value in calls or ("12.5",)))
    (root / "data/observations/calls/2014-15-Q2.csv").write_text(public, encoding="utf-8")
    for name, content in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Workbook(root)


def exempt_later(workbook: Workbook, *public: Figure) -> ExemptContent:
    shown = (Document(Masthead("", ""), (Paragraph(public),)),) if public else ()
    return collect_exempt(workbook, workbook.meeting(LATER), {Part.PUBLIC: shown, Part.EXEMPT: ()})


def test_a_figure_of_another_meetings_part_ii_is_looked_for_though_no_report_shows_it(tmp_path: Path) -> None:
    found = exempt_later(later_meeting(tmp_path))
    assert found.found_in("It was 91.7% then.")
    assert found.found_in("Terms kept: 92")


def test_the_words_of_an_exempt_register_and_item_of_another_meeting_are_looked_for(tmp_path: Path) -> None:
    words = "The contractor will pay the whole sum back next year."
    workbook = later_meeting(
        tmp_path,
        **{f"data__registers__terms__{DAY}.csv": f"topic,period,text,source\nMoney,,{words},The pack of that day\n"},
    )
    assert exempt_later(workbook).found_in(words)


def test_what_an_exempt_paper_is_noted_to_say_is_looked_for(tmp_path: Path) -> None:
    words = "The contractor keeps whatever the council has paid so far."
    claims = "claim,subject,period,dataset,as_at,source,words\n" + "".join(
        f"says,Money,,{dataset},{DAY},The pack of that day,{said}\n"
        for dataset, said in (("terms", words), ("calls", "The council has nothing to pay in this whole matter."))
    )
    found = exempt_later(later_meeting(tmp_path, **{"data__claims.csv": claims}))
    assert found.found_in(words)
    assert not found.found_in("The council has nothing to pay in this whole matter.")


def test_a_public_row_with_the_same_number_makes_it_no_leak_but_beside_its_label_it_stays_one(tmp_path: Path) -> None:
    workbook = later_meeting(tmp_path, "91.7")
    found = exempt_later(workbook, Figure("91.7%", "91.7", (row("calls"),)))
    assert found.found_in("It was 91.7% then.") == ()
    assert found.found_in("Terms kept: 91.7%")


def test_a_number_in_the_name_of_an_open_indicator_is_no_leak(tmp_path: Path) -> None:
    named = indicator_row(name="Calls answered within 91.7% of the time")
    kept = indicator_row(indicator="terms_kept", name="Terms kept")
    workbook = later_meeting(tmp_path, **{"data__indicators.csv": sheet(named, kept)})
    assert exempt_later(workbook).found_in("Calls answered within 91.7% of the time") == ()


def test_of_a_ledger_only_figures_with_public_rows_are_public() -> None:
    def shown(text: str, *rows: Row, computation: str = "") -> Figure:
        return Figure(text, text.strip("%").replace(",", ""), rows, computation)

    document = Document(
        Masthead("", ""),
        (
            Paragraph(
                (
                    shown("90.8%", row("calls")),
                    shown("83.2%", row("terms")),
                    shown("71.4%"),
                    shown("64.1%", row("calls"), row("terms"), computation="change"),
                    shown("1,540", computation="count of comparisons"),
                )
            ),
        ),
    )
    public = ledger_amounts(ledger_csv(lines(entries(document, "x"))), frozenset({"terms"}))
    assert {Amount("90.8", "%"), Amount("1540")} <= public
    assert not {Amount("83.2", "%"), Amount("71.4", "%"), Amount("64.1", "%")} & public


def test_thousands_of_public_rates_are_not_taken_for_exempt_ones(tmp_path: Path) -> None:
    rates = [f"{number / 10:.1f}" for number in range(1, 1000)]
    workbook = later_meeting(tmp_path, **{"data__observations__calls__2014-15-Q2.csv": _broken_down(rates)})
    figures = [Figure(f"{rate}%", rate, (row("calls", number),)) for number, rate in enumerate(rates, start=2)]
    found = exempt_later(workbook, *figures)
    assert all(found.found_in(f"{rate}% (row {number})") == () for number, rate in enumerate(rates, start=2))
    assert found.found_in("Terms kept: 91.7%")


def _broken_down(rates: list[str]) -> str:
    return sheet(*(observation_row(value=rate, breakdown=f"Area {place}") for place, rate in enumerate(rates)))


RELEASES = "meeting,file,match,reason,post,released_on\n"


def test_a_release_holds_for_its_meeting_alone(tmp_path: Path) -> None:
    later = f"{LATER},*,91.7%,A coincidence.,Head of Policy,2015-01-20\n"
    earlier = f"{DAY},*,12.5%,So is this.,Head of Policy,2014-12-01\n"
    workbook = later_meeting(tmp_path, **{"data__releases.csv": RELEASES + later + earlier})
    assert exempt_later(workbook).releases == {("*", "91.7%")}
    assert [release.released_on for release in workbook.releases] == [date(2015, 1, 20), date(2014, 12, 1)]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (f"{LATER},*,,A coincidence.,Head of Policy,2015-01-20", "column 'match'"),
        (f"{LATER},,91.7%,A coincidence.,Head of Policy,2015-01-20", "column 'file'"),
        (f"{LATER},*,91.7%,,Head of Policy,2015-01-20", "column 'reason'"),
        (f"{LATER},*,91.7%,A coincidence.,Jane Smith,2015-01-20", "column 'post'"),
    ],
)
def test_a_release_needs_a_match_a_reason_and_a_post(tmp_path: Path, cells: str, problem: str) -> None:
    workbook = later_meeting(tmp_path, **{"data__releases.csv": f"{RELEASES}{cells}\n"})
    (refusal,) = refusals(lambda: workbook.releases)
    assert refusal.startswith(f"data/releases.csv, row 2, {problem}")


def test_a_notebook_of_part_ii_alone_is_read_for_its_words(tmp_path: Path) -> None:
    terms = Small("terms", TERMS.cells, exempt=True)
    workbook = later_meeting(tmp_path)
    notebook = terms.notebook(5).replace("# terms", "# The terms that nobody may know of")
    (workbook.root / "notebooks/terms.ipynb").write_text(notebook, encoding="utf-8")
    assert exempt_later(workbook).found_in("The terms that nobody may know of")
