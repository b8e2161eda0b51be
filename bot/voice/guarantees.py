"""R12 as well: what nobody can promise. "Never again" cannot be kept; a rule that the house sets itself can."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check
from bot.voice.wording import Span

BEFORE = 30  # letters before a guarantee in which it is denied
NEGATED = re.compile(
    r"(?<!\w)(?:can'?t|cannot|can not|won'?t|will not|unable|not able|isn'?t possible|not possible|"
    r"no refund|"
    r"(?:ne|n')(?: \w+)? ?(?:pouvons|peux|peut|pourrons|sera|est|puis|saurions|suis)(?: \w+)? pas|pas possible|"
    r"impossible|aucun|before i|whether|si )(?!\w)"
)
FIRMLY = re.compile(r"whatever happens|without fail|quoi qu'il arrive|sans faute")
HEARD = re.compile(
    r"(?<!\w)(?:write|post|tell|call|ring|message|answer|update|report|redis|dis|ecris|appelle|rappelle|publie|"
    r"reponds|"
    r"previens|donne)(?!\w)"
)
# A rule that the house sets itself, and can keep.
RULE = re.compile(
    r"(?<!\w)(?:without (?:a|an|my|our|being|two|somebody|someone|its)|until (?:it|they|i|we|somebody|someone|"
    r"a)|unless|"
    r"sans (?:que|qu'|un|une|ma|mon|notre|etre|passer|avoir|deux)|tant que|avant (?:que|qu'|d'))(?!\w)|sans qu'|"
    r"avant d'"
)
NEVER = re.compile(
    r"(?<!\w)(?:happen|occur|recur|arrivera|reproduira|produira|never again|jamais|renouvellera|perfect\w*|"
    r"parfait\w*)(?!\w)"
)
LATEST = re.compile(r"(?<!\w)(?:au plus (?:tard|vite|tot)|plus tard|de plus|en plus|plus (?:de|que) \d)(?!\w)")
EVERY = re.compile(
    r"(?:promise|promets|promettons|guarantee|swear)(?: \w+){0,4} (?:write|post|ring|call|tell|ecrire|dire|"
    r"appeler).*every"
)
NO_PROMISE = re.compile(
    r"(?:can'?t|cannot|can not|not|won'?t) (?:\w+ )?(?:promise|guarantee)"
    r"|(?:ne|n')(?: \w+)? ?(?:peux|pouvons|promets|garantis)\w*(?: \w+)? pas"
)


# What no house can answer for: for all time, or on somebody's life.
FOR_EVER = re.compile(
    r"(?<!\w)(?:(?:for )?as long as (?:we|i|this|our|the|you) (?:\w+ ){0,3}(?:exist\w*|live\w*|stand\w*|trade\w*|"
    r"open|here|breath\w*|"
    r"alive|last\w*)|(?:un)?till? the end of (?:time|days)|until (?:hell|the cows|the day (?:i|we))|"
    r"for ever(?:more)?|"
    r"forever|for all time|on my (?:\w+'s )?(?:life|grave|honour|head|children|mother)|on the (?:life|heads?|"
    r"grave) of|"
    r"tant que (?:[\w']+ ){1,4}(?:existera|vivrai|vivra|serai|serons|durera|tiendra|sera (?:la|ouverte?|debout))|"
    r"jusqu'a la fin des temps|a tout jamais|pour toujours|sur (?:ma vie|la (?:vie|tete|tombe) de (?:ma|mon|mes))|"
    r"ad vitam\w*)(?!\w)"
)
TO_COME = re.compile(
    r"(?<!\w)(?:will|'ll|won't|shall|never|going to|stays?|keeps?|promise|swear|jamais|promets|jure|reste\w*|"
    r"garde\w*|"
    r"\w{2,}(?:rai|ras|ra|rons|rez|ront))(?!\w)"
)
LOST = re.compile(r"(?<!\w)(?:lost|gone|perdu\w*|seems?|felt|feels?|took|waited|attendu|paraitre|semble\w*)(?!\w)")
NEVER_MORE = re.compile(
    r"(?<!\w)(?:ne |n')(?:\w+ |\w+'){0,2}\w{2,}(?:rai|ras|ra|rons|rez|ront) (?:plus )?jamais(?! (?:sans|avant))(?!\w)"
    r"|(?<!\w)no (?:\w+ ){1,5}will ever(?!\w)|(?<!\w)(?:nobody|no one|none|nothing)(?: \w+){0,3} will ever(?!\w)"
)


def _for_ever(matter: Matter, sentence: Span) -> Span | None:
    """ "Until the end of time", « tant que la salle existera »: a promise without an end."""
    plain = matter.reply.plain
    if NO_PROMISE.search(plain, sentence.start, sentence.end):
        return None
    rule = RULE.search(plain, sentence.start, sentence.end) is not None
    if not rule and (found := NEVER_MORE.search(plain, sentence.start, sentence.end)):
        return Span(*found.span())
    found = FOR_EVER.search(plain, sentence.start, sentence.end)
    if found is None or LOST.search(plain, sentence.start, sentence.end):
        return None
    return Span(*found.span()) if TO_COME.search(plain, sentence.start, sentence.end) else None


def check(matter: Matter) -> Check | None:
    """The first guarantee that nobody can give, or None."""
    body = matter.reply.body
    for found in matter.all("guarantee"):
        before = matter.reply.plain[max(body.start, found.start() - BEFORE) : found.start()]
        if NEGATED.search(before) and "never" not in found[0] and "jamais" not in found[0]:
            continue  # "I can't promise there will never be a delay" is honest
        if _sets_a_rule(matter, found):
            continue
        start = matter.sentence_of(found.start()).start
        if NO_PROMISE.search(matter.reply.plain, start, found.end()) or _says_that_they_hear(matter, found):
            continue
        return _fails(matter, Span(*found.span()))
    endless = (span for sentence in matter.reply.sentences if (span := _for_ever(matter, sentence)))
    return next((_fails(matter, span) for span in endless), None)


def _fails(matter: Matter, span: Span) -> Check:
    return Check(
        "R12", "block", False, matter.reply.shown(span.start, span.end),
        _("Nobody can promise this."),
        _("Say what has been changed, and that it cannot be ruled out: “We changed the cut-off time today.”"),
    )  # fmt: skip


def _sets_a_rule(matter: Matter, found: re.Match[str]) -> bool:
    """ "No parcel will leave unweighed", « plus aucun colis ne part sans contrôle »: what is done from now on can be
    kept. « Je vous promets ma réponse au plus tard lundi » says nothing of "never" either."""
    end = matter.sentence_of(found.start()).end
    if RULE.search(matter.reply.plain, found.start(), end) and not NEVER.search(found[0]):
        return True
    latest = LATEST.search(matter.reply.plain, found.start(), min(end, found.end() + len(" tard")))
    return (latest is not None or bool(EVERY.search(found[0]))) and not NEVER.search(found[0])


def _says_that_they_hear(matter: Matter, found: re.Match[str]) -> bool:
    """ "I'll post here at seven, whatever happens": to write is in everybody's power."""
    sentence = matter.sentence_of(found.start())
    return (
        bool(FIRMLY.fullmatch(found[0])) and HEARD.search(matter.reply.plain, sentence.start, found.start()) is not None
    )
