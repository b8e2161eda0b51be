"""A draft from the playbook alone: greeting by name, the specific problem, responsibility, what, by whom and when.

The text is put together from the playbook's moves; a variant is used only when its facts are in the mention. A fact no
variant can do without is left as a visible ``[[blank]]``, which blocks approval until a person fills it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.playbooks import Book, Playbook
from bot.drafting import facts, times
from bot.voice import checks

SLOT = re.compile(r"\{(\w+)\}")
WRITTEN = ("en", "fr")
ROOM_FOR_SIGNATURE = 45
GREETING = {"en": ("Hi {name},", "Hello,"), "fr": ("Bonjour {name},", "Bonjour,")}
OTHER_LANGUAGE = {"en": "the whole reply, in the customer's language ({language})",
                  "fr": "toute la réponse, dans la langue du client ({language})"}  # fmt: skip
NOT_A_FIRST_NAME = re.compile(r"[\d_@.]|^(?:the|le|la|les|mr|mrs|mme|m|dr|team|anonymous|anonyme)$", re.IGNORECASE)
LEAVE_OUT_FIRST = ("invite",)  # what a short network can do without, when nothing else fits


@dataclass(frozen=True)
class Composition:
    """A draft. ``commitments`` are ``{what, by (RFC 3339), said}``; ``missing`` names the blanks left in ``body``."""

    body: str
    language: str
    commitments: list[dict[str, str]]
    missing: list[str]
    used: dict[str, str]


def compose(book: Book, playbook: Playbook, mention: dict[str, Any], now: datetime) -> Composition:
    """``mention`` has ``text``, ``title``, ``language``, ``network``, ``name`` and ``seed`` (what varies the wording)."""
    language = mention["language"] if mention["language"] != "unknown" else book.desk.channels.language
    if language not in WRITTEN:
        label = OTHER_LANGUAGE[book.desk.channels.language].format(language=language)
        return Composition(f"[[{label}]]", language, [], [label], {})
    calendar = book.desk.calendar(playbook.promise.calendar)
    by = times.rounded(calendar.local(calendar.add(now, calendar.seconds(playbook.promise.within))))
    said = times.spoken(by, now, language)
    known = facts.found(f"{mention['title']} {mention['text']}", language, playbook.facts) | {"by": said}
    body, used = _fitted(book, playbook, mention, language, known)
    commitments = [{"what": used["act"], "by": by.isoformat(), "said": said}]
    return Composition(body, language, commitments, checks.blanks(body), used)


def _fitted(
    book: Book, playbook: Playbook, mention: dict[str, Any], language: str, known: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """The wording, shortened step by step until the network takes it with a signature."""
    most = checks.limit(mention["network"], book.desk.voice.limits)
    body, used = "", dict[str, str]()
    steps = ((False, ()), (False, LEAVE_OUT_FIRST), (True, ()), (True, LEAVE_OUT_FIRST))
    for shortest, left_out in steps:
        body, used = _worded(playbook, mention, language, known, shortest=shortest, left_out=left_out)
        if most is None or checks.length(body, mention["network"]) + ROOM_FOR_SIGNATURE <= most:
            break
    return body, used


def _worded(
    playbook: Playbook,
    mention: dict[str, Any],
    language: str,
    known: dict[str, str],
    *,
    shortest: bool,
    left_out: tuple[str, ...],
) -> tuple[str, dict[str, str]]:
    used: dict[str, str] = {}
    for move, variants in playbook.moves[language].in_order():  # type: ignore[index]
        if variants and move not in left_out:
            used[move] = _said(variants, known, f"{mention['seed']}:{move}", playbook, language, shortest=shortest)
    return f"{greeting(mention['name'], language)}\n" + " ".join(used.values()), used


def _said(
    variants: list[str], known: dict[str, str], seed: str, playbook: Playbook, language: str, *, shortest: bool
) -> str:
    """The variant that uses most of what is known (any of those, by ``seed``), filled."""
    fillable = [v for v in variants if set(SLOT.findall(v)) <= known.keys()] or variants[-1:]
    if shortest:
        chosen = min(fillable, key=lambda v: len(_filled(v, known, playbook, language)))
    else:
        most = max(len(set(SLOT.findall(v))) for v in fillable)
        best = [v for v in fillable if len(set(SLOT.findall(v))) == most]
        chosen = best[int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % len(best)]
    return _filled(chosen, known, playbook, language)


def _filled(variant: str, known: dict[str, str], playbook: Playbook, language: str) -> str:
    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        return known.get(name) or f"[[{playbook.blanks.get(name, {}).get(language, name)}]]"  # type: ignore[call-overload]

    text = SLOT.sub(fill, variant)
    return text[:1].upper() + text[1:]


def greeting(name: str, language: str) -> str:
    """ "Hi Nadia," when the author's name begins with what reads like a first name, else a greeting without one."""
    with_name, without = GREETING[language]
    first = name.split()[0] if name.split() else ""
    plausible = 2 <= len(first) <= 20 and not NOT_A_FIRST_NAME.search(first) and first.replace("-", "").isalpha()
    if not plausible or first[0].islower():
        return without
    return with_name.format(name=first.capitalize() if first.isupper() else first)
