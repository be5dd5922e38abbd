"""How a notebook's screen looks below a cell, where the page's style is missing: each element has its own.

JupyterLab and VS Code show it in a light or a dark theme that we don't know, and JupyterLab's sanitiser takes out what
it does not know, such as variables. So what has a colour of its own has a background of its own as well, and all else
takes the theme's.
"""

from ccpi_nb.document.model import Tone

_CHIP = "padding:0.1em 0.5em;font-weight:600"
_ON, _OFF = "color:#005a30;background-color:#d5ebdf", "color:#8c2012;background-color:#f8d9d3"
_BESIDE = "text-align:{};vertical-align:top;white-space:normal;max-width:32em;padding:0.35em 0.75em"
# In rows that all cards share: figures stand beside each other below names of one line and of two.
_CARD = (
    "display:grid;grid-template-rows:subgrid;grid-row:span 4;margin:0;padding:0.5em 0.75em;border-left:0.375em solid {}"
)

# The same pairs as the page's in its light scheme; a better or worse direction has a background, unlike there.
TONES: dict[Tone, str] = {
    "on": f"{_CHIP};{_ON}",
    "within": f"{_CHIP};color:#574b00;background-color:#fdf2b3",
    "off": f"{_CHIP};{_OFF}",
    "none": f"{_CHIP};color:#3a4145;background-color:#e9ecee",
    "better": f"{_CHIP};{_ON}",
    "worse": f"{_CHIP};{_OFF}",
    "same": "",
}
# Cards by their edges, which show on white and on black.
CARDS: dict[Tone, str] = {
    "on": _CARD.format("#2e8b57"),
    "within": _CARD.format("#b08d00"),
    "off": _CARD.format("#c9412f"),
    "none": _CARD.format("#80868b"),
    "": _CARD.format("#80868b"),
}
STYLES = {
    "absent": "opacity:0.7",
    "caption": "text-align:left;font-weight:bold;white-space:normal;padding:0 0 0.4em",
    "cards": (
        "display:grid;grid-template-columns:repeat(auto-fit, minmax(13em, 1fr));row-gap:0;column-gap:0.75em;"
        "list-style:none;margin:0 0 1em;padding:0"
    ),
    "centred": _BESIDE.format("center"),
    "chart": "display:block;max-width:100%;height:auto;background-color:#fff",
    "context": "margin:0.25em 0 0;opacity:0.8",
    "drawn": "display:block;width:auto;height:1.75em",
    "detail": "grid-row:4;margin:0;opacity:0.8",
    "figure": "margin:0 0 1em",
    "finding": "display:block;font-size:1.1em",
    "label": "margin:0;font-weight:600;line-height:1.3",
    "left": _BESIDE.format("left"),
    "masthead": "border-top:0.375em solid #0f4c81;padding:0.75em 0 0.5em",
    "notes": "list-style:none;margin:0 0 1em;padding:0;opacity:0.8;font-size:0.9em",
    "number": "margin:0;font-size:1.6em;font-weight:bold;line-height:1.3",
    "quoted": "border-left:0.5em solid #80868b;margin:0 0 1em;padding-left:1em",
    "rating": "margin:0.2em 0",
    "restriction": "margin:0.5em 0 0;padding:0.5em 0.75em;color:#fff;background-color:#942514",
    "right": _BESIDE.format("right"),
    "row": f"{_BESIDE.format('left')};font-weight:normal",
    "sources": "margin:0 0 1em;font-size:0.9em",
    "sources-inside": "border-left:0.25em solid #80868b;margin:0.4em 0 0;padding-left:1em",
    "subject": "font-weight:normal",
    "table": "table-layout:auto;width:auto;max-width:100%;margin:0 0 0.75em",
    "title": "margin:0;font-size:1.6em;font-weight:bold;line-height:1.25",
}
