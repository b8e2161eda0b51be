"""R3 as well: a story in the place of a cause that nobody knows yet, a guess, and a reply that explains nothing.

None of it is known by its words. A cause that nobody confirmed is whatever a reply tells as having happened, in words
that neither the complaint nor the case holds, while the case says that the cause is not known. A guess is a sentence of
likelihood about anything but the customer. And whoever neither tells why, nor says that it is not known, explains
nothing, whatever else the reply does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.voice.clauses import FUTURE, LATER, UNSAID, parts
from bot.voice.matter import Matter
from bot.voice.pieces import LEAST_NEW, NEGATED, Piece
from bot.voice.sources import Sources
from bot.voice.wording import Span

# Likely, and not known: "must have skipped a page", « c'est sûrement l'orage ».
LIKELY = re.compile(
    r"(?<!\w)(?:(?<!it )(?<!that )(?<!this )must have|may (?:well )?have|might (?:well )?have|"
    r"could (?:well )?have|probably|presumably|surely|"
    r"most likely|no doubt|doubtless|in all likelihood|i (?:suspect|imagine|suppose|guess|bet|reckon|expect|fancy)|"
    r"my guess|(?<!why )(?:it|this|that) (?:looks|sounds) like|seems to have|appears to have|chances are|"
    r"surement|sans doute|probablement|certainement|vraisemblablement|apparemment|(?:ca|cela|ce) doit etre|"
    r"doit avoir|(?:a|ont) du (?:se|s'\w+|etre|avoir)|"
    r"je (?:parie|suppose|soupconne|pense|crois|imagine)|on (?:pense|suppose|dirait)|il semble\w*|"
    r"tout porte a croire|a mon avis|selon toute)(?!\w)"
)
THEM = re.compile(
    r"(?<!\w)(?<!rendez-)(?:you|your|yours|vous|votre|vos)(?!\w)(?! (?:there|la-bas|place|area|quartier))"
)
NEAR_THEM = re.compile(r"(?<!\w)(?:chez vous|by you|near you|pres de chez vous|your (?:way|area|street))(?!\w)")
# Who says "I" or "we" tells what was done about it, not why it happened.
SELF = re.compile(
    r"(?<!\w)(?:i|i've|i'm|i'll|i'd|we|we've|we're|we'll|je|j'\w+|nous|on (?:a|avait|va|vous|vient|n'\w+|l'\w+|y|en))"
    r"(?!\w)"
)
# "I've asked the workshop why": whoever asks does not know.
ASKED_WHY = re.compile(
    r"(?<!\w)(?:ask\w*|demand\w+|will|'ll|dira|diront|dit|va|vont|saura\w*|"
    r"cherch\w+)(?!\w)[^.!?]{0,60}(?<!\w)(?:why|how it|"
    r"what (?:happened|went|caused)|pourquoi|comment (?:c'|cela|ca)|ce qui s'est passe|d'ou (?:ca|cela))(?!\w)"
)
DISCLAIMED = re.compile(
    r"(?<!\w)(?:ne (?:veux|peux|vais|voudrais|dirai|pretends?) (?:donc |pas |vous |rien )*(?:pas|dire|affirmer|"
    r"jurer)|"
    r"(?:won't|can't|cannot|don't want to|not going to|wouldn't) (?:say|claim|swear|tell you|pretend) (?:that|"
    r"it))(?!\w)"
)
OF_NO_CAUSE = ("regret", "finding out", "vague action", "action", "invitation", "record")
OF_KNOWING = re.compile(
    r"(?<!\w)(?:know\w*|knew|why|how|where|what|which|reason|cause|causes|explanation|explain|understand|yet|"
    r"clear|sure|"
    r"found|find\w*|out|established|tell|say|saura\w*|sai[st]|savons|savoir|connai\w+|ignor\w+|pourquoi|comment|"
    r"d'ou|cause|raison|explication|expliqu\w+|origine|encore|ce qui|ce que|comprend\w*|comprenons|diront|dira|"
    r"trouv\w*|"
    r"reste|quelle)(?!\w)"
)
HAD = re.compile(r"(?<!\w)(?:avait|avaient|y avait)(?!\w)")  # over as well, with no participle behind it
BY_US = re.compile(r"(?:i|we|je|j'|nous|on)(?!\w)|j'")
# "We should have announced it by 7": what was left undone is why.
LEFT_UNDONE = re.compile(
    r"(?<!\w)(?:should|ought|did not|didn't|had not|hadn't|have not|haven't|forgot\w*|failed|never|missed|lost|broke|"
    r"aurions|aurais|aurait|devions|devais|oublie\w*|rate\w*|manque\w*|perdu\w*|pas|jamais)(?!\w)"
)
LEAST_LETTERS = 8  # of a piece that tells anything
LEAST_STORY = 2  # words that nothing at hand holds


def is_unknown(matter: Matter) -> bool:
    """Whether the case says that the cause is not known: its field is empty, or all that is known names none."""
    facts = matter.situation.facts
    return facts is not None and not facts.get("cause") and ("cause" in facts or bool(facts.get("complete")))


def is_disclaimed(matter: Matter, cause: re.Match[str]) -> bool:
    """ "I won't say that it happened here": what sounds like a cause is not claimed."""
    sentence = matter.sentence_of(cause.start())
    return DISCLAIMED.search(matter.reply.plain, sentence.start, sentence.end) is not None


def says_unknown(matter: Matter) -> bool:
    """Whether it says that the cause is not known: « je n'ai pas de mots » denies something else."""
    if ASKED_WHY.search(matter.reply.plain, matter.reply.body.start, matter.reply.body.end):
        return True
    return any(
        OF_KNOWING.search(hit[0]) or OF_KNOWING.search(_around(matter, hit)) for hit in matter.all("unknown cause")
    )


def _around(matter: Matter, hit: re.Match[str]) -> str:
    return matter.reply.plain[hit.start() : matter.sentence_of(hit.start()).end]


def guess(matter: Matter) -> Span | None:
    """A sentence that gives as likely what nobody knows; what is likely of the customer is another matter (R11)."""
    if says_unknown(matter):
        return None
    return next((span for span in matter.reply.sentences if _guesses(matter, span)), None)


def _guesses(matter: Matter, span: Span) -> bool:
    plain = matter.reply.plain
    if not LIKELY.search(plain, span.start, span.end) or DISCLAIMED.search(plain, span.start, span.end):
        return False
    if THEM.search(NEAR_THEM.sub("", plain[span.start : span.end])) or plain[span.start : span.end].endswith("?"):
        return False
    return not any(matter.has(section, span.start, span.end) for section in ("regret", "action", "time", "owning"))


def story(matter: Matter) -> Span | None:
    """What is told as having happened while the case knows no cause."""
    if says_unknown(matter):
        return None
    return next((piece.sentence for piece in _pieces(matter) if _tells(piece)), None)


def _pieces(matter: Matter) -> Iterator[Piece]:
    sources = Sources(matter)
    for sentence in matter.reply.sentences:
        for span in parts(matter, sentence):
            yield Piece(matter, sources, sentence, span)


def _tells(piece: Piece) -> bool:
    if not (piece.is_over or HAD.search(piece.said)) or any(
        pattern.search(piece.said) for pattern in (UNSAID, SELF, THEM, LATER, FUTURE)
    ):
        return False
    if any(piece.has(section) for section in (*OF_NO_CAUSE, "done")) or DISCLAIMED.search(piece.said):
        return False
    return sum(not piece.sources.knows(key) for key in piece.own & piece.matter.individual) >= LEAST_NEW


def explains(matter: Matter) -> bool:
    """Whether anything in the reply could be a reason: a cause, an honest "not known", or a piece that tells, in words
    that are not the complaint's, of something else than what we do, promise or regret."""
    if any(matter.has(section) for section in ("cause", "answer", "recourse", "vague cause")):
        return True
    if says_unknown(matter) or any(LEFT_UNDONE.search(hit[0]) for hit in matter.all("owning")):
        return True
    for piece in _pieces(matter):
        if piece.span.end - piece.span.start < LEAST_LETTERS:
            continue
        if UNSAID.search(piece.said) or FUTURE.search(piece.said) or any(piece.has(each) for each in OF_NO_CAUSE):
            continue
        if _is_remedy(piece) or _retells(piece):
            continue
        new = {key for key in piece.own & matter.individual if not _of_complaint(matter, key)}
        failed = SELF.search(piece.said) is None or NEGATED.search(piece.said) or piece.has("owning")
        if len(new) >= LEAST_STORY or (new and piece.is_over and failed):
            return True
    return False


def _is_remedy(piece: Piece) -> bool:
    """ "I've spoken to the registrar", « j'ai demandé à la cheffe »: what we did since."""
    return any(BY_US.match(hit[0]) for hit in piece.matter.reply.hits_in("done", piece.span.start, piece.span.end))


def _retells(piece: Piece) -> bool:
    """What stands before the apology of its sentence, and has no past of its own, tells the complaint again."""
    regret = piece.matter.has("regret", piece.sentence.start, piece.sentence.end)
    return regret is not None and piece.span.start < regret.start() and not (piece.is_over or HAD.search(piece.said))


def _of_complaint(matter: Matter, key: str) -> bool:
    return any(item.key == key for item in matter.items)
