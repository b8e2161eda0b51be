"""R8: the customer's language, and a register that fits it.

« Vous » unless the customer says « tu », no slang, no officialese.
"""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import tongue
from bot.voice.matter import Matter
from bot.voice.situation import Check, passed

NAMES = {
    "fr": _("French"), "en": _("English"), "es": _("Spanish"), "de": _("German"), "it": _("Italian"),
    "pt": _("Portuguese"), "nl": _("Dutch"),
}  # fmt: skip

ADDRESSES = frozenset("mate buddy pal champ champion bro dude matey fella hun hon sweetie darling babe luv mec".split())
SPOKEN_OF = re.compile(
    r"(?<!\w)(?:an?|the|my|your|his|her|our|their|of|best|one|another|le|la|un|une|ce|votre|notre|son|"
    r"du|au|de)(?: \w+)? $"
)
NEAR = 20
LEAST_FOREIGN = 5  # function words of another language, which a name or a title has not


def check(matter: Matter) -> Check:
    """Language first (blocks), then register (warns)."""
    return _wrong_language(matter) or _wrong_person(matter) or _wrong_tone(matter) or passed("R8")


def _wrong_language(matter: Matter) -> Check | None:
    wanted = _wanted(matter)
    body = matter.reply.body
    said = tongue.all_of(matter.reply.plain[body.start : body.end])
    main = matter.language
    if wanted and len(said) > 1 and said - wanted and len(tongue.all_of(matter.complaint.plain)) < 2:
        return _half_foreign(matter, sorted(wanted)[0])
    if not wanted or main is None or wanted & said or main in wanted:
        return None
    language = sorted(wanted)[0]
    first = matter.reply.sentences[0]
    return Check(
        "R8", "block", False, matter.reply.shown(first.start, first.end),
        _("The customer writes in {wanted}; the reply is in {other}."),
        _("Answer in {wanted}."), {"wanted": (NAMES.get(language, language),), "other": (NAMES[main],)},
    )  # fmt: skip


def _half_foreign(matter: Matter, wanted: str) -> Check | None:
    """A reply that goes over into another language, to somebody who did not; what is quoted does not count."""
    body = matter.reply.body
    plain = tongue.QUOTED.sub(" ", matter.reply.plain[body.start : body.end])
    counts = tongue.shares(plain, only_own=True)
    other = max((code for code in counts if code != wanted), key=lambda code: counts[code])
    if counts[other] < LEAST_FOREIGN or other not in tongue.all_of(plain):
        return None
    return Check(
        "R8", "block", False, matter.reply.shown(body.start, body.end),
        _("The customer writes in {wanted}; the reply is in {other}."),
        _("Answer in {wanted}."), {"wanted": (NAMES.get(wanted, wanted),), "other": (NAMES[other],)},
    )  # fmt: skip


def _wanted(matter: Matter) -> set[str]:
    """The languages the customer may be answered in; empty when nothing is known."""
    given = (matter.situation.language or "").strip().lower()[:2]
    said = tongue.all_of(matter.complaint.plain) if tongue.of(matter.complaint.plain) or not given else set()
    mixed = said if len(said) > 1 else set()
    if given and given != "un":
        return {given} | (mixed if given in mixed else set())
    alone = tongue.of(matter.complaint.plain)
    return mixed or ({alone} if alone else set())


def _wrong_person(matter: Matter) -> Check | None:
    body = matter.reply.body
    plain = matter.reply.plain[body.start : body.end]
    word = tongue.says_tu(plain)
    if not word or matter.language not in ("fr", None):
        return None
    place = plain.find(word)
    shown = matter.reply.shown(body.start + place, body.start + place + len(word))
    if tongue.says_vous(plain):
        return Check(
            "R8",
            "warn",
            False,
            shown,
            _("It mixes « tu » and « vous »."),
            _("Say « vous » throughout, unless the customer says « tu »."),
        )
    brand = matter.situation.brand
    customer_says_tu = bool(tongue.says_tu(matter.complaint.plain)) and not tongue.says_vous(matter.complaint.plain)
    known = bool(matter.situation.complaint.strip())
    if (brand is None or brand.tu_allowed) and (customer_says_tu or not known):
        return None
    return Check("R8", "warn", False, shown, _("It says « tu » to a customer who does not."), _("Say « vous »."))


def _slang(matter: Matter) -> re.Match[str] | None:
    """The first casual word; "a mate" of somebody is none, nor is what is quoted."""
    plain = matter.reply.plain
    quoted = [hit.span() for hit in tongue.QUOTED.finditer(plain)]
    for found in matter.reply.hits_in("slang", 0, matter.reply.signature.start):
        spoken_of = found[0] in ADDRESSES and SPOKEN_OF.search(plain, max(0, found.start() - NEAR), found.start())
        if not spoken_of and not any(start <= found.start() < end for start, end in quoted):
            return found
    return None


def _wrong_tone(matter: Matter) -> Check | None:
    plain = matter.reply.plain
    if found := _slang(matter):
        if matter.complains("slang") or tongue.says_tu(matter.complaint.plain):
            return None
        return Check(
            "R8", "warn", False, matter.reply.shown(*found.span()),
            _("Too casual for somebody who complains."), _("Use plain, friendly words."),
        )  # fmt: skip
    if found := matter.has("stiff", 0, len(plain)):
        return Check(
            "R8", "warn", False, matter.reply.shown(*found.span()),
            _("Officialese: nobody speaks like this."), _("Say it as you would at the counter."),
        )  # fmt: skip
    return None
