"""Variants of mentions: what tools and people do to a text on its way, and what other people write who mean the same.

``redelivered``: the same item once more, packed otherwise. ``edited``: a copy that somebody or something changed.
``told_by_another``: another person with the same problem, which is never the same mention.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

from tests.conftest import ROOT

Draw = random.Random
ACCENTED = str.maketrans("aeiouc", "àéîôùç")
PLAIN = str.maketrans("àâäéèêëîïôöùûüçÀÉÈÊÎÔÙÇ", "aaaeeeeiioouuucAEEEIOUC")


@cache
def labelled() -> tuple[dict, ...]:
    """The invented mentions of the project, each a dictionary with ``text``, ``lang``, ``kind`` and ``topics``."""
    files = sorted((ROOT / "bot" / "triage" / "labelled").glob("*.jsonl"))
    return tuple(json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())


def texts(fewest_words: int = 8) -> list[str]:
    """Different texts of at least so many words."""
    return [row["text"] for row in labelled() if len(row["text"].split()) >= fewest_words]


def same_topic() -> list[list[str]]:
    """Complaints by topic and language: what many people write about one problem."""
    found = defaultdict(list)
    for row in labelled():
        for topic in row.get("topics", [])[:1]:
            found[topic, row["lang"]].append(row["text"])
    return [group for group in found.values() if len(group) > 1]


# The same item, packed otherwise: all of these leave the fingerprint as it is.
PACKED: dict[str, Callable[[str, Draw], str]] = {
    "upper case": lambda text, _draw: text.upper().replace("SS", "ss"),
    "no accents": lambda text, _draw: text.translate(PLAIN),
    "entities": lambda text, _draw: html.escape(text),
    "entities twice": lambda text, _draw: html.escape(html.escape(text)),
    "emoji": lambda text, draw: f"{text} {draw.choice(['😡😡', '🙏🏽', '👍', '❤️'])}",
    "a repost": lambda text, draw: f"RT @{draw.choice(['nadia_o', 'le.relais', 'x'])}: {text}",
    "a repost of a repost": lambda text, _draw: f"RT @one: RT @two: {text}",
    "forwarded": lambda text, _draw: f"Fwd: {text}",
    "via": lambda text, _draw: f"{text} (via @somebody)",
    "an address behind": lambda text, draw: f"{text} https://t.co/{draw.randrange(10**8):x}?utm_source=x",
    "handles and hashtags behind": lambda text, _draw: f"{text} @brand #fail #neveragain",
    "handles in front": lambda text, _draw: f"@brand @help {text}",
    "quotes": lambda text, _draw: f"« {text} »",
    "other apostrophes": lambda text, _draw: text.replace("'", "’").replace('"', "“"),
    "zero width": lambda text, draw: _between(text, "\u200b", draw),
    "line breaks": lambda text, _draw: text.replace(" ", "\n", 2),
    "tags": lambda text, _draw: f"<p>{text}</p><br/>",
    "punctuation gone": lambda text, _draw: re.sub(r"[!?;:…]+", " ", text),
}


def _between(text: str, sign: str, draw: Draw) -> str:
    place = draw.randrange(len(text))
    return text[:place] + sign + text[place:]


def readdressed(url: str, draw: Draw) -> str:
    """Another address of the same item."""
    tracked = f"{url}{'&' if '?' in url else '?'}utm_source=tool&fbclid={draw.randrange(10**9)}"
    return draw.choice([
        tracked,
        url.replace("https://", "http://www."),
        url.replace("https://", "https://m."),
        f"{url}#reply-{draw.randrange(99)}",
        f"{url}{'&' if '?' in url else '?'}sig=abc{draw.randrange(999)}&expires=1790000000",
        f"https://www.google.com/url?sa=t&url={quote(url, safe='')}&usg=AOv{draw.randrange(999)}",
        f"https://l.facebook.com/l.php?u={quote(tracked, safe='')}&h=AT{draw.randrange(999)}",
        html.escape(tracked),
    ])  # fmt: skip


def cut(text: str, draw: Draw) -> str:
    """As a tool shows the beginning: cut after 60 % or more, with a mark or without."""
    place = max(int(len(text) * draw.uniform(0.6, 0.9)), 50)
    return (
        text if place >= len(text) else text[:place] + draw.choice(["…", "...", "… Read more", " [...]", "… voir plus"])
    )


def misspelt(text: str, draw: Draw) -> str:
    """One word in ten with a letter swapped, dropped or doubled."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for place in draw.sample(long, min(len(long), max(1, len(words) // 10))):
        word, at = words[place], draw.randrange(1, len(words[place]) - 2)
        words[place] = draw.choice([
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        ])  # fmt: skip
    return " ".join(words)


def shortened(text: str, draw: Draw) -> str:
    """One word in twelve is missing."""
    words = text.split()
    for _time in range(max(1, len(words) // 12)):
        words.pop(draw.randrange(len(words)))
    return " ".join(words)


def lengthened(text: str, draw: Draw) -> str:
    """One word in twelve more."""
    words = text.split()
    for _time in range(max(1, len(words) // 12)):
        added = draw.choice("really just honestly vraiment franchement encore absolutely the very so".split())
        words.insert(draw.randrange(len(words) + 1), added)
    return " ".join(words)


def introduced(text: str, draw: Draw) -> str:
    """Passed on with a word or two in front or behind."""
    return draw.choice([
        f"So true: {text}", f"Regardez ça ! {text}", f"look at this {text}", f"{text} Incroyable.", f"{text} smh",
        f"This 👇 {text}",
    ])  # fmt: skip


EDITED: dict[str, Callable[[str, Draw], str]] = {
    "cut": cut, "misspelt": misspelt, "shortened": shortened, "lengthened": lengthened, "introduced": introduced,
}  # fmt: skip


def edited(text: str, draw: Draw) -> str:
    """A copy of ``text`` with one change, or two."""
    changes = draw.sample(sorted(EDITED), draw.choice([1, 1, 2]))
    for change in sorted(changes, key="cut".__eq__):  # what shows a beginning comes last
        text = EDITED[change](text, draw)
    return PACKED[draw.choice(sorted(PACKED))](text, draw) if draw.random() < 0.3 else text


# What many people write about one problem: the same sentence with their own thing, place, number or day in it.
SENTENCES = [
    "@{brand} my {thing} was supposed to arrive on {day} and {n} weeks later still nothing, nobody answers my emails",
    "Ordered a {thing} from {brand} in {place}, it arrived broken and customer service keeps me on hold {n} hours",
    "{n} weeks waiting for my refund of {n2} euros for the {thing}, {brand} says it is on its way every time I call",
    "Commande {n2} chez {brand} : {thing} jamais reçu depuis {day}, le service client de {place} ne répond plus",
    "Bonjour {brand}, j'attends mon remboursement de {n2} € depuis {n} semaines pour un {thing} cassé, toujours rien",
    "{brand} à {place} : {n} heures d'attente au guichet {day} pour un {thing}, et le vendeur m'a raccroché au nez",
]
SLOTS = {
    "brand": "Lunelia Brimoor Tavelle Ostra Pawbury Gemmary Castrel Nordal Volair Fybra".split(),
    "thing": "lamp sofa kettle canapé vélo bracelet poussette casque ring boiler pushchair aspirateur manteau".split(),
    "place": "Lyon Leeds Nantes Cork Vesoul Dole Brest Hull Metz Tours Derby".split(),
    "day": "monday tuesday friday lundi mardi vendredi samedi".split(),
    "n": "2 3 4 5 6 7 8 9 11".split(),
    "n2": "45 89 120 199 240 310 1250".split(),
}


def told_by_others(draw: Draw) -> tuple[str, str]:
    """Two people's words about one problem, as alike as such words get: at least two of the particulars differ."""
    sentence = draw.choice(SENTENCES)
    slots = [name for name in SLOTS if f"{{{name}}}" in sentence and name != "brand"]
    one = {name: draw.choice(values) for name, values in SLOTS.items()}
    other = dict(one)
    for name in draw.sample(slots, draw.randint(min(2, len(slots)), len(slots))):
        other[name] = draw.choice([value for value in SLOTS[name] if value != one[name]])
    return sentence.format(**one), sentence.format(**other)
