"""What Slack hands out for a short while: trigger ids (three seconds, once) and response addresses (five answers)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.refusal import Refused

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5


@dataclass
class _Trigger:
    person: str
    until: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer one click: to whom, in which place, how often still."""

    channel: str
    person: str
    until: float
    ts: str = ""
    thread: str = ""
    uses: int = RESPONSE_URL_USES


@dataclass
class Passes:
    """The triggers and response addresses in use. ``clock`` gives Unix seconds."""

    clock: Callable[[], float]
    _triggers: dict[str, _Trigger] = field(default_factory=dict)
    _response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def new_trigger(self, person: str) -> str:
        """A ``trigger_id``, good once within three seconds."""
        now = self.clock()
        for old in [name for name, trigger in self._triggers.items() if trigger.until < now - 60]:
            del self._triggers[old]
        name = f"{int(now * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[name] = _Trigger(person, now + TRIGGER_SECONDS)
        return name

    def use_trigger(self, name: Any) -> str:
        """Whose trigger it is; refuses as Slack does when it is unknown, late or used."""
        trigger = self._triggers.get(name) if isinstance(name, str) else None
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock() > trigger.until:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.person

    def new_response_url(self, channel: str, person: str, **place: Any) -> str:
        """The secret last part of a ``response_url``, good five times within half an hour."""
        now = self.clock()
        for old in [name for name, url in self._response_urls.items() if url.until < now]:
            del self._response_urls[old]
        name = secrets.token_urlsafe(18)
        self._response_urls[name] = ResponseUrl(channel, person, now + RESPONSE_URL_SECONDS, **place)
        return name

    def use_response_url(self, name: str) -> ResponseUrl:
        """What the address is for; ``expired_url`` or ``used_url`` when it cannot be used any more."""
        url = self._response_urls.get(name)
        if url is None or self.clock() > url.until:
            raise Refused("expired_url")
        if url.uses < 1:
            raise Refused("used_url")
        url.uses -= 1
        return url
