"""``python -m tests.voice.report [--json] [--show-misses N]``: how well the voice rubric judges the development sets.

Exit code 1 when an aim is missed. Seeded: the same code gives the same figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from tests.voice.measures import Aim, Report, beside, measure

EACH = 20  # mutants of each kind and language


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.voice.report", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--show-misses", type=int, default=0, metavar="N", help="up to N of each kind, in full")
    parser.add_argument("--each", type=int, default=EACH, metavar="N", help="mutants of each kind and language")
    chosen = parser.parse_args(arguments)
    report = measure(chosen.each)
    if chosen.json:
        print(json.dumps({**as_dict(report), "beside": beside()}, ensure_ascii=False, indent=1))
    else:
        also = [f"       {name}: {value:.3f}" for name, value in beside().items()]
        print("\n".join([*lines(report), *also, *misses(report, chosen.show_misses)]))
    return int(any(not aim.met for aim in report.aims))


def as_dict(report: Report) -> dict[str, object]:
    """The figures for programs; the misses are in it too."""
    return {
        "aims": [{**asdict(aim), "met": aim.met} for aim in report.aims],
        "faults": [{**asdict(kind), "caught": kind.caught, "planted": kind.planted} for kind in report.kinds],
        "false_alarms": {"blocked": dict(report.alarms), "warned": dict(report.warnings), "of": report.good},
        "brands": [asdict(brand) for brand in report.brands],
        "passing": report.passing,
        "scores": report.scores,
    }


def lines(report: Report) -> list[str]:
    """The figures for people."""
    told = ["check  sure  caught  blocked  planted  kind"]
    for kind in (*report.kinds, *report.plain_faults):
        share = f"{kind.caught / kind.planted:6.0%}" if kind.planted else "     –"
        told.append(
            f"{kind.check:5}  {'yes ' if kind.sure else 'no  '}  {share}  {kind.blocked / max(kind.planted, 1):7.0%}  "
            f"{kind.planted:7}  {kind.kind}"
        )
    told += ["", f"good replies with a failing check, of {report.good} (block | warn):"]
    for check in report.checks:
        told.append(f"  {check:5} {report.alarms.get(check, 0):3} | {report.warnings.get(check, 0):3}")
    told += ["", "individual against mass, within one brand:"]
    told += [f"  {b.brand:18} AUC specific {b.specific:.3f}, pass then specific {b.both:.3f}" for b in report.brands]
    told += [f"  passes: {name} {share:.1%}" for name, share in report.passing.items()]
    for score, sets in report.scores.items():
        told += [
            f"  {score:12} {name:10} quartiles {' '.join(f'{value:.2f}' for value in q)}" for name, q in sets.items()
        ]
    return [*told, "", *(_aim(aim) for aim in report.aims)]


def misses(report: Report, most: int) -> list[str]:
    """The replies that were judged wrongly, up to ``most`` of each kind."""
    told: list[str] = []
    for kind in (*report.kinds, *report.plain_faults) if most else ():
        told += [f"\n--- missed: {kind.check} {kind.kind} · {miss}" for miss in kind.missed[:most]]
    shown: Counter[str] = Counter()
    for check, level, text in report.alarmed if most else ():
        shown[check + level] += 1
        if shown[check + level] <= most:
            told.append(f"\n--- false alarm: {check} {level} · {text}")
    return told


def _aim(aim: Aim) -> str:
    sign = "≥" if aim.at_least else "≤"
    return f"{'met   ' if aim.met else 'MISSED'} {aim.name}: {aim.value:.3f} (aim {sign} {aim.limit})"


if __name__ == "__main__":
    sys.exit(main())
