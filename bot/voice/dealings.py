"""What a reply tells of the customer beyond the complaint: their past, what they were told, where their thing is."""

from __future__ import annotations

import re

from bot.voice.clauses import FUTURE, LATER, UNSAID, is_over
from bot.voice.lists import words
from bot.voice.pieces import LEAST_NEW, NEGATED, Piece
from bot.voice.wording import Span

# Somebody told, wrote or rang: then a complaint has spoken of it itself.
DEALT = re.compile(
    r"(?<!\w)(?:told|tell|said|say|says|promis\w*|call\w*|rang|ring|phon\w*|spoke|spoken|e?-?mail\w*|wrote|written|"
    r"letter|text\w*|messag\w*|contact\w*|answer\w*|repl\w+|inform\w*|dit|disait|dites|ecri\w*|appel\w*|rappel\w*|"
    r"telephon\w*|parl\w*|mails?|courriers?|sms|repon\w*|repondu|annonc\w*|prevenu\w*|lettre)(?!\w)"
)
STATUS = re.compile(
    r"(?<!\w)(?:(?:your|the|it|its|they|he|she|this|that)(?: \w+){0,2}? ?(?:(?:has |have |had |was |were |is |are |'s |"
    r"got )"
    r"(?:(?:just|now|also|already|still|currently|been|put|signed) ){0,3}(?:stuck|held|waiting|sitting|gone|arrived|"
    r"reached|delivered|scanned|signed|handed|shipped|dispatched|posted|found|located|lost|returned|sent|approved|"
    r"rejected|validated|registered|logged|recorded|paid|credited|transferred|cleared|put|loaded|rerouted|stored|"
    r"with|at)"
    r"|(?:just |already |only |then )?(?:left|went|arrived|reached|signed|came|landed))"
    r"|(?:votre|vos|le|la|les|l'|il|elle|ils|elles|ca|cela|son|sa|ses) ?(?:\w+ ){0,2}?(?:(?:est|sont|a ete|ont ete|"
    r"etait|etaient|vient d'etre|l'a|l'avait|a|avait) "
    r"(?:(?:bien|deja|toujours|encore|actuellement|ete|en|restee?s?) ){0,3})"
    r"(?:bloque|retenu|coince|parti|arrive|livre|scanne|signe|remis|expedie|poste|retrouve|localise|perdu|revenu|"
    r"renvoye|valide|refuse|enregistre|note|verse|credite|vire|passe|charge|stocke|oriente|reroute|depose|emis|"
    r"attente|chez)"
    r"(?:e|s|es)?)(?!\w)"
)
MYSELF = re.compile(r"(?<!\w)(?:i|i've|i just|je|j'ai)(?!\w)")  # whoever writes knows whom they rang
WE = re.compile(
    r"(?<!\w)(?:i|i'm|i've|i'd|we|we're|we've|je|j'\w+|nous|on (?:avait|va|vous|vient|n'\w+|l'\w+|y|en))(?!\w)"
)
ANOTHER = re.compile(
    r"(?<!\w)(?:another|a new|new|replacement|second one|two more|un autre|une autre|nouve\w+|neuf|neuve|"
    r"deuxieme)(?!\w)"
)
# Whose story a piece tells: "it …", "your parcel …", "the transfer …".
ABOUT = re.compile(
    r"\W*(?:but |and |then |so |mais |et |puis )?(?:(?:it|they|il|elle|ils|elles|ca|cela)|(?:your|votre|vos) \w+"
    r"|(?:the|le|la|les|l')[ ]?(\w+))(?: \w+ly| also| then| only| just|'s)? (?=\w)"
)
THEIR_THING = frozenset(
    "order parcel package booking reservation claim refund payment ticket delivery file transfer deposit bill invoice "
    "contract account letter application cheque card bag suitcase luggage appointment repair commande colis paquet "
    "dossier remboursement paiement virement livraison demande billet facture contrat compte courrier lettre carte "
    "valise bagage rendez-vous reparation depot caution".split()
)
YOU = re.compile(r"\W*(?:but |and |mais |et )?(?:you(?! (?:were|had to|waited))|vous (?:avez|aviez))(?!\w)")
HANDLED = re.compile(r"(?<!\w)(?:l'(?:a|avait|ont) \w+e|signed it|approved it|sent it|put it|has it|had it)(?!\w)")
# What we do to it, we know.
OUR_DEED = re.compile(
    r"(?<!\w)(?:fixed|repaired|mended|replaced|cleaned|corrected|cancelled|refunded|reimbursed|credited|paid|reordered|"
    r"rebooked|booked|changed|closed|opened|reopened|moved|removed|withdrawn|stopped|restored|reversed|reset|updated|"
    r"posted|approved|reissued|accepted|set|made|back|repare\w*|remplace\w*|nettoye\w*|corrige\w*|annule\w*|"
    r"rembourse\w*|credite\w*|recredite\w*|paye\w*|verse\w*|reverse\w*|recommande\w*|reserve\w*|change\w*|ferme\w*|"
    r"ouvert\w*|rouvert\w*|retire\w*|arrete\w*|retabli\w*|mise?s? a jour|poste\w*|valide\w*|accepte\w*|avance\w*|"
    r"coupe\w*|remis\w*)(?!\w)"
)
AHEAD = re.compile(
    r"(?<!\w)(?:tomorrow|tonight|will|'ll|until|till|demain|ce soir(?!-la)|sera|seront|jusqu\w*|d'ici)(?!\w)"
)
WHEN = re.compile(
    r"(?<!\w)(?:yesterday|this morning|this afternoon|last (?:night|week|month|\w+day)|on \w+day|(?:on )?the \d+\w*|"
    r"today|hier|ce matin|cette nuit|cet apres-midi|avant-hier|aujourd'hui|la semaine derniere|(?:lundi|mardi|mercredi|"
    r"jeudi|vendredi|samedi|dimanche)(?: dernier)?|le \d+)(?!\w)"
)
BEFORE_A_NAME = re.compile(
    r"(?<!\w)(?:in|at|near|from|to|outside|through|a|en|vers|pour|depuis|de|d'|l')[ ']?(?:[^\W\d_]+[ -]){0,2}$"
)
VERB_LETTERS = 24  # within which the verb of a piece stands behind what it tells of
NEAR = 40  # letters before a name
NEGATED_WITHIN = 20  # letters before a word of talking


def of_their_past(piece: Piece) -> bool:
    """What the customer is said to have done or been told, when they did not write of any such thing."""
    if NEGATED.search(piece.said) or UNSAID.search(piece.said):
        return False
    if piece.has("contact") and not MYSELF.search(piece.said):
        dated = [word for word in piece.unheld if word[0].isdigit() or word in words("weekdays")]
        return bool(dated) or not (_tells_of_contact(piece) or piece.is_traced)
    return piece.has("their past") and not piece.is_traced


def _tells_of_contact(piece: Piece) -> bool:
    """Whether the complaint speaks of a talk or a letter that there was: "nobody told me" speaks of none."""
    plain = piece.matter.complaint.plain
    return any(
        not NEGATED.search(plain, max(0, hit.start() - NEGATED_WITHIN), hit.start()) for hit in DEALT.finditer(plain)
    )


def of_their_thing(piece: Piece) -> bool:
    """Where the customer's thing is or went, and when: "it is stuck at the Lyon depot", « il est parti hier »."""
    said = piece.said
    if any(pattern.search(said) for pattern in (UNSAID, WE, FUTURE, LATER, ANOTHER, NEGATED)):
        return False
    if not STATUS.search(said) or not (_is_about_theirs(piece) or HANDLED.search(said)):
        return False
    if _is_our_deed(piece) and not piece.unheld_names:
        return False
    when = WHEN.search(said)
    return bool(piece.unheld_names) or bool(
        when and any(not piece.sources.holds(word) for word in re.findall(r"\w+", when[0])[-1:])
    )


def _is_about_theirs(piece: Piece) -> bool:
    """Whether a piece begins with the customer's thing: with "it", "your …", or what the complaint names."""
    about = ABOUT.match(piece.matter.reply.plain, piece.span.start, piece.span.end)
    return about is not None and (about[1] is None or about[1] in THEIR_THING or piece.sources.holds(about[1]))


def _is_our_deed(piece: Piece) -> bool:
    """Whether the verb behind the customer's thing is one of what we do to it: "it was repaired on Friday"."""
    plain = piece.matter.reply.plain
    about = ABOUT.match(plain, piece.span.start, piece.span.end)
    start = about.end() if about else piece.span.start
    return OUR_DEED.search(plain, start, min(piece.span.end, start + VERB_LETTERS)) is not None and not HANDLED.search(
        piece.said
    )


def of_their_case(piece: Piece) -> bool:
    """What happened to the customer's thing, with a date or a name: "the transfer bounced on the 9th"."""
    said, plain = piece.said, piece.matter.reply.plain
    if any(pattern.search(said) for pattern in (UNSAID, WE, FUTURE, AHEAD, NEGATED)):
        return False
    if piece.has("action") or _is_our_deed(piece):
        return False
    about = ABOUT.match(plain, piece.span.start, piece.span.end)
    if about is None or not _is_about_theirs(piece):
        return False
    verb = about.end()
    if not is_over(piece.matter, Span(verb, min(piece.span.end, verb + VERB_LETTERS))):
        return False
    return bool(piece.unheld_names) or any(word[0].isdigit() or word in words("weekdays") for word in piece.unheld)


def of_their_doings(piece: Piece) -> bool:
    """ "You filled in the form": what the customer is said to have done, in words that nothing at hand holds."""
    if not YOU.match(piece.said) or not piece.is_over or piece.has("owning"):
        return False
    if any(pattern.search(piece.said) for pattern in (UNSAID, NEGATED)):
        return False
    return len(piece.own) >= LEAST_NEW and not any(piece.sources.knows(key) for key in piece.own)


def of_another_place(piece: Piece) -> bool:
    """ "Five hours in Port Garrow, I'm sorry" to somebody who spoke of another place or of none."""
    if not piece.matter.has("regret", piece.sentence.start, piece.sentence.end) or piece.has("action"):
        return False
    plain = piece.matter.reply.plain
    return any(
        BEFORE_A_NAME.search(plain, max(piece.span.start, name.start - NEAR), name.start) for name in piece.unheld_names
    )
