"""The data folder (``AMENDS_HOME``): ours alone, used by one instance, whole or mendable. Else it is not
touched.

``amends.json`` is written last, after the first migration: a folder without it was never finished.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import fcntl
import fnmatch
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from bot.up.errors import StartError

MARKER = "amends.json"
FORMAT = 1
# What an unfinished first start, or a command used before it, may have left. Anything else is somebody's
# folder.
OURS = (
    "lock",
    "queue",
    "queue.sock",
    "secrets",
    "logs",
    "beat",
    "amends.*",
    "sandbox*",
    "*.done",
    "interrupted-*",
    ".DS_Store",
)
CHECK_SECONDS = 10.0  # a big database is not read to its end at every start
SQLITE_FILES = ("", "-wal", "-shm", "-journal")


class Home:
    """The locked data folder of this instance. Make one with :func:`open_home`."""

    def __init__(self, path: Path, lock: IO[str], database: Path | None, marker: dict[str, Any] | None) -> None:
        self.path = path
        self.database = database
        self.marker = marker
        self._lock = lock

    def complete(self) -> None:
        """The database is migrated: write the marker, if it is not there, in one piece."""
        embedded = self.database is not None
        if self.marker is not None and self.marker.get("embedded") == embedded:
            return
        created = (self.marker or {}).get("created") or datetime.datetime.now(datetime.UTC).isoformat(
            timespec="seconds"
        )
        self.marker = {"format": FORMAT, "created": created, "embedded": embedded}
        part = self.path / f"{MARKER}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(self.marker, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path / MARKER)

    def set_aside(self) -> str:
        """After a failed first migration: put the database away if nothing was ever stored in it.

        Answers what was done, or "" when there is something stored, or the folder was finished once.
        """
        if self.marker is not None or self.database is None or not self.database.exists():
            return ""
        if self.database.parent != self.path:  # named by DATABASE_URL: not ours to move
            return ""
        if _holds_rows(self.database):
            return ""
        aside = self.path / f"interrupted-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S}"
        aside.mkdir(exist_ok=True)
        for suffix in SQLITE_FILES:
            file = self.database.with_name(self.database.name + suffix)
            if file.exists():
                file.replace(aside / file.name)
        return f"An earlier first start was interrupted before anything was stored.\nIts database is in {aside}"

    def release(self) -> None:
        """Let another instance use the folder."""
        self._lock.close()


def open_home(path: Path, database: Path | None, address: str) -> Home:
    """Make or check the folder at ``path`` and lock it. ``database``: the SQLite file; None for a server.

    ``address`` is what a second instance is told about this one. :class:`StartError` says what is wrong and
    how to mend it.
    """
    with _explained(path):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        _check_ours(path)
        lock = _lock(path, address)
    try:
        marker = _read_marker(path)
        if database is not None:
            _check_database(path, database, expected=bool(marker and marker.get("embedded")))
    except BaseException:
        lock.close()
        raise
    return Home(path, lock, database, marker)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise StartError(
            f"{error.filename or path} is a file, but the data folder {path} needs a folder there.\n"
            "Move the file away, or set AMENDS_HOME to another folder."
        ) from error
    except OSError as error:
        raise StartError(
            f"Amends cannot write to its data folder {path}: {error.strerror}.\n"
            "Make it writable and make sure that the disk has room, or set AMENDS_HOME to another folder."
        ) from error


def _check_ours(path: Path) -> None:
    names = sorted(entry.name for entry in path.iterdir())
    if MARKER in names:
        return
    strange = [name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in OURS)]
    if strange:
        shown = ", ".join(strange[:3]) + (", …" if len(strange) > 3 else "")
        raise StartError(
            f"{path} is not empty and is no data folder of Amends (it holds {shown}, and no {MARKER}).\n"
            f"Set AMENDS_HOME to a new folder, or put {MARKER} back if it was lost."
        )


def _lock(path: Path, address: str) -> IO[str]:
    file = (path / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        pid, _, where = file.read().strip().partition(" ")
        file.close()
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        known = f" (process {pid}{', ' + where if where else ''})" if pid else ""
        raise StartError(
            f"Amends already runs on this data{known}.\n"
            f"Stop it first, or set AMENDS_HOME to another folder than {path}."
        ) from error
    file.truncate(0)
    file.write(f"{os.getpid()} {address}\n")
    file.flush()
    return file


def _read_marker(path: Path) -> dict[str, Any] | None:
    file = path / MARKER
    try:
        marker = json.loads(file.read_text(encoding="utf-8"))
        version = marker["format"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StartError(
            f"{file} cannot be read ({error}).\nPut it back from a backup; if the folder is surely Amends' "
            f'own, write {{"format": {FORMAT}, "embedded": true}} into it.'
        ) from error
    if version != FORMAT:
        raise StartError(
            f"{path} was written by another version of Amends (format {version}, this one knows {FORMAT}).\n"
            "Update Amends, or set AMENDS_HOME to another folder."
        )
    return dict(marker)


def _check_database(path: Path, database: Path, *, expected: bool) -> None:
    """Refuse a database that is gone or damaged; it is only read."""
    if not database.exists():
        if expected:
            raise StartError(
                f"The data folder was in use, but its database is missing: {database}\n"
                f"Put it back from a backup, or begin anew: {_anew(path, database)}"
            )
        return
    why = _damage(database)
    if why:
        raise StartError(
            f"The database {database} is damaged ({why}). It was not touched.\n"
            "Put it back from a backup (with no -wal or -shm file of the damaged one beside it),\n"
            f"or begin anew: {_anew(path, database)}"
        )


def _anew(path: Path, database: Path) -> str:
    """The command that puts the old data away: the whole folder, for a stale -wal would spoil a new file."""
    old = path if database.parent == path else database
    return f"mv '{old}' '{old}.old'"


def _damage(database: Path) -> str:
    """What is wrong with the SQLite file, or "". Reads for at most :data:`CHECK_SECONDS`."""
    try:
        with database.open("rb") as file:
            head = file.read(16)
        if not head:
            return ""  # made, but nothing was written yet
        if head != b"SQLite format 3\0":
            return "it is no SQLite database"
        with contextlib.closing(_read_only(database)) as connection:
            deadline = time.monotonic() + CHECK_SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        # Stopped by the deadline, or in use by a command of ours: neither is damage.
        return "" if any(word in str(error) for word in ("interrupted", "locked", "busy")) else str(error)
    except OSError as error:
        return error.strerror or str(error)
    return "" if found == "ok" else str(found)


def _holds_rows(database: Path) -> bool:
    """Whether any table holds a row; true also when that cannot be told."""
    try:
        with contextlib.closing(_read_only(database)) as connection:
            listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            tables = [name for (name,) in listed if not name.startswith("sqlite_") and name != "alembic_version"]
            quoted = ['"' + name.replace('"', '""') + '"' for name in tables]
            return any(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in quoted)  # noqa: S608
    except sqlite3.Error:
        return True


def _read_only(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
