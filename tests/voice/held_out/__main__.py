"""``python -m tests.voice.held_out [SET] [--json] [--show CHECK]``: measure the rubric on replies it has never seen.

A measure, not a test: read ``tests/voice/held_out/__init__.py`` before you mend anything after it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from bot.voice.rubric import Judgement, judge
from tests.voice.held_out.rows import FILES, SETS, Row, load, with_others

Judged = list[tuple[Row, Judgement]]
Score = Callable[[Judgement], Any]

SCORES: dict[str, Score] = {
    "specific": lambda said: said.specific,
    "(pass, specific)": lambda said: (said.passes, said.specific),
}


def main() -> None:
    """Print the figures; with ``--show`` the replies behind one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.voice.held_out", description=__doc__)
    parser.add_argument("folder", nargs="?", default="held_out", choices=FILES, metavar="SET", help=" or ".join(FILES))
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--show", metavar="CHECK", help="the replies that CHECK stops or lets by wrongly (R1 to R16, blank)"
    )
    chosen = parser.parse_args()
    if not (SETS / chosen.folder).is_dir():
        parser.error(f"{chosen.folder}: there is no such folder in {SETS}")
    if chosen.show and chosen.folder != "held_out":
        parser.error("--show: the replies of this set are read by nobody; only its totals are told")
    alone = {name: _judged(load(name, chosen.folder)) for name in ("honest", "template", "faulty")}
    if chosen.show:
        _show(chosen.show, _judged_beside(load("honest")), alone["faulty"])
        return
    figures: dict[str, Any] = {name: {"as given": _blocked(alone[name])} for name in ("honest", "template")}
    if all(row.brand for row, _said in alone["honest"]):
        beside = {name: _judged_beside(load(name, chosen.folder)) for name in ("honest", "template")}
        for name, judged in beside.items():
            figures[name]["with recent"] = _blocked(judged)
        figures["auc"] = {"as given": _aucs(alone), "with recent": _aucs(beside)}
    else:  # nobody knows whose replies these are: none stands beside another, and no brand is compared with itself
        figures["auc"] = {"as given": {name: {"overall": _overall(alone, score)} for name, score in SCORES.items()}}
    figures["faulty"] = _caught(alone["faulty"])
    if chosen.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        _print(figures)


def _judged(rows: Sequence[Row]) -> Judged:
    return [(row, judge(row.reply, row.situation())) for row in rows]


def _judged_beside(rows: Sequence[Row]) -> Judged:
    return [(row, judge(row.reply, row.situation(others))) for row, others in with_others(rows)]


def _blocked(judged: Judged) -> dict[str, Any]:
    """How many replies are stopped: in all, in each language, and by each check; and what is only warned of."""
    stopped = [row for row, said in judged if not said.passes]
    checks = {level: Counter(c.id for _, said in judged for c in said.failing(level)) for level in ("block", "warn")}
    alone = Counter(said.failing("block")[0].id for _, said in judged if len(said.failing("block")) == 1)
    return {
        "n": len(judged),
        "blocked": len(stopped),
        "by language": dict(Counter(row.language for row in stopped)),
        "block by check": dict(checks["block"]),
        "block by it alone": dict(alone),
        "warn by check": dict(checks["warn"]),
    }


def _caught(judged: Judged) -> dict[str, Any]:
    """How many of each check's faulty replies it sees (block or warn), it blocks, and another check blocks."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row, said in judged:
        blocking = {check.id for check in said.failing("block")}
        found[row.fault].update(n=1, caught=not said.check(row.fault).ok, blocked=row.fault in blocking)
        found[row.fault].update({"another blocks": bool(blocking - {row.fault})})
    order = sorted(found, key=lambda check: int(check[1:]))
    total: Counter[str] = sum(found.values(), Counter())
    return {**{check: dict(found[check]) for check in order}, "all": dict(total)}


def _aucs(judged: dict[str, Judged]) -> dict[str, dict[str, float]]:
    """How often an honest reply scores above a template: over all pairs, and over the pairs of one brand."""
    found: dict[str, dict[str, float]] = {}
    brands = sorted({row.brand for row, _ in judged["honest"]} & {row.brand for row, _ in judged["template"]})
    for name, score in SCORES.items():
        good, mass = ([(row.brand, score(said)) for row, said in judged[kind]] for kind in ("honest", "template"))
        within = {
            brand: _auc([s for b, s in good if b == brand], [s for b, s in mass if b == brand]) for brand in brands
        }
        found[name] = {
            "overall": _overall(judged, score),
            "within brands": sum(within.values()) / len(within),
            **within,
        }
    return found


def _overall(judged: dict[str, Judged], score: Score) -> float:
    good, mass = ([score(said) for _, said in judged[kind]] for kind in ("honest", "template"))
    return _auc(good, mass)


def _auc(above: Sequence[Any], below: Sequence[Any]) -> float:
    """The share of pairs in which the first is higher; a tie counts half."""
    wins = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a in above for b in below)
    return wins / (len(above) * len(below))


def _print(figures: dict[str, Any]) -> None:
    for kind, title in (("honest", "honest replies stopped (false blocks)"), ("template", "templates stopped")):
        for how, found in figures[kind].items():
            share = found["blocked"] / found["n"]
            print(f"{title}, {how}: {found['blocked']} of {found['n']} ({share:.1%}), {found['by language']}")
            for part in ("block by check", "block by it alone", "warn by check"):
                print(f"    {part}: {_listed(found[part])}")
    print("\nfaulty replies    n  caught       blocked  another blocks")
    for check, found in figures["faulty"].items():
        share = found["caught"] / found["n"]
        caught = f"{found['caught']:>6} {share:>5.0%}"
        print(f"  {check:<13}{found['n']:>5}{caught}{found['blocked']:>12}{found['another blocks']:>12}")
    for how, scores in figures["auc"].items():
        for name, found in scores.items():
            print(f"\nAUC of {name}, honest above template, {how}")
            print("    " + ", ".join(f"{where} {value:.3f}" for where, value in found.items()))


def _listed(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{check} {n}" for check, n in ordered) or "none"


def _show(check: str, honest: Judged, faulty: Judged) -> None:
    for row, said in honest:
        one = said.check(check)
        if not one.ok:
            print(f"{row.id} {one.level} [{one.passage}]\n    « {row.complaint}\n    » {row.reply}")
    for row, said in faulty:
        if row.fault == check and said.check(check).ok:
            print(f"{row.id} LET BY\n    « {row.complaint}\n    » {row.reply}")


if __name__ == "__main__":
    main()
