"""Sorting: what a mention is, by the playbooks' phrases and the fitted model, kept beside it with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import Risk
from bot.triage import deciding, places
from bot.triage.deciding import Reason, Triaged
from bot.triage.features import Said
from bot.triage.fitted import Model
from bot.triage.places import Place

SURE_TOPIC = 0.5  # from this likelihood on the model's topic finds a playbook where no phrase does
# ... and from this one on it is believed more than a phrase: where the two disagree, it is right six times as often
# (13 mentions of tests/triage/development: 12 to 2; between the two thresholds 6 to 6).
SURER_THAN_A_PHRASE = 0.75


@dataclass(frozen=True)
class Known:
    """What is known of a mention beside its words. ``logged``: a colleague wrote it down for somebody; ``url``: where
    it stands; ``answers_us``: it is a reply to a post of the brand."""

    own: bool = False
    logged: bool = False
    url: str = ""
    answers_us: bool = False


def sort(book: Book, model: Model, said: Said, known: Known | None = None) -> Triaged:
    """What ``said`` is: to be kept with :func:`kept`."""
    known = known or Known()
    spoken = book.spoken(f"{said.title} {said.text}", said.language)
    heard = deciding.Heard(known.own, known.logged, spoken.risks, spoken.topics)
    return deciding.decide(book.house.unnamed(said), model, heard)


def place_of(book: Book, said: Said, known: Known) -> Place:
    """Whose ground it was said on, and whether it was said to us."""
    words = f"{said.title} {said.text}".strip()
    counter = bool(said.network) and book.desk.venue(said.network) == "counter"
    return places.place(
        book.house, said.network, known.url, words, logged=known.logged or counter, answers_us=known.answers_us
    )


def kept(triaged: Triaged, place: Place | None = None) -> dict[str, Any]:
    """``triaged`` as the mention keeps it, with where it was said."""
    where = {"ground": place.ground, "solicited": place.solicited, "place": place.why.as_json()} if place else {}
    return where | {
        "kind": triaged.kind, "confidence": triaged.confidence, "doubtful": triaged.doubtful,
        "stakes": triaged.stakes, "arousal": triaged.arousal, "topics": [list(pair) for pair in triaged.topics],
        "risks": list(triaged.risks), "asked_risks": list(triaged.asked_risks),
        "sure_risks": list(triaged.sure_risks), "abusive": triaged.abusive, "needs": triaged.needs,
        "reasons": [reason.as_json() for reason in triaged.reasons],
    }  # fmt: skip


def reasons(triage: Mapping[str, Any] | None) -> list[Reason]:
    """The reasons of a decision that was kept."""
    return [Reason(**reason) for reason in (triage or {}).get("reasons", ())]


def why_place(triage: Mapping[str, Any] | None) -> Reason | None:
    """Why the mention is thought to stand on that ground, and to speak to us or not."""
    found = (triage or {}).get("place")
    return Reason(**found) if found else None


def asks_for_restraint(triage: Mapping[str, Any] | None) -> bool:
    """Whether nobody asked us, and we would speak among customers (:class:`bot.triage.places.Place`) about a matter in
    which little is at stake: where somebody may come to harm, nobody keeps to the edge."""
    found = triage or {}
    little = found.get("stakes") in (None, "P3", "P4") and not found.get("asked_risks")
    return little and found.get("ground") == "consumers" and not found.get("solicited", True)


def outweighs_phrases(triage: Mapping[str, Any] | None) -> bool:
    """Whether the likeliest topic is believed more than a playbook's phrase that was found."""
    _name, likely = next(iter((triage or {}).get("topics", ())), ("", 0.0))
    return bool(likely >= SURER_THAN_A_PHRASE)


def venue_weighed(book: Book, network: str, triage: Mapping[str, Any] | None) -> str | None:
    """What a priority's venue is: the ground that was found, a counter, or what is usual of the network."""
    usual = book.desk.venue(network) if network else None
    return usual if usual == "counter" else (triage or {}).get("ground") or usual


def without_passages(triage: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """``triage`` without what a second opinion quotes of a mention whose author took it back."""
    if not triage or "opinion" not in triage:
        return dict(triage) if triage else None
    return {**triage, "opinion": {**triage["opinion"], "reasons": []}}


def leads(book: Book, triage: Mapping[str, Any] | None) -> tuple[tuple[Risk, ...], tuple[str, ...]]:
    """``(risks, topics)`` that help to choose the playbook: risks the model is sure of, and its likeliest topic, where
    that playbook waits for no risk of its own."""
    if not triage:
        return (), ()
    risks = tuple(triage.get("sure_risks", ()))
    if triage.get("kind") == "suggestion":
        return risks, ("suggestion",)
    likeliest = next(iter(triage.get("topics", ())), None)
    if likeliest is None or likeliest[1] < SURE_TOPIC:
        return risks, ()
    playbook = book.playbooks.get(likeliest[0])
    return risks, (likeliest[0],) if playbook is not None and not playbook.applies.risks else ()
