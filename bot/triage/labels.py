"""What the fitted model tells apart, and a labelled mention as the files of :mod:`bot.triage.labelled` hold it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.triage.features import Said
from bot.triage.kinds import KINDS, RISKS, STAKES

LABELLED = Path(__file__).parent / "labelled"
EVERYDAY = "everyday"  # files whose names begin so


@dataclass(frozen=True)
class Labelled:
    """A mention and what it is. ``stakes`` only of complaints; ``author``: who wrote it, so that a model can be tried
    on people it has not read."""

    said: Said
    kind: str
    stakes: str | None
    arousal: str | None
    topics: tuple[str, ...]
    risks: tuple[str, ...]
    abusive: bool
    author: str = ""

    def labels(self) -> Iterator[str]:
        """The labels of the model that hold."""
        yield f"kind:{self.kind}"
        if self.stakes:
            yield f"stakes:{self.stakes}"
        if self.arousal:
            yield f"arousal:{self.arousal}"
        yield from (f"topic:{topic}" for topic in self.topics)
        yield from (f"risk:{risk}" for risk in self.risks)
        if self.abusive:
            yield "abusive"


def labels(topics: Iterable[str]) -> list[str]:
    """All labels, in the order of the model. ``topics``: the taxonomy, which is the playbooks' names."""
    return [
        *(f"kind:{kind}" for kind in KINDS), *(f"stakes:{level}" for level in STAKES), "arousal:high", "arousal:low",
        *(f"topic:{topic}" for topic in topics), *(f"risk:{risk}" for risk in RISKS), "abusive",
    ]  # fmt: skip


def asked_of(label: str, row: Labelled) -> bool:
    """Whether ``row`` says anything about ``label``: what is at stake is only told of complaints; what people post any
    day, thanks and small talk, only teaches what kind it is, for the rest of it was not labelled with as much care."""
    if row.author.startswith(EVERYDAY) and not label.startswith(("kind:", "abusive")):
        return False
    return row.kind == "complaint" if label.startswith(("stakes:", "topic:")) else True


def read(folder: Path = LABELLED) -> list[Labelled]:
    """Every labelled mention of ``folder``, file after file."""
    return [
        of(json.loads(line), path.stem)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]


def of(row: Mapping[str, Any], author: str) -> Labelled:
    """A line of such a file."""
    language = row["lang"] if row["lang"] in ("en", "fr") else "unknown"
    return Labelled(
        Said(row["text"], row.get("title", ""), language, row.get("network", ""), row.get("rating")),
        row["kind"], row.get("severity"), row.get("arousal"), tuple(row.get("topics", ())),
        tuple(row.get("risks", ())), bool(row.get("abusive")), author,
    )  # fmt: skip
