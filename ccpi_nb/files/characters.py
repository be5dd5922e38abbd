"""Characters that a document can't show: those that nobody sees, and those that its typefaces lack."""

from ccpi_nb.files.cells import described, unseen_in
from ccpi_nb.files.fonts import missing_in


def unshowable(text: str) -> str:
    """Return a sentence on the first character of a text that a document can't show; '' where it can show all."""
    if (at := unseen_in(text)) is not None:
        return f"{described(text[at])} stands here, which nobody sees; delete it, or type the line again"
    if (at := missing_in(text)) is not None:
        return f"{described(text[at])} stands here, which the PDF's typefaces lack; say it in words"
    return ""
