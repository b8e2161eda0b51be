"""Reads what somebody looks for: references or parts of them, ``@handles``, networks, states, and words.

A bare word that is a network's or a state's name is taken as such; in quotation marks anything is words. ``ref:``,
``author:``, ``network:`` and ``state:`` (``auteur:``, ``réseau:``, ``état:``) say so outright.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.desk import references
from bot.desk.vocabulary import ComplaintState, Refused, TicketState
from bot.texts import _

LONGEST, MOST_PARTS = 200, 8
SHORTEST_WORD, SHORTEST_NAME = 2, 2
PIECE = re.compile(r"\"([^\"]*)\"|“([^”]*)”|«\s*([^»]*?)\s*»|(\S+)")
KEYS = {
    **dict.fromkeys(("ref", "reference", "référence"), "ref"),
    **dict.fromkeys(("author", "auteur", "from", "de"), "author"),
    **dict.fromkeys(("network", "venue", "réseau", "reseau", "lieu"), "network"),
    **dict.fromkeys(("state", "is", "état", "etat"), "state"),
}
# What people call a state → the state.
STATES: Mapping[str, ComplaintState | TicketState] = {
    **dict.fromkeys(("open", "unanswered", "ouverte", "ouvertes"), ComplaintState.OPEN),
    **dict.fromkeys(("answered", "repondue", "repondues"), ComplaintState.ANSWERED),
    **dict.fromkeys(("dismissed", "ecartee", "ecartees"), ComplaintState.DISMISSED),
    **dict.fromkeys(("watched", "abstained", "surveillee", "surveillees"), ComplaintState.ABSTAINED),
    **dict.fromkeys(("resolved", "resolue", "resolues"), ComplaintState.RESOLVED),
    **dict.fromkeys(("queued", "unclaimed", "libre", "libres"), TicketState.QUEUED),
    **dict.fromkeys(("claimed", "prise", "prises"), TicketState.CLAIMED),
    **dict.fromkeys(("waiting", "attente"), TicketState.WAITING),
    **dict.fromkeys(("snoozed", "reportee", "reportees"), TicketState.SNOOZED),
    **dict.fromkeys(("merged", "fusionnee", "fusionnees"), TicketState.MERGED),
}
# Signs that people leave out or write in another way.
SAME = str.maketrans({"’": "'", "œ": "oe", "Œ": "oe", "æ": "ae"})


@dataclass(frozen=True)
class Sought:
    """What is looked for: all of it must hold, of ``networks`` and ``states`` one of each."""

    parts: tuple[str, ...] = ()
    """References, or pieces of one, as they were typed."""
    handles: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    states: tuple[ComplaintState | TicketState, ...] = ()
    words: tuple[str, ...] = field(default=())
    """As they were typed; compare what :func:`plain` makes of them."""

    @property
    def worded(self) -> Sought:
        """The same with the pieces of references taken as words."""
        return replace(self, parts=(), words=self.parts + self.words)


def plain(text: str) -> str:
    """``text`` without accents, capitals and doubled spaces: how words are compared."""
    if text.isascii():  # most words are, and this is ten times as quick
        return " ".join(text.casefold().split())
    loose = unicodedata.normalize("NFKD", text.translate(SAME).casefold())
    return " ".join("".join(sign for sign in loose if not unicodedata.combining(sign)).split())


def read(said: str, networks: Collection[str]) -> Sought:
    """``said`` as what is looked for; refuses what says nothing, or too much. ``networks``: the names there are."""
    if len(said) > LONGEST:
        raise Refused(_("That is longer than {most} characters: a few words are enough."), most=LONGEST)
    found = Sought()
    pieces = list(PIECE.finditer(said))
    if len(pieces) > MOST_PARTS:
        raise Refused(_("That is more than {most} words: the rarest of them are enough."), most=MOST_PARTS)
    for piece in pieces:
        quoted = next((one for one in piece.groups()[:3] if one is not None), None)
        found = _with_words(found, quoted) if quoted is not None else _with(found, piece[4], networks)
    if found == Sought():
        raise Refused(
            _("Say what to look for: part of a reference, @handle, a network, a state, or words of the customer.")
        )
    return found


def _with(found: Sought, piece: str, networks: Collection[str]) -> Sought:
    key, colon, rest = piece.partition(":")
    named = KEYS.get(key.casefold(), "") if colon and rest else ""
    value = rest if named else piece
    if named == "author" or (not named and piece.startswith("@")):
        return _with_handle(found, value)
    if named == "state" or (not named and plain(value) in STATES):
        return _with_state(found, value)
    if named == "network" or (not named and value.casefold() in networks):
        return replace(found, networks=(*found.networks, value.casefold()))
    if named == "ref" or (not named and _is_part(value)):
        return _with_part(found, value)
    return _with_words(found, value)


def _with_words(found: Sought, words: str) -> Sought:
    shown = words.strip()
    if len(plain(shown)) < SHORTEST_WORD:
        raise Refused(_("“{said}” is too short to look for: two letters at least."), said=shown)
    return replace(found, words=(*found.words, shown))


def _with_handle(found: Sought, said: str) -> Sought:
    handle = said.lstrip("@").strip()
    if len(handle) < SHORTEST_NAME:
        raise Refused(_("“{said}” is too short to look for: two letters at least."), said=said)
    return replace(found, handles=(*found.handles, handle))


def _with_state(found: Sought, said: str) -> Sought:
    state = STATES.get(plain(said))
    if state is None:
        known = ", ".join(dict.fromkeys(str(one) for one in STATES.values()))
        raise Refused(_("There is no state called “{said}”. There are: {known}."), said=said, known=known)
    return replace(found, states=(*found.states, state))


def _with_part(found: Sought, said: str) -> Sought:
    if not (references.read(said) or references.beginning(said) or references.ending(said)):
        raise Refused(
            _("“{said}” is no part of a reference: its first three to six signs find it, or its last four."), said=said
        )
    return replace(found, parts=(*found.parts, said.upper()))


def _is_part(said: str) -> bool:
    """Whether a bare word is surely meant as (part of) a reference: with letters and digits, or its hyphen in place."""
    if references.read(said):
        return True
    letters, digits = any(map(str.isalpha, said)), any(map(str.isdigit, said))
    hyphened = re.fullmatch(r"\w{3}-\w{0,4}|-\w{4}", said) is not None
    if not (digits and letters) and not (digits and hyphened):
        return False
    return bool(references.beginning(said) or references.ending(said))
