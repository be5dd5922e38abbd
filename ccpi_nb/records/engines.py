"""The engines that count: DuckDB in this process, PostgreSQL or Spark by a connection of a name.

Connections are told outside the workbook, and no password is printed. What an engine says of an error is not passed on,
because it quotes what stands in records.
"""

import logging
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, TypeVar
from warnings import catch_warnings

from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.records.entries import Entry

Value = TypeVar("Value")
Progress = Callable[[float], None]
# What DuckDB may use, and may use at most where that does not do; what is more goes to files in its temp folder.
MEMORY, MOST_MEMORY = "128MB", "512MB"
_LACKING = (
    "counting records needs Ibis and DuckDB, which are not installed; run: make records "
    "(or: pip install 'ccpi-nb[{extra}]')"
)
# Numbers that are sorted in memory, eight bytes each, and those that come from DuckDB in one go.
_SORTED_AT_ONCE, _FETCHED_AT_ONCE = 2_000_000, 100_000
_LACKS_MEMORY = "OutOfMemoryException"
_TICK = 0.2  # seconds between two looks at how far it is


@dataclass(frozen=True)
class Connection:
    """A connection: its name, the engine it leads to, and what the engine needs to be told; never printed."""

    name: str
    engine: str
    told: dict[str, str] = field(repr=False)
    tables: dict[str, str] = field(default_factory=dict, repr=False)
    settings: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Engine:
    """Where records are counted: `words` are its name and version, `name` is that of its SQL; `folder` takes files."""

    backend: Any
    name: str
    words: str
    what: str
    folder: Path | None = None
    progress: Progress | None = None

    @property
    def is_duckdb(self) -> bool:
        """Whether it is DuckDB in this process."""
        return self.name == "duckdb"

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """Return the rows that an expression gives; InputError, without the engine's words, where it fails."""
        return list(self.asked(lambda: self.backend.to_pyarrow(expression).to_pylist()))

    def statement(self, expression: Any) -> str:
        """Return the SQL of an expression."""
        import ibis

        return str(ibis.to_sql(expression, dialect=self.name)).strip()

    def holds_twice(self, numbers: Any) -> bool:
        """Return whether any number of a table's one column stands there twice, in less than DuckDB takes to group.

        Those with the same remainder go into one file, and each file is sorted by itself, so that twice the records
        take twice the time and no more memory.
        """
        (found,) = self.rows(numbers.aggregate(n=numbers.count()))
        with TemporaryDirectory(dir=self.folder) as folder:
            places = [Path(folder) / str(part) for part in range(found["n"] // _SORTED_AT_ONCE + 1)]
            self.asked(partial(self._part, numbers, places))
            return any(map(_stands_twice, places))

    def _part(self, numbers: Any, places: Sequence[Path]) -> None:
        import numpy as np

        with ExitStack() as opened:
            files = [opened.enter_context(place.open("wb")) for place in places]
            for batch in self.backend.con.sql(self.backend.compile(numbers)).to_arrow_reader(_FETCHED_AT_ONCE):
                held = batch.column(0).to_numpy()
                part = (held % len(files)).astype(np.uint16)
                ends = np.bincount(part, minlength=len(files)).cumsum()
                for file, some in zip(files, np.split(held[part.argsort(kind="stable")], ends[:-1]), strict=True):
                    file.write(some.data)

    def kept(self, expression: Any, name: str) -> Any:
        """Return a table that the engine keeps for as long as it is connected, and that nobody else sees."""
        if self.name != "pyspark":
            return self.backend.create_table(name, expression, temp=True)
        self.backend._register_in_memory_tables(expression)  # the lookups, which SQL alone does not bring along
        frame = self.backend._session.sql(self.backend.compile(expression)).persist()
        frame.createOrReplaceTempView(name)
        return self.backend.table(name)

    def asked(self, ask: Callable[[], Value]) -> Value:
        """Return what the engine answers; InputError with the kind of its error alone."""
        kind = ""
        for memory in ("", MOST_MEMORY):
            if memory and not (self.is_duckdb and kind == _LACKS_MEMORY):
                break
            try:
                if memory:  # such as for a median, whose numbers DuckDB can't put into files
                    self.backend.con.execute(f"SET memory_limit = '{memory}'")
                # What libraries say to each other is nothing that an analyst can put right.
                with self._watched(), catch_warnings(action="ignore"):
                    return ask()
            except InputError:
                raise
            except Exception as problem:
                kind = type(problem).__name__
        # Outside of the handler, so that the engine's own error is not even kept beside it.
        raise InputError(
            f"{self.what}: {self.words} could not count the records ({kind}); its own words may quote records and are "
            "not shown: look whether all columns are there and hold what the measures say, and whether the disk is full"
        )

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if self.progress is None or not self.is_duckdb:
            yield
            return
        over = Event()
        watcher = Thread(target=_watch, args=(self.backend.con, over, self.progress), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def _stands_twice(place: Path) -> bool:
    import numpy as np

    held = np.fromfile(place, np.uint64)
    held.sort()
    return bool((held[1:] == held[:-1]).any())


def _watch(connection: Any, over: Event, progress: Progress) -> None:
    while not over.wait(_TICK):
        share = connection.query_progress()
        progress(max(0.0, float(share)))


def require(extra: str = "records") -> None:
    """Raise InputError, with how to get them, where Ibis and DuckDB are not installed."""
    try:
        import duckdb  # noqa: F401
        import ibis  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError:
        raise InputError(_LACKING.format(extra=extra)) from None


@contextmanager
def duckdb_engine(what: str, memory: str = MEMORY, progress: Progress | None = None) -> Iterator[Engine]:
    """Yield DuckDB in this process, with a folder for what does not fit into memory, which is deleted afterwards.

    It loads no extension beside those that are built in, and takes nothing off a network. `what` is what an error is
    about.
    """
    import duckdb
    import ibis

    with TemporaryDirectory(prefix="ccpi-records-") as folder:
        settings: dict[str, Any] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory,
            "temp_directory": str(Path(folder) / "spilled"),
            "preserve_insertion_order": False,
        }
        connection = duckdb.connect(str(Path(folder) / "records.duckdb"), config=settings)
        if progress:  # it counts how far it is only where it would show it
            connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        try:
            backend = ibis.duckdb.from_connection(connection)
            yield Engine(backend, "duckdb", f"DuckDB {duckdb.__version__}", what, Path(folder), progress)
        finally:
            connection.close()


@contextmanager
def connected(connection: Connection, what: str) -> Iterator[Engine]:
    """Yield the engine that a connection leads to; InputError, without its words, where it can't be reached."""
    extra = {"postgresql": "postgres"}.get(connection.engine, connection.engine)
    open_engine = {"postgresql": _postgresql, "spark": _spark}[connection.engine]
    try:
        engine = open_engine(connection, what)
    except ImportError:
        raise InputError(f"connection '{connection.name}': {_LACKING.format(extra=extra)}") from None
    except Exception as problem:
        kind, engine = type(problem).__name__, None
    if engine is None:
        raise InputError(
            f"connection '{connection.name}': {connection.engine} can't be reached ({kind}); look at its host, "
            "database, user and password, which are not shown here"
        )
    try:
        yield engine
    finally:
        engine.backend.disconnect()


def _postgresql(connection: Connection, what: str) -> Engine:
    import ibis

    backend = ibis.postgres.connect(**_with_port(connection.told))
    return Engine(backend, "postgres", f"PostgreSQL {backend.version.split(' ')[0]}", what)


def _with_port(told: dict[str, str]) -> dict[str, Any]:
    return {**told, "port": int(told["port"])} if "port" in told else dict(told)


def _spark(connection: Connection, what: str) -> Engine:
    import ibis
    from pyspark.sql import SparkSession

    # It would write what is wrong, with records, on the terminal.
    for name in ("py4j", "SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).disabled = True
    builder = SparkSession.builder.master(connection.told.get("master", "local[*]")).appName("ccpi")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "OFF",
    }
    for key, value in {**settings, **connection.settings}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    for name, path in connection.tables.items():
        session.read.parquet(path).createOrReplaceTempView(name)
    backend = ibis.pyspark.connect(session)
    return Engine(backend, "pyspark", f"Spark {session.version}", what)


_VARIABLE = "CCPI_CONNECTIONS"
_USUAL = Path("~/.config/ccpi/connections.yaml")
_KNOWN = {
    "postgresql": ("engine", "host", "port", "database", "user", "password", "password_from"),
    "spark": ("engine", "master", "tables", "settings"),
}


def connection(name: str, root: Path) -> Connection:
    """Return the connection of a name; InputError where there is none, or where its file stands in the workbook."""
    file = Path(os.environ.get(_VARIABLE) or _USUAL).expanduser()
    shown = f"the file of {_VARIABLE}" if os.environ.get(_VARIABLE) else str(_USUAL)
    if not file.is_file():
        raise InputError(f"{shown}: there is no such file; write the connection '{name}' there: ccpi help measures")
    if file.resolve().is_relative_to(root.resolve()):
        raise InputError(f"{shown}: it stands in the workbook, which others read; move it out of {root.name}")
    entries = Entry.of(file.read_text(encoding="utf-8"), shown).mapping()
    if name not in entries:
        raise InputError(f"{shown}: there is no connection '{name}'; {did_you_mean(name, entries)}")
    return _connection(name, entries[name], file)


def _connection(name: str, entry: Entry, file: Path) -> Connection:
    engine = entry.at("engine").text(_KNOWN, "engine")
    parts = entry.mapping(_KNOWN[engine])
    told = {key: one.text() for key, one in parts.items() if key not in ("engine", "tables", "settings")}
    if "password" in told and os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        entry.at("password").refuse("others on this computer can read it; run: chmod 600, and the file's name")
    if variable := told.pop("password_from", ""):
        if variable not in os.environ:
            entry.at("password_from").refuse(f"the environment has no variable {variable}; set it to the password")
        told["password"] = os.environ[variable]
    below = {
        key: {one: value.text() for one, value in parts[key].mapping().items()} if key in parts else {}
        for key in ("tables", "settings")
    }
    return Connection(name, engine, told, **below)
