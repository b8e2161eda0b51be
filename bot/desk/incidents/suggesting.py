"""What a holding statement may begin with: by whose doing it is, a sentence a line, with blanks a person must fill.

Regret is in the sentences that speak to each person; here are the facts that all replies have in common: how to stay
safe, what is known, what is done, what changes, when the next word comes.
"""

from __future__ import annotations

from bot.desk import passages
from bot.desk.models import Incident
from bot.desk.people import person
from bot.desk.playbooks import Book
from bot.desk.playbooks.notions import Language
from bot.desk.vocabulary import Cluster

BLANKS: dict[str, dict[Language, str]] = {
    "known": {"en": "what is known, in plain words", "fr": "ce que l'on sait, en mots simples"},
    "done": {"en": "what is being done, and by whom", "fr": "ce qui est fait, et par qui"},
    "changes": {"en": "what changes", "fr": "ce qui change"},
    "safety": {"en": "how people stay safe", "fr": "comment rester en sécurité"},
    "word": {"en": "by when there is news", "fr": "quand il y aura des nouvelles"},
}
KNOWN: dict[Language, str] = {
    "en": "This is what we know: {known}. || What we can say for sure: {known}.",
    "fr": "Voici ce que nous savons : {known}. || Ce que nous savons à cette heure : {known}.",
}
DONE: dict[Language, str] = {
    "en": "This is what we are doing: {done}. || What is being done now: {done}.",
    "fr": "Voici ce que nous faisons : {done}. || Ce qui est en cours : {done}.",
}
WORD: dict[Language, str] = {
    "en": "I will write to you here again {word}. || You will hear from me here {word}.",
    "fr": "Je vous écris de nouveau ici {word}. || Je vous donne des nouvelles ici {word}.",
}
SYMPATHY: dict[Language, str] = {
    "en": "It has hit us as well, and it is you who are left waiting. || We did not choose this any more than you did.",
    "fr": "Nous le subissons aussi, et c'est vous qui attendez. || Nous ne l'avons pas choisi plus que vous.",
}
OWNED: dict[Language, str] = {
    "en": "We could have prevented it, and we did not. || It could have been prevented, and that was up to us.",
    "fr": "Nous pouvions l'éviter et nous ne l'avons pas fait. || C'était évitable, et c'était à nous de l'éviter.",
}
CHANGES: dict[Language, str] = {
    "en": "From now on this changes: {changes}. || What we change: {changes}.",
    "fr": "Voici ce qui change désormais : {changes}. || Ce que nous changeons : {changes}.",
}
ORDER: dict[Cluster, tuple[dict[Language, str], ...]] = {
    Cluster.VICTIM: (SYMPATHY, KNOWN, DONE, WORD),
    Cluster.ACCIDENTAL: (KNOWN, DONE, WORD),
    Cluster.PREVENTABLE: (OWNED, KNOWN, DONE, CHANGES, WORD),
}


def suggested(book: Book, incident: Incident, language: Language) -> str:
    """A text to begin with in ``language``. What the manager wrote is filled in where it is in that language."""
    who = person(book, incident.cluster_by or "")
    own = who is not None and who.language == language
    given = {"known": incident.known, "done": incident.done, "safety": incident.safety}
    said = {name: words.strip().rstrip(".") for name, words in given.items() if own and words.strip()}
    if incident.next_word_at is not None:
        said["word"] = passages.next_word(book.desk.local(incident.next_word_at), language)
    slots = {name: said.get(name, f"[[{blank[language]}]]") for name, blank in BLANKS.items()}
    lines = [part[language].format(**slots) for part in ORDER[Cluster(incident.cluster or Cluster.ACCIDENTAL)]]
    first = [f"{slots['safety'][:1].upper()}{slots['safety'][1:]}."] if incident.safety.strip() else []
    return "\n".join(first + lines)
