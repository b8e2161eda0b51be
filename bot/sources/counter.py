"""The counter: complaints that people bring in by hand (shop, telephone, letter, a message somebody saw).

Same walk as any alert: the entry is stored as an alert of source ``counter`` and read like the others.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime

from bot.desk.alerts import Incoming
from bot.desk.mentions import Reading
from bot.sources import generic
from bot.sources.base import BadRequest

SOURCE = "counter"


def entry(
    *, text: str, network: str, name: str, url: str, language: str, at: datetime, logged_by: str, key: str = ""
) -> Incoming:
    """What a person logged, as an alert; ``key`` identifies it when it can be logged twice (a Slack message)."""
    external_id = key or uuid.uuid4().hex
    payload = {
        "id": external_id, "network": network, "url": url, "author": {"name": name}, "text": text,
        "posted_at": at.isoformat(), "language": language, "logged_by": logged_by,
    }  # fmt: skip
    return Incoming(SOURCE, external_id, "created", json.dumps(payload, ensure_ascii=False))


def verify(_headers: Mapping[str, str], _body: bytes, _secret: str, _now: datetime) -> None:
    """Nothing comes in here over HTTP: people log complaints in Slack or on the command line."""
    raise BadRequest("complaints of the counter are logged in Slack, not posted", 404)


def parse(source: str, body: bytes) -> list[Incoming]:
    """As the generic format."""
    return generic.parse(source, body)


def read(payload: str) -> Reading:
    """As the generic format, with the person who logged it."""
    reading = generic.read(payload)
    logged_by = json.loads(payload).get("logged_by")
    return Reading(**{**reading.__dict__, "logged_by": logged_by})
