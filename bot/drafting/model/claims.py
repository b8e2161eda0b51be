"""What a text claims, read word by word: what is promised, what is said to be done, who does what, in which mood.

Lists on purpose, not a model: what is not on them is caught by the closed vocabulary of :mod:`gate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.drafting.model.words import Word

# Something somebody gets: said only in sentences of the playbook, word for word (R12).
GIFTS = {
    "en": re.compile(
        r"\b(?:refund\w*|reimburs\w*|repay\w*|compensat\w*|voucher\w*|coupon\w*|discount\w*|rebate\w*|gift\w*|goodwill|"
        r"(?<!feel )free|freely|gratis|complimentary|credit\w*|replac\w*|exchang\w*|swap\w*|offer\w*|waiv\w*|upgrad\w*|"
        r"donat\w*|pay|pays|paid|paying|payment\w*|money|euros?|pounds?|dollars?|cash\w*|bonus\w*|charge\w*|costs?|"
        r"price\w*|percent\w*|half|double|treat|on the house|at our expense|guarant\w*|warrant\w*|never again|"
        r"happens? again|always|(?:have|get|keep) (?:it|them|one|everything|anything)|(?:is|are) yours|"
        r"(?:any|every)thing you)\b"
    ),
    "fr": re.compile(
        r"\b(?:rembours\w*|indemni\w*|dedommag\w*|compens\w*|avoirs(?= de\b)|bons? d achat|bons? d un\w*|"
        r"remises?|reduc\w*|"
        r"rabais|ristourne\w*|cadeau\w*|geste\w*|gratuit\w*|offr\w*|offert\w*|credit\w*|remplac\w*|echang\w*|garant\w*|"
        r"pay\w*|argent|euros?|livres? sterling|dollars?|bonus|frais|prix|montant\w*|pour ?cent\w*|moitie|doubl\w*|"
        r"a nos frais|plus jamais|se reproduir\w*|reproduis\w*|a l avenir|(?:l|les) (?:avoir|avez|aurez)|"
        r"(?:est|sont) a vous|tout ce que vous)\b"
    ),
}
# An assurance that something is or will be so: the playbook's sentences, or the customer's own word for what happened.
ASSURANCES = {
    "en": re.compile(
        r"\b(?:promis\w*|ensur\w*|assur\w*|certain\w*|definite\w*|settle\w*|resolv\w*|solv\w*|fix\w*|repair\w*|"
        r"cancel\w*|deliver\w*|dispatch\w*|ship\w*|priorit\w*|arriv\w*)\b"
    ),
    "fr": re.compile(
        r"\b(?:promet\w*|promis\w*|promesse\w*|assur\w*|certain\w*|certif\w*|regl\w*|resou\w*|resol\w*|repar\w*|"
        r"annul\w*|"
        r"livr\w*|expedi\w*|priorit\w*|arriv\w*)\b"
    ),
}
NEGATORS = {
    "en": frozenset("no not never nothing none nobody nor without t cannot".split()),
    "fr": frozenset("ne n pas jamais rien aucun aucune sans ni".split()),
}
IN_VAIN = {("for", "nothing"), ("pour", "rien")}  # it did happen
LACKS = {"en": frozenset({"without", "nor"}), "fr": frozenset({"sans", "ni"})}  # these deny no statement of ours
# A sentence in this mood states no accomplished fact: "should have been with you", « devait arriver ».
SUBJECTS = frozenset("i you he she it they we je j tu il elle ils elles on vous nous cela ca".split())
UNREAL = {
    "en": frozenset("should would could might supposed due expected expecting meant".split()),
    "fr": frozenset("devait devaient devrait devriez devraient aurait aurais aurions auraient auriez prevu "
    "prevue".split()),
}  # fmt: skip
FIRST_PERSON = {"en": frozenset({"i", "we"}), "fr": frozenset({"je", "j", "nous", "on"})}
# "nous" behind these is an object: « vous nous dites ».
BEFORE_OBJECT = frozenset("vous tu qui il elle ils elles de a pour chez avec l".split())
# Whatever follows these is to come, whoever does it.
TO_COME = {"en": frozenset("will ll shall gonna".split()), "fr": frozenset("vais va allons allez vont".split())}
FRENCH_FUTURE = re.compile(r"^\w{2,}(?:rai|ras|ra|rons|rez|ront)$")
NO_FUTURE = frozenset("opera extra camera agora chez".split())
# What may stand between the person and the verb.
BETWEEN = {
    "en": frozenset(
        "am m is are re was were be been being have has had ve d do did will ll shall would should could can may might "
        "must not never now also just still really very already then again and to t don didn won haven hadn so".split()
    ),
    "fr": frozenset(
        "vous te t le la les l lui leur y en me m nous se s ne n pas jamais ai avons a as suis sommes est etais etions "
        "avais avions aurais aurions aurait vais allons va viens venons peux pouvons dois devons devrais devrions "
        "aussi bien encore deja tout toute et de d a".split()
    ),
}
# What anybody may say of themselves without the playbook: it does nothing and promises nothing.
OWN_VERBS = {
    "en": frozenset(
        "understand understood see know hear apologise apologize regret realise realize think believe mean thank feel "
        "imagine read sorry wish want let fell failed left".split()
    ),
    "fr": frozenset(
        "comprends comprenons comprendre vois voyons sais savons savoir regrette regrettons presente presentons "
        "imagine "
        "imaginons crois croyons pense pensons remercie remercions lis desole desolee desoles navre navree laisse "
        "manque pu eu conscients consciente conscient".split()
    ),
}
MANNER = {"en": "ly", "fr": "ment"}  # "truly", « vraiment »
MANNER_LENGTH = 4
IS = {
    "en": frozenset("is are s re was were has have had ve".split()),
    "fr": frozenset("est sont etait etaient a ont avait avaient avez as".split()),
}
# To have something is a fact, unless it is a right, or leads on to another verb.
HAS = frozenset("has have had ve a ont avait avaient avez as".split())
AFTER_HAS = frozenset("been every had ete eu du raison tout toute".split())
# To know is to state what is known.
KNOWS = frozenset("know knows believe think sais savons sait crois croyons pense pensons".split())
# Before "is" and its kin: questions, and what only helps another verb along ("should have", "we were").
NO_SUBJECT = {
    "en": frozenset("should would could might must to who what where when how not and or i we will ll let".split()),
    "fr": frozenset("qui ou quand comment et y ne n pas quoi jusqu".split()),
}
DONE_ENDING = {"en": re.compile(r"^\w{3,}ed$"), "fr": re.compile(r"^\w{2,}(?:é|ée|és|ées)$")}
DONE = {
    "en": frozenset(
        "sent found left made paid told got gone done came come lost broke broken put brought caught bought spoke "
        "spoken "
        "wrote written gave given took taken seen saw began begun held kept met said sold stuck stole stolen won "
        "hurt went "
        "shown showed thrown thought taught reached ready".split()
    ),
    "fr": frozenset(
        "pris prise mis mise fait faite faits faites dit dits recu reçu reçue reçus reçues vu vue su perdu perdue "
        "perdus "
        "rendu rendue vendu repondu répondu venu venue revenu revenue parti partie partis sorti sortie résolu resolu "
        "résolue ouvert ouverte offert offerte fini finie servi reussi choisi rempli détruit construit écrit transmis "
        "transmise obtenu retenu prévenu prévenue repris remis".split()
    ),
}


def _stands_between(plain: str, language: str) -> bool:
    return plain in BETWEEN[language] or (len(plain) > MANNER_LENGTH and plain.endswith(MANNER[language]))


def is_done(word: Word, language: str) -> bool:
    """Whether ``word`` may say that something has been done or has happened."""
    return word.spelled in DONE[language] or bool(DONE_ENDING[language].match(word.spelled))


def is_negated(words: Sequence[Word], language: str) -> bool:
    """Whether a sentence says no to something, or only that it ought to be."""
    said = [word.plain for word in words]
    in_vain = {place + 1 for place in range(len(said) - 1) if (said[place], said[place + 1]) in IN_VAIN}
    return any(
        plain in UNREAL[language] or (plain in NEGATORS[language] and place not in in_vain)
        for place, plain in enumerate(said)
    )


def of_its_subject(words: Sequence[Word], place: int) -> Sequence[Word]:
    """The words before ``place`` from its own subject on: in "should be here, it arrived" nothing softens the end."""
    start = max((at for at in range(place) if words[at].plain in SUBJECTS), default=0)
    return words[start:place]


def denies(words: Sequence[Word], language: str) -> bool:
    """Whether something is denied: "I don't know yet" must not become "I know"."""
    return any(word.plain in NEGATORS[language] - LACKS[language] for word in words)


def has_subject_us(words: Sequence[Word], language: str) -> bool:
    """Whether we are who does something in this sentence."""
    return any(_is_us(words, place, language) for place in range(len(words)))


def _is_us(words: Sequence[Word], place: int, language: str) -> bool:
    if words[place].plain not in FIRST_PERSON[language]:
        return False
    before = words[place - 1].plain if place else ""
    return not (words[place].plain == "nous" and before in BEFORE_OBJECT)


def statements(words: Sequence[Word], language: str) -> Iterator[tuple[int, list[str]]]:
    """``(place of the verb, what follows it)`` where something is said to be so: "it is on its way", « c'est bon »."""
    for place, word in enumerate(words[1:], 1):
        says = word.plain in IS[language] and word.spelled != "à"
        if (says and words[place - 1].plain not in NO_SUBJECT[language]) or word.plain in KNOWS:
            # « là » is a place, and « à » no verb: with their accents they are in no list of judgements
            yield (
                place,
                [later.spelled if later.spelled in ("là", "à") else later.plain for later in words[place + 1 :]],
            )


def deeds(words: Sequence[Word], language: str) -> Iterator[Word]:
    """The verbs that say what we do, or what is to come whoever does it: "tracing", "will tell", « écris »."""
    for place, word in enumerate(words):
        if _is_us(words, place, language) or word.plain in TO_COME[language]:
            verb = next((w for w in words[place + 1 :] if not _stands_between(w.plain, language)), None)
            if verb is not None:
                yield verb
        elif language == "fr" and FRENCH_FUTURE.match(word.plain) and word.plain not in NO_FUTURE:
            yield word
