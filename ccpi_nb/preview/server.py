"""The preview's server: pages from memory, to this machine only, to whoever has the token."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import compare_digest, token_urlsafe
from threading import Lock, Thread

from ccpi_nb.preview.board import Board
from ccpi_nb.preview.pages import policy

_HERE = "127.0.0.1"
# How often a browser that waits is told that the preview still runs, in seconds.
_HEARTBEAT = 10.0
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # a report's links to the web must not take the token along
    "X-Content-Type-Options": "nosniff",
}


@dataclass
class _Door:
    """Who may come in: who has the token, and once who has the ticket that the browser is started with.

    The command line of a browser can be read by every program of its user, also by a notebook.
    """

    token: str = field(default_factory=lambda: token_urlsafe(24))
    _ticket: str = field(default_factory=lambda: token_urlsafe(24))
    _lock: Lock = field(default_factory=Lock)

    def opens(self, token: str) -> bool:
        return compare_digest(token.encode(), self.token.encode())

    def takes(self, ticket: str) -> bool:
        with self._lock:
            is_it = bool(self._ticket) and compare_digest(ticket.encode(), self._ticket.encode())
            self._ticket = "" if is_it else self._ticket
            return is_it

    @property
    def ticket(self) -> str:
        return self._ticket


@dataclass(frozen=True)
class Address:
    """Where a preview is: for a person to open as often as wanted, and for the browser to be started with, once."""

    lasting: str
    once: str


@contextmanager
def served(board: Board, first: str) -> Iterator[Address]:
    """Serve the pages of a board on this machine for the time of the `with`; the address leads to the `first`."""
    server = _Server(board, first)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        base = f"http://{_HERE}:{server.server_port}"
        yield Address(f"{base}/{server.door.token}/{first}", f"{base}/once/{server.door.ticket}")
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, board: Board, first: str) -> None:
        super().__init__((_HERE, 0), _Handler)
        self.board, self.first, self.door = board, first, _Door()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "ccpi", ""

    def do_GET(self) -> None:
        """Answer with a page, or with word of each new version of it."""
        if self.headers.get("Host") not in (
            f"{_HERE}:{self.server.server_port}",
            f"localhost:{self.server.server_port}",
        ):
            # A page of another site whose name was turned to this machine.
            return self._answer(HTTPStatus.MISDIRECTED_REQUEST)
        token, _, path = self.path.partition("?")[0].removeprefix("/").partition("/")
        if token == "once" and self.server.door.takes(path):
            return self._answer(HTTPStatus.SEE_OTHER, Location=f"/{self.server.door.token}/{self.server.first}")
        if not self.server.door.opens(token):
            return self._answer(HTTPStatus.NOT_FOUND)
        part, _, name = path.partition("/events/")
        if name and f"{part}/{name}" in self.server.board.pages:
            return self._tell(f"{part}/{name}")
        if posted := self.server.board.pages.get(path):
            return self._answer(HTTPStatus.OK, posted.content)
        return self._answer(HTTPStatus.NOT_FOUND)

    def _answer(self, status: HTTPStatus, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        own = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
        for name, value in {**own, **_HEADERS, "Content-Security-Policy": policy(), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _tell(self, path: str) -> None:
        """Send the page's version, and each later one as it comes, for as long as somebody listens."""
        self.send_response(HTTPStatus.OK)
        for name, value in {"Content-Type": "text/event-stream", "Connection": "close", **_HEADERS}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        seen = -1
        with self.server.board.watching(path), suppress(OSError):
            while True:
                seen = self.server.board.next_version(path, seen, _HEARTBEAT)
                self.wfile.write(f"data: {seen}\n\n".encode())
                self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing: the address has the token."""
