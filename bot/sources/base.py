"""What a source is: how its alerts are verified and read; and what a way out is: how a reply is sent, and how it fails.

One bit of policy per failure: was the network surely not reached (:class:`NotSent`, try again), will it never take
this (:class:`Permanent`, a person edits), or does nobody know (:class:`Unknown`, a person looks)?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from bot.desk.alerts import Incoming
from bot.desk.mentions import Reading


class BadRequest(Exception):
    """The whole delivery cannot be used; the message names the field and the mend. ``status`` is HTTP's."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Source(Protocol):
    """A listening tool or network that sends alerts."""

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> None:
        """Raise :class:`BadRequest` unless ``body`` was signed with ``secret`` and is fresh."""

    def parse(self, source: str, body: bytes) -> list[Incoming]:
        """The alerts in ``body``, in order; what is wrong with one does not touch its neighbours."""

    def read(self, payload: str) -> Reading:
        """One stored alert, read."""


@dataclass(frozen=True)
class Outgoing:
    """An approved reply on its way out. ``key`` is the same on every try: networks that take one will not double."""

    key: str
    text: str
    language: str
    mention: dict[str, Any]
    approved_by: str


@dataclass(frozen=True)
class Posted:
    """The reply is public at ``url``."""

    url: str


class NotSent(Exception):
    """The network was surely not reached or refused for now; ``retry_after`` in seconds when it said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Permanent(Exception):
    """The network will never take this as it is."""


class Unknown(Exception):
    """It may have been published, and it may not."""


class Publisher(Protocol):
    """A way out for replies."""

    def publish(self, reply: Outgoing) -> Posted:
        """Send ``reply`` once; raises :class:`NotSent`, :class:`Permanent` or :class:`Unknown`."""


@runtime_checkable
class PrivateWay(Protocol):
    """A way out that can also write to one customer alone (a direct message); few sources have one."""

    def write_privately(self, message: Outgoing) -> Posted:
        """Send ``message`` to the author of ``message.mention`` alone, once; raises as :class:`Publisher` does."""
