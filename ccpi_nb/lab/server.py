"""JupyterLab on a workbook: opened at its root, with what `jupyter_config` and the extension of its server set."""

import os
import sys
from asyncio import to_thread
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from ccpi_nb.lab.saves import keep_what_is_the_same
from ccpi_nb.lab.start_page import START_PAGE, write_start_page

# Jupyter reads it beside the user's own settings, which come first.
_CONFIG = Path(__file__).parent / "jupyter_config"
_ADDRESS = "ccpi/start"


def open_lab(root: Path, arguments: Sequence[str]) -> None:
    """Run JupyterLab on the workbook at `root` until it is ended; `arguments` are JupyterLab's own, such as --port."""
    from jupyterlab.labapp import LabApp

    places = [str(_CONFIG), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(places)
    settings = {
        "ServerApp.root_dir": str(root),
        "FileContentsManager.preferred_dir": str(root / "notebooks"),
        "LabApp.default_url": f"/{_ADDRESS}",
    }
    sys.argv[:] = ["jupyter-lab"]
    LabApp.launch_instance([*(f"--{name}={value}" for name, value in settings.items()), *arguments])


class StartHandler(JupyterHandler):
    """Writes the start page as things are now, and opens it with the notebooks beside it."""

    @authenticated
    async def get(self) -> None:
        """Answer with JupyterLab at the start page."""
        await to_thread(write_start_page, Path(self.contents_manager.root_dir), datetime.now())
        address = url_path_join(self.base_url, "lab/tree", START_PAGE)
        self.redirect(f"{address}?file-browser-path=/notebooks")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "ccpi_nb.lab.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Add to Jupyter's server the start page, and what it does before a notebook is saved."""
    server.web_app.add_handlers(".*$", [(url_path_join(server.base_url, _ADDRESS), StartHandler)])
    server.contents_manager.register_pre_save_hook(keep_what_is_the_same)
