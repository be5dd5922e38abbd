"""What a process that runs a report notes beside it.

That is which files of the workbook it read, what it saw of them, and what went wrong without a cell failing.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from ccpi_nb.files.text_files import WORKBOOK_FOLDERS
from ccpi_nb.files.views import ANSWERED, ASKED, MODULES, Seen, content_digest

# The notes: files that count as a whole, those behind views, and the views with the digests of their answers.
_WHOLE, _BEHIND, _VIEWS = "read", "read-for-views", "views"
# Of the many things that Python tells of, those that matter here: looked for first, as each of the others costs time.
_HEARD = frozenset({ASKED, ANSWERED, "open", "os.listdir", "os.scandir"})
# What is noted already, also by the process that this one was forked from: a second hook would note the same.
_BEGUN: set[tuple[str, str, bool]] = set()
# A private data segment larger than this is a mistake in a notebook, and would take the machine down with it.
MEMORY = 4 * 2**30


def begin(notes: str, root: str, *, answers: bool = True) -> None:
    """Note in the folder `notes`, from now on, each file of the workbook at `root` that this process reads.

    Of what it reads for a view (files/views.py) it notes the view's answer as well, and that nothing else was seen of
    the file; without `answers`, where nothing is made that could be stale, no view. It can't be undone, and a fork does
    the same.
    """
    if (notes, root, answers) in _BEGUN:
        return
    _BEGUN.add((notes, root, answers))
    resolved = os.path.realpath(root)
    wanted = tuple(f"{resolved}{os.sep}{folder}" for folder in WORKBOOK_FOLDERS)
    noted: set[tuple[str, ...]] = set()
    whole, behind, views = (_appending(Path(notes) / name) for name in (_WHOLE, _BEHIND, _VIEWS))
    views_open = threading.local()

    def write(file: TextIO, line: str) -> None:
        if (file.name, line) not in noted:
            noted.add((file.name, line))
            file.write(f"{line}\n")
            file.flush()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _HEARD:
            return
        depth = getattr(views_open, "depth", 0)
        if event == ASKED:
            views_open.depth = depth + 1
        elif event == ANSWERED:
            views_open.depth = depth - 1
            name, words, answer = arguments
            if answers and depth == 1 and (name, *words) not in noted:
                noted.add((name, *words))
                write(views, json.dumps([[name, *words], content_digest(answer)]))
        elif isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            if path.startswith(wanted):
                name = os.path.relpath(path, resolved).replace(os.sep, "/") + ("" if event == "open" else "/")
                write(behind if depth else whole, MODULES if name == "notebooks/" and _is_import() else name)

    sys.addaudithook(note)


def _is_import() -> bool:
    """Return whether Python looks for a module or for what is installed, which stands in no notebook."""
    name: str = sys._getframe(2).f_globals.get("__name__", "")
    return name.startswith(("_frozen_importlib", "importlib."))


def begin_kernel(notes: str, root: str) -> None:
    """Begin in a kernel, and take a failing `!command` for a failing cell.

    An exception in a thread is noted too, the memory is bounded, and half of a character is sent as it is.
    """
    begin(notes, root)
    _bound_memory()
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    shell.set_trait("system_raise_on_error", True)
    hook = threading.excepthook
    file = _appending(_faults(Path(notes)))

    def excepthook(failure: Any) -> None:
        file.write(f"{shell.displayhook.prompt_count} a thread stopped with {failure.exc_type.__name__}\n")
        file.flush()
        hook(failure)

    threading.excepthook = excepthook
    _send_half_characters(shell.kernel.session)


def _send_half_characters(session: Any) -> None:
    """Have a session of Jupyter's send what is no character as an escape.

    Its own way would lose all that was printed with it, and the run could not name the cell.
    """
    from jupyter_client.jsonutil import json_default

    pack = session.pack

    def pack_any(content: object) -> bytes:
        try:
            packed: bytes = pack(content)
        except UnicodeEncodeError:
            packed = json.dumps(content, default=json_default).encode()
        return packed

    session.pack = pack_any


def read_by(notes: Path) -> Seen:
    """Return what was noted as read and seen."""
    views = ((json.dumps(asked), answer) for asked, answer in map(json.loads, _lines(notes / _VIEWS)))
    return Seen(frozenset(_lines(notes / _WHOLE)), frozenset(_lines(notes / _BEHIND)), frozenset(views))


def is_watched(notes: Path) -> bool:
    """Return whether `begin_kernel` was done: what fails before a kernel's first cell is not heard of otherwise."""
    return _faults(notes).exists()


def faults_in(notes: Path) -> tuple[tuple[int, str], ...]:
    """Return what went wrong without a cell failing: the number of the execution, and what."""
    return tuple((int(number), what) for number, _, what in (line.partition(" ") for line in _lines(_faults(notes))))


def _faults(notes: Path) -> Path:
    return notes / "faults"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _appending(path: Path) -> TextIO:
    return path.open("a", encoding="utf-8")


def _bound_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    bound = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, most))
