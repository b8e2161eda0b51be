"""One sentence said in passing in an otherwise good reply: oblique faults, and honest sentences that come near them.

``hosts.jsonl`` holds good replies in parts (problem, regret, cause, deed), ``asides.jsonl`` sentences with the check
that should see them, or that should leave them alone: by whoever then mended the checks against them, so that they show
what has been learnt and not what strangers will write. A sentence without a host is set into one after the other.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.voice.sets.pairs import HERE, Pair

PARTS = ("problem", "regret", "cause", "deed")
# The part whose place a fault takes; the others are set before what is done.
TAKES_THE_PLACE_OF = {"R2": ("regret",), "R3": ("cause",), "R4": ("deed",), "R11": ("cause",), "R1": PARTS}
UNKNOWN_CAUSE = ("R3", "R5", "R11")  # with a confirmed cause at hand another check would speak first


@cache
def faults() -> tuple[Pair, ...]:
    """Otherwise good replies with one oblique fault each, named by its check."""
    return tuple(_planted(fault=True))


@cache
def honest() -> tuple[Pair, ...]:
    """The same replies with an honest sentence that comes near a fault."""
    return tuple(_planted(fault=False))


@cache
def hosts() -> tuple[Pair, ...]:
    """The replies with nothing added."""
    return tuple(_pair(host, {}, host["key"], "") for host in _lines("hosts"))


def _planted(*, fault: bool) -> Iterator[Pair]:
    known = {host["key"]: host for host in _lines("hosts")}
    turns = {
        language: itertools.cycle([h for h in known.values() if h["language"] == language and not h.get("hold")])
        for language in ("fr", "en")
    }
    for number, aside in enumerate(_lines("asides")):
        host = known[aside["host"]] if "host" in aside else next(turns[aside["language"]])
        if aside["fault"] == fault:
            name = f"aside-{aside['check']}-{aside['language']}-{number:04}"
            yield _pair(host, aside, name, aside["check"] if fault else "")


def _pair(host: Mapping[str, Any], aside: Mapping[str, Any], name: str, fault: str) -> Pair:
    check = aside.get("check", "")
    parts = {part: host[part] for part in PARTS}
    said = aside.get("said", "")
    replaced = TAKES_THE_PLACE_OF.get(check, ()) if fault or check in ("R2", "R3", "R4") else ()
    for part in replaced:
        parts[part] = ""
    where = replaced[0] if replaced else "deed"
    parts[where] = f"{said} {parts[where]}"
    facts = dict(host["facts"])
    if aside.get("fact"):
        facts["checked"] = aside["fact"]
    if check == "R12":
        facts["granted"] = []
    nothing = check in UNKNOWN_CAUSE or (check == "R15" and len(said) % 2 and "fact" not in aside)
    reply = " ".join(part.strip() for part in parts.values() if part.strip())
    return Pair(
        id=name, brand=host["brand"], language=host["language"], network=host["network"], complaint=host["complaint"],
        reply=f"{reply} {host['approver']}", approver=host["approver"], facts=None if nothing else facts, fault=fault,
        rules={"legal_hold": True} if host.get("hold") else {},
    )  # fmt: skip


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
