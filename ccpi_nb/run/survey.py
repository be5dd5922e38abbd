"""The look at a meeting before any report runs: in a process that has not waited for a report's imports."""

import gc
from functools import partial
from pathlib import Path

gc.disable()

# Before whatever imports jsonschema.
import ccpi_nb.notebook.late_grammar  # noqa: E402, F401
from ccpi_nb.content.meeting_papers import has_exempt_papers  # noqa: E402
from ccpi_nb.domain.meetings import Part  # noqa: E402
from ccpi_nb.errors import refuse  # noqa: E402
from ccpi_nb.exempt.public_copy import copy_public_sign_offs, copy_without_exempt, keep_public_held  # noqa: E402
from ccpi_nb.files.atomic import steady  # noqa: E402
from ccpi_nb.files.text_files import links_in  # noqa: E402
from ccpi_nb.meeting.meeting_checks import (  # noqa: E402
    declaration_problems,
    meeting_problems,
    minutes_problems,
    personal_problems_of,
)
from ccpi_nb.meeting.unread_files import unread_problems  # noqa: E402
from ccpi_nb.publish.call_checks import call_notes  # noqa: E402
from ccpi_nb.publish.made_up import unsaid_problems  # noqa: E402
from ccpi_nb.publish.word_checks import word_problems  # noqa: E402
from ccpi_nb.run.messages import Survey  # noqa: E402
from ccpi_nb.run.watch import begin, read_by  # noqa: E402
from ccpi_nb.workbook.inputs import Workbook  # noqa: E402


def survey(scratch: Path, root: Path, day: str, copy: Path) -> Survey:
    """Look a meeting over before any report runs, and put the workbook as Part I may see it into `copy`.

    Both are of the data before or after a reading that `ccpi collect` writes meanwhile, never of some of each.
    """
    begin(str(scratch), str(root), answers=False)
    return steady(root / "data", partial(_survey, scratch, root, day, copy))


def _survey(scratch: Path, root: Path, day: str, copy: Path) -> Survey:
    workbook = Workbook(root)
    refuse(links_in(root))
    prints = {name: workbook.dataset_print(name) for name in workbook.dataset_names}
    meeting = workbook.meeting(day)
    refuse(
        [
            *declaration_problems(workbook),
            *meeting_problems(workbook, meeting),
            *minutes_problems(workbook, meeting),
        ]
    )
    # Of what is only copied, each report notes for itself what it reads.
    seen = read_by(scratch)
    refuse([*unread_problems(workbook), *unsaid_problems(workbook, meeting), *word_problems(workbook, meeting)])
    refuse(personal_problems_of(workbook, meeting))
    for name, print_ in prints.items():
        workbook.keep_held(name, workbook.held(name), print_)
    copy_without_exempt(workbook, copy)
    keep_public_held(workbook, copy)
    copy_public_sign_offs(workbook, day, copy)
    parts = (Part.PUBLIC, Part.EXEMPT) if has_exempt_papers(workbook, meeting) else (Part.PUBLIC,)
    # As plain texts: the run that takes them would have to load all that a note's class stands beside.
    notes = tuple((note.item, note.sentence) for note in call_notes(workbook, meeting))
    return Survey(meeting, parts, seen, notes)


# As in preload.py: what is here now stays.
gc.freeze()
gc.enable()
