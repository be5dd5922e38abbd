from base64 import b64decode
from io import BytesIO
from zlib import crc32

import pytest
from builders import refusal
from PIL import Image

from ccpi_nb.charts.pictures import picture
from ccpi_nb.document.model import Chart
from ccpi_nb.render.svg_check import foreign_in

FILE, CAPTION, ALT = "data/pictures/calls/depots.png", "Depots", "A map of both depots."


def made(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **saved: object) -> bytes:
    file = BytesIO()
    Image.effect_noise(size, 64).convert(mode).save(file, kind, **saved)
    return file.getvalue()


def shown(content: bytes) -> Chart:
    return picture(content, FILE, CAPTION, ALT)


def inside(chart: Chart) -> tuple[Image.Image, bytes]:
    data = b64decode(chart.svg.partition("base64,")[2].partition('"')[0])
    return Image.open(BytesIO(data)), data


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1")])
def test_a_picture_is_a_drawing_without_figures(kind: str, mode: str) -> None:
    chart = shown(made(kind, mode))
    assert (chart.alt, chart.figures, foreign_in(chart.svg)) == (ALT, (), "")
    assert inside(chart)[0].size == (60, 40)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_photograph_is_too(mode: str) -> None:
    assert foreign_in(shown(made("JPEG", mode)).svg) == ""


def test_the_same_file_gives_the_same_bytes() -> None:
    content = made(size=(900, 900))
    assert shown(content) == shown(content)


def test_what_a_camera_notes_is_left_out_but_how_it_was_held() -> None:
    noted = Image.Exif()
    noted[0x010E] = "SECRET place"
    noted[0x0112] = 6  # turned by a quarter
    image, data = inside(shown(made("JPEG", exif=noted, comment=b"SECRET author")))
    assert image.size == (40, 60)
    assert b"SECRET" not in data


@pytest.mark.parametrize(
    ("size", "becomes"), [((3000, 1500), (1600, 800)), ((400, 4000), (192, 1920)), ((200, 100), (200, 100))]
)
def test_a_picture_is_no_larger_than_a_page_needs(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    chart = shown(made("JPEG", size=size))
    image, data = inside(chart)
    assert image.size == becomes
    assert len(data) < 1_500_000
    # As wide as a page; a tall one stands in the middle of it and leaves room for its caption.
    width, height = (float(chart.svg.partition(f' {side}="')[2].partition("pt")[0]) for side in ("width", "height"))
    assert width == 468
    assert height <= 468 * 1.2


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", made()[:2000], made("GIF", "P"), made("TIFF")])
def test_what_is_no_picture_in_png_or_jpeg_is_refused(content: bytes) -> None:
    assert refusal(picture, content, FILE, CAPTION, ALT) == (
        f"{FILE}: it is no whole picture in PNG or JPEG; save it as one of them"
    )


@pytest.mark.parametrize("side", [8_000, 9_000, 20_000, 1_000_000])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_read(side: int) -> None:
    content = bytearray(made())
    content[16:24] = side.to_bytes(4, "big") * 2
    content[29:33] = crc32(bytes(content[12:29])).to_bytes(4, "big")
    assert refusal(picture, bytes(content), FILE, CAPTION, ALT) == (
        f"{FILE}: it has more than 50,000,000 pixels; save it in a smaller size"
    )


@pytest.mark.parametrize("alt", ["", "  ", "Depots", " DEPOTS "])
def test_a_picture_needs_words_of_its_own(alt: str) -> None:
    assert refusal(picture, made(), FILE, CAPTION, alt) == (
        "the picture 'Depots' has no alternative text of its own; say in a sentence or two what the picture shows"
    )


def test_a_picture_needs_a_caption() -> None:
    assert (
        refusal(picture, made(), FILE, " ", ALT)
        == "a picture has no caption; give it one, by which readers can name it"
    )
