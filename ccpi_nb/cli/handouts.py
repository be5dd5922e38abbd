"""What is handed on beside the packs: `ccpi brief`, and `ccpi words`, whose words come back."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ccpi_nb.cli.app import app
from ccpi_nb.cli.terminal import Date, escape, out, print_indented, sentences
from ccpi_nb.errors import InputError, refuse


@app.command("words")
def words(
    day: Date,
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="An edited file. Left out: make the reports and packs as Word files."),
    ] = "",
    items: Annotated[
        list[str] | None, typer.Option("--item", metavar="N", help="Only this item's report: 4, 5A. Repeatable.")
    ] = None,
    to: Annotated[str, typer.Option("--to", metavar="FOLDER", help="Where to put them: outputs/words/DATE.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Write FILE's words into the registers.")] = False,
) -> None:
    """Make a meeting's reports as Word files, or take back the words that were edited in one."""
    with sentences():
        if file and (items or to):
            raise InputError("an edited FILE is read as it is; leave out --item and --to")
        if write and not file:
            raise InputError("--write takes an edited FILE: ccpi words 2014-12-11 FILE.docx --write")
        from ccpi_nb.handouts.outputs import documents_of
        from ccpi_nb.intake.writing import recover
        from ccpi_nb.workbook.inputs import Workbook

        now = datetime.now()
        recover(Path.cwd(), now)
        workbook = Workbook.around(Path.cwd())
        meeting = workbook.meeting(workbook.known_meeting(day))
        documents = documents_of(workbook, meeting)
        if not file:
            from ccpi_nb.handouts.drafts import write_drafts

            folder = Path(to) if to else workbook.root / "outputs" / "words" / meeting.key
            _list(write_drafts(workbook, meeting, documents, folder, items or ()))
            out.print(f"Edit the words, not the figures; then: ccpi words {meeting.key} FILE.docx")
            return
        from ccpi_nb.handouts.reading import read_word_file
        from ccpi_nb.handouts.registers import words_back, write_words

        path = Path(file)
        if not path.is_file():
            raise InputError(f"there is no file {file}; name the Word file that was edited")
        back = words_back(workbook, meeting, path.name, read_word_file(path.name, path.read_bytes()), documents)
        for line in back.lines:
            print_indented(line)
        refuse(back.refused)
        if not back.new:
            out.print(f"No register's words have changed in {escape(path.name)}.")
        elif write:
            write_words(workbook, back, now)
            out.print(f"Written. Next: git diff data/registers, then ccpi run {meeting.key}")
        else:
            out.print(f"Nothing is written yet: ccpi words {meeting.key} {escape(file)} --write")


@app.command("brief")
def brief(
    day: Date,
    to: Annotated[str, typer.Option("--to", metavar="FOLDER", help="Where to put it: outputs/briefs/DATE.")] = "",
) -> None:
    """Make a meeting's brief for councillors: one page, as PDF, web page and the text of an e-mail."""
    with sentences():
        from ccpi_nb.handouts.brief import write_briefs
        from ccpi_nb.handouts.outputs import documents_of
        from ccpi_nb.workbook.inputs import Workbook

        workbook = Workbook.around(Path.cwd())
        meeting = workbook.meeting(workbook.known_meeting(day))
        folder = Path(to) if to else workbook.root / "outputs" / "briefs" / meeting.key
        _list(write_briefs(workbook, meeting, documents_of(workbook, meeting), folder))


def _list(paths: Iterable[Path]) -> None:
    here = Path.cwd()
    for path in paths:
        out.print(escape(str(path.relative_to(here) if path.is_relative_to(here) else path)))
