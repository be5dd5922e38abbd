"""The formulas in a notebook's Markdown, as JupyterLab finds them before it reads anything else."""

import re

# The same expressions as JupyterLab's own, which come from Stack Exchange.
_FENCED = re.compile(r"^(?P<fence>`{3,}|(?:~T){3,})[^`\n]*\n([\s\S]*?)^(?P=fence)`*$", re.MULTILINE)
_CODE = re.compile(r"(^|[^\\])(`+)([^\n]*?[^`\n])\2(?!`)", re.MULTILINE)
_MARKS = re.compile(r"(\$\$?|\\(?:begin|end)\{[a-z]*\*?\}|\\[{}$]|[{}]|(?:\n\s*)+|@@\d+@@|\\\\[()\[\]])", re.IGNORECASE)
_ENDS = {"$": "$", "$$": "$$", r"\\(": r"\\)", r"\\[": r"\\]"}


def formula_in(source: str) -> str:
    """Return the first part of a Markdown cell that JupyterLab sets as a formula; '' where there is none.

    Also where no formula is meant: in 'from $5 to $10' it is '$5 to $'.
    """
    parts = _MARKS.split(_without_code(source.replace("\r\n", "\n").replace("\r", "\n")))
    start, end, last, depth = None, "", None, 0
    for at in range(1, len(parts), 2):
        mark = parts[at]
        if start is not None:
            if mark == end and depth:
                last = at
            elif mark == end:
                return "".join(parts[start : at + 1])
            elif mark.count("\n") > 1:
                if last is not None:
                    return "".join(parts[start : last + 1])
                start, depth = None, 0
            else:
                depth = depth + 1 if mark == "{" else max(depth - 1, 0) if mark == "}" else depth
        elif mark in _ENDS:
            start, end, last, depth = at, _ENDS[mark], None, 0
        elif mark.lower().startswith(r"\begin"):
            start, end, last, depth = at, r"\end" + mark[6:], None, 0
    return "" if start is None or last is None else "".join(parts[start : last + 1])


def _without_code(source: str) -> str:
    """Return a cell's text without the dollars of its code, which JupyterLab leaves alone."""
    if "`" not in source and "~~~" not in source:
        return source
    hidden = _FENCED.sub(lambda match: match[0].replace("$", "~D"), source.replace("~", "~T"))
    hidden = _CODE.sub(lambda match: match[0].replace("$", "~D"), hidden)
    return re.sub("~([TD])", lambda match: "~" if match[1] == "T" else " ", hidden)
