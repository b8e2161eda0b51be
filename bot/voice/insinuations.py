"""R11 as well: what blames the customer without naming anybody: how others manage, how easily one misses it, a guess at
what they did. None of it is said of "you"; each says that somebody with more care would have had no complaint.
"""

from __future__ import annotations

import re

from bot.voice.clauses import is_over
from bot.voice.matter import Matter
from bot.voice.wording import Span

PEOPLE = (
    r"(?:customers?|clients?|clientes?|visitors?|guests?|people|passengers?|parents|families|members?|users?|"
    r"patients?|"
    r"travellers?|owners?|drivers?|diners?|shoppers?|tenants?|residents?|riders?|gens|visiteurs?|hotes|voyageurs?|"
    r"passagers?|familles|adherents?|utilisateurs?|usagers?|conducteurs?|locataires?|habitants?|convives|abonnes?)"
)
# How everybody else manages.
OTHERS = re.compile(
    rf"(?<!\w)(?:(?:most|other|many|nearly all|almost all|the rest of) (?:of )?(?:our |the )?(?:other )?{PEOPLE},?"
    rf"|(?:la plupart|beaucoup|l'essentiel|la majorite) (?:de |des )(?:nos )?{PEOPLE}|(?:nos|les|"
    rf"d') ?autres {PEOPLE})"
    r"(?! (?:were|was|had|have|waiting|who|that|too|as well|wrote|complained|aussi|ont|avaient|attendaient|qui|"
    r"etaient|"
    r"concernes?|le savent|affected))(?:,? [\w']+){1,9}"
)
# What anybody learns: "one learns to ask", « on apprend à poser la question ».
LEARNT = re.compile(
    r"(?<!\w)(?:one (?:learns?|soon|knows?|checks?|asks?|reads?|gets used|tends to|should)|people (?:learn|soon|"
    r"usually|"
    r"tend to|generally|normally|know to|do)|it (?:pays|helps|is wise|is best|is as well|does no harm) to|"
    r"it's (?:wise|best|"
    r"as well|safer|sensible) to|on (?:apprend|s'habitue|finit par (?:savoir|apprendre|verifier)|prend l'habitude|"
    r"gagne a|"
    r"a interet a|evite (?:de|d'))|il est (?:prudent|sage|d'usage|bon) (?:de|d'))(?!\w)"
)
# How easily one does it wrong.
EASILY = re.compile(
    r"(?<!\w)(?:can|could|may|might|is|are|it's|they're|was|were)(?: be)?(?: (?:so|very|quite|rather|a bit|easily|"
    r"all too|"
    r"surprisingly|often)){0,2} (?:hard|easy|tricky|difficult|missed|overlooked|forgotten|"
    r"confused) ?(?:to (?:hear|miss|see|"
    r"read|find|overlook|forget|confuse|mistake|get wrong|mix up|spot|misread|notice)|(?:in|when|if|over|by|"
    r"with))(?!\w)"
    r"|(?<!\w)(?:c'est|est|sont|etait|etaient)(?: (?:si|tres|assez|parfois|souvent|trop)){0,2} (?:vite (?:fait|"
    r"arrive|oublie|"
    r"rate|manque|confondu)|(?:facile|difficile|aise|tentant) (?:de |d'|a )(?:rater|manquer|confondre|oublier|"
    r"entendre|lire|"
    r"voir|ne pas (?:voir|entendre|lire)|se tromper|passer|louper|melanger))|(?<!\w)(?:on a|"
    r"vous avez) vite fait (?:de |d')"
    r"|(?<!\w)(?:passe|passent|echappe|echappent) (?:vite|facilement|souvent|aisement)(?!\w)"
)
# It takes a little more of something.
MORE_CARE = re.compile(
    r"(?:(?<!\w)|^)(?:with|avec)(?: [\w']+){0,3} (?:more|less|slower|gentler|firmer|steadier|plus|moins)(?: de|"
    r" d')? ?(?:press\w+|"
    r"patien\w+|attenti\w+|care\w*|haste|hurry|soin\w*|prudence|douceur|rapide|force|leg\w+|hat\w+|delicat\w*|"
    r"calm\w*|gentle\w*|"
    r"hand|finger|doigt|main|method\w*|organi\w+|anticipation|foresight|notice|effort|goodwill|volonte)(?!\w)"
    r"|(?<!\w)with (?:an? )?(?:\w+ ){0,2}\w+er (?:foot|hand|finger|touch|ear|eye|grip|step|pace|start)s?(?!\w)"
    r"|(?<!\w)avec (?:un|une|des) (?:\w+ )?(?:pied|main|doigt|geste|oeil|oreille|pas|bras|esprit)s? (?:un peu |plus |"
    r"moins )+\w+"
    r"|(?<!\w)(?:happens|comes) to (?:the best|all|everyone|everybody|us all)|(?<!\w)(?:ca|"
    r"cela) arrive (?:aux meilleurs|a tout le "
    r"monde|a chacun|meme aux)|(?<!\w)(?:we've all|on l'a tous|nous l'avons tous|on est tous|we all)(?!\w)"
)
# A guess at what they did.
THEIR_DEED = (
    r"(?:typed|entered|pressed|tapped|selected|chosen|misread|mistyped|ordered|filled|stored|washed|opened|"
    r"clicked|handled|tape\w*|"
    r"saisi\w*|entre\w*|choisi\w*|coche\w*|clique\w*|lu\w*|mal \w+|manipule\w*|range\w*|lave\w*|ouvert\w*|"
    r"commande\w*|rempli\w*)"
)
GUESSED = re.compile(
    rf"(?<!\w)(?:aura|auront|a du|ont du|avait du|doit avoir|must have|may have|might have|will have|probably|"
    rf"sans doute|"
    rf"surement|peut-etre|perhaps)(?: (?:been|ete|got|etre|was|were|simply|just)){{0,2}} {THEIR_DEED}(?!\w)"
    rf"|(?<!\w){THEIR_DEED} (?:\w+ ){{0,2}}(?:un peu vite|trop vite|a la hate|in (?:a hurry|haste)|too (?:fast|"
    rf"quickly)|a (?:bit|"
    r"little) (?:fast|quickly))(?!\w)"
)
# Advice in the shape of a fact: "slowing down does help, that's usually the trouble".
ADVICE = re.compile(
    r"(?:(?<!\w)|^)\w{3,}ing(?: [\w']+){0,6} (?:(?:does|do|will|would|usually|often|always|generally|really|also) ?)*"
    r"(?:helps?|prevents?|avoids?|solves? (?:it|this|that|most)|does the trick|makes (?:all the|a) difference|"
    r"goes a long way)(?!\w)"
    r"|(?<!\w)that(?:'s| is) (?:usually|often|generally|normally|mostly|typically) (?:the|what|why|how|where|when|"
    r"it)(?!\w)"
    r"|(?<!\w)(?:c'est|cela vient|ca vient) (?:souvent|generalement|en general|d'ordinaire|le plus souvent) (?:la|"
    r"le|l'|ce|de|"
    r"ca|cela|du|pour|comme|ainsi)"
    r"|(?<!\w)(?:en|ne pas) \w+(?:ant|er|ir|re)(?: [\w']+){0,6},? (?:on evite|ca (?:passe|marche|va|aide|suffit)|"
    r"cela (?:passe|marche|aide|suffit|evite)|aide (?:beaucoup|souvent)|tout va)(?!\w)"
)
# Whose door it is instead of ours.
PASSED_ON = re.compile(
    r"c'est (?:donc |plutot )?(?:a )?(?:le|la|l'|les|au|aux|leur|son|sa)[ ]?(?:\w+ ){1,3}qu(?:'il faut|"
    r"'il faudra\w*|e vous "
    r"(?:devez|devriez)|'il convient) "
    r"(?:de |d')?(?:le |la |les |lui )?(?:interroger|demander|voir|contacter|poser|reclamer|adresser|vous adresser|"
    r"blamer|"
    r"s'adresser|relancer)"
    r"|(?<!\w)(?:on|nous|je) (?:n'|ne )(?:y )?(?:a|ai|avons|avait|avions)(?: \w+)? (?:pas|guere|aucune?|"
    r"plus) (?:\w+ )?(?:la main|"
    r"prise|levier|notre mot)(?!\w)"
    r"|(?<!\w)(?:it's|it is|that's) (?:really |rather )?(?:the|their|his|her) (?:\w+ ){1,3}(?:you(?:'d|'ll| would|"
    r" will| do)? "
    r"(?:need|want|have|ought|should)|(?:who|that) (?:you should|should|has to|have to|needs to|need to))(?!\w)"
    r"|(?<!\w)(?:a matter|a question|one|something) for (?:the|your|their) (?:carrier|courier|supplier|manufacturer|"
    r"maker|bank|"
    r"landlord|council|airline|organiser|insurer|publisher|previous|other)(?!\w)"
    r"|(?<!\w)(?:we|i) (?:have|had) (?:no|little) (?:say|control|influence|hand)(?!\w)"
    r"|(?<!\w)(?:nous|on|we|i|our \w+|my \w+)(?:,| \w+){0,4} (?:avait|avions|had|have) (?:tout|everything|all) "
    r"(?:\w+ ){0,2}(?:correctement|bien|properly|correctly|right|as it should)(?!\w)"
)
# Nobody of ours could have known.
NOT_OURS = re.compile(
    r"(?<!\w)(?:is|was|it's|that's)(?:n't| not)? (?:not )?(?:really |exactly |quite )?(?:something|anything|a thing|"
    r"one) "
    r"(?:that )?(?:my|our|the|anyone|anybody|any|we|i)(?: \w+){0,2} (?:could|can|would|were|was|is|are)(?!\w)"
    r"|(?<!\w)(?:(?:nobody|no one) could|(?:we|my \w+|our \w+|the \w+) (?:could not|couldn't|"
    r"could hardly)) (?:really |possibly |"
    r"reasonably )*have (?:caught|known|seen|spotted|prevented|guessed|noticed|stopped|foreseen|told)(?!\w)"
    r"|(?<!\w)(?:ce n'est|ce n'etait|c'est|c'etait) (?:pas |guere |difficilement )(?:vraiment )?(?:quelque chose|"
    r"une chose|"
    r"a nous|a mon|a l'equipe)(?: \w+)? (?:que|qu')"
    r"|(?<!\w)(?:nous|on|mon equipe|mes collegues|l'equipe|personne) (?:ne |n'|n)(?:pouv\w+|aur\w+|etai\w+)(?: \w+)? "
    r"(?:pas |guere |pu )?(?:\w+ )?(?:le |la |l'|les )?(?:voir|savoir|deviner|prevoir|reperer|eviter|empecher|"
    r"anticiper)(?!\w)"
)
# How it was held, put or carried: by whom, if not by them?
HANDLED = re.compile(
    r"(?<!\w)(?:because|since|as|when|if|parce qu[e']|car|puisque|quand|si|a force d') ?(?:the|it|they|le|la|l'|les|"
    r"il|elle|on|"
    r"un|une|your|votre)(?: \w+){0,3} (?:was|were|is|are|had been|has been|gets|a ete|ont ete|avait ete|est|etait|etre)"
    r"(?: \w+)? ?(?:held|gripped|lifted|carried|tilted|tipped|turned|pulled|pushed|squeezed|picked up|left|stored|kept|"
    r"tenu\w*|porte\w*|soulev\w+|pench\w+|tourn\w+|tir\w+|pouss\w+|serr\w+|pris\w*|laiss\w+|range\w*|pos\w+|"
    r"incline\w*|secou\w+) "
    r"(?:\w+ )?(?:by the|upside|at an|one-handed|with one|too|in the (?:sun|car|damp|wrong)|near|the wrong|sideways|"
    r"par le|par la|"
    r"par l'|a l'envers|d'une|trop|au soleil|dans la voiture|de travers|pres|un peu|en biais)(?!\w)"
)
IN_A_CLAUSE = (ADVICE, PASSED_ON, NOT_OURS, HANDLED)
CUT = re.compile(r"; | - |: |\. ")
KINDS = (OTHERS, LEARNT, EASILY, MORE_CARE, GUESSED)
# Then it is we who should have known it.
OWNED = re.compile(
    r"(?<!\w)(?:we should|we ought|our job|our own|for us to|i should|on our side|which is why (?:we|i|it|the)|"
    r"so (?:we|i)(?:'ve|'m|'ll| "
    r"have| will| put| are| am)|that's why (?:we|i|it|the)|our (?:fault|mistake|error|sign|label|printing|"
    r"wording)|a nous|chez nous|"
    r"notre (?:faute|erreur)|c'est pourquoi|j'aurais|nous aurions|on aurait|alors (?:je|nous|on)|donc (?:je|nous|"
    r"on)|voila pourquoi|"
    r"no excuse|not your|n'y (?:etes|est) pour rien|pas (?:a vous|votre)|we had|we hid|we put|we left|"
    r"nous l'avons|nous avons)(?!\w)"
)


def found(matter: Matter) -> Span | None:
    """The first words that hint at it, unless the same sentence owns it."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        hit = next((each for kind in KINDS if (each := kind.search(plain, sentence.start, sentence.end))), None)
        if hit is None or plain[sentence.start : sentence.end].endswith("?"):
            continue
        if hit.re is OTHERS and is_over(matter, sentence):
            continue  # "other people on that round waited too"
        if OWNED.search(plain, sentence.start, sentence.end):
            continue
        if any(
            matter.has(each, sentence.start, sentence.end)
            for each in ("regret", "owning", "unknown cause", "action", "time")
        ):
            continue
        return Span(*hit.span())
    return _in_a_clause(matter)


def _in_a_clause(matter: Matter) -> Span | None:
    """The same said behind a semicolon, in a sentence that otherwise acts or regrets: only its own words can own it."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        start = sentence.start
        for end in (*(cut.start() for cut in CUT.finditer(plain, sentence.start, sentence.end)), sentence.end):
            hit = next((each for kind in IN_A_CLAUSE if (each := kind.search(plain, start, end))), None)
            sure = hit is not None and hit.re in (PASSED_ON, NOT_OURS)  # « on n'a pas la main » owns nothing
            owned = matter.has("owning", start, end) or OWNED.search(plain, start, end)
            if hit and not matter.has("regret", start, end) and (sure or not owned):
                return Span(*hit.span())
            start = end
    return None
