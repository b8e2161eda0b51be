"""The held-out replies, each beside what was known when it was written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.voice.request import read
from bot.voice.situation import Brand, Grant, Situation

SETS = Path(__file__).parent.parent
# Each set's own names for its files.
FILES = {
    "held_out": {"honest": "honest", "template": "template", "faulty": "faulty"},
    "held_out_four": {"honest": "honest", "template": "templates", "faulty": "faults"},
}
RECENT = 20  # how many other replies of the brand stand beside one

_AS_GIVEN = ("approver", "facts", "legal_hold", "private_reason", "recent")


@dataclass(frozen=True)
class Row:
    """One reply. ``fault`` is the check that should see it, or empty; ``brand`` is empty where the set names none.
    ``given`` is the whole line of its file."""

    id: str
    brand: str
    language: str
    network: str
    complaint: str
    reply: str
    fault: str
    given: Mapping[str, Any]

    def situation(self, recent: Sequence[str] = ()) -> Situation:
        """What is known to the rubric: what the file says, and ``recent`` where the file has none of its own. A line
        without a brand is one that ``amends check-reply`` reads."""
        if not self.brand:
            return read(self.given).situation
        known = {"recent": recent, **{name: self.given[name] for name in _AS_GIVEN if name in self.given}}
        if "grants" in self.given:
            known["grants"] = [_grant(one) for one in self.given["grants"]]
        return Situation(
            complaint=self.complaint,
            language=self.language,
            network=self.network,
            brand=Brand(name=self.brand, domains=self.given.get("brand_domains")),
            **known,
        )


def _grant(given: Mapping[str, Any]) -> Grant:
    amount = given.get("amount")
    return Grant(kind=given["kind"], amount=None if amount is None else Decimal(amount))


def load(name: str, folder: str = "held_out") -> list[Row]:
    """The rows of one kind (honest, template, faulty) of the set in ``folder``, in file order. KeyError names a field
    that a line lacks."""
    found = []
    for line in (SETS / folder / f"{FILES[folder][name]}.jsonl").read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        plain = {field: given[field] for field in ("id", "language", "network", "complaint", "reply")}
        found.append(Row(**plain, brand=given.get("brand", ""), fault=given.get("fault", ""), given=given))
    return found


def with_others(rows: Iterable[Row]) -> list[tuple[Row, list[str]]]:
    """Each row with the ``RECENT`` replies of its brand that stand nearest to it in the file, itself left out."""
    brands: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        brands[row.brand].append(row)
    found = []
    for mine in brands.values():
        for place, row in enumerate(mine):
            others = sorted((abs(place - there), there) for there in range(len(mine)) if there != place)
            found.append((row, [mine[there].reply for _, there in others[:RECENT]]))
    return found
