"""A storm: what comes in within one hour when something has broken, and everybody writes at once.

Several topics, one of them told by many; questions, noise and praise; the same items from two tools, delivered twice,
reposted, copied; one person who writes again and again; and among all of it a threat, a journalist and an injury.
"""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from bot.desk import alerts
from bot.sources import generic
from tests.triage import variants

SURGE = "service-outage"
SHARES = {"surge": 30, "complaint": 25, "noise": 15, "praise": 8, "question": 7, "again": 5, "twice": 5, "prolific": 5}
GRAVE = {
    "threat": "I know where your shop manager lives. I will come down there with a knife and kill her, you hear me?",
    "press": "Hello, I am a journalist at the Northern Courier and I am writing an article about your company. "
    "Could your press office comment before my deadline at six tonight?",
    "safety": "Your kettle exploded and my daughter is in hospital with burns on both arms. She is four years old.",
}


def storm(number: int, begin: datetime, parts: int) -> list[list[dict[str, Any]]]:
    """``number`` generic alerts of one hour, in ``parts`` of equal length. Always the same ones."""
    draw = random.Random(4)
    rows = [row for row in variants.labelled() if not set(row.get("risks", ())) and len(row["text"].split()) > 5]
    of = {
        "surge": [row for row in rows if SURGE in row.get("topics", ())],
        **{kind: [row for row in rows if row["kind"] == kind] for kind in ("complaint", "noise", "praise", "question")},
    }
    found: list[dict[str, Any]] = []
    grave = dict(zip(sorted(draw.sample(range(number // 4, number), len(GRAVE))), GRAVE.items(), strict=True))
    for place in range(number):
        at = begin + timedelta(hours=place * parts // number / parts, minutes=-1)
        what = draw.choices(list(SHARES), list(SHARES.values()))[0]
        if place in grave:
            name, text = grave[place]
            found.append(_alert(name, text, f"grave.{name}", at, "x"))
        elif what in ("again", "twice") and found:
            found.append(_once_more(what, draw.choice(found), place, at, draw))
        elif what == "prolific":
            found.append(
                _alert(f"p{place}", f"Order 4711 again, still nothing, message {place} to you", "loud", at, "x")
            )
        else:
            row = draw.choice(of.get(what) or of["complaint"])
            # Everybody has an order of their own, else the same words would be copies.
            text = f"{row['text']} {draw.choice(['Order', 'Commande'])} {100000 + place}."
            found.append(_alert(f"m{place}", text, f"u{place}", at, draw.choice(["x", "facebook", "reviews"])))
    return [found[part * number // parts : (part + 1) * number // parts] for part in range(parts)]


def _alert(id: str, text: str, handle: str, at: datetime, network: str) -> dict[str, Any]:
    return {
        "id": id, "network": network, "url": f"https://social.example/{network}/{id}", "text": text,
        "author": {"handle": handle, "name": handle.title(), "followers": 200}, "posted_at": at.isoformat(),
    }  # fmt: skip


def _once_more(what: str, one: dict[str, Any], place: int, at: datetime, draw: random.Random) -> dict[str, Any]:
    if what == "twice":  # by the same tool, or with marks of another
        return one if draw.random() < 0.5 else one | {"id": f"t{place}", "url": f"{one['url']}?utm_source=tool"}
    text = variants.PACKED[draw.choice(["a repost", "emoji", "an address behind", "via"])](one["text"], draw)
    return _alert(f"r{place}", text, f"u{place}", at, "x")


def receive(app: App, bodies: list[dict[str, Any]]) -> None:
    """They are stored, unread, as the intake stores them."""
    incoming = [generic.parse("generic", json.dumps(body).encode())[0] for body in bodies]
    rows = list({one.key: alerts.row(one, app.now()) for one in incoming}.values())
    app.store.write(lambda session: alerts.store(session.connection(), rows))
