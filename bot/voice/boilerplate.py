"""R9: no boilerplate. Phrases that every brand writes, and those that this brand wrote again and again lately."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.texts import _
from bot.voice.clauses import is_over
from bot.voice.commitments import Promises
from bot.voice.hollow import has_core, is_hollow
from bot.voice.matter import LEAST_RECENT, Matter
from bot.voice.past import frame, past
from bot.voice.situation import Check, passed
from bot.voice.wording import Span, fold

SYMPATHY = re.compile(r"(?<!\w)(?:understand|imagine|appreciate how|comprend\w*|compren\w*|conc[eo]\w+|mesur\w+)(?!\w)")
TAKEN_UP = 1.5  # of the complaint: a thing and a day or number, or two things
CLICHE, COURTESY = 1.0, 0.5
WARNS, BLOCKS = 1.0, 2.0
# What every house may say of itself: where a sentence holds nothing else, it is ready-made, whatever its words.
HOUSE = re.compile(r"(?<!\w)(?:we|our|ours|us|nous|notre|nos|on|chez)(?!\w)")
OF_ITSELF = re.compile(
    r"(?<!\w)(?:customers?|clients?|clientele|guests?|quality|qualite|service|services|satisfaction|experiences?|"
    r"expectations?|standards?|priorit\w+|excellence|commitment|engagements?|engage\w*|trust|confiance|attentes|"
    r"exigences?|"
    r"improve\w*|ameliorer|amelioration\w*|progress\w*|efforts?|feedback|retours?|opinions?|loyalty|fidelite|values?|"
    r"valeurs|mission|passion\w*|importance|importants?|important|attention|vigilance|rigueur|professionalism|"
    r"professionnalisme|process\w*|procedures?|situation|inconvenience|desagrement\w*|disappoint\w*|deception|"
    r"best|mieux|"
    r"meilleur\w*|disposal|disposition|ecoute|heart|coeur|serious\w*|serieux|understanding|comprehension|soin|"
    r"care)(?!\w)"
)
SPEAKS_OF = re.compile(
    r"(?<!\w)(?:we|our|ours|us|house|company|business|customers?|clients?|people|person|your (?:\w+ )?(?:words?|"
    r"message|opinion|remark|"
    r"feedback|happiness|trust|voice|comments?|view|satisfaction|complaint|patience)|nous|notre|nos|on|maison|"
    r"entreprise|l'humain|"
    r"(?:votre|vos) (?:\w+ )?(?:mots?|messages?|avis|opinion|remarques?|retours?|bonheur|confiance|voix|"
    r"commentaires?|satisfaction|"
    r"reclamation|patience)|reclamation|complaint|you are at|vous etes au)(?!\w)"
)
# "All our customers", « chaque client »: whoever buys here.
EVERYBODY = re.compile(
    r"(?<!\w)(?:(?:our|all|every|each|any|the|those|of) (?:of )?(?:our )?(?:\w+ )?(?:customers?|guests?|passengers?|"
    r"patients?|members?|clients?|users?|"
    r"travellers?|visitors?|parents|families|residents|riders|diners|shoppers|subscribers|readers|students|pupils|"
    r"owners)(?:'s?)?"
    r"|(?:customer|client|guest|member|patient|passenger) (?:satisfaction|experience|service|care|comfort)"
    r"|(?:nos|tous|chaque|tout|les|des|vos|de|aux) (?:nos |les )?(?:\w+ )?(?:clients?|clientes?|hotes?|voyageurs?|"
    r"patients?|adherents?|usagers|passagers?|visiteurs?|"
    r"parents|familles|habitants|abonnes?|lecteurs|convives|utilisateurs?|eleves))(?!\w)"
)
# This person, this time, a number, a fault: then it tells of something.
PARTICULAR = re.compile(
    r"\d|\?|(?<!\w)(?:your|votre|vos|this (?:one|week|morning|time)|wrong|not|never (?!take)|n't|nobody|until|since|"
    r"because|so that|when you|if you|"
    r"pas|aucun|personne|jusqu\w*|depuis|parce|afin|lorsque vous|si vous|today|tomorrow|demain|aujourd'hui|will|'ll|"
    r"must|should|can|asked|peut|peuvent|"
    r"doivent|devraient|sera|seront)(?!\w)"
)
# What a house says that it stands for, and that it always has.
VALUE = re.compile(
    r"(?<!\w)(?:privilege|honou?r|pride|proud|mission|vocation|raison d'etre|dna|adn|philosoph\w+|ambition|"
    r"purpose|promise|heritage|"
    r"creed|culture|spirit|esprit|ethos|journey|aventure|histoire|demarche|fierte|fiers?|fieres?|promesse|"
    r"proximite|trust|confiance|"
    r"excellence|quality|qualite|values?|valeurs|passion\w*|satisfaction|happiness|bonheur|expectations?|attentes|"
    r"expect|standards?|"
    r"exigences?|commitment|engagements?|respect|integrity|integrite|care|savoir-faire|craft|community|family|"
    r"famille)(?!\w)"
)
TIMELESS = re.compile(
    r"(?<!\w)(?:always|every (?:day|single day|one of us)|each (?:and every )?day|day (?:in|after) |from day one|"
    r"since (?:day one|the (?:very )?"
    r"beginning|\d{4}|our founding)|ever since|at the (?:heart|core|centre)|lies? at|everything we do|all we do|"
    r"all our actions|guides?|drives?|"
    r"inspires?|(?:it is|it's|is|remains) our (?:\w+ )?(?:privilege|honou?r|pride|mission|purpose|promise|"
    r"ambition|duty|aim|goal|passion)|"
    r"toujours|chaque jour|tous les jours|au quotidien|jour apres jour|depuis (?:toujours|notre (?:creation|"
    r"origine)|les debuts)|au (?:coeur|"
    r"fondement|centre|service)|a la base|guident?|animent?|inspirent?|nous (?:anime|guide|pousse|porte)|"
    r"tout ce que nous faisons|"
    r"l'ensemble de nos|(?:c'est|est|reste|demeure) notre (?:\w+ )?(?:privilege|honneur|fierte|mission|raison|"
    r"promesse|ambition|vocation|"
    r"devoir|priorite))(?!\w)"
)
RIGHT_TO_BE = re.compile(r"(?:avez|as|aviez|avoir|a|aurait|ai) (?:\w+ )?raison d'etre")  # « raison d'être fâché »
NEAR = 16
DATED = re.compile(
    r"\?|(?<!\w)(?:today|tomorrow|tonight|\w+day (?:at|by|morning)|demain|aujourd'hui|ce soir|ce matin|"
    r"\d{1,2} ?h)(?!\w)"
)
TOLD = ("time", "done", "unknown cause", "recourse", "regret", "finding out")
ONE = "1"  # "every one of our customers" counts nothing
LEAST_WORDS = 6  # shorter sentences repeat because there is no other way to say it
LEAST_TIMES, LEAST_SHARE = 3, 0.2


def check(matter: Matter) -> Check:
    """One cliché warns, two block; two courtesies count as one cliché. Where nothing is done about this one problem,
    one cliché blocks."""
    hits = clean(_hits(matter))
    helps = _helps(matter)
    weight = sum(worth for span, worth in hits if not (helps and _is_sympathy(matter, span)))
    if weight < WARNS:
        return passed("R9", "warn")
    span = max(hits, key=lambda hit: (hit[1], -hit[0].start))[0]
    shown = [matter.reply.shown(each.start, each.end) for each, _worth in hits]
    return Check(
        "R9", "block" if weight >= BLOCKS or not helps else "warn", False, matter.reply.shown(span.start, span.end),
        _("Ready-made phrases, which everybody has read a hundred times: {phrases}."),
        _("Take them out, or say the same about this one problem."), {"phrases": " · ".join(shown)},
    )  # fmt: skip


def _helps(matter: Matter) -> bool:
    """Whether the reply is about this one problem and does something about it that can be seen."""
    promises = Promises(matter)
    own = matter.is_individual or sum(item.worth for item in matter.items) >= TAKEN_UP
    return own and bool(promises.kept_by or promises.done)


def _is_sympathy(matter: Matter, span: Span) -> bool:
    """ "I understand your annoyance" is empty alone; before real help it is not."""
    return SYMPATHY.search(matter.reply.plain, span.start, span.end) is not None


def share(matter: Matter) -> float:
    """How much of the body is boilerplate, from 0 to 1."""
    body = matter.reply.body
    covered = sum(span.end - span.start for span, _worth in clean(_hits(matter)))
    return min(1.0, covered / max(1, body.end - body.start))


@lru_cache(maxsize=4)  # the check, what it helps with and the scores all ask for it
def _hits(matter: Matter) -> Sequence[tuple[Span, float]]:
    found: list[tuple[Span, float]] = []
    start, end = matter.reply.body.start, matter.reply.signature.end
    for section, worth in (("cliche", CLICHE), ("courtesy", COURTESY)):
        found += [
            (Span(*hit.span()), worth)
            for hit in matter.reply.hits_in(section, start, end)
            if not RIGHT_TO_BE.search(matter.reply.plain, hit.start() - NEAR, hit.end())
        ]
    brand = matter.situation.brand
    for phrase in brand.banned if brand else ():
        pattern = re.compile(r"\W{1,3}".join(map(re.escape, fold(phrase).split())))
        found += [(Span(*hit.span()), CLICHE) for hit in pattern.finditer(matter.reply.plain)]
    found += [(span, CLICHE) for span in _hollow(matter)]
    return found + [(span, CLICHE) for span in _worn(matter)]


def _hollow(matter: Matter) -> list[Span]:
    """Sentences in which the house speaks of itself and of nothing that happened: no thing, time, number or deed."""
    plain, told = matter.reply.plain, ("time", "done", "action", "owning", "unknown cause", "recourse", "remedy")
    own = [start for key, start, _end in matter.keys if key in matter.individual or (key[0].isdigit() and key != ONE)]
    own += [item.start for item in matter.items if item.worth >= 1]
    hollow = [span for span in matter.reply.sentences if _says_nothing(matter, span)]
    return hollow + [
        span for span in matter.reply.sentences
        if span not in hollow and len(plain[span.start : span.end].split()) >= LEAST_WORDS
        and HOUSE.search(plain, span.start, span.end) and OF_ITSELF.search(plain, span.start, span.end)
        and not any(span.start <= start < span.end for start in own)
        and not any(matter.has(section, span.start, span.end) for section in told)
    ]  # fmt: skip


def _says_nothing(matter: Matter, span: Span) -> bool:
    """Whether a sentence of the house, or of its customers, would fit under any complaint of any brand."""
    plain = matter.reply.plain
    if _is_of_everybody(matter, span) or _is_a_value(matter, span):
        return True
    return (
        len(plain[span.start : span.end].split()) >= LEAST_WORDS
        and SPEAKS_OF.search(plain, span.start, span.end) is not None
        and not plain[span.start : span.end].endswith("?")
        and not any(matter.has(section, span.start, span.end) for section in TOLD)
        and is_hollow(matter, span, "speak", "feelings")
    )


def _is_a_value(matter: Matter, span: Span) -> bool:
    """ "It is our privilege to earn your trust every day": what the house holds itself to be, at all times."""
    plain = matter.reply.plain
    return (
        HOUSE.search(plain, span.start, span.end) is not None
        and VALUE.search(plain, span.start, span.end) is not None
        and TIMELESS.search(plain, span.start, span.end) is not None
        and DATED.search(plain, span.start, span.end) is None
        and not any(item.worth >= 1 and span.start <= item.start < span.end for item in matter.items)
        and not any(
            matter.has(section, span.start, span.end) for section in ("done", "unknown cause", "recourse", "regret")
        )
    )


def _is_of_everybody(matter: Matter, span: Span) -> bool:
    """ "Clear billing is something we owe all our customers": what is always so, and for everybody, answers nobody. The
    words of the trade make it no more particular."""
    plain = matter.reply.plain
    return (
        EVERYBODY.search(plain, span.start, span.end) is not None
        and PARTICULAR.search(plain, span.start, span.end) is None
        and not any(matter.has(section, span.start, span.end) for section in (*TOLD, "action", "record"))
        and not is_over(matter, span)
        and has_core(matter, span, "speak")
    )


def clean(hits: Sequence[tuple[Span, float]]) -> list[tuple[Span, float]]:
    """Each place once, the heaviest and then the longest hit first; in the order of the text."""
    kept: list[tuple[Span, float]] = []
    for span, worth in sorted(hits, key=lambda hit: (-hit[1], hit[0].start - hit[0].end, hit[0].start)):
        if all(span.end <= other.start or other.end <= span.start for other, _worth in kept):
            kept.append((span, worth))
    return sorted(kept, key=lambda hit: hit[0].start)


def _worn(matter: Matter) -> list[Span]:
    """Sentences that many recent replies hold word for word (numbers and names of days aside)."""
    recent = tuple(matter.situation.recent)
    if len(recent) < LEAST_RECENT:
        return []
    counts = _counted(recent)
    least = max(LEAST_TIMES, LEAST_SHARE * len(recent))
    shared = _shared(tuple(matter.situation.shared))
    return [
        span for span in matter.reply.sentences
        if counts[said := frame(matter.reply.plain[span.start : span.end])] >= least and said not in shared
        and len(matter.reply.plain[span.start : span.end].split()) >= LEAST_WORDS
        and not matter.has("warned", span.start, span.end) and not matter.has("private", span.start, span.end)
    ]  # fmt: skip


@lru_cache(maxsize=16)
def _shared(passages: tuple[str, ...]) -> frozenset[str]:
    """The sentences that the replies of one incident have in common on purpose."""
    return frozenset(said for text in passages for said in past(text).frames)


@lru_cache(maxsize=16)
def _counted(recent: tuple[str, ...]) -> Counter[str]:
    return Counter(each for text in recent for each in past(text).frames)
