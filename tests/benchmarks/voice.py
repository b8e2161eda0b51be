"""How many replies a second one core judges, each held against fifty recent ones."""

from __future__ import annotations

import json
import random
import time

from bot.voice.request import read
from bot.voice.rubric import judge
from tests.benchmarks.figures import Figure

RECENT = 50
# Invented halves that are put together anew: no two replies or complaints alike.
OPENINGS = (
    "your {thing} was due on {day} and nobody told you it had slipped", "you waited {n} days for the {thing}",
    "the {thing} came broken, and the second call was cut off", "votre {thing} devait arriver {day} et rien n'est venu",
    "vous avez attendu {n} jours pour la réponse sur votre {thing}",
)  # fmt: skip
SORRY = (
    "I'm sorry, we should have rung you.",
    "Sorry, that was ours to check.",
    "Je vous présente mes excuses, c'est notre erreur.",
)
DEEDS = (
    "I've asked the depot to search today and will write to you here by {n} pm.", "A new one leaves tonight.",
    "Je renvoie le {thing} aujourd'hui, vous le recevez {day} avant {n} h.", "Our engineer comes on {day} at {n}.",
)  # fmt: skip
THINGS = "table lamp parcel ticket router boiler room meal colis train vol bagage compte facture rendez-vous".split()
DAYS = "Tuesday Friday Saturday lundi jeudi samedi".split()


def measure(_server: str, *, quick: bool) -> list[Figure]:
    """Replies a second, from decoded JSON to the judgement; the first one apart, which reads the word lists."""
    rng = random.Random(7)
    recent = [_reply(rng) for _number in range(500)]
    lines = [_line(rng, recent) for _number in range(200 if quick else 1000)]
    began = time.process_time()
    _judged(lines[0])
    first = time.process_time() - began
    for line in lines[:50]:
        _judged(line)
    began = time.process_time()
    for line in lines:
        _judged(line)
    taken = time.process_time() - began
    return [
        Figure(
            f"replies judged by all checks, {RECENT} recent ones each, one core",
            len(lines) / taken,
            "/s",
            200,
            "higher",
        ),
        Figure("the first reply a process judges, word lists included", first * 1000, "ms"),
    ]


def _judged(line: str) -> None:
    asked = read(json.loads(line))
    judge(asked.reply, asked.situation)


def _line(rng: random.Random, recent: list[str]) -> str:
    return json.dumps(
        {
            "id": 1,
            "reply": _reply(rng),
            "complaint": _filled(rng, rng.choice(OPENINGS)),
            "recent": rng.sample(recent, RECENT),
        }
    )


def _reply(rng: random.Random) -> str:
    parts = [rng.choice(OPENINGS), rng.choice(SORRY), *rng.sample(DEEDS, 2)]
    return "Hi Omar, " + " ".join(_filled(rng, part) for part in parts) + "\n— Sam, support"


def _filled(rng: random.Random, text: str) -> str:
    return text.format(thing=rng.choice(THINGS), day=rng.choice(DAYS), n=rng.randint(2, 11))
