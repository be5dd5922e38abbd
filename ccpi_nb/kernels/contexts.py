"""How processes begin: warm with a report's imports, or light, forked where there is fork and else anew."""

import multiprocessing
from typing import Any

from ccpi_nb.kernels.processes import CAN_FORK


def warm_context() -> Any:
    """Return a multiprocessing context; with fork, its processes begin with a report's imports done."""
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    from ccpi_nb.kernels.forks import WarmContext, start_server

    start_server()
    return WarmContext()


def light_context() -> Any:
    """Return a multiprocessing context; with fork, its processes do not wait for a report's imports."""
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    from ccpi_nb.kernels.forks import LIGHT_PRELOAD, LightContext, start_server

    start_server(LIGHT_PRELOAD)
    return LightContext()
