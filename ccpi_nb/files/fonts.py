"""The typefaces of every output, Fira Sans and behind it DejaVu Sans; and what no document can show with them."""

import atexit
import re
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from ccpi_nb.files.cells import described, unseen_in

SANS = ("Fira Sans", "DejaVu Sans")
# Latin letters and what is printed with them, which every style has.
_UNUSUAL = re.compile(r"[^\s!-~\u00a1-\u017f\u2010-\u2015\u2018-\u201e\u2026\u20ac\u2212]")


def sans_files() -> tuple[Path, ...]:
    """Return the static font files: three of Fira Sans, and two of DejaVu Sans, the copy that matplotlib carries.

    For matplotlib's `fontManager.addfont` too. ModuleNotFoundError where a package with fonts is not installed.
    """
    fira = _package("fontpkg_fira_sans") / "files"
    dejavu = _package("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return (
        *(fira / f"FiraSans-{style}.ttf" for style in ("Regular", "Italic", "SemiBold")),
        *(dejavu / f"{name}.ttf" for name in ("DejaVuSans", "DejaVuSans-Bold")),
    )


def missing_in(text: str) -> int | None:
    """Return the place of the first character that no output can show, since the typefaces lack it; None if all can.

    It must be in every style, because what stands in a sentence may stand in a heading too.
    """
    return next((found.start() for found in _UNUSUAL.finditer(text) if ord(found[0]) not in _characters()), None)


def unshowable(text: str) -> str:
    """Return a sentence on the first character of a text that a document can't show; '' where it can show all."""
    if (at := unseen_in(text)) is not None:
        return f"{described(text[at])} stands here, which nobody sees; delete it, or type the line again"
    if (at := missing_in(text)) is not None:
        return f"{described(text[at])} stands here, which the PDF's typefaces lack; say it in words"
    return ""


@cache
def _characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # not for those whose texts are all of usual letters

    def characters_of(file: Path) -> frozenset[int]:
        with TTFont(file, lazy=True) as font:
            return frozenset(font.getBestCmap())

    regular, italic, strong, dejavu, dejavu_strong = map(characters_of, sans_files())
    return ((regular & italic) | dejavu) & (strong | dejavu_strong)


@cache
def sans_folder() -> Path:
    """Return a folder with the files of `sans_files` and no other, kept until the interpreter ends."""
    # Typst takes folders only, and reads a font when it first needs it. It can't be given matplotlib's own folder: the
    # 'Last Resort' font there has a box for every character, and so hides that one is missing.
    folder = Path(mkdtemp(prefix="ccpi-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for file in sans_files():
        shutil.copy(file, folder)
    return folder


def _package(name: str) -> Path:
    """Return the folder where a package is installed, without the cost of importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {name} is not installed; the fonts come from it", name=name)
    return Path(spec.origin).parent
