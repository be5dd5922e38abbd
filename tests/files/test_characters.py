import sys
import unicodedata

import pytest

from ccpi_nb.files.fonts import _UNUSUAL, _characters, missing_in, unshowable


@pytest.mark.parametrize(
    "text", ["", "Café, naïve: £5 – “so”…", "≥ 5 → 6 ✓ ✘", "Łódź, Ελλάδα, Россия", "a\u0301", "a\tb\nc"]
)
def test_what_the_typefaces_have_can_be_shown(text: str) -> None:
    assert unshowable(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\0", "U+0000 (a control character) stands here, which nobody sees; delete it, or type the line again"),
        (
            "a\u2066b",
            "U+2066 (left-to-right isolate) stands here, which nobody sees; delete it, or type the line again",
        ),
        ("done \U0001f389", "U+1F389 (party popper) stands here, which the PDF's typefaces lack; say it in words"),
        ("\u0a97", "U+0A97 (gujarati letter ga) stands here, which the PDF's typefaces lack; say it in words"),
    ],
)
def test_what_nobody_sees_or_no_typeface_has_cannot(text: str, why: str) -> None:
    assert unshowable(text) == why


def test_the_usual_characters_need_no_look_at_the_typefaces() -> None:
    usual = {code for code in range(sys.maxunicode) if not _UNUSUAL.match(chr(code)) and chr(code).isprintable()}
    # No page has these spaces but as a space.
    spaces = {code for code in usual if unicodedata.category(chr(code)) == "Zs"}
    assert usual - spaces <= _characters()


def test_the_place_of_what_is_missing_is_the_first() -> None:
    assert missing_in("é \U0001f389\U0001f389") == 2
