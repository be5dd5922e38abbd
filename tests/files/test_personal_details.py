"""Personal details in every form in which people write them, and figures that only look like them.

The telephone numbers are those that Ofcom keeps for drama; they are put together here, so that this file holds none.
"""

from pathlib import Path

import pytest

from ccpi_nb.files.personal_details import personal_details_in, personal_problems

TELEPHONE, MAIL, INSURANCE, HEALTH = (
    ("a telephone number",),
    ("an e-mail address",),
    ("a National Insurance number",),
    ("an NHS number",),
)
NUMBERS = {
    "01632 960": [
        "01632 {}",
        "(01632) {}",
        "01632-{}",
        "01632/{}",
        "01632{}",
        "+44 1632 {}",
        "44 1632 {}",
        "0 1632 {}",
        "0-1632-{}",
        "[01632] {}",
        "01632_{}",
        "01632 \u00b7 {}",
        "01632 {}x5",
        "0044 1632 {}",
    ],
    "20 7946 0": [
        "020 7946 0{}",
        "(020) 7946 0{}",
        "020-7946-0{}",
        "+44 20 7946 0{}",
        "+44 (0)20 7946 0{}",
        "0207 946 0{}",
    ],
    "113 496 0": ["0113 496 0{}", "(0113) 496 0{}", "0113-496-0{}", "+44113 4960{}", "00 44 113 496 0{}", "01134960{}"],
    "7700 900": [
        "07700 900{}",
        "07700900{}",
        "077 0090 0{}",
        "+44 7700 900{}",
        "+44 (0) 7700 900{}",
        "44(0)7700 900{}",
        "(+44) 7700 900{}",
    ],
    "0808 157 0": ["0808 157 0{}", "08081 570{}", "0808-157-0{}", "+44 808 157 0{}"],
    "0300 123 0": ["0300 123 0{}", "03001 230{}", "0300-123-0{}", "0300\u2013123\u20130{}"],
    "other gaps": [
        "01632.960.{}",
        "01632 960 {}",
        "016329 60{}",
        "01632\u00a0960{}",
        "01632\u2009960{}",
        "01632\n  960{}",
        "Tel: 01632 960{}.",
    ],
}
FORMS = [form.format("960123" if place == "01632 960" else "123") for place, forms in NUMBERS.items() for form in forms]


@pytest.mark.parametrize("number", FORMS)
def test_a_british_number_is_found_however_it_is_set_out(number: str) -> None:
    assert personal_details_in(number) == TELEPHONE
    assert personal_details_in(f"For more, ring {number}, the help desk.") == TELEPHONE


@pytest.mark.parametrize(
    "number",
    [
        "\uff10\uff11632 960123",
        "0&#49;632 960123",
        "01632\u200b960123",
        "01632\u00ad 960123",
        "({}){}".format("01632", "960123"),
        "tel:01632960123",
    ],
)
def test_a_number_that_is_disguised_is_found(number: str) -> None:
    assert personal_details_in(number) == TELEPHONE


@pytest.mark.parametrize(
    "form",
    [
        "{}@{}.gov.uk",
        "{}.smith@{}.gov.uk",
        "{}+x@{}.org",
        "mailto:{}@{}.org",
        "<{}@{}.org>",
        "{} (at) {}.gov.uk",
        "{}(at){}.gov.uk",
        "{} [at] {} [dot] gov [dot] uk",
        "{}[at]{}[dot]org",
        "{} at {} dot gov dot uk",
        "{} AT {} DOT org",
        "{} {{at}} {}.org",
        "{}\uff20{}.org",
        "{}&#64;{}.org",
        "{}&commat;{}.org",
        "{} at {}.gov.uk",
        "{} @ {}.gov.uk",
        "{}@ {}.gov.uk",
        "{} @{}.gov.uk",
        "{}%40{}.gov.uk",
    ],
)
def test_an_e_mail_address_is_found_in_disguise(form: str) -> None:
    assert personal_details_in(f"Write to {form.format('help', 'example')} about it.") == MAIL


@pytest.mark.parametrize(
    "number",
    [
        "QQ 12 34 56 C",
        "QQ123456C",
        "QQ 123456 C",
        "QQ-12-34-56-C",
        "QQ.12.34.56.C",
        "QQ/12/34/56/C",
        "QQ_12_34_56_C",
        "QQ 123 456 C",
        "QQ 1 2 3 4 5 6 C",
    ],
)
def test_a_national_insurance_number_is_found(number: str) -> None:
    # QQ is kept for examples, and is no number: AB is one.
    assert personal_details_in(number) == ()
    assert personal_details_in(f"Number {number.replace('QQ', 'AB')}.") == INSURANCE


def test_a_national_insurance_number_in_small_letters_is_found() -> None:
    assert personal_details_in("Number ab123456c.") == INSURANCE


@pytest.mark.parametrize(
    "number",
    [
        "999 123 4551",
        "999-123-4551",
        "999.123.4551",
        "999\u2013123\u20134551",
        "NHS number 9991234551",
        "NHS no.: 9991234551",
        "NHS: 999 1234551",
    ],
)
def test_an_nhs_number_is_found_by_its_check_digit(number: str) -> None:
    assert personal_details_in(number) == HEALTH
    assert personal_details_in(number.replace("4551", "4552")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "01632.960123",
        "0.1632960123",
        "\u00a301,632,960,123",
        "1632960123",
        "641,355",
        "2014-04-01/2014-09-30",
        "01-02-2014 12345",
        "2014-12-11 09:00",
        "See {calls_answered@2014-15-Q2}.",
        "calls_answered @ 2014-15-Q2",
        "The meeting is at County Hall. The next is at Preston.",
        "It stood at 77.59. Then it fell.",
        "Spend was 123 456 7890",
        "CB 12 34 56 men",
        "Regulation 5(2)",
        "07/08, 08/09 and 09/10",
        "rows 0 123 456",
        "AB123456",
        "ISO 27001",
        "sha256 0123456789abcdef",
        "0123456789abcdef01234567",
        "01 02 03",
        "01 02 03 04 05 06",
        "07 08 09 10 11 12",
        "0 10 20 30 40 50",
        "0 100 200 300 400",
        "ab 12 34 56 men",
        "Look at www.example.org",
        "It was published at gov.uk",
        "NHS spending of 1234567891",
    ],
)
def test_figures_and_words_are_no_personal_details(text: str) -> None:
    assert personal_details_in(text) == ()


def test_a_number_that_yaml_folds_over_two_lines_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params/x.yaml").write_text("place: >-\n  Ring 01632\n  960123 first\n", encoding="utf-8")
    assert list(personal_problems(tmp_path, [])) == ["params/x.yaml, line 2: a telephone number; name the post instead"]


def test_a_file_that_is_no_notebook_is_left_to_who_reads_notebooks(tmp_path: Path) -> None:
    path = tmp_path / "calls.ipynb"
    path.write_text("[" * 100_000, encoding="utf-8")
    assert list(personal_problems(tmp_path, [path])) == []


def test_nothing_of_the_papers_is_taken_for_a_personal_detail() -> None:
    root = Path(__file__).parents[2]
    assert list(personal_problems(root, sorted((root / "notebooks").glob("*.ipynb")))) == []
