"""JupyterLab, run on a workbook with the settings in `jupyter_config`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Jupyter reads it beside the user's own settings, which come first.
_CONFIG = Path(__file__).parent / "jupyter_config"


def open_lab(root: Path, arguments: Sequence[str]) -> None:
    """Run JupyterLab on the workbook at `root` until it is ended; `arguments` are JupyterLab's own, such as --port."""
    from jupyterlab.labapp import LabApp

    from ccpi_nb.lab.server_extension import ADDRESS

    _put_first("JUPYTER_CONFIG_PATH", _CONFIG)
    # So that `ccpi` is found in JupyterLab's terminal, also where its environment is not switched on.
    _put_first("PATH", Path(sys.executable).parent)
    settings = {
        "ServerApp.root_dir": root,
        "FileContentsManager.preferred_dir": root / "notebooks",
        "LabApp.default_url": ADDRESS,
    }
    # What it prints of itself, and how it starts again, goes by this.
    sys.argv[:] = ["jupyter-lab"]
    LabApp.launch_instance([*(f"--{name}={value}" for name, value in settings.items()), *arguments])


def _put_first(variable: str, folder: Path) -> None:
    folders = [str(folder), *filter(None, [os.environ.get(variable)])]
    os.environ[variable] = os.pathsep.join(folders)
