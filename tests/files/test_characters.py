import pytest

from ccpi_nb.files.characters import described, unseen_in


@pytest.mark.parametrize("text", ["", "St Helen's – £5m", "one\ttwo\r\nthree", "no\N{NO-BREAK SPACE}break", "Łódź, 日本, ✓", "e\N{COMBINING ACUTE ACCENT}"])
def test_what_can_be_seen_is_in_order(text: str) -> None:
    assert unseen_in(text) is None


@pytest.mark.parametrize(
    ("character", "words"),
    [
        ("\0", "U+0000 (a control character)"),
        ("\x1b", "U+001B (a control character)"),
        ("\x85", "U+0085 (a control character)"),
        ("\N{SOFT HYPHEN}", "U+00AD (soft hyphen)"),
        ("\N{ZERO WIDTH SPACE}", "U+200B (zero width space)"),
        ("\N{LINE SEPARATOR}", "U+2028 (line separator)"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "U+202E (right-to-left override)"),
        ("\ue000", "U+E000 (not a character of any alphabet)"),
        ("\ufeff", "U+FEFF (zero width no-break space)"),
        ("\uffff", "U+FFFF (not a character of any alphabet)"),
    ],
)
def test_what_nobody_sees_is_found_and_named(character: str, words: str) -> None:
    assert unseen_in(f"Pre{character}ston") == 3
    assert described(character) == words
