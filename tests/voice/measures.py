"""Runs the development sets through the voice rubric: what it catches, what it wrongly refuses, what it tells apart."""

from __future__ import annotations

import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.voice.request import read
from bot.voice.rubric import Judgement, judge
from tests.voice.sets import asides, mutations, pairs, strangers
from tests.voice.sets.faults import Mutant, domain, faults
from tests.voice.sets.pairs import Pair

SCORES = ("specific", "accountable", "human")


@dataclass(frozen=True)
class Aim:
    """One figure and the limit it should keep."""

    name: str
    value: float
    limit: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Whether it does."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass
class Kind:
    """One kind of fault: which of those planted were caught by their check, and how many replies were blocked."""

    check: str
    kind: str
    sure: bool
    planted: int = 0
    caught: int = 0
    blocked: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Brand:
    """How well one brand's individual replies are told from its mass-produced ones (area under the ROC curve)."""

    brand: str
    specific: float
    both: float


@dataclass
class Report:
    """All figures of a run."""

    kinds: list[Kind]
    plain_faults: list[Kind]
    good: int
    checks: tuple[str, ...]
    alarms: Mapping[str, int]
    warnings: Mapping[str, int]
    alarmed: list[tuple[str, str, str]]
    brands: list[Brand]
    passing: Mapping[str, float]
    scores: Mapping[str, Mapping[str, Sequence[float]]]
    aims: list[Aim]


def measure(each: int) -> Report:
    """Everything, with up to ``each`` mutants of every kind and language."""
    good, mass = _all(pairs.individual()), _all(pairs.mass())
    unknown = _all(replace(pair, facts=None) for pair in pairs.individual())
    ordinary = _all(pairs.ordinary())
    plain = _all(pairs.plain())
    trades, framed = _all(pairs.trades(), remember=False), _all(pairs.trades_mass(), remember=False)
    oblique = _all(pairs.oblique(), remember=False)
    kinds = _caught(mutations.planted(each))
    seen = _seen(pairs.plain_faulty())
    noticed = _noticed()
    said = _seen(asides.faults(), "said in passing")
    beside_faults = _all(asides.honest(), remember=False)
    without, found_out = _all(pairs.without_inventions()), _all(pairs.found_out())
    alarms, warnings, alarmed = _alarms([*good, *plain])
    brands, hurried = _brands(good, mass), _brands(ordinary, mass)
    return Report(
        kinds=kinds,
        plain_faults=[*seen, *noticed, *said, *_of_strangers()],
        good=len(good) + len(plain),
        checks=tuple(check.id for check in good[0][1].checks),
        alarms=alarms,
        warnings=warnings,
        alarmed=alarmed,
        brands=brands,
        scores={score: {"individual": _quartiles(good, score), "mass": _quartiles(mass, score)} for score in SCORES},
        passing={
            "individual": 1 - _refused(good),
            "individual, no facts given": 1 - _refused(unknown),
            "ordinary": 1 - _refused(ordinary),
            "plain": 1 - _refused(plain),
            "found out": 1 - _refused(found_out),
            "mass": 1 - _refused(mass),
            "oblique": 1 - _refused(oblique),
            "many trades": 1 - _refused(trades),
            "many trades, templates": 1 - _refused(framed),
        },
        aims=[
            Aim("deterministic faults caught", _share(kind for kind in kinds if kind.sure), 0.95),
            Aim("other faults caught", _share(kind for kind in kinds if not kind.sure), 0.80),
            Aim("good replies refused", _refused(good), 0.05, at_least=False),
            Aim("good replies refused where no facts are given", _refused(unknown), 0.05, at_least=False),
            Aim("plain replies refused", _refused(plain), 0.05, at_least=False),
            Aim("replies of many trades refused", _refused(trades), 0.05, at_least=False),
            Aim("oblique replies refused", _refused(oblique), 0.05, at_least=False),
            Aim("templates of many trades refused", _refused(framed), 0.95),
            Aim("faults in plain replies seen", _share(seen), 0.80),
            Aim("oblique faults said in passing seen", _share(said), 0.80),
            Aim("honest sentences that come near them refused", _refused(beside_faults), 0.05, at_least=False),
            *(aim for which in strangers.SETS for aim in _aims_of(which)),
            Aim("inventions noticed", _share(noticed), 0.80),
            Aim("other replies to which R15 objects", _objects([*without, *ordinary, *plain]), 0.05, at_least=False),
            Aim("replies that tell what was found out: R15 objects", _objects(found_out), 0.10, at_least=False),
            Aim("replies that tell what was found out: R15 refuses", _objects(found_out, "block"), 0.0, at_least=False),
            Aim("individual replies, no facts given: R15 objects", _objects(unknown), 0.10, at_least=False),
            Aim("AUC of specific, mean of the brands", _mean(brands, "specific"), 0.9),
            Aim("AUC of specific, ordinary replies, mean of the brands", _mean(hurried, "specific"), 0.9),
            Aim("AUC of pass then specific, mean of the brands", _mean(brands, "both"), 0.9),
        ],
    )


def beside() -> dict[str, float]:
    """Figures without an aim: what is told apart without recent replies, and whether typing habits change a verdict."""
    alone = [_all(which, remember=False) for which in (pairs.individual(), pairs.ordinary(), pairs.mass())]
    figures = {
        "AUC of specific, no recent replies": _mean(_brands(alone[0], alone[2]), "specific"),
        "AUC of specific, no recent replies, ordinary ones": _mean(_brands(alone[1], alone[2]), "specific"),
    }
    for habit, typed in HABITS.items():
        retyped = _all((typed(pair) for pair in pairs.individual()), remember=False)
        changed = sum(one.passes != other.passes for (_, one), (_, other) in zip(alone[0], retyped, strict=True))
        figures[f"verdicts that change with {habit}"] = changed / len(retyped)
    return figures


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


HABITS: Mapping[str, Callable[[Pair], Pair]] = {
    "curly apostrophes": lambda pair: replace(pair, reply=pair.reply.replace("'", "’")),
    "no accents in the complaint": lambda pair: replace(pair, complaint=_plain(pair.complaint)),
    "a complaint in capitals": lambda pair: replace(pair, complaint=pair.complaint.upper()),
    "no accents in the reply": lambda pair: replace(pair, reply=_plain(pair.reply), approver=_plain(pair.approver)),
}


def _all(which: Iterable[Pair], *, remember: bool = True) -> list[tuple[Pair, Judgement]]:
    shelf = list(which)
    return [(pair, judged(pair, pairs.recent(pair, shelf) if remember else ())) for pair in shelf]


def _refused(judgements: Sequence[tuple[Pair, Judgement]]) -> float:
    return sum(not judgement.passes for _, judgement in judgements) / len(judgements)


def _mean(brands: Sequence[Brand], what: str) -> float:
    return statistics.mean(float(getattr(brand, what)) for brand in brands)


def judged(pair: Pair, recent: Sequence[str], rules: Mapping[str, Any] | None = None) -> Judgement:
    """What the rubric says about the reply of ``pair``, asked as ``check-reply`` asks. ``rules``: the playbook's."""
    brand = {"name": pair.brand, "domains": [domain(pair.brand)]}
    line = {
        "id": pair.id,
        "reply": pair.reply,
        "complaint": pair.complaint,
        "language": pair.language,
        "network": pair.network,
        "recent": list(recent),
        "approver": pair.approver,
        "facts": pair.facts,
        "playbook": {"brand": brand, **({"serious": True} if pair.serious else {}), **pair.rules, **(rules or {})},
    }
    request = read(line)
    return judge(request.reply, request.situation)


def _caught(planted: Iterable[Mutant]) -> list[Kind]:
    kinds = {fault.kind: Kind(fault.check, fault.kind, fault.sure) for fault in faults()}
    original = {pair.id: pair for pair in pairs.individual()}
    for mutant in planted:
        kind = kinds[mutant.fault.kind]
        recent = (*pairs.recent(original[mutant.pair.id], pairs.individual()), *mutant.recent)
        judgement = judged(mutant.pair, recent, mutant.rules)
        failing = {check.id for check in judgement.checks if not check.ok}
        kind.planted += 1
        kind.blocked += not judgement.passes
        if failing & {mutant.fault.check, *mutant.fault.also}:
            kind.caught += 1
        else:
            kind.missed.append(
                f"{mutant.pair.id} (failing: {', '.join(sorted(failing)) or 'nothing'})\n{_told(mutant)}"
            )
    return list(kinds.values())


def _seen(faulty: Sequence[Pair], how: str = "plain") -> list[Kind]:
    """One kind for each check that a reply fails: whether it is this check that says so."""
    kinds: dict[str, Kind] = {}
    for pair in sorted(faulty, key=lambda pair: int(pair.fault[1:])):
        judgement = judged(pair, ())
        kind = kinds.setdefault(pair.fault, Kind(pair.fault, f"{how} {pair.fault}", sure=False))
        kind.planted += 1
        kind.blocked += not judgement.passes
        if not judgement.check(pair.fault).ok:
            kind.caught += 1
        else:
            failing = ", ".join(check.id for check in judgement.failing()) or "nothing"
            kind.missed.append(f"{pair.id} (failing: {failing})\n[complaint] {pair.complaint}\n[reply] {pair.reply}")
    return list(kinds.values())


def _noticed() -> list[Kind]:
    """The replies with an invented fact, beside facts and without: whether R15 says anything."""
    kinds = {given: Kind("R15", f"invented, {given}", sure=False) for given in ("facts given", "no facts")}
    for pair in pairs.inventions():
        kind = kinds["facts given" if pair.facts else "no facts"]
        judgement = judged(pair, ())
        kind.planted += 1
        kind.blocked += not judgement.passes
        kind.caught += not judgement.check("R15").ok
        if judgement.check("R15").ok:
            kind.missed.append(f"{pair.id}\n[complaint] {pair.complaint}\n[reply] {pair.reply}")
    return list(kinds.values())


def _of_strangers() -> list[Kind]:
    return [
        Kind(check, f"{which}' {check}", False, len(each), sum(each))
        for which in strangers.SETS
        for check, each in strangers.seen(which).items()
    ]


def _aims_of(which: str) -> tuple[Aim, ...]:
    return (
        Aim(f"faults of {which} seen", strangers.share_seen(which), 0.80),
        Aim(f"honest replies of {which} refused", strangers.refused("honest", which), 0.05, at_least=False),
        Aim(f"templates of {which} refused", strangers.refused("templates", which), 0.96),
    )


def _objects(judgements: Sequence[tuple[Pair, Judgement]], level: str = "") -> float:
    """The share of replies that R15 says something about, of ``level`` where it is given."""
    found = [judgement.check("R15") for _, judgement in judgements]
    return sum(not check.ok and level in ("", check.level) for check in found) / len(found)


def _told(mutant: Mutant) -> str:
    earlier = "".join(f"\n[copied from] {reply}" for reply in mutant.recent)
    return f"[complaint] {mutant.pair.complaint}\n[reply] {mutant.pair.reply}{earlier}"


def _alarms(good: Sequence[tuple[Pair, Judgement]]) -> tuple[Counter[str], Counter[str], list[tuple[str, str, str]]]:
    found: dict[str, Counter[str]] = {"block": Counter(), "warn": Counter()}
    alarmed = []
    for pair, judgement in good:
        for check in judgement.checks:
            if not check.ok:
                found[check.level][check.id] += 1
                told = f"{pair.id} {check.passage!r}: {check.why}\n[complaint] {pair.complaint}\n[reply] {pair.reply}"
                alarmed.append((check.id, check.level, told))
    return found["block"], found["warn"], alarmed


def _brands(good: Sequence[tuple[Pair, Judgement]], mass: Sequence[tuple[Pair, Judgement]]) -> list[Brand]:
    brands = []
    for name in dict.fromkeys(pair.brand for pair, _ in good):
        own = [judgement for pair, judgement in good if pair.brand == name]
        made = [judgement for pair, judgement in mass if pair.brand == name]
        specific = auc([j.specific for j in own], [j.specific for j in made])
        both = auc([(j.passes, j.specific) for j in own], [(j.passes, j.specific) for j in made])
        brands.append(Brand(name, specific, both))
    return brands


def auc(higher: Sequence[Any], lower: Sequence[Any]) -> float:
    """How often one of ``higher`` is above one of ``lower``; equal counts half (Mann and Whitney's U, as a share)."""
    wins = sum((one > other) + (one == other) / 2 for one in higher for other in lower)
    return wins / (len(higher) * len(lower))


def _share(kinds: Iterable[Kind]) -> float:
    counted = list(kinds)
    return sum(kind.caught for kind in counted) / sum(kind.planted for kind in counted)


def _quartiles(judgements: Sequence[tuple[Pair, Judgement]], score: str) -> list[float]:
    values = [getattr(judgement, score) for _, judgement in judgements]
    return [min(values), *statistics.quantiles(values, n=4), max(values)]
