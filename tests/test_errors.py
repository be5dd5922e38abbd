import errno
from tempfile import gettempdir

import pytest
from builders import refusals

from ccpi_nb.errors import InputError, did_you_mean, disk_problem, one_of, refuse, shortened


@pytest.mark.parametrize(
    ("word", "known", "end"),
    [
        ("procurment", ["procurement", "payments"], "did you mean 'procurement'?"),
        ("xyz", ["e", "b", "d", "a", "c", "b"], "known: a, b, c, d, e"),
        ("xyz", [], "there are none"),
        ("123", "abcdefghijklmnopqrst", f"known: {', '.join('abcdefghijklmnopqrst')}"),
        ("123", "abcdefghijklmnopqrstu", "known: a, b, c, d, e, f, g, h, i, j and 11 more"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_or_with_a_vocabulary(word, known, end):
    assert did_you_mean(word, known) == end


@pytest.mark.parametrize(
    ("known", "end"),
    [
        ("abcdefghij", "known: a, b, c, d, e, f, g, h, i, j"),
        ("abcdefghijklm", "known: a, b, c, d, e, f, g, h, i, j and 3 more"),
        ("", "there are none"),
    ],
)
def test_of_keys_no_more_than_ten_are_listed(known, end):
    assert one_of("123", known) == end


PAID = ["paid_10_days", "paid_30_days", "paid_after_90_days", "calls_answered"]


@pytest.mark.parametrize(
    ("word", "end"),
    [
        ("paid_30_day", "did you mean 'paid_30_days'?"),
        ("paid_20_days", "did you mean 'paid_30_days'?"),
        ("paid_days", "did you mean 'paid_30_days' or 'paid_10_days'?"),
        ("paid", "did you mean 'paid_10_days', 'paid_30_days' or 'paid_after_90_days'?"),
        ("PAID", "did you mean 'paid_10_days', 'paid_30_days' or 'paid_after_90_days'?"),
        ("wards", "known: calls_answered, paid_10_days, paid_30_days, paid_after_90_days"),
        ("", "known: calls_answered, paid_10_days, paid_30_days, paid_after_90_days"),
    ],
)
def test_a_slip_is_answered_with_what_it_is_of_and_a_part_with_all_that_have_it(word, end):
    assert one_of(word, PAID) == end


def test_no_more_than_ten_near_words_are_named():
    assert one_of("paid", [f"paid_{number}" for number in range(100)]).count("'") == 20


def test_all_problems_are_refused_at_once_and_none_is_no_refusal():
    assert refusals(refuse, (f"f.csv, row {number}: wrong" for number in (2, 3))) == (
        "f.csv, row 2: wrong",
        "f.csv, row 3: wrong",
    )
    refuse(iter(()))


@pytest.mark.parametrize(("length", "end"), [(0, ""), (60, ""), (61, "...")])
def test_long_words_are_shortened(length, end):
    assert shortened("x" * length) == "x" * min(length, 60) + end


def test_a_notebook_shows_each_problem_as_a_line_instead_of_a_traceback():
    error = InputError("f.csv, row 2: wrong", "f.csv, row 3: wrong too")
    assert str(error) == "f.csv, row 2: wrong\nf.csv, row 3: wrong too"
    assert error._render_traceback_() == ["InputError: f.csv, row 2: wrong", "InputError: f.csv, row 3: wrong too"]


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "index.html"),
            "index.html: No space left on device; make room and run again",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "the disk: No space left on device; make room and run again",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "outputs"),
            "outputs: Permission denied; close what has it open, or get the right to it, and run again",
        ),
        (
            OSError(errno.EFBIG, "File too large", "index.html"),
            "index.html: File too large; raise the limit on the size of files (ulimit -f) and run again",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "from.ttf", None, "to.ttf"),
            "to.ttf: No space left on device; make room and run again",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", f"{gettempdir()}/ccpi-x/1/page.html"),
            f"the temp folder {gettempdir()}: No space left on device; make room and run again",
        ),
        (
            FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
            "there is no temp folder that a file can be written to; set TMPDIR to one, and run again",
        ),
        (FileNotFoundError(errno.ENOENT, "No such file", "index.html"), ""),
        (PermissionError("Part I may not read it"), ""),
    ],
)
def test_a_disk_that_takes_nothing_is_said_with_its_remedy(problem, sentence):
    assert disk_problem(problem) == sentence


def test_a_full_disk_is_said_also_where_the_temp_folder_takes_nothing_either(monkeypatch):
    def find_none():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("ccpi_nb.errors.gettempdir", find_none)
    problem = OSError(errno.EFBIG, "File too large", "index.html")
    assert disk_problem(problem).startswith("index.html: File too large; raise the limit")
