"""What a mention is and what to do about it, each with its reasons: rules first, then the fitted model.

Rules are what needs no guess: the brand's own account, a rating of one star, and the phrases of the playbooks' risk
lanes, which the caller has looked up. Everything else is the model's, with how sure it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.texts import _
from bot.triage import arousal as feelings
from bot.triage.features import Said, tokens, whole_of
from bot.triage.fitted import Found, Model
from bot.triage.kinds import KINDS, RISKS, STAKES, Arousal, Kind, Risk, Stakes
from bot.triage.reasons import Reason as Reason

Needs = Literal["reply", "watch", "do_not_engage"]
GRAVE: frozenset[Risk] = frozenset(
    {"safety", "health", "threat", "self_harm", "minors", "discrimination", "privacy"}
)  # what makes a complaint P1
SERIOUS: frozenset[Risk] = frozenset({"legal", "press", "influencer", "fraud"})  # at least P2
SURE, WEIGHTY, ASKED = 0.25, 0.2, 0.1  # of a risk: takes the draft away; makes it grave; somebody is asked to look
BORNE_OUT = 0.05  # from this likelihood of its risk on a playbook's phrase counts: "my idea is on fire" is no fire
SURE_ABUSE = 0.6
GRAVEST = 0.5  # from this likelihood on the model alone makes it P1, and names the likeliest grave risk
STAKES_LEAN: Mapping[Stakes, float] = {"P2": 1.2, "P4": 2.0}  # the rarer levels, which ordinary ones would swallow
FEW_STARS = 2.0
BY_STARS = 0.9  # how sure one or two stars make it that somebody is dissatisfied
RISK_NAMES: dict[Risk, str] = {
    "safety": _("safety or injury"), "health": _("safety or injury"), "threat": _("threat or violence"),
    "self_harm": _("somebody in distress"), "minors": _("a child"), "discrimination": _("discrimination or harassment"),
    "privacy": _("personal data"), "legal": _("legal steps"), "press": _("the press"),
    "influencer": _("somebody with a following"), "fraud": _("fraud"),
}  # fmt: skip
KIND_NAMES: dict[Kind, str] = {
    "complaint": _("a complaint"), "question": _("a question"), "praise": _("praise"),
    "suggestion": _("a suggestion"), "noise": _("nothing that concerns us"),
}  # fmt: skip


@dataclass(frozen=True)
class Triaged:
    """The decision. ``confidence``: 0 to 1, of the kind. ``doubtful``: a person should look before it counts as
    noise. ``topics`` with their likelihood, the likeliest first. ``risks``: all that
    cannot be ruled out, many of them false; ``asked_risks``: those for which a person is asked to look; ``sure_risks``:
    those that take the draft away by themselves. A playbook's phrase makes a risk sure unless all else in the text
    speaks against it; then it cannot be ruled out, no more."""

    kind: Kind
    confidence: float
    doubtful: bool
    stakes: Stakes | None
    arousal: Arousal | None
    topics: tuple[tuple[str, float], ...]
    risks: tuple[Risk, ...]
    asked_risks: tuple[Risk, ...]
    sure_risks: tuple[Risk, ...]
    abusive: bool
    needs: Needs
    reasons: tuple[Reason, ...]

    @property
    def complaint(self) -> bool:
        """Whether somebody is owed an answer."""
        return self.kind == "complaint"


@dataclass(frozen=True)
class Heard:
    """What the caller knows beside the words. ``logged``: a colleague wrote it down for somebody; ``spoken``: risks by
    the playbooks' phrases that were found; ``topics``: playbooks whose phrases were found."""

    own: bool = False
    logged: bool = False
    spoken: Mapping[Risk, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()


def decide(said: Said, model: Model, heard: Heard | None = None) -> Triaged:
    """What ``said`` is."""
    heard = heard or Heard()
    found = model.found(said)
    likely = model.probabilities(found)
    spoken = frozenset(risk for risk in heard.spoken if likely.get(f"risk:{risk}", 1.0) >= BORNE_OUT)
    kind, confidence, doubtful, why = _kind(said, model, likely, found, heard, bool(spoken))
    risks, of_risk = _risks(model, likely, found, heard)
    # A colleague's note quotes what somebody said; it attacks nobody by itself.
    abusive = likely["abusive"] >= (SURE_ABUSE if heard.logged else model.thresholds["abusive"])
    asked = tuple(risk for risk in risks if risk in spoken or likely[f"risk:{risk}"] >= ASKED)
    sure = tuple(risk for risk in asked if risk in spoken or likely[f"risk:{risk}"] >= SURE)
    weighty = tuple(risk for risk in asked if risk in spoken or likely[f"risk:{risk}"] >= WEIGHTY)
    stakes, of_stakes = _stakes(likely, weighty) if kind == "complaint" else (None, [])
    of_abuse = [Reason(_("It attacks a person."))] if abusive else []
    return Triaged(
        kind, round(confidence, 3), doubtful, stakes, _arousal(said, likely),
        _topics(model, likely, heard) if kind in ("complaint", "suggestion") else (), risks,
        asked, sure, abusive,
        _needs(kind, abusive, asked), (*why, *of_risk, *of_stakes, *of_abuse),
    )  # fmt: skip


def _kind(
    said: Said, model: Model, likely: Mapping[str, float], found: Found, heard: Heard, spoken: bool
) -> tuple[Kind, float, bool, list[Reason]]:
    if heard.own:
        return "noise", 1.0, False, [Reason(_("The brand's own account wrote it."))]
    if heard.logged:
        return "complaint", 1.0, False, [Reason(_("A colleague wrote it down for somebody."))]
    if not tokens(whole_of(said)) and said.rating is None:
        return "complaint", 0.5, True, [Reason(_("No words came with it: look at it where it was said."))]
    complaint = likely["kind:complaint"]
    if said.rating is not None and said.rating <= FEW_STARS:
        stars = Reason(_("{stars} out of 5 stars."), {"stars": f"{said.rating:g}"})
        return "complaint", max(complaint, BY_STARS), False, [stars, *_words(model, "kind:complaint", found)]
    least = model.thresholds[f"complaint:{said.language if said.language in ('en', 'fr') else 'unknown'}"]
    if complaint >= least or spoken:
        by_phrase = complaint < least
        return "complaint", max(complaint, least), by_phrase, _words(model, "kind:complaint", found)
    kind: Kind = max((kind for kind in KINDS if kind != "complaint"), key=lambda name: likely[f"kind:{name}"])
    ruled = bool(heard.spoken)  # the model takes it for idle talk: still somebody's rule, so a person looks
    doubtful = ruled or complaint >= model.thresholds["doubt"] or said.language not in ("en", "fr", "unknown")
    return kind, 1 - complaint, doubtful, [
        Reason(_("It reads like {kind}."), names={"kind": KIND_NAMES[kind]}), *_words(model, f"kind:{kind}", found)
    ]  # fmt: skip


def _words(model: Model, label: str, found: Found) -> list[Reason]:
    words = model.words_for(label, found)
    return [Reason(_("Its words: {words}."), {"words": ", ".join(words)})] if words else []


def _risks(
    model: Model, likely: Mapping[str, float], found: Found, heard: Heard
) -> tuple[tuple[Risk, ...], list[Reason]]:
    by_model = [risk for risk in RISKS if likely[f"risk:{risk}"] >= model.thresholds.get(f"risk:{risk}", 0.5)]
    risks = tuple(dict.fromkeys([*heard.spoken, *by_model]))
    reasons = [
        Reason(_("Risk: {risk}, said by “{phrase}”."), {"phrase": phrase}, {"risk": RISK_NAMES[risk]})
        for risk, phrase in heard.spoken.items()
    ]
    for risk in by_model:
        if risk in heard.spoken:
            continue
        named = {"risk": RISK_NAMES[risk]}
        if likely[f"risk:{risk}"] < ASKED:  # the words that make it so little likely are "my, that, with": no reason
            reasons.append(Reason(_("Hardly likely, but not ruled out: {risk}."), names=named))
        else:
            words = {"words": ", ".join(model.words_for(f"risk:{risk}", found)) or "…"}
            reasons.append(Reason(_("Risk: {risk}, by its words: {words}."), words, named))
    return risks, reasons


def _stakes(likely: Mapping[str, float], risks: tuple[Risk, ...]) -> tuple[Stakes, list[Reason]]:
    grave = [risk for risk in risks if risk in GRAVE]
    if not grave and likely["stakes:P1"] >= GRAVEST:
        grave = [max(GRAVE & set(RISKS), key=lambda risk: (likely[f"risk:{risk}"], risk))]
    if grave:
        return "P1", [Reason(_STAKES_SAID["P1"], names={"risk": RISK_NAMES[grave[0]]})]
    best = max(STAKES[1:], key=lambda level: likely[f"stakes:{level}"] * STAKES_LEAN.get(level, 1.0))
    if any(risk in SERIOUS for risk in risks):
        best = "P2"
    return best, [Reason(_STAKES_SAID[best])]


_STAKES_SAID: dict[Stakes, str] = {
    "P1": _("P1, the gravest: {risk}."),
    "P2": _("P2: serious money, a long wait or somebody in need."),
    "P3": _("P3: an ordinary complaint."),
    "P4": _("P4: little is at stake."),
}


def _arousal(said: Said, likely: Mapping[str, float]) -> Arousal | None:
    return feelings.arousal(f"{said.title} {said.text}", said.language) or (
        "high" if likely["arousal:high"] > 0.6 else "low" if likely["arousal:low"] > 0.6 else None
    )


PHRASE_WEIGHS = 0.35  # a playbook's phrase in the text speaks for its topic beside the model
SHOWN_TOPICS, ALWAYS_SHOWN = 3, 2  # the likeliest and its runner-up


def _topics(model: Model, likely: Mapping[str, float], heard: Heard) -> tuple[tuple[str, float], ...]:
    weighed = {
        label[6:]: min(0.99, chance + (PHRASE_WEIGHS if label[6:] in heard.topics else 0.0))
        for label, chance in likely.items()
        if label.startswith("topic:")
    }
    ordered = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))
    least = model.thresholds.get("topic", 0.2)
    kept = [pair for place, pair in enumerate(ordered[:SHOWN_TOPICS]) if place < ALWAYS_SHOWN or pair[1] >= least]
    return tuple((name, round(chance, 3)) for name, chance in kept)


def _needs(kind: Kind, abusive: bool, risks: tuple[Risk, ...]) -> Needs:
    if kind in ("complaint", "suggestion") or risks:
        return "reply"
    return "do_not_engage" if abusive else "watch"
