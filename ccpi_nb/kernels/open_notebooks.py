"""Which notebooks a running JupyterLab has open: it would write over what others store."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

# A server on this machine answers at once, or is not asked any longer.
_PATIENCE = 2.0


def server_with(notebook: Path) -> str:
    """Return the address of the Jupyter server of this user that has a notebook open; '' where none is known to.

    A server that does not answer, or only to a password, is not known to.
    """
    # Takes a second to import, and most who accept a notebook have none to store.
    from jupyter_server.serverapp import list_running_servers

    return next(
        (
            str(server["url"])
            for server in list_running_servers()
            for path in _opened_in(server)
            if Path(server["root_dir"], path).resolve() == notebook.resolve()
        ),
        "",
    )


def _opened_in(server: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of the notebooks that have a kernel in a server, from its root folder."""
    request = Request(f"{server['url']}api/sessions", headers={"Authorization": f"token {server['token']}"})
    try:
        # A proxy is for other machines.
        with build_opener(ProxyHandler({})).open(request, timeout=_PATIENCE) as answer:
            sessions = json.load(answer)
        yield from (session["path"] for session in sessions)
    except (OSError, ValueError, KeyError, TypeError):
        return
