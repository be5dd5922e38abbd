"""The styles of what a notebook shows below a cell."""

import re

import pytest

from ccpi_nb.render.screen_styles import STYLES, TONES

COLOURED = {name: style for name, style in {**STYLES, **TONES}.items() if re.search(r"(?:^|;)color:", style)}


def luminance(colour: str) -> float:
    """By the Web Content Accessibility Guidelines."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", COLOURED)
def test_what_has_a_colour_has_a_background_on_which_it_can_be_read_in_any_theme(name: str) -> None:
    colours = re.findall(r"(?:^|;)(color|background-color):#(\w+)", COLOURED[name])
    assert {what for what, _ in colours} == {"color", "background-color"}
    pale, dark = sorted((luminance(colour) for _, colour in colours), reverse=True)
    assert (pale + 0.05) / (dark + 0.05) >= 4.5


def test_each_tone_that_rates_has_a_colour() -> None:
    assert {tone for tone in TONES if tone in COLOURED} == {"on", "within", "off", "none", "better", "worse"}
