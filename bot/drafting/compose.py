"""A draft from the playbook alone: greeting by name, the specific problem, responsibility, what, by whom and when.

The text is put together from the playbook's moves; a variant is used only when its facts are in the mention. A fact no
variant can do without is left as a visible ``[[blank]]``, which blocks approval until a person fills it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk import drafts
from bot.desk.playbooks import Book, Playbook
from bot.drafting import facts, times
from bot.voice import form

SLOT = re.compile(r"\{(\w+)\}")
WRITTEN = ("en", "fr")
GREETING = {"en": ("Hi {name},", "Hello,"), "fr": ("Bonjour {name},", "Bonjour,")}
OTHER_LANGUAGE = {"en": "the whole reply, in the customer's language ({language})",
                  "fr": "toute la réponse, dans la langue du client ({language})"}  # fmt: skip
NOT_A_FIRST_NAME = re.compile(
    r"[\d_@.]|^(?:the|an?|le|la|les|une?|mr|mrs|ms|miss|mx|sir|madam|mme|mlle|m|madame|mademoiselle|monsieur|dr|prof|"
    r"team|équipe|client|cliente|customer|user|guest|utilisateur|utilisatrice|membre|member|anonymous|anonyme)$",
    re.IGNORECASE,
)
LEAVE_OUT_FIRST = ("invite",)  # what a short network can do without, when nothing else fits
LEAVE_OUT_NEXT = (*LEAVE_OUT_FIRST, "explain")
# Not said in public: nothing is written "here", and nobody needs to be asked into private.
SPOKEN = frozenset({"shop", "phone", "letter"})
HERE = {"en": " here", "fr": " ici"}


@dataclass(frozen=True)
class Composition:
    """A draft. ``commitments`` are ``{what, by, said, until}``: times in RFC 3339, and from ``until`` on, what was said
    is no longer right. ``missing`` names the blanks left in ``body``."""

    body: str
    language: str
    commitments: list[dict[str, str]]
    missing: list[str]
    used: dict[str, str]


def compose(book: Book, playbook: Playbook, mention: dict[str, Any], now: datetime) -> Composition:
    """``mention``: ``text``, ``title``, ``language``, ``network``, ``name``, and ``seed``, which varies the wording."""
    language = mention["language"] if mention["language"] != "unknown" else book.desk.channels.language
    if language not in WRITTEN:
        label = OTHER_LANGUAGE[book.desk.channels.language].format(language=language)
        return Composition(f"[[{label}]]", language, [], [label], {})
    calendar = book.desk.calendar(playbook.promise.calendar)
    by = times.rounded(calendar.local(calendar.add(now, calendar.seconds(playbook.promise.within))))
    said = times.spoken(by, now, language)
    known = facts.found(f"{mention['title']} {mention['text']}", language, playbook.facts) | {
        "by": said,
        "here": "" if mention["network"] in SPOKEN else HERE[language],
    }
    body, used = _fitted(book, playbook, mention, language, known)
    until = times.until(by, now).isoformat()
    commitments = [{"what": used["act"], "by": by.isoformat(), "said": said, "until": until}]
    return Composition(body, language, commitments, form.blanks(body), used)


def _fitted(
    book: Book, playbook: Playbook, mention: dict[str, Any], language: str, known: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """The wording, shortened step by step until the network takes it with a signature."""
    most = form.limit(mention["network"], book.desk.voice.limits)
    private: Collection[str] = LEAVE_OUT_FIRST if mention["network"] in SPOKEN else ()
    body, used = "", dict[str, str]()
    for acknowledge, rest, left_out in (
        ("varied", "varied", private),
        ("varied", "varied", LEAVE_OUT_FIRST),
        ("varied", "briefest", private),
        ("varied", "briefest", LEAVE_OUT_FIRST),
        ("specific", "briefest", LEAVE_OUT_FIRST),  # the problem itself is what must not be shortened away
        ("specific", "briefest", LEAVE_OUT_NEXT),
        ("briefest", "briefest", LEAVE_OUT_NEXT),
    ):
        used = {
            move: _said(variants, known, f"{mention['seed']}:{move}", playbook, language,
                        acknowledge if move == "acknowledge" else rest)
            for move, variants in playbook.moves[language].in_order()  # type: ignore[index]
            if variants and move not in left_out
        }  # fmt: skip
        body = f"{greeting(mention['name'], language)}\n" + " ".join(used.values())
        if most is None or form.length(drafts.signed_by_longest_name(book, body, language), mention["network"]) <= most:
            break
    return body, used


def _said(variants: list[str], known: dict[str, str], seed: str, playbook: Playbook, language: str, how: str) -> str:
    """One variant, filled: ``varied`` by ``seed`` among those that use most of what is known, the shortest of those
    (``specific``), or the shortest of all (``briefest``)."""
    fewest = min(len(set(SLOT.findall(v)) - known.keys()) for v in variants)  # 0: nothing is missing
    fillable = [v for v in variants if len(set(SLOT.findall(v)) - known.keys()) == fewest]
    most = max(len(set(SLOT.findall(v))) for v in fillable)
    best = fillable if how == "briefest" else [v for v in fillable if len(set(SLOT.findall(v))) == most]
    said = [_filled(variant, known, playbook, language) for variant in best]
    if how == "varied":
        return said[int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % len(said)]
    return min(said, key=len)


def _filled(variant: str, known: dict[str, str], playbook: Playbook, language: str) -> str:
    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        label = playbook.blanks.get(name, {}).get(language, name)  # type: ignore[call-overload]
        return known.get(name, f"[[{label}]]")

    text = SLOT.sub(fill, variant)
    return text[:1].upper() + text[1:]


def greeting(name: str, language: str) -> str:
    """ "Hi Nadia," when the author's name begins with what reads like a first name, else a greeting without one."""
    with_name, without = GREETING[language]
    first = name.split()[0] if name.split() else ""
    plausible = 2 <= len(first) <= 20 and not NOT_A_FIRST_NAME.search(first) and first.replace("-", "").isalpha()
    initials = first.isupper() and len(first) == 2
    if not plausible or initials or first[0].islower():
        return without
    return with_name.format(name=first.title() if first.isupper() else first)
