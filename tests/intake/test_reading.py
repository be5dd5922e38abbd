"""`ccpi collect read`: what it says before it writes, and what it writes."""

import csv
import hashlib
import io
from pathlib import Path

import pytest
from sent import POST, contents, sent
from small import said

from ccpi_nb.workbook.inputs import Workbook

VALUE = "calls|calls_answered|2014-15-Q3||82.13 230/280|E8"
HELD = "calls|calls_answered|2014-15-Q2||65.5|E9"
RESTATED = "calls|calls_answered|2014-15-Q2||65.9|E9"
NEXT = "2014-12-11"


def read(*files: Path, write: bool = True, day: str = NEXT) -> tuple[int, str, str]:
    arguments = [*map(str, files), "--for", day, "--post", POST, *(["--write"] if write else [])]
    return said("collect", "read", *arguments)


def rows(root: Path, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((root / file).read_text(encoding="utf-8"))))


def test_a_reading_shows_what_is_new_and_writes_nothing_unless_told_to(root: Path, tmp_path: Path) -> None:
    before = contents(root)
    code, out, err = read(sent(tmp_path / "in", VALUE, HELD, RESTATED.replace("E9", "E10")), write=False)
    assert (code, contents(root)) == (1, before)
    assert out == (
        "Dashboard Q3.txt\n"
        "  new          sheet Dashboard, cell E8 -> calls_answered @ 2014-15-Q3: 82.13 (230 of 280) (shown as 82.13%)\n"
        "  as it was    sheet Dashboard, cell E9 -> calls_answered @ 2014-15-Q2: 65.5 (shown as 65.5%); "
        "held since 2014-10-01\n"
        "  restatement  sheet Dashboard, cell E10 -> calls_answered @ 2014-15-Q2: 65.9 (shown as 65.9%); was 65.5, "
        "known from 2014-10-01\n"
        "  not used     sheet Notes: it is not read\n"
        "Known from 2014-12-11: 1 new, 1 as it was, 1 restatement.\n"
        "Nothing is written; to write it, add --write --post 'Performance Officer'.\n"
    ) or err
