"""R16: respect for the review. Never ask to take it back or rate better; no advertising, sarcasm, mere self-praise."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import boasts
from bot.voice.matter import Matter
from bot.voice.situation import Check, Level, passed
from bot.voice.wording import Span

FOUND = (
    ("withdrawal", _("It asks the customer to change or take back what they wrote.")),
    ("marketing", _("It advertises to somebody who complains.")),
    ("sarcasm", _("It reads as sarcasm, or shows the customer the door.")),
)

BOASTS = _("It praises the house to somebody who complains.")
# The same in ways that name no review and no product, and that may be honest: whoever approves reads it.
PERHAPS = tuple((f"perhaps {section}", why) for section, why in FOUND)
RATING = re.compile(
    r"(?<!under )(?<!below )(?<!on )(?<!in )(?<!to )(?<!for )(?<!sous )(?<!a )(?<!dans )(?<!pour )(?<!de )"
    r"(?<!\w)(?:your|this|that|those|these|votre|vos|cet|cette|ces|ton|ta)(?: \w+){0,2}? (?:review|rating|ratings|"
    r"stars?|score|avis|etoiles?|evaluation|appreciation)(?!\w)"
    r"|(?<!\w)(?:les |ces |the )(?:\w+ )?(?:etoiles|stars)(?!\w)|votre note(?! de| du)"
    r"|(?<!\w)(?:an? |one |another |fifth |fourth |missing |extra |une |l'|autre |cinquieme |"
    r"quatrieme )(?:extra |more |other "
    r")?(?:stars?|etoiles?)(?! (?:is|est|for|pour|and|et|hotel|fish))(?!\w)"
)
# The same without its name: what stands on the page, and who else reads it.
PAGE = re.compile(
    r"(?<!\w)(?:the |your |this )?verdict|(?<!\w)(?:reviews?|posts?|lines?|words?|comments?) (?:like|"
    r"such as) (?:this|yours|these)(?: one)?"
    r"|(?<!\w)what (?:people|others|they|one|everybody) (?:can )?(?:reads?|sees?|finds?) (?:here|about us|online|"
    r"on this page)"
    r"|(?<!\w)(?:a|one|another|some)(?: \w+){0,2} (?:word|words|line|note|lines|"
    r"remark)(?: or two)?(?: \w+){0,3} (?:here|up there|online|underneath|"
    r"below|on this page|publicly|about (?:it|that|this)|saying|to say)"
    r"|(?<!\w)(?:other|future|fellow) (?:readers|customers|guests|people|travellers|visitors|users) (?:know|to know|"
    r"see|read|hear|learn|that)"
    r"|(?<!\w)(?:this|it|that|your (?:post|message|text|words)|these lines)(?: \w+){0,3} (?:stays?|remains?|stands?|"
    r"is left) (?:up|online|here|there|on the page|for ever|forever)"
    r"|(?<!\w)(?:whole|entire) (?:internet|world|web|town)|what is written here|(?<!\w)(?:this|the) page (?:lets|"
    r"allows|can be|has a)"
    r"|(?<!\w)(?:le |votre |ce )?verdict|(?<!\w)(?:ce genre|des|les|ce type) (?:d'avis|de commentaires?|avis|"
    r"commentaires?|lignes) (?:comme|de ce genre|coute|pareils?|peu)?"
    r"|(?<!\w)ce (?:qu'on|que l'on|qui se|que les gens) (?:lit|lisent|trouve|voit|ecrit|s'ecrit) (?:ici|la|en ligne|"
    r"sur nous)"
    r"|(?<!\w)(?:un|une)(?: \w+){0,2} (?:mot|ligne|phrase|commentaire)(?: \w+){0,3} (?:ici|la-haut|la haut|en ligne|"
    r"en dessous|dessous|sur cette page|pour dire|disant|plus douce?)"
    r"|(?<!\w)(?:aux autres|autres|futurs) (?:lecteurs|clients|voyageurs|visiteurs|lectrices)|tout (?:l')?internet|"
    r"(?<!\w)(?:la|cette) page (?:permet|laisse)"
    r"|(?<!\w)(?:ce texte|votre (?:texte|message|publication)|cela|ces lignes)(?: \w+){0,3} (?:reste|restent|"
    r"demeure)(?: \w+)? (?:pas|en ligne|ici|eternellement|visible|la)"
)
OUR_MIND = re.compile(
    r"(?<!\w)(?:kind to|lovely|grateful|all we ask|all i ask|cost|costs|dearly|bear (?:that|this|it) in mind|"
    r"do hope|do not have to|does not have to|"
    r"doesn't have to|don't have to|no need to|help\w*|live by|live off|hurt\w*|harm\w*|damag\w*|second look|"
    r"brighter|kinder|gentler|softer|"
    r"let\w* you|differently|aimable|soulag\w*|tout ce que nous demandons|coute\w*|cher|pensez-y|esperons|"
    r"pas oblige\w*|inutile|aiderait|"
    r"vivons de|nuit|nuisent|abime|second regard|deuxieme regard|lumineux|doux|douce|permet|ferait du bien|"
    r"autrement|would be|serait)(?!\w)"
)
WISH = re.compile(
    r"(?<!\w)(?:could|would you|you'd|please|maybe|perhaps|consider\w*|mean a lot|be kind|might you|ask you|"
    r"invite you|hope|feel free|can be changed|pourriez|pourrez|puis-je|pourrais-je|merci de|peut-etre|gentil|"
    r"ferait plaisir|esper\w+|reconnaissants?|aimerions|aimerait|souhait\w+|n'hesitez|se chang\w+|apprecierions|"
    r"voudriez|voulez)(?!\w)"
)
# What it would be nice to see, without asking for it.
HINT = re.compile(
    r"(?<!\w)(?:if|once|when|would|worth|deserve\w*|wonder\w*|fair|only|dare|let us|tempted|reflect\w*|chance|"
    r"si|quand|"
    r"une fois|lorsque|serait|merite\w*|juste|oser\w*|tente\w*|reflete\w*|aura\w*|equitable\w*|occasion)(?!\w)"
)
# "Your review could not be clearer, I'll answer here": what we do with it.
OUR_ANSWER = re.compile(
    r"(?<!\w)(?:clearer|thank\w*|merci pour|merci de votre|show\w*|passed on|read|lu|transmis\w*|lire)(?!\w)"
)

STANDS = re.compile(
    r"(?<!\w)(?:as it stands|(?:review|avis|it|il) stays|(?:is|was|are) (?:\w+ )?(?:deserved|fair|just|earned)|"
    r"should stay|don't ask|not asking|"
    r"tel quel|reste, et|est (?:\w+ )?(?:meritee?|juste|justifiee?)|ne (?:vous )?demande rien|rather earn|"
    r"doit rester)(?!\w)"
)
# « Je l'enlève de la note »: what we take off the bill asks nobody for anything.
MOST_BEFORE = 20
BILL = re.compile(r"(?<!votre )(?<!cette )note \w+$")  # « la note corrigée sera prête à la réception » is a bill
RECEPTION = re.compile(r"(?<!\w)(?:reception|caisse|comptoir|facture|payer|regler|restaurant|hotel|nuits?)(?!\w)")
WE_DO = re.compile(r"(?<!\w)(?:je|j'|nous|on|i|we|i'll|we'll) ?(?:l'|la |le |les |vous |en )*$")


ON_US = re.compile(r" ?(?:pour |de )?(?:nous|moi)(?!\w)")  # « tant pis pour nous »
# « Retirée dès votre message », "taken down after your post": when we did it, and not what is asked of it.
SINCE_THEN = re.compile(
    r"(?<!\w)\w+ (?:des|apres|suite a|grace a|a la lecture de|after|since|following|on reading|because of|thanks to|"
    r"as soon as) (?:i |we |je |nous )?(?:\w+ )?(?:votre|your|this|ce|cet)(?!\w)"
)


def check(matter: Matter) -> Check:
    """What the reply asks of the review, and what it makes of the person."""
    for section, why in FOUND:
        hits = (
            hit
            for hit in matter.all(section)
            if not (_by_us(matter, hit) if section == "withdrawal" else ON_US.match(matter.reply.plain, hit.end()))
        )
        if found := next(hits, None):
            sentence = matter.sentence_of(found.start())
            # "Most had been told, and you had not: our mistake" sounds like it, and owns.
            owned = section != "withdrawal" and matter.has("owning", found.end(), sentence.end)
            level: Level = "warn" if owned else "block"
            return Check("R16", level, False, matter.reply.shown(*found.span()), why, _("Take it out."))
    return _begs(matter) or _only_praise(matter) or _perhaps(matter) or _boasts(matter) or passed("R16")


def _perhaps(matter: Matter) -> Check | None:
    for section, why in PERHAPS:
        if found := next((hit for hit in matter.all(section) if not _by_us(matter, hit)), None):
            return Check("R16", "warn", False, matter.reply.shown(*found.span()), why, _("Take it out."))
    return None


def _begs(matter: Matter) -> Check | None:
    """A wish or a request in whose sentence the customer's rating stands, whatever is to be done to it."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        page = PAGE.search(plain, sentence.start, sentence.end)
        if page and OUR_MIND.search(plain, sentence.start, sentence.end) and not _leaves_it(matter, sentence):
            return Check("R16", "warn", False, matter.reply.shown(*page.span()), FOUND[0][1], _("Take it out."))
        rating = RATING.search(plain, sentence.start, sentence.end)
        if rating is None or OUR_ANSWER.search(plain, sentence.start, sentence.end):
            continue
        if STANDS.search(plain, sentence.start, sentence.end):
            continue
        if WISH.search(plain, sentence.start, sentence.end):
            return Check("R16", "block", False, matter.reply.shown(*rating.span()), FOUND[0][1], _("Take it out."))
        if HINT.search(plain, sentence.start, sentence.end):
            return Check("R16", "warn", False, matter.reply.shown(*rating.span()), FOUND[0][1], _("Take it out."))
    return None


def _boasts(matter: Matter) -> Check | None:
    """A wish about what they wrote, or the house set above all others."""
    if (wished := boasts.wish(matter)) and not _leaves_it(matter, matter.sentence_of(wished.start)):
        return Check("R16", "warn", False, matter.reply.shown(wished.start, wished.end), FOUND[0][1], _("Take it out."))
    if offered := boasts.wares(matter):
        return Check(
            "R16", "warn", False, matter.reply.shown(offered.start, offered.end), FOUND[1][1], _("Take it out.")
        )
    if praised := boasts.praise(matter):
        return Check("R16", "warn", False, matter.reply.shown(praised.start, praised.end), BOASTS, _("Take it out."))
    return None


def _leaves_it(matter: Matter, sentence: Span) -> bool:
    """ "The review stays, it is fair", "I don't ask for anything": nothing is asked of it."""
    plain = matter.reply.plain
    return any(pattern.search(plain, sentence.start, sentence.end) for pattern in (OUR_ANSWER, STANDS))


def _by_us(matter: Matter, hit: re.Match[str]) -> bool:
    """Whether we are the ones who do it, or what is corrected is a bill."""
    before = matter.reply.plain[max(0, hit.start() - MOST_BEFORE) : hit.start()]
    sentence = matter.sentence_of(hit.start())
    bill = BILL.search(before + hit[0]) and RECEPTION.search(matter.reply.plain, sentence.start, sentence.end)
    return WE_DO.search(before) is not None or bool(bill) or SINCE_THEN.match(hit[0]) is not None


def _only_praise(matter: Matter) -> Check | None:
    """Thanks and pride from the first sentence to the last."""
    spans = matter.reply.sentences
    if not spans or not matter.readable:
        return None
    useful = ("regret", "owning", "action", "done", "answer", "unknown cause", "invitation", "vague action")
    if matter.items or any(matter.has(section) for section in useful):
        return None
    if not all(matter.has("bolster", span.start, span.end) for span in spans):
        return None
    return Check(
        "R16", "block", False, matter.reply.shown(spans[0].start, spans[-1].end),
        _("It only thanks and praises; the complaint is not answered."), _("Answer what the customer wrote."),
    )  # fmt: skip
