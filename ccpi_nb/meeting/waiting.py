"""What stops no run and somebody should know: what waits for which files, and which targets to look at again."""

import re
from collections.abc import Iterator
from pathlib import Path

from ccpi_nb.domain.meetings import waiting_sentences
from ccpi_nb.files.text_files import read_text
from ccpi_nb.workbook.inputs import Workbook


def waiting(workbook: Workbook) -> tuple[str, ...]:
    """Return which reports wait for which files, which files for a first row, and which meetings for a look at words.

    None of it is a problem, only news.
    """
    return (
        *(sentence for meeting in workbook.meetings for sentence in waiting_sentences(meeting)),
        *_without_rows(workbook),
        *(
            sentence
            for key in workbook.meeting_keys
            for sentence in _left_to_review(workbook.root, f"params/{key}.yaml")
        ),
    )


def _left_to_review(root: Path, file: str) -> Iterator[str]:
    lines = read_text(root, file).splitlines()
    found = [number for number, line in enumerate(lines, 1) if re.search(r"# +Review:", line)]
    if found:
        many = "1 line says" if len(found) == 1 else f"{len(found)} lines say"
        yield f"{file}: {many} 'Review:', the first in line {found[0]}; look at what it names, and take it out"


def _without_rows(workbook: Workbook) -> Iterator[str]:
    for name in workbook.dataset_names:
        filled = {observation.row.file for observation in workbook.dataset(name)}
        folder = f"data/observations/{name}"
        files = sorted(f"{folder}/{path.name}" for path in (workbook.root / folder).glob("*.csv"))
        yield from (f"{file}: it has a header and no rows yet" for file in files if file not in filled)
