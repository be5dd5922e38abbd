"""An extension of Jupyter's server, in Python alone: the start page, and what is done before a notebook is saved."""

from asyncio import to_thread
from datetime import datetime
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

from ccpi_nb.lab.saves import keep_what_is_the_same
from ccpi_nb.lab.states import START_PAGE, write_start_page

ADDRESS = "/ccpi/start"


class StartHandler(JupyterHandler):
    """Writes the start page as things are now, and opens it with the notebooks beside it."""

    @authenticated
    async def get(self) -> None:
        """Answer with JupyterLab at the start page."""
        await to_thread(write_start_page, Path(self.contents_manager.root_dir), datetime.now())
        address = url_path_join(self.base_url, "lab/tree", START_PAGE)
        self.redirect(f"{address}?file-browser-path=/notebooks")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.web_app.add_handlers(".*$", [(url_path_join(server.base_url, ADDRESS), StartHandler)])
    server.contents_manager.register_pre_save_hook(keep_what_is_the_same)
