"""What the stand-in Slack remembers across a restart: channels, messages, Home tabs and the pretend website's posts.

SQLite is the only truth; nothing is cached. Every call is one short statement (tens of microseconds), made on the
event loop's thread. ``synchronous=OFF`` is enough here: a killed process loses nothing, only a lost machine would.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.people import BY_ID, PEOPLE

Message = dict[str, Any]
KEPT_SITE_POSTS = 200

SCHEMA = """
CREATE TABLE IF NOT EXISTS channels (id TEXT PRIMARY KEY, name TEXT NOT NULL, person TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS messages (
    channel TEXT NOT NULL, ts TEXT NOT NULL, thread TEXT NOT NULL, only_for TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (channel, ts)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_by_thread ON messages (channel, thread, ts);
CREATE TABLE IF NOT EXISTS homes (person TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS site (number INTEGER PRIMARY KEY, key TEXT UNIQUE, at REAL NOT NULL, body TEXT NOT NULL);
"""


class SandboxStateError(Exception):
    """The sandbox's file cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Channel:
    """A conversation. ``person`` is set when it is the direct one between that person and the app."""

    id: str
    name: str
    person: str = ""

    def seen_by(self, person: str) -> bool:
        """Whether ``person`` takes part."""
        return self.person in ("", person)


class Store:
    """The sandbox's file. ``clock`` gives Unix seconds."""

    def __init__(self, path: Path, channels: Sequence[str], clock: Callable[[], float] = time.time) -> None:
        """Open or make the file. Raises :class:`SandboxStateError` when it is no file of the sandbox."""
        path.parent.mkdir(parents=True, exist_ok=True)
        # One thread, the event loop's, uses the connection; it is only opened on another.
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.executescript(SCHEMA)
            # Slack forgets ephemeral messages when its client restarts.
            self._db.execute("DELETE FROM messages WHERE only_for != ''")
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise SandboxStateError(
                f"{path} is not a file of the sandbox ({error}). Move it away and start again: "
                "only the messages shown in the sandbox are lost."
            ) from error
        self._clock = clock
        self._last = self._newest_microseconds()
        for name in channels:
            self._make_channel(name)
        for person in PEOPLE:
            self._put_channel(Channel(person.dm, person.handle, person.id))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _newest_microseconds(self) -> int:
        newest = self._db.execute("SELECT max(ts) FROM messages").fetchone()[0]
        return int(newest.replace(".", "")) if newest else 0

    def next_ts(self) -> str:
        """A message id that was never given before and is greater than all before: ``seconds.microseconds``."""
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    # Channels

    def _make_channel(self, name: str) -> None:
        name = name.removeprefix("#")
        if self._db.execute("SELECT 1 FROM channels WHERE name = ? AND person = ''", (name,)).fetchone():
            return
        stem = "C0" + re.sub(r"[^A-Z0-9]", "", name.upper())
        taken = {channel.id for channel in self.channels()}
        number = next(n for n in range(len(taken) + 1) if stem + (str(n) if n else "") not in taken)
        self._put_channel(Channel(stem + (str(number) if number else ""), name))

    def _put_channel(self, channel: Channel) -> None:
        row = (channel.id, channel.name, channel.person)
        self._db.execute("INSERT OR IGNORE INTO channels VALUES (?, ?, ?)", row)

    def channels(self) -> list[Channel]:
        """All conversations, in the order in which they were made."""
        return [Channel(*row) for row in self._db.execute("SELECT id, name, person FROM channels ORDER BY rowid")]

    def channel(self, reference: str) -> Channel | None:
        """The conversation by its id, its name (with or without ``#``), or the person's id for a direct one."""
        if reference in BY_ID:
            reference = BY_ID[reference].dm
        query = "SELECT id, name, person FROM channels WHERE id = ?1 OR (name = ?2 AND person = '')"
        row = self._db.execute(query, (reference, reference.removeprefix("#"))).fetchone()
        return Channel(*row) if row else None

    # Messages

    def add(self, channel: str, body: Message, only_for: str = "") -> None:
        """Keep a new message; the root of its thread learns of a reply that everybody sees."""
        thread = body.get("thread_ts", "")
        row = (channel, body["ts"], thread if thread != body["ts"] else "", only_for, json.dumps(body))
        self._db.execute("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", row)
        root = self.message(channel, thread) if thread and not only_for else None
        if root:
            people = [*root.get("reply_users", []), body["user"]]
            root |= {
                "thread_ts": thread,
                "reply_count": root.get("reply_count", 0) + 1,
                "reply_users": list(dict.fromkeys(people)),
                "latest_reply": body["ts"],
            }
            self.replace(channel, root)

    def replace(self, channel: str, body: Message) -> None:
        """Keep another content of the same message."""
        row = (json.dumps(body), channel, body["ts"])
        self._db.execute("UPDATE messages SET body = ? WHERE channel = ? AND ts = ?", row)

    def message(self, channel: str, ts: str) -> Message | None:
        """The message, or None."""
        query = "SELECT body FROM messages WHERE channel = ? AND ts = ?"
        row = self._db.execute(query, (channel, ts)).fetchone()
        return json.loads(row[0]) if row else None

    def roots(self, channel: str, person: str | None = "", limit: int = 1000) -> list[Message]:
        """The newest ``limit`` messages outside threads, oldest first.

        ``person`` adds those that only they see; None adds everybody's.
        """
        return self._messages(channel, "thread = ''", (), person, limit)

    def replies(self, channel: str, thread: str, person: str | None = "", limit: int = 1000) -> list[Message]:
        """The newest replies in a thread, oldest first, without its root."""
        return self._messages(channel, "thread = ?", (thread,), person, limit)

    def replies_since(self, channel: str, oldest: str, person: str | None = "") -> list[Message]:
        """All replies in the threads of this channel whose root is not older than ``oldest``, oldest first."""
        return self._messages(channel, "thread >= ? AND thread != ''", (oldest,), person, 10_000)

    def _messages(
        self, channel: str, where: str, values: tuple[str, ...], person: str | None, limit: int
    ) -> list[Message]:
        audience = "" if person is None else " AND only_for IN ('', ?)"
        query = f"SELECT body FROM messages WHERE channel = ? AND {where}{audience} ORDER BY ts DESC LIMIT ?"  # noqa: S608
        given = (channel, *values, *(() if person is None else (person,)), limit)
        return [json.loads(row[0]) for row in self._db.execute(query, given)][::-1]

    # App Home

    def set_home(self, person: str, view: dict[str, Any]) -> None:
        """Keep the Home tab that this person sees."""
        self._db.execute("INSERT OR REPLACE INTO homes VALUES (?, ?)", (person, json.dumps(view)))

    def homes(self) -> dict[str, dict[str, Any]]:
        """The Home tab by person id."""
        rows: Iterable[tuple[str, str]] = self._db.execute("SELECT person, body FROM homes")
        return {person: json.loads(body) for person, body in rows}

    # The pretend website

    def publish(self, key: str | None, body: dict[str, Any]) -> tuple[int, bool]:
        """Keep a reply on the pretend website; ``(number, whether it is new)``. A known ``key`` publishes nothing."""
        known = self._db.execute("SELECT number FROM site WHERE key = ?", (key,)).fetchone()
        if known:
            return int(known[0]), False
        row = (key, self._clock(), json.dumps(body))
        number = self._db.execute("INSERT INTO site (key, at, body) VALUES (?, ?, ?)", row).lastrowid or 0
        self._db.execute("DELETE FROM site WHERE number <= ?", (number - KEPT_SITE_POSTS,))
        return number, True

    def published(self) -> list[tuple[int, float, dict[str, Any]]]:
        """The kept replies as ``(number, Unix seconds, body)``, newest first."""
        rows = self._db.execute("SELECT number, at, body FROM site ORDER BY number DESC")
        return [(number, at, json.loads(body)) for number, at, body in rows]
