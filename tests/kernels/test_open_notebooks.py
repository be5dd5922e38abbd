"""Whether a notebook is open in a running JupyterLab."""

import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ccpi_nb.kernels.open_notebooks import server_with


class _Lab(BaseHTTPRequestHandler):
    """As a Jupyter server answers who has its token."""

    sessions: object = ()
    status = 200

    def do_GET(self) -> None:
        is_known = self.path == "/api/sessions" and self.headers["Authorization"] == "token key"
        self.send_response(self.status if is_known else 403)
        self.end_headers()
        self.wfile.write(json.dumps(self.sessions).encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Lab]]:
    """A server of the workbook's folder, noted where Jupyter's servers note themselves."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setattr(_Lab, "sessions", [])
    server = HTTPServer(("127.0.0.1", 0), _Lab)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    noted = {
        "pid": os.getpid(),
        "url": f"http://127.0.0.1:{server.server_port}/",
        "token": "key",
        "root_dir": str(tmp_path),
    }
    (tmp_path / "runtime").mkdir()
    (tmp_path / f"runtime/jpserver-{os.getpid()}.json").write_text(json.dumps(noted), encoding="utf-8")
    yield _Lab
    server.shutdown()
    server.server_close()


def test_a_notebook_that_a_server_has_open_is_found(tmp_path: Path, lab: type[_Lab]) -> None:
    lab.sessions = [{"path": "notebooks/calls.ipynb"}]
    assert server_with(tmp_path / "notebooks/calls.ipynb").startswith("http://127.0.0.1:")
    assert server_with(tmp_path / "notebooks/other.ipynb") == ""


@pytest.mark.parametrize("sessions", [{"message": "no"}, [{}], [1], None])
def test_what_answers_otherwise_has_nothing_open(tmp_path: Path, lab: type[_Lab], sessions: object) -> None:
    lab.sessions = sessions
    assert server_with(tmp_path / "notebooks/calls.ipynb") == ""


def test_a_server_that_asks_for_a_password_is_not_known_to_have_any(
    tmp_path: Path, lab: type[_Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "status", 403)
    lab.sessions = [{"path": "notebooks/calls.ipynb"}]
    assert server_with(tmp_path / "notebooks/calls.ipynb") == ""


def test_without_a_server_nothing_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "none"))
    assert server_with(tmp_path / "notebooks/calls.ipynb") == ""
