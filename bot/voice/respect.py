"""R16: respect for the review. Never ask to take it back or rate better; no advertising, sarcasm, mere self-praise."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed

FOUND = (
    ("withdrawal", _("It asks the customer to change or take back what they wrote.")),
    ("marketing", _("It advertises to somebody who complains.")),
    ("sarcasm", _("It reads as sarcasm, or shows the customer the door.")),
)

RATING = re.compile(
    r"(?<!under )(?<!below )(?<!on )(?<!in )(?<!to )(?<!for )(?<!sous )(?<!a )(?<!dans )(?<!pour )(?<!de )"
    r"(?<!\w)(?:your|this|that|those|these|votre|vos|cet|cette|ces|ton|ta)(?: \w+){0,2}? (?:review|rating|ratings|"
    r"stars?|score|avis|etoiles?|evaluation|appreciation)(?!\w)"
    r"|(?<!\w)(?:les |ces |the )(?:\w+ )?(?:etoiles|stars)(?!\w)|votre note(?! de| du)"
)
WISH = re.compile(
    r"(?<!\w)(?:could|would you|you'd|please|maybe|perhaps|consider\w*|mean a lot|be kind|might you|ask you|"
    r"invite you|hope|feel free|can be changed|pourriez|pourrez|puis-je|pourrais-je|merci de|peut-etre|gentil|"
    r"ferait plaisir|reconnaissants?|aimerions|aimerait|souhait\w+|n'hesitez|se chang\w+|apprecierions|"
    r"voudriez|voulez)(?!\w)"
)
# "Your review could not be clearer, I'll answer here": what we do with it.
OUR_ANSWER = re.compile(
    r"(?<!\w)(?:clearer|thank\w*|merci pour|merci de votre|show\w*|passed on|read|lu|transmis\w*|lire)(?!\w)"
)


# « Je l'enlève de la note »: what we take off the bill asks nobody for anything.
MOST_BEFORE = 20
WE_DO = re.compile(r"(?<!\w)(?:je|j'|nous|on|i|we|i'll|we'll) ?(?:l'|la |le |les |vous |en )*$")


def check(matter: Matter) -> Check:
    """What the reply asks of the review, and what it makes of the person."""
    for section, why in FOUND:
        hits = (hit for hit in matter.all(section) if section != "withdrawal" or not _by_us(matter, hit))
        if found := next(hits, None):
            return Check("R16", "block", False, matter.reply.shown(*found.span()), why, _("Take it out."))
    return _begs(matter) or _only_praise(matter)


def _begs(matter: Matter) -> Check | None:
    """A wish or a request in whose sentence the customer's rating stands, whatever is to be done to it."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        rating = RATING.search(plain, sentence.start, sentence.end)
        if (
            rating
            and WISH.search(plain, sentence.start, sentence.end)
            and not OUR_ANSWER.search(plain, sentence.start, sentence.end)
        ):
            return Check("R16", "block", False, matter.reply.shown(*rating.span()), FOUND[0][1], _("Take it out."))
    return None


def _by_us(matter: Matter, hit: re.Match[str]) -> bool:
    """Whether we are the ones who do it."""
    return WE_DO.search(matter.reply.plain[max(0, hit.start() - MOST_BEFORE) : hit.start()]) is not None


def _only_praise(matter: Matter) -> Check:
    """Thanks and pride from the first sentence to the last."""
    spans = matter.reply.sentences
    if not spans or not matter.readable:
        return passed("R16")
    useful = ("regret", "owning", "action", "done", "answer", "unknown cause", "invitation", "vague action")
    if matter.items or any(matter.has(section) for section in useful):
        return passed("R16")
    if not all(matter.has("bolster", span.start, span.end) for span in spans):
        return passed("R16")
    return Check(
        "R16", "block", False, matter.reply.shown(spans[0].start, spans[-1].end),
        _("It only thanks and praises; the complaint is not answered."), _("Answer what the customer wrote."),
    )  # fmt: skip
