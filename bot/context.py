"""What every edge is handed: where rows are, what time it is, the playbooks, and a way to wake the workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.db import Store
from bot.desk.playbooks import Book
from bot.desk.vocabulary import Lane
from bot.settings import Settings
from bot.triage import fitted
from bot.triage.fitted import Model


class Wake(Protocol):
    """Tells the workers of some lanes that there is something to do. Never blocks, never fails: it is only a hint."""

    def __call__(self, *lanes: Lane) -> None: ...


@dataclass(frozen=True)
class Context:
    """One installation, as an edge sees it. ``now`` gives the time in UTC."""

    settings: Settings
    store: Store
    book: Callable[[], Book]
    now: Callable[[], datetime]
    wake: Wake
    model: Callable[[], Model] = fitted.shipped
    """What tells complaints from the rest."""
