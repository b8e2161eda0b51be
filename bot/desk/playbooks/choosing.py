"""Which playbook takes a mention, why, and which came next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.desk.playbooks.notions import LANGUAGES, Range, Risk, Severity, Venue
from bot.desk.playbooks.phrases import Hit, Index, Phrase, count_words, words_of
from bot.desk.playbooks.playbook import Applies, Playbook

GENERAL = "general"  # takes what no other playbook takes
Rank = tuple[int, int, int, int, int, int]


@dataclass(frozen=True)
class Heard:
    """A mention as far as the choice needs it. What nobody knows is None or empty, and holds for no condition."""

    text: str
    language: str
    network: str = ""
    venue: Venue | None = None
    rating: float | None = None
    severity: Severity | None = None
    risks: tuple[Risk, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A playbook that was looked at. ``why`` is what spoke for it; ``against`` what ruled it out, empty if nothing."""

    name: str
    why: str
    against: str = ""


@dataclass(frozen=True)
class Choice:
    """The playbook that takes a mention. ``why``: the phrase, risk or topic that decided; empty for the general one."""

    playbook: Playbook
    why: str
    runners_up: tuple[Candidate, ...] = ()

    def explained(self) -> str:
        """One line for a person: what decided, and what else was possible."""
        decided = f"{self.playbook.name}: {self.why or 'no other playbook fits'}"
        others = [f"{c.name} ({c.why}{f'; but {c.against}' if c.against else ''})" for c in self.runners_up]
        return decided + (f" | after it: {', '.join(others)}" if others else "")


@dataclass(frozen=True)
class Spoken:
    """What the playbooks' phrases find in a text. ``risks``: risk → the phrase; ``topics``: playbooks, by their order
    of being found."""

    risks: Mapping[Risk, str]
    topics: tuple[str, ...]


class Chooser:
    """All playbooks, ready to be asked."""

    def __init__(self, playbooks: Mapping[str, Playbook]) -> None:
        self._playbooks = dict(playbooks)
        self._order = {name: place for place, name in enumerate(playbooks)}
        spoken: dict[str, list[Phrase]] = {
            language: list(_phrases(playbooks.values(), language)) for language in LANGUAGES
        }
        self._indexes = {language: Index.of(phrases) for language, phrases in spoken.items()}
        # A short text is easily taken for another language; and who writes in another one says "refund" all the same.
        self._all = Index.of(dict.fromkeys(p for phrases in spoken.values() for p in phrases))
        self._by_topic = _table((topic, p.name) for p in playbooks.values() for topic in (p.name, *p.applies.topics))
        self._by_risk = _table((risk, p.name) for p in playbooks.values() for risk in p.applies.risks)
        # Triage asks, then the choice, then the card: for the same text.
        self._hits = lru_cache(maxsize=64)(self._found)
        self._by_conditions = [p.name for p in playbooks.values() if by_conditions_alone(p.applies)]

    def choose(self, heard: Heard) -> Choice:
        """The playbook for ``heard``: risk first, then priority, topic, and the phrase that says most."""
        hits: dict[str, list[Hit]] = {}
        for hit in self._hits(heard.text, heard.language):
            hits.setdefault(hit.phrase.playbook, []).append(hit)
        names = dict.fromkeys(hits)
        names.update((name, None) for topic in heard.topics for name in self._by_topic.get(topic, ()))
        names.update((name, None) for risk in heard.risks for name in self._by_risk.get(risk, ()))
        names.update((name, None) for name in self._by_conditions)
        ranked = [
            found for name in names if name != GENERAL and (found := self._ranked(name, hits.get(name, []), heard))
        ]
        fit = sorted((found for found in ranked if not found[1].against), key=lambda found: found[0], reverse=True)
        ruled_out = tuple(candidate for _rank, candidate in ranked if candidate.against)
        if not fit:
            return Choice(self._playbooks[GENERAL], "", ruled_out)
        best = fit[0][1]
        return Choice(self._playbooks[best.name], best.why, (*(found[1] for found in fit[1:]), *ruled_out))

    def _found(self, text: str, language: str) -> list[Hit]:
        return self._indexes.get(language, self._all).hits(text)

    def spoken(self, text: str, language: str) -> Spoken:
        """Risks and topics by phrases alone: what triage is told before it decides."""
        hits: dict[str, list[Hit]] = {}
        for hit in self._hits(text, language):
            hits.setdefault(hit.phrase.playbook, []).append(hit)
        risks: dict[Risk, str] = {}
        topics = []
        for name, found in hits.items():
            unless = [hit for hit in found if hit.phrase.kind == "unless"]
            stand = [hit for hit in found if hit.phrase.kind == "risk" and not any(map(hit.meets, unless))]
            if stand or (not unless and any(hit.phrase.kind == "phrase" for hit in found)):
                topics.append(name)
            for risk in self._playbooks[name].applies.risks[:1] if stand else ():
                risks.setdefault(risk, max(stand, key=lambda hit: hit.phrase.weight).phrase.text)
        return Spoken(risks, tuple(topics))

    def _ranked(self, name: str, hits: list[Hit], heard: Heard) -> tuple[Rank, Candidate] | None:
        applies = self._playbooks[name].applies
        unless = [hit for hit in hits if hit.phrase.kind == "unless"]
        risks = [hit.phrase for hit in hits if hit.phrase.kind == "risk"]
        stand = [hit.phrase for hit in hits if hit.phrase.kind == "risk" and not any(map(hit.meets, unless))]
        said = stand or risks or [hit.phrase for hit in hits if hit.phrase.kind == "phrase"]
        risk = next((risk for risk in heard.risks if risk in applies.risks), None)
        topic = next((topic for topic in heard.topics if topic == name or topic in applies.topics), None)
        longest = max(said, key=lambda phrase: phrase.weight, default=None)
        why = risk or (longest.text if risks and longest else "") or topic or (longest.text if longest else "")
        conditions = conditions_of(applies)
        if not why and not by_conditions_alone(applies):
            return None  # only a phrase that rules it out was found
        against = ""
        if unless and not risk and not stand:
            against = f"“{unless[0].phrase.text}” rules it out"
        against = against or next((unmet for what in conditions if (unmet := _unmet(what, applies, heard))), "")
        rank = (
            bool(risk or risks), applies.priority, bool(topic), longest.weight if longest else 0, len(conditions),
            -self._order[name],
        )  # fmt: skip
        return rank, Candidate(name, why or ", ".join(conditions), against)


def conditions_of(applies: Applies) -> list[str]:
    """The conditions that are set, by their keys."""
    return [what for what in ("venues", "networks", "severity", "rating", "words") if getattr(applies, what)]


def by_conditions_alone(applies: Applies) -> bool:
    """Whether its conditions are all a mention needs: no phrase, risk or topic is asked for."""
    named = (applies.phrases, applies.risk_phrases, applies.risks, applies.topics)
    return not any(named) and bool(conditions_of(applies))


def _unmet(what: str, applies: Applies, heard: Heard) -> str:
    """Why the condition ``what`` does not hold, or nothing."""
    if what == "venues":
        return "" if heard.venue in applies.venues else f"the venue is {heard.venue or 'unknown'}"
    if what == "networks":
        return "" if heard.network in applies.networks else f"the network is {heard.network or 'unknown'}"
    if what == "severity":
        return "" if heard.severity in applies.severity else f"the severity is {heard.severity or 'unknown'}"
    if what == "rating":
        return _outside(applies.rating, heard.rating, "rating")
    return _outside(applies.words, count_words(heard.text), "number of words")


def _outside(range_: Range | None, value: float | None, what: str) -> str:
    if value is None:
        return f"there is no {what}"
    return "" if range_ is None or range_.holds(value) else f"the {what} is {value:g}"


def _phrases(playbooks: Iterable[Playbook], language: str) -> Iterable[Phrase]:
    for playbook in playbooks:
        applies = playbook.applies
        for kind, lists in (("risk", applies.risk_phrases), ("phrase", applies.phrases), ("unless", applies.unless)):
            for text in lists.get(language, []):  # type: ignore[call-overload]
                yield Phrase(playbook.name, kind, text, words_of(text))  # type: ignore[arg-type]


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for key, name in pairs:
        table.setdefault(key, []).append(name)
    return table
