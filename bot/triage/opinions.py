"""A second opinion on what triage doubts: whom it is asked for, and what it may change.

It is a ratchet. What somebody else reads in a mention can only call for more attention, never for less: a complaint
stays one, stakes are not lowered, a risk is not taken back, nothing is set aside. So a text that talks its reader into
something gains nothing by it, and what two readers see is believed more than what one of them does. Where the second
opinion sees less, it is shown beside the first, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.texts import _
from bot.triage.deciding import GRAVE, Needs
from bot.triage.kinds import STAKES, Arousal, Kind, Risk, Stakes

UNSURE = 0.6  # of the kind: below, triage would rather ask
TOPIC_AGREED = 0.5  # how likely a topic is that both readers name
TOPIC_ALONE = 0.3  # … and one that only the second names: shown, and it decides nothing
DISPUTED = 0.5  # how sure it is of a kind on which the two differ
CHANGES: dict[str, str] = {
    "kind": _("what it is"), "stakes": _("what is at stake"), "arousal": _("how stirred up they are"),
    "topics": _("the topic"), "risks": _("a risk that both see"), "asked_risks": _("a risk to look at"),
    "abusive": _("whether it attacks a person"), "doubtful": _("no doubt any more that it is a complaint"),
}  # fmt: skip


@dataclass(frozen=True)
class Opinion:
    """What a second reader makes of a mention, in the words triage has for it. ``reasons``: passages of the mention."""

    kind: Kind
    stakes: Stakes | None
    arousal: Arousal | None
    topics: tuple[str, ...]
    risks: tuple[Risk, ...]
    abusive: bool
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """To be kept beside the mention."""
        return {
            "kind": self.kind, "complaint": self.kind == "complaint", "stakes": self.stakes, "arousal": self.arousal,
            "topics": list(self.topics), "risks": list(self.risks), "abusive": self.abusive,
            "reasons": list(self.reasons),
        }  # fmt: skip


def is_wanted(triage: Mapping[str, Any] | None, words: str) -> bool:
    """Whether triage is so unsure of ``words`` that somebody else is asked: of the kind, or of a risk."""
    if not triage or not words.strip():
        return False
    unsure = triage.get("doubtful") or triage.get("confidence", 1.0) < UNSURE
    return bool(unsure or set(triage.get("asked_risks", ())) - set(triage.get("sure_risks", ())))


def joined(triage: Mapping[str, Any], opinion: Opinion) -> tuple[dict[str, Any], list[str]]:
    """``triage`` with what ``opinion`` adds to it, and the names of what it changed (of :data:`CHANGES`)."""
    found = dict(triage)
    found |= _kind(triage, opinion)
    found |= _risks(triage, opinion)
    found |= {
        "stakes": _stakes(found, opinion),
        "arousal": triage.get("arousal") or opinion.arousal,
        "abusive": bool(triage.get("abusive") or opinion.abusive),
    }
    if found["kind"] in ("complaint", "suggestion"):
        found["topics"] = _topics(triage.get("topics", ()), opinion.topics)
    found["needs"] = _needs(found)
    changed = [name for name in CHANGES if name != "risks" and found.get(name) != triage.get(name)]
    if found["sure_risks"] != list(triage.get("sure_risks", ())):
        changed.append("risks")
    return found, changed


def _kind(triage: Mapping[str, Any], opinion: Opinion) -> dict[str, Any]:
    kind, doubtful = triage["kind"], bool(triage.get("doubtful"))
    if opinion.kind == "complaint":
        sure = triage.get("confidence", DISPUTED) if kind == "complaint" else DISPUTED
        return {"kind": "complaint", "doubtful": False, "confidence": sure}
    if kind == "complaint":
        return {"kind": kind, "doubtful": doubtful}  # the first reader, or a rule, holds on to it
    return {"kind": opinion.kind, "doubtful": doubtful}


def _risks(triage: Mapping[str, Any], opinion: Opinion) -> dict[str, Any]:
    asked, sure = list(triage.get("asked_risks", ())), list(triage.get("sure_risks", ()))
    both = [risk for risk in asked if risk in opinion.risks and risk not in sure]
    return {
        "risks": _union(triage.get("risks", ()), opinion.risks), "asked_risks": _union(asked, opinion.risks),
        "sure_risks": [*sure, *both],
    }  # fmt: skip


def _stakes(found: Mapping[str, Any], opinion: Opinion) -> Stakes | None:
    """The graver of both. P1 is for what is dangerous: without a sure risk by name it is P2, and people decide."""
    if found["kind"] != "complaint":
        return found.get("stakes")
    grave = any(risk in GRAVE for risk in found["sure_risks"])
    second = "P2" if opinion.stakes == "P1" and not grave else opinion.stakes
    named: list[Stakes] = [level for level in ("P1" if grave else None, found.get("stakes"), second) if level]
    return min(named, key=STAKES.index, default="P3")


def _topics(first: Sequence[Sequence[Any]], second: Sequence[str]) -> list[list[Any]]:
    """The first reader's topics; those that both name come to the front and are believed."""
    likely: dict[str, float] = {name: chance for name, chance in first}  # noqa: C416 (pairs come as lists)
    agreed = [name for name in second if name in likely]
    rest = [name for name in likely if name not in agreed]
    alone = [[name, TOPIC_ALONE] for name in second if name not in likely]
    return [
        *([name, max(likely[name], TOPIC_AGREED)] for name in agreed), *([name, likely[name]] for name in rest), *alone
    ]  # fmt: skip


def _needs(found: Mapping[str, Any]) -> Needs:
    if found["kind"] in ("complaint", "suggestion") or found["risks"]:
        return "reply"
    return "do_not_engage" if found["abusive"] else "watch"


def _union(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))
