"""A file of measures: what it may hold, and the whole sentence of each refusal."""

from pathlib import Path

import pytest
from builders import refusal, refusals
from records_made import MEASURES, measured

from ccpi_nb.records.measures import Keep, Measures
from ccpi_nb.records.reading import read_measures
from ccpi_nb.review.check import problems_of


def read(root: Path, measures: str = MEASURES) -> Measures:
    return read_measures(measured(root, measures), "invoices")


def test_a_file_of_measures_is_read(tmp_path: Path) -> None:
    measures = read(tmp_path)
    assert (measures.dataset, measures.source.key, measures.groups) == ("invoices", ("number",), ("place",))
    assert measures.quality.duplicates is not None
    assert measures.quality.duplicates.keep is Keep.LATEST
    assert measures.disclosure is not None
    assert not problems_of(measured(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("leave out:", "leave_out:", "line 20, leave_out: there is no 'leave_out' here; did you mean 'leave out'?"),
        ("dataset: invoices\n", "", "line 1: 'dataset' is missing; write it"),
        (
            "paid_30_days:",
            "paid_30_dys:",
            "line 23, measures: paid_30_dys: there is no indicator 'paid_30_dys' in data/indicators.csv; "
            "did you mean 'paid_30_days'?",
        ),
        (
            "numerator: paid - invoiced <= 30 days",
            "numerator: payed - invoiced <= 30 days",
            "line 26, measures: paid_30_days: numerator: there is no column or lookup 'payed'; did you mean 'paid'?",
        ),
        (
            "numerator: paid - invoiced <= 30 days",
            "numerator: paid - invoiced",
            "line 26, measures: paid_30_days: numerator: 'paid - invoiced' gives a number of days, "
            "and a yes or no belongs here",
        ),
        (
            "    date: paid\n",
            "",
            "line 23, measures: paid_30_days: one of date, as_at belongs here, and none is here; known: as_at, date",
        ),
        (
            "    denominator: not disputed\n",
            "",
            "line 23, measures: paid_30_days: 'denominator' is missing; write which records count, or 'all'",
        ),
        (
            "    by: place\n",
            "    by: postcode\n",
            "line 27, measures: paid_30_days: by: there is no lookup, or column with 'values', 'postcode'; "
            "known: place",
        ),
        (
            "{date: paid, count: all, by: place}",
            "{date: paid, sum: amount, count: all}",
            "line 28, measures: paid_number: one of numerator, count, sum, mean, median belongs here, "
            "and count and sum stand together; leave one",
        ),
        (
            "{date: paid, mean: paid - invoiced}",
            "{date: paid, mean: paid - invoiced, periods: [month, quater]}",
            "line 31, measures: paid_time: periods: there is no kind of period 'quater'; did you mean 'quarter'?",
        ),
        (
            'dates: ["%d/%m/%Y", "%Y-%m-%d"]}\n  Paid',
            'dates: ["%d/%m/%y"]}\n  Paid',
            "line 9, columns: Invoice Date: dates: '%d/%m/%y' is no form of a date; write %d, %m and %Y once each, "
            "with '/', '-' or '.' between: '%d/%m/%Y'",
        ),
        (
            "type: money",
            "type: mony",
            "line 11, columns: Amount: type: there is no type 'mony'; did you mean 'money'?",
        ),
        (
            "as: amount",
            "as: not",
            "line 11, columns: Amount: as: 'not' can't be a name in expressions; "
            "use lower-case letters, digits and '_'",
        ),
        ("as: amount", "as: paid", "line 11, columns: Amount: 'paid' names two columns; give one another name"),
        (
            "key: [Invoice No]",
            "key: [Invoice Number]",
            "line 5, source: key: there is no column 'Invoice Number' that is read; did you mean 'Invoice No'?",
        ),
        (
            "keep: latest paid",
            "keep: first",
            "line 18, quality: duplicates: keep: 'first' is not taken; "
            "write 'all', 'none', 'earliest DATE' or 'latest DATE'",
        ),
        (
            "limit: at most 50%",
            "limit: 50%",
            "line 18, quality: duplicates: limit: '50%' is no limit; write 'none', 'at most 12' or 'at most 0.1%'",
        ),
        (
            "covers: paid",
            "encoding: cp125",
            "line 6, source: encoding: there is no encoding 'cp125'; write utf-8, cp1252 or utf-16",
        ),
        (
            "covers: paid",
            "covers: file name",
            "line 6, source: covers: the pattern names no period; "
            "write {period}, {year}, {quarter} or {month} into 'files'",
        ),
        (
            "dataset: invoices\n",
            "dataset: invoices\ndisclosure: {off: no}\n",
            "line 2, disclosure: small numbers of people leave exact only for a reason; "
            "write it after 'off:', and nothing else",
        ),
    ],
)
def test_what_is_wrong_with_it_is_said_with_its_line_and_word(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert MEASURES.count(old) == 1 or old in ("    date: paid\n", "    by: place\n", "as: amount")
    told = refusals(read, tmp_path, MEASURES.replace(old, new, 1))
    assert told[0].removeprefix("data/measures/invoices.yaml, ") == problem


def test_the_problems_of_all_measures_come_at_once_and_check_says_them_too(tmp_path: Path) -> None:
    wrong = MEASURES.replace("sum: amount, where", "sum: amnt, where").replace("mean: paid", "mean: payd")
    told = refusals(read, tmp_path, wrong)
    assert len(told) == 3
    assert set(told) <= set(problems_of(measured(tmp_path, wrong)))


def test_a_name_that_is_no_measures_is_refused(tmp_path: Path) -> None:
    assert refusal(read_measures, measured(tmp_path), "invoice") == (
        "there are no measures 'invoice' (no file data/measures/invoice.yaml); did you mean 'invoices'?"
    )


@pytest.mark.parametrize("unit", ["£", "number", "days"])
def test_a_share_is_a_percentage(tmp_path: Path, unit: str) -> None:
    workbook = measured(tmp_path)
    file = tmp_path / "data/indicators.csv"
    file.write_text(file.read_text().replace("Contact Centre,%,higher,2", f"Contact Centre,{unit},higher,2"))
    assert refusal(read_measures, workbook, "invoices") == (
        f"data/measures/invoices.yaml, line 23, measures: paid_30_days: the indicator's unit is '{unit}', "
        "and a share is not of it; correct one of them"
    )
