"""A PostgreSQL server of the tests' own: in a temporary folder, on the loopback alone, as a user without rights."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PASSWORD = "Quillfeather-7301"
_USER = "postgres"
_REQUIRED = "CCPI_POSTGRESQL_REQUIRED"


@dataclass(frozen=True)
class Server:
    """A running server: where it listens."""

    port: int

    @property
    def told(self) -> dict[str, object]:
        """What psycopg and Ibis need to know."""
        return {"host": "127.0.0.1", "port": self.port, "user": _USER, "password": PASSWORD, "database": _USER}

    @property
    def connection(self) -> str:
        """The same as connections.yaml has it."""
        words = (f"  {key}: {value}\n" for key, value in self.told.items())
        return f"finance:\n  engine: postgresql\n{''.join(words)}"


@contextmanager
def server() -> Iterator[Server]:
    """A server for as long as the block lasts; the test is skipped where the machine has none."""
    folder = _programs()
    if folder is None:
        if os.environ.get(_REQUIRED) == "1":
            pytest.fail("there is no PostgreSQL on this machine, and this run requires it")
        pytest.skip("there is no PostgreSQL on this machine (apt-get install postgresql)")
    with TemporaryDirectory(prefix="ccpi-postgresql-") as place:
        root = Path(place)
        secret = root / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        data = root / "data"
        if os.geteuid() == 0:  # the server does not run as root
            for path in (root, secret):
                shutil.chown(path, _USER)
        port = _free_port()
        _run(
            folder / "initdb", "-D", data, "-U", _USER, f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "-N"
        )
        options = f"-h 127.0.0.1 -p {port} -k {root} -F"
        _run(folder / "pg_ctl", "-D", data, "-l", root / "log", "-o", options, "-w", "start")
        try:
            yield Server(port)
        finally:
            _run(folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _run(*words: object) -> None:
    user = {"user": _USER, "group": _USER, "extra_groups": []} if os.geteuid() == 0 else {}
    # Its own children keep a pipe open: what it says goes nowhere.
    subprocess.run(
        list(map(str, words)),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        timeout=120,
        **user,  # type: ignore[arg-type]
    )
