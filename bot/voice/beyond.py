"""R12 as well: more than what was granted. A grant in somebody's words ("refund of the milk") covers what it names.

The kind alone (a refund is granted) does not say what for. So each clause that gives something is held against the
words of the grants: where it names things of its own, and the grants and the case hold none of them, it gives what
nobody granted, whatever the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.voice import stems
from bot.voice.amounts import AMOUNT, amount_of
from bot.voice.lists import words
from bot.voice.matter import Matter, content
from bot.voice.situation import flat
from bot.voice.wording import Span, fold, tokens_of

NAMES = (
    r"(?:(?:i|we)(?:'ll| will|'re|'m| am| are|'ve| have)?|je|nous|on|j')(?: (?:also|already|deja|gladly|happily|even|"
    r"personally|just|"
    r"going to|vais|allons|va|vous|te|lui|l'|le|la|les|en|aussi|egalement|meme))*"
)
# Whatever is given, in whatever words: who gives, or that it costs them nothing, or that there is more of it.
GIVES = re.compile(
    rf"(?<!\w){NAMES} ?(?:refund\w*|reimburs\w*|giv\w+|offer\w*|pay\w*|cover\w*|credit\w*|waiv\w+|"
    rf"writ\w+ (?:\w+ ){0, 3}off|wip\w+|"
    r"extend\w*|upgrad\w*|throw\w*|doubl\w+|treat\w*|knock\w*|settl\w+|foot\w*|have (?:\w+ ){1,4}(?:changed|"
    r"replaced|redone|"
    r"refitted|upgraded|rebuilt|repainted)|rembours\w+|offr\w+|donn\w+|rend\w*|paie\w*|pay\w+|regl\w+|recredit\w*|"
    r"annul\w+|prolong\w+|surclass\w+|ajout\w+|dedommag\w+|indemnis\w+|pren\w+ en charge|prend\w* en charge)(?!\w)"
    r"|(?<!\w)(?:is|are|'s|'re|will be|comes?|goes)(?: (?:also|all|entirely|of course))? (?:on (?:us|me|the house)|"
    r"complimentary|ours to pay)(?!\w)"
    r"|(?<!\w)(?:est|c'est|sont|sera|seront)(?: \w+)? (?:pour (?:nous|moi|la maison)|a (?:notre|ma|nos) (?:charge|"
    r"frais)|"
    r"offerte?s?)(?!\w)"
    r"|(?<!\w)vous (?:est|sont|sera|seront|soit|soient)(?: \w+)? (?:rendu|offert|rembourse|credite|accorde|verse|"
    r"restitue)(?:e|s|es)?(?!\w)"
    r"|(?<!\w)(?:at our (?:own )?(?:cost|expense)|a nos frais|consider (?:(?:your|the|it|them|"
    r"that) ?)(?:\w+ ){0,2}(?:paid|gone|yours|settled|"
    r"done)|"
    r"(?:you're|you are|be) (?:\w+ )?our guests?|(?:is|are) yours(?! truly)|vous etes (?:tous |"
    r"toutes )?(?:nos )?invitee?s?|"
    r"(?:est|sont) a vous)(?!\w)"
    rf"|(?<!\w){NAMES} ?(?:sign\w* (?:for|off)|approv\w+|authori[sz]\w+|valid\w+|accord\w+)(?!\w)"
    r"|(?<!\w)(?:j'ai|nous avons|on a) (?:deja |bien )?(?:valid|accord|approuv)\w+"
    r"|(?<!\w)vous (?:est|sont|sera|seront)(?: \w+)? (?:remplac|repar|refai|chang)\w+"
    r"|(?<!\w)(?:will be|is being|gets|get) (?:refunded|reimbursed|waived|written off|paid back|credited)(?!\w)"
)
MORE = re.compile(
    r"(?<!\w)(?:\w+ (?:more|extra|additional|further) (?:years?|months?|weeks?|nights?|days?|hours?|sessions?)|"
    r"(?:whole|entire|full|rest of the) (?:\w+ )?(?:year|month|season|term|stay|contract|bill)|toute l'annee|"
    r"tout le mois|"
    r"\w+ (?:annees?|ans|mois|semaines?|nuits?|seances?) (?:de plus|supplementaires?|en plus|offerte?s?))(?!\w)"
)
# Without end, or for a year: no grant means it that does not say it.
ENDLESS = re.compile(
    r"(?<!\w)(?:a volonte|a vie|pour la vie|for life|life-?long|lifetime|unlimited|illimite\w*|(?:as|so) (?:many|"
    r"much|often) "
    r"(?:\w+ )?as you (?:like|want|wish|please)|autant (?:de \w+ )?que vous (?:voul|voud|souhait)\w+|whenever you like|"
    r"(?:pendant|durant|pour) (?:un an|une annee|toute l'annee|\w+ ans)|for (?:a|one|two|the (?:whole|next)|"
    r"all of the) "
    r"(?:\w+ )?(?:years?|season)|all year|toute (?:l'annee|la saison)|every (?:week|month|year) from now on|"
    r"a l'annee)(?!\w)"
)
# "A second hedge as well", « en plus une deuxième paire »: one more of the thing that was granted.
SECOND = re.compile(
    r"(?<!\w)(?:as well|on top|in addition|too|en plus|en supplement|aussi|"
    r"egalement)(?!\w)[^.]*(?<!\w)(?:a (?:second|third|spare)|"
    r"another|une? (?:deuxieme|seconde?|troisieme|autre))(?!\w)|(?<!\w)(?:a (?:second|third|spare)|another|"
    r"une? (?:deuxieme|"
    r"seconde?|troisieme|autre))(?!\w)[^.]*(?<!\w)(?:as well|on top|in addition|too|en plus|en supplement|aussi|"
    r"egalement)(?!\w)"
)
OFF = re.compile(r" ?(?:off|back|less|de (?:remise|moins|reduction|rabais)|en moins|offerts?)(?!\w)")
LEFT_OPEN = re.compile(
    r"\?|(?<!\w)(?:if|whether|not|\w+n't|cannot|never|asked|ask|si|pas|aucune?|ne|n'\w+|demande\w*|decision|"
    r"decide\w*|"
    r"nothing|rien)(?!\w)"
)
CLAUSE = re.compile(r"[,;:]\s|\s-\s|(?<!\w)(?:and|(?<!en )(?<!de )plus|et|ainsi que|as well as|puis|then)(?!\w)")
# What is known of the case is no leave to give it away: the handset that is still to be paid, the shop that is open.
OF_NO_GRANT = ("cause", "details")
IT = re.compile(
    r"\W*(?:it|that|this|they|c'|cela|ca|il|elle|ils|elles)(?!\w)|\W*(?:c'est|at our|a nos frais|on us|for free|"
    r"free of|gratis)"
)
# What everything that is given may be called, and the deeds of giving: none of it says what is given.
OF_ALL = frozenset(
    "accorde accorder account achat advice ajouter amount annuler answer apology argent attente attention avoir "
    "back balance bank banque bill call card carte chance changed charge chose commande compte cost cout cover "
    "credit credite crediter date dedommager detail difference donne donner double ear erreur error everything "
    "exception excuse explication extend facture fee frais free full geste gesture give gratuit hand have house "
    "indemniser integralite invoice jour knock ligne line main maison mistake moment money montant name news nom "
    "note nouvelle offer offert offerte offre offrir order paiement pardon part pay payer payment prendre price "
    "prix problem probleme prolonger promise purchase raison reason recrediter refund regler reimburse rembourse "
    "remboursement rembourser rendre rendu rendue rendus replaced reply reponse restituer retour ring "
    "settle solde something somme sum temps thing throw time total tout transfer treat trouble update upgrade "
    "verse verser virement visit visite wait waive way whole wipe word write".split()
)


def found(matter: Matter) -> Span | None:
    """The first clause that gives what no grant names; None where the grants are not bounded by words."""
    granted = _granted(matter)
    if not granted:
        return None
    known = f"{granted} \n {_told(matter)}"
    return next((span for span in _clauses(matter) if _is_beyond(matter, span, known)), None)


def _granted(matter: Matter) -> str:
    """The words of the grants, where each of them has words that say what it is for; else nothing."""
    grants = matter.situation.grants or ()
    said = [grant.scope or grant.said for grant in grants]
    if not said or not all(_names(text) for text in said):
        return ""
    return " \n ".join(said)


def _told(matter: Matter) -> str:
    facts = {name: value for name, value in (matter.situation.facts or {}).items() if name not in OF_NO_GRANT}
    return " \n ".join([flat(facts), *matter.situation.sources, *(matter.situation.commitments or ())])


@lru_cache(maxsize=256)
def _names(text: str) -> frozenset[str]:
    """Stems of the things that a text names."""
    plain = fold(text)
    return frozenset(key for key, _start, _end in content(tokens_of(plain, Span(0, len(plain)))) if _is_thing(key))


@lru_cache(maxsize=1)
def _of_all() -> frozenset[str]:
    return frozenset(stems.stem(word) for word in OF_ALL)


def _is_thing(key: str) -> bool:
    return key.isalpha() and key not in _of_all() and key not in stems.days() and key not in words("stop")


def _clauses(matter: Matter) -> Iterator[Span]:
    """The pieces of each sentence; "the hotel, that is on us" is one."""
    plain = matter.reply.plain
    for sentence in matter.reply.sentences:
        start = before = sentence.start
        for cut in CLAUSE.finditer(plain, sentence.start, sentence.end):
            yield Span(before if IT.match(plain, start) else start, cut.start())
            before, start = start, cut.end()
        yield Span(before if IT.match(plain, start) else start, sentence.end)


def _is_beyond(matter: Matter, span: Span, known: str) -> bool:
    plain = matter.reply.plain
    said = plain[span.start : span.end]
    off = next((hit for hit in AMOUNT.finditer(said) if OFF.match(said, hit.end())), None)
    if not (off or GIVES.search(said)) or LEFT_OPEN.search(said):
        return False
    if off is not None:
        value = amount_of(next(group for group in off.groups() if group))
        return value not in {amount_of(each) for each in re.findall(r"\d[\d .,]*\d|\d", known)}
    endless = ENDLESS.search(said)
    if endless and endless[0] not in known:
        return True
    if SECOND.search(said) and not SECOND.search(known):
        return True
    more = MORE.search(said)
    if more and not _shares(frozenset(key for key in _stems(more[0]) if key not in _of_all()), known):
        return True
    own = frozenset(key for key, start, _end in matter.keys if span.start <= start < span.end and _is_thing(key))
    things = frozenset(key for key in own if not matter.is_name(_place(matter, key, span)))
    return bool(things) and not _shares(things, known)


def _place(matter: Matter, wanted: str, span: Span) -> int:
    return next(start for key, start, _end in matter.keys if key == wanted and span.start <= start < span.end)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stems.stem(word) for word, _start, _end in tokens_of(text, Span(0, len(text))))


def _shares(keys: frozenset[str], text: str) -> bool:
    """Whether a text holds one of ``keys``, in whatever word."""
    known = _all_stems(text)
    things = {name for key in known for name in stems.concepts(key)}
    slips = {slip for key in known for slip in stems.slips(key)}
    return any(key in known or stems.concepts(key) & things or stems.slips(key) & slips for key in keys)


@lru_cache(maxsize=256)
def _all_stems(text: str) -> frozenset[str]:
    return _stems(fold(text))
