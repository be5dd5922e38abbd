"""`ccpi help`: the pages on how the workbook works."""

from typing import Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import escape, out, sentences


@app.command("help")
def show_page(
    name: Annotated[str, typer.Argument(metavar="[PAGE]", help="A page: data. Left out: list the pages.")] = "",
) -> None:
    """List the pages on how the workbook works, or show one."""
    with sentences():
        from rich.markdown import Markdown

        from ccpi_nb.files.help_pages import page, page_titles

        if not name:
            for page_name, title in page_titles().items():
                out.print(f"  {page_name:<14} {escape(title)}")
            out.print("ccpi help PAGE shows one; ccpi COMMAND --help says what a command takes.")
            return
        text = page(name)
    out.print(Markdown(text) if out.is_terminal else text, markup=False, soft_wrap=not out.is_terminal)
