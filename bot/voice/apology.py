"""R2: regret and responsibility, without conditions.

"Sorry if …", "sorry you feel …" and "for any inconvenience" are no apologies.
"""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.hollow import is_hollow
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


# "Sorry you felt cheated, because you were", "sorry we made you feel stupid", "I'm sorry, and if he is ill tell me".
OWNED = re.compile(
    r"(?:because|since|as) you were(?!\w)|you were (?:made|left) (?:to |feeling)|(?:qu'on|que l'on) vous (?:a|ait) "
    r"(?:fait|laisse)|puisque vous l'(?:etiez|avez ete)|we (?:have )?made you|"
    r"nous vous avons fait|que nous vous ayons fait"
    r"|(?:sorry|apologi\w+|desolee?|pardon), (?:and if|et si|et s'il)(?!\w)"
)
TO_BOTH = re.compile(r", a (?:toutes?|tous) (?:les |vous )?(?:deux|trois|quatre)")  # « mes excuses, à toutes les deux »
# "He'd like to apologise himself if you're crossing again": a condition of the meeting, and not of the wrong.
MEETING = re.compile(
    r"(?<!\w)(?:if|si|s'il|if and when) (?:and when |ever )?(?:you(?:'re|'d|'ll| are| would| will| ever|"
    r" do)? (?:ever |to )?"
    r"(?:like|want|wish|prefer|care|come|coming|pass|passing|see|meet|cross\w*|visit\w*|back|return\w*|let|allow|"
    r"(?:happy|glad|pleased) (?:to|for)|"
    r"willing|open|have (?:a|five|ten|time)|call|drop|pop|travel\w*|fly\w*|stay\w*)|that's (?:all ?right|ok|fine)|"
    r"(?:vous|tu) (?:le |la |les |l'|nous |me |m'|y |en )*(?:crois\w+|voul\w+|souhait\w+|repass\w+|reven\w+|accept\w+|"
    r"pass\w+|voy\w+|ven\w+|permett\w+|prefer\w+|dis\w+|en etes d'accord|etes d'accord))(?!\w)"
)
THAT = re.compile(
    r" (?:for|about|pour|de) ?(?:that|this|it|cela|ca|all (?:that|this)|tout (?:ca|cela))(?=\W*(?:[.!?;,]|$))"
)
ACTS = re.compile(
    r"(?<!\w)(?:we (?:have to|must|will|should|are going)|we'll|it's for us|a nous de|nous (?:devons|allons))(?!\w)"
)
# "Sorry you felt unsafe on our stairs": a real hurt, and no way of seeing things.
HURT = re.compile(
    r"(?:feel|felt|feeling|sentie?|ressenti\w*|eu)(?: (?:so|very|that|this|si|tres|aussi|de la))* ?(?:unsafe|"
    r"unwell|sick|ill|"
    r"pain|cold|frightened|scared|afraid|humiliated|cornered|peur|mal|froid|douleur|danger|malade|humiliee?)"
)


# "If this bothered you, we are the first to be sorry": nothing may have happened.
CONDITION = re.compile(
    r"(?:^|[.,;:!?] |\n|sorry |and |desolee? |desoles )(?:if|in case|should|si|s'|au cas ou|dans le cas ou|"
    r"dans l'hypothese ou) ?(?:you|your|this|that|it|anything|any|our|we|the|cela|ca|cette|cet|ce|vous|votre|"
    r"quelque|quoi|notre|nos|nous|il|l'|la|le|les)(?!\w)"
)
# What we offer on a condition is an offer.
OFFERS = re.compile(
    r"\?|(?<!\w)(?:tell|let me|let us|say so|write|call|ring|send|want|wish|like|prefer|need|can|i'll|we'll|will|"
    r"would help|dites|ecrivez|"
    r"appelez|envoyez|voulez|souhaitez|preferez|besoin|pouvez|je (?:vous|le|la|les)|nous vous|had|avait|avions|"
    r"avais|j'avais|aurai\w+|"
    r"would have|could have|d'accord|convient|suits?)(?!\w)"
)
# "I regret that you took it so": what is regretted is how it was seen.
SEEN_SO = re.compile(
    r"(?<!\w)(?:that |to hear (?:that )?|)you (?:took|take|saw|see|perceived?|viewed?|read|experienced|"
    r"interpret\w*|consider\w*|judged?|"
    r"found|find|heard) (?:it|this|that|things|us|our \w+|the \w+) (?:that way|this way|so|as|like (?:that|this)|"
    r"hard|badly|in)(?!\w)"
    r"|(?<!\w)that you (?:did|do|feel so|felt so)(?=[.!;,]|$)"
    r"|(?<!\w)que vous (?:l'|le |la |les |nous |y )?(?:ayez|avez|aviez) (?:\w+ )?(?:pris|percue?s?|vecue?s?|"
    r"trouvee?s?|jugee?s?|lue?s?|vue?s?|"
    r"interpretee?s?|comprise?s?) (?:ainsi|comme|de cette|de la sorte|mal|aussi|si)(?!\w)"
)


def _is_a_hurt(matter: Matter, found: Span) -> bool:
    return HURT.search(matter.reply.plain, found.start, min(found.end + 16, len(matter.reply.plain))) is not None


def check(matter: Matter) -> Check:
    """Whether the reply regrets and owns what happened."""
    if not matter.readable or _asks_for_none(matter):
        return passed("R2")
    for section, why in (("conditional", CONDITIONAL), ("shifting", SHIFTING)):
        hits = (
            hit
            for hit in matter.all(section)
            if not MIGHT_HAVE.search(matter.reply.plain, hit.start(), hit.end() + 8)
            and not TO_BOTH.search(matter.reply.plain, hit.start(), hit.end() + 8)
            and not (section == "conditional" and MEETING.search(matter.reply.plain, hit.start(), hit.end() + 40))
            and not OWNED.search(matter.reply.plain, hit.start(), matter.sentence_of(hit.start()).end)
        )
        if found := next(hits, None):
            if section == "shifting" and (matter.situation.legal_hold or _is_a_hurt(matter, Span(*found.span()))):
                continue  # under a hold, what they went through is all that may be regretted
            return _fails(matter.reply.shown(*found.span()), why)
    if perhaps := _perhaps(matter) or _on_condition(matter):
        return perhaps
    regret = matter.has("regret")
    owned = matter.has("owning")
    if regret is None:
        if owned is None:
            return _unregretted(matter)
        return Check("R2", "warn", False, "", _("It owns the failure but does not say that we are sorry."), MEND)
    if matter.situation.legal_hold:
        return passed("R2")  # owning it is not allowed then (R13)
    return _of(matter, matter.sentence_of(regret.start()), owned is not None)


def _perhaps(matter: Matter) -> Check | None:
    """Conditions and feelings that are put less plainly: whoever approves reads them."""
    for section, why in (("perhaps conditional", CONDITIONAL), ("perhaps shifting", SHIFTING)):
        for found in matter.all(section):
            if not OWNED.search(matter.reply.plain, found.start(), matter.sentence_of(found.start()).end):
                return Check("R2", "warn", False, matter.reply.shown(*found.span()), why, MEND)
    return None


def _on_condition(matter: Matter) -> Check | None:
    """A regret that hangs on an "if", or on how the customer saw it, wherever in the sentence."""
    plain = matter.reply.plain
    for regret in _regrets(matter):
        sentence = matter.sentence_of(regret.start)
        if OWNED.search(plain, sentence.start, sentence.end):
            continue
        seen = SEEN_SO.search(plain, regret.start, sentence.end)
        condition = CONDITION.search(plain[sentence.start : sentence.end])
        if condition and MEETING.search(plain, sentence.start, sentence.end):
            condition = None
        if condition and OFFERS.search(plain, sentence.start, sentence.end):
            condition = None
        if seen or condition:
            alone = len(_regrets(matter)) == 1
            return Check(
                "R2", "block" if alone else "warn", False, matter.reply.shown(sentence.start, sentence.end),
                SHIFTING if seen else CONDITIONAL, MEND,
            )  # fmt: skip
    return None


def _of(matter: Matter, sentence: Span, owned: bool) -> Check:
    """What an apology is for: something named, or owned; else it would fit anything."""
    regrets = _regrets(matter)
    if all(_is_felt(matter, found) for found in regrets):
        shown = matter.reply.shown(sentence.start, sentence.end)
        return Check("R2", "warn", False, shown, SHIFTING, MEND)
    if any(_names_what_for(matter, found) for found in regrets):
        return passed("R2")
    if any(_points_back(matter, found) for found in regrets):
        return passed("R2")
    generic = all(GENERIC_OBJECT.match(matter.reply.plain, found.end) for found in regrets)
    if matter.is_individual and not generic:
        return passed("R2")  # "Sorry about this. The seam had split."
    if generic:
        return _fails(matter.reply.shown(sentence.start, sentence.end), GENERIC)
    if owned or sum(item.worth for item in matter.items) >= 1:
        return passed("R2")  # a plain "I'm sorry" beside the failure, named
    return _fails(matter.reply.shown(sentence.start, sentence.end), OWNERLESS)


def _points_back(matter: Matter, regret: Span) -> bool:
    """ "Three backs and no legs. Sorry about that.": what "that" is stands in the sentence before."""
    spans = matter.reply.sentences
    here = next((n for n, span in enumerate(spans) if span.start <= regret.start < span.end), 0)
    if here == 0 or not THAT.match(matter.reply.plain, regret.end):
        return False
    before = spans[here - 1]
    return any(before.start <= item.start < before.end for item in matter.items)


def _is_felt(matter: Matter, regret: Span) -> bool:
    """ "I'm sorry that you are cross": it regrets nothing but what somebody feels, in words that would fit anything."""
    sentence = matter.sentence_of(regret.start)
    if ACTS.search(matter.reply.plain, sentence.start, sentence.end):
        return False
    if _is_a_hurt(matter, regret) or matter.has("owning", sentence.start, sentence.end):
        return False
    return is_hollow(matter, sentence, "feelings", "sorry words", "speak")


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
