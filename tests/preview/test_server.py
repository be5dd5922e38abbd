"""The preview's server: who gets what."""

import http.client
import socket
from collections.abc import Iterator
from threading import Thread
from urllib.parse import urlsplit

import pytest

from ccpi_nb.preview.board import Board
from ccpi_nb.preview.server import Address, served

FIRST = "public/index.html"


@pytest.fixture
def board() -> Board:
    board = Board()
    board.post(FIRST, "<body>the list</body>")
    board.post("restricted/12-terms.html", "<body>exempt</body>")
    return board


@pytest.fixture
def address(board: Board) -> Iterator[Address]:
    with served(board, FIRST) as found:
        yield found


def asked(address: str, host: str = "", method: str = "GET") -> tuple[int, str, http.client.HTTPMessage]:
    place = urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", place.port or 0, timeout=5)
    connection.request(method, place.path, headers={"Host": host or place.netloc})
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, content, answer.headers


def token(address: Address) -> str:
    return urlsplit(address.lasting).path.split("/")[1]


def test_a_page_is_given_to_who_has_the_token(address: Address) -> None:
    status, content, headers = asked(address.lasting)
    assert (status, content) == (200, '<body data-version="1">the list</body>')
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/public/index.html",
        "/wrong/public/index.html",
        "/{token}",
        "/{token}/",
        "/{token}/public/../index.html",
        "/{token}/../../etc/passwd",
        "/{token}//etc/passwd",
        "/{token}/public/%2e%2e/%2e%2e/etc/passwd",
        "/{token}/public/events/other.html",
        "/once/",
        "/once/wrong",
    ],
)
def test_nothing_else_is_there(address: Address, path: str) -> None:
    place = urlsplit(address.lasting)
    status, content, _ = asked(f"http://{place.netloc}{path.format(token=token(address))}")
    assert (status, content) == (404, "")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}"])
def test_a_site_whose_name_was_turned_to_this_machine_gets_nothing(address: Address, host: str) -> None:
    status, content, _ = asked(address.lasting, host.format(port=urlsplit(address.lasting).port))
    assert (status, content) == (421, "")


def test_this_machine_may_be_called_localhost(address: Address) -> None:
    assert asked(address.lasting, f"localhost:{urlsplit(address.lasting).port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_nothing_can_be_sent(address: Address, method: str) -> None:
    assert asked(address.lasting, method=method)[0] == 501


def test_the_browser_s_own_address_leads_to_the_page_once(address: Address) -> None:
    status, _, headers = asked(address.once)
    assert (status, headers["Location"]) == (303, urlsplit(address.lasting).path)
    assert asked(address.once)[0] == 404


def test_the_address_is_on_this_machine_only(address: Address) -> None:
    assert urlsplit(address.lasting).hostname == "127.0.0.1"
    port = urlsplit(address.lasting).port or 0
    others = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for other in others - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(OSError, match=r"refused|timed out|unreachable"), socket.create_connection((other, port), 2):
            pass


def test_who_looks_at_a_page_is_told_of_each_new_one(address: Address, board: Board) -> None:
    place = urlsplit(address.lasting)
    connection = http.client.HTTPConnection("127.0.0.1", place.port or 0, timeout=5)
    connection.request("GET", place.path.replace("/index", "/events/index"))
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert answer.readline() == b"data: 1\n"
    assert board.watched == (FIRST,)
    answer.readline()
    Thread(target=board.post, args=(FIRST, "<body>another</body>")).start()
    assert answer.readline() == b"data: 3\n"
    connection.close()


def test_the_page_that_was_opened_last_is_the_first_to_be_made() -> None:
    board = Board()
    with board.watching("one"), board.watching("two"):
        assert board.watched == ("two", "one")
        with board.watching("one"):
            assert board.watched == ("one", "two")
        assert board.watched == ("one", "two")
    assert board.watched == ()
