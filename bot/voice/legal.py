"""R13: no legal admission while the case is held. Without a hold, owning the failure is wanted (R2)."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed
from bot.voice.wording import Span

# Under a hold whoever says "ours", "we should have", "we forgot" admits, whatever the noun.
OURS = re.compile(r"(?<!\w)(?:we|i|our|ours|us|my|mine|nous|on|je|j'\w+|notre|nos|chez nous|ma|mon)(?!\w)")
# What the customer is told of themselves, and what came after the harm, admits nothing.
NO_ADMISSION = re.compile(
    r"(?<!\w)(?:you(?:'re| are| were) (?:\w+ )?(?:right|not wrong|correct)|vous avez (?:\w+ )?raison|(?:answer|"
    r"repl(?:y|i)|"
    r"call|rung?|rang|"
    r"wr[io]t|wait|phone|heard|tell|told|say|said|repond|rappel|appel|ecri|attend|dit|dire|prevenir votre)\w*)(?!\w)"
)
NEUTRAL = re.compile(
    r"(?<!\w)(?:sent|shipped|packed|put|printed|closed|changed|said|promised|quoted|booked|delivered|served|"
    r"cancelled|canceled|kept|"
    r"told)(?: you)?$"
)
WARNED = re.compile(r"(?<!\w)(?:warn\w*|about the|prevenir|avertir|signale\w*)(?!\w)")
# A sentence of ours that tells what was not done, or done wrongly. What is not known, or not said, admits nothing.
LACKING = re.compile(
    r"(?<!\w)(?:we|i|nobody here|no one here|none of us|our \w+(?: \w+)?) (?:had |have |has |'d |"
    r"simply |clearly |also |just |even |then |only )*(?:did not|didn't|had not|hadn't|was not|wasn't|were not|"
    r"weren't|never (?:\w+ed|had|was|were|told|knew|saw|thought|put|took|gave|got|did|sent|read|went|made)|failed|"
    r"forgot|forgotten|missed|overlooked|ignored|skipped|neglected|mixed up|mixed|slipped|botched|poisoned|scalded|"
    r"left out|left|let|cut (?:a corner|corners|back)|gave you the wrong|used the wrong|got|knew|owed|caused|"
    r"mislabel\w*|"
    r"misjudged|mishandled|messed|mistook|miscounted|underestimated|had been told|had been warned|were told|"
    r"were warned)"
    r"(?! (?:know|yet|sure|able|in a position|want|say|guess|off|until|from|on sale)(?!\w))(?!\w)"
    r"|(?<!\w)there (?:should|ought to) have been(?!\w)|(?<!\w)(?:had not|hadn't|had never) been(?!\w)"
    r"|(?<!\w)(?:and|but) (?:did|said) nothing(?!\w)|(?<!\w)(?:without (?:looking|checking|asking|reading|testing|"
    r"replacing|changing|"
    r"securing|fitting)|"
    r"on (?:his|her|their) phone|"
    r"looking at (?:his|her|their) phone|asleep|absent)(?!\w)|(?<!\w)sans (?:la |le |l'|les )?(?:regarder|verifier|"
    r"changer|remplacer|proteger|couper|"
    r"tester|lire|controler|demander)(?!\w)"
    r"|(?<!\w)regardait (?:son|leur) telephone(?!\w)|(?<!\w)avons mal \w+"
    r"|(?<!\w)(?:nous|on|je|j'|notre \w+(?: \w+)?|nos \w+|l'\w+|le \w+|la \w+|il|elle|rien|personne) ?(?:nous |"
    r"vous |l'|lui |y |en |les |le |la )*"
    r"(?:(?:ne |n')(?:vous |l'|lui |y |en |les |le |la |nous )*(?:avons|avait|avions|a|ai|ont|etait|etions|sommes)"
    r"(?: \w+)? (?:pas|jamais|rien|guere|aucun\w*)|(?:avons|avions|avait|a|ai|ont|aura|sommes)(?: \w+)? (?:failli|"
    r"oublie\w*|neglige\w*|ignore\w*|"
    r"manque\w*|rogne\w*|interverti\w*|inverse\w*|confondu\w*|melange\w*|enfreint\w*|laisse\w*|trompe\w*|rate\w*|"
    r"omis\w*|"
    r"passes? a cote|mal \w+|sous-estime\w*|intoxique\w*|empoisonne\w*|blesse\w*|brule\w*|cause\w*|provoque\w*|"
    r"commis\w*|"
    r"cede parce)|savions|savait|devions|oubliait|oubliaient|il fallait)(?! (?:su |encore |savoir |"
    r"en mesure)(?!\w))(?!\w)"
    r"|(?<!\w)il (?:fallait|aurait fallu|manquait)(?!\w)"
)
# Whose the wrong is, that it could be foreseen, that somebody of ours was careless, and that we answer for it: each
# admits, whatever the thing and the tense.
WRONG = (
    r"(?:wrongs?|faults?|blame|guilt|responsibility|mistakes?|failures?|failings?|errors?|torts?|fautes?|"
    r"responsabilites?|erreurs?|defaillances?|manquements?)"
)
ADMITS = re.compile(
    rf"(?<!\w){WRONG}(?!\w)(?: \w+){{0,4}} (?:is|are|was|lies?|sits?|rests?|falls?|est|sont|etait|revient|incombe|"
    rf"repose|vient)"
    r"(?: \w+){0,3} (?:ours|mine|us|me|with us|(?:our|my|this|the house's) (?:side|door|end|part|shoulders)|here|"
    r"a nous|chez nous|"
    r"notre cote|de notre cote|sur nous|de nous|a moi|ici|la notre|les notres)(?!\w)"
    rf"|(?<!\w)(?:we|i|nous|je|on)(?: \w+){{0,3}} (?:answer|pay|atone|liable|accountable|answerable|repondrons|"
    rf"repondons|"
    r"repondrai|assumons|assumerons|assumer|assume|paierons)(?: \w+)? (?:for (?:it|that|this|what|the)|tout|tous|"
    r"toutes|cela|ca|les "
    r"consequences|la responsabilite)(?!\w)"
    r"|(?<!\w)(?:ours|mine|us|a nous|nous) (?:to (?:answer for|account for|pay for|bear|own)|d'en (?:repondre|"
    r"assumer)|"
    r"d'assumer|(?:en )?"
    r"(?:repondons|repondrons))(?!\w)"
    r"|(?<!\w)(?:stand by (?:that|it|this)|hold our hands? up|own up)(?!\w)"
    r"|(?<!\w)(?:was|were|is|had been) (?:always |only |simply )*(?:bound|waiting|going|sure) to (?:happen|break|"
    r"fail|go|fall|give)(?!\w)"
    r"|(?<!\w)(?:anyone|anybody|everyone|everybody|a child|any \w+) could have (?:told|seen|known|warned|said|"
    r"spotted|predicted)(?!\w)"
    r"|(?<!\w)(?:could|should|might) (?:easily |well )?have been (?:avoided|prevented|spotted|seen|caught|"
    r"foreseen|checked|fixed|mended|"
    r"replaced|closed|stopped)(?!\w)|(?<!\w)(?:was|were) (?:entirely |perfectly |quite |easily )?(?:avoidable|"
    r"preventable|foreseeable|"
    r"predictable)(?!\w)"
    r"|(?<!\w)(?:(?:devait|devaient) (?:forcement|bien|fatalement)|(?:allait|allaient)(?: forcement)?) (?:arriver|"
    r"ceder|casser|tomber|"
    r"lacher|se produire)(?!\w)"
    r"|(?<!\w)(?:aurait|auraient) (?:pu|du) (?:\w+ )?(?:etre )?(?:evite|prevu|vu|repere|controle|remplace|ferme|"
    r"arrete|l'eviter|"
    r"le voir|le prevoir)\w*(?!\w)|(?<!\w)(?:etait|etaient) (?:tout a fait |parfaitement )?(?:evitable|"
    r"previsible)s?(?!\w)"
    r"|(?<!\w)n'importe qui (?:l'|nous )?(?:aurait|voyait|pouvait)(?!\w)"
    r"|(?<!\w)(?:was|were|is|are|been|being|etait|etaient|est|sont|ete|fut)(?: (?:too|so|very|plainly|clearly|"
    r"simply|un peu|trop|bien|"
    r"tres|franchement)){0,2} (?:careless|negligent|sloppy|reckless|slapdash|inadequate|lax|unfit|unsafe|worn out|"
    r"too thin|thin|untrained|"
    r"understaffed|negligente?s?|imprudente?s?|insuffisante?s?|defectueu(?:x|se|ses)|vetustes?|inadaptee?s?|"
    r"use[es]*|mal forme\w*|"
    r"inattenti\w+)(?!\w)"
    r"|(?<!\w)(?:nous|on|je|we|i|notre \w+|our \w+)(?: \w+){0,2} (?:sommes|est|suis|etions|etait|are|am|is|was|"
    r"were)(?: \w+)? "
    r"(?:a l'origine d|la cause|les? auteurs?|the (?:cause|source|reason)|to blame|at the (?:root|origin)|what caused|"
    r"behind (?:it|this|the))"
    r"|(?<!\w)(?:etait|etaient|a ete|ont ete|avait ete|was|were|had been)(?: \w+)? (?:mal (?!en point|fichu|"
    r"pris)\w+|bacle\w*|"
    r"botched|shoddy|(?:badly|poorly|wrongly|incorrectly|improperly) (?!hurt|injured|burn\w*|bruised|shaken)\w+|"
    r"not (?:properly|correctly|safely) \w+|pas (?:\w+ )?(?:correctement|bien) \w+)(?!\w)"
    r"|(?<!\w)the way (?:we|i) \w+(?!\w)|(?<!\w)(?:notre|nos) (?:facon|maniere|manieres|negligence|legerete|"
    r"manque)(?!\w)"
)
NOT_SAID = re.compile(
    r"\?|(?<!\w)(?:whether|if|can't say|cannot say|don't know|s'il|si|ne sais|ignor\w+|pas dire)(?!\w)"
)
# "I can't say yet what caused the fall": what is not known is not admitted.
NOT_CLAIMED = re.compile(
    r"(?<!\w)(?:can't|cannot|can not|don't|do not|won't|not yet|ne (?:peux|peut|pouvons|sais|sait|"
    r"savons) (?:donc )?pas)"
    r"(?: \w+){0,3} (?:what|whether|if|how|why|who|ce qui|ce que|si|s'|comment|pourquoi|qui)(?: \w+){0,2} $"
)
NEAR = 60  # letters before an admission in which it is left open
# "We ignored what you told us": it is about what was said, and admits all the same.
TOLD_US = re.compile(
    r"(?<!\w)(?:ignored what|and did nothing|rien fait|pas tenu compte|mal repondu sur|wrong answer)(?!\w)"
)
UNKNOWN = re.compile(
    r"(?<!\w)(?:don't know|do not know|not know yet|not yet|looking into|whether|how it happened|ne savons|ne sais|"
    r"pas encore|"
    r"cherchons|cherche|examin\w*|verifi\w* en cours|inspect\w*|while|le temps d\w*)(?!\w)"
)


def check(matter: Matter) -> Check:
    """Regret, confirmed facts and help stay allowed under a hold; words of fault and liability do not."""
    if not matter.situation.legal_hold:
        return passed("R13")
    found = _admits(matter)
    if found is None:
        return passed("R13")
    return Check(
        "R13", "block", False, matter.reply.shown(found.start, found.end),
        _("This case is under legal hold, and these words admit fault."),
        _("Say that you are sorry it happened, what is confirmed and how you help; leave the rest to the legal team."),
    )  # fmt: skip


def _admits(matter: Matter) -> Span | None:
    """The first words that admit: of fault and liability, of owning it, or a sentence of ours of what was not done."""
    plain = matter.reply.plain
    for found in matter.reply.hits_in("admission", 0, len(plain)):
        if not NOT_CLAIMED.search(plain, max(0, found.start() - NEAR), found.start()):
            return Span(*found.span())
    for sentence in matter.reply.sentences:
        if (plainly := ADMITS.search(plain, sentence.start, sentence.end)) and not NOT_SAID.search(
            plain, sentence.start, sentence.end
        ):
            return Span(*plainly.span())
        if UNKNOWN.search(plain, sentence.start, sentence.end):
            continue
        owned = matter.has("owning", sentence.start, sentence.end)
        # "We never ask for a code" is a rule.
        rule = owned and owned[0].strip().endswith(("never", "jamais"))
        if owned and not rule and _is_admission(matter, owned, sentence):
            return Span(*owned.span())
        lacking = LACKING.search(plain, sentence.start, sentence.end)
        if lacking and (
            TOLD_US.search(plain, sentence.start, sentence.end)
            or not NO_ADMISSION.search(plain, lacking.start(), sentence.end)
        ):
            return Span(*lacking.span())
    return None


def _is_admission(matter: Matter, owned: re.Match[str], sentence: Span) -> bool:
    """Whether owning words speak of the harm: "you are right" and "we should have rung you back" do not."""
    plain = matter.reply.plain
    if NO_ADMISSION.search(owned[0]) or NEUTRAL.search(owned[0]) or matter.has("regret", sentence.start, owned.start()):
        return False
    talks = NO_ADMISSION.search(plain, owned.start(), sentence.end) and not WARNED.search(
        plain, owned.start(), sentence.end
    )
    return not talks and OURS.search(plain, sentence.start, sentence.end) is not None
