"""``python -m tests.benchmarks [--quick] [--json] [--only NAME]``: measure, and print a table."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from importlib.util import find_spec

from tests.benchmarks import (
    choosing,
    clocks,
    drafts,
    duplicates,
    figures,
    insights,
    intake,
    pages,
    places,
    rollups,
    scans,
    surges,
    triage,
    voice,
    walk,
)
from tests.benchmarks.figures import Figure

ALL: dict[str, Callable[..., list[Figure]]] = {
    "intake": intake.measure,
    "walk": walk.measure,
    "scans": scans.measure,
    "clocks": clocks.measure,
    "choosing": choosing.measure,
    "drafts": drafts.measure,
    "voice": voice.measure,
    "duplicates": duplicates.measure,
    "triage": triage.measure,
    "surges": surges.measure,
    "insights": insights.measure,
    "rollups": rollups.measure,
    "pages": pages.measure,
}


def main() -> int:
    """Exit code 1 when an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter, coarser: for a look, not for quoting")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--only", choices=ALL, action="append", help="only this part (may be repeated)")
    chosen = parser.parse_args()
    if find_spec("uvloop"):
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    found: list[Figure] = []
    busy = []
    with places.server() as server:
        for name in chosen.only or ALL:
            busy.append(f"{name}: {figures.machine()}")
            print(f"measuring {name}…", file=sys.stderr, flush=True)
            found += ALL[name](server, quick=chosen.quick)
    if chosen.json:
        print(figures.as_json(found, busy))
    else:
        print("\n".join(busy), figures.table(found), sep="\n\n")
    return int(any(item.met is False for item in found))


sys.exit(main())
