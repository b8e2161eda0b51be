"""R15: no invented fact. What is said about the customer's case must come from the complaint, the case or the playbook.

A reply may tell what the case does not hold yet: whoever writes knows more than the file. So only what it claims to
have looked up or to know about the customer is asked for its source, and a number that the customer gave must stay
what it was. Where the facts say that they are ``complete``, every number, date and name is traced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache

from bot.texts import _
from bot.voice import lists, stems
from bot.voice.commitments import AHEAD
from bot.voice.counts import counted
from bot.voice.lists import words
from bot.voice.matter import Matter
from bot.voice.situation import Check, Situation, flat, passed
from bot.voice.wording import WORD, Span, fold

NUMBER = re.compile(r"(?<![\w.,])\d[\d.,:/h]*(?!\w)")
# Statuses that only a look into a system can tell; what we did ourselves ("sent", "refunded") is not among them.
LOOKED_UP = re.compile(
    r"(?<!\w)(?:arriv\w*|reached|delivered|scanned|signed|transit|located|landed|boarded|parvenu\w*|livre\w*|scanne\w*|"
    r"localise\w*|remis\w*|retire\w*|used|activated|entered|signe\w*|depose\w*|atterri\w*|receptionne\w*|collected|"
    r"handed|depot|entrepot|warehouse|"
    r"recupere\w*)(?!\w)"
)
FUTURE = re.compile(
    r"(?<!\w)(?:will|'ll|going to|should be|vous (?:recevrez|recevez|aurez)|sera|seront|arrivera|arriveront|devrait|va|"
    r"vont)(?!\w)"
)
# Whose case a sentence tells of; what we did ourselves, we know.
THEIRS = re.compile(
    r"(?<!\w)(?:you|you've|you'd|your|yours|vous|votre|vos|tu|ton|ta|tes|t'\w+"
    r"|(?:the|this|la|le|cette|ce|l') ?(?:order|parcel|package|booking|reservation|claim|refund|payment|ticket|"
    r"delivery|"
    r"file|commande|colis|paquet|dossier|remboursement|paiement|virement|livraison|demande)|n°|order|parcel|booking)(?!\w)"
)
OURS = re.compile(
    r"(?<!\w)(?:i|i'm|i've|i'll|i'd|we|we're|we've|we'll|our|je|j'\w+|nous|notre|nos|mon|ma"
    r"|on (?:a|va|vous|vient|en|y|l'\w+|s'\w+|n'\w+))(?!\w)"
)
HAPPENED = re.compile(
    r"(?<!\w)(?:was|were|had|did|left|went|came|got|sent|paid|shows?|reads|reached|bought|took|made|\w{3,}ed"
    r"|(?:a|ont|avez|avait|avaient|est|sont|etes|etait|etaient|s'est) (?:\w+ ){0,2}\w+(?:e|es|ee|ees|i|is|it|u|us|ue|"
    r"ues)"
    r"|indique|affiche|montre)(?!\w)"
)
# What is asked, only possible, still to come or regretted states nothing.
UNSAID = re.compile(
    r"\?|(?<!\w)(?:if|when|whether|unless|will|'ll|would|should|can|could|tomorrow|si|s'il|quand|prevu\w*|demain|sera|"
    r"seront|sorry|apologi\w+|desole\w*|pardon|excus\w+)(?!\w)"
)
PART = re.compile(r"[,;:]\s|\s[-(]\s?")
MANY_WORDS = 3
# Whoever says this much about earlier times has told of them.
TOLD_BEFORE = re.compile(
    r"(?<!\w)(?:deja|already|again|encore|fois|times|twice|e?-?mails?|e?-?mailed|wrote|written|called|phoned|rang|"
    r"ecrit|appele\w*|"
    r"relance\w*|always|toujours|jusqu'ici|until now|loyal|fidele|years|ans|annees|regular\w*|habitue\w*)(?!\w)"
)
LATER = re.compile(
    r"(?<!\w)(?:tomorrow|tonight|until|by|before|will|'ll|demain|ce soir|jusqu\w*|avant|d'ici|sera|seront|"
    r"recevrez)(?!\w)"
)
NOT_NAMES = frozenset("i dm dms pm mp ok sms uk usa us eu tv gps url app faq ps nb am id vip".split())
AGO = frozenset("today yesterday morning afternoon evening hier matin midi soir aujourd'hui since depuis".split())


def check(matter: Matter) -> Check:
    """Whether everything that is said about the case has a source."""
    sources = _Sources(matter)
    found = next(_untraced(matter, sources), None)
    if found is None:
        return passed("R15")
    return Check(
        "R15", "block", False, matter.reply.shown(found.start, found.end),
        _("Nothing at hand says this: it is in neither the complaint nor the confirmed facts."),
        _("Confirm it in the case, or take it out."),
    )  # fmt: skip


class _Sources:
    """Every word and number that something may be traced to."""

    def __init__(self, matter: Matter) -> None:
        situation = matter.situation
        brand = situation.brand
        parts = [situation.complaint, situation.title, *situation.sources, situation.approver or "", *situation.signers]
        parts += [brand.name, *brand.services, *brand.accounts] if brand else []
        if situation.facts is not None:
            parts.append(flat(situation.facts))
        self.plain = fold(" \n ".join(parts))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems and numbers of every source."""
        number = stems.numbers()
        return frozenset(
            number.get(word, stems.stem(word))
            for each in WORD.findall(self.plain)
            for word in (each, each.split("'")[-1])
        )

    @cached_property
    def clocks(self) -> set[str]:
        """Times of the day in the sources."""
        return stems.clock(self.plain)

    @cached_property
    def digits(self) -> frozenset[str]:
        """Numbers of the sources, without leading zeros and marks."""
        return frozenset(_bare(found[0]) for found in NUMBER.finditer(self.plain)) | frozenset(
            re.findall(r"\d+", self.plain)
        )

    def knows(self, key: str) -> bool:
        """Whether a stem stands in a source, as itself, as the same thing in another word, or mistyped."""
        return key in self.stems or bool(stems.concepts(key) & self._concepts) or bool(stems.slips(key) & self._slips)

    @cached_property
    def _concepts(self) -> frozenset[str]:
        return frozenset(name for key in self.stems for name in stems.concepts(key))

    @cached_property
    def _slips(self) -> frozenset[str]:
        return frozenset(slip for key in self.stems for slip in stems.slips(key))

    def holds(self, word: str) -> bool:
        """Whether a word or number of the reply stands in a source."""
        word = stems.numbers().get(word, word)
        if word[0].isdigit():
            return _bare(word) in self.digits or word in self.stems or bool(stems.clock(word) & self.clocks)
        return self.knows(stems.stem(word))


def _bare(number: str) -> str:
    return number.strip(".,:/h").lstrip("0") or "0"


def _untraced(matter: Matter, sources: _Sources) -> Iterator[Span]:
    complete = bool((matter.situation.facts or {}).get("complete"))
    for span in matter.reply.sentences:
        if (claim := _claim(matter, span)) and _lacks_source(matter, span, claim, sources):
            yield span
        elif matter.situation.facts is not None and (
            told := next((part for part in _parts(matter, span) if _states_untraced(matter, part, sources)), None)
        ):
            yield told
        elif complete:
            yield from _details(matter, span, sources)
    yield from _changed_numbers(matter, sources)


def _claim(matter: Matter, span: Span) -> str:
    """``record`` when a sentence tells what was looked up or known about the customer, ``status`` when where a thing
    is or was, else nothing."""
    plain = matter.reply.plain
    if matter.has("history", span.start, span.end):
        return "" if TOLD_BEFORE.search(matter.complaint.plain) else "history"
    if record := matter.has("record", span.start, span.end):
        return "" if LATER.search(plain, span.start, span.end) and "see" not in record[0] else "record"
    if (
        LATER.search(plain, span.start, span.end)
        or FUTURE.search(plain, span.start, span.end)
        or matter.has("unknown cause", span.start, span.end)
    ):
        return ""
    tracked = any(LOOKED_UP.search(hit[0]) for hit in matter.reply.hits_in("status", span.start, span.end))
    return "status" if tracked and THEIRS.search(plain, span.start, span.end) else ""


def _lacks_source(matter: Matter, span: Span, claim: str, sources: _Sources) -> bool:
    """A number, day or name without a source; of what is known about a customer, several other words as well."""
    if claim == "history":
        return True
    said = [matter.reply.plain[each.start : each.end] for each in _particulars(matter, span)]
    if any(not sources.holds(word) for word in said):
        return True
    own = {key for key, start, _end in matter.keys if span.start <= start < span.end and key.isalpha()}
    return claim == "record" and sum(not sources.knows(key) for key in own) >= MANY_WORDS


def _parts(matter: Matter, span: Span) -> Iterator[Span]:
    """A sentence cut at its commas and colons."""
    start = span.start
    for cut in PART.finditer(matter.reply.plain, span.start, span.end):
        yield Span(start, cut.start())
        start = cut.end()
    yield Span(start, span.end)


def _states_untraced(matter: Matter, part: Span, sources: _Sources) -> bool:
    """Whether it gives a number or a day of the customer's case that no source holds."""
    plain = matter.reply.plain
    if not THEIRS.search(plain, part.start, part.end) or OURS.search(plain, part.start, part.end):
        return False
    if not HAPPENED.search(plain, part.start, part.end) or UNSAID.search(plain, part.start, part.end):
        return False
    said = [plain[each.start : each.end] for each in _particulars(matter, part)]
    dated = (word for word in said if word[0].isdigit() or word in words("weekdays"))
    return any(not sources.holds(word) for word in dated)


def _changed_numbers(matter: Matter, sources: _Sources) -> Iterator[Span]:
    """ "Three weeks" where the customer wrote "two weeks": another number with the same word behind it. Theirs beside
    it ("two of your six glasses", "the 7.52 ran, the 7.40 did not") tells of something else."""
    given = counted(matter.complaint.plain)
    for unit, found in counted(matter.reply.plain, matter.reply.body).items():
        theirs = {each for each, _span in given.get(unit, ())}
        for number, span in found:
            sentence = matter.sentence_of(span.start)
            beside = {each for each, other in found if sentence.start <= other.start < sentence.end}
            if theirs and number not in sources.digits and not theirs & beside and not _ours(matter, span):
                yield span
    hours = {time.partition(":")[0] for time in sources.clocks if not time.endswith(":00")}
    for hit in stems.CLOCK.finditer(matter.reply.plain, matter.reply.body.start, matter.reply.body.end):
        span = Span(*hit.span())
        sentence = matter.sentence_of(span.start)
        beside = stems.clock(matter.reply.plain[sentence.start : sentence.end])
        if hit[2] and hit[1].lstrip("0") in hours and not beside & sources.clocks and not _ours(matter, span):
            yield span


def _ours(matter: Matter, span: Span) -> bool:
    """Whether the sentence speaks of what we do, and not of what the customer told."""
    sentence = matter.sentence_of(span.start)
    if not THEIRS.search(matter.reply.plain, sentence.start, sentence.end) and not matter.has(
        "regret", sentence.start, sentence.end
    ):
        return True
    if AHEAD.search(matter.reply.plain, sentence.start, sentence.end):
        return True
    return any(matter.has(section, sentence.start, sentence.end) for section in ("action", "done"))


def _details(matter: Matter, span: Span, sources: _Sources) -> Iterator[Span]:
    """Numbers, days and names of a sentence that promises nothing, without a source."""
    if any(matter.has(section, span.start, span.end) for section in ("action", "done", "vague action")):
        return
    for each in _particulars(matter, span):
        word = matter.reply.plain[each.start : each.end]
        if word not in AGO and not sources.holds(word):
            yield each


def _particulars(matter: Matter, span: Span) -> Iterator[Span]:
    """What can be true or false in a sentence: numbers, days, names."""
    plain, number = matter.reply.plain, stems.numbers()
    for found in NUMBER.finditer(plain, span.start, span.end):
        yield Span(found.start(), found.start() + len(found[0].rstrip(".,:/")))
    for position, found in enumerate(WORD.finditer(plain, span.start, span.end)):
        word = found[0]
        if word in number or word in lists.words("dates"):
            if word not in ("one", "time", "mars", "may", "second"):
                yield Span(*found.span())
        elif position and _is_name(matter, found.start(), found.end()):
            yield Span(*found.span())


def _is_name(matter: Matter, start: int, end: int) -> bool:
    """A capital in the middle of a sentence that otherwise has small letters."""
    plain = matter.reply.plain
    before = plain[:start].rstrip()
    if not before or before[-1] in '.!?:;\n"-(' or "\n" in plain[len(before) : start]:
        return False
    start = start + plain[start:end].rfind("'") + 1
    said, word = matter.reply.shown(start, end), plain[start:end]
    return (
        len(word) > 1
        and said[:1].isupper()
        and not word.isdigit()
        and word not in _no_names()
        and not matter.reply.text.isupper()
    )


@cache
def _no_names() -> frozenset[str]:
    return words("stop") | words("stock") | words("team") | NOT_NAMES


def particulars(reply: str) -> list[str]:
    """The passages of ``reply`` that can be true or false: numbers, days, names and what a system would tell.

    Those that stand side by side are one ("three weeks"); each is said once.
    """
    matter, found = Matter(reply, Situation()), dict[str, None]()
    for sentence in matter.reply.sentences:
        spans = list(_particulars(matter, sentence))
        spans += [Span(*one.span()) for one in LOOKED_UP.finditer(matter.reply.plain, sentence.start, sentence.end)]
        for span in _joined(matter.reply.plain, sorted(spans, key=lambda one: one.start)):
            found[matter.reply.shown(span.start, span.end)] = None
    return list(found)


def _joined(plain: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and not plain[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def traces(passage: str, source: str) -> bool:
    """Whether every word and number of ``passage`` stands in ``source``, in whatever form."""
    known = _source(source)
    return all(known.holds(word) for word in WORD.findall(fold(passage)))


@lru_cache(maxsize=256)  # a house's own texts are asked again and again
def _source(text: str) -> _Sources:
    return _Sources(Matter("", Situation(complaint=text)))
