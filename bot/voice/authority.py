"""R12: no promise outside authority. What is granted may be promised; amounts stay private; nothing is absolute."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from bot.texts import _
from bot.voice import stems
from bot.voice.matter import Matter
from bot.voice.situation import Check, flat, passed
from bot.voice.wording import Span, fold

HUNDRED = 100
NEAR = 30  # letters between what is given and the words of giving
KINDS = ("refund", "replacement", "voucher", "discount")
DECIDED = frozenset({"voucher", "discount"})
CURRENCY = r"(?:€|\$|£|¥|euros?|eur|usd|gbp|dollars?|pounds?|quid|chf|cad|francs?|balles|bucks)"
NUMBER_WORD = rf"(?:{'|'.join(sorted(stems.numbers(), key=len, reverse=True))})"
# In figures before or behind the currency, a percentage, or in words: "fifty pounds", « deux cents euros ».
AMOUNT = re.compile(
    rf"(?:[€$£¥] ?(\d[\d .,]*\d|\d))|(?:(\d[\d .,]*\d|\d) ?{CURRENCY}(?!\w))"
    r"|(?:(\d{1,3}(?:[.,]\d)?) ?(?:%|percent|per cent|pour ?cent)(?!\w))"
    rf"|(?<!\w)({NUMBER_WORD}(?:[ -]{NUMBER_WORD}s?)?) {CURRENCY}(?!\w)"
)
THRESHOLD = re.compile(
    r"(?<!\w)(?:under|over|below|above|more than|less than|moins de|plus de|au-dela de|au-dessus de|en dessous de) $"
)
WHOLE = re.compile(
    r"(?<!\w)(?:in full|full(?:y)? (?:refund\w*|amount|price)|whole|entire|every (?:penny|cent)|all (?:of )?your money|"
    r"integralement|integralite|totalite|tout(?: votre| l')? ?argent|entierement|en entier)(?!\w)"
)
NEGATED = re.compile(
    r"(?<!\w)(?:can'?t|cannot|can not|won'?t|will not|unable|not able|isn'?t possible|not possible|"
    r"no refund|"
    r"(?:ne|n')(?: \w+)? ?(?:pouvons|peux|peut|pourrons|sera|est|puis|saurions|suis)(?: \w+)? pas|pas possible|"
    r"impossible|aucun|before i|whether|si )(?!\w)"
)

FIRMLY = re.compile(r"whatever happens|without fail|quoi qu'il arrive|sans faute")
HEARD = re.compile(
    r"(?<!\w)(?:write|post|tell|call|ring|message|answer|update|report|redis|dis|ecris|appelle|rappelle|publie|reponds|"
    r"previens|donne)(?!\w)"
)
NO_PROMISE = re.compile(
    r"(?:can'?t|cannot|can not|not|won'?t) (?:\w+ )?(?:promise|guarantee)"
    r"|(?:ne|n')(?: \w+)? ?(?:peux|pouvons|promets|garantis)\w*(?: \w+)? pas"
)


def check(matter: Matter) -> Check:
    """Guarantees first, then amounts, then what the approver's role does not grant."""
    return _absolute(matter) or _amount(matter) or _beyond_limit(matter) or _not_granted(matter) or passed("R12")


def _absolute(matter: Matter) -> Check | None:
    body = matter.reply.body
    for found in matter.all("guarantee"):
        before = matter.reply.plain[max(body.start, found.start() - 30) : found.start()]
        if NEGATED.search(before) and "never" not in found[0] and "jamais" not in found[0]:
            continue  # "I can't promise there will never be a delay" is honest
        if NO_PROMISE.search(before) or _says_that_they_hear(matter, found):
            continue
        return Check(
            "R12", "block", False, matter.reply.shown(*found.span()),
            _("Nobody can promise this."),
            _("Say what has been changed, and that it cannot be ruled out: “We changed the cut-off time today.”"),
        )  # fmt: skip
    return None


def _says_that_they_hear(matter: Matter, found: re.Match[str]) -> bool:
    """ "I'll post here at seven, whatever happens": to write is in everybody's power."""
    sentence = matter.sentence_of(found.start())
    return (
        bool(FIRMLY.fullmatch(found[0])) and HEARD.search(matter.reply.plain, sentence.start, found.start()) is not None
    )


def _promising(matter: Matter, kind: str) -> list[Span]:
    """Where something of ``kind`` is given: its words close to words of giving, and not denied."""
    found = []
    for given in matter.all(kind):
        sentence = matter.sentence_of(given.start())
        start, end = max(sentence.start, given.start() - NEAR), min(sentence.end, given.end() + NEAR)
        if NEGATED.search(matter.reply.plain, sentence.start, given.end()):
            continue
        if any(
            hit.start() < end and hit.end() > start
            for hit in matter.reply.hits_in("giving", sentence.start, sentence.end)
        ):
            found.append(sentence)
    return found


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
        return None
    granted = {grant.kind for grant in grants}
    if any(grant.decision and grant.kind not in KINDS for grant in grants):
        granted |= DECIDED  # an exception that somebody decided: a fee dropped, something for free
    for kind in KINDS:
        if kind in granted:
            continue
        for span in _promising(matter, kind):
            return Check(
                "R12", "block", False, matter.reply.shown(span.start, span.end),
                _("It promises what neither the approver's role nor a decision grants."),
                _("Ask somebody who may decide, or promise only to bring the decision, by when."),
            )  # fmt: skip
    return None


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


def _spoken_amount(said: str) -> Decimal | None:
    """ "fifty", "forty-five", « deux cents »."""
    numbers = stems.numbers()
    parts = [numbers.get(word, numbers.get(word.removesuffix("s"), "")) for word in re.split(r"[ -]", said)]
    if not all(part.isdigit() for part in parts):
        return None
    first, *rest = map(int, parts)
    for each in rest:
        first = first * each if each >= HUNDRED else first + each
    return Decimal(first)


def amount_of(said: str) -> Decimal | None:
    """ "1 299,00", "1,299.00" or "20" as a number; None when it is none."""
    if said[0].isalpha():
        return _spoken_amount(said)
    bare = said.replace(" ", "")
    whole, mark, cents = bare.rpartition("," if bare.rfind(",") > bare.rfind(".") else ".")
    if mark and len(cents) != 3:
        bare = whole.replace(",", "").replace(".", "") + "." + cents
    else:
        bare = bare.replace(",", "").replace(".", "")
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
