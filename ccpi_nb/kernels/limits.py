"""The system's limits on a process, where they are too low for a run."""

import sys
from collections.abc import Iterator

from ccpi_nb.errors import refuse

# With less, no report can be run: as measured, and a little more.
_OPEN_FILES, _MEMORY, _DATA = 128, 1200 * 2**20, 450 * 2**20
# With less, the library for linear algebra, once loaded, asks for memory for ever.
_MEMORY_TO_LOAD = 400 * 2**20


def refuse_low_limits() -> None:
    """Raise the number of files that may be open where it is low.

    InputError where that, or the memory, is too low for a run.
    """
    if sys.platform == "win32":
        return
    import resource

    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= files < _OPEN_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 1024) if most >= 0 else 1024, most))
    refuse(low_limits())


def refuse_no_memory() -> None:
    """Raise InputError where there is too little memory even for what reads the data."""
    if sys.platform != "win32":
        import resource

        if 0 <= resource.getrlimit(resource.RLIMIT_AS)[0] < _MEMORY_TO_LOAD:
            refuse(low_limits())


def low_limits() -> Iterator[str]:
    """Yield a sentence for each limit that is too low for a run, with the command that raises it."""
    if sys.platform == "win32":
        return
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= files < _OPEN_FILES:
        yield (
            f"a process may have only {files} files open here, and a run needs {_OPEN_FILES}; raise the limit "
            f"(ulimit -n {_OPEN_FILES}) and run again"
        )
    for letter, limit, needed in (("v", resource.RLIMIT_AS, _MEMORY), ("d", resource.RLIMIT_DATA, _DATA)):
        memory, _ = resource.getrlimit(limit)
        if 0 <= memory < needed:
            yield (
                f"a process may have only {memory // 2**20} MB of memory here, and a run needs {needed // 2**20} MB; "
                f"raise the limit (ulimit -{letter} {needed // 2**10}) and run again"
            )
