"""The symbol that stands before a rating's or a direction's word, the same on the page and in print."""

from ccpi_nb.document.model import Tone

# Each differs in shape, not only in colour. A direction's symbols point ahead and back rather than up and down, and are no plus and minus:
# what improves may well be falling. Fira Sans or DejaVu Sans has every one of them.
SYMBOLS: dict[Tone, str] = {
    "": "",
    "on": "\N{CHECK MARK}",
    "within": "\N{ALMOST EQUAL TO}",
    "off": "\N{BALLOT X}",
    "none": "\N{EN DASH}",
    "better": "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "worse": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "same": "=",
}
