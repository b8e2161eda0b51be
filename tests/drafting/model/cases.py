"""Two drafts to word, one in each language, and the answers a good model would give."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.desk import playbooks
from bot.drafting import compose
from bot.drafting.model import gate, prompt
from bot.drafting.model.task import Change, Task, task_of

OWN = Path(__file__).parent / "playbooks"
SHIPPED = Path(__file__).parents[3] / "playbooks"


def folder(made: Path) -> Path:
    """Two playbooks of these tests' own under the shipped desk: the shipped ones may be worded anew at any time.

    What is approved is sent at once: nothing here is about taking it back.
    """
    made.mkdir(parents=True, exist_ok=True)
    for file in [*OWN.glob("*.yaml"), SHIPPED / "desk.yaml"]:
        said = file.read_text(encoding="utf-8")
        (made / file.name).write_text(said.replace("hold_seconds: 20", "hold_seconds: 0"), encoding="utf-8")
    return made


with tempfile.TemporaryDirectory() as scratch:
    BOOK = playbooks.load(folder(Path(scratch)))
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SAID = {
    "en": "My dinner service was due on Tuesday and still hasn't arrived. I took a day off work for it, idiots, and "
    "nobody at your shop in Leeds answers the phone.",
    "fr": "Bonjour, j'attends mes tasses depuis trois semaines, toujours rien reçu et personne ne répond au téléphone. "
    "Bande d'escrocs ! Votre magasin de Nantes dit qu'elles sont parties.",
}


def composed(text: str, language: str, network: str = "facebook", playbook: str = "late-delivery") -> dict[str, Any]:
    """A draft as the worker hands it over."""
    mention = {"text": text, "title": "", "language": language, "network": network, "name": "Nadia Orsel", "seed": "1"}
    made = compose.compose(BOOK, BOOK.playbooks[playbook], mention, NOW)
    return {"body": made.body, "language": language, "said": made.used, "commitments": made.commitments}


def task(language: str, text: str = "", change: Change | None = None, **more: Any) -> Task:
    """The draft of :data:`SAID` (or of ``text``), to be worded."""
    said = text or SAID[language]
    mention = {"text": said, "title": "", "network": "facebook", "name": "Nadia Orsel"}
    draft = composed(said, language) | more
    return task_of(BOOK, BOOK.playbooks["late-delivery"], mention, draft, change)


def good(asked: Task) -> dict[str, str]:
    """What a good model makes of :data:`SAID`."""
    by = asked.commitments[0]["said"]
    words = {
        "en": {
            "acknowledge": "Your dinner service should have been with you on Tuesday, and you took a day off work for "
            "nothing.",
            "own": "We let you down by leaving you without news, and I'm truly sorry.",
            "unknown": "At this moment I don't know what is holding it up.",
            "act": f"I'm tracing it with the depot now, and will write to you here {by}.",
            "invite": "To find it I need the order number: please send it by direct message, not here.",
        },
        "fr": {
            "acknowledge": "Trois semaines que vous attendez vos tasses, et personne ne vous répond au téléphone.",
            "own": "Je vous présente mes excuses, nous aurions dû vous avertir.",
            "unknown": "Je ne sais pas encore où cela coince.",
            "act": f"J'interroge l'entrepôt moi-même et je vous dis ici, {by}, ce qu'il en est.",
            "invite": "Pour le retrouver, j'ai besoin du numéro de commande : envoyez-le-moi en message privé, pas "
            "ici.",
        },
    }
    return {move: words[asked.language][move] for move in asked.moves}


def refused(asked: Task, **moves: str) -> set[str]:
    """The kinds of failures of the good answer with some ``moves`` replaced; empty when it passes."""
    return {failure.kind for failure in gate.failures(asked, good(asked) | moves, prompt.REWORD)}


def as_answer(moves: Mapping[str, str], language: str, claims: Any = ()) -> str:
    """``moves`` in the form that is asked for."""
    return json.dumps({"language": language, "moves": dict(moves), "claims": list(claims)}, ensure_ascii=False)
