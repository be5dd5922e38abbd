"""How this project starts processes: forked from one that has done a report's imports, where there is fork."""

import multiprocessing
import sys
from typing import Any

CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()


def warm_context() -> Any:
    """A multiprocessing context; with fork, its processes begin with a report's imports done."""
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ccpi_nb.warm"])
    return context


def is_warm() -> bool:
    """Whether the imports are done in this process: the forkserver says nothing where they fail."""
    return "ccpi_nb.warm" in sys.modules
