"""Pictures that authors bring: a map, a photograph."""

from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from ccpi_nb.document.model import Chart
from ccpi_nb.document.runs import Text
from ccpi_nb.errors import InputError

_FORMATS = ("PNG", "JPEG")
_MOST_PIXELS = 50_000_000
# A page of A4 is printed with 250 of them an inch, and a screen has no more either.
_WIDEST = 1_600
# In bytes: a map is smaller, and a photograph is smaller as JPEG.
_LARGEST_PNG = 400_000
_PAGE = 468  # points: a printed page's text
_TALLEST = 1.2  # of the width: what fits on a page with its caption


def picture(content: bytes, file: str, caption: str, alt: str) -> Chart:
    """Return a picture, from a file's content, as a chart without figures.

    It is without what its file says besides: place, camera, author. InputError names `file` where it is no PNG or JPEG,
    and says where caption or alternative text is missing.
    """
    words = own_alt_text("picture", caption, alt)
    image = _opened(content, file)
    image.thumbnail((_WIDEST, round(_WIDEST * _TALLEST)))
    return Chart(_svg(image), (Text(caption),), words, ())


def own_alt_text(what: str, caption: str, alt: str) -> str:
    """Return an alternative text; InputError where it or the caption is empty, or it only repeats the caption.

    `what` is the word for what is shown: 'chart'.
    """
    if not caption.strip():
        raise InputError(f"a {what} has no caption; give it one, by which readers can name it")
    if not alt.strip() or alt.strip().casefold() == caption.strip().casefold():
        raise InputError(
            f"the {what} '{caption}' has no alternative text of its own; say in a sentence or two what the {what} shows"
        )
    return alt.strip()


def _opened(content: bytes, file: str) -> Image.Image:
    """Return a picture's pixels, upright, on white, and without its file's words."""
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
        if image.width * image.height > _MOST_PIXELS:
            raise Image.DecompressionBombError
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InputError(f"{file}: it has more than {_MOST_PIXELS:,} pixels; save it in a smaller size") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):  # Pillow's, for a broken PNG
        raise InputError(f"{file}: it is no whole picture in PNG or JPEG; save it as one of them") from None
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    return paper


def _svg(image: Image.Image) -> str:
    """Return a picture as an SVG of a page's width, a tall one in the middle of it."""
    kind, file = "png", _saved(image, "PNG")
    if len(file) > _LARGEST_PNG:
        kind, file = "jpeg", _saved(image, "JPEG")
    width = max(image.width, image.height / _TALLEST)
    data = f"data:image/{kind};base64,{b64encode(file).decode('ascii')}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{_PAGE}pt" '
        f'height="{_PAGE * image.height / width:.2f}pt" viewBox="0 0 {width:.2f} {image.height}">'
        f'<image x="{(width - image.width) / 2:.2f}" width="{image.width}" height="{image.height}" '
        f'xlink:href="{data}"/></svg>'
    )


def _saved(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    image.save(file, format=kind, quality=85)
    return file.getvalue()
