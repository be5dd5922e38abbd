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

    places = [str(_CONFIG), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(places)
    settings = {
        "ServerApp.root_dir": root,
        "FileContentsManager.preferred_dir": root / "notebooks",
        "LabApp.default_url": ADDRESS,
    }
    # What it prints of itself, and how it starts again, goes by this.
    sys.argv[:] = ["jupyter-lab"]
    LabApp.launch_instance([*(f"--{name}={value}" for name, value in settings.items()), *arguments])
