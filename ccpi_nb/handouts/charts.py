"""Charts as pictures that Word shows: it takes no SVG alone."""

import struct

import typst

from ccpi_nb.render.pdf import typst_fonts

_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg", width: 16.4cm)'
# Enough for print, and a tenth of the size that a printer's own 600 would be.
_DOTS_PER_INCH = 200


def picture(svg: str) -> bytes:
    """Return a chart as PNG, 16.4 cm wide at 200 dots an inch. The same chart gives the same bytes."""
    made: bytes = typst.compile(  # type: ignore[call-overload]
        {"main.typ": _PAGE.encode(), "chart.svg": svg.encode()},
        format="png",
        ppi=float(_DOTS_PER_INCH),
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
    )
    return made


def height_in_cm(png: bytes) -> float:
    """Return how high a picture is at 16.4 cm of width."""
    wide, high = struct.unpack(">II", png[16:24])
    return 16.4 * float(high) / float(wide)
