"""What a reply tells that nothing at hand says, and that whoever approves it should confirm (R15, a warning).

Whoever writes may know more than the file: they rang the depot, they stood in the kitchen. Without facts a story of our
side is therefore believed, and asked about is only what is told of the customer (their past with us, what they were
told, where their thing is), what only a record holds (an amount, a reference, a product, a full name, a share of the
customers), what differs from the complaint, and what is told as sure while it is still being looked for. Beside facts,
dates, numbers, names and new actors of what happened are asked about as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.voice import changed, stems
from bot.voice.amounts import AMOUNT, amount_of
from bot.voice.clauses import FUTURE, LATER, OURS, UNSAID, parts
from bot.voice.dealings import of_another_place, of_their_case, of_their_doings, of_their_past, of_their_thing
from bot.voice.details import full_names, products
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.pieces import LEAST_NEW, NEGATED, Piece
from bot.voice.sources import Sources
from bot.voice.wording import Span

REFERENCE = re.compile(
    r"(?<![\w.,-])(?:[a-z]{1,4}[ -]?\d{3,}[\w-]*|\d{5,}|(?:n°|#) ?\w*\d{2,}[\w-]*|\d{1,3}[a-z])(?![\w%€$£-]| ?€)"
)
SHARE = re.compile(r"(?<![\w.,])\d[\d.,]* ?(?:%|percent|per cent|pour ?cent)(?!\w)")
PEOPLE = re.compile(
    r"(?<!\w)(?:customers?|clients?|clientes?|users?|utilisateurs?|accounts?|comptes?|people|personnes?|passengers?|"
    r"voyageurs?|members?|adherents?|subscribers?|abonnes?|guests?|orders?|commandes?|parcels?|colis|flights?|vols?|"
    r"trains?|homes?|foyers?|phones?|telephones?|cases?|deliver\w+|livraisons?)(?!\w)"
)
# It tells the customer what they lived through.
TO_THEM = re.compile(
    r"(?<!\w)(?:you|you've|you'd|vous (?:avez|aviez|etes|etiez)|(?:your|votre) (?:wife|husband|mother|father|son|"
    r"daughter|mari|femme|fil\w+|mere|pere))(?!\w)"
)
APPOSED = re.compile(r"\W*([^\W\d_]{3,}), (?:l'|(?:who|which|le|la|un|une|our|the|an?|notre|qui)(?!\w))")
LEAST_COUNT = 13  # smaller numbers in words are often said without counting
TITLE = re.compile(r"(?<!\w)(?:mr|mrs|ms|dr|doctor|m\.|mme|mlle|docteur|maitre|professor|nurse) \w")
# What is to blame from outside: beside a confirmed cause, another one needs a source.
FROM_OUTSIDE = re.compile(
    r"(?<!\w)(?:snow\w*|thunderstorms?|storms?|fog|frost|flood\w*|heatwave|strikes?|traffic|accidents?|roadworks|"
    r"power cut|fire alarm|alarm|theft|burglar\w*|illness|neige|orages?|tempete|brouillard|verglas|inondation\w*|"
    r"canicule|greves?|bouchons?|coupure|incendie|alarme|maladie)(?!\w)"
)
LEAST_TOLD = 3  # words of a sentence that tells another story
LEAST_WORDS = 4  # fewer are a form of address
NOT_A_STORY = ("regret", "owning", "finding out", "vague action", "action")


def claims(matter: Matter, sources: Sources) -> Iterator[Span]:
    """The pieces of the reply that say something which nothing at hand does."""
    if not matter.situation.complaint.strip() or not matter.readable:
        return
    yield from changed.times(matter, sources)
    known = matter.situation.facts is not None
    looking = matter.has("finding out") is not None
    for number, sentence in enumerate(matter.reply.sentences):
        told = not known and _names_its_source(matter, number)
        for span in parts(matter, sentence):
            piece = Piece(matter, sources, sentence, span)
            if (
                _on_record(piece)
                or of_their_past(piece)
                or of_their_doings(piece)
                or of_another_place(piece)
                or (not told and (of_their_thing(piece) or of_their_case(piece) or (looking and _story(piece))))
                or (known and (_untraced(piece) or _named(piece) or _other_story(piece)))
            ):
                yield span


def _names_its_source(matter: Matter, number: int) -> bool:
    """Whether this sentence, or the one before it, says where its writer knows it from."""
    spans = matter.reply.sentences[max(0, number - 1) : number + 1]
    return any(matter.has("source named", span.start, span.end) for span in spans)


def _on_record(piece: Piece) -> bool:
    """An amount, a reference, a product, a full name or a share of the customers that no source holds."""
    said, sources = piece.said, piece.sources
    if FUTURE.search(said) or piece.has("action"):
        return False
    if any(
        amount_of(found[1] or found[2] or found[4]) not in sources.amounts
        for found in AMOUNT.finditer(said)
        if not found[3]
    ):
        return True
    if any(_is_reference(piece, found) and not piece.holds_all(found[0]) for found in REFERENCE.finditer(said)):
        return True
    share = SHARE.search(said)
    if share and PEOPLE.search(said) and not piece.holds_all(share[0]):
        return True
    names = (*products(piece.matter, piece.span), *full_names(piece.matter, piece.span))
    return piece.is_over and any(not piece.holds_all(piece.words_at(name)) for name in names)


def _is_reference(piece: Piece, found: re.Match[str]) -> bool:
    """Letters of a reference are capitals: "HW-20418" is one, "in 2009" is none."""
    start = piece.span.start + found.start()
    said = piece.matter.reply.shown(start, start + len(found[0]))
    return said.isdigit() or said.upper() == said or found[0].startswith(("n°", "#"))


def _story(piece: Piece) -> bool:
    """Something that happened, in words that nothing at hand holds."""
    said = piece.said
    if not piece.is_over or any(pattern.search(said) for pattern in (UNSAID, OURS, NEGATED, TO_THEM)):
        return False
    if any(piece.has(section) for section in NOT_A_STORY):
        return False
    own = piece.own & piece.matter.individual
    return sum(not piece.sources.knows(key) for key in own) >= LEAST_NEW


def _untraced(piece: Piece) -> bool:
    """A number or a day of something that happened, beside facts that do not hold it."""
    if not piece.is_over or any(pattern.search(piece.said) for pattern in (UNSAID, LATER, FUTURE)):
        return False
    if piece.has("action") or piece.has("regret"):
        return False
    numbers = stems.numbers()
    return any(word[0].isdigit() or word in words("weekdays") or _counts(numbers, word) for word in piece.unheld)


def _counts(numbers: Mapping[str, str], word: str) -> bool:
    """ "Three times too many" is said without counting, "forty-one people" is not."""
    return word in numbers and int(numbers[word]) >= LEAST_COUNT


def _named(piece: Piece) -> bool:
    """A name that no source holds, beside facts."""
    if UNSAID.search(piece.said) or piece.has("action"):
        return False
    apposed = APPOSED.match(piece.matter.reply.plain, piece.sentence.start, piece.sentence.end)
    if apposed and piece.span.start == piece.sentence.start:
        return not piece.sources.holds(apposed[1])
    return bool(piece.unheld_names) and (len(piece.said.split()) >= LEAST_WORDS or bool(TITLE.search(piece.said)))


def _other_story(piece: Piece) -> bool:
    """Something that happened, or a cause from outside, beside facts that do not hold a word of it."""
    if FUTURE.search(piece.said):
        return False
    if any(not piece.sources.holds(found[0]) for found in FROM_OUTSIDE.finditer(piece.said)):
        return True
    if not _story(piece) or len(piece.own) < LEAST_TOLD:
        return False
    sentence = Piece(piece.matter, piece.sources, piece.sentence, piece.sentence)
    return not any(piece.sources.knows(key) for key in sentence.own)
