"""R12: no promise outside authority. What is granted may be promised; amounts stay private; nothing is absolute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.texts import _
from bot.voice import beyond, guarantees, stems
from bot.voice.amounts import AMOUNT, amount_of
from bot.voice.granted import in_words, is_only_free, is_said, pays_for_it
from bot.voice.guarantees import NEGATED
from bot.voice.matter import Matter
from bot.voice.situation import Check, flat, passed
from bot.voice.wording import Span, Wording, fold

LEAST_TOLD = 3  # words of the facts in a sentence that tells what they hold
NEAR = 30  # letters between what is given and the words of giving
KINDS = ("refund", "replacement", "voucher", "discount", "no charge")
DECIDED = frozenset({"voucher", "discount", "no charge"})
# What each grant lets a reply promise. Whoever gets their money back may be told that they pay nothing, or that a part
# comes off; whoever has it done again, that this time it costs nothing.
COVERS: Mapping[str, frozenset[str]] = {
    "refund": frozenset({"refund", "no charge"}),
    "replacement": frozenset({"replacement", "no charge"}),
    "voucher": frozenset({"voucher", "no charge"}),
    "discount": frozenset({"discount"}),
    "credit": frozenset({"refund", "voucher", "no charge"}),
    "gift": frozenset({"voucher", "no charge"}),
    "upgrade": frozenset({"voucher", "no charge"}),
    "loan": frozenset({"replacement", "no charge"}),
    "repair": frozenset({"replacement", "no charge"}),
    "redo": frozenset({"replacement", "no charge"}),
    "cancellation": frozenset({"refund", "no charge"}),
    "exception": frozenset({"voucher", "discount", "no charge"}),
}
THRESHOLD = re.compile(
    r"(?<!\w)(?:under|over|below|above|more than|less than|moins de|plus de|au-dela de|au-dessus de|en dessous de) $"
)
UNDECIDED = re.compile(
    r"(?<!\w)(?:whether|i've asked|i have asked|we've asked|we have asked|asked for|decides?|decision|to decide|"
    r"up to (?:the|my|our)|"
    r"if (?:it|they|he|she|my|the)|depends?|claims?|j'ai demande|nous avons demande|decide\w*|tranche\w*|"
    r"depend\w*|si (?:elle|il|c'est|mon|ma|le|la)|should never|should not|ought|n'aurait|n'auraient|aurait du)(?!\w)"
)
WHOLE = re.compile(
    r"(?<!\w)(?:in full|full(?:y)? (?:refund\w*|amount|price)|whole|entire|every (?:penny|cent)|"
    r"all (?:of )?your money|"
    r"integralement|integralite|totalite|tout(?: votre| l')? ?argent|entierement|en entier)(?!\w)"
)
THEIRS = re.compile(r"(?<!\w)(?:you|your|yours|you'll|vous|votre|vos|le votre|la votre|les votres|tu|ton|ta|tes)(?!\w)")
# "Another bouquet on top" is more than the one that was ordered.
EXTRA = re.compile(
    r"(?<!\w)(?:free|gift|present|extra|on top|as well|voucher|complimentary|bonus|treat|offert\w*|offr\w+|"
    r"gratuit\w*|cadeau\w*|en "
    r"plus|supplementaire\w*|bon d'achat|invite|credit|compensat\w+|dedommag\w*|next|prochain\w*)(?!\w)"
)
POSTAGE = re.compile(
    r"(?<!\w)(?:postage|courier|carriage|return label|collection|frais de (?:retour|port|livraison)|"
    r"l'enlevement)(?!\w)"
)


def check(matter: Matter) -> Check:
    """Guarantees first, then amounts, then what the approver's role does not grant."""
    return (
        guarantees.check(matter)
        or _amount(matter)
        or _beyond_limit(matter)
        or _not_granted(matter)
        or _beyond_words(matter)
        or passed("R12")
    )


def _promising(matter: Matter, kind: str) -> list[Span]:
    """Where something of ``kind`` is given: its words close to words of giving, and not denied; or words that say by
    themselves that it is given ("consider it paid")."""
    found = [
        sentence
        for given in matter.all(f"grants {kind}")
        if not _is_open(matter, sentence := matter.sentence_of(given.start()), given)
    ]
    for given in matter.all(kind):
        sentence = matter.sentence_of(given.start())
        start, end = max(sentence.start, given.start() - NEAR), min(sentence.end, given.end() + NEAR)
        if NEGATED.search(matter.reply.plain, sentence.start, given.end()) and kind != "no charge":
            continue
        if _is_another(matter, kind, given, sentence):
            continue
        if any(
            hit.start() < end and hit.end() > start
            for hit in matter.reply.hits_in("giving", sentence.start, sentence.end)
        ):
            found.append(sentence)
    return found


def _is_open(matter: Matter, sentence: Span, given: re.Match[str]) -> bool:
    """Whether it is denied, asked for, left to somebody's decision, or told of what the customer was charged."""
    plain = matter.reply.plain
    if NEGATED.search(plain, sentence.start, given.start()) or plain[sentence.start : sentence.end].endswith("?"):
        return True
    return UNDECIDED.search(plain, sentence.start, sentence.end) is not None


def _is_another(matter: Matter, kind: str, given: re.Match[str], sentence: Span) -> bool:
    """Whether the words of giving speak of something else than this kind: a part of our own that is replaced ("the
    seal had perished and we replace it tonight"), or the customer's own thing that is sent once more."""
    theirs = any(
        item.worth >= 1 and sentence.start <= item.start < min(sentence.end, given.end() + NEAR)
        for item in matter.items
    )
    if kind == "refund" and POSTAGE.search(matter.reply.plain, sentence.start, min(sentence.end, given.end() + NEAR)):
        return True  # that the way back costs nothing belongs to whatever is granted
    if kind == "replacement":
        return not theirs and THEIRS.search(matter.reply.plain, sentence.start, sentence.end) is None
    return (
        kind == "voucher"
        and any(item.worth >= 1 and given.start() <= item.start < given.end() for item in matter.items)
        and not EXTRA.search(matter.reply.plain, sentence.start, sentence.end)
    )


def _amount(matter: Matter) -> Check | None:
    """An amount of money that neither the customer nor the case has named; of a percentage, only one that is given."""
    body = matter.reply.body
    given = [(span, kind) for kind in KINDS for span in _promising(matter, kind)]
    for found in AMOUNT.finditer(matter.reply.plain, body.start, body.end):
        kinds = [kind for span, kind in given if span.start <= found.start() < span.end]
        if THRESHOLD.search(matter.reply.plain, max(body.start, found.start() - NEAR), found.start()):
            continue  # "nothing under ten pounds goes to court"
        if not (kinds or _gives(matter, found)) or _may_be_named(matter, found, kinds):
            continue
        return Check(
            "R12", "block", False, matter.reply.shown(*found.span()),
            _("An amount is promised in public; amounts stay private, and within what may be granted."),
            _("Say that it is decided, and confirm the amount in private."),
        )  # fmt: skip
    return None


def _gives(matter: Matter, found: re.Match[str]) -> bool:
    """Whether an amount of money stands in a sentence that gives; a price or a fee that is explained is no promise."""
    sentence = matter.sentence_of(found.start())
    return found[3] is None and matter.has("giving", sentence.start, sentence.end) is not None


def _may_be_named(matter: Matter, found: re.Match[str], kinds: Sequence[str]) -> bool:
    """The customer or the case named this amount; what is granted must be enough, and what is given public or "
    "theirs."""
    value = amount_of(next(group for group in found.groups() if group))
    known = fold(" ".join([matter.complaint.text, *matter.situation.sources, flat(matter.situation.facts or {})]))
    own = {amount_of(number) for number in re.findall(r"\d[\d .,]*\d|\d", known)}
    own |= {amount_of(stems.numbers()[word]) for word in re.findall(r"[a-z]+", known) if word in stems.numbers()}
    grants = matter.situation.grants
    if value is None or not kinds or grants is None:
        return value in own
    allowed = [grant for grant in grants if grant.kind in kinds and grant.amount is not None and value <= grant.amount]
    return any(grant.public or value in own for grant in allowed)


def _not_granted(matter: Matter) -> Check | None:
    grants = matter.situation.grants
    if grants is None:
        return _untold(matter)
    granted = {kind for grant in grants for kind in COVERS.get(grant.kind, (grant.kind,))}
    if any(grant.decision and grant.kind not in KINDS for grant in grants):
        granted |= DECIDED  # an exception that somebody decided: a fee dropped, something for free
    for kind in KINDS:
        if kind in granted:
            continue
        for span in _promising(matter, kind):
            if any(is_said(matter, span, said) for grant in grants if (said := in_words(matter, grant, span))):
                continue
            if "no charge" in granted and (
                (kind == "voucher" and is_only_free(matter, span))
                or (kind in ("refund", "voucher") and pays_for_it(matter, span))
            ):
                continue
            return Check(
                "R12", "block", False, matter.reply.shown(span.start, span.end),
                _("It promises what neither the approver's role nor a decision grants."),
                _("Ask somebody who may decide, or promise only to bring the decision, by when."),
            )  # fmt: skip
    return None


def _untold(matter: Matter) -> Check | None:
    """A gesture that the facts at hand, which say nothing of grants, do not hold a word of: somebody has to know it."""
    if matter.situation.facts is None:
        return None
    said = _facts(flat(matter.situation.facts))
    told = " ".join([*matter.situation.sources, *(matter.situation.commitments or ())])
    for kind in KINDS:
        if said.hits(kind) or said.hits(f"grants {kind}"):
            return None
        for span in _promising(matter, kind):
            if is_said(matter, span, f"{said.text} {told}", LEAST_TOLD):
                continue
            return Check(
                "R12", "warn", False, matter.reply.shown(span.start, span.end),
                _("Nothing at hand grants this: whoever approves it has to be the one who may decide."),
                _("Note the decision in the case, or promise only to bring it, by when."),
            )  # fmt: skip
    return None


@lru_cache(maxsize=256)
def _facts(said: str) -> Wording:
    return Wording(said, (*KINDS, *(f"grants {kind}" for kind in KINDS)))


def _beyond_limit(matter: Matter) -> Check | None:
    """Everything back, where only so much may be given."""
    refunds = [grant for grant in matter.situation.grants or () if grant.kind == "refund"]
    if not refunds or any(grant.amount is None or grant.decision for grant in refunds):
        return None
    for sentence in _promising(matter, "refund"):
        if found := WHOLE.search(matter.reply.plain, sentence.start, sentence.end):
            return Check(
                "R12", "block", False, matter.reply.shown(*found.span()),
                _("It promises what neither the approver's role nor a decision grants."),
                _("Ask somebody who may decide, or promise only to bring the decision, by when."),
            )  # fmt: skip
    return None


def _beyond_words(matter: Matter) -> Check | None:
    """More than the words of the grants name: the rug beside the milk. A file that holds everything settles it."""
    found = beyond.found(matter)
    if found is None:
        return None
    complete = bool((matter.situation.facts or {}).get("complete"))
    return Check(
        "R12", "block" if complete else "warn", False, matter.reply.shown(found.start, found.end),
        _("It promises what neither the approver's role nor a decision grants."),
        _("Ask somebody who may decide, or promise only to bring the decision, by when."),
    )  # fmt: skip
