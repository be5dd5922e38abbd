"""Which kernels a fork of the warm process serves for."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec

from ccpi_nb.kernels.processes import CAN_FORK

_MODULES = (["ipykernel_launcher"], ["ipykernel"])


def serves(spec: KernelSpec) -> bool:
    """Whether a fork is what this kernel specification asks for: this Python's own ipykernel, begun in no other way."""
    arguments = spec.argv[1:]
    if arguments[:1] == ["-Xfrozen_modules=off"]:  # as ipykernel writes it where there is a debugger
        arguments = arguments[1:]
    return (
        CAN_FORK
        and _is_this_python(spec.argv[:1])
        and arguments[:1] == ["-m"]
        and arguments[1:2] in _MODULES
        and not spec.env
        and "kernel_provisioner" not in spec.metadata
    )


def _is_this_python(program: Sequence[str]) -> bool:
    # jupyter_client takes this name for the Python that it runs in.
    if program and program[0] in ("python", "python3", f"python3.{sys.version_info[1]}"):
        return True
    path, own = Path(shutil.which(program[0]) or "" if program else ""), Path(sys.executable)
    # The Pythons of two environments may be links to the same file.
    return path.parent.resolve() == own.parent.resolve() and path.resolve() == own.resolve()
