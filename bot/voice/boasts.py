"""R16 as well: the house above all others, and a wish about what the customer wrote, whatever it is to become."""

from __future__ import annotations

import re

from bot.voice.matter import Matter
from bot.voice.wording import Span, fold

NONE = re.compile(
    r"(?<!\w)(?:nowhere|no \w+|nobody|none|few|hardly (?:any|another)|you won't find|"
    r"you will not find|"
    r"il n'est (?:pas|guere|point)|il n'y a (?:pas|guere)|aucune?|nulle part|personne|peu de|rares sont|"
    r"vous ne trouverez)(?!\w)"
)
US = r"(?:we|us|ours|our \w+|here|nous|notre \w+|la notre|le notre|les notres|chez nous|ici|moi|i|me)"
LIKE = (
    rf"(?<!\w)(?:than|the way|like|as(?: \w+){{0,3}} as|comme|autant que|mieux que|plus que|davantage que|que|"
    rf"better than|"
    rf"more than) (?:{US}|{{brand}})(?!\w)"
)
BEST = re.compile(
    r"(?<!\w)(?:we're|we are|nous sommes|we remain|nous restons|known as|reputee? comme|"
    r"reconnue?s? comme) (?:\w+ )?(?:the|la|le|les|one of "
    r"the|l'un\w* des) (?:\w+ )?(?:best|finest|most|first|number|leading|leader|safest|kindest|plus|meilleur\w*|"
    r"premier\w*|numero)(?!\w)"
)
# Prizes and shares of the satisfied, told to one who is not.
PRIZE = re.compile(
    r"(?<!\w)(?:named|voted|elected|awarded|ranked|crowned|rated|winner|won|elue?s?|primee?s?|recompensee?s?|"
    r"classee?s?|nommee?s?|"
    r"distinguee?s?|sacree?s?|laureat\w*)(?!\w)(?: [\w'-]+){0,6} (?:of the year|awards?|prize|best|top|number one|"
    r"de l'annee|prix|"
    r"meilleur\w*|premier\w*|trophee\w*|palmares)(?!\w)"
    r"|(?<!\w)\d\d(?:[.,]\d)? ?(?:%|percent|per cent|pour cent)(?: [\w']+){0,5} (?:satisfied|happy|satisfaction|"
    r"satisfaits?|"
    r"satisfaites?|recommend\w*|recommand\w+|five stars?|love)(?!\w)"
    r"|(?<!\w)(?:thousands|hundreds|millions|milliers|centaines) (?:of|de|d') ?(?:happy |satisfied |loyal |"
    r"delighted )?(?:\w+ )?"
    r"(?:customers?|clients?|families|familles|users|guests)(?: \w+){0,2} (?:trust\w*|love\w*|happy|satisfaits?|"
    r"ravis|conquis|choose|"
    r"font confiance|nous)(?!\w)"
)
# The season's wares, to somebody who came to complain.
WARES = re.compile(
    r"(?<!\w)(?:while|since|as) you(?:'re| are) (?:here|at it|with us|on our page|reading)(?!\w)"
    r"|(?<!\w)(?:pendant que|puisque|tant que) vous (?:y )?etes (?:la|ici|sur)"
    r"|(?<!\w)(?:\d|two|three|deux|trois) (?:for|pour) (?:\d|one|two|un|deux)(?! \w+ (?:people|personnes))(?!\w)"
    r"|(?<!\w)(?:our|nos|notre) (?:new|latest|autumn|spring|summer|winter|christmas|nouvel\w*|"
    r"dernier\w*)(?: \w+){1,4} "
    r"(?:(?:has|have|is|are|vient|viennent|est|sont) )?(?:just )?(?:landed|arrived|out now|in store|on sale|"
    r"de sortir|d'arriver|arrive\w*|"
    r"en magasin|en boutique|disponible\w*)(?!\w)"
    r"|(?<!\w)(?:come and|venez) (?:discover|taste|treat yourself|browse|decouvrir|gouter|vous faire plaisir|"
    r"en profiter)(?!\w)"
    r"|(?<!\w)(?:at the moment|en ce moment|all month|tout le mois|this week only|"
    r"cette semaine seulement)(?: \w+){0,5} "
    r"(?:\d+ ?%|half price|moitie prix|offer|promo\w*|sale|soldes)(?!\w)"
)
AGAINST_US = re.compile(
    r"(?<!\w)(?:worse|wrong|bad|badly|should|deserve\w*|blame|sorry|less|sooner|excuse|merite\w*|pire|moins|"
    r"desole\w*|faute|reproche\w*|"
    r"mal|savait|knew|other than|besides|except|autre que|sauf|wait\w*|attendre)(?!\w)"
)
WRITTEN = re.compile(
    r"(?<!\w)(?:your|this|that|votre|vos|ce|cet|cette|ces|ton)(?: [\w']+)? (?:posts?|comments?|reviews?|page|"
    r"story|tweets?|toots?|"
    r"threads?|lines?|wording|publications?|commentaires?|avis|textes?|billet|tweets?|fil|recit)(?!\w)"
)
WISHED = re.compile(
    r"(?<!\w)(?:could you|would you|can you|will you|might you|i'd (?:love|like|appreciate|be (?:glad|grateful|"
    r"happy|delighted))|we'd "
    r"(?:love|like|appreciate|be (?:glad|grateful|happy|delighted))|(?:it|that)(?:'d| would) (?:help|mean|"
    r"be (?:kind|lovely|nice|good|"
    r"fair|wonderful))|you'd (?:help|oblige|do)|do (?:me|us) (?:a|the)|vous (?:m'|me |nous )(?:\w+riez)|"
    r"pourriez-vous|voudriez-vous|"
    r"auriez-vous|accepteriez-vous|j'aimerais|j'apprecierais|nous aimerions|(?:ca|cela) (?:m'|nous )(?:aiderait|"
    r"arrangerait|"
    r"toucherait)|si vous (?:pouviez|vouliez|acceptiez)|please|merci de|peut-etre pourrez)(?!\w)"
)
# What is asked is not that it changes: an answer, a number, a photo.
ASKS_ELSE = re.compile(
    r"(?<!\w)(?:send|tell|write to|photo|picture|number|reference|date|which|when|where|read|quote|show|use|"
    r"share (?:it|this) with (?:the|our)|"
    r"envoy\w+|dire|dites|photo|numero|date|quelle?|montrer|lire|citer|transmettre)(?!\w)"
)


def wares(matter: Matter) -> Span | None:
    """Something to buy, beside what the customer wrote about; an offer that they complain of is none."""
    found = WARES.search(matter.reply.plain, matter.reply.body.start, matter.reply.body.end)
    return Span(*found.span()) if found and found[0] not in matter.complaint.plain else None


def praise(matter: Matter) -> Span | None:
    """A sentence that sets the house above others."""
    plain = matter.reply.plain
    brand = matter.situation.brand
    like = re.compile(LIKE.replace("{brand}", re.escape(fold(brand.name)) if brand and brand.name else US))
    for sentence in matter.reply.sentences:
        if AGAINST_US.search(plain, sentence.start, sentence.end) or matter.has("regret", sentence.start, sentence.end):
            continue
        if found := BEST.search(plain, sentence.start, sentence.end) or PRIZE.search(
            plain, sentence.start, sentence.end
        ):
            return Span(*found.span())
        none = NONE.search(plain, sentence.start, sentence.end)
        if none and (like.search(plain, none.end(), sentence.end) or _names_itself(matter, none.end(), sentence.end)):
            return Span(none.start(), sentence.end)
    return None


def _names_itself(matter: Matter, start: int, end: int) -> bool:
    """ "The way Harrowlane does": a name that does something as no one else does."""
    found = re.compile(r"(?:the way|as|like|comme) (?:chez )?(\w+) (?:do(?:es)?|can|fait|sait)?").search(
        matter.reply.plain, start, end
    )
    return found is not None and matter.is_name(found.start(1))


def wish(matter: Matter) -> Span | None:
    """A wish in whose sentence stands what the customer wrote."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        written = WRITTEN.search(plain, sentence.start, sentence.end)
        if written is None or not WISHED.search(plain, sentence.start, sentence.end):
            continue
        if not ASKS_ELSE.search(plain, sentence.start, sentence.end):
            return Span(*written.span())
    return None
