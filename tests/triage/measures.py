"""How well triage does on mentions it was not fitted on: totals of a file of labelled mentions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.desk import playbooks, sorting
from bot.triage import fitted
from bot.triage.deciding import Triaged
from bot.triage.labels import Labelled, of
from tests.conftest import ROOT

GRAVE = (
    "safety",
    "threat",
    "self_harm",
    "minors",
    "discrimination",
    "privacy",
    "legal",
    "press",
    "influencer",
    "fraud",
)


Judged = Sequence[tuple[Labelled, Triaged]]


def judged(path: Path) -> Judged:
    """Every mention of ``path`` with what triage makes of it: the playbooks and the model that Amends brings."""
    rows = [of(json.loads(line), path.stem) for line in path.read_text("utf-8").splitlines()]
    book, model = playbooks.load(ROOT / "playbooks"), fitted.shipped()
    return [(row, sorting.sort(book, model, row.said)) for row in rows]


def show(judged: Judged) -> None:
    """Print the totals."""
    for language in ("en", "fr"):
        _complaints(language, [pair for pair in judged if pair[0].said.language == language])
    _share("kind right", ((row.kind == found.kind) for row, found in judged))
    complaints = [(row, found) for row, found in judged if row.kind == "complaint" and found.complaint]
    _share("stakes right", (row.stakes == found.stakes for row, found in complaints))
    _share(
        "stakes at most one off",
        (
            abs(int(row.stakes[1]) - int(found.stakes[1])) <= 1
            for row, found in complaints
            if row.stakes and found.stakes
        ),
    )
    for most in (1, 2, 3):
        named = [(row, found) for row, found in complaints if row.topics]
        right = [bool({name for name, _likely in found.topics[:most]} & set(row.topics)) for row, found in named]
        _share(f"topic among the first {most}", right)
    for risk in GRAVE:
        _pair(f"risk {risk}", [(risk in row.risks, risk in found.risks) for row, found in judged])
        _pair(f"    asked {risk}", [(risk in row.risks, risk in found.asked_risks) for row, found in judged])
        _pair(f"    sure {risk}", [(risk in row.risks, risk in found.sure_risks) for row, found in judged])
    _pair("abusive", [(row.abusive, found.abusive) for row, found in judged])
    angry = [found.abusive for row, found in judged if row.arousal == "high" and not row.abusive]
    _share("angry and called abusive", angry)


def _complaints(language: str, judged: Judged) -> None:
    _pair(f"complaint {language}", [(row.kind == "complaint", found.complaint) for row, found in judged])
    _pair(
        f"complaint {language}, doubtful ones shown too",
        [(row.kind == "complaint", found.complaint or found.doubtful) for row, found in judged],
    )


def _pair(name: str, pairs: Sequence[tuple[bool, bool]]) -> None:
    right = sum(truth and said for truth, said in pairs)
    there, called = sum(truth for truth, _said in pairs), sum(said for _truth, said in pairs)
    print(f"{name:45} recall {right / max(1, there):.3f} precision {right / max(1, called):.3f} (n {there})")


def _share(name: str, held: Iterable[bool]) -> None:
    found = list(held)
    print(f"{name:45} {sum(found) / max(1, len(found)):.3f} (n {len(found)})")


def show_wrong(judged: Judged) -> None:
    """Print each mention whose kind, risks, abuse or first two topics are judged otherwise than its label."""
    for row, found in judged:
        wrong = []
        if (row.kind == "complaint") != found.complaint:
            wrong.append(f"{row.kind} → {found.kind} {found.confidence}")
        if missed := set(row.risks) - set(found.risks):
            wrong.append(f"risks missed {sorted(missed)}")
        if false := set(found.asked_risks) - set(row.risks):
            wrong.append(f"risks asked {sorted(false)}")
        if row.abusive != found.abusive:
            wrong.append("abuse missed" if row.abusive else "no abuse")
        if row.kind == found.kind == "complaint" and not {name for name, _ in found.topics[:2]} & set(row.topics):
            wrong.append(f"{row.topics[0]} → {found.topics[0][0]}, {found.topics[1][0]}")
        if wrong:
            print(f"{'; '.join(wrong)}: {row.said.text}")
