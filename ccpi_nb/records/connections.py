"""Connections to databases and clusters, by name: they are told outside the workbook, and nobody is told a password."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from ccpi_nb.errors import InputError, did_you_mean
from ccpi_nb.records.entries import Entry

_VARIABLE = "CCPI_CONNECTIONS"
_USUAL = Path("~/.config/ccpi/connections.yaml")
_KNOWN = {
    "postgresql": ("engine", "host", "port", "database", "user", "password", "password_from"),
    "spark": ("engine", "master", "tables", "settings"),
}


@dataclass(frozen=True)
class Connection:
    """A connection: its name, the engine it leads to, and what the engine needs to be told; never printed."""

    name: str
    engine: str
    told: dict[str, str] = field(repr=False)
    tables: dict[str, str] = field(default_factory=dict, repr=False)
    settings: dict[str, str] = field(default_factory=dict, repr=False)


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
