"""R11: no blame on the customer, and nobody sent to somebody else's counter."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.texts import _
from bot.voice import insinuations
from bot.voice.matter import Matter
from bot.voice.situation import Check, Level, passed
from bot.voice.tongue import QUOTED
from bot.voice.wording import Span

# "You should have been told" owns it.
OWNS = re.compile(
    r"you (?:should|ought to) (?:never |not |really )*have "
    r"(?:been (?:told|informed|warned|called|kept)|had|got|heard|received)|you (?:should|ought to) be able"
)
# « vous avez bien fait de nous écrire » thanks for it.
PRAISES = re.compile(r"(?:avez|as|aviez) (?:tres )?bien fait (?:de |d'|en )")
# "You should have known before paying, sorry": they were not told. "Sorry, but you should have known" blames.
UNTOLD = re.compile(
    r"you should(?: really)? have (?:known|seen it|found (?:it|that|this) out)(?! better)"
    r"|vous (?:auriez|aviez) du (?:le |l'|en )?(?:savoir|trouver|recevoir|avoir|etre|entendre)"
)
BUT = re.compile(r"(?<!\w)(?:but|however|mais|cependant|toutefois)(?!\w)")
WE = re.compile(r"(?<!\w)(?:nous|on|je|j'\w+)(?!\w)")  # « on n'y a pas pensé, et il fallait demander »
# « C'est à moi, au comptoir, qu'il revenait de le dire », « il nous suffisait d'appeler ».
TO_US = re.compile(r"(?<!\w)(?:(?:a|pour) (?:moi|nous)(?!\w).{0,40}qu'|(?:me|nous) )$")
# « C'est vous qui l'avez payé » says who suffered from it.
SUFFERED = re.compile(
    r"c'est (?:bien )?vous qui (?:\w+ |\w+'){0,2}?(?:avez|aviez|etes|etiez)(?: bien)? (?:raison|eu|paye|subi|"
    r"attendu|perdu|"
    r"trinque|souffert|fait les frais|porte|vecu|pris|dit vrai|dans le vrai|reste|appele|relance|du |passe|recu)"
)
VERB = 12  # letters of the verb behind what was found
CHOICE = re.compile(r"a vous de (?:le |la |les |me |nous |m')?(?:choisir|dire|me dire|nous dire|decider|trancher)")
WONDERED = re.compile(r"vous avez du vous (?:demander|dire|sentir|inquieter|debrouiller|lever|passer|contenter)")
# What we did ourselves: "you left it at the desk and we lost it". What we think, see or would have done is no deed.
OUR_DEED = re.compile(
    r"(?<!\w)(?:(?:i|we)(?:'d|'ve|'re|'m|'ll)?(?! (?:do |can |only |also |just |quite |fully )*(?:think|see|"
    r"note|notice|"
    r"understand|believe|suspect|fear|find|suppose|imagine|must|hope|feel|know|would|could|might|can|cannot|"
    r"can't|have|"
    r"gladly|rather|recommend|advise|ask|say)(?!\w))|nobody here|no one here|not one of us|by us|ours|mine|from us|"
    r"(?:our|my) (?:own|fault|mistake|error|desk|team|driver|side|end|list|file|colleague|crew)"
    r"|(?:je|j'|nous|on) ?(?:ne |n'|l'|le |la |les |vous |en |y |m'|me )*(?:ai|avons|a|avais|avait|suis|sommes|etais|"
    r"etait|vais|prends|prenons|\w+[^rn]ai|vends?|vendons|laisse|laissons|fais|faisons)|c'est (?:a )?(?:moi|nous)|"
    r"chez nous|par nous|de notre (?:cote|part|faute)|personne (?:ici|chez nous))(?!\w)"
)
# "None of this is your fault", « ce n'est pas votre erreur ».
DENIED = re.compile(
    r"(?<!\w)(?:not|\w+n't|never|none|no|nothing|nor|hardly|neither|without|instead of|rather than|pas|jamais|"
    r"aucun\w*|rien|"
    r"ni|nullement|plutot que|sans)(?!\w)[^.,;:]{0,25}$"
)
YOURS = re.compile(r"(?<!\w)(?:your|yours|the (?:customer|client|guest)'s|votre|vos|vous|ta|ton)(?!\w)")
# "I'll ask the carrier tonight", « je vais voir le transporteur ».
BY_US = re.compile(
    r"(?<!\w)(?:(?:i|we)(?:'ll|'ve|'m|'re|'d)?(?: (?:will|have|am|are|can|also|now|just|then|shall|must|should|"
    r"to|going|"
    r"already|first|myself|ourselves))*|for (?:me|us) to|(?:my|our) \w+ (?:to|will)|let me|je|j'|nous|on|"
    r"(?:je )?(?:vais|viens "
    r"de|dois|peux)|(?:nous )?(?:allons|venons de|devons|pouvons)|a (?:moi|nous) de) ?$"
)
SAYS_WE = re.compile(r"(?<!\w)(?:we|i|nobody|no one|nous|on|personne)(?!\w)")
# « Pour les longueurs je ne peux rien, pour le dégradé si : je vous reçois samedi ».
UNABLE = re.compile(
    r"(?<!\w)(?:peux|peut|pouvons|can|could|able)(?!\w).*(?<!\w)(?:rien|nothing|anything)(?!\w)|can do nothing"
)
# Help that nobody but they can give: a doctor, an ambulance, the fire brigade.
FOR_HELP = re.compile(
    r"(?<!\w)(?:medecin|docteur|pharmacien\w*|samu|pompiers|urgences?|antipoison|infirmier\w*|veterinaire|police|"
    r"gendarmerie|112|15|18|17|999|911|111|doctor|gp|ambulance|pharmacist|emergency|a&e|hospital|hopital|nurse|vet|"
    r"poison|fire brigade|numero d'urgence)(?!\w)"
)
# « Personne n'a remarqué la teinte »: nobody of ours did.
UNSEEN = re.compile(
    r"personne (?:ne |n')(?:l'|la |le |les |y )?(?:a|avait) (?:rien )?(?:remarqu|vu|verifi|relu|control|regard|lu|"
    r"repris|pens|song|jete|trie|ferm|ouvert|compt|not[ei]|transmis|suivi)"
)
LEVELS: Mapping[str, Level] = {"blame": "block", "their doing": "block", "perhaps blame": "warn"}


def check(matter: Matter) -> Check:
    """Whether the reply finds the fault with the customer, or passes the complaint on."""
    for section, level in LEVELS.items():
        for found in matter.all(section):
            if _excused(matter, found, section):
                continue
            softened: Level = "warn" if _owned_beside(matter, found, section) else level
            return Check(
                "R11", softened, False, matter.reply.shown(*found.span()),
                _("It finds the fault with the customer, or sends them to somebody else."),
                _("Say what happened without blaming anybody, and what you take care of yourself."),
            )  # fmt: skip
    hint = insinuations.found(matter)
    if hint is None:
        return passed("R11")
    return Check(
        "R11", "warn", False, matter.reply.shown(hint.start, hint.end),
        _("It finds the fault with the customer, or sends them to somebody else."),
        _("Say what happened without blaming anybody, and what you take care of yourself."),
    )  # fmt: skip


def _owned_beside(matter: Matter, found: re.Match[str], section: str) -> bool:
    """Whether the same sentence or the next owns it all the same, or says that we take it over, or for what somebody
    did the whole reply: then whoever approves is asked."""
    if section == "their doing" and matter.has("owning"):
        return True
    spans = matter.reply.sentences
    here = next((n for n, span in enumerate(spans) if span.start <= found.start() < span.end), 0)
    if spans and _apologises_for_it(matter, found, spans[here]):
        return True
    if spans and _we_did(matter.reply.plain, found, spans[here]):
        return True
    near = spans[here : here + (1 if section == "blame" else 2)]
    return any(
        hit.end() <= found.start() or found.end() <= hit.start()  # "you should have checked" owns nothing
        for span in near
        for each in ("taking over", "owning")
        for hit in matter.reply.hits_in(each, span.start, span.end)
    )


def _apologises_for_it(matter: Matter, found: re.Match[str], sentence: Span) -> bool:
    """« C'est la commune qui vous a laissé tomber, et je m'en excuse »: whoever is named is us."""
    return matter.has("regret", found.end(), sentence.end) is not None and not BUT.search(
        matter.reply.plain, sentence.start, sentence.end
    )


def _excused(matter: Matter, found: re.Match[str], section: str) -> bool:
    """Whether it owns, praises, quotes or regrets what only sounds like blame."""
    plain, sentence = matter.reply.plain, matter.sentence_of(found.start())
    if any(quote.start() <= found.start() < quote.end() for quote in QUOTED.finditer(plain)):
        return True  # what somebody else said, and should not have
    if FOR_HELP.search(plain, found.start(), min(found.end() + VERB, sentence.end)) or UNSEEN.match(
        plain, found.start()
    ):
        return True
    if OWNS.search(found[0]) or SUFFERED.search(found[0]) or PRAISES.match(plain, _verb(found)):
        return True
    if UNABLE.search(found[0]) and matter.has("action", found.end(), sentence.end):
        return True
    if WONDERED.match(plain, found.start()) or CHOICE.search(plain, found.start(), found.end() + VERB):
        return True
    if _is_ours(plain, found, sentence) or matter.has("taking over", sentence.start, sentence.end):
        return True
    told = section != "blame" and not SAYS_WE.search(found[0])
    return (told and _we_did(plain, found, sentence)) or _untold(matter, found, sentence)


def _is_ours(plain: str, found: re.Match[str], sentence: Span) -> bool:
    """Whether the words before it make it our own doing, or deny that it is theirs."""
    before = plain[sentence.start : found.start()]
    # « Il suffisait d'appeler, et je ne l'ai pas fait »; « on n'y a pas pensé, et il fallait demander ».
    if found[0].startswith(("il f", "il suf")) and (WE.search(before) or _we_did(plain, found, sentence)):
        return True
    if TO_US.search(before) or BY_US.search(before):
        return True
    if YOURS.search(found[0]) and not found[0].startswith(("you ", "you'", "vous ")) and DENIED.search(before):
        return True
    # "You must have been put off", "had I said so, you would have known".
    might = " have " in found[0] or found[0].startswith(("vous auriez", "tu aurais"))
    return "have been" in found[0] or (might and OUR_DEED.search(before) is not None)


def _we_did(plain: str, found: re.Match[str], sentence: Span) -> bool:
    """Whether the rest of the sentence says what we did: "The carrier left it there; I am fetching it myself"."""
    return any(
        OUR_DEED.search(plain, start, end)
        for start, end in ((sentence.start, found.start()), (found.end(), sentence.end))
    )


def _verb(found: re.Match[str]) -> int:
    """Where the second word of what was found begins: behind « vous » or "you"."""
    return found.start() + found[0].find(" ") + 1


def _untold(matter: Matter, found: re.Match[str], sentence: Span) -> bool:
    """Whether they should have known from us, and we are sorry that they did not."""
    return bool(
        UNTOLD.match(matter.reply.plain, found.start())
        and matter.has("regret", sentence.start, sentence.end)
        and not BUT.search(matter.reply.plain, sentence.start, sentence.end)
    )
