import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from ccpi_nb.charts.drawing import svg_of
from ccpi_nb.render.svg_check import foreign_in

OUTSIDE = "has a style that could refer to something outside it"


def svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<title>£5 &lt;b&gt;</title><!-- words -->",
        (
            '<defs><path id="i1" d="M 0 0 L 1 1"/></defs><use xlink:href="#i1" x="1" style="fill: #1f77b4; '
            'stroke-width: 0.8"/>'
        ),
        '<g data-text="url(x)" data-number="scale"/>',
        '<g clip-path="url(#i2)" style="fill: url(#i3)"/>',
        '<style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>',
        '<image xlink:href="data:image/png;base64,iVBORw0KGgo=" width="1"/>',
    ],
)
def test_a_drawing_is_a_drawing(inside: str) -> None:
    assert foreign_in(svg(inside)) == ""


def everything() -> Figure:
    figure, axes = plt.subplots(2, 3)
    axes[0, 0].imshow(np.eye(3))
    axes[0, 1].bar(["a", "b"], [1, 2], hatch="//", label="$x^2$ <b> & £")
    axes[0, 1].legend()
    axes[0, 2].scatter([1, 2], [1, 2], c=[1, 2], alpha=0.5)
    figure.colorbar(axes[0, 2].collections[0])
    axes[1, 0].pcolormesh(np.arange(16).reshape(4, 4), shading="gouraud")
    axes[1, 1].pie([1, 2], labels=["a", "b"], shadow=True)
    axes[1, 2].annotate("words", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"}, bbox={"boxstyle": "round"})
    plt.close(figure)
    return figure


def test_what_matplotlib_draws_is_a_drawing() -> None:
    assert foreign_in(svg_of(everything())) == ""


def test_a_link_in_a_drawing_is_refused_for_nobody_could_follow_it() -> None:
    figure, axes = plt.subplots()
    axes.set_title("Calls", url="https://www.gov.uk")
    plt.close(figure)
    assert foreign_in(svg_of(figure)) == "holds <a>"


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ('<script href="https://example.org/x.js"/>', "holds <script>"),
        ("<foreignObject><b/></foreignObject>", "holds <foreignObject>"),
        ('<b xmlns="http://www.w3.org/1999/xhtml">x</b>', "holds <b>"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "holds <animate>"),
        ('<set attributeName="onload" to="alert(1)"/>', "holds <set>"),
        ('<a href="javascript:alert(1)"/>', "holds <a>"),
        ('<feImage href="https://example.org/x.png"/>', "holds <feImage>"),
        ('<g onload="alert(1)"/>', "has the attribute 'onload' on <g>"),
        ('<g onclick="alert(1)"/>', "has the attribute 'onclick' on <g>"),
        ('<g xml:base="https://example.org/"/>', "has the attribute 'base' on <g>"),
        ('<path href="https://example.org/"/>', "has the attribute 'href' on <path>"),
        ('<use href="https://example.org/x.svg#a"/>', "refers to something outside it in <use>"),
        ('<use xlink:href="x.svg#a"/>', "refers to something outside it in <use>"),
        ('<image href="https://example.org/x.png"/>', "refers to something outside it in <image>"),
        ('<image xlink:href="x.png"/>', "refers to something outside it in <image>"),
        ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "refers to something outside it in <image>"),
        ('<image href="data:text/html,x"/>', "refers to something outside it in <image>"),
        ('<rect fill="url(https://example.org/x.svg#a)"/>', f"{OUTSIDE}, in 'fill' of <rect>"),
        ('<rect fill="URL( x.svg#a )"/>', f"{OUTSIDE}, in 'fill' of <rect>"),
        ('<rect fill="u\\72l(x.svg#a)"/>', f"{OUTSIDE}, in 'fill' of <rect>"),
        ('<rect style="fill:url(//example.org/x)"/>', f"{OUTSIDE}, in 'style' of <rect>"),
        ("<rect style=\"fill:image-set('x.png')\"/>", f"{OUTSIDE}, in 'style' of <rect>"),
        ("<style>@import 'https://example.org/x.css'</style>", OUTSIDE),
        ("<style>@import url(x.css)</style>", OUTSIDE),
        ("<style>*{fill:url(x)}</style>", OUTSIDE),
        ("<style>*{fill:u<!-- -->rl<![CDATA[(x)]]>}</style>", OUTSIDE),
        ("<style>\\40 import x</style>", OUTSIDE),
        ("<style><g/></style>", "holds <g>"),
        ('<g id="a"><use href="#b"/></g>', "repeats something other than a path of its own, 'b'"),
        ('<g id="a"><use href="#a"/></g>', "repeats something other than a path of its own, 'a'"),
        ("<?xml-stylesheet href='x.css'?>", "has an instruction to programs, <?xml-stylesheet?>"),
    ],
)
def test_what_is_more_than_a_drawing_is_named(inside: str, what: str) -> None:
    assert foreign_in(svg(inside)) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{svg("&a;")}', "has a document type, which could make much of little"),
        (
            f'<!DOCTYPE svg SYSTEM "https://example.org/x.dtd">{svg("")}',
            "has a document type, which could make much of little",
        ),
        ("<html/>", "holds <html>"),
        ("<svg/>", "holds <svg>"),
    ],
)
def test_a_file_that_only_looks_like_an_svg_is_named(text: str, what: str) -> None:
    assert foreign_in(text) == what


@pytest.mark.parametrize("text", ["", "words", "<svg", svg("&x;"), svg("\x01"), svg("\ud800"), f"{svg('')}<b/>"])
def test_what_is_no_xml_is_no_svg(text: str) -> None:
    assert foreign_in(text).startswith("is no SVG (")
