"""R3: an honest cause, or an honest "not known yet". A vague cause is none; a sure one was confirmed by a person."""

from __future__ import annotations

import re

from bot.texts import _
from bot.voice import stems
from bot.voice.matter import Matter, content
from bot.voice.situation import Check, passed
from bot.voice.wording import Span, fold, tokens_of

# "A technical problem: the till's clock was an hour slow", "a bug in 3.2 with dark mode".
EXPLAINED = re.compile(r"\s*(?:[:(]|- )\s*(?:\w+\W+){3}|[^.!?\n]{0,40}(?<![\w.])\d+\.\d")
LEAST_SHARED = 0.25  # of the words of a cause: less, and the reply tells another story


def check(matter: Matter) -> Check:
    """Whether the cause, if one is given, is precise and confirmed."""
    if not matter.readable:
        return passed("R3", "warn")
    if unconfirmed := _unconfirmed(matter):
        return unconfirmed
    vague = matter.has("vague cause")
    if vague is not None and not EXPLAINED.match(matter.reply.plain, vague.end()) and not _is_confirmed(matter, vague):
        return Check(
            "R3", "warn", False, matter.reply.shown(*vague.span()),
            _("A vague cause explains nothing, and reads like an excuse."),
            _("Say what happened in plain words, or that the cause is not known yet and when you will tell it."),
        )  # fmt: skip
    if _confirmed_cause(matter) and not (_shares_cause(matter) or matter.has("unknown cause")):
        return Check(
            "R3", "warn", False, "",
            _("The cause is confirmed, and the reply does not tell it."),
            _("Tell the customer why it happened: {cause}"),
            {"cause": str((matter.situation.facts or {}).get("cause"))},
        )  # fmt: skip
    return passed("R3")


def told(matter: Matter) -> bool:
    """Whether a cause is given, or said not to be known."""
    return bool(matter.has("cause") or matter.has("unknown cause"))


def _confirmed_cause(matter: Matter) -> str:
    facts = matter.situation.facts or {}
    cause = facts.get("cause")
    return str(cause) if cause and facts.get("cause_confirmed_by") else ""


def _unconfirmed(matter: Matter) -> Check | None:
    """The case knows that no person has confirmed a cause, and the reply gives one."""
    facts = matter.situation.facts
    if facts is None or "cause" not in facts or _confirmed_cause(matter):
        return None
    given = matter.has("cause")
    if matter.has("unknown cause") or not (given or _shared(matter, str(facts.get("cause") or "")) >= LEAST_SHARED):
        return None
    place = given.start() if given else matter.reply.body.start
    sentence = matter.sentence_of(place)
    return Check(
        "R3", "block", False, matter.reply.shown(sentence.start, sentence.end),
        _("It gives a cause that nobody has confirmed."),
        _("Have the cause confirmed in the case, or say that it is not known yet and when you will tell it."),
    )  # fmt: skip


def _shares_cause(matter: Matter) -> bool:
    return _shared(matter, _confirmed_cause(matter)) >= LEAST_SHARED


def _shared(matter: Matter, cause: str) -> float:
    """How much of what ``cause`` says the reply says too: from 0 to 1, and 1 when it says nothing of its own."""
    plain = fold(cause)
    wanted = {key for key, _start, _end in content(tokens_of(plain, Span(0, len(plain))))}
    said = {key for key, _start, _end in matter.keys}
    heard = {slip for key in said for slip in stems.slips(key)}
    things = {name for key in said for name in stems.concepts(key)}
    found = sum(key in said or bool(stems.slips(key) & heard) or bool(stems.concepts(key) & things) for key in wanted)
    return found / len(wanted) if wanted else 0.0


def _is_confirmed(matter: Matter, vague: re.Match[str]) -> bool:
    """The confirmed cause itself holds these words."""
    return vague[0] in fold(_confirmed_cause(matter))
