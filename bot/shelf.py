"""The playbooks in use: read once, read again when a file changes, and never replaced by files that cannot be used."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot import logs
from bot.desk import playbooks
from bot.desk.playbooks import Book, PlaybookError
from bot.desk.playbooks.loading import files_of

log = logs.get(__name__)
LOOK_AFTER_SECONDS = 1.0
Stamp = tuple[tuple[str, int, int, int], ...]


class Shelf:
    """Call it for the book of this moment; it is on the path of every alert, so mostly it only looks at the time.

    Files that were changed are read when they have stood still from one look to the next: an editor that is still
    writing is not caught half-way. Files that cannot be used are told once, and the last good book stays.
    """

    def __init__(
        self,
        folder: Path,
        monotonic: Callable[[], float] = time.monotonic,
        load: Callable[[Path], Book] = playbooks.load,
    ) -> None:
        self._folder = folder
        self._monotonic = monotonic
        self._load = load
        self._looking = threading.Lock()
        self._next_look = 0.0
        self._book: Book | None = None
        self._read: Stamp = ()  # what the book, or its rejection, was read from
        self._seen: Stamp = ()  # what the last look saw

    def __call__(self) -> Book:
        """The book in use; :class:`PlaybookError` only when there never was a good one."""
        book = self._book
        if book is None:
            return self._first()
        # Who comes while another thread looks goes on with the present book.
        if self._monotonic() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                self._look(book)
            finally:
                self._looking.release()
        return self._book or book

    def _first(self) -> Book:
        with self._looking:
            if self._book is None:
                self._read = self._seen = self._stamp()
                self._book = self._load(self._folder)
                self._next_look = self._monotonic() + LOOK_AFTER_SECONDS
            return self._book

    def _look(self, book: Book) -> None:
        self._next_look = self._monotonic() + LOOK_AFTER_SECONDS
        stamp, before = self._stamp(), self._seen
        self._seen = stamp
        if stamp == self._read or stamp != before:
            return
        self._read = stamp
        try:
            self._book = self._load(self._folder)
        except PlaybookError as error:
            self._book = replace(book, rejected=tuple(error.problems))
            log.error("playbooks_rejected", problems=error.problems, kept="the last good ones are still in use")
            return
        except Exception:  # whatever is wrong with the files, work goes on with the last good ones
            self._book = replace(book, rejected=("the files could not be read; the log has the reason",))
            log.exception("playbooks_rejected")
            return
        changed = [name for name, now in self._book.playbooks.items() if _version(book, name) != now.version]
        gone = sorted(set(book.playbooks) - set(self._book.playbooks))
        log.info("playbooks_reloaded", changed=changed, gone=gone)

    def _stamp(self) -> Stamp:
        """Enough to see that a file was written, added, taken away or swapped for another."""
        found = []
        for path in files_of(self._folder):
            try:
                stat = path.stat()
            except OSError:
                continue  # gone between listing and looking: the next look sees the rest
            found.append((path.name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return tuple(found)


def _version(book: Book, name: str) -> str:
    return book.playbooks[name].version if name in book.playbooks else ""
