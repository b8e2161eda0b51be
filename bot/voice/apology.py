"""R2: regret and responsibility, without conditions.

"Sorry if …", "sorry you feel …" and "for any inconvenience" are no apologies.
"""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import Span

QUESTION = re.compile(r"\?")
# What a generic apology is for: it would fit anything.
GENERIC_OBJECT = re.compile(
    r"[ ,'\"]{1,3}(?:(?:for|about|to|that|de|pour|des|d'|du|sincerely|deeply|truly|sincerement|vivement|vraiment|"
    r"you|vous|had|have|hear|read|learn|apprendre|lire|constater|the|any|all|this|that|your|our|la|le|les|l'|ce|cet|"
    r"cette|ces|votre|vos|"
    r"cela|a|une|bad|poor|negative|mauvaise|great|whole|et|and)[ ']{1,3}){0,7}"
    r"(?:inconvenien\w*|desagrement\w*|gene|genes|derangement\w*|contretemps|frustration|disappointment|"
    r"trouble|bother|disruption|discomfort|experience\w*|situation|hear (?:this|that|it|about this)|cela|ca|"
    r"deconvenue\w*|mecontentement|"
    r"insatisfaction|deception)(?!\w)(?<!, ca)(?<!, cela)"  # « mes excuses, ça aurait pu mal finir » goes on
)


# « Mes excuses, ça aurait pu coûter le moteur » looks at what might have followed, and puts no condition.
MIGHT_HAVE = re.compile(
    r", (?:and |et |mais )?(?:ca|cela|il|elle|ils|elles|on|it|that|this|he|she|they) "
    r"(?:aurai(?:t|ent) pu|could have|might have|must have) "
)


def check(matter: Matter) -> Check:
    """Whether the reply regrets and owns what happened."""
    if not matter.readable or _asks_for_none(matter):
        return passed("R2")
    for section, why in (("conditional", CONDITIONAL), ("shifting", SHIFTING)):
        hits = (
            hit for hit in matter.all(section) if not MIGHT_HAVE.search(matter.reply.plain, hit.start(), hit.end() + 8)
        )
        if found := next(hits, None):
            return _fails(matter.reply.shown(*found.span()), why)
    regret = matter.has("regret")
    owned = matter.has("owning")
    if regret is None:
        if owned is None:
            return _unregretted(matter)
        return Check("R2", "warn", False, "", _("It owns the failure but does not say that we are sorry."), MEND)
    if matter.situation.legal_hold:
        return passed("R2")  # owning it is not allowed then (R13)
    return _of(matter, matter.sentence_of(regret.start()), owned is not None)


def _of(matter: Matter, sentence: Span, owned: bool) -> Check:
    """What an apology is for: something named, or owned; else it would fit anything."""
    regrets = _regrets(matter)
    if any(_names_what_for(matter, found) for found in regrets):
        return passed("R2")
    generic = all(GENERIC_OBJECT.match(matter.reply.plain, found.end) for found in regrets)
    if matter.is_individual and not generic:
        return passed("R2")  # "Sorry about this. The seam had split."
    if generic:
        return _fails(matter.reply.shown(sentence.start, sentence.end), GENERIC)
    if owned or any(item.worth >= 1 for item in matter.items):
        return passed("R2")  # a plain "I'm sorry" beside the failure, named
    return _fails(matter.reply.shown(sentence.start, sentence.end), OWNERLESS)


CONDITIONAL = _("An apology with a condition says that perhaps nothing happened.")
SHIFTING = _("It is sorry for what the customer feels, not for what we did.")
GENERIC = _("The apology is for no particular thing: it would fit any complaint.")
OWNERLESS = _("It is sorry, but nobody takes responsibility and nothing is named that went wrong.")
MISSING = _("It does not say that we are sorry, nor that this is ours.")
MEND = _("Say sorry plainly and say what we did or left undone: “I'm sorry. We said Tuesday and did not tell you.”")


def _unregretted(matter: Matter) -> Check:
    """Neither sorry nor ours. Where nothing was done wrong, an answer is enough; a concrete one may lack it."""
    if _answers(matter):
        return passed("R2")
    named = any(item.worth >= 1 for item in matter.items) and matter.has("action") is not None
    return Check("R2", "warn" if matter.is_individual or named else "block", False, "", MISSING, MEND)


def _answers(matter: Matter) -> bool:
    """A question is answered, or no is said with its reason or where else to turn."""
    if not matter.is_individual and not matter.has("unknown cause"):
        return False
    asked = QUESTION.search(matter.complaint.plain) is not None and not matter.complains("grievance")
    return asked or matter.has("recourse") is not None


def _fails(passage: str, why: str) -> Check:
    return Check("R2", "block", False, passage, why, MEND)


def _asks_for_none(matter: Matter) -> bool:
    """A mere suggestion or a question needs an answer, not an apology; so does a rumour, a journalist or an idea."""
    if matter.situation.explains:
        return True
    said = matter.complaint.plain
    if not said.strip():
        return False
    return matter.complains("suggestion") and not matter.complains("grievance")


def _regrets(matter: Matter) -> list[Span]:
    found: list[Span] = []
    for hit in matter.all("regret"):
        if not found or hit.start() >= found[-1].end:  # "I'd like to apologise" is also found as "apologise"
            found.append(Span(*hit.span()))
    return found


def _names_what_for(matter: Matter, regret: Span) -> bool:
    """Whether the sentence of the apology says what it is for: a thing of the complaint, or words of its own."""
    sentence = matter.sentence_of(regret.start)
    if any(item.worth >= 1 and sentence.start <= item.start < sentence.end for item in matter.items):
        return True
    if matter.situation.complaint.strip():
        return False
    own = {key for key, start, _end in matter.keys if regret.end <= start < sentence.end and key.isalpha()}
    return len(own) >= 2
