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
from bot.desk.playbooks import Book, Circumstances, Playbook, Variant
from bot.desk.playbooks.moves import SLOT
from bot.desk.playbooks.notions import Language
from bot.drafting import facts, times
from bot.voice import form

CONTRACTED = {"dele": "du", "deles": "des", "àle": "au", "àles": "aux"}
CONTRACTION = re.compile(r"(^|\s)(de|à) (les?)(?= )", re.IGNORECASE)
WRITTEN = ("en", "fr")
GREETING = {"en": ("Hi {name},", "Hello,"), "fr": ("Bonjour {name},", "Bonjour,")}
OTHER_LANGUAGE = {"en": "the whole reply, in the customer's language ({language})",
                  "fr": "toute la réponse, dans la langue du client ({language})"}  # fmt: skip
NOT_A_FIRST_NAME = re.compile(
    r"[\d_@.]|^(?:the|an?|le|la|les|une?|mr|mrs|ms|miss|mx|sir|madam|mme|mlle|m|madame|mademoiselle|monsieur|dr|prof|"
    r"team|équipe|client|cliente|customer|user|guest|utilisateur|utilisatrice|membre|member|anonymous|anonyme)$",
    re.IGNORECASE,
)
NO_REPLY = {"en": "this playbook writes no reply: say why you answer all the same",
            "fr": "ce scénario ne prévoit pas de réponse : dites pourquoi vous répondez quand même"}  # fmt: skip
LEAVE_OUT_FIRST = ("invite", "ask", "close")  # what a short network can do without, when nothing else fits
LEAVE_OUT_NEXT = (*LEAVE_OUT_FIRST, "explain", "unknown")
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
    if not playbook.engages or playbook.moves_in(language) is None:
        label = NO_REPLY[language]
        return Composition(f"[[{label}]]", language, [], [label], {})
    known = _known(book, playbook, mention, language)
    commitments = []
    if playbook.commitment:
        calendar = book.desk.calendar(playbook.commitment.calendar)
        by = times.rounded(calendar.local(calendar.add(now, calendar.seconds(playbook.commitment.within))))
        known["by"] = times.spoken(by, now, language)
    body, used = _fitted(book, playbook, mention, language, known)
    if playbook.commitment and known["by"] in used.get("act", ""):
        until = times.until(by, now).isoformat()
        commitments = [{"what": used["act"], "by": by.isoformat(), "said": known["by"], "until": until}]
    return Composition(body, language, commitments, form.blanks(body), used)


def _known(book: Book, playbook: Playbook, mention: dict[str, Any], language: str) -> dict[str, str]:
    """What fills slots: the mention's own words, and what the desk knows."""
    desk, network = book.desk, mention["network"]
    team = desk.teams.get(playbook.team)
    given = {
        "here": "" if is_spoken(book, network) else HERE[language],
        "name": first_name(mention["name"]),
        "brand": desk.voice.brand,
        "team": team.title["fr" if language == "fr" else "en"] if team else "",
        "private": desk.private_way(network, language),
    }
    said = facts.found(f"{mention['title']} {mention['text']}", language, book.facts_of(playbook))
    return {slot: words for slot, words in given.items() if words or slot == "here"} | said


def is_spoken(book: Book, network: str) -> bool:
    """Not said in public: nothing is written "here", and nobody needs to be asked into private."""
    return book.desk.venue(network) == "counter"


def _fitted(
    book: Book, playbook: Playbook, mention: dict[str, Any], language: str, known: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """The wording, shortened step by step until the network takes it with a signature."""
    network = mention["network"]
    most = form.limit(network, book.desk.voice.limits)
    private: Collection[str] = ("invite",) if is_spoken(book, network) else ()
    seen = Circumstances(
        network, book.desk.venue(network), known.keys(), mention.get("arousal"), mention.get("severity"),
        mention.get("again"),
    )  # fmt: skip
    moves = _moves(playbook, language, seen)
    body, used = "", dict[str, str]()
    for acknowledge, rest, left_out in (
        ("varied", "varied", ()),
        ("varied", "varied", LEAVE_OUT_FIRST),
        ("varied", "briefest", ()),
        ("varied", "briefest", LEAVE_OUT_FIRST),
        ("specific", "briefest", LEAVE_OUT_FIRST),  # the problem itself is what must not be shortened away
        ("specific", "briefest", LEAVE_OUT_NEXT),
        ("briefest", "briefest", LEAVE_OUT_NEXT),
    ):
        used = {
            move: _said(variants, known, f"{mention['seed']}:{move}", book, playbook, language,
                        acknowledge if move == "acknowledge" else rest)
            for move, variants in moves
            if move not in {*left_out, *private}
        }  # fmt: skip
        body = f"{greeting(mention['name'], language)}\n" + " ".join(used.values())
        if most is None or form.length(drafts.signed_by_longest_name(book, body, language), mention["network"]) <= most:
            break
    return body, used


def _moves(playbook: Playbook, language: str, seen: Circumstances) -> list[tuple[str, list[Variant]]]:
    """``(move, the variants that may be said)``; the cause when one can be said whole, else that it is not known."""
    moves = playbook.moves_in(language)
    assert moves is not None  # asked before
    fitting = {move: [v for v in variants if v.fits(seen)] for move, variants in moves.in_order()}
    causes = [v for v in fitting["explain"] if set(v.slots()) <= set(seen.known)]
    if causes:
        fitting |= {"explain": causes, "unknown": []}
    elif fitting["unknown"]:
        fitting["explain"] = []
    return [(move, variants) for move, variants in fitting.items() if variants]


def _said(
    variants: list[Variant], known: dict[str, str], seed: str, book: Book, playbook: Playbook, language: str, how: str
) -> str:
    """One variant, filled: ``varied`` by ``seed`` among those that use most of what is known, the shortest of those
    (``specific``), or the shortest of all (``briefest``)."""
    fewest = min(len(set(v.slots()) - known.keys()) for v in variants)  # 0: nothing is missing
    fillable = [v for v in variants if len(set(v.slots()) - known.keys()) == fewest]
    most = max(len(set(v.slots())) for v in fillable)
    best = fillable if how == "briefest" else [v for v in fillable if len(set(v.slots())) == most]
    said = [_filled(variant.say, known, book, playbook, language) for variant in best]
    if how == "varied":
        return said[int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % len(said)]
    return min(said, key=len)


def _filled(variant: str, known: dict[str, str], book: Book, playbook: Playbook, language: str) -> str:
    def fill(slot: re.Match[str]) -> str:
        words = known.get(slot[1])
        return f"[[{label_of(slot[1], book, playbook, language)}]]" if words is None else words

    text = _contracted(SLOT.sub(fill, variant)) if language == "fr" else SLOT.sub(fill, variant)
    return text[:1].upper() + text[1:]


def label_of(slot: str, book: Book, playbook: Playbook, language: str) -> str:
    """What a person calls ``slot``; its own name, where nobody gave it one."""
    code: Language = "fr" if language == "fr" else "en"
    if slot in playbook.slots:
        return playbook.slots[slot].label.get(code, slot)
    fact = book.facts_of(playbook).get(slot)
    return fact.label.get(code, slot) if fact else slot


def _contracted(text: str) -> str:
    """French before a slot: "de" and « le colis » become « du colis »."""
    return CONTRACTION.sub(lambda found: found[1] + CONTRACTED[found[2].lower() + found[3]], text)


def greeting(name: str, language: str) -> str:
    """ "Hi Nadia," when the author's name begins with what reads like a first name, else a greeting without one."""
    with_name, without = GREETING[language]
    first = first_name(name)
    return with_name.format(name=first) if first else without


def first_name(name: str) -> str:
    """The first name that ``name`` begins with; empty when it does not read like one."""
    first = name.split()[0] if name.split() else ""
    plausible = 2 <= len(first) <= 20 and not NOT_A_FIRST_NAME.search(first) and first.replace("-", "").isalpha()
    initials = first.isupper() and len(first) == 2
    if not plausible or initials or first[0].islower():
        return ""
    return first.title() if first.isupper() else first
